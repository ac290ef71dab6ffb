// Sections: rooms and moves | the patient | what | when | sending
#include "views/view_booking.hpp"

#include <algorithm>

#include "app/slot_grid.hpp"
#include "app/urgent.hpp"
#include "base/order.hpp"
#include "base/phone.hpp"
#include "schedule/rota.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/booking_acts.hpp"
#include "views/further_services.hpp"
#include "views/groups.hpp"
#include "views/moves.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t hits_shown = 8;
constexpr std::size_t recent_shown = 4;
constexpr int default_length_minutes = 30;
constexpr int quantum_minutes = 5;
constexpr int strip_days = 6;
constexpr int strip_days_phone = 4;
constexpr std::size_t doctors_shown = 8;

bool overlaps(const Booking& a, const Booking& b) {
  if (b.begin_minute == untimed_minute || a.id == b.id) return false;
  return a.begin_minute < b.begin_minute + b.length_minutes &&
         b.begin_minute < a.begin_minute + a.length_minutes;
}

}  // namespace

// ---- rooms and moves
// -------------------------------------------------------------------------------

std::vector<const Staff*> doctors_of(const app::Catalogue& catalogue, BranchId branch) {
  std::vector<const Staff*> doctors;
  for (const Staff& person : catalogue.staff) {
    if (!person.active || !person.roles.has(Role::doctor)) continue;
    const bool here = person.branches.empty() ||
                      std::ranges::find(person.branches, branch) != person.branches.end();
    if (here) doctors.push_back(&person);
  }
  sort_stably(doctors, {}, [](const Staff* person) {
    return std::tie(person->family_name, person->given_name);
  });
  return doctors;
}

RoomId free_room(Context& context, const Booking& booking) {
  const app::Catalogue& catalogue = context.catalogue();
  const Service* service = catalogue.service(booking.service);
  const RoomKind kind = service == nullptr ? RoomKind::consulting : service->room_kind;
  const Day& day = context.reader.day(booking.date, booking.branch);
  const auto is_free = [&](const Room& room) {
    const auto holds = std::ranges::count_if(day.bookings, [&](const DayBooking& other) {
      return other.booking.room == room.id && overlaps(booking, other.booking) &&
             other.state != BookingState::no_show;
    });
    return room.active && room.branch == booking.branch && room.kind == kind &&
           holds < room.capacity;
  };
  for (const Shift& shift : day.shifts) {
    const bool serves = shift.staff == booking.doctor && schedule::sees_patients(shift.kind);
    const Room* room = serves ? catalogue.room(shift.room) : nullptr;
    if (room != nullptr && is_free(*room)) return room->id;
  }
  for (const Room& room : catalogue.rooms)
    if (is_free(room)) return room.id;
  return {};
}

// ---- opening
// --------------------------------------------------------------------------------

void BookingForm::open(Context& context, const BookingStart& start) {
  *this = {};
  form_.open();
  branch_ = start.branch.is_nil() ? first_branch(context) : start.branch;
  comes_ = start.comes;
  patient_ = start.patient;
  doctor_ = start.doctor;
  doctor_chosen_ = !start.doctor.is_nil();
  date_ = start.date;
  strip_first_ = std::max(start.date, context.ui.today());
  minute_ = start.minute;
  place_ = start;
  if (comes_ == Comes::later && context.clinic.session().role == Role::operator_)
    channel_ = Channel::phone;
  if (context.clinic.session().role == Role::coordinator) channel_ = Channel::coordinator;
  if (!start.service.is_nil()) {
    service_ = start.service;
    plan_item_ = start.plan_item;
    service_chosen_ = true;
  }
  choose_likely(context);
  const auto here = named_doctors(context, branch_);
  if (!doctor_chosen_ &&
      std::ranges::find(here, start.likely_doctor, &Named<StaffId>::id) != here.end())
    doctor_ = start.likely_doctor;
}

void BookingForm::open_move(Context& context, const DayBooking& row, std::optional<LocalDate> from,
                            Talk talk) {
  *this = {};
  form_.open();
  talk_ = talk;
  moved_ = row.booking;
  moved_name_ = row.patient_name;
  branch_ = row.booking.branch;
  patient_ = row.booking.patient;
  service_ = row.booking.service;
  further_ = row.booking.further_services;
  doctor_ = row.booking.doctor;
  service_chosen_ = doctor_chosen_ = true;
  remote_ = row.booking.remote;
  date_ = std::max(from.value_or(row.booking.date), context.ui.today());
  strip_first_ = *date_;
}

