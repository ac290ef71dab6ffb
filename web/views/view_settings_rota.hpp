// Settings: who works when — a week of one person, shift by shift, and its repetition.
#pragma once

#include <array>

#include "views/view_settings_form.hpp"

namespace retour::views {

class RotaPage {
 public:
  void draw(Context& context);

 private:
  void load(Context& context);
  void draw_head(Context& context);
  void draw_week(Context& context);
  void draw_form(Context& context);
  void draw_copy(Context& context);
  void start(Context& context, const Shift& shift, bool fresh);
  void push_shifts(Context& context, SettingsForm& form, const std::vector<Shift>& shifts,
                   std::string done);
  void save(Context& context);
  void copy_week(Context& context);

  StaffId person_;
  LocalDate monday_;
  bool started_ = false;
  std::vector<Shift> shifts_;  ///< Of the person in the week, by date and time.
  std::uint64_t generation_ = 0;
  LocalDate loaded_monday_;
  StaffId loaded_person_;

  SettingsForm form_;
  Shift shift_;
  std::optional<LocalDate> date_;
  std::optional<int> begin_, end_;
  std::array<bool, 7> days_{};  ///< Of the week of `date_`, for a new shift.
  std::int32_t weeks_ = 1;
  SettingsForm copy_form_;
  std::int32_t copy_weeks_ = 4;
};

}  // namespace retour::views
