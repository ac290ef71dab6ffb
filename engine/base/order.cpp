#include "base/order.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <span>
#include <vector>

namespace retour {
namespace {

/// So many need no memory from the heap: most lists of one patient.
constexpr std::size_t small_count = 64;

bool is_in_order(const OrderedItems& items) {
  for (std::uint32_t i = 1; i < items.count; ++i)
    if (items.before(items.comparison, i, i - 1)) return false;
  return true;
}

/// Brings the items to where they belong, one cycle after the other: `places[i]` is where the item
/// is now that belongs at i.
void rearrange(const OrderedItems& items, std::span<std::uint32_t> places) {
  for (std::uint32_t first = 0; first < items.count; ++first) {
    std::uint32_t at = first;
    while (places[at] != first) {
      const std::uint32_t from = std::exchange(places[at], at);
      items.exchange(items.items, at, from);
      at = from;
    }
    places[at] = at;
  }
}

}  // namespace

void sort_stably(const OrderedItems& items) {
  if (items.count < 2 || is_in_order(items)) return;
  std::array<std::uint32_t, small_count> few;
  std::vector<std::uint32_t> many;
  if (items.count > few.size()) many.resize(items.count);
  const std::span<std::uint32_t> places =
      many.empty() ? std::span(few).first(items.count) : std::span(many);
  std::iota(places.begin(), places.end(), 0U);
  std::ranges::stable_sort(places, [&](std::uint32_t a, std::uint32_t b) {
    return items.before(items.comparison, a, b);
  });
  rearrange(items, places);
}

}  // namespace retour
