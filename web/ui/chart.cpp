// Sections: the picture on the screen | the table | files
#include "ui/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "exchange/csv_writer.hpp"
#include "ui/chart_svg.hpp"
#include "ui/choice.hpp"

namespace retour::ui {
namespace {

/// Width of a chart on paper, and the pixels of its PNG per CSS pixel.
constexpr float paper_width = 1120;
constexpr float paper_margin = 24;
constexpr int png_scale = 2;

// ---- the picture on the screen
// -------------------------------------------------------------------

std::string spoken(const Ui& ui, const ChartMark& mark) {
  if (mark.value.empty()) return mark.name;
  return ui.t("chart.mark", {{"name", mark.name}, {"value", mark.value}});
}

std::optional<std::size_t> key_target(Ui& ui, NodeId id, std::size_t at, std::size_t count) {
  if (ui.take_key(id, "ArrowRight") || ui.take_key(id, "ArrowDown"))
    return std::min(at + 1, count - 1);
  if (ui.take_key(id, "ArrowLeft") || ui.take_key(id, "ArrowUp")) return at == 0 ? 0 : at - 1;
  if (ui.take_key(id, "Home")) return 0;
  if (ui.take_key(id, "End")) return count - 1;
  return std::nullopt;
}

struct Marks {
  ChartResult result;
  std::optional<std::size_t> focused;
};

/// The marks as items over the picture; only the one walked to last is a stop of Tab.
Marks mark_items(Ui& ui, NodeId chart_id, const ChartLayout& layout, const Rect& at) {
  Marks out;
  const std::size_t count = layout.marks.size();
  const auto current = static_cast<std::size_t>(
      std::clamp(ui.remembered(chart_id, 0), 0.0F, static_cast<float>(count == 0 ? 0 : count - 1)));
  for (std::size_t i = 0; i < count; ++i) {
    const ChartMark& mark = layout.marks[i];
    const NodeId id = ui.id(i);
    const Rect r{
        .x = at.x + mark.rect.x, .y = at.y + mark.rect.y, .w = mark.rect.w, .h = mark.rect.h};
    const std::string words = spoken(ui, mark);
    SemanticNode& node = ui.node(id, mark.opens ? Role::button : Role::img, r, words);
    if (mark.opens) node.state |= State::has_popup;
    if (i == current) node.state |= State::focusable;
    if (ui.is_focused(id)) node.state |= State::focused;
    const Interaction press = ui.interact(id, r);
    if (press.hovered) out.result.hovered = i;
    if (press.focused) out.focused = i;
    if (press.activated && mark.opens) out.result.activated = i;
    if (press.activated || press.focused) ui.remember(chart_id, static_cast<float>(i));
    if (const auto target = key_target(ui, id, i, count)) {
      ui.remember(chart_id, static_cast<float>(*target));
      ui.request_focus(ui.id(*target));
      ui.reveal(ui.id(*target));
    }
    ui.tooltip(press, r, words);
  }
  return out;
}

ChartResult draw_chart(Ui& ui, const ChartOptions& options, const ChartLayoutOf& layout_of) {
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const ChartLayout layout = layout_of(ink_of(ui), ui.available());
  const Rect r = ui.place(0, layout.picture.height);
  const auto scope = ui.group(id, Role::group, r, options.name);
  if (!ui.is_visible(r)) return mark_items(ui, id, layout, r).result;
  const Marks marks = mark_items(ui, id, layout, r);
  const std::optional<std::size_t> lit =
      marks.result.hovered ? marks.result.hovered : marks.focused;
  draw_picture(ui, layout.picture, r.x, r.y, lit ? static_cast<int>(*lit) : -1);
  if (marks.focused) {
    const Rect& m = layout.marks[*marks.focused].rect;
    ui.focus_ring({.x = r.x + m.x, .y = r.y + m.y, .w = m.w, .h = m.h}, 4);
  }
  return marks.result;
}

// ---- the table
// -----------------------------------------------------------------------------------

struct Grid {
  bool stacked = false;  ///< On a phone a row is a card of labelled lines.
  std::vector<float> x{};
  std::vector<float> w{};
  float row = 0;
  float line = 0;
  bool has_tall_header = false;  ///< Titles that are wider than their columns have two lines.
  float pad = 8;                 ///< On either side of a cell; less where room is short.
};

constexpr float grid_pad = 8, grid_pad_least = 5;

/// The widest word of a title, which is not broken.
float widest_word(const Ui& ui, std::string_view title) {
  float widest = 0;
  while (!title.empty()) {
    const std::string_view word = title.substr(0, title.find(' '));
    title.remove_prefix(std::min(title.size(), word.size() + 1));
    widest = std::max(widest, ui.text_width(word, TextStyle::small));
  }
  return widest;
}

float sum_of(const std::vector<float>& widths) {
  float sum = 0;
  for (const float w : widths) sum += w;
  return sum;
}

/// Columns as wide as their widest text, or where that is too much with titles in two lines, or
/// shortened; when even that is too wide, cards.
Grid grid_of(const Ui& ui, const ChartTable& data, float width) {
  constexpr float title_least = 52;
  Grid grid{.row = std::max(ui.metrics().row, ui.line_height(TextStyle::body) + 10)};
  grid.line = grid.row;
  std::vector<float> by_word, tight;
  for (std::size_t c = 0; c < data.columns.size(); ++c) {
    float values = 0;
    for (const auto& row : data.rows)
      values = std::max(values,
                        ui.text_width(row[c].shown, c == 0 ? TextStyle::strong : TextStyle::body));
    const float title = ui.text_width(data.columns[c].title, TextStyle::small);
    const float word = widest_word(ui, data.columns[c].title);
    grid.w.push_back(std::max(values, title) + 2 * grid_pad);
    by_word.push_back(std::max(values, word) + 2 * grid_pad);
    tight.push_back(std::max(values, std::min(title, title_least)) + 2 * grid_pad);
  }
  grid.stacked = sum_of(tight) > width;
  if (grid.stacked) {
    grid.row = grid.line * static_cast<float>(data.columns.size()) + 8;
    return grid;
  }
  if (sum_of(grid.w) > width) {
    grid.has_tall_header = true;
    if (sum_of(by_word) > width) grid.pad = grid_pad_least;
    // Whatever room there is goes where words are cut.
    const float saved = 2 * (grid_pad - grid.pad);
    const float all_saved = saved * static_cast<float>(tight.size());
    const float room = width - sum_of(tight) + all_saved;
    const float wish = sum_of(by_word) - sum_of(tight);
    const float part = wish > room ? room / wish : 1;
    for (std::size_t c = 0; c < tight.size(); ++c)
      grid.w[c] = tight[c] - saved + (by_word[c] - tight[c]) * part;
  }
  const float spare = (width - sum_of(grid.w)) / static_cast<float>(data.columns.size());
  float x = 0;
  for (float& w : grid.w) {
    w += spare;
    grid.x.push_back(x);
    x += w;
  }
  return grid;
}

Rect cell_rect(const Grid& grid, const Rect& row, std::size_t column) {
  if (!grid.stacked)
    return {.x = row.x + grid.x[column], .y = row.y, .w = grid.w[column], .h = row.h};
  return {.x = row.x,
          .y = row.y + 4 + grid.line * static_cast<float>(column),
          .w = row.w,
          .h = grid.line};
}

/// A word within a cell, at the side that its column asks for.
void cell_text(Ui& ui, const Rect& r, std::string_view words, Align align, TextStyle style,
               Color color, float pad) {
  const float room = r.w - 2 * pad;
  const float w = std::min(ui.text_width(words, style), room);
  const float x = align == Align::right ? r.x + r.w - pad - w : r.x + pad;
  ui.draw_text(x, centred_y(ui, r, style), words,
               {.style = style, .color = color, .max_width = room});
}

/// As many of the first words as fit into a width; at least one.
std::size_t first_line_of(const Ui& ui, std::string_view words, float room) {
  std::size_t end = words.find(' ');
  while (end != std::string_view::npos) {
    const std::size_t next = words.find(' ', end + 1);
    if (next == std::string_view::npos ||
        ui.text_width(words.substr(0, next), TextStyle::small) > room)
      return end;
    end = next;
  }
  return words.size();
}

/// A title of a column, in two lines where one is too narrow for it.
void title_text(Ui& ui, const Rect& r, std::string_view title, Align align, float pad) {
  const float room = r.w - 2 * pad;
  const Color color = ui.theme().muted;
  const std::size_t end = first_line_of(ui, title, room);
  if (ui.text_width(title, TextStyle::small) <= room || end == title.size()) {
    cell_text(ui, r, title, align, TextStyle::small, color, pad);
    return;
  }
  const float line = ui.line_height(TextStyle::small);
  Rect half{.x = r.x, .y = r.y + (r.h - 2 * line) / 2, .w = r.w, .h = line};
  cell_text(ui, half, title.substr(0, end), align, TextStyle::small, color, pad);
  half.y += line;
  cell_text(ui, half, title.substr(end + 1), align, TextStyle::small, color, pad);
}

void draw_table_header(Ui& ui, const ChartTable& data, const Grid& grid) {
  const float height = grid.has_tall_header
                           ? std::max(grid.line, 2 * ui.line_height(TextStyle::small) + 8)
                           : grid.line;
  const Rect r = ui.place(0, height);
  ui.fill(r, ui.theme().sunken, 0);
  const NodeId id = ui.id("header");
  const auto scope = ui.group(id, Role::row, r);
  ui.last_node()->row = 0;
  for (std::size_t c = 0; c < data.columns.size(); ++c) {
    const Rect cell = cell_rect(grid, r, c);
    SemanticNode& node =
        ui.node(ui.id("head" + std::to_string(c)), Role::columnheader, cell, data.columns[c].title);
    node.row = 0;
    node.column = static_cast<int>(c);
    title_text(ui, cell, data.columns[c].title, data.columns[c].align, grid.pad);
  }
}

/// The cells that can be pressed, in reading order, to walk among with arrows.
struct CellWalk {
  NodeId table = 0;
  std::size_t count = 0;
  std::size_t next = 0;  ///< Number of the next one.
  std::size_t current = 0;
};

/// One cell that opens something: a button over it.
bool cell_button(Ui& ui, const Rect& r, const std::string& name, CellWalk& walk) {
  const std::size_t at = walk.next++;
  const NodeId id = ui.id(at);
  SemanticNode& node = ui.node(id, Role::button, r, name);
  node.state |= State::has_popup | (at == walk.current ? State::focusable : 0U);
  if (ui.is_focused(id)) node.state |= State::focused;
  const Interaction press = ui.interact(id, r);
  if (press.activated || press.focused) ui.remember(walk.table, static_cast<float>(at));
  if (const auto target = key_target(ui, id, at, walk.count)) {
    ui.remember(walk.table, static_cast<float>(*target));
    ui.request_focus(ui.id(*target));
    ui.reveal(ui.id(*target));
  }
  if (press.hovered) ui.fill(r, ui.theme().hover, 4);
  if (press.focused) ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, 4);
  return press.activated;
}

std::optional<std::size_t> draw_table_row(Ui& ui, const ChartTable& data, std::size_t index,
                                          const Grid& grid, CellWalk& walk) {
  std::optional<std::size_t> activated;
  const Rect r = ui.place(0, grid.row);
  const std::vector<ChartCell>& cells = data.rows[index];
  const NodeId row_id = ui.id("row" + std::to_string(index));
  const auto scope = ui.group(row_id, Role::row, r, cells.front().shown);
  ui.last_node()->row = static_cast<int>(index) + 1;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const ChartCell& cell = cells[c];
    Rect at = cell_rect(grid, r, c);
    const NodeId cell_id = ui.id("cell" + std::to_string(index) + "." + std::to_string(c));
    const auto cell_scope = ui.group(cell_id, Role::cell, at, cell.shown);
    ui.last_node()->row = static_cast<int>(index) + 1;
    ui.last_node()->column = static_cast<int>(c);
    if (cell.mark >= 0 && cell_button(ui, at,
                                      ui.t("chart.table_cell", {{"row", cells.front().shown},
                                                                {"column", data.columns[c].title},
                                                                {"value", cell.shown}}),
                                      walk))
      activated = static_cast<std::size_t>(cell.mark);
    // After the button, which fills the row under a mouse.
    if (grid.stacked && c > 0)
      cell_text(ui, at, data.columns[c].title, Align::left, TextStyle::small, ui.theme().muted,
                grid.pad);
    const Align align = grid.stacked && c > 0 ? Align::right : data.columns[c].align;
    cell_text(ui, at, cell.shown, align, c == 0 ? TextStyle::strong : TextStyle::body,
              cell.mark >= 0 ? ui.theme().link : ui.theme().text, grid.pad);
  }
  ui.line(r.x, r.y + r.h - 1, r.x + r.w, r.y + r.h - 1, ui.theme().line);
  return activated;
}

