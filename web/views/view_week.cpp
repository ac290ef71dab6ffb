#include "views/view_week.hpp"

#include <algorithm>

#include "schedule/rota.hpp"
#include "time/week.hpp"
#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/groups.hpp"
#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int days_of_week = 7;
constexpr float name_width = 210;
constexpr float bar_height = 6;

std::string short_date(const Context& context, LocalDate date) {
  return ui::format_date(date, ui::DateStyle::weekday_short, context.ui.language());
}

/// Whether somebody is in the team of a booking beside its doctor.
bool helps(const Booking& booking, StaffId person) {
  return booking.doctor != person && std::ranges::find(booking.team, person) != booking.team.end();
}

/// What a reader hears of a cell.
std::string cell_name(const Context& context, const std::string& doctor, LocalDate date,
                      const DayLoad& load) {
  const std::string day = ui::format_date(date, ui::DateStyle::weekday_full, context.ui.language());
  if (load.rostered_minutes == 0 && load.bookings == 0)
    return context.t("week.no_shift", {{"doctor", doctor}, {"date", day}});
  if (load.rostered_minutes == 0)
    return context.t("week.off_count",
                     {{"doctor", doctor}, {"date", day}, {"count", load.bookings}});
  return context.t("week.cell",
                   {{"doctor", doctor},
                    {"date", day},
                    {"percent", percent_of(load.booked_minutes, load.rostered_minutes)},
                    {"count", load.bookings}});
}

/// One day of one row: the share in figures over a bar. True when it was pressed.
bool draw_cell(const Context& context, const ui::Rect& r, const std::string& name,
               const DayLoad& load) {
  ui::Ui& ui = context.ui;
  const ui::Theme& theme = ui.theme();
  const ui::Interaction press = ui.item(ui.id("day"), ui::Role::button, r, name);
  if (!press.visible) return press.activated;
  if (press.hovered) ui.fill(r, theme.hover, ui.metrics().radius);
  const bool off = load.rostered_minutes == 0;
  const std::string words = !off ? percent_of(load.booked_minutes, load.rostered_minutes)
                            : load.bookings == 0 ? std::string("—")
                                                 : ui::format_number(load.bookings, ui.language());
  const float line = ui.line_height(ui::TextStyle::small);
  const float top = r.y + (r.h - line - bar_height - 4) / 2;
  ui.draw_text(r.x + 6, top, words,
               {.style = ui::TextStyle::small, .color = off ? theme.muted : theme.text});
  if (!off) {
    const ui::Rect track{.x = r.x + 6, .y = top + line + 2, .w = r.w - 12, .h = bar_height};
    load_bar(ui, track, load.booked_minutes, load.rostered_minutes);
  }
  if (press.focused) ui.focus_ring(r, ui.metrics().radius);
  ui.tooltip(press, r, name);
  return press.activated;
}

}  // namespace

void load_bar(ui::Ui& ui, const ui::Rect& track, std::int64_t booked_minutes,
              std::int64_t rostered_minutes) {
  const ui::Theme& theme = ui.theme();
  // Lines are black with high contrast: a track of that colour would hide what fills it.
  const bool outlined = ui.theme_name() == ui::ThemeName::contrast;
  ui.fill(track, outlined ? theme.surface : theme.line, track.h / 2);
  const float share =
      std::min(1.0F, static_cast<float>(booked_minutes) / static_cast<float>(rostered_minutes));
  if (share > 0)
    ui.fill({.x = track.x, .y = track.y, .w = std::max(2.0F, track.w * share), .h = track.h},
            theme.series[0], track.h / 2);
  if (outlined) ui.stroke(track, theme.border, track.h / 2);
}

std::string percent_of(std::int64_t booked_minutes, std::int64_t rostered_minutes) {
  const std::int64_t percent = (booked_minutes * 100 + rostered_minutes / 2) / rostered_minutes;
  return std::to_string(percent) + "\xC2\xA0%";
}

DayLoad load_of(const Day& day, StaffId doctor) {
  DayLoad load;
  for (const Shift& shift : day.shifts)
    if ((doctor.is_nil() || shift.staff == doctor) && schedule::sees_patients(shift.kind))
      load.rostered_minutes += shift.end_minute - shift.begin_minute;
  for (const DayBooking& row : day.bookings)
    if (doctor.is_nil() || row.booking.doctor == doctor) {
      const ui::MinuteSpan own = own_part(row.booking);
      load.booked_minutes += own.end == 0 ? row.booking.length_minutes : own.end - own.start;
      ++load.bookings;
    }
  return load;
}

