// Charts, each with its numbers as text beside it; views add a table of the same data.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/ui.hpp"

namespace retour::ui {

/// One step of a funnel: how many entered, and how many of them went on.
struct FunnelStep {
  std::string_view key;
  std::string name;
  std::int64_t count = 0;
  std::string conversion;  ///< "37,4 %" to the next step; empty at the last.
  std::string interval;    ///< "33–42 %"; empty when the sample is large.
  std::string outflow;     ///< "412 не дошли"; empty at the last.
  int status = 0;          ///< 1..7 for colour and icon.
};

struct FunnelResult {
  std::optional<std::size_t> step;     ///< A bar was pressed: show its people.
  std::optional<std::size_t> outflow;  ///< An outflow was pressed: show who was lost.
};

/// Bars, longest first, with conversion between them and outflow at the right.
FunnelResult funnel_chart(Ui& ui, std::string_view key, std::string_view name,
                          std::span<const FunnelStep> steps);

struct BarRow {
  std::string_view key;
  std::string label;
  std::int64_t value = 0;
  std::string shown;  ///< The value in words.
};
/// Horizontal bars with labels; the index of one that was pressed.
std::optional<std::size_t> bar_chart(Ui& ui, std::string_view key, std::string_view name,
                                     std::span<const BarRow> rows, bool pressable = true);

}  // namespace retour::ui
