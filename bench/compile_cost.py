"""What a user's program costs to compile, and how large it becomes."""
import json
import os
import pathlib
import resource
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


def compile_program(source, program, compiler="g++"):
    """Seconds and peak memory in MB of compiling and linking `source` at -O3 for this processor."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "program.cpp")
        path.write_text(source)
        start = time.perf_counter()
        subprocess.run([compiler, "-std=c++20", "-O3", "-march=native", "-fopenmp", f"-I{ROOT / 'include'}", f"-I{ROOT / 'examples'}", str(path),
                        "-o", str(program), "-lopenblas"], check=True, env={**os.environ, "CCACHE_DISABLE": "1"})
        seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3


def measure():
    """Seconds and MB of a program that defines and trains the two-input model, the yardstick's seconds, and MB of a stripped one that predicts."""
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "program")
        yardstick, _ = compile_program(YARDSTICK, program)
        seconds, memory = compile_program(TRAINS, program)
        compile_program(PREDICTS, program)
        subprocess.run(["strip", str(program)], check=True)
        return {"seconds": seconds, "peak_mb": memory, "yardstick_seconds": yardstick, "predict_program_mb": program.stat().st_size / 1e6}


if __name__ == "__main__":
    print(json.dumps(measure()))
