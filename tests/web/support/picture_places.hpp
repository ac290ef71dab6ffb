// Where pictures are taken: displays, languages, themes, and the names of the files.
//
// The pictures are rasterised by the tests themselves, so that no browser and no driver has a say.
//   scripts/test --record     replaces the reviewed pictures that differ; look at them before they
//                             are committed
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <tuple>

#include "web/support/picture_file.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::views {

struct TourScreen {
  const char* name;
  float width;
  float height;
  bool touch;
};
inline constexpr std::array tour_screens = {TourScreen{"desk", 1440, 900, false},
                                            TourScreen{"tablet", 1180, 820, true},
                                            TourScreen{"phone", 390, 844, true}};

inline void set_screen(ui::UiFixture& fixture, const TourScreen& screen) {
  fixture.set_size(screen.width, screen.height);
  fixture.set_touch(screen.touch);
}

inline constexpr std::array tour_languages = {ui::Language::ru, ui::Language::en, ui::Language::sv};
inline constexpr std::array theme_names = {"light", "dark", "contrast"};

[[nodiscard]] inline std::string file_name(const TourScreen& screen, ui::Language language,
                                           ui::ThemeName theme, std::string_view what) {
  std::string name(screen.name);
  name += '-';
  name += ui::code_of(language);
  name += '-';
  name += theme_names[static_cast<std::size_t>(theme)];
  name += '/';
  name += what;
  return name;
}

using Where = std::tuple<TourScreen, ui::Language>;

[[nodiscard]] inline std::string where_name(const ::testing::TestParamInfo<Where>& info) {
  return std::string(std::get<0>(info.param).name) + "_" +
         std::string(ui::code_of(std::get<1>(info.param)));
}

/// Compares what was drawn last, at half size, with the reviewed picture.
inline void expect_reviewed(const Where& where, const ui::Ui& ui, std::string_view what) {
  ui::expect_picture(ui::halved(ui::draw_picture()),
                     file_name(std::get<0>(where), std::get<1>(where), ui.theme_name(), what));
}

}  // namespace retour::views