ChartResult draw_table(Ui& ui, const ChartOptions& options, const ChartTable& data) {
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const Rect start = ui.cursor();
  const Grid grid = grid_of(ui, data, ui.available());
  const auto scope = ui.group(id, Role::table, start, options.name);
  ui.last_node()->row_count = static_cast<int>(data.rows.size()) + 1;
  ui.last_node()->column_count = static_cast<int>(data.columns.size());
  CellWalk walk{.table = id};
  for (const auto& row : data.rows)
    walk.count += static_cast<std::size_t>(
        std::ranges::count_if(row, [](const ChartCell& cell) { return cell.mark >= 0; }));
  const float last = walk.count == 0 ? 0 : static_cast<float>(walk.count - 1);
  walk.current = static_cast<std::size_t>(std::clamp(ui.remembered(id, 0), 0.0F, last));
  ChartResult out;
  ui.set_gap(0);
  if (!grid.stacked) draw_table_header(ui, data, grid);
  for (std::size_t i = 0; i < data.rows.size(); ++i)
    if (const auto pressed = draw_table_row(ui, data, i, grid, walk)) out.activated = pressed;
  const Rect end = ui.cursor();
  ui.set_node_rect(id, {.x = start.x, .y = start.y, .w = start.w, .h = end.y - start.y});
  ui.set_gap(ui.metrics().gap);
  return out;
}

