// Finds ImGui items that no widget annotated, by ImGui's test-engine hooks. Only ui.cpp uses it.
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

}  // namespace retour::ui
