// Sections: geometry | head | untimed strip | the grid | zoom
#include "ui/calendar.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/order.hpp"
#include "ui/calendar_parts.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace calendar_parts {

bool is_open(const CalendarColumn& column, int minute) {
  if (column.open.empty()) return true;
  return std::ranges::any_of(column.open, [&](const MinuteSpan& span) {
    return minute >= span.start && minute < span.end;
  });
}

float untimed_block_height(const Ui& ui) {
  return std::max(ui.metrics().row, 24.0F) + 2;
}

}  // namespace calendar_parts

namespace {

using namespace calendar_parts;

constexpr float column_width_phone = 300;
/// Lines of quarters and of five minutes are drawn from this distance on.
constexpr float quarter_gap_min = 20;
constexpr float quantum_gap_min = 16;

// ---- geometry
// ------------------------------------------------------------------------------------

/// The time that a timed block takes up on the grid.
MinuteSpan held_by(const CalendarBlock& block) {
  return {
      *block.start_minute - block.before_minutes,
      *block.start_minute + std::max(block.length_minutes, quantum_minutes) + block.after_minutes};
}

/// The hours that show: the asked ones, widened to full hours around all bookings.
MinuteSpan shown_hours(const CalendarOptions& options) {
  MinuteSpan hours{options.start_minute, options.end_minute};
  for (const CalendarBlock& block : options.blocks) {
    if (!block.start_minute) continue;
    const MinuteSpan held = held_by(block);
    hours.start = std::min(hours.start, held.start);
    hours.end = std::max(hours.end, held.end);
  }
  hours.start = std::max(hours.start, 0) / 60 * 60;
  hours.end = std::min((hours.end + 59) / 60 * 60, 24 * 60);
  return hours;
}

Geometry geometry_of(const Frame& f) {
  const Ui& ui = f.ui;
  const CalendarOptions& options = f.options;
  Geometry g;
  g.gutter = ui.text_width("00:00", TextStyle::small) + 14;
  g.header = ui.line_height(TextStyle::strong) + ui.line_height(TextStyle::small) + 10;
  const int most = f.untimed.empty() ? 0 : std::ranges::max(f.untimed);
  if (most > 0)
    g.untimed = static_cast<float>(std::min(most, untimed_rows_max)) * untimed_block_height(ui) + 8;
  const MinuteSpan hours = shown_hours(options);
  g.start = hours.start;
  g.end = hours.end;
  const float count = std::max(1.0F, static_cast<float>(options.columns.size()));
  const float room = options.rect.w - g.gutter - 10;
  const float least = ui.is_phone() ? std::min(room, column_width_phone) : options.column_width_min;
  g.column_width = std::max(least, std::floor(room / count));
  const float top = options.rect.y + g.header + g.untimed + 1;
  g.view = {.x = options.rect.x + g.gutter,
            .y = top,
            .w = options.rect.w - g.gutter,
            .h = options.rect.y + options.rect.h - top};
  return g;
}

/// The columns that can be seen, [first, last).
struct Shown {
  std::size_t first = 0;
  std::size_t last = 0;
};
Shown shown_columns(const Frame& f) {
  const auto at = [&](float x) {
    return static_cast<std::size_t>(std::max(0.0F, x / f.g.column_width));
  };
  return {.first = at(f.state.scroll_x),
          .last = std::min(f.options.columns.size(), at(f.state.scroll_x + f.g.view.w) + 1)};
}

/// Blocks by column; those of columns in sight sorted by start.
void sort_blocks(Frame& f, const Shown& shown) {
  const auto& blocks = f.options.blocks;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (blocks[i].start_minute) f.timed[blocks[i].column].push_back(i);
  for (std::size_t column = shown.first; column < shown.last; ++column)
    sort_stably(f.timed[column], [&](std::size_t a, std::size_t b) {
      const CalendarBlock& x = blocks[a];
      const CalendarBlock& y = blocks[b];
      return std::tuple(held_by(x).start, -x.length_minutes, x.key) <
             std::tuple(held_by(y).start, -y.length_minutes, y.key);
    });
}

// ---- head
// ----------------------------------------------------------------------------------------

void draw_head(Frame& f, std::size_t i, const Rect& r) {
  Ui& ui = f.ui;
  const Theme& theme = ui.theme();
  const CalendarColumn& column = f.options.columns[i];
  if (column.lane) ui.fill(r, theme.sunken);
  bool focused = false;
  Color ink = theme.text;
  if (!column.action.empty()) {
    const auto keyed = ui.keyed(column.key);
    const Interaction press = ui.item(ui.id("head"), Role::button, r, column.action);
    if (press.activated) f.result.head = i;
    if (press.hovered) ui.fill(r, theme.hover, ui.metrics().radius);
    if (press.hovered) ink = theme.link;
    focused = press.focused;
    if (!column.note.empty()) ui.last_node()->description = ui.store(column.note);
  }
  const bool late = !column.note.empty();
  const std::string& below = late ? column.note : column.subtitle;
  const float room = r.w - 16;
  const float line = ui.line_height(TextStyle::strong);
  const float y = below.empty() ? r.y + (r.h - line) / 2 : r.y + 5;
  ui.draw_text(r.x + 8, y, column.title,
               {.style = TextStyle::strong, .color = ink, .max_width = room});
  if (!below.empty()) {
    const float icon = late ? 18.0F : 0.0F;
    const Color color = late ? theme.tones[static_cast<std::size_t>(Tone::warn)].text : theme.muted;
    if (late) ui.draw_icon(Icon::clock, r.x + 8, y + line + 1, 14, color);
    ui.draw_text(r.x + 8 + icon, y + line, below,
                 {.style = TextStyle::small, .color = color, .max_width = room - icon});
  }
  ui.line(r.x, r.y + 8, r.x, r.y + r.h, theme.line);
  if (focused)
    ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, ui.metrics().radius);
}

