#include "ui/table.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace retour::ui {
namespace {

constexpr float cell_pad = 10;
constexpr float stacked_below = 560;
constexpr float stacked_menu_width = 52;

bool is_hidden(std::uint32_t hidden, std::size_t column) {
  return column < 32 && (hidden >> column & 1U) != 0;
}

/// Where the columns of a table of this width stand; hidden ones have width 0.
std::vector<Rect> column_rects(std::span<const TableColumn> columns, std::uint32_t hidden,
                               const Rect& table) {
  std::vector<Rect> rects(columns.size());
  std::vector<bool> shown(columns.size());
  float fixed = 0;
  int shared = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    shown[i] = table.w >= columns[i].hide_below && !is_hidden(hidden, i);
    if (!shown[i]) continue;
    if (columns[i].width > 0)
      fixed += columns[i].width;
    else
      ++shared;
  }
  const float left = std::max(0.0F, table.w - fixed);
  float x = table.x;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!shown[i]) continue;
    float w = columns[i].width;
    if (w <= 0) w = std::max(columns[i].min_width, std::floor(left / static_cast<float>(shared)));
    if (shared == 0) w = std::floor(w * table.w / std::max(fixed, 1.0F));
    rects[i] = {.x = x, .y = table.y, .w = std::min(w, table.x + table.w - x), .h = 0};
    x += w;
  }
  return rects;
}

struct Layout {
  std::vector<Rect> columns;
  std::size_t lines = 1;  ///< Lines of a row; stacked rows have one per column.
  float row_height = 28;
  float header_height = 0;
  float marks = 0;  ///< Width of the column of marks; 0: there is none.
  float menu = 0;   ///< Of the column of menus.
  bool stacked = false;
  float label = 0;  ///< Width of the titles in a stacked row.
};

Layout layout_of(const Ui& ui, const TableOptions& options, const Rect& rect) {
  Layout l;
  l.stacked = rect.w < stacked_below && options.columns.size() > 2;
  l.marks = options.marked ? mark_width(ui) : 0;
  const bool menus = !options.columns.empty() && options.columns.back().menu;
  if (menus) l.menu = l.stacked ? stacked_menu_width : options.columns.back().width;
  if (l.stacked) {
    const std::size_t lines_max = options.columns.size() - (menus ? 1 : 0);
    l.lines = 0;
    l.label = 1;
    for (std::size_t i = 0; i < lines_max; ++i) l.lines += is_hidden(options.hidden, i) ? 0 : 1;
    const float line = ui.line_height(TextStyle::body) + 6;
    l.row_height = std::ceil(static_cast<float>(l.lines) * line + 16);
    float y = 8;
    for (std::size_t i = 0; i < lines_max; ++i) {
      const bool hidden = is_hidden(options.hidden, i);
      // Below the menu a line has the room beside it, too.
      const float menu = y < ui.metrics().control / 2 + 8 ? l.menu : 0;
      l.columns.push_back({.x = rect.x + l.marks + cell_pad,
                           .y = y,
                           .w = hidden ? 0 : rect.w - l.marks - menu - 2 * cell_pad,
                           .h = line});
      if (hidden) continue;
      y += line;
      if (i > 0)
        l.label = std::max(l.label, ui.text_width(options.columns[i].title, TextStyle::small) + 12);
    }
    l.label = std::min(l.label, (rect.w - l.marks) * 0.45F);
    if (menus)
      l.columns.push_back(
          {.x = rect.x + rect.w - l.menu, .y = 0, .w = l.menu, .h = ui.metrics().control + 8});
    return l;
  }
  l.columns =
      column_rects(options.columns, options.hidden,
                   {.x = rect.x + l.marks, .y = rect.y, .w = rect.w - l.marks, .h = rect.h});
  l.row_height = std::max(ui.metrics().row, badge_height(ui) + 4) + 4;
  l.header_height = std::max(ui.metrics().row + 4, 32.0F);
  return l;
}