void WeekView::load(Context& context, const Options& options) {
  const LocalDate first = monday_of(options.date);
  const std::uint64_t generation = context.reader.version();
  if (!days_.empty() && first == first_ && options.branch == branch_ && generation == generation_)
    return;
  first_ = first;
  branch_ = options.branch;
  generation_ = generation;
  days_.clear();
  doctors_.clear();
  shown_.reset();
  for (int i = 0; i < days_of_week; ++i)
    days_.push_back(context.reader.day(first.plus_days(i), branch_));
  for (const Staff* person : doctors_of(context.catalogue(), branch_))
    if (std::ranges::any_of(days_, [&](const Day& day) {
          const DayLoad load = load_of(day, person->id);
          return load.rostered_minutes > 0 || load.bookings > 0;
        }))
      doctors_.push_back(person->id);
  loads_.assign(doctors_.size() + 1, {});
  for (std::size_t row = 0; row < loads_.size(); ++row)
    for (std::size_t day = 0; day < days_.size(); ++day)
      loads_[row][day] = load_of(days_[day], row == 0 ? StaffId{} : doctors_[row - 1]);
}

void choose_doctor(Context& context, std::span<const StaffId> doctors, StaffId& chosen) {
  std::vector<std::string> names;
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const StaffId id : doctors) {
    if (id == chosen) selected = static_cast<int>(names.size());
    const Staff* person = context.catalogue().person(id);
    names.push_back(person == nullptr ? std::string() : short_name(*person));
  }
  for (const std::string& name : names) choices.push_back({.text = name});
  if (ui::combo(context.ui,
                {.key = "doctor",
                 .label = context.t("week.doctor"),
                 .placeholder = context.t("week.all_doctors"),
                 .width = 280,
                 .clearable = true},
                choices, selected))
    chosen = selected < 0 ? StaffId{} : doctors[static_cast<std::size_t>(selected)];
}

void WeekView::build_doctor(const Context& context) {
  const Shown wanted{.doctor = doctor_, .language = context.ui.language()};
  if (shown_ == wanted) return;
  shown_ = wanted;
  columns_.clear();
  blocks_.clear();
  rows_.clear();
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const Day& day = days_[i];
    std::vector<ui::MinuteSpan> open = open_spans(day, doctor_);
    // Without any hours all of the day would be open.
    if (open.empty()) open.push_back({0, 0});
    const std::string date =
        ui::format_date(day.date, ui::DateStyle::weekday_full, context.ui.language());
    columns_.push_back(
        {.key = i + 1,
         .title = short_date(context, day.date),
         .subtitle = context.t("day.count", {{"count", load_of(day, doctor_).bookings}}) +
                     (on_call_words(context, day, doctor_).empty()
                          ? std::string()
                          : ", " + std::string(context.t("week.on_call"))),
         .action = context.t("week.open_day", {{"date", date}}),
         .open = std::move(open)});
    for (const DayBooking& row : day.bookings) {
      const bool leads = row.booking.doctor == doctor_;
      if (!leads && !helps(row.booking, doctor_)) continue;
      if (joins_block(context, row, i, rows_, blocks_)) continue;
      blocks_.push_back(block_of(context, row, i));
      if (leads && blocks_.back().start_minute) blocks_.back().own = own_part(row.booking);
      rows_.push_back(row);
    }
  }
  mark_conflicts(context, rows_, blocks_);
}

