// The application: first run and unlocking, the shell around the screens, and the one place where
// commands are submitted. web/main.cpp calls `draw` once a frame, between Ui::begin_frame and
// Ui::end_frame.
#pragma once

#include <memory>
#include <optional>

#include "app/demo.hpp"
#include "app/vault.hpp"
#include "ui/ui.hpp"

namespace retour::views {

class Application {
 public:
  /// All of it outlives the application. `time_zone`: IANA name of the device, for a new clinic.
  Application(app::Vault& vault, ui::Ui& ui, std::string time_zone);
  ~Application();

  /// Draws one frame and submits what it asked for.
  void draw();
  /// The database could not be opened; shown instead of everything else.
  void set_failure(Failure failure);
  /// How tall the hours of the board shall be when a clinic is opened: EffectKind::keep_zoom.
  void set_board_zoom(float zoom);
  /// Fills the open, empty clinic with the demo history.
  void start_demo();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace retour::views
