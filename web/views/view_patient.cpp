#include "views/view_patient.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
void PatientView::draw_acts(Context& context, const Card& card, BookingForm& form,
                            CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Patient& patient = card.facts.patient;
  const auto row = ui.row();
  if (may(context, OpKind::book) && ui::button(ui, {.key = "book",
                                                    .text = context.t("card.book"),
                                                    .icon = ui::Icon::calendar_plus,
                                                    .kind = ui::ButtonKind::primary,
                                                    .opens = true}))
    form.open(context, {.patient = patient.id,
                        .doctor = {},
                        .branch = first_branch(context),
                        .date = ui.today(),
                        .minute = {}});
  if (may(context, OpKind::check_in) &&
      ui::button(ui, {.key = "walk in",
                      .text = context.t("walk_in.act"),
                      .icon = ui::Icon::sofa,
                      .icon_only = !ui.is_phone() && ui.width() < 1300,
                      .opens = true}))
    form.open(context, {.patient = patient.id,
                        .doctor = {},
                        .branch = first_branch(context),
                        .date = ui.today(),
                        .minute = {},
                        .comes = Comes::now});
  if (may(context, OpKind::log_call) &&
      ui::button(
          ui,
          {.key = "call", .text = context.t("card.call"), .icon = ui::Icon::phone, .opens = true}))
    call_.open(context, card);
  if (may(context, OpKind::check_out) && ui::button(ui, {.key = "pay",
                                                         .text = context.t("card.act_pay"),
                                                         .icon = ui::Icon::banknote,
                                                         .opens = true}))
    check_out.open(context, patient.id, nullptr, {});
  if (may(context, OpKind::set_next_step) && ui::button(ui, {.key = "step",
                                                             .text = context.t("card.act_step"),
                                                             .icon = ui::Icon::flag,
                                                             .opens = true}))
    step_.open(context, card);
  if (may(context, OpKind::set_recall) && ui::button(ui, {.key = "recall",
                                                          .text = context.t("card.act_recall"),
                                                          .icon = ui::Icon::repeat,
                                                          .opens = true}))
    recall_.open(context, card);
  constexpr std::array more = {QuickAct::itinerary, QuickAct::wait, QuickAct::consent,
                               QuickAct::merge};
  if (const auto items = quick_.items(context, more); !items.empty())
    if (const auto chosen =
            ui::menu_button(ui, "more", context.t("quick.more"), ui::Icon::ellipsis, items))
      quick_.perform(context, *chosen, patient.id, form);
}

void PatientView::draw_head(Context& context, const Card& card, BookingForm& form,
                            CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "back",
                        .text = context.t("common.back"),
                        .icon = ui::Icon::chevron_left,
                        .kind = ui::ButtonKind::quiet}))
      context.router.screen = context.router.came_from;
    ui::heading(ui, {.text = name_of_patient(card.facts.patient)});
    ui::status_badge(ui, static_cast<int>(card.funnel.status));
  }
  draw_acts(context, card, form, check_out);
}

void PatientView::draw_next_step(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto step = context.reader.next_step_of(card.facts.patient.id);
  if (!step) {
    if (ui::banner(ui, {.key = "no step",
                        .text = context.t("card.no_next_step"),
                        .action = context.t("card.set_next_step"),
                        .tone = ui::Tone::warn}))
      step_.open(context, card);
    return;
  }
  const Staff* person = context.catalogue().person(step->responsible);
  std::string words = context.t(
      "card.step_text",
      {{"kind", word(ui, "step_kind", enum_name(step->kind))},
       {"date", ui::format_date(step->due_on, ui::DateStyle::weekday_full, ui.language())},
       {"person", person == nullptr ? std::string() : short_name(*person)}});
  if (!step->note.empty()) words += ". " + step->note;
  if (ui::banner(ui, {.key = "owed step",
                      .text = words,
                      .action = context.t("card.step_done"),
                      .tone = step->due_on < ui.today() ? ui::Tone::danger : ui::Tone::info})) {
    NextStep done = *step;
    done.done_at = context.clinic.now();
    context.commands.push(
        {.drafts = {{.kind = OpKind::finish_next_step, .parts = {facets_of(done, 1)}}},
         .done = std::string(context.t("card.step_finished"))});
  }
}

/// Bookings from today on that stand: a press opens one, to move or cancel it.
void PatientView::draw_ahead(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  std::vector<const Booking*> ahead;
  for (const Booking& b : card.facts.bookings)
    if (b.date >= ui.today() && b.cancelled_at.seconds == 0 && !b.entered_in_error)
      ahead.push_back(&b);
  if (ahead.empty()) return;
  sort_stably(ahead, {}, &Booking::begin);
  const auto box = ui.card("ahead", context.t("card.ahead"));
  const auto list =
      ui.group(ui.id("bookings"), ui::Role::listbox, ui.cursor(), context.t("card.ahead"));
  for (std::size_t i = 0; i < ahead.size(); ++i) {
    const Booking& b = *ahead[i];
    const auto keyed = ui.keyed(i + 1);
    const std::string date = ui::format_date(b.date, ui::DateStyle::weekday_full, ui.language());
    const std::string when =
        b.begin_minute == untimed_minute
            ? context.t("booking.untimed", {{"date", date}})
            : context.t("common.moment",
                        {{"date", date}, {"time", ui::format_time(b.begin_minute)}});
    const Staff* doctor = context.catalogue().person(b.doctor);
    std::string detail = name_of_visit(ui, context.catalogue(), b);
    if (doctor != nullptr) detail += ", " + short_name(*doctor);
    if (ui::option_row(
            ui,
            {.key = "booking", .text = when, .detail = detail, .icon = ui::Icon::calendar_days}))
      sheet_.open(b.id, b.date, b.branch, SheetPlace::card);
  }
  std::vector<Booking> movable;
  for (const Booking* booking : ahead)
    if (booking->begin > context.clinic.now() && booking->begin_minute != untimed_minute &&
        booking->branch == ahead.front()->branch)
      movable.push_back(*booking);
  if (movable.size() > 1 && may(context, OpKind::move_booking) &&
      ui::button(ui, {.key = "move together",
                      .text = context.t("card.move_together"),
                      .icon = ui::Icon::calendar_clock,
                      .opens = true}))
    itinerary_.open_moves(context, card, std::move(movable));
}

