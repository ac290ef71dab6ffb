#include "views/view_month.hpp"

#include <algorithm>

#include "app/slot_grid.hpp"
#include "schedule/free_visits.hpp"
#include "schedule/load.hpp"
#include "schedule/rota.hpp"
#include "schedule/urgent.hpp"
#include "store/queries.hpp"
#include "time/week.hpp"
#include "ui/widgets.hpp"
#include "views/view_booking.hpp"
#include "views/view_week.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int days_of_week = 7;
constexpr float bar_height = 6;
constexpr float day_height_min = 74;
constexpr std::int32_t usual_minutes = 30;

/// The shortest first visit of the doctor's specialties, else his shortest visit.
std::int32_t visit_minutes(const app::Catalogue& catalogue, const Staff& person) {
  std::int32_t first_visit = 0, any = 0;
  for (const Service& service : catalogue.services) {
    if (!service.active || service.length_minutes <= 0 ||
        std::ranges::find(person.specialties, service.specialty) == person.specialties.end())
      continue;
    const auto shorter = [&](std::int32_t& minutes) {
      minutes = minutes == 0 ? service.length_minutes : std::min(minutes, service.length_minutes);
    };
    shorter(any);
    if (service.product_type == ProductType::entry) shorter(first_visit);
  }
  return first_visit > 0 ? first_visit : any > 0 ? any : usual_minutes;
}

/// What the production calendar says of a day, in words; empty on a day as any other.
std::string calendar_words(const Context& context, LocalDate date, BranchId branch) {
  const CalendarDay* day = schedule::calendar_on(context.catalogue().calendar_days, date, branch);
  if (day == nullptr) return {};
  return day->name.empty() ? std::string(word(context.ui, "calendar_kind", enum_name(day->kind)))
                           : day->name;
}

std::string free_words(const Context& context, const MonthView::DayFigures& day) {
  if (!day.free) return {};
  // On a phone a day is as wide as two figures; the line above says which they are.
  if (context.ui.is_phone()) return "+" + ui::format_number(*day.free, context.ui.language());
  if (*day.free == 0) return std::string(context.t("month.full"));
  return context.t("month.free", {{"count", *day.free}});
}

}  // namespace

LocalDate month_start(LocalDate date, int months) {
  const int month = static_cast<int>(static_cast<unsigned>(date.ymd().month())) - 1 + months;
  const int year = static_cast<int>(date.ymd().year()) + (month >= 0 ? month : month - 11) / 12;
  return *LocalDate::from_ymd(year, static_cast<unsigned>(((month % 12) + 12) % 12 + 1), 1);
}

MonthView::DayFigures* MonthView::figures(StaffId doctor, LocalDate date) {
  const std::int64_t at = date.days - first_.days;
  if (at < 0 || at >= static_cast<std::int64_t>(days_max)) return nullptr;
  std::size_t row = 0;
  if (!doctor.is_nil()) {
    const auto it = std::ranges::find(doctors_, doctor);
    if (it == doctors_.end()) return nullptr;
    row = static_cast<std::size_t>(it - doctors_.begin()) + 1;
  }
  return &by_doctor_[row][static_cast<std::size_t>(at)];
}

/// Adds to a doctor's day and to everybody's.
template <class F>
void MonthView::add(StaffId doctor, LocalDate date, F&& f) {
  if (DayFigures* all = figures({}, date)) f(*all);
  if (doctor.is_nil()) return;
  if (DayFigures* own = figures(doctor, date)) f(*own);
}

