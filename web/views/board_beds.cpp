#include "views/board_beds.hpp"

#include <algorithm>

#include "model/holds.hpp"
#include "store/queries.hpp"
#include "ui/widgets.hpp"
#include "views/board.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int nights_many = 14;
constexpr int nights_few = 7;
constexpr float night_width_min = 58;

float label_width(const ui::Ui& ui) {
  return ui.is_phone() ? 84.0F : 150.0F;
}

float row_height(const ui::Ui& ui) {
  return std::max(ui.metrics().row, 26.0F) + 2;
}

std::string short_date(const Context& context, LocalDate date) {
  return ui::format_date(date, ui::DateStyle::weekday_short, context.ui.language());
}

}  // namespace

std::vector<int> beds_of(std::span<const NightSpan> stays) {
  std::vector<int> beds;
  std::vector<int> free_from;  // by bed
  for (const NightSpan& stay : stays) {
    const auto bed =
        std::ranges::find_if(free_from, [&](int night) { return night <= stay.first; });
    beds.push_back(static_cast<int>(bed - free_from.begin()));
    if (bed == free_from.end())
      free_from.push_back(stay.end);
    else
      *bed = stay.end;
  }
  return beds;
}

void BedsView::load(Context& context, const Options& options) {
  if (generation_ == context.reader.version() && loaded_.date == options.date &&
      loaded_.branch == options.branch)
    return;
  generation_ = context.reader.version();
  loaded_ = options;
  wards_.clear();
  for (const Room& room : context.catalogue().rooms)
    if (room.branch == options.branch && room.kind == RoomKind::ward && room.active)
      wards_.push_back({.room = room.id,
                        .name = room.name,
                        .beds = std::max(room.capacity, 1),
                        .rows = std::max(room.capacity, 1),
                        .stays = {}});
  if (wards_.empty()) return;
  const auto stays = store::ward_stays(context.clinic.tables(), options.date.plus_days(-nights_max),
                                       options.date.plus_days(nights_many));
  if (!stays) return;  // The board reads the same rows and says why it cannot.
  for (const Booking& booking : *stays) {
    const auto ward = std::ranges::find(wards_, booking.ward, &Ward::room);
    if (ward == wards_.end() || has_lapsed(booking, context.clinic.now())) continue;
    const Patient* patient = context.reader.patient(booking.patient);
    const int first = booking.date.days - options.date.days;
    ward->stays.push_back({.booking = booking,
                           .name = patient == nullptr ? std::string() : name_of_patient(*patient),
                           .nights = {first, first + booking.nights}});
  }
  for (Ward& ward : wards_) {
    std::vector<NightSpan> spans;
    for (const Stay& stay : ward.stays) spans.push_back(stay.nights);
    const std::vector<int> beds = beds_of(spans);
    for (std::size_t i = 0; i < beds.size(); ++i) {
      ward.stays[i].bed = beds[i];
      if (spans[i].end > 0 && spans[i].first < nights_many)
        ward.rows = std::max(ward.rows, beds[i] + 1);
    }
  }
}

float BedsView::height(Context& context, const Options& options) {
  load(context, options);
  if (wards_.empty()) return 0;
  int rows = 1;  // The dates.
  for (const Ward& ward : wards_) rows += 1 + ward.rows;
  return static_cast<float>(rows) * row_height(context.ui) + 10;
}

/// Where these nights lie in a row; cut at the edges of what is shown.
ui::Rect BedsView::cell(const ui::Ui& ui, const ui::Rect& row, NightSpan nights) const {
  const float left = label_width(ui);
  const float width = (row.w - left) / static_cast<float>(nights_);
  const int first = std::clamp(nights.first, 0, nights_);
  const int end = std::clamp(nights.end, 0, nights_);
  return {.x = row.x + left + static_cast<float>(first) * width,
          .y = row.y,
          .w = static_cast<float>(end - first) * width,
          .h = row.h};
}

void BedsView::draw_head(Context& context, const ui::Rect& r) const {
  ui::Ui& ui = context.ui;
  ui.draw_text(r.x + 6, ui::centred_y(ui, r, ui::TextStyle::strong), context.t("beds.title"),
               {.style = ui::TextStyle::strong, .max_width = label_width(ui) - 8});
  for (int night = 0; night < nights_; ++night) {
    const ui::Rect at = cell(ui, r, {night, night + 1});
    const LocalDate date = loaded_.date.plus_days(night);
    const std::string words =
        at.w < night_width_min ? std::to_string(date.day()) : short_date(context, date);
    ui.draw_text(at.x + 4, ui::centred_y(ui, at, ui::TextStyle::small), words,
                 {.style = ui::TextStyle::small,
                  .color = date == ui.today() ? ui.theme().link : ui.theme().muted,
                  .max_width = at.w - 6});
  }
}

