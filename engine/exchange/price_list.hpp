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
#include <string_view>

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

}  // namespace retour::exchange
