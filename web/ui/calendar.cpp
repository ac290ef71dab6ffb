// Sections: geometry | blocks | free time | header | the grid
#include "ui/calendar.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

constexpr int quantum_minutes = 5;
constexpr float column_width_min = 168;
constexpr float drag_slop = 6;
constexpr int untimed_rows_max = 4;
constexpr int click_step_minutes = 15;

// ---- geometry
// ------------------------------------------------------------------------------------

struct Geometry {
  Rect grid;  ///< Of the scrolled content: hours only.
  float gutter = 52;
  float column_width = column_width_min;
  float header = 48;
  float untimed = 0;  ///< Height of the strip of untimed bookings.
  float minute_height = 2.4F;
  int start = 0;
  int end = 0;

  [[nodiscard]] float y_of(int minute) const {
    return grid.y + static_cast<float>(minute - start) * minute_height;
  }
  [[nodiscard]] float x_of(std::size_t column) const {
    return grid.x + static_cast<float>(column) * column_width;
  }
};

/// The hours that show: the asked ones, widened to full hours around all bookings.
MinuteSpan shown_hours(const CalendarOptions& options) {
  MinuteSpan hours{options.start_minute, options.end_minute};
  for (const CalendarBlock& block : options.blocks) {
    if (!block.start_minute) continue;
    hours.start = std::min(hours.start, *block.start_minute);
    hours.end = std::max(hours.end, *block.start_minute + block.length_minutes);
  }
  hours.start = hours.start / 60 * 60;
  hours.end = std::min((hours.end + 59) / 60 * 60, 24 * 60);
  return hours;
}

float untimed_block_height(const Ui& ui) {
  return std::max(ui.metrics().row, 24.0F) + 2;
}

std::vector<int> untimed_counts(const CalendarOptions& options) {
  std::vector<int> counts(options.columns.size());
  for (const CalendarBlock& block : options.blocks)
    if (!block.start_minute) ++counts[block.column];
  return counts;
}

float untimed_height(const Ui& ui, const CalendarOptions& options) {
  const std::vector<int> counts = untimed_counts(options);
  const int most = counts.empty() ? 0 : std::ranges::max(counts);
  if (most == 0) return 0;
  return static_cast<float>(std::min(most, untimed_rows_max)) * untimed_block_height(ui) + 8;
}

bool is_open(const CalendarColumn& column, int minute) {
  if (column.open.empty()) return true;
  return std::ranges::any_of(column.open, [&](const MinuteSpan& span) {
    return minute >= span.start && minute < span.end;
  });
}

// ---- blocks
// --------------------------------------------------------------------------------------

std::string block_name(const Ui& ui, const CalendarOptions& options, const CalendarBlock& block) {
  const std::string_view state = booking_look_name(ui, block.look);
  const std::string& column = options.columns[block.column].title;
  if (!block.start_minute)
    return ui.t(
        "calendar.block.untimed",
        {{"patient", block.title}, {"detail", block.detail}, {"state", state}, {"doctor", column}});
  return ui.t("calendar.block", {{"start", format_time(*block.start_minute)},
                                 {"end", format_time(*block.start_minute + block.length_minutes)},
                                 {"patient", block.title},
                                 {"detail", block.detail},
                                 {"state", state},
                                 {"doctor", column}});
}

