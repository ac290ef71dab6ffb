// Sections: words | the form | planning | the plan | one visit | applied | the view
#include "views/view_absence.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/paper.hpp"
#include "views/place_words.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array windows = {0, 3, 7, 14, 30, 60};
constexpr std::size_t offers_shown = 8;
constexpr float field_width = 320;
constexpr std::string_view job = "job.absence";

enum Item : std::size_t { details, pin, call, copy };  // of the menu of a row

PlaceWords place_of(const app::AbsenceTarget& target) {
  return {.date = target.date, .minute = target.minute, .doctor = target.doctor};
}

/// The terms that cost something, in words.
enum class Points : std::uint8_t { leave_out, show };
std::vector<std::string> terms_of(const Context& context, const app::MoveCost& cost,
                                  std::int32_t days, Points points_too = Points::leave_out) {
  std::vector<std::string> terms;
  const auto add = [&](std::int32_t points, std::string words) {
    if (points == 0) return;
    if (points_too == Points::show) words += " " + std::to_string(points);
    terms.push_back(std::move(words));
  };
  const auto later = [&] {
    return days > 0 ? context.t("absence.days_later", {{"count", days}})
                    : context.t("absence.days_earlier", {{"count", -days}});
  };
  add(cost.days, later());
  add(cost.hours, context.t("absence.hours_away", {{"count", cost.hours / app::points_hour}}));
  add(cost.other_doctor, std::string(context.t("absence.other_doctor")));
  add(cost.continuity, std::string(context.t("absence.continuity")));
  add(cost.other_branch, std::string(context.t("absence.other_branch")));
  add(cost.promise, std::string(context.t("absence.promise")));
  add(cost.together, std::string(context.t("absence.together")));
  return terms;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ", ";
    out += word;
  }
  return out;
}

std::string why_of(const Context& context, const app::AbsenceVisit& visit,
                   const std::optional<app::AbsenceTarget>& target) {
  if (target) {
    const std::string terms =
        joined(terms_of(context, target->cost, target->date.days - visit.booking.date.days));
    return terms.empty() ? std::string(context.t("absence.same_time")) : terms;
  }
  if (visit.is_here) return std::string(context.t("absence.is_here"));
  if (visit.word == app::AbsenceWord::call) return std::string(context.t("absence.left_for_call"));
  if (visit.booking.begin_minute == untimed_minute)
    return std::string(context.t("absence.is_untimed"));
  return std::string(context.t(visit.booking.session.is_nil() ? ui::TextId("absence.nobody_found")
                                                              : ui::TextId("absence.group")));
}

}  // namespace

// ---- words
// ---------------------------------------------------------------------------------------

std::string AbsenceView::doctor_name(const Context& context) const {
  const Staff* person = context.catalogue().person(wish_.doctor);
  return person == nullptr ? std::string() : short_name(*person);
}

void AbsenceView::make_lines(Context& context) {
  lines_language_ = context.ui.language();
  lines_.clear();
  const app::AbsenceProposal& plan = *proposal_;
  for (std::size_t v = 0; v < plan.visits.size(); ++v) {
    const Booking& b = plan.visits[v].booking;
    const auto target = app::target_of(context.catalogue(), plan, v);
    const Patient* patient = context.reader.patient(b.patient);
    lines_.push_back(
        {.patient =
             patient == nullptr ? std::string(context.t("card.gone")) : name_of_patient(*patient),
         .phone = phone_to_call(context, b.patient),
         .from = ui::format_date(b.date, ui::DateStyle::weekday_short, context.ui.language()) +
                 (b.begin_minute == untimed_minute ? "" : ", " + ui::format_time(b.begin_minute)),
         .to = target ? words_of(context, place_of(*target)) : std::string("—"),
         .why = why_of(context, plan.visits[v], target)});
  }
}

std::string AbsenceView::note(Context& context, std::size_t visit) const {
  const Booking& b = proposal_->visits[visit].booking;
  const std::string from = words_of(context, views::place_of(b));
  const std::string reason(word(context.ui, "absence.reason", enum_name(reason_)));
  const auto target = app::target_of(context.catalogue(), *proposal_, visit);
  if (!target) return context.t("absence.note_find", {{"from", from}, {"reason", reason}});
  return context.t(
      "absence.note_tell",
      {{"from", from}, {"to", words_of(context, place_of(*target))}, {"reason", reason}});
}

