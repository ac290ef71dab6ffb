// A seeded history of a clinic: whatever its people may do, in any order, again and again, with
// undoing, imports that are taken back and erasures in between. Equal seed, equal history, natively
// and in wasm: nothing here reads a clock or the platform's randomness.
//
//   SimulatedClinic clinic(seed);
//   clinic.run(10'000);                        // accepted intentions
//   clinic->verify(), clinic->hash(), ...
//
// [SECTION] the clinic   [SECTION] drafts   [SECTION] whole-clinic acts   [SECTION] running
#pragma once

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/clinic.hpp"
#include "app/merging.hpp"
#include "app/waitlist.hpp"
#include "base/check.hpp"
#include "ops/same_person.hpp"
#include "store/memory_files.hpp"

namespace retour::sim {

/// Something to do, or nothing when there is nothing to do it to.
using MaybeDraft = std::optional<Draft>;

class SimulatedClinic {
 public:
  explicit SimulatedClinic(std::uint64_t seed) : random_(seed), key_random_(seed + 1) {
    key_ = store::DatabaseKey::generate(key_random_);
    open();
    set_up();
  }

  // [SECTION] the clinic -------------------------------------------------------------------------

  app::Clinic* operator->() { return clinic_.get(); }
  app::Clinic& clinic() { return *clinic_; }

  /// Closes the database and opens it again, as after a crash between two commits.
  void reopen() {
    clinic_.reset();
    open();
  }

  /// Nobody does anything for so many days.
  void pass_days(int days) { now_milliseconds_ += days * std::int64_t{86'400'000}; }

  std::size_t accepted() const { return accepted_; }
  const std::map<RefusalCode, int>& refusals() const { return refusals_; }
  const std::vector<PatientId>& erased() const { return erased_; }
  const std::vector<PatientId>& patients() const { return patients_; }

  /// A text that stands in personal fields of this patient and nowhere else.
  static std::string canary(PatientId patient) { return "canary " + to_text(patient); }

 private:
  void open() {
    auto opened = app::Clinic::open({files_, random_, [this] { return now_milliseconds_; },
                                     [this] { return ++now_microseconds_; }},
                                    key_, store::Opening::create);
    RETOUR_CHECK(opened.has_value());
    clinic_ = std::move(*opened);
  }

  template <class E>
  Id<E> fresh() {
    return clinic_->new_id<E>();
  }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[random_.below(from.size())];
  }
  bool one_in(std::uint64_t count) { return random_.below(count) == 0; }

  template <class E>
  std::optional<E> stored(const Id<E>& id) {
    auto found = find(clinic_->tables(), id);
    RETOUR_CHECK(found.has_value());
    return std::move(*found);
  }
  /// One of the things of a kind made so far, as it stands now.
  template <class E>
  std::optional<E> some(const std::vector<Id<E>>& made) {
    if (made.empty()) return std::nullopt;
    // Mostly a recent one, so that stories go on.
    const std::size_t reach = one_in(4) ? made.size() : std::min<std::size_t>(made.size(), 12);
    return stored(made[made.size() - 1 - random_.below(reach)]);
  }
  Instant now() const { return {now_milliseconds_ / 1000}; }

  void set_up() {
    Clinic clinic;
    clinic.id = ClinicId(id_from_name("clinic"));
    clinic.name = "Simulated";
    clinic.zone = "Europe/Moscow";
    must({OpKind::set_up_clinic, {whole(clinic)}});
    Branch branch;
    branch.id = branch_ = fresh<Branch>();
    branch.name = "Branch";
    branch.zone = clinic.zone;
    must({OpKind::put_branch, {whole(branch)}});
    for (int i = 0; i < 4; ++i) {
      Room room;
      room.id = fresh<Room>();
      room.branch = branch_;
      room.name = std::to_string(i);
      room.capacity = i == 3 ? 2 : 1;
      rooms_.push_back(room.id);
      must({OpKind::put_room, {whole(room)}});
    }
    Specialty specialty;
    specialty.id = specialty_ = fresh<Specialty>();
    specialty.name = "dental";
    must({OpKind::put_specialty, {whole(specialty)}});
    for (int i = 0; i < role_count; ++i) {
      Staff person;
      person.id = fresh<Staff>();
      person.family_name = enum_name(static_cast<Role>(i));
      person.roles = RoleSet::of(static_cast<Role>(i));
      people_.push_back({person.id, static_cast<Role>(i)});
      must({OpKind::put_staff, {whole(person)}});
    }
    for (int i = 0; i < 3; ++i) {
      Service service;
      service.id = fresh<Service>();
      service.name = "service " + std::to_string(i);
      service.length_minutes = 15 * (i + 1);
      service.needs_room = i > 0;
      services_.push_back(service.id);
      must({OpKind::put_service, {whole(service)}});
    }
    Reason reason;
    reason.id = reason_ = fresh<Reason>();
    reason.name = "reason";
    must({OpKind::put_reason, {whole(reason)}});
  }

