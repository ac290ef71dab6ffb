#include "views/reader.hpp"

#include <algorithm>

#include "app/flow.hpp"
#include "app/rota.hpp"
#include "store/facts.hpp"
#include "store/queries.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t cards_kept_max = 512;
constexpr std::size_t patients_kept_max = 20'000;
constexpr std::size_t flows_kept_max = 64;

std::string key_of(const IdBytes& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

bool is_child(const Patient& patient, LocalDate today) {
  return patient.birth_date && full_years_between(*patient.birth_date, today) < adult_age_years;
}

funnel::ServiceLookup lookup_of(const app::Clinic& clinic) {
  const app::Catalogue& c = clinic.catalogue();
  return funnel::ServiceLookup::of(c.services, c.staff, c.prices, clinic.today({}));
}

void count_money(Card& card, Currency currency) {
  const PatientFacts& f = card.facts;
  for (const funnel::ChargeState& charge : card.settlement.charges)
    if (charge.counts) card.charged_minor += charge.due_minor;
  for (const Payment& payment : f.payments)
    if (payment.voided_at.seconds == 0) card.paid_minor += payment.amount_minor;
  for (const Refund& refund : f.refunds)
    if (refund.voided_at.seconds == 0) card.paid_minor -= refund.amount_minor;
  card.owed_minor = card.settlement.debt_minor(currency);
  card.advance_minor = card.settlement.advance_minor(currency);
}

}  // namespace

Reader::Reader(app::Clinic& clinic)
    : clinic_(clinic), funnel_(clinic), calls_(clinic), duplicates_(clinic), risks_(clinic) {}

void Reader::refresh() {
  const Instant now = clinic_.now();
  if (generation_ == clinic_.generation() && now < next_lapse_) return;
  generation_ = clinic_.generation();
  ++version_;
  next_lapse_ = taken(store::next_lapse(clinic_.database(), now));
  for (auto& day : days_) day.reset();
  waitlist_.reset();
  contacts_.reset();
  count_.reset();
  recent_.reset();
  query_.reset();
  patients_.clear();
  cards_.clear();
  alike_to_ = {};
  ahead_of_ = {};
  placed_ = {};
  notes_.reset();
}

Result<Day> Reader::load_day(LocalDate date, BranchId branch) {
  store::SqlTables& tables = clinic_.tables();
  Day day{.date = date, .branch = branch, .bookings = {}, .shifts = {}};
  RETOUR_ASSIGN(store::DayRows rows, store::day_rows(tables, branch, date));
  const std::vector<Visit>& visits = rows.visits;
  const std::vector<Patient>& patients = rows.patients;
  RETOUR_ASSIGN(day.shifts, app::shifts_between(clinic_, date, date, branch));
  std::map<BookingId, const Visit*> visit_of;
  for (const Visit& visit : visits)
    if (visit.arrived_at.seconds != 0) visit_of[visit.booking] = &visit;
  std::map<PatientId, const Patient*> patient_of;
  for (const Patient& patient : patients) patient_of[patient.id] = &patient;
  for (Booking& booking : rows.bookings) {
    if (booking.cancelled_at.seconds != 0 || booking.entered_in_error ||
        has_lapsed(booking, clinic_.now()))
      continue;
    DayBooking row{.booking = std::move(booking), .visit = {}, .person = {}, .patient_name = {}};
    if (const auto it = visit_of.find(row.booking.id); it != visit_of.end())
      row.visit = *it->second;
    row.state = state_of(row.booking, row.visit ? &*row.visit : nullptr);
    const auto survivor = rows.survivors.find(row.booking.patient);
    row.person = survivor == rows.survivors.end() ? row.booking.patient : survivor->second;
    if (const auto it = patient_of.find(row.person); it != patient_of.end()) {
      row.patient_name = name_of_patient(*it->second);
      row.child = is_child(*it->second, date);
    }
    day.bookings.push_back(std::move(row));
  }
  return day;
}

const Day& Reader::day(LocalDate date, BranchId branch) {
  for (std::size_t i = 0; i < days_.size(); ++i)
    if (days_[i] && days_[i]->date == date && days_[i]->branch == branch) {
      day_asked_ = i;
      return *days_[i];
    }
  day_asked_ = (day_asked_ + 1) % days_.size();
  std::optional<Day>& day = days_[day_asked_];
  day = taken(load_day(date, branch));
  day->date = date;
  day->branch = branch;
  return *day;
}

const app::Waitlist& Reader::waitlist() {
  if (!waitlist_) waitlist_ = taken(app::load_waitlist(clinic_));
  return *waitlist_;
}

const app::UsualLength* Reader::usual_length(StaffId doctor, ServiceId service) {
  const LocalDate today = clinic_.today({});
  if (lengths_of_ != today) {
    lengths_of_ = today;
    lengths_ = taken(app::usual_lengths(clinic_, today));
  }
  for (const app::UsualLength& length : lengths_)
    if (length.doctor == doctor && length.service == service) return &length;
  return nullptr;
}