std::string AbsenceView::message(Context& context, std::size_t visit) const {
  const Booking& b = proposal_->visits[visit].booking;
  const Patient* patient = context.reader.patient(b.patient);
  if (patient == nullptr) return {};
  const Letter letter(context, *patient);
  const std::string doctor = letter.doctor(wish_.doctor), date = letter.date(b.date);
  const auto target = app::target_of(context.catalogue(), *proposal_, visit);
  if (!target) return letter.text("letter.absent", b.branch, {{"doctor", doctor}, {"date", date}});
  const std::string to = letter.date(target->date), time = ui::format_time(target->minute);
  const std::string other = letter.doctor(target->doctor);
  return letter.text("letter.moved", target->branch,
                     {{"doctor", doctor},
                      {"date", date},
                      {"new_date", to},
                      {"new_time", time},
                      {"new_doctor", other}});
}

std::string AbsenceView::all_messages(Context& context) const {
  std::string all;
  for (std::size_t v = 0; v < lines_.size(); ++v) {
    if (!all.empty()) all += "\n\n";
    all += lines_[v].patient;
    if (!lines_[v].phone.empty()) all += ", " + lines_[v].phone;
    all += "\n" + message(context, v);
  }
  return all;
}

// ---- the form
// ------------------------------------------------------------------------------------

void AbsenceView::open(Context& context, StaffId doctor, LocalDate date) {
  if (!may(context, OpKind::put_shifts)) {
    context.ui.toast(words_of(context.ui, Refusal{RefusalCode::not_permitted, {}, 0}),
                     ui::Tone::danger);
    return;
  }
  *this = {};
  wish_.doctor = doctor;
  first_ = last_ = std::max(date, context.ui.today());
  stage_ = Stage::form;
  context.ui.request_frame();
}

void AbsenceView::close(Context& context) {
  context.clinic.jobs().cancel(job);
  *this = {};
  context.ui.request_frame();
}

std::string_view AbsenceView::lacks(Context& context) const {
  if (wish_.doctor.is_nil()) return context.t("day.choose_doctor");
  if (!first_ || !last_) return context.t("refusal.date_missing");
  const bool backwards =
      *last_ < *first_ || (*first_ == *last_ && begin_.value_or(0) >= end_.value_or(24 * 60));
  if (backwards) return context.t("absence.backwards");
  const bool manages = may(context, OpKind::put_shift_patterns);
  return manages || *last_ <= context.ui.today().plus_days(1) ? std::string_view{}
                                                              : context.t("absence.near_only");
}

void AbsenceView::draw_dates(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    ui::date_field(ui, {.key = "first", .label = context.t("absence.first"), .width = 180}, first_,
                   ui::DateHint::future);
    ui::time_field(ui,
                   {.key = "begin",
                    .label = context.t("absence.begin"),
                    .placeholder = context.t("absence.whole_day"),
                    .width = 130},
                   begin_);
  }
  const auto row = ui.row();
  ui::date_field(ui, {.key = "last", .label = context.t("absence.last"), .width = 180}, last_,
                 ui::DateHint::future);
  ui::time_field(ui,
                 {.key = "end",
                  .label = context.t("absence.end"),
                  .placeholder = context.t("absence.whole_day"),
                  .width = 130},
                 end_);
}

void AbsenceView::draw_options(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.columns({1, 1});
  pick_value(
      context, {.key = "reason", .label = context.t("absence.reason_label")}, "absence.reason",
      {AbsenceReason::ill, AbsenceReason::leave, AbsenceReason::training, AbsenceReason::other},
      reason_);
  std::vector<std::string> words;
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const int days : windows)
    words.push_back(days == 0 ? std::string(context.t("absence.window_none"))
                              : context.t("absence.window_days", {{"count", days}}));
  for (std::size_t i = 0; i < windows.size(); ++i) {
    choices.push_back({.text = words[i]});
    if (windows[i] == wish_.window_days) selected = static_cast<int>(i);
  }
  if (ui::combo(ui, {.key = "window", .label = context.t("absence.window"), .width = field_width},
                choices, selected) &&
      selected >= 0)
    wish_.window_days = windows[static_cast<std::size_t>(selected)];
}

