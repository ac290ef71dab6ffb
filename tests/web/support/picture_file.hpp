// Pictures in files, and the comparison with reviewed ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "web/support/software_renderer.hpp"

namespace retour::ui {

/// A PNG file; nothing when there is none or it cannot be read.
[[nodiscard]] std::optional<Picture> read_png(const std::string& path);
/// Writes a PNG with at most 256 colours: as few as keep every pixel within `error_max` of a
/// channel. False when it could not be written.
[[nodiscard]] bool write_png(const std::string& path, const Picture& picture, int error_max);

/// Where a reviewed picture lies.
enum class PictureFolder : std::uint8_t {
  tests,   ///< tests/web/pictures
  manual,  ///< docs/manual/pictures
};

/// Compares with the reviewed picture NAME.png of the folder and fails the test when they
/// differ by more than what the reduction of its colours explains; then the actual picture and the
/// difference are written to the build folder. With RETOUR_RECORD in the environment the reviewed
/// picture is replaced instead, if it differs.
void expect_picture(const Picture& picture, const std::string& name,
                    PictureFolder folder = PictureFolder::tests);

}  // namespace retour::ui
