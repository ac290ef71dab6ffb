// The day's round: who waits for a time, who was called about one, how the day was closed,
// what one shift tells the next.
//
//   wish ──► offer (held until expires_at) ──► booked
//     │        │ declined, or the time ran out: waits on
//     └────────┴──► left, with a reason
//
// What is stored are acts of people; whether an offer still holds follows from the clock
// (`state_of`), so that a device that was switched off has nothing to clean up.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/billing.hpp"

namespace retour {

enum class Urgency : std::uint8_t { normal, soon, urgent };
RETOUR_ENUM_NAMES(Urgency, "normal", "soon", "urgent");

inline constexpr std::int32_t every_weekday = 0x7F;
inline constexpr std::int32_t minutes_per_day = 24 * 60;

/// Somebody who waits for a time that the clinic does not have now.
struct WaitlistEntry {
  static constexpr EntityInfo info{"waitlist_entry", EntityKind::waitlist_entry, Owner::patient};
  static constexpr std::array facets{Facet{"wish"}, Facet{"offer"}, Facet{"outcome"}};
  WaitlistEntryId id;
  PatientId patient;
  // wish
  ServiceId service;
  StaffId doctor;   ///< Nil: any who renders the service.
  BranchId branch;  ///< Nil: any.
  LocalDate earliest;
  std::optional<LocalDate> latest;           ///< Nothing: no matter how late.
  std::int32_t weekdays = every_weekday;     ///< Bit 0 Monday ... bit 6 Sunday.
  std::int32_t from_minute = 0;              ///< The visit begins not before ...
  std::int32_t to_minute = minutes_per_day;  ///< ... and is over by then.
  Urgency urgency = Urgency::normal;
  Instant asked_at;
  StaffId asked_by;    ///< Who put the patient here.
  BookingId replaces;  ///< The booking for which an earlier time is wanted; nil: none.
  std::string note;
  // offer
  BranchId offered_branch;
  StaffId offered_doctor;
  RoomId offered_room;
  DeviceId offered_device;
  LocalDate offered_date;
  std::int32_t offered_minute = 0;
  std::int32_t offered_length_minutes = 0;
  Instant offered_begin;
  Instant offered_at;  ///< 0: nothing is offered.
  Instant expires_at;  ///< Held until then.
  StaffId offered_by;
  // outcome
  BookingId booked;           ///< What came of it; nil: nothing so far.
  std::int32_t declined = 0;  ///< Offers that the patient did not want.
  Instant left_at;            ///< 0: waits.
  ReasonId left_reason;
  std::array<HybridTime, 3> stamps{};

  [[nodiscard]] bool is_open() const { return booked.is_nil() && left_at.seconds == 0; }
  /// Whether a place is held for the patient at this moment.
  [[nodiscard]] bool holds(Instant now) const {
    return is_open() && offered_at.seconds != 0 && now < expires_at;
  }

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &WaitlistEntry::patient, subject_field);
    visit.field("service", &WaitlistEntry::service, FieldMeta{});
    visit.field("doctor", &WaitlistEntry::doctor, FieldMeta{});
    visit.field("branch", &WaitlistEntry::branch, FieldMeta{});
    visit.field("earliest", &WaitlistEntry::earliest, FieldMeta{});
    visit.field("latest", &WaitlistEntry::latest, FieldMeta{});
    visit.field("weekdays", &WaitlistEntry::weekdays, FieldMeta{});
    visit.field("from_minute", &WaitlistEntry::from_minute, FieldMeta{});
    visit.field("to_minute", &WaitlistEntry::to_minute, FieldMeta{});
    visit.field("urgency", &WaitlistEntry::urgency, FieldMeta{});
    visit.field("asked_at", &WaitlistEntry::asked_at, FieldMeta{});
    visit.field("asked_by", &WaitlistEntry::asked_by, FieldMeta{});
    visit.field("replaces", &WaitlistEntry::replaces, FieldMeta{});
    visit.field("note", &WaitlistEntry::note, personal_medical(0));
    visit.field("offered_branch", &WaitlistEntry::offered_branch, FieldMeta{.facet = 1});
    visit.field("offered_doctor", &WaitlistEntry::offered_doctor, FieldMeta{.facet = 1});
    visit.field("offered_room", &WaitlistEntry::offered_room, FieldMeta{.facet = 1});
    visit.field("offered_device", &WaitlistEntry::offered_device, FieldMeta{.facet = 1});
    visit.field("offered_date", &WaitlistEntry::offered_date, FieldMeta{.facet = 1});
    visit.field("offered_minute", &WaitlistEntry::offered_minute, FieldMeta{.facet = 1});
    visit.field("offered_length_minutes", &WaitlistEntry::offered_length_minutes,
                FieldMeta{.facet = 1});
    visit.field("offered_begin", &WaitlistEntry::offered_begin, FieldMeta{.facet = 1});
    visit.field("offered_at", &WaitlistEntry::offered_at, FieldMeta{.facet = 1});
    visit.field("expires_at", &WaitlistEntry::expires_at, FieldMeta{.facet = 1});
    visit.field("offered_by", &WaitlistEntry::offered_by, FieldMeta{.facet = 1});
    visit.field("booked", &WaitlistEntry::booked, FieldMeta{.facet = 2});
    visit.field("declined", &WaitlistEntry::declined, FieldMeta{.facet = 2});
    visit.field("left_at", &WaitlistEntry::left_at, FieldMeta{.facet = 2});
    visit.field("left_reason", &WaitlistEntry::left_reason, FieldMeta{.facet = 2});
  }
};

