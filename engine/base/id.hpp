// Identity of things: 128 bits in UUIDv7 layout (RFC 9562 section 5.7).
//
//    48 bits milliseconds | 4 version | 12 random | 2 variant | 62 random
//
// Time first, so that ids made one after another are neighbours in an index. Each kind of thing
// has its own type: a `PatientId` cannot be passed where a `VisitId` is meant.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/random.hpp"

namespace retour {

/// 16 bytes, big-endian order; all zero means "none".
struct IdBytes {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const IdBytes&) const = default;
  [[nodiscard]] bool is_nil() const noexcept { return *this == IdBytes{}; }
};

/// An id of one kind of entity. `Tag` is the entity's own type and is never needed complete.
template <class Tag>
struct Id : IdBytes {
  Id() = default;
  explicit constexpr Id(const IdBytes& raw) : IdBytes(raw) {}
  auto operator<=>(const Id&) const = default;
};

/// Lower-case canonical text, 36 characters: `018f2b6c-....`.
[[nodiscard]] std::string to_text(const IdBytes& id);

/// Reads the canonical text; upper case is accepted. Nothing on any other input.
[[nodiscard]] std::optional<IdBytes> id_from_text(std::string_view text);

/// A fresh id for `unix_milliseconds` with 74 random bits.
[[nodiscard]] IdBytes make_id(std::int64_t unix_milliseconds, RandomSource& random);

/// An id derived from `bytes` alone (BLAKE2b, version nibble 8 of RFC 9562): equal input, equal id
/// on every device. For things that the outside world already names, such as rows of an import.
[[nodiscard]] IdBytes id_from_name(std::span<const std::uint8_t> bytes);
[[nodiscard]] IdBytes id_from_name(std::string_view text);

}  // namespace retour
