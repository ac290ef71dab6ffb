#include <vector>

#include "ui/calendar.hpp"
#include "ui/chart.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {
namespace {

using ui::Ui;

void draw_charts(Ui& ui) {
  const auto section = gallery_section(ui, "charts", "gallery.chart", "gallery.chart.use");
  std::vector<ui::FunnelStep> steps;
  std::vector<ui::BarRow> bars;
  static constexpr std::array<std::int64_t, 4> counts = {1204, 737, 588, 214};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const int status = static_cast<int>(i) + 2;
    const bool last = i + 1 == counts.size();
    steps.push_back({.key = ui::code_of(ui.language()),
                     .name = std::string(ui::status_name(ui, status)),
                     .count = counts[i],
                     .conversion = {},
                     .interval = {},
                     .outflow = {},
                     .status = status});
    static constexpr std::array<std::string_view, 4> keys = {"one", "two", "three", "four"};
    steps.back().key = keys[i];
    if (!last) {
      const std::int64_t share = counts[i + 1] * 1000 / counts[i];
      steps.back().conversion = ui::format_permille(share, ui.language());
      steps.back().outflow = ui::format_number(counts[i] - counts[i + 1], ui.language());
    }
    bars.push_back({.key = keys[i],
                    .label = std::string(ui::status_name(ui, status)),
                    .value = counts[i],
                    .shown = ui::format_number(counts[i], ui.language())});
  }
  const auto columns = ui.columns({1, 1}, 420);
  ui.next_column();
  ui::funnel_chart(ui, "funnel", ui.t("nav.funnel"), steps);
  ui.next_column();
  ui::bar_chart(ui, "bars", ui.t("patients.status"), bars);
}

void draw_calendar(Ui& ui) {
  const auto section = gallery_section(ui, "calendar", "gallery.calendar", "gallery.calendar.use");
  const std::array names = {ui.t("gallery.sample.doctor"), ui.t("gallery.sample.patient2"),
                            ui.t("gallery.sample.family")};
  std::vector<ui::CalendarColumn> doctors;
  for (std::size_t i = 0; i < names.size(); ++i)
    doctors.push_back({.key = i + 1,
                       .title = std::string(names[i]),
                       .subtitle = std::string(ui.t("gallery.sample.item1")),
                       .open = {{540, 780}, {840, 1080}}});
  std::vector<ui::CalendarBlock> blocks;
  for (std::size_t i = 0; i < ui::booking_look_count; ++i) {
    const auto look = static_cast<ui::BookingLook>(i);
    blocks.push_back({.key = i,
                      .column = i % 3,
                      .start_minute = 545 + static_cast<int>(i / 3) * 70,
                      .length_minutes = 60,
                      .look = look,
                      .title = std::string(ui.t("gallery.sample.patient1")),
                      .detail = std::string(ui::booking_look_name(ui, look)),
                      .child = i == 4});
  }
  blocks.push_back({.key = 77,
                    .column = 1,
                    .start_minute = std::nullopt,
                    .title = std::string(ui.t("gallery.sample.patient3")),
                    .detail = std::string(ui.t("gallery.sample.item2"))});
  ui::calendar(ui, {.key = "calendar",
                    .name = ui.t("gallery.calendar"),
                    .columns = doctors,
                    .blocks = blocks,
                    .rect = ui.place(0, 520),
                    .now_minute = 640,
                    .selected = 3});
}

}  // namespace

void GalleryCharts::draw(Ui& ui) {
  draw_charts(ui);
  draw_calendar(ui);
}

}  // namespace retour::views
