// The frame: layout, interaction, semantics and drawing, on which all widgets stand.
//
//   ui.begin_frame(input);                       // ImGui's frame starts
//   heading(ui, {.text = ui.t("day.title")});    // widgets place themselves, draw, annotate
//   {
//     auto row = ui.row();
//     if (button(ui, {.key = "book", .text = ui.t("day.book"), .icon = Icon::calendar_plus}))
//       ...append a command...
//   }
//   ui.end_frame();                              // dialogs, toasts; ImGui::Render
//
// Layout is our own, not ImGui's cursor: a stack of boxes, each a column (default) or a row. A
// widget asks its box for a rectangle by wish; a row wraps when it is full, so that no text is
// clipped on a phone or in Russian.
//
//   column            row
//   +-----------+     +-----+ +-----+      w = 0: as wide as the content (buttons) or the box
//   | widget    |     | a   | | b   |
//   | widget    |     +-----+ +-----+      rows centre their items vertically
//   +-----------+     +--------+           ... and wrap
//
// Invariants: every item that ImGui knows was annotated by `node` (audit() lists the others); ids
// are hashes of keys along the stack, so a node keeps its id while its neighbours change.
// Only web/ui and web/gfx see ImGui.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ui/effects.hpp"
#include "ui/fonts.hpp"
#include "ui/locale.hpp"
#include "ui/semantics.hpp"
#include "ui/texts.hpp"
#include "ui/theme.hpp"

struct ImDrawList;
struct ImGuiContext;

namespace retour::ui {

using NodeId = std::uint32_t;

/// The content around (x, y) shall grow by `factor`: two fingers, or the wheel with Ctrl.
struct ZoomInput {
  float x = 0;
  float y = 0;
  float factor = 1;
};

/// What a finger may do with the widget that it presses.
enum class PressOwner : std::uint8_t {
  unknown,     ///< No frame has seen the press yet.
  scrolling,   ///< A movement scrolls and clicks nothing.
  after_hold,  ///< A movement scrolls, unless the widget was held for a moment: then it drags.
  widget,      ///< A movement is the widget's: sliders.
};
struct PressClaim {
  PressOwner owner = PressOwner::unknown;
  bool menu = false;  ///< A long press opens a context menu.
};

/// What became of the scrolling that a frame was asked for, by the wheel or by fingers.
enum class Scrolled : std::uint8_t {
  not_asked,
  moved,
  stood,  ///< Nothing there scrolls, or it is at its end.
};

/// What a frame is drawn from.
struct FrameInput {
  double time_seconds = 0;  ///< Monotonic; for toasts and hover delays only.
  LocalDate today;          ///< At the clinic; for dates typed in words.
  int minute_of_day = 0;    ///< Of the device; see Ui::set_clock.
  DeviceState device;
  std::vector<SemanticAction> actions;
  std::vector<EffectReply> replies;
  std::vector<ZoomInput> zooms;
  bool lifted = false;  ///< The held widget follows the finger now (PressOwner::after_hold).
};

/// How an item is being touched.
struct Interaction {
  bool activated = false;  ///< Clicked, or activated through the tree.
  bool hovered = false;
  bool held = false;
  bool focused = false;  ///< The keyboard focus is here.
  bool visible = false;  ///< Inside the clip rectangle: worth drawing.
};

/// What the last frame left behind that a test or a gallery wants to know.
struct Audit {
  std::vector<std::string> unannotated;   ///< ImGui items without a node.
  std::vector<std::string> nameless;      ///< Nodes whose role needs a name and which have none.
  std::vector<std::string> clipped;       ///< Texts that did not fit and had no ellipsis rule.
  std::vector<std::string> duplicates;    ///< Ids used twice.
  std::vector<std::string> untranslated;  ///< Missing arguments.
};

/// How items look whatever the pointer and the keyboard do: for pictures of their states.
enum class ItemLook : std::uint8_t { as_it_is, hovered, held, focused };

enum class Align : std::uint8_t { left, centre, right };

/// How the items of a row stand.
struct RowOptions {
  float gap = -1;       ///< Between items; < 0: the theme's.
  float height = -1;    ///< Least height of a line; < 0: that of a control.
  bool bottom = false;  ///< Items stand on the bottom line (fields with labels beside buttons).
};

class Ui;

/// Closes what it opened when it goes out of scope.
class [[nodiscard]] Scope {
 public:
  Scope() = default;
  Scope(Ui& ui, void (*close)(Ui&), bool open = true) : ui_(open ? &ui : nullptr), close_(close) {}
  Scope(Scope&& other) noexcept : ui_(std::exchange(other.ui_, nullptr)), close_(other.close_) {}
  Scope& operator=(Scope&&) = delete;
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope() {
    if (ui_ != nullptr) close_(*ui_);
  }
  /// False when there is nothing to draw inside (a closed dialog).
  explicit operator bool() const { return ui_ != nullptr; }

