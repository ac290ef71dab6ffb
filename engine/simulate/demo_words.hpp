// Words of the demo clinic in three languages. Data, not interface: a clinic's own names.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "model/clinic.hpp"
#include "model/people.hpp"

namespace retour::simulate {

/// One service of the demo price list.
struct DemoService {
  std::string_view name;
  int specialty = -1;  ///< Index of the specialty; -1: any.
  ProductType type = ProductType::untyped;
  std::int32_t length_minutes = 30;
  std::int64_t price_major = 0;
  bool ultrasound = false;
};

struct DemoWords {
  std::string_view zone;
  Currency currency;
  std::string_view clinic, legal_entity, branch_main, branch_small, address_main, address_small;
  std::string_view phone_prefix;
  int phone_digits = 4;  ///< That follow the prefix.
  std::array<std::string_view, 4> specialties;
  std::array<DemoService, 15> services;
  std::string_view package_name;
  std::span<const std::string_view> families_female, families_male;
  std::span<const std::string_view> givens_female, givens_male;
  std::span<const std::string_view> patronymics_female, patronymics_male;  ///< Empty: none.
  std::array<std::string_view, 6> sources;
  std::array<std::string_view, 2> campaigns;  ///< Of the first two sources.
  std::array<std::string_view, 2> campaign_numbers;
  std::string_view contractor;  ///< Of the first campaign.
  std::array<std::string_view, 2> scripts;
  std::string_view company, insurer;
  std::array<std::string_view, 4> cancel_reasons;
  std::array<std::string_view, 4> refusal_reasons;
  std::string_view room, procedure_room, ultrasound_room, theatre, ultrasound;
  std::string_view plan_title;
  std::string_view step_call, step_book, wish;
};

[[nodiscard]] const DemoWords& demo_words(Language language);

}  // namespace retour::simulate
