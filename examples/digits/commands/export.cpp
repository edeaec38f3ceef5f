#include "digits/commands/commands.hpp"

#include "digits/output.hpp"
#include "digits/saved_model.hpp"

#include "duet/core/error.hpp"
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

} // namespace

void export_model(const ExportArguments& arguments) {
    if (arguments.onnx.empty()) throw duet::Error("nothing to export to; expected --onnx FILE");
    require_output_file(arguments.onnx);
    const SavedModel saved = load_model(arguments.model);
    write_onnx(arguments.onnx, saved);
}

} // namespace digits
