#include <algorithm>
#include <charconv>
#include <vector>

#include "base/order.hpp"
#include "ui/column_choice.hpp"
#include "ui/field.hpp"
#include "ui/skeleton.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {

using ui::Ui;

void GalleryTables::draw_table(Ui& ui) {
  const auto section = gallery_section(ui, "table", "gallery.table", "gallery.table.use");
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = ui.t("patients.name"), .sortable = true},
      ui::TableColumn{.key = "phone", .title = ui.t("patients.phone"), .width = 170},
      ui::TableColumn{.key = "status", .title = ui.t("patients.status"), .width = 220},
      ui::TableColumn{.key = "money",
                      .title = ui.t("card.money"),
                      .width = 150,
                      .align = ui::Align::right,
                      .sortable = true}};
  const std::array<std::string_view, 4> names = {
      ui.t("gallery.sample.patient1"), ui.t("gallery.sample.patient2"),
      ui.t("gallery.sample.patient3"), ui.t("gallery.sample.family")};
  {
    const auto row = ui.row();
    ui::search_field(ui,
                     {.key = "filter",
                      .label = ui.t("patients.search_label"),
                      .placeholder = ui.t("patients.search_label"),
                      .width = 260,
                      .hide_label = true},
                     filter_);
    ui::column_choice(ui, "columns", columns, 1, hidden_);
  }
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (ui::matches(names[i], filter_)) rows.push_back(i);
  const auto money = [](std::size_t row) {
    return Money{.minor = 153'000 * static_cast<std::int64_t>(row * 7 % 4)};
  };
  sort_stably(rows, [&](std::size_t a, std::size_t b) {
    if (sort_.descending) std::swap(a, b);
    return sort_.column == 3 ? money(a).minor < money(b).minor
                             : sort_.column == 0 && names[a] < names[b];
  });
  const auto bit = [&](std::size_t row) { return 1U << rows[row]; };
  if (marked_ != 0) {
    const auto row = ui.row();
    ui::text(ui, {.text = ui.t("gallery.table.marked", {{"count", std::popcount(marked_)}}),
                  .tone = ui::TextTone::strong});
    if (ui::button(ui, {.key = "unmark", .text = ui.t("gallery.table.unmark")})) marked_ = 0;
  }
  const ui::TableResult result =
      ui::table(ui,
                {.key = "table",
                 .name = ui.t("gallery.table"),
                 .columns = columns,
                 .rows = rows.size(),
                 .selected = rows.size() > 2 ? std::optional<std::size_t>(2) : std::nullopt,
                 .hidden = hidden_,
                 .marked = [&](std::size_t row) { return (marked_ & bit(row)) != 0; },
                 .mark_all = ui.t("table.mark_all"),
                 .all_marked = std::popcount(marked_) == 4},
                &sort_, [&](ui::Cells& cells, std::size_t row) {
                  cells.text(names[rows[row]], ui::TextTone::strong);
                  cells.text(format_phone("+79161234567"));
                  cells.status(static_cast<int>(rows[row]) + 2);
                  cells.money(money(rows[row]));
                });
  if (result.marking)
    for (std::size_t i = result.marking->first; i <= result.marking->last; ++i)
      marked_ = result.marking->on ? marked_ | bit(i) : marked_ & ~bit(i);
}

void GalleryTables::draw_sheet(Ui& ui) {
  const std::array columns = {
      ui::TableColumn{.key = "service", .title = ui.t("booking.service")},
      ui::TableColumn{
          .key = "time", .title = ui.t("booking.time"), .width = 110, .align = ui::Align::right}};
  const std::array<std::string_view, 3> names = {
      ui.t("gallery.sample.service"), ui.t("gallery.sample.item2"), ui.t("gallery.sample.item4")};
  const auto take = [&](ui::SheetState::Cell cell, std::string_view typed) -> std::string {
    int minutes = 0;
    const auto [end, error] = std::from_chars(typed.data(), typed.data() + typed.size(), minutes);
    if (error != std::errc{} || end != typed.data() + typed.size() || minutes < 5 || minutes > 480)
      return std::string(ui.t("field.time.not_understood"));
    minutes_[cell.row] = minutes;
    return {};
  };
  const ui::SheetResult result = ui::sheet(
      ui,
      {.key = "sheet",
       .name = ui.t("gallery.table"),
       .columns = columns,
       .rows = names.size(),
       .height = 0,
       .mark_all = ui.t("table.mark_all"),
       .row_name = [&](std::size_t row) { return names[row]; },
       .marked = [&](std::size_t row) { return sheet_marked_[row]; },
       .all_marked = std::ranges::all_of(sheet_marked_, [](bool on) { return on; }),
       .take = take},
      sheet_, [&](ui::SheetCells& cells, std::size_t row) {
        cells.name(names[row], ui::TextTone::strong);
        cells.entry(ui::format_number(minutes_[row], ui.language()), ui::InputKind::numeric);
      });
  if (result.marking)
    for (std::size_t i = result.marking->first; i <= result.marking->last; ++i)
      sheet_marked_[i] = result.marking->on;
}

void GalleryTables::draw(Ui& ui) {
  draw_table(ui);
  const auto columns = ui.columns({1, 1}, 420);
  ui.next_column();
  draw_sheet(ui);
  ui.next_column();
  const auto section = gallery_section(ui, "loading", "gallery.skeleton", "gallery.skeleton.use");
  ui::skeleton(ui, {.key = "rows",
                    .name = ui.t("gallery.loading"),
                    .shape = ui::SkeletonShape::rows,
                    .count = 3});
}

}  // namespace retour::views