void AbsenceView::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("absence form");
  pick(context,
       {.key = "doctor",
        .label = context.t("booking.doctor"),
        .width = field_width,
        .required = true},
       named_doctors(context, {}), wish_.doctor);
  draw_dates(context);
  draw_options(context);
  ui::checkbox(ui,
               {.key = "colleagues",
                .text = context.t("absence.colleagues"),
                .hint = context.t("absence.colleagues_hint")},
               wish_.colleagues);
  if (context.catalogue().branches.size() > 1)
    ui::checkbox(ui, {.key = "branches", .text = context.t("absence.branches")},
                 wish_.other_branches);
  const std::string_view missing = lacks(context);
  if (!missing.empty()) ui::text(ui, missing, ui::TextTone::muted);
  if (ui::button(ui, {.key = "plan",
                      .text = context.t("absence.make_plan"),
                      .icon = ui::Icon::sparkles,
                      .kind = ui::ButtonKind::primary,
                      .disabled = !missing.empty()}))
    start_plan(context, app::PinsOf::said);
  ui::text(ui, context.t("absence.nothing_written"), ui::TextTone::muted);
}

// ---- planning
// ------------------------------------------------------------------------------------

void AbsenceView::start_plan(Context& context, app::PinsOf which) {
  wish_.first = *first_;
  wish_.last = *last_;
  wish_.begin_minute = begin_.value_or(0);
  wish_.end_minute = end_.value_or(24 * 60);
  std::vector<app::AbsencePin> pins;
  if (proposal_) pins = app::pins_of(*proposal_, which);
  shown_.reset();
  visit_open_ = false;
  proposal_ = std::make_shared<app::AbsenceProposal>();
  app::start_absence_plan(context.clinic, wish_, std::move(pins), proposal_);
  stage_ = Stage::planning;
  context.ui.request_frame();
}

void AbsenceView::draw_planning(Context& context) {
  ui::Ui& ui = context.ui;
  if (proposal_->is_done || proposal_->failure) return finish_planning(context);
  const app::JobControl* current = context.clinic.jobs().current();
  const bool runs = current != nullptr && current->name == job;
  const float share = runs && current->total > 0
                          ? static_cast<float>(current->done) / static_cast<float>(current->total)
                          : -1.0F;
  const auto card = ui.card("planning");
  if (ui::progress(ui, {.key = "progress",
                        .text = context.t("absence.planning"),
                        .share = share,
                        .cancel = context.t("common.cancel")})) {
    context.clinic.jobs().cancel(job);
    apply_next_ = false;
    proposal_.reset();
    stage_ = Stage::form;
    ui.request_frame();
    return;
  }
  ui.wake_in(0.05);
}

void AbsenceView::finish_planning(Context& context) {
  context.ui.request_frame();
  if (proposal_->failure) {
    context.ui.toast(words_of(context.ui, *proposal_->failure), ui::Tone::danger);
    proposal_.reset();
    apply_next_ = false;
    stage_ = Stage::form;
    return;
  }
  stage_ = Stage::plan;
  const bool lost = std::ranges::any_of(proposal_->visits, &app::AbsenceVisit::lost_pin);
  const bool same = lines_.size() == proposal_->visits.size();
  // A refused act is never sent again by itself.
  changed_ = std::exchange(refused_, false) || (apply_next_ && (lost || !same));
  make_lines(context);
  if (std::exchange(apply_next_, false) && !changed_) apply(context);
}

// ---- the plan
// ------------------------------------------------------------------------------------

