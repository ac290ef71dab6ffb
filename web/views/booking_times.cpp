#include "views/booking_times.hpp"

#include <algorithm>
#include <limits>

#include "app/slot_grid.hpp"
#include "base/order.hpp"
#include "ui/locale.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using schedule::BlockingRule;

constexpr std::int32_t horizon_days = 120;
constexpr std::int32_t days_before = 7;
constexpr std::int32_t step_minutes = 5;
constexpr std::size_t slots_of_day_max = 6'000;
constexpr std::int64_t slice_seconds = 60;
constexpr std::int32_t best_days = 14;
constexpr std::int32_t best_step_minutes = 15;
constexpr std::int32_t soon_days = 28;

/// Of the starts of one doctor those that follow each other without a gap. A start is the
/// beginning of a free stretch, or lies a whole length after the last one kept.
std::vector<schedule::Slot> packed(const std::vector<schedule::Slot>& slots) {
  std::vector<schedule::Slot> kept;
  std::int32_t before = -step_minutes - 1;
  for (const schedule::Slot& slot : slots) {
    const bool begins = slot.begin_minute != before + step_minutes;
    before = slot.begin_minute;
    if (slot.joined > 0 || begins || kept.empty() ||
        slot.begin_minute >= kept.back().begin_minute + kept.back().length_minutes)
      kept.push_back(slot);
  }
  return kept;
}

}  // namespace

bool may_overrule(BlockingRule rule) {
  switch (rule) {
    case BlockingRule::in_the_past:
    case BlockingRule::outside_hours:
    case BlockingRule::phone_hours:
    case BlockingRule::no_shift:
    case BlockingRule::no_team:
    case BlockingRule::team_busy:
    case BlockingRule::urgent_kept:
    case BlockingRule::unknown_doctor: return true;
    case BlockingRule::none:
    case BlockingRule::outside_horizon:
    case BlockingRule::off_grid:
    case BlockingRule::skipped_local_time:
    case BlockingRule::absent:
    case BlockingRule::doctor_busy:
    case BlockingRule::too_short:
    case BlockingRule::no_room:
    case BlockingRule::room_busy:
    case BlockingRule::no_device:
    case BlockingRule::device_busy:
    case BlockingRule::patient_busy:
    case BlockingRule::no_ward:
    case BlockingRule::ward_full: return false;
  }
  return false;
}

BookingTimes::Key BookingTimes::key_of(Context& context, const BookingWish& wish) const {
  return {.generation = context.clinic.generation(),
          .slice = context.clinic.now().seconds / slice_seconds,
          .wish = wish};
}

const schedule::Grid& BookingTimes::grid(Context& context, LocalDate date) {
  const LocalDate today = context.ui.today();
  const auto covers = [&](LocalDate first) {
    return date >= first && date.days + 1 < first.days + horizon_days;
  };
  const Instant now = context.clinic.now();
  if (grid_ && grid_generation_ == context.clinic.generation() && now < grid_until_ &&
      covers(grid_->horizon().first))
    return *grid_;
  const schedule::Horizon horizon{.first = covers(today) ? today : date.plus_days(-days_before),
                                  .days = horizon_days};
  auto built = app::slot_grid(context.clinic, horizon);
  // What cannot be read offers nothing; the board, which reads the same, says why.
  grid_ = built ? std::move(*built) : schedule::Grid::build({}, {}, horizon);
  grid_generation_ = context.clinic.generation();
  grid_until_ = context.reader.next_lapse();
  for (const app::Waiting& waiting : context.reader.waitlist().open)
    if (waiting.entry.holds(now)) grid_until_ = std::min(grid_until_, waiting.entry.expires_at);
  return *grid_;
}

schedule::ServiceNeeds needs_of(const Context& context, const BookingWish& wish) {
  schedule::ServiceNeeds needs =
      app::needs_of_visit(context.catalogue(), wish.service, wish.further, wish.remote);
  if (wish.remote) needs.remote = true;
  if (wish.length_minutes > 0) needs.length_minutes = wish.length_minutes;
  return needs;
}

