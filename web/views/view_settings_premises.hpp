// Settings: branches, and their rooms and devices.
#pragma once

#include "views/view_settings_form.hpp"

namespace retour::views {

class BranchesPage {
 public:
  void draw(Context& context);

 private:
  void draw_form(Context& context);

  SettingsForm form_;
  Branch branch_;
  std::optional<int> opens_, closes_;
  bool with_closed_ = false;
};

/// Rooms or devices: the list, and the form of one.
template <class Thing>
class PremisesList {
 public:
  void draw(Context& context);

 private:
  void draw_form(Context& context);

  SettingsForm form_;
  Thing thing_;
  bool with_closed_ = false;
};

class PremisesPage {
 public:
  void draw(Context& context) {
    rooms_.draw(context);
    devices_.draw(context);
  }

 private:
  PremisesList<Room> rooms_;
  PremisesList<Device> devices_;
};

}  // namespace retour::views
