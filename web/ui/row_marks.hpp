// Marking rows of a table or a sheet, for one act on all of them.
#pragma once

#include <cstddef>

#include "ui/ui.hpp"

namespace retour::ui {

/// Rows [first, last] shall be marked, or not.
struct RowMarking {
  std::size_t first = 0;
  std::size_t last = 0;
  bool on = true;
};

/// Width of the column of marks.
[[nodiscard]] float mark_width(const Ui& ui);
/// The box of a mark, centred in `r`.
void draw_mark_box(Ui& ui, const Rect& r, bool on, const Interaction& press);

}  // namespace retour::ui