BookingWish BookingForm::wish() const {
  const bool there = date_ == place_.date && minute_ == place_.minute;
  BookingWish wish{.service = service_,
                   .doctor = doctor_,
                   .branch = branch_,
                   .date = date_.value_or(LocalDate{}),
                   .remote = remote_,
                   .patient = patient_,
                   .moving = moved_ ? moved_->id : BookingId{},
                   .length_minutes = moved_ ? moved_->length_minutes : length_minutes_,
                   .room = there ? place_.room : RoomId{},
                   .device = there ? place_.device : DeviceId{},
                   .urgent = urgent_,
                   .further = further(),
                   .is_new = is_new_};
  wishes_.put(wish);
  return wish;
}

/// The further services that are chosen.
std::vector<ServiceId> BookingForm::further() const {
  std::vector<ServiceId> chosen = further_;
  std::erase_if(chosen, [](ServiceId id) { return id.is_nil(); });
  return chosen;
}

// ---- the patient
// -----------------------------------------------------------------------------------

void BookingForm::choose_patient(Context& context, PatientId patient) {
  patient_ = patient;
  is_new_ = false;
  choose_likely(context);
}

void BookingForm::draw_known_patient(Context& context, const Patient& patient) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    ui::text(ui, {.text = name_of_patient(patient),
                  .tone = ui::TextTone::strong,
                  .icon = ui::Icon::user,
                  .key = "who"});
    if (!moved_ && ui::button(ui, {.key = "change patient",
                                   .text = context.t("booking.change_patient"),
                                   .icon = ui::Icon::search,
                                   .kind = ui::ButtonKind::quiet,
                                   .icon_only = true}))
      patient_ = {};
  }
  std::string about = age_of(ui, patient, ui.today());
  if (!patient.phones.empty()) {
    if (!about.empty()) about += ", ";
    about += format_phone(patient.phones.front().number);
  }
  ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
}

