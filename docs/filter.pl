# What Doxygen reads of a file (FILTER_PATTERNS in docs/Doxyfile; usage: filter.pl FILE), line for line, so that its warnings name the file's lines.
# Of a page: links to headers and examples lead to where these are shown, and code inside links and emphasis is mended.
# Of a header:
# - A header's first comment is what its page says.
# - The words that docstrings say of every layer stand out.
# - What all specs, activations and steps of augmentation say in the same words is written here, once.
# - Hidden are private members, the layers behind the specs (LinearLayer, CrossAttentionBlock), which the spec's docstring describes, specialisations without
#   a docstring of their own, and what is `= default`.
use strict;
use warnings FATAL => 'all';

my $template = qr/template <[^\n]*>\n(?:[ ]+requires [^\n]*\n)?/;
my $docstring = qr/^( *\/\/\/[^\n]*\n)?/m;
my %contract = (
    qr/template <class \w+>\n +static consteval bool accepts\(/ =>
        'Whether it takes an input of this Shape or Shapes. If not, compiling stops with one error that says what it needs.',
    qr/$template? +using layer =/ => 'The layer on an input that is accepted.',
    qr/using (?:T|Scalar) = / => 'Of parameters, inputs and outputs: float or double.',
    qr/using Input = / => 'What goes in for one sample: a Shape, or Shapes.',
    qr/using Output = / => 'What comes out for one sample: a Shape, or Shapes.',
    qr/(?:template <class T, class Output>\n +)?using Target = / => 'What the loss compares a batch of outputs with.',
    qr/static constexpr std::string_view type_name/ => 'What `summary` and errors call it.',
    qr/static constexpr bool reads_input = \w+;(?! *\/\/\/<)/ => 'Whether the gradient is a function of x; otherwise it is one of y, and forward may overwrite x.',
    qr/template <class V>\n +static V value\(V x\)/ => 'y of a vector of elements x.',
    qr/template <class V>\n +static V gradient\(V \w, V dy\)/ => 'dx, from x or y (see `reads_input`) and dy.',
    qr/(?:template <[^\n]*>\n(?:[ ]+requires [^\n]*\n)?)?Values add_layer\(const Scope& \w+, const \w+/ => 'Adds such a layer.',
    qr/(?:$template +)?void operator\(\)\([\w<>, ]+&? \w+, Random& \w+\) const/ => 'Changes the sample in place, at random.',
    qr/(?:\[\[nodiscard\]\] )?(?:const )?(?:\w+\*|\w+&|std::span<[\w ]+>|std::size_t) (?:data|size|span|operator\[\])\((?:std::size_t i)?\)/ => 'As of `std::vector`.',
);

sub blank { my ($text) = @_; $text =~ s/[^\n]//g; return $text; }

# What a type behind a spec shows: its docstring and its name, if it has a docstring.
sub outline {
    my ($docstring, $head, $body) = @_;
    return "$docstring$head$body" if $body =~ /using layer =/; # a spec
    return $docstring ? "$docstring$head};" . blank($body) : blank("$head$body");
}

# Code between backticks, two of them around a quote.
sub quoted { my ($code) = @_; return $code =~ /'/ ? "``$code``" : "`$code`"; }

# What was found, if a docstring stands before it.
sub documented { my ($docstring, $found) = @_; return $docstring ? "$docstring$found" : blank($found); }

my $page = $ARGV[0] =~ /\.md$/;
local $/;
$_ = <>;
# What Doxygen's Markdown takes otherwise than others do: a quote inside code, code inside links and at the edges of emphasis.
s{(^```.*?^```$)|`([^`]*)`}{ $1 // quoted($2) }gmse;
if ($page) {
    s{\[`([^`\]\n]*)`\]\(}{[$1](}g;
    s{(?<!\S)\*\*(?=[^*\n]*`)([^*\n]+)\*\*}{<b>$1</b>}g;
    s{(?<!\S)\*(?=`)([^*\n]+)\*(?![*\w])}{<em>$1</em>}g;
    s{\]\((?:\.\./)?include/(duet/[\w/.]+)\)}{](\@ref $1)}g;
    s{\]\((?:\.\./)?examples/(?:[\w/]+/)?(\w+)\.([ch]pp)\)}{](${1}_8$2-example.html)}g;
    s{\]\((?:\.\./)?examples\)}{](examples.html)}g;
    print;
    exit;
}
s{\A((?://[^\n]*\n)+)#pragma once\n}{ my $comment = $1; $comment =~ s|^//|///|mg; "$comment/// \@file\n" }e;
s{$docstring(${template}struct \w+<.*?^\};)}{ documented($1, $2) }gmse;
s{$docstring(${template}inline constexpr \S+ \w+<[^;]*;)}{ documented($1, $2) }gme;
s{$docstring((?:$template)?struct \w+(?:Layer|Block);)}{ documented($1, $2) }gme;
s{$docstring((?:$template)?struct \w+(?:Layer|Block)\b[^;\{]*\{)(.*?^\};\n)}{ outline($1 // '', $2, $3) }gmse;
s{$docstring(^ +[^\n/]* = default;)$}{ documented($1, $2) }gme;
s{^((?:class \w+[^;\{]*\{|private:)\n)(.*?)(?=^\};|^public:)}{ $1 . blank($2) }gmse;
s{///(<?) (Samples|Shapes) (?=[a-z])}{///$1 %$2 }g;
1 while s{(///(?: |[^\n]*\. ))(Shapes|Parameters|Source|[\w.-]+ equivalent):}{$1<b>%$2:</b>}g;
for my $declaration (sort keys %contract) {
    my $words = $contract{$declaration};
    s{$docstring^( *)($declaration)}{ $1 ? "$1$2$3" : "$2/** $words */ $3" }gme;
}
print;
