// The day on paper: who comes when, by doctor, room or device; the plan of the theatres with the
// order of operations, team and ward.
#pragma once

#include <string>

#include "views/board.hpp"

namespace retour::views {

/// The day as a document to be printed, as the board shows it; with phones for the desk.
[[nodiscard]] std::string printable(Context& context, const Day& day, BoardBy by);

}  // namespace retour::views
