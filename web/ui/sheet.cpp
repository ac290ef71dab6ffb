// Sections: layout | marks | cells | rows
#include "ui/sheet.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {

// ---- layout
// -----------------------------------------------------------------------------------------

struct SheetCells::Frame {
  Ui& ui;
  const SheetOptions& options;
  SheetState& state;
  SheetResult& result;
  const std::vector<Rect>& columns;  ///< x and width; 0: left out.
  Rect row_rect{};
  std::size_t row = 0;
  std::size_t at = 0;
  std::string_view row_name{};
  std::optional<std::size_t> go_to{};  ///< Row to which the focus moves, in column `go_column`.
  std::size_t go_column = 0;
};

namespace {

constexpr float cell_pad = 10;
constexpr std::uint32_t entry_length_max = 40;  ///< UTF-16 units.
constexpr std::size_t mark_column = ~std::size_t{0};

std::vector<Rect> place_columns(std::span<const TableColumn> columns, const Rect& rect) {
  std::vector<Rect> rects(columns.size());
  float fixed = 0;
  int shared = 0;
  for (const TableColumn& column : columns) {
    if (rect.w < column.hide_below) continue;
    fixed += column.width;
    if (column.width <= 0) ++shared;
  }
  const float share = shared > 0 ? std::floor((rect.w - fixed) / static_cast<float>(shared)) : 0;
  float x = rect.x;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (rect.w < columns[i].hide_below) continue;
    const float w = columns[i].width > 0 ? columns[i].width : std::max(share, 60.0F);
    rects[i] = {.x = x, .y = rect.y, .w = std::min(w, rect.x + rect.w - x), .h = 0};
    x += w;
  }
  return rects;
}

float row_height(const Ui& ui) {
  return std::max(ui.metrics().control + 4, ui.metrics().row + 4);
}

/// Id of the focusable thing of a cell, within the sheet's keys.
NodeId cell_id(Ui& ui, std::size_t row, std::size_t column) {
  const auto row_key = ui.keyed(row);
  const auto column_key = ui.keyed(column + 1);  // The column of marks becomes 0.
  return ui.id("cell");
}

// ---- marks
// ------------------------------------------------------------------------------------------

/// Keys on a mark, with their modifiers; true when the row's mark shall change.
bool take_mark_keys(SheetCells::Frame& f, NodeId id, bool& range) {
  bool toggled = false;
  while (const auto key = f.ui.take(id, ActionKind::key)) {
    const bool shift = (key->modifiers & Modifiers::shift) != 0;
    const bool command = (key->modifiers & Modifiers::command) != 0;
    const std::size_t last = f.options.rows - 1;
    if (key->text == " " || key->text == "Enter") {
      toggled = true;
      range = shift;
    } else if (command && key->text == "a") {
      f.result.marking = {.first = 0, .last = last, .on = true};
    } else if (key->text == "ArrowDown" || key->text == "ArrowUp") {
      const std::size_t target = key->text == "ArrowDown" ? std::min(f.row + 1, last)
                                 : f.row == 0             ? 0
                                                          : f.row - 1;
      f.go_to = target;
      f.go_column = mark_column;
      if (shift)
        f.result.marking = {.first = std::min(f.state.anchor, target),
                            .last = std::max(f.state.anchor, target),
                            .on = true};
    } else if (key->text == "ArrowRight") {
      f.go_to = f.row;
      f.go_column = 0;
    }
  }
  return toggled;
}

void draw_mark(SheetCells::Frame& f, const Rect& r) {
  Ui& ui = f.ui;
  const auto keyed = ui.keyed(mark_column + 1);
  const auto cell = ui.group(ui.id("box"), Role::gridcell, r);
  const NodeId id = ui.id("cell");
  const bool on = f.options.marked && f.options.marked(f.row);
  const std::string name = ui.t("sheet.mark", {{"name", f.row_name}});
  const Interaction press =
      ui.item(id, Role::checkbox, r, name, State::checkable | (on ? State::checked : 0));
  bool range = ImGui::GetIO().KeyShift;
  const bool toggled = take_mark_keys(f, id, range);
  if (press.visible) draw_mark_box(ui, r, on, press);
  if (!press.activated && !toggled) return;
  if (range)
    f.result.marking = {.first = std::min(f.state.anchor, f.row),
                        .last = std::max(f.state.anchor, f.row),
                        .on = true};
  else
    f.result.marking = {.first = f.row, .last = f.row, .on = !on};
  if (!range) f.state.anchor = f.row;
}

