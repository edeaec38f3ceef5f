"""Proves that no link of a folder of HTML pages is dead: neither the file nor the anchor it leads to is missing.

usage: links.py FOLDER     prints each offence as page:line: link; exit code 1 if there is one

Links to other hosts are left alone.
"""
import html.parser
import pathlib
import sys
import urllib.parse


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.anchors, self.links = set(), []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.anchors.update(attributes[key] for key in ("id", "name") if attributes.get(key))
        self.links += [(self.getpos()[0], attributes[key]) for key in ("href", "src") if attributes.get(key)]


def offences(root):
    pages = {path.resolve(): Page(path) for path in sorted(pathlib.Path(root).rglob("*.html"))}
    for path, page in pages.items():
        for line, link in page.links:
            url = urllib.parse.urlsplit(link)
            if url.scheme or url.netloc:
                continue
            target = (path.parent / urllib.parse.unquote(url.path)).resolve() if url.path else path
            anchor = urllib.parse.unquote(url.fragment)
            if not target.exists() or (anchor and target in pages and anchor not in pages[target].anchors):
                yield f"{path.relative_to(pathlib.Path(root).resolve())}:{line}: {link}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = list(offences(sys.argv[1]))
    print("\n".join(lines) or "no link is dead")
    sys.exit(1 if lines else 0)
