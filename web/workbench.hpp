// What the browser tests look at instead of a clinic: `?probe`, the platform's own test page, and
// `?gallery`, every widget in every state. Linked into the tests' program (workbench.cpp) and left
// out of the one that clinics fetch (no_workbench.cpp): it would be 2 % of their download.
#pragma once

#include <memory>

#include "ui/ui.hpp"

namespace retour::web {

class Workbench {
 public:
  virtual ~Workbench() = default;
  virtual void draw(ui::Ui& ui) = 0;
  /// Whether widgets are drawn for fingers, on a device that is or is not for them.
  [[nodiscard]] virtual bool touch(bool device_touch) const { return device_touch; }
};

enum class WorkbenchPage : std::uint8_t { probe, gallery };

/// The page; nothing in a program without workbench.
[[nodiscard]] std::unique_ptr<Workbench> open_workbench(WorkbenchPage page);

}  // namespace retour::web
