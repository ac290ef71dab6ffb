// Which words are here. Natively those of all languages are compiled in; a browser fetches those
// that somebody reads (site/texts/sv.words, made by assets/texts/generate.py).
//
//   choose(sv) --here--> the caller changes the language
//       |
//       '--not here--> awaited --arrived(file)--> taken      the caller changes the language
//                                            '--> unusable   the old language stays, and that is
//                                            said
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/texts.hpp"

namespace retour::ui {

inline constexpr std::size_t language_count = 3;  ///< Without `pseudo`, which is English.

/// What catalogues begin with; in a browser nothing is compiled in.
enum class Carried : std::uint8_t { compiled_in, none };

/// What became of the file of a language.
enum class Arrival : std::uint8_t {
  taken,     ///< It was awaited and is to be the language now.
  kept,      ///< Nobody awaits it any more; it is here for the next choice.
  unusable,  ///< An awaited one that did not come, or is of another edition; it is given up.
  ignored,   ///< The same of one that nobody awaits.
};

class Catalogues {
 public:
  explicit Catalogues(Carried carried);
  Catalogues(const Catalogues&) = delete;  // Messages point into the files.
  Catalogues& operator=(const Catalogues&) = delete;

  [[nodiscard]] bool has(Language language) const { return !messages(language).empty(); }
  /// By place; none when the language is not here. Valid for ever: what is here stays.
  [[nodiscard]] std::span<const std::string_view> messages(Language language) const;
  /// True when the words are here; otherwise they are awaited from now on, instead of any others.
  bool choose(Language language);
  [[nodiscard]] std::optional<Language> awaited() const { return awaited_; }
  /// Takes the bytes of a language's file; empty when it could not be fetched.
  Arrival arrived(Language language, std::string_view file);

 private:
  std::optional<Language> awaited_;
  std::array<std::string, language_count> files_;
  std::array<std::vector<std::string_view>, language_count> messages_;
};

/// Those of the program.
[[nodiscard]] Catalogues& catalogues();

/// A message in a language that need not be the reader's: rows that an import makes in the clinic's
/// language, letters in the patient's. "" unless it is one of those of every language (--everywhere
/// in cmake/web.cmake).
[[nodiscard]] std::string_view in_any_language(Language language, TextId id);

/// A language in its own words, for whoever cannot read the present one.
[[nodiscard]] std::string_view own_name_of(Language language) noexcept;

}  // namespace retour::ui