void BookingForm::draw_search(Context& context) {
  ui::Ui& ui = context.ui;
  ui::search_field(ui,
                   {.key = "find",
                    .label = context.t("booking.patient"),
                    .placeholder = context.t("booking.find_patient"),
                    .required = true},
                   query_);
  const bool searching = !query_.empty();
  const std::vector<PatientId>& hits =
      searching ? context.reader.search(query_) : context.reader.recent_patients();
  const auto shown = std::min(hits.size(), searching ? hits_shown : recent_shown);
  if (!searching && shown > 0)
    ui::text(ui, {.text = context.t("booking.recent"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
  if (searching && shown == 0) ui::text(ui, context.t("patients.nothing"), ui::TextTone::muted);
  std::optional<PatientId> chosen;
  if (shown > 0) {
    const ui::Rect at = ui.cursor();
    const auto list = ui.group(ui.id("hits"), ui::Role::listbox, at, context.t("booking.patient"));
    for (std::size_t i = 0; i < shown; ++i) {
      const Patient* hit = context.reader.patient(hits[i]);
      if (hit == nullptr) continue;
      const auto keyed = ui.keyed(i);
      std::string detail = age_of(ui, *hit, ui.today());
      if (!hit->phones.empty()) {
        if (!detail.empty()) detail += ", ";
        detail += format_phone(hit->phones.front().number);
      }
      if (ui::option_row(ui, {.key = "hit",
                              .text = name_of_patient(*hit),
                              .detail = detail,
                              .icon = ui::Icon::user}))
        chosen = hit->id;
    }
  }
  if (ui::button(ui, {.key = "new patient",
                      .text = context.t("booking.new_patient"),
                      .icon = ui::Icon::user_plus})) {
    is_new_ = true;
    person_.start_from(context, query_);
  }
  if (chosen) choose_patient(context, *chosen);
}

void BookingForm::draw_patient(Context& context) {
  ui::Ui& ui = context.ui;
  const Patient* patient = patient_.is_nil() ? nullptr : context.reader.patient(patient_);
  if (patient != nullptr) {
    draw_known_patient(context, *patient);
    return;
  }
  if (!is_new_) {
    draw_search(context);
    return;
  }
  if (const auto known = person_.draw(context)) choose_patient(context, *known);
  if (ui::button(ui, {.key = "known",
                      .text = context.t("booking.find_known"),
                      .icon = ui::Icon::search,
                      .kind = ui::ButtonKind::quiet}))
    is_new_ = false;
}

// ---- what
// ------------------------------------------------------------------------------------------

namespace {

/// Asked only where something is kept for urgent visits (SC-09). True when it changed.
bool toggle_urgent(Context& context, bool& urgent) {
  return !app::urgent_windows(context.catalogue()).empty() &&
         ui::checkbox(context.ui,
                      {.key = "urgent",
                       .text = context.t("booking.urgent"),
                       .hint = context.t("booking.urgent_hint")},
                      urgent);
}

}  // namespace

void BookingForm::draw_what(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  if (moved_) {
    ui::fact(ui, {.label = context.t("booking.service"),
                  .value = name_of_visit(ui, catalogue, *moved_)});
  } else if (pick(context,
                  {.key = "service",
                   .label = context.t("booking.service"),
                   .hint = plan_item_.is_nil() ? std::string_view{} : context.t("booking.by_plan"),
                   .error = form_.error(ui, {RefusalCode::room_missing, RefusalCode::not_together,
                                             RefusalCode::group_visit}),
                   .placeholder = context.t("booking.pick_service"),
                   .required = true},
                  named_services(context, Packages::leave_out), service_)) {
    service_chosen_ = true;
    plan_item_ = {};
    slot_doctor_ = {};
    overruled_ = false;
    form_.forget_refusal();
    choose_likely(context);
  }
  if (!moved_ && !service_.is_nil() && draw_further_services(context, service_, further_)) {
    slot_doctor_ = {};
    overruled_ = false;
    form_.forget_refusal();
  }
  const Service* service = catalogue.service(service_);
  if (pick(context,
           {.key = "doctor",
            .label = context.t("booking.doctor"),
            .placeholder = context.t("booking.any_doctor"),
            .clearable = true},
           named_doctors(context, branch_, service == nullptr ? SpecialtyId{} : service->specialty),
           doctor_)) {
    doctor_chosen_ = !doctor_.is_nil();
    overruled_ = false;
    slot_doctor_ = {};
    form_.forget_refusal();
    if (!service_chosen_) choose_likely(context);
  }
  if (comes_ != Comes::now && wishes_.draw(context, doctor_, branch_)) slot_doctor_ = {};
  const auto branches = named_branches(context);
  if (branches.size() > 1 && !moved_ &&
      pick(context, {.key = "branch", .label = context.t("day.branch")}, branches, branch_)) {
    const auto here = named_doctors(context, branch_);
    if (std::ranges::find(here, doctor_, &Named<StaffId>::id) == here.end()) doctor_ = {};
    slot_doctor_ = {};
  }
  if (toggle_urgent(context, urgent_)) {
    overruled_ = false;
    form_.forget_refusal();
  }
  draw_how(context);
}

/// Whether he comes in person, how he asked, what to know.
void BookingForm::draw_how(Context& context) {
  ui::Ui& ui = context.ui;
  const Service* service = context.catalogue().service(service_);
  const bool comes_later = comes_ == Comes::later;
  if (service != nullptr && service->remote && !moved_ && comes_later)
    ui::checkbox(ui,
                 {.key = "remote",
                  .text = context.t("booking.remote"),
                  .hint = context.t("booking.remote_hint")},
                 remote_);
  else if (!moved_)
    remote_ = false;
  if (moved_) return;
  if (comes_later)
    pick_value(
        context, {.key = "channel", .label = context.t("booking.channel")}, "channel",
        {Channel::registry, Channel::phone, Channel::site, Channel::coordinator, Channel::other},
        channel_);
  ui::text_field(ui,
                 {.key = "note",
                  .label = context.t("booking.note"),
                  .error = form_.error(ui, {RefusalCode::text_too_long}),
                  .lines = 2},
                 note_);
}

// ---- when
// ------------------------------------------------------------------------------------------

void BookingForm::choose(const schedule::Slot& slot) {
  date_ = slot.date;
  minute_ = slot.begin_minute;
  slot_doctor_ = slot.doctor;
  if (!doctor_.is_nil() && slot.doctor != doctor_) doctor_ = slot.doctor;
  overruled_ = false;
  form_.forget_refusal();
}

/// A strip of days with the earliest free time of each, arrows, and a field for any other day.
void BookingForm::draw_days(Context& context) {
  ui::Ui& ui = context.ui;
  const int count = ui.is_phone() ? strip_days_phone : strip_days;
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    const auto before = date_;
    ui::date_field(
        ui, {.key = "date", .label = context.t("booking.date"), .width = 180, .required = true},
        date_, ui::DateHint::future);
    if (date_ && date_ != before) {
      overruled_ = false;
      if (*date_ < strip_first_ || *date_ >= strip_first_.plus_days(count))
        strip_first_ = std::max(*date_, ui.today());
    }
    if (ui::button(ui, {.key = "earlier",
                        .text = context.t("booking.earlier_days"),
                        .icon = ui::Icon::chevron_left,
                        .disabled = strip_first_ <= ui.today(),
                        .icon_only = true}))
      strip_first_ = std::max(strip_first_.plus_days(-count), ui.today());
    if (ui::button(ui, {.key = "later",
                        .text = context.t("booking.later_days"),
                        .icon = ui::Icon::chevron_right,
                        .icon_only = true}))
      strip_first_ = strip_first_.plus_days(count);
  }
  if (service_.is_nil()) return;
  const std::vector<DayStart>& days = times_.of_days(context, wish(), strip_first_, count);
  std::vector<std::string> texts, details;
  for (const DayStart& day : days) {
    texts.push_back(ui::format_date(day.date, ui::DateStyle::weekday_short, ui.language()));
    details.push_back(day.minute
                          ? context.t("booking.from_time", {{"time", ui::format_time(*day.minute)}})
                          : std::string(context.t("booking.no_time")));
  }
  std::vector<ui::Pill> list;
  int selected = -1;
  for (std::size_t i = 0; i < days.size(); ++i) {
    list.push_back(
        {.text = texts[i], .detail = details[i], .disabled = !days[i].minute.has_value()});
    if (date_ == days[i].date) selected = static_cast<int>(i);
  }
  if (ui::pills(ui, "days", context.t("booking.days"), list, selected) && selected >= 0) {
    date_ = days[static_cast<std::size_t>(selected)].date;
    minute_.reset();
    slot_doctor_ = {};
    overruled_ = false;
    form_.forget_refusal();
  }
}

/// The best times of the next two weeks, whoever of the wished doctors has them.
void BookingForm::draw_best(Context& context) {
  if (service_.is_nil()) return;
  ui::Ui& ui = context.ui;
  BookingWish from_today = wish();
  from_today.date = ui.today();
  const std::vector<schedule::Slot>& best = times_.best(context, from_today);
  if (best.empty()) return;
  std::vector<std::string> texts, details;
  int selected = -1;
  for (std::size_t i = 0; i < best.size(); ++i) {
    const schedule::Slot& slot = best[i];
    texts.push_back(context.t(
        "booking.day_and_time",
        {{"date", ui::format_date(slot.date, ui::DateStyle::weekday_short, ui.language())},
         {"time", ui::format_time(slot.begin_minute)}}));
    const Staff* doctor = context.catalogue().person(slot.doctor);
    details.push_back(doctor == nullptr ? std::string() : short_name(*doctor));
    if (date_ == slot.date && minute_ == slot.begin_minute && doctor_of_time() == slot.doctor)
      selected = static_cast<int>(i);
  }
  std::vector<ui::Pill> list;
  for (std::size_t i = 0; i < best.size(); ++i)
    list.push_back({.text = texts[i], .detail = details[i]});
  ui::text(ui, {.text = context.t("booking.best"), .tone = ui::TextTone::strong, .key = "best"});
  if (!ui::pills(ui, "best times", context.t("booking.best"), list, selected) || selected < 0)
    return;
  choose(best[static_cast<std::size_t>(selected)]);
  strip_first_ = *date_;
}

void BookingForm::draw_times(Context& context) {
  ui::Ui& ui = context.ui;
  if (!date_) return;
  if (service_.is_nil()) {
    ui::text(ui, context.t("booking.pick_service_first"), ui::TextTone::muted);
    return;
  }
  const std::vector<DoctorTimes>& doctors = times_.of_day(context, wish());
  const int places = needs_of(context, wish()).places;
  std::optional<schedule::Slot> chosen;
  for (std::size_t d = 0; d < std::min(doctors.size(), doctors_shown); ++d) {
    const DoctorTimes& row = doctors[d];
    const auto keyed = ui.keyed(d);
    const Staff* doctor = context.catalogue().person(row.doctor);
    const std::string name = doctor == nullptr ? std::string() : short_name(*doctor);
    if (doctor_.is_nil())
      ui::text(ui, {.text = name, .tone = ui::TextTone::strong, .key = "doctor name"});
    std::vector<std::string> texts, details;
    for (const schedule::Slot& slot : row.slots) {
      texts.push_back(ui::format_time(slot.begin_minute));
      details.push_back(slot.joined == 0 ? std::string() : group_words(ui, slot.joined, places));
    }
    std::vector<ui::Pill> list;
    int selected = -1;
    for (std::size_t i = 0; i < row.slots.size(); ++i) {
      list.push_back({.text = texts[i], .detail = details[i]});
      if (minute_ == row.slots[i].begin_minute && doctor_of_time() == row.doctor)
        selected = static_cast<int>(i);
    }
    if (ui::pills(ui, "times", context.t("booking.free_times", {{"doctor", name}}), list,
                  selected) &&
        selected >= 0)
      chosen = row.slots[static_cast<std::size_t>(selected)];
  }
  if (doctors.size() > doctors_shown)
    ui::text(ui, context.t("booking.more_doctors", {{"count", doctors.size() - doctors_shown}}),
             ui::TextTone::muted);
  if (chosen) choose(*chosen);
  if (!doctors.empty()) return;
  ui::text(ui, context.t("booking.nothing_free"), ui::TextTone::muted);
  const auto next = times_.next(context, wish(), std::max(*date_, ui.today()));
  if (!next) return;
  const std::string words =
      context.t("booking.next_free",
                {{"date", ui::format_date(next->date, ui::DateStyle::weekday_short, ui.language())},
                 {"time", ui::format_time(next->begin_minute)}});
  if (ui::button(ui, {.key = "next free", .text = words, .icon = ui::Icon::calendar_clock})) {
    choose(*next);
    strip_first_ = next->date;
  }
}

/// The way out when no time suits. For a booking that is moved: it stays, and an earlier time is
/// waited for.
void BookingForm::draw_waitlist(Context& context) {
  if (patient_.is_nil() || service_.is_nil() || !may(context, OpKind::join_waitlist)) return;
  if (!ui::button(context.ui,
                  {.key = "wait",
                   .text = moved_ ? context.t("waitlist.wait_earlier") : context.t("waitlist.wait"),
                   .icon = ui::Icon::hourglass,
                   .kind = ui::ButtonKind::quiet,
                   .opens = true}))
    return;
  const WishStart start{.patient = moved_ ? moved_->patient : patient_,
                        .service = service_,
                        .doctor = doctor_,
                        .branch = named_branches(context).size() > 1 ? branch_ : BranchId{},
                        .earliest = moved_ ? context.ui.today() : date_.value_or(LocalDate{}),
                        .replaces = moved_ ? moved_->id : BookingId{}};
  form_.close();
  untouched_.reset();  // Settled in another way.
  waits_.open(context, start);
}

/// Who gets what he waited for does not wait any more: the same act says so.
void BookingForm::settle_wish(Context& context, const Booking& booking, Draft& draft) const {
  for (const app::Waiting& waiting : context.reader.waitlist().open) {
    WaitlistEntry wish = waiting.entry;
    const bool moves_him = moved_ && wish.replaces == moved_->id && booking.begin < moved_->begin;
    const bool books_him = !moved_ && !waiting.replaces && wish.service == booking.service;
    if (wish.patient != booking.patient || (!moves_him && !books_him)) continue;
    wish.booked = booking.id;
    draft.parts.push_back(facets_of(wish, 2));
    return;
  }
}

/// The time as typed, chosen or clicked on the board, and what speaks against it.
void BookingForm::draw_typed(Context& context) {
  ui::Ui& ui = context.ui;
  const auto before = minute_;
  ui::time_field(ui,
                 {.key = "time",
                  .label = context.t("booking.time"),
                  .hint = context.t("booking.time_hint"),
                  .error = form_.error(
                      ui, {RefusalCode::slot_taken, RefusalCode::bad_time, RefusalCode::in_the_past,
                           RefusalCode::patient_elsewhere, RefusalCode::time_does_not_exist}),
                  .width = 220,
                  .required = true},
                 minute_);
  if (minute_ != before) {
    slot_doctor_ = {};
    overruled_ = false;
    form_.forget_refusal();
  }
  slot_.reset();
  blocked_ = schedule::BlockingRule::none;
  if (!minute_ || !date_ || service_.is_nil()) return;
  draw_verdict(context);
}

void BookingForm::draw_verdict(Context& context) {
  ui::Ui& ui = context.ui;
  BookingWish asked = wish();
  asked.doctor = doctor_of_time();
  const schedule::TimeAnswer& answer = times_.judge(context, asked, *minute_);
  blocked_ = answer.rule;
  if (answer.slot) {
    slot_ = answer.slot;
    slot_doctor_ = answer.slot->doctor;
    std::string words = context.t(
        answer.slot->joined > 0 ? ui::TextId("booking.joins") : ui::TextId("booking.is_free"),
        {{"start", ui::format_time(answer.slot->begin_minute)},
         {"end", ui::format_time(answer.slot->begin_minute + answer.slot->length_minutes)}});
    if (answer.slot->joined > 0)
      words += ", " + group_words(ui, answer.slot->joined, needs_of(context, asked).places);
    if (const Room* room = context.catalogue().room(answer.slot->room)) words += ", " + room->name;
    ui::text(
        ui,
        {.text = words, .tone = ui::TextTone::good, .icon = ui::Icon::circle_check, .key = "free"});
    Booking found;
    found.service = service_;
    found.further_services = asked.further;
    schedule::put_slot(found, *answer.slot, needs_of(context, asked));
    draw_visit_parts(context, found);
    draw_usual_length(context, *answer.slot);
    ui::text(ui, {.text = score_words(context, answer.slot->score),
                  .tone = ui::TextTone::muted,
                  .icon = ui::Icon::sparkles,
                  .key = "score"});
    return;
  }
  draw_refused(context, answer);
}

/// What the move does to the order of an itinerary, and the way to move all of it.
void BookingForm::draw_order(Context& context) {
  const Card* card = context.reader.card(patient_);
  if (!moved_ || moved_->itinerary.is_nil() || !slot_ || card == nullptr) return;
  Booking moved = *moved_;
  schedule::put_slot(moved, *slot_, needs_of(context, wish()));
  const auto broken = broken_by(*card, moved);
  if (!broken) return;
  ui::Ui& ui = context.ui;
  ui::banner(ui, {.key = "order",
                  .text = order_words(context, *broken),
                  .tone = ui::Tone::warn,
                  .urgent = true});
  if (!ui::button(ui, {.key = "plan anew",
                       .text = context.t("itinerary.plan_anew"),
                       .icon = ui::Icon::calendar_clock,
                       .opens = true}))
    return;
  form_.close();
  untouched_.reset();
  way_.open_broken(context, *card, moved);
}

/// How often a new visit repeats; of one that repeats, whether the later ones move along.
void BookingForm::draw_series(Context& context) {
  if (comes_ == Comes::now || !slot_ || book_now_) return;
  BookingWish asked = wish();
  asked.doctor = slot_->doctor;
  if (!moved_) return series_.draw(context, times_, asked, *minute_);
  const std::size_t count = following_of(context, *moved_).size();
  if (count == 0) return;
  ui::checkbox(context.ui,
               {.key = "following", .text = context.t("series.following", {{"count", count}})},
               with_following_);
  if (with_following_)
    draw_series_days(context, series_move(context, times_, *moved_, asked, *minute_).days,
                     asked.doctor, *minute_);
}

/// What such visits really take with this doctor, when the price list says something else.
void BookingForm::draw_usual_length(Context& context, const schedule::Slot& slot) {
  if (moved_) return;
  ui::Ui& ui = context.ui;
  const app::UsualLength* usual = context.reader.usual_length(slot.doctor, service_);
  if (usual == nullptr || usual->minutes <= slot.length_minutes) return;
  const auto row = ui.row({.height = ui::field_height(ui)});
  ui::text(ui, {.text = context.t("booking.usual_length",
                                  {{"count", usual->minutes}, {"visits", usual->visits}}),
                .tone = ui::TextTone::muted,
                .icon = ui::Icon::hourglass,
                .key = "usual"});
  if (ui::button(ui, {.key = "take usual",
                      .text = context.t("booking.take_length", {{"count", usual->minutes}}),
                      .kind = ui::ButtonKind::quiet}))
    length_minutes_ = usual->minutes;
}

/// Who has the time, how likely it is that he does not come (said of the time, never of the
/// person), and one more visit beside his in one tap.
void BookingForm::draw_beside(Context& context, const schedule::TimeAnswer& answer) {
  ui::Ui& ui = context.ui;
  const DayBooking* first = nullptr;
  for (const DayBooking& row : context.reader.day(*date_, branch_).bookings)
    if (row.booking.id == answer.booking) first = &row;
  std::string words = words_of(context, answer);
  if (first != nullptr) {
    const Booking& b = first->booking;
    words = context.t("booking.taken_by",
                      {{"patient", first->patient_name},
                       {"start", ui::format_time(b.begin_minute)},
                       {"end", ui::format_time(b.begin_minute + b.length_minutes)}});
  }
  ui::banner(ui, {.key = "beside", .text = words, .tone = ui::Tone::warn, .urgent = true});
  const bool may_stay_away = first != nullptr && (first->state == BookingState::booked ||
                                                  first->state == BookingState::confirmed);
  if (may_stay_away && context.reader.risks().is_ready()) {
    const Booking& b = first->booking;
    const std::int32_t risk = context.reader.risk_of(b.patient, b.date, b.booked_at);
    ui::text(ui, {.text = context.t("booking.may_become_free", {{"percent", (risk + 50) / 100}}),
                  .tone = ui::TextTone::muted,
                  .icon = ui::Icon::hourglass,
                  .key = "chance"});
  }
  if (!ui::button(ui, {.key = "book beside",
                       .text = context.t("booking.beside"),
                       .icon = ui::Icon::users,
                       .disabled = !missing_person(context).empty()}))
    return;
  slot_ = answer.beside;
  book_now_ = true;
}

void BookingForm::draw_refused(Context& context, const schedule::TimeAnswer& answer) {
  ui::Ui& ui = context.ui;
  if (answer.beside)
    draw_beside(context, answer);
  else
    ui::banner(ui, {.key = "blocked",
                    .text = words_of(context, answer),
                    .tone = may_overrule(answer.rule) ? ui::Tone::warn : ui::Tone::danger,
                    .urgent = true});
  std::optional<schedule::OpeningChange> taken;
  if (!answer.changes.empty()) {
    const auto row = ui.row();
    for (std::size_t i = 0; i < answer.changes.size(); ++i) {
      const auto keyed = ui.keyed(i);
      if (ui::button(ui, {.key = "change",
                          .text = words_of(context, answer.changes[i]),
                          .icon = ui::Icon::arrow_right}))
        taken = answer.changes[i];
    }
  }
  if (may_overrule(answer.rule))
    ui::checkbox(ui, {.key = "overrule", .text = context.t("booking.overrule")}, overruled_);
  // Chosen on purpose, it takes just what an urgent visit would have.
  if (overruled_ && answer.if_urgent) {
    slot_ = answer.if_urgent;
    slot_doctor_ = slot_->doctor;
  }
  if (taken) choose(taken->slot);
}

// ---- sending
// ---------------------------------------------------------------------------------------

std::string_view BookingForm::missing_person(Context& context) const {
  if (!patient_.is_nil()) return {};
  return is_new_ ? person_.lacks(context) : context.t("booking.pick_patient");
}

std::string_view BookingForm::missing(Context& context) {
  if (const std::string_view lacks = missing_person(context); !lacks.empty()) return lacks;
  if (service_.is_nil()) return context.t("booking.pick_service");
  if (!date_ || !minute_) return context.t("booking.pick_time");
  if (comes_ == Comes::now && *minute_ == untimed_minute) return {};
  if (slot_) return {};
  if (!may_overrule(blocked_)) return context.t("booking.time_not_free");
  if (!overruled_) return context.t("booking.overrule_first");
  if (doctor_of_time().is_nil()) return context.t("booking.pick_doctor");
  return {};
}

/// The second button: the time is kept for somebody who makes up his mind.
void BookingForm::draw_hold(Context& context) {
  if (moved_ || !slot_ || book_now_ || series_.is_on()) return;
  const std::int32_t minutes = context.catalogue().policy.hold_minutes;
  hold_now_ = ui::button(context.ui, {.key = "hold",
                                      .text = context.t("booking.hold", {{"count", minutes}}),
                                      .icon = ui::Icon::hourglass,
                                      .disabled = !missing_person(context).empty()});
}

/// Where and when: from the slot that was judged free, else as typed with whatever room is free.
void BookingForm::put_time(Context& context, Booking& booking) {
  const app::Catalogue& catalogue = context.catalogue();
  const Service* service = catalogue.service(service_);
  booking.branch = branch_;
  booking.date = *date_;
  if (put_untimed(context, booking)) return;
  booking.begin_minute = *minute_ / quantum_minutes * quantum_minutes;
  booking.remote = remote_;
  booking.overbooked = false;  // Only an import may say so of its own place.
  const schedule::ServiceNeeds needs = needs_of(context, wish());
  if (booking.length_minutes <= 0)
    booking.length_minutes = service != nullptr ? needs.length_minutes : default_length_minutes;
  booking.begin = instant_at(catalogue, booking.branch, booking.date, booking.begin_minute);
  booking.room = {};
  booking.device = {};
  if (slot_) {
    schedule::put_slot(booking, *slot_, needs);
    return;
  }
  booking.doctor = doctor_of_time();
  app::put_parts(catalogue, needs, booking);
  if (needs.needs_room && !needs.remote && service != nullptr)
    booking.room = free_room(context, booking);
}

/// The other days of a series, each a booking of its own that shares the series' name.
void BookingForm::add_series(Context& context, const Booking& first, std::vector<Draft>& drafts) {
  const schedule::ServiceNeeds needs = needs_of(context, wish());
  for (std::size_t i = 1; i < series_.days().size(); ++i) {
    const schedule::SeriesDay& day = series_.days()[i];
    if (!day.slot) continue;
    Booking next = first;
    next.id = context.clinic.new_id<Booking>();
    next.plan_item = {};
    schedule::put_slot(next, *day.slot, needs);
    drafts.push_back({.kind = OpKind::book, .parts = {whole(next)}});
  }
}

/// The moves of those that follow in the series; who finds no time stays where he is.
void BookingForm::add_following(Context& context, std::vector<Draft>& drafts) {
  BookingWish asked = wish();
  asked.doctor = slot_->doctor;
  const schedule::ServiceNeeds needs = needs_of(context, asked);
  SeriesMove move = series_move(context, times_, *moved_, asked, *minute_);
  for (std::size_t i = 0; i < move.following.size(); ++i) {
    if (!move.days[i].slot) continue;
    Booking& next = move.following[i];
    ++next.slot_version;
    next.overbooked = false;
    schedule::put_slot(next, *move.days[i].slot, needs);
    drafts.push_back({.kind = OpKind::move_booking, .parts = {facets_of(next, 0)}});
  }
}

void BookingForm::submit(Context& context) {
  Booking booking;
  booking.id = context.clinic.new_id<Booking>();
  booking.service = service_;
  booking.further_services = further();
  booking.plan_item = plan_item_;
  booking.channel = channel_;
  booking.booked_by = context.clinic.session().staff;
  booking.booked_at = context.clinic.now();
  booking.note = note_;
  booking.patient = patient_;
  put_time(context, booking);
  const bool is_hold = std::exchange(hold_now_, false);
  if (is_hold) {
    booking.hold = Hold::held;
    booking.held_until = context.clinic.now().plus_minutes(context.catalogue().policy.hold_minutes);
  }
  Command command;
  std::string name;
  if (booking.patient.is_nil()) {
    const Patient patient = person_.patient(context);
    booking.patient = entered_ = patient.id;
    name = name_of_patient(patient);
    command.drafts.push_back({.kind = OpKind::register_patient, .parts = {whole(patient)}});
  } else if (const Patient* patient = context.reader.patient(booking.patient)) {
    name = name_of_patient(*patient);
    booking.source = patient->source;
  }
  const bool repeats = series_.is_on() && slot_ && !is_hold && comes_ == Comes::later;
  if (repeats) booking.series = SeriesId(context.clinic.new_id<Booking>());
  command.drafts.push_back({.kind = OpKind::book, .parts = {whole(booking)}});
  if (!is_hold) settle_wish(context, booking, command.drafts.back());
  if (comes_ == Comes::now) {
    add_arrival(context, booking, command);
    command.done = context.t("booking.checked_in", {{"patient", name}});
    return form_.send(context, std::move(command));
  }
  if (repeats) {
    const std::size_t before = command.drafts.size() - 1;  // entering the patient is no visit
    add_series(context, booking, command.drafts);
    command.steps = Steps::at_once;
    command.done =
        context.t("series.booked", {{"patient", name}, {"count", command.drafts.size() - before}});
    return form_.send(context, std::move(command));
  }
  command.done = context.t(
      is_hold ? ui::TextId("booking.was_held") : ui::TextId("booking.booked"),
      {{"patient", name},
       {"date", ui::format_date(booking.date, ui::DateStyle::day_month, context.ui.language())},
       {"time", ui::format_time(booking.begin_minute)}});
  form_.send(context, std::move(command));
}

void BookingForm::submit_move(Context& context) {
  Booking booking = *moved_;
  ++booking.slot_version;
  put_time(context, booking);
  Draft move{.kind = OpKind::move_booking, .parts = {facets_of(booking, 0)}};
  settle_wish(context, booking, move);
  if (talk_ == Talk::note)
    move.parts.push_back(whole(talk_about(context, booking, ContactOutcome::moved)));
  std::vector<Draft> drafts{std::move(move)};
  if (with_following_ && slot_) add_following(context, drafts);
  const Steps steps = drafts.size() == 1 ? Steps::each : Steps::at_once;
  form_.send(context,
             {.drafts = std::move(drafts),
              .steps = steps,
              .done = context.t("booking.moved",
                                {{"patient", moved_name_},
                                 {"date", ui::format_date(booking.date, ui::DateStyle::day_month,
                                                          context.ui.language())},
                                 {"time", ui::format_time(booking.begin_minute)}})});
}

void BookingForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (form_.hear(context)) untouched_.reset();
  waits_.draw(context);
  way_.draw(context);
  // The person was entered although the time was refused: he is known from now on.
  if (form_.is_open() && is_new_ && !entered_.is_nil() &&
      context.reader.patient(entered_) != nullptr) {
    patient_ = entered_;
    is_new_ = false;
  }
  const auto d = ui::dialog(ui,
                            {.key = "booking",
                             .title = context.t(moved_ ? ui::TextId("booking.move_title")
                                                : comes_ == Comes::now ? ui::TextId("walk_in.title")
                                                                       : ui::TextId("booking.new")),
                             .width = 1080},
                            form_.open_flag());
  if (!d) {
    // Closed by none of its buttons: what was entered is kept. A look at other times is not.
    left_ = !moved_ && untouched_ && *untouched_ != touch();
    untouched_.reset();
    return;
  }
  {
    const auto columns = ui.columns({1, 1.35F}, 330);
    ui.next_column();
    draw_patient(context);
    draw_what(context);
    ui.next_column();
    if (comes_ == Comes::now) {
      draw_here(context);
    } else {
      draw_best(context);
      draw_days(context);
      draw_times(context);
      draw_typed(context);
      draw_order(context);
      draw_series(context);
      draw_hold(context);
      draw_waitlist(context);
    }
  }
  const bool was_open = form_.is_open();
  if (was_open && !untouched_) untouched_ = touch();
  form_.draw_refusal(ui);
  const ui::TextId submits = moved_                 ? ui::TextId("booking.move_here")
                             : comes_ == Comes::now ? ui::TextId("walk_in.submit")
                                                    : ui::TextId("booking.submit");
  const bool sent = form_footer(context, form_, context.t(submits), missing(context));
  if (was_open && !form_.is_open()) untouched_.reset();  // Given up.
  if (sent) hold_now_ = false;
  if (!sent && !hold_now_ && !std::exchange(book_now_, false)) return;
  if (moved_)
    submit_move(context);
  else
    submit(context);
}

}  // namespace retour::views