// ---- files
// ---------------------------------------------------------------------------------------

void shift(Rect& r, float dx, float dy) {
  r.x += dx;
  r.y += dy;
}
void shift(ChartPoint& p, float dx, float dy) {
  p.x += dx;
  p.y += dy;
}
void shift(RectShape& s, float dx, float dy) {
  shift(s.rect, dx, dy);
}
void shift(LineShape& s, float dx, float dy) {
  for (ChartPoint& p : s.points) shift(p, dx, dy);
}
void shift(BandShape& s, float dx, float dy) {
  for (ChartPoint& p : s.upper) shift(p, dx, dy);
  for (ChartPoint& p : s.lower) shift(p, dx, dy);
}
void shift(CircleShape& s, float dx, float dy) {
  shift(s.centre, dx, dy);
}
void shift(RibbonShape& s, float dx, float dy) {
  const float along = s.down ? dy : dx;
  const float across = s.down ? dx : dy;
  for (float* edge : {&s.begin, &s.end}) *edge += along;
  for (float* edge : {&s.lo_from, &s.hi_from, &s.lo_to, &s.hi_to}) *edge += across;
}
void shift(CellsShape& s, float dx, float dy) {
  shift(s.rect, dx, dy);
}
void shift(TextShape& s, float dx, float dy) {
  shift(s.at, dx, dy);
}
void shift(IconShape& s, float dx, float dy) {
  shift(s.at, dx, dy);
}

