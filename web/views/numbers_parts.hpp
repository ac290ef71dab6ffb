// What the pages of figures have in common: cards of figures, pictures with their table and files,
// the people behind a mark, "data as of".
//
//   const std::array cards = {FigureCard{.key = "clv", .label = ..., .value = ..., .opens = true}};
//   if (const auto pressed = figure_cards(context, cards)) open_rows(context, data, title, rows);
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "funnel/clv.hpp"
#include "ui/chart.hpp"
#include "ui/chart_bar.hpp"
#include "views/context.hpp"
#include "views/funnel_filters.hpp"

namespace retour::views {

/// The pages; saved reports name them.
enum class NumbersPage : std::uint8_t {
  overview,
  funnel,
  cohorts,
  channels,
  calls,
  doctors,
  coordinators,
  finance,
  value,
  price,
  load,
  audit,
  compare,
};

/// A figure with what it means below.
struct FigureCard {
  std::string_view key;
  std::string_view label;
  std::string value{};
  std::string detail{};
  ui::Tone tone = ui::Tone::neutral;
  bool opens = false;
};
/// Up to five cards side by side, alike in height; the one that was pressed.
[[nodiscard]] std::optional<std::size_t> figure_cards(Context& context,
                                                      std::span<const FigureCard> cards);

/// A picture in a card, with a switch to its table and with files.
struct PictureCard {
  std::string_view key;
  std::string_view title;
  std::string_view caption;
  std::string_view file;        ///< Name of its files, without date and ending.
  std::string_view note = {};   ///< How it is computed, below the title.
  std::string_view empty = {};  ///< Instead of the picture.
};
/// The mark that was pressed, of the picture or the table.
[[nodiscard]] std::optional<std::size_t> picture_card(Context& context, const PictureCard& card,
                                                      const ui::ChartLayoutOf& layout,
                                                      const ui::ChartTable& table, bool& as_table);
/// The same of plain bars.
[[nodiscard]] std::optional<std::size_t> bars_card(Context& context, const PictureCard& card,
                                                   const ui::BarChart& chart, bool& as_table);

/// The funnel's columns when they can be shown; says that they are being counted otherwise.
[[nodiscard]] const app::LiveFunnel* numbers_of(Context& context);
/// The same of pages that count calls as well.
[[nodiscard]] const app::LiveFunnel* numbers_and_calls_of(Context& context);
/// "Period. Filters. Data as of": of a page's files, and shown above its figures.
[[nodiscard]] std::string draw_caption(Context& context, const FunnelFilters& filters, Instant now);

/// What `draw_caption` shows, of a page that has its own words.
void show_caption(Context& context, std::string_view caption);

void open_rows(Context& context, const app::LiveFunnel& data, std::string_view title,
               const std::vector<std::uint32_t>& rows);
/// Rows of several answers, each once, by number.
void add_rows(std::vector<std::uint32_t>& rows, std::vector<std::uint32_t> more);

/// What a patient brings in the first year; so far, and said so, while nobody is known for a year.
[[nodiscard]] FigureCard value_card(const Context& context, const funnel::MeanValues& values);

[[nodiscard]] std::string whole_money(const Context& context, double minor);
[[nodiscard]] std::string count_words(const Context& context, std::int64_t count);
/// "31 %"; a dash of nothing.
[[nodiscard]] std::string share_of(const Context& context, std::int64_t part, std::int64_t all);
/// "31% (24–39)" with its 95 % limits, in whole numbers: a line that wraps must not part a number
/// at its comma; a dash of nothing.
[[nodiscard]] std::string whole_share(const Context& context, std::int64_t some, std::int64_t all);
/// Whether whoever is signed in may read it.
[[nodiscard]] bool may_read(const Context& context, Visibility what);

}  // namespace retour::views

namespace retour {
RETOUR_ENUM_NAMES(views::NumbersPage, "overview", "funnel", "cohorts", "channels", "calls",
                  "doctors", "coordinators", "finance", "value", "price", "load", "audit",
                  "compare");
}  // namespace retour
