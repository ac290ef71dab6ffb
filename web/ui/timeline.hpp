// What happened and when, one under the other along a line: newest first, what is ahead on top.
//
//   (o) First visit
//    |  12 March 2026, 10:30 - Dr Jolkina
//   (o) Payment, 2 500 roubles
//       12 March 2026, 11:05
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

struct TimelineEntry {
  Icon icon = Icon::info;
  std::string_view text;
  std::string_view below;  ///< The moment, who, why: smaller and muted.
  bool last = false;       ///< The line ends here.
};

/// One entry in the flow; `key` tells it from its siblings. Open a `Role::list` group around all.
void timeline_entry(Ui& ui, std::uint64_t key, const TimelineEntry& entry);

}  // namespace retour::ui
