// Phone numbers: whatever people type in, E.164 out ("+79161234567").
//
//   home russia:   8 (916) 123-45-67    9161234567    7 916 1234567    +7 916 123 45 67
//   home sweden:   070-123 45 67        0046701234567     +46 (0)70 123 45 67
//
// The table behind it holds the countries around the product's clinics with the lengths of
// Google's libphonenumber metadata; a number of any other country is taken when it is written
// internationally ("+" or "00") and has a length that E.164 allows. libphonenumber itself was
// considered: with protobuf and ICU it is larger than this whole program in the browser.
//
// A number is never completed by guessing: ten digits that could be a Kazakh number or a Russian
// one with a digit missing are refused with the reason.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace retour {

/// Whose national notation a text without country code is read in.
enum class PhoneRegion : std::uint8_t {
  russia,
  kazakhstan,
  belarus,
  ukraine,
  sweden,
  finland,
  norway,
  denmark,
  estonia,
  latvia,
  lithuania,
  poland,
  germany,
  georgia,
  armenia,
  azerbaijan,
  uzbekistan,
  kyrgyzstan,
  tajikistan,
  moldova,
  united_kingdom,
  brazil,
};

/// Why a text is no phone number. Catalogue keys are derived from `name_of`.
enum class PhoneFault : std::uint8_t {
  empty,    ///< No digit in it.
  letters,  ///< Something that belongs to no number.
  too_short,
  too_long,
  no_area_code,     ///< 5 to 7 digits: a town's number without the town.
  unknown_prefix,   ///< Right length, but no number of that country begins so.
  placeholder,      ///< 999 999-99-99 and the like: typed to satisfy a form.
  several_numbers,  ///< More than one in the text; `split_phones` takes them apart.
};
[[nodiscard]] std::string_view name_of(PhoneFault fault) noexcept;

/// A number and what was dialled after it.
struct ParsedPhone {
  std::string number;     ///< E.164 with "+".
  std::string extension;  ///< Digits after "доб.", "ext", "ankn"; mostly empty.
  bool operator==(const ParsedPhone&) const = default;
};

/// Reads one number. Blanks, hyphens, brackets, dots and a label in front ("тел.:") are accepted.
[[nodiscard]] std::expected<ParsedPhone, PhoneFault> parse_phone(std::string_view text,
                                                                 PhoneRegion home);

/// The texts of the numbers in a cell such as "8 916 123-45-67, 8 495 123 45 67 (мама)": cut at
/// commas, semicolons, slashes and line breaks; remarks in brackets are left out.
[[nodiscard]] std::vector<std::string_view> split_phones(std::string_view text);

/// For people: "+7 916 123-45-67", "+46 70-123 45 67", others in groups. Not E.164: returned as is.
[[nodiscard]] std::string format_phone(std::string_view e164);

/// The ASCII digits of a text.
[[nodiscard]] std::string digits_of(std::string_view text);

/// Last `count` digits of a number, for lists such as "…4567"; all of them when there are fewer.
[[nodiscard]] std::string phone_tail(std::string_view number, std::size_t count);

/// What to look for inside stored digits when somebody typed a part of a number: the digits as
/// typed and, where they begin with a national or international prefix (8, 7, 0, +46), those
/// after it. Empty when the query holds a letter or fewer than `phone_query_digits_min` digits.
[[nodiscard]] std::vector<std::string> phone_search_keys(std::string_view query, PhoneRegion home);
inline constexpr std::size_t phone_query_digits_min = 3;

}  // namespace retour
