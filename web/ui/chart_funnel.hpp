// A funnel: how many entered each stage, and what became of them, as ribbons or as bars.
//
//   ribbons   |▓▓▓▓▓▓ went on ▓▓▓▓▓▓|▓▓▓▓ ...     one column per stage, its height the entrants;
//             |░░░░ still waiting ░                what leaves it: who went on (to the next
//             column), |▒▒▒▒╲                               who still may (fades out), who was lost
//             (bends
//                   ╲▒▒ lost                       down). On narrow screens the same from top to
//                                                  bottom.
//   bars      one line per stage, with conversion and outflow in words
//
// Heights are to one scale, but a ribbon need not fill the next column: those who enter a stage in
// a period are not only those who entered the stage before in the same period.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ui/chart.hpp"

namespace retour::ui {

struct FunnelChart {
  enum class Form : std::uint8_t { ribbons, bars };
  struct Stage {
    std::string name{};
    int status = 0;  ///< 1 to 7 for colour and icon.
    std::int64_t entrants = 0;
    std::int64_t converted = 0;
    std::int64_t pending = 0;
    std::int64_t lost = 0;
    std::string conversion{};  ///< "37,4 %"; empty: not measured.
    std::string interval{};    ///< "33–42 %".
    std::string money{};       ///< Lost here, in words; empty: none.
  };
  Form form = Form::ribbons;
  std::vector<Stage> stages{};  ///< The last one leads nowhere.
};

enum class FunnelPart : std::uint8_t { entrants, converted, pending, lost };

/// What a mark of the picture stands for.
struct FunnelMark {
  std::size_t stage = 0;
  FunnelPart part = FunnelPart::entrants;
  bool operator==(const FunnelMark&) const = default;
};
/// By mark, in their order; the same for both forms.
[[nodiscard]] std::vector<FunnelMark> marks_of(const FunnelChart& chart);

[[nodiscard]] ChartLayout layout_of(const FunnelChart& chart, const ChartInk& ink, float width);

}  // namespace retour::ui
