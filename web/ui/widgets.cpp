// Sections: texts | buttons | marks | choosing | telling
#include "ui/widgets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "ui/measure.hpp"
#include "ui/pills.hpp"

namespace retour::ui {
namespace {

std::string_view key_or(std::string_view key, std::string_view text) {
  return key.empty() ? text : key;
}

Color color_of(const Theme& theme, TextTone tone) {
  switch (tone) {
    case TextTone::normal:
    case TextTone::strong: return theme.text;
    case TextTone::muted: return theme.muted;
    case TextTone::good: return theme.tones[2].text;
    case TextTone::warn: return theme.tones[3].text;
    case TextTone::danger: return theme.tones[4].text;
  }
  return theme.text;
}

const Pair& pair_of(const Theme& theme, Tone tone) {
  return theme.tones[static_cast<std::size_t>(tone)];
}

NodeId text_id(Ui& ui, std::string_view key, std::string_view words) {
  return key.empty() ? ui.text_id(words) : ui.id(key);
}

}  // namespace

float centred_y(const Ui& ui, const Rect& rect, TextStyle style) {
  return rect.y + (rect.h - ui.line_height(style)) / 2;
}

// ---- texts
// ---------------------------------------------------------------------------------------

void heading(Ui& ui, const HeadingOptions& options) {
  const TextStyle style = options.level <= 1 ? TextStyle::title : TextStyle::strong;
  const float icon = options.icon == Icon::none ? 0 : ui.metrics().icon + 10;
  const float wide = ui.text_width(options.text, style) + icon + 1;
  const float w = std::min(wide, std::max(ui.available(), 80.0F));
  const float h = ui.text_height(options.text, style, w - icon);
  const Rect r = ui.place(w, h);
  ui.node(text_id(ui, {}, options.text), Role::heading, r, options.text).level =
      static_cast<std::uint8_t>(options.level);
  if (icon > 0)
    ui.draw_icon(options.icon, r.x, r.y + (h - ui.metrics().icon) / 2, ui.metrics().icon,
                 ui.theme().muted);
  ui.draw_text(r.x + icon, r.y, options.text, {.style = style, .wrap_width = r.w - icon});
}

void text(Ui& ui, const TextOptions& options) {
  if (options.text.empty()) return;
  const TextStyle style = options.tone == TextTone::strong ? TextStyle::strong : options.style;
  const float icon = options.icon == Icon::none ? 0 : ui.metrics().icon + 6;
  const float natural = ui.text_width(options.text, style) + icon + 1;
  const float wish = options.width > 0 ? options.width : natural;
  // Near the end of a row a text takes the next line, rather than a column of single words.
  const float room = ui.available();
  const float line = std::max(ui.line_width(), 60.0F);
  const float w = std::min(wish, room >= std::min(wish, line / 2) ? room : line);
  const float h = ui.text_height(options.text, style, w - icon);
  const Rect r = ui.place(w, h);
  ui.node(text_id(ui, options.key, options.text), Role::text, r, options.text);
  const Color color = color_of(ui.theme(), options.tone);
  if (icon > 0)
    ui.draw_icon(options.icon, r.x, r.y + (ui.line_height(style) - ui.metrics().icon) / 2,
                 ui.metrics().icon, color);
  ui.draw_text(r.x + icon, r.y, options.text,
               {.style = style, .color = color, .wrap_width = r.w - icon});
}

void text(Ui& ui, std::string_view words, TextTone tone) {
  text(ui, {.text = words, .tone = tone});
}

void fact(Ui& ui, const FactOptions& options) {
  const float room = ui.available();
  const float label_w = options.label_width * text_scale(ui);
  const bool stacked = room < label_w + 120 || widest_word(ui, options.label) > label_w ||
                       widest_word(ui, options.value, TextStyle::strong) > room - label_w - 8;
  const float value_w = stacked ? room : room - label_w - 8;
  const float label_h = ui.text_height(options.label, TextStyle::body, stacked ? room : label_w);
  const float value_h = ui.text_height(options.value, TextStyle::body, value_w);
  const Rect r = ui.place(0, stacked ? label_h + value_h : std::max(label_h, value_h));
  const Rect label{.x = r.x, .y = r.y, .w = stacked ? room : label_w, .h = label_h};
  const Rect value{.x = stacked ? r.x : r.x + label_w + 8,
                   .y = stacked ? r.y + label_h : r.y,
                   .w = value_w,
                   .h = value_h};
  ui.node(text_id(ui, {}, options.label), Role::text, label, options.label);
  ui.node(text_id(ui, {}, options.value), Role::text, value, options.value);
  ui.draw_text(label.x, label.y, options.label, {.color = ui.theme().muted, .wrap_width = label.w});
  ui.draw_text(value.x, value.y, options.value,
               {.style = options.tone == TextTone::strong ? TextStyle::strong : TextStyle::body,
                .color = color_of(ui.theme(), options.tone),
                .wrap_width = value.w});
}

void separator(Ui& ui) {
  const Rect r = ui.place(0, 1);
  ui.fill(r, ui.theme().line);
}

// ---- buttons
// -------------------------------------------------------------------------------------

namespace {

struct ButtonColors {
  Color back;
  Color text;
  Color border;
};

ButtonColors button_colors(const Theme& theme, const ButtonOptions& options,
                           const Interaction& press) {
  const Color none{};
  if (options.disabled)
    return {.back = options.kind == ButtonKind::quiet ? none : theme.sunken,
            .text = theme.disabled_text,
            .border = options.kind == ButtonKind::quiet ? none : theme.line};
  switch (options.kind) {
    case ButtonKind::primary:
      return {.back = press.held      ? theme.primary_press
                      : press.hovered ? theme.primary_hover
                                      : theme.primary.back,
              .text = theme.primary.text,
              .border = none};
    case ButtonKind::danger:
      return {.back = press.hovered || press.held ? theme.danger_hover : theme.danger.back,
              .text = theme.danger.text,
              .border = none};
    case ButtonKind::normal:
    case ButtonKind::quiet: break;
  }
  const bool on = options.toggle && options.pressed;
  const bool quiet = options.kind == ButtonKind::quiet;
  const Color rest = quiet ? none : theme.surface;
  return {.back = press.held || on ? theme.selected
                  : press.hovered  ? theme.hover
                                   : rest,
          .text = theme.text,
          .border = quiet ? none : theme.border};
}

}  // namespace

float button_width(const Ui& ui, const ButtonOptions& options) {
  const Metrics& m = ui.metrics();
  if (options.icon_only) return m.control;
  const float pad = options.kind == ButtonKind::quiet ? m.pad_x * 0.75F : m.pad_x;
  const float icon = options.icon == Icon::none ? 0 : m.icon + 6;
  const TextStyle style = options.kind == ButtonKind::primary ? TextStyle::strong : TextStyle::body;
  return std::ceil(ui.text_width(options.text, style) + icon + 2 * pad);
}

bool button(Ui& ui, const ButtonOptions& options) {
  const Metrics& m = ui.metrics();
  const Theme& theme = ui.theme();
  const TextStyle style = options.kind == ButtonKind::primary ? TextStyle::strong : TextStyle::body;
  const float pad = options.kind == ButtonKind::quiet ? m.pad_x * 0.75F : m.pad_x;
  const float icon = options.icon == Icon::none || options.icon_only ? 0 : m.icon + 6;
  const float natural = button_width(ui, options);
  const float wish = options.width < 0   ? ui.available()
                     : options.width > 0 ? options.width
                                         : natural;
  const float least =
      std::max(narrowest(ui) * 1.6F, widest_word(ui, options.text, style) + 2 * pad + icon + 1);
  const float w =
      std::min({wish, ui.line_width(), std::max(ui.available(), std::min(natural, least))});
  float h = m.control;
  const float words_w = w - 2 * pad - icon;
  // Long words in a narrow place wrap: a button grows, it does not cut.
  if (!options.icon_only && ui.text_width(options.text, style) > words_w + 1)
    h = std::max(h, ui.text_height(options.text, style, words_w) + 12);
  const Rect r = ui.place(w, h);
  const NodeId id = ui.id(key_or(options.key, options.text));

  std::uint32_t state = 0;
  if (options.disabled) state |= State::disabled;
  if (options.toggle) state |= State::toggle | (options.pressed ? State::pressed : 0);
  if (options.opens) state |= State::has_popup;
  const Interaction press = ui.item(id, Role::button, r, options.text, state);
  if (!options.shortcut.empty()) ui.last_node()->description = ui.store(options.shortcut);
  if (press.visible) {
    const ButtonColors colors = button_colors(theme, options, press);
    if (colors.back.rgba != 0) ui.fill(r, colors.back, m.radius);
    if (colors.border.rgba != 0) ui.stroke(r, colors.border, m.radius);
    if (press.focused) ui.focus_ring(r, m.radius);
    if (options.icon_only) {
      ui.draw_icon(options.icon, r.x + (r.w - m.icon) / 2, r.y + (r.h - m.icon) / 2, m.icon,
                   colors.text);
    } else {
      const bool one_line = h <= m.control;
      const float words = one_line ? ui.text_width(options.text, style) : words_w;
      const float x = r.x + std::max(pad, (r.w - words - icon) / 2);
      if (icon > 0) ui.draw_icon(options.icon, x, r.y + (r.h - m.icon) / 2, m.icon, colors.text);
      const float text_h =
          one_line ? ui.line_height(style) : ui.text_height(options.text, style, words_w);
      ui.draw_text(x + icon, r.y + (r.h - text_h) / 2, options.text,
                   {.style = style, .color = colors.text, .wrap_width = one_line ? 0 : words_w});
    }
  }
  if (options.icon_only || !options.shortcut.empty()) {
    std::string tip(options.text);
    if (!options.shortcut.empty()) {
      tip += "  ";
      tip += options.shortcut;
    }
    ui.tooltip(press, r, tip);
  }
  return press.activated;
}

bool link(Ui& ui, const LinkOptions& options) {
  const float icon = options.icon == Icon::none ? 0 : ui.metrics().icon + 4;
  const float natural = ui.text_width(options.text) + icon + 1;
  // In a row that is nearly full it goes to the next line rather than into a sliver.
  const float w = std::min(natural, std::max(ui.available(), std::min(natural, narrowest(ui))));
  // The target is at least 24 px high (WCAG 2.5.8), the words keep their line.
  const float words_h = ui.text_height(options.text, TextStyle::body, w - icon);
  const float least = ui.density() == Density::touch ? 44.0F : 24.0F;
  const Rect r = ui.place(w, std::max(words_h, least));
  const NodeId id = ui.id(key_or(options.key, options.text));
  const Interaction press = ui.item(id, Role::link, r, options.text);
  if (!press.visible) return press.activated;
  const Color color = ui.theme().link;
  const float y = r.y + (r.h - words_h) / 2;
  if (icon > 0)
    ui.draw_icon(options.icon, r.x, r.y + (r.h - ui.metrics().icon) / 2, ui.metrics().icon, color);
  ui.draw_text(r.x + icon, y, options.text, {.color = color, .wrap_width = r.w - icon});
  if (press.hovered || press.focused) {
    const float base = y + words_h - 3;
    ui.line(r.x + icon, base, r.x + r.w, base, color);
  }
  if (press.focused) ui.focus_ring(r, 4);
  return press.activated;
}

// ---- marks
// ---------------------------------------------------------------------------------------

float badge_height(const Ui& ui) {
  return ui.line_height(TextStyle::small) + 6;
}

float badge_width(const Ui& ui, std::string_view text, Icon icon) {
  const float mark = icon == Icon::none ? 0 : 18;
  return ui.text_width(text, TextStyle::small) + mark + 16;
}

float draw_badge(Ui& ui, float x, float y, float max_width, std::string_view text, Icon icon,
                 const Pair& colors) {
  const float mark = icon == Icon::none ? 0 : 18;
  const float w = std::min(badge_width(ui, text, icon), max_width);
  const float h = badge_height(ui);
  const Rect r{.x = x, .y = y, .w = w, .h = h};
  ui.fill(r, colors.back, h / 2);
  if (ui.theme_name() == ThemeName::contrast) ui.stroke(r, colors.text, h / 2);
  if (icon != Icon::none) ui.draw_icon(icon, x + 7, y + (h - 14) / 2, 14, colors.text);
  ui.draw_text(x + 8 + mark, y + 3, text,
               {.style = TextStyle::small, .color = colors.text, .max_width = w - mark - 14});
  return w;
}

void badge(Ui& ui, const BadgeOptions& options) {
  const Rect r = ui.place(badge_width(ui, options.text, options.icon), badge_height(ui));
  ui.node(text_id(ui, {}, options.text), Role::text, r, options.text);
  draw_badge(ui, r.x, r.y, r.w, options.text, options.icon, pair_of(ui.theme(), options.tone));
}

std::string_view status_name(const Ui& ui, int status) {
  switch (status) {
    case 1: return ui.t("status.1");
    case 2: return ui.t("status.2");
    case 3: return ui.t("status.3");
    case 4: return ui.t("status.4");
    case 5: return ui.t("status.5");
    case 6: return ui.t("status.6");
    case 7: return ui.t("status.7");
    default: return ui.t("status.none");
  }
}

std::string_view booking_look_name(const Ui& ui, BookingLook look) {
  switch (look) {
    case BookingLook::planned: return ui.t("booking.state.planned");
    case BookingLook::awaiting: return ui.t("booking.state.awaiting");
    case BookingLook::confirmed: return ui.t("booking.state.confirmed");
    case BookingLook::arrived: return ui.t("booking.state.arrived");
    case BookingLook::in_room: return ui.t("booking.state.in_room");
    case BookingLook::done: return ui.t("booking.state.done");
    case BookingLook::no_show: return ui.t("booking.state.no_show");
    case BookingLook::cancelled: return ui.t("booking.state.cancelled");
    case BookingLook::conflict: return ui.t("booking.state.conflict");
  }
  return ui.t("booking.state.planned");
}

void status_badge(Ui& ui, int status) {
  std::string words =
      status >= 1 ? std::to_string(status) + "\xC2\xA0\xC2\xB7\xC2\xA0" : std::string();
  words += status_name(ui, status);
  const Rect r = ui.place(badge_width(ui, words, status_icon(status)), badge_height(ui));
  ui.node(text_id(ui, {}, words), Role::text, r, words);
  const Pair& colors = status >= 1 && status <= 7
                           ? ui.theme().statuses[static_cast<std::size_t>(status - 1)]
                           : ui.theme().tones[0];
  draw_badge(ui, r.x, r.y, r.w, words, status_icon(status), colors);
}

bool chip(Ui& ui, const ChipOptions& options) {
  const Metrics& m = ui.metrics();
  const float icon = options.icon == Icon::none ? 0 : m.icon + 4;
  const float cross = options.removable ? 22 : 0;
  const float h = ui.density() == Density::touch ? 44.0F : 28.0F;
  const Rect r = ui.place(ui.text_width(options.text) + icon + cross + 24, h);
  const NodeId id = ui.id(key_or(options.key, options.text));
  const std::uint32_t state =
      options.removable ? 0 : State::toggle | (options.on ? State::pressed : 0);
  const Interaction press = ui.item(id, Role::button, r, options.text, state);
  if (!press.visible) return press.activated;
  const Theme& theme = ui.theme();
  const bool on = options.on || options.removable;
  ui.fill(r, on ? theme.selected : press.hovered ? theme.hover : theme.surface, h / 2);
  ui.stroke(r, on ? theme.primary.back : theme.border, h / 2);
  if (press.focused) ui.focus_ring(r, h / 2);
  if (icon > 0) ui.draw_icon(options.icon, r.x + 10, r.y + (h - m.icon) / 2, m.icon, theme.text);
  ui.draw_text(r.x + 12 + icon, centred_y(ui, r), options.text);
  if (cross > 0) ui.draw_icon(Icon::x, r.x + r.w - 26, r.y + (h - 14) / 2, 14, theme.muted);
  return press.activated;
}

// ---- choosing
// ------------------------------------------------------------------------------------

bool checkbox(Ui& ui, const CheckboxOptions& options, bool& value) {
  const Theme& theme = ui.theme();
  constexpr float box = 18;
  const float natural = ui.text_width(options.text) + 1;
  const float room = std::max(ui.available(), std::min(natural + box + 10, narrowest(ui)));
  const float words_w = std::min(natural, room - box - 10);
  const float words_h = ui.text_height(options.text, TextStyle::body, words_w);
  const float hint_h = options.hint.empty()
                           ? 0
                           : ui.text_height(options.hint, TextStyle::small, room - box - 10) + 2;
  const float h = std::max(ui.metrics().control, words_h + hint_h + 8);
  const Rect r = ui.place(options.hint.empty() ? words_w + box + 10 : room, h);
  const NodeId id = ui.id(key_or(options.key, options.text));
  const std::uint32_t state =
      State::checkable | (value ? State::checked : 0) | (options.disabled ? State::disabled : 0);
  const Interaction press = ui.item(id, Role::checkbox, r, options.text, state);
  if (!options.hint.empty()) ui.last_node()->description = ui.store(options.hint);
  if (press.activated) value = !value;
  if (!press.visible) return press.activated;
  const float top = r.y + (h - words_h - hint_h) / 2;
  const Rect mark{
      .x = r.x, .y = top + (ui.line_height(TextStyle::body) - box) / 2, .w = box, .h = box};
  const Color ink = options.disabled ? theme.disabled_text : theme.text;
  if (value) {
    ui.fill(mark, options.disabled ? theme.disabled_text : theme.primary.back, 4);
    ui.draw_icon(Icon::check, mark.x + 2, mark.y + 2, 14, theme.primary.text);
  } else {
    ui.fill(mark, press.hovered ? theme.hover : theme.surface, 4);
    ui.stroke(mark, theme.border, 4, 1.5F);
  }
  if (press.focused) ui.focus_ring(r, 4);
  ui.draw_text(r.x + box + 10, top, options.text, {.color = ink, .wrap_width = words_w});
  if (hint_h > 0)
    ui.draw_text(r.x + box + 10, top + words_h + 2, options.hint,
                 {.style = TextStyle::small, .color = theme.muted, .wrap_width = room - box - 10});
  return press.activated;
}

namespace {

/// Arrow keys on the focused one of a list of siblings: the index to go to, if any.
std::optional<std::size_t> arrow_target(Ui& ui, NodeId id, std::size_t index, std::size_t count) {
  if (ui.take_key(id, "ArrowRight") || ui.take_key(id, "ArrowDown")) return (index + 1) % count;
  if (ui.take_key(id, "ArrowLeft") || ui.take_key(id, "ArrowUp"))
    return (index + count - 1) % count;
  if (ui.take_key(id, "Home")) return 0;
  if (ui.take_key(id, "End")) return count - 1;
  return std::nullopt;
}

}  // namespace

bool tabs(Ui& ui, std::string_view key, std::string_view name, std::span<const Tab> list,
          std::size_t& selected) {
  const Metrics& m = ui.metrics();
  const Theme& theme = ui.theme();
  const NodeId list_id = ui.id(key);
  const auto keyed = ui.keyed(key);
  std::optional<std::size_t> chosen;
  const Rect start = ui.cursor();
  const auto scope = ui.group(list_id, Role::tablist, start, name);
  float bottom = start.y;
  {
    const auto row = ui.row({.gap = 4});
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Tab& tab = list[i];
      const float icon = tab.icon == Icon::none ? 0 : m.icon + 6;
      const Rect r =
          ui.place(ui.text_width(tab.text, TextStyle::strong) + icon + 2 * m.pad_x, m.control + 4);
      bottom = r.y + r.h;
      const bool on = i == selected;
      const NodeId id = ui.id(tab.key);
      const Interaction press =
          ui.item(id, Role::tab, r, tab.text, State::selectable | (on ? State::selected : 0));
      if (press.activated) chosen = i;
      if (const auto target = arrow_target(ui, id, i, list.size())) {
        chosen = *target;
        ui.request_focus(ui.id(list[*target].key));
      }
      if (!press.visible) continue;
      if (press.hovered && !on) ui.fill(r, theme.hover, m.radius);
      const Color ink = on ? theme.link : theme.muted;
      if (icon > 0) ui.draw_icon(tab.icon, r.x + m.pad_x, r.y + (r.h - m.icon) / 2, m.icon, ink);
      ui.draw_text(r.x + m.pad_x + icon, centred_y(ui, r), tab.text,
                   {.style = on ? TextStyle::strong : TextStyle::body, .color = ink});
      if (on) ui.fill({.x = r.x, .y = r.y + r.h - 3, .w = r.w, .h = 3}, theme.primary.back, 1.5F);
      if (press.focused) ui.focus_ring(r, m.radius);
    }
  }
  ui.set_node_rect(list_id, {.x = start.x, .y = start.y, .w = start.w, .h = bottom - start.y});
  ui.line(start.x, bottom, start.x + start.w, bottom, theme.line);
  if (!chosen || *chosen == selected) return false;
  selected = *chosen;
  return true;
}

