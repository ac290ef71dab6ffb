// The shell: navigation, the state of the device, banners that concern everything.
#pragma once

#include "views/context.hpp"

namespace retour::views {

struct Shell {
  ui::Rect rect;              ///< What is left for the screen.
  bool wants_search = false;  ///< The search button was pressed.
};

/// Draws navigation, the search button and banners.
[[nodiscard]] Shell draw_shell(Context& context);

}  // namespace retour::views