void PatientView::draw_cycles(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("cycles", context.t("card.cycles"));
  for (std::size_t i = card.funnel.cycles.size(); i-- > 0;) {
    const funnel::Cycle& cycle = card.funnel.cycles[i];
    const auto keyed = ui.keyed(i + 1);
    const Specialty* specialty = context.catalogue().specialty(cycle.specialty);
    const std::string_view name =
        specialty == nullptr ? context.t("card.general_cycle") : std::string_view(specialty->name);
    {
      const auto row = ui.row();
      ui::text(ui, {.text = name,
                    .tone = i == card.funnel.badge ? ui::TextTone::strong : ui::TextTone::normal,
                    .key = "specialty"});
      ui::status_badge(ui, static_cast<int>(cycle.status));
      if (cycle.closing == funnel::Closing::open && may(context, OpKind::close_cycle) &&
          ui::button(ui, {.key = "close",
                          .text = context.t("closing.open", {{"specialty", name}}),
                          .icon = ui::Icon::circle_x,
                          .kind = ui::ButtonKind::quiet,
                          .icon_only = true,
                          .opens = true}))
        closing_.open(context, card, cycle.specialty);
    }
    std::string about;
    if (cycle.open_money_minor > 0)
      about =
          context.t("card.open_money", {{"money", money_words(context, cycle.open_money_minor)}});
    if (cycle.closing != funnel::Closing::open) {
      if (!about.empty()) about += " · ";
      about += word(ui, "closing_kind", enum_name(cycle.closing));
    }
    if (!about.empty()) ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
  }
}

/// Dates at which a doctor wants the patient back, and what became of them.
void PatientView::draw_recalls(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  std::vector<const Recall*> open;
  for (const Recall& recall : card.facts.recalls)
    if (recall.state == RecallState::open) open.push_back(&recall);
  if (open.empty()) return;
  sort_stably(open, {}, &Recall::due_on);
  const auto box = ui.card("recalls", context.t("recall.recalls"));
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Recall& recall = *open[i];
    const auto keyed = ui.keyed(i + 1);
    const auto row = ui.row();
    const std::string date = ui::format_date(recall.due_on, ui::DateStyle::full, ui.language());
    ui::text(ui, {.text = date,
                  .tone = recall.due_on < ui.today() ? ui::TextTone::danger : ui::TextTone::strong,
                  .icon = ui::Icon::repeat,
                  .key = "date"});
    const Staff* doctor = context.catalogue().person(recall.doctor);
    const Specialty* specialty = context.catalogue().specialty(recall.specialty);
    std::string about = specialty == nullptr ? std::string() : specialty->name;
    if (doctor != nullptr) about += (about.empty() ? "" : ", ") + short_name(*doctor);
    ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
    if (!may(context, OpKind::settle_recall)) continue;
    const std::array items = {
        ui::MenuItem{.key = "came", .text = context.t("recall.mark_came"), .icon = ui::Icon::check},
        ui::MenuItem{
            .key = "cancelled", .text = context.t("recall.mark_cancelled"), .icon = ui::Icon::ban}};
    const auto chosen = ui::menu_button(
        ui, "outcome", context.t("recall.outcome_of", {{"date", date}}), ui::Icon::ellipsis, items);
    if (!chosen) continue;
    Recall settled = recall;
    settled.state = *chosen == 0 ? RecallState::came : RecallState::cancelled;
    settled.state_at = context.clinic.now();
    context.commands.push(
        {.drafts = {{.kind = OpKind::settle_recall, .parts = {facets_of(settled, 1)}}},
         .done = std::string(context.t("recall.settled"))});
  }
}

void PatientView::draw(Context& context, BookingForm& form, CheckOut& check_out) {
  ui::Ui& ui = context.ui;
  const Card* card = context.reader.card(context.router.patient);
  if (card == nullptr) {
    const auto box = ui.card("gone");
    if (ui::empty_state(ui, {.title = context.t("card.gone"),
                             .text = context.t("failure.not_found"),
                             .action = context.t("common.back"),
                             .icon = ui::Icon::user_x}))
      context.router.screen = Screen::patients;
    return;
  }
  const auto keyed = ui.keyed("card");
  draw_head(context, *card, form, check_out);
  draw_next_step(context, *card);
  draw_merged(context, *card, quick_.merge());
  {
    const auto columns = ui.columns({1, 1.5F}, 320);
    ui.next_column();
    people_.draw_contact(context, *card);
    draw_cycles(context, *card);
    money_.draw(context, *card);
    people_.draw_relations(context, *card);
    people_.draw_consents(context, *card);
    ratings_.draw(context, *card);
    ui.next_column();
    draw_ahead(context, *card);
    draw_recalls(context, *card);
    plans_.draw(context, *card, form, itinerary_);
    timeline_.draw(context, *card);
  }
  quick_.draw(context);
  call_.draw(context);
  itinerary_.draw(context);
  step_.draw(context);
  recall_.draw(context);
  closing_.draw(context);
  people_.draw_dialogs(context);
  money_.draw_dialogs(context);
  plans_.draw_dialogs(context);
  ratings_.draw_dialogs(context);
  (void)sheet_.draw(context, form, check_out);
}

}  // namespace retour::views
