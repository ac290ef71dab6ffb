// One value as a database holds it. Views point into the entity or into a scratch buffer.
#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include "base/bytes.hpp"

namespace retour {

using Cell = std::variant<std::monostate, std::int64_t, std::string_view, ByteView>;
enum class CellKind : std::uint8_t { integer, text, blob };

}  // namespace retour
