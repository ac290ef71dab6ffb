// Text: UTF-8 in and out, and the foldings that make search forgiving.
//
// What a patient's name looks like is decided once, when it enters (`clean_line`); how it is found
// is decided here too, by folding what is stored and what is typed in the same way:
//
//   "Ёлкина-О'Брайен, Анна"  --fold_for_search-->  "елкина обрайен анна"
//   query "Tkrbyf" (Cyrillic name on a Latin layout)  --search_variants-->  "tkrbyf", "елкина", ...
//
// Only Latin and Cyrillic are folded. ICU and utf8proc were considered: their full tables cost
// more than the whole download of the search index, and clinics of this product type names in
// these two scripts. Other scripts pass through unchanged and are found as they are written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retour {

/// One character and how many bytes it took.
struct DecodedCharacter {
  char32_t character = 0;
  std::size_t size = 0;  ///< 0: no valid UTF-8 begins here.
};

/// The character at the front of `text`. Overlong forms, surrogates and numbers above U+10FFFF
/// are refused (RFC 3629); nothing is ever repaired into U+FFFD.
[[nodiscard]] DecodedCharacter decode_utf8_character(std::string_view text) noexcept;

/// True when all of `text` is UTF-8. Eight ASCII bytes at a time; linear.
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// All characters, or nothing when one byte of it is not UTF-8.
[[nodiscard]] std::optional<std::u32string> decode_utf8(std::string_view text);

/// Appends one character. `character` must be a Unicode scalar value.
void append_utf8(std::string& out, char32_t character);
[[nodiscard]] std::string encode_utf8(std::u32string_view text);

/// Lower case for Latin and Cyrillic; every other character stays.
[[nodiscard]] char32_t to_lower(char32_t character) noexcept;

/// The form in which names are compared: lower case; ё = е; å, ä, é, ø, Kazakh and Ukrainian
/// letters as their base letter; ß = ss, æ = ae; apostrophes and invisible characters vanish;
/// other punctuation and all blanks become one space, none at the ends. й stays й, also when it
/// arrives decomposed. Bytes that are not UTF-8 vanish. Folding twice changes nothing.
[[nodiscard]] std::string fold_for_search(std::string_view text);

/// What the same keys give on the other layout (Russian ЙЦУКЕН and US QWERTY): "ghbdtn" gives
/// "привет" and back. The script that more letters of `text` belong to decides the direction, so
/// that ".kmrf" becomes "юлька" and "ж" becomes ";".
[[nodiscard]] std::string swap_keyboard_layout(std::string_view text);

enum class Transliteration : std::uint8_t {
  common,    ///< Юлия = Yuliya: what people write in e-mails.
  passport,  ///< Юлия = Iuliia: ICAO Doc 9303, as in Russian passports since 2014.
  short_,    ///< Мария = Maria: -ия shortened, as in most Latin spellings of names.
};

/// Cyrillic (Russian letters) into Latin; everything else stays. Keeps capitals: "Щукин" gives
/// "Shchukin", "ЩУКИН" gives "SHCHUKIN".
[[nodiscard]] std::string transliterate(std::string_view text,
                                        Transliteration scheme = Transliteration::common);

/// Latin into Cyrillic, the most likely reading of a folded (lower case) text: "shchukin" gives
/// "щукин". Not an inverse of `transliterate`: the Latin spellings of one name are many.
[[nodiscard]] std::string transliterate_to_cyrillic(std::string_view folded);

inline constexpr std::size_t search_variants_max = 8;

/// Folded texts to search for when somebody typed `query`, most literal first, without repeats:
/// as typed, on the other layout, in the other script. Empty when nothing of it can be searched.
[[nodiscard]] std::vector<std::string> search_variants(std::string_view query);

/// Number of typing errors between two texts: insertions, deletions, replacements and swaps of
/// neighbours (optimal string alignment). `limit + 1` when there are more than `limit`; a small
/// limit makes it fast: O(length * limit).
[[nodiscard]] std::size_t typing_distance(std::u32string_view a, std::u32string_view b,
                                          std::size_t limit);
/// The same for UTF-8; texts that are not UTF-8 are infinitely far (`limit + 1`).
[[nodiscard]] std::size_t typing_distance(std::string_view a, std::string_view b,
                                          std::size_t limit);

/// What `clean_line` took out, by kind, so that an import can say it.
struct RemovedCharacters {
  std::uint32_t nul = 0;          ///< U+0000.
  std::uint32_t control = 0;      ///< C0 and C1 controls other than blanks.
  std::uint32_t line_breaks = 0;  ///< Became one space.
  std::uint32_t bidi = 0;       ///< Marks that reverse the reading order: names can lie with them.
  std::uint32_t invisible = 0;  ///< Zero-width characters, soft hyphens, byte-order marks.
  std::uint32_t invalid = 0;    ///< Bytes that are not UTF-8.
  bool operator==(const RemovedCharacters&) const = default;
  [[nodiscard]] std::uint32_t total() const {
    return nul + control + line_breaks + bidi + invisible + invalid;
  }
};

struct CleanLine {
  std::string text;
  RemovedCharacters removed;
};

/// A text for one line (a name, an address): without controls, marks and invisible characters;
/// runs of blanks of any kind become one space; none at the ends.
[[nodiscard]] CleanLine clean_line(std::string_view text);

/// `text` without ASCII blanks and no-break spaces at its ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;

}  // namespace retour
