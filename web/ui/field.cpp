// Sections: drawing | text | entries | month
#include "ui/field.hpp"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "ui/measure.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

// ---- drawing
// -------------------------------------------------------------------------------------

/// One drawn line of a text: the bytes [begin, end).
struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Lines of a text that wraps at `width`, as the page's textarea breaks them.
std::vector<Line> lines_of(const Ui& ui, std::string_view text, float width) {
  std::vector<Line> lines;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t newline = text.find('\n', start);
    const std::size_t stop = newline == std::string_view::npos ? text.size() : newline;
    std::size_t at = start;
    while (ui.text_width(text.substr(at, stop - at)) > width) {
      std::size_t fits = at;
      std::size_t word = at;
      for (std::size_t i = at; i < stop;) {
        std::size_t next = i + 1;
        while (next < stop && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
        if (ui.text_width(text.substr(at, next - at)) > width) break;
        fits = next;
        if (text[i] == ' ') word = next;
        i = next;
      }
      const std::size_t cut = word > at ? word : std::max(fits, at + 1);
      lines.push_back({at, cut});
      at = cut;
    }
    lines.push_back({at, stop});
    if (newline == std::string_view::npos) break;
    start = newline + 1;
  }
  return lines;
}

std::string bullets_for(std::string_view text) {
  std::string out;
  for (std::size_t i = code_points(text); i > 0; --i) out += "•";
  return out;
}

/// Byte offset in the drawn bullets for a byte offset in the real text.
std::size_t bullet_offset(std::string_view text, std::size_t offset) {
  return code_points(text.substr(0, std::min(offset, text.size()))) * std::string_view("•").size();
}

struct Inside {
  Rect rect;
  std::string_view shown;
  bool focused = false;
  bool multiline = false;
  std::size_t start = 0;
  std::size_t end = 0;
  std::size_t compose_start = 0;
  std::size_t compose_end = 0;
};

void draw_line(Ui& ui, const Inside& in, const Line& line, float x, float y, Color ink) {
  const float h = ui.line_height(TextStyle::body);
  const auto at = [&](std::size_t offset) {
    const std::size_t within = std::clamp(offset, line.begin, line.end);
    return x + ui.text_width(in.shown.substr(line.begin, within - line.begin));
  };
  if (in.focused && in.start != in.end && in.start < line.end + 1 && in.end > line.begin) {
    const float from = at(in.start);
    ui.fill({.x = from, .y = y, .w = std::max(at(in.end) - from, 3.0F), .h = h},
            ui.theme().selected);
  }
  ui.draw_text(x, y, in.shown.substr(line.begin, line.end - line.begin), {.color = ink});
  if (!in.focused) return;
  if (in.compose_start < in.compose_end)
    ui.line(at(in.compose_start), y + h - 1, at(in.compose_end), y + h - 1, ui.theme().text);
  if (in.start == in.end && in.end >= line.begin && in.end <= line.end)
    ui.fill({.x = at(in.end), .y = y + 1, .w = 1.5F, .h = h - 2}, ui.theme().text);
}

void draw_inside(Ui& ui, const Inside& in, Color ink) {
  const float h = ui.line_height(TextStyle::body);
  ui.push_clip({.x = in.rect.x - 1, .y = in.rect.y, .w = in.rect.w + 2, .h = in.rect.h});
  if (in.multiline) {
    const std::vector<Line> lines = lines_of(ui, in.shown, in.rect.w);
    std::size_t caret_line = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (in.end >= lines[i].begin) caret_line = i;
    const auto visible = static_cast<std::size_t>(std::max(1.0F, std::floor((in.rect.h - 8) / h)));
    const std::size_t first = in.focused && caret_line >= visible ? caret_line - visible + 1 : 0;
    float y = in.rect.y + 6;
    for (std::size_t i = first; i < lines.size() && y < in.rect.y + in.rect.h; ++i, y += h)
      draw_line(ui, in, lines[i], in.rect.x, y, ink);
  } else {
    float& scroll = ui.edit.scroll;
    float x = in.rect.x;
    if (in.focused) {
      const float caret = ui.text_width(in.shown.substr(0, std::min(in.end, in.shown.size())));
      scroll = std::clamp(scroll, std::max(0.0F, caret - in.rect.w + 2), std::max(0.0F, caret));
      if (ui.text_width(in.shown) <= in.rect.w) scroll = 0;
      x -= scroll;
    }
    draw_line(ui, in, {0, in.shown.size()}, x, in.rect.y + (in.rect.h - h) / 2, ink);
  }
  ui.pop_clip();
}