void draw_heads(Frame& f, const Shown& shown) {
  Ui& ui = f.ui;
  const Rect& all = f.options.rect;
  const Rect strip{.x = all.x + f.g.gutter, .y = all.y, .w = all.w - f.g.gutter, .h = f.g.header};
  ui.fill({.x = all.x, .y = all.y, .w = all.w, .h = f.g.header}, ui.theme().surface);
  ui.push_clip(strip);
  for (std::size_t i = shown.first; i < shown.last; ++i)
    draw_head(f, i,
              {.x = strip.x + static_cast<float>(i) * f.g.column_width - f.state.scroll_x,
               .y = strip.y,
               .w = f.g.column_width,
               .h = f.g.header});
  ui.pop_clip();
  ui.line(all.x, all.y + f.g.header, all.x + all.w, all.y + f.g.header, ui.theme().border);
}

void draw_hours(Frame& f) {
  Ui& ui = f.ui;
  const Geometry& g = f.g;
  const Theme& theme = ui.theme();
  const Rect strip{.x = f.options.rect.x, .y = g.view.y, .w = g.gutter, .h = g.view.h};
  ui.fill(strip, theme.surface);
  ui.push_clip(strip);
  const int step = g.minute_height * 30 >= 44 ? 30 : 60;
  for (int minute = g.start; minute < g.end; minute += step) {
    const float y =
        g.view.y + static_cast<float>(minute - g.start) * g.minute_height - f.state.scroll_y;
    if (y < strip.y - 20 || y > strip.y + strip.h) continue;
    const std::string hour = format_time(minute);
    ui.draw_text(strip.x + strip.w - ui.text_width(hour, TextStyle::small) - 8,
                 y + (minute == g.start ? 0.0F : -8.0F), hour,
                 {.style = TextStyle::small,
                  .color = minute % 60 == 0 ? theme.muted : theme.muted.with_alpha(150)});
  }
  ui.pop_clip();
}

// ---- untimed strip
// -------------------------------------------------------------------------------

/// Stands for the untimed bookings of a column that have no room.
void more_item(Frame& f, std::size_t column, const Rect& r) {
  Ui& ui = f.ui;
  const auto keyed = ui.keyed(f.options.columns[column].key);
  const std::string words =
      ui.t("calendar.more_untimed", {{"count", f.untimed[column] - untimed_rows_max + 1}});
  const Interaction press = ui.item(ui.id("more"), Role::button, r, words);
  if (press.activated) f.result.more_untimed = column;
  if (press.hovered) ui.fill(r, ui.theme().hover, 4);
  ui.draw_text(r.x + 9, centred_y(ui, r, TextStyle::small), words,
               {.style = TextStyle::small, .color = ui.theme().link, .max_width = r.w - 12});
  if (press.focused) ui.focus_ring(r, 4);
}

