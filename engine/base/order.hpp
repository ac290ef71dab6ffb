// Putting things in order, with little code: a stable sort whose algorithm is compiled once for the
// whole program. The standard's sorts are templates of 3 to 8 kB for each type and each order, and
// sixty-eight of them were 8 % of the download. What is left per type is one exchange of two items,
// and per order one comparison.
//
//   sort_stably(rows, {}, &Row::name);                       by a member, ascending
//   sort_stably(rows, std::ranges::greater{}, &Row::at);     descending; equal ones stay
//   sort_stably(names);
//
// Places are sorted through a function pointer, and the items are exchanged afterwards: slower than
// std::sort for numbers and the like, hardly for whole rows, which move less often. For lists that
// people look at, catalogues and rows of one patient; inner loops of schedule/ and funnel/ keep
// std::sort.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <ranges>
#include <utility>

#include "base/check.hpp"

namespace retour {

/// What the shared algorithm knows of the items: their number, which of two comes first, and how
/// two change places.
struct OrderedItems {
  std::uint32_t count;
  const void* comparison;  ///< Handed to `before`.
  void* items;             ///< Handed to `exchange`.
  bool (*before)(const void* comparison, std::uint32_t a, std::uint32_t b);
  void (*exchange)(void* items, std::uint32_t a, std::uint32_t b);
};

/// The algorithm behind `sort_stably`. O(n log n) comparisons, n - 1 when all is in order already;
/// fewer than n exchanges.
void sort_stably(const OrderedItems& items);

/// Sorts `items` by `less` of their `key`s, as std::ranges::stable_sort does; items need only be
/// swappable. Fewer than 2^32 of them (CHECK).
template <std::ranges::contiguous_range Items, class Less = std::ranges::less,
          class Key = std::identity>
  requires std::ranges::sized_range<Items>
void sort_stably(Items&& items, Less less = {}, Key key = {}) {
  using Item = std::ranges::range_value_t<Items>;
  struct Comparison {
    const Item* items;
    Less& less;
    Key& key;
  };
  RETOUR_CHECK(std::in_range<std::uint32_t>(std::ranges::size(items)));
  Item* const data = std::to_address(std::ranges::begin(items));
  const Comparison comparison{data, less, key};
  const auto before = [](const void* given, std::uint32_t a, std::uint32_t b) -> bool {
    const auto& by = *static_cast<const Comparison*>(given);
    return std::invoke(by.less, std::invoke(by.key, by.items[a]), std::invoke(by.key, by.items[b]));
  };
  const auto exchange = [](void* given, std::uint32_t a, std::uint32_t b) {
    auto* const all = static_cast<Item*>(given);
    std::ranges::swap(all[a], all[b]);
  };
  sort_stably(OrderedItems{.count = static_cast<std::uint32_t>(std::ranges::size(items)),
                           .comparison = &comparison,
                           .items = data,
                           .before = before,
                           .exchange = exchange});
}

}  // namespace retour