void draw_block(Ui& ui, const CalendarOptions& options, const CalendarBlock& block, const Rect& r,
                const Interaction& press) {
  const Theme& theme = ui.theme();
  const Pair& colors = theme.bookings[static_cast<std::size_t>(block.look)];
  const bool cut = options.cut == block.key;
  ui.fill(r, cut ? colors.back.with_alpha(110) : colors.back, 4);
  ui.fill({.x = r.x, .y = r.y, .w = 4, .h = r.h}, colors.text.with_alpha(press.hovered ? 255 : 190),
          2);
  const bool selected = options.selected == block.key;
  if (selected || press.hovered || cut)
    ui.stroke(r, selected ? theme.focus : colors.text, 4, selected ? 2.0F : 1.0F);
  if (theme.surface == colors.back || ui.theme_name() == ThemeName::contrast)
    ui.stroke(r, theme.border, 4);
  if (press.focused) ui.focus_ring(r, 4);
  if (r.h < 10) return;
  ui.push_clip(r);
  const float line = ui.line_height(TextStyle::small);
  const float icon = 16;
  float x = r.x + 9;
  const float top = r.h < line + 6 ? r.y + (r.h - line) / 2 : r.y + 3;
  ui.draw_icon(cut ? Icon::scissors : booking_icon(block.look), x, top + (line - icon) / 2, icon,
               colors.text);
  x += icon + 5;
  const float room = std::max(8.0F, r.x + r.w - x - 4);
  std::string title = block.title;
  if (block.start_minute && r.h >= line + 6)
    title = format_time(*block.start_minute) + "  " + title;
  ui.draw_text(x, top, title, {.style = TextStyle::small, .color = colors.text, .max_width = room});
  if (r.h >= 2 * line + 6 && !block.detail.empty())
    ui.draw_text(r.x + 9, top + line, block.detail,
                 {.style = TextStyle::small, .color = colors.text, .max_width = r.w - 13});
  if (r.h >= 3 * line + 8)
    ui.draw_text(r.x + 9, top + 2 * line, booking_look_name(ui, block.look),
                 {.style = TextStyle::small, .color = colors.text, .max_width = r.w - 13});
  ui.pop_clip();
}

struct Drag {
  NodeId node = 0;
  float x = 0;
  float y = 0;
  float grab_y = 0;
  bool moving = false;
};

/// The one drag that can be under way; a pointer has only one.
Drag& current_drag() {
  static Drag drag;
  return drag;
}

/// Where the dragged block would land under the pointer.
CalendarPlace drop_place(const Ui& ui, const CalendarOptions& options, const Geometry& g,
                         float grab_y) {
  const Ui::Pointer p = ui.pointer();
  const float column = (p.x - g.grid.x) / g.column_width;
  const float minute = (p.y - grab_y - g.grid.y) / g.minute_height + static_cast<float>(g.start);
  const int snapped = static_cast<int>(std::lround(minute / quantum_minutes)) * quantum_minutes;
  return {.column = static_cast<std::size_t>(
              std::clamp(column, 0.0F, static_cast<float>(options.columns.size()) - 1)),
          .minute = std::clamp(snapped, g.start, g.end - quantum_minutes)};
}

/// Presses, opens, drags one block.
void block_item(Ui& ui, const CalendarOptions& options, const Geometry& g, std::size_t index,
                const Rect& r, CalendarResult& result) {
  const CalendarBlock& block = options.blocks[index];
  const auto keyed = ui.keyed(block.key);
  const NodeId id = ui.id("block");
  const bool selected = options.selected == block.key;
  const Interaction press = ui.item(id, Role::button, r, block_name(ui, options, block),
                                    State::has_popup | (selected ? State::current : 0));
  Drag& drag = current_drag();
  const Ui::Pointer p = ui.pointer();
  if (press.held && drag.node != id) drag = {.node = id, .x = p.x, .y = p.y, .grab_y = p.y - r.y};
  bool dropped = false;
  if (drag.node == id) {
    if (!drag.moving &&
        (std::abs(p.x - drag.x) > drag_slop || std::abs(p.y - drag.y) > drag_slop) && press.held &&
        !ui.device().touch)
      drag.moving = true;
    if (!press.held) {
      if (drag.moving) {
        dropped = true;
        result.moved = index;
        result.moved_to = drop_place(ui, options, g, drag.grab_y);
      }
      drag = {};
    }
  }
  if (press.activated && !dropped && !drag.moving) result.opened = index;
  if (press.visible) draw_block(ui, options, block, r, press);
  if (drag.node == id && drag.moving) {
    const CalendarPlace to = drop_place(ui, options, g, drag.grab_y);
    const Rect ghost{.x = g.x_of(to.column) + 2,
                     .y = g.y_of(to.minute),
                     .w = g.column_width - 4,
                     .h = static_cast<float>(block.length_minutes) * g.minute_height};
    ui.fill(ghost, ui.theme().primary.back.with_alpha(60), 4);
    ui.stroke(ghost, ui.theme().primary.back, 4, 2);
    ui.draw_text(ghost.x + 8, ghost.y + 3, format_time(to.minute), {.style = TextStyle::small});
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
  } else {
    const std::string tip = block.title + (block.detail.empty() ? "" : "\n" + block.detail) + "\n" +
                            std::string(booking_look_name(ui, block.look));
    ui.tooltip(press, r, tip);
  }
}