const std::vector<StaffId>& Reader::flow_to(SpecialtyId specialty, BranchId branch) {
  static const std::vector<StaffId> nobody;
  if (const LocalDate today = clinic_.today(branch); flows_of_ != today) {
    flows_of_ = today;
    flows_.clear();
  }
  for (const FlowTo& flow : flows_)
    if (flow.specialty == specialty && flow.branch == branch) return flow.doctors;
  if (specialty.is_nil() || !funnel_.is_ready() || flows_.size() == flows_kept_max) return nobody;
  FlowTo& flow =
      flows_.emplace_back(FlowTo{.specialty = specialty, .branch = branch, .doctors = {}});
  const auto report = taken(app::flow_of(clinic_, funnel_.columns(), specialty, branch));
  for (const schedule::FlowMove& move : report.moves)
    if (std::ranges::find(flow.doctors, move.to) == flow.doctors.end())
      flow.doctors.push_back(move.to);
  return flow.doctors;
}

const app::NoShowRisks& Reader::risks() {
  if (Status read = risks_.refresh(); !read && !failure_) failure_ = std::move(read).error();
  return risks_;
}

std::int32_t Reader::risk_of(PatientId id, LocalDate date, Instant booked_at) {
  const Patient* person = patient(id);
  return risks().risk_permyriad(person == nullptr ? id : person->id,
                                person == nullptr ? std::nullopt : person->birth_date, date,
                                booked_at);
}

const std::vector<ContactAttempt>& Reader::contacts(LocalDate date) {
  if (!contacts_ || contacts_of_ != date) {
    contacts_ = taken(store::contacts_of_day(clinic_.tables(), date));
    contacts_of_ = date;
  }
  return *contacts_;
}

std::int64_t Reader::patient_count() {
  if (!count_) count_ = taken(store::people_count(clinic_.database()));
  return *count_;
}

const std::vector<PatientId>& Reader::recent_patients() {
  if (!recent_) recent_ = taken(store::newest_patients(clinic_.database(), store::page_rows_max));
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
  if (fresh) it->second = taken(load_patient(id));
  return it->second ? &*it->second : nullptr;
}

/// The card that stands for the person.
Result<std::optional<Patient>> Reader::load_patient(PatientId id) {
  RETOUR_ASSIGN(const PatientId survivor, store::standing_card(clinic_.database(), id));
  return find(static_cast<Tables&>(clinic_.tables()), survivor);
}

Result<Card> Reader::load_card(PatientId id) {
  Card card;
  RETOUR_ASSIGN(std::optional<PatientFacts> facts, store::load_facts(clinic_.tables(), id));
  if (!facts) return fail(FailureCode::not_found, "patient");
  card.facts = std::move(*facts);
  for (const Sameness& word : card.facts.merged) {
    RETOUR_ASSIGN(const std::optional<Patient> other,
                  find(static_cast<Tables&>(clinic_.tables()), word.patient));
    card.merged.push_back(other ? name_of_patient(*other) : std::string());
  }
  const funnel::ServiceLookup services = lookup_of(clinic_);
  const Zone zone = clinic_.catalogue().zone_of({});
  card.funnel = funnel::derive_funnel(card.facts, {.policy = clinic_.catalogue().policy,
                                                   .services = services,
                                                   .zone = zone,
                                                   .now = clinic_.now()});
  const Policy& policy = clinic_.catalogue().policy;
  card.settlement = funnel::settle(funnel::money_of(card.facts),
                                   {.main_bought_percent = policy.main_bought_percent,
                                    .now = clinic_.now(),
                                    .today = clinic_.today({})});
  count_money(card, clinic_.catalogue().clinic.currency);
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

const std::vector<PatientId>& Reader::alike(PatientId id) {
  if (alike_to_ != id) {
    alike_to_ = id;
    alike_ = taken(app::probable_duplicates_of(clinic_, id));
  }
  return alike_;
}

const store::BookingsAhead& Reader::bookings_ahead(const IdBytes& holder, LocalDate today) {
  if (ahead_of_ != holder) {
    ahead_of_ = holder;
    ahead_ = taken(store::bookings_ahead(clinic_.database(), holder, today));
  }
  return ahead_;
}

const std::vector<retour::HandOver>& Reader::hand_overs(BranchId branch) {
  if (!notes_ || notes_of_ != branch) {
    notes_ = taken(store::unread_hand_overs(clinic_.tables(), branch));
    notes_of_ = branch;
  }
  return *notes_;
}

const std::vector<app::BookingPlace>& Reader::places(const Booking& booking) {
  if (placed_ != booking.id) {
    placed_ = booking.id;
    places_ = taken(app::places_of_booking(clinic_.log(), booking.patient, booking.id));
  }
  return places_;
}

const app::Duplicates& Reader::duplicates() {
  if (Status refreshed = duplicates_.refresh(); !refreshed && !failure_)
    failure_ = std::move(refreshed).error();
  return duplicates_;
}

int Reader::status_of(PatientId id) {
  const Card* one = card(id);
  return one == nullptr ? 0 : static_cast<int>(one->funnel.status);
}

std::optional<NextStep> Reader::next_step_of(PatientId id) {
  const Card* one = card(id);
  if (one == nullptr) return std::nullopt;
  std::optional<NextStep> next;
  for (const NextStep& step : one->facts.next_steps)
    if (step.done_at.seconds == 0 && (!next || step.due_on < next->due_on)) next = step;
  return next;
}

const app::LiveCalls& Reader::calls() {
  if (Status refreshed = calls_.refresh(funnel()); !refreshed && !failure_)
    failure_ = std::move(refreshed).error();
  return calls_;
}

const app::LiveFunnel& Reader::funnel() {
  if (Status refreshed = funnel_.refresh(); !refreshed && !failure_)
    failure_ = std::move(refreshed).error();
  return funnel_;
}

}  // namespace retour::views
