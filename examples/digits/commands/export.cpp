#include "digits/commands/commands.hpp"

#include "digits/output.hpp"
#include "digits/saved_model.hpp"

#include "duet/core/error.hpp"
#include "duet/data/atomic_file.hpp"
#ifdef DIGITS_ONNX
#include "duet/io/onnx/message.hpp"
#endif

#include <cstdio>

namespace digits {

namespace {

void write_onnx([[maybe_unused]] const std::string& file, [[maybe_unused]] const SavedModel& saved) {
#ifdef DIGITS_ONNX
    duet::io::onnx::write_graph(file, saved.engine->onnx_graph(saved.facts.image_statistics, saved.facts.audio_statistics));
    std::printf("wrote %s: from rows of 'image' (784) and 'audio' (507) to 'logits', 'image_embedding' and 'audio_embedding'\n", file.c_str());
#else
    throw duet::Error("this program was built without ONNX; install libonnx-dev and libprotobuf-dev, and build it again");
#endif
}

void write_pytorch(const std::string& file, const SavedModel& saved) {
    const std::string about =
        "# The network of a model of digits, '" + saved.facts.name + "', as a PyTorch module. model.safetensors is its state_dict.\n\n";
    duet::data::write_file_atomically(file, about + saved.engine->pytorch_module());
    std::printf("wrote %s: the class Network, on standardised inputs\n", file.c_str());
}

} // namespace

void export_model(const ExportArguments& arguments) {
    if (arguments.onnx.empty() && arguments.pytorch.empty()) throw duet::Error("nothing to export to; expected --onnx FILE or --pytorch FILE");
    if (!arguments.onnx.empty()) require_output_file(arguments.onnx);
    if (!arguments.pytorch.empty()) require_output_file(arguments.pytorch);
    const SavedModel saved = load_model(arguments.model);
    if (!arguments.onnx.empty()) write_onnx(arguments.onnx, saved);
    if (!arguments.pytorch.empty()) write_pytorch(arguments.pytorch, saved);
}

} // namespace digits
