// What is on the screen, said in roles, names and values: the seam between widgets and platform.
//
// Every widget of web/ui writes one node (or a few) while it draws. The platform keeps an ARIA tree
// in the page in step with it, and sends back what people did there. Screen readers, the keyboard,
// on-screen keyboards and browser tests all use that tree; the canvas is only its picture.
//
//    worker                                     page
//    SemanticTree (nodes + one text buffer) ──►  elements over the canvas, same rectangles
//    SemanticAction queue                   ◄──  click without pointer, input, focus, keys
//
// Division of labour
//  - The keyboard focus lives in the page. A focused element sends `focus`, leaving sends `blur`;
//    the widget draws the ring. A widget that wants the focus sets `SemanticTree::focus_request`.
//    Fingers are faster than frames, so both sides ignore what is out of date: the page a request
//    that was made before somebody moved the focus on (`actions_seen`), the worker the echo of a
//    request that it has replaced meanwhile (`Modifiers::echo`). Arrows pressed before a request
//    arrived mean the node that it asked for.
//  - Pointer input reaches ImGui by coordinates, never through nodes: the page forwards pointer
//    events that hit an element of the tree like those that hit the canvas. `activate` is sent only
//    for clicks that no pointer made (`detail === 0`: Enter, Space, screen readers), so that
//    nothing fires twice.
//  - Text boxes are real inputs (transparent, same rectangle, the font of the canvas). They own
//    value, caret and composition; each change sends `set_value` with text and selection, and the
//    canvas draws it. When a node's value differs from the input's and the last `set_value` was
//    answered (`SemanticTree::actions_seen`), the page writes the value into the input.
//  - Keys that the focused element does not use natively (arrows in a grid, Escape, Ctrl+K) arrive
//    as `key`.
//
// Invariants: ids are stable between frames and unique within one; a parent comes before its
// children; children are in reading order; a `modal` node makes everything outside it inert; names
// are never empty for the roles of `needs_name` and are text in the user's language.
//
// The structs have a fixed layout, so that JavaScript can read them straight from memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace retour::ui {

/// Role of a node; ARIA's role of the same name. `main` and others are spelled as ARIA spells them.
enum class Role : std::uint8_t {
  none,  ///< A plain container without meaning of its own.
  button,
  checkbox,
  radio,
  textbox,
  searchbox,
  combobox,
  listbox,
  option,
  table,
  row,
  columnheader,
  cell,
  tablist,
  tab,
  tabpanel,
  dialog,
  alertdialog,
  heading,
  text,
  link,
  slider,
  progressbar,
  grid,
  gridcell,
  menu,
  menuitem,
  img,
  region,
  status,
  alert,
  navigation,
  main,
  group,
  list,
  listitem,
  radiogroup,
  rowheader,
  tree,
  treeitem,
};
inline constexpr std::size_t role_count = static_cast<std::size_t>(Role::treeitem) + 1;

/// The ARIA spelling, e.g. "columnheader"; "" for `none` and `text`.
[[nodiscard]] std::string_view name_of(Role role) noexcept;

/// True when a node of this role must carry a name.
[[nodiscard]] bool needs_name(Role role) noexcept;

/// State flags of a node, or-ed together.
struct State {
  static constexpr std::uint32_t disabled = 1U << 0U;
  static constexpr std::uint32_t checkable = 1U << 1U;  ///< `checked` or its absence is meant.
  static constexpr std::uint32_t checked = 1U << 2U;
  static constexpr std::uint32_t selectable = 1U << 3U;  ///< `selected` or its absence is meant.
  static constexpr std::uint32_t selected = 1U << 4U;
  static constexpr std::uint32_t expandable = 1U << 5U;  ///< `expanded` or its absence is meant.
  static constexpr std::uint32_t expanded = 1U << 6U;
  static constexpr std::uint32_t focused = 1U << 7U;
  static constexpr std::uint32_t focusable = 1U << 8U;  ///< In the tab order of the page.
  static constexpr std::uint32_t invalid = 1U << 9U;
  static constexpr std::uint32_t readonly = 1U << 10U;
  static constexpr std::uint32_t required = 1U << 11U;
  static constexpr std::uint32_t modal = 1U << 12U;
  static constexpr std::uint32_t multiline = 1U << 13U;
  static constexpr std::uint32_t password = 1U << 14U;
  static constexpr std::uint32_t pressed = 1U << 15U;      ///< A toggle button that is on.
  static constexpr std::uint32_t has_popup = 1U << 16U;    ///< Activating opens a list or dialog.
  static constexpr std::uint32_t sort_up = 1U << 17U;      ///< Column sorted ascending.
  static constexpr std::uint32_t sort_down = 1U << 18U;    ///< Column sorted descending.
  static constexpr std::uint32_t live_polite = 1U << 19U;  ///< Changes are read out when idle.
  static constexpr std::uint32_t live_assertive = 1U << 20U;
  static constexpr std::uint32_t busy = 1U << 21U;
  static constexpr std::uint32_t current = 1U << 22U;    ///< aria-current of navigation.
  static constexpr std::uint32_t offscreen = 1U << 23U;  ///< Clipped away, kept for the reader.
  static constexpr std::uint32_t toggle = 1U << 24U;     ///< `pressed` or its absence is meant.
  /// Two fingers and the wheel with Ctrl zoom this content instead of the page.
  static constexpr std::uint32_t zoomable = 1U << 25U;
};

/// The on-screen keyboard that a text box asks for: `inputmode` and `type` of the page's input.
enum class InputKind : std::uint8_t {
  none,  ///< Not a text box.
  text,
  tel,
  email,
  numeric,
  decimal,
  date,
  time,
  password,
  search,
};

