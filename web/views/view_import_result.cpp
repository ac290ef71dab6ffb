#include "views/view_import_result.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// The title of the column as the header has it; empty when it has none there.
std::string title_of(const exchange::RowFault& fault, std::span<const std::string> header) {
  if (fault.column == 0 || fault.column > header.size()) return {};
  return exchange::bounded_excerpt(trim(header[fault.column - 1]));
}

std::string what_of(const ui::Ui& ui, const exchange::RowFault& fault) {
  const std::string_view words = word(ui, "import.fault", exchange::name_of(fault.code));
  const std::string_view remedy =
      word(ui, "import.remedy", exchange::name_of(exchange::remedy_of(fault.code)));
  if (fault.cell.empty()) return ui.t("import.what.plain", {{"fault", words}, {"remedy", remedy}});
  return ui.t("import.what.cell", {{"fault", words}, {"cell", fault.cell}, {"remedy", remedy}});
}

struct Figure {
  ui::TextId label;
  std::uint64_t value;
  ui::Tone tone = ui::Tone::neutral;
};

void draw_figures(Context& context, std::span<const Figure> figures) {
  ui::Ui& ui = context.ui;
  // Two abreast on a phone: the labels are long words.
  const std::size_t abreast = ui.available() < 520 ? 2 : 3;
  for (std::size_t i = 0; i < figures.size(); i += abreast) {
    const auto columns = abreast == 2 ? ui.columns({1, 1}, 100) : ui.columns({1, 1, 1}, 100);
    for (std::size_t k = i; k < std::min(i + abreast, figures.size()); ++k) {
      ui.next_column();
      const auto keyed = ui.keyed(k);
      const std::string value =
          ui::format_number(static_cast<std::int64_t>(figures[k].value), ui.language());
      (void)ui::figure(ui, {.key = "count",
                            .value = value,
                            .label = context.t(figures[k].label),
                            .tone = figures[k].tone});
    }
  }
}

struct ActLine {
  std::string_view name;
  exchange::ActCounts counts;
};

void draw_acts(Context& context, std::span<const ActLine> lines, Tense tense) {
  ui::Ui& ui = context.ui;
  const bool done = tense == Tense::done;
  const std::array columns = {
      ui::TableColumn{.key = "what", .title = context.t("import.acts.what")},
      ui::TableColumn{.key = "created",
                      .title = context.t("import.acts.created"),
                      .width = 120,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "changed",
                      .title = context.t(done ? ui::TextId("import.acts.changed")
                                              : ui::TextId("import.acts.would_change")),
                      .width = 120,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "unchanged",
                      .title = context.t("import.acts.unchanged"),
                      .width = 150,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "led",
                      .title = context.t("import.acts.led_here"),
                      .width = 150,
                      .align = ui::Align::right}};
  (void)ui::table(ui,
                  {.key = "acts",
                   .name = context.t("import.acts"),
                   .columns = columns,
                   .rows = lines.size(),
                   .activatable = false},
                  nullptr, [&](ui::Cells& cells, std::size_t row) {
                    const exchange::ActCounts& counts = lines[row].counts;
                    cells.text(lines[row].name, ui::TextTone::strong);
                    for (const std::uint64_t count :
                         {counts.created, counts.changed, counts.unchanged, counts.led_here})
                      cells.number(static_cast<std::int64_t>(count));
                  });
}

}  // namespace

FaultWords words_of(const ui::Ui& ui, const exchange::RowFault& fault,
                    std::span<const std::string> header) {
  FaultWords words;
  const auto row = static_cast<std::int64_t>(fault.row);
  const std::string title = title_of(fault, header);
  if (fault.column == 0)
    words.where = ui.t("import.where.row", {{"row", row}});
  else if (title.empty())
    words.where = ui.t("import.where.number", {{"row", row}, {"column", fault.column}});
  else
    words.where = ui.t("import.where.cell", {{"row", row}, {"column", title}});
  words.what = what_of(ui, fault);
  return words;
}

