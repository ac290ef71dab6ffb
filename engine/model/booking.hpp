// Appointments and visits.
//
//   booking: held by the hub's order      visit: what really happened
//   held, requested -> booked (settled in time; else it takes nothing any more)
//   booked -> confirmed -> arrived ........ arrived -> entered -> finished (outcome)
//          -> cancelled (reason)
//          -> no-show
//
// A booking's state is read from its facets (`state_of`); nobody types it.
#pragma once

#include <string>

#include "model/patient.hpp"
#include "model/visit_pattern.hpp"

namespace retour {

enum class Channel : std::uint8_t { registry, phone, site, portal, coordinator, import_, other };
RETOUR_ENUM_NAMES(Channel, "registry", "phone", "site", "portal", "coordinator", "import", "other");

/// What a booking is that nobody has agreed to yet: `held` while the patient makes up his mind,
/// `requested` by himself and to be answered. Either takes its time until `held_until`.
enum class Hold : std::uint8_t { none, held, requested };
RETOUR_ENUM_NAMES(Hold, "none", "held", "requested");

inline constexpr std::int32_t untimed_minute = -1;
/// Of `Booking::days_after_max`: no matter how many.
inline constexpr std::int32_t any_days = -1;

/// An appointment. The `slot` facet follows the hub's order: a move names the version it saw.
struct Booking {
  static constexpr EntityInfo info{"booking", EntityKind::booking, Owner::patient};
  static constexpr std::array facets{
      Facet{"slot", Merge::hub_order}, Facet{"purpose"},    Facet{"confirmation"},
      Facet{"cancellation"},           Facet{"attendance"}, Facet{"origin"}};
  BookingId id;
  PatientId patient;
  // slot
  std::int32_t slot_version = 1;  ///< 1 when booked, one more with every accepted move.
  BranchId branch;
  StaffId doctor;                              ///< Nil: lane "unassigned".
  RoomId room;                                 ///< Nil in remote mode and when unknown.
  DeviceId device;                             ///< Nil: none.
  LocalDate date;                              ///< At the branch.
  std::int32_t begin_minute = untimed_minute;  ///< Of the local day; -1: lane "untimed".
  std::int32_t length_minutes = 0;
  Instant begin;  ///< Computed from date, minute and the branch's zone; start of day if untimed.
  bool remote = false;
  bool overbooked = false;  ///< Landed by import on a taken time; shown as a conflict.
  VisitPattern pattern;
  DevicePart device_part;
  std::vector<StaffId> team;        ///< Beside the doctor, for the whole visit.
  RoomId ward;                      ///< Where the patient lies afterwards; nil: goes home.
  std::int32_t nights = 0;          ///< In the ward, the first one after `date`.
  GroupSessionId session;           ///< Bookings of one session share its time; nil: a visit alone.
  std::int32_t session_places = 0;  ///< Of the session; 0: none.
  // purpose
  ServiceId service;
  PlanItemId plan_item;
  Channel channel = Channel::registry;
  StaffId booked_by;
  Instant booked_at;
  SourceId source;
  std::string note;
  std::vector<ServiceId> further_services;  ///< After `service` in the same visit, in order.
  SeriesId series;                          ///< Of bookings that repeat; nil: none.
  ItineraryId itinerary;                    ///< Of visits in order; nil: none.
  std::int32_t days_after_min = 0;  ///< Since the visit before of the itinerary, local days ...
  std::int32_t days_after_max = any_days;  ///< ... and at most so many.
  std::int32_t minutes_after = 0;          ///< From its end, on the same day.
  // confirmation
  Instant confirmed_at;  ///< 0: not confirmed.
  Hold hold = Hold::none;
  Instant held_until;  ///< Of a hold: nothing is held from then on.
  // cancellation
  Instant cancelled_at;  ///< 0: stands.
  ReasonId cancel_reason;
  bool cancelled_by_clinic = false;
  bool entered_in_error = false;  ///< Undone booking: counted nowhere.
  // attendance
  Instant no_show_at;     ///< 0: not a no-show. Confirmed at day close.
  bool attended = false;  ///< Imported history: came, without a visit record.
  // origin
  Imported imported;
  std::array<HybridTime, 6> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Booking::patient, subject_field);
    visit.field("slot_version", &Booking::slot_version, FieldMeta{});
    visit.field("branch", &Booking::branch, FieldMeta{});
    visit.field("doctor", &Booking::doctor, FieldMeta{});
    visit.field("room", &Booking::room, FieldMeta{});
    visit.field("device", &Booking::device, FieldMeta{});
    visit.field("date", &Booking::date, FieldMeta{});
    visit.field("begin_minute", &Booking::begin_minute, FieldMeta{});
    visit.field("length_minutes", &Booking::length_minutes, FieldMeta{});
    visit.field("begin", &Booking::begin, FieldMeta{});
    visit.field("remote", &Booking::remote, FieldMeta{});
    visit.field("overbooked", &Booking::overbooked, FieldMeta{});
    visit.field("service", &Booking::service, FieldMeta{.facet = 1});
    visit.field("plan_item", &Booking::plan_item, FieldMeta{.facet = 1});
    visit.field("channel", &Booking::channel, FieldMeta{.facet = 1});
    visit.field("booked_by", &Booking::booked_by, FieldMeta{.facet = 1});
    visit.field("booked_at", &Booking::booked_at, FieldMeta{.facet = 1});
    visit.field("source", &Booking::source, FieldMeta{.facet = 1});
    visit.field("note", &Booking::note, personal_medical(1));
    visit.field("confirmed_at", &Booking::confirmed_at, FieldMeta{.facet = 2});
    visit.field("cancelled_at", &Booking::cancelled_at, FieldMeta{.facet = 3});
    visit.field("cancel_reason", &Booking::cancel_reason, FieldMeta{.facet = 3});
    visit.field("cancelled_by_clinic", &Booking::cancelled_by_clinic, FieldMeta{.facet = 3});
    visit.field("entered_in_error", &Booking::entered_in_error, FieldMeta{.facet = 3});
    visit.field("no_show_at", &Booking::no_show_at, FieldMeta{.facet = 4});
    visit.field("attended", &Booking::attended, FieldMeta{.facet = 4});
    visit.field("imported", &Booking::imported, FieldMeta{.facet = 5});
    visit.field("pattern", &Booking::pattern, FieldMeta{.since = 2});
    visit.field("team", &Booking::team, FieldMeta{.since = 2});
    visit.field("ward", &Booking::ward, FieldMeta{.since = 2});
    visit.field("nights", &Booking::nights, FieldMeta{.since = 2});
    visit.field("hold", &Booking::hold, FieldMeta{.facet = 2, .since = 2});
    visit.field("held_until", &Booking::held_until, FieldMeta{.facet = 2, .since = 2});
    visit.field("session", &Booking::session, FieldMeta{.since = 3});
    visit.field("session_places", &Booking::session_places, FieldMeta{.since = 3});
    visit.field("further_services", &Booking::further_services, FieldMeta{.facet = 1, .since = 3});
    visit.field("series", &Booking::series, FieldMeta{.facet = 1, .since = 3});
    visit.field("itinerary", &Booking::itinerary, FieldMeta{.facet = 1, .since = 3});
    visit.field("days_after_min", &Booking::days_after_min, FieldMeta{.facet = 1, .since = 3});
    visit.field("days_after_max", &Booking::days_after_max, FieldMeta{.facet = 1, .since = 3});
    visit.field("minutes_after", &Booking::minutes_after, FieldMeta{.facet = 1, .since = 3});
    visit.field("device_part", &Booking::device_part, FieldMeta{.since = 5});
  }
};

