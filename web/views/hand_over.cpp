#include "views/hand_over.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/queries.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/board.hpp"
#include "views/lateness.hpp"
#include "views/offers.hpp"
#include "views/paper.hpp"
#include "views/place_words.hpp"
#include "views/view_close.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int64_t steps_max = 20;

std::string name_of(Context& context, PatientId id) {
  const Patient* patient = context.reader.patient(id);
  return patient == nullptr ? std::string(context.t("card.gone")) : name_of_patient(*patient);
}

}  // namespace

/// Offers that nobody has answered.
void HandOver::add_waiting(Context& context) {
  for (const app::Waiting& waiting : context.reader.waitlist().open) {
    const WaitlistEntry& entry = waiting.entry;
    if (entry.offered_at.seconds == 0) continue;
    const std::string place = words_of(context, place_of(offered_booking(entry)));
    add(ui::Icon::hourglass,
        context.t("hand_over.offer", {{"patient", name_of(context, entry.patient)},
                                      {"place", place},
                                      {"time", expiry_words(context, entry)}}));
  }
}

/// Who was called, did not answer, and is to be called again.
void HandOver::add_calls(Context& context, LocalDate date, BranchId branch) {
  const std::vector<ContactAttempt> talks = context.reader.contacts(date);
  for (const DayBooking& row : std::vector(context.reader.day(date, branch).bookings)) {
    const ContactAttempt* last = nullptr;
    for (const ContactAttempt& talk : talks)
      if (talk.booking == row.booking.id && (last == nullptr || last->at < talk.at)) last = &talk;
    if (row.state != BookingState::booked || last == nullptr || last->next_at.seconds == 0)
      continue;
    add(ui::Icon::phone_call,
        context.t("hand_over.call", {{"time", moment(context.ui, context.clinic, last->next_at)},
                                     {"patient", row.patient_name},
                                     {"phone", phone_to_call(context, row.person)}}));
  }
}

void HandOver::add_late(Context& context, BranchId branch) {
  const LocalDate today = context.ui.today();
  const auto minute = now_minute(context, branch, today);
  if (!minute) return;
  const Day& day = context.reader.day(today, branch);
  for (const Staff& person : context.catalogue().staff) {
    const int late =
        lateness_of(day.bookings, person.id, *minute, context.catalogue().zone_of(branch)).minutes;
    if (late >= late_minutes_min)
      add(ui::Icon::clock,
          context.t("hand_over.late", {{"doctor", short_name(person)}, {"count", late}}));
  }
}

/// Visits that go on, and those that nobody settled.
void HandOver::add_visits(Context& context, BranchId branch) {
  const bool money = readers_of(Visibility::money).has(context.clinic.session().role);
  for (const DayBooking& row :
       std::vector(context.reader.day(context.ui.today(), branch).bookings)) {
    const std::string words = row.patient_name + ", " + words_of(context, place_of(row.booking));
    if (row.state == BookingState::arrived || row.state == BookingState::entered)
      add(ui::Icon::door_open, context.t("hand_over.visit", {{"visit", words}}));
    else if (money && is_unsettled(context, row))
      add(ui::Icon::banknote, context.t("hand_over.unsettled", {{"visit", words}}));
  }
}

/// What whoever hands over has promised to do by today.
void HandOver::add_steps(Context& context) {
  const auto steps = store::owed_steps(context.clinic.database(), context.ui.today(),
                                       context.clinic.session().staff, steps_max);
  if (!steps) return;
  for (const store::OwedStep& step : *steps) {
    std::string words = name_of(context, step.patient.id) + ": " +
                        std::string(word(context.ui, "step_kind", enum_name(step.kind)));
    if (!step.note.empty()) words += ", " + step.note;
    add(ui::Icon::flag, std::move(words));
  }
}

void HandOver::open(Context& context, BranchId branch) {
  open_ = true;
  branch_ = branch;
  form_.open();
  lines_.clear();
  add_waiting(context);
  const LocalDate today = context.ui.today();
  add_calls(context, today, branch);
  if (const auto next = store::booking_date_after(context.clinic.database(), today); next && *next)
    add_calls(context, **next, branch);
  add_late(context, branch);
  add_visits(context, branch);
  add_steps(context);
  context.ui.request_frame();
}

