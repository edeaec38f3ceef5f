// The models that ONNX Runtime is timed with.
#pragma once

#include <filesystem>

namespace bench {

/// Writes image.onnx, twin39.onnx and duet.onnx, parameters as they are drawn. Throws Error if a file cannot be written.
void write_onnx_models(const std::filesystem::path& folder);

} // namespace bench
