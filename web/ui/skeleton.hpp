// The shape of what is being loaded: the place is taken before the content is there, so that
// nothing jumps when it comes. Nothing moves in it: an idle screen draws no frames.
//
// For what takes longer than a moment and has a known shape; `progress` (widgets.hpp) when it can
// be said how far it is.
#pragma once

#include <cstdint>
#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

enum class SkeletonShape : std::uint8_t {
  lines,  ///< A text.
  rows,   ///< A list or a table: icon and two lines each.
  card,   ///< A figure with its label.
};

struct SkeletonOptions {
  std::string_view key;
  std::string_view name;  ///< What is loaded, for readers.
  SkeletonShape shape = SkeletonShape::lines;
  int count = 3;
};
void skeleton(Ui& ui, const SkeletonOptions& options);

}  // namespace retour::ui
