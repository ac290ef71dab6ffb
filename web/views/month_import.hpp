// Costs and visitors of the site from a table (LD-07, LD-14, LD-15, DM-04): pasted or from a file,
// each line checked and named before anything is saved. The same table twice changes nothing: a
// line that is known (month, channel, kind or campaign) gets its new figures.
#pragma once

#include <string>
#include <vector>

#include "views/pasted_table.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

enum class MonthImportOf : std::uint8_t { costs, traffic };

/// What a text becomes.
struct MonthImportRead {
  std::vector<Part> parts;
  std::vector<std::string> faults;  ///< "Line 3: no channel X", in the present language.
};
[[nodiscard]] MonthImportRead read_costs(const Context& context, std::string_view text);
[[nodiscard]] MonthImportRead read_traffic(const Context& context, std::string_view text);

class MonthImport {
 public:
  explicit MonthImport(MonthImportOf of) : of_(of) {}
  void open();
  [[nodiscard]] bool is_open() const { return form_.open; }
  void draw(Context& context);

 private:
  MonthImportOf of_;
  SettingsForm form_;
  PastedTable pasted_;
  std::string read_of_;
  MonthImportRead read_;
};

}  // namespace retour::views
