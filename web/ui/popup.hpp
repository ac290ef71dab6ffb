// Things over the screen: small popups at a field, dialogs and side sheets that make the rest
// inert.
//
//   if (const auto d = dialog(ui, {.key = "book", .title = ui.t("book.title")}, state.open)) {
//     ...fields...
//     {
//       const auto footer = dialog_footer(ui);
//       if (button(ui, ...)) state.open = false;
//     }
//   }
#pragma once

#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

struct PopupOptions {
  NodeId id = 0;
  Rect anchor;  ///< The popup stands below it, or above when there is no room.
  std::string_view name;
  float width = 240;
  float height = 240;
  Role role = Role::dialog;
};

/// Opens the popup from the next frame on.
void open_popup(Ui& ui, NodeId id);
void close_popup(Ui& ui, NodeId id);
[[nodiscard]] bool is_popup_open(Ui& ui, NodeId id);
/// Its content, while it is open; a click outside or Escape closes it.
[[nodiscard]] Scope begin_popup(Ui& ui, const PopupOptions& options);

struct DialogOptions {
  std::string_view key;
  std::string_view title;
  float width = 560;
  bool sheet = false;     ///< At the right edge, full height.
  bool alert = false;     ///< A question that must be answered.
  bool can_close = true;  ///< Escape and the cross close it.
};

/// A modal dialog, full screen on a phone; drawn while `open`, which its cross and Escape clear.
/// The focus goes to its first field or button.
[[nodiscard]] Scope dialog(Ui& ui, const DialogOptions& options, bool& open);
/// The row of buttons at the bottom of the present dialog, aligned right; call it last.
[[nodiscard]] Scope dialog_footer(Ui& ui);

struct ConfirmOptions {
  std::string_view key;
  std::string_view title;
  std::string_view text;
  std::string_view yes;
  bool danger = false;
};
/// A question with two answers; true when it was answered with yes. Clears `open` on any answer.
bool confirm(Ui& ui, const ConfirmOptions& options, bool& open);

}  // namespace retour::ui
