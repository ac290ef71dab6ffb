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

class PremisesPage {
 public:
  void draw(Context& context);

 private:
  void draw_rooms(Context& context);
  void draw_devices(Context& context);
  void draw_room_form(Context& context);
  void draw_device_form(Context& context);

  SettingsForm room_form_;
  Room room_;
  SettingsForm device_form_;
  Device device_;
  bool closed_rooms_ = false;
  bool closed_devices_ = false;
};

}  // namespace retour::views