/// The picture with margins below its title and caption.
ChartPicture on_paper(const ChartInk& ink, ChartPicture&& picture, const ChartFile& file) {
  const float width = picture.width + 2 * paper_margin;
  ChartPicture page{.width = width};
  float y = paper_margin;
  page.add(text_shape(ink, {paper_margin, y}, file.title,
                      {.style = TextStyle::title, .max_width = picture.width}));
  y += ink.line(TextStyle::title) + 4;
  if (!file.caption.empty()) {
    page.add(text_shape(
        ink, {paper_margin, y}, file.caption,
        {.style = TextStyle::small, .color = ink.theme.muted, .max_width = picture.width}));
    y += ink.line(TextStyle::small) + 12;
  }
  for (PictureItem& item : picture.items) {
    std::visit([&](auto& shape) { shift(shape, paper_margin, y); }, item.shape);
    page.items.push_back(std::move(item));
  }
  page.height = y + picture.height + paper_margin;
  return page;
}

std::vector<std::byte> bytes_of(std::string_view text) {
  std::vector<std::byte> out(text.size());
  std::memcpy(out.data(), text.data(), text.size());
  return out;
}

}  // namespace

ChartResult chart(Ui& ui, const ChartOptions& options, const ChartLayoutOf& layout,
                  const ChartTable& table) {
  if (table.rows.empty()) {
    (void)empty_state(ui, {.title = options.empty.empty() ? ui.t("chart.empty") : options.empty,
                           .text = ui.t("chart.empty_text"),
                           .icon = Icon::chart_column});
    return {};
  }
  if (!options.few.empty())
    text(ui, {.text = options.few, .tone = TextTone::warn, .icon = Icon::info, .key = "few"});
  return options.as_table ? draw_table(ui, options, table) : draw_chart(ui, options, layout);
}

