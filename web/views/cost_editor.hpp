// What was spent, month by month: lines with a kind, a channel or none, an amount (LD-14, FN-08).
#pragma once

#include <optional>

#include "views/month_import.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class CostEditor {
 public:
  /// A button that opens the list of a month; nothing for whoever may not change costs.
  void draw_button(Context& context);
  /// The open dialogs; call once a frame outside of rows.
  void draw(Context& context);

 private:
  [[nodiscard]] std::vector<const Cost*> lines_of(const Context& context, LocalDate month) const;
  void start(const Context& context, const Cost* line);
  void draw_list(Context& context);
  void draw_form(Context& context);
  /// The lines of the month before, for a month that has none.
  void repeat_last(Context& context);

  bool open_ = false;
  MonthImport import_{MonthImportOf::costs};
  LocalDate month_;
  SettingsForm form_;
  Cost line_;
  std::optional<std::int64_t> amount_minor_;
};

/// The first day of a day's month.
[[nodiscard]] LocalDate month_of(LocalDate day);
/// "November 2026".
[[nodiscard]] std::string month_words(const Context& context, LocalDate month);
/// The name of a channel; "no channel" for nil.
[[nodiscard]] std::string channel_words(const Context& context, SourceId source);

}  // namespace retour::views