namespace {

/// The same choice where its words do not fit side by side.
bool segments_apart(Ui& ui, std::string_view key, std::string_view name,
                    std::span<const std::string_view> words, std::size_t& selected) {
  std::vector<Pill> list;
  for (const std::string_view word : words) list.push_back({.text = word});
  int chosen = static_cast<int>(selected);
  if (!pills(ui, key, name, list, chosen)) return false;
  selected = static_cast<std::size_t>(chosen);
  return true;
}

}  // namespace

bool segments(Ui& ui, std::string_view key, std::string_view name,
              std::span<const std::string_view> words, std::size_t& selected) {
  const Metrics& m = ui.metrics();
  const Theme& theme = ui.theme();
  float total = 0;
  for (const std::string_view word : words) total += ui.text_width(word) + 2 * m.pad_x;
  // In a row that is nearly full they go to the next line; only a narrow screen takes them apart.
  if (total > std::max(ui.available(), ui.width() - 60))
    return segments_apart(ui, key, name, words, selected);
  const Rect all = ui.place(total, m.control);
  const NodeId group_id = ui.id(key);
  const auto keyed = ui.keyed(key);
  const auto scope = ui.group(group_id, Role::radiogroup, all, name);
  std::optional<std::size_t> chosen;
  ui.fill(all, theme.surface, m.radius);
  float x = all.x;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Rect r{.x = x, .y = all.y, .w = ui.text_width(words[i]) + 2 * m.pad_x, .h = all.h};
    x += r.w;
    const bool on = i == selected;
    const NodeId id = ui.id(i);
    const Interaction press =
        ui.item(id, Role::radio, r, words[i], State::checkable | (on ? State::checked : 0));
    if (press.activated) chosen = i;
    if (const auto target = arrow_target(ui, id, i, words.size())) {
      chosen = *target;
      ui.request_focus(ui.id(*target));
    }
    if (on || press.hovered) ui.fill(r, on ? theme.selected : theme.hover, m.radius);
    ui.draw_text(r.x + m.pad_x, centred_y(ui, r), words[i]);
    if (on) ui.stroke(r, theme.primary.back, m.radius, 1.5F);
    if (press.focused) ui.focus_ring(r, m.radius);
  }
  ui.stroke(all, theme.border, m.radius);
  if (!chosen || *chosen == selected) return false;
  selected = *chosen;
  return true;
}

