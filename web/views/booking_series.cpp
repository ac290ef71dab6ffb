#include "views/booking_series.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "ui/field.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/view_settings_form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t visits_max = 30;

std::int32_t days_between(Repeat repeat) {
  switch (repeat) {
    case Repeat::once:
    case Repeat::daily: return 1;
    case Repeat::weekly: return 7;
    case Repeat::fortnightly: return 14;
    case Repeat::four_weekly: return 28;
  }
  return 1;
}

}  // namespace

std::vector<Booking> following_of(Context& context, const Booking& booking) {
  std::vector<Booking> following;
  const Card* card = booking.series.is_nil() ? nullptr : context.reader.card(booking.patient);
  if (card == nullptr) return following;
  for (const Booking& other : card->facts.bookings) {
    const bool has_come = std::ranges::any_of(card->facts.visits, [&](const Visit& visit) {
      return visit.booking == other.id && visit.arrived_at.seconds != 0;
    });
    if (other.series == booking.series && other.begin > booking.begin && !has_come &&
        schedule::occupies(other) && other.hold == Hold::none)
      following.push_back(other);
  }
  sort_stably(following, {}, &Booking::begin);
  return following;
}

void draw_series_days(Context& context, const std::vector<schedule::SeriesDay>& days,
                      StaffId doctor, int minute) {
  ui::Ui& ui = context.ui;
  const auto list =
      ui.group(ui.id("series"), ui::Role::list, ui.cursor(), context.t("series.days"));
  for (std::size_t i = 0; i < days.size(); ++i) {
    const schedule::SeriesDay& day = days[i];
    const auto keyed = ui.keyed(i);
    std::string words = ui::format_date(day.date, ui::DateStyle::weekday_short, ui.language());
    const bool as_wished = day.slot && day.slot->begin_minute == minute;
    if (day.slot) words += ", " + ui::format_time(day.slot->begin_minute);
    if (!as_wished) {
      const schedule::TimeAnswer answer{.rule = day.rule, .resource = doctor};
      words += day.slot
                   ? " (" + context.t("series.instead", {{"time", ui::format_time(minute)}}) + ")"
                   : ". " + words_of(context, answer);
    }
    ui::text(ui, {.text = words,
                  .tone = as_wished  ? ui::TextTone::normal
                          : day.slot ? ui::TextTone::warn
                                     : ui::TextTone::danger,
                  .icon = as_wished ? ui::Icon::circle_check : ui::Icon::triangle_alert,
                  .key = "day"});
  }
}

void SeriesPart::draw(Context& context, BookingTimes& times, const BookingWish& wish, int minute) {
  ui::Ui& ui = context.ui;
  {
    const auto columns = ui.columns({1.6F, 1}, 150);
    ui.next_column();
    pick_value(
        context, {.key = "repeat", .label = context.t("series.repeat")}, "repeat",
        {Repeat::once, Repeat::daily, Repeat::weekly, Repeat::fortnightly, Repeat::four_weekly},
        repeat_);
    ui.next_column();
    if (is_on())
      number_field(ui, {.key = "times", .label = context.t("series.times")}, count_, 2, visits_max);
  }
  if (!is_on()) return;
  const Key key{context.clinic.generation(),
                context.clinic.now().seconds / 60,
                wish,
                minute,
                repeat_,
                count_};
  if (key_ != key) {
    key_ = key;
    const auto wishes =
        schedule::series_days(wish.date, days_between(repeat_), static_cast<std::size_t>(count_));
    days_ = times.series(context, wish, minute, wishes);
  }
  draw_series_days(context, days_, wish.doctor, minute);
}

SeriesMove series_move(Context& context, BookingTimes& times, const Booking& moved,
                       const BookingWish& wish, int minute) {
  SeriesMove move{.following = following_of(context, moved), .days = {}};
  const std::int32_t later_days = wish.date.days - moved.date.days;
  std::vector<schedule::SeriesWish> wishes;
  for (const Booking& one : move.following)
    wishes.push_back({.date = one.date.plus_days(later_days), .moving = one.id});
  if (!wishes.empty()) move.days = times.series(context, wish, minute, wishes);
  return move;
}

}  // namespace retour::views
