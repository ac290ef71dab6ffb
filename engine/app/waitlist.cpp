#include "app/waitlist.hpp"

#include <algorithm>

#include "app/slot_grid.hpp"
#include "schedule/free_times.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

constexpr std::int32_t fit_points = 100;
constexpr std::int32_t named_doctor_points = 100;
constexpr std::int32_t filled_points = 100;
constexpr std::int32_t soon_points = 150;
constexpr std::int32_t urgent_points = 400;
constexpr std::int32_t keeps_points = 200;
constexpr std::int32_t points_a_day = 5;
constexpr std::int32_t waited_points_max = 200;
constexpr std::int32_t points_passed_over = 25;
constexpr std::int32_t passed_over_points_max = 100;
constexpr std::int32_t always = 10'000;
constexpr std::int64_t seconds_per_day = 86'400;

FreePlace offered_place(const WaitlistEntry& entry) {
  return place_of(offered_booking(entry));
}

/// What the service takes; a booking that is moved keeps its length.
std::int32_t length_of(const Catalogue& catalogue, const Waiting& waiting) {
  const Service* service = catalogue.service(waiting.entry.service);
  const std::int32_t least = service == nullptr ? 0 : service->length_minutes;
  return waiting.replaces ? std::max(least, waiting.replaces->length_minutes) : least;
}

bool renders(const Catalogue& catalogue, StaffId doctor, const Service& service) {
  const Staff* person = catalogue.person(doctor);
  return person != nullptr && performs(*person, service);
}

bool when_fits(const WaitlistEntry& entry, const FreePlace& place, std::int32_t length) {
  const bool day_fits =
      place.date >= entry.earliest && (!entry.latest || place.date <= *entry.latest);
  const bool weekday_fits = (entry.weekdays >> (place.date.iso_weekday() - 1) & 1) != 0;
  return day_fits && weekday_fits && place.begin_minute >= entry.from_minute &&
         place.begin_minute + length <= entry.to_minute && place.length_minutes >= length;
}

/// Times that would have suited this wish and went to somebody who asked later.
std::int32_t times_passed_over(const Waitlist& list, const Catalogue& catalogue,
                               const Waiting& waiting) {
  std::int32_t times = 0;
  for (const WaitlistEntry& other : list.settled)
    if (!other.booked.is_nil() && other.offered_at > waiting.entry.asked_at &&
        other.asked_at > waiting.entry.asked_at && fits(catalogue, waiting, offered_place(other)))
      ++times;
  return times;
}

WaitTerms terms_of(const Catalogue& catalogue, const Waiting& waiting, const FreePlace& place,
                   std::int32_t risk_permyriad) {
  const WaitlistEntry& entry = waiting.entry;
  WaitTerms terms;
  terms.fit = fit_points;
  if (!entry.doctor.is_nil()) terms.fit += named_doctor_points;
  terms.fit += filled_points * length_of(catalogue, waiting) / std::max(1, place.length_minutes);
  if (entry.urgency == Urgency::soon) terms.urgency = soon_points;
  if (entry.urgency == Urgency::urgent) terms.urgency = urgent_points;
  terms.keeps = keeps_points * (always - std::clamp(risk_permyriad, 0, always)) / always;
  return terms;
}

}  // namespace

FreePlace place_of(const Booking& booking) {
  return {.branch = booking.branch,
          .doctor = booking.doctor,
          .room = booking.room,
          .device = booking.device,
          .team = booking.team,
          .ward = booking.ward,
          .date = booking.date,
          .begin_minute = booking.begin_minute,
          .length_minutes = booking.length_minutes,
          .begin = booking.begin};
}

FreePlace place_of(const schedule::Slot& slot) {
  return {.branch = slot.branch,
          .doctor = slot.doctor,
          .room = slot.room,
          .device = slot.device,
          .team = slot.team,
          .ward = slot.ward,
          .date = slot.date,
          .begin_minute = slot.begin_minute,
          .length_minutes = slot.length_minutes,
          .begin = slot.begin};
}

Result<Waitlist> load_waitlist(Clinic& clinic) {
  Waitlist list;
  RETOUR_ASSIGN(std::vector<WaitlistEntry> open, store::waiting_wishes(clinic.tables()));
  for (WaitlistEntry& entry : open) {
    Waiting waiting{.entry = std::move(entry), .replaces = {}};
    RETOUR_ASSIGN(waiting.replaces, find(clinic.tables(), waiting.entry.replaces));
    // Cancelled meanwhile, or over: there is nothing left to replace, only a time to find.
    if (waiting.replaces &&
        (waiting.replaces->cancelled_at.seconds != 0 || waiting.replaces->entered_in_error ||
         waiting.replaces->begin <= clinic.now()))
      waiting.replaces.reset();
    list.open.push_back(std::move(waiting));
  }
  const Instant since = clinic.now().plus_minutes(-settled_days * minutes_per_day);
  RETOUR_ASSIGN(list.settled, store::settled_wishes(clinic.tables(), since));
  return list;
}