bool navigation(Ui& ui, const Rect& rect, std::string_view name,
                std::span<const NavigationItem> items, std::size_t& selected) {
  const Theme& theme = ui.theme();
  const Metrics& m = ui.metrics();
  const NodeId nav_id = ui.id("navigation");
  const auto keyed = ui.keyed("navigation");
  const auto scope = ui.group(nav_id, Role::navigation, rect, name);
  const bool bar = rect.w > rect.h;
  const bool narrow = bar || rect.w < 120;
  bool changed = false;
  const float step = narrow ? 60.0F : std::max(m.control + 4, 40.0F);
  // In a bar each has the width of its word and an equal part of what is left.
  float words = 0;
  for (const NavigationItem& entry : items) words += ui.text_width(entry.text, TextStyle::small);
  const float slack = (rect.w - words) / static_cast<float>(items.size());
  float at = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const NavigationItem& entry = items[i];
    const float extent = bar ? ui.text_width(entry.text, TextStyle::small) + slack : step;
    const Rect r = bar ? Rect{.x = rect.x + at, .y = rect.y, .w = extent, .h = rect.h}
                       : Rect{.x = rect.x, .y = rect.y + at, .w = rect.w, .h = extent - 2};
    at += extent;
    const bool on = i == selected;
    const Interaction press =
        ui.item(ui.id(entry.key), Role::link, r, entry.text, on ? State::current : 0);
    if (press.activated && !on) {
      selected = i;
      changed = true;
    }
    if (!press.visible) continue;
    if (on || press.hovered) ui.fill(r, on ? theme.selected : theme.hover, m.radius);
    const Color ink = on ? theme.link : theme.text;
    if (narrow) {
      ui.draw_icon(entry.icon, r.x + (r.w - 22) / 2, r.y + 8, 22, ink);
      const float w = ui.text_width(entry.text, TextStyle::small);
      ui.draw_text(r.x + std::max(0.0F, (r.w - w) / 2), r.y + 33, entry.text,
                   {.style = TextStyle::small, .color = ink, .max_width = r.w});
      if (w > r.w) ui.tooltip(press, r, entry.text);
    } else {
      ui.draw_icon(entry.icon, r.x + 12, r.y + (r.h - 20) / 2, 20, ink);
      ui.draw_text(r.x + 42, centred_y(ui, r), entry.text,
                   {.style = on ? TextStyle::strong : TextStyle::body,
                    .color = ink,
                    .max_width = r.w - 42 - (entry.count > 0 ? 48.0F : 8.0F)});
    }
    if (entry.count > 0) {
      const std::string count = format_number(entry.count, ui.language());
      const float w = badge_width(ui, count, Icon::none);
      const float x = narrow ? r.x + r.w / 2 + 4 : r.x + r.w - w - 8;
      const float y = narrow ? r.y + 2 : r.y + (r.h - badge_height(ui)) / 2;
      draw_badge(ui, x, y, w, count, Icon::none, theme.tones[1]);
    }
    if (press.focused)
      ui.focus_ring({.x = r.x + 2, .y = r.y + 2, .w = r.w - 4, .h = r.h - 4}, m.radius);
  }
  return changed;
}

