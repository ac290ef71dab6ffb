#include "views/figure_table.hpp"

#include "ui/locale.hpp"
#include "ui/widgets.hpp"
#include "views/funnel_outflow.hpp"
#include "views/numbers_parts.hpp"

namespace retour::views {

void FigureTable::column(std::string_view title, ui::Align align) {
  table_.columns.push_back({.title = std::string(title), .align = align});
}

void FigureTable::row(std::string name, int opens) {
  table_.rows.emplace_back();
  add(std::move(name), {}, opens);
}

void FigureTable::add(std::string shown, std::string raw, int opens) {
  table_.rows.back().push_back({.shown = std::move(shown), .raw = std::move(raw), .mark = opens});
}

void FigureTable::count(std::int64_t value, int opens) {
  add(ui::format_number(value, context_.ui.language()), std::to_string(value),
      value == 0 ? opens_nothing : opens);
}

void FigureTable::money(std::int64_t minor, int opens) {
  const ui::ChartUnit unit{.kind = ui::ChartUnit::Kind::money, .currency = context_.currency()};
  add(whole_money(context_, static_cast<double>(minor)),
      ui::raw_value(static_cast<double>(minor), unit, context_.ui.language()),
      minor == 0 ? opens_nothing : opens);
}

void FigureTable::share(std::optional<double> value, int opens) {
  if (!value) return unknown();
  add(share_words(context_.ui, *value),
      ui::raw_value(*value, {.kind = ui::ChartUnit::Kind::share}, context_.ui.language()), opens);
}

void FigureTable::share(const funnel::Estimate& value, int opens) {
  if (!value.is_known()) return unknown();
  add(share_words(context_.ui, value.value) + " (" +
          range_words(context_.ui, {.low = value.low, .high = value.high}) + ")",
      ui::raw_value(value.value, {.kind = ui::ChartUnit::Kind::share}, context_.ui.language()),
      opens);
}

void FigureTable::text(std::string shown, int opens) {
  add(std::move(shown), {}, opens);
}

std::optional<int> FigureTable::draw(ui::Ui& ui, std::string_view key, std::string_view name,
                                     std::string_view empty) const {
  const ui::ChartResult result = ui::chart(
      ui, {.key = key, .name = name, .as_table = true, .empty = empty},
      [](const ui::ChartInk&, float) { return ui::ChartLayout{}; }, table_);
  if (!result.activated) return std::nullopt;
  return static_cast<int>(*result.activated);
}

void FigureTable::download(ui::Ui& ui, std::string_view key, std::string_view file,
                           std::string_view button) const {
  if (ui::button(ui, {.key = key,
                      .text = button.empty() ? ui.t("common.download") : button,
                      .icon = ui::Icon::download}))
    ui::download_csv(ui, file, table_);
}

}  // namespace retour::views