/// The place that is offered, as the booking that it would be; its id and origin are the caller's.
[[nodiscard]] Booking offered_booking(const WaitlistEntry& entry);

enum class WaitState : std::uint8_t { waiting, offered, expired, booked, left };
RETOUR_ENUM_NAMES(WaitState, "waiting", "offered", "expired", "booked", "left");

[[nodiscard]] constexpr WaitState state_of(const WaitlistEntry& entry, Instant now) {
  if (!entry.booked.is_nil()) return WaitState::booked;
  if (entry.left_at.seconds != 0) return WaitState::left;
  if (entry.offered_at.seconds == 0) return WaitState::waiting;
  return now < entry.expires_at ? WaitState::offered : WaitState::expired;
}

enum class ContactOutcome : std::uint8_t { confirmed, no_answer, moved, cancelled };
RETOUR_ENUM_NAMES(ContactOutcome, "confirmed", "no_answer", "moved", "cancelled");

/// Somebody was called about a booking (SC-18). Append-only: what was said stays said.
struct ContactAttempt {
  static constexpr EntityInfo info{"contact_attempt", EntityKind::contact_attempt, Owner::patient};
  static constexpr std::array facets{Facet{"attempt", Merge::once}};
  ContactAttemptId id;
  PatientId patient;
  BookingId booking;
  Instant at;
  StaffId by;
  ContactOutcome outcome = ContactOutcome::no_answer;
  Instant next_at;  ///< When to try again; 0: not.
  std::string note;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &ContactAttempt::patient, subject_field);
    visit.field("booking", &ContactAttempt::booking, FieldMeta{});
    visit.field("at", &ContactAttempt::at, FieldMeta{});
    visit.field("by", &ContactAttempt::by, FieldMeta{});
    visit.field("outcome", &ContactAttempt::outcome, FieldMeta{});
    visit.field("next_at", &ContactAttempt::next_at, FieldMeta{});
    visit.field("note", &ContactAttempt::note, personal_medical(0));
  }
};

/// The till of a branch was counted and the day closed. Append-only: closing again is another one,
/// of which the last counts and the earlier ones stay to be read.
struct DayClose {
  static constexpr EntityInfo info{"day_close", EntityKind::day_close, Owner::clinic};
  static constexpr std::array facets{Facet{"close", Merge::once}};
  DayCloseId id;
  BranchId branch;
  LocalDate date;
  Currency currency = Currency::rub;
  std::vector<std::int64_t> counted_minor;   ///< By number of PaymentMethod.
  std::vector<std::int64_t> expected_minor;  ///< What the payments of the day said then.
  std::string note;                          ///< Why they differ.
  StaffId closed_by;
  Instant closed_at;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("branch", &DayClose::branch, FieldMeta{});
    visit.field("date", &DayClose::date, FieldMeta{});
    visit.field("currency", &DayClose::currency, money_field(0));
    visit.field("counted_minor", &DayClose::counted_minor, money_field(0));
    visit.field("expected_minor", &DayClose::expected_minor, money_field(0));
    visit.field("note", &DayClose::note, money_field(0));
    visit.field("closed_by", &DayClose::closed_by, FieldMeta{});
    visit.field("closed_at", &DayClose::closed_at, FieldMeta{});
  }
};

/// What one shift tells the next at a branch. What was written stays; who read it is said once.
struct HandOver {
  static constexpr EntityInfo info{"hand_over", EntityKind::hand_over, Owner::clinic};
  static constexpr std::array facets{Facet{"note", Merge::once}, Facet{"reading"}};
  HandOverId id;
  // note
  BranchId branch;
  LocalDate date;  ///< Of the shift that ends.
  StaffId written_by;
  Instant written_at;
  std::string note;  ///< May name patients: nobody without contact data reads it.
  // reading
  StaffId read_by;
  Instant read_at;  ///< 0: nobody has read it.
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("branch", &HandOver::branch, FieldMeta{});
    visit.field("date", &HandOver::date, FieldMeta{});
    visit.field("written_by", &HandOver::written_by, FieldMeta{});
    visit.field("written_at", &HandOver::written_at, FieldMeta{});
    visit.field("note", &HandOver::note, FieldMeta{.visibility = Visibility::contact});
    visit.field("read_by", &HandOver::read_by, FieldMeta{.facet = 1});
    visit.field("read_at", &HandOver::read_at, FieldMeta{.facet = 1});
  }
};

inline constexpr std::size_t payment_method_count = EnumNames<PaymentMethod>::names.size();

}  // namespace retour