// ---- telling
// -------------------------------------------------------------------------------------

bool banner(Ui& ui, const BannerOptions& options) {
  const Metrics& m = ui.metrics();
  const Pair& colors = pair_of(ui.theme(), options.tone);
  const ButtonOptions action{.key = "action", .text = options.action};
  const float action_w = options.action.empty() ? 0 : button_width(ui, action) + m.gap;
  const float room = ui.available();
  const bool stacked = action_w > 0 && room - action_w - 52 < 180;
  const float words_w = room - 52 - (stacked ? 0 : action_w);
  const float words_h = ui.text_height(options.text, TextStyle::body, words_w);
  const float h = stacked ? words_h + m.control + 28
                          : std::max(words_h + 20, action_w > 0 ? m.control + 12 : 0);
  const Rect r = ui.place(0, h);
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  const auto scope = ui.group(id, options.urgent ? Role::alert : Role::status, r, options.text);
  ui.node(ui.id("words"), Role::text, r, options.text);
  ui.fill(r, colors.back, m.radius);
  if (ui.theme_name() == ThemeName::contrast) ui.stroke(r, colors.text, m.radius);
  const float text_y = stacked ? r.y + 10 : r.y + (h - words_h) / 2;
  ui.draw_icon(tone_icon(options.tone), r.x + 14,
               text_y + (ui.line_height(TextStyle::body) - m.icon) / 2, m.icon, colors.text);
  ui.draw_text(r.x + 42, text_y, options.text, {.color = colors.text, .wrap_width = words_w});
  if (options.action.empty()) return false;
  const Rect place{.x = stacked ? r.x + 42 : r.x + r.w - action_w - 2,
                   .y = stacked ? text_y + words_h + 8 : r.y + (h - m.control) / 2,
                   .w = std::min(action_w, r.w - (stacked ? 50.0F : 0.0F)),
                   .h = m.control};
  const auto area = ui.area(place);
  return button(ui, action);
}

