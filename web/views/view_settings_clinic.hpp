// Settings: the clinic itself and its legal entities.
#pragma once

#include "views/view_settings_form.hpp"

namespace retour::views {

class ClinicPage {
 public:
  void draw(Context& context);

 private:
  void draw_clinic_form(Context& context);
  void draw_legal_form(Context& context);

  SettingsForm clinic_form_;
  Clinic clinic_;
  SettingsForm legal_form_;
  LegalEntity legal_;
  bool with_closed_ = false;
};

}  // namespace retour::views
