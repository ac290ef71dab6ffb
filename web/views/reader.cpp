#include "views/reader.hpp"

#include <algorithm>

#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t cards_kept_max = 512;
constexpr std::size_t patients_kept_max = 20'000;
constexpr int adult_age_years = 18;

std::string key_of(const IdBytes& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

const std::string& bookings_of_day_sql() {
  static const std::string sql =
      store::select_all_columns(EntityKind::booking) + " WHERE date = ? AND branch = ?";
  return sql;
}
const std::string& visits_of_day_sql() {
  static const std::string sql = store::select_all_columns(EntityKind::visit) +
                                 " WHERE booking IN (SELECT id FROM booking WHERE date = ?)";
  return sql;
}
const std::string& patients_of_day_sql() {
  static const std::string sql = store::select_all_columns(EntityKind::patient) +
                                 " WHERE id IN (SELECT patient FROM booking WHERE date = ?)";
  return sql;
}
const std::string& shifts_of_day_sql() {
  static const std::string sql =
      store::select_all_columns(EntityKind::shift) + " WHERE date = ? AND branch = ?";
  return sql;
}

bool is_child(const Patient& patient, LocalDate today) {
  return patient.birth_date && full_years_between(*patient.birth_date, today) < adult_age_years;
}

/// The facts of a patient; kinds that the database holds none of are not asked for.
Result<funnel::PatientFacts> load_facts(Tables& tables, PatientId id) {
  funnel::PatientFacts facts;
  RETOUR_ASSIGN(std::optional<Patient> patient, find(tables, id));
  if (!patient) return fail(FailureCode::not_found, "patient");
  facts.patient = std::move(*patient);
  RETOUR_ASSIGN(facts.bookings, all_of<Booking>(tables, id));
  RETOUR_ASSIGN(facts.visits, all_of<Visit>(tables, id));
  RETOUR_ASSIGN(facts.charges, all_of<Charge>(tables, id));
  RETOUR_ASSIGN(facts.invoices, all_of<Invoice>(tables, id));
  RETOUR_ASSIGN(facts.payments, all_of<Payment>(tables, id));
  RETOUR_ASSIGN(facts.allocations, all_of<Allocation>(tables, id));
  RETOUR_ASSIGN(facts.refunds, all_of<Refund>(tables, id));
  RETOUR_ASSIGN(facts.certificates, all_of<Certificate>(tables, id));
  RETOUR_ASSIGN(facts.schedules, all_of<InstalmentSchedule>(tables, id));
  RETOUR_ASSIGN(facts.calls, all_of<Call>(tables, id));
  RETOUR_ASSIGN(facts.web_requests, all_of<WebRequest>(tables, id));
  RETOUR_ASSIGN(facts.plans, all_of<Plan>(tables, id));
  RETOUR_ASSIGN(facts.plan_items, all_of<PlanItem>(tables, id));
  RETOUR_ASSIGN(facts.recalls, all_of<Recall>(tables, id));
  RETOUR_ASSIGN(facts.closings, all_of<CycleClosing>(tables, id));
  return facts;
}

funnel::ServiceLookup lookup_of(const app::Clinic& clinic) {
  const app::Catalogue& c = clinic.catalogue();
  return funnel::ServiceLookup::of(c.services, c.staff, c.prices, clinic.today({}));
}

void count_money(Card& card) {
  const funnel::PatientFacts& f = card.facts;
  std::int64_t allocated = 0;
  for (const Charge& charge : f.charges)
    if (charge.voided_at.seconds == 0) card.charged_minor += charge.due_minor();
  for (const Payment& payment : f.payments)
    if (payment.voided_at.seconds == 0) card.paid_minor += payment.amount_minor;
  for (const Allocation& allocation : f.allocations)
    if (allocation.voided_at.seconds == 0) allocated += allocation.amount_minor;
  std::int64_t refunded = 0;
  for (const Refund& refund : f.refunds)
    if (refund.voided_at.seconds == 0) refunded += refund.amount_minor;
  card.paid_minor -= refunded;
  card.owed_minor = std::max<std::int64_t>(0, card.charged_minor - allocated);
  card.advance_minor = std::max<std::int64_t>(0, card.paid_minor - allocated);
}

}  // namespace

