// How much room words need at least.
#pragma once

#include <string_view>

#include "ui/ui.hpp"

namespace retour::ui {

/// Width of the longest word of a text: narrower, it would be broken within a word.
[[nodiscard]] float widest_word(const Ui& ui, std::string_view text,
                                TextStyle style = TextStyle::body);
/// What a control in a nearly full row may be squeezed to before it goes to the next line.
[[nodiscard]] float narrowest(const Ui& ui);
/// How much larger letters are than at 100 %, for measures made for those.
[[nodiscard]] float text_scale(const Ui& ui);

}  // namespace retour::ui