void untimed_strip(Frame& f, const Shown& shown) {
  if (f.g.untimed <= 0) return;
  Ui& ui = f.ui;
  const Theme& theme = ui.theme();
  const Rect& all = f.options.rect;
  const Rect strip{.x = all.x + f.g.gutter,
                   .y = all.y + f.g.header + 1,
                   .w = all.w - f.g.gutter,
                   .h = f.g.untimed};
  ui.fill({.x = all.x, .y = strip.y, .w = all.w, .h = strip.h}, theme.sunken);
  ui.draw_icon(Icon::hourglass, all.x + (f.g.gutter - 18) / 2, strip.y + 6, 18, theme.muted);
  ui.node(ui.id("untimed"), Role::text, {.x = all.x, .y = strip.y, .w = f.g.gutter, .h = strip.h},
          ui.t("calendar.untimed"));
  ui.push_clip(strip);
  std::vector<int> placed(f.untimed.size());
  const float h = untimed_block_height(ui);
  for (std::size_t i = 0; i < f.options.blocks.size(); ++i) {
    const CalendarBlock& block = f.options.blocks[i];
    if (block.start_minute || block.column < shown.first || block.column >= shown.last) continue;
    const int row = placed[block.column]++;
    if (row >= untimed_rows_max) continue;
    const Rect r{
        .x = strip.x + static_cast<float>(block.column) * f.g.column_width - f.state.scroll_x + 2,
        .y = strip.y + 4 + static_cast<float>(row) * h,
        .w = f.g.column_width - 4,
        .h = h - 2};
    if (row == untimed_rows_max - 1 && f.untimed[block.column] > untimed_rows_max)
      more_item(f, block.column, r);
    else
      block_item(f, i, r);
  }
  ui.pop_clip();
  ui.line(all.x, strip.y + strip.h, all.x + all.w, strip.y + strip.h, theme.border);
}

// ---- the grid
// ------------------------------------------------------------------------------------

void draw_closed(Frame& f, std::size_t i) {
  Ui& ui = f.ui;
  const Geometry& g = f.g;
  const CalendarColumn& column = f.options.columns[i];
  const float x = g.x_of(i);
  if (column.lane) {
    ui.fill({.x = x, .y = g.grid.y, .w = g.column_width, .h = g.grid.h}, ui.theme().sunken);
    return;
  }
  if (column.open.empty()) return;
  int at = g.start;
  const auto close = [&](int until) {
    if (until > at)
      ui.fill({.x = x, .y = g.y_of(at), .w = g.column_width, .h = g.y_of(until) - g.y_of(at)},
              ui.theme().closed);
  };
  for (const MinuteSpan& span : column.open) {
    close(span.start);
    at = std::max(at, span.end);
  }
  close(g.end);
}

void draw_background(Frame& f, const Shown& shown) {
  Ui& ui = f.ui;
  const Geometry& g = f.g;
  const Theme& theme = ui.theme();
  const float left = g.x_of(shown.first);
  const float right = g.x_of(shown.last);
  ui.fill({.x = left, .y = g.grid.y, .w = right - left, .h = g.grid.h}, theme.surface);
  for (std::size_t i = shown.first; i < shown.last; ++i) draw_closed(f, i);
  const int step = g.minute_height * quantum_minutes >= quantum_gap_min ? quantum_minutes
                   : g.minute_height * 15 >= quarter_gap_min            ? 15
                                                                        : 30;
  for (int minute = g.start; minute <= g.end; minute += step) {
    const float y = g.y_of(minute);
    if (y < g.view.y - 1 || y > g.view.y + g.view.h) continue;
    const int alpha = minute % 60 == 0 ? 255 : minute % 30 == 0 ? 130 : minute % 15 == 0 ? 70 : 36;
    ui.line(left, y, right, y, theme.line.with_alpha(static_cast<std::uint8_t>(alpha)));
  }
  for (std::size_t i = shown.first; i <= shown.last; ++i)
    ui.line(g.x_of(i), g.grid.y, g.x_of(i), g.grid.y + g.grid.h, theme.line);
}