std::string chart_svg(const Ui& ui, const ChartFile& file, const ChartLayoutOf& layout_of) {
  const ChartInk ink = paper_ink_of(ui);
  ChartLayout layout = layout_of(ink, paper_width);
  std::vector<std::string> marks;
  for (const ChartMark& mark : layout.marks) marks.push_back(spoken(ui, mark));
  const ChartPicture page = on_paper(ink, std::move(layout.picture), file);
  return svg_of(page, {.title = file.title, .description = file.caption, .marks = marks});
}

std::string chart_csv(const ChartTable& table) {
  exchange::CsvWriter out(exchange::csv_for_spreadsheets);
  for (const ChartColumn& column : table.columns) out.cell(column.title);
  out.end_row();
  for (const std::vector<ChartCell>& row : table.rows) {
    for (const ChartCell& cell : row) out.cell(cell.raw.empty() ? cell.shown : cell.raw);
    out.end_row();
  }
  return out.take();
}

void download_csv(Ui& ui, std::string_view name, const ChartTable& table) {
  ui.effects.push({.kind = EffectKind::download,
                   .name = std::string(name) + ".csv",
                   .text = "text/csv",
                   .bytes = bytes_of(chart_csv(table))});
}

void chart_download(Ui& ui, std::string_view key, const ChartFile& file,
                    const ChartLayoutOf& layout, const ChartTable& table) {
  const std::array items = {MenuItem{.key = "png", .text = ui.t("chart.png")},
                            MenuItem{.key = "svg", .text = ui.t("chart.svg")},
                            MenuItem{.key = "csv", .text = ui.t("chart.csv")}};
  const std::optional<std::size_t> chosen = menu_button(
      ui, key, file.button.empty() ? ui.t("common.download") : file.button, Icon::download, items);
  if (!chosen) return;
  const std::string name(file.name);
  if (*chosen == 0)
    ui.effects.push({.kind = EffectKind::download,
                     .number = png_scale,
                     .name = name + ".png",
                     .text = "image/svg+xml",
                     .bytes = bytes_of(chart_svg(ui, file, layout))});
  else if (*chosen == 1)
    ui.effects.push({.kind = EffectKind::download,
                     .name = name + ".svg",
                     .text = "image/svg+xml",
                     .bytes = bytes_of(chart_svg(ui, file, layout))});
  else
    download_csv(ui, name, table);
}

Rect pressable(const Rect& rect, float least) {
  const float w = std::max(rect.w, least);
  const float h = std::max(rect.h, least);
  return {.x = rect.x - (w - rect.w) / 2, .y = rect.y - (h - rect.h) / 2, .w = w, .h = h};
}

}  // namespace retour::ui
