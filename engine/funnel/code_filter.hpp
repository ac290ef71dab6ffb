// An id that a query asks for, as a code of the columns. Internal to funnel/.
#pragma once

#include "funnel/events.hpp"

namespace retour::funnel {

/// `any_code`: the query does not ask; `no_code`: no row has the id that it asks for.
inline constexpr std::uint32_t any_code = 0xFFFFFFFFU;
inline constexpr std::uint32_t no_code = 0xFFFFFFFEU;

[[nodiscard]] inline std::uint32_t resolve(const Dimension& dimension, const IdBytes& id) {
  if (id.is_nil()) return any_code;
  const DimensionCode code = dimension.find(id);
  return code == no_dimension ? no_code : code;
}

[[nodiscard]] constexpr bool matches(std::uint32_t wanted, std::uint32_t code) {
  return wanted == any_code || wanted == code;
}

}  // namespace retour::funnel
