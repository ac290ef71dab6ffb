// `?gallery`: every widget of web/ui in every state, with switches for theme, language, density and
// text size. It is the documentation of the widgets: each section says when to use what it shows.
// It needs no clinic.
#pragma once

#include <cstdint>

#include "views/view_gallery_parts.hpp"

namespace retour::views {

/// The tabs of the gallery, in their order.
enum class GalleryFamily : std::uint8_t {
  basics,
  fields,
  choices,
  tables,
  feedback,
  charts,
  colours,
};
inline constexpr std::size_t gallery_family_count = 7;

class GalleryView {
 public:
  /// Draws the page: the switches and one family.
  void draw(ui::Ui& ui);
  /// Whether the density of fingers was chosen; the caller builds the fonts for it.
  [[nodiscard]] bool touch(bool device_touch) const { return touch_.value_or(device_touch); }
  void show(GalleryFamily family) { family_ = static_cast<std::size_t>(family); }

 private:
  void draw_switches(ui::Ui& ui);

  std::size_t family_ = 0;
  std::optional<bool> touch_;
  GalleryBasics basics_;
  GalleryFields fields_;
  GalleryChoices choices_;
  GalleryTables tables_;
  GalleryFeedback feedback_;
  GalleryCharts charts_;
};

}  // namespace retour::views