namespace {

/// Whether not any doctor will do.
bool is_narrowed(const BookingWish& wish) {
  return wish.doctor.is_nil() && (wish.doctor_sex != Sex::unknown || !wish.doctor_language.empty());
}

bool suits(const Staff& person, const BookingWish& wish) {
  return (wish.doctor_sex == Sex::unknown || person.sex == wish.doctor_sex) &&
         (wish.doctor_language.empty() ||
          std::ranges::find(person.languages, wish.doctor_language) != person.languages.end());
}

/// The bookings of a card that take the person's time.
void add_bookings(const Context& context, const Card& card, BookingId moving,
                  std::vector<Booking>& bookings) {
  for (const Booking& booking : card.facts.bookings)
    if (schedule::occupies(booking) && booking.id != moving &&
        !has_lapsed(booking, context.clinic.now()))
      bookings.push_back(booking);
}

/// What the score of a time says of this patient: his doctor, when he likes to come, and whether he
/// is new, so that the flow between the doctors may lead him.
void put_patient(Context& context, const BookingWish& wish, const Card* card,
                 schedule::SlotRequest& request) {
  const LocalDate today = context.clinic.today(wish.branch);
  request.soon_from = today;
  request.soon_days = soon_days;
  std::vector<Booking> kept;
  if (card != nullptr) {
    for (const Visit& visit : card->facts.visits) {
      if (visit.arrived_at.seconds == 0 || visit.doctor.is_nil()) continue;
      request.treating_doctor = visit.doctor;
      const auto booking = std::ranges::find(card->facts.bookings, visit.booking, &Booking::id);
      if (booking != card->facts.bookings.end()) kept.push_back(*booking);
    }
    const WaitlistEntry* asked = nullptr;
    for (const app::Waiting& waiting : context.reader.waitlist().open)
      if (waiting.entry.patient == wish.patient && waiting.entry.service == wish.service)
        asked = &waiting.entry;
    request.preference = schedule::preferred_time(kept, asked, today);
  }
  const Service* service = context.catalogue().service(wish.service);
  const bool is_new =
      wish.is_new || (card != nullptr && request.treating_doctor.is_nil() && kept.empty());
  if (is_new && service != nullptr)
    request.flow_to = context.reader.flow_to(service->specialty, wish.branch);
}

/// Who must come along, when it can be nobody else: his own visits leave no time for the child's.
const Card* only_guardian(Context& context, const Card& card) {
  const Relation* only = nullptr;
  const auto& birth = card.facts.patient.birth_date;
  if (birth && full_years_between(*birth, context.ui.today()) >= adult_age_years) return nullptr;
  for (const Relation& relation : card.facts.relations) {
    if (!relation.active || relation.kind != RelationKind::guardian) continue;
    if (only != nullptr || relation.other.is_nil()) return nullptr;
    only = &relation;
  }
  return only == nullptr ? nullptr : context.reader.card(only->other);
}

}  // namespace

/// The groups with places left that the wished service has from now on, or from the wished day.
const std::vector<schedule::Slot>& BookingTimes::sessions(Context& context,
                                                          const BookingWish& wish) {
  const Service* service = context.catalogue().service(wish.service);
  const SessionsKey key{context.clinic.generation(), wish.service, wish.moving,
                        std::min(wish.date, context.ui.today())};
  if (sessions_key_ == key) return sessions_;
  sessions_key_ = key;
  sessions_.clear();
  if (service == nullptr || service->places <= 1) return sessions_;
  auto open = app::open_sessions(context.clinic, *service, key.first,
                                 key.first.plus_days(horizon_days), wish.moving);
  if (open) sessions_ = std::move(*open);
  return sessions_;
}

