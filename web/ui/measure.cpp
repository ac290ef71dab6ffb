#include "ui/measure.hpp"

#include <algorithm>

namespace retour::ui {

float widest_word(const Ui& ui, std::string_view text, TextStyle style) {
  float widest = 0;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find_first_of(" \n"));
    widest = std::max(widest, ui.text_width(word, style));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return widest;
}

float narrowest(const Ui& ui) {
  return 200 * text_scale(ui);
}

float text_scale(const Ui& ui) {
  const float touch = ui.density() == Density::touch ? touch_line_extra : 0;
  return ui.line_height(TextStyle::body) / (font_specs[1].line + touch);
}

}  // namespace retour::ui
