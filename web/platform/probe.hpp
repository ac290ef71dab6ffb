// The platform's own test page, shown for `?probe`: one of each kind of thing that the seam to the
// page has to carry (press, typing, table, dialog, file, download, scrolling). The browser tests of
// the platform run on it, so that they say "the platform broke" and not "a view changed". It has no
// clinic and no catalogue; it is never linked from the program.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "ui/effects.hpp"
#include "ui/ui.hpp"

namespace retour::platform {

class Probe {
 public:
  void draw(ui::Ui& ui);

 private:
  void draw_fields(ui::Ui& ui);
  void draw_effects(ui::Ui& ui);
  void draw_lines(ui::Ui& ui);
  void draw_dialog(ui::Ui& ui);
  void take_file(const std::shared_ptr<ui::PickedFile>& file);

  int presses_ = 0;
  bool agreed_ = false;
  bool dialog_open_ = false;
  std::string name_;
  std::string phone_;
  std::string note_;
  std::string secret_;
  std::string last_ = "nothing yet";
  std::uint32_t file_token_ = 0;
};

}  // namespace retour::platform
