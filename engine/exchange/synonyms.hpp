// Header texts by which files call their columns. Internal to exchange/.
#pragma once

#include <span>
#include <string_view>

#include "exchange/mapping.hpp"

namespace retour::exchange {

/// Words for one field in files of certain kinds, as `header_key` writes them, most telling first.
struct Synonyms {
  TargetField field;
  std::span<const std::string_view> words;
};

[[nodiscard]] std::span<const Synonyms> synonyms_of(ImportKind kind);

}  // namespace retour::exchange
