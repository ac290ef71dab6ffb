// The shell: navigation, the state of the device, banners that concern everything.
#pragma once

#include "views/context.hpp"

namespace retour::views {

/// Draws navigation and banners; gives the rectangle that is left for the screen.
[[nodiscard]] ui::Rect draw_shell(Context& context);

}  // namespace retour::views
