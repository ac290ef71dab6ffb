// A tree: things inside things, opened and closed in place.
//
//   v Diagnostics              Right opens or goes in, Left closes or goes out, arrows go through
//     > Ultrasound             what can be seen, Enter chooses; one tab stop each, as in a list
//     v Laboratory
//         Blood count
//
// The caller gives all items in reading order, each with its level; the tree leaves out what is
// inside a closed one. Rows are drawn only where they can be seen.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "ui/ui.hpp"

namespace retour::ui {

struct TreeItem {
  std::uint64_t key = 0;  ///< Stable, unique within the tree.
  int level = 1;          ///< 1: at the top; at most one more than the item before.
  std::string_view text;
  std::string_view aside = {};  ///< Muted, at the right edge: a count, a price.
  Icon icon = Icon::none;
};

struct TreeOptions {
  std::string_view key;
  std::string_view name;
  std::optional<std::uint64_t> selected = {};  ///< Key of the chosen item.
};

/// Which items are open; kept by the caller.
struct TreeState {
  std::vector<std::uint64_t> open;
  [[nodiscard]] bool is_open(std::uint64_t key) const;
  void set_open(std::uint64_t key, bool open);
};

/// The index of an item that was chosen. O(items).
std::optional<std::size_t> tree(Ui& ui, const TreeOptions& options, std::span<const TreeItem> items,
                                TreeState& state);

}  // namespace retour::ui
