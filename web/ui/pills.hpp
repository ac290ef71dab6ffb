// One of many short things at a glance: free times, days, amounts. Radio choices that wrap.
//
//   +-------+ +-------+ +-------+     a second line says what the choice holds
//   |  10:00| | 10:15 | | 10:30 |     +--------+ +--------+
//   +-------+ +-------+ +-------+     |Mon 23.1| |Tue 24.1|
//                                     |12 free | | none   |
//
// `segments` (widgets.hpp) is for two to four words that stand as one control; a combo for lists
// that are searched. Tab stops at the chosen one only, arrows go through all.
#pragma once

#include <span>
#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

struct Pill {
  std::string_view text;
  std::string_view detail = {};  ///< A second, smaller line.
  Icon icon = Icon::none;
  bool disabled = false;
};

/// True when `selected` changed; -1: none is chosen.
bool pills(Ui& ui, std::string_view key, std::string_view name, std::span<const Pill> list,
           int& selected);

}  // namespace retour::ui