void WeekView::draw_doctor(Context& context, BookingTimes& times, const Options& options,
                           Wish& wish) {
  ui::Ui& ui = context.ui;
  build_doctor(context);
  const Branch* branch = context.catalogue().branch(branch_);
  const Staff* person = context.catalogue().person(doctor_);
  const auto target = [&](const Booking& booking, ui::CalendarPlace place) {
    // Where he only helps, it moves by time.
    return MoveTarget{.doctor = helps(booking, doctor_) ? booking.doctor : doctor_,
                      .date = first_.plus_days(static_cast<int>(place.column)),
                      .minute = place.minute};
  };
  const auto row_of_key = [&](std::uint64_t key) -> const DayBooking* {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      if (blocks_[i].key == key) return &rows_[i];
    return options.cut != nullptr && calendar_key(options.cut->booking.id) == key ? options.cut
                                                                                  : nullptr;
  };
  const std::int64_t today = ui.today().days - first_.days;
  const bool has_today = today >= 0 && today < days_of_week;
  const std::string name = context.t(
      "week.calendar", {{"doctor", person == nullptr ? std::string() : short_name(*person)},
                        {"date", ui::format_date(first_, ui::DateStyle::full, ui.language())}});
  ui::CalendarOptions shown{.key = "week",
                            .name = name,
                            .columns = columns_,
                            .blocks = blocks_,
                            .rect = ui.place(0, std::max(260.0F, ui.available_height())),
                            .start_minute = branch == nullptr ? 8 * 60 : branch->opens_minute,
                            .end_minute = branch == nullptr ? 20 * 60 : branch->closes_minute,
                            .column_width_min = 124,
                            .judge = [&](std::uint64_t key, ui::CalendarPlace place) {
                              const DayBooking* row = row_of_key(key);
                              return row == nullptr ? ui::CalendarVerdict{}
                                                    : judge_move(context, times, *row,
                                                                 target(row->booking, place));
                            }};
  if (has_today) {
    shown.now_minute = now_minute(context, branch_, ui.today());
    shown.now_column = static_cast<std::size_t>(today);
  }
  if (options.cut != nullptr) {
    shown.cut = calendar_key(options.cut->booking.id);
    shown.cut_minutes = std::max(options.cut->booking.length_minutes, 5);
  }
  const ui::CalendarResult result = ui::calendar(ui, calendar, shown);
  if (result.opened) wish.opened = rows_[*result.opened];
  if (result.menu) wish.menu = rows_[*result.menu];
  if (result.cut) wish.cut = rows_[*result.cut];
  if (result.head) wish.day = first_.plus_days(static_cast<int>(*result.head));
  if (result.more_untimed) wish.day = first_.plus_days(static_cast<int>(*result.more_untimed));
  if (result.moved) {
    wish.moved = rows_[*result.moved];
    wish.to = target(wish.moved->booking, result.moved_to);
  }
  if (result.free) {
    wish.free = true;
    wish.to = target(options.cut != nullptr ? options.cut->booking : Booking{}, *result.free);
  }
}

void WeekView::draw_load_row(Context& context, std::size_t row, const std::string& name,
                             Wish& wish) {
  const StaffId doctor = row == 0 ? StaffId{} : doctors_[row - 1];
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed(doctor.is_nil() ? 1 : calendar_key(doctor));
  const float height = std::max(ui.metrics().control, 44.0F);
  const float above = ui.is_phone() ? ui.metrics().control : 0;
  const ui::Rect r = ui.place(0, height + above);
  const float left = ui.is_phone() ? 0 : name_width;
  const ui::Rect label{
      .x = r.x, .y = r.y, .w = ui.is_phone() ? r.w : left - 8, .h = ui.is_phone() ? above : height};
  if (doctor.is_nil()) {
    ui.node(ui.id("name"), ui::Role::text, label, name);
    ui.draw_text(label.x + 6, ui::centred_y(ui, label, ui::TextStyle::strong), name,
                 {.style = ui::TextStyle::strong, .max_width = label.w - 8});
  } else {
    const std::string words = context.t("week.open_doctor", {{"doctor", name}});
    const ui::Interaction press = ui.item(ui.id("name"), ui::Role::button, label, words);
    if (press.activated) doctor_ = doctor;
    if (press.hovered) ui.fill(label, ui.theme().hover, ui.metrics().radius);
    ui.draw_text(label.x + 6, ui::centred_y(ui, label), name,
                 {.color = ui.theme().link, .max_width = label.w - 8});
    if (press.focused) ui.focus_ring(label, ui.metrics().radius);
  }
  const float width = (r.w - left) / days_of_week;
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const auto day_keyed = ui.keyed(i + 1);
    const ui::Rect cell{.x = r.x + left + static_cast<float>(i) * width,
                        .y = r.y + above,
                        .w = width - 2,
                        .h = height};
    const DayLoad& load = loads_[row][i];
    if (draw_cell(context, cell, cell_name(context, name, days_[i].date, load), load))
      wish.day = days_[i].date;
  }
  ui.line(r.x, r.y + r.h, r.x + r.w, r.y + r.h, ui.theme().line);
}

