#include "onnx_models.hpp"

#include "digits/models/duet.hpp"
#include "digits/models/reference.hpp"
#include "digits/models/twin39.hpp"

#include "duet/io/write_onnx.hpp"

namespace bench {

void write_onnx_models(const std::filesystem::path& folder) {
    using Image = duet::Model<digits::ImageBranch<digits::Widths{}, 5, 10>, digits::Image>;
    duet::io::write_onnx(folder / "image.onnx", Image(1), {"image"}, {"logits"});
    duet::io::write_onnx(folder / "twin39.onnx", digits::Twin39(1), {"image", "audio"}, {"logits"});
    duet::io::write_onnx(folder / "duet.onnx", digits::Duet(1), {"image", "audio"}, {"logits", "image_logits", "audio_logits"});
}

} // namespace bench