void HandOver::send(Context& context) {
  retour::HandOver said;
  said.id = context.clinic.new_id<retour::HandOver>();
  said.branch = branch_;
  said.date = context.clinic.today(branch_);
  said.written_by = context.clinic.session().staff;
  said.written_at = context.clinic.now();
  said.note = trim(note_);
  form_.send(context, {.drafts = {{OpKind::write_hand_over, {facets_of(said, 0)}}},
                       .done = std::string(context.t("hand_over.done"))});
}

void HandOver::print(Context& context) {
  Paper paper(std::string(context.t("hand_over.title")) + ", " +
              moment(context.ui, context.clinic, context.clinic.now()));
  for (const Line& line : lines_) paper.line(line.text);
  paper.line(note_);
  context.ui.effects.push(
      {.kind = ui::EffectKind::print_document, .text = std::move(paper).html()});
}

void HandOver::draw(Context& context) {
  if (!open_) return;
  ui::Ui& ui = context.ui;
  if (form_.hear(context)) {
    note_.clear();
    open_ = false;
    return;
  }
  const auto d = ui::dialog(
      ui, {.key = "hand over", .title = context.t("hand_over.title"), .width = 620}, open_);
  if (!d) return;
  if (lines_.empty())
    ui::text(ui, {.text = context.t("hand_over.nothing"),
                  .tone = ui::TextTone::good,
                  .icon = ui::Icon::circle_check,
                  .key = "nothing"});
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const auto keyed = ui.keyed(i);
    ui::text(ui, {.text = lines_[i].text, .icon = lines_[i].icon, .key = "line"});
  }
  ui::text_field(ui,
                 {.key = "note",
                  .label = context.t("hand_over.note"),
                  .error = form_.error(ui, {RefusalCode::note_missing, RefusalCode::text_too_long}),
                  .lines = 3},
                 note_);
  form_.draw_refusal(ui);
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "copy",
                      .text = context.t("hand_over.copy"),
                      .icon = ui::Icon::copy,
                      .icon_only = ui.is_phone()})) {
    std::string all;
    for (const Line& line : lines_) all += line.text + "\n";
    copy_words(context, all + note_);
  }
  if (ui::button(ui, {.key = "print",
                      .text = context.t("close.print"),
                      .icon = ui::Icon::printer,
                      .icon_only = ui.is_phone()}))
    print(context);
  if (may(context, OpKind::write_hand_over) && ui::button(ui, {.key = "send",
                                                               .text = context.t("hand_over.send"),
                                                               .icon = ui::Icon::check,
                                                               .kind = ui::ButtonKind::primary,
                                                               .disabled = trim(note_).empty()}))
    send(context);
}

void draw_unread_notes(Context& context, BranchId branch) {
  if (!may(context, OpKind::read_hand_over)) return;
  for (const retour::HandOver& said : std::vector(context.reader.hand_overs(branch))) {
    const auto keyed = context.ui.keyed(to_text(said.id));
    const Staff* who = context.catalogue().person(said.written_by);
    const std::string name = who == nullptr ? std::string("—") : short_name(*who);
    const std::string words =
        context.t("hand_over.from", {{"who", name},
                                     {"at", moment(context.ui, context.clinic, said.written_at)},
                                     {"note", said.note}});
    if (!ui::banner(context.ui, {.key = "note",
                                 .text = words,
                                 .action = context.t("hand_over.read"),
                                 .tone = ui::Tone::info}))
      continue;
    retour::HandOver read = said;
    read.read_by = context.clinic.session().staff;
    read.read_at = context.clinic.now();
    context.commands.push({.drafts = {{OpKind::read_hand_over, {facets_of(read, 1)}}},
                           .done = std::string(context.t("hand_over.was_read"))});
  }
}

}  // namespace retour::views
