#include "views/offers.hpp"

#include <algorithm>
#include <array>

#include "base/phone.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t rows_shown = 8;
constexpr std::array hold_choices = {15, 30, 60};

bool overlaps(const Booking& booking, const app::FreePlace& place) {
  const std::int32_t end = place.begin_minute + place.length_minutes;
  return booking.doctor == place.doctor && booking.begin_minute != untimed_minute &&
         booking.begin_minute < end &&
         place.begin_minute < booking.begin_minute + booking.length_minutes;
}

/// Whether somebody has taken the doctor's time meanwhile.
bool is_taken(Context& context, const app::FreePlace& place) {
  return std::ranges::any_of(
      context.reader.day(place.date, place.branch).bookings, [&](const DayBooking& row) {
        return row.state != BookingState::no_show && overlaps(row.booking, place);
      });
}

std::string name_of(Context& context, PatientId id) {
  const Patient* patient = context.reader.patient(id);
  return patient == nullptr ? std::string(context.t("card.gone")) : name_of_patient(*patient);
}

/// What is sent to the patient, ready to be pasted into whatever the clinic writes with.
void copy_message(Context& context, const WaitlistEntry& entry, const app::FreePlace& place,
                  std::string_view until) {
  const Patient* patient = context.reader.patient(entry.patient);
  const Branch* branch = context.catalogue().branch(place.branch);
  const std::string given =
      patient == nullptr || patient->given_name.empty()
          ? std::string()
          : patient->given_name + (patient->patronymic.empty() ? "" : " " + patient->patronymic);
  std::string text =
      context.t("offers.message",
                {{"patient", given.empty() ? std::string(context.t("offers.dear")) : given},
                 {"place", place_words(context, place)},
                 {"service", name_of_service(context.ui, context.catalogue(), entry.service)},
                 {"until", until},
                 {"clinic", context.catalogue().clinic.name}});
  if (branch != nullptr && !branch->phone.empty()) text += ", " + format_phone(branch->phone);
  context.ui.effects.push({.kind = ui::EffectKind::copy_text, .text = std::move(text)});
  context.ui.toast(std::string(context.t("offers.copied")), ui::Tone::info);
}

std::string clock_words(const Context& context, Instant at, BranchId branch) {
  const LocalDateTime local = context.catalogue().zone_of(branch).local(at);
  return ui::format_time(local.second_of_day / 60);
}

}  // namespace

std::string place_words(const Context& context, const app::FreePlace& place) {
  const Staff* doctor = context.catalogue().person(place.doctor);
  return context.t(
      "booking.place",
      {{"date", ui::format_date(place.date, ui::DateStyle::weekday_full, context.ui.language())},
       {"time", ui::format_time(place.begin_minute)},
       {"doctor",
        doctor == nullptr ? std::string(context.t("day.unassigned")) : short_name(*doctor)}});
}

app::FreePlace offered_place(const WaitlistEntry& entry) {
  return app::place_of(offered_booking(entry));
}

std::string expiry_words(const Context& context, const WaitlistEntry& entry) {
  return clock_words(context, entry.expires_at, entry.offered_branch);
}

void push_declined(Context& context, WaitlistEntry entry, const std::string& name) {
  entry.offered_at = {};
  ++entry.declined;
  context.commands.push({.drafts = {{.kind = OpKind::end_offer, .parts = {facets_of(entry, 1, 2)}}},
                         .done = context.t("offers.declined", {{"patient", name}})});
}

std::size_t waiting_for(Context& context, const app::FreePlace& place) {
  const Instant now = context.clinic.now();
  return static_cast<std::size_t>(
      std::ranges::count_if(context.reader.waitlist().open, [&](const app::Waiting& waiting) {
        return !waiting.entry.holds(now) && app::fits(context.catalogue(), waiting, place);
      }));
}

void draw_freed(Context& context) {
  std::optional<app::FreePlace>& freed = context.router.freed;
  if (!freed || !may(context, OpKind::offer_time)) return;
  ui::Ui& ui = context.ui;
  if (freed->begin <= context.clinic.now()) return freed.reset();
  // Whoever takes it may still take that back: the line comes and goes with the time.
  const std::size_t count = waiting_for(context, *freed);
  if (count == 0 || is_taken(context, *freed)) return;
  const auto card = ui.card("freed");
  const auto row = ui.row();
  const std::string words =
      context.t("offers.freed", {{"count", count}, {"place", place_words(context, *freed)}});
  ui::text(ui, {.text = words, .icon = ui::Icon::hourglass, .key = "freed"});
  if (ui::button(ui, {.key = "who", .text = context.t("offers.show"), .opens = true}))
    context.router.offers = freed;
  else if (ui::button(
               ui,
               {.key = "later", .text = context.t("offers.later"), .kind = ui::ButtonKind::quiet}))
    freed.reset();
  if (context.router.offers) ui.request_frame();
}

