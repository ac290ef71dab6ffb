#include "views/targets.hpp"

#include <algorithm>
#include <cmath>

#include "ui/popup.hpp"
#include "views/cost_editor.hpp"
#include "views/form.hpp"
#include "views/numbers_parts.hpp"
#include "views/words.hpp"

// [SECTION] words
// [SECTION] measuring
// [SECTION] the list
// [SECTION] the forms

namespace retour::views {
namespace {

enum class Unit : std::uint8_t { share, money, count };

Unit unit_of(AimedFigure figure) {
  switch (figure) {
    case AimedFigure::first_year_value:
    case AimedFigure::average_ticket:
    case AimedFigure::cost_per_primary:
    case AimedFigure::revenue: return Unit::money;
    case AimedFigure::primary_patients: return Unit::count;
    default: return Unit::share;
  }
}

/// Stored shares are of 10,000; people set them in whole per cent.
constexpr std::int32_t share_per_percent = 100;
constexpr std::int32_t people_max = 100'000;
constexpr std::int32_t days_by_default = 90;

/// Whose the figure can be, beside everybody's.
bool may_be_of_staff(AimedFigure figure) {
  return figure != AimedFigure::cost_per_primary && figure != AimedFigure::first_year_value &&
         figure != AimedFigure::missed_calls;
}
bool may_be_of_source(AimedFigure figure) {
  return figure == AimedFigure::cost_per_primary || figure == AimedFigure::primary_patients ||
         figure == AimedFigure::revenue || figure == AimedFigure::step_conversion;
}

std::string now_words(const Context& context, AimedFigure figure, const app::AimedValue& now) {
  if (!now.value) return words_of(context.ui, now.why);
  return aim_words(context, figure, *now.value);
}

}  // namespace

// ---- [SECTION] words
// -----------------------------------------------------------------------------

std::string aim_words(const Context& context, AimedFigure figure, std::int64_t amount) {
  switch (unit_of(figure)) {
    case Unit::share: return ui::format_permille((amount + 5) / 10, context.ui.language());
    case Unit::money: return whole_money(context, static_cast<double>(amount));
    case Unit::count: break;
  }
  return count_words(context, amount);
}

std::string words_of(const Context& context, const app::AimQuestion& question) {
  std::string words(word(context.ui, "aim", enum_name(question.figure)));
  const auto add = [&](std::string_view part) {
    words += ", ";
    words += part;
  };
  if (question.figure == AimedFigure::step_conversion)
    add(word(context.ui, "status", std::to_string(question.step)));
  if (const Staff* person = context.catalogue().person(question.staff)) add(short_name(*person));
  if (!question.source.is_nil()) add(channel_words(context, question.source));
  return words;
}

// ---- [SECTION] measuring
// -------------------------------------------------------------------------

void TargetsCard::measure(Context& context) {
  const app::LiveFunnel& funnel = context.reader.funnel();
  const app::LiveCalls& calls = context.reader.calls();
  std::string key = std::to_string(funnel.version()) + "/" + std::to_string(calls.version()) + "/" +
                    std::to_string(context.clinic.generation()) + (with_closed_ ? "c" : "");
  if (key == key_) return;
  key_ = std::move(key);
  lines_.clear();
  for (const Target& target : context.catalogue().targets) {
    const bool is_open = target.verdict == AimVerdict::open;
    if (!is_open && !with_closed_) continue;
    Line& line = lines_.emplace_back();
    line.target = &target;
    if (!is_open) {
      line.now.value = target.result;
    } else if (auto now =
                   app::aimed_value(context.clinic, funnel, calls, app::question_of(target))) {
      line.now = *now;
    }
    line.verdict = app::verdict_of(target, line.now.value, context.ui.today());
  }
  sort_stably(lines_, {}, [](const Line& line) {
    return std::pair(line.target->verdict != AimVerdict::open, line.target->due_on);
  });
}

/// The present value of what the form is about, which becomes the baseline.
void TargetsCard::measure_now(Context& context) {
  std::string asked = std::to_string(static_cast<int>(edited_.figure)) + "/" +
                      std::to_string(edited_.step) + to_text(edited_.staff) +
                      to_text(edited_.source) + to_text(edited_.branch);
  if (asked == asked_) return;
  asked_ = std::move(asked);
  auto now = app::aimed_value(context.clinic, context.reader.funnel(), context.reader.calls(),
                              app::question_of(edited_));
  now_ = now ? *now : app::AimedValue{};
}

// ---- [SECTION] the list
// --------------------------------------------------------------------------

void TargetsCard::draw_list(Context& context) {
  ui::Ui& ui = context.ui;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    const Target& target = *line.target;
    const auto keyed = ui.keyed(i + 1);
    if (i > 0) ui::separator(ui);
    const std::string name = words_of(context, app::question_of(target));
    const Staff* person = context.catalogue().person(target.responsible);
    const std::string detail =
        context.t("aim.detail",
                  {{"baseline", aim_words(context, target.figure, target.baseline)},
                   {"aim", aim_words(context, target.figure, target.aim)},
                   {"now", now_words(context, target.figure, line.now)},
                   {"person", person == nullptr ? std::string("—") : short_name(*person)},
                   {"day", ui::format_date(target.due_on, ui::DateStyle::numeric, ui.language())}});
    (void)ui::progress(ui, {.key = "progress",
                            .text = name,
                            .share = static_cast<float>(
                                line.now.value ? app::progress_of(target, *line.now.value) : 0.0),
                            .detail = word(ui, "aim_verdict", enum_name(line.verdict))});
    ui::text(ui, {.text = detail,
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small,
                  .key = "detail"});
    if (!target.note.empty()) ui::text(ui, {.text = target.note, .key = "note"});
    if (target.verdict != AimVerdict::open || !may(context, OpKind::close_target)) continue;
    if (ui::button(ui, {.key = "close",
                        .text = context.t("aim.close"),
                        .kind = ui::ButtonKind::quiet,
                        .opens = true})) {
      closed_ = target;
      closed_.result = line.now.value.value_or(0);
      closing_.start(false);
    }
    ui.last_node()->name =
        ui.store(context.t("chart.mark", {{"name", context.t("aim.close")}, {"value", name}}));
  }
}

