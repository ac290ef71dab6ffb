#include <algorithm>

#include "base/phone.hpp"
#include "model/holds.hpp"
#include "ui/choice.hpp"
#include "ui/popup.hpp"
#include "ui/timeline.hpp"
#include "ui/widgets.hpp"
#include "views/booking_acts.hpp"
#include "views/groups.hpp"
#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// Of a booking that was moved over and over, the last ones.
constexpr std::size_t moves_shown = 12;

void draw_facts(Context& context, const DayBooking& row) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const Booking& b = row.booking;
  const std::string date = ui::format_date(b.date, ui::DateStyle::weekday_full, ui.language());
  const std::string when =
      b.begin_minute == untimed_minute
          ? context.t("booking.untimed", {{"date", date}})
          : context.t("booking.when_value",
                      {{"date", date},
                       {"start", ui::format_time(b.begin_minute)},
                       {"end", ui::format_time(b.begin_minute + b.length_minutes)}});
  ui::fact(ui, {.label = context.t("booking.when"), .value = when, .tone = ui::TextTone::strong});
  ui::fact(ui, {.label = context.t("booking.service"), .value = name_of_visit(ui, catalogue, b)});
  const Staff* doctor = catalogue.person(b.doctor);
  ui::fact(ui, {.label = context.t("booking.doctor"),
                .value = doctor == nullptr ? std::string(context.t("day.unassigned"))
                                           : full_name(*doctor)});
  if (b.remote)
    ui::fact(ui, {.label = context.t("booking.room"), .value = context.t("booking.remote_value")});
  else if (const Room* room = catalogue.room(b.room))
    ui::fact(ui, {.label = context.t("booking.room"), .value = room->name});
  for (const Device& device : catalogue.devices)
    if (device.id == b.device)
      ui::fact(ui, {.label = context.t("booking.device"), .value = device.name});
  draw_visit_parts(context, b);
  if (const Patient* patient = context.reader.patient(b.patient);
      patient != nullptr && !patient->phones.empty())
    ui::fact(ui, {.label = context.t("booking.phone"),
                  .value = format_phone(patient->phones.front().number)});
  if (const Card* card = row.child ? context.reader.card(b.patient) : nullptr)
    for (const Relation& relation : card->facts.relations) {
      if (!relation.active || !relation.may_accompany) continue;
      const Patient* other = context.reader.patient(relation.other);
      ui::fact(ui, {.label = context.t("booking.accompanies"),
                    .value = other == nullptr ? relation.other_name : name_of_patient(*other)});
    }
  if (!b.series.is_nil())
    ui::fact(ui,
             {.label = context.t("series.name"),
              .value = context.t("series.still", {{"count", following_of(context, b).size()}})});
  if (!b.note.empty()) ui::fact(ui, {.label = context.t("booking.note"), .value = b.note});
}

}  // namespace

void draw_visit_parts(Context& context, const Booking& booking) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  std::string team;
  for (const StaffId member : booking.team)
    if (const Staff* person = catalogue.person(member))
      team += (team.empty() ? "" : ", ") + short_name(*person);
  if (!team.empty()) ui::fact(ui, {.label = context.t("booking.team"), .value = team});
  if (const Room* ward = catalogue.room(booking.ward))
    ui::fact(ui, {.label = context.t("booking.ward"),
                  .value = context.t("booking.ward_value",
                                     {{"ward", ward->name}, {"count", booking.nights}})});
  std::string preparation;
  for (const ServiceId id : services_of(booking)) {
    const Service* service = catalogue.service(id);
    if (service == nullptr || service->preparation.empty()) continue;
    preparation += (preparation.empty() ? "" : "\n") + service->preparation;
  }
  if (!preparation.empty())
    ui::fact(ui, {.label = context.t("booking.preparation"), .value = preparation});
}

namespace {

/// Who moved the booking, when, from where to where; nothing when nobody did.
void draw_moves(Context& context, const Booking& booking) {
  const std::vector<app::BookingPlace>& places = context.reader.places(booking);
  if (places.size() < 2) return;
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const auto place_words = [&](const Booking& b) {
    const std::string date = ui::format_date(b.date, ui::DateStyle::day_month, ui.language());
    const Staff* doctor = catalogue.person(b.doctor);
    const std::string who =
        doctor == nullptr ? std::string(context.t("day.unassigned")) : short_name(*doctor);
    if (b.begin_minute == untimed_minute)
      return context.t("booking.untimed_place", {{"date", date}, {"doctor", who}});
    return context.t("booking.place",
                     {{"date", date}, {"time", ui::format_time(b.begin_minute)}, {"doctor", who}});
  };
  ui::separator(ui);
  ui::heading(ui, {.text = context.t("booking.moves"), .level = 2});
  const auto list =
      ui.group(ui.id("moves"), ui::Role::list, ui.cursor(), context.t("booking.moves"));
  const std::size_t first = places.size() > moves_shown + 1 ? places.size() - moves_shown : 1;
  for (std::size_t i = places.size() - 1; i >= first; --i) {
    const LocalDateTime at = catalogue.zone_of(booking.branch).local(places[i].at);
    const Staff* by = catalogue.person(places[i].by);
    const std::string words = context.t(
        "booking.moved_from_to",
        {{"from", place_words(places[i - 1].booking)}, {"to", place_words(places[i].booking)}});
    const std::string below = context.t(
        "booking.moved_by",
        {{"who", by == nullptr ? std::string(context.t("booking.by_system")) : short_name(*by)},
         {"date", ui::format_date(at.date, ui::DateStyle::day_month, ui.language())},
         {"time", ui::format_time(at.second_of_day / 60)}});
    ui::timeline_entry(
        ui, i,
        {.icon = ui::Icon::calendar_clock, .text = words, .below = below, .last = i == first});
  }
}

}  // namespace

