// Sections: marks | what both directions share | ribbons across | ribbons down | bars
#include "ui/chart_funnel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/chart_axis.hpp"
#include "ui/shade.hpp"

namespace retour::ui {
namespace {

constexpr float column_least = 112;  ///< Narrower columns go down instead of across.
constexpr float node_thick = 12;
constexpr float ribbons_height = 250;  ///< Of the largest stage, when ribbons go across.
constexpr float hit_least = 24;

using Stage = FunnelChart::Stage;

// ---- marks
// ---------------------------------------------------------------------------------------

std::string lost_words(const ChartInk& ink, const Stage& stage) {
  std::string words = ink.texts("chart.lost", {{"count", stage.lost}});
  if (!stage.money.empty())
    words = ink.texts("chart.noted", {{"value", words}, {"note", stage.money}});
  return words;
}

std::string conversion_words(const ChartInk& ink, const Stage& stage) {
  if (stage.conversion.empty()) return std::string(ink.texts("chart.not_measured"));
  if (stage.interval.empty()) return stage.conversion;
  return ink.texts("chart.conversion_interval",
                   {{"share", stage.conversion}, {"interval", stage.interval}});
}

/// The same where room is short: "дошли 38,0 %, 31,7–45,1 %".
std::string shown_conversion(const ChartInk& ink, const Stage& stage) {
  if (stage.conversion.empty()) return std::string(ink.texts("chart.not_measured"));
  const std::string words = ink.texts("chart.conversion", {{"share", stage.conversion}});
  if (stage.interval.empty()) return words;
  return ink.texts("chart.noted", {{"value", words}, {"note", stage.interval}});
}

ChartMark mark_with(const ChartInk& ink, const Stage& stage, FunnelPart part, const Rect& rect) {
  const auto named = [&](std::string value) {
    return ChartMark{.rect = rect, .name = stage.name, .value = std::move(value)};
  };
  switch (part) {
    case FunnelPart::entrants: return named(format_number(stage.entrants, ink.language()));
    case FunnelPart::converted:
      return named(ink.texts(
          "chart.went_on", {{"count", stage.converted}, {"share", conversion_words(ink, stage)}}));
    case FunnelPart::pending: return named(ink.texts("chart.waiting", {{"count", stage.pending}}));
    case FunnelPart::lost: return named(lost_words(ink, stage));
  }
  return {};
}

// ---- what both directions share
// ------------------------------------------------------------------

Color status_color(const ChartInk& ink, int status) {
  if (status < 1 || status > 7) return ink.theme.series[0];
  // Pale statuses have their strong colour as text, dark ones as background.
  const Pair& pair = ink.theme.statuses[static_cast<std::size_t>(status - 1)];
  const Color surface = ink.theme.surface;
  return contrast_ratio(pair.back, surface) >= contrast_ratio(pair.text, surface) ? pair.back
                                                                                  : pair.text;
}

Color lost_color(const ChartInk& ink) {
  return ink.theme.danger.back;
}

/// Thicknesses of what leaves a stage, to scale; what is there at all is seen.
struct Flow {
  float node = 0;
  float converted = 0;
  float pending = 0;
  float lost = 0;
};

std::int64_t most_of(const FunnelChart& chart) {
  std::int64_t most = 1;
  for (const Stage& stage : chart.stages) most = std::max(most, stage.entrants);
  return most;
}

Flow flow_of(const Stage& stage, std::int64_t most, float room) {
  const auto thick = [&](std::int64_t count) {
    return count <= 0 ? 0.0F
                      : std::max(1.5F, room * static_cast<float>(static_cast<double>(count) /
                                                                 static_cast<double>(most)));
  };
  Flow flow{.converted = thick(stage.converted),
            .pending = thick(stage.pending),
            .lost = thick(stage.lost)};
  flow.node = std::max(thick(stage.entrants), flow.converted + flow.pending + flow.lost);
  return flow;
}

/// One stage's column and where its ribbons end, along the flow.
struct Place {
  float begin = 0;   ///< Of the column.
  float across = 0;  ///< Where the column begins across the flow.
  float next = 0;    ///< Where the next column begins.
  bool down = false;
};

void add_ribbons(const ChartInk& ink, const Stage& stage, const Flow& flow, const Flow& next,
                 const Color& next_color, const Place& at, int first_mark, ChartPicture& out) {
  const Color color = status_color(ink, stage.status);
  const float from = at.begin + node_thick;
  const float length = at.next - from;
  const float a = at.across;
  if (flow.converted > 0)
    out.add(RibbonShape{.begin = from,
                        .end = at.next,
                        .lo_from = a,
                        .hi_from = a + flow.converted,
                        .lo_to = a,
                        .hi_to = a + std::max(1.5F, std::min(flow.converted, next.node)),
                        .down = at.down,
                        .from = color.with_alpha(120),
                        .to = next_color.with_alpha(120)},
            first_mark + 1);
  const float b = a + flow.converted;
  if (flow.pending > 0)
    out.add(RibbonShape{.begin = from,
                        .end = from + length * 0.42F,
                        .lo_from = b,
                        .hi_from = b + flow.pending,
                        .lo_to = b + 2,
                        .hi_to = b + 2 + flow.pending,
                        .down = at.down,
                        .from = color.with_alpha(70),
                        .to = color.with_alpha(0)},
            first_mark + 2);
  const float c = b + flow.pending;
  if (flow.lost > 0) {
    const float bend = std::min(34.0F, length * 0.3F);
    out.add(RibbonShape{.begin = from,
                        .end = from + length * 0.66F,
                        .lo_from = c,
                        .hi_from = c + flow.lost,
                        .lo_to = c + bend,
                        .hi_to = c + bend + flow.lost,
                        .down = at.down,
                        .from = lost_color(ink).with_alpha(110),
                        .to = lost_color(ink).with_alpha(20)},
            first_mark + 3);
  }
}

void add_column(const ChartInk& ink, const Stage& stage, const Flow& flow, const Place& at,
                int mark, ChartPicture& out) {
  const float thick = std::max(flow.node, 2.0F);
  const Rect rect = at.down ? Rect{.x = at.across, .y = at.begin, .w = thick, .h = node_thick}
                            : Rect{.x = at.begin, .y = at.across, .w = node_thick, .h = thick};
  out.add(RectShape{.rect = rect,
                    .fill = stage.entrants > 0 ? status_color(ink, stage.status) : ink.theme.line,
                    .radius = 3},
          mark);
}

/// Where the three ribbons of a stage are pressed: as wide as they are, but never too thin for a
/// finger, one after another.
std::array<Rect, 3> hit_areas(const Flow& flow, const Place& at, float least) {
  std::array<Rect, 3> out;
  float across = at.across;
  const std::array thick = {flow.converted, flow.pending, flow.lost};
  const float from = at.begin + node_thick;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const float t = std::max(thick[i], least);
    out[i] = at.down ? Rect{.x = across, .y = from, .w = t, .h = at.next - from}
                     : Rect{.x = from, .y = across, .w = at.next - from, .h = t};
    across += t;
  }
  return out;
}

void add_marks(const ChartInk& ink, const Stage& stage, const Rect& head,
               const std::array<Rect, 3>& hits, bool is_last, ChartLayout& out) {
  out.marks.push_back(mark_with(ink, stage, FunnelPart::entrants, head));
  if (is_last) return;
  out.marks.push_back(mark_with(ink, stage, FunnelPart::converted, hits[0]));
  out.marks.push_back(mark_with(ink, stage, FunnelPart::pending, hits[1]));
  out.marks.push_back(mark_with(ink, stage, FunnelPart::lost, hits[2]));
}

void add_icon(const ChartInk& ink, int status, float x, float y, ChartPicture& out) {
  if (ink.icons)
    out.add(
        IconShape{.icon = status_icon(status), .at = {x, y}, .size = 16, .color = ink.theme.muted});
}

/// A short text in up to three lines, of which only the last may be shortened.
using Lines = std::array<std::string_view, 3>;

Lines lines_of(const ChartInk& ink, std::string_view text, float width) {
  Lines lines;
  std::size_t used = 0;
  while (used + 1 < lines.size() && ink.width(text, TextStyle::small) > width) {
    std::size_t end = text.size();
    do end = text.substr(0, end).rfind(' ');
    while (end != std::string_view::npos &&
           ink.width(text.substr(0, end), TextStyle::small) > width);
    if (end == std::string_view::npos) break;
    lines[used++] = text.substr(0, end);
    text.remove_prefix(end + 1);
  }
  lines[used] = text;
  return lines;
}

float height_of(const ChartInk& ink, const Lines& lines) {
  return ink.line(TextStyle::small) *
         static_cast<float>(lines.size() - static_cast<std::size_t>(std::ranges::count(lines, "")));
}

void add_lines(const ChartInk& ink, const Lines& lines, ChartPoint at, float width, int mark,
               ChartPicture& out) {
  for (const std::string_view line : lines) {
    if (line.empty()) continue;
    out.add(text_shape(ink, at, line, {.style = TextStyle::small, .max_width = width}), mark);
    at.y += ink.line(TextStyle::small);
  }
}

float icon_width(const ChartInk& ink) {
  return ink.icons ? 21.0F : 0.0F;
}

/// Icon and name of a stage.
void add_name(const ChartInk& ink, const Stage& stage, float x, float y, float width, int mark,
              ChartPicture& out) {
  const float icon = icon_width(ink);
  add_icon(ink, stage.status, x, y + (ink.line(TextStyle::small) - 16) / 2, out);
  add_lines(ink, lines_of(ink, stage.name, width - icon), {x + icon, y}, width - icon, mark, out);
}

// ---- ribbons across
// ------------------------------------------------------------------------------

void add_foot(const ChartInk& ink, const Stage& stage, float x, float y, float width, int mark,
              ChartPicture& out) {
  if (stage.lost <= 0) return;
  const float line = ink.line(TextStyle::small);
  out.add(
      text_shape(ink, {x, y}, ink.texts("chart.lost", {{"count", stage.lost}}),
                 {.style = TextStyle::small, .color = ink.theme.tones[4].text, .max_width = width}),
      mark);
  if (!stage.money.empty())
    out.add(text_shape(ink, {x, y + line}, stage.money,
                       {.style = TextStyle::small, .color = ink.theme.muted, .max_width = width}),
            mark);
}

/// The heads of the columns, line for line: as high as the highest name and share.
struct Heads {
  float room = 0;  ///< Width of a head.
  float name = 0;  ///< Heights.
  float share = 0;
  float all = 0;
};

std::string share_words(const ChartInk& ink, const Stage& stage) {
  return ink.texts("chart.conversion",
                   {{"share", stage.conversion.empty() ? std::string("—") : stage.conversion}});
}

Heads heads_of(const FunnelChart& chart, const ChartInk& ink, float room) {
  Heads heads{.room = room};
  for (const Stage& stage : chart.stages) {
    heads.name =
        std::max(heads.name, height_of(ink, lines_of(ink, stage.name, room - icon_width(ink))));
    heads.share =
        std::max(heads.share, height_of(ink, lines_of(ink, share_words(ink, stage), room)));
  }
  heads.all =
      heads.name + ink.line(TextStyle::title) + heads.share + ink.line(TextStyle::small) + 14;
  return heads;
}

void add_head(const ChartInk& ink, const Stage& stage, const Heads& heads, float x, bool is_last,
              int mark, ChartPicture& out) {
  const float room = heads.room;
  add_name(ink, stage, x, 0, room, mark, out);
  out.add(text_shape(ink, {x, heads.name + 2}, format_number(stage.entrants, ink.language()),
                     {.style = TextStyle::title, .max_width = room}),
          mark);
  if (is_last || stage.entrants == 0) return;
  const float y = heads.name + ink.line(TextStyle::title) + 4;
  const std::string share = share_words(ink, stage);
  const Lines lines = lines_of(ink, share, room);
  add_lines(ink, lines, {x, y}, room, mark + 1, out);
  out.add(text_shape(ink, {x, y + height_of(ink, lines)}, stage.interval,
                     {.style = TextStyle::small, .color = ink.theme.muted, .max_width = room}),
          mark + 1);
}

ChartLayout layout_across(const FunnelChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width}};
  const std::size_t count = chart.stages.size();
  const float pitch = (width - node_thick) / (static_cast<float>(count) - 0.3F);
  const float small = ink.line(TextStyle::small);
  const Heads heads = heads_of(chart, ink, pitch - 12);
  const float head = heads.all;
  const std::int64_t most = most_of(chart);
  std::vector<Flow> flows;
  float deepest = 0;
  for (const Stage& stage : chart.stages) {
    flows.push_back(flow_of(stage, most, ribbons_height));
    deepest = std::max(deepest, std::max(flows.back().node + 34, 3 * hit_least));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Stage& stage = chart.stages[i];
    const bool is_last = i + 1 == count;
    const float x = pitch * static_cast<float>(i);
    const Place at{.begin = x, .across = head, .next = x + pitch};
    const int mark = static_cast<int>(out.marks.size());
    if (!is_last)
      add_ribbons(ink, stage, flows[i], flows[i + 1], status_color(ink, chart.stages[i + 1].status),
                  at, mark, out.picture);
    add_column(ink, stage, flows[i], at, mark, out.picture);
    Heads own = heads;
    if (is_last) own.room = width - x;
    add_head(ink, stage, own, x, is_last, mark, out.picture);
    if (!is_last)
      add_foot(ink, stage, x + node_thick + 2, head + deepest + 8, own.room - node_thick, mark + 3,
               out.picture);
    add_marks(ink, stage,
              {.x = x,
               .y = 0,
               .w = is_last ? own.room : pitch - 6,
               .h = heads.name + ink.line(TextStyle::title) + 2},
              hit_areas(flows[i], at, hit_least), is_last, out);
  }
  out.picture.height = head + deepest + 8 + 2 * small + 4;
  return out;
}