bool fits(const Catalogue& catalogue, const Waiting& waiting, const FreePlace& place) {
  const WaitlistEntry& entry = waiting.entry;
  const Service* service = catalogue.service(entry.service);
  if (service == nullptr) return false;
  if (entry.doctor.is_nil() ? !renders(catalogue, place.doctor, *service)
                            : entry.doctor != place.doctor)
    return false;
  if (!entry.branch.is_nil() && entry.branch != place.branch) return false;
  if (waiting.replaces && place.begin >= waiting.replaces->begin) return false;
  return when_fits(entry, place, length_of(catalogue, waiting));
}

std::vector<WaitCandidate> candidates(const Waitlist& list, const Catalogue& catalogue,
                                      const FreePlace& place, Instant now, const RiskOf& risk) {
  std::vector<WaitCandidate> found;
  for (std::size_t row = 0; row < list.open.size(); ++row) {
    const Waiting& waiting = list.open[row];
    if (!fits(catalogue, waiting, place)) continue;
    if (waiting.entry.holds(now) && offered_place(waiting.entry).begin != place.begin) continue;
    WaitCandidate candidate{.row = row, .terms = {}};
    candidate.waiting_days = static_cast<std::int32_t>(
        std::max<std::int64_t>(0, now.seconds - waiting.entry.asked_at.seconds) / seconds_per_day);
    candidate.passed_over = times_passed_over(list, catalogue, waiting);
    candidate.terms = terms_of(catalogue, waiting, place, risk(waiting.entry, place.date));
    candidate.terms.fairness =
        std::min(waited_points_max, points_a_day * std::min(candidate.waiting_days, 1'000)) +
        std::min(passed_over_points_max, points_passed_over * candidate.passed_over);
    // Open ones come by who asked first, so equal ones keep that order.
    const auto at = std::ranges::find_if(found, [&](const WaitCandidate& other) {
      return other.terms.total() < candidate.terms.total();
    });
    found.insert(at, candidate);
  }
  return found;
}

const Waiting* holder_of(const Waitlist& list, const FreePlace& place, Instant now) {
  for (const Waiting& waiting : list.open) {
    const WaitlistEntry& entry = waiting.entry;
    const Instant end = place.begin.plus_minutes(place.length_minutes);
    const bool same = entry.offered_doctor == place.doctor && entry.offered_begin < end &&
                      place.begin < entry.offered_begin.plus_minutes(entry.offered_length_minutes);
    if (same && entry.holds(now)) return &waiting;
  }
  return nullptr;
}

Draft offer_draft(const Clinic& clinic, WaitlistEntry entry, const FreePlace& place,
                  std::int32_t minutes) {
  entry.offered_branch = place.branch;
  entry.offered_doctor = place.doctor;
  entry.offered_room = place.room;
  entry.offered_device = place.device;
  entry.offered_date = place.date;
  entry.offered_minute = place.begin_minute;
  entry.offered_length_minutes = place.length_minutes;
  entry.offered_begin = place.begin;
  entry.offered_at = clinic.now();
  entry.expires_at = clinic.now().plus_minutes(minutes);
  entry.offered_by = clinic.session().staff;
  return {OpKind::offer_time, {facets_of(entry, 1)}};
}

namespace {

/// Team and bed as they were found for the place; if nobody looked, whoever could: the hub judges.
void put_needs(const Catalogue& catalogue, const schedule::ServiceNeeds& needs,
               const FreePlace& place, Booking& booking) {
  put_parts(catalogue, needs, booking);
  if (place.team.size() == needs.team.size()) booking.team = place.team;
  if (needs.nights > 0 && !place.ward.is_nil()) booking.ward = place.ward;
  // A place in a group is one beside those who stay in it.
  if (needs.places > 1) booking.session_places = needs.places;
  renew_session(booking);
}

}  // namespace

Draft booking_draft(Clinic& clinic, const Waiting& waiting, const FreePlace& place,
                    Channel channel) {
  // The wish remembers the place that it was settled with.
  Draft settled = offer_draft(clinic, waiting.entry, place, 0);
  WaitlistEntry wish = std::get<WaitlistEntry>(settled.parts.front().entity);
  Booking booking = offered_booking(wish);
  Draft draft{.kind = OpKind::book, .parts = {}};
  if (waiting.replaces) booking.remote = waiting.replaces->remote;
  if (const Service* service = clinic.catalogue().service(booking.service))
    put_needs(clinic.catalogue(), schedule::needs_of(*service, booking.remote), place, booking);
  if (waiting.replaces) {
    draft.kind = OpKind::move_booking;
    booking.id = waiting.replaces->id;
    booking.slot_version = waiting.replaces->slot_version + 1;
    draft.parts.push_back(facets_of(booking, 0));
  } else {
    booking.id = clinic.new_id<Booking>();
    booking.channel = channel;
    booking.booked_by = clinic.session().staff;
    booking.booked_at = clinic.now();
    draft.parts.push_back(whole(booking));
  }
  wish.booked = booking.id;
  draft.parts.push_back(facets_of(wish, 1, 2));
  return draft;
}

}  // namespace retour::app