bool BedsView::draw_stay(Context& context, const Ward& ward, const Stay& stay,
                         const ui::Rect& r) const {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed(calendar_key(stay.booking.id));
  const bool over = stay.bed >= ward.beds;
  const std::string service = name_of_visit(ui, context.catalogue(), stay.booking);
  std::string name =
      context.t("beds.stay",
                {{"ward", ward.name},
                 {"bed", stay.bed + 1},
                 {"patient", stay.name},
                 {"service", service},
                 {"first", short_date(context, stay.booking.date)},
                 {"last", short_date(context, stay.booking.date.plus_days(stay.booking.nights))}});
  if (over) name += ", " + std::string(context.t("beds.over"));
  const ui::Interaction press = ui.item(ui.id("stay"), ui::Role::button, r, name);
  if (!press.visible) return press.activated;
  const ui::Theme& theme = ui.theme();
  const ui::Pair& colors =
      over ? theme.tones[static_cast<std::size_t>(ui::Tone::danger)]
           : theme.bookings[static_cast<std::size_t>(look_of(stay.booking, BookingState::booked))];
  const ui::Rect bar{.x = r.x + 1, .y = r.y + 2, .w = r.w - 3, .h = r.h - 4};
  ui.fill(bar, colors.back, 4);
  ui.fill({.x = bar.x, .y = bar.y, .w = 4, .h = bar.h}, colors.text.with_alpha(190), 2);
  if (press.hovered || over) ui.stroke(bar, colors.text, 4);
  ui.draw_text(bar.x + 9, ui::centred_y(ui, bar, ui::TextStyle::small), stay.name + ", " + service,
               {.style = ui::TextStyle::small, .color = colors.text, .max_width = bar.w - 12});
  if (press.focused) ui.focus_ring(bar, 4);
  ui.tooltip(press, bar, name);
  return press.activated;
}

void BedsView::draw_ward(Context& context, const Ward& ward,
                         std::optional<Booking>& pressed) const {
  ui::Ui& ui = context.ui;
  const ui::Theme& theme = ui.theme();
  const auto keyed = ui.keyed(calendar_key(ward.room));
  const float height = row_height(ui);
  const ui::Rect all = ui.place(0, height * static_cast<float>(1 + ward.rows));
  const auto scope = ui.group(ui.id("ward"), ui::Role::group, all, ward.name);
  const ui::Rect head{.x = all.x, .y = all.y, .w = all.w, .h = height};
  ui.fill(all, theme.surface);
  ui.fill(head, theme.sunken);
  ui.draw_text(head.x + 6, ui::centred_y(ui, head), ward.name,
               {.style = ui::TextStyle::strong, .max_width = label_width(ui) - 8});
  for (int night = 0; night < nights_; ++night) {
    const auto held = std::ranges::count_if(ward.stays, [&](const Stay& stay) {
      return stay.nights.first <= night && night < stay.nights.end;
    });
    const auto left = ward.beds - static_cast<int>(held);
    const ui::Rect at = cell(ui, head, {night, night + 1});
    const std::string words =
        left > 0 ? context.t("beds.free", {{"count", left}}) : std::string(context.t("beds.full"));
    const auto night_keyed = ui.keyed(static_cast<std::uint64_t>(night));
    ui.node(ui.id("free"), ui::Role::text, at,
            short_date(context, loaded_.date.plus_days(night)) + ": " + words);
    const bool fits = ui.text_width(words, ui::TextStyle::small) <= at.w - 6;
    ui.draw_text(at.x + 4, ui::centred_y(ui, at, ui::TextStyle::small),
                 fits ? words : ui::format_number(std::max(left, 0), ui.language()),
                 {.style = ui::TextStyle::small,
                  .color = left > 0 ? theme.muted
                                    : theme.tones[static_cast<std::size_t>(ui::Tone::danger)].text,
                  .max_width = at.w - 6});
    ui.line(at.x, all.y, at.x, all.y + all.h, theme.line);
  }
  for (int bed = 0; bed < ward.rows; ++bed) {
    const float y = head.y + static_cast<float>(bed + 1) * height;
    const ui::Rect row{.x = all.x, .y = y, .w = all.w, .h = height};
    ui.draw_text(
        row.x + 14, ui::centred_y(ui, row, ui::TextStyle::small),
        bed < ward.beds ? context.t("beds.bed", {{"bed", bed + 1}})
                        : std::string(context.t("beds.over")),
        {.style = ui::TextStyle::small, .color = theme.muted, .max_width = label_width(ui) - 16});
    ui.line(row.x, y + height, row.x + row.w, y + height, theme.line);
    for (const Stay& stay : ward.stays)
      if (stay.bed == bed && stay.nights.end > 0 && stay.nights.first < nights_ &&
          draw_stay(context, ward, stay, cell(ui, row, stay.nights)))
        pressed = stay.booking;
  }
}

std::optional<Booking> BedsView::draw(Context& context, float height) {
  ui::Ui& ui = context.ui;
  std::optional<Booking> pressed;
  const ui::Rect area = ui.place(0, height);
  nights_ = (area.w - label_width(ui)) / nights_many >= night_width_min ? nights_many : nights_few;
  const auto keyed = ui.keyed("beds");
  const auto scroll = ui.scroll("beds", area, context.t("beds.title"));
  ui.set_gap(0);
  draw_head(context, ui.place(0, row_height(ui)));
  for (const Ward& ward : wards_) draw_ward(context, ward, pressed);
  return pressed;
}

}  // namespace retour::views