 private:
  Ui* ui_ = nullptr;
  void (*close_)(Ui&) = nullptr;
};

/// A text ready to be drawn.
struct TextLook {
  TextStyle style = TextStyle::body;
  Color color{};         ///< rgba 0: the theme's text colour.
  float wrap_width = 0;  ///< 0: one line.
  float max_width = 0;   ///< > 0: one line, shortened with an ellipsis beyond this.
};

class Ui {
 public:
  Ui();
  ~Ui();
  Ui(const Ui&) = delete;
  Ui& operator=(const Ui&) = delete;

  // ---- frame -----------------------------------------------------------------------------------

  /// Starts ImGui's frame and opens a root box over the whole display.
  void begin_frame(FrameInput input);
  /// Draws toasts and tooltips, checks invariants, ends ImGui's frame (ImGui::Render).
  void end_frame();
  /// True when another frame must follow at once: queued input, a layout that has not settled.
  [[nodiscard]] bool wants_frame() const { return wants_frame_; }
  /// Seconds until a frame is due without input (toasts); nothing when none is.
  [[nodiscard]] std::optional<double> next_wake_seconds() const { return next_wake_; }
  /// Asks for a frame after this time, if nothing else makes one before.
  void wake_in(double seconds) {
    next_wake_ = next_wake_ ? std::min(*next_wake_, seconds) : seconds;
  }
  /// Asks for one more frame; for layouts that depend on the size measured in this one.
  void request_frame() { wants_frame_ = true; }

  // ---- settings --------------------------------------------------------------------------------

  Texts texts;
  FontSet fonts;  ///< Set by gfx whenever it rebuilds the atlas.
  void set_theme(ThemeName name);
  [[nodiscard]] ThemeName theme_name() const { return theme_name_; }
  void set_density(Density density);
  [[nodiscard]] Density density() const { return density_; }
  [[nodiscard]] const Theme& theme() const { return *theme_; }
  [[nodiscard]] const Metrics& metrics() const { return metrics_; }
  [[nodiscard]] Language language() const { return texts.language(); }

  /// The message behind an id, in the present language.
  [[nodiscard]] std::string_view t(TextId id) const { return texts(id); }
  [[nodiscard]] std::string t(TextId id, std::initializer_list<TextArg> args) const {
    return texts(id, args);
  }

  // ---- what happened ---------------------------------------------------------------------------

  [[nodiscard]] const FrameInput& input() const { return input_; }
  [[nodiscard]] const DeviceState& device() const { return input_.device; }
  [[nodiscard]] LocalDate today() const { return input_.today; }
  /// The wall clock to show instead of the device's: a clinic's day is where the clinic is. Holds
  /// until the frame ends.
  void set_clock(LocalDate today, int minute_of_day) {
    input_.today = today;
    input_.minute_of_day = minute_of_day;
  }
  [[nodiscard]] float width() const { return display_.w; }
  [[nodiscard]] float height() const { return display_.h; }
  /// Below 600 px: one column, tables as cards, dialogs full screen.
  [[nodiscard]] bool is_phone() const { return display_.w < 600; }
  /// Below 1000 px: narrow rail.
  [[nodiscard]] bool is_narrow() const { return display_.w < 1000; }
  EffectQueue effects;
  [[nodiscard]] const SemanticTree& tree() const { return tree_; }
  /// What is wrong with the last frame; kept only after `set_audited(true)`, since it costs time.
  [[nodiscard]] const Audit& audit() const { return audit_; }
  void set_audited(bool audited) { audited_ = audited; }
  /// The node that has the keyboard focus; 0: none.
  [[nodiscard]] NodeId focus() const { return focus_; }
  /// Moves the keyboard focus to a node of this frame or the next.
  void request_focus(NodeId id) { focus_wish_ = id; }
  /// The reply to the effect `token`, once.
  [[nodiscard]] std::optional<EffectReply> take_reply(std::uint32_t token);
  /// True once when this key arrived and no widget used it: `name` is KeyboardEvent.key.
  bool take_shortcut(std::string_view name, std::uint8_t modifiers = 0);