namespace {

/// The lines of a text of words that wraps at `width`.
std::vector<std::string_view> lines_of(const Ui& ui, std::string_view words, TextStyle style,
                                       float width) {
  std::vector<std::string_view> lines;
  std::size_t start = 0;
  std::size_t end = 0;
  while (end < words.size()) {
    std::size_t next = words.find(' ', end + 1);
    if (next == std::string_view::npos) next = words.size();
    if (end > start && ui.text_width(words.substr(start, next - start), style) > width) {
      lines.push_back(words.substr(start, end - start));
      start = end + 1;
    }
    end = next;
  }
  lines.push_back(words.substr(std::min(start, words.size())));
  return lines;
}

}  // namespace

bool empty_state(Ui& ui, const EmptyOptions& options) {
  const float room = ui.available();
  const float words_w = std::min(room - 32, 460.0F);
  const auto centre = [&](std::string_view words, TextStyle style, TextTone tone) {
    const std::vector<std::string_view> lines = lines_of(ui, words, style, words_w);
    const float line = ui.line_height(style);
    const Rect r = ui.place(0, line * static_cast<float>(lines.size()));
    const Rect at{.x = r.x + (r.w - words_w) / 2, .y = r.y, .w = words_w, .h = r.h};
    ui.node(text_id(ui, {}, words), style == TextStyle::strong ? Role::heading : Role::text, at,
            words)
        .level = style == TextStyle::strong ? 2 : 0;
    float y = at.y;
    for (const std::string_view one : lines) {
      ui.draw_text(at.x + (at.w - ui.text_width(one, style)) / 2, y, one,
                   {.style = style, .color = color_of(ui.theme(), tone)});
      y += line;
    }
  };
  const Rect top = ui.place(0, 72);
  const Rect disc{.x = top.x + (top.w - 56) / 2, .y = top.y + 16, .w = 56, .h = 56};
  ui.fill(disc, ui.theme().sunken, 28);
  ui.draw_icon(options.icon, disc.x + 14, disc.y + 14, 28, ui.theme().muted);
  centre(options.title, TextStyle::strong, TextTone::normal);
  centre(options.text, TextStyle::body, TextTone::muted);
  if (options.action.empty()) {
    ui.space(16);
    return false;
  }
  const ButtonOptions action{.text = options.action, .kind = ButtonKind::primary};
  const float w = std::min(button_width(ui, action), room);
  const Rect line = ui.place(0, ui.metrics().control + 16);
  const auto area = ui.area({.x = line.x + (line.w - w) / 2, .y = line.y + 8, .w = w, .h = line.h});
  return button(ui, action);
}

