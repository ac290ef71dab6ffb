// Messages in several languages as assets/texts/generate.py packs them, and how they are found.
//
//   hashes   0x00a1…  0x03f2…  0x0b77…      of the ids, ascending
//   places        17      204        3      which message each of them is
//   texts    "Отмена\0Записать\0…"          one text a language, each message ended by a zero
//
// A message is named by the hash of its id: sources carry four bytes instead of a name, a new
// message recompiles the table alone, and no pointer is kept for each message and language.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace retour {

inline constexpr std::size_t message_languages = 3;  ///< ru, en, sv.

struct MessageTable {
  std::span<const std::uint32_t> hashes;  ///< Ascending; the generator refuses two equal ones.
  std::span<const std::uint16_t> places;  ///< Of the hash at the same index.
  std::array<std::string_view, message_languages> texts;
  std::string_view names;  ///< Ids in the same form; empty in the browser, where nobody reads them.
};

/// FNV-1a of an id, 32 bits.
[[nodiscard]] constexpr std::uint32_t message_hash(std::string_view id) {
  std::uint32_t hash = 2166136261U;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

/// Place of the message with this hash; nothing when there is none. O(log messages).
[[nodiscard]] std::optional<std::size_t> place_of(const MessageTable& table, std::uint32_t hash);

/// The messages of one packed text, by place.
[[nodiscard]] std::vector<std::string_view> unpacked(std::string_view packed);

}  // namespace retour
