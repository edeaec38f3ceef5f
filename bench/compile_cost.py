"""What a user's program costs to compile, and how large it becomes; with --chains also how that grows with the number of layers, and with --headers
what each header costs by itself; with --beside what the image branch costs in duet, dlib and PyTorch's C++."""
import argparse
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

MODEL = """
#include "digits/models/twin39.hpp"
#include "duet/duet.hpp"
"""
TRAINS = MODEL + """
int main() {
    using namespace duet;
    digits::Twin39 model(1);
    Trainer<digits::Twin39, CrossEntropy, Adam> trainer(model, {}, {.batch = 8});
    Buffer<float> x(8 * storage_size<digits::Twin39::Input>);
    const int labels[8] = {};
    return trainer.step(place<digits::Twin39::Input>(x.data(), 8), labels) > 0 ? 0 : 1;
}
"""
PREDICTS = MODEL + """
int main() {
    using namespace duet;
    digits::Twin39 model(1);
    Predictor<digits::Twin39> predict(model, 1);
    Buffer<float> x(storage_size<digits::Twin39::Input>), y(16);
    predict(place<digits::Twin39::Input>(x.data(), 1), {y.data(), 1});
    return y.data()[0] > 1e9F;
}
"""
# What the machine can do just now: the standard library's own heavy headers.
YARDSTICK = "#include <algorithm>\n#include <map>\n#include <regex>\nint main() { return std::regex_match(\"a\", std::regex(\"a+\")) ? 0 : 1; }\n"

DUET = ("-std=c++20", "-fopenmp", f"-I{ROOT / 'include'}", f"-I{ROOT / 'examples'}", "-lopenblas")
# What a program of bench/peers is compiled with, as Debian installs the libraries.
BESIDE = {
    "duet": DUET,
    "dlib": ("-std=c++20", "-ldlib", "-lblas", "-llapack"),
    "pytorch": ("-std=c++17", "-I/usr/include/torch/csrc/api/include", "-ltorch", "-ltorch_cpu", "-lc10"),
}


def compile_program(source, program, compiler="g++", options=DUET):
    """Seconds and peak memory in MB of compiling and linking `source` at -O3 for this processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "program.cpp")
        path.write_text(source)
        start = time.perf_counter()
        process = subprocess.Popen([compiler, "-O3", "-march=native", str(path), "-o", str(program), *options], env={**os.environ, "CCACHE_DISABLE": "1"})
        _, status, usage = os.wait4(process.pid, 0)  # the memory of this compiler, not the most of all so far
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"compile_cost.py: the compiler ended with exit code {process.returncode}")
    return seconds, usage.ru_maxrss / 1e3


def measure():
    """Seconds and MB of a program that defines and trains the two-input model, the yardstick's seconds, and MB of a stripped one that predicts."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "program")
        yardstick, _ = compile_program(YARDSTICK, program)
        seconds, memory = compile_program(TRAINS, program)
        compile_program(PREDICTS, program)
        subprocess.run(["strip", str(program)], check=True)
        return {"seconds": seconds, "peak_mb": memory, "yardstick_seconds": yardstick, "predict_program_mb": program.stat().st_size / 1e6}


def chain(layers):
    """A program that trains `layers` linear layers of different widths."""
    parts = ", ".join(f"Linear<{16 + i}>" for i in range(layers - 1))
    return f"""#include "duet/duet.hpp"
using namespace duet;
using Chain = Model<Sequential<{parts}{', ' if parts else ''}Linear<10>>, Shape<32>>;
int main() {{
    Chain model(1);
    Trainer<Chain, CrossEntropy, Adam> trainer(model, {{}}, {{.batch = 8}});
    Buffer<float> x(8 * 32);
    const int labels[8] = {{}};
    return trainer.step(place<Shape<32>>(x.data(), 8), labels) > 0 ? 0 : 1;
}}
"""


def measure_chains(lengths=(2, 4, 8, 16, 32)):
    """Seconds and MB by number of layers."""
    with tempfile.TemporaryDirectory() as folder:
        return {str(n): dict(zip(("seconds", "peak_mb"), compile_program(chain(n), pathlib.Path(folder, "program")))) for n in lengths}


def loaded(program):
    """The shared libraries of a program."""
    listed = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=True).stdout
    return {pathlib.Path(path).resolve() for path in re.findall(r"=> (/\S+)", listed)}


def measure_beside():
    """Of the same program in each library: seconds and MB of compiling, MB of the stripped program, and MB of the libraries that it loads beside C++'s own."""
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "program")
        compile_program(YARDSTICK, program, options=())
        of_every_program = loaded(program)
        for name, options in BESIDE.items():
            seconds, memory = compile_program((ROOT / "bench" / "peers" / f"image_{name}.cpp").read_text(), program, options=options)
            subprocess.run([str(program)], check=True, stdout=subprocess.DEVNULL)
            subprocess.run(["strip", str(program)], check=True)
            libraries = sum(path.stat().st_size for path in loaded(program) - of_every_program)
            figures[name] = {"seconds": seconds, "peak_mb": memory, "program_mb": program.stat().st_size / 1e6, "libraries_mb": libraries / 1e6}
    return figures


def measure_headers(compiler="g++"):
    """Seconds of a source that includes one header and nothing else, the compiler's own start taken off, dearest first."""
    mpi = subprocess.run(["pkg-config", "--cflags", "ompi"], text=True, capture_output=True)

    def seconds(source):
        start = time.perf_counter()
        subprocess.run([compiler, "-std=c++20", "-march=native", "-fopenmp", "-fsyntax-only", "-DONNX_ML=1", "-DONNX_NAMESPACE=onnx",
                        *mpi.stdout.split(), f"-I{ROOT / 'include'}", "-x", "c++", "-"],
                       input=source, text=True, check=True, env={**os.environ, "CCACHE_DISABLE": "1"})
        return time.perf_counter() - start

    empty = min(seconds("") for _ in range(3))
    headers = [str(path.relative_to(ROOT / "include")) for path in sorted((ROOT / "include").rglob("*.hpp"))
               if mpi.returncode == 0 or path.parent.name != "distributed"]
    costs = {header: seconds(f'#include "{header}"\n') - empty for header in headers}
    return dict(sorted(costs.items(), key=lambda item: -item[1]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chains", action="store_true")
    parser.add_argument("--headers", action="store_true")
    parser.add_argument("--beside", action="store_true", help="needs libdlib-dev and libtorch-dev")
    arguments = parser.parse_args()
    if arguments.beside:
        print(json.dumps(measure_beside(), indent=1))
        raise SystemExit
    figures = measure()
    if arguments.chains:
        figures["chains"] = measure_chains()
    if arguments.headers:
        figures["headers"] = measure_headers()
    print(json.dumps(figures, indent=1))