bool progress(Ui& ui, const ProgressOptions& options) {
  const Theme& theme = ui.theme();
  const NodeId id = ui.id(options.key);
  const auto keyed = ui.keyed(options.key);
  text(ui, options.text, TextTone::strong);
  const Rect r = ui.place(0, 10);
  SemanticNode& n = ui.node(id, Role::progressbar, r, options.text);
  n.number_max = 100;
  n.number = options.share < 0 ? 0 : std::floor(options.share * 100);
  if (options.share < 0) n.state |= State::busy;
  ui.fill(r, theme.sunken, 5);
  ui.stroke(r, theme.border, 5);
  const float share = std::clamp(options.share, 0.0F, 1.0F);
  if (share > 0)
    ui.fill({.x = r.x, .y = r.y, .w = std::max(10.0F, r.w * share), .h = r.h}, theme.primary.back,
            5);
  if (!options.detail.empty())
    text(ui, {.text = options.detail, .tone = TextTone::muted, .key = "detail"});
  if (options.cancel.empty()) return false;
  return button(ui, {.key = "cancel", .text = options.cancel, .icon = Icon::x});
}

void stepper(Ui& ui, std::string_view name, std::span<const std::string_view> steps,
             std::size_t current) {
  const Theme& theme = ui.theme();
  const NodeId list_id = ui.id("stepper");
  const auto keyed = ui.keyed("stepper");
  const Rect start = ui.cursor();
  const auto scope =
      ui.group(list_id, Role::list, {.x = start.x, .y = start.y, .w = start.w, .h = 32}, name);
  const bool compact = start.w < 640;
  const auto row = ui.row({.gap = compact ? 6.0F : 12.0F, .height = 32});
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool done = i < current;
    const bool on = i == current;
    const bool words = !compact || on;
    const TextStyle style = on ? TextStyle::strong : TextStyle::body;
    const Rect r = ui.place(28 + (words ? ui.text_width(steps[i], style) + 10 : 0), 28);
    ui.node(ui.id(i), Role::listitem, r, steps[i]).state |= on ? State::current : 0;
    ui.node(ui.id(i + 1000), Role::text, r, steps[i]).parent = ui.id(i);
    const Rect disc{.x = r.x, .y = r.y + 1, .w = 26, .h = 26};
    ui.fill(disc, on || done ? theme.primary.back : theme.sunken, 13);
    if (!on && !done) ui.stroke(disc, theme.border, 13);
    const Color ink = on || done ? theme.primary.text : theme.muted;
    if (done) {
      ui.draw_icon(Icon::check, disc.x + 6, disc.y + 6, 14, ink);
    } else {
      const std::string number = std::to_string(i + 1);
      const float w = ui.text_width(number, TextStyle::small);
      ui.draw_text(disc.x + (26 - w) / 2, disc.y + (26 - ui.line_height(TextStyle::small)) / 2,
                   number, {.style = TextStyle::small, .color = ink});
    }
    if (words)
      ui.draw_text(r.x + 34, centred_y(ui, r, style), steps[i],
                   {.style = style, .color = on ? theme.text : theme.muted});
    if (i + 1 < steps.size()) {
      const Rect gap = ui.place(compact ? 8.0F : 20.0F, 28);
      ui.line(gap.x, gap.y + 14, gap.x + gap.w, gap.y + 14, theme.border);
    }
  }
}

