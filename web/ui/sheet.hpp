// A table that is typed into: one column after another by keyboard, rows marked for one act on all
// of them.
//
//   [ ] | name (opens)        | choice   | entry | entry
//   [x] | УЗИ сердца          | 2 ▾      | 30    | 2 500,00 ₽
//   [x] | Приём кардиолога    | 1 ▾      | [45_] | 1 800,00 ₽      Enter: kept, next row
//
// An entry that has the focus shows nothing and what was there as its placeholder: typing replaces,
// Enter keeps and goes down, an entry left empty stays as it was. A choice takes a digit and goes
// down; Enter opens its list. Marks: Space, a press, Shift with either for a range, Shift with
// arrows, Ctrl+A for all.
//
// Rows are drawn only where they can be seen, however many there are. The caller keeps the order of
// rows while somebody types: a row that stops matching a filter must not slip away from below the
// hands.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/choice.hpp"
#include "ui/row_marks.hpp"
#include "ui/table.hpp"
#include "ui/ui.hpp"

namespace retour::ui {

/// What the sheet remembers between frames; kept by the caller.
struct SheetState {
  struct Cell {
    std::size_t row = 0;
    std::size_t column = 0;
    bool operator==(const Cell&) const = default;
  };
  std::optional<Cell> entry;  ///< The entry that has the focus, or will have it.
  std::string typed;          ///< What was typed into it.
  bool overtyped = false;     ///< The page's input still holds the old value around what is typed.
  double begun_seconds = 0;   ///< When the entry moved into its cell.
  std::string problem;        ///< Why it was not taken; the entry stays.
  std::size_t anchor = 0;     ///< Row from which Shift marks.
};

struct SheetOptions {
  std::string_view key;
  std::string_view name;
  std::span<const TableColumn> columns;  ///< Without the column of marks.
  std::size_t rows = 0;
  float height = -1;               ///< As TableOptions.
  std::string_view mark_all = {};  ///< Name of the box that marks all rows.
  std::function<std::string_view(std::size_t)> row_name;
  std::function<bool(std::size_t)> marked;  ///< Whether a row is marked.
  bool all_marked = false;
  /// Takes what was typed; what is wrong with it, or nothing. Called when an entry is left.
  std::function<std::string(SheetState::Cell, std::string_view typed)> take;
};

struct SheetResult {
  struct Chosen {
    SheetState::Cell cell;
    int choice = 0;
  };
  std::optional<std::size_t> opened;
  std::optional<RowMarking> marking;
  std::optional<Chosen> chosen;
};

/// Draws the cells of one row, left to right; one call a column.
class SheetCells {
 public:
  struct Frame;  ///< Of sheet.cpp.
  explicit SheetCells(Frame& frame) : frame_(frame) {}

  /// The name of the row; pressing opens it.
  void name(std::string_view words, TextTone tone = TextTone::normal);
  void text(std::string_view words, TextTone tone = TextTone::normal);
  void choice(std::span<const Choice> choices, int selected, Tone tone);
  void entry(std::string_view shown, InputKind input);

 private:
  Frame& frame_;
};

SheetResult sheet(Ui& ui, const SheetOptions& options, SheetState& state,
                  const std::function<void(SheetCells&, std::size_t row)>& draw_row);

}  // namespace retour::ui
