#include "views/rota_rule.hpp"

#include <algorithm>

#include "ui/locale.hpp"

namespace retour::views {
namespace {

bool is_every_other_date(const std::vector<std::int8_t>& dates, int first) {
  std::int8_t expected = static_cast<std::int8_t>(first);
  for (const std::int8_t date : dates) {
    if (date != expected) return false;
    expected = static_cast<std::int8_t>(expected + 2);
  }
  return expected > 31;
}

/// Whether a rule says no more than its frequency, step, end, weekdays and dates.
bool is_plain(const RecurrenceRule& rule) {
  const bool has_ordinals =
      std::ranges::any_of(rule.by_day, [](const WeekdayNumber& day) { return day.ordinal != 0; });
  return !has_ordinals && rule.by_year_day.empty() && rule.by_week.empty() &&
         rule.by_month.empty() && rule.by_position.empty() && !rule.count && rule.week_start == 1;
}

std::optional<Repeats> shape_of(const RecurrenceRule& rule) {
  if (!is_plain(rule)) return std::nullopt;
  if (rule.frequency == Frequency::weekly && rule.by_month_day.empty()) return Repeats::weeks;
  if (rule.frequency != Frequency::daily) return std::nullopt;
  if (rule.by_month_day.empty())
    return rule.by_day.empty() ? std::optional(Repeats::days) : std::nullopt;
  if (rule.interval != 1) return std::nullopt;
  if (is_every_other_date(rule.by_month_day, 1)) return Repeats::odd_dates;
  if (is_every_other_date(rule.by_month_day, 2)) return Repeats::even_dates;
  return std::nullopt;
}

/// "Пн–Пт", "Вт, Чт"; empty: all days or none.
std::string weekday_words(const ui::Ui& ui, const std::array<bool, 7>& days) {
  std::string out;
  for (int day = 0; day < 7; ++day) {
    if (!days[static_cast<std::size_t>(day)]) continue;
    int last = day;
    while (last < 6 && days[static_cast<std::size_t>(last + 1)]) ++last;
    if (last - day == 6) return {};
    if (last - day < 2) last = day;
    if (!out.empty()) out += ", ";
    out += ui::weekday_short(day + 1, ui.language());
    if (last > day) out += "–" + std::string(ui::weekday_short(last + 1, ui.language()));
    day = last;
  }
  return out;
}

}  // namespace

RuleForm RuleForm::of(const ShiftPattern& pattern) {
  RuleForm form;
  const auto days = days_of(pattern);
  form.repeats = Repeats::own;
  if (!days) {
    form.own = pattern.recurrence;
    return form;
  }
  form.kept = *days;
  if (!days->rule) return form;
  const RecurrenceRule& rule = *days->rule;
  form.own = to_text(rule);
  const auto shape = shape_of(rule);
  if (!shape) return form;
  form.repeats = *shape;
  form.every = rule.interval;
  if (rule.until) form.until = rule.until->local.date;
  for (const WeekdayNumber& day : rule.by_day) form.weekdays[day.iso_weekday - 1U] = true;
  if (!rule.by_day.empty()) return form;
  // Without days a week means the day that it begins on, dates mean all of them.
  if (*shape == Repeats::weeks)
    form.weekdays[static_cast<std::size_t>(pattern.first.iso_weekday() - 1)] = true;
  else
    form.weekdays.fill(true);
  return form;
}

std::string RuleForm::text() const {
  RecurrenceSet set = kept;
  set.rule.reset();
  if (repeats == Repeats::own) {
    const std::string rest = recurrence_text(set);
    return own.empty() ? rest : "RRULE:" + own + "\n" + rest;
  }
  RecurrenceRule rule;
  rule.frequency = repeats == Repeats::weeks ? Frequency::weekly : Frequency::daily;
  const bool is_dates = repeats == Repeats::odd_dates || repeats == Repeats::even_dates;
  if (!is_dates) rule.interval = every;
  if (is_dates)
    for (int date = repeats == Repeats::odd_dates ? 1 : 2; date <= 31; date += 2)
      rule.by_month_day.push_back(static_cast<std::int8_t>(date));
  const bool every_day = std::ranges::find(weekdays, false) == weekdays.end();
  if (repeats == Repeats::weeks || (is_dates && !every_day))
    for (int day = 1; day <= 7; ++day)
      if (weekdays[static_cast<std::size_t>(day - 1)])
        rule.by_day.push_back({0, static_cast<std::uint8_t>(day)});
  if (until) rule.until = Until{.kind = Until::Kind::date, .local = {*until, 0}};
  set.rule = rule;
  return recurrence_text(set);
}

bool RuleForm::is_complete() const {
  if (repeats == Repeats::days || repeats == Repeats::own) return true;
  return std::ranges::find(weekdays, true) != weekdays.end();
}

std::string words_of(const ui::Ui& ui, const RuleForm& rule) {
  const std::string days = weekday_words(ui, rule.weekdays);
  const auto with = [&](ui::TextId id) {
    std::string words(ui.t(id));
    return days.empty() ? words : words + ", " + days;
  };
  switch (rule.repeats) {
    case Repeats::weeks: {
      const std::string what = days.empty() ? std::string(ui.t("rota.rule.daily")) : days;
      return rule.every == 1 ? what
                             : what + ", " + ui.t("rota.rule.nth_week", {{"count", rule.every}});
    }
    case Repeats::odd_dates: return with("rota.rule.odd");
    case Repeats::even_dates: return with("rota.rule.even");
    case Repeats::days:
      return rule.every == 1 ? std::string(ui.t("rota.rule.daily"))
                             : ui.t("rota.rule.nth_day", {{"count", rule.every}});
    case Repeats::own: break;
  }
  return rule.own.empty() ? std::string(ui.t("rota.rule.once")) : rule.own;
}

std::string span_words(const ui::Ui& ui, const ShiftPattern& pattern, const RuleForm& rule) {
  const auto day = [&](LocalDate date) {
    return ui::format_date(date, ui::DateStyle::numeric, ui.language());
  };
  if (rule.repeats == Repeats::own && rule.own.empty()) return day(pattern.first);
  if (!rule.until) return ui.t("rota.since", {{"from", day(pattern.first)}});
  return ui.t("rota.span", {{"from", day(pattern.first)}, {"to", day(*rule.until)}});
}

}  // namespace retour::views