void AbsenceView::draw_plan_head(Context& context) {
  ui::Ui& ui = context.ui;
  const app::AbsenceProposal& plan = *proposal_;
  {
    const auto row = ui.row();
    ui::badge(ui, {.text = context.t("absence.visits", {{"count", plan.visits.size()}}),
                   .tone = ui::Tone::info,
                   .icon = ui::Icon::users});
    ui::badge(ui, {.text = context.t("absence.moved", {{"count", plan.moved()}}),
                   .tone = ui::Tone::good,
                   .icon = ui::Icon::calendar_check});
    if (plan.tasks() > 0)
      ui::badge(ui, {.text = context.t("absence.tasks", {{"count", plan.tasks()}}),
                     .tone = ui::Tone::warn,
                     .icon = ui::Icon::phone});
  }
  if (changed_)
    ui::banner(ui, {.key = "changed",
                    .text = context.t("absence.changed"),
                    .tone = ui::Tone::warn,
                    .urgent = true});
  if (plan.too_many)
    ui::banner(ui, {.key = "too many",
                    .text = context.t("absence.too_many", {{"count", plan.visits.size()}}),
                    .tone = ui::Tone::warn});
  const auto row = ui.row();
  if (ui::button(ui, {.key = "apply",
                      .text = context.t("absence.apply"),
                      .icon = ui::Icon::check,
                      .kind = ui::ButtonKind::primary,
                      .disabled = tag_ != 0})) {
    if (plan.generation == context.clinic.generation()) {
      apply(context);
    } else {
      apply_next_ = true;
      start_plan(context, app::PinsOf::everything);
      return;
    }
  }
  if (ui::button(ui, {.key = "again",
                      .text = context.t("absence.again"),
                      .icon = ui::Icon::refresh_cw,
                      .disabled = plan.visits.empty()}))
    start_plan(context, app::PinsOf::said);
  if (ui::button(ui, {.key = "copy all",
                      .text = context.t("absence.copy_all"),
                      .icon = ui::Icon::copy,
                      .kind = ui::ButtonKind::quiet,
                      .disabled = plan.visits.empty()}))
    copy_words(context, all_messages(context));
  if (ui::button(ui, {.key = "print",
                      .text = context.t("absence.print"),
                      .icon = ui::Icon::printer,
                      .kind = ui::ButtonKind::quiet,
                      .disabled = plan.visits.empty()}))
    print(context);
}

void AbsenceView::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const app::AbsenceProposal& plan = *proposal_;
  const bool applied = stage_ == Stage::applied;
  const std::array columns = {
      ui::TableColumn{.key = "patient", .title = context.t("booking.patient"), .min_width = 150},
      ui::TableColumn{.key = "phone", .title = context.t("booking.phone"), .width = 165},
      ui::TableColumn{.key = "from", .title = context.t("absence.from"), .width = 150},
      ui::TableColumn{.key = "to", .title = context.t("absence.to"), .min_width = 190},
      ui::TableColumn{
          .key = "why", .title = context.t("absence.why"), .min_width = 170, .hide_below = 1050},
      ui::TableColumn{.key = "word", .title = context.t("absence.state"), .width = 130},
      ui::TableColumn{
          .key = "menu", .title = context.t("patients.column_menu"), .width = 56, .menu = true}};
  std::optional<std::pair<std::size_t, std::size_t>> chosen;
  const ui::TableResult result = ui::table(
      ui,
      {.key = "visits",
       .name = context.t("absence.table"),
       .columns = columns,
       .rows = plan.visits.size(),
       .height = -1},
      nullptr, [&](ui::Cells& cells, std::size_t v) {
        const Line& line = lines_[v];
        const app::AbsenceVisit& visit = plan.visits[v];
        const bool is_moved = plan.choice_of(v).has_value();
        cells.text(line.patient, ui::TextTone::strong);
        cells.text(line.phone);
        cells.text(line.from);
        cells.text(line.to, is_moved ? ui::TextTone::normal : ui::TextTone::muted);
        cells.text(line.why, is_moved ? ui::TextTone::muted : ui::TextTone::warn);
        const bool told = applied && steps_[v].done_at.seconds != 0;
        if (told)
          cells.badge(context.t("absence.told"), ui::Tone::good, ui::Icon::check);
        else if (applied || !is_moved)
          cells.badge(context.t("absence.to_call"), ui::Tone::warn, ui::Icon::phone);
        else if (visit.lost_pin)
          cells.badge(context.t("absence.anew"), ui::Tone::danger, ui::Icon::refresh_cw);
        else if (visit.word == app::AbsenceWord::pin)
          cells.badge(context.t("absence.pinned"), ui::Tone::info, ui::Icon::lock);
        else
          cells.text(context.t("absence.planned"), ui::TextTone::muted);
        const bool pinned = visit.word == app::AbsenceWord::pin;
        const std::array items = {
            ui::MenuItem{
                .key = "details", .text = context.t("absence.details"), .icon = ui::Icon::info},
            ui::MenuItem{.key = "pin",
                         .text = context.t(applied  ? ui::TextId("absence.mark_told")
                                           : pinned ? ui::TextId("absence.unpin")
                                                    : ui::TextId("absence.pin")),
                         .icon = applied ? ui::Icon::phone_call : ui::Icon::lock,
                         .disabled = applied ? told : !is_moved},
            ui::MenuItem{.key = "call",
                         .text = context.t(applied ? ui::TextId("booking.open_card")
                                                   : ui::TextId("absence.leave")),
                         .icon = applied ? ui::Icon::user : ui::Icon::phone,
                         .disabled = !applied && !is_moved},
            ui::MenuItem{.key = "copy", .text = context.t("absence.copy"), .icon = ui::Icon::copy}};
        if (const auto item = cells.menu(context.t("day.menu", {{"patient", line.patient}}), items))
          chosen = {v, *item};
      });
  if (result.activated) chosen = {*result.activated, details};
  if (chosen) take_word(context, chosen->first, chosen->second);
}

