// Refusals: answers of the domain that a person may read. Codes and arguments only; the sentences
// are in the text catalogues under `refusal.<code name>`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/field.hpp"
#include "model/ids.hpp"
#include "time/civil.hpp"

namespace retour {

enum class RefusalCode : std::uint8_t {
  not_permitted,        ///< The acting role may not do this.
  malformed_intention,  ///< Parts do not fit the intention: a program's fault, shown as such.
  unknown_thing,        ///< A referenced thing does not exist here (`things[0]`).
  id_in_use,            ///< The id of a new thing exists already.
  name_missing,         ///< A name is needed.
  text_too_long,
  bad_phone,  ///< Not an E.164 number.
  bad_email,
  bad_birth_date,  ///< In the future, or an age over 130 years.
  date_missing,    ///< A date is needed (recall date, due date).
  bad_time,        ///< End before begin, off the 5-minute grid, or outside a day.
  in_the_past,
  time_does_not_exist,  ///< Local time skipped by a change of clocks.
  room_missing,         ///< The service needs a room.
  remote_needs_no_room,
  room_elsewhere,     ///< Room or device belongs to another branch.
  slot_taken,         ///< `things`: the resource, and the booking that holds it.
  slot_stale,         ///< The booking changed meanwhile.
  patient_elsewhere,  ///< The patient has another booking at that time (`things[0]`).
  already_cancelled,
  already_arrived,
  already_entered,
  already_finished,
  already_no_show,
  not_arrived,
  not_entered,
  reason_missing,
  amount_not_positive,
  amount_exceeds_payment,  ///< More than the payment has left.
  amount_exceeds_charge,   ///< More than the charge still owes.
  discount_exceeds_price,
  currency_differs,
  instalments_differ,  ///< Parts do not add up to the amount due.
  payer_missing,
  certificate_used_up,
  already_voided,
  has_later_facts,  ///< Cannot be taken back: later facts rest on it (`things`).
  nothing_to_withdraw,
  already_done,
  responsible_missing,
  patient_erased,
  too_many,            ///< A declared limit (`number`).
  read_only,           ///< The device accepts no writes now.
  same_person,         ///< Both are one card already (`things`).
  birth_dates_differ,  ///< Of two cards of one person: needs to be confirmed.
  bad_recurrence,      ///< The rule of a template cannot be read (RFC 5545) or is not by days.
  never_occurs,        ///< The rule of a template has no day.
  outside_hours,       ///< All of a template's time lies outside the branch's hours (`things[0]`).
  team_missing,        ///< The service (`things[0]`) needs more people beside the doctor.
  ward_missing,        ///< The service needs a bed for `number` nights, or the ward is none.
  too_young,       ///< For the service (`things[0]`), which is for patients from `number` years.
  too_old,         ///< For the service, which is for patients up to `number` years.
  bad_age_limits,  ///< The upper limit lies below the lower one.
  guardian_elsewhere,  ///< Whoever comes with the child has another booking then (`things[0]`).
  note_missing,        ///< There is nothing to hand over.
  not_together,        ///< Two of the services (`things`) cannot be held in one visit.
  group_visit,        ///< A place in a group (`things[0]`: the service) is of its service and time.
  only_held,          ///< The time was only held: it has to be booked first.
  absence_near_only,  ///< The desk notes absences of today and tomorrow alone.
};

RETOUR_ENUM_NAMES(RefusalCode, "not_permitted", "malformed_intention", "unknown_thing", "id_in_use",
                  "name_missing", "text_too_long", "bad_phone", "bad_email", "bad_birth_date",
                  "date_missing", "bad_time", "in_the_past", "time_does_not_exist", "room_missing",
                  "remote_needs_no_room", "room_elsewhere", "slot_taken", "slot_stale",
                  "patient_elsewhere", "already_cancelled", "already_arrived", "already_entered",
                  "already_finished", "already_no_show", "not_arrived", "not_entered",
                  "reason_missing", "amount_not_positive", "amount_exceeds_payment",
                  "amount_exceeds_charge", "discount_exceeds_price", "currency_differs",
                  "instalments_differ", "payer_missing", "certificate_used_up", "already_voided",
                  "has_later_facts", "nothing_to_withdraw", "already_done", "responsible_missing",
                  "patient_erased", "too_many", "read_only", "same_person", "birth_dates_differ",
                  "bad_recurrence", "never_occurs", "outside_hours", "team_missing", "ward_missing",
                  "too_young", "too_old", "bad_age_limits", "guardian_elsewhere", "note_missing",
                  "not_together", "group_visit", "only_held", "absence_near_only");

/// Why not, with the things to name in the sentence.
struct [[nodiscard]] Refusal {
  RefusalCode code = RefusalCode::malformed_intention;
  std::vector<IdBytes> things;
  std::int64_t number = 0;
  bool operator==(const Refusal&) const = default;
};

}  // namespace retour
