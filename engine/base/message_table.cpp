#include "base/message_table.hpp"

#include <algorithm>

namespace retour {

std::optional<std::size_t> place_of(const MessageTable& table, std::uint32_t hash) {
  const auto found = std::ranges::lower_bound(table.hashes, hash);
  if (found == table.hashes.end() || *found != hash) return std::nullopt;
  return table.places[static_cast<std::size_t>(found - table.hashes.begin())];
}

std::vector<std::string_view> unpacked(std::string_view packed) {
  std::vector<std::string_view> messages;
  while (!packed.empty()) {
    const std::size_t end = packed.find('\0');
    messages.push_back(packed.substr(0, end));
    packed.remove_prefix(end + 1);
  }
  return messages;
}

}  // namespace retour
