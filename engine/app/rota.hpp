// The rota's one door: who works when. Whoever asks for shifts (free times, boards, load, refusals)
// asks here, so that templates, the calendar and single days are weighed in one place
// (schedule/rota.hpp). A quarter of twenty doctors costs about a millisecond; screens keep the
// answer for a generation.
#pragma once

#include <span>
#include <vector>

#include "app/clinic.hpp"
#include "schedule/rota.hpp"
#include "store/queries.hpp"

namespace retour::app {

/// Shifts in force from `first` to `last`, by date and begin; a nil branch means every branch.
[[nodiscard]] Result<std::vector<Shift>> shifts_between(Clinic& clinic, LocalDate first,
                                                        LocalDate last, BranchId branch);

/// A template of Monday to Friday without an end, for somebody new. The id and the rule of
/// `pattern` are given by this.
[[nodiscard]] Draft working_week(Clinic& clinic, ShiftPattern pattern);

// ---- changes of one day, of this and following ones, of all

/// "This day only": `wanted` in the place of what a template has on its date; not in force: taken
/// out. The stored shift has the occurrence's own id, so that it is undone and changed as any
/// other.
[[nodiscard]] Draft this_day_draft(ShiftPatternId pattern, Shift wanted);

/// "This and following": the template ends before `date`, and another one with what `wanted` says
/// goes on from there. `wanted` is what `cut_before` gave, changed; days that were changed singly
/// keep what was said of them. Taken out altogether when `wanted` is not in force.
[[nodiscard]] Result<Draft> following_draft(Clinic& clinic, const ShiftPattern& pattern,
                                            LocalDate date, ShiftPattern wanted);

/// Other templates of the same person whose hours meet this one's on a day of the next
/// `overlap_days`: allowed, and to be told before saving.
[[nodiscard]] std::vector<ShiftPatternId> overlapping(const Catalogue& catalogue,
                                                      const ShiftPattern& pattern, LocalDate today);
inline constexpr std::int32_t overlap_days = 370;

// ---- what a change leaves behind

/// Whether a person is on duty for all of a booking; `shifts` in force, by date.
[[nodiscard]] bool is_covered(std::span<const Shift> shifts, const store::BusyTime& busy,
                              StaffId person);

/// Standing bookings from today on, up to `rota_ahead_days`, that lie in hours of the doctor or of
/// one of the team which the drafts would take away, by time. They stay booked: this is what a
/// person is told before saving, and what becomes a step each (app/displaced.hpp). Only templates,
/// shifts and calendar days in the drafts count.
[[nodiscard]] Result<std::vector<store::BusyTime>> bookings_left_out(Clinic& clinic,
                                                                     std::span<const Draft> drafts,
                                                                     LocalDate today);

/// Standing bookings of a doctor (nil: of everybody) from today on in which nobody is on duty: what
/// earlier changes have left behind.
[[nodiscard]] Result<std::vector<store::BusyTime>> bookings_out_of_hours(Clinic& clinic,
                                                                         StaffId doctor,
                                                                         LocalDate today);
inline constexpr std::int32_t rota_ahead_days = 400;

}  // namespace retour::app