// ---- text
// ----------------------------------------------------------------------------------------

/// Where label, control and hint of a field stand.
struct FieldPlace {
  Rect control;
  NodeId id = 0;
};

FieldPlace place_field(Ui& ui, const FieldOptions& options) {
  const Metrics& m = ui.metrics();
  const float room = ui.available();
  // Never narrower than the longest word above it.
  const float label_w = options.hide_label ? 0 : widest_word(ui, options.label, TextStyle::small);
  const float wish = std::max(options.width, label_w + 1);
  // Without a label the placeholder says what it is for, and stands beside an icon and a cross.
  const float said = options.hide_label ? ui.text_width(options.placeholder) + 84 : 0;
  const float least = std::min(wish, std::max(narrowest(ui) * 0.6F, said));
  const float w = options.width > 0 ? std::min(wish, std::max(room, least)) : room;
  const std::string_view below = options.error.empty() ? options.hint : options.error;
  const float label_h =
      options.hide_label ? 0 : ui.text_height(options.label, TextStyle::small, w) + m.line_gap;
  const float below_h = below.empty() ? 0 : ui.text_height(below, TextStyle::small, w) + m.line_gap;
  const float control_h =
      options.lines <= 1 ? m.control
                         : static_cast<float>(options.lines) * ui.line_height(TextStyle::body) + 14;
  const Rect r = ui.place(w, label_h + control_h + below_h);
  const Rect control{.x = r.x, .y = r.y + label_h, .w = r.w, .h = control_h};
  if (!options.hide_label)
    ui.draw_text(r.x, r.y, options.label,
                 {.style = TextStyle::small, .color = ui.theme().muted, .wrap_width = r.w});
  if (!below.empty())
    ui.draw_text(r.x, control.y + control.h + m.line_gap, below,
                 {.style = TextStyle::small,
                  .color = options.error.empty() ? ui.theme().muted : ui.theme().tones[4].text,
                  .wrap_width = r.w});
  return {.control = control, .id = ui.id(options.key)};
}

/// Says so when no more than this fits: what was pasted beyond it was not taken.
void note_full(const Ui& ui, FieldOptions& options, std::string_view text) {
  if (!options.error.empty() || options.readonly || options.disabled) return;
  // UTF-16 units are at most as many as bytes.
  if (text.size() < options.max_length || utf16_offset(text, text.size()) < options.max_length)
    return;
  options.error = ui.t("refusal.text_too_long");
}

/// Takes what the page's input says happened; true when `text` changed.
bool take_edits(Ui& ui, NodeId id, std::uint32_t max_length, std::string& text,
                FieldResult& result) {
  Ui::Edit& edit = ui.edit;
  const auto select = [&](const SemanticAction& action) {
    if (edit.node != id) edit = {.node = id};
    edit.start = byte_offset(text, std::min(action.selection_start, action.selection_end));
    edit.end = byte_offset(text, std::max(action.selection_start, action.selection_end));
  };
  bool changed = false;
  // Where the page puts the caret when it enters, before anything moves it.
  while (const auto action = ui.take(id, ActionKind::focus)) select(*action);
  while (auto action = ui.take(id, ActionKind::set_value)) {
    // The page's input keeps to this by itself; scripts and dictation may not.
    action->text.resize(byte_offset(action->text, max_length));
    changed |= text != action->text;
    text = std::move(action->text);
    select(*action);
    edit.compose_start = edit.compose_end = 0;
  }
  while (const auto action = ui.take(id, ActionKind::compose)) {
    changed |= text != action->text;
    text = action->text;
    select(*action);
    edit.compose_start = edit.start;
    edit.compose_end = edit.end;
    edit.start = edit.end;
  }
  while (const auto action = ui.take(id, ActionKind::select)) select(*action);
  result.submitted = ui.take(id, ActionKind::submit).has_value();
  result.left = ui.take(id, ActionKind::blur).has_value();
  return changed;
}

std::uint32_t field_state(const FieldOptions& options, bool secret) {
  std::uint32_t state = 0;
  if (options.disabled) state |= State::disabled;
  if (options.readonly) state |= State::readonly;
  if (options.required) state |= State::required;
  if (!options.error.empty()) state |= State::invalid;
  if (options.lines > 1) state |= State::multiline;
  if (secret) state |= State::password;
  return state;
}

