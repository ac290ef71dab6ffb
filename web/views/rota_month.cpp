#include "views/rota_month.hpp"

#include <algorithm>

#include "app/rota.hpp"
#include "schedule/rota.hpp"
#include "ui/widgets.hpp"
#include "views/board.hpp"
#include "views/view_month.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

float name_width(const ui::Ui& ui) {
  return ui.is_phone() ? 110.0F : 160.0F;
}

/// A finger needs more room than a pointer.
float day_width_min(const ui::Ui& ui) {
  return ui.density() == ui::Density::touch ? 38.0F : 25.0F;
}

/// "8", "7,5": hours of so many minutes.
std::string hours_of(const ui::Ui& ui, std::int64_t minutes) {
  return minutes % 60 == 0 ? ui::format_number(minutes / 60, ui.language())
                           : ui::format_decimal((minutes * 10 + 30) / 60, 1, ui.language());
}

}  // namespace

LocalDate RotaMonth::last() const {
  return month_start(first_, 1).plus_days(-1);
}

void RotaMonth::add(const Context& context, const Shift& shift) {
  const auto person = std::ranges::find(people_, shift.staff, &Person::id);
  if (person == people_.end()) return;
  Day& day = person->days[static_cast<std::size_t>(shift.date.days - first_.days)];
  day.away |= shift.kind == ShiftKind::absence;
  day.on_call |= shift.kind == ShiftKind::on_call;
  if (shift.kind != ShiftKind::absence && shift.kind != ShiftKind::on_call) {
    day.minutes += shift.end_minute - shift.begin_minute;
    person->minutes += shift.end_minute - shift.begin_minute;
  }
  if (!day.words.empty()) day.words += ", ";
  day.words += ui::format_time(shift.begin_minute) + "–" + ui::format_time(shift.end_minute) + " " +
               std::string(word(context.ui, "shift_kind", enum_name(shift.kind)));
}

void RotaMonth::load(Context& context) {
  if (generation_ == context.clinic.generation() && loaded_ == first_ &&
      language_ == context.ui.language())
    return;
  generation_ = context.clinic.generation();
  if (loaded_ != first_) reveals_ = true;
  loaded_ = first_;
  language_ = context.ui.language();
  people_.clear();
  const auto shifts = app::shifts_between(context.clinic, first_, last(), {});
  if (!shifts) return;
  const auto days = static_cast<std::size_t>(last().days - first_.days + 1);
  for (const Staff& person : context.catalogue().staff) {
    const bool works = std::ranges::find(*shifts, person.id, &Shift::staff) != shifts->end();
    if (works || (person.active && person.roles.has(Role::doctor)))
      people_.push_back(
          {.id = person.id, .name = short_name(person), .days = std::vector<Day>(days)});
  }
  for (const Shift& shift : *shifts) add(context, shift);
}

void RotaMonth::draw_steps(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  if (ui::button(ui, {.key = "previous",
                      .text = context.t("month.previous"),
                      .icon = ui::Icon::chevron_left,
                      .icon_only = true}))
    first_ = month_start(first_, -1);
  ui::text(ui, {.text = ui::format_date(first_, ui::DateStyle::month_year, ui.language()),
                .tone = ui::TextTone::strong,
                .key = "month"});
  if (ui::button(ui, {.key = "next",
                      .text = context.t("month.next"),
                      .icon = ui::Icon::chevron_right,
                      .icon_only = true}))
    first_ = month_start(first_, 1);
  if (ui::button(ui, {.key = "this", .text = context.t("month.this")}))
    first_ = month_start(ui.today());
}

void RotaMonth::draw_head(Context& context, const ui::Rect& r, float width) const {
  ui::Ui& ui = context.ui;
  const float line = ui.line_height(ui::TextStyle::small);
  for (LocalDate date = first_; date <= last(); date = date.plus_days(1)) {
    const float x = r.x + static_cast<float>(date.days - first_.days) * width;
    const ui::Color ink = date == ui.today() ? ui.theme().link : ui.theme().muted;
    ui.draw_text(x + 4, r.y, std::to_string(date.day()),
                 {.style = ui::TextStyle::small, .color = ink});
    std::string_view weekday = ui::weekday_short(date.iso_weekday(), ui.language());
    if (ui.text_width(weekday, ui::TextStyle::small) > width - 5)
      weekday = weekday.substr(0, ui::byte_offset(weekday, 1));
    ui.draw_text(x + 4, r.y + line, weekday, {.style = ui::TextStyle::small, .color = ink});
  }
}

