// Settings: who works when. The templates of one person, a week as it comes out of them, single
// shifts beside them; everybody's month; the production calendar of the clinic.
#pragma once

#include <array>

#include "views/rota_editor.hpp"
#include "views/rota_month.hpp"
#include "views/view_settings_calendar.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

class RotaPage {
 public:
  /// The week of one person.
  void show(Context& context, StaffId person);
  void draw(Context& context);

 private:
  /// What the week shows: a shift, a day of a template that was taken out, or a free day.
  struct Line {
    LocalDate date;
    std::optional<Shift> shift;
    ShiftPatternId pattern;   ///< Whose day it is; nil: a shift of its own.
    bool is_changed = false;  ///< The day differs from its template.
  };

  void load(Context& context);
  void draw_people(Context& context);
  void draw_month(Context& context);
  void draw_out_of_hours(Context& context);
  void draw_patterns(Context& context);
  void draw_head(Context& context);
  void draw_week(Context& context);
  void draw_line(Context& context, ui::Cells& cells, const Line& line) const;
  void open_line(Context& context, const Line& line);
  void draw_form(Context& context);
  void draw_copy(Context& context);
  void start(Context& context, const Shift& shift, bool fresh);
  void push_shifts(Context& context, SettingsForm& form, const std::vector<Shift>& shifts,
                   std::string done);
  [[nodiscard]] Shift edited() const;
  void draw_left_out(Context& context);
  void save(Context& context);
  void copy_week(Context& context);

  std::size_t part_ = 0;  ///< People, their month, or the calendar.
  StaffId person_;
  LocalDate monday_;
  bool started_ = false;
  std::vector<Line> lines_;     ///< Of the person in the week, by date and time.
  std::vector<Shift> singles_;  ///< Of these, the shifts of their own: what is repeated.
  bool with_closed_ = false;    ///< Templates, too, that are in force no more.
  std::size_t out_of_hours_ = 0;
  std::vector<PatientId> left_people_;
  std::uint64_t generation_ = 0;
  LocalDate loaded_monday_;
  StaffId loaded_person_;

  RotaMonth month_;
  RotaEditor editor_;
  CalendarPage calendar_;
  SettingsForm form_;
  Shift shift_;
  LeftOut left_out_;
  std::optional<LocalDate> date_;
  std::optional<int> begin_, end_;
  std::array<bool, 7> days_{};  ///< Of the week of `date_`, for a new shift.
  std::int32_t weeks_ = 1;
  SettingsForm copy_form_;
  std::int32_t copy_weeks_ = 4;
};

}  // namespace retour::views