struct Extra {
  float right = 0;  ///< Pixels kept free at the right for buttons.
  bool secret = false;
  Role role = Role::textbox;
};

FieldResult draw_field(Ui& ui, const FieldOptions& options, const FieldPlace& place,
                       std::string& text, const Extra& extra) {
  const Theme& theme = ui.theme();
  const Metrics& m = ui.metrics();
  FieldResult result;
  result.changed = !options.disabled && !options.readonly &&
                   take_edits(ui, place.id, options.max_length, text, result);
  // The page's input covers the text only, so that buttons at the right take their own clicks.
  const Rect target{.x = place.control.x,
                    .y = place.control.y,
                    .w = place.control.w - extra.right,
                    .h = place.control.h};
  std::string name(options.label);
  const Interaction press =
      ui.item(place.id, extra.role, target, name, field_state(options, extra.secret));
  SemanticNode& node = *ui.last_node();
  node.input = extra.secret ? InputKind::password : options.input;
  node.autocomplete = options.autocomplete;
  node.max_length = options.max_length;
  node.value = ui.store(text);
  node.placeholder = ui.store(options.placeholder);
  node.description = ui.store(options.error.empty() ? options.hint : options.error);
  const float icon = options.icon == Icon::none ? 0 : m.icon + 8;
  node.number_min = 10 + icon;  // So that a click lands between the letters that are drawn.
  node.number_max = 10;
  if (ui.edit.node == place.id) {
    node.selection_start = static_cast<std::uint32_t>(utf16_offset(text, ui.edit.start));
    node.selection_end = static_cast<std::uint32_t>(utf16_offset(text, ui.edit.end));
  }
  if (press.activated && !options.disabled) ui.request_focus(place.id);
  result.focused = press.focused;
  if (!ui.is_visible(place.control)) return result;
  if (press.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);

  ui.fill(place.control, options.disabled || options.readonly ? theme.sunken : theme.surface,
          m.radius);
  const Color border = !options.error.empty() ? theme.tones[4].text : theme.border;
  ui.stroke(place.control, border, m.radius, options.error.empty() ? 1.0F : 1.5F);
  if (press.focused) ui.focus_ring(place.control, m.radius);
  if (icon > 0)
    ui.draw_icon(options.icon, place.control.x + 10, place.control.y + (m.control - m.icon) / 2,
                 m.icon, theme.muted);
  const Rect inside{.x = place.control.x + 10 + icon,
                    .y = place.control.y,
                    .w = place.control.w - 20 - icon - extra.right,
                    .h = place.control.h};
  if (text.empty() && !options.placeholder.empty()) {
    const float y = options.lines > 1 ? inside.y + 6 : centred_y(ui, inside);
    ui.draw_text(inside.x, y, options.placeholder, {.color = theme.muted, .max_width = inside.w});
  }
  const std::string dots = extra.secret ? bullets_for(text) : std::string();
  Inside in{.rect = inside,
            .shown = extra.secret ? std::string_view(dots) : std::string_view(text),
            .focused = press.focused && !options.disabled,
            .multiline = options.lines > 1};
  if (ui.edit.node == place.id) {
    const auto map = [&](std::size_t offset) {
      return extra.secret ? bullet_offset(text, offset) : std::min(offset, text.size());
    };
    in.start = map(ui.edit.start);
    in.end = map(ui.edit.end);
    in.compose_start = map(ui.edit.compose_start);
    in.compose_end = map(ui.edit.compose_end);
  } else {
    in.start = in.end = in.shown.size();
  }
  draw_inside(ui, in, options.disabled ? theme.disabled_text : theme.text);
  return result;
}

/// A small square button inside a field's right end.
bool inner_button(Ui& ui, NodeId id, const Rect& control, float from_right, Icon icon,
                  std::string_view name, std::uint32_t state = 0) {
  const Rect r{.x = control.x + control.w - from_right,
               .y = control.y + 2,
               .w = control.h - 4,
               .h = control.h - 4};
  const Interaction press = ui.item(id, Role::button, r, name, state);
  if (press.hovered) ui.fill(r, ui.theme().hover, ui.metrics().radius);
  ui.draw_icon(icon, r.x + (r.w - 16) / 2, r.y + (r.h - 16) / 2, 16, ui.theme().muted);
  if (press.focused) ui.focus_ring(r, ui.metrics().radius);
  ui.tooltip(press, r, name);
  return press.activated;
}

}  // namespace

