// Who lies where: the wards of a branch by beds and nights, below the theatres (SC-04).
//
//                         mo 23    tu 24    we 25   ...   nights, each after its day
//   Ward 1                2 free   1 free   full
//     bed 1               [Ivanov, hernia          ]
//     bed 2                        [Petrova ]
//
// A bed is no entity: a stay takes the first one that is free for all its nights, by date. What
// does not fit gets a row of its own and is marked; nothing is left out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

/// Nights of a stay, as days since the same day; [first, end).
struct NightSpan {
  int first = 0;
  int end = 0;
};
/// The bed of each stay, from 0; by first night.
[[nodiscard]] std::vector<int> beds_of(std::span<const NightSpan> stays);

class BedsView {
 public:
  struct Options {
    LocalDate date;  ///< The first night follows it.
    BranchId branch;
  };
  /// What all its rows take; 0: the branch has no ward.
  [[nodiscard]] float height(Context& context, const Options& options);
  /// Draws into the rest of the area or `height`; the stay that was pressed.
  std::optional<Booking> draw(Context& context, float height);

 private:
  struct Stay {
    Booking booking;
    std::string name;
    NightSpan nights;
    int bed = 0;
  };
  struct Ward {
    RoomId room;
    std::string name;
    int beds = 0;
    int rows = 0;  ///< More than the beds where more lie there than fit.
    std::vector<Stay> stays;
  };

  void load(Context& context, const Options& options);
  void draw_head(Context& context, const ui::Rect& r) const;
  void draw_ward(Context& context, const Ward& ward, std::optional<Booking>& pressed) const;
  [[nodiscard]] bool draw_stay(Context& context, const Ward& ward, const Stay& stay,
                               const ui::Rect& r) const;
  [[nodiscard]] ui::Rect cell(const ui::Ui& ui, const ui::Rect& row, NightSpan nights) const;

  std::vector<Ward> wards_;
  Options loaded_;
  std::uint64_t generation_ = 0;
  int nights_ = 7;  ///< Shown.
};

}  // namespace retour::views