void TargetsCard::draw(Context& context) {
  ui::Ui& ui = context.ui;
  measure(context);
  const auto card = ui.card("targets", context.t("aim.title"));
  const auto& all = context.catalogue().targets;
  const bool has_closed = std::ranges::any_of(
      all, [](const Target& target) { return target.verdict != AimVerdict::open; });
  {
    const auto row = ui.row();
    if (may(context, OpKind::set_target) &&
        ui::button(
            ui,
            {.key = "add", .text = context.t("aim.add"), .icon = ui::Icon::plus, .opens = true}))
      start(context, {.step = 4});
    if (has_closed)
      ui::checkbox(ui, {.key = "closed", .text = context.t("aim.with_closed")}, with_closed_);
  }
  if (lines_.empty())
    ui::text(ui, {.text = context.t("aim.none"), .tone = ui::TextTone::muted, .key = "none"});
  draw_list(context);
}

// ---- [SECTION] the forms
// -------------------------------------------------------------------------

void TargetsCard::start(Context& context, const app::AimQuestion& question) {
  const LocalDate today = context.ui.today();
  edited_ = {};
  edited_.id = context.clinic.new_id<Target>();
  edited_.figure = question.figure;
  edited_.step = question.step;
  edited_.staff = question.staff;
  edited_.source = question.source;
  edited_.branch = question.branch;
  edited_.responsible = context.clinic.session().staff;
  edited_.set_on = today;
  due_on_ = today.plus_days(days_by_default);
  aim_minor_.reset();
  aim_number_ = 0;
  asked_.clear();
  form_.start(true);
}

void TargetsCard::draw_question(Context& context) {
  ui::Ui& ui = context.ui;
  if (enum_combo(ui, {.key = "figure", .label = context.t("aim.figure")}, "aim", edited_.figure)) {
    edited_.step = edited_.figure == AimedFigure::step_conversion ? 4 : 0;
    edited_.staff = {};
    edited_.source = {};
    aim_minor_.reset();
    aim_number_ = 0;
  }
  if (edited_.figure == AimedFigure::step_conversion) {
    std::vector<ui::Choice> steps;
    for (int step = 1; step <= 6; ++step)
      steps.push_back({.text = word(ui, "status", std::to_string(step))});
    int selected = edited_.step - 1;
    if (ui::combo(ui, {.key = "step", .label = context.t("funnel.step")}, steps, selected))
      edited_.step = std::max(selected, 0) + 1;
  }
  if (may_be_of_staff(edited_.figure))
    pick(context,
         {.key = "staff",
          .label = context.t("aim.whose"),
          .placeholder = context.t("aim.everybody"),
          .clearable = true},
         named_staff(context), edited_.staff);
  if (may_be_of_source(edited_.figure))
    pick(context,
         {.key = "source",
          .label = context.t("channels.channel"),
          .placeholder = context.t("common.all"),
          .clearable = true},
         named_sources(context), edited_.source);
}