// ---- the sheet
// -------------------------------------------------------------------------------------

void Offers::open(const app::FreePlace& place) {
  *this = {};
  form_.open();
  place_ = place;
}

std::int32_t Offers::hold_minutes() const {
  return hold_choices[std::min(hold_, hold_choices.size() - 1)];
}

/// Looks whether the time is free for this very patient and service: who waits has other bookings,
/// and another service needs another room.
void Offers::check(Context& context, Row& row) {
  const WaitlistEntry& entry = row.waiting.entry;
  row.place = place_;
  const bool holds = entry.holds(context.clinic.now());
  if (holds) {
    row.holds = true;
    row.place = offered_place(entry);
    if (is_taken(context, row.place)) row.blocked = context.t("offers.gone");
    const Service* service = context.catalogue().service(entry.service);
    // An offer holds doctor, room and device; team and bed are looked for again.
    if (!row.blocked.empty() || service == nullptr ||
        (service->team.empty() && service->nights == 0))
      return;
  }
  BookingWish wish{.service = entry.service,
                   .doctor = row.place.doctor,
                   .branch = row.place.branch,
                   .date = row.place.date,
                   .patient = entry.patient,
                   .moving = holds ? BookingId(entry.id) : BookingId{},
                   .urgent = entry.urgency == Urgency::urgent};
  if (row.waiting.replaces) {
    if (!holds) wish.moving = row.waiting.replaces->id;
    wish.length_minutes = row.waiting.replaces->length_minutes;
  }
  const schedule::TimeAnswer& answer = times_.judge(context, wish, row.place.begin_minute);
  if (answer.slot)
    row.place = app::place_of(*answer.slot);
  else
    row.blocked = words_of(context, answer);
}

const std::vector<Offers::Row>& Offers::rows(Context& context) {
  const app::NoShowRisks& risks = context.reader.risks();
  const Key key{.generation = context.clinic.generation(),
                .risks = risks.version(),
                .minute = context.clinic.now().seconds / 60};
  if (key_ == key) return rows_;
  key_ = key;
  rows_.clear();
  const app::Waitlist& list = context.reader.waitlist();
  const auto found =
      app::candidates(list, context.catalogue(), place_, context.clinic.now(),
                      [&](const WaitlistEntry& entry, LocalDate date) {
                        return context.reader.risk_of(entry.patient, date, {});  // booked now
                      });
  more_ = found.size() - std::min(found.size(), rows_shown);
  for (std::size_t i = 0; i < found.size() - more_; ++i) {
    Row row{.candidate = found[i], .waiting = list.open[found[i].row], .name = {}, .place = {}};
    row.name = name_of(context, row.waiting.entry.patient);
    check(context, row);
    rows_.push_back(std::move(row));
  }
  return rows_;
}

void Offers::book(Context& context, const Row& row) {
  Draft draft = app::booking_draft(context.clinic, row.waiting, row.place, Channel::phone);
  if (const Patient* patient = context.reader.patient(row.waiting.entry.patient);
      patient != nullptr && draft.kind == OpKind::book)
    std::get<Booking>(draft.parts.front().entity).source = patient->source;
  form_.send(context,
             {.drafts = {std::move(draft)},
              .done = context.t("booking.booked",
                                {{"patient", row.name},
                                 {"date", ui::format_date(row.place.date, ui::DateStyle::day_month,
                                                          context.ui.language())},
                                 {"time", ui::format_time(row.place.begin_minute)}})});
}