schedule::SlotRequest BookingTimes::request_of(Context& context, const BookingWish& wish) {
  const app::Catalogue& catalogue = context.catalogue();
  schedule::SlotRequest request;
  request.needs = needs_of(context, wish);
  if (!wish.doctor.is_nil())
    request.doctors = {wish.doctor};
  else
    request.doctors = app::doctors_for(catalogue, wish.service, wish.branch);
  if (is_narrowed(wish))
    std::erase_if(request.doctors, [&](StaffId doctor) {
      const Staff* person = catalogue.person(doctor);
      return person == nullptr || !suits(*person, wish);
    });
  request.part = {.from_minute = wish.from_minute, .to_minute = wish.to_minute};
  // Of several services he performs each.
  if (wish.doctor.is_nil())
    for (const ServiceId further : wish.further) {
      const auto able = app::doctors_for(catalogue, further, wish.branch);
      std::erase_if(request.doctors,
                    [&](StaffId doctor) { return std::ranges::find(able, doctor) == able.end(); });
    }
  if (request.needs.places > 1) request.sessions = sessions(context, wish);
  request.branch = wish.branch;
  // A new booking from a room's column needs that room only if it needs one of its kind.
  const Room* room = catalogue.room(wish.room);
  if (room != nullptr && (!wish.moving.is_nil() || room->kind == request.needs.room_kind))
    request.room = wish.room;
  request.device = wish.device;
  request.now = context.clinic.now();
  request.from = wish.date;
  request.days = 1;
  request.step_minutes = step_minutes;
  request.limit = slots_of_day_max;
  request.moving = wish.moving;
  request.moving_group = wish.moving_group;
  request.may_take_kept = wish.urgent;
  request.may_overbook = may_overbook(context);
  const Card* person = context.reader.card(wish.patient);
  put_patient(context, wish, person, request);
  if (const Card* card = person) {
    add_bookings(context, *card, wish.moving, request.patient_bookings);
    if (const Card* guardian = only_guardian(context, *card))
      add_bookings(context, *guardian, wish.moving, request.patient_bookings);
  }
  for (const PatientId patient : wish.companions)
    if (const Card* card = context.reader.card(patient))
      add_bookings(context, *card, wish.moving, request.patient_bookings);
  if (!wish.moving_group.is_nil())
    std::erase_if(request.patient_bookings,
                  [&](const Booking& own) { return own.session == wish.moving_group; });
  return request;
}

const std::vector<DoctorTimes>& BookingTimes::of_day(Context& context, const BookingWish& wish) {
  const Key key = key_of(context, wish);
  if (day_key_ == key) return day_;
  day_key_ = key;
  day_.clear();
  const schedule::SlotRequest request = request_of(context, wish);
  if (request.doctors.empty()) return day_;
  const auto slots =
      schedule::free_times(grid(context, wish.date), context.catalogue().staff, request);
  for (const Named<StaffId>& doctor : named_doctors(context, wish.branch)) {
    std::vector<schedule::Slot> own;
    for (const schedule::Slot& slot : slots)
      if (slot.doctor == doctor.id) own.push_back(slot);
    if (!own.empty()) day_.push_back({doctor.id, packed(own)});
  }
  return day_;
}

const std::vector<DayStart>& BookingTimes::of_days(Context& context, const BookingWish& wish,
                                                   LocalDate first, int count) {
  BookingWish any_day = wish;
  any_day.date = first;
  const Key key = key_of(context, any_day);
  if (days_key_ == key && days_first_ == first && static_cast<int>(days_.size()) == count)
    return days_;
  days_key_ = key;
  days_first_ = first;
  days_.clear();
  schedule::SlotRequest request = request_of(context, any_day);
  request.limit = 1;
  for (int i = 0; i < count; ++i) {
    request.from = first.plus_days(i);
    DayStart day{.date = request.from, .minute = {}};
    if (!request.doctors.empty()) {
      const auto slots =
          schedule::free_times(grid(context, request.from), context.catalogue().staff, request);
      if (!slots.empty()) day.minute = slots.front().begin_minute;
    }
    days_.push_back(day);
  }
  return days_;
}

std::optional<schedule::Slot> BookingTimes::next(Context& context, const BookingWish& wish,
                                                 LocalDate from) {
  BookingWish later = wish;
  later.date = from;
  const Key key = key_of(context, later);
  if (next_key_ == key) return next_;
  next_key_ = key;
  next_.reset();
  schedule::SlotRequest request = request_of(context, later);
  if (request.doctors.empty()) return next_;
  request.limit = 1;
  request.days = horizon_days;
  const auto slots = schedule::free_times(grid(context, from), context.catalogue().staff, request);
  if (!slots.empty()) next_ = slots.front();
  return next_;
}

const std::vector<schedule::Slot>& BookingTimes::best(Context& context, const BookingWish& wish) {
  BookingWish from = wish;
  from.date = std::max(wish.date, context.ui.today());
  const Key key = key_of(context, from);
  if (best_key_ == key) return best_;
  best_key_ = key;
  best_.clear();
  schedule::SlotRequest request = request_of(context, from);
  if (request.doctors.empty()) return best_;
  request.days = best_days;
  request.step_minutes = best_step_minutes;
  request.order = schedule::SlotOrder::by_score;
  request.limit = schedule::slots_max;
  for (const schedule::Slot& slot :
       schedule::free_times(grid(context, from.date), context.catalogue().staff, request)) {
    if (best_.size() == best_shown) break;
    const bool same_day = std::ranges::any_of(best_, [&](const schedule::Slot& kept) {
      return kept.doctor == slot.doctor && kept.date == slot.date;
    });
    if (!same_day) best_.push_back(slot);
  }
  return best_;
}