namespace {

/// Pins a visit, and all of its group, or no longer.
void take_pin(app::AbsenceProposal& proposal, std::size_t v) {
  const bool was_pinned = proposal.visits[v].word == app::AbsenceWord::pin;
  for (std::size_t other = 0; other < proposal.visits.size(); ++other)
    if (proposal.placed_with(other) == proposal.placed_with(v))
      proposal.visits[other].word = was_pinned ? app::AbsenceWord::plan : app::AbsenceWord::pin;
}

}  // namespace

void AbsenceView::take_word(Context& context, std::size_t v, std::size_t item) {
  app::AbsenceVisit& visit = proposal_->visits[v];
  context.ui.request_frame();
  if (item == copy) return copy_words(context, message(context, v));
  if (item == details) {
    shown_ = v;
    visit_open_ = true;
    return;
  }
  if (stage_ == Stage::applied) {
    if (item == pin)
      tell(context, v);
    else
      context.router.open_patient(visit.booking.patient);
    return;
  }
  if (item == call)
    app::choose(*proposal_, v, std::nullopt);
  else
    take_pin(*proposal_, v);
  make_lines(context);
}

void AbsenceView::draw_plan(Context& context) {
  ui::Ui& ui = context.ui;
  if (lines_language_ != ui.language()) make_lines(context);
  draw_plan_head(context);
  if (stage_ != Stage::plan) return;
  if (proposal_->visits.empty())
    ui::banner(ui, {.key = "nobody", .text = context.t("absence.nobody")});
  else
    draw_table(context);
  draw_visit(context);
}

void AbsenceView::print(Context& context) {
  ui::Ui& ui = context.ui;
  Paper paper(context.t("absence.title", {{"doctor", doctor_name(context)}}));
  std::vector<Paper::Row> rows;
  for (const Line& line : lines_)
    rows.push_back({line.patient, line.phone, line.from, line.to, line.why, ""});
  const std::array columns = {Paper::Column{std::string(context.t("booking.patient"))},
                              Paper::Column{std::string(context.t("booking.phone"))},
                              Paper::Column{std::string(context.t("absence.from"))},
                              Paper::Column{std::string(context.t("absence.to"))},
                              Paper::Column{std::string(context.t("absence.why"))},
                              Paper::Column{std::string(context.t("absence.told"))}};
  paper.table(columns, rows);
  ui.effects.push({.kind = ui::EffectKind::print_document, .text = std::move(paper).html()});
}

// ---- one visit
// -----------------------------------------------------------------------------------

