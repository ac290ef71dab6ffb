// Search by part of a name: Cyrillic, ё = е, wrong layout, transliteration, typing errors.
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"

namespace retour {
namespace {

TEST(Utf8, ValidAndInvalid) {
  for (const char* good : {"", "abc", "Иванов", "å", "€", "\U0001F600", "12345678Я"})
    EXPECT_TRUE(is_valid_utf8(good)) << good;
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xD0",
                          "12345678\xD0", "\x80", "\xFF", "\xF8\x88\x80\x80\x80", "\xE2\x82"})
    EXPECT_FALSE(is_valid_utf8(bad));
}

TEST(Utf8, EveryScalarValueRoundTrips) {
  for (char32_t c = 1; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    std::string bytes;
    append_utf8(bytes, c);
    const auto back = decode_utf8_character(bytes);
    ASSERT_EQ(back.character, c);
    ASSERT_EQ(back.size, bytes.size());
  }
}

TEST(Utf8, DecodingRepairsNothing) {
  EXPECT_EQ(decode_utf8("ё"), U"ё");
  EXPECT_FALSE(decode_utf8("Ив\xE0нов"));
}

TEST(Folding, Names) {
  EXPECT_EQ(fold_for_search("Ёлкина-О'Брайен, Анна"), "елкина обрайен анна");
  EXPECT_EQ(fold_for_search("  ИВАНОВ\u00A0 Пётр\t"), "иванов петр");
  EXPECT_EQ(fold_for_search("Ångström Åsa Öberg"), "angstrom asa oberg");
  EXPECT_EQ(fold_for_search("Łukasz Żółć, Groß, Møller, Cæsar"), "lukasz zolc gross moller caesar");
  EXPECT_EQ(fold_for_search("Әлия Қайратқызы Төлеуова"), "алия кайраткызы толеуова");
  EXPECT_EQ(fold_for_search("Андрій Ґудзь"), "андрий гудзь");
  EXPECT_EQ(fold_for_search("ROMÃO"), "romao");
  EXPECT_EQ(fold_for_search("Nguyễn"), "nguyen");
  EXPECT_EQ(fold_for_search("№ 12/3 — «Ромашка»"), "12 3 ромашка");
  EXPECT_EQ(fold_for_search("..."), "");
}

TEST(Folding, DecomposedLettersAreTheSameLetters) {
  EXPECT_EQ(fold_for_search("Андрей"), fold_for_search("Андре\u0438\u0306"));
  EXPECT_EQ(fold_for_search("Пётр"), fold_for_search("П\u0435\u0308тр"));
  EXPECT_EQ(fold_for_search("Å"), fold_for_search("A\u030A"));
  EXPECT_NE(fold_for_search("Андрей"), fold_for_search("Андреи")) << "й is a letter of its own";
}

TEST(Folding, InvisibleAndBrokenBytesVanish) {
  EXPECT_EQ(fold_for_search("Ив\u200Bан\u202Eов\uFEFF"), "иванов");
  EXPECT_EQ(fold_for_search("Ив\xE0ан"), "иван");
}

TEST(Folding, FoldingTwiceChangesNothing) {
  const std::uint64_t seed = 20261122;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    const auto length = random.below(12);
    for (std::uint64_t i = 0; i < length; ++i) {
      const auto where = random.below(6);
      if (where == 0)
        text.push_back(static_cast<char>(random.below(256)));
      else if (where == 1)
        append_utf8(text, static_cast<char32_t>(0x300 + random.below(0x70)));
      else
        append_utf8(text, static_cast<char32_t>(1 + random.below(where < 5 ? 0x530 : 0xD000)));
    }
    const std::string once = fold_for_search(text);
    ASSERT_TRUE(is_valid_utf8(once));
    ASSERT_EQ(fold_for_search(once), once) << testing::PrintToString(text);
    ASSERT_FALSE(once.starts_with(' ') || once.ends_with(' ') || once.contains("  "));
  }
}

TEST(Keyboard, BothDirections) {
  EXPECT_EQ(swap_keyboard_layout("ghbdtn"), "привет");
  EXPECT_EQ(swap_keyboard_layout("привет"), "ghbdtn");
  EXPECT_EQ(swap_keyboard_layout("Bdfyjd"), "Иванов");
  EXPECT_EQ(swap_keyboard_layout(".kmrf"), "юлька");
  EXPECT_EQ(swap_keyboard_layout("T;tdbrf"), "Ежевика");
  EXPECT_EQ(swap_keyboard_layout("Фтвукыыщт"), "Andersson");
  EXPECT_EQ(swap_keyboard_layout("Bdfyjd 1985"), "Иванов 1985");
}

TEST(Transliteration, Schemes) {
  EXPECT_EQ(transliterate("Щукин Юрий"), "Shchukin Yuriy");
  EXPECT_EQ(transliterate("ЩУКИН"), "SHCHUKIN");
  EXPECT_EQ(transliterate("Юлия", Transliteration::passport), "Iuliia");
  EXPECT_EQ(transliterate("Мария", Transliteration::short_), "Maria");
  EXPECT_EQ(transliterate("Хабибуллин Жан"), "Khabibullin Zhan");
  EXPECT_EQ(transliterate("Подъячев", Transliteration::passport), "Podieiachev");
  EXPECT_EQ(transliterate("Åsa 12"), "Åsa 12") << "other scripts stay";
}