std::vector<schedule::SeriesDay> BookingTimes::series(Context& context, const BookingWish& wish,
                                                      int minute,
                                                      std::span<const schedule::SeriesWish> days) {
  return schedule::plan_series(grid(context, wish.date), context.catalogue().staff,
                               request_of(context, wish), wish.doctor, minute, days);
}

/// Of the doctors who are wished. Where none is free then, another one is a change worth naming.
schedule::TimeAnswer BookingTimes::judge_any(Context& context, const BookingWish& wish,
                                             int minute) {
  schedule::TimeAnswer answer = judge_suiting(context, wish, minute);
  if (answer.slot || !is_narrowed(wish)) return answer;
  BookingWish anybody = wish;
  anybody.doctor_sex = Sex::unknown;
  anybody.doctor_language.clear();
  const schedule::TimeAnswer other = judge_suiting(context, anybody, minute);
  if (!other.slot) return answer;
  answer.rule = BlockingRule::doctor_busy;
  answer.resource = {};
  answer.changes.insert(answer.changes.begin(),
                        {.kind = schedule::ChangeKind::other_doctor, .slot = *other.slot});
  if (answer.changes.size() > 3) answer.changes.pop_back();
  return answer;
}

schedule::TimeAnswer BookingTimes::judge_suiting(Context& context, const BookingWish& wish,
                                                 int minute) {
  schedule::SlotRequest request = request_of(context, wish);
  const schedule::Grid& now = grid(context, wish.date);
  request.part = {.from_minute = minute, .to_minute = minute + 1};
  request.order = schedule::SlotOrder::by_score;
  request.limit = 1;
  schedule::TimeAnswer answer;
  if (request.doctors.empty()) {
    answer.rule = BlockingRule::no_shift;
    return answer;
  }
  const auto found = schedule::free_times(now, context.catalogue().staff, request);
  if (!found.empty()) {
    answer.slot = found.front();
    return answer;
  }
  request.may_take_kept = true;
  const auto kept = schedule::free_times(now, context.catalogue().staff, request);
  request = request_of(context, wish);
  if (!kept.empty() && !wish.urgent)
    return schedule::judge_time(now, context.catalogue().staff, request, kept.front().doctor,
                                wish.branch, wish.date, minute);
  answer = schedule::judge_time(now, context.catalogue().staff, request, request.doctors.front(),
                                wish.branch, wish.date, minute);
  // Several doctors, several reasons: nobody is free. The nearest times of anybody open a place.
  const bool own_rule =
      answer.rule == BlockingRule::in_the_past || answer.rule == BlockingRule::off_grid ||
      answer.rule == BlockingRule::outside_hours ||
      answer.rule == BlockingRule::skipped_local_time ||
      answer.rule == BlockingRule::outside_horizon || answer.rule == BlockingRule::patient_busy;
  if (!own_rule) {
    answer.rule = BlockingRule::doctor_busy;
    answer.resource = {};
    answer.beside.reset();  // beside whom is said only of a doctor who was chosen
  }
  answer.changes.clear();
  std::vector<schedule::Slot> all = schedule::free_times(now, context.catalogue().staff, request);
  sort_stably(all, {},
              [&](const schedule::Slot& slot) { return std::abs(slot.begin_minute - minute); });
  for (const schedule::Slot& slot : all) {
    if (answer.changes.size() == 3) break;
    const bool doubled = std::ranges::any_of(answer.changes, [&](const auto& change) {
      return change.slot.begin_minute == slot.begin_minute;
    });
    if (!doubled)
      answer.changes.push_back({.kind = slot.begin_minute > minute ? schedule::ChangeKind::later
                                                                   : schedule::ChangeKind::earlier,
                                .slot = slot,
                                .minutes = std::abs(slot.begin_minute - minute)});
  }
  return answer;
}