void AbsenceView::draw_offers(Context& context) {
  ui::Ui& ui = context.ui;
  const std::size_t v = *shown_;
  const app::AbsenceVisit& visit = proposal_->visits[v];
  const auto offers = app::offers_of(context.catalogue(), *proposal_, v, offers_shown);
  ui::heading(ui, {.text = context.t("absence.other_places"), .level = 2});
  if (offers.empty()) {
    ui::text(ui, context.t("absence.no_other_places"), ui::TextTone::muted);
    return;
  }
  std::optional<schedule::AbsenceChoice> chosen;
  {
    const auto list = ui.group(ui.id("offers"), ui::Role::listbox, ui.cursor(),
                               context.t("absence.other_places"));
    for (std::size_t i = 0; i < offers.size(); ++i) {
      const app::AbsenceTarget& target = offers[i].target;
      const auto keyed = ui.keyed(i + 1);
      const std::string place = words_of(context, place_of(target));
      const std::string why = why_of(context, visit, target);
      if (ui::option_row(ui, {.key = "offer", .text = place, .detail = why}))
        chosen = offers[i].choice;
    }
  }
  if (!chosen) return;
  app::choose(*proposal_, v, chosen);
  make_lines(context);
  visit_open_ = false;
  ui.request_frame();
}

void AbsenceView::draw_visit(Context& context) {
  ui::Ui& ui = context.ui;
  if (!shown_) return;
  const std::size_t v = *shown_;
  const Line& line = lines_[v];
  const auto d =
      ui::dialog(ui, {.key = "absence visit", .title = line.patient, .width = 560, .sheet = true},
                 visit_open_);
  if (!d) return;
  const app::AbsenceVisit& visit = proposal_->visits[v];
  ui::fact(ui, {.label = context.t("booking.phone"), .value = line.phone});
  ui::fact(ui, {.label = context.t("booking.service"),
                .value = name_of_visit(ui, context.catalogue(), visit.booking)});
  ui::fact(ui, {.label = context.t("absence.from"), .value = line.from});
  ui::fact(ui, {.label = context.t("absence.to"), .value = line.to});
  std::string why = line.why;
  if (const auto target = app::target_of(context.catalogue(), *proposal_, v);
      target && target->cost.total() > 0)
    why = context.t(
        "absence.cost",
        {{"terms", joined(terms_of(context, target->cost,
                                   target->date.days - visit.booking.date.days, Points::show))},
         {"total", target->cost.total()}});
  ui::fact(ui, {.label = context.t("absence.why"), .value = why});
  const std::string words = message(context, v);
  ui::heading(ui, {.text = context.t("absence.message"), .level = 2});
  ui::text(ui, words);
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "copy", .text = context.t("absence.copy"), .icon = ui::Icon::copy}))
      copy_words(context, words);
    if (stage_ == Stage::applied) {
      if (ui::button(ui, {.key = "told",
                          .text = context.t("absence.mark_told"),
                          .icon = ui::Icon::phone_call,
                          .kind = ui::ButtonKind::primary,
                          .disabled = steps_[v].done_at.seconds != 0})) {
        tell(context, v);
        visit_open_ = false;
      }
    } else if (proposal_->choice_of(v) && ui::button(ui, {.key = "leave",
                                                          .text = context.t("absence.leave"),
                                                          .icon = ui::Icon::phone})) {
      take_word(context, v, call);
      visit_open_ = false;
    }
  }
  if (stage_ == Stage::plan && !visit.is_here) draw_offers(context);
}

// ---- applied
// -------------------------------------------------------------------------------------

void AbsenceView::apply(Context& context) {
  std::vector<Draft> drafts = app::absence_act(
      context.clinic, *proposal_, [&](std::size_t v) { return note(context, v); }, steps_);
  tag_ = context.commands.new_tag();
  context.commands.push({.drafts = std::move(drafts),
                         .steps = Steps::at_once,
                         .done = context.t("absence.applied", {{"doctor", doctor_name(context)},
                                                               {"count", proposal_->moved()}}),
                         .tag = tag_});
  visit_open_ = false;
  context.ui.request_frame();
}