float field_height(const Ui& ui) {
  return ui.metrics().control + ui.line_height(TextStyle::small) + ui.metrics().line_gap;
}

FieldResult text_field(Ui& ui, const FieldOptions& given, std::string& value) {
  FieldOptions options = given;
  note_full(ui, options, value);
  const FieldPlace place = place_field(ui, options);
  return draw_field(ui, options, place, value, {});
}

FieldResult search_field(Ui& ui, FieldOptions options, std::string& value) {
  options.icon = Icon::search;
  options.input = InputKind::search;
  const FieldPlace place = place_field(ui, options);
  const float right = value.empty() ? 0 : place.control.h;
  FieldResult result =
      draw_field(ui, options, place, value, {.right = right, .role = Role::searchbox});
  const auto keyed = ui.keyed(options.key);
  const bool clear = right > 0 && inner_button(ui, ui.id("clear"), place.control, right - 2,
                                               Icon::x, ui.t("field.clear"));
  // With nothing to empty, Escape belongs to the dialog around.
  const bool filled = !value.empty();
  if (clear ||
      (filled && (ui.take(place.id, ActionKind::dismiss) || ui.take_key(place.id, "Escape")))) {
    result.changed = filled;
    value.clear();
    ui.request_focus(place.id);
  }
  return result;
}

FieldResult password_field(Ui& ui, FieldOptions options, std::string& value) {
  options.icon = Icon::lock;
  const FieldPlace place = place_field(ui, options);
  const auto keyed = ui.keyed(options.key);
  const NodeId eye = ui.id("reveal");
  const bool shown = ui.remembered(eye, 0) > 0;
  const FieldResult result =
      draw_field(ui, options, place, value, {.right = place.control.h, .secret = !shown});
  if (inner_button(ui, eye, place.control, place.control.h - 2, shown ? Icon::eye_off : Icon::eye,
                   ui.t("field.show_password"), State::toggle | (shown ? State::pressed : 0)))
    ui.remember(eye, shown ? 0 : 1);
  return result;
}

// ---- entries
// -------------------------------------------------------------------------------------

namespace {

/// Draws an entry whose text is `draft`, or `shown` while there is none; gives the new draft.
/// `read` sets the value from a text and returns the message of what is wrong, "" when nothing.
template <class Read>
FieldResult entry(Ui& ui, FieldOptions options, const std::string& shown, float right,
                  FieldPlace& place, Read read) {
  const NodeId id = ui.id(options.key);
  const bool typing = ui.draft(id) != nullptr;
  std::string text = typing ? *ui.draft(id) : shown;
  std::string problem;
  const bool focused = ui.is_focused(id);
  if (typing && !focused) problem = read(text, false);
  if (!problem.empty() && options.error.empty()) options.error = problem;
  place = place_field(ui, options);
  FieldResult result = draw_field(ui, options, place, text, {.right = right});
  bool value_changed = false;
  if (result.changed) {
    ui.set_draft(id, text);
    value_changed = read(text, true).empty();
  }
  if ((result.left || result.submitted || (typing && !result.focused)) && ui.draft(id) != nullptr &&
      read(*ui.draft(id), false).empty()) {
    ui.drop_draft(id);
    ui.request_frame();
  }
  result.changed = value_changed;
  return result;
}

}  // namespace

bool has_unread_entry(Ui& ui, std::string_view key) {
  const NodeId id = ui.id(key);
  return ui.remembered(id, 0) > 0;
}

