// Settings: the rules that a clinic decides itself — the bracketed values of the definitions.
#pragma once

#include "views/view_settings_form.hpp"

namespace retour::views {

class PolicyPage {
 public:
  void draw(Context& context);

 private:
  void draw_numbers(Context& context);
  void draw_switches(Context& context);
  void save(Context& context);

  SettingsForm form_;
  Policy policy_;
  std::uint64_t generation_ = 0;  ///< Of the clinic when `policy_` was taken from it.
  bool touched_ = false;
  bool readable_ = true;
};

}  // namespace retour::views
