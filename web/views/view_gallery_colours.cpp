#include <algorithm>

#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {
namespace {

using ui::Ui;

/// A swatch with its name on it.
void swatch(Ui& ui, std::string_view words, const ui::Pair& pair, ui::Icon icon) {
  const float icon_w = icon == ui::Icon::none ? 0 : ui.metrics().icon + 6;
  // In a row that is nearly full it goes to the next line.
  const float w = std::min(ui.text_width(words) + icon_w + 24, ui.width());
  const ui::Rect r = ui.place(w, ui.metrics().control);
  ui.node(ui.text_id(words), ui::Role::text, r, words);
  ui.fill(r, pair.back, ui.metrics().radius);
  ui.stroke(r, ui.theme().line, ui.metrics().radius);
  if (icon_w > 0)
    ui.draw_icon(icon, r.x + 10, r.y + (r.h - ui.metrics().icon) / 2, ui.metrics().icon, pair.text);
  ui.draw_text(r.x + 12 + icon_w, ui::centred_y(ui, r), words,
               {.color = pair.text, .max_width = r.w - icon_w - 20});
}

}  // namespace

void draw_gallery_colours(Ui& ui) {
  const ui::Theme& theme = ui.theme();
  const auto section = gallery_section(ui, "colours", "gallery.colour", "gallery.colour.use");
  {
    const auto row = ui.row();
    for (int status = 1; status <= 7; ++status)
      swatch(ui, ui::status_name(ui, status), theme.statuses[static_cast<std::size_t>(status - 1)],
             ui::status_icon(status));
  }
  {
    const auto row = ui.row();
    for (std::size_t i = 0; i < ui::booking_look_count; ++i) {
      const auto look = static_cast<ui::BookingLook>(i);
      swatch(ui, ui::booking_look_name(ui, look), theme.bookings[i], ui::booking_icon(look));
    }
  }
  {
    const auto row = ui.row();
    swatch(ui, ui.t("gallery.state.normal"), {.back = theme.surface, .text = theme.text},
           ui::Icon::none);
    swatch(ui, ui.t("gallery.state.hovered"), {.back = theme.hover, .text = theme.text},
           ui::Icon::none);
    swatch(ui, ui.t("gallery.state.on"), {.back = theme.selected, .text = theme.text},
           ui::Icon::none);
    swatch(ui, ui.t("gallery.state.readonly"), {.back = theme.sunken, .text = theme.muted},
           ui::Icon::none);
    swatch(ui, ui.t("common.save"), theme.primary, ui::Icon::save);
    swatch(ui, ui.t("gallery.state.error"), theme.danger, ui::Icon::circle_alert);
  }
  const auto row = ui.row();
  for (std::size_t i = 0; i < theme.series.size(); ++i)
    swatch(ui, ui.t("gallery.colour.series", {{"number", i + 1}}),
           {.back = theme.series[i], .text = theme.surface}, ui::Icon::none);
}

}  // namespace retour::views
