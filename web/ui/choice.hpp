// Choosing one of many: a combo box with search, a menu, a list of options in the flow.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/menu.hpp"
#include "ui/ui.hpp"

namespace retour::ui {

/// One thing to choose.
struct Choice {
  std::string_view text;
  std::string_view detail = {};  ///< Muted, after the text.
  Icon icon = Icon::none;
  bool disabled = false;
};

struct ComboOptions {
  std::string_view key;
  std::string_view label;
  std::string_view hint = {};
  std::string_view error = {};
  std::string_view placeholder = {};  ///< While nothing is chosen.
  float width = 0;
  bool disabled = false;
  bool required = false;
  bool clearable = false;  ///< Offers "nothing" as the first option.
};

/// A field that opens a list; lists of more than eight get a search field. `selected` -1: none.
/// True when it changed. Arrows move, Enter chooses, Escape closes.
bool combo(Ui& ui, const ComboOptions& options, std::span<const Choice> choices, int& selected);

struct OptionRow {
  std::string_view key;
  std::string_view text;
  std::string_view detail = {};
  Icon icon = Icon::none;
  bool selected = false;
  bool disabled = false;
  std::string_view aside = {};  ///< At the right edge.
};
/// One option in the flow of the present box (results of a search). Open a `Role::listbox` group
/// around several. True when it was chosen.
bool option_row(Ui& ui, const OptionRow& option);

/// True when every word of `query` is somewhere in `text`; case and ё do not matter.
[[nodiscard]] bool matches(std::string_view text, std::string_view query);

}  // namespace retour::ui
