// The waitlist: whom a free time suits, in which order, and why (SC-10, SC-18).
//
//   free time ──► wishes that fit ──► order by points that add up ──► offer (held for a while)
//                                                                       │ books: one act
//                                                                       ▼
//   fit 300 + urgency 150 + likely to keep 184 + fairness 65 = 699      booking, wish settled
//
// A wish fits or it does not; points only order those that fit. None of them is about money or
// about the person: how well the time suits, how soon it is needed, how likely it is kept, how long
// and how often somebody was passed over.
//
// An offer holds a time softly: this program takes it out of the free times until it expires, but
// the place itself belongs to whoever books first (the hub's claims). So two people who were
// offered one time on two devices never both get it, and the second one is told.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "app/clinic.hpp"
#include "schedule/free_times.hpp"

namespace retour::app {

/// A time that has become free, or is looked at as if it had.
struct FreePlace {
  BranchId branch;
  StaffId doctor;
  RoomId room;
  DeviceId device;
  std::vector<StaffId> team;  ///< Who would help; an offer does not hold them.
  RoomId ward;                ///< With a bed for the nights; an offer does not hold it either.
  LocalDate date;
  std::int32_t begin_minute = 0;
  std::int32_t length_minutes = 0;
  Instant begin;
  bool operator==(const FreePlace&) const = default;
};
[[nodiscard]] FreePlace place_of(const Booking& booking);
[[nodiscard]] FreePlace place_of(const schedule::Slot& slot);

/// Who waits, with what is needed to judge a place.
struct Waiting {
  WaitlistEntry entry;
  std::optional<Booking> replaces;  ///< The standing booking that he would give up for an earlier.
};

struct Waitlist {
  std::vector<Waiting> open;           ///< The oldest first.
  std::vector<WaitlistEntry> settled;  ///< Booked or left, of the last half year; newest first.
};
inline constexpr std::int32_t settled_days = 180;
[[nodiscard]] Result<Waitlist> load_waitlist(Clinic& clinic);

/// Whether the place is what was asked for: service, doctor, branch, days, hours, length; earlier
/// than the booking that it would replace. Whether it is free, with a team, a room and a bed as the
/// service needs them, is another question.
[[nodiscard]] bool fits(const Catalogue& catalogue, const Waiting& waiting, const FreePlace& place);

/// Why somebody stands where he stands, in points. They add up exactly.
struct WaitTerms {
  std::int32_t fit = 0;       ///< 100, +100 for the doctor who was asked for by name, up to 100 for
                              ///< how much of the free time the service fills.
  std::int32_t urgency = 0;   ///< 0, 150 (soon), 400 (urgent).
  std::int32_t keeps = 0;     ///< 0..200: likely to keep the time.
  std::int32_t fairness = 0;  ///< 5 a day waited, at most 200; 25 each time that he was passed
                              ///< over, at most 100.
  [[nodiscard]] std::int32_t total() const { return fit + urgency + keeps + fairness; }
  bool operator==(const WaitTerms&) const = default;
};

struct WaitCandidate {
  std::size_t row = 0;  ///< Of `Waitlist::open`.
  WaitTerms terms;
  std::int32_t waiting_days = 0;
  std::int32_t passed_over = 0;  ///< Times that fitted him and went to somebody who asked later.
};

/// Risk that somebody does not keep a time of that day, of ten thousand.
using RiskOf = std::function<std::int32_t(const WaitlistEntry&, LocalDate)>;

/// Those whom the place suits and who hold no other offer, best first; equal ones by who asked
/// first. O(open x settled).
[[nodiscard]] std::vector<WaitCandidate> candidates(const Waitlist& list,
                                                    const Catalogue& catalogue,
                                                    const FreePlace& place, Instant now,
                                                    const RiskOf& risk);

/// Who is offered the place at this moment; null when nobody is.
[[nodiscard]] const Waiting* holder_of(const Waitlist& list, const FreePlace& place, Instant now);

/// The act that holds the place for somebody for so many minutes.
[[nodiscard]] Draft offer_draft(const Clinic& clinic, WaitlistEntry entry, const FreePlace& place,
                                std::int32_t minutes);
/// The act that gives the place to somebody and settles his wish: a new booking, or the move of the
/// one that he wanted to replace.
[[nodiscard]] Draft booking_draft(Clinic& clinic, const Waiting& waiting, const FreePlace& place,
                                  Channel channel);

}  // namespace retour::app