Reader::Reader(app::Clinic& clinic) : clinic_(clinic), funnel_(std::make_shared<FunnelData>()) {}

void Reader::refresh() {
  if (generation_ == clinic_.generation()) return;
  generation_ = clinic_.generation();
  day_.reset();
  count_.reset();
  recent_.reset();
  query_.reset();
  patients_.clear();
  cards_.clear();
}

Result<Day> Reader::load_day(LocalDate date, BranchId branch) {
  store::SqlTables& tables = clinic_.tables();
  const std::int64_t days = date.days;
  const IdBytes& branch_id = branch;
  Day day{.date = date, .branch = branch, .bookings = {}, .shifts = {}};
  RETOUR_ASSIGN(std::vector<Booking> bookings,
                tables.select<Booking>(store::Sql::stored(bookings_of_day_sql()), days, branch_id));
  RETOUR_ASSIGN(const std::vector<Visit> visits,
                tables.select<Visit>(store::Sql::stored(visits_of_day_sql()), days));
  RETOUR_ASSIGN(const std::vector<Patient> patients,
                tables.select<Patient>(store::Sql::stored(patients_of_day_sql()), days));
  RETOUR_ASSIGN(day.shifts,
                tables.select<Shift>(store::Sql::stored(shifts_of_day_sql()), days, branch_id));
  std::erase_if(day.shifts, [](const Shift& shift) { return !shift.active; });
  std::map<BookingId, const Visit*> visit_of;
  for (const Visit& visit : visits)
    if (visit.arrived_at.seconds != 0) visit_of[visit.booking] = &visit;
  std::map<PatientId, const Patient*> patient_of;
  for (const Patient& patient : patients) patient_of[patient.id] = &patient;
  for (Booking& booking : bookings) {
    if (booking.cancelled_at.seconds != 0 || booking.entered_in_error) continue;
    DayBooking row{.booking = std::move(booking), .visit = {}, .patient_name = {}};
    if (const auto it = visit_of.find(row.booking.id); it != visit_of.end())
      row.visit = *it->second;
    row.state = state_of(row.booking, row.visit ? &*row.visit : nullptr);
    if (const auto it = patient_of.find(row.booking.patient); it != patient_of.end()) {
      row.patient_name = name_of_patient(*it->second);
      row.child = is_child(*it->second, date);
    }
    day.bookings.push_back(std::move(row));
  }
  return day;
}

const Day& Reader::day(LocalDate date, BranchId branch) {
  if (!day_ || day_->date != date || day_->branch != branch) {
    day_ = taken(load_day(date, branch));
    day_->date = date;
    day_->branch = branch;
  }
  return *day_;
}

std::int64_t Reader::patient_count() {
  if (!count_) {
    const auto count = taken(clinic_.database().query_integer("SELECT count(*) FROM patient"));
    count_ = count.value_or(0);
  }
  return *count_;
}

Result<std::vector<PatientId>> Reader::load_ids(store::Sql sql) {
  std::vector<PatientId> ids;
  store::Statement rows = clinic_.database().query(sql);
  while (true) {
    RETOUR_ASSIGN(const bool found, rows.step());
    if (!found) return ids;
    ids.push_back(rows.id_as<Patient>(0));
  }
}

const std::vector<PatientId>& Reader::recent_patients() {
  if (!recent_) recent_ = taken(load_ids("SELECT id FROM patient ORDER BY no DESC LIMIT 500"));
  return *recent_;
}

const std::vector<PatientId>& Reader::search(const std::string& query) {
  if (query_ != query) {
    query_ = query;
    hits_.clear();
    for (const store::PatientHit& hit :
         taken(clinic_.search().search(query, store::search_hits_max)))
      hits_.push_back(hit.patient);
  }
  return hits_;
}