enum class VisitOutcome : std::uint8_t {
  none,
  treated,
  plan_made,
  referred_outside,
  left,
  emergency
};
RETOUR_ENUM_NAMES(VisitOutcome, "none", "treated", "plan_made", "referred_outside", "left",
                  "emergency");
enum class FurtherVisit : std::uint8_t { unknown, needed, not_needed };
RETOUR_ENUM_NAMES(FurtherVisit, "unknown", "needed", "not_needed");

/// Somebody came. Each moment is its own facet, so that the desk and the doctor never overwrite
/// each other.
struct Visit {
  static constexpr EntityInfo info{"visit", EntityKind::visit, Owner::patient};
  static constexpr std::array facets{Facet{"arrival"}, Facet{"entry"}, Facet{"outcome"},
                                     Facet{"notes"}};
  VisitId id;
  PatientId patient;
  BookingId booking;  ///< Nil: walked in.
  BranchId branch;
  StaffId doctor;
  Instant arrived_at;  ///< 0: the check-in was taken back.
  StaffId received_by;
  Instant entered_at;   ///< 0: in the rest zone.
  Instant finished_at;  ///< 0: not finished.
  VisitOutcome outcome = VisitOutcome::none;
  FurtherVisit further_visit = FurtherVisit::unknown;
  std::string findings;
  std::string diagnosis;  ///< ICD-10: "J34.2"; empty: none was said.
  std::array<HybridTime, 4> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Visit::patient, subject_field);
    visit.field("booking", &Visit::booking, FieldMeta{});
    visit.field("branch", &Visit::branch, FieldMeta{});
    visit.field("doctor", &Visit::doctor, FieldMeta{});
    visit.field("arrived_at", &Visit::arrived_at, FieldMeta{});
    visit.field("received_by", &Visit::received_by, FieldMeta{});
    visit.field("entered_at", &Visit::entered_at, FieldMeta{.facet = 1});
    visit.field("finished_at", &Visit::finished_at, FieldMeta{.facet = 2});
    visit.field("outcome", &Visit::outcome, FieldMeta{.facet = 2});
    visit.field("further_visit", &Visit::further_visit, FieldMeta{.facet = 2});
    visit.field("findings", &Visit::findings, personal_medical(3));
    visit.field(
        "diagnosis", &Visit::diagnosis,
        FieldMeta{.facet = 3, .visibility = Visibility::medical, .personal = true, .since = 4});
  }
};