/// True when it was pressed.
bool RotaMonth::draw_cell(Context& context, const Person& person, std::size_t day,
                          const ui::Rect& r) const {
  ui::Ui& ui = context.ui;
  const ui::Theme& theme = ui.theme();
  const LocalDate date = first_.plus_days(static_cast<int>(day));
  const Day& of = person.days[day];
  const CalendarDay* special =
      schedule::calendar_on(context.catalogue().calendar_days, date, BranchId{});
  std::string name = person.name + ", " +
                     ui::format_date(date, ui::DateStyle::weekday_full, ui.language()) + ": " +
                     (of.words.empty() ? std::string(context.t("rota.free")) : of.words);
  if (special != nullptr && !special->name.empty()) name += ", " + special->name;
  const ui::Interaction press = ui.item(ui.id("day"), ui::Role::button, r, name);
  if (!press.visible) return press.activated;
  const auto tone = [&](ui::Tone one) { return theme.tones[static_cast<std::size_t>(one)]; };
  const bool holiday = special != nullptr && special->kind == CalendarKind::holiday;
  ui::Pair colors{.back = holiday || date.iso_weekday() > 5 ? theme.closed : theme.surface,
                  .text = theme.text};
  if (of.away)
    colors = tone(ui::Tone::warn);
  else if (of.on_call)
    colors = tone(ui::Tone::info);
  else if (holiday)
    colors.text = tone(ui::Tone::danger).text;
  ui.fill(r, press.hovered ? theme.hover : colors.back, 3);
  const std::string words = of.away          ? std::string("–")
                            : of.minutes > 0 ? hours_of(ui, of.minutes)
                            : of.on_call     ? std::string(context.t("rota.on_call_short"))
                                             : std::string();
  const float width = ui.text_width(words, ui::TextStyle::small);
  ui.draw_text(r.x + std::max(2.0F, (r.w - width) / 2), ui::centred_y(ui, r, ui::TextStyle::small),
               words, {.style = ui::TextStyle::small, .color = colors.text});
  if (press.focused) ui.focus_ring(r, 3);
  ui.tooltip(press, r, name);
  return press.activated;
}

std::optional<RotaMonth::Wish> RotaMonth::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (!started_) first_ = month_start(ui.today());
  started_ = true;
  draw_steps(context);
  load(context);
  ui::text(ui, context.t("rota.month_text"), ui::TextTone::muted);
  const float row = std::max(ui.metrics().row, 28.0F) + 2;
  const float head = 2 * ui.line_height(ui::TextStyle::small) + 6;
  const auto days = static_cast<float>(last().days - first_.days + 1);
  const ui::Rect all = ui.place(0, head + row * static_cast<float>(people_.size()) + 14);
  const float left = name_width(ui);
  const float width = std::max(day_width_min(ui), (all.w - left) / days);
  for (std::size_t i = 0; i < people_.size(); ++i) {
    const auto keyed = ui.keyed(calendar_key(people_[i].id));
    const ui::Rect r{
        .x = all.x, .y = all.y + head + static_cast<float>(i) * row, .w = left - 6, .h = row};
    const std::string hours =
        context.t("rota.hours_short", {{"hours", hours_of(ui, people_[i].minutes)}});
    const float taken = ui.is_phone() ? 0 : ui.text_width(hours, ui::TextStyle::small);
    ui.node(ui.id("name"), ui::Role::text, r, people_[i].name + ", " + hours);
    ui.draw_text(r.x, ui::centred_y(ui, r), people_[i].name, {.max_width = r.w - taken - 8});
    if (taken > 0)
      ui.draw_text(r.x + r.w - taken - 2, ui::centred_y(ui, r, ui::TextStyle::small), hours,
                   {.style = ui::TextStyle::small, .color = ui.theme().muted});
  }
  std::optional<Wish> wish;
  const ui::Rect area{.x = all.x + left, .y = all.y, .w = all.w - left, .h = all.h};
  const auto scroll = ui.scroll("days", area, context.t("rota.month"), width * days);
  ui.set_gap(0);
  draw_head(context, ui.place(0, head), width);
  for (const Person& person : people_) {
    const auto keyed = ui.keyed(calendar_key(person.id));
    const ui::Rect r = ui.place(0, row);
    for (std::size_t day = 0; day < person.days.size(); ++day) {
      const auto day_keyed = ui.keyed(day + 1);
      if (reveals_ && first_.plus_days(static_cast<int>(day)) == ui.today())
        ui.reveal(ui.id("day"));
      if (draw_cell(context, person, day,
                    {.x = r.x + static_cast<float>(day) * width,
                     .y = r.y + 1,
                     .w = width - 2,
                     .h = row - 2}))
        wish = Wish{.person = person.id, .date = first_.plus_days(static_cast<int>(day))};
    }
  }
  reveals_ = false;
  return wish;
}

}  // namespace retour::views
