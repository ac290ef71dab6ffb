#include <algorithm>

#include "base/phone.hpp"
#include "ui/choice.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

Command booking_command(Context& context, OpKind kind, Part part, ui::TextId done,
                        const std::string& patient) {
  return {.drafts = {{.kind = kind, .parts = {std::move(part)}}},
          .done = context.t(done, {{"patient", patient}})};
}

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
  ui::fact(ui, {.label = context.t("booking.service"),
                .value = name_of_service(ui, catalogue, b.service)});
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
  if (!b.note.empty()) ui::fact(ui, {.label = context.t("booking.note"), .value = b.note});
}

Visit new_visit(Context& context, const Booking& booking) {
  Visit visit;
  visit.id = context.clinic.new_id<Visit>();
  visit.patient = booking.patient;
  visit.booking = booking.id;
  visit.branch = booking.branch;
  visit.doctor = booking.doctor;
  visit.arrived_at = context.clinic.now();
  visit.received_by = context.clinic.session().staff;
  return visit;
}

}  // namespace

/// The next thing that happens to the patient: he arrives, enters, leaves, pays.
void BookingSheet::draw_visit_acts(Context& context, const DayBooking& row, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Booking& b = row.booking;
  const bool waiting = row.state == BookingState::booked || row.state == BookingState::confirmed;
  if (waiting && ui::button(ui, {.key = "check in",
                                 .text = context.t("booking.check_in"),
                                 .icon = ui::Icon::sofa,
                                 .kind = ui::ButtonKind::primary}))
    context.commands.push(booking_command(context, OpKind::check_in, whole(new_visit(context, b)),
                                          "booking.checked_in", row.patient_name));
  if (row.state == BookingState::arrived && ui::button(ui, {.key = "enter",
                                                            .text = context.t("booking.enter"),
                                                            .icon = ui::Icon::door_open,
                                                            .kind = ui::ButtonKind::primary})) {
    Visit visit = *row.visit;
    visit.entered_at = context.clinic.now();
    context.commands.push(booking_command(context, OpKind::enter, facets_of(visit, 1),
                                          "booking.entered", row.patient_name));
  }
  if (row.state == BookingState::entered && ui::button(ui, {.key = "finish",
                                                            .text = context.t("booking.finish"),
                                                            .icon = ui::Icon::check,
                                                            .kind = ui::ButtonKind::primary})) {
    Visit visit = *row.visit;
    visit.finished_at = context.clinic.now();
    visit.outcome = VisitOutcome::treated;
    context.commands.push(booking_command(context, OpKind::finish_visit, facets_of(visit, 2),
                                          "booking.finished", row.patient_name));
  }
  if (row.visit &&
      ui::button(ui, {.key = "pay",
                      .text = context.t("booking.check_out"),
                      .icon = ui::Icon::banknote,
                      .kind = row.state == BookingState::done ? ui::ButtonKind::primary
                                                              : ui::ButtonKind::normal})) {
    check_out.open(context, b.patient, &*row.visit, b.service);
    open_ = false;
  }
}

bool BookingSheet::draw_acts(Context& context, const DayBooking& row, BookingForm& form,
                             CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Booking& b = row.booking;
  const bool waiting = row.state == BookingState::booked || row.state == BookingState::confirmed;
  bool move = false;
  const auto buttons = ui.row();
  draw_visit_acts(context, row, check_out);
  if (row.state == BookingState::booked && ui::button(ui, {.key = "confirm",
                                                           .text = context.t("booking.confirm"),
                                                           .icon = ui::Icon::calendar_check})) {
    Booking changed = b;
    changed.confirmed_at = context.clinic.now();
    context.commands.push(booking_command(context, OpKind::confirm_booking, facets_of(changed, 2),
                                          "booking.confirmed", row.patient_name));
  }
  if (!waiting) return false;
  if (place_ == SheetPlace::board &&
      ui::button(ui,
                 {.key = "move", .text = context.t("booking.move"), .icon = ui::Icon::scissors})) {
    move = true;
    open_ = false;
  }
  if (ui::button(ui, {.key = "other time",
                      .text = context.t("booking.find_time"),
                      .icon = ui::Icon::calendar_clock,
                      .opens = true})) {
    form.open_move(context, row);
    open_ = false;
  }
  if (ui::button(
          ui, {.key = "no show", .text = context.t("booking.no_show"), .icon = ui::Icon::user_x})) {
    Booking changed = b;
    changed.no_show_at = context.clinic.now();
    context.commands.push(booking_command(context, OpKind::mark_no_show, facets_of(changed, 4),
                                          "booking.marked_no_show", row.patient_name));
  }
  if (ui::button(ui, {.key = "cancel booking",
                      .text = context.t("booking.cancel"),
                      .icon = ui::Icon::calendar_x}))
    cancelling_ = true;
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
  const auto buttons = ui.row();
  if (ui::button(ui, {.key = "keep", .text = context.t("booking.keep")})) cancelling_ = false;
  if (ui::button(ui, {.key = "yes",
                      .text = context.t("booking.cancel"),
                      .kind = ui::ButtonKind::danger,
                      .disabled = reason_.is_nil()})) {
    Booking changed = row.booking;
    changed.cancelled_at = context.clinic.now();
    changed.cancel_reason = reason_;
    context.commands.push(booking_command(context, OpKind::cancel_booking, facets_of(changed, 3),
                                          "booking.cancelled", row.patient_name));
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
    ui::badge(ui, {.text = ui::booking_look_name(ui, look),
                   .tone = ui::Tone::info,
                   .icon = ui::booking_icon(look)});
    ui::status_badge(ui, context.reader.status_of(row->booking.patient));
  }
  draw_facts(context, *row);
  ui::separator(ui);
  const bool move = draw_acts(context, *row, form, check_out);
  if (cancelling_) draw_cancel(context, *row);
  ui::separator(ui);
  if (ui::button(ui,
                 {.key = "card", .text = context.t("booking.open_card"), .icon = ui::Icon::user})) {
    open_ = false;
    context.router.open_patient(row->booking.patient);
  }
  return move;
}

}  // namespace retour::views
