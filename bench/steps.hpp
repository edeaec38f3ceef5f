// Steps of any registered model on demand, so that a script can time them in turn with those of another library.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <string>

namespace bench {

/// One call: a training step or a prediction, ready to be timed.
using Step = std::function<void()>;

/// Makes a model's step for a batch and a number of threads.
struct StepMaker {
    std::function<Step(std::size_t batch, int threads)> train;
    std::function<Step(std::size_t batch, int threads)> predict;
};

/// All registered models by name.
std::map<std::string, StepMaker>& step_makers();

/// Answers lines "<model> train|predict <batch> <threads> <count>" with the seconds of each of `count` calls, the heap allocations of all of them
/// and the program's peak memory in MB, as one line of JSON; a line that it does not understand with {"error": ...}. What was made for the line before is kept if it is the same.
void serve_steps(std::istream& in, std::ostream& out);

} // namespace bench