enum class BookingState : std::uint8_t {
  booked,
  confirmed,
  arrived,
  entered,
  done,
  no_show,
  cancelled,
  entered_in_error,
  held,       ///< For somebody who makes up his mind; until `held_until`.
  requested,  ///< By the patient himself, not answered yet; until `held_until`.
};
RETOUR_ENUM_NAMES(BookingState, "booked", "confirmed", "arrived", "entered", "done", "no_show",
                  "cancelled", "entered_in_error", "held", "requested");

/// True when a booking was only held or requested, and nobody settled it in time: it takes no time
/// from anybody any more. It stays in the log; there is nothing to clean up.
[[nodiscard]] constexpr bool has_lapsed(const Booking& booking, Instant now) {
  return booking.hold != Hold::none && booking.held_until <= now;
}

/// State of a booking, given the visit that refers to it (null when nobody checked in).
[[nodiscard]] constexpr BookingState state_of(const Booking& booking, const Visit* visit) {
  if (booking.entered_in_error) return BookingState::entered_in_error;
  if (booking.cancelled_at.seconds != 0) return BookingState::cancelled;
  if (visit != nullptr && visit->arrived_at.seconds != 0) {
    if (visit->finished_at.seconds != 0) return BookingState::done;
    if (visit->entered_at.seconds != 0) return BookingState::entered;
    return BookingState::arrived;
  }
  if (booking.attended) return BookingState::done;
  if (booking.no_show_at.seconds != 0) return BookingState::no_show;
  if (booking.hold == Hold::held) return BookingState::held;
  if (booking.hold == Hold::requested) return BookingState::requested;
  if (booking.confirmed_at.seconds != 0) return BookingState::confirmed;
  return BookingState::booked;
}

}  // namespace retour