/// The box in the header that marks all rows, or none.
void draw_mark_all(Ui& ui, const TableOptions& options, const Rect& r, NodeId row,
                   TableResult& result) {
  const auto cell = ui.group(ui.id("all box"), Role::cell, r);
  ui.last_node()->parent = row;
  const Interaction press = ui.item(ui.id("all"), Role::checkbox, r, options.mark_all,
                                    State::checkable | (options.all_marked ? State::checked : 0));
  draw_mark_box(ui, r, options.all_marked, press);
  if (press.activated && options.rows > 0)
    result.marking = {.first = 0, .last = options.rows - 1, .on = !options.all_marked};
}

/// The header; true when the sort changed.
bool draw_header(Ui& ui, const TableOptions& options, const Layout& layout, const Rect& rect,
                 TableSort* sort, TableResult& result) {
  const Theme& theme = ui.theme();
  bool changed = false;
  ui.fill({.x = rect.x, .y = rect.y, .w = rect.w, .h = layout.header_height}, theme.sunken);
  const NodeId row_id = ui.id("header");
  SemanticNode& row = ui.node(row_id, Role::row,
                              {.x = rect.x, .y = rect.y, .w = rect.w, .h = layout.header_height});
  row.row = 0;
  if (layout.marks > 0)
    draw_mark_all(ui, options,
                  {.x = rect.x, .y = rect.y, .w = layout.marks, .h = layout.header_height}, row_id,
                  result);
  for (std::size_t i = 0; i < options.columns.size(); ++i) {
    const TableColumn& column = options.columns[i];
    const Rect r{
        .x = layout.columns[i].x, .y = rect.y, .w = layout.columns[i].w, .h = layout.header_height};
    if (r.w <= 0) continue;
    if (column.menu) {
      ui.node(ui.id(column.key), Role::columnheader, r, column.title).parent = row_id;
      ui.last_node()->column = static_cast<int>(i);
      continue;
    }
    const bool by_this = sort != nullptr && sort->column == static_cast<int>(i);
    const bool clickable = column.sortable && sort != nullptr;
    std::uint32_t state = 0;
    if (by_this) state |= sort->descending ? State::sort_down : State::sort_up;
    Interaction press;
    const NodeId id = ui.id(column.key);
    if (clickable)
      press = ui.item(id, Role::columnheader, r, column.title, state);
    else
      ui.node(id, Role::columnheader, r, column.title).state |= state;
    ui.last_node()->parent = row_id;
    ui.last_node()->column = static_cast<int>(i);
    ui.last_node()->row = 0;
    if (press.activated) {
      *sort = {.column = static_cast<int>(i), .descending = by_this && !sort->descending};
      changed = true;
    }
    if (press.hovered) ui.fill(r, theme.hover);
    const float mark = by_this ? 18 : 0;
    const float room = r.w - 2 * cell_pad - mark;
    const float w = std::min(ui.text_width(column.title, TextStyle::small), room);
    const float x = column.align == Align::right    ? r.x + r.w - cell_pad - w - mark
                    : column.align == Align::centre ? r.x + (r.w - w - mark) / 2
                                                    : r.x + cell_pad;
    ui.draw_text(x, centred_y(ui, r, TextStyle::small), column.title,
                 {.style = TextStyle::small,
                  .color = by_this ? theme.text : theme.muted,
                  .max_width = room});
    if (by_this)
      ui.draw_icon(sort->descending ? Icon::arrow_down : Icon::arrow_up, x + w + 4,
                   r.y + (r.h - 14) / 2, 14, theme.text);
    if (press.focused) ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, 4);
  }
  ui.line(rect.x, rect.y + layout.header_height - 1, rect.x + rect.w,
          rect.y + layout.header_height - 1, theme.border);
  return changed;
}

/// Keys on the focused row; the row to go to.
std::optional<std::size_t> key_target(Ui& ui, NodeId id, std::size_t row, std::size_t rows,
                                      std::size_t page) {
  if (ui.take_key(id, "ArrowDown")) return std::min(row + 1, rows - 1);
  if (ui.take_key(id, "ArrowUp")) return row == 0 ? 0 : row - 1;
  if (ui.take_key(id, "PageDown")) return std::min(row + page, rows - 1);
  if (ui.take_key(id, "PageUp")) return row < page ? 0 : row - page;
  if (ui.take_key(id, "Home")) return 0;
  if (ui.take_key(id, "End")) return rows - 1;
  return std::nullopt;
}