  // ---- toasts ----------------------------------------------------------------------------------

  /// Shows a message for some seconds at the bottom; with `undo`, a button gives 10 s to take the
  /// act back. Returns the token that `take_undo` will report.
  std::uint32_t toast(std::string text, Tone tone = Tone::good, bool undo = false);
  /// The token of a toast whose undo was pressed, once.
  [[nodiscard]] std::optional<std::uint32_t> take_undo();
  /// Reads a text out without showing it.
  void announce(std::string text);

  // ---- ids and semantics -----------------------------------------------------------------------

  /// Id of `key` within the present scope.
  [[nodiscard]] NodeId id(std::string_view key) const;
  [[nodiscard]] NodeId id(std::uint64_t key) const;
  /// Id of a text that nobody acts on: by its words and how often they came in this scope.
  [[nodiscard]] NodeId text_id(std::string_view words);
  /// Keys inside are distinct from the same keys outside.
  [[nodiscard]] Scope keyed(std::string_view key);
  [[nodiscard]] Scope keyed(std::uint64_t key);
  /// Adds a node; the reference is valid until the next call.
  SemanticNode& node(NodeId id, Role role, const Rect& rect, std::string_view name = {});
  /// A node that becomes the parent of those written inside.
  [[nodiscard]] Scope group(NodeId id, Role role, const Rect& rect, std::string_view name = {});
  /// The same as a child of the open dialog, or of the root: dialogs, lists that pop up.
  [[nodiscard]] Scope root_group(NodeId id, Role role, const Rect& rect,
                                 std::string_view name = {});
  [[nodiscard]] TextRef store(std::string_view text) { return tree_.store(text); }
  [[nodiscard]] SemanticNode* last_node() { return &tree_.nodes.back(); }
  /// Sets rect of a node that was opened before its size was known.
  void set_node_rect(NodeId id, const Rect& rect);
  /// Gives a node its name afterwards; `index` is its place in `nodes()`.
  void name_node(std::size_t index, std::string_view name) {
    tree_.nodes[index].name = tree_.store(name);
  }
  /// Scrolls a node into view when it is drawn next.
  void reveal(NodeId id) {
    reveal_next_ = id;
    wants_frame_ = true;
  }
  /// Or-s flags into a node of this frame.
  void add_state(NodeId id, std::uint32_t flags);

  // ---- layout ----------------------------------------------------------------------------------

  /// A rectangle of the present box; w <= 0: all the width that is left; advances.
  Rect place(float w, float h);
  /// Width that is left in the present box (row: on this line).
  [[nodiscard]] float available() const;
  /// Width of the present box, or of a whole line of the present row.
  [[nodiscard]] float line_width() const { return boxes_.back().w; }
  /// Height that is left down to the bottom of the present area; at least 0.
  [[nodiscard]] float available_height() const;
  /// Where the next widget of a column would stand.
  [[nodiscard]] Rect cursor() const;
  /// Blank space along the flow.
  void space(float pixels);
  /// Items inside stand side by side, wrapping when full.
  [[nodiscard]] Scope row(RowOptions options);
  [[nodiscard]] Scope row();
  /// In a row: the items that follow, together `width` wide, stand at the right edge.
  void push_right(float width);
  /// Items inside stand one under the other within `rect`; the outer flow does not move.
  [[nodiscard]] Scope area(const Rect& rect, float gap = -1);
  /// A column inset by `pad` on all sides; its height is that of its content.
  [[nodiscard]] Scope inset(float pad_x, float pad_y);
  /// Equal or weighted columns side by side; below `min_width` each they stand one under another.
  /// Call `next_column` before the content of each.
  [[nodiscard]] Scope columns(std::initializer_list<float> weights, float min_width = 280);
  void next_column();
  /// A part that scrolls by itself, `rect` of the display. `content_width` > rect.w scrolls
  /// sideways, too. `name` makes it a region for readers.
  [[nodiscard]] Scope scroll(std::string_view key, const Rect& rect, std::string_view name = {},
                             float content_width = 0);
  /// Gap between the items of the present box.
  void set_gap(float gap);
  /// A card: surface with a border around what is drawn inside.
  [[nodiscard]] Scope card(std::string_view key, std::string_view title = {});

