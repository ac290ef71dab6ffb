// Visual regression of every screen against the reviewed pictures of tests/web/pictures, and the
// pictures of the manual, which are made and kept true the same way.
//
//   scripts/test --record     replaces the reviewed pictures that differ; look at them before
//                             they are committed
// links: web_views ui_test_support
#include <string>
#include <tuple>

#include "web/support/picture_places.hpp"
#include "web/support/view_tour.hpp"

namespace retour::views {
namespace {

/// Every screen is taken on every display, in every language and in every theme, but not in all of
/// their 27 combinations: three pictures each, chosen so that neighbours in the tour differ.
class ViewPictures : public ClinicFixture, public ::testing::WithParamInterface<Where> {
 public:
  /// The theme in which this screen of the tour is taken here, if it is.
  [[nodiscard]] static std::optional<ui::ThemeName> theme_for(std::size_t stop) {
    const auto& [screen, language] = GetParam();
    std::size_t display = 0;
    while (tour_screens[display].width != screen.width) ++display;
    if (tour_languages[(stop + display) % 3] != language) return std::nullopt;
    return static_cast<ui::ThemeName>((stop / 3 + display) % 3);
  }

  void take(std::size_t stop, const char* name) {
    const auto theme = theme_for(stop);
    if (!theme) return;
    ui.set_theme(*theme);
    settle();
    expect_reviewed(GetParam(), ui, name);
    ui.set_theme(ui::ThemeName::light);
    settle();
  }
};

TEST_P(ViewPictures, AreAsReviewed) {
  set_screen(*this, std::get<0>(GetParam()));
  set_language(std::get<1>(GetParam()));
  settle();
  std::size_t stop = 0;
  take(stop++, "first_run");
  open_demo();
  for (const Stop& one : demo_stops) {
    if (theme_for(stop)) visit(*this, one);
    take(stop++, one.name);
  }
}

TEST_P(ViewPictures, OfAnEmptyClinicAreAsReviewed) {
  set_screen(*this, std::get<0>(GetParam()));
  set_language(std::get<1>(GetParam()));
  open_own();
  std::size_t stop = 0;
  for (const Stop& one : empty_stops) {
    visit(*this, one);
    take(stop++, one.name);
  }
  ASSERT_TRUE(vault.close().has_value());
  ASSERT_TRUE(vault.look().has_value());
  input.time_seconds += 30;
  settle();
  take(stop, "unlock");
}

INSTANTIATE_TEST_SUITE_P(Everywhere, ViewPictures,
                         ::testing::Combine(::testing::ValuesIn(tour_screens),
                                            ::testing::ValuesIn(tour_languages)),
                         where_name);

class ManualPictures : public ClinicFixture, public ::testing::WithParamInterface<ui::Language> {
 public:
  void take(const char* name) {
    ui::expect_picture(ui::draw_picture(), std::string(ui::code_of(GetParam())) + "/" + name,
                       ui::PictureFolder::manual);
  }
};

TEST_P(ManualPictures, AreTrue) {
  set_size(1180, 720);
  set_language(GetParam());
  open_demo();
  for (const Stop& one : manual_stops) {
    visit(*this, one);
    take(one.name);
  }
}

INSTANTIATE_TEST_SUITE_P(Everywhere, ManualPictures, ::testing::ValuesIn(tour_languages),
                         [](const ::testing::TestParamInfo<ui::Language>& info) {
                           return std::string(ui::code_of(info.param));
                         });

}  // namespace
}  // namespace retour::views
