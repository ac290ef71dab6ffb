// Pairs of cards that are probably one person's: a press compares them, the menu says that they are
// two people's.
#pragma once

#include "views/context.hpp"
#include "views/view_merge.hpp"

namespace retour::views {

/// The list; what is pressed is compared by `form`.
void draw_duplicates(Context& context, MergeForm& form);

}  // namespace retour::views