// ---- ribbons down
// --------------------------------------------------------------------------------

/// The words of a stage stand above its bar: over the ribbons they could hardly be read.
void add_words_above(const ChartInk& ink, const Stage& stage, float y, float width, int mark,
                     ChartPicture& out) {
  if (stage.entrants <= 0) return;
  out.add(text_shape(ink, {0, y}, shown_conversion(ink, stage),
                     {.style = TextStyle::small, .max_width = width}),
          mark + 1);
  if (stage.lost <= 0) return;
  out.add(
      text_shape(ink, {0, y + ink.line(TextStyle::small)}, lost_words(ink, stage),
                 {.style = TextStyle::small, .color = ink.theme.tones[4].text, .max_width = width}),
      mark + 3);
}

ChartLayout layout_down(const FunnelChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width}};
  const float body = ink.line(TextStyle::body);
  const float small = ink.line(TextStyle::small);
  const float title = std::max(body + 6, 28.0F);
  const float head = title + 2 * small + 4;
  const float gap = std::max(hit_least, ink.control);
  const float pitch = head + node_thick + gap;
  const std::int64_t most = most_of(chart);
  const float room = width * 0.86F;
  for (std::size_t i = 0; i < chart.stages.size(); ++i) {
    const Stage& stage = chart.stages[i];
    const bool is_last = i + 1 == chart.stages.size();
    const float y = pitch * static_cast<float>(i);
    // The last has no words below its name.
    const float own = is_last ? title : head;
    const Place at{.begin = y + own, .across = 0, .next = y + own + node_thick + gap, .down = true};
    const Flow flow = flow_of(stage, most, room);
    const int mark = static_cast<int>(out.marks.size());
    if (!is_last)
      add_ribbons(ink, stage, flow, flow_of(chart.stages[i + 1], most, room),
                  status_color(ink, chart.stages[i + 1].status), at, mark, out.picture);
    add_column(ink, stage, flow, at, mark, out.picture);
    const TextShape count = text_shape(ink, {width, y + (title - body) / 2},
                                       format_number(stage.entrants, ink.language()),
                                       {.style = TextStyle::strong, .anchor = TextAnchor::end});
    add_name(ink, stage, 0, y + (title - small) / 2, width - count.width - 12, mark, out.picture);
    out.picture.add(count, mark);
    if (!is_last) add_words_above(ink, stage, y + title, width, mark, out.picture);
    // Three thirds to press: thicknesses on a phone are too small for fingers.
    const float third = width / 3;
    std::array<Rect, 3> hits;
    for (std::size_t k = 0; k < hits.size(); ++k)
      hits[k] = {
          .x = third * static_cast<float>(k), .y = at.begin + node_thick, .w = third, .h = gap};
    add_marks(ink, stage, {.x = 0, .y = y, .w = width, .h = own + node_thick}, hits, is_last, out);
  }
  out.picture.height = pitch * static_cast<float>(chart.stages.size()) - gap - (head - title);
  return out;
}

