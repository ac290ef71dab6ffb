// A table that draws only what can be seen, however many rows it has.
//
//   const TableResult r = table(ui, {.key = "patients", .name = ui.t("patients.title"),
//                                    .columns = columns, .rows = count, .height = -1}, sort,
//       [&](Cells& cells, std::size_t row) {
//         cells.text(names[row], TextTone::strong);
//         cells.status(statuses[row]);
//       });
//   if (r.activated) open(*r.activated);
//
// The header stays while rows scroll; a click on it sorts (the caller sorts, the table only says
// by what). Below 560 px each row becomes a card of labelled lines, so nothing scrolls sideways on
// a phone. Readers get the counts of the whole table and the indices of the rows that are drawn;
// arrows, Page Up and Page Down move the focused row. Rows can be marked for one act on all of
// them (with Shift as far as one goes), and have a menu in their last column, beside what a press
// on the row does; a right click, a long press and the menu key open it where they are.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "ui/choice.hpp"
#include "ui/row_marks.hpp"
#include "ui/ui.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {

struct TableColumn {
  std::string_view key;
  std::string_view title;
  float width = 0;        ///< Pixels; 0: a share of what is left.
  float min_width = 120;  ///< Of a shared column; it is left out last.
  Align align = Align::left;
  bool sortable = false;
  float hide_below = 0;  ///< Left out when the table is narrower.
  bool menu = false;     ///< The last column, of `Cells::menu`; its title is for readers.
};

/// By which column the rows are sorted; -1: as they come.
struct TableSort {
  int column = -1;
  bool descending = false;
  bool operator==(const TableSort&) const = default;
};

struct TableOptions {
  std::string_view key;
  std::string_view name;
  std::span<const TableColumn> columns;
  std::size_t rows = 0;
  float height = 0;  ///< 0: all rows in the flow; < 0: down to the bottom; else pixels.
  bool activatable = true;
  std::optional<std::size_t> selected = {};
  std::uint32_t hidden = 0;  ///< Bit i leaves column i out (column_choice.hpp).
  /// Whether a row is marked; set, a column of boxes stands at the left.
  std::function<bool(std::size_t)> marked = {};
  std::string_view mark_all = {};  ///< Name of the box that marks all rows.
  bool all_marked = false;
};

struct TableResult {
  std::optional<std::size_t> activated;
  bool sort_changed = false;
  std::optional<RowMarking> unmarking;  ///< To be done first: what a range has given up.
  std::optional<RowMarking> marking;    ///< A press on a mark; Shift with it for a range.
};

/// Draws the cells of one row, left to right; one call a column.
class Cells {
 public:
  Cells(Ui& ui, std::span<const TableColumn> columns, std::span<const Rect> rects,
        float label_width, NodeId row, int row_index, bool menu_wanted)
      : ui_(ui),
        columns_(columns),
        rects_(rects),
        label_width_(label_width),
        row_(row),
        row_index_(row_index),
        menu_wanted_(menu_wanted) {}

  void text(std::string_view words, TextTone tone = TextTone::normal);
  void number(std::int64_t value);
  void money(Money value, MoneyStyle style = MoneyStyle::exact);
  void badge(std::string_view words, Tone tone, Icon icon = Icon::none);
  void status(int status);
  /// The menu of the row, of the last column; the item that was chosen.
  [[nodiscard]] std::optional<std::size_t> menu(std::string_view name,
                                                std::span<const MenuItem> items);
  /// Leaves the cell empty.
  void skip() { text({}); }
  /// Name of the row for readers: its texts so far, joined by commas.
  [[nodiscard]] const std::string& spoken() const { return spoken_; }
  /// The cells as a spreadsheet takes them, a tab between each two.
  [[nodiscard]] const std::string& pasted() const { return pasted_; }

 private:
  struct Place {
    Rect rect;
    bool visible = false;
    Align align = Align::left;
  };
  Place next(std::string_view words);

  Ui& ui_;
  std::span<const TableColumn> columns_;
  std::span<const Rect> rects_;
  float label_width_;  ///< Of the titles before the cells of a stacked row; 0: side by side.
  NodeId row_;
  int row_index_;
  bool menu_wanted_;  ///< By a right click on the row, a long press, the menu key.
  std::size_t at_ = 0;
  std::string spoken_;
  std::string pasted_;
  int cell_count_ = 0;
};

TableResult table(Ui& ui, const TableOptions& options, TableSort* sort,
                  const std::function<void(Cells&, std::size_t row)>& draw_row);

}  // namespace retour::ui