/// From the mark that was pressed last to this row.
RowMarking range_to(const Ui& ui, const TableOptions& options, NodeId anchor_id, std::size_t row) {
  const auto anchor =
      std::min(static_cast<std::size_t>(ui.remembered(anchor_id, 0)), options.rows - 1);
  return {.first = std::min(anchor, row), .last = std::max(anchor, row), .on = true};
}

/// Shift and a key: marks from where the marking began to where the key leads; on the way back it
/// gives up what it marked.
void mark_on_the_way(Ui& ui, const TableOptions& options, NodeId anchor_id, std::size_t row,
                     std::size_t target, TableResult& result) {
  if (!options.marked(row)) ui.remember(anchor_id, static_cast<float>(row));
  result.unmarking = range_to(ui, options, anchor_id, row);
  result.unmarking->on = false;
  result.marking = range_to(ui, options, anchor_id, target);
}

bool has_key_with_shift(const Ui& ui, NodeId id) {
  return std::ranges::any_of(ui.input().actions, [&](const SemanticAction& action) {
    return action.node == id && action.kind == ActionKind::key &&
           (action.modifiers & Modifiers::shift) != 0;
  });
}

struct Body {
  TableResult result;
  std::optional<std::size_t> go_to;
};

/// The mark of a row, whose keys are open. Shift marks from the last one that was pressed.
void draw_mark(Ui& ui, const TableOptions& options, const Rect& r, std::size_t row,
               NodeId anchor_id, std::string_view name, TableResult& result) {
  const auto cell = ui.group(ui.id("mark cell"), Role::cell, r);
  ui.last_node()->parent = ui.id("row");
  const bool on = options.marked(row);
  const Interaction press =
      ui.item(ui.id("mark"), Role::checkbox, r, ui.t("sheet.mark", {{"name", name}}),
              State::checkable | (on ? State::checked : 0));
  if (press.visible) draw_mark_box(ui, r, on, press);
  if (!press.activated) return;
  if (ImGui::GetIO().KeyShift) {
    result.marking = range_to(ui, options, anchor_id, row);
    return;
  }
  ui.remember(anchor_id, static_cast<float>(row));
  result.marking = {.first = row, .last = row, .on = !on};
}

void draw_one_row(Ui& ui, const TableOptions& options, const Layout& layout, const Rect& whole,
                  std::size_t row, std::size_t page, Body& body,
                  const std::function<void(Cells&, std::size_t)>& draw_row) {
  const Theme& theme = ui.theme();
  // The mark and the menu are targets of their own beside the row.
  const Rect r{.x = whole.x + layout.marks,
               .y = whole.y,
               .w = whole.w - layout.marks - layout.menu,
               .h = whole.h};
  const NodeId anchor = ui.id("anchor");
  const auto keyed = ui.keyed(row);
  const NodeId id = ui.id("row");
  const bool selected = options.selected == row;
  Interaction press;
  const std::size_t node_at = ui.nodes().size();
  if (options.activatable)
    press = ui.item(id, Role::row, r, {}, selected ? State::selectable | State::selected : 0);
  else
    ui.node(id, Role::row, r);
  ui.last_node()->row = static_cast<int>(row) + 1;
  const bool markable = layout.marks > 0;
  if (press.activated && markable && press.hovered && ImGui::GetIO().KeyShift)
    body.result.marking = range_to(ui, options, anchor, row);
  else if (press.activated)
    body.result.activated = row;
  const bool shift = markable && has_key_with_shift(ui, id);
  if (const auto target = key_target(ui, id, row, options.rows, page)) {
    body.go_to = *target;
    if (shift) mark_on_the_way(ui, options, anchor, row, *target, body.result);
  }
  const bool marked = markable && options.marked(row);
  if (selected || marked || press.hovered)
    ui.fill(whole, selected || marked ? theme.selected : theme.hover);
  std::vector<Rect> rects = layout.columns;
  for (Rect& cell : rects) {
    cell.y = layout.stacked ? r.y + cell.y : r.y;
    if (!layout.stacked) cell.h = r.h;
  }
  const bool menu_wanted = layout.menu > 0 && options.activatable && ui.wants_menu(id, press);
  Cells cells(ui, options.columns, rects, layout.label, id, static_cast<int>(row) + 1, menu_wanted);
  draw_row(cells, row);
  ui.name_node(node_at, cells.spoken());
  if (ui.take_key(id, "c", Modifiers::command)) {
    ui.effects.push({.kind = EffectKind::copy_text, .text = cells.pasted()});
    ui.toast(std::string(ui.t("common.copied")), Tone::neutral);
  }
  if (markable)
    draw_mark(ui, options, {.x = whole.x, .y = whole.y, .w = layout.marks, .h = whole.h}, row,
              anchor, cells.spoken(), body.result);
  ui.line(whole.x, r.y + r.h - 1, whole.x + whole.w, r.y + r.h - 1, theme.line);
  if (press.focused) ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, 4);
}

}  // namespace