/// Where the timed blocks of a column lie. Where one more fits beside them, some width is left.
std::vector<Laid> lay_out(const Frame& f, std::size_t column) {
  std::vector<Laid> laid;
  std::vector<MinuteSpan> spans;
  for (const std::size_t i : f.timed[column]) {
    const CalendarBlock& b = f.options.blocks[i];
    spans.push_back(held_by(b));
    MinuteSpan taken = spans.back();
    if (b.own.end != 0) {
      if (b.own.start > 0) taken.start = *b.start_minute + b.own.start;
      if (b.own.end < b.length_minutes) taken.end = *b.start_minute + b.own.end;
    }
    laid.push_back({.block = i, .held = spans.back(), .taken = taken});
  }
  const std::vector<LaneShare> shares = share_lanes(spans);
  for (std::size_t n = 0; n < laid.size();) {
    std::size_t end = n;
    bool spare = shares[n].lanes < f.options.columns[column].capacity;
    while (end < laid.size() && shares[end].cluster == shares[n].cluster)
      spare |= f.options.blocks[laid[end++].block].own.end != 0;
    const float lanes = static_cast<float>(shares[n].lanes + (spare ? 1 : 0));
    for (; n < end; ++n) {
      laid[n].left = static_cast<float>(shares[n].lane) / lanes;
      laid[n].right = static_cast<float>(shares[n].lane + 1) / lanes;
    }
  }
  return laid;
}

void draw_column(Frame& f, std::size_t column) {
  Ui& ui = f.ui;
  const CalendarColumn& col = f.options.columns[column];
  const Rect whole{.x = f.g.x_of(column), .y = f.g.grid.y, .w = f.g.column_width, .h = f.g.grid.h};
  const auto keyed = ui.keyed(col.key);
  const auto scope = ui.group(ui.id("column"), Role::group, whole, col.title);
  ui.last_node()->description = ui.store(col.note.empty() ? col.subtitle : col.note);
  const std::vector<Laid> blocks = lay_out(f, column);
  kept_spans(f, column);
  const float width = f.g.column_width - 4;
  for (const Laid& one : blocks) {
    const CalendarBlock& block = f.options.blocks[one.block];
    const int length = std::max(block.length_minutes, quantum_minutes);
    const Rect r{.x = whole.x + 2 + one.left * width,
                 .y = f.g.y_of(*block.start_minute) + 1,
                 .w = (one.right - one.left) * width - 1,
                 .h = static_cast<float>(length) * f.g.minute_height - 2};
    block_margins(f, block, r);
    block_item(f, one.block, r);
  }
  free_buttons(f, column, blocks);
}

void draw_now(Frame& f) {
  const auto now = f.options.now_minute;
  if (!now || *now < f.g.start || *now > f.g.end) return;
  Ui& ui = f.ui;
  const float y = f.g.y_of(*now);
  const float x = f.options.now_column ? f.g.x_of(*f.options.now_column) : f.g.grid.x;
  const float w = f.options.now_column ? f.g.column_width : f.g.grid.w;
  ui.line(x, y, x + w, y, ui.theme().now_line, 2);
  ui.fill({.x = x - 1, .y = y - 4, .w = 8, .h = 8}, ui.theme().now_line, 4);
}

// ---- zoom
// ----------------------------------------------------------------------------------------

/// Fingers, the wheel, keys and buttons; what lies under them stays there.
void take_zoom(Frame& f) {
  CalendarState& state = f.state;
  float factor = std::exchange(state.zoom_wish, 1.0F);
  float y = f.g.view.y + f.g.view.h / 2;
  if (const auto zoom = f.ui.take_zoom(f.options.rect)) {
    factor *= zoom->factor;
    y = std::clamp(zoom->y, f.g.view.y, f.g.view.y + f.g.view.h);
  }
  const float unit = f.ui.metrics().slot / static_cast<float>(quantum_minutes);
  const float before = unit * state.zoom;
  // Rows are whole pixels a quantum apart only by chance; text is laid out anew, so any zoom will
  // do.
  state.zoom = std::clamp(state.zoom * factor, CalendarState::zoom_min, CalendarState::zoom_max);
  f.g.minute_height = unit * state.zoom;
  if (f.g.minute_height == before) return;
  const float minute = (state.scroll_y + y - f.g.view.y) / before;
  state.scroll_to = std::max(0.0F, minute * f.g.minute_height - (y - f.g.view.y));
  f.ui.request_frame();
}