/// The browser's `autocomplete` token of a text box.
enum class Autocomplete : std::uint8_t {
  off,
  current_password,
  new_password,
  name,
  tel,
  email,
  bday,
};

/// The token as the page writes it, e.g. "current-password".
[[nodiscard]] std::string_view name_of(Autocomplete token) noexcept;
/// The `inputmode` value: "text", "tel", "email", "numeric", "decimal", "search".
[[nodiscard]] std::string_view name_of(InputKind kind) noexcept;

/// A rectangle in CSS pixels of the canvas, origin at its top left corner.
struct Rect {
  float x = 0;
  float y = 0;
  float w = 0;
  float h = 0;
  bool operator==(const Rect&) const = default;
};

/// A piece of the tree's text buffer, UTF-8.
struct TextRef {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
  bool operator==(const TextRef&) const = default;
};

/// One node. 112 bytes, fixed layout (asserted in semantics.cpp).
struct SemanticNode {
  std::uint32_t id = 0;      ///< Stable, never 0.
  std::uint32_t parent = 0;  ///< 0: child of the root.
  std::uint32_t state = 0;   ///< Or-ed `State` flags.
  Role role = Role::none;
  InputKind input = InputKind::none;
  Autocomplete autocomplete = Autocomplete::off;
  std::uint8_t level = 0;    ///< Headings 1..6, items of a tree 1...
  Rect rect = {};            ///< Where it is drawn; w = 0 when nothing is.
  TextRef name = {};         ///< aria-label, or the text itself for `text` and `heading`.
  TextRef value = {};        ///< Text of a text box, chosen option, value of a slider in words.
  TextRef description = {};  ///< Hint or error below a field; shortcut of a button.
  TextRef placeholder = {};  ///< Of a text box.
  std::int32_t row = -1;     ///< 0-based index within the whole table, header row is 0.
  std::int32_t column = -1;
  std::int32_t row_count = -1;  ///< Tables and grids: all rows, drawn or not.
  std::int32_t column_count = -1;
  float number = 0;                   ///< Sliders, progress bars: current value ...
  float number_min = 0;               ///< ... least; text boxes: blank left of the text, CSS px.
  float number_max = 0;               ///< ... greatest; text boxes: blank right of it.
  std::uint32_t selection_start = 0;  ///< Text boxes: UTF-16 units, valid while focused.
  std::uint32_t selection_end = 0;
  std::uint32_t max_length = 0;  ///< Text boxes: UTF-16 units, 0 = the page's own limit.
  std::uint32_t controls = 0;    ///< Combobox, tab: node of the list or panel that it opens.
  std::uint32_t active = 0;      ///< aria-activedescendant of a list or grid that has the focus.
};

/// The tree of one frame.
struct SemanticTree {
  std::vector<SemanticNode> nodes;
  std::string buffer;               ///< All texts of `nodes`.
  std::uint32_t focus_request = 0;  ///< Node that asks for the focus in this frame; 0: none.
  std::uint32_t modal = 0;          ///< Topmost modal node; everything outside it is inert.
  std::uint32_t actions_seen = 0;   ///< `SemanticAction::sequence` of the last one taken.
  TextRef title;                    ///< Title of the document.

  /// The text behind a reference of this tree.
  [[nodiscard]] std::string_view text(TextRef ref) const {
    return std::string_view(buffer).substr(ref.offset, ref.length);
  }
  /// Stores `text` in the buffer.
  TextRef store(std::string_view text);
  /// Empties the tree, keeps its memory.
  void clear();
  /// 64-bit FNV-1a over nodes and texts: the platform sends a tree only when this changed.
  [[nodiscard]] std::uint64_t hash() const;
  /// The node with this id, or null. Linear.
  [[nodiscard]] const SemanticNode* find(std::uint32_t id) const;
  /// The first node with this role and name, or null; for tests. Linear.
  [[nodiscard]] const SemanticNode* find(Role role, std::string_view name) const;
};

/// What somebody did to a node in the page.
enum class ActionKind : std::uint8_t {
  activate,   ///< Press, toggle, follow, open.
  focus,      ///< The element received the focus.
  blur,       ///< The element lost it.
  set_value,  ///< Text box: the whole new text in `text`, selection in UTF-16 units.
  select,     ///< Text box: only the selection moved.
  compose,    ///< Text box: `text` is the whole text; [selection_start, selection_end) is being
              ///< composed by an input method and is drawn underlined.
  submit,     ///< Enter in a single-line text box.
  increment,  ///< Slider, date and time entries: one step up.
  decrement,
  dismiss,    ///< Escape, or the reader's "close" gesture.
  key,        ///< A key nobody used: `text` is KeyboardEvent.key, `modifiers` as below.
  scroll_to,  ///< Bring the node into view.
};

/// Modifier keys of an action; `command` is Ctrl, or Cmd on Apple systems.
struct Modifiers {
  static constexpr std::uint8_t shift = 1;
  static constexpr std::uint8_t alt = 2;
  static constexpr std::uint8_t command = 4;
  static constexpr std::uint8_t echo = 128;  ///< With `focus`: nobody's but the worker's own wish.
};

/// One action. Node 0 with kind `key`: a shortcut while nothing had the focus.
struct SemanticAction {
  std::uint32_t node = 0;
  ActionKind kind = ActionKind::activate;
  std::uint8_t modifiers = 0;
  std::uint32_t sequence = 0;  ///< Counts up from 1 on the page; 0 in tests.
  std::uint32_t selection_start = 0;
  std::uint32_t selection_end = 0;
  std::string text{};
};

}  // namespace retour::ui