/// Indices of the timed blocks of a column, sorted by start.
std::vector<std::size_t> timed_blocks(const CalendarOptions& options, std::size_t column) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < options.blocks.size(); ++i)
    if (options.blocks[i].column == column && options.blocks[i].start_minute) found.push_back(i);
  std::ranges::sort(found, [&](std::size_t a, std::size_t b) {
    const CalendarBlock& x = options.blocks[a];
    const CalendarBlock& y = options.blocks[b];
    return std::tuple(*x.start_minute, -x.length_minutes, x.key) <
           std::tuple(*y.start_minute, -y.length_minutes, y.key);
  });
  return found;
}

// ---- free time
// -----------------------------------------------------------------------------------

/// A free button may not begin under a booking.
bool is_taken(const CalendarOptions& options, std::span<const std::size_t> blocks, int minute,
              int step) {
  return std::ranges::any_of(blocks, [&](std::size_t i) {
    const CalendarBlock& b = options.blocks[i];
    if (b.look == BookingLook::cancelled) return false;
    return *b.start_minute < minute + step && *b.start_minute + b.length_minutes > minute;
  });
}

void free_buttons(Ui& ui, const CalendarOptions& options, const Geometry& g, std::size_t column,
                  std::span<const std::size_t> blocks, CalendarResult& result) {
  const CalendarColumn& col = options.columns[column];
  if (col.lane) return;
  const int step = options.free_step_minutes;
  for (int minute = g.start; minute + step <= g.end; minute += step) {
    if (!is_open(col, minute)) continue;
    // Pieces of a half hour that a booking leaves free are bookable, too: from its end on.
    int from = minute;
    while (from < minute + step && is_taken(options, blocks, from, quantum_minutes))
      from += quantum_minutes;
    int until = from;
    while (until < minute + step && !is_taken(options, blocks, until, quantum_minutes))
      until += quantum_minutes;
    if (until - from < 10) continue;
    const Rect r{.x = g.x_of(column) + 1,
                 .y = g.y_of(from),
                 .w = g.column_width - 2,
                 .h = static_cast<float>(until - from) * g.minute_height};
    const auto keyed = ui.keyed(static_cast<std::uint64_t>(from));
    const std::string name =
        ui.t(options.cut ? TextId("calendar.move_here") : TextId("calendar.free"),
             {{"time", format_time(from)}, {"doctor", col.title}});
    const Interaction press = ui.item(ui.id("free"), Role::button, r, name, State::has_popup);
    int at = from;
    // A pointer says the quarter of an hour; the keyboard means the whole button.
    if (press.hovered) {
      const auto rest = static_cast<int>((ui.pointer().y - r.y) / g.minute_height);
      const int room = std::max(0, until - from - quantum_minutes);
      at = from + std::clamp(rest / click_step_minutes * click_step_minutes, 0, room);
    }
    if (press.activated) result.free = CalendarPlace{.column = column, .minute = at};
    if (press.hovered || press.focused) {
      const float y = g.y_of(at);
      ui.fill({.x = r.x, .y = y, .w = r.w, .h = r.y + r.h - y}, ui.theme().selected.with_alpha(150),
              4);
      ui.draw_icon(options.cut ? Icon::arrow_down : Icon::plus, r.x + 6, y + 2, 16,
                   ui.theme().link);
      ui.draw_text(r.x + 26, y + 1, format_time(at),
                   {.style = TextStyle::small, .color = ui.theme().link});
    }
    if (press.focused) ui.focus_ring(r, 4);
  }
}