  // ---- interaction -----------------------------------------------------------------------------

  /// Makes `rect` an item of ImGui's under the node `id` and says what happens to it. The caller
  /// writes the node.
  Interaction interact(NodeId id, const Rect& rect, bool disabled = false);
  /// `interact` and the node in one: focusable, with the given further state flags.
  Interaction item(NodeId id, Role role, const Rect& rect, std::string_view name,
                   std::uint32_t state = 0);
  /// Items drawn inside look so; what they do does not change.
  [[nodiscard]] Scope look_as(ItemLook look);
  /// Takes an action of this kind on the node, if there is one.
  [[nodiscard]] std::optional<SemanticAction> take(NodeId id, ActionKind kind);
  /// For an item with a context menu: true when that was asked for, by a right click, a long press
  /// or the menu key.
  [[nodiscard]] bool wants_menu(NodeId id, const Interaction& item);
  /// Whether the last frame's scrolling moved anything.
  [[nodiscard]] Scrolled scrolled() const { return scrolled_; }
  /// For a held item: what a finger's movement means to it.
  void claim_press(PressOwner owner) { press_claim_.owner = owner; }
  /// What the present press was claimed for in the last frame; `unknown` while nothing is pressed.
  [[nodiscard]] PressClaim press_claim() const { return press_claim_; }
  /// Takes the zooming that happened within `rect`, as one. The region's node needs
  /// `State::zoomable`, else the browser keeps it for itself.
  [[nodiscard]] std::optional<ZoomInput> take_zoom(const Rect& rect);
  /// Takes the named key while `id` has the focus.
  bool take_key(NodeId id, std::string_view name);
  /// The same for a key that is held together with exactly these `Modifiers`.
  bool take_key(NodeId id, std::string_view name, std::uint8_t modifiers);
  [[nodiscard]] bool is_focused(NodeId id) const { return focus_ == id && id != 0; }
  /// Shows `text` beside the item while it is hovered (or focused by keyboard).
  void tooltip(const Interaction& item, const Rect& rect, std::string_view text);
  /// Shows `text` beside `rect` in this frame, at once: what a drag would do where it is now.
  void show_tip(const Rect& rect, std::string_view text, Tone tone = Tone::neutral) {
    tip_ = Tip{.text = std::string(text), .rect = rect, .tone = tone};
  }
  /// Pointer position and state, in CSS pixels.
  struct Pointer {
    float x = 0;
    float y = 0;
    float dx = 0;
    float dy = 0;
    bool down = false;
    bool released = false;
  };
  [[nodiscard]] Pointer pointer() const;

  // ---- drawing ---------------------------------------------------------------------------------

  [[nodiscard]] float line_height(TextStyle style) const;
  [[nodiscard]] float text_width(std::string_view text, TextStyle style = TextStyle::body) const;
  /// Height of `text` wrapped at `width`.
  [[nodiscard]] float text_height(std::string_view text, TextStyle style, float width) const;
  /// Draws without a node; returns the width taken. For widgets.
  float draw_text(float x, float y, std::string_view text, const TextLook& look = {});
  /// Draws an icon centred in a square of `size` at (x, y).
  void draw_icon(Icon icon, float x, float y, float size, Color color);
  void fill(const Rect& rect, Color color, float radius = 0);
  void stroke(const Rect& rect, Color color, float radius = 0, float thickness = 1);
  void line(float x0, float y0, float x1, float y1, Color color, float thickness = 1);
  void focus_ring(const Rect& rect, float radius);
  void push_clip(const Rect& rect);
  void pop_clip();
  /// True when any part of the rectangle can be seen.
  [[nodiscard]] bool is_visible(const Rect& rect) const;
  [[nodiscard]] ImDrawList* draw_list() const;

  // ---- for other files of web/ui ---------------------------------------------------------------