/// Who is to be reached in an emergency: a row of the table, lines on a phone.
void WeekView::draw_on_call(Context& context) const {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed("on call");
  std::vector<std::string> words;
  for (const Day& day : days_) words.push_back(on_call_words(context, day));
  if (std::ranges::all_of(words, &std::string::empty)) return;
  const std::string_view title = context.t("week.on_call_row");
  if (ui.is_phone()) {
    ui::text(ui, title, ui::TextTone::strong);
    for (std::size_t i = 0; i < days_.size(); ++i)
      if (!words[i].empty())
        ui::text(ui, short_date(context, days_[i].date) + ": " + words[i], ui::TextTone::muted);
    return;
  }
  const ui::Rect r = ui.place(0, std::max(ui.metrics().row, 28.0F));
  ui.draw_text(r.x + 6, ui::centred_y(ui, r, ui::TextStyle::strong), title,
               {.style = ui::TextStyle::strong, .max_width = name_width - 14});
  const float width = (r.w - name_width) / days_of_week;
  for (std::size_t i = 0; i < days_.size(); ++i) {
    if (words[i].empty()) continue;
    const auto day_keyed = ui.keyed(i + 1);
    const ui::Rect cell{
        .x = r.x + name_width + static_cast<float>(i) * width, .y = r.y, .w = width - 2, .h = r.h};
    ui.node(ui.id("who"), ui::Role::text, cell,
            std::string(title) + ", " + short_date(context, days_[i].date) + ": " + words[i]);
    // The names; hours and telephones stand over the day.
    std::string names;
    for (const Shift& shift : days_[i].shifts)
      if (const Staff* person = context.catalogue().person(shift.staff);
          shift.kind == ShiftKind::on_call && person != nullptr)
        names += (names.empty() ? "" : ", ") + short_name(*person);
    ui.draw_text(cell.x + 6, ui::centred_y(ui, cell, ui::TextStyle::small), names,
                 {.style = ui::TextStyle::small, .max_width = cell.w - 8});
  }
  ui.line(r.x, r.y + r.h, r.x + r.w, r.y + r.h, ui.theme().line);
}

void WeekView::draw_load(Context& context, Wish& wish) {
  ui::Ui& ui = context.ui;
  ui::text(ui, context.t("week.load_text"), ui::TextTone::muted);
  const auto scroll = ui.scroll("load", ui.place(0, std::max(200.0F, ui.available_height())),
                                context.t("week.load"));
  ui.set_gap(2);
  const ui::Rect head = ui.place(0, ui.line_height(ui::TextStyle::small) + 10);
  const float left = ui.is_phone() ? 0 : name_width;
  const float width = (head.w - left) / days_of_week;
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const bool today = days_[i].date == ui.today();
    const std::string words =
        ui.is_phone() ? std::string(ui::weekday_short(days_[i].date.iso_weekday(), ui.language()))
                      : short_date(context, days_[i].date);
    ui.draw_text(head.x + left + static_cast<float>(i) * width + 6, head.y + 4, words,
                 {.style = ui::TextStyle::small,
                  .color = today ? ui.theme().link : ui.theme().muted,
                  .max_width = width - 6});
  }
  draw_on_call(context);
  draw_load_row(context, 0, std::string(context.t("week.all_doctors")), wish);
  for (std::size_t i = 0; i < doctors_.size(); ++i)
    if (const Staff* person = context.catalogue().person(doctors_[i]))
      draw_load_row(context, i + 1, short_name(*person), wish);
}

WeekView::Wish WeekView::draw(Context& context, BookingTimes& times, const Options& options) {
  Wish wish;
  load(context, options);
  if (std::ranges::find(doctors_, doctor_) == doctors_.end()) doctor_ = {};
  choose_doctor(context, doctors_, doctor_);
  if (doctor_.is_nil())
    draw_load(context, wish);
  else
    draw_doctor(context, times, options, wish);
  return wish;
}

}  // namespace retour::views