// ---- bars
// ----------------------------------------------------------------------------------------

/// The line below a bar, in three parts to press: who went on, who still may, who was lost.
std::array<Rect, 3> parts_below(const Rect& line) {
  constexpr std::array<float, 3> shares = {0.42F, 0.24F, 0.34F};
  std::array<Rect, 3> out;
  float x = line.x;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = {.x = x, .y = line.y, .w = line.w * shares[i], .h = line.h};
    x += out[i].w;
  }
  return out;
}

void add_parts(const ChartInk& ink, const Stage& stage, const std::array<Rect, 3>& parts, int mark,
               ChartPicture& out) {
  if (stage.entrants == 0) return;
  const float y = parts[0].y + (parts[0].h - ink.line(TextStyle::small)) / 2;
  const auto put = [&](std::size_t part, std::string_view words, Color color) {
    out.add(text_shape(ink, {parts[part].x + 2, y}, words,
                       {.style = TextStyle::small, .color = color, .max_width = parts[part].w - 8}),
            mark + 1 + static_cast<int>(part));
  };
  put(0, shown_conversion(ink, stage), ink.theme.text);
  if (stage.pending > 0)
    put(1, ink.texts("chart.waiting", {{"count", stage.pending}}), ink.theme.muted);
  if (stage.lost > 0) put(2, lost_words(ink, stage), ink.theme.tones[4].text);
}

