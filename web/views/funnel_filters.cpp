#include "views/funnel_filters.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t all_days = 36'500;

LocalDate first_of_month(LocalDate date) {
  return date.plus_days(1 - date.day());
}

LocalDate first_of_year(LocalDate date) {
  return LocalDate::from_ymd(date.year(), 1, 1).value_or(date);
}

}  // namespace

FunnelFilters::Days FunnelFilters::days(const Context& context) const {
  const LocalDate today = context.clinic.today({});
  const auto back = [&](std::int32_t count) {
    return Days{.first = today.plus_days(1 - count), .last = today};
  };
  switch (static_cast<Period>(period_)) {
    case Period::month: return back(30);
    case Period::quarter: return back(90);
    case Period::year: return back(365);
    case Period::this_month: return {.first = first_of_month(today), .last = today};
    case Period::last_month: {
      const LocalDate last = first_of_month(today).plus_days(-1);
      return {.first = first_of_month(last), .last = last};
    }
    case Period::this_year: return {.first = first_of_year(today), .last = today};
    case Period::last_year: {
      const LocalDate last = first_of_year(today).plus_days(-1);
      return {.first = first_of_year(last), .last = last};
    }
    case Period::all: return back(all_days);
    case Period::dates: {
      const LocalDate last = until_.value_or(today);
      const LocalDate first = from_.value_or(last.plus_days(-89));
      return {.first = std::min(first, last), .last = std::max(first, last)};
    }
  }
  return back(90);
}

funnel::ReportQuery FunnelFilters::query(const Context& context) const {
  const app::Catalogue& c = context.catalogue();
  const Days shown = days(context);
  const Zone zone = c.zone_of({});
  const Interval period{zone.lookup({shown.first, 0}).first,
                        zone.lookup({shown.last.plus_days(1), 0}).first};
  funnel::ReportQuery query = funnel::query_of(c.policy, period, context.clinic.now());
  query.presumed = presumed_ ? funnel::Presumed::counted : funnel::Presumed::left_out;
  const auto chosen = [&](std::size_t dimension, const auto& list) -> decltype(list.front().id) {
    const auto index = static_cast<std::size_t>(std::max(0, dimensions_[dimension].selected));
    if (dimensions_[dimension].selected < 0 || index >= list.size()) return {};
    return list[index].id;
  };
  query.branch = chosen(0, c.branches);
  query.doctor = chosen(1, c.staff);
  query.source = chosen(2, c.sources);
  return query;
}

std::string FunnelFilters::key(const Context& context) const {
  const Days shown = days(context);
  std::string key = std::to_string(shown.first.days) + "/" + std::to_string(shown.last.days);
  for (const Dimension& dimension : dimensions_) key += "/" + std::to_string(dimension.selected);
  return key + (presumed_ ? "p" : "");
}

std::string FunnelFilters::period_words(const Context& context) const {
  const ui::Ui& ui = context.ui;
  if (static_cast<Period>(period_) == Period::all) return std::string(ui.t("funnel.all"));
  const Days shown = days(context);
  const auto date = [&](LocalDate day) {
    return ui::format_date(day, ui::DateStyle::numeric, ui.language());
  };
  return ui.t("funnel.range", {{"low", date(shown.first)}, {"high", date(shown.last)}});
}

std::string FunnelFilters::name_of(const Context& context, std::size_t dimension) const {
  const app::Catalogue& c = context.catalogue();
  const auto index = static_cast<std::size_t>(std::max(0, dimensions_[dimension].selected));
  if (dimensions_[dimension].selected < 0) return {};
  if (dimension == 0) return index < c.branches.size() ? c.branches[index].name : std::string();
  if (dimension == 1) return index < c.staff.size() ? full_name(c.staff[index]) : std::string();
  return index < c.sources.size() ? c.sources[index].name : std::string();
}

std::string FunnelFilters::chosen_words(const Context& context) const {
  std::string words;
  for (std::size_t i = 0; i < dimensions_.size(); ++i) {
    const std::string name = name_of(context, i);
    if (name.empty()) continue;
    if (!words.empty()) words += ", ";
    words += name;
  }
  return words.empty() ? std::string(context.t("funnel.everybody")) : words;
}

// ---- as text
// -------------------------------------------------------------------------------------

