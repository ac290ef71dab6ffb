// Which columns of a table are shown: a button that opens the list of them.
//
//   column_choice(ui, "columns", columns, 1, hidden);
//   table(ui, {..., .columns = columns, .hidden = hidden}, ...);
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ui/table.hpp"

namespace retour::ui {

/// Bit i of `hidden` leaves column i out; the first `fixed` ones always stay. True when it changed.
bool column_choice(Ui& ui, std::string_view key, std::span<const TableColumn> columns,
                   std::size_t fixed, std::uint32_t& hidden);
/// The width of its button; for `Ui::push_right`.
[[nodiscard]] float column_choice_width(const Ui& ui);

}  // namespace retour::ui