// ---- header
// --------------------------------------------------------------------------------------

void draw_titles(Ui& ui, const CalendarOptions& options, const Geometry& g, float scroll_x) {
  const Theme& theme = ui.theme();
  const Rect& all = options.rect;
  const Rect strip{.x = all.x + g.gutter, .y = all.y, .w = all.w - g.gutter, .h = g.header};
  ui.fill({.x = all.x, .y = all.y, .w = all.w, .h = g.header}, theme.surface);
  ui.push_clip(strip);
  for (std::size_t i = 0; i < options.columns.size(); ++i) {
    const CalendarColumn& column = options.columns[i];
    const Rect r{.x = strip.x + static_cast<float>(i) * g.column_width - scroll_x,
                 .y = strip.y,
                 .w = g.column_width,
                 .h = g.header};
    if (!ui.is_visible(r)) continue;
    if (column.lane) ui.fill(r, theme.sunken);
    const float room = r.w - 16;
    const bool two = !column.subtitle.empty();
    const float line = ui.line_height(TextStyle::strong);
    ui.draw_text(r.x + 8, two ? r.y + 5 : r.y + (r.h - line) / 2, column.title,
                 {.style = TextStyle::strong, .max_width = room});
    if (two)
      ui.draw_text(r.x + 8, r.y + 5 + line, column.subtitle,
                   {.style = TextStyle::small, .color = theme.muted, .max_width = room});
    ui.line(r.x, r.y + 8, r.x, r.y + r.h, theme.line);
  }
  ui.pop_clip();
  ui.line(all.x, all.y + g.header, all.x + all.w, all.y + g.header, theme.border);
}

void draw_hours(Ui& ui, const CalendarOptions& options, const Geometry& g, float scroll_y) {
  const Theme& theme = ui.theme();
  const float top = options.rect.y + g.header + g.untimed;
  const Rect strip{
      .x = options.rect.x, .y = top, .w = g.gutter, .h = options.rect.y + options.rect.h - top};
  ui.fill(strip, theme.surface);
  ui.push_clip(strip);
  for (int minute = g.start; minute < g.end; minute += 60) {
    const float y = top + static_cast<float>(minute - g.start) * g.minute_height - scroll_y;
    const std::string hour = format_time(minute);
    ui.draw_text(strip.x + strip.w - ui.text_width(hour, TextStyle::small) - 8,
                 y + (minute == g.start ? 0.0F : -8.0F), hour,
                 {.style = TextStyle::small, .color = theme.muted});
  }
  ui.pop_clip();
}

void untimed_strip(Ui& ui, const CalendarOptions& options, const Geometry& g, float scroll_x,
                   CalendarResult& result) {
  if (g.untimed <= 0) return;
  const Theme& theme = ui.theme();
  const Rect& all = options.rect;
  const Rect strip{
      .x = all.x + g.gutter, .y = all.y + g.header + 1, .w = all.w - g.gutter, .h = g.untimed};
  ui.fill({.x = all.x, .y = strip.y, .w = all.w, .h = strip.h}, theme.sunken);
  ui.draw_icon(Icon::clock, all.x + (g.gutter - 18) / 2, strip.y + 6, 18, theme.muted);
  ui.push_clip(strip);
  const std::vector<int> counts = untimed_counts(options);
  std::vector<int> placed(counts.size());
  const float h = untimed_block_height(ui);
  for (std::size_t i = 0; i < options.blocks.size(); ++i) {
    const CalendarBlock& block = options.blocks[i];
    if (block.start_minute) continue;
    const int row = placed[block.column]++;
    if (row >= untimed_rows_max) continue;
    const Rect r{.x = strip.x + static_cast<float>(block.column) * g.column_width - scroll_x + 2,
                 .y = strip.y + 4 + static_cast<float>(row) * h,
                 .w = g.column_width - 4,
                 .h = h - 2};
    if (row == untimed_rows_max - 1 && counts[block.column] > untimed_rows_max) {
      const auto keyed = ui.keyed(options.columns[block.column].key);
      const std::string words =
          ui.t("calendar.more_untimed", {{"count", counts[block.column] - untimed_rows_max + 1}});
      const Interaction press = ui.item(ui.id("more"), Role::button, r, words);
      if (press.activated) result.more_untimed = block.column;
      if (press.hovered) ui.fill(r, theme.hover, 4);
      ui.draw_text(r.x + 9, centred_y(ui, r, TextStyle::small), words,
                   {.style = TextStyle::small, .color = theme.link, .max_width = r.w - 12});
      if (press.focused) ui.focus_ring(r, 4);
      continue;
    }
    block_item(ui, options, g, i, r, result);
  }
  ui.pop_clip();
  ui.line(all.x, strip.y + strip.h, all.x + all.w, strip.y + strip.h, theme.border);
}