Cells::Place Cells::next(std::string_view words) {
  const std::size_t i = at_++;
  if (i >= columns_.size() || rects_[i].w <= 0) return {};
  Rect r = rects_[i];
  const TableColumn& column = columns_[i];
  if (cell_count_++ > 0) pasted_ += '\t';
  pasted_ += words;
  if (!words.empty()) {
    if (!spoken_.empty()) spoken_ += ", ";
    spoken_ += words;
  }
  SemanticNode& cell = ui_.node(ui_.id(column.key), Role::cell, r, words);
  cell.parent = row_;
  cell.row = row_index_;
  cell.column = static_cast<int>(i);
  if (label_width_ <= 0)
    return {.rect = {.x = r.x + cell_pad, .y = r.y, .w = r.w - 2 * cell_pad, .h = r.h},
            .visible = true,
            .align = column.align};
  if (i == 0) return {.rect = r, .visible = true};
  const float label = label_width_;
  ui_.draw_text(r.x, centred_y(ui_, r, TextStyle::small), column.title,
                {.style = TextStyle::small, .color = ui_.theme().muted, .max_width = label - 4});
  return {.rect = {.x = r.x + label, .y = r.y, .w = r.w - label, .h = r.h}, .visible = true};
}

void Cells::text(std::string_view words, TextTone tone) {
  const bool heads = label_width_ > 0 && at_ == 0;
  const Place place = next(words);
  if (!place.visible || words.empty()) return;
  const Theme& theme = ui_.theme();
  const TextStyle style = tone == TextTone::strong || heads ? TextStyle::strong : TextStyle::body;
  Color color = theme.text;
  if (tone == TextTone::muted) color = theme.muted;
  if (tone == TextTone::danger) color = theme.tones[4].text;
  if (tone == TextTone::warn) color = theme.tones[3].text;
  if (tone == TextTone::good) color = theme.tones[2].text;
  const float w = ui_.text_width(words, style);
  float x = place.rect.x;
  if (place.align == Align::right) x = place.rect.x + std::max(0.0F, place.rect.w - w);
  if (place.align == Align::centre) x = place.rect.x + std::max(0.0F, (place.rect.w - w) / 2);
  ui_.draw_text(x, centred_y(ui_, place.rect, style), words,
                {.style = style, .color = color, .max_width = place.rect.w});
}

std::optional<std::size_t> Cells::menu(std::string_view name, std::span<const MenuItem> items) {
  const std::size_t i = at_++;
  if (i >= columns_.size() || rects_[i].w <= 0) return std::nullopt;
  const Rect r = rects_[i];
  const auto cell = ui_.group(ui_.id("menu cell"), Role::cell, r);
  SemanticNode& node = *ui_.last_node();
  node.parent = row_;
  node.row = row_index_;
  node.column = static_cast<int>(i);
  const float side = ui_.metrics().control;
  const auto area =
      ui_.area({.x = r.x + (r.w - side) / 2, .y = r.y + (r.h - side) / 2, .w = side, .h = side});
  if (menu_wanted_) open_context_menu(ui_, "row menu");
  if (const auto chosen = context_menu(ui_, "row menu", name, items)) return chosen;
  return menu_button(ui_, "menu", name, Icon::ellipsis, items);
}