bool figure(Ui& ui, const FigureOptions& options) {
  const Metrics& m = ui.metrics();
  const Theme& theme = ui.theme();
  const float room = ui.available();
  const float inner = room - 2 * m.card_pad;
  const TextStyle style = ui.text_width(options.value, TextStyle::display) > inner
                              ? TextStyle::title
                              : TextStyle::display;
  const float value_h = ui.text_height(options.value, style, inner);
  const float label_h = ui.text_height(options.label, TextStyle::body, inner);
  float detail_h =
      options.detail.empty() ? 0 : ui.text_height(options.detail, TextStyle::small, inner) + 4;
  for (const std::string_view other : options.beside)
    detail_h = std::max(detail_h, ui.text_height(other, TextStyle::small, inner) + 4);
  const Rect r = ui.place(0, value_h + label_h + detail_h + 2 * m.card_pad);
  const NodeId id = ui.id(options.key);
  std::string name(options.label);
  name += ": ";
  name += options.value;
  Interaction press;
  if (options.opens)
    press = ui.item(id, Role::button, r, name);
  else
    ui.node(id, Role::text, r, name);
  if (!options.detail.empty()) ui.last_node()->description = ui.store(options.detail);
  ui.fill(r, press.hovered ? theme.hover : theme.surface, m.radius);
  ui.stroke(r, theme.line, m.radius);
  if (press.focused) ui.focus_ring(r, m.radius);
  const Color ink = options.tone == Tone::neutral ? theme.text : pair_of(theme, options.tone).text;
  float y = r.y + m.card_pad;
  ui.draw_text(r.x + m.card_pad, y, options.value,
               {.style = style, .color = ink, .wrap_width = inner});
  y += value_h;
  ui.draw_text(r.x + m.card_pad, y, options.label, {.color = theme.muted, .wrap_width = inner});
  y += label_h + 4;
  if (!options.detail.empty())
    ui.draw_text(r.x + m.card_pad, y, options.detail,
                 {.style = TextStyle::small, .color = theme.muted, .wrap_width = inner});
  if (options.opens)
    ui.draw_icon(Icon::chevron_right, r.x + r.w - m.card_pad - 16, r.y + m.card_pad, 16,
                 theme.muted);
  return press.activated;
}

}  // namespace retour::ui