namespace {

constexpr std::array<std::string_view, 9> period_names = {"month",      "quarter",   "this_month",
                                                          "last_month", "this_year", "last_year",
                                                          "year",       "all",       "dates"};
constexpr std::array<std::string_view, 3> dimension_names = {"branch", "doctor", "source"};

/// The id at an index of the catalogue's list, and the index of an id; nil and -1 for none.
IdBytes id_at(const app::Catalogue& c, std::size_t dimension, int index) {
  const auto of = [&](const auto& list) -> IdBytes {
    return index >= 0 && static_cast<std::size_t>(index) < list.size()
               ? IdBytes(list[static_cast<std::size_t>(index)].id)
               : IdBytes{};
  };
  return dimension == 0 ? of(c.branches) : dimension == 1 ? of(c.staff) : of(c.sources);
}

int index_of(const app::Catalogue& c, std::size_t dimension, const IdBytes& id) {
  const auto in = [&](const auto& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (IdBytes(list[i].id) == id) return static_cast<int>(i);
    return -1;
  };
  return dimension == 0 ? in(c.branches) : dimension == 1 ? in(c.staff) : in(c.sources);
}

}  // namespace

std::string FunnelFilters::to_query(const Context& context) const {
  std::string query = "period=";
  query += period_names[static_cast<std::size_t>(period_)];
  const auto add = [&](std::string_view name, std::string_view value) {
    query += ";";
    query += name;
    query += "=";
    query += value;
  };
  if (static_cast<Period>(period_) == Period::dates) {
    if (from_) add("from", to_iso(*from_));
    if (until_) add("until", to_iso(*until_));
  }
  for (std::size_t i = 0; i < dimensions_.size(); ++i)
    if (const IdBytes id = id_at(context.catalogue(), i, dimensions_[i].selected); !id.is_nil())
      add(dimension_names[i], to_text(id));
  if (!presumed_) add("imported", "0");
  if (as_of_) add("as_of", to_iso(*as_of_));
  return query;
}

void FunnelFilters::set_query(const Context& context, std::string_view query) {
  clear();
  from_.reset();
  until_.reset();
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find(';'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = pair.substr(0, equals), value = pair.substr(equals + 1);
    if (name == "period") {
      const auto found = std::ranges::find(period_names, value);
      if (found != period_names.end()) period_ = static_cast<int>(found - period_names.begin());
    } else if (name == "from") {
      from_ = date_from_iso(value);
    } else if (name == "until") {
      until_ = date_from_iso(value);
    } else if (name == "as_of") {
      as_of_ = date_from_iso(value);
    } else if (name == "imported") {
      presumed_ = value != "0";
    } else if (const auto known = std::ranges::find(dimension_names, name);
               known != dimension_names.end()) {
      const auto i = static_cast<std::size_t>(known - dimension_names.begin());
      const auto id = id_from_text(value);
      dimensions_[i].selected = id ? index_of(context.catalogue(), i, *id) : -1;
    }
  }
}

int FunnelFilters::set_count() const {
  return static_cast<int>(std::ranges::count_if(
             dimensions_, [](const Dimension& one) { return one.selected >= 0; })) +
         (presumed_ ? 0 : 1) + (as_of_ ? 1 : 0);
}

bool FunnelFilters::is_any_set() const {
  return set_count() > 0;
}

void FunnelFilters::clear() {
  dimensions_ = {};
  presumed_ = true;
  as_of_.reset();
}

void FunnelFilters::draw_period(Context& context, float width) {
  ui::Ui& ui = context.ui;
  const std::array<ui::Choice, period_count> periods = {
      ui::Choice{.text = context.t("funnel.month")},
      {.text = context.t("funnel.quarter")},
      {.text = context.t("funnel.this_month")},
      {.text = context.t("funnel.last_month")},
      {.text = context.t("funnel.this_year")},
      {.text = context.t("funnel.last_year")},
      {.text = context.t("funnel.year")},
      {.text = context.t("funnel.all")},
      {.text = context.t("funnel.dates")}};
  const bool changed = ui::combo(
      ui, {.key = "period", .label = context.t("funnel.period"), .width = width}, periods, period_);
  if (static_cast<Period>(period_) != Period::dates) return;
  if (changed) {
    until_ = context.clinic.today({});
    from_ = until_->plus_days(-89);
  }
  ui::date_field(ui, {.key = "from", .label = context.t("funnel.from"), .width = width}, from_,
                 ui::DateHint::past);
  ui::date_field(ui, {.key = "until", .label = context.t("funnel.until"), .width = width}, until_,
                 ui::DateHint::past);
}

