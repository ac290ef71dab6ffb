// What an audited frame is checked for: ImGui items that no widget annotated, found by ImGui's
// test-engine hooks, and the texts that were drawn. Only ui.cpp and tests use it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ui/semantics.hpp"

namespace retour::ui {

/// Starts recording the items of a frame; call after ImGui::NewFrame, whose fallback window is none
/// of ours.
void item_audit_begin();
/// The items of the frame whose id is not that of a node and which are not parts of ImGui's own
/// windows (scroll bars, the windows themselves), as `label (id)`.
[[nodiscard]] std::vector<std::string> item_audit_end(const SemanticTree& tree);

/// A text as it was drawn.
struct DrawnText {
  std::string text;
  Rect rect;            ///< From where it begins, as wide as it is, one line high.
  bool cut = false;     ///< Shortened with an ellipsis.
  bool broken = false;  ///< Wrapped within a word.
};
void text_audit_add(DrawnText drawn);
/// The texts of the last audited frame, in the order of drawing.
[[nodiscard]] const std::vector<DrawnText>& audited_texts();

}  // namespace retour::ui