// ---- cells
// ------------------------------------------------------------------------------------------

/// The rectangle of the next column; width 0 when it is left out.
Rect next_rect(SheetCells::Frame& f) {
  if (f.at >= f.columns.size()) return {};
  Rect r = f.columns[f.at];
  r.y = f.row_rect.y;
  r.h = f.row_rect.h;
  return r;
}

/// Arrows between the cells that take the focus; nothing else is used.
void take_cell_arrows(SheetCells::Frame& f, NodeId id) {
  Ui& ui = f.ui;
  const bool down = ui.take_key(id, "ArrowDown");
  if (!down && !ui.take_key(id, "ArrowUp")) return;
  f.go_to = down ? std::min(f.row + 1, f.options.rows - 1) : f.row == 0 ? 0 : f.row - 1;
  f.go_column = f.at;
}

/// Keeps what was typed into the entry; false when it is not understood and stays.
bool keep_entry(SheetCells::Frame& f) {
  if (f.state.typed.empty()) return true;
  const SheetState::Cell cell{.row = f.row, .column = f.at};
  f.state.problem = f.options.take ? f.options.take(cell, f.state.typed) : std::string();
  if (!f.state.problem.empty()) {
    f.ui.announce(f.state.problem);
    return false;
  }
  f.state.typed.clear();
  return true;
}

/// How long the page's input may still hold the old value after the entry has begun.
constexpr double emptied_after_seconds = 1;

/// The entry moves into a cell; the page's input over it still shows the old value.
void begin_entry(SheetCells::Frame& f, SheetState::Cell cell) {
  f.state.entry = cell;
  f.state.typed.clear();
  f.state.problem.clear();
  f.state.overtyped = true;
  f.state.begun_seconds = f.ui.input().time_seconds;
}

/// Keys and leaving of the entry that has the focus: kept, given up, on to the next row.
void settle_entry(SheetCells::Frame& f, NodeId id, const FieldResult& typed) {
  Ui& ui = f.ui;
  const SheetState::Cell here{.row = f.row, .column = f.at};
  const bool down = typed.submitted || ui.take_key(id, "ArrowDown");
  const bool up = ui.take_key(id, "ArrowUp");
  if (ui.take_key(id, "Escape")) {
    f.state.typed.clear();
    f.state.problem.clear();
    ui.request_frame();
  } else if (f.state.entry == here && (down || up)) {
    if (keep_entry(f)) {
      f.go_to = down ? std::min(f.row + 1, f.options.rows - 1) : f.row == 0 ? 0 : f.row - 1;
      f.go_column = f.at;
      begin_entry(f, {.row = *f.go_to, .column = f.at});
    }
  } else if (typed.left && f.state.entry == here) {
    if (!keep_entry(f)) f.state.typed.clear();  // Said aloud and below; the old value is shown.
    f.state.entry.reset();
    ui.request_frame();
  }
}

/// What was inserted into `old` to make `text`; false, and `text` as it is, when it was not.
bool take_out(std::string_view old, std::string_view& text) {
  if (text.size() <= old.size()) return false;
  std::size_t before = 0;
  while (before < old.size() && text[before] == old[before]) ++before;
  const std::size_t after = old.size() - before;
  if (!text.ends_with(old.substr(before))) return false;
  text = text.substr(before, text.size() - before - after);
  return true;
}

/// An entry without the focus: the page's input lies over it all the same.
void draw_resting_entry(SheetCells::Frame& f, NodeId id, const Rect& r, std::string_view shown,
                        InputKind input) {
  Ui& ui = f.ui;
  const std::string name =
      ui.t("sheet.cell", {{"column", f.options.columns[f.at].title}, {"name", f.row_name}});
  const Interaction press = ui.item(id, Role::textbox, r, name);
  SemanticNode& node = *ui.last_node();
  node.input = input;
  node.max_length = entry_length_max;
  node.value = ui.store(shown);
  if (press.activated) ui.request_focus(id);
  if (!press.visible) return;
  if (press.hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    ui.stroke({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, ui.theme().border,
              ui.metrics().radius);
  }
  if (shown.empty()) return;
  const float room = r.w - 2 * cell_pad - 2;
  const float w = std::min(ui.text_width(shown), room);
  const bool right = f.options.columns[f.at].align == Align::right;
  ui.draw_text(right ? r.x + r.w - cell_pad - 2 - w : r.x + cell_pad + 2, centred_y(ui, r), shown,
               {.max_width = room});
}

}  // namespace