void Cells::number(std::int64_t value) {
  text(format_number(value, ui_.language()));
}

void Cells::money(Money value, MoneyStyle style) {
  text(format_money(value, ui_.language(), style));
}

void Cells::badge(std::string_view words, Tone tone, Icon icon) {
  const Place place = next(words);
  if (!place.visible || words.empty()) return;
  draw_badge(ui_, place.rect.x, place.rect.y + (place.rect.h - badge_height(ui_)) / 2, place.rect.w,
             words, icon, ui_.theme().tones[static_cast<std::size_t>(tone)]);
}

void Cells::status(int status) {
  std::string words =
      status >= 1 ? std::to_string(status) + "\xC2\xA0\xC2\xB7\xC2\xA0" : std::string();
  words += status_name(ui_, status);
  const Place place = next(words);
  if (!place.visible) return;
  const Theme& theme = ui_.theme();
  const Pair& colors = status >= 1 && status <= 7
                           ? theme.statuses[static_cast<std::size_t>(status - 1)]
                           : theme.tones[0];
  draw_badge(ui_, place.rect.x, place.rect.y + (place.rect.h - badge_height(ui_)) / 2, place.rect.w,
             words, status_icon(status), colors);
}

TableResult table(Ui& ui, const TableOptions& options, TableSort* sort,
                  const std::function<void(Cells&, std::size_t)>& draw_row) {
  const Rect start = ui.cursor();
  const Layout layout = layout_of(ui, options, start);
  const float content = layout.header_height + layout.row_height * static_cast<float>(options.rows);
  const float room = options.height < 0 ? ui.available_height() : options.height;
  const float height = options.height == 0 ? content
                                           : std::max(std::min(room, content),
                                                      layout.header_height + layout.row_height);
  const Rect rect = ui.place(0, height);
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const auto scope = ui.group(id, Role::table, rect, options.name);
  SemanticNode& node = *ui.last_node();
  node.row_count = static_cast<int>(options.rows) + 1;
  node.column_count = static_cast<int>(options.columns.size());
  ui.fill(rect, ui.theme().surface, ui.metrics().radius);
  Body body;
  if (!layout.stacked)
    body.result.sort_changed = draw_header(ui, options, layout, rect, sort, body.result);

  const Rect rows_rect{.x = rect.x,
                       .y = rect.y + layout.header_height,
                       .w = rect.w,
                       .h = rect.h - layout.header_height};
  const auto scroll = ui.scroll("rows", rows_rect);
  const Rect top = ui.place(0, layout.row_height * static_cast<float>(options.rows));
  const auto page = static_cast<std::size_t>(std::max(1.0F, rows_rect.h / layout.row_height - 1));
  ImGui::SetCursorScreenPos({top.x, top.y});
  ImGuiListClipper clipper;
  clipper.Begin(static_cast<int>(options.rows), layout.row_height);
  // The focused row stays in the tree however far it was scrolled away.
  if (const float focused = ui.remembered(id, -1);
      focused >= 0 && focused < static_cast<float>(options.rows))
    clipper.IncludeItemByIndex(static_cast<int>(focused));
  while (clipper.Step())
    for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
      const auto row = static_cast<std::size_t>(i);
      const Rect r{.x = top.x,
                   .y = top.y + static_cast<float>(i) * layout.row_height,
                   .w = top.w,
                   .h = layout.row_height};
      draw_one_row(ui, options, layout, r, row, page, body, draw_row);
    }
  if (body.go_to) {
    ui.remember(id, static_cast<float>(*body.go_to));
    const auto row_key = ui.keyed(*body.go_to);
    ui.request_focus(ui.id("row"));
    ui.reveal(ui.id("row"));
  }
  ui.stroke(rect, ui.theme().line, ui.metrics().radius);
  return body.result;
}

}  // namespace retour::ui
