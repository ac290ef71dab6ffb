// Settings: who works here — names, roles, specialties, branches, grades.
#pragma once

#include "views/view_settings_form.hpp"

namespace retour::views {

class PeoplePage {
 public:
  void draw(Context& context);

 private:
  void draw_head(Context& context);
  void draw_table(Context& context);
  void draw_as_doctor(Context& context);
  void draw_form(Context& context);
  void draw_roles(Context& context, FieldRefusal& refusal);
  void draw_doctor_form(Context& context);
  void push_doctor(Context& context);
  void save(Context& context);

  SettingsForm form_;
  Staff person_;
  std::string query_;
  bool with_closed_ = false;
  SettingsForm doctor_form_;
  std::string family_, given_, patronymic_, specialty_;
  std::optional<int> from_, to_;
};

}  // namespace retour::views