void AbsenceView::hear(Context& context) {
  if (tag_ == 0) return;
  // What was asked for in one frame is answered in the next; a failure has been said already.
  const auto outcome = context.commands.take_outcome(std::exchange(tag_, 0));
  if (!outcome) return;
  context.ui.request_frame();
  if (std::holds_alternative<app::Accepted>(*outcome)) {
    steps_generation_ = context.clinic.generation();
    stage_ = Stage::applied;
    changed_ = false;
    return;
  }
  const Refusal& refusal = std::get<Refusal>(*outcome);
  context.ui.toast(words_of(context.ui, refusal), ui::Tone::danger);
  // Somebody was faster: what is agreed on stands, the rest is planned anew.
  if (refusal.code == RefusalCode::slot_taken || refusal.code == RefusalCode::slot_stale ||
      refusal.code == RefusalCode::patient_elsewhere) {
    refused_ = true;
    start_plan(context, app::PinsOf::everything);
  }
}

/// Who was told since, here or at another screen. When the act was taken back nothing is left.
void AbsenceView::refresh_steps(Context& context) {
  if (steps_generation_ == context.clinic.generation()) return;
  steps_generation_ = context.clinic.generation();
  for (NextStep& step : steps_) {
    const auto stored = find(static_cast<Tables&>(context.clinic.tables()), step.id);
    if (stored && *stored) {
      step = **stored;
    } else {
      stage_ = Stage::plan;
      return;
    }
  }
}

void AbsenceView::tell(Context& context, std::size_t visit) {
  NextStep told = steps_[visit];
  told.done_at = context.clinic.now();
  context.commands.push(
      {.drafts = {{.kind = OpKind::finish_next_step, .parts = {facets_of(told, 1)}}},
       .done = context.t("absence.told_done", {{"patient", lines_[visit].patient}})});
}

void AbsenceView::draw_applied(Context& context) {
  ui::Ui& ui = context.ui;
  if (lines_language_ != ui.language()) make_lines(context);
  refresh_steps(context);
  if (stage_ != Stage::applied) return ui.request_frame();
  const auto left =
      std::ranges::count_if(steps_, [](const NextStep& step) { return step.done_at.seconds == 0; });
  ui::text(ui, {.text = left == 0 ? std::string(context.t("absence.all_told"))
                                  : context.t("absence.still_to_call", {{"count", left}}),
                .tone = left == 0 ? ui::TextTone::good : ui::TextTone::strong,
                .key = "left"});
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "copy all",
                        .text = context.t("absence.copy_all"),
                        .icon = ui::Icon::copy,
                        .disabled = steps_.empty()}))
      copy_words(context, all_messages(context));
    if (ui::button(ui, {.key = "print",
                        .text = context.t("absence.print"),
                        .icon = ui::Icon::printer,
                        .disabled = steps_.empty()}))
      print(context);
  }
  if (!steps_.empty()) draw_table(context);
  draw_visit(context);
}

// ---- the view
// ------------------------------------------------------------------------------------

void AbsenceView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  hear(context);
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "back",
                        .text = context.t("absence.back"),
                        .icon = ui::Icon::chevron_left,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = ui.is_phone()}))
      return close(context);
    const std::string name = doctor_name(context);
    ui::heading(ui, {.text = name.empty() ? std::string(context.t("absence.act"))
                                          : context.t("absence.title", {{"doctor", name}})});
    if (stage_ == Stage::plan && ui::button(ui, {.key = "dates",
                                                 .text = context.t("absence.change_dates"),
                                                 .icon = ui::Icon::pencil,
                                                 .kind = ui::ButtonKind::quiet,
                                                 .icon_only = ui.is_phone()}))
      stage_ = Stage::form;
  }
  switch (stage_) {
    case Stage::form: {
      const auto page =
          ui.scroll("absence page", ui.place(0, std::max(200.0F, ui.available_height())));
      draw_form(context);
      break;
    }
    case Stage::planning: draw_planning(context); break;
    case Stage::plan: draw_plan(context); break;
    case Stage::applied: draw_applied(context); break;
    case Stage::closed: break;
  }
}

}  // namespace retour::views