ChartLayout layout_bars(const FunnelChart& chart, const ChartInk& ink, float width) {
  ChartLayout out{.picture = {.width = width}};
  const std::int64_t most = most_of(chart);
  const float body = ink.line(TextStyle::body);
  const float small = ink.line(TextStyle::small);
  const float bar_h = std::max(30.0F, ink.control - 4);
  const float under = std::max(small + 8, ink.control > 40 ? 34.0F : 0.0F);
  float names = 0;
  for (const Stage& stage : chart.stages)
    names = std::max(names, ink.width(stage.name, TextStyle::body) + 32);
  const bool is_wide = width > 620;
  names = is_wide ? std::min(names, width * 0.3F) : 0;
  const float label = is_wide ? 0 : body + 4;
  float y = 0;
  for (std::size_t i = 0; i < chart.stages.size(); ++i) {
    const Stage& stage = chart.stages[i];
    const bool is_last = i + 1 == chart.stages.size();
    const int mark = static_cast<int>(out.marks.size());
    const Rect head{.x = 0, .y = y, .w = width, .h = label + bar_h};
    const float icon = ink.icons ? 24.0F : 0.0F;
    const float name_y = is_wide ? y + (bar_h - body) / 2 : y;
    add_icon(ink, stage.status, 2, name_y + (body - 16) / 2, out.picture);
    out.picture.add(text_shape(ink, {2 + icon, name_y}, stage.name,
                               {.max_width = (is_wide ? names : width) - icon - 8}),
                    mark);
    const std::string count = format_number(stage.entrants, ink.language());
    const float count_w = ink.width(count, TextStyle::strong);
    const float room = width - names - count_w - 16;
    const Flow flow = flow_of(stage, most, room);
    const Rect bar{.x = names,
                   .y = y + label + 2,
                   .w = stage.entrants > 0 ? std::max(3.0F, flow.node) : 0,
                   .h = bar_h - 4};
    const Pair pair = stage.status >= 1 && stage.status <= 7
                          ? ink.theme.statuses[static_cast<std::size_t>(stage.status - 1)]
                          : ink.theme.tones[1];
    if (bar.w > 0)
      out.picture.add(
          RectShape{
              .rect = bar, .fill = pair.back, .stroke = pair.text.with_alpha(90), .radius = 4},
          mark);
    out.picture.add(text_shape(ink, {bar.x + bar.w + 8, bar.y + (bar.h - body) / 2}, count,
                               {.style = TextStyle::strong}),
                    mark);
    y += head.h;
    std::array<Rect, 3> hits;
    if (!is_last) {
      hits = parts_below({.x = names, .y = y, .w = width - names, .h = under});
      add_parts(ink, stage, hits, mark, out.picture);
      y += under + 4;
    }
    add_marks(ink, stage, head, hits, is_last, out);
  }
  out.picture.height = y;
  return out;
}

}  // namespace

std::vector<FunnelMark> marks_of(const FunnelChart& chart) {
  std::vector<FunnelMark> out;
  for (std::size_t i = 0; i < chart.stages.size(); ++i) {
    out.push_back({.stage = i, .part = FunnelPart::entrants});
    if (i + 1 == chart.stages.size()) break;
    for (const FunnelPart part : {FunnelPart::converted, FunnelPart::pending, FunnelPart::lost})
      out.push_back({.stage = i, .part = part});
  }
  return out;
}

ChartLayout layout_of(const FunnelChart& chart, const ChartInk& ink, float width) {
  if (chart.stages.empty()) return {.picture = {.width = width}};
  if (chart.form == FunnelChart::Form::bars) return layout_bars(chart, ink, width);
  const bool fits_across = width / static_cast<float>(chart.stages.size()) >=
                           column_least * ink.line(TextStyle::small) / font_specs[0].line;
  return fits_across ? layout_across(chart, ink, width) : layout_down(chart, ink, width);
}

}  // namespace retour::ui