const Patient* Reader::patient(PatientId id) {
  if (patients_.size() > patients_kept_max) patients_.clear();
  const auto [it, fresh] = patients_.try_emplace(key_of(id));
  if (fresh) it->second = taken(find(static_cast<Tables&>(clinic_.tables()), id));
  return it->second ? &*it->second : nullptr;
}

Result<Card> Reader::load_card(PatientId id) {
  Card card;
  Tables& tables = clinic_.tables();
  RETOUR_ASSIGN(card.facts, load_facts(tables, id));
  RETOUR_ASSIGN(card.next_steps, all_of<NextStep>(tables, id));
  RETOUR_ASSIGN(card.relations, all_of<Relation>(tables, id));
  const funnel::ServiceLookup services = lookup_of(clinic_);
  const Zone zone = clinic_.catalogue().zone_of({});
  card.funnel = funnel::derive_funnel(card.facts, {.policy = clinic_.catalogue().policy,
                                                   .services = services,
                                                   .zone = zone,
                                                   .now = clinic_.now()});
  count_money(card);
  return card;
}

const Card* Reader::card(PatientId id) {
  if (id.is_nil()) return nullptr;
  if (cards_.size() > cards_kept_max) cards_.clear();
  const auto [it, fresh] = cards_.try_emplace(key_of(id));
  if (fresh) {
    Result<Card> loaded = load_card(id);
    if (loaded)
      it->second = std::make_unique<Card>(std::move(*loaded));
    else if (loaded.error().code != FailureCode::not_found)
      failure_ = std::move(loaded).error();
  }
  return it->second.get();
}

int Reader::status_of(PatientId id) {
  const Card* one = card(id);
  return one == nullptr ? 0 : static_cast<int>(one->funnel.status);
}

std::optional<NextStep> Reader::next_step_of(PatientId id) {
  const Card* one = card(id);
  if (one == nullptr) return std::nullopt;
  std::optional<NextStep> next;
  for (const NextStep& step : one->next_steps)
    if (step.done_at.seconds == 0 && (!next || step.due_on < next->due_on)) next = step;
  return next;
}

app::Job Reader::make_funnel(app::JobControl& control, std::shared_ptr<FunnelData> made) {
  made->patients = taken(load_ids("SELECT id FROM patient ORDER BY no"));
  control.total = static_cast<std::int64_t>(made->patients.size());
  const funnel::ServiceLookup services = lookup_of(clinic_);
  const Zone zone = clinic_.catalogue().zone_of({});
  const Policy policy = clinic_.catalogue().policy;
  const Instant now = clinic_.now();
  made->columns.reserve(made->patients.size(), made->patients.size(), made->patients.size() * 3,
                        made->patients.size());
  for (std::size_t row = 0; row < made->patients.size(); ++row) {
    Result<funnel::PatientFacts> facts = load_facts(clinic_.tables(), made->patients[row]);
    if (facts)
      made->columns.replace(
          static_cast<std::uint32_t>(row),
          funnel::derive_funnel(*facts,
                                {.policy = policy, .services = services, .zone = zone, .now = now}),
          *facts, services);
    control.done = static_cast<std::int64_t>(row) + 1;
    co_await control.breathe();
  }
  made->generation = made->wanted;
  made->wanted = 0;
}

const FunnelData& Reader::funnel() {
  if (making_ && making_->wanted == 0) funnel_ = std::exchange(making_, nullptr);
  // A job that was cancelled or ended with its clinic leaves `wanted` set and the queue empty.
  if (making_ && clinic_.jobs().is_empty()) making_.reset();
  if (!making_ && funnel_->generation != clinic_.generation() && clinic_.jobs().is_empty()) {
    making_ = std::make_shared<FunnelData>();
    making_->wanted = clinic_.generation();
    clinic_.jobs().start(
        "job.funnel", [this](app::JobControl& control) { return make_funnel(control, making_); });
  }
  return *funnel_;
}

}  // namespace retour::views