void TargetsCard::draw_aim(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  measure_now(context);
  const std::string hint =
      context.t("aim.now", {{"value", now_words(context, edited_.figure, now_)}});
  const std::string_view error = refusal.at({RefusalCode::amount_not_positive});
  const Unit unit = unit_of(edited_.figure);
  if (unit == Unit::money) {
    ui::money_field(ui,
                    {.key = "aim_money",
                     .label = context.t("aim.aim"),
                     .hint = hint,
                     .error = error,
                     .required = true},
                    aim_minor_, context.currency());
    edited_.aim = aim_minor_.value_or(0);
    return;
  }
  const bool is_share = unit == Unit::share;
  number_field(
      ui,
      {.key = is_share ? "aim_share" : "aim_count",
       .label = context.t(is_share ? ui::TextId("aim.aim_percent") : ui::TextId("aim.aim")),
       .hint = hint,
       .error = error,
       .required = true},
      aim_number_, 0, is_share ? 100 : people_max);
  edited_.aim = std::int64_t{aim_number_} * (is_share ? share_per_percent : 1);
}

void TargetsCard::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const auto d =
      ui::dialog(ui, {.key = "target", .title = context.t("aim.add"), .width = 520}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  draw_question(context);
  draw_aim(context, refusal);
  pick(context,
       {.key = "responsible",
        .label = context.t("aim.responsible"),
        .error = refusal.at({RefusalCode::responsible_missing})},
       named_staff(context), edited_.responsible);
  ui::date_field(ui,
                 {.key = "due",
                  .label = context.t("aim.due"),
                  .error = refusal.at({RefusalCode::date_missing, RefusalCode::bad_time}),
                  .required = true},
                 due_on_, ui::DateHint::future);
  ui::text_field(
      ui, {.key = "note", .label = context.t("aim.note"), .hint = context.t("aim.note_hint")},
      edited_.note);
  edited_.due_on = due_on_.value_or(LocalDate{});
  edited_.baseline = now_.value.value_or(0);
  if (form_footer(context, form_, refusal, edited_.aim > 0 && due_on_.has_value()))
    push_form(context, form_, {{OpKind::set_target, {Part{edited_, 1}}}},
              std::string(context.t("aim.added")));
}

void TargetsCard::close(Context& context, AimVerdict verdict) {
  closed_.verdict = verdict;
  closed_.closed_at = context.clinic.now();
  push_form(context, closing_, {{OpKind::close_target, {Part{closed_, 2}}}},
            std::string(context.t("aim.closed")));
}

void TargetsCard::draw_closing(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, closing_);
  const auto d = ui::dialog(
      ui, {.key = "close_target", .title = context.t("aim.close"), .width = 480}, closing_.open);
  if (!d) return;
  FieldRefusal refusal(ui, closing_);
  ui::text(ui, {.text = words_of(context, app::question_of(closed_)), .key = "figure"});
  ui::fact(ui, {.label = context.t("aim.aim"),
                .value = aim_words(context, closed_.figure, closed_.aim)});
  ui::fact(ui, {.label = context.t("aim.result"),
                .value = aim_words(context, closed_.figure, closed_.result)});
  refusal.draw_rest(ui);
  const auto row = ui.row();
  constexpr std::array verdicts = {AimVerdict::reached, AimVerdict::missed, AimVerdict::dropped};
  const AimVerdict likely = app::verdict_of(closed_, closed_.result, closed_.due_on.plus_days(1));
  for (const AimVerdict verdict : verdicts) {
    const std::string_view name = word(ui, "aim_verdict", enum_name(verdict));
    if (ui::button(ui,
                   {.key = enum_name(verdict),
                    .text = name,
                    .kind = verdict == likely ? ui::ButtonKind::primary : ui::ButtonKind::normal}))
      close(context, verdict);
  }
}

void TargetsCard::draw_forms(Context& context) {
  if (form_.open) draw_form(context);
  if (closing_.open) draw_closing(context);
}

}  // namespace retour::views
