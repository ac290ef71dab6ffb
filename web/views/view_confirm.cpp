#include "views/view_confirm.hpp"

#include <algorithm>
#include <array>

#include "base/phone.hpp"
#include "store/queries.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/booking_acts.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array again_choices = {30, 60, 120};

std::string clock_words(const Context& context, Instant at, BranchId branch) {
  const LocalDateTime local = context.catalogue().zone_of(branch).local(at);
  return ui::format_time(local.second_of_day / 60);
}

std::string last_words(const Context& context, const ContactAttempt& last, BranchId branch) {
  std::string words = std::string(word(context.ui, "contact", enum_name(last.outcome))) + ", " +
                      moment(context.ui, context.clinic, last.at);
  if (last.next_at.seconds != 0)
    words += "; " +
             context.t("confirm.again_at", {{"time", clock_words(context, last.next_at, branch)}});
  return words;
}

}  // namespace

LocalDate ConfirmView::date(Context& context) {
  if (date_) return *date_;
  const LocalDate tomorrow = context.ui.today().plus_days(1);
  const auto next = store::booking_date_after(context.clinic.database(), context.ui.today());
  date_ = next && *next ? **next : tomorrow;
  return *date_;
}

ConfirmView::Calls ConfirmView::calls(Context& context, LocalDate day) const {
  Calls calls;
  const std::vector<ContactAttempt>& talks = context.reader.contacts(day);
  for (const DayBooking& row : context.reader.day(day, branch_).bookings) {
    if (row.state == BookingState::no_show || row.booking.hold != Hold::none) continue;
    ++calls.all;
    if (row.state != BookingState::booked) {
      ++calls.confirmed;
      continue;
    }
    Call call;
    call.row = &row;
    for (const ContactAttempt& talk : talks)
      // A confirmation or a cancellation of a booking that is open again was taken back.
      if (talk.booking == row.booking.id && talk.outcome != ContactOutcome::cancelled &&
          talk.outcome != ContactOutcome::confirmed &&
          (call.last == nullptr || call.last->at < talk.at))
        call.last = &talk;
    call.later = call.last != nullptr && context.clinic.now() < call.last->next_at;
    call.risk = context.reader.risk_of(row.person, day, row.booking.booked_at);
    const auto at = std::ranges::find_if(calls.open, [&](const Call& other) {
      return other.later != call.later ? other.later : other.risk < call.risk;
    });
    calls.open.insert(at, call);
  }
  return calls;
}

void ConfirmView::draw_choices(Context& context, LocalDate day) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    std::optional<LocalDate> chosen = day;
    ui::date_field(ui, {.key = "date", .label = context.t("booking.date"), .width = 190}, chosen,
                   ui::DateHint::future);
    if (chosen) date_ = chosen;
    const auto branches = named_branches(context);
    if (branches.size() > 1)
      pick(context, {.key = "branch", .label = context.t("day.branch"), .width = 220}, branches,
           branch_);
  }
  std::array<std::string, again_choices.size()> texts;
  std::array<std::string_view, again_choices.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = texts[i] = context.t("booking.minutes", {{"count", again_choices[i]}});
  ui::text(ui, {.text = context.t("confirm.again"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "again name"});
  ui::segments(ui, "again", context.t("confirm.again"), names, again_);
}

void ConfirmView::draw_acts(Context& context, BookingForm& booking, const DayBooking& row) {
  ui::Ui& ui = context.ui;
  const auto buttons = ui.row();
  const std::string& name = row.patient_name;
  if (ui::button(
          ui,
          {.key = "confirmed", .text = context.t("booking.confirm"), .icon = ui::Icon::check})) {
    Booking confirmed = row.booking;
    confirmed.confirmed_at = context.clinic.now();
    context.commands.push({.drafts = {{.kind = OpKind::confirm_booking,
                                       .parts = {facets_of(confirmed, 2),
                                                 whole(talk_about(context, row.booking,
                                                                  ContactOutcome::confirmed))}}},
                           .done = context.t("booking.confirmed", {{"patient", name}})});
  }
  if (ui::button(
          ui,
          {.key = "no answer", .text = context.t("confirm.no_answer"), .icon = ui::Icon::phone})) {
    ContactAttempt talk = talk_about(context, row.booking, ContactOutcome::no_answer);
    talk.next_at = talk.at.plus_minutes(again_choices[again_]);
    context.commands.push({.drafts = {{.kind = OpKind::note_contact, .parts = {whole(talk)}}},
                           .done = context.t("confirm.noted", {{"patient", name}})});
  }
  if (ui::button(ui, {.key = "moves",
                      .text = context.t("confirm.moves"),
                      .icon = ui::Icon::calendar_clock,
                      .opens = true}))
    booking.open_move(context, row, {}, Talk::note);
  if (ui::button(ui, {.key = "cancels",
                      .text = context.t("confirm.cancels"),
                      .icon = ui::Icon::calendar_x,
                      .opens = true})) {
    cancelled_ = row;
    reason_ = {};
    cancelling_.open();
    ui.request_frame();
  }
}

