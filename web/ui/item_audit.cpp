#include "ui/item_audit.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <unordered_map>

#include "base/order.hpp"

namespace retour::ui {
namespace {

/// As Dear ImGui's own tools show ids: eight digits.
std::string hexadecimal(ImGuiID id) {
  std::string text;
  for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[(id >> shift) & 15U];
  return text;
}

/// Items of the present frame: id and the label that ImGui was given, if any.
std::unordered_map<ImGuiID, std::string>& items() {
  static std::unordered_map<ImGuiID, std::string> recorded;
  return recorded;
}

std::vector<DrawnText>& texts() {
  static std::vector<DrawnText> drawn;
  return drawn;
}

/// Windows and their scroll bars and grips are not widgets of ours.
bool belongs_to_window(ImGuiID id) {
  for (ImGuiWindow* window : GImGui->Windows) {
    if (id == window->ID || id == window->MoveId) return true;
    if (id == ImGui::GetWindowScrollbarID(window, ImGuiAxis_X)) return true;
    if (id == ImGui::GetWindowScrollbarID(window, ImGuiAxis_Y)) return true;
  }
  return false;
}

}  // namespace

void item_audit_begin() {
  GImGui->TestEngineHookItems = true;
  items().clear();
  texts().clear();
}

void text_audit_add(DrawnText drawn) {
  texts().push_back(std::move(drawn));
}

const std::vector<DrawnText>& audited_texts() {
  return texts();
}

std::vector<std::string> item_audit_end(const SemanticTree& tree) {
  std::vector<std::string> found;
  for (const auto& [id, label] : items()) {
    const ImGuiID wanted = id;
    if (std::ranges::any_of(tree.nodes, [&](const SemanticNode& n) { return n.id == wanted; }))
      continue;
    if (belongs_to_window(id)) continue;
    found.push_back(std::string(label) + " (" + hexadecimal(id) + ")");
  }
  sort_stably(found);
  return found;
}

}  // namespace retour::ui

#ifdef IMGUI_ENABLE_TEST_ENGINE
void ImGuiTestEngineHook_ItemAdd(ImGuiContext*, ImGuiID id, const ImRect&,
                                 const ImGuiLastItemData*) {
  if (id != 0) retour::ui::items().try_emplace(id);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext*, ImGuiID id, const char* label,
                                  ImGuiItemStatusFlags) {
  if (id != 0 && label != nullptr) retour::ui::items()[id] = label;
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) {
  return nullptr;
}
#endif