  /// A dialog that is being drawn (popup.cpp).
  struct DialogFrame {
    NodeId id = 0;
    Rect frame;
    Rect footer;
    std::size_t first_node = 0;
    bool appearing = false;
    bool can_close = true;
    bool* open = nullptr;
    std::optional<Scope> group;
    std::optional<Scope> keyed;
    std::optional<Scope> area;
    std::optional<Scope> body;
    std::optional<Scope> row;
  };
  std::vector<DialogFrame> dialogs;
  /// Node that had the focus when a dialog opened, by the dialog's id.
  std::unordered_map<NodeId, NodeId> openers;
  void enter_modal(NodeId id) { tree_.modal = id; }
  [[nodiscard]] const std::vector<SemanticNode>& nodes() const { return tree_.nodes; }
  /// Width that the items of the present row would take on one line.
  [[nodiscard]] float row_width() const { return boxes_.back().natural; }
  /// Remembers a float under an id between frames: measured heights, scroll positions.
  [[nodiscard]] float remembered(NodeId id, float otherwise) const;
  void remember(NodeId id, float value);
  /// Remembers a measured size and asks for another frame when it changed by half a pixel.
  void remember_size(NodeId id, float value);
  /// Text that a date, time or money entry keeps while it cannot be read.
  [[nodiscard]] std::string* draft(NodeId id);
  void set_draft(NodeId id, std::string text) { drafts_[id] = std::move(text); }
  void drop_draft(NodeId id) { drafts_.erase(id); }

  /// Selection of the focused text box, in bytes of its text.
  struct Edit {
    NodeId node = 0;
    std::size_t start = 0;
    std::size_t end = 0;
    std::size_t compose_start = 0;
    std::size_t compose_end = 0;
    float scroll = 0;
  };
  Edit edit;

 private:
  struct Box {
    float x = 0;
    float y = 0;
    float w = 0;
    float bottom_limit = 0;
    bool is_row = false;
    bool bottom_aligned = false;
    float row_height = 0;
    float gap = 8;
    float cursor_x = 0;
    float cursor_y = 0;
    float line_h = 0;
    float natural = 0;
    float bottom = 0;
    bool any = false;
    float inset_x = 0;
    float inset_y = 0;
    NodeId key = 0;
  };
  struct Columns {
    Rect rect;
    std::array<float, 6> weights{};
    std::size_t count = 0;
    std::size_t next = 0;
    float gap = 0;
    bool stacked = false;
    float bottom = 0;
    bool box_open = false;
  };
  struct Toast {
    std::uint32_t token = 0;
    std::string text;
    Tone tone = Tone::good;
    bool undo = false;
    double until = 0;
  };
  struct Tip {
    std::string text;
    Rect rect;
    Tone tone = Tone::neutral;
  };

  Box& open_box(const Rect& rect, float gap);
  Box close_box();
  /// Grows the present box by a block that was laid out on its own.
  void advance(float w, float h);
  void open_column(const Rect& rect);
  void close_column();
  void draw_toasts();
  void draw_tooltip();
  void check_tree();
  void apply_focus_actions();
  void note_scrolling();
  void judge_scrolling();

  const Theme* theme_;
  ThemeName theme_name_ = ThemeName::light;
  Density density_ = Density::mouse;
  Metrics metrics_;
  FrameInput input_;
  Rect display_;
  SemanticTree tree_;
  Audit audit_;
  std::vector<Box> boxes_;
  std::vector<Columns> columns_;
  std::vector<std::pair<NodeId, Rect>> cards_;
  std::vector<std::size_t> scroll_boxes_;
  std::vector<NodeId> parents_;
  std::unordered_map<NodeId, std::uint32_t> text_counts_;
  std::vector<NodeId> keys_;
  std::vector<Toast> toasts_;
  std::vector<std::uint32_t> undone_;
  std::string live_text_;
  std::optional<Tip> tip_;
  NodeId tip_item_ = 0;
  double tip_since_ = 0;
  NodeId focus_ = 0;
  NodeId page_focus_ = 0;  ///< As the page said last; behind `focus_` while a wish is under way.
  NodeId focus_wish_ = 0;
  PressClaim press_claim_;
  Scrolled scrolled_ = Scrolled::not_asked;
  float scroll_x_ = 0;  ///< Of what is being scrolled, before this frame.
  float scroll_y_ = 0;
  NodeId scroll_wish_ = 0;
  NodeId reveal_next_ = 0;
  int clip_depth_ = 0;
  ItemLook look_ = ItemLook::as_it_is;
  bool audited_ = false;
  bool wants_frame_ = false;
  std::optional<double> next_wake_;
  std::uint32_t last_toast_ = 0;
  std::unordered_map<NodeId, float> memory_;
  std::unordered_map<NodeId, std::string> drafts_;
  ImGuiContext* context_ = nullptr;
  bool owns_context_ = false;
};

}  // namespace retour::ui
