// An op is a whole intention: "book", "record payment", "make plan". Never a per-column patch, so
// that two merged edits cannot yield one edit's time with another's room.
//
//   Op = header (who, when, which intention) + parts
//   Part = one entity and the facets of it that this intention writes
//
//   check_out  =  { charge: all } { payment: all } { allocation: all } { patient: contact }
//
// `OpKind` numbers are part of the format: never reused, never renumbered.
#pragma once

#include <vector>

#include "model/entity.hpp"

namespace retour {

enum class OpKind : std::uint16_t {
  // the clinic
  set_up_clinic = 1,
  set_policy = 2,
  put_legal_entity = 3,
  put_branch = 4,
  put_room = 5,
  put_device = 6,
  put_specialty = 7,
  put_staff = 8,
  put_shifts = 9,
  put_service = 10,
  set_price = 11,
  put_source = 12,
  put_organisation = 13,
  put_reason = 14,
  put_saved_list = 15,
  put_shift_patterns = 16,
  put_calendar_days = 17,
  // patients
  register_patient = 20,
  change_identity = 21,
  change_contact = 22,
  change_standing = 23,
  attach_responsible = 24,
  change_origin = 25,
  change_preference = 26,
  put_relation = 27,
  give_consent = 28,
  withdraw_consent = 29,
  // bookings and visits
  book = 30,
  move_booking = 31,
  change_purpose = 32,
  confirm_booking = 33,
  cancel_booking = 34,
  mark_no_show = 35,
  check_in = 36,
  enter = 37,
  finish_visit = 38,
  note_findings = 39,
  reinstate_booking = 40,
  // money
  charge = 50,
  void_charge = 51,
  issue_invoice = 52,
  accept_invoice = 53,
  void_invoice = 54,
  record_payment = 55,
  void_payment = 56,
  allocate = 57,
  agree_instalments = 58,
  refund = 59,
  issue_certificate = 60,
  check_out = 61,
  void_allocation = 62,
  close_day = 63,
  // calls and requests
  log_call = 70,
  match_call = 71,
  log_web_request = 72,
  match_web_request = 73,
  // care
  make_plan = 80,
  agree_plan = 81,
  settle_plan_item = 82,
  set_recall = 83,
  settle_recall = 84,
  set_next_step = 85,
  finish_next_step = 86,
  close_cycle = 87,
  // the day's round
  join_waitlist = 90,
  change_wish = 91,
  offer_time = 92,
  end_offer = 93,  ///< Declined, or taken back by the clinic. What expired needs no op.
  leave_waitlist = 94,
  note_contact = 95,
  write_hand_over = 96,
  read_hand_over = 97,
  // the data itself
  begin_import = 100,
  import_row = 101,
  finish_import = 102,
  record_read = 103,
  withdraw = 104,
  erase_patient = 105,
  flag_vanished = 106,
  // two cards of one person
  merge_patients = 107,
  separate_patients = 108,
  tell_apart = 109,  ///< Two similar cards are two people's.
  // what the numbers rest on
  put_campaign = 110,
  put_costs = 111,
  put_site_traffic = 112,
  review_call = 113,
  put_script = 114,
  put_rating = 115,
  set_target = 116,
  close_target = 117,
  publish_month = 118,
};

/// Version of the field lists that this build writes (`FieldMeta::since`).
inline constexpr std::uint8_t op_version = 5;
inline constexpr std::size_t parts_per_op_max = 256;
/// Longest encoded op that is accepted from outside, bytes.
inline constexpr std::size_t op_bytes_max = 1 << 20;
/// Most that the fields of one op may hold: leaves room for ids, numbers and sections.
inline constexpr std::size_t op_content_bytes_max = op_bytes_max / 2;

/// One entity and the facets of it that the op writes. Fields of other facets are ignored.
struct Part {
  Entity entity;
  FacetMask facets = 0;
};

/// A part that writes every facet of `entity`.
template <class E>
[[nodiscard]] Part whole(E entity) {
  return {Entity(std::move(entity)), all_facets<E>};
}

/// A part that writes the facets with these numbers.
template <class E, class... N>
[[nodiscard]] Part facets_of(E entity, N... numbers) {
  return {Entity(std::move(entity)), static_cast<FacetMask>((0U | ... | (1U << numbers)))};
}

/// What a person wants to happen, before it is stamped. Views make these.
struct Draft {
  OpKind kind = OpKind::set_up_clinic;
  std::vector<Part> parts;
};

struct OpHeader {
  OpId id;
  OpKind kind = OpKind::set_up_clinic;
  std::uint8_t version = op_version;
  ReplicaId replica;        ///< Where it was made.
  StaffId author;           ///< Nil: the system itself (day close, first set-up).
  Role role = Role::owner;  ///< The role in which the author acted.
  HybridTime at;
  ImportBatchId batch;  ///< Nil: not part of an import.
  PatientId patient;    ///< Owner of every patient's part; nil when there is none.
};

struct Op {
  OpHeader header;
  std::vector<Part> parts;
  std::uint8_t erased_sections =
      0;  ///< Bit n: visibility class n was erased; its fields are empty.
};

/// The hub's answer to an op, kept in its numbered envelope. Refused ops stay in the log without
/// effect, so that every replica can tell their authors why.
enum class Verdict : std::uint8_t {
  accepted = 0,
  slot_taken = 1,  ///< Somebody else holds one of the resources at that time.
  slot_stale = 2,  ///< The booking was moved or cancelled meanwhile.
  withdrawn = 3,   ///< Taken back by a later op.
};
RETOUR_ENUM_NAMES(Verdict, "accepted", "slot_taken", "slot_stale", "withdrawn");

/// The units of folding that the op touches, each once: its patient if it has one, and the id of
/// every part that folds by itself. Known from the header alone, whatever was erased.
[[nodiscard]] std::vector<IdBytes> subjects_of(const Op& op);

/// The patient that owns the draft's patient parts; nil when there are none. Nothing when the parts
/// belong to different patients, which no single op may.
[[nodiscard]] std::optional<PatientId> subject_patient(const std::vector<Part>& parts);

}  // namespace retour
