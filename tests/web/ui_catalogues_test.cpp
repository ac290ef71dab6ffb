// Words of a language: here, awaited, arrived, not to be had; the files that browsers fetch.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include "ui/catalogues.hpp"

namespace retour::ui {
namespace {

constexpr std::array every_language = {Language::ru, Language::en, Language::sv};

/// The file of a language as the site has it.
std::string words_file(Language language) {
  std::ifstream in(
      RETOUR_FONTS_DIR "/../../generated/texts/files/" + std::string(code_of(language)) + ".words",
      std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Catalogues, AFileHasTheVeryMessagesThatAreCompiledIn) {
  const Catalogues compiled_in(Carried::compiled_in);
  Catalogues fetched(Carried::none);
  for (const Language language : every_language) {
    EXPECT_FALSE(fetched.has(language));
    EXPECT_EQ(fetched.arrived(language, words_file(language)), Arrival::kept);
    EXPECT_TRUE(std::ranges::equal(fetched.messages(language), compiled_in.messages(language)))
        << code_of(language);
  }
}

TEST(Catalogues, AChosenLanguageIsAwaitedUntilItsFileArrives) {
  Catalogues words(Carried::none);
  EXPECT_EQ(words.arrived(Language::ru, words_file(Language::ru)), Arrival::kept);
  EXPECT_TRUE(words.choose(Language::ru));
  EXPECT_FALSE(words.choose(Language::sv));
  EXPECT_EQ(words.awaited(), Language::sv);
  EXPECT_EQ(words.arrived(Language::sv, words_file(Language::sv)), Arrival::taken);
  EXPECT_FALSE(words.awaited());
  EXPECT_TRUE(words.choose(Language::sv));
  EXPECT_TRUE(words.has(Language::ru)) << "what was here stays";
}

TEST(Catalogues, WithoutNetworkTheChoiceIsGivenUpAndCanBeMadeAgain) {
  Catalogues words(Carried::none);
  EXPECT_FALSE(words.choose(Language::sv));
  EXPECT_EQ(words.arrived(Language::sv, ""), Arrival::unusable);
  EXPECT_FALSE(words.awaited());
  EXPECT_FALSE(words.has(Language::sv));
  EXPECT_FALSE(words.choose(Language::sv));
  EXPECT_EQ(words.arrived(Language::sv, words_file(Language::sv)), Arrival::taken);
}

TEST(Catalogues, TheLastChoiceCountsWhenTwoAreOnTheirWay) {
  Catalogues words(Carried::none);
  words.arrived(Language::ru, words_file(Language::ru));
  words.choose(Language::sv);
  words.choose(Language::en);
  EXPECT_EQ(words.arrived(Language::sv, words_file(Language::sv)), Arrival::kept);
  EXPECT_EQ(words.awaited(), Language::en);
  EXPECT_TRUE(words.choose(Language::ru)) << "and back again";
  EXPECT_EQ(words.arrived(Language::en, ""), Arrival::ignored);
}

TEST(Catalogues, FilesOfAnotherEditionAndCutFilesAreRefused) {
  const std::string whole = words_file(Language::en);
  std::string other = whole;
  other[0] = static_cast<char>(other[0] ^ 1);
  for (const std::string& file : {other, whole.substr(0, whole.size() / 2), whole.substr(0, 4),
                                  whole.substr(0, 3), whole + '\0'}) {
    Catalogues words(Carried::none);
    words.choose(Language::en);
    EXPECT_EQ(words.arrived(Language::en, file), Arrival::unusable) << file.size();
    EXPECT_TRUE(words.messages(Language::en).empty());
  }
}

TEST(Catalogues, ThePseudoLanguageReadsEnglish) {
  Catalogues words(Carried::none);
  EXPECT_FALSE(words.choose(Language::pseudo));
  EXPECT_EQ(words.arrived(Language::en, words_file(Language::en)), Arrival::taken);
  EXPECT_TRUE(words.has(Language::pseudo));
}

TEST(Catalogues, LettersAndNamesThatBecomeRowsAreThereInEveryLanguage) {
  int named = 0;
  for (const std::string_view name : TextId::names()) {
    const TextId id = *TextId::from(name);
    const bool is_everywhere = name.starts_with("specialty.") || name.starts_with("letter.");
    for (const Language language : every_language) {
      if (is_everywhere)
        EXPECT_EQ(in_any_language(language, id), Texts::raw(language, id)) << name;
      else
        EXPECT_EQ(in_any_language(language, id), "") << name;
    }
    if (is_everywhere) ++named;
  }
  EXPECT_GT(named, 20);
}

}  // namespace
}  // namespace retour::ui