void MonthView::load(Context& context, const Options& options) {
  const std::int64_t minute = context.clinic.now().seconds / (60 * quantum_minutes);
  if (generation_ == context.clinic.generation() && loaded_ == options && minute_ == minute) return;
  generation_ = context.clinic.generation();
  loaded_ = options;
  minute_ = minute;
  first_ = monday_of(options.date);
  const LocalDate last = month_start(options.date, 1).plus_days(-1);
  weeks_ = static_cast<std::size_t>((last.days - first_.days) / days_of_week + 1);
  doctors_.clear();
  std::vector<schedule::VisitLength> lengths;
  for (const Staff* person : doctors_of(context.catalogue(), options.branch)) {
    doctors_.push_back(person->id);
    lengths.push_back(
        {.doctor = person->id, .minutes = visit_minutes(context.catalogue(), *person)});
  }
  by_doctor_.assign(doctors_.size() + 1, {});
  const auto grid = app::slot_grid(context.clinic,
                                   {.first = first_, .days = static_cast<std::int32_t>(days_max)});
  const auto held = store::busy_times(context.clinic.database(), first_,
                                      first_.plus_days(static_cast<int>(days_max) - 1), {});
  if (!grid || !held) return;  // The board reads the same rows and says why it cannot.
  for (const store::BusyTime& busy : *held)
    if (busy.branch == options.branch)
      add(busy.doctor, busy.date, [](DayFigures& day) { ++day.visits; });
  for (const schedule::DoctorDay& one : schedule::doctor_days(*grid))
    if (one.branch == options.branch)
      add(one.doctor, one.date, [&](DayFigures& day) {
        day.rostered_minutes += one.rostered_minutes;
        day.booked_minutes += one.booked_minutes;
      });
  for (const schedule::UrgentDay& one : schedule::urgent_days(*grid, context.clinic.now()))
    if (one.branch == options.branch && one.left == 0)
      if (DayFigures* all = figures({}, one.date)) all->no_urgent = true;
  for (const schedule::FreeVisits& one :
       schedule::free_visits(*grid, options.branch, lengths, context.clinic.now()))
    add(one.doctor, one.date,
        [&](DayFigures& day) { day.free = day.free.value_or(0) + one.visits; });
}

const MonthView::Days& MonthView::shown() const {
  const auto it = std::ranges::find(doctors_, doctor_);
  return by_doctor_[it == doctors_.end() ? 0 : static_cast<std::size_t>(it - doctors_.begin()) + 1];
}

std::string MonthView::name_of(const Context& context, LocalDate date,
                               const DayFigures& day) const {
  std::string name = ui::format_date(date, ui::DateStyle::weekday_full, context.ui.language()) +
                     ": " + context.t("day.count", {{"count", day.visits}});
  const auto append = [&](const std::string& words) {
    if (!words.empty()) name += ", " + words;
  };
  if (day.free)
    append(*day.free == 0 ? std::string(context.t("month.full"))
                          : context.t("month.free", {{"count", *day.free}}));
  if (day.rostered_minutes > 0)
    append(context.t("month.load",
                     {{"percent", percent_of(day.booked_minutes, day.rostered_minutes)}}));
  append(calendar_words(context, date, loaded_.branch));
  if (day.no_urgent) append(std::string(context.t("urgent.none_left")));
  return name;
}

/// One day; true when it was pressed.
bool MonthView::draw_day(Context& context, std::size_t at, const ui::Rect& r) const {
  ui::Ui& ui = context.ui;
  const ui::Theme& theme = ui.theme();
  const LocalDate date = first_.plus_days(static_cast<int>(at));
  const DayFigures& day = shown()[at];
  const std::string name = name_of(context, date, day);
  const ui::Interaction press =
      ui.item(ui.id("day"), ui::Role::button, r, name, date == ui.today() ? ui::State::current : 0);
  if (!press.visible) return press.activated;
  const bool here = month_start(date) == month_start(loaded_.date);
  const CalendarDay* special =
      schedule::calendar_on(context.catalogue().calendar_days, date, loaded_.branch);
  const bool holiday = special != nullptr && special->kind == CalendarKind::holiday;
  const bool off = day.rostered_minutes == 0;
  ui.fill(r, press.hovered ? theme.hover : holiday || off ? theme.closed : theme.surface, 4);
  ui.stroke(r, date == ui.today() ? theme.focus : theme.line, 4, date == ui.today() ? 2.0F : 1.0F);
  const float line = ui.line_height(ui::TextStyle::small);
  const float room = r.w - 12;
  const float x = r.x + 6;
  float y = r.y + 4;
  const std::string number = std::to_string(date.day());
  const float taken = ui.draw_text(
      x, y, number, {.style = ui::TextStyle::strong, .color = here ? theme.text : theme.muted});
  const std::string mark = calendar_words(context, date, loaded_.branch);
  const ui::Color mark_ink =
      theme.tones[static_cast<std::size_t>(holiday ? ui::Tone::danger : ui::Tone::warn)].text;
  if (!mark.empty() && !ui.is_phone())
    ui.draw_text(x + taken + 8, y + 1, mark,
                 {.style = ui::TextStyle::small, .color = mark_ink, .max_width = room - taken - 8});
  else if (!mark.empty())
    ui.fill({.x = r.x + r.w - 12, .y = y + 6, .w = 7, .h = 7}, mark_ink, 4);
  if (day.no_urgent)
    ui.draw_icon(ui::Icon::triangle_alert, r.x + r.w - 20, y + 2, 14,
                 theme.tones[static_cast<std::size_t>(ui::Tone::warn)].text);
  y += ui.line_height(ui::TextStyle::strong) + 2;
  if (day.visits > 0 || !off)
    ui.draw_text(x, y,
                 ui.is_phone() ? ui::format_number(day.visits, ui.language())
                               : context.t("day.count", {{"count", day.visits}}),
                 {.style = ui::TextStyle::small, .max_width = room});
  y += line;
  ui.draw_text(x, y, free_words(context, day),
               {.style = ui::TextStyle::small,
                .color = day.free && *day.free == 0
                             ? theme.tones[static_cast<std::size_t>(ui::Tone::danger)].text
                             : theme.muted,
                .max_width = room});
  if (!off) {
    const ui::Rect track{.x = x, .y = r.y + r.h - bar_height - 5, .w = room, .h = bar_height};
    load_bar(ui, track, day.booked_minutes, day.rostered_minutes);
  }
  if (press.focused) ui.focus_ring(r, 4);
  ui.tooltip(press, r, name);
  return press.activated;
}

