// The month on the board: how many visits each day has, how many still fit, which days are not as
// usual.
//
//   mo              tu              we
//   26              27 holiday      28              the days of the weeks that the month touches
//   14 visits                       9 visits
//   3 free                          full
//   [=======  ]                     [=========]     booked of rostered time
//
// A day opens with Enter or a click; arrows go from day to day.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

/// The first of a date's month, and of the month that is `months` later.
[[nodiscard]] LocalDate month_start(LocalDate date, int months = 0);

class MonthView {
 public:
  struct Options {
    LocalDate date;  ///< Any day of the month.
    BranchId branch;
    bool operator==(const Options&) const = default;
  };
  /// The day that was chosen.
  std::optional<LocalDate> draw(Context& context, const Options& options);

  static constexpr std::size_t days_max = 6 * 7;
  /// One day of one doctor, or of all.
  struct DayFigures {
    std::int64_t visits = 0;
    std::int64_t rostered_minutes = 0;
    std::int64_t booked_minutes = 0;        ///< Of the rostered time.
    std::optional<std::int64_t> free = {};  ///< Visits that still fit; nothing: nobody works then,
                                            ///< or the day is over.
    bool no_urgent = false;                 ///< A specialty has no place for urgent visits left.
    bool operator==(const DayFigures&) const = default;
  };

 private:
  using Days = std::array<DayFigures, days_max>;

  void load(Context& context, const Options& options);
  [[nodiscard]] DayFigures* figures(StaffId doctor, LocalDate date);
  template <class F>
  void add(StaffId doctor, LocalDate date, F&& f);
  [[nodiscard]] const Days& shown() const;
  bool draw_day(Context& context, std::size_t at, const ui::Rect& r) const;
  void take_arrows(Context& context, const std::vector<ui::NodeId>& ids) const;
  [[nodiscard]] std::string name_of(const Context& context, LocalDate date,
                                    const DayFigures& day) const;

  Options loaded_;
  std::optional<std::uint64_t> generation_;
  std::int64_t minute_ = 0;  ///< What has begun is no longer free.
  LocalDate first_;
  std::size_t weeks_ = 6;
  StaffId doctor_;  ///< Nil: all.
  std::vector<StaffId> doctors_;
  std::vector<Days> by_doctor_;  ///< Of all, then as `doctors_`.
};

}  // namespace retour::views
