// Demand against hours: in which hours of the week more is asked of a specialty than is staffed,
// and what to change in the rota (SC-14, "counts of patients" decide who works when); and the flow
// of new patients towards the doctors with the best balanced value (SC-13, DR-13), with its effect
// before anybody changes anything.
//
//   Tuesday    09   10   11   12   13   14   15   16
//   staffed    60   60   60   60   60   60   60   60    minutes a week, all doctors of the
//   specialty asked      58   60   60   57   31   12   10    8    of half a year, a week
//              [ full: add here  ]       [ remove? ]
//
// What is asked in an hour is a count of visits over so many weeks, so it has an interval: that of
// a Poisson count, 90 %, by the square root, with the mean length of those visits. A change is
// proposed only where even the end of the interval that speaks against it still asks for it:
// - more hours, where the lower end is more than `target_permille` of the staffed time, a room is
//   free and somebody of the specialty is not working then and has hours left;
// - fewer, where the upper end of the whole weekday would fit into what stays of its hours, still
// at
//   the target; then the longest block in which the fewest come.
//
// A time that nobody offers nobody books: demand outside the hours shows only by those who wait for
// one (the waitlist, spread over the hours that would suit), and full hours hide how much more was
// wanted. So the lower end is what speaks, and nothing is ever said of hours without data.
//
// Turned down: to move demand between neighbouring hours by a model of how far people give way.
// There are no data on whom the clinic never saw.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/id.hpp"
#include "model/clinic.hpp"

namespace retour::schedule {

inline constexpr std::size_t week_hours = 7 * 24;  ///< Monday 00:00 first.

/// Something of each hour of a week.
template <class T>
using OfWeek = std::array<T, week_hours>;

/// A visit that was booked, whatever became of it.
struct AskedVisit {
  std::int32_t weekday = 0;  ///< 0 Monday ... 6 Sunday.
  std::int32_t begin_minute = 0;
  std::int32_t length_minutes = 0;
};

/// A visit for which somebody waits or waited in vain.
struct WaitedVisit {
  std::uint8_t weekdays = 0x7F;  ///< Bit 0 Monday.
  std::int32_t from_minute = 0;
  std::int32_t to_minute = 24 * 60;
  std::int32_t length_minutes = 0;
};

/// The usual week of one doctor of the specialty, as the rota of the next weeks has it.
struct StaffedWeek {
  StaffId doctor = {};
  OfWeek<std::int32_t> minutes = {};    ///< Of reception at the branch.
  OfWeek<std::int32_t> elsewhere = {};  ///< Of any other work, there or elsewhere.
  [[nodiscard]] std::int32_t total() const;
};

struct DemandFacts {
  std::int32_t weeks = 0;  ///< Looked back on.
  std::span<const AskedVisit> visits = {};
  std::span<const WaitedVisit> waited = {};
  std::span<const StaffedWeek> doctors = {};
  OfWeek<std::int32_t> free_room_minutes = {};  ///< Open rooms less what all doctors there take.
  OfWeek<bool> open = {};                       ///< Hours in which the branch is open.
  std::int32_t target_permille = 850;           ///< Load at which hours count as full.
  std::int32_t week_minutes_max = 40 * 60;      ///< Nobody is proposed more than this.
};

/// What one hour of a usual week asks for.
struct DemandHour {
  std::int32_t visits = 0;           ///< Booked in the weeks looked back on, by where they began.
  std::int32_t asked_minutes = 0;    ///< A week, waiting ones included.
  std::int32_t staffed_minutes = 0;  ///< A week, all doctors.
};

enum class HoursChange : std::uint8_t { add, remove };

/// One block of hours on one weekday.
struct RotaChange {
  HoursChange change = HoursChange::add;
  std::int32_t weekday = 0;
  std::int32_t begin_hour = 0;
  std::int32_t end_hour = 0;
  StaffId doctor = {};  ///< Who would work more, or less.
  // In the block where hours are added, on the whole weekday where they are taken away.
  std::int32_t visits = 0;
  std::int32_t asked_minutes = 0;  ///< A week.
  std::int32_t low_minutes = 0;
  std::int32_t high_minutes = 0;
  std::int32_t staffed_minutes = 0;
  /// Minutes a week by which the cautious end goes beyond what would make the change needless.
  std::int32_t certain_minutes = 0;
};

struct DemandReport {
  OfWeek<DemandHour> hours = {};
  std::vector<RotaChange> changes = {};  ///< The most certain first; one of a kind and weekday.
  std::int32_t visits = 0;
  bool has_enough = false;  ///< False: nothing is proposed.
};
inline constexpr std::int32_t demand_weeks_min = 8;
inline constexpr std::int32_t demand_visits_min = 60;
inline constexpr std::int32_t block_hours_min = 2;
inline constexpr std::int32_t block_hours_max = 6;

/// O(visits + waited x hours + blocks x doctors).
[[nodiscard]] DemandReport demand_report(const DemandFacts& facts);

// ---------------------------------------------------------------- flow

/// A doctor of one specialty, as whoever has measured him says.
struct DoctorFlow {
  StaffId doctor = {};
  std::int32_t new_patients = 0;  ///< In the span looked at.
  std::int64_t value_minor = 0;   ///< Of a patient whom he saw first, and its interval.
  std::int64_t low_minor = 0;
  std::int64_t high_minor = 0;
  bool is_measured = false;  ///< False: too few patients, he neither gives nor takes.
  std::int32_t spare = 0;    ///< First visits that would still fit into his hours.
  bool is_balanced = true;   ///< False: his patients are less content than the specialty's median.
};

struct FlowMove {
  StaffId from = {};
  StaffId to = {};
  std::int32_t patients = 0;
  std::int64_t gain_minor = 0;  ///< Expected of these patients together, and its interval.
  std::int64_t low_minor = 0;
  std::int64_t high_minor = 0;
  bool operator==(const FlowMove&) const = default;
};
/// At most this share of anybody's new patients is moved: what is measured of 30 must not be
/// believed of 300.
inline constexpr std::int32_t moved_permille_max = 300;

/// Moves new patients towards the balanced doctor of the highest value, from those whose interval
/// lies wholly below his, the lowest first, as far as his hours reach. Empty when no intervals part
/// or the best one has no room: then nothing is known that would justify it.
[[nodiscard]] std::vector<FlowMove> propose_flow(std::span<const DoctorFlow> doctors);

}  // namespace retour::schedule

namespace retour {
RETOUR_ENUM_NAMES(schedule::HoursChange, "add", "remove");
}  // namespace retour