void ConfirmView::draw_call(Context& context, BookingForm& booking, const Call& call) {
  ui::Ui& ui = context.ui;
  const DayBooking& row = *call.row;
  const Booking& b = row.booking;
  const std::string when =
      b.begin_minute == untimed_minute ? std::string("—") : ui::format_time(b.begin_minute);
  const std::string title = when + "  " + row.patient_name;
  const auto group = ui.group(ui.id("who"), ui::Role::group, ui.cursor(), title);
  const auto card = ui.card("call", title);
  const Patient* patient = context.reader.patient(b.patient);
  std::string about = patient == nullptr || patient->phones.empty()
                          ? std::string(context.t("confirm.no_phone"))
                          : format_phone(patient->phones.front().number);
  about += ", " + name_of_visit(ui, context.catalogue(), b);
  if (const Staff* doctor = context.catalogue().person(b.doctor))
    about += ", " + short_name(*doctor);
  ui::text(ui, {.text = about, .key = "about"});
  if (call.last != nullptr)
    ui::text(ui, {.text = last_words(context, *call.last, b.branch),
                  .tone = ui::TextTone::muted,
                  .icon = ui::Icon::history,
                  .key = "last"});
  if (may(context, OpKind::note_contact)) draw_acts(context, booking, row);
}

void ConfirmView::draw_cancel(Context& context) {
  ui::Ui& ui = context.ui;
  cancelling_.hear(context);
  const std::string name = cancelled_ ? cancelled_->patient_name : std::string();
  const auto d = ui::dialog(ui,
                            {.key = "cancel call",
                             .title = context.t("confirm.cancel_title", {{"patient", name}}),
                             .width = 460},
                            cancelling_.open_flag());
  if (!d || !cancelled_) return;
  pick(context,
       {.key = "reason",
        .label = context.t("booking.cancel_reason"),
        .placeholder = context.t("refusal.reason_missing"),
        .required = true},
       named_reasons(context, ReasonGroup::cancellation), reason_);
  cancelling_.draw_refusal(ui);
  if (!form_footer(context, cancelling_, context.t("booking.cancel"),
                   reason_.is_nil() ? context.t("refusal.reason_missing") : std::string_view{}))
    return;
  Booking gone = cancelled_->booking;
  gone.cancelled_at = context.clinic.now();
  gone.cancel_reason = reason_;
  cancelling_.send(
      context,
      {.drafts = {{.kind = OpKind::cancel_booking,
                   .parts = {facets_of(gone, 3),
                             whole(talk_about(context, gone, ContactOutcome::cancelled))}}},
       .done = context.t("booking.cancelled", {{"patient", name}})});
}

void ConfirmView::draw(Context& context, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  if (branch_.is_nil()) branch_ = first_branch(context);
  const LocalDate day = date(context);
  draw_choices(context, day);
  const Calls list = calls(context, day);
  const std::string words =
      context.t("confirm.progress", {{"count", list.confirmed}, {"all", list.all}});
  if (list.all > 0)
    (void)ui::progress(
        ui, {.key = "progress",
             .text = words,
             .share = static_cast<float>(list.confirmed) / static_cast<float>(list.all)});
  if (list.open.empty()) {
    const auto card = ui.card("none");
    (void)ui::empty_state(ui,
                          {.title = context.t(list.all > 0 ? ui::TextId("confirm.all_done")
                                                           : ui::TextId("confirm.nothing")),
                           .text = ui::format_date(day, ui::DateStyle::weekday_full, ui.language()),
                           .icon = ui::Icon::circle_check});
  } else {
    ui::text(ui, {.text = context.t("confirm.order"), .tone = ui::TextTone::muted, .key = "order"});
  }
  bool said_later = false;
  for (const Call& call : list.open) {
    const auto keyed = ui.keyed(to_text(call.row->booking.id));
    if (call.later && !said_later)
      ui::heading(ui, {.text = context.t("confirm.later"), .level = 2});
    said_later |= call.later;
    draw_call(context, booking, call);
  }
  draw_cancel(context);
  if (said_later) ui.wake_in(30);
}

}  // namespace retour::views
