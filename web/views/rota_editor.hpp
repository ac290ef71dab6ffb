// The form of a template, and of one day of it: this day only, this and the following ones, or all.
// It says before saving which bookings the change leaves without hours, and who meets himself.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "views/rota_rule.hpp"
#include "views/view_settings_form.hpp"

namespace retour::views {

/// Bookings that a change of the rota would leave without hours. They stay, and each becomes a step
/// for somebody: this is told.
class LeftOut {
 public:
  /// Asks again when `key` or the clinic has changed, not in each frame.
  void refresh(Context& context, std::string key,
               const std::function<std::vector<Draft>()>& drafts);
  void draw(Context& context) const;

 private:
  std::string key_;
  std::uint64_t generation_ = 0;
  std::size_t count_ = 0;
  std::string lines_;
};

/// Sends a change of the rota as one act, with a step for each booking that it leaves out of hours.
void push_rota(Context& context, SettingsForm& form, std::vector<Draft> drafts, std::string done);

/// The days of the week as chips, Monday first.
void weekday_chips(const Context& context, std::string_view label, std::array<bool, 7>& days);

enum class RotaScope : std::uint8_t { day, following, all };

class RotaEditor {
 public:
  void start_new(Context& context, StaffId person, LocalDate first);
  void start(const ShiftPattern& pattern);
  /// A day of a template as it is in force now, or as it was taken out.
  void start_day(const ShiftPattern& pattern, const Shift& shift);
  void draw(Context& context);

 private:
  void take_scope(Context& context);
  void open(const ShiftPattern& pattern, bool fresh);
  void fill(const ShiftPattern& pattern);
  void draw_scope(Context& context);
  void draw_rule(Context& context);
  void draw_place(Context& context, FieldRefusal& refusal);
  void refresh_warnings(Context& context, const ShiftPattern& pattern);
  void draw_warnings(Context& context);
  [[nodiscard]] ShiftPattern wanted() const;
  [[nodiscard]] std::vector<Draft> drafts(Context& context) const;
  [[nodiscard]] bool is_ready(Context& context) const;

  SettingsForm form_;
  bool of_day_ = false;  ///< Opened on a day: the scope is asked.
  RotaScope scope_ = RotaScope::all;
  ShiftPattern known_;  ///< As it is stored.
  Shift shift_;         ///< The day, of a form that was opened on one.
  ShiftPattern edited_;
  RuleForm rule_;
  std::optional<LocalDate> first_;
  std::optional<int> begin_, end_;
  ShiftId moved_id_;  ///< Of the day when it is moved to another date.
  LeftOut left_out_;
  std::string warned_of_;  ///< Of which content `overlaps_` speaks.
  std::vector<std::string> overlaps_;
};

}  // namespace retour::views
