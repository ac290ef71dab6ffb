#include "platform/mirror_packer.hpp"

#include <cstring>

namespace retour::platform {
namespace {

constexpr std::uint32_t unknown_hash = 0xFFFFFFFF;

/// FNV-1a over 32-bit words: nodes are made of them. Never leaves the process and its page.
std::uint32_t mix(std::uint32_t h, const void* data, std::size_t size) {
  const auto* at = static_cast<const unsigned char*>(data);
  while (size >= 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, at, 4);
    h = (h ^ word) * 0x01000193U;
    h ^= h >> 15U;
    at += 4;
    size -= 4;
  }
  while (size-- > 0) h = (h ^ *at++) * 0x01000193U;
  return h;
}

}  // namespace

std::uint32_t hash_of(const ui::SemanticTree& tree, const ui::SemanticNode& node) {
  ui::SemanticNode plain = node;
  std::uint32_t h = 0x811c9dc5U;
  for (ui::TextRef* ref : {&plain.name, &plain.value, &plain.description, &plain.placeholder}) {
    const std::string_view text = tree.text(*ref);
    h = mix(h, text.data(), text.size());
    ref->offset = 0;
  }
  h = mix(h, &plain, sizeof plain);
  return h == unknown_hash ? 0 : h;
}

void MirrorPacker::pack(const ui::SemanticTree& tree, std::uint32_t focus_request,
                        float field_text_size, OutBlock& out) {
  out.tree_address = 0;
  const std::uint64_t hash = tree.hash();
  if (given_ && focus_request == 0 && hash == last_hash_ &&
      tree.actions_seen == last_actions_seen_ && field_text_size == last_text_size_) {
    return;
  }
  given_ = true;
  last_hash_ = hash;
  last_actions_seen_ = tree.actions_seen;
  last_text_size_ = field_text_size;

  const std::size_t nodes_size = tree.nodes.size() * sizeof(ui::SemanticNode);
  const std::size_t hashes_size = tree.nodes.size() * sizeof(std::uint32_t);
  bytes_.resize(nodes_size + hashes_size + tree.buffer.size() + 1);
  if (!tree.nodes.empty()) std::memcpy(bytes_.data(), tree.nodes.data(), nodes_size);
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const std::uint32_t h = hash_of(tree, tree.nodes[i]);
    std::memcpy(bytes_.data() + nodes_size + i * sizeof h, &h, sizeof h);
  }
  std::memcpy(bytes_.data() + nodes_size + hashes_size, tree.buffer.data(), tree.buffer.size());

  out.tree_address = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(bytes_.data()));
  out.node_count = static_cast<std::uint32_t>(tree.nodes.size());
  out.text_size = static_cast<std::uint32_t>(tree.buffer.size());
  out.focus_request = focus_request;
  out.modal = tree.modal;
  out.actions_seen = tree.actions_seen;
  out.title_offset = tree.title.offset;
  out.title_size = tree.title.length;
  out.field_text_size = static_cast<double>(field_text_size);
}

}  // namespace retour::platform