const schedule::TimeAnswer& BookingTimes::judge(Context& context, const BookingWish& asked,
                                                int minute) {
  BookingWish wish = asked;  // a typed time is judged whatever part of the day was wished
  wish.from_minute = 0;
  wish.to_minute = minutes_per_day;
  const Key key = key_of(context, wish);
  if (judged_key_ == key && judged_minute_ == minute) return judged_;
  judged_key_ = key;
  judged_minute_ = minute;
  if (wish.doctor.is_nil()) {
    judged_ = judge_any(context, wish, minute);
  } else {
    schedule::SlotRequest request = request_of(context, wish);
    // Another doctor of the specialty is a change worth naming.
    BookingWish anybody = wish;
    anybody.doctor = {};
    for (const StaffId other : request_of(context, anybody).doctors)
      if (other != wish.doctor) request.doctors.push_back(other);
    request.days = horizon_days;
    judged_ = schedule::judge_time(grid(context, wish.date), context.catalogue().staff, request,
                                   wish.doctor, wish.branch, wish.date, minute);
  }
  return judged_;
}

std::string score_words(const Context& context, const schedule::SlotScore& score) {
  std::string sum;
  const auto add = [&](ui::TextId id, std::int32_t points) {
    if (points == 0) return;
    if (!sum.empty()) sum += " + ";
    sum += context.t(id, {{"points", points}});
  };
  add("booking.term_soonness", score.soonness);
  add("booking.term_continuity", score.continuity);
  add("booking.term_compactness", score.compactness);
  add("booking.term_preference", score.preference);
  add("booking.term_flow", score.flow);
  return context.t("booking.why_time", {{"terms", sum}, {"points", score.total()}});
}

std::string words_of(const Context& context, const schedule::TimeAnswer& answer) {
  const app::Catalogue& catalogue = context.catalogue();
  for (const app::Waiting& waiting : context.reader.waitlist().open) {
    const WaitlistEntry& held = waiting.entry;
    if (IdBytes(held.id) != IdBytes(answer.booking) || answer.booking.is_nil()) continue;
    const Patient* patient = context.reader.patient(held.patient);
    const LocalDateTime until = catalogue.zone_of(held.offered_branch).local(held.expires_at);
    return context.t("blocked.held",
                     {{"who", patient == nullptr ? std::string() : name_of_patient(*patient)},
                      {"time", ui::format_time(until.second_of_day / 60)}});
  }
  const auto id = ui::TextId::from(std::string("blocked.") + std::string(enum_name(answer.rule)));
  if (!id) return std::string(enum_name(answer.rule));
  if (answer.rule == BlockingRule::doctor_busy && answer.resource == IdBytes{}) {
    const bool is_another_free = !answer.changes.empty() &&
                                 answer.changes.front().kind == schedule::ChangeKind::other_doctor;
    return std::string(context.t(is_another_free ? ui::TextId("blocked.nobody_suits")
                                                 : ui::TextId("blocked.nobody_free")));
  }
  std::string who;
  if (const Staff* person = catalogue.person(StaffId(answer.resource))) who = short_name(*person);
  if (const Room* room = catalogue.room(RoomId(answer.resource))) who = room->name;
  for (const Device& device : catalogue.devices)
    if (IdBytes(device.id) == answer.resource) who = device.name;
  if (const Specialty* role = catalogue.specialty(SpecialtyId(answer.resource))) who = role->name;
  std::string opens;
  if (answer.if_urgent) {
    const LocalDateTime at = catalogue.zone_of(answer.if_urgent->branch).local(answer.opens_at);
    opens = ui::format_time(at.second_of_day / 60);
    if (at.date != answer.if_urgent->date)
      opens =
          ui::format_date(at.date, ui::DateStyle::day_month, context.ui.language()) + ", " + opens;
  }
  return context.ui.texts.format(
      *id, {{"who", who}, {"count", answer.available_minutes}, {"time", opens}});
}

std::string words_of(const Context& context, const schedule::OpeningChange& change) {
  const Staff* person = context.catalogue().person(change.slot.doctor);
  const std::string doctor = person == nullptr ? std::string() : short_name(*person);
  const std::string time = ui::format_time(change.slot.begin_minute);
  const std::string date =
      ui::format_date(change.slot.date, ui::DateStyle::weekday_short, context.ui.language());
  switch (change.kind) {
    case schedule::ChangeKind::other_doctor:
      return context.t("opening.other_doctor", {{"doctor", doctor}, {"time", time}});
    case schedule::ChangeKind::shorter:
      return context.t("opening.shorter", {{"time", time}, {"count", change.minutes}});
    case schedule::ChangeKind::later:
    case schedule::ChangeKind::earlier: break;
  }
  return context.t("opening.at", {{"date", date}, {"time", time}, {"doctor", doctor}});
}

}  // namespace retour::views
