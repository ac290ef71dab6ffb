// Whose word counts while another program runs beside Retour (companion mode): one switch for each
// kind of things, shown in the settings and beside an import.
#pragma once

#include <span>

#include "views/context.hpp"

namespace retour::views {

enum class LedThings : std::uint8_t { patients, bookings, services };

/// A card with the switches of these kinds. True when one was pressed; the change is then on its
/// way, with an undo.
bool draw_leading_program(Context& context, std::span<const LedThings> kinds);

}  // namespace retour::views