void MonthView::take_arrows(Context& context, const std::vector<ui::NodeId>& ids) const {
  const auto here = std::ranges::find(ids, context.ui.focus());
  if (here == ids.end()) return;
  constexpr std::array<std::pair<std::string_view, int>, 4> ways = {{{"ArrowLeft", -1},
                                                                     {"ArrowRight", 1},
                                                                     {"ArrowUp", -days_of_week},
                                                                     {"ArrowDown", days_of_week}}};
  for (const auto& [key, way] : ways) {
    if (!context.ui.take_key(*here, key)) continue;
    const auto at = (here - ids.begin()) + way;
    if (at < 0 || at >= static_cast<std::ptrdiff_t>(ids.size())) return;
    context.ui.request_focus(ids[static_cast<std::size_t>(at)]);
    context.ui.reveal(ids[static_cast<std::size_t>(at)]);
    return;
  }
}

std::optional<LocalDate> MonthView::draw(Context& context, const Options& options) {
  ui::Ui& ui = context.ui;
  load(context, {.date = month_start(options.date), .branch = options.branch});
  choose_doctor(context, doctors_, doctor_);
  if (ui.is_phone()) ui::text(ui, context.t("month.legend"), ui::TextTone::muted);
  const float head = ui.line_height(ui::TextStyle::small) + 8;
  const ui::Rect area = ui.place(0, std::max(300.0F, ui.available_height()));
  const auto scroll = ui.scroll(
      "month", area,
      context.t("month.title", {{"month", ui::format_date(options.date, ui::DateStyle::month_year,
                                                          ui.language())}}));
  ui.set_gap(0);
  const float gap = ui.is_phone() ? 2.0F : 4.0F;
  const ui::Rect names = ui.place(0, head);
  const float width = names.w / days_of_week;
  for (int weekday = 1; weekday <= days_of_week; ++weekday)
    ui.draw_text(names.x + static_cast<float>(weekday - 1) * width + 6, names.y + 2,
                 ui::weekday_short(weekday, ui.language()),
                 {.style = ui::TextStyle::small, .color = ui.theme().muted});
  const float height = std::max(day_height_min, (area.h - head - 2) / static_cast<float>(weeks_));
  std::optional<LocalDate> chosen;
  std::vector<ui::NodeId> ids;
  for (std::size_t week = 0; week < weeks_; ++week) {
    const ui::Rect row = ui.place(0, height);
    for (std::size_t weekday = 0; weekday < days_of_week; ++weekday) {
      const std::size_t at = week * days_of_week + weekday;
      const auto keyed = ui.keyed(at + 1);
      ids.push_back(ui.id("day"));
      if (draw_day(context, at,
                   {.x = row.x + static_cast<float>(weekday) * width,
                    .y = row.y,
                    .w = width - gap,
                    .h = height - gap}))
        chosen = first_.plus_days(static_cast<int>(at));
    }
  }
  take_arrows(context, ids);
  return chosen;
}

}  // namespace retour::views
