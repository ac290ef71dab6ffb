// A small table of text that somebody pastes or takes from a file, to be seen before it is saved.
#pragma once

#include <string>

#include "views/context.hpp"

namespace retour::views {

class PastedTable {
 public:
  /// The button for a file and the field. Files beyond 64 KB are cut there.
  void draw(Context& context, std::string_view example);
  [[nodiscard]] const std::string& text() const { return text_; }
  void clear() { text_.clear(); }

 private:
  std::uint32_t picking_ = 0;
  std::string text_;
};

}  // namespace retour::views