FieldResult date_field(Ui& ui, FieldOptions options, std::optional<LocalDate>& value,
                       DateHint hint) {
  options.input = InputKind::date;
  if (options.placeholder.empty()) options.placeholder = ui.t("field.date.placeholder");
  const NodeId id = ui.id(options.key);
  const std::string shown = value ? format_date(*value, DateStyle::numeric, ui.language()) : "";
  const auto before = value;
  const auto read = [&](const std::string& text, bool set) -> std::string {
    const auto date = parse_date(text, ui.today(), hint);
    const bool empty = !date && date.error() == EntryError::empty;
    ui.remember(id, date || empty ? 0 : 1);
    if (set) value = date ? std::optional(*date) : std::nullopt;
    if (date || empty) return {};
    return std::string(date.error() == EntryError::no_such_day ? ui.t("field.date.no_such_day")
                                                               : ui.t("field.date.not_understood"));
  };
  FieldPlace place;
  FieldResult result = entry(ui, options, shown, ui.metrics().control, place, read);
  const auto keyed = ui.keyed(options.key);
  const NodeId popup_id = ui.id("month");
  if (inner_button(ui, ui.id("open"), place.control, place.control.h - 2, Icon::calendar_days,
                   ui.t("field.date.open"), State::has_popup))
    open_popup(ui, popup_id);
  const float width = 7 * (ui.density() == Density::touch ? 44.0F : 34.0F) + 24;
  if (const auto popup = begin_popup(ui, {.id = popup_id,
                                          .anchor = place.control,
                                          .name = ui.t("field.date.open"),
                                          .width = width,
                                          .height = width + 40})) {
    const LocalDate base = value.value_or(ui.today());
    LocalDate month{
        static_cast<std::int32_t>(ui.remembered(popup_id, static_cast<float>(base.days)))};
    LocalDate chosen;
    if (month_grid(ui, "grid", month, value, chosen)) {
      value = chosen;
      ui.drop_draft(id);
      ui.remember(id, 0);
      close_popup(ui, popup_id);
      ui.request_focus(id);
    }
    ui.remember(popup_id, static_cast<float>(month.days));
  }
  result.changed = value != before;
  return result;
}

FieldResult time_field(Ui& ui, FieldOptions options, std::optional<int>& value) {
  options.input = InputKind::time;
  if (options.placeholder.empty()) options.placeholder = ui.t("field.time.placeholder");
  const NodeId id = ui.id(options.key);
  const auto before = value;
  const auto read = [&](const std::string& text, bool set) -> std::string {
    const auto minute = parse_time(text);
    const bool empty = !minute && minute.error() == EntryError::empty;
    ui.remember(id, minute || empty ? 0 : 1);
    if (set) value = minute ? std::optional(*minute) : std::nullopt;
    return minute || empty ? std::string() : std::string(ui.t("field.time.not_understood"));
  };
  FieldPlace place;
  FieldResult result = entry(ui, options, value ? format_time(*value) : "", 0, place, read);
  // Arrow keys move by one quantum of the schedule.
  const int step = ui.take_key(place.id, "ArrowUp") || ui.take(place.id, ActionKind::increment) ? 5
                   : ui.take_key(place.id, "ArrowDown") || ui.take(place.id, ActionKind::decrement)
                       ? -5
                       : 0;
  if (step != 0 && value) {
    value = std::clamp(*value + step, 0, 23 * 60 + 55);
    ui.drop_draft(id);
  }
  result.changed = value != before;
  return result;
}

FieldResult money_field(Ui& ui, FieldOptions options, std::optional<std::int64_t>& value,
                        Currency currency) {
  options.input = InputKind::decimal;
  const NodeId id = ui.id(options.key);
  const auto before = value;
  const auto read = [&](const std::string& text, bool set) -> std::string {
    // The sign of the currency may be there: the field itself writes it.
    std::string digits = text;
    for (const std::string_view sign :
         {std::string_view("₽"), std::string_view("kr"), std::string_view("€"),
          std::string_view("US$"), code_of(currency)})
      if (const auto at = digits.find(sign); at != std::string::npos) digits.erase(at, sign.size());
    const auto amount = parse_money(digits);
    const bool empty = !amount && amount.error() == EntryError::empty;
    ui.remember(id, amount || empty ? 0 : 1);
    if (set) value = amount ? std::optional(*amount) : std::nullopt;
    return amount || empty ? std::string() : std::string(ui.t("field.money.not_understood"));
  };
  FieldPlace place;
  const std::string shown =
      value ? format_money({.minor = *value, .currency = currency}, ui.language()) : "";
  FieldResult result = entry(ui, options, shown, 0, place, read);
  result.changed = value != before;
  return result;
}

FieldResult phone_field(Ui& ui, FieldOptions options, std::string& e164, PhoneRegion region) {
  options.input = InputKind::tel;
  if (options.autocomplete == Autocomplete::off) options.autocomplete = Autocomplete::tel;
  const NodeId id = ui.id(options.key);
  const std::string before = e164;
  const auto read = [&](const std::string& text, bool set) -> std::string {
    const auto phone = parse_phone(text, region);
    const bool empty = !phone && phone.error() == PhoneFault::empty &&
                       std::ranges::all_of(text, [](char c) { return c == ' '; });
    ui.remember(id, phone || empty ? 0 : 1);
    if (set) e164 = phone ? phone->number : std::string();
    if (phone || empty) return {};
    std::string key = "phone.";
    key += name_of(phone.error());
    const auto message = TextId::from(key);
    return std::string(message ? ui.t(*message) : ui.t("phone.letters"));
  };
  FieldPlace place;
  FieldResult result = entry(ui, options, format_phone(e164), 0, place, read);
  result.changed = e164 != before;
  return result;
}

