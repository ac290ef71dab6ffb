// What a line of a price list is likely to be: product type, specialty, length, from its name.
//
//   "Приём врача-кардиолога первичный"  -> entry, cardiology, 60 min   (rules: first_visit, ...)
//   "УЗИ брюшной полости"               -> diagnostic, imaging, 30 min (rules: ultrasound, ...)
//
// A table of word stems in Russian, English and Swedish, read from top to bottom; the first line
// that fits decides and is named, so that a person sees why and can edit 2,000 lines by rule
// instead of one by one. It only suggests: nothing that somebody chose is overwritten. A trained
// classifier was considered: it could not say why, and clinics name their services by few words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "model/people.hpp"

namespace retour::exchange {

/// Specialties that names give away. Texts are in the catalogues under "specialty.<name>".
enum class SpecialtyCode : std::uint8_t {
  unknown,
  allergology,
  cardiology,
  cosmetology,
  dentistry,
  dermatology,
  endocrinology,
  gastroenterology,
  gynaecology,
  imaging,
  laboratory,
  mammology,
  neurology,
  oncology,
  ophthalmology,
  orthopaedics,
  otolaryngology,
  paediatrics,
  phlebology,
  physiotherapy,
  psychiatry,
  surgery,
  therapy,
  urology,
};
inline constexpr std::size_t specialty_code_count =
    static_cast<std::size_t>(SpecialtyCode::urology) + 1;
[[nodiscard]] std::string_view name_of(SpecialtyCode code) noexcept;

/// A suggestion and the rules that made it (stable names, texts under "price_rule.<name>").
struct ServiceSuggestion {
  ProductType type = ProductType::untyped;
  SpecialtyCode specialty = SpecialtyCode::unknown;
  std::int32_t length_minutes = 30;
  std::string_view type_rule;       ///< Empty: no rule fits, the type stays open.
  std::string_view specialty_rule;  ///< The stem that gave the specialty away; empty: none.
};

/// Suggests from the name alone. O(rules x words).
[[nodiscard]] ServiceSuggestion suggest(std::string_view service_name);

/// Names of the rules of product types, in the order in which they are asked; for filters.
[[nodiscard]] std::span<const std::string_view> type_rule_names();

/// What a line of the price list becomes: a suggestion, or what a person made of it.
struct ServiceChoice {
  ProductType type = ProductType::untyped;
  std::string specialty;  ///< By name; empty: none.
  std::int32_t length_minutes = 30;
  bool operator==(const ServiceChoice&) const = default;
};

/// Choices by `service_key`. A line without one lands by its cells and the suggestion.
using ServiceChoices = std::map<std::string, ServiceChoice, std::less<>>;

/// What tells the lines of a price list apart: the folded code, or the name where it has none.
[[nodiscard]] std::string service_key(std::string_view code, std::string_view name);

/// A line that would land new or changed, for a person to review before it does.
struct ServiceLine {
  std::string key;
  std::string code;
  std::string name;
  std::optional<Money> price;
  std::string_view type_rule;  ///< The rule that suggested the type; empty: none, or not asked.
  ServiceChoice choice;        ///< As it would land.
  bool is_new = false;
};
inline constexpr std::size_t service_lines_max = 20'000;

}  // namespace retour::exchange