void FunnelFilters::draw_dimensions(Context& context, float width) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& c = context.catalogue();
  const auto filter = [&](std::string_view key, ui::TextId label, std::size_t dimension,
                          const std::vector<std::pair<int, std::string>>& names) {
    int& selected = dimensions_[dimension].selected;
    if (names.size() < 2 && selected < 0) return;
    std::vector<ui::Choice> choices;
    int at = -1;
    for (const auto& [index, name] : names) {
      if (index == selected) at = static_cast<int>(choices.size());
      choices.push_back({.text = name});
    }
    if (ui::combo(ui,
                  {.key = key,
                   .label = context.t(label),
                   .placeholder = context.t("common.all"),
                   .width = width,
                   .clearable = true},
                  choices, at))
      selected = at < 0 ? -1 : names[static_cast<std::size_t>(at)].first;
  };
  std::vector<std::pair<int, std::string>> names;
  for (std::size_t i = 0; i < c.branches.size(); ++i)
    names.emplace_back(static_cast<int>(i), c.branches[i].name);
  filter("branch", "day.branch", 0, names);
  names.clear();
  for (std::size_t i = 0; i < c.staff.size(); ++i)
    if (c.staff[i].roles.has(Role::doctor))
      names.emplace_back(static_cast<int>(i), full_name(c.staff[i]));
  filter("doctor", "booking.doctor", 1, names);
  names.clear();
  for (std::size_t i = 0; i < c.sources.size(); ++i)
    names.emplace_back(static_cast<int>(i), c.sources[i].name);
  filter("source", "card.source", 2, names);
}

void FunnelFilters::draw_presumed(Context& context) {
  ui::checkbox(
      context.ui,
      {.key = "presumed",
       .text = context.t("funnel.presumed"),
       .hint = context.ui.is_phone() ? context.t("funnel.presumed_hint") : std::string_view()},
      presumed_);
}

void FunnelFilters::draw_as_of(Context& context, float width) {
  ui::date_field(context.ui,
                 {.key = "as_of",
                  .label = context.t("funnel.as_of"),
                  .placeholder = context.t("funnel.as_of_today"),
                  .width = width},
                 as_of_, ui::DateHint::past);
}

std::optional<LocalDate> FunnelFilters::as_of(const Context& context) const {
  return as_of_ && *as_of_ < context.ui.today() ? as_of_ : std::nullopt;
}

void FunnelFilters::draw_chips(Context& context, Shows shows) {
  ui::Ui& ui = context.ui;
  for (std::size_t i = 0; i < dimensions_.size(); ++i) {
    const std::string name = name_of(context, i);
    if (name.empty()) continue;
    const auto keyed = ui.keyed(i);
    if (ui::chip(ui, {.key = "chip", .text = name, .removable = true}))
      dimensions_[i].selected = -1;
  }
  if (!presumed_ && ui::chip(ui, {.key = "presumed_chip",
                                  .text = context.t("funnel.presumed_off"),
                                  .removable = true}))
    presumed_ = true;
  if (shows != Shows::with_day || !as_of_) return;
  const std::string date = ui::format_date(*as_of_, ui::DateStyle::numeric, ui.language());
  if (ui::chip(ui, {.key = "as_of_chip",
                    .text = context.t("funnel.as_of_words", {{"date", date}}),
                    .removable = true}))
    as_of_.reset();
}

void FunnelFilters::draw_phone(Context& context, Shows shows) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "filters",
                        .text = context.t("funnel.filters"),
                        .icon = ui::Icon::funnel,
                        .opens = true}))
      sheet_open_ = true;
    if (ui::chip(ui, {.key = "period_chip", .text = period_words(context)})) sheet_open_ = true;
    if (shows != Shows::period) draw_chips(context, shows);
  }
  if (const auto sheet = ui::dialog(
          ui, {.key = "filter_sheet", .title = context.t("funnel.filters"), .sheet = true},
          sheet_open_)) {
    draw_period(context, 0);
    if (shows != Shows::period) {
      draw_dimensions(context, 0);
      if (shows == Shows::with_day) draw_as_of(context, 0);
      draw_presumed(context);
    }
    const auto footer = ui::dialog_footer(ui);
    if (is_any_set() && ui::button(ui, {.key = "clear", .text = context.t("funnel.clear")}))
      clear();
    if (ui::button(
            ui, {.key = "show", .text = context.t("funnel.show"), .kind = ui::ButtonKind::primary}))
      sheet_open_ = false;
  }
}

void FunnelFilters::draw(Context& context, Shows shows) {
  ui::Ui& ui = context.ui;
  if (ui.is_phone()) {
    draw_phone(context, shows);
    return;
  }
  const float width = ui.available() > 1080 ? 180 : 150;
  const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
  draw_period(context, width);
  if (shows == Shows::period) return;
  draw_dimensions(context, width);
  if (shows == Shows::with_day) draw_as_of(context, width);
  draw_presumed(context);
}

}  // namespace retour::views
