// Packs the semantic tree of a frame for the page, and only when something in it changed.
//
//    | nodes: ui::SemanticNode x n | hash u32 x n | texts |
//
// The hash of a node covers its members and its texts, not where the texts lie in the buffer: one
// longer name early in the tree moves all later texts, and the page must not look at them again.
#pragma once

#include <cstdint>
#include <vector>

#include "platform/protocol.hpp"
#include "ui/semantics.hpp"

namespace retour::platform {

class MirrorPacker {
 public:
  /// Fills the tree's members of `out`; its address stays 0 when nothing changed since the tree
  /// that was given out last. `focus_request` is the last one of all passes of the frame, of which
  /// `tree` is the last; one is always given out. The bytes stay valid until the next call.
  /// O(nodes + text).
  void pack(const ui::SemanticTree& tree, std::uint32_t focus_request, float field_text_size,
            OutBlock& out);

  /// The packed bytes of the last change.
  [[nodiscard]] const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<std::uint8_t> bytes_;
  std::uint64_t last_hash_ = 0;
  std::uint32_t last_actions_seen_ = 0;
  float last_text_size_ = 0;
  bool given_ = false;
};

/// Hash of a node and its texts, as the page compares it; never 0xFFFFFFFF, which the page uses for
/// "unknown".
[[nodiscard]] std::uint32_t hash_of(const ui::SemanticTree& tree, const ui::SemanticNode& node);

}  // namespace retour::platform