// ---- the grid
// ------------------------------------------------------------------------------------

void draw_background(Ui& ui, const CalendarOptions& options, const Geometry& g) {
  const Theme& theme = ui.theme();
  const float w = g.column_width * static_cast<float>(options.columns.size());
  ui.fill({.x = g.grid.x, .y = g.grid.y, .w = w, .h = g.grid.h}, theme.surface);
  for (std::size_t i = 0; i < options.columns.size(); ++i) {
    const CalendarColumn& column = options.columns[i];
    const float x = g.x_of(i);
    if (!column.open.empty()) {
      int at = g.start;
      for (const MinuteSpan& span : column.open) {
        if (span.start > at)
          ui.fill(
              {.x = x, .y = g.y_of(at), .w = g.column_width, .h = g.y_of(span.start) - g.y_of(at)},
              theme.closed);
        at = std::max(at, span.end);
      }
      if (at < g.end)
        ui.fill({.x = x, .y = g.y_of(at), .w = g.column_width, .h = g.y_of(g.end) - g.y_of(at)},
                theme.closed);
    } else if (column.lane) {
      ui.fill({.x = x, .y = g.grid.y, .w = g.column_width, .h = g.grid.h}, theme.sunken);
    }
  }
  for (int minute = g.start; minute <= g.end; minute += 30) {
    const bool hour = minute % 60 == 0;
    ui.line(g.grid.x, g.y_of(minute), g.grid.x + w, g.y_of(minute),
            hour ? theme.line : theme.line.with_alpha(110));
  }
  for (std::size_t i = 0; i <= options.columns.size(); ++i)
    ui.line(g.x_of(i), g.grid.y, g.x_of(i), g.grid.y + g.grid.h, theme.line);
}

void draw_column(Ui& ui, const CalendarOptions& options, const Geometry& g, std::size_t column,
                 CalendarResult& result) {
  const CalendarColumn& col = options.columns[column];
  const Rect whole{.x = g.x_of(column), .y = g.grid.y, .w = g.column_width, .h = g.grid.h};
  if (!ui.is_visible(whole)) return;
  const auto keyed = ui.keyed(col.key);
  const auto scope = ui.group(ui.id("column"), Role::group, whole, col.title);
  const std::vector<std::size_t> blocks = timed_blocks(options, column);
  std::vector<MinuteSpan> spans;
  for (const std::size_t i : blocks) {
    const CalendarBlock& b = options.blocks[i];
    spans.push_back(
        {*b.start_minute, *b.start_minute + std::max(b.length_minutes, quantum_minutes)});
  }
  const std::vector<LaneShare> shares = share_lanes(spans);
  for (std::size_t n = 0; n < blocks.size(); ++n) {
    const float lane_w = (g.column_width - 4) / static_cast<float>(shares[n].lanes);
    const Rect r{.x = whole.x + 2 + static_cast<float>(shares[n].lane) * lane_w,
                 .y = g.y_of(spans[n].start) + 1,
                 .w = lane_w - 1,
                 .h = static_cast<float>(spans[n].end - spans[n].start) * g.minute_height - 2};
    block_item(ui, options, g, blocks[n], r, result);
  }
  free_buttons(ui, options, g, column, blocks, result);
}

}  // namespace