/// Where the calendar opens, and where zoom and arrows lead.
void steer_scroll(Frame& f) {
  CalendarState& state = f.state;
  if (!state.opened) {
    const int first = f.options.now_minute.value_or(f.options.start_minute);
    state.scroll_to = std::max(0.0F, f.g.y_of(first) - f.g.grid.y - f.g.view.h / 3);
    if (f.options.now_column)
      ImGui::SetScrollX(static_cast<float>(*f.options.now_column) * f.g.column_width);
    state.opened = true;
  }
  if (state.scroll_to) {
    ImGui::SetScrollY(*std::exchange(state.scroll_to, std::nullopt));
    f.ui.request_frame();
  }
  if (state.goal) {
    const float x = static_cast<float>(state.goal->column) * f.g.column_width;
    if (x < state.scroll_x) ImGui::SetScrollX(x);
    const float right = x + f.g.column_width - f.g.view.w;
    if (right > state.scroll_x) ImGui::SetScrollX(right);
  }
  if (ImGui::GetScrollX() != state.scroll_x || ImGui::GetScrollY() != state.scroll_y) {
    state.scroll_x = ImGui::GetScrollX();
    state.scroll_y = ImGui::GetScrollY();
    f.ui.request_frame();
  }
}

}  // namespace

std::vector<LaneShare> share_lanes(std::span<const MinuteSpan> spans) {
  std::vector<LaneShare> shares(spans.size());
  std::vector<int> lane_ends;
  std::size_t cluster_start = 0;
  int cluster_end = 0;
  int cluster = 0;
  const auto close_cluster = [&](std::size_t end) {
    for (std::size_t i = cluster_start; i < end; ++i) {
      shares[i].lanes = static_cast<int>(lane_ends.size());
      shares[i].cluster = cluster;
    }
    ++cluster;
    lane_ends.clear();
    cluster_start = end;
  };
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (i > cluster_start && spans[i].start >= cluster_end) close_cluster(i);
    if (i == cluster_start) cluster_end = spans[i].end;
    const auto lane =
        std::ranges::find_if(lane_ends, [&](int end) { return end <= spans[i].start; });
    shares[i].lane = static_cast<int>(lane - lane_ends.begin());
    if (lane == lane_ends.end())
      lane_ends.push_back(spans[i].end);
    else
      *lane = spans[i].end;
    cluster_end = std::max(cluster_end, spans[i].end);
  }
  close_cluster(spans.size());
  return shares;
}

CalendarResult calendar(Ui& ui, CalendarState& state, const CalendarOptions& options) {
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const auto scope = ui.group(id, Role::region, options.rect, options.name);
  ui.last_node()->state |= State::zoomable;
  Frame f{.ui = ui, .state = state, .options = options};
  f.timed.resize(options.columns.size());
  f.untimed.resize(options.columns.size());
  for (const CalendarBlock& block : options.blocks)
    if (!block.start_minute) ++f.untimed[block.column];
  f.g = geometry_of(f);
  take_zoom(f);
  const Shown shown = shown_columns(f);
  sort_blocks(f, shown);

  draw_heads(f, shown);
  untimed_strip(f, shown);
  draw_hours(f);
  {
    const float count = std::max(1.0F, static_cast<float>(options.columns.size()));
    const float width = f.g.column_width * count;
    const auto scroll = ui.scroll("hours", f.g.view, {}, width);
    const Rect at = ui.place(0, static_cast<float>(f.g.end - f.g.start) * f.g.minute_height + 8);
    f.g.grid = {.x = at.x, .y = at.y, .w = width, .h = at.h - 8};
    draw_background(f, shown);
    for (std::size_t i = shown.first; i < shown.last; ++i) draw_column(f, i);
    draw_now(f);
    follow_drag(f);
    steer_scroll(f);
  }
  take_arrows(f);
  ui.stroke(options.rect, ui.theme().line, ui.metrics().radius);
  return std::move(f.result);
}

}  // namespace retour::ui
