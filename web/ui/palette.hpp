// The command palette: one field that finds whatever can be opened or done, and the rows of the
// dialog that lists the keys.
//
//   +- Find or do -------------------- x +
//   | (o) [anna|                       ] |   a combobox: the focus stays in the field,
//   | Patients                           |   arrows move the active option, Enter takes it
//   | > Ivanova Anna     34, +7 916 ...  |
//   | Acts                               |
//   |   New booking                  (N) |
//   +------------------------------------+
//
// What is found comes from a function of the query, asked after the field has taken its edits: a
// letter and Enter may arrive within one frame.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ui/ui.hpp"

namespace retour::ui {

struct PaletteItem {
  std::uint64_t key = 0;  ///< Unique within the palette, stable while the query changes.
  std::string text;
  std::string detail = {};     ///< Muted, after the text.
  std::string_view keys = {};  ///< The keys that do the same, as `key_words` reads them.
  Icon icon = Icon::none;
};

struct PaletteGroup {
  std::string_view title;
  std::vector<PaletteItem> items;
};

struct PaletteOptions {
  std::string_view key;
  std::string_view title;
  std::string_view label;  ///< Of the field.
  std::string_view placeholder = {};
  std::string_view nothing;  ///< Said when nothing was found.
  std::function<const std::vector<PaletteGroup>&(const std::string& query)> find;
};

/// What a palette remembers between frames. Set `open` to show it: it starts empty.
struct PaletteState {
  bool open = false;
  bool shown = false;
  bool wants_focus = false;
  std::string query;
  std::uint64_t active = 0;  ///< Key of the active item.
  NodeId active_node = 0;
  NodeId list_node = 0;
};

/// The dialog, while it is open; the key of the item that was taken, which closes it.
std::optional<std::uint64_t> palette(Ui& ui, const PaletteOptions& options, PaletteState& state);

/// A shortcut as words: "g d" (one after the other), "ctrl+k" (together), "ArrowLeft".
[[nodiscard]] std::string key_words(const Ui& ui, std::string_view keys);
/// A line of the list of keys: what is done at the left, the keys as caps at the right.
void shortcut_row(Ui& ui, std::string_view text, std::string_view keys, std::string_view also);

}  // namespace retour::ui
