// [SECTION] cast   [SECTION] slots   [SECTION] steps of a journey   [SECTION] journeys
#include "simulate/demo.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/order.hpp"
#include "simulate/demo_numbers.hpp"
#include "simulate/demo_setting.hpp"

namespace retour::simulate {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int32_t quanta_per_day = 24 * 12;

enum Chance : std::uint64_t { never = 0, always = 1000 };  // per mille

/// A booked time of one doctor.
struct Place {
  std::size_t doctor = 0;
  LocalDate day;
  std::int32_t minute = 0;
  std::int32_t length = 0;
};

class Journeys {
 public:
  Journeys(const DemoOptions& options, DemoSetting& setting, RandomSource& random,
           std::vector<TimedDraft>& drafts)
      : options_(options),
        setting_(setting),
        words_(*setting.words),
        random_(random),
        drafts_(drafts),
        now_ms_(options.now.seconds * 1000) {}

  void run() {
    for (std::int32_t number = 0; number < options_.patient_count; ++number) one_patient(number);
    for (std::size_t doctor = 0; doctor < setting_.doctors.size(); ++doctor) fill_today(doctor);
    cold_contacts();
  }

 private:
  // [SECTION] cast ------------------------------------------------------------------------------

  [[nodiscard]] bool happens(std::uint64_t per_mille) { return random_.below(1000) < per_mille; }
  [[nodiscard]] std::int32_t between(std::int32_t low, std::int32_t high) {
    return low +
           static_cast<std::int32_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  template <class T>
  [[nodiscard]] const T& any(const std::vector<T>& from) {
    return from[random_.below(from.size())];
  }
  [[nodiscard]] std::string_view any(std::span<const std::string_view> from) {
    return from[random_.below(from.size())];
  }
  template <class E>
  [[nodiscard]] Id<E> fresh(std::int64_t at_ms) {
    return Id<E>(make_id(at_ms, random_));
  }
  [[nodiscard]] static Instant instant(std::int64_t at_ms) { return Instant{at_ms / 1000}; }

  /// Adds a draft unless it would lie in the future: journeys are told to their end, and cut at
  /// now.
  bool emit(std::int64_t at_ms, StaffId author, Role role, OpKind kind, std::vector<Part> parts) {
    if (at_ms > now_ms_) return false;
    drafts_.push_back({at_ms, author, role, {kind, std::move(parts)}});
    return true;
  }

  [[nodiscard]] std::string phone() {
    std::string digits = std::to_string(next_phone_++);
    while (digits.size() < static_cast<std::size_t>(words_.phone_digits)) digits.insert(0, "0");
    if (digits.size() > static_cast<std::size_t>(words_.phone_digits)) digits = digits.substr(1);
    return std::string(words_.phone_prefix) + digits;
  }

  [[nodiscard]] Patient somebody(std::int64_t at_ms, bool child) {
    Patient patient;
    patient.id = fresh<Patient>(at_ms);
    const bool female = happens(560);
    patient.sex = female ? Sex::female : Sex::male;
    patient.family_name = any(female ? words_.families_female : words_.families_male);
    patient.given_name = any(female ? words_.givens_female : words_.givens_male);
    const auto patronymics = female ? words_.patronymics_female : words_.patronymics_male;
    if (!patronymics.empty()) patient.patronymic = any(patronymics);
    const std::int32_t age = child ? between(2, 14) : between(19, 82);
    patient.birth_date =
        LocalDate::from_ymd(setting_.today.year() - age, between(1, 12), between(1, 28));
    patient.language = options_.language;
    patient.source = setting_.sources[source_index()];
    patient.first_seen_at = instant(at_ms);
    patient.qualified = happens(780);
    if (happens(30)) patient.vip = true;
    if (happens(120)) patient.wishes = words_.wish;
    if (!child) patient.phones = {{phone(), {}, {}}};
    return patient;
  }

  [[nodiscard]] std::size_t source_index() {
    constexpr std::uint64_t weights[] = {320, 590, 780, 880, 950, 1000};
    const std::uint64_t at = random_.below(1000);
    std::size_t index = 0;
    while (at >= weights[index]) ++index;
    return index;
  }

  // [SECTION] slots -----------------------------------------------------------------------------

  [[nodiscard]] std::size_t day_index(LocalDate day) const {
    return static_cast<std::size_t>(day.days - setting_.first_day.days);
  }

  /// First free run of `length` minutes from a random place of the shift; marks it taken.
  [[nodiscard]] std::optional<Place> take(std::size_t doctor_index, LocalDate day,
                                          std::int32_t length, bool needs_ultrasound) {
    if (day < setting_.first_day || day > setting_.last_day || !setting_.is_working_day(day))
      return std::nullopt;
    DemoDoctor& doctor = setting_.doctors[doctor_index];
    std::vector<bool>& taken = doctor.taken[day_index(day)];
    const std::int32_t need = (length + 4) / 5;
    const std::int32_t first = doctor.begin_minute / 5;
    const std::int32_t last = doctor.end_minute / 5 - need;
    const std::int32_t start = between(first, last);
    for (std::int32_t step = 0; step <= last - first; ++step) {
      const std::int32_t begin = first + (start - first + step) % (last - first + 1);
      if (begin % 3 != 0) continue;  // quarters of an hour, as desks book
      bool free = true;
      for (std::int32_t q = begin; q < begin + need && free; ++q)
        free = !taken[static_cast<std::size_t>(q)] && !(needs_ultrasound && scanner(day, q));
      if (!free) continue;
      for (std::int32_t q = begin; q < begin + need; ++q) {
        taken[static_cast<std::size_t>(q)] = true;
        if (needs_ultrasound) scanner(day, q) = true;
      }
      return Place{doctor_index, day, begin * 5, need * 5};
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<bool>::reference scanner(LocalDate day, std::int32_t quantum) {
    return setting_
        .ultrasound_taken[day_index(day) * quanta_per_day + static_cast<std::size_t>(quantum)];
  }

  /// A place on `day` or one of the ten days after it.
  [[nodiscard]] std::optional<Place> take_from(std::size_t doctor, LocalDate day,
                                               std::int32_t length, bool ultrasound) {
    for (std::int32_t later = 0; later <= 10; ++later)
      if (auto place = take(doctor, day.plus_days(later), length, ultrasound)) return place;
    return std::nullopt;
  }

  // [SECTION] steps of a journey ----------------------------------------------------------------

  [[nodiscard]] std::int64_t at(LocalDate day, std::int32_t minute) const {
    return setting_.instant(day, minute).seconds * 1000;
  }

  [[nodiscard]] std::size_t service_of(int specialty, ProductType type) const {
    for (std::size_t i = 0; i < words_.services.size(); ++i)
      if (words_.services[i].type == type &&
          (words_.services[i].specialty == specialty || words_.services[i].specialty < 0))
        return i;
    RETOUR_CHECK(false);  // every specialty of the demo has every type of product
    return 0;
  }

  struct Person {
    Patient patient;
    PatientId guardian;
    OrganisationId company;
    std::optional<LocalDate> busy_until;
  };

  /// First contact: a call or a form, then the card. False when it lies in the future.
  bool first_contact(Person& person, std::int64_t at_ms) {
    const StaffId operator_staff =
        happens(600) ? setting_.operator_staff : setting_.second_receptionist;
    const std::string number =
        person.patient.phones.empty() ? std::string() : person.patient.phones.front().number;
    const bool by_form = happens(180);
    if (!emit(at_ms, operator_staff, Role::operator_, OpKind::register_patient,
              {whole(person.patient)}))
      return false;
    if (by_form) {
      WebRequest request;
      request.id = fresh<WebRequest>(at_ms);
      request.name = person.patient.given_name;
      request.phone = number;
      request.page = "/";
      request.at = instant(at_ms - 20 * minute_ms);
      request.source = person.patient.source;
      request.patient = person.patient.id;
      request.answered_at = instant(at_ms);
      return emit(at_ms + 1000, operator_staff, Role::operator_, OpKind::log_web_request,
                  {whole(request)});
    }
    CallId missed;
    if (happens(140)) missed = call(number, at_ms - 30 * minute_ms, at_ms, {}, person, false, {});
    return !call(number, at_ms, at_ms, operator_staff, person, true, missed).is_nil();
  }

  CallId call(const std::string& number, std::int64_t at_ms, std::int64_t card_ms, StaffId who,
              const Person& person, bool answered, CallId returns) {
    Call one;
    one.id = fresh<Call>(at_ms);
    one.direction = returns.is_nil() ? CallDirection::inbound : CallDirection::outbound;
    one.phone = number;
    one.at = instant(at_ms);
    one.answered = answered;
    one.duration_seconds = answered ? between(70, 400) : 0;
    one.operator_staff = who;
    one.source = person.patient.source;
    for (std::size_t i = 0; i < words_.campaign_numbers.size() && returns.is_nil(); ++i)
      if (one.source == setting_.sources[i]) one.dialled = words_.campaign_numbers[i];
    one.returns = returns;
    one.patient = person.patient.id;
    one.topic = CallTopic::services;
    const StaffId author = who.is_nil() ? setting_.operator_staff : who;
    // A missed call rang before the card existed: it is entered together with it.
    const std::int64_t logged_ms = std::max(at_ms, card_ms) + (answered ? 3000 : 2000);
    emit(logged_ms, author, Role::operator_, OpKind::log_call, {whole(one)});
    return one.id;
  }

  struct Booked {
    BookingId id;
    Place place;
    std::size_t service = 0;
  };

  std::optional<Booked> book(Person& person, std::int64_t at_ms, std::size_t service,
                             std::size_t doctor, LocalDate day, PlanItemId item) {
    const DemoService& what = words_.services[service];
    if (person.busy_until && day <= *person.busy_until) day = person.busy_until->plus_days(1);
    const auto place = take_from(doctor, day, what.length_minutes, what.ultrasound);
    if (!place) return std::nullopt;
    person.busy_until = place->day;
    const DemoDoctor& who = setting_.doctors[doctor];
    Booking booking;
    booking.id = fresh<Booking>(at_ms);
    booking.patient = person.patient.id;
    booking.branch = who.branch;
    booking.doctor = who.id;
    booking.room = what.ultrasound ? setting_.ultrasound_room : who.room;
    if (what.ultrasound) booking.device = setting_.ultrasound;
    booking.date = place->day;
    booking.begin_minute = place->minute;
    booking.length_minutes = place->length;
    booking.begin = setting_.instant(place->day, place->minute);
    booking.service = setting_.services[service];
    booking.plan_item = item;
    booking.channel = happens(700) ? Channel::phone : Channel::registry;
    booking.booked_by = happens(700) ? setting_.operator_staff : setting_.receptionist;
    booking.booked_at = instant(at_ms);
    booking.source = person.patient.source;
    if (booking.begin.seconds * 1000 <= at_ms) return std::nullopt;
    const Role role =
        booking.booked_by == setting_.operator_staff ? Role::operator_ : Role::receptionist;
    if (!emit(at_ms, booking.booked_by, role, OpKind::book, {whole(booking)})) return std::nullopt;
    return Booked{booking.id, *place, service};
  }

  enum class Coming : std::uint8_t { came, cancelled, no_show, expected };

  /// What becomes of a booking; for `came` also the visit.
  Coming attend(Person& person, const Booked& booked, VisitId& visit_id) {
    const std::int64_t begin_ms = at(booked.place.day, booked.place.minute);
    Booking change;
    change.id = booked.id;
    change.patient = person.patient.id;
    if (happens(70)) {
      change.cancelled_at = instant(begin_ms - between(2, 60) * 60 * minute_ms);
      change.cancel_reason = any(setting_.cancel_reasons);
      const std::int64_t at_ms =
          std::max(change.cancelled_at.seconds * 1000, drafts_.back().unix_milliseconds + 1000);
      change.cancelled_at = instant(at_ms);
      if (at_ms < begin_ms)
        return emit(at_ms, setting_.receptionist, Role::receptionist, OpKind::cancel_booking,
                    {facets_of(change, 3)})
                   ? Coming::cancelled
                   : Coming::expected;
    }
    if (begin_ms > now_ms_ + 15 * minute_ms) {
      if (happens(500)) {
        // Never before it was booked, which may have been a moment ago.
        const std::int64_t at_ms =
            std::max(now_ms_ - between(1, 40) * minute_ms, drafts_.back().unix_milliseconds + 1000);
        change.confirmed_at = instant(at_ms);
        emit(at_ms, setting_.receptionist, Role::receptionist, OpKind::confirm_booking,
             {facets_of(change, 2)});
      }
      return Coming::expected;
    }
    if (happens(90)) {
      change.no_show_at = instant(begin_ms + 40 * minute_ms);
      return emit(begin_ms + 40 * minute_ms, setting_.receptionist, Role::receptionist,
                  OpKind::mark_no_show, {facets_of(change, 4)})
                 ? Coming::no_show
                 : Coming::expected;
    }
    return visit(person, booked, begin_ms, visit_id) ? Coming::came : Coming::expected;
  }

  /// Arrival, entry and end; true when the visit is over.
  bool visit(Person& person, const Booked& booked, std::int64_t begin_ms, VisitId& visit_id) {
    const std::int64_t arrived_ms = begin_ms + (between(0, 24) - 16) * minute_ms;
    Visit visit;
    visit.id = visit_id = fresh<Visit>(arrived_ms);
    visit.patient = person.patient.id;
    visit.booking = booked.id;
    visit.branch = setting_.doctors[booked.place.doctor].branch;
    visit.doctor = setting_.doctors[booked.place.doctor].id;
    visit.arrived_at = instant(arrived_ms);
    visit.received_by = setting_.receptionist;
    if (!emit(arrived_ms, setting_.receptionist, Role::receptionist, OpKind::check_in,
              {whole(visit)}))
      return false;
    const std::int64_t entered_ms = std::max(arrived_ms, begin_ms) + between(0, 12) * minute_ms;
    visit.entered_at = instant(entered_ms);
    if (!emit(entered_ms, visit.doctor, Role::doctor, OpKind::enter, {facets_of(visit, 1)}))
      return false;
    const std::int64_t finished_ms = entered_ms + (booked.place.length - 3) * minute_ms;
    visit.finished_at = instant(finished_ms);
    visit.outcome = VisitOutcome::treated;
    visit.further_visit = happens(250) ? FurtherVisit::not_needed : FurtherVisit::needed;
    return emit(finished_ms, visit.doctor, Role::doctor, OpKind::finish_visit,
                {facets_of(visit, 2)});
  }

  [[nodiscard]] std::int64_t price_at(std::size_t service, std::int64_t at_ms) const {
    const std::int64_t full = setting_.price_minor[service];
    return at_ms >= at(setting_.today.plus_days(-45), 0) ? full : full * 9 / 10;
  }

  /// Charge and payment at the desk. `paid_percent` below 100 leaves a debt, or makes instalments.
  bool check_out(const Person& person, ServiceId service, std::int64_t price_minor, VisitId visit,
                 StaffId performer, BranchId branch, std::int64_t at_ms, std::int32_t paid_percent,
                 PlanItemId item) {
    std::vector<Part> parts;
    Charge charge;
    charge.id = fresh<Charge>(at_ms);
    charge.patient = person.patient.id;
    charge.visit = visit;
    charge.plan_item = item;
    charge.service = service;
    charge.performer = performer;
    charge.branch = branch;
    charge.rendered_at = instant(at_ms);
    charge.price_minor = price_minor;
    if (happens(110)) charge.discount_minor = price_minor / 10;
    charge.currency = words_.currency;
    charge.payer_kind = payer_of(person);
    charge.payer_patient = person.guardian;
    charge.payer_organisation = person.company;
    const std::int64_t paid = charge.due_minor() * paid_percent / 100;
    parts.push_back(whole_facet(charge));
    if (paid > 0) add_payment(person, charge, paid, at_ms, parts);
    if (paid_percent > 0 && paid_percent < 100) add_instalments(charge, paid, at_ms, parts);
    return emit(at_ms, setting_.receptionist, Role::receptionist, OpKind::check_out,
                std::move(parts));
  }

  template <class E>
  [[nodiscard]] static Part whole_facet(const E& entity) {
    return facets_of(entity, 0);
  }

  [[nodiscard]] static PayerKind payer_of(const Person& person) {
    if (!person.guardian.is_nil()) return PayerKind::guardian;
    return person.company.is_nil() ? PayerKind::patient : PayerKind::company;
  }

  void add_payment(const Person& person, const Charge& charge, std::int64_t amount,
                   std::int64_t at_ms, std::vector<Part>& parts) {
    Payment payment;
    payment.id = fresh<Payment>(at_ms);
    payment.patient = person.patient.id;
    payment.payer_kind = charge.payer_kind;
    payment.payer_patient = charge.payer_patient;
    payment.payer_organisation = charge.payer_organisation;
    payment.legal_entity = setting_.legal_entity;
    payment.branch = charge.branch;
    payment.received_at = instant(at_ms);
    payment.received_by = setting_.receptionist;
    payment.method = !person.company.is_nil() ? PaymentMethod::transfer
                     : happens(700)           ? PaymentMethod::card
                                              : PaymentMethod::cash;
    payment.amount_minor = amount;
    payment.currency = charge.currency;
    Allocation allocation;
    allocation.id = fresh<Allocation>(at_ms);
    allocation.patient = person.patient.id;
    allocation.payment = payment.id;
    allocation.charge = charge.id;
    allocation.amount_minor = amount;
    allocation.allocated_at = instant(at_ms);
    parts.push_back(whole_facet(payment));
    parts.push_back(whole_facet(allocation));
  }

  void add_instalments(const Charge& charge, std::int64_t paid, std::int64_t at_ms,
                       std::vector<Part>& parts) {
    InstalmentSchedule schedule;
    schedule.id = fresh<InstalmentSchedule>(at_ms);
    schedule.patient = charge.patient;
    schedule.charge = charge.id;
    schedule.agreed_at = instant(at_ms);
    const LocalDate day = setting_.zone.local(instant(at_ms)).date;
    const std::int64_t rest = charge.due_minor() - paid;
    schedule.instalments = {
        {day, paid}, {day.plus_months(1), rest / 2}, {day.plus_months(2), rest - rest / 2}};
    parts.push_back(whole(schedule));
  }

  void next_step(const Person& person, StaffId responsible, StepKind kind, std::int64_t at_ms,
                 std::int32_t days) {
    NextStep step;
    step.id = fresh<NextStep>(at_ms);
    step.patient = person.patient.id;
    step.responsible = responsible;
    step.kind = kind;
    step.due_on = setting_.zone.local(instant(at_ms)).date.plus_days(days);
    step.note = kind == StepKind::book ? words_.step_book : words_.step_call;
    const Role role = responsible == setting_.coordinator      ? Role::coordinator
                      : responsible == setting_.operator_staff ? Role::operator_
                                                               : Role::receptionist;
    emit(at_ms, responsible, role, OpKind::set_next_step, {facets_of(step, 0)});
  }

  // [SECTION] journeys --------------------------------------------------------------------------

  void guardian_of(Person& child, std::int64_t at_ms) {
    Patient guardian = somebody(at_ms, false);
    guardian.family_name = child.patient.family_name;
    if (!emit(at_ms, setting_.receptionist, Role::receptionist, OpKind::register_patient,
              {whole(guardian)}))
      return;
    child.guardian = guardian.id;
    Relation relation;
    relation.id = fresh<Relation>(at_ms);
    relation.patient = child.patient.id;
    relation.other = guardian.id;
    relation.pays = true;
    // After the child's own card, which `first_contact` makes five minutes later.
    emit(at_ms + 6 * minute_ms, setting_.receptionist, Role::receptionist, OpKind::put_relation,
         {whole(relation)});
  }

  void one_patient(std::int32_t number) {
    const LocalDate day = setting_.first_day.plus_days(between(0, options_.history_days));
    const std::int64_t contact_ms = at(day, between(8 * 60, 19 * 60));
    const bool child = happens(160);
    Person person{somebody(contact_ms + 5 * minute_ms, child), {}, {}, {}};
    if (child) guardian_of(person, contact_ms);
    if (!child && number % 17 == 5) person.company = setting_.company;
    if (!first_contact(person, contact_ms + 5 * minute_ms)) return;
    if (happens(260)) {  // stays a lead
      if (happens(600))
        next_step(person, setting_.operator_staff, StepKind::call, contact_ms + 9 * minute_ms,
                  between(1, 5));
      return;
    }
    const std::size_t doctor = child ? 2 : random_.below(setting_.doctors.size());
    entry(person, doctor, day.plus_days(between(1, 9)), contact_ms + 7 * minute_ms);
  }

  void entry(Person& person, std::size_t doctor, LocalDate wanted, std::int64_t booked_ms) {
    const int specialty = setting_.doctors[doctor].specialty;
    const std::size_t service = service_of(specialty, ProductType::entry);
    const auto booked = book(person, booked_ms, service, doctor, wanted, {});
    if (!booked) return;
    VisitId visit_id;
    const Coming coming = attend(person, *booked, visit_id);
    const std::int64_t begin_ms = at(booked->place.day, booked->place.minute);
    const std::int64_t end_ms = begin_ms + (booked->place.length + 30) * minute_ms;
    if (coming == Coming::no_show && happens(500))
      next_step(person, setting_.receptionist, StepKind::call, end_ms, 1);
    if (coming != Coming::came) return;
    const DemoDoctor& who = setting_.doctors[doctor];
    if (!check_out(person, setting_.services[service], price_at(service, end_ms), visit_id, who.id,
                   who.branch, end_ms, happens(950) ? 100 : 0, {}))
      return;
    if (happens(350)) {
      if (happens(400)) close(person, specialty, who.id, end_ms + 5 * minute_ms, 6);
      return;
    }
    plan(person, doctor, end_ms + 5 * minute_ms);
  }

  /// Diagnosis and a main product; breaks off where patients break off.
  void plan(Person& person, std::size_t doctor, std::int64_t at_ms) {
    const DemoDoctor& who = setting_.doctors[doctor];
    const std::size_t diagnostic = service_of(who.specialty, ProductType::diagnostic);
    const std::size_t main = service_of(who.specialty, ProductType::main);
    Plan plan;
    plan.id = fresh<Plan>(at_ms);
    plan.patient = person.patient.id;
    plan.doctor = who.id;
    plan.specialty = setting_.specialties[static_cast<std::size_t>(who.specialty)];
    plan.title = words_.plan_title;
    plan.made_at = instant(at_ms);
    const LocalDate day = setting_.zone.local(instant(at_ms)).date;
    PlanItem first = item(plan, diagnostic, PlanItemKind::examination, day.plus_days(10), at_ms);
    PlanItem second =
        item(plan, main, main == 6 ? PlanItemKind::operation : PlanItemKind::treatment,
             day.plus_days(30), at_ms);
    if (!emit(at_ms, who.id, Role::doctor, OpKind::make_plan,
              {facets_of(plan, 0), facets_of(first, 0), facets_of(second, 0)}))
      return;
    Patient attached = person.patient;
    attached.responsible = setting_.coordinator;
    attached.attached_at = instant(at_ms);
    emit(at_ms + 1000, setting_.coordinator, Role::coordinator, OpKind::attach_responsible,
         {facets_of(attached, 3)});
    if (happens(450)) {  // silently never happens (TP-01)
      if (happens(550)) next_step(person, setting_.coordinator, StepKind::book, at_ms + 2000, 7);
      if (happens(150)) refuse(second, at_ms + 2 * 24 * 60 * minute_ms);
      return;
    }
    if (!item_done(person, doctor, diagnostic, first, day.plus_days(between(2, 9)), at_ms, 100))
      return;
    buy_main(person, doctor, main, plan, second);
  }

  [[nodiscard]] PlanItem item(const Plan& plan, std::size_t service, PlanItemKind kind,
                              LocalDate due, std::int64_t at_ms) {
    PlanItem one;
    one.id = fresh<PlanItem>(at_ms);
    one.patient = plan.patient;
    one.plan = plan.id;
    one.service = setting_.services[service];
    one.kind = kind;
    one.due_on = due;
    one.price_minor = price_at(service, at_ms);
    one.currency = words_.currency;
    return one;
  }

  void refuse(PlanItem item, std::int64_t at_ms) {
    item.state = PlanItemState::refused;
    item.state_at = instant(at_ms);
    item.reason = any(setting_.refusal_reasons);
    emit(at_ms, setting_.coordinator, Role::coordinator, OpKind::settle_plan_item,
         {facets_of(item, 1)});
  }

  /// Books, holds and pays one plan item; true when it is done.
  bool item_done(Person& person, std::size_t doctor, std::size_t service, PlanItem& item,
                 LocalDate wanted, std::int64_t booked_ms, std::int32_t paid_percent) {
    const DemoDoctor& who = setting_.doctors[doctor];
    const auto booked = book(person, booked_ms + 4000, service, doctor, wanted, item.id);
    if (!booked) return false;
    VisitId visit_id;
    if (attend(person, *booked, visit_id) != Coming::came) return false;
    const std::int64_t end_ms =
        at(booked->place.day, booked->place.minute) + (booked->place.length + 30) * minute_ms;
    if (!check_out(person, setting_.services[service], price_at(service, end_ms), visit_id, who.id,
                   who.branch, end_ms, paid_percent, item.id))
      return false;
    item.state = PlanItemState::done;
    item.state_at = instant(end_ms + 1000);
    return emit(end_ms + 1000, who.id, Role::doctor, OpKind::settle_plan_item,
                {facets_of(item, 1)});
  }

  void buy_main(Person& person, std::size_t doctor, std::size_t service, Plan plan,
                PlanItem& item) {
    if (happens(380)) return;  // examined, then gone
    const std::int64_t agreed_ms = at(*person.busy_until, 18 * 60);
    plan.start_on = person.busy_until->plus_days(2);
    plan.end_on = person.busy_until->plus_days(30);
    plan.agreed_at = instant(agreed_ms);
    if (!emit(agreed_ms, setting_.coordinator, Role::coordinator, OpKind::agree_plan,
              {facets_of(plan, 1)}))
      return;
    if (doctor == 4 && happens(500)) {
      const DemoDoctor& who = setting_.doctors[doctor];
      check_out(person, setting_.package, setting_.package_price_minor, {}, who.id, who.branch,
                agreed_ms + minute_ms, 100, {});
    }
    const std::int32_t paid = happens(300) ? 40 : 100;
    if (!item_done(person, doctor, service, item, person.busy_until->plus_days(between(3, 10)),
                   agreed_ms, paid))
      return;
    const std::int64_t after_ms = at(*person.busy_until, 19 * 60);
    if (happens(350)) {
      next_step(person, setting_.coordinator, StepKind::follow_up, after_ms, between(3, 14));
      return;
    }
    checkup(person, doctor, after_ms);
  }

  void checkup(Person& person, std::size_t doctor, std::int64_t at_ms) {
    const DemoDoctor& who = setting_.doctors[doctor];
    const std::size_t service = service_of(who.specialty, ProductType::checkup);
    const auto booked =
        book(person, at_ms, service, doctor, person.busy_until->plus_days(between(10, 20)), {});
    if (!booked) return;
    VisitId visit_id;
    if (attend(person, *booked, visit_id) != Coming::came) return;
    const std::int64_t end_ms =
        at(booked->place.day, booked->place.minute) + (booked->place.length + 30) * minute_ms;
    if (!check_out(person, setting_.services[service], price_at(service, end_ms), visit_id, who.id,
                   who.branch, end_ms, 100, {}))
      return;
    if (happens(800)) close(person, who.specialty, who.id, end_ms + 2 * minute_ms, 6);
  }

  /// The doctor sets the date at which he wants the patient back: status 7.
  void close(const Person& person, int specialty, StaffId doctor, std::int64_t at_ms,
             std::int32_t months) {
    Recall recall;
    recall.id = fresh<Recall>(at_ms);
    recall.patient = person.patient.id;
    recall.specialty = setting_.specialties[static_cast<std::size_t>(specialty)];
    recall.doctor = doctor;
    recall.set_at = instant(at_ms);
    recall.due_on = setting_.zone.local(instant(at_ms)).date.plus_months(months);
    CycleClosing closing;
    closing.id = fresh<CycleClosing>(at_ms);
    closing.patient = person.patient.id;
    closing.specialty = recall.specialty;
    closing.closed_at = instant(at_ms);
    closing.kind = ClosingKind::recall;
    closing.recall = recall.id;
    emit(at_ms, doctor, Role::doctor, OpKind::close_cycle,
         {facets_of(closing, 0), facets_of(recall, 0)});
  }

  /// New patients until the doctor's day is nearly full: the day board of a working clinic.
  void fill_today(std::size_t doctor) {
    if (!setting_.is_working_day(setting_.today)) return;
    const int specialty = setting_.doctors[doctor].specialty;
    const std::size_t service = service_of(specialty, ProductType::entry);
    for (int attempt = 0; attempt < 12; ++attempt) {
      const std::int64_t contact_ms =
          at(setting_.today.plus_days(-between(1, 6)), between(540, 1100));
      Person person{somebody(contact_ms, false), {}, {}, {}};
      const std::size_t before = drafts_.size();
      if (!first_contact(person, contact_ms)) continue;
      if (!take_probe(doctor, words_.services[service].length_minutes)) {
        drafts_.resize(before);
        return;
      }
      entry(person, doctor, setting_.today, contact_ms + 5 * minute_ms);
    }
  }

  [[nodiscard]] bool take_probe(std::size_t doctor, std::int32_t length) const {
    const DemoDoctor& who = setting_.doctors[doctor];
    const std::vector<bool>& taken = who.taken[day_index(setting_.today)];
    const std::int32_t need = (length + 4) / 5;
    for (std::int32_t begin = who.begin_minute / 5; begin + need <= who.end_minute / 5;
         begin += 3) {
      bool free = begin % 3 == 0;
      for (std::int32_t q = begin; q < begin + need && free; ++q)
        free = !taken[static_cast<std::size_t>(q)];
      if (free) return true;
    }
    return false;
  }

  /// Known, never in contact: status 1 (PS-02).
  void cold_contacts() {
    for (int i = 0; i < 14; ++i) {
      const std::int64_t at_ms = at(setting_.first_day, 10 * 60) + i * minute_ms;
      Patient patient = somebody(at_ms, false);
      emit(at_ms, setting_.manager, Role::manager, OpKind::register_patient, {whole(patient)});
    }
  }

  const DemoOptions& options_;
  DemoSetting& setting_;
  const DemoWords& words_;
  RandomSource& random_;
  std::vector<TimedDraft>& drafts_;
  std::int64_t now_ms_;
  int next_phone_ = 100;
};

}  // namespace

std::vector<TimedDraft> demo_history(const DemoOptions& options) {
  SeededRandom random(options.seed);
  std::vector<TimedDraft> drafts;
  DemoSetting setting = build_setting(options, random, drafts);
  Journeys(options, setting, random, drafts).run();
  sort_stably(drafts, {}, &TimedDraft::unix_milliseconds);
  // By chances of its own, so that the journeys stay what they are.
  SeededRandom chances(options.seed + 1);
  add_numbers(options, setting, chances, drafts);
  sort_stably(drafts, {}, &TimedDraft::unix_milliseconds);
  return drafts;
}

}  // namespace retour::simulate