void Offers::draw_acts(Context& context, const Row& row, bool first) {
  ui::Ui& ui = context.ui;
  const WaitlistEntry& entry = row.waiting.entry;
  const auto buttons = ui.row();
  if (row.blocked.empty() &&
      ui::button(ui, {.key = "book",
                      .text = context.t("offers.book", {{"patient", row.name}}),
                      .icon = ui::Icon::calendar_check,
                      .kind = first ? ui::ButtonKind::primary : ui::ButtonKind::normal}))
    book(context, row);
  if (row.holds) {
    if (ui::button(ui, {.key = "declined", .text = context.t("offers.decline")}))
      push_declined(context, entry, row.name);
  } else if (row.blocked.empty() &&
             ui::button(ui, {.key = "offer",
                             .text = context.t("offers.offer", {{"count", hold_minutes()}}),
                             .icon = ui::Icon::hourglass})) {
    context.commands.push(
        {.drafts = {app::offer_draft(context.clinic, entry, row.place, hold_minutes())},
         .done = context.t("offers.offered", {{"patient", row.name}})});
  }
  if (!row.blocked.empty()) return;
  const std::string until =
      row.holds ? expiry_words(context, entry)
                : clock_words(context, context.clinic.now().plus_minutes(hold_minutes()),
                              row.place.branch);
  if (ui::button(ui, {.key = "copy",
                      .text = context.t("offers.copy"),
                      .icon = ui::Icon::copy,
                      .kind = ui::ButtonKind::quiet}))
    copy_message(context, entry, row.place, until);
}

void Offers::draw_row(Context& context, const Row& row, bool first) {
  ui::Ui& ui = context.ui;
  const WaitlistEntry& entry = row.waiting.entry;
  const app::WaitTerms& terms = row.candidate.terms;
  const auto card = ui.card("candidate", row.name);
  const Patient* patient = context.reader.patient(entry.patient);
  std::string about = name_of_service(ui, context.catalogue(), entry.service);
  if (patient != nullptr && !patient->phones.empty())
    about += ", " + format_phone(patient->phones.front().number);
  ui::text(ui, {.text = about, .key = "about"});
  if (row.waiting.replaces)
    ui::text(ui, {.text = context.t(
                      "offers.replaces",
                      {{"place", place_words(context, app::place_of(*row.waiting.replaces))}}),
                  .tone = ui::TextTone::muted,
                  .key = "replaces"});
  ui::text(ui, {.text = context.t("offers.terms", {{"fit", terms.fit},
                                                   {"urgency", terms.urgency},
                                                   {"keeps", terms.keeps},
                                                   {"fairness", terms.fairness},
                                                   {"total", terms.total()}}),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "terms"});
  std::string waits = context.t("offers.waits", {{"count", row.candidate.waiting_days}});
  if (row.candidate.passed_over > 0)
    waits += "; " + context.t("offers.passed", {{"count", row.candidate.passed_over}});
  ui::text(
      ui,
      {.text = waits, .tone = ui::TextTone::muted, .style = ui::TextStyle::small, .key = "waits"});
  if (row.holds)
    ui::text(ui, {.text = context.t("offers.held", {{"time", expiry_words(context, entry)}}),
                  .tone = ui::TextTone::good,
                  .icon = ui::Icon::hourglass,
                  .key = "held"});
  if (!row.blocked.empty())
    ui::text(ui, {.text = row.blocked,
                  .tone = ui::TextTone::warn,
                  .icon = ui::Icon::circle_alert,
                  .key = "blocked"});
  draw_acts(context, row, first);
}

void Offers::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (context.router.offers) {
    open(*context.router.offers);
    context.router.offers.reset();
  }
  form_.hear(context);
  const auto d = ui::dialog(
      ui, {.key = "offers", .title = context.t("offers.title"), .width = 560, .sheet = true},
      form_.open_flag());
  if (!d) return;
  ui::text(ui, {.text = place_words(context, place_),
                .tone = ui::TextTone::strong,
                .icon = ui::Icon::calendar_clock,
                .key = "place"});
  std::array<std::string, hold_choices.size()> texts;
  std::array<std::string_view, hold_choices.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = texts[i] = context.t("booking.minutes", {{"count", hold_choices[i]}});
  ui::text(ui, {.text = context.t("offers.hold"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "hold name"});
  ui::segments(ui, "hold", context.t("offers.hold"), names, hold_);
  form_.draw_refusal(ui);
  const std::vector<Row> shown = rows(context);
  if (shown.empty())
    (void)ui::empty_state(ui, {.title = context.t("offers.nobody"),
                               .text = context.t("offers.nobody_text"),
                               .icon = ui::Icon::hourglass});
  const auto best = std::ranges::find_if(shown, [](const Row& row) { return row.blocked.empty(); });
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto keyed = ui.keyed(i);
    draw_row(context, shown[i], best == shown.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (more_ > 0) ui::text(ui, context.t("offers.more", {{"count", more_}}), ui::TextTone::muted);
}

}  // namespace retour::views