void SheetCells::name(std::string_view words, TextTone tone) {
  Frame& f = frame_;
  Ui& ui = f.ui;
  const Rect r = next_rect(f);
  if (r.w > 0) {
    const auto keyed = ui.keyed(f.at + 1);
    const auto cell = ui.group(ui.id("box"), Role::gridcell, r);
    const NodeId id = ui.id("cell");
    const Interaction press = ui.item(id, Role::button, r, words, State::has_popup);
    take_cell_arrows(f, id);
    if (press.activated) f.result.opened = f.row;
    if (press.visible) {
      const Theme& theme = ui.theme();
      const float room = r.w - 2 * cell_pad;
      ui.draw_text(r.x + cell_pad, centred_y(ui, r), words,
                   {.color = tone == TextTone::muted ? theme.muted
                             : press.hovered         ? theme.link
                                                     : theme.text,
                    .max_width = room});
      if (ui.text_width(words) > room) ui.tooltip(press, r, words);
      if (press.focused) ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, 4);
    }
  }
  ++f.at;
}

void SheetCells::text(std::string_view words, TextTone tone) {
  Frame& f = frame_;
  Ui& ui = f.ui;
  const Rect r = next_rect(f);
  const TableColumn* column = f.at < f.options.columns.size() ? &f.options.columns[f.at] : nullptr;
  if (r.w > 0 && column != nullptr) {
    const auto keyed = ui.keyed(f.at + 1);
    ui.node(ui.id("box"), Role::gridcell, r, words);
    const Theme& theme = ui.theme();
    const float room = r.w - 2 * cell_pad;
    const float w = words.empty() ? 0 : std::min(ui.text_width(words), room);
    const float x = column->align == Align::right ? r.x + r.w - cell_pad - w : r.x + cell_pad;
    if (!words.empty())
      ui.draw_text(
          x, centred_y(ui, r), words,
          {.color = tone == TextTone::muted ? theme.muted : theme.text, .max_width = room});
  }
  ++f.at;
}

void SheetCells::choice(std::span<const Choice> choices, int selected, Tone tone) {
  Frame& f = frame_;
  Ui& ui = f.ui;
  const Rect r = next_rect(f);
  if (r.w <= 0) {
    ++f.at;
    return;
  }
  const auto keyed = ui.keyed(f.at + 1);
  const auto cell = ui.group(ui.id("box"), Role::gridcell, r);
  const NodeId id = ui.id("cell");
  const NodeId popup = ui.id("popup");
  const bool valid = selected >= 0 && static_cast<std::size_t>(selected) < choices.size();
  const std::string_view shown = valid ? choices[static_cast<std::size_t>(selected)].text : "";
  const std::string name =
      ui.t("sheet.cell", {{"column", f.options.columns[f.at].title}, {"name", f.row_name}});
  const bool open = is_popup_open(ui, popup);
  const Interaction press =
      ui.item(id, Role::combobox, r, name,
              State::expandable | State::has_popup | (open ? State::expanded : 0));
  ui.last_node()->value = ui.store(shown);
  if (open) ui.last_node()->controls = popup;
  take_cell_arrows(f, id);
  for (std::size_t i = 0; i < std::min<std::size_t>(choices.size(), 10); ++i) {
    const char digit[] = {static_cast<char>('0' + i), '\0'};
    if (!ui.take_key(id, digit)) continue;
    f.result.chosen = {.cell = {.row = f.row, .column = f.at}, .choice = static_cast<int>(i)};
    f.go_to = std::min(f.row + 1, f.options.rows - 1);
    f.go_column = f.at;
  }
  if (press.activated) open_popup(ui, popup);
  if (press.visible) {
    if (press.hovered || open) ui.fill(r, ui.theme().hover);
    draw_badge(ui, r.x + cell_pad, r.y + (r.h - badge_height(ui)) / 2, r.w - cell_pad - 26, shown,
               Icon::none, ui.theme().tones[static_cast<std::size_t>(tone)]);
    ui.draw_icon(Icon::chevron_down, r.x + r.w - 22, r.y + (r.h - 16) / 2, 16, ui.theme().muted);
    if (press.focused) ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, 4);
  }
  const float height = static_cast<float>(choices.size()) * ui.metrics().option + 24;
  if (const auto list = begin_popup(ui, {.id = popup,
                                         .anchor = r,
                                         .name = name,
                                         .width = std::max(r.w, 200.0F),
                                         .height = height})) {
    ui.set_gap(0);
    const auto options = ui.group(ui.id("options"), Role::listbox, ui.cursor(), name);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const auto option_key = ui.keyed(i);
      if (!option_row(ui, {.key = "option",
                           .text = choices[i].text,
                           .selected = static_cast<int>(i) == selected}))
        continue;
      f.result.chosen = {.cell = {.row = f.row, .column = f.at}, .choice = static_cast<int>(i)};
      close_popup(ui, popup);
      ui.request_focus(id);
    }
  }
  ++f.at;
}

