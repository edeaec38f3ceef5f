#include "digits/commands/commands.hpp"

#include "digits/output.hpp"
#include "digits/saved_model.hpp"
#include "digits/terminal/json.hpp"

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
#else
    throw duet::Error("this program was built without ONNX; install libonnx-dev and libprotobuf-dev, and build it again");
#endif
}

void write_pytorch(const std::string& file, const SavedModel& saved) {
    const std::string about =
        "# The network of a model of digits, '" + saved.facts.name + "', as a PyTorch module. model.safetensors is its state_dict.\n\n";
    duet::data::write_file_atomically(file, about + saved.engine->pytorch_module());
}

} // namespace

void export_model(const ExportArguments& arguments) {
    if (arguments.onnx.empty() && arguments.pytorch.empty()) throw duet::Error("nothing to export to; expected --onnx FILE or --pytorch FILE");
    if (!arguments.onnx.empty()) require_output_file(arguments.onnx);
    if (!arguments.pytorch.empty()) require_output_file(arguments.pytorch);
    require_apart({{"--model", model_file(arguments.model)}, {"--onnx", arguments.onnx}, {"--pytorch", arguments.pytorch}});
    const SavedModel saved = load_model(arguments.model);
    nlohmann::ordered_json report{{"model", saved.facts.name}};
    if (!arguments.onnx.empty()) {
        write_onnx(arguments.onnx, saved);
        report["onnx"] = arguments.onnx;
        if (!arguments.json)
            std::printf("wrote %s: from rows of 'image' (784) and 'audio' (507) to 'logits', 'image_embedding' and 'audio_embedding'\n",
                        arguments.onnx.c_str());
    }
    if (!arguments.pytorch.empty()) {
        write_pytorch(arguments.pytorch, saved);
        report["pytorch"] = arguments.pytorch;
        if (!arguments.json) std::printf("wrote %s: the class Network, on standardised inputs\n", arguments.pytorch.c_str());
    }
    if (arguments.json) print_json(report);
}

} // namespace digits