exchange::FaultText fault_text_of(const ui::Ui& ui, std::vector<std::string> header) {
  return [&ui, header = std::move(header)](const exchange::RowFault& fault) {
    const std::string what = what_of(ui, fault);
    if (fault.column == 0) return what;
    const std::string title = title_of(fault, header);
    if (title.empty())
      return ui.t("import.where.reason_number", {{"column", fault.column}, {"what", what}});
    return ui.t("import.where.reason", {{"column", title}, {"what", what}});
  };
}

void draw_import_counts(Context& context, const exchange::ImportReport& report,
                        exchange::ImportKind kind, Tense tense) {
  using exchange::ImportKind;
  ui::Ui& ui = context.ui;
  const ui::Tone rejected = report.rejected > 0 ? ui::Tone::danger : ui::Tone::neutral;
  std::vector<Figure> figures = {
      {.label = "import.rows", .value = report.file.rows},
      {.label =
           tense == Tense::done ? ui::TextId("import.landed") : ui::TextId("import.would_land"),
       .value = report.landed.rows,
       .tone = report.landed.rows > 0 ? ui::Tone::good : ui::Tone::neutral},
      {.label = "import.rejected", .value = report.rejected, .tone = rejected}};
  if (kind == ImportKind::appointments) {
    figures.push_back({.label = "import.patients", .value = report.landed.patients});
    figures.push_back({.label = "import.appointments", .value = report.landed.appointments});
    figures.push_back({.label = "import.no_shows", .value = report.landed.no_shows});
  }
  draw_figures(context, figures);
  const std::string_view main = kind == ImportKind::services
                                    ? context.t("import.acts.services")
                                    : word(ui, "import.kind", exchange::name_of(kind));
  const std::array both = {
      ActLine{.name = word(ui, "import.kind", "patients"), .counts = report.patients},
      ActLine{.name = main, .counts = report.main}};
  // In a file of patients the rows are the patients.
  const std::size_t first = kind == ImportKind::appointments ? 0 : 1;
  draw_acts(context, std::span(both).subspan(first), tense);
  if (report.vanished > 0)
    ui::text(ui, {.text = context.t("import.vanished",
                                    {{"count", static_cast<std::int64_t>(report.vanished)}}),
                  .tone = ui::TextTone::warn,
                  .icon = ui::Icon::flag});
}

void FaultList::draw(Context& context, const Options& options) {
  if (options.faults.empty()) return;
  ui::Ui& ui = context.ui;
  const auto card = ui.card(options.key, options.title);
  const auto keyed = ui.keyed(options.key);
  const std::size_t count = std::min(shown_, options.faults.size());
  const auto list = ui.group(ui.id("list"), ui::Role::list, ui.cursor(), options.title);
  const float left = std::min(300.0F, ui.available() * 0.36F);
  const bool side_by_side = ui.available() > 640;
  for (std::size_t i = 0; i < count; ++i) {
    const FaultWords words = words_of(ui, options.faults[i], options.header);
    const float where_w = side_by_side ? left : ui.available();
    const float what_w = side_by_side ? ui.available() - left - 16 : ui.available();
    const float where_h = ui.text_height(words.where, ui::TextStyle::strong, where_w);
    const float what_h = ui.text_height(words.what, ui::TextStyle::body, what_w);
    const ui::Rect r =
        ui.place(0, (side_by_side ? std::max(where_h, what_h) : where_h + what_h) + 4);
    ui.node(ui.id(i), ui::Role::listitem, r,
            context.t("import.where.whole", {{"where", words.where}, {"what", words.what}}));
    if (!ui.is_visible(r)) continue;
    ui.draw_text(r.x, r.y, words.where, {.style = ui::TextStyle::strong, .wrap_width = where_w});
    ui.draw_text(side_by_side ? r.x + left + 16 : r.x, side_by_side ? r.y : r.y + where_h,
                 words.what, {.wrap_width = what_w});
  }
  if (count < options.faults.size()) {
    if (ui::button(ui, {.key = "more",
                        .text = context.t("import.more"),
                        .icon = ui::Icon::chevron_down,
                        .kind = ui::ButtonKind::quiet}))
      shown_ += shown_more;
  } else if (options.all > count) {
    ui::text(ui,
             context.t("import.more_in_file", {{"shown", static_cast<std::int64_t>(count)},
                                               {"count", static_cast<std::int64_t>(options.all)}}),
             ui::TextTone::muted);
  }
}

}  // namespace retour::views
