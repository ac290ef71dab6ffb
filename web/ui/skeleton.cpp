#include "ui/skeleton.hpp"

#include <array>

namespace retour::ui {
namespace {

/// Widths of the bars, in shares: uneven as words are.
constexpr std::array shares = {0.92F, 0.74F, 0.83F, 0.58F};

void bar(Ui& ui, float x, float y, float w, float h) {
  const Theme& theme = ui.theme();
  const bool lines_are_black = ui.theme_name() == ThemeName::contrast;
  ui.fill({.x = x, .y = y, .w = w, .h = h}, lines_are_black ? theme.closed : theme.line, h / 2);
}

}  // namespace

void skeleton(Ui& ui, const SkeletonOptions& options) {
  const float body = ui.line_height(TextStyle::body);
  const float each = options.shape == SkeletonShape::lines  ? body + ui.metrics().gap
                     : options.shape == SkeletonShape::rows ? 2 * body + 2 * ui.metrics().gap
                                                            : body * 3 + ui.metrics().card_pad;
  const Rect r = ui.place(0, each * static_cast<float>(options.count));
  ui.node(ui.id(options.key), Role::status, r, options.name).state |= State::busy;
  if (!ui.is_visible(r)) return;
  for (int i = 0; i < options.count; ++i) {
    const float y = r.y + each * static_cast<float>(i);
    const float share = shares[static_cast<std::size_t>(i) % shares.size()];
    switch (options.shape) {
      case SkeletonShape::lines: bar(ui, r.x, y + 4, r.w * share, body - 8); break;
      case SkeletonShape::rows: {
        const float mark = 2 * body - 4;
        bar(ui, r.x, y + 4, mark, mark);
        bar(ui, r.x + mark + 12, y + 4, (r.w - mark - 12) * share * 0.6F, body - 8);
        bar(ui, r.x + mark + 12, y + body + 4, (r.w - mark - 12) * share, body - 10);
        break;
      }
      case SkeletonShape::card:
        bar(ui, r.x, y, r.w * 0.35F, body * 1.6F);
        bar(ui, r.x, y + body * 2, r.w * share * 0.7F, body - 8);
        break;
    }
  }
}

}  // namespace retour::ui
