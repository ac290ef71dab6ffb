#include "ui/semantics.hpp"

#include <array>
#include <cstring>
#include <type_traits>

namespace retour::ui {

static_assert(std::is_trivially_copyable_v<SemanticNode> &&
              std::is_standard_layout_v<SemanticNode>);
static_assert(sizeof(SemanticNode) == 112);
static_assert(offsetof(SemanticNode, rect) == 16 && offsetof(SemanticNode, name) == 32);
static_assert(offsetof(SemanticNode, row) == 64 && offsetof(SemanticNode, selection_start) == 92);

std::string_view name_of(Role role) noexcept {
  static constexpr std::array<std::string_view, role_count> names = {
      "",           "button",     "checkbox", "radio",    "textbox",     "searchbox",
      "combobox",   "listbox",    "option",   "table",    "row",         "columnheader",
      "cell",       "tablist",    "tab",      "tabpanel", "dialog",      "alertdialog",
      "heading",    "",           "link",     "slider",   "progressbar", "grid",
      "gridcell",   "menu",       "menuitem", "img",      "region",      "status",
      "alert",      "navigation", "main",     "group",    "list",        "listitem",
      "radiogroup", "rowheader",  "tree",     "treeitem"};
  return names[static_cast<std::size_t>(role)];
}

bool needs_name(Role role) noexcept {
  switch (role) {
    case Role::none:
    case Role::row:
    case Role::cell:
    case Role::gridcell:
    case Role::listitem:
    case Role::group:
    case Role::status:
    case Role::main:
    case Role::list: return false;
    default: return true;
  }
}

std::string_view name_of(Autocomplete token) noexcept {
  switch (token) {
    case Autocomplete::off: return "off";
    case Autocomplete::current_password: return "current-password";
    case Autocomplete::new_password: return "new-password";
    case Autocomplete::name: return "name";
    case Autocomplete::tel: return "tel";
    case Autocomplete::email: return "email";
    case Autocomplete::bday: return "bday";
  }
  return "off";
}

std::string_view name_of(InputKind kind) noexcept {
  switch (kind) {
    case InputKind::none:
    case InputKind::text:
    case InputKind::date:  // Typed in words too ("tomorrow"), hence the full keyboard.
    case InputKind::password: return "text";
    case InputKind::tel: return "tel";
    case InputKind::email: return "email";
    case InputKind::time:
    case InputKind::numeric: return "numeric";
    case InputKind::decimal: return "decimal";
    case InputKind::search: return "search";
  }
  return "text";
}

TextRef SemanticTree::store(std::string_view text) {
  if (text.empty()) return {};
  const TextRef ref{static_cast<std::uint32_t>(buffer.size()),
                    static_cast<std::uint32_t>(text.size())};
  buffer.append(text);
  return ref;
}

void SemanticTree::clear() {
  nodes.clear();
  buffer.clear();
  focus_request = 0;
  modal = 0;
  title = {};
}

std::uint64_t SemanticTree::hash() const {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  const auto mix = [&h](const void* data, std::size_t size) {
    // Eight bytes a step: the tree is hashed every frame, and this hash never leaves the process.
    const auto* at = static_cast<const unsigned char*>(data);
    while (size >= 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, at, 8);
      h = (h ^ word) * 0x100000001b3ULL;
      h ^= h >> 29U;
      at += 8;
      size -= 8;
    }
    while (size-- > 0) h = (h ^ *at++) * 0x100000001b3ULL;
  };
  if (!nodes.empty()) mix(nodes.data(), nodes.size() * sizeof(SemanticNode));
  mix(buffer.data(), buffer.size());
  mix(&focus_request, sizeof focus_request);
  mix(&modal, sizeof modal);
  return h;
}

const SemanticNode* SemanticTree::find(std::uint32_t id) const {
  for (const SemanticNode& node : nodes)
    if (node.id == id) return &node;
  return nullptr;
}

const SemanticNode* SemanticTree::find(Role role, std::string_view wanted) const {
  for (const SemanticNode& node : nodes)
    if (node.role == role && text(node.name) == wanted) return &node;
  return nullptr;
}

}  // namespace retour::ui