void SheetCells::entry(std::string_view shown, InputKind input) {
  Frame& f = frame_;
  Ui& ui = f.ui;
  const Rect r = next_rect(f);
  if (r.w <= 0) {
    ++f.at;
    return;
  }
  const SheetState::Cell here{.row = f.row, .column = f.at};
  const auto keyed = ui.keyed(f.at + 1);
  const auto cell = ui.group(ui.id("box"), Role::gridcell, r);
  const NodeId id = ui.id("cell");
  const bool current = f.state.entry == here;
  // Cells that nobody is in are letters only: thirty frames around thirty numbers hide the numbers.
  if (!current && !ui.is_focused(id)) {
    draw_resting_entry(f, id, r, shown, input);
    ++f.at;
    return;
  }
  std::string text(current ? std::string_view(f.state.typed) : shown);
  const std::string name =
      ui.t("sheet.cell", {{"column", f.options.columns[f.at].title}, {"name", f.row_name}});
  FieldResult typed;
  {
    const auto area = ui.area(
        {.x = r.x + 2, .y = r.y + (r.h - ui.metrics().control) / 2, .w = r.w - 4, .h = r.h});
    typed = text_field(ui,
                       {.key = "cell",
                        .label = name,
                        .placeholder = current ? shown : std::string_view{},
                        .input = input,
                        .hide_label = true,
                        .max_length = entry_length_max},
                       text);
  }
  if (current && !f.state.problem.empty()) {
    ui.add_state(id, State::invalid);
    ui.stroke({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, ui.theme().tones[4].text,
              ui.metrics().radius, 1.5F);
  }
  if ((typed.focused && !f.state.entry) || (typed.changed && f.state.entry != here)) {
    begin_entry(f, here);
    ui.request_frame();
  }
  if (typed.changed) {
    // Whoever types before the old value has gone from the page's input types into it.
    std::string_view fresh = text;
    const bool may_be_old = ui.input().time_seconds - f.state.begun_seconds < emptied_after_seconds;
    f.state.overtyped = f.state.overtyped && may_be_old && take_out(shown, fresh);
    f.state.typed = fresh;
    f.state.problem.clear();
  }
  settle_entry(f, id, typed);
  ++f.at;
}

// ---- rows
// -------------------------------------------------------------------------------------------

namespace {

void draw_header(SheetCells::Frame& f, const Rect& rect, float height) {
  Ui& ui = f.ui;
  const Theme& theme = ui.theme();
  const Rect line{.x = rect.x, .y = rect.y, .w = rect.w, .h = height};
  ui.fill(line, theme.sunken);
  const auto row = ui.group(ui.id("header"), Role::row, line);
  ui.last_node()->row = 0;
  {
    const Rect r{.x = rect.x, .y = rect.y, .w = mark_width(ui), .h = height};
    const auto cell = ui.group(ui.id("all box"), Role::gridcell, r);
    const Interaction press =
        ui.item(ui.id("all"), Role::checkbox, r, f.options.mark_all,
                State::checkable | (f.options.all_marked ? State::checked : 0));
    draw_mark_box(ui, r, f.options.all_marked, press);
    if (press.activated && f.options.rows > 0)
      f.result.marking = {.first = 0, .last = f.options.rows - 1, .on = !f.options.all_marked};
  }
  for (std::size_t i = 0; i < f.options.columns.size(); ++i) {
    const TableColumn& column = f.options.columns[i];
    const Rect r{.x = f.columns[i].x, .y = rect.y, .w = f.columns[i].w, .h = height};
    if (r.w <= 0) continue;
    ui.node(ui.id(column.key), Role::columnheader, r, column.title).column =
        static_cast<int>(i) + 1;
    const float room = r.w - 2 * cell_pad;
    const float w = std::min(ui.text_width(column.title, TextStyle::small), room);
    ui.draw_text(column.align == Align::right ? r.x + r.w - cell_pad - w : r.x + cell_pad,
                 centred_y(ui, r, TextStyle::small), column.title,
                 {.style = TextStyle::small, .color = theme.muted, .max_width = room});
  }
  ui.line(rect.x, rect.y + height - 1, rect.x + rect.w, rect.y + height - 1, theme.border);
}

void draw_one_row(SheetCells::Frame& f,
                  const std::function<void(SheetCells&, std::size_t)>& draw_row) {
  Ui& ui = f.ui;
  const auto keyed = ui.keyed(f.row);
  const bool marked = f.options.marked && f.options.marked(f.row);
  f.row_name = f.options.row_name ? f.options.row_name(f.row) : std::string_view{};
  const auto row = ui.group(ui.id("row"), Role::row, f.row_rect, f.row_name);
  ui.last_node()->row = static_cast<int>(f.row) + 1;
  if (marked) {
    ui.fill(f.row_rect, ui.theme().selected);
    ui.last_node()->state |= State::selectable | State::selected;
  }
  f.at = 0;
  draw_mark(f, {.x = f.row_rect.x, .y = f.row_rect.y, .w = mark_width(ui), .h = f.row_rect.h});
  SheetCells cells(f);
  draw_row(cells, f.row);
  ui.line(f.row_rect.x, f.row_rect.y + f.row_rect.h - 1, f.row_rect.x + f.row_rect.w,
          f.row_rect.y + f.row_rect.h - 1, ui.theme().line);
}

}  // namespace

SheetResult sheet(Ui& ui, const SheetOptions& options, SheetState& state,
                  const std::function<void(SheetCells&, std::size_t)>& draw_row) {
  SheetResult result;
  const float height = row_height(ui);
  const float header = std::max(ui.metrics().row + 4, 32.0F);
  const float content = header + height * static_cast<float>(options.rows);
  const float room = options.height < 0 ? ui.available_height() : options.height;
  const Rect rect = ui.place(
      0, options.height == 0 ? content : std::max(std::min(room, content), header + 4 * height));
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const auto scope = ui.group(id, Role::grid, rect, options.name);
  ui.last_node()->row_count = static_cast<int>(options.rows) + 1;
  ui.last_node()->column_count = static_cast<int>(options.columns.size()) + 1;
  ui.fill(rect, ui.theme().surface, ui.metrics().radius);
  const Rect cells{.x = rect.x + mark_width(ui),
                   .y = rect.y,
                   .w = rect.w - mark_width(ui) - 14,  // The scroll bar's.
                   .h = rect.h};
  const std::vector<Rect> columns = place_columns(options.columns, cells);
  SheetCells::Frame frame{
      .ui = ui, .options = options, .state = state, .result = result, .columns = columns};
  draw_header(frame, rect, header);
  const Rect body{.x = rect.x, .y = rect.y + header, .w = rect.w, .h = rect.h - header};
  {
    const auto scroll = ui.scroll("rows", body);
    const Rect top = ui.place(0, height * static_cast<float>(options.rows));
    ImGui::SetCursorScreenPos({top.x, top.y});
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(options.rows), height);
    // The row that has the focus stays in the tree, wherever it was scrolled to.
    const float kept = ui.remembered(id, -1);
    if (kept >= 0 && kept < static_cast<float>(options.rows))
      clipper.IncludeItemByIndex(static_cast<int>(kept));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i) {
        frame.row = static_cast<std::size_t>(i);
        frame.row_rect = {
            .x = top.x, .y = top.y + static_cast<float>(i) * height, .w = top.w, .h = height};
        draw_one_row(frame, draw_row);
      }
    if (frame.go_to) {
      ui.remember(id, static_cast<float>(*frame.go_to));
      const NodeId target = cell_id(ui, *frame.go_to, frame.go_column);
      ui.request_focus(target);
      ui.reveal(target);
    }
  }
  if (state.entry) ui.remember(id, static_cast<float>(state.entry->row));
  ui.stroke(rect, ui.theme().line, ui.metrics().radius);
  return result;
}

}  // namespace retour::ui