// ---- month
// ---------------------------------------------------------------------------------------

bool month_grid(Ui& ui, std::string_view key, LocalDate& shown_month,
                const std::optional<LocalDate>& selected, LocalDate& chosen) {
  const auto keyed = ui.keyed(key);
  const Theme& theme = ui.theme();
  const float cell = std::floor(ui.available() / 7);
  LocalDate first = shown_month.plus_days(1 - shown_month.day());
  bool picked = false;
  {
    const Rect line = ui.place(0, ui.metrics().control);
    const float side = ui.metrics().control;
    const auto arrow = [&](std::string_view name, float x, Icon icon, std::string_view words) {
      const auto area = ui.area({.x = x, .y = line.y, .w = side, .h = side});
      return button(
          ui,
          {.key = name, .text = words, .icon = icon, .kind = ButtonKind::quiet, .icon_only = true});
    };
    if (arrow("previous", line.x, Icon::chevron_left, ui.t("field.month.previous")))
      first = first.plus_months(-1);
    if (arrow("next", line.x + line.w - side, Icon::chevron_right, ui.t("field.month.next")))
      first = first.plus_months(1);
    const std::string title = format_date(first, DateStyle::month_year, ui.language());
    const float w = ui.text_width(title, TextStyle::strong);
    const Rect at{.x = line.x + (line.w - w) / 2, .y = line.y, .w = w, .h = line.h};
    ui.node(ui.id("title"), Role::heading, at, title).level = 2;
    ui.draw_text(at.x, centred_y(ui, at, TextStyle::strong), title, {.style = TextStyle::strong});
  }
  const Rect week = ui.place(0, ui.line_height(TextStyle::small) + 4);
  for (int i = 0; i < 7; ++i) {
    const std::string_view name = weekday_short(i + 1, ui.language());
    const float w = ui.text_width(name, TextStyle::small);
    ui.draw_text(week.x + static_cast<float>(i) * cell + (cell - w) / 2, week.y, name,
                 {.style = TextStyle::small, .color = theme.muted});
  }
  const LocalDate next = first.plus_months(1);
  const int lead = first.iso_weekday() - 1;
  const int rows = (lead + (next.days - first.days) + 6) / 7;
  const Rect grid = ui.place(0, static_cast<float>(rows) * cell);
  for (LocalDate day = first; day < next; day = day.plus_days(1)) {
    const int at = lead + day.day() - 1;
    const Rect r{.x = grid.x + static_cast<float>(at % 7) * cell + 1,
                 .y = grid.y + static_cast<float>(at / 7) * cell + 1,
                 .w = cell - 2,
                 .h = cell - 2};
    const bool on = selected && *selected == day;
    const NodeId id = ui.id(static_cast<std::uint64_t>(day.day()));
    const Interaction press = ui.item(
        id, Role::button, r, format_date(day, DateStyle::weekday_full, ui.language()),
        State::toggle | (on ? State::pressed : 0) | (day == ui.today() ? State::current : 0));
    for (const auto& [name, delta] :
         {std::pair{"ArrowLeft", -1}, {"ArrowRight", 1}, {"ArrowUp", -7}, {"ArrowDown", 7}})
      if (ui.take_key(id, name)) {
        const LocalDate target = day.plus_days(delta);
        if (target.month() != first.month()) first = target.plus_days(1 - target.day());
        ui.request_focus(ui.id(static_cast<std::uint64_t>(target.day())));
      }
    if (press.activated) {
      chosen = day;
      picked = true;
    }
    if (on || press.hovered) ui.fill(r, on ? theme.primary.back : theme.hover, ui.metrics().radius);
    if (day == ui.today()) ui.stroke(r, theme.primary.back, ui.metrics().radius, 1.5F);
    if (press.focused) ui.focus_ring(r, ui.metrics().radius);
    const std::string number = std::to_string(day.day());
    ui.draw_text(r.x + (r.w - ui.text_width(number)) / 2, centred_y(ui, r), number,
                 {.color = on                       ? theme.primary.text
                           : day.iso_weekday() >= 6 ? theme.tones[4].text
                                                    : theme.text});
  }
  shown_month = first;
  return picked;
}

}  // namespace retour::ui
