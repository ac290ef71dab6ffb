// The words of the interface, in three languages, from assets/texts/{ru,en,sv}.txt.
//
//   texts("day.title")                              -> "День"
//   texts("patients.found", {{"count", 21}})        -> "Найден 21 пациент"
//
// Ids are checked by the build: an unknown one stops it (assets/texts/generate.py --check).
// Messages are whole sentences with named arguments and CLDR plural forms; nothing is glued
// together. The grammar is a part of ICU's:
//
//   {name}                                          the argument; integers grouped by locale
//   {count, plural, one {# пациент} few {# пациента} many {# пациентов} other {# пациента}}
//   {sex, select, female {записана} other {записан}}
//
// `#` within a plural form is the number. The language can change between two frames.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/message_table.hpp"

namespace retour::ui {

/// `pseudo` is for tests: every text is a third longer and bracketed, so that clipped or hard-coded
/// texts show.
enum class Language : std::uint8_t { ru, en, sv, pseudo };

/// "ru", "en", "sv" (pseudo: "en-XA").
[[nodiscard]] std::string_view code_of(Language language) noexcept;
/// The language of a BCP 47 tag such as "sv-SE"; Russian for languages we lack that its speakers
/// read (uk, be, kk), else English.
[[nodiscard]] Language language_from(std::string_view tag) noexcept;

/// A message id: the hash of its name, computed while compiling.
class TextId {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): t("id") is the whole point.
  consteval TextId(const char* id) : hash_(message_hash(id)) {}
  /// An id known at run time only, such as one made from a refusal code; nothing when unknown.
  [[nodiscard]] static std::optional<TextId> from(std::string_view id);
  /// Every id there is; empty in the browser. For tests.
  [[nodiscard]] static std::vector<std::string_view> names();
  /// Its id; empty in the browser. For tests.
  [[nodiscard]] std::string_view name() const;
  [[nodiscard]] constexpr std::uint32_t hash() const { return hash_; }

 private:
  explicit constexpr TextId(std::uint32_t hash) : hash_(hash) {}
  std::uint32_t hash_;
};

/// A named argument.
struct TextArg {
  std::string_view name;
  std::variant<std::int64_t, std::string_view> value;

  template <class T>
    requires std::is_integral_v<T>
  constexpr TextArg(std::string_view arg, T number)
      : name(arg), value(static_cast<std::int64_t>(number)) {}
  constexpr TextArg(std::string_view arg, std::string_view text) : name(arg), value(text) {}
  TextArg(std::string_view arg, const std::string& text)
      : name(arg), value(std::string_view(text)) {}
  constexpr TextArg(std::string_view arg, const char* text)
      : name(arg), value(std::string_view(text)) {}
};

/// The plural category of an integer: 0 one, 1 few, 2 many, 3 other (CLDR 48 rules).
enum class PluralForm : std::uint8_t { one, few, many, other };
[[nodiscard]] PluralForm plural_form(Language language, std::int64_t count) noexcept;

class Texts {
 public:
  explicit Texts(Language language = Language::ru);

  [[nodiscard]] Language language() const { return language_; }
  void set_language(Language language);

  /// The message as written; for messages without arguments. Valid until the language changes.
  /// An id without a message is shown as `?` and counted in `missing`.
  [[nodiscard]] std::string_view operator()(TextId id) const;
  /// The message with its arguments put in. An argument that is missing is shown as `{name}` and
  /// counted in `missing`.
  [[nodiscard]] std::string operator()(TextId id, std::initializer_list<TextArg> args) const;
  [[nodiscard]] std::string format(TextId id, const std::vector<TextArg>& args) const;

  /// How often a message or an argument was missing since the start; tests demand 0.
  [[nodiscard]] int missing() const { return missing_; }

  /// The raw message of a real language, "" when the catalogue lacks it.
  [[nodiscard]] static std::string_view raw(Language language, TextId id);
  /// Names of the arguments of a message, sorted, each once; for tests. Unbalanced braces or an
  /// unknown plural form give the single name "!".
  [[nodiscard]] static std::vector<std::string> arguments_of(std::string_view message);

 private:
  Language language_;
  std::vector<std::string_view> messages_;  // by place
  std::vector<std::string> pseudo_;
  mutable int missing_ = 0;
};

}  // namespace retour::ui
