// Catalogues, plural forms, formats and entries of the three languages; contrast of the themes.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "base/phone.hpp"
#include "base/result.hpp"
#include "ops/refusal.hpp"
#include "ui/fonts.hpp"
#include "ui/locale.hpp"
#include "ui/texts.hpp"
#include "ui/theme.hpp"

namespace retour::ui {
namespace {

const std::string nbsp = "\xC2\xA0";

/// Code points of a UTF-8 text.
std::vector<std::uint32_t> decoded(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    std::uint32_t code = length == 1 ? c : c & (0xFFU >> (length + 1));
    for (std::size_t k = 1; k < length; ++k)
      code = (code << 6U) | (static_cast<unsigned char>(text[i + k]) & 0x3FU);
    out.push_back(code);
    i += length;
  }
  return out;
}

std::vector<std::string_view> every_message(Language language) {
  std::vector<std::string_view> messages;
  for (const std::string_view name : TextId::names())
    messages.push_back(Texts::raw(language, *TextId::from(name)));
  return messages;
}

TEST(Catalogues, EveryMessageIsThereInThreeLanguagesWithTheSameArguments) {
  for (const std::string_view name : TextId::names()) {
    const TextId id = *TextId::from(name);
    const auto wanted = Texts::arguments_of(Texts::raw(Language::ru, id));
    for (const Language language : {Language::ru, Language::en, Language::sv}) {
      const std::string_view message = Texts::raw(language, id);
      EXPECT_FALSE(message.empty()) << name << " is missing in " << code_of(language);
      EXPECT_EQ(Texts::arguments_of(message), wanted) << name << " in " << code_of(language);
    }
  }
}

TEST(Catalogues, EveryCharacterHasAGlyph) {
  for (const Language language : {Language::ru, Language::en, Language::sv})
    for (const std::string_view message : every_message(language))
      for (const std::uint32_t code : decoded(message))
        EXPECT_TRUE(code == '\n' || std::ranges::any_of(glyph_ranges,
                                                        [&](const GlyphRange& r) {
                                                          return code >= r.first && code <= r.last;
                                                        }))
            << std::hex << code << " in " << message;
}

TEST(Catalogues, AnIdWithoutMessageIsShownAndCounted) {
  EXPECT_FALSE(TextId::from("nowhere.said"));
  const Texts texts(Language::en);
  EXPECT_EQ(texts(TextId("nowhere"
                         "."
                         "said")),
            "?");
  EXPECT_EQ(texts.missing(), 1);
}

TEST(Catalogues, RussianPluralFormsAreComplete) {
  for (const std::string_view name : TextId::names()) {
    const std::string_view message = Texts::raw(Language::ru, *TextId::from(name));
    if (!message.contains(", plural,")) continue;
    for (const std::string_view form : {" one {", " few {", " many {", " other {"})
      EXPECT_TRUE(message.contains(form)) << name << " lacks" << form;
  }
}

TEST(Catalogues, ThePlaceWherePatientsSitIsARestZone) {
  // "Зона ожидания" tells people that they wait; the clinics of this product call it otherwise.
  for (const Language language : {Language::ru, Language::en, Language::sv})
    for (const std::string_view message : every_message(language))
      for (const std::string_view word :
           {"зона ожидания", "зоне ожидания", "waiting zone", "waiting room", "väntrum"})
        EXPECT_FALSE(message.contains(word)) << message;
}

TEST(Catalogues, EveryRefusalAndFailureHasWords) {
  for (const std::string_view name : EnumNames<RefusalCode>::names)
    EXPECT_TRUE(TextId::from("refusal." + std::string(name))) << name;
  for (int i = 0; i <= static_cast<int>(FailureCode::read_only); ++i) {
    const std::string name(name_of(static_cast<FailureCode>(i)));
    EXPECT_TRUE(TextId::from("failure." + name)) << name;
  }
  for (int i = 0; i <= static_cast<int>(PhoneFault::several_numbers); ++i) {
    const std::string name(name_of(static_cast<PhoneFault>(i)));
    EXPECT_TRUE(TextId::from("phone." + name)) << name;
  }
}

TEST(Texts, PluralForms) {
  const Texts texts(Language::ru);
  const auto found = [&](int count) { return texts("patients.found", {{"count", count}}); };
  EXPECT_EQ(found(1), "Найден 1 пациент");
  EXPECT_EQ(found(2), "Найдено 2 пациента");
  EXPECT_EQ(found(5), "Найдено 5 пациентов");
  EXPECT_EQ(found(11), "Найдено 11 пациентов");
  EXPECT_EQ(found(21), "Найден 21 пациент");
  EXPECT_EQ(found(112), "Найдено 112 пациентов");
  EXPECT_EQ(found(62298), "Найдено 62" + nbsp + "298 пациентов");
  EXPECT_EQ(Texts(Language::en)("patients.found", {{"count", 1}}), "1 patient found");
  EXPECT_EQ(Texts(Language::sv)("patients.found", {{"count", 2}}), "2 patienter hittade");
}

TEST(Texts, AMissingArgumentIsShownAndCounted) {
  const Texts texts(Language::ru);
  EXPECT_TRUE(texts("booking.booked", {{"patient", "Иванова"}}).contains("{date}"));
  EXPECT_EQ(texts.missing(), 2);
}

TEST(Texts, PseudoLanguageIsLongerAndKeepsArguments) {
  const Texts texts(Language::pseudo);
  EXPECT_GT(texts("first.demo_text").size(),
            Texts::raw(Language::en, "first.demo_text").size() * 5 / 4);
  EXPECT_TRUE(
      texts("booking.booked", {{"patient", "A"}, {"date", "B"}, {"time", "C"}}).contains("A"));
  EXPECT_EQ(texts.missing(), 0);
}

TEST(Texts, MalformedMessagesAreNoticed) {
  EXPECT_EQ(Texts::arguments_of("{name"), std::vector<std::string>{"!"});
  EXPECT_EQ(Texts::arguments_of("{count, plural, one {#}}"), std::vector<std::string>{"!"});
  EXPECT_EQ(Texts::arguments_of("{count, plural, uno {#} other {#}}"),
            std::vector<std::string>{"!"});
  EXPECT_EQ(Texts::arguments_of("{b} and {a}, {b}"), (std::vector<std::string>{"a", "b"}));
}

TEST(Formats, Money) {
  const Money money{.minor = 1530000, .currency = Currency::rub};
  EXPECT_EQ(format_money(money, Language::ru), "15" + nbsp + "300,00" + nbsp + "₽");
  EXPECT_EQ(format_money({.minor = 1530050, .currency = Currency::sek}, Language::sv),
            "15" + nbsp + "300,50" + nbsp + "kr");
  EXPECT_EQ(format_money(money, Language::en), "RUB" + nbsp + "15,300.00");
  EXPECT_EQ(format_money({.minor = -50, .currency = Currency::eur}, Language::en), "-€0.50");
  EXPECT_EQ(format_money({.minor = 1530050, .currency = Currency::rub}, Language::ru,
                         MoneyStyle::rounded),
            "15" + nbsp + "301" + nbsp + "₽");
  EXPECT_EQ(format_money({.minor = INT64_MIN, .currency = Currency::rub}, Language::ru).front(),
            '-');
}

TEST(Formats, Dates) {
  const LocalDate date = *LocalDate::from_ymd(2026, 11, 22);
  EXPECT_EQ(format_date(date, DateStyle::numeric, Language::ru), "22.11.2026");
  EXPECT_EQ(format_date(date, DateStyle::numeric, Language::en), "22/11/2026");
  EXPECT_EQ(format_date(date, DateStyle::numeric, Language::sv), "2026-11-22");
  EXPECT_EQ(format_date(date, DateStyle::weekday_full, Language::ru),
            "воскресенье, 22" + nbsp + "ноября");
  EXPECT_EQ(format_date(date, DateStyle::full, Language::sv), "22" + nbsp + "november 2026");
  EXPECT_EQ(format_date(date, DateStyle::month_year, Language::en), "November 2026");
}

TEST(Entries, DatesAsPeopleTypeThem) {
  const LocalDate today = *LocalDate::from_ymd(2026, 11, 22);
  const auto date = [&](std::string_view text, DateHint hint = DateHint::nearest) {
    return parse_date(text, today, hint);
  };
  const auto ymd = [](int y, int m, int d) { return *LocalDate::from_ymd(y, m, d); };
  EXPECT_EQ(*date("12.3", DateHint::future), ymd(2027, 3, 12));
  EXPECT_EQ(*date("12.3", DateHint::past), ymd(2026, 3, 12));
  EXPECT_EQ(*date("12.03.2026"), ymd(2026, 3, 12));
  EXPECT_EQ(*date("12/3 26"), ymd(2026, 3, 12));
  EXPECT_EQ(*date("2026-03-12"), ymd(2026, 3, 12));
  EXPECT_EQ(*date("120326"), ymd(2026, 3, 12));
  EXPECT_EQ(*date("12032026"), ymd(2026, 3, 12));
  EXPECT_EQ(*date("12 марта 2026"), ymd(2026, 3, 12));
  EXPECT_EQ(*date("3 МАЯ 26"), ymd(2026, 5, 3));
  EXPECT_EQ(*date("12 mars", DateHint::future), ymd(2027, 3, 12));
  EXPECT_EQ(*date("ЗАВТРА"), ymd(2026, 11, 23));
  EXPECT_EQ(*date("imorgon"), ymd(2026, 11, 23));
  EXPECT_EQ(*date("yesterday"), ymd(2026, 11, 21));
  EXPECT_EQ(*date("+7"), ymd(2026, 11, 29));
  EXPECT_EQ(*date("пн"), ymd(2026, 11, 23));
  EXPECT_EQ(*date("12.5.85", DateHint::past), ymd(1985, 5, 12));
  EXPECT_EQ(*date("5", DateHint::future), ymd(2026, 12, 5));
  EXPECT_EQ(date("31.02.2027").error(), EntryError::no_such_day);
  EXPECT_EQ(date("").error(), EntryError::empty);
  EXPECT_EQ(date("когда-нибудь").error(), EntryError::not_understood);
  EXPECT_EQ(date(std::string(100'000, '1')).error(), EntryError::not_understood);
  EXPECT_EQ(date(std::string("12\0.3", 5)).error(), EntryError::not_understood);
}

TEST(Entries, TimesAndAmounts) {
  EXPECT_EQ(*parse_time("9"), 540);
  EXPECT_EQ(*parse_time("930"), 570);
  EXPECT_EQ(*parse_time("9.30"), 570);
  EXPECT_EQ(*parse_time("09 30"), 570);
  EXPECT_EQ(parse_time("25:00").error(), EntryError::out_of_range);
  EXPECT_EQ(parse_time("полдень").error(), EntryError::not_understood);
  EXPECT_EQ(*parse_money("15 300,50"), 1530050);
  EXPECT_EQ(*parse_money("15,300.50"), 1530050);
  EXPECT_EQ(*parse_money("15,300"), 1530000);
  EXPECT_EQ(*parse_money("15300.5"), 1530050);
  EXPECT_EQ(parse_money("99999999999999999").error(), EntryError::out_of_range);
  EXPECT_EQ(parse_money("-5").error(), EntryError::not_understood);
}

TEST(Entries, OffsetsOfTheBrowserAreUtf16) {
  const std::string text = "Ёж\xF0\x9F\x98\x80!";
  EXPECT_EQ(byte_offset(text, 2), 4U);
  EXPECT_EQ(byte_offset(text, 4), 8U);
  EXPECT_EQ(utf16_offset(text, 8), 4U);
  EXPECT_EQ(byte_offset(text, 999), text.size());
}

/// WCAG 2.2: 1.4.3 (text 4.5:1) and 1.4.11 (controls 3:1).
TEST(Themes, Contrast) {
  for (const ThemeName name : {ThemeName::light, ThemeName::dark, ThemeName::contrast}) {
    const Theme& t = theme_of(name);
    for (const Color back : {t.canvas, t.surface, t.sunken, t.hover, t.selected}) {
      EXPECT_GE(contrast_ratio(t.text, back), 4.5);
      EXPECT_GE(contrast_ratio(t.muted, back), 4.5);
      EXPECT_GE(contrast_ratio(t.link, back), 4.5);
      EXPECT_GE(contrast_ratio(t.focus, back), 3.0);
    }
    EXPECT_GE(contrast_ratio(t.border, t.surface), 3.0);
    EXPECT_GE(contrast_ratio(t.now_line, t.surface), 3.0);
    for (const Color back : {t.primary.back, t.primary_hover, t.primary_press})
      EXPECT_GE(contrast_ratio(t.primary.text, back), 4.5);
    for (const Color back : {t.danger.back, t.danger_hover})
      EXPECT_GE(contrast_ratio(t.danger.text, back), 4.5);
    for (const Pair& pair : t.tones) EXPECT_GE(contrast_ratio(pair.text, pair.back), 4.5);
    for (const Pair& pair : t.statuses) EXPECT_GE(contrast_ratio(pair.text, pair.back), 4.5);
    for (const Pair& pair : t.bookings) EXPECT_GE(contrast_ratio(pair.text, pair.back), 4.5);
    for (const Color color : t.series) EXPECT_GE(contrast_ratio(color, t.surface), 3.0);
  }
}

}  // namespace
}  // namespace retour::ui
