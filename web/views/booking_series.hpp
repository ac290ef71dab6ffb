// Visits that repeat: the part of the booking form that makes a series, and what is done with a
// booking of one and with those that follow it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "schedule/series.hpp"
#include "views/booking_times.hpp"
#include "views/context.hpp"

namespace retour::views {

/// How often a visit repeats.
enum class Repeat : std::uint8_t { once, daily, weekly, fortnightly, four_weekly };

/// The bookings of a series that stand and come after one of them, in order of time. Empty for a
/// booking that repeats not.
[[nodiscard]] std::vector<Booking> following_of(Context& context, const Booking& booking);

/// The question how often, and each day with what was found for it.
class SeriesPart {
 public:
  /// `wish` names doctor and first day; `minute` is free then.
  void draw(Context& context, BookingTimes& times, const BookingWish& wish, int minute);
  [[nodiscard]] bool is_on() const { return repeat_ != Repeat::once; }
  /// The days as drawn last.
  [[nodiscard]] const std::vector<schedule::SeriesDay>& days() const { return days_; }

 private:
  struct Key {
    std::uint64_t generation = 0;
    std::int64_t minute_now = 0;
    BookingWish wish;
    int minute = 0;
    Repeat repeat = Repeat::once;
    std::int32_t count = 0;
    bool operator==(const Key&) const = default;
  };
  Repeat repeat_ = Repeat::once;
  std::int32_t count_ = 5;
  std::optional<Key> key_;
  std::vector<schedule::SeriesDay> days_;
};

/// The days as a list: the time of each, what differs from the wish and why.
void draw_series_days(Context& context, const std::vector<schedule::SeriesDay>& days,
                      StaffId doctor, int minute);

/// What a booking and those that follow it become when it moves: each as many days later, at the
/// same new time. Of `following` those for which no time was found stay as they are.
struct SeriesMove {
  std::vector<Booking> following;
  std::vector<schedule::SeriesDay> days;  ///< Beside them.
};
[[nodiscard]] SeriesMove series_move(Context& context, BookingTimes& times, const Booking& moved,
                                     const BookingWish& wish, int minute);

}  // namespace retour::views

namespace retour {
RETOUR_ENUM_NAMES(views::Repeat, "once", "daily", "weekly", "fortnightly", "four_weekly");
}  // namespace retour