bool BookingSheet::draw_acts(Context& context, const DayBooking& row, BookingForm& form,
                             CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  bool move = false;
  const auto buttons = ui.row();
  const std::vector<BookingAct> acts = acts_of(row);
  for (const BookingAct act : acts) {
    if (act == BookingAct::open_card) continue;
    if (act == BookingAct::move && place_ != SheetPlace::board) continue;
    const BookingActRow& words = row_of(act);
    // The next thing that happens to the patient: he arrives, enters, leaves, pays.
    const bool next = act == acts.front();
    const std::string_view text = context.t(words_of(row, act));
    if (!ui::button(ui, {.key = text,
                         .text = text,
                         .icon = words.icon,
                         .kind = next ? ui::ButtonKind::primary : ui::ButtonKind::normal,
                         .opens = act == BookingAct::other_time}))
      continue;
    if (push_act(context, row, act)) continue;
    if (act == BookingAct::cancel) {
      cancelling_ = true;
      continue;
    }
    open_ = false;
    if (act == BookingAct::pay)
      check_out.open(context, row.booking.patient, &*row.visit, services_of(row.booking));
    else if (act == BookingAct::other_time)
      form.open_move(context, row);
    else
      move = true;
  }
  return move;
}

void BookingSheet::draw_cancel(Context& context, const DayBooking& row) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("cancel", context.t("booking.cancel_question"));
  const auto reasons = named_reasons(context, ReasonGroup::cancellation);
  pick(context,
       {.key = "reason",
        .label = context.t("booking.cancel_reason"),
        .placeholder = context.t("refusal.reason_missing"),
        .required = true},
       reasons, reason_);
  const std::vector<Booking> following = following_of(context, row.booking);
  if (!following.empty())
    ui::checkbox(
        ui,
        {.key = "following", .text = context.t("series.following", {{"count", following.size()}})},
        with_following_);
  const auto buttons = ui.row();
  if (ui::button(ui, {.key = "keep", .text = context.t("booking.keep")})) cancelling_ = false;
  if (ui::button(ui, {.key = "yes",
                      .text = context.t("booking.cancel"),
                      .kind = ui::ButtonKind::danger,
                      .disabled = reason_.is_nil()})) {
    Booking changed = row.booking;
    changed.cancelled_at = context.clinic.now();
    changed.cancel_reason = reason_;
    std::vector<Draft> drafts{{.kind = OpKind::cancel_booking, .parts = {facets_of(changed, 3)}}};
    if (with_following_)
      for (Booking later : following) {
        later.cancelled_at = changed.cancelled_at;
        later.cancel_reason = changed.cancel_reason;
        drafts.push_back({.kind = OpKind::cancel_booking, .parts = {facets_of(later, 3)}});
      }
    const Steps steps = drafts.size() == 1 ? Steps::each : Steps::at_once;
    context.commands.push(
        {.drafts = std::move(drafts),
         .steps = steps,
         .done = context.t("booking.cancelled", {{"patient", row.patient_name}})});
    open_ = false;
  }
}

bool BookingSheet::draw(Context& context, BookingForm& form, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const DayBooking* row = nullptr;
  if (open_)
    for (const DayBooking& one : context.reader.day(date_, branch_).bookings)
      if (one.booking.id == id_) row = &one;
  if (row == nullptr) open_ = false;
  const std::string title =
      row == nullptr ? std::string(context.t("booking.details")) : row->patient_name;
  const auto d =
      ui::dialog(ui, {.key = "booking sheet", .title = title, .width = 480, .sheet = true}, open_);
  if (!d) return false;
  {
    const auto line = ui.row({.height = ui::badge_height(ui)});
    const ui::BookingLook look = look_of(row->booking, row->state);
    const std::string held = hold_words(ui, context.catalogue(), row->booking);
    ui::badge(ui, {.text = held.empty() ? ui::booking_look_name(ui, look) : held,
                   .tone = ui::Tone::info,
                   .icon = ui::booking_icon(look)});
    ui::status_badge(ui, context.reader.status_of(row->booking.patient));
  }
  draw_facts(context, *row);
  ui::separator(ui);
  if (const auto other =
          draw_group(context, context.reader.day(date_, branch_).bookings, row->booking)) {
    id_ = *other;
    cancelling_ = false;
  }
  const bool move = draw_acts(context, *row, form, check_out);
  if (cancelling_) draw_cancel(context, *row);
  draw_moves(context, row->booking);
  ui::separator(ui);
  if (ui::button(ui,
                 {.key = "card", .text = context.t("booking.open_card"), .icon = ui::Icon::user})) {
    open_ = false;
    context.router.open_patient(row->booking.patient);
  }
  return move;
}

}  // namespace retour::views
