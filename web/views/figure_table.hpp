// Tables of figures whose cells open what is behind them, made cell by cell:
//
//   FigureTable table(context);
//   table.column(t("channels.source"), ui::Align::left);
//   table.column(t("channels.primaries"));
//   for (...) { table.row(name); table.count(line.primaries, code); }
//   if (const auto pressed = table.draw("channels", title)) open(*pressed);   // the code given
//
// A figure that is not known says "—" and, on a row of its own below, nothing is guessed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "funnel/statistics.hpp"
#include "ui/chart.hpp"
#include "ui/chart_axis.hpp"
#include "views/context.hpp"

namespace retour::views {

class FigureTable {
 public:
  static constexpr int opens_nothing = -1;
  explicit FigureTable(const Context& context) : context_(context) {}

  void column(std::string_view title, ui::Align align = ui::Align::right);
  /// Begins a row; what its name opens.
  void row(std::string name, int opens = opens_nothing);
  void count(std::int64_t value, int opens = opens_nothing);
  void money(std::int64_t minor, int opens = opens_nothing);
  /// A share, 0 to 1, or "—".
  void share(std::optional<double> value, int opens = opens_nothing);
  /// "37 % (34–41 %)", or "—".
  void share(const funnel::Estimate& value, int opens = opens_nothing);
  void text(std::string shown, int opens = opens_nothing);
  void unknown() { text("—"); }

  [[nodiscard]] const ui::ChartTable& table() const { return table_; }
  [[nodiscard]] bool is_empty() const { return table_.rows.empty(); }
  /// The table; the code of the cell that was pressed.
  [[nodiscard]] std::optional<int> draw(ui::Ui& ui, std::string_view key, std::string_view name,
                                        std::string_view empty = {}) const;
  /// The table as a file: name without ending.
  void download(ui::Ui& ui, std::string_view key, std::string_view file,
                std::string_view button = {}) const;

 private:
  void add(std::string shown, std::string raw, int opens);
  const Context& context_;
  ui::ChartTable table_;
};

}  // namespace retour::views
