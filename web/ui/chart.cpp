#include "ui/chart.hpp"

#include <algorithm>
#include <cmath>

#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

/// A bar's width in pixels: never so small that it cannot be seen when there is something.
float bar_width(std::int64_t value, std::int64_t most, float room) {
  if (value <= 0 || most <= 0) return 0;
  return std::max(
      3.0F, room * static_cast<float>(static_cast<double>(value) / static_cast<double>(most)));
}

struct FunnelColumns {
  float name = 0;
  float bar = 0;
  float outflow = 0;
};

/// One step: its bar as a button, below it the conversion to the next one.
void draw_step(Ui& ui, const FunnelStep& step, std::size_t index, bool last, std::int64_t most,
               const FunnelColumns& columns, FunnelResult& result) {
  const Theme& theme = ui.theme();
  const auto keyed = ui.keyed(step.key);
  const float bar_h = std::max(34.0F, ui.metrics().control);
  const bool stacked = columns.name == 0;
  const float label_h = stacked ? ui.line_height(TextStyle::body) + 2 : 0;
  const Rect r = ui.place(0, bar_h + label_h);
  const std::string count = format_number(step.count, ui.language());
  const std::string name = ui.t("chart.step", {{"name", step.name}, {"count", count}});
  const Rect target{.x = r.x, .y = r.y, .w = r.w - columns.outflow, .h = r.h};
  const Interaction press = ui.item(ui.id("bar"), Role::button, target, name, State::has_popup);
  if (press.activated) result.step = index;
  if (press.hovered) ui.fill(target, theme.hover, ui.metrics().radius);
  const Pair colors = step.status >= 1 && step.status <= 7
                          ? theme.statuses[static_cast<std::size_t>(step.status - 1)]
                          : theme.tones[1];
  const float label_y = stacked ? r.y : centred_y(ui, r);
  ui.draw_icon(status_icon(step.status), r.x + 4,
               label_y + (ui.line_height(TextStyle::body) - 18) / 2, 18, theme.muted);
  ui.draw_text(r.x + 30, label_y, step.name,
               {.max_width = (stacked ? target.w : columns.name) - 34});
  const Rect bar{.x = r.x + columns.name,
                 .y = r.y + label_h + 3,
                 .w = bar_width(step.count, most, columns.bar),
                 .h = bar_h - 6};
  ui.fill(bar, colors.back, 4);
  ui.stroke(bar, colors.text.with_alpha(90), 4);
  const float count_w = ui.text_width(count, TextStyle::strong);
  const bool inside = bar.w > count_w + 20;
  ui.draw_text(inside ? bar.x + 10 : bar.x + bar.w + 8, centred_y(ui, bar, TextStyle::strong),
               count, {.style = TextStyle::strong, .color = inside ? colors.text : theme.text});
  if (press.focused) ui.focus_ring(target, 4);
  if (last) return;
  const bool has_lost = !step.outflow.empty();
  if (has_lost && columns.outflow > 0) {
    const auto area = ui.area(
        {.x = r.x + r.w - columns.outflow + 12, .y = r.y, .w = columns.outflow - 12, .h = bar_h});
    if (link(ui, {.key = "lost", .text = step.outflow, .icon = Icon::trending_down}))
      result.outflow = index;
  }
  const Rect under = ui.place(0, ui.line_height(TextStyle::small) + 6);
  std::string words = ui.t("chart.conversion", {{"share", step.conversion}});
  if (!step.interval.empty())
    words = ui.t("chart.conversion_interval",
                 {{"share", step.conversion}, {"interval", step.interval}});
  const float x = r.x + columns.name;
  ui.node(ui.id("conversion"), Role::text, under, words);
  ui.draw_icon(Icon::arrow_down, x + 6, under.y + 2, 14, theme.muted);
  ui.draw_text(
      x + 26, under.y + 1, words,
      {.style = TextStyle::small, .color = theme.muted, .max_width = r.w - columns.name - 30});
  if (has_lost && columns.outflow == 0)
    if (link(ui, {.key = "lost", .text = step.outflow, .icon = Icon::trending_down}))
      result.outflow = index;
}

}  // namespace

FunnelResult funnel_chart(Ui& ui, std::string_view key, std::string_view name,
                          std::span<const FunnelStep> steps) {
  FunnelResult result;
  const NodeId id = ui.id(key);
  const auto keyed = ui.keyed(key);
  const Rect start = ui.cursor();
  const auto scope = ui.group(id, Role::group, start, name);
  std::int64_t most = 1;
  float names = 0;
  float lost = 0;
  for (const FunnelStep& step : steps) {
    most = std::max(most, step.count);
    names = std::max(names, ui.text_width(step.name) + 44);
    if (!step.outflow.empty())
      lost = std::max(lost, ui.text_width(step.outflow) + ui.metrics().icon + 24);
  }
  FunnelColumns columns;
  const bool wide = start.w > 620;
  columns.name = wide ? std::min(names, start.w * 0.3F) : 0;
  columns.outflow = wide ? std::min(lost, start.w * 0.3F) : 0;
  columns.bar = start.w - columns.name - columns.outflow - 12;
  for (std::size_t i = 0; i < steps.size(); ++i)
    draw_step(ui, steps[i], i, i + 1 == steps.size(), most, columns, result);
  const Rect end = ui.cursor();
  ui.set_node_rect(id, {.x = start.x, .y = start.y, .w = start.w, .h = end.y - start.y});
  return result;
}

std::optional<std::size_t> bar_chart(Ui& ui, std::string_view key, std::string_view name,
                                     std::span<const BarRow> rows, bool pressable) {
  const NodeId id = ui.id(key);
  const auto keyed = ui.keyed(key);
  const Rect start = ui.cursor();
  const auto scope = ui.group(id, Role::group, start, name);
  std::int64_t most = 1;
  float labels = 60;
  float values = 40;
  for (const BarRow& row : rows) {
    most = std::max(most, row.value);
    labels = std::max(labels, ui.text_width(row.label) + 12);
    values = std::max(values, ui.text_width(row.shown) + 12);
  }
  labels = std::min(labels, start.w * 0.45F);
  std::optional<std::size_t> pressed;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const BarRow& row = rows[i];
    const Rect r = ui.place(0, std::max(ui.metrics().row, 26.0F));
    const std::string words = ui.t("chart.bar", {{"name", row.label}, {"value", row.shown}});
    Interaction press;
    if (pressable)
      press = ui.item(ui.id(row.key), Role::button, r, words, State::has_popup);
    else
      ui.node(ui.id(row.key), Role::text, r, words);
    if (press.activated) pressed = i;
    if (press.hovered) ui.fill(r, ui.theme().hover, 4);
    ui.draw_text(r.x + 4, centred_y(ui, r), row.label, {.max_width = labels - 10});
    const float room = r.w - labels - values;
    ui.fill({.x = r.x + labels, .y = r.y + 4, .w = bar_width(row.value, most, room), .h = r.h - 8},
            ui.theme().series[0], 3);
    ui.draw_text(r.x + labels + bar_width(row.value, most, room) + 8, centred_y(ui, r), row.shown);
    if (press.focused) ui.focus_ring(r, 4);
  }
  return pressed;
}

}  // namespace retour::ui
