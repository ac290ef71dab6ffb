// Visual regression of the gallery: every widget in every state, family by family, on three
// displays and in three languages, in Russian in all themes, against the reviewed pictures of
// tests/web/pictures. Nothing in it may be clipped, nameless or without a place in the tree.
// links: web_views ui_test_support
#include "views/view_gallery.hpp"
#include "web/support/picture_places.hpp"

namespace retour::views {
namespace {

class GalleryPictures : public ui::UiFixture, public ::testing::WithParamInterface<Where> {};

TEST_P(GalleryPictures, AreAsReviewed) {
  static constexpr std::array<const char*, gallery_family_count> families = {
      "basics", "fields", "choices", "tables", "feedback", "charts", "colours"};
  const auto& [screen, language] = GetParam();
  GalleryView gallery;
  draw = [&] { gallery.draw(ui); };
  set_screen(*this, screen);
  set_language(language);
  for (std::size_t i = 0; i < gallery_family_count; ++i) {
    gallery.show(static_cast<GalleryFamily>(i));
    // High enough for all of a family: what is to be seen here is all of it, not a screen.
    const bool is_charts = families[i] == std::string_view("charts");
    set_size(screen.width,
             screen.width < 600 ? (is_charts ? 4400 : 3600) : (is_charts ? 2500 : 1700));
    for (std::size_t theme = 0; theme < ui::theme_count; ++theme) {
      // Other languages change lengths, not colours.
      if (theme > 0 && language != ui::Language::ru) continue;
      ui.set_theme(static_cast<ui::ThemeName>(theme));
      settle();
      expect_clean();
      expect_reviewed(GetParam(), ui, std::string("gallery_") + families[i]);
    }
    ui.set_theme(ui::ThemeName::light);
  }
}

INSTANTIATE_TEST_SUITE_P(Everywhere, GalleryPictures,
                         ::testing::Combine(::testing::ValuesIn(tour_screens),
                                            ::testing::ValuesIn(tour_languages)),
                         where_name);

}  // namespace
}  // namespace retour::views
