// A picture as an SVG file of its own: plain text, no scripts, no styles, no foreign fonts.
//
// What people typed is in there (names of doctors, sources): `&<>"'` are escaped, characters that
// XML forbids and broken UTF-8 become U+FFFD, so the file is well-formed whatever was typed. Texts
// carry the length that they were laid out with, so that they fit in any font.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ui/chart_picture.hpp"

namespace retour::ui {

struct SvgWords {
  std::string_view title;                   ///< <title> of the whole.
  std::string_view description;             ///< <desc>.
  std::span<const std::string> marks = {};  ///< By mark: what hovering says.
  Color back = {0xFFFFFFFF};
};

[[nodiscard]] std::string svg_of(const ChartPicture& picture, const SvgWords& words);

/// Text made fit for XML content and attributes.
[[nodiscard]] std::string xml_escaped(std::string_view text);

}  // namespace retour::ui