TEST(Transliteration, IntoCyrillic) {
  const std::pair<const char*, const char*> cases[] = {
      {"ivanov", "иванов"},       {"shcherbakov", "щербаков"},
      {"schukin", "щукин"},       {"schmidt", "шмидт"},
      {"dmitry", "дмитрий"},      {"dostoevsky", "достоевский"},
      {"bykov", "быков"},         {"sergei", "сергей"},
      {"aleksey", "алексей"},     {"yuliya", "юлия"},
      {"iuliia", "юлия"},         {"maria", "мария"},
      {"viacheslav", "вячеслав"}, {"zhukova ksenia", "жукова ксения"}};
  for (const auto& [latin, cyrillic] : cases)
    EXPECT_EQ(transliterate_to_cyrillic(latin), cyrillic) << latin;
}

bool finds(std::string_view query, std::string_view stored) {
  const std::string folded = fold_for_search(stored);
  return std::ranges::any_of(search_variants(query),
                             [&](const std::string& v) { return folded.contains(v); });
}

TEST(Variants, FindWhatPeopleMean) {
  EXPECT_TRUE(finds("елк", "Ёлкина Анна"));
  EXPECT_TRUE(finds("tkrbyf", "Ёлкина Анна"));
  EXPECT_TRUE(finds("Bdfyjd", "Иванов Пётр"));
  EXPECT_TRUE(finds("ivanov petr", "Иванов Пётр"));
  EXPECT_TRUE(finds("иванова мария", "Ivanova Maria"));
  EXPECT_TRUE(finds("Мария", "IVANOVA MARIIA"));
  EXPECT_TRUE(finds("фтвукыыщт", "Andersson Åsa"));
  EXPECT_TRUE(finds("ASA", "Andersson Åsa"));
  EXPECT_TRUE(finds("обрайен", "О’Брайен"));
  EXPECT_FALSE(finds("петров", "Иванов Пётр"));
  EXPECT_TRUE(search_variants("--").empty());
  EXPECT_TRUE(search_variants(" \t").empty());
}

TEST(Variants, AreFoldedDistinctAndBounded) {
  for (const char* query : {"Ivanov", "Иванов", "щ", "Åsa", "12", "О'Брайен-Смит"}) {
    auto variants = search_variants(query);
    EXPECT_LE(variants.size(), search_variants_max);
    ASSERT_FALSE(variants.empty());
    EXPECT_EQ(variants.front(), fold_for_search(query));
    for (const auto& v : variants) EXPECT_EQ(fold_for_search(v), v);
    std::ranges::sort(variants);
    EXPECT_EQ(std::ranges::adjacent_find(variants), variants.end());
  }
}

TEST(Distance, CountsTypingErrors) {
  EXPECT_EQ(typing_distance("иванов", "иванов", 2), 0u);
  EXPECT_EQ(typing_distance("иванов", "иавнов", 2), 1u) << "a swap of neighbours is one error";
  EXPECT_EQ(typing_distance("иванов", "ивано", 2), 1u);
  EXPECT_EQ(typing_distance("иванов", "ибанова", 2), 2u);
  EXPECT_EQ(typing_distance("иванов", "петров", 2), 3u) << "limit + 1";
  EXPECT_EQ(typing_distance("", "ab", 2), 2u);
  EXPECT_EQ(typing_distance("\xFF", "a", 2), 3u);
}

TEST(CleanLine, ReportsWhatItTook) {
  constexpr char raw[] = "  Ив\0ан\x01\u202E ов\r\n Пётр\u200B\t ";
  const auto line = clean_line({raw, sizeof raw - 1});
  EXPECT_EQ(line.text, "Иван ов Пётр");
  EXPECT_EQ(line.removed.nul, 1u);
  EXPECT_EQ(line.removed.control, 1u);
  EXPECT_EQ(line.removed.bidi, 1u);
  EXPECT_EQ(line.removed.line_breaks, 2u);
  EXPECT_EQ(line.removed.invisible, 1u);
  EXPECT_EQ(line.removed.total(), 6u);
  EXPECT_EQ(clean_line("Иванов Пётр").removed, RemovedCharacters{});
  EXPECT_EQ(clean_line("a\xFF"
                       "b")
                .text,
            "ab");
  EXPECT_EQ(clean_line("a\xFF"
                       "b")
                .removed.invalid,
            1u);
}

TEST(Trim, BlanksAtTheEnds) {
  EXPECT_EQ(trim("\u00A0 a b\u202F\t\r\n"), "a b");
  EXPECT_EQ(trim(" \u00A0"), "");
  EXPECT_EQ(trim("а"), "а");
}

}  // namespace
}  // namespace retour
