// What of a patient is indexed, and how texts become trigrams. Internal to search*.cpp.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "model/patient.hpp"
#include "store/search.hpp"

namespace retour::store {

/// Version of the rules below and of folding; a change makes every index out of date.
inline constexpr std::uint8_t search_rules = 1;

/// Stored numbers: never renumbered without raising `search_rules`.
enum class TermKind : std::uint8_t { family = 1, given = 2, patronymic = 3, phone = 4, birth = 5 };

[[nodiscard]] constexpr bool is_name(TermKind kind) {
  return kind <= TermKind::patronymic;
}

/// One folded word of a name; the digits of a phone; a date of birth "1985-03-12" or a year.
struct SearchTerm {
  TermKind kind = TermKind::family;
  std::string text;
  auto operator<=>(const SearchTerm&) const = default;
};

inline constexpr std::size_t terms_per_patient_max = 40;
/// Characters of a word that are indexed.
inline constexpr std::size_t term_characters_max = 48;

/// What is indexed of a patient, sorted, each once. Nothing for a person without name and phone,
/// whose date of birth alone would find nobody.
[[nodiscard]] std::vector<SearchTerm> terms_of(const Patient& patient);

/// The words of a folded text.
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view folded);

/// The text whose trigrams are indexed: "^иванов", so that beginnings differ from middles, and
/// "79161234567$", so that tails do. Empty: none (dates are found by their order).
[[nodiscard]] std::string trigram_text(const SearchTerm& term);

/// Runs of three characters, in order, as UTF-8.
[[nodiscard]] std::vector<std::string> trigrams_of(std::string_view text);

/// Ascending term numbers as bytes and back.
[[nodiscard]] Bytes encode_terms(const std::vector<std::int64_t>& terms);
void decode_terms(ByteView bytes, std::vector<std::int64_t>& terms);

}  // namespace retour::store
