// "The doctor is ill": every visit of an absence gets another place, or a task for a person, before
// anything is written (SC-20).
//
//   wish (who, from, until, how far one may look)
//     │ gather: bookings of that time that nobody has come to
//     │ places: the free times of each, with what each would cost   \  one job, in slices;
//     ▼ plan:   schedule/absence.hpp                                /  nothing is stored
//   AbsenceProposal ── a person reads it, pins, changes, leaves some for a call
//     ▼
//   absence_act: the absence in the rota, all moves, all tasks: one act, undone as one
//
// A group goes to one other time as a whole, or is left for a call as a whole: for the planner it
// is one visit of one person, who stands for all of its patients.
//
// Places that visits of the absence hold now are offered to nobody but themselves. Freeing them
// would open some more, and was turned down: moves would then depend on each other's order, one
// refused would pull others with it, and an undo could find the old place given away by its own
// act. So every move is right by itself, in any order, forth and back.
//
// What a place costs is a sum of terms that a screen can show (MoveCost); the plan's sum is the
// least found. If the clinic changed between plan and agreement, the plan is made again with all
// that was agreed on as pins: those whose place is still free keep it, the others are said.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/clinic.hpp"
#include "schedule/absence.hpp"

namespace retour::app {

/// Who is away, as the doctor or in the team of a visit, and where others may be asked to come.
/// Local days and minutes of each branch.
struct AbsenceWish {
  StaffId doctor;
  LocalDate first;
  LocalDate last;
  std::int32_t begin_minute = 0;      ///< Of the first day.
  std::int32_t end_minute = 24 * 60;  ///< Of the last day.
  std::int32_t window_days = 14;      ///< No place is further from the visit's own day.
  bool colleagues = true;             ///< Other doctors of the specialty may take over.
  bool other_branches = false;
};
inline constexpr std::int32_t absence_days_max = 180;
inline constexpr std::int32_t absence_window_days_max = 60;
/// Visits of one plan; a whole month of a busy doctor.
inline constexpr std::size_t absence_plan_visits_max = 300;
/// The cheapest places of each visit that are kept.
inline constexpr std::size_t absence_offers_max = 600;
/// Nobody is asked to come within the next hour, nor today instead of another day.
inline constexpr std::int32_t absence_lead_minutes = 60;

// Points of the terms below.
inline constexpr std::int32_t points_other_doctor = 300;
inline constexpr std::int32_t points_continuity = 200;
inline constexpr std::int32_t points_other_branch = 250;
inline constexpr std::int32_t points_day = 60;
inline constexpr std::int32_t points_hour = 10;
inline constexpr std::int32_t points_promise = 150;
inline constexpr std::int32_t points_together = 100;

/// What a place costs against the one that was promised, in points; all terms >= 0.
struct MoveCost {
  std::int32_t other_doctor = 0;
  std::int32_t continuity = 0;  ///< Another doctor than the one who treated him before.
  std::int32_t other_branch = 0;
  std::int32_t days = 0;      ///< Each day away.
  std::int32_t hours = 0;     ///< Each hour begun away from the time of day.
  std::int32_t promise = 0;   ///< He had confirmed, and the day or the hour is another.
  std::int32_t together = 0;  ///< He has another visit that day, and now comes twice.
  [[nodiscard]] std::int32_t total() const {
    return other_doctor + continuity + other_branch + days + hours + promise + together;
  }
  bool operator==(const MoveCost&) const = default;
};

/// Where a visit would go.
struct AbsenceTarget {
  BranchId branch;
  StaffId doctor;
  RoomId room;      ///< Nil: needs none.
  DeviceId device;  ///< Nil: needs none.
  std::vector<StaffId> team;
  RoomId ward;  ///< Nil: no nights.
  LocalDate date;
  std::int32_t minute = 0;
  Instant begin;
  MoveCost cost;
};

/// What a person has said about a visit.
enum class AbsenceWord : std::uint8_t {
  plan,  ///< Nothing: the plan decides.
  pin,   ///< It keeps the place that it has in the plan.
  call,  ///< It stays as it is, and becomes a task.
};

struct AbsenceVisit {
  Booking booking;
  bool is_here = false;      ///< Has arrived: nobody can be moved who sits in the lounge.
  bool was_treated = false;  ///< By the doctor who is away, before.
  std::vector<LocalDate> other_dates = {};  ///< Of his other visits to come.
  AbsenceWord word = AbsenceWord::plan;
  bool lost_pin = false;  ///< The agreed place was taken meanwhile; planned anew.
  std::optional<std::uint32_t> pinned = {};  ///< The place that it keeps, of those of the problem.
  std::vector<std::uint32_t> branches = {};  ///< Of his places, by number of the branch.
  /// The first visit of his group, whose place all of it gets; nothing for the first one itself.
  std::optional<std::size_t> follows = {};
};

/// A pin of an earlier plan.
struct AbsencePin {
  BookingId booking;
  AbsenceWord word = AbsenceWord::pin;
  StaffId doctor;  ///< Of a pinned one.
  Instant begin;
};

struct AbsenceProposal {
  AbsenceWish wish;
  std::vector<AbsenceVisit> visits;  ///< By time.
  schedule::AbsenceProblem problem;  ///< Its visits are these, the cheapest places first.
  schedule::AbsencePlan plan;
  bool is_best = false;  ///< Proved: no plan costs less.
  bool is_done = false;
  bool too_many = false;  ///< More than `absence_plan_visits_max`: the first ones are planned.
  std::optional<Failure> failure;
  std::uint64_t generation = 0;        ///< Of the clinic that it was made from.
  std::int64_t took_microseconds = 0;  ///< From the start of the job to its end.
  // What the numbers of the problem stand for.
  std::vector<StaffId> doctors;
  std::vector<RoomId> rooms;
  std::vector<DeviceId> devices;
  std::vector<BranchId> branches;
  Instant origin;  ///< Of quantum 0.

