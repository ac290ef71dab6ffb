// Settings: the production calendar. Holidays, shortened days, working days transferred from
// others; a year read from a small table:
//
//   date;kind;name;from
//   2027-01-01;holiday;New Year;
//   2027-02-20;transferred;Working Saturday;2027-02-22
//   2027-04-30;shortened;Before a holiday;60
//
// The fourth column is the day by which a transferred one works, or the minutes by which a
// shortened one ends earlier (60 when there are none).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "views/pasted_table.hpp"
#include "views/rota_editor.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

/// Days of a table as above, and the lines (from 1) that cannot be read. Dates as 2027-01-01 or
/// 01.01.2027; kinds by their names or by their words in the present language; a heading is left
/// out; commas or semicolons.
struct CalendarTable {
  std::vector<CalendarDay> days;
  std::vector<std::size_t> bad_lines;
};
[[nodiscard]] CalendarTable read_calendar(const ui::Ui& ui, std::string_view text);

class CalendarPage {
 public:
  void draw(Context& context);

 private:
  void start(const Context& context, const CalendarDay& day, bool fresh);
  void draw_list(Context& context);
  void draw_form(Context& context);
  void draw_import(Context& context);
  [[nodiscard]] CalendarDay wanted() const;

  int year_ = 0;
  SettingsForm form_;
  CalendarDay day_;
  std::optional<LocalDate> date_;
  LeftOut left_out_;
  SettingsForm import_form_;
  PastedTable pasted_;
  std::string read_of_;  ///< What `table_` was read from.
  CalendarTable table_;
  LeftOut import_left_out_;
};

}  // namespace retour::views