std::vector<LaneShare> share_lanes(std::span<const MinuteSpan> spans) {
  std::vector<LaneShare> shares(spans.size());
  std::vector<int> lane_ends;
  std::size_t cluster_start = 0;
  int cluster_end = 0;
  const auto close_cluster = [&](std::size_t end) {
    for (std::size_t i = cluster_start; i < end; ++i)
      shares[i].lanes = static_cast<int>(lane_ends.size());
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

CalendarResult calendar(Ui& ui, const CalendarOptions& options) {
  CalendarResult result;
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const auto scope = ui.group(id, Role::region, options.rect, options.name);
  const NodeId memory_x = ui.id("scroll x");
  const NodeId memory_y = ui.id("scroll y");
  const float scroll_x = ui.remembered(memory_x, 0);
  const float scroll_y = ui.remembered(memory_y, 0);

  Geometry g;
  g.gutter = ui.text_width("00:00", TextStyle::small) + 14;
  g.header = ui.line_height(TextStyle::strong) + ui.line_height(TextStyle::small) + 10;
  g.untimed = untimed_height(ui, options);
  g.minute_height = ui.metrics().slot * options.zoom / static_cast<float>(quantum_minutes);
  const MinuteSpan hours = shown_hours(options);
  g.start = hours.start;
  g.end = hours.end;
  const float count = std::max(1.0F, static_cast<float>(options.columns.size()));
  const float room = options.rect.w - g.gutter - 10;
  g.column_width =
      std::max(ui.is_phone() ? std::min(room, 300.0F) : column_width_min, std::floor(room / count));

  draw_titles(ui, options, g, scroll_x);
  untimed_strip(ui, options, g, scroll_x, result);
  draw_hours(ui, options, g, scroll_y);
  const float top = options.rect.y + g.header + g.untimed + 1;
  const Rect view{.x = options.rect.x + g.gutter,
                  .y = top,
                  .w = options.rect.w - g.gutter,
                  .h = options.rect.y + options.rect.h - top};
  {
    const auto scroll = ui.scroll("hours", view, {}, g.column_width * count);
    const Rect at = ui.place(0, static_cast<float>(g.end - g.start) * g.minute_height + 8);
    g.grid = {.x = at.x, .y = at.y, .w = g.column_width * count, .h = at.h - 8};
    draw_background(ui, options, g);
    for (std::size_t i = 0; i < options.columns.size(); ++i) draw_column(ui, options, g, i, result);
    if (options.now_minute && *options.now_minute >= g.start && *options.now_minute <= g.end) {
      const float y = g.y_of(*options.now_minute);
      ui.line(g.grid.x, y, g.grid.x + g.grid.w, y, ui.theme().now_line, 2);
      ui.fill({.x = g.grid.x - 1, .y = y - 4, .w = 8, .h = 8}, ui.theme().now_line, 4);
    }
    if (ui.remembered(ui.id("opened"), 0) == 0) {
      const int first = options.now_minute.value_or(options.start_minute);
      ImGui::SetScrollY(std::max(0.0F, g.y_of(first) - g.grid.y - view.h / 3));
      ui.remember(ui.id("opened"), 1);
      ui.request_frame();
    }
    if (ImGui::GetScrollX() != scroll_x || ImGui::GetScrollY() != scroll_y) {
      ui.remember(memory_x, ImGui::GetScrollX());
      ui.remember(memory_y, ImGui::GetScrollY());
      ui.request_frame();
    }
  }
  ui.stroke(options.rect, ui.theme().line, ui.metrics().radius);
  return result;
}

}  // namespace retour::ui