  /// The visit whose place in the plan is this one's: the first one of his group, or himself.
  [[nodiscard]] std::size_t placed_with(std::size_t visit) const {
    return visits[visit].follows.value_or(visit);
  }
  /// What the plan gives to a visit; nothing when it is a task.
  [[nodiscard]] const std::optional<schedule::AbsenceChoice>& choice_of(std::size_t visit) const {
    return plan.choices[placed_with(visit)];
  }
  /// Visits that get another place.
  [[nodiscard]] std::size_t moved() const;
  /// Visits for which somebody has to call: left so, or no place was found.
  [[nodiscard]] std::size_t tasks() const { return visits.size() - moved(); }
};

/// Plans as a job named `job.absence`. `into` is filled as it goes and `is_done` at the end; it
/// outlives the job with its owner. `pins` of bookings that are no longer concerned are left out.
void start_absence_plan(Clinic& clinic, const AbsenceWish& wish, std::vector<AbsencePin> pins,
                        std::shared_ptr<AbsenceProposal> into);

/// The place that the plan gives to a visit; nothing when it is a task.
[[nodiscard]] std::optional<AbsenceTarget> target_of(const Catalogue& catalogue,
                                                     const AbsenceProposal& proposal,
                                                     std::size_t visit);
/// Another place for a visit, beside what the plan gives to the others.
struct AbsenceOffer {
  schedule::AbsenceChoice choice;
  AbsenceTarget target;
};
/// The cheapest ones that are still free, at most `limit`; the present one is left out.
[[nodiscard]] std::vector<AbsenceOffer> offers_of(const Catalogue& catalogue,
                                                  const AbsenceProposal& proposal,
                                                  std::size_t visit, std::size_t limit);

/// Gives a visit, and all of its group, another place and pins it there, or (nothing) leaves it for
/// a call.
void choose(AbsenceProposal& proposal, std::size_t visit,
            std::optional<schedule::AbsenceChoice> choice);

/// What was said of the visits, as pins for the next plan; with `everything` also what was only
/// planned.
enum class PinsOf : std::uint8_t { said, everything };
[[nodiscard]] std::vector<AbsencePin> pins_of(const AbsenceProposal& proposal, PinsOf which);

/// The whole act: the absence, every move (a confirmed visit is not confirmed for its new time),
/// and a step for the responsible person of every visit: a call about the new time, or a place to
/// be found. `note`: the words of the step of a visit. `steps` gets the step of each visit.
[[nodiscard]] std::vector<Draft> absence_act(
    Clinic& clinic, const AbsenceProposal& proposal,
    const std::function<std::string(std::size_t visit)>& note, std::vector<NextStep>& steps);

}  // namespace retour::app