  void must(const Draft& draft) {
    const auto outcome = clinic_->submit(draft);
    RETOUR_CHECK(outcome.has_value() && std::holds_alternative<app::Accepted>(*outcome));
  }

  // [SECTION] drafts -----------------------------------------------------------------------------

  MaybeDraft register_patient() {
    Patient person;
    person.id = fresh<Patient>();
    person.family_name = canary(person.id);
    person.phones = {{"+7916" + std::to_string(1'000'000 + random_.below(9'000'000)), {}, {}}};
    if (one_in(3)) person.birth_date = LocalDate{static_cast<std::int32_t>(random_.below(20'000))};
    patients_.push_back(person.id);
    return Draft{OpKind::register_patient, {whole(person)}};
  }

  MaybeDraft change_patient() {
    auto person = some(patients_);
    if (!person) return {};
    switch (random_.below(4)) {
      case 0:
        person->given_name = canary(person->id) + std::to_string(random_.below(100));
        return Draft{OpKind::change_identity, {facets_of(*person, 0)}};
      case 1:
        person->email = "m" + std::to_string(random_.below(1000)) + "@example.org";
        person->address = canary(person->id);
        return Draft{OpKind::change_contact, {facets_of(*person, 1)}};
      case 2:
        person->responsible = pick(people_).staff;
        person->attached_at = now();
        return Draft{OpKind::attach_responsible, {facets_of(*person, 3)}};
      default:
        person->wishes = canary(person->id);
        person->communication_note = canary(person->id);
        return Draft{OpKind::change_preference, {facets_of(*person, 5)}};
    }
  }

  void place(Booking& booking) {
    booking.branch = branch_;
    booking.doctor = one_in(5) ? StaffId{} : pick(people_).staff;
    booking.room = one_in(4) ? RoomId{} : pick(rooms_);
    booking.date = clinic_->today(branch_).plus_days(static_cast<std::int32_t>(random_.below(4)));
    booking.begin_minute = static_cast<std::int32_t>(9 * 60 + 5 * random_.below(100));
    booking.length_minutes = static_cast<std::int32_t>(15 * (1 + random_.below(4)));
    const Zone zone = clinic_->catalogue().zone_of(branch_);
    booking.begin = zone.lookup({booking.date, booking.begin_minute * 60}).first;
  }

  MaybeDraft book() {
    if (patients_.empty()) return {};
    Booking booking;
    booking.id = fresh<Booking>();
    booking.patient = one_in(2) ? patients_.back() : pick(patients_);
    place(booking);
    if (one_in(2)) booking.service = pick(services_);
    if (!booking.service.is_nil() && one_in(6)) booking.further_services = {pick(services_)};
    if (!booking.service.is_nil() && booking.begin_minute != untimed_minute && one_in(3)) {
      booking.session_places = 2;
      renew_session(booking);
    }
    booking.note = one_in(3) ? canary(booking.patient) : "";
    booking.booked_at = now();
    bookings_.push_back(booking.id);
    if (one_in(5)) {
      booking.hold = one_in(3) ? Hold::requested : Hold::held;
      booking.held_until = now().plus_minutes(static_cast<std::int64_t>(random_.below(60)));
    }
    return Draft{OpKind::book, {whole(booking)}};
  }

  MaybeDraft change_booking() {
    auto booking = some(bookings_);
    if (!booking) return {};
    switch (random_.below(6)) {
      case 0:
      case 1:
        place(*booking);
        if (!one_in(3)) renew_session(*booking);
        if (!one_in(8)) ++booking->slot_version;
        booking->overbooked = false;
        return Draft{OpKind::move_booking, {facets_of(*booking, 0)}};
      case 2:
        booking->cancelled_at = now();
        booking->cancel_reason = reason_;
        return Draft{OpKind::cancel_booking, {facets_of(*booking, 3)}};
      case 3:
        booking->cancelled_at = {};
        booking->cancel_reason = {};
        booking->entered_in_error = booking->overbooked = false;
        ++booking->slot_version;
        return Draft{OpKind::reinstate_booking, {facets_of(*booking, 0, 3)}};
      case 4:
        if (booking->hold != Hold::none && !one_in(4)) {  // settled; sometimes too late
          ++booking->slot_version;
          booking->hold = Hold::none;
          booking->held_until = {};
          booking->overbooked = false;
          return Draft{OpKind::confirm_booking, {facets_of(*booking, 0, 2)}};
        }
        booking->confirmed_at = now();
        return Draft{OpKind::confirm_booking, {facets_of(*booking, 2)}};
      default:
        booking->no_show_at = one_in(4) ? Instant{} : now();
        return Draft{OpKind::mark_no_show, {facets_of(*booking, 4)}};
    }
  }

  MaybeDraft check_in() {
    const auto booking = some(bookings_);
    if (!booking) return {};
    Visit visit;
    visit.id = fresh<Visit>();
    visit.patient = booking->patient;
    if (!one_in(5)) visit.booking = booking->id;
    visit.branch = branch_;
    visit.doctor = booking->doctor;
    visit.arrived_at = now();
    visits_.push_back(visit.id);
    return Draft{OpKind::check_in, {facets_of(visit, 0)}};
  }

  MaybeDraft change_visit() {
    auto visit = some(visits_);
    if (!visit) return {};
    switch (random_.below(3)) {
      case 0: visit->entered_at = now(); return Draft{OpKind::enter, {facets_of(*visit, 1)}};
      case 1:
        visit->finished_at = now();
        visit->outcome = VisitOutcome::treated;
        return Draft{OpKind::finish_visit, {facets_of(*visit, 2)}};
      default:
        visit->findings = canary(visit->patient);
        return Draft{OpKind::note_findings, {facets_of(*visit, 3)}};
    }
  }

  Charge new_charge(PatientId patient) {
    Charge charge;
    charge.id = fresh<Charge>();
    charge.patient = patient;
    charge.service = pick(services_);
    charge.branch = branch_;
    charge.rendered_at = now();
    charge.price_minor = static_cast<std::int64_t>(random_.below(1000));
    charge.discount_minor = static_cast<std::int64_t>(random_.below(20));
    charges_.push_back(charge.id);
    return charge;
  }
  Payment new_payment(PatientId patient) {
    Payment payment;
    payment.id = fresh<Payment>();
    payment.patient = patient;
    payment.amount_minor = static_cast<std::int64_t>(1 + random_.below(1000));
    payment.received_at = now();
    payments_.push_back(payment.id);
    return payment;
  }
  Allocation new_allocation(PatientId patient, PaymentId payment, ChargeId charge) {
    Allocation allocation;
    allocation.id = fresh<Allocation>();
    allocation.patient = patient;
    allocation.payment = payment;
    allocation.charge = charge;
    allocation.amount_minor = static_cast<std::int64_t>(1 + random_.below(600));
    allocation.allocated_at = now();
    return allocation;
  }

  MaybeDraft receive_money() {
    if (patients_.empty()) return {};
    const auto known = some(charges_);
    const PatientId patient = known && !one_in(3) ? known->patient : pick(patients_);
    switch (random_.below(4)) {
      case 0: return Draft{OpKind::charge, {facets_of(new_charge(patient), 0)}};
      case 1: {
        const Payment payment = new_payment(patient);
        Draft draft{OpKind::record_payment, {facets_of(payment, 0)}};
        if (known)
          draft.parts.push_back(facets_of(new_allocation(patient, payment.id, known->id), 0));
        return draft;
      }
      case 2: {
        const auto payment = some(payments_);
        if (!known || !payment) return {};
        const Allocation allocation = new_allocation(known->patient, payment->id, known->id);
        return Draft{OpKind::allocate, {facets_of(allocation, 0)}};
      }
      default: {
        const Charge charge = new_charge(patient);
        const Payment payment = new_payment(patient);
        const Allocation allocation = new_allocation(patient, payment.id, charge.id);
        return Draft{OpKind::check_out,
                     {facets_of(charge, 0), facets_of(payment, 0), facets_of(allocation, 0)}};
      }
    }
  }

  MaybeDraft return_money() {
    if (auto charge = some(charges_); charge && one_in(2)) {
      charge->voided_at = now();
      Draft draft{OpKind::void_charge, {facets_of(*charge, 1)}};
      const auto allocations = all_of_person<Allocation>(clinic_->tables(), charge->patient);
      for (Allocation allocation : *allocations) {
        if (allocation.charge != charge->id || allocation.voided_at.seconds != 0) continue;
        allocation.voided_at = now();
        draft.parts.push_back(facets_of(allocation, 1));
      }
      return draft;
    }
    const auto payment = some(payments_);
    const auto charge = some(charges_);
    if (!payment || !charge) return {};
    Refund refund;
    refund.id = fresh<Refund>();
    refund.patient = payment->patient;
    refund.payment = payment->id;
    if (one_in(2)) refund.charge = charge->id;
    refund.amount_minor = static_cast<std::int64_t>(1 + random_.below(300));
    refund.refunded_at = now();
    return Draft{OpKind::refund, {facets_of(refund, 0)}};
  }

  MaybeDraft call() {
    if (!calls_.empty() && one_in(2)) {
      auto known = some(calls_);
      if (!known || patients_.empty()) return {};
      known->patient = pick(patients_);
      known->note = canary(known->patient);
      return Draft{OpKind::match_call, {facets_of(*known, 1, 2)}};
    }
    Call call;
    call.id = fresh<Call>();
    call.phone = "+7916" + std::to_string(1'000'000 + random_.below(9'000'000));
    call.at = now();
    calls_.push_back(call.id);
    return Draft{OpKind::log_call, {facets_of(call, 0)}};
  }

  MaybeDraft plan() {
    if (patients_.empty()) return {};
    if (auto item = some(plan_items_); item && one_in(2)) {
      item->state = one_in(2) ? PlanItemState::done : PlanItemState::refused;
      item->reason = reason_;
      item->state_at = now();
      return Draft{OpKind::settle_plan_item, {facets_of(*item, 1)}};
    }
    Plan plan;
    plan.id = fresh<Plan>();
    plan.patient = pick(patients_);
    plan.specialty = specialty_;
    plan.title = canary(plan.patient);
    plan.made_at = now();
    Draft draft{OpKind::make_plan, {facets_of(plan, 0)}};
    for (std::uint64_t n = random_.below(4); n > 0; --n) {
      PlanItem item;
      item.id = fresh<PlanItem>();
      item.patient = plan.patient;
      item.plan = plan.id;
      item.service = pick(services_);
      item.price_minor = static_cast<std::int64_t>(random_.below(5000));
      plan_items_.push_back(item.id);
      draft.parts.push_back(facets_of(item, 0));
    }
    return draft;
  }

  MaybeDraft follow_up() {
    if (patients_.empty()) return {};
    const PatientId patient = pick(patients_);
    const LocalDate later = clinic_->today(branch_).plus_days(30);
    if (one_in(3)) {
      Recall recall;
      recall.id = fresh<Recall>();
      recall.patient = patient;
      recall.specialty = specialty_;
      recall.due_on = later;
      CycleClosing closing;
      closing.id = fresh<CycleClosing>();
      closing.patient = patient;
      closing.specialty = specialty_;
      closing.closed_at = now();
      closing.kind = ClosingKind::recall;
      closing.recall = recall.id;
      return Draft{OpKind::close_cycle, {facets_of(closing, 0), facets_of(recall, 0)}};
    }
    if (auto step = some(steps_); step && one_in(2)) {
      step->done_at = now();
      return Draft{OpKind::finish_next_step, {facets_of(*step, 1)}};
    }
    NextStep step;
    step.id = fresh<NextStep>();
    step.patient = patient;
    step.responsible = pick(people_).staff;
    step.due_on = later;
    step.note = canary(patient);
    steps_.push_back(step.id);
    return Draft{OpKind::set_next_step, {facets_of(step, 0)}};
  }

  /// Two cards become one person's, also when somebody registered both just now; and apart again.
  MaybeDraft group() {
    if (patients_.size() < 2) return {};
    const auto one = some(patients_);
    const auto other = some(patients_);
    if (!one || !other) return {};
    const auto survivor = survivor_of(clinic_->tables(), other->id);
    Sameness word;
    word.id = fresh<Sameness>();
    word.patient = one->id;
    word.despite_birth_dates = one_in(2);
    word.at = now();
    word.by = clinic_->session().staff;
    if (one_in(6)) return app::difference_draft(*clinic_, one->id, other->id);
    if (one_in(4)) return Draft{OpKind::separate_patients, {whole(word)}};
    word.same_as = one_in(8) ? other->id : *survivor;
    return Draft{OpKind::merge_patients, {whole(word)}};
  }

  /// What lies about a name in the list of patients.
  MaybeDraft keep_list() {
    SavedList list;
    list.id = SavedListId(id_from_name("list " + std::to_string(random_.below(10))));
    if (one_in(2)) list.staff = clinic_->session().staff;
    list.name = "list " + std::to_string(random_.below(100));
    list.statuses = static_cast<std::int32_t>(random_.below(256));
    list.active = !one_in(4);
    return Draft{OpKind::put_saved_list, {whole(list)}};
  }

  /// Who works when, as a rule, and days that are not as usual.
  MaybeDraft keep_rota() {
    if (one_in(3)) {
      CalendarDay day;
      day.date = clinic_->today({}).plus_days(static_cast<int>(random_.below(30)));
      day.id = calendar_day_id(day.date, {});
      day.name = "day " + std::to_string(random_.below(10));
      day.kind = static_cast<CalendarKind>(random_.below(3));
      day.shortened_minutes = static_cast<std::int32_t>(random_.below(90));
      day.instead_of = day.date.plus_days(static_cast<int>(random_.below(4)));
      day.active = !one_in(4);
      return Draft{OpKind::put_calendar_days, {whole(day)}};
    }
    ShiftPattern pattern;
    pattern.id = ShiftPatternId(id_from_name("pattern " + std::to_string(random_.below(10))));
    pattern.staff = pick(people_).staff;
    pattern.branch = clinic_->catalogue().branches.front().id;
    pattern.first = clinic_->today({});
    pattern.begin_minute = static_cast<std::int32_t>(random_.below(1'440));
    pattern.end_minute = static_cast<std::int32_t>(random_.below(1'440));
    pattern.recurrence = one_in(6) ? "RRULE:FREQ=HOURLY" : "RRULE:FREQ=WEEKLY;BYDAY=MO,TH";
    pattern.active = !one_in(4);
    return Draft{OpKind::put_shift_patterns, {whole(pattern)}};
  }

  /// Somebody waits for a time, is offered one, takes it or goes; the till is counted.
  MaybeDraft round() {
    if (one_in(8)) {
      DayClose closed;
      closed.id = fresh<DayClose>();
      closed.branch = branch_;
      closed.date = clinic_->today(branch_);
      closed.counted_minor.assign(payment_method_count, 100);
      closed.expected_minor = closed.counted_minor;
      closed.closed_at = now();
      return Draft{OpKind::close_day, {whole(closed)}};
    }
    if (one_in(8)) {
      HandOver note;
      note.id = fresh<HandOver>();
      note.branch = branch_;
      note.date = clinic_->today(branch_);
      note.written_at = now();
      note.note = "The key is with the guard";
      return Draft{OpKind::write_hand_over, {facets_of(note, 0)}};
    }
    if (const auto booking = some(bookings_); booking && one_in(4)) {
      ContactAttempt talk;
      talk.id = fresh<ContactAttempt>();
      talk.patient = booking->patient;
      talk.booking = booking->id;
      talk.at = now();
      talk.note = canary(booking->patient);
      return Draft{OpKind::note_contact, {whole(talk)}};
    }
    if (auto entry = some(waiting_); entry && !one_in(3)) {
      Booking wanted;
      place(wanted);
      const app::FreePlace free = app::place_of(wanted);
      if (one_in(2)) return app::offer_draft(*clinic_, *entry, free, 30);
      if (one_in(2))
        return app::booking_draft(*clinic_, {.entry = *entry, .replaces = {}}, free,
                                  Channel::phone);
      entry->left_at = now();
      entry->left_reason = reason_;
      return Draft{OpKind::leave_waitlist, {facets_of(*entry, 2)}};
    }
    if (patients_.empty()) return {};
    WaitlistEntry entry;
    entry.id = fresh<WaitlistEntry>();
    entry.patient = pick(patients_);
    entry.service = pick(services_);
    entry.earliest = clinic_->today(branch_);
    entry.asked_at = now();
    entry.note = canary(entry.patient);
    waiting_.push_back(entry.id);
    return Draft{OpKind::join_waitlist, {facets_of(entry, 0)}};
  }

  /// What the owner's numbers rest on; merely stored, never judged by money or time.
  MaybeDraft numbers() {
    const std::string name = "n" + std::to_string(random_.below(10));
    const LocalDate month = *LocalDate::from_ymd(2026, 1 + static_cast<int>(random_.below(3)), 1);
    if (one_in(4)) {
      Cost cost;
      cost.id = CostId(id_from_name(name));
      cost.month = month;
      cost.amount_minor = 1 + static_cast<std::int64_t>(random_.below(1'000'000));
      cost.active = !one_in(4);
      return Draft{OpKind::put_costs, {whole(cost)}};
    }
    if (one_in(4)) {
      Script script;
      script.id = ScriptId(id_from_name(name));
      script.name = name;
      script.valid_from = month;
      return Draft{OpKind::put_script, {whole(script)}};
    }
    if (one_in(4)) {
      PublishedMonth said;
      said.id = published_month_id(month);
      said.month = month;
      said.published_at = now();
      said.revenue_minor = static_cast<std::int64_t>(random_.below(100));
      return Draft{OpKind::publish_month, {whole(said)}};
    }
    if (one_in(3)) {
      Target aim;
      aim.id = TargetId(id_from_name(name));
      aim.step = 3;
      aim.aim = 6'000;
      aim.responsible = pick(people_).staff;
      aim.set_on = month;
      aim.due_on = month.plus_days(90);
      aim.verdict = AimVerdict::missed;
      aim.closed_at = now();
      return one_in(3) ? Draft{OpKind::close_target, {facets_of(aim, 1)}}
                       : Draft{OpKind::set_target, {facets_of(aim, 0)}};
    }
    if (patients_.empty()) return {};
    Rating word;
    word.id = fresh<Rating>();
    word.patient = pick(patients_);
    word.score = 1 + static_cast<std::int32_t>(random_.below(5));
    word.at = now();
    word.text = canary(word.patient);
    return Draft{OpKind::put_rating, {whole(word)}};
  }

  // [SECTION] whole-clinic acts ------------------------------------------------------------------

  void undo_something() {
    const auto& list = clinic_->undo_list();
    if (list.empty()) return;
    const std::size_t reach = std::min<std::size_t>(list.size(), 5);
    note(clinic_->undo(list[list.size() - 1 - random_.below(reach)].op));
  }

  void erase_someone() {
    if (patients_.size() < 20) return;
    const PatientId patient = pick(patients_);
    const auto cards = same_person(clinic_->tables(), patient);
    const auto outcome = clinic_->erase_patient(patient, "request");
    note(outcome);
    if (std::holds_alternative<app::Accepted>(*outcome))
      erased_.insert(erased_.end(), cards->begin(), cards->end());
  }

  void import_something() {
    ImportBatch batch;
    batch.id = fresh<ImportBatch>();
    batch.system = "old";
    note(clinic_->submit({OpKind::begin_import, {facets_of(batch, 0)}}));
    std::vector<Draft> rows;
    for (int i = 0; i < 15; ++i) {
      Patient person;
      person.id = PatientId(id_from_name("row " + std::to_string(random_.below(60))));
      if (std::ranges::find(erased_, person.id) != erased_.end() && !one_in(50)) continue;
      person.family_name = canary(person.id);
      person.imported = {batch.id, std::to_string(i), 1, {}};
      Booking booking;
      booking.id = BookingId(id_from_name("booking of " + to_text(person.id)));
      booking.patient = person.id;
      place(booking);
      booking.imported = person.imported;
      Call call;
      call.id = fresh<Call>();
      call.at = now();
      call.patient = person.id;
      call.phone = "+79160000000";
      rows.push_back({OpKind::import_row, {whole(person), whole(booking), whole(call)}});
      if (std::ranges::find(patients_, person.id) == patients_.end()) {
        patients_.push_back(person.id);
        bookings_.push_back(booking.id);
      }
    }
    note(clinic_->submit_batch(rows, batch.id));
    batch.rows_read = 15;
    note(clinic_->submit({OpKind::finish_import, {facets_of(batch, 1)}}));
    if (one_in(2)) return;
    for (int i = 0; i < 20; ++i) step_once();
    note(clinic_->withdraw_import(batch.id));
    while (!clinic_->jobs().is_empty()) clinic_->jobs().run(1000);
  }

  // [SECTION] running ----------------------------------------------------------------------------

  void note(const Result<app::Outcome>& outcome) {
    RETOUR_CHECK(outcome.has_value());
    if (const auto* refusal = std::get_if<Refusal>(&*outcome))
      ++refusals_[refusal->code];
    else
      ++accepted_;
  }

  MaybeDraft some_draft() {
    switch (random_.below(17)) {
      case 0:
      case 1: return register_patient();
      case 2: return change_patient();
      case 3:
      case 4:
      case 5: return book();
      case 6:
      case 7: return change_booking();
      case 8: return check_in();
      case 9: return change_visit();
      case 10:
      case 11: return receive_money();
      case 12: return return_money();
      case 13: return call();
      case 14: return plan();
      case 15: return round();
      default:
        if (one_in(30)) return keep_list();
        if (one_in(30)) return keep_rota();
        if (one_in(20)) return numbers();
        return one_in(3) ? group() : follow_up();
    }
  }

  void step_once() {
    now_milliseconds_ += static_cast<std::int64_t>(random_.below(120'000));
    if (one_in(50)) now_milliseconds_ -= 60'000;  // a clock set back
    // Mostly somebody who may; sometimes anybody.
    clinic_->sign_in(one_in(6) ? pick(people_) : people_.front());
    if (const MaybeDraft draft = some_draft()) note(clinic_->submit(*draft));
  }

 public:
  /// Goes on until so many intentions were accepted since the beginning.
  void run(std::size_t accepted_wanted) {
    while (accepted_ < accepted_wanted) {
      step_once();
      clinic_->sign_in(people_.front());  // the owner
      if (one_in(25)) undo_something();
      if (one_in(300)) erase_someone();
      if (one_in(400)) import_something();
      if (one_in(200) && !patients_.empty())
        RETOUR_CHECK(clinic_->note_card_read(pick(patients_)).has_value());
    }
  }

 private:
  std::int64_t now_milliseconds_ = 1'772'434'800'000;  // 2026-03-02T07:00:00Z
  std::int64_t now_microseconds_ = 0;
  SeededRandom random_, key_random_;
  store::MemoryFiles files_;
  store::DatabaseKey key_;
  std::unique_ptr<app::Clinic> clinic_;
  BranchId branch_;
  SpecialtyId specialty_;
  ReasonId reason_;
  std::vector<app::Session> people_;  // one per role, in order of roles
  std::vector<RoomId> rooms_;
  std::vector<ServiceId> services_;
  std::vector<PatientId> patients_, erased_;
  std::vector<BookingId> bookings_;
  std::vector<VisitId> visits_;
  std::vector<ChargeId> charges_;
  std::vector<PaymentId> payments_;
  std::vector<CallId> calls_;
  std::vector<PlanItemId> plan_items_;
  std::vector<NextStepId> steps_;
  std::vector<WaitlistEntryId> waiting_;
  std::size_t accepted_ = 0;
  std::map<RefusalCode, int> refusals_;
};

}  // namespace retour::sim
