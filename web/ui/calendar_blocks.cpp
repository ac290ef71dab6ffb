// Sections: blocks | free time | dragging | arrows
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "base/order.hpp"
#include "ui/calendar_parts.hpp"
#include "ui/widgets.hpp"

namespace retour::ui::calendar_parts {
namespace {

constexpr float drag_slop = 6;
constexpr int click_step_minutes = 15;
constexpr int free_minutes_min = 10;
constexpr float hatch_gap = 9;  ///< Between the lines of set-up and cleaning, px.
/// A place that the pointer rests on for so long is read out.
constexpr double announce_after_seconds = 0.4;
/// A block held this near to an edge for so long scrolls, px, px/s and s. On its way to a place
/// near the edge it does not: the place would move away before the block is dropped there.
constexpr float edge = 36;
constexpr float edge_speed = 520;
constexpr double edge_after_seconds = 0.3;
/// A pointer that has left is reported far outside.
constexpr float nowhere = -100'000;

// ---- blocks
// --------------------------------------------------------------------------------------

std::string_view state_name(const Ui& ui, const CalendarBlock& block) {
  return block.state.empty() ? booking_look_name(ui, block.look) : block.state;
}

std::string block_name(const Frame& f, const CalendarBlock& block) {
  const Ui& ui = f.ui;
  const std::string_view state = state_name(ui, block);
  const std::string& column = f.options.columns[block.column].title;
  std::string name = !block.start_minute
                         ? ui.t("calendar.block.untimed", {{"patient", block.title},
                                                           {"detail", block.detail},
                                                           {"state", state},
                                                           {"doctor", column}})
                         : ui.t("calendar.block",
                                {{"start", format_time(*block.start_minute)},
                                 {"end", format_time(*block.start_minute + block.length_minutes)},
                                 {"patient", block.title},
                                 {"detail", block.detail},
                                 {"state", state},
                                 {"doctor", column}});
  for (const std::string* more : {&block.parts, &block.conflict, &block.late})
    if (!more->empty()) name += ", " + *more;
  return name;
}

/// The lines of a block that fit, the important ones first.
void draw_block_text(Ui& ui, const CalendarBlock& block, const Rect& r, bool cut) {
  const Theme& theme = ui.theme();
  const Pair& colors = theme.bookings[static_cast<std::size_t>(block.look)];
  const float line = ui.line_height(TextStyle::small);
  constexpr float icon = 16;
  float x = r.x + 9;
  const float top = r.h < line + 6 ? r.y + (r.h - line) / 2 : r.y + 3;
  const bool narrow = r.w < 64;
  ui.draw_icon(cut ? Icon::scissors : booking_icon(block.look), x, top + (line - icon) / 2, icon,
               colors.text);
  x += icon + 5;
  const bool marked = !block.conflict.empty() || !block.late.empty();
  const float mark = marked && !narrow ? icon + 6 : 0;
  const float room = std::max(8.0F, r.x + r.w - x - 4 - mark);
  std::string title = block.title;
  if (block.start_minute && r.h >= line + 6 && r.w >= 110)
    title = format_time(*block.start_minute) + "  " + title;
  if (!narrow)
    ui.draw_text(x, top, title,
                 {.style = TextStyle::small, .color = colors.text, .max_width = room});
  if (mark > 0)
    ui.draw_icon(block.conflict.empty() ? Icon::clock : Icon::triangle_alert, r.x + r.w - icon - 4,
                 top + (line - icon) / 2, icon, colors.text);
  float y = top + line;
  for (const std::string_view words :
       {std::string_view(block.conflict), std::string_view(block.late),
        std::string_view(block.detail), state_name(ui, block)}) {
    if (words.empty()) continue;
    if (y + line > r.y + r.h) break;
    ui.draw_text(r.x + 9, y, words,
                 {.style = TextStyle::small, .color = colors.text, .max_width = r.w - 13});
    y += line;
  }
}

/// Slanted lines: the time is taken, but nobody has agreed to it yet.
void draw_hatch(Ui& ui, const Rect& r, Color color) {
  constexpr float gap = 9;
  ui.push_clip(r);
  for (float x = r.x - r.h; x < r.x + r.w; x += gap)
    ui.line(x, r.y + r.h, x + r.h, r.y, color.with_alpha(60));
  ui.pop_clip();
}

void draw_block(Frame& f, const CalendarBlock& block, const Rect& r, const Interaction& press) {
  Ui& ui = f.ui;
  const Theme& theme = ui.theme();
  const Pair& colors = theme.bookings[static_cast<std::size_t>(block.look)];
  const bool cut = f.options.cut == block.key;
  const bool away = cut || (f.state.drag.key == block.key && f.state.drag.moving);
  const bool partly = block.own.end != 0;
  Rect own = r;
  if (partly) {
    own.y += static_cast<float>(block.own.start) * f.g.minute_height;
    own.h = std::min(static_cast<float>(block.own.end - block.own.start) * f.g.minute_height,
                     r.y + r.h - own.y);
  }
  ui.fill(r, away || partly ? colors.back.with_alpha(110) : colors.back, 4);
  if (partly && !away) ui.fill(own, colors.back, 4);
  if (block.look == BookingLook::awaiting) draw_hatch(ui, r, colors.text);
  const Color bar = block.conflict.empty() ? colors.text : theme.danger.back;
  ui.fill({.x = r.x, .y = own.y, .w = 4, .h = own.h},
          block.conflict.empty() ? bar.with_alpha(press.hovered ? 255 : 190) : bar, 2);
  const bool selected = f.options.selected == block.key;
  if (!block.conflict.empty()) ui.stroke(r, theme.danger.back, 4, 1.5F);
  if (selected || press.hovered || cut)
    ui.stroke(r, selected ? theme.focus : colors.text, 4, selected ? 2.0F : 1.0F);
  if (partly) ui.stroke(r, colors.text.with_alpha(70), 4);
  if (theme.surface == colors.back || ui.theme_name() == ThemeName::contrast)
    ui.stroke(r, theme.border, 4);
  if (press.focused) ui.focus_ring(r, 4);
  if (r.h < 10) return;
  ui.push_clip(r);
  draw_block_text(ui, block, r, cut);
  ui.pop_clip();
}

std::string tip_of(const Ui& ui, const CalendarBlock& block) {
  std::string tip = block.title;
  for (const std::string_view words :
       {std::string_view(block.detail), state_name(ui, block), std::string_view(block.parts),
        std::string_view(block.conflict), std::string_view(block.late)}) {
    if (words.empty()) continue;
    tip += '\n';
    tip += words;
  }
  return tip;
}

}  // namespace

void block_item(Frame& f, std::size_t index, const Rect& r) {
  Ui& ui = f.ui;
  const CalendarBlock& block = f.options.blocks[index];
  const auto keyed = ui.keyed(block.key);
  const NodeId id = ui.id("block");
  const bool selected = f.options.selected == block.key;
  const Interaction press = ui.item(id, Role::button, r, block_name(f, block),
                                    State::has_popup | (selected ? State::current : 0));
  f.stops.push_back({id, {.column = block.column, .minute = block.start_minute.value_or(-1)}});
  CalendarState::Drag& drag = f.state.drag;
  if (press.held) ui.claim_press(PressOwner::after_hold);
  if (press.held && drag.key == 0) {
    const Ui::Pointer p = ui.pointer();
    drag = {.key = block.key, .x = p.x, .y = p.y, .grab_y = p.y - r.y};
  }
  if (ui.wants_menu(id, press)) f.result.menu = index;
  if (press.focused && ui.take_shortcut("x", Modifiers::command)) f.result.cut = index;
  if (press.activated && !drag.moving && !drag.given_up) f.result.opened = index;
  if (press.visible) draw_block(f, block, r, press);
  if (drag.key == block.key && !drag.moving && ui.input().lifted) {
    ui.stroke({.x = r.x - 2, .y = r.y - 2, .w = r.w + 4, .h = r.h + 4}, ui.theme().focus, 6, 3);
    ui.show_tip(r, ui.t("calendar.lifted"));
  } else if (drag.key == 0) {
    ui.tooltip(press, r, tip_of(ui, block));
  }
}

// ---- free time
// -----------------------------------------------------------------------------------

namespace {

/// Set-up above a block and cleaning below it, hatched.
void draw_margins(Frame& f, const CalendarBlock& block, const Rect& r, Color back, Color ink) {
  Ui& ui = f.ui;
  const auto hatch = [&](float y, int minutes) {
    const Rect m{.x = r.x, .y = y, .w = r.w, .h = static_cast<float>(minutes) * f.g.minute_height};
    if (minutes <= 0 || !ui.is_visible(m)) return;
    ui.fill(m, back);
    ui.push_clip(m);
    for (float x = m.x - m.h; x < m.x + m.w; x += hatch_gap)
      ui.line(x, m.y + m.h, x + m.h, m.y, ink);
    ui.pop_clip();
    ui.stroke(m, ink);
  };
  hatch(r.y - static_cast<float>(block.before_minutes) * f.g.minute_height, block.before_minutes);
  hatch(r.y + r.h + 1, block.after_minutes);
}

/// What lies there and stays.
bool stays(const Frame& f, const Laid& one) {
  const CalendarBlock& block = f.options.blocks[one.block];
  return block.look != BookingLook::cancelled && block.key != f.options.cut;
}

/// A free button may not begin where as many lie as the column holds.
bool is_taken(const Frame& f, std::span<const Laid> laid, int capacity, int minute) {
  return std::ranges::count_if(laid, [&](const Laid& one) {
           return one.taken.start < minute + quantum_minutes && one.taken.end > minute &&
                  stays(f, one);
         }) >= capacity;
}

/// The widest part of the column beside what lies there in that time.
struct Gap {
  float left = 0;
  float right = 1;
};
Gap gap_beside(const Frame& f, std::span<const Laid> laid, MinuteSpan span) {
  std::vector<Gap> held;
  for (const Laid& one : laid)
    if (one.held.start < span.end && one.held.end > span.start && stays(f, one))
      held.push_back({one.left, one.right});
  if (held.empty()) return {};
  sort_stably(held, {}, &Gap::left);
  held.push_back({1, 1});
  Gap best{0, 0};
  float at = 0;
  for (const Gap& one : held) {
    if (one.left - at > best.right - best.left) best = {at, one.left};
    at = std::max(at, one.right);
  }
  return best;
}

Tone tone_of(CalendarVerdict::Kind kind) {
  return kind == CalendarVerdict::Kind::refused  ? Tone::danger
         : kind == CalendarVerdict::Kind::warned ? Tone::warn
                                                 : Tone::neutral;
}

/// What would come to lie here: a new booking, or the one that was cut.
void draw_offer(Frame& f, const Rect& r, int at, CalendarPlace place) {
  Ui& ui = f.ui;
  const Theme& theme = ui.theme();
  const float y = f.g.y_of(at);
  Color ink = theme.link;
  if (f.options.cut && f.options.judge) {
    const CalendarVerdict verdict = f.options.judge(*f.options.cut, place);
    const Rect ghost{.x = r.x,
                     .y = y,
                     .w = r.w,
                     .h = static_cast<float>(f.options.cut_minutes) * f.g.minute_height};
    const bool refused = verdict.kind == CalendarVerdict::Kind::refused;
    if (refused) ink = theme.tones[static_cast<std::size_t>(Tone::danger)].text;
    ui.fill(ghost, (refused ? theme.danger.back : theme.primary.back).with_alpha(40), 4);
    ui.stroke(ghost, refused ? theme.danger.back : theme.primary.back, 4, 2);
    if (!verdict.words.empty()) {
      ui.show_tip(ghost, verdict.words, tone_of(verdict.kind));
      ui.last_node()->description = ui.store(verdict.words);
    }
  } else {
    ui.fill({.x = r.x, .y = y, .w = r.w, .h = r.y + r.h - y}, theme.selected.with_alpha(150), 4);
  }
  ui.draw_icon(f.options.cut ? Icon::arrow_down : Icon::plus, r.x + 6, y + 2, 16, ink);
  ui.draw_text(r.x + 26, y + 1, format_time(at), {.style = TextStyle::small, .color = ink});
}

void free_button(Frame& f, std::size_t column, int from, int until, Gap gap) {
  Ui& ui = f.ui;
  const CalendarColumn& col = f.options.columns[column];
  const float width = f.g.column_width - 2;
  const Rect r{.x = f.g.x_of(column) + 1 + gap.left * width,
               .y = f.g.y_of(from),
               .w = (gap.right - gap.left) * width,
               .h = static_cast<float>(until - from) * f.g.minute_height};
  const auto keyed = ui.keyed(static_cast<std::uint64_t>(from));
  const NodeId id = ui.id("free");
  const std::string name =
      ui.t(f.options.cut ? TextId("calendar.move_here") : TextId("calendar.free"),
           {{"time", format_time(from)}, {"doctor", col.title}});
  const Interaction press = ui.item(id, Role::button, r, name, State::has_popup);
  for (const KeptSpan& kept : col.kept)
    if (kept.span.start < until && from < kept.span.end)
      ui.last_node()->description = ui.store(kept.words);
  f.stops.push_back({id, {.column = column, .minute = from}});
  int at = from;
  // A pointer says the quarter of an hour; the keyboard means the whole button.
  if (press.hovered) {
    const auto rest = static_cast<int>((ui.pointer().y - r.y) / f.g.minute_height);
    const int room = std::max(0, until - from - quantum_minutes);
    at = from + std::clamp(rest / click_step_minutes * click_step_minutes, 0, room);
  }
  if (press.activated) f.result.free = CalendarPlace{.column = column, .minute = at};
  if ((press.hovered && !f.state.drag.moving) || press.focused)
    draw_offer(f, r, at, {.column = column, .minute = at});
  if (press.focused) ui.focus_ring(r, 4);
}

}  // namespace

void block_margins(Frame& f, const CalendarBlock& block, const Rect& r) {
  const Pair& colors = f.ui.theme().bookings[static_cast<std::size_t>(block.look)];
  draw_margins(f, block, r, colors.back.with_alpha(90), colors.text.with_alpha(90));
}

void kept_spans(Frame& f, std::size_t column) {
  Ui& ui = f.ui;
  const Pair& ink = ui.theme().tones[static_cast<std::size_t>(Tone::warn)];
  for (const KeptSpan& kept : f.options.columns[column].kept) {
    const Rect r{.x = f.g.x_of(column) + 2,
                 .y = f.g.y_of(kept.span.start) + 1,
                 .w = f.g.column_width - 4,
                 .h = static_cast<float>(kept.span.end - kept.span.start) * f.g.minute_height - 2};
    if (!ui.is_visible(r)) continue;
    ui.fill(r, ink.back.with_alpha(110), 4);
    draw_hatch(ui, r, ink.text);
    // Above the hour's own line, where the button below the pointer writes nothing.
    const float line = ui.line_height(TextStyle::small);
    ui.draw_text(r.x + 8, r.y + std::max(0.0F, r.h - line - 1), kept.words,
                 {.style = TextStyle::small, .color = ink.text, .max_width = r.w - 12});
  }
}

void free_buttons(Frame& f, std::size_t column, std::span<const Laid> laid) {
  const CalendarColumn& col = f.options.columns[column];
  if (col.lane) return;
  const auto taken = [&](int minute) { return is_taken(f, laid, col.capacity, minute); };
  const int step = f.options.free_step_minutes;
  for (int minute = f.g.start; minute + step <= f.g.end; minute += step) {
    if (!is_open(col, minute)) continue;
    // Pieces of a half hour that a booking leaves free are bookable, too: from its end on.
    int from = minute;
    while (from < minute + step && taken(from)) from += quantum_minutes;
    int until = from;
    while (until < minute + step && !taken(until)) until += quantum_minutes;
    if (until - from < free_minutes_min) continue;
    const Gap gap = gap_beside(f, laid, {from, until});
    if (gap.right > gap.left) free_button(f, column, from, until, gap);
  }
}

// ---- dragging
// ------------------------------------------------------------------------------------

namespace {

/// Where the dragged block would land under the pointer, on the grid as it was shown last.
CalendarPlace drop_place(const Frame& f) {
  const Geometry& g = f.g;
  const CalendarState::Drag& drag = f.state.drag;
  const Ui::Pointer p = f.ui.pointer();
  const float column = (p.x - drag.grid_x) / g.column_width;
  const float minute =
      (p.y - drag.grab_y - drag.grid_y) / g.minute_height + static_cast<float>(g.start);
  const int snapped = static_cast<int>(std::lround(minute / quantum_minutes)) * quantum_minutes;
  return {.column = static_cast<std::size_t>(
              std::clamp(column, 0.0F, static_cast<float>(f.options.columns.size()) - 1)),
          .minute = std::clamp(snapped, g.start, g.end - quantum_minutes)};
}

void scroll_at_edges(Frame& f) {
  const Ui::Pointer p = f.ui.pointer();
  const Rect& v = f.g.view;
  const float step = edge_speed * ImGui::GetIO().DeltaTime;
  CalendarState::Drag& drag = f.state.drag;
  // A block that was picked up near an edge is on its way from there, unless it goes further out.
  const auto pull = [&](float at, float from, float low, float high) {
    low += edge;
    high -= edge;
    if (!drag.left_edge) {
      low = std::min(low, from - drag_slop);
      high = std::max(high, from + drag_slop);
    }
    return at < low ? -step : at > high ? step : 0.0F;
  };
  const float dx = pull(p.x, drag.x, v.x, v.x + v.w);
  const float dy = pull(p.y, drag.y, v.y, v.y + v.h);
  drag.left_edge |=
      p.x >= v.x + edge && p.x <= v.x + v.w - edge && p.y >= v.y + edge && p.y <= v.y + v.h - edge;
  double& since = drag.edge_since;
  if (dx == 0 && dy == 0) {
    since = -1;
    return;
  }
  const double now = f.ui.input().time_seconds;
  if (since < 0) since = now;
  if (now - since < edge_after_seconds) {
    f.ui.wake_in(since + edge_after_seconds - now);
    return;
  }
  if (dx != 0)
    ImGui::SetScrollX(std::clamp(ImGui::GetScrollX() + dx, 0.0F, ImGui::GetScrollMaxX()));
  if (dy != 0)
    ImGui::SetScrollY(std::clamp(ImGui::GetScrollY() + dy, 0.0F, ImGui::GetScrollMaxY()));
  f.ui.wake_in(0.016);
}

void judge_place(Frame& f) {
  CalendarState::Drag& drag = f.state.drag;
  drag.grid_x = f.g.grid.x;
  drag.grid_y = f.g.grid.y;
  const CalendarPlace place = drop_place(f);
  const double now = f.ui.input().time_seconds;
  if (drag.place != place) {
    drag.place = place;
    drag.verdict = f.options.judge ? f.options.judge(drag.key, place) : CalendarVerdict{};
    drag.since = now;
    drag.announced = false;
  }
  if (drag.announced) return;
  if (now - drag.since < announce_after_seconds) {
    f.ui.wake_in(drag.since + announce_after_seconds - now);
    return;
  }
  drag.announced = true;
  const std::string& where = f.options.columns[place.column].title;
  // A reason names the doctor or the room itself.
  f.ui.announce(f.ui.t("calendar.place",
                       {{"time", format_time(place.minute)},
                        {"doctor", drag.verdict.words.empty() ? where : drag.verdict.words}}));
}

void draw_ghost(Frame& f, const CalendarBlock& block) {
  const CalendarState::Drag& drag = f.state.drag;
  Ui& ui = f.ui;
  const Theme& theme = ui.theme();
  const bool refused = drag.verdict.kind == CalendarVerdict::Kind::refused;
  const Color color = refused ? theme.danger.back : theme.primary.back;
  const Rect ghost{
      .x = f.g.x_of(drag.place->column) + 2,
      .y = f.g.y_of(drag.place->minute),
      .w = f.g.column_width - 4,
      .h = std::max(static_cast<float>(block.length_minutes) * f.g.minute_height, 18.0F)};
  draw_margins(f, block, ghost, theme.surface.with_alpha(210), color);
  ui.fill(ghost, theme.surface.with_alpha(210), 4);
  ui.fill(ghost, color.with_alpha(50), 4);
  ui.stroke(ghost, color, 4, 2);
  ui.push_clip(ghost);
  ui.draw_icon(refused ? Icon::ban : Icon::arrow_down, ghost.x + 6, ghost.y + 3, 16, theme.text);
  ui.draw_text(ghost.x + 26, ghost.y + 2, format_time(drag.place->minute) + "  " + block.title,
               {.style = TextStyle::small, .max_width = ghost.w - 30});
  ui.pop_clip();
  if (!drag.verdict.words.empty())
    ui.show_tip(ghost, drag.verdict.words, tone_of(drag.verdict.kind));
  ImGui::SetMouseCursor(refused ? ImGuiMouseCursor_NotAllowed : ImGuiMouseCursor_ResizeAll);
}

}  // namespace

void follow_drag(Frame& f) {
  CalendarState::Drag& drag = f.state.drag;
  if (drag.key == 0) return;
  const Ui::Pointer p = f.ui.pointer();
  const auto block = std::ranges::find(f.options.blocks, drag.key, &CalendarBlock::key);
  if (block == f.options.blocks.end() || p.x < nowhere) {
    drag = {};
    return;
  }
  if (!p.down) {
    if (drag.moving && !drag.given_up) {
      f.result.moved = static_cast<std::size_t>(block - f.options.blocks.begin());
      f.result.moved_to = drop_place(f);
    }
    drag = {};
    return;
  }
  if (drag.given_up) return;
  if (!drag.moving && std::hypot(p.x - drag.x, p.y - drag.y) > drag_slop) drag.moving = true;
  if (!drag.moving) return;
  if (f.ui.take_shortcut("Escape")) {
    drag.moving = false;
    drag.given_up = true;
    f.ui.request_frame();
    return;
  }
  judge_place(f);
  scroll_at_edges(f);
  draw_ghost(f, *block);
}

// ---- arrows
// --------------------------------------------------------------------------------------

namespace {

/// The stop of a column that is nearest to a minute; null when none is drawn.
const Stop* nearest(const Frame& f, std::size_t column, int minute) {
  const Stop* best = nullptr;
  for (const Stop& stop : f.stops)
    if (stop.place.column == column &&
        (best == nullptr ||
         std::abs(stop.place.minute - minute) < std::abs(best->place.minute - minute)))
      best = &stop;
  return best;
}

/// The next stop of the same column up (-1) or down.
const Stop* beside(const Frame& f, const Stop& from, int direction) {
  const Stop* best = nullptr;
  for (const Stop& stop : f.stops) {
    const int away = (stop.place.minute - from.place.minute) * direction;
    if (stop.place.column != from.place.column || away <= 0) continue;
    if (best == nullptr || away < (best->place.minute - from.place.minute) * direction)
      best = &stop;
  }
  return best;
}

}  // namespace

void take_arrows(Frame& f) {
  if (f.state.goal) {
    if (const Stop* stop = nearest(f, f.state.goal->column, f.state.goal->minute)) {
      f.ui.request_focus(stop->id);
      f.ui.reveal(stop->id);
      f.state.goal.reset();
    }
  }
  const auto here = std::ranges::find(f.stops, f.ui.focus(), &Stop::id);
  if (here == f.stops.end()) return;
  const Stop from = *here;
  for (const int direction : {-1, 1}) {
    if (f.ui.take_key(from.id, direction < 0 ? "ArrowUp" : "ArrowDown"))
      if (const Stop* stop = beside(f, from, direction)) {
        f.ui.request_focus(stop->id);
        f.ui.reveal(stop->id);
      }
    if (!f.ui.take_key(from.id, direction < 0 ? "ArrowLeft" : "ArrowRight")) continue;
    const auto column = static_cast<std::ptrdiff_t>(from.place.column) + direction;
    if (column < 0 || column >= static_cast<std::ptrdiff_t>(f.options.columns.size())) continue;
    // It may be out of sight: the next frame scrolls there and finds it.
    f.state.goal =
        CalendarPlace{.column = static_cast<std::size_t>(column), .minute = from.place.minute};
    f.ui.request_frame();
  }
}

}  // namespace retour::ui::calendar_parts
