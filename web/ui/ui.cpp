// Sections: frame | settings | what happened | toasts | ids and semantics | layout | interaction |
// drawing
#include "ui/ui.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/order.hpp"
#include "ui/item_audit.hpp"
#include "ui/measure.hpp"

namespace retour::ui {
namespace {

constexpr double toast_seconds = 5;
constexpr double undo_seconds = 10;
constexpr double tooltip_delay_seconds = 0.45;
constexpr std::size_t toasts_max = 4;
constexpr float scrollbar_width = 10;
/// A right click that moved further than this was none.
constexpr float menu_slop = 6;

ImU32 im(Color color) {
  const std::uint32_t c = color.rgba;
  return IM_COL32(c >> 24U, (c >> 16U) & 255U, (c >> 8U) & 255U, c & 255U);
}

ImVec4 vec(Color color) {
  return ImGui::ColorConvertU32ToFloat4(im(color));
}

ImRect rect_of(const Rect& r) {
  return {r.x, r.y, r.x + r.w, r.y + r.h};
}

/// FNV-1a continued from `seed`; never 0.
NodeId hash_key(NodeId seed, std::string_view key) {
  std::uint32_t h = seed ^ 0x811c9dc5U;
  for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 0x01000193U;
  h ^= h >> 15U;
  h *= 0x85ebca6bU;
  h ^= h >> 13U;
  return h == 0 ? 1 : h;
}

void apply_style(const Theme& theme) {
  ImGuiStyle& style = ImGui::GetStyle();
  style.WindowPadding = {0, 0};
  style.FramePadding = {0, 0};
  style.ItemSpacing = {0, 0};
  style.ItemInnerSpacing = {0, 0};
  style.WindowBorderSize = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = 0;
  style.WindowRounding = 0;
  style.ChildRounding = 0;
  style.PopupRounding = 8;
  style.WindowMinSize = {1, 1};
  style.ScrollbarSize = scrollbar_width;
  style.ScrollbarRounding = 5;
  style.GrabMinSize = 24;
  style.DisplaySafeAreaPadding = {0, 0};
  style.Colors[ImGuiCol_WindowBg] = vec(theme.canvas);
  style.Colors[ImGuiCol_ChildBg] = {0, 0, 0, 0};
  style.Colors[ImGuiCol_PopupBg] = vec(theme.surface);
  style.Colors[ImGuiCol_ScrollbarBg] = {0, 0, 0, 0};
  style.Colors[ImGuiCol_ScrollbarGrab] = vec(theme.border.with_alpha(120));
  style.Colors[ImGuiCol_ScrollbarGrabHovered] = vec(theme.border.with_alpha(190));
  style.Colors[ImGuiCol_ScrollbarGrabActive] = vec(theme.border);
  style.Colors[ImGuiCol_ModalWindowDimBg] = vec(theme.scrim);
  style.Colors[ImGuiCol_Border] = vec(theme.line);
  style.Colors[ImGuiCol_Text] = vec(theme.text);
}

/// Keys that go on from where the focus is.
bool is_step(std::string_view key) {
  return key.starts_with("Arrow") || key.starts_with("Page") || key == "Home" || key == "End";
}

/// Takes popups off ImGui's stack that were not drawn in this frame: their screen is gone, and a
/// modal one would go on blocking the pointer.
void drop_stale_popups() {
  ImGuiContext& g = *GImGui;
  for (int i = 0; i < g.OpenPopupStack.Size; ++i) {
    const ImGuiPopupData& popup = g.OpenPopupStack[i];
    const bool drawn = popup.Window != nullptr && popup.Window->LastFrameActive >= g.FrameCount;
    if (drawn || popup.OpenFrameCount >= g.FrameCount) continue;
    ImGui::ClosePopupToLevel(i, false);
    return;
  }
}

}  // namespace

// ---- frame
// ---------------------------------------------------------------------------------------

Ui::Ui() : theme_(&theme_of(ThemeName::light)), metrics_(metrics_of(Density::mouse)) {
  if (ImGui::GetCurrentContext() == nullptr) {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    owns_context_ = true;
  }
  context_ = ImGui::GetCurrentContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  io.ConfigWindowsMoveFromTitleBarOnly = true;
  io.ConfigFlags &= ~ImGuiConfigFlags_NavEnableKeyboard;  // The keyboard focus lives in the page.
  apply_style(*theme_);
}

Ui::~Ui() {
  if (owns_context_) ImGui::DestroyContext(context_);
}

void Ui::begin_frame(FrameInput input) {
  input_ = std::move(input);
  wants_frame_ = false;
  next_wake_.reset();
  tree_.clear();
  audit_ = {};
  text_counts_.clear();
  scroll_wish_ = std::exchange(reveal_next_, 0);
  for (const SemanticAction& action : input_.actions)
    tree_.actions_seen = std::max(tree_.actions_seen, action.sequence);
  apply_focus_actions();
  ImGui::NewFrame();
  note_scrolling();
  press_claim_ = {.owner = ImGui::IsMouseDown(ImGuiMouseButton_Left) ? PressOwner::scrolling
                                                                     : PressOwner::unknown};
  if (audited_) item_audit_begin();
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  display_ = {.x = 0, .y = 0, .w = size.x, .h = size.y};
  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(size);
  ImGui::Begin("##root", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav);
  open_box(display_, metrics_.gap);
}

void Ui::end_frame() {
  RETOUR_CHECK(boxes_.size() == 1 && parents_.empty() && keys_.empty() && columns_.empty() &&
               dialogs.empty());
  close_box();
  draw_toasts();
  draw_tooltip();
  ImGui::End();
  tree_.title = tree_.store(t("app.name"));
  if (focus_wish_ != 0 && tree_.find(focus_wish_) != nullptr) {
    tree_.focus_request = focus_wish_;
    focus_ = focus_wish_;
    focus_wish_ = 0;
    wants_frame_ = true;
  }
  if (focus_ != 0 && tree_.find(focus_) == nullptr) focus_ = 0;
  if (audited_) check_tree();
  drop_stale_popups();
  judge_scrolling();
  ImGui::Render();
  if (GImGui->InputEventsQueue.Size > 0) wants_frame_ = true;
  input_.actions.clear();
}

void Ui::apply_focus_actions() {
  for (SemanticAction& action : input_.actions) {
    if (action.kind == ActionKind::focus) {
      page_focus_ = action.node;
      if ((action.modifiers & Modifiers::echo) != 0 && focus_ != action.node) continue;
      focus_ = action.node;
      // What is pressed is in sight; scrolling would pull it away below the pointer that holds it.
      if (!ImGui::IsMouseDown(ImGuiMouseButton_Left)) scroll_wish_ = action.node;
    } else if (action.kind == ActionKind::scroll_to) {
      scroll_wish_ = action.node;
    } else if (action.kind == ActionKind::blur) {
      if (page_focus_ == action.node) page_focus_ = 0;
      if (focus_ == action.node) focus_ = 0;
    } else if (action.kind == ActionKind::key && action.node == page_focus_ && focus_ != 0 &&
               is_step(action.text)) {
      action.node = focus_;
    }
  }
}

/// ImGui has found what the wheel turns by now, and moves it when that is drawn.
void Ui::note_scrolling() {
  const ImGuiContext& g = *GImGui;
  const ImVec2 deferred = g.WheelingWindowWheelRemainder;  // Its direction is not clear yet.
  const bool asked = g.IO.MouseWheel != 0 || g.IO.MouseWheelH != 0;
  scrolled_ = asked && deferred.x == 0 && deferred.y == 0 ? Scrolled::stood : Scrolled::not_asked;
  if (g.WheelingWindow == nullptr) return;
  scroll_x_ = g.WheelingWindow->Scroll.x;
  scroll_y_ = g.WheelingWindow->Scroll.y;
}

void Ui::judge_scrolling() {
  const ImGuiWindow* window = GImGui->WheelingWindow;
  if (scrolled_ == Scrolled::not_asked || window == nullptr) return;
  if (window->Scroll.x != scroll_x_ || window->Scroll.y != scroll_y_) scrolled_ = Scrolled::moved;
}

void Ui::check_tree() {
  audit_.unannotated = item_audit_end(tree_);
  std::vector<NodeId> ids;
  ids.reserve(tree_.nodes.size());
  for (const SemanticNode& n : tree_.nodes) {
    ids.push_back(n.id);
    if (needs_name(n.role) && n.name.length == 0)
      audit_.nameless.push_back(std::string(name_of(n.role)) + " at " + std::to_string(n.rect.x) +
                                ", " + std::to_string(n.rect.y));
  }
  sort_stably(ids);
  for (std::size_t i = 1; i < ids.size(); ++i)
    if (ids[i] == ids[i - 1]) {
      const SemanticNode* twice = tree_.find(ids[i]);
      audit_.duplicates.push_back(std::string(name_of(twice->role)) + " " +
                                  std::string(tree_.text(twice->name)));
    }
}

// ---- settings
// ------------------------------------------------------------------------------------

void Ui::set_theme(ThemeName name) {
  theme_name_ = name;
  theme_ = &theme_of(name);
  apply_style(*theme_);
  wants_frame_ = true;
}

void Ui::set_density(Density density) {
  density_ = density;
  metrics_ = metrics_of(density);
  wants_frame_ = true;
}

// ---- what happened
// -------------------------------------------------------------------------------

std::optional<EffectReply> Ui::take_reply(std::uint32_t token) {
  auto& replies = input_.replies;
  const auto it = std::ranges::find(replies, token, &EffectReply::token);
  if (it == replies.end()) return std::nullopt;
  EffectReply reply = std::move(*it);
  replies.erase(it);
  return reply;
}

bool Ui::take_shortcut(std::string_view name, std::uint8_t modifiers) {
  auto& actions = input_.actions;
  const auto it = std::ranges::find_if(actions, [&](const SemanticAction& a) {
    return a.kind == ActionKind::key && a.text == name && a.modifiers == modifiers;
  });
  if (it == actions.end()) return false;
  actions.erase(it);
  return true;
}

// ---- toasts
// --------------------------------------------------------------------------------------

std::uint32_t Ui::toast(std::string text, Tone tone, bool undo) {
  const double until = input_.time_seconds + (undo ? undo_seconds : toast_seconds);
  toasts_.push_back({.token = ++last_toast_,
                     .text = std::move(text),
                     .tone = tone,
                     .undo = undo,
                     .until = until});
  if (toasts_.size() > toasts_max) toasts_.erase(toasts_.begin());
  wants_frame_ = true;
  return last_toast_;
}

std::optional<std::uint32_t> Ui::take_undo() {
  if (undone_.empty()) return std::nullopt;
  const std::uint32_t token = undone_.front();
  undone_.erase(undone_.begin());
  return token;
}

void Ui::announce(std::string text) {
  effects.push({.kind = EffectKind::announce, .text = std::move(text)});
}

void Ui::draw_toasts() {
  std::erase_if(toasts_, [&](const Toast& toast) { return toast.until <= input_.time_seconds; });
  const Rect live{.x = 0, .y = display_.h, .w = 0, .h = 0};
  const NodeId live_id = hash_key(0, "live");
  node(live_id, Role::status, live, toasts_.empty() ? std::string_view{} : toasts_.back().text)
      .state |= State::live_polite;
  if (toasts_.empty()) return;

  const float width = std::min(display_.w - 32, 520.0F);
  const float x = (display_.w - width) / 2;
  // A dialog on a phone has its buttons at the bottom of the screen: they are not covered.
  const bool below_head = is_phone() && tree_.modal != 0;
  float at = below_head ? 2 * metrics_.control : display_.h - 16;
  std::optional<std::uint32_t> closed;
  ImGui::SetNextWindowPos({0, 0});
  for (auto it = toasts_.rbegin(); it != toasts_.rend(); ++it) {
    const Pair colors = it->tone == Tone::danger
                            ? theme_->tones[4]
                            : Pair{.back = theme_->text, .text = theme_->surface};
    const float button_w =
        it->undo ? text_width(t("common.undo"), TextStyle::strong) + 2 * metrics_.pad_x : 0;
    const float text_w = width - 52 - button_w - 44;
    const float h =
        std::max(metrics_.control + 8, text_height(it->text, TextStyle::body, text_w) + 24);
    const Rect r{.x = x, .y = below_head ? at : at - h, .w = width, .h = h};
    at = below_head ? r.y + h + 8 : r.y - 8;
    ImGui::SetNextWindowPos({r.x, r.y});
    ImGui::SetNextWindowSize({r.w, r.h});
    // Named by its place: ImGui keeps a window for every name that it has ever heard.
    const std::string window_name = "##toast" + std::to_string(it - toasts_.rbegin());
    ImGui::Begin(window_name.c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoNav);
    ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
    const NodeId toast_id = hash_key(it->token, "toast");
    {
      const auto scope = group(toast_id, Role::group, r);
      fill(r, colors.back, metrics_.radius);
      draw_icon(tone_icon(it->tone), r.x + 14, r.y + (h - metrics_.icon) / 2, metrics_.icon,
                colors.text);
      const float text_h = text_height(it->text, TextStyle::body, text_w);
      draw_text(r.x + 44, r.y + (h - text_h) / 2, it->text,
                {.color = colors.text, .wrap_width = text_w});
      const NodeId close_id = hash_key(toast_id, "close");
      if (it->undo) {
        const NodeId undo_id = hash_key(toast_id, "undo");
        const Rect b{.x = r.x + r.w - 44 - button_w, .y = r.y + 4, .w = button_w, .h = h - 8};
        const Interaction press = item(undo_id, Role::button, b, t("common.undo"));
        if (press.hovered) fill(b, colors.text.with_alpha(40), metrics_.radius);
        draw_text(b.x + metrics_.pad_x, b.y + (b.h - line_height(TextStyle::strong)) / 2,
                  t("common.undo"), {.style = TextStyle::strong, .color = colors.text});
        if (press.activated) {
          undone_.push_back(it->token);
          closed = it->token;
        }
      }
      const Rect c{.x = r.x + r.w - 40, .y = r.y + 4, .w = 36, .h = h - 8};
      const Interaction press = item(close_id, Role::button, c, t("common.close"));
      if (press.hovered) fill(c, colors.text.with_alpha(40), metrics_.radius);
      draw_icon(Icon::x, c.x + 9, c.y + (c.h - 18) / 2, 18, colors.text);
      if (press.activated) closed = it->token;
    }
    ImGui::End();
    const double left = it->until - input_.time_seconds;
    next_wake_ = next_wake_ ? std::min(*next_wake_, left) : left;
  }
  if (closed) {
    std::erase_if(toasts_, [&](const Toast& toast) { return toast.token == *closed; });
    wants_frame_ = true;
  }
}

// ---- ids and semantics
// ---------------------------------------------------------------------------

NodeId Ui::id(std::string_view key) const {
  return hash_key(keys_.empty() ? 0 : keys_.back(), key);
}

NodeId Ui::id(std::uint64_t key) const {
  const char* bytes = reinterpret_cast<const char*>(&key);
  return id(std::string_view(bytes, sizeof key));
}

NodeId Ui::text_id(std::string_view words) {
  const NodeId seed = hash_key(keys_.empty() ? 0 : keys_.back(), "text");
  const NodeId scope = parents_.empty() ? seed : hash_key(seed, "") ^ parents_.back();
  const NodeId plain = hash_key(scope, words.substr(0, 64));
  const std::uint32_t count = text_counts_[plain]++;
  return count == 0 ? plain : hash_key(plain + count, "again");
}

Scope Ui::keyed(std::string_view key) {
  keys_.push_back(id(key));
  return {*this, [](Ui& ui) { ui.keys_.pop_back(); }};
}

Scope Ui::keyed(std::uint64_t key) {
  keys_.push_back(id(key));
  return {*this, [](Ui& ui) { ui.keys_.pop_back(); }};
}

SemanticNode& Ui::node(NodeId id, Role role, const Rect& rect, std::string_view name) {
  SemanticNode& n = tree_.nodes.emplace_back();
  n.id = id;
  n.parent = parents_.empty() ? 0 : parents_.back();
  n.role = role;
  n.rect = rect;
  n.name = tree_.store(name);
  if (!is_visible(rect)) n.state |= State::offscreen;
  return n;
}

Scope Ui::group(NodeId id, Role role, const Rect& rect, std::string_view name) {
  node(id, role, rect, name);
  parents_.push_back(id);
  return {*this, [](Ui& ui) { ui.parents_.pop_back(); }};
}

Scope Ui::root_group(NodeId id, Role role, const Rect& rect, std::string_view name) {
  node(id, role, rect, name).parent = tree_.modal;
  parents_.push_back(id);
  return {*this, [](Ui& ui) { ui.parents_.pop_back(); }};
}

void Ui::set_node_rect(NodeId id, const Rect& rect) {
  for (SemanticNode& n : tree_.nodes)
    if (n.id == id) {
      n.rect = rect;
      n.state &= ~State::offscreen;
      if (!is_visible(rect)) n.state |= State::offscreen;
      return;
    }
}

void Ui::add_state(NodeId id, std::uint32_t flags) {
  for (SemanticNode& n : tree_.nodes)
    if (n.id == id) n.state |= flags;
}

// ---- layout
// --------------------------------------------------------------------------------------

Ui::Box& Ui::open_box(const Rect& rect, float gap) {
  boxes_.push_back({.x = rect.x,
                    .y = rect.y,
                    .w = rect.w,
                    .bottom_limit = rect.y + rect.h,
                    .gap = gap,
                    .cursor_x = rect.x,
                    .cursor_y = rect.y,
                    .bottom = rect.y});
  return boxes_.back();
}

Ui::Box Ui::close_box() {
  Box box = boxes_.back();
  boxes_.pop_back();
  return box;
}

Rect Ui::place(float w, float h) {
  Box& box = boxes_.back();
  const float right = box.x + box.w;
  if (!box.is_row) {
    const float y = box.any ? box.cursor_y + box.gap : box.cursor_y;
    const Rect r{.x = box.x, .y = y, .w = w <= 0 ? box.w : std::min(w, box.w), .h = h};
    box.cursor_y = y + h;
    box.any = true;
    box.bottom = std::max(box.bottom, box.cursor_y);
    return r;
  }
  float x = box.any ? box.cursor_x + box.gap : box.cursor_x;
  if (box.any && w > 0 && x + w > right + 0.5F) {
    box.cursor_y += box.line_h + box.gap;
    x = box.x;
    box.line_h = 0;
  }
  const float wide = w <= 0 ? std::max(right - x, 40.0F) : std::min(w, box.w);
  box.line_h = std::max({box.line_h, h, box.row_height});
  box.natural += wide + (box.any ? box.gap : 0);
  const float slack = std::max(0.0F, box.row_height - h);
  const float y = box.cursor_y + (box.bottom_aligned ? slack : std::floor(slack / 2));
  box.cursor_x = x + wide;
  box.any = true;
  box.bottom = std::max(box.bottom, box.cursor_y + box.line_h);
  return {.x = x, .y = y, .w = wide, .h = h};
}

void Ui::advance(float w, float h) {
  if (h <= 0) return;
  Box& box = boxes_.back();
  if (box.is_row) {
    box.cursor_x = (box.any ? box.cursor_x + box.gap : box.cursor_x) + w;
    box.line_h = std::max(box.line_h, h);
    box.bottom = std::max(box.bottom, box.cursor_y + box.line_h);
  } else {
    box.cursor_y = (box.any ? box.cursor_y + box.gap : box.cursor_y) + h;
    box.bottom = std::max(box.bottom, box.cursor_y);
  }
  box.any = true;
}

float Ui::available() const {
  const Box& box = boxes_.back();
  if (!box.is_row) return box.w;
  const float x = box.any ? box.cursor_x + box.gap : box.cursor_x;
  return std::max(0.0F, box.x + box.w - x);
}

float Ui::available_height() const {
  const Box& box = boxes_.back();
  const float y = box.any && !box.is_row ? box.cursor_y + box.gap : box.cursor_y;
  return std::max(0.0F, box.bottom_limit - y);
}

Rect Ui::cursor() const {
  const Box& box = boxes_.back();
  if (box.is_row)
    return {.x = box.any ? box.cursor_x + box.gap : box.cursor_x,
            .y = box.cursor_y,
            .w = available(),
            .h = 0};
  return {.x = box.x, .y = box.any ? box.cursor_y + box.gap : box.cursor_y, .w = box.w, .h = 0};
}

void Ui::space(float pixels) {
  Box& box = boxes_.back();
  (box.is_row ? box.cursor_x : box.cursor_y) += pixels;
}

Scope Ui::row() {
  return row(RowOptions{});
}

Scope Ui::row(RowOptions options) {
  const Rect at = cursor();
  const Box& outer = boxes_.back();
  const float limit = outer.bottom_limit;
  Box& box = open_box(at, options.gap < 0 ? metrics_.gap : options.gap);
  box.bottom_limit = limit;
  box.is_row = true;
  box.bottom_aligned = options.bottom;
  box.row_height = options.height < 0 ? metrics_.control : options.height;
  return {*this, [](Ui& ui) {
            const Box row = ui.close_box();
            ui.advance(row.cursor_x - row.x, row.bottom - row.y);
          }};
}

void Ui::push_right(float width) {
  Box& box = boxes_.back();
  const float start = box.x + box.w - width;
  const float now = box.any ? box.cursor_x + box.gap : box.cursor_x;
  if (start > now) {
    box.cursor_x = start - (box.any ? box.gap : 0);
  }
}

Scope Ui::area(const Rect& rect, float gap) {
  open_box(rect, gap < 0 ? metrics_.gap : gap);
  return {*this, [](Ui& ui) { ui.close_box(); }};
}

Scope Ui::inset(float pad_x, float pad_y) {
  const Rect at = cursor();
  const float limit = boxes_.back().bottom_limit;
  Box& box =
      open_box({.x = at.x + pad_x, .y = at.y + pad_y, .w = at.w - 2 * pad_x, .h = 0}, metrics_.gap);
  box.bottom_limit = limit - pad_y;
  box.inset_x = pad_x;
  box.inset_y = pad_y;
  return {*this, [](Ui& ui) {
            const Box inner = ui.close_box();
            ui.advance(inner.w + 2 * inner.inset_x, inner.bottom - inner.y + 2 * inner.inset_y);
          }};
}

Scope Ui::columns(std::initializer_list<float> weights, float min_width) {
  Columns set;
  RETOUR_CHECK(weights.size() > 0 && weights.size() <= set.weights.size());
  set.rect = cursor();
  set.gap = metrics_.card_pad;
  for (const float weight : weights) set.weights[set.count++] = weight;
  const auto n = static_cast<float>(set.count);
  set.stacked = set.rect.w < n * min_width + (n - 1) * set.gap;
  set.bottom = set.rect.y;
  columns_.push_back(set);
  return {*this, [](Ui& ui) {
            ui.close_column();
            const Columns done = ui.columns_.back();
            ui.columns_.pop_back();
            ui.advance(done.rect.w, done.bottom - done.rect.y);
          }};
}

void Ui::close_column() {
  Columns& set = columns_.back();
  if (!set.box_open) return;
  const Box box = close_box();
  set.bottom = std::max(set.bottom, box.bottom);
  set.box_open = false;
}

void Ui::open_column(const Rect& rect) {
  const float limit = boxes_.back().bottom_limit;
  open_box(rect, metrics_.gap).bottom_limit = limit;
  columns_.back().box_open = true;
}

void Ui::next_column() {
  close_column();
  Columns& set = columns_.back();
  RETOUR_CHECK(set.next < set.count);
  if (set.stacked) {
    const float y = set.next == 0 ? set.rect.y : set.bottom + set.gap;
    ++set.next;
    open_column({.x = set.rect.x, .y = y, .w = set.rect.w, .h = 0});
    return;
  }
  float total = 0;
  float before = 0;
  for (std::size_t i = 0; i < set.count; ++i) total += set.weights[i];
  for (std::size_t i = 0; i < set.next; ++i) before += set.weights[i];
  const float space = set.rect.w - set.gap * static_cast<float>(set.count - 1);
  const float x =
      std::floor(set.rect.x + space * before / total + set.gap * static_cast<float>(set.next));
  const float w = std::floor(space * set.weights[set.next] / total);
  ++set.next;
  open_column({.x = x, .y = set.rect.y, .w = w, .h = 0});
}

Scope Ui::scroll(std::string_view key, const Rect& rect, std::string_view name,
                 float content_width) {
  const NodeId child = id(key);
  const Rect safe{
      .x = rect.x, .y = rect.y, .w = std::max(rect.w, 1.0F), .h = std::max(rect.h, 1.0F)};
  node(child, name.empty() ? Role::none : Role::region, safe, name);
  parents_.push_back(child);
  ImGui::SetCursorScreenPos({safe.x, safe.y});
  ImGuiWindowFlags flags = ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoSavedSettings;
  if (content_width > 0) {
    flags |= ImGuiWindowFlags_HorizontalScrollbar;
    ImGui::SetNextWindowContentSize({content_width, 0});
  }
  ImGui::BeginChild(child, {safe.w, safe.h}, ImGuiChildFlags_None, flags);
  const ImGuiWindow* window = ImGui::GetCurrentWindow();
  const ImVec2 start = window->DC.CursorStartPos;
  const float inner = safe.w - (window->ScrollbarY ? scrollbar_width : 0);
  Box& box = open_box({.x = start.x, .y = start.y, .w = std::max(inner, content_width), .h = 0},
                      metrics_.gap);
  box.bottom_limit = start.y + safe.h;
  box.key = child;
  return {*this, [](Ui& ui) {
            const Box done = ui.close_box();
            ImGui::SetCursorScreenPos({done.x, done.bottom});
            ImGui::Dummy({done.w > 1 ? 1.0F : 0.0F, 0});
            const float height = done.bottom - done.y;
            ui.remember_size(done.key, height);
            ImGui::EndChild();
            ui.parents_.pop_back();
          }};
}

void Ui::set_gap(float gap) {
  boxes_.back().gap = gap;
}

Scope Ui::card(std::string_view key, std::string_view title) {
  const NodeId card_id = id(key);
  const Rect at = cursor();
  const float height = remembered(card_id, 96);
  const Rect r{.x = at.x, .y = at.y, .w = at.w, .h = height};
  fill({.x = r.x, .y = r.y + 1, .w = r.w, .h = r.h}, theme_->shadow, metrics_.radius);
  fill(r, theme_->surface, metrics_.radius);
  stroke(r, theme_->line, metrics_.radius);
  node(card_id, title.empty() ? Role::group : Role::region, r, title);
  parents_.push_back(card_id);
  keys_.push_back(card_id);
  const float pad = metrics_.card_pad;
  const float limit = boxes_.back().bottom_limit;
  Box& box = open_box({.x = r.x + pad, .y = r.y + pad, .w = r.w - 2 * pad, .h = 0}, metrics_.gap);
  box.bottom_limit = limit - pad;
  box.inset_x = pad;
  box.inset_y = pad;
  box.key = card_id;
  if (!title.empty()) {
    const float h = text_height(title, TextStyle::strong, box.w);
    const Rect line = place(0, h);
    node(id("title"), Role::heading, line, title).level = 2;
    draw_text(line.x, line.y, title, {.style = TextStyle::strong, .wrap_width = line.w});
    space(4);
  }
  return {*this, [](Ui& ui) {
            const Box inner = ui.close_box();
            const float h = inner.bottom - inner.y + 2 * inner.inset_y;
            ui.remember_size(inner.key, h);
            ui.keys_.pop_back();
            ui.parents_.pop_back();
            ui.advance(inner.w + 2 * inner.inset_x, h);
          }};
}

float Ui::remembered(NodeId id, float otherwise) const {
  const auto it = memory_.find(id);
  return it == memory_.end() ? otherwise : it->second;
}

void Ui::remember(NodeId id, float value) {
  memory_[id] = value;
}

void Ui::remember_size(NodeId id, float value) {
  const auto [it, fresh] = memory_.try_emplace(id, value);
  if (!fresh && std::abs(it->second - value) < 0.5F) return;
  it->second = value;
  wants_frame_ = true;
}

std::string* Ui::draft(NodeId id) {
  const auto it = drafts_.find(id);
  return it == drafts_.end() ? nullptr : &it->second;
}

// ---- interaction
// ---------------------------------------------------------------------------------

Interaction Ui::interact(NodeId id, const Rect& rect, bool disabled) {
  const ImRect box = rect_of(rect);
  Interaction result;
  result.focused = focus_ == id;
  result.visible = ImGui::ItemAdd(box, id, nullptr, disabled ? ImGuiItemFlags_Disabled : 0);
  if (scroll_wish_ == id) {
    ImGui::ScrollToRect(ImGui::GetCurrentWindow(), box,
                        ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
    scroll_wish_ = 0;
    wants_frame_ = true;
  }
  if (disabled) return result;
  if (result.visible) {
    bool hovered = false;
    bool held = false;
    result.activated = ImGui::ButtonBehavior(box, id, &hovered, &held);
    result.hovered = hovered;
    result.held = held;
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  if (take(id, ActionKind::activate)) result.activated = true;
  result.hovered |= look_ == ItemLook::hovered;
  result.held |= look_ == ItemLook::held;
  result.focused |= look_ == ItemLook::focused;
  return result;
}

Scope Ui::look_as(ItemLook look) {
  look_ = look;
  return {*this, [](Ui& ui) { ui.look_ = ItemLook::as_it_is; }};
}

Interaction Ui::item(NodeId id, Role role, const Rect& rect, std::string_view name,
                     std::uint32_t state) {
  SemanticNode& n = node(id, role, rect, name);
  n.state |= state;
  const bool disabled = (state & State::disabled) != 0;
  if (!disabled) n.state |= State::focusable;
  if (focus_ == id) n.state |= State::focused;
  return interact(id, rect, disabled);
}

std::optional<SemanticAction> Ui::take(NodeId id, ActionKind kind) {
  auto& actions = input_.actions;
  const auto it = std::ranges::find_if(
      actions, [&](const SemanticAction& a) { return a.node == id && a.kind == kind; });
  if (it == actions.end()) return std::nullopt;
  SemanticAction action = std::move(*it);
  actions.erase(it);
  wants_frame_ = true;
  return action;
}

bool Ui::take_key(NodeId id, std::string_view name, std::uint8_t modifiers) {
  const bool held = std::ranges::any_of(input_.actions, [&](const SemanticAction& a) {
    return a.node == id && a.kind == ActionKind::key && a.text == name && a.modifiers == modifiers;
  });
  return held && take_key(id, name);
}

bool Ui::take_key(NodeId id, std::string_view name) {
  auto& actions = input_.actions;
  const auto it = std::ranges::find_if(actions, [&](const SemanticAction& a) {
    return a.node == id && a.kind == ActionKind::key && a.text == name;
  });
  if (it == actions.end()) return false;
  actions.erase(it);
  wants_frame_ = true;
  return true;
}

bool Ui::wants_menu(NodeId id, const Interaction& item) {
  if (item.held) press_claim_.menu = true;
  constexpr ImGuiMouseButton right = ImGuiMouseButton_Right;
  const ImGuiIO& io = ImGui::GetIO();
  const bool clicked = item.hovered && ImGui::IsMouseReleased(right) &&
                       std::abs(io.MouseClickedPos[right].x - io.MousePos.x) < menu_slop &&
                       std::abs(io.MouseClickedPos[right].y - io.MousePos.y) < menu_slop;
  return take_key(id, "ContextMenu") || clicked;
}

std::optional<ZoomInput> Ui::take_zoom(const Rect& rect) {
  std::optional<ZoomInput> all;
  std::erase_if(input_.zooms, [&](const ZoomInput& zoom) {
    const bool inside = zoom.x >= rect.x && zoom.x < rect.x + rect.w && zoom.y >= rect.y &&
                        zoom.y < rect.y + rect.h;
    if (inside)
      all = ZoomInput{.x = zoom.x, .y = zoom.y, .factor = zoom.factor * (all ? all->factor : 1.0F)};
    return inside;
  });
  return all;
}

void Ui::tooltip(const Interaction& item, const Rect& rect, std::string_view text) {
  if ((!item.hovered && !item.focused) || look_ != ItemLook::as_it_is) return;
  // Fingers do not hover, and a dialog that opened under one has focused its cross by itself.
  if (device().touch) return;
  const NodeId key = hash_key(static_cast<NodeId>(rect.x * 7 + rect.y * 131), text);
  if (tip_item_ != key) {
    tip_item_ = key;
    tip_since_ = input_.time_seconds;
  }
  const double left = tip_since_ + tooltip_delay_seconds - input_.time_seconds;
  if (left > 0) {
    next_wake_ = next_wake_ ? std::min(*next_wake_, left) : left;
    return;
  }
  tip_ = Tip{.text = std::string(text), .rect = rect};
}

void Ui::draw_tooltip() {
  if (!tip_) return;
  const Tip tip = std::move(*tip_);
  tip_.reset();
  const float max_w = std::min(320.0F, display_.w - 16);
  const float w = std::min(text_width(tip.text, TextStyle::small), max_w - 16);
  const float h = text_height(tip.text, TextStyle::small, w + 1);
  const float x = std::clamp(tip.rect.x + (tip.rect.w - w) / 2 - 8, 4.0F, display_.w - w - 20);
  float y = tip.rect.y + tip.rect.h + 6;
  if (y + h + 12 > display_.h) y = tip.rect.y - h - 18;
  ImDrawList* list = ImGui::GetForegroundDrawList();
  const bool plain = tip.tone == Tone::neutral;
  const Pair colors = plain ? Pair{.back = theme_->text, .text = theme_->surface}
                            : theme_->tones[static_cast<std::size_t>(tip.tone)];
  list->AddRectFilled({x, y}, {x + w + 16, y + h + 10}, im(colors.back), 4);
  if (!plain) list->AddRect({x, y}, {x + w + 16, y + h + 10}, im(colors.text), 4);
  const FontSpec spec = font_specs[0];
  ImFont* font = fonts[TextStyle::small];
  const float size = font != nullptr ? line_height(TextStyle::small) : spec.line;
  list->AddText(font != nullptr ? font : ImGui::GetFont(), size, {x + 8, y + 5}, im(colors.text),
                tip.text.data(), tip.text.data() + tip.text.size(), w + 1);
}

Ui::Pointer Ui::pointer() const {
  const ImGuiIO& io = ImGui::GetIO();
  return {.x = io.MousePos.x,
          .y = io.MousePos.y,
          .dx = io.MouseDelta.x,
          .dy = io.MouseDelta.y,
          .down = io.MouseDown[0],
          .released = io.MouseReleased[0]};
}

// ---- drawing
// -------------------------------------------------------------------------------------

ImDrawList* Ui::draw_list() const {
  return ImGui::GetWindowDrawList();
}

float Ui::line_height(TextStyle style) const {
  const ImFont* font = fonts[style];
  if (font != nullptr) return std::round(font->FontSize * ImGui::GetIO().FontGlobalScale);
  return font_specs[static_cast<std::size_t>(style)].line +
         (density_ == Density::touch ? touch_line_extra : 0);
}

float Ui::text_width(std::string_view text, TextStyle style) const {
  if (text.empty()) return 0;
  const ImFont* font = fonts[style] != nullptr ? fonts[style] : ImGui::GetFont();
  return std::ceil(
      font->CalcTextSizeA(line_height(style), FLT_MAX, 0, text.data(), text.data() + text.size())
          .x);
}

float Ui::text_height(std::string_view text, TextStyle style, float width) const {
  const ImFont* font = fonts[style] != nullptr ? fonts[style] : ImGui::GetFont();
  const float h = font->CalcTextSizeA(line_height(style), FLT_MAX, std::max(width, 8.0F),
                                      text.data(), text.data() + text.size())
                      .y;
  return std::max(h, line_height(style));
}

float Ui::draw_text(float x, float y, std::string_view text, const TextLook& look) {
  if (text.empty()) return 0;
  ImFont* font = fonts[look.style] != nullptr ? fonts[look.style] : ImGui::GetFont();
  const float size = line_height(look.style);
  const Color color = look.color.rgba == 0 ? theme_->text : look.color;
  ImDrawList* list = draw_list();
  const char* begin = text.data();
  const char* end = begin + text.size();
  const ImVec2 at{std::floor(x), std::floor(y)};
  const float w = text_width(text, look.style);
  const bool cut = look.wrap_width <= 0 && look.max_width > 0 && w > look.max_width + 0.5F;
  if (audited_) {
    const bool broken =
        look.wrap_width > 0 && widest_word(*this, text, look.style) > look.wrap_width + 1;
    text_audit_add({.text = std::string(text),
                    .rect = {.x = at.x, .y = at.y, .w = w, .h = size},
                    .cut = cut,
                    .broken = broken});
  }
  if (look.wrap_width > 0) {
    list->AddText(font, size, at, im(color), begin, end, look.wrap_width + 0.5F);
    return std::min(look.wrap_width, w);
  }
  if (cut) {
    // Whatever is shortened can be read whole: the pointer over it is enough.
    const Rect r{.x = at.x, .y = at.y, .w = look.max_width, .h = size};
    if (ImGui::IsMouseHoveringRect({r.x, r.y}, {r.x + r.w, r.y + r.h}) &&
        ImGui::GetCurrentWindowRead() == GImGui->HoveredWindow)
      tooltip({.hovered = true}, r, text);
    constexpr std::string_view ellipsis = "…";
    const float dots =
        font->CalcTextSizeA(size, FLT_MAX, 0, ellipsis.data(), ellipsis.data() + ellipsis.size()).x;
    const char* rest = begin;
    const float fits =
        font->CalcTextSizeA(size, std::max(look.max_width - dots, 1.0F), 0, begin, end, &rest).x;
    list->AddText(font, size, at, im(color), begin, rest);
    list->AddText(font, size, {at.x + fits, at.y}, im(color), ellipsis.data(),
                  ellipsis.data() + ellipsis.size());
    return look.max_width;
  }
  const ImRect clip = ImGui::GetCurrentWindow()->ClipRect;
  const bool inside =
      at.x >= clip.Min.x && at.x < clip.Max.x && at.y >= clip.Min.y && at.y + size <= clip.Max.y;
  // Fields and calendars scroll sideways: there the edge of the view may cut a text.
  const bool scrolls = clip_depth_ > 0 || ImGui::GetScrollMaxX() > 0;
  if (audited_ && inside && !scrolls && at.x + w > clip.Max.x + 1)
    audit_.clipped.emplace_back(text);
  list->AddText(font, size, at, im(color), begin, end);
  return w;
}

void Ui::draw_icon(Icon icon, float x, float y, float size, Color color) {
  if (icon == Icon::none) return;
  const IconText glyph = text_of(icon);
  ImFont* font = fonts[TextStyle::body] != nullptr ? fonts[TextStyle::body] : ImGui::GetFont();
  // The icon's em is `icon_scale` of the text's em; ask for the line height that makes it `size`.
  const float line = size / (em_per_line * icon_scale);
  const ImVec2 extent = font->CalcTextSizeA(line, FLT_MAX, 0, glyph.bytes, glyph.bytes + 3);
  draw_list()->AddText(font, line,
                       {std::floor(x + (size - extent.x) / 2), std::floor(y + (size - line) / 2)},
                       im(color), glyph.bytes, glyph.bytes + 3);
}

void Ui::fill(const Rect& rect, Color color, float radius) {
  draw_list()->AddRectFilled({rect.x, rect.y}, {rect.x + rect.w, rect.y + rect.h}, im(color),
                             radius);
}

void Ui::stroke(const Rect& rect, Color color, float radius, float thickness) {
  draw_list()->AddRect({rect.x, rect.y}, {rect.x + rect.w, rect.y + rect.h}, im(color), radius, 0,
                       thickness);
}

void Ui::line(float x0, float y0, float x1, float y1, Color color, float thickness) {
  draw_list()->AddLine({x0, y0}, {x1, y1}, im(color), thickness);
}

void Ui::focus_ring(const Rect& rect, float radius) {
  const Rect outer{.x = rect.x - 2, .y = rect.y - 2, .w = rect.w + 4, .h = rect.h + 4};
  stroke(outer, theme_->focus, radius + 2, 2);
}

void Ui::push_clip(const Rect& rect) {
  ++clip_depth_;
  ImGui::PushClipRect({rect.x, rect.y}, {rect.x + rect.w, rect.y + rect.h}, true);
}

void Ui::pop_clip() {
  --clip_depth_;
  ImGui::PopClipRect();
}

bool Ui::is_visible(const Rect& rect) const {
  const ImRect clip = ImGui::GetCurrentWindow()->ClipRect;
  return rect.x < clip.Max.x && rect.x + rect.w > clip.Min.x && rect.y < clip.Max.y &&
         rect.y + rect.h > clip.Min.y;
}

}  // namespace retour::ui
