// Letters that are really in the fonts, in every style; a clear sign for those that are not.
// links: web_ui ui_test_support
#include <imgui.h>
#include <imgui_internal.h>

#include <string_view>

#include "ui/texts.hpp"
#include "ui/widgets.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::ui {
namespace {

class Glyphs : public UiFixture {
 public:
  /// Every character of the text, in every style.
  void expect_drawn(std::string_view text) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
      unsigned code = 0;
      at += ImTextCharFromUtf8(&code, at, end);
      if (code == '\n') continue;
      for (std::size_t style = 0; style < text_style_count; ++style)
        ASSERT_NE(ui.fonts.fonts[style]->FindGlyphNoFallback(static_cast<ImWchar>(code)), nullptr)
            << "U+" << std::hex << code << " of \"" << text << '"';
    }
  }
};

TEST_F(Glyphs, EveryMessageCanBeDrawn) {
  for (const std::string_view name : TextId::names())
    for (const Language language : {Language::ru, Language::en, Language::sv})
      expect_drawn(Texts::raw(language, *TextId::from(name)));
}

TEST_F(Glyphs, NamesOfManyPeoplesCanBeDrawn) {
  for (const std::string_view name :
       {"Ёлкина-Шуйская Ъхъыьэюя", "Åke Öström Äng", "Søren Ægir Þórðardóttir", "Łukasz Żółć",
        "Dvořák Šťastný Ľubomír", "Őrsi Űrhajós", "Ștefan Țiriac", "Əliyev Şükür Çağ",
        "O’Neill “Mac” D'Arcy", "Тәңірберген Қожа Үмбетәлі Ғалым Һәм", "Ҷумъа Ӯрунов Ӣсо",
        "Ӑнтрик Ҫӗнӗ Ӳнер", "Їжак Євген Ґалаґан", "Ўзбек Ҳамид", "№ 5 — 12 500,00 ₽ ±"})
    expect_drawn(name);
}

TEST_F(Glyphs, WhatIsNotInTheFontsIsAClearSign) {
  for (std::size_t style = 0; style < text_style_count; ++style) {
    const ImFont* font = ui.fonts.fonts[style];
    EXPECT_EQ(font->FallbackChar, 0xFFFD);
    ASSERT_NE(font->FallbackGlyph, nullptr);
    EXPECT_TRUE(font->FallbackGlyph->Visible);
    EXPECT_GT(font->FallbackGlyph->AdvanceX, 4);
  }
  // An emoji is one sign, not several and not nothing.
  EXPECT_EQ(ui.text_width("\xF0\x9F\x98\x80"), ui.text_width("\xEF\xBF\xBD"));
}

TEST_F(Glyphs, EveryIconCanBeDrawn) {
#define RETOUR_TEST_ICON(name, code)                                                             \
  EXPECT_NE(ui.fonts[TextStyle::body]->FindGlyphNoFallback(static_cast<ImWchar>(code)), nullptr) \
      << #name;
  RETOUR_UI_ICONS(RETOUR_TEST_ICON)
#undef RETOUR_TEST_ICON
}

}  // namespace
}  // namespace retour::ui
