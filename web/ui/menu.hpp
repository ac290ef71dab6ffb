// Menus: of a button, and of the thing that was pressed with the right button, held with a finger,
// or focused when the menu key (Shift+F10) was pressed. One shape, one way with the keyboard:
// arrows, Enter, Escape; the focus goes back to where it was.
//
//   if (ui.wants_menu(id, press)) open_context_menu(ui, "row menu");
//   ...
//   if (const auto chosen = context_menu(ui, "row menu", name, items)) ...
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

struct MenuItem {
  std::string_view key;
  std::string_view text;
  Icon icon = Icon::none;
  bool disabled = false;
  bool danger = false;
};

/// A button that opens a menu; the index of the item that was chosen.
[[nodiscard]] std::optional<std::size_t> menu_button(Ui& ui, std::string_view key,
                                                     std::string_view text, Icon icon,
                                                     std::span<const MenuItem> items);

/// Opens a context menu where the pointer is, or below the focused item.
void open_context_menu(Ui& ui, std::string_view key);
/// The menu while it is open; call it every frame in the scope that opened it. The index of the
/// item that was chosen.
[[nodiscard]] std::optional<std::size_t> context_menu(Ui& ui, std::string_view key,
                                                      std::string_view name,
                                                      std::span<const MenuItem> items);

}  // namespace retour::ui
