#include "ui/popup.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <string>

#include "base/check.hpp"
#include "ui/widgets.hpp"

namespace retour::ui {
namespace {

constexpr ImGuiWindowFlags plain_window =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
    ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollbar |
    ImGuiWindowFlags_NoScrollWithMouse;

bool is_text_input(Role role) {
  return role == Role::textbox || role == Role::searchbox;
}

/// The node that should have the focus when a dialog appears: its first field, else first button
/// that is not the cross.
NodeId first_target(const Ui& ui, std::size_t from, NodeId cross) {
  const auto& nodes = ui.nodes();
  NodeId button = 0;
  for (std::size_t i = from; i < nodes.size(); ++i) {
    const SemanticNode& n = nodes[i];
    if ((n.state & State::focusable) == 0 || n.id == cross) continue;
    if (is_text_input(n.role) || n.role == Role::combobox) return n.id;
    if (button == 0) button = n.id;
  }
  return button != 0 ? button : cross;
}

void close_dialog(Ui& ui) {
  Ui::DialogFrame& d = ui.dialogs.back();
  if (d.row) {
    ui.remember_size(ui.id("footer width"), ui.row_width());
    d.row.reset();
    const float height = ui.cursor().y - d.footer.y + ui.metrics().card_pad - ui.metrics().gap;
    ui.remember_size(ui.id("footer"), height);
    d.area.reset();
  } else {
    d.area.reset();
    d.body.reset();
    ui.remember_size(ui.id("footer"), ui.metrics().card_pad);
  }
  const NodeId cross = ui.id("close");
  // A text field would raise the keyboard of a tablet unasked: there the cross takes the focus.
  if (d.appearing)
    ui.request_focus(ui.device().touch ? cross : first_target(ui, d.first_node, cross));
  if (ui.take(d.id, ActionKind::dismiss).has_value() || ui.take_shortcut("Escape")) {
    if (d.can_close) *d.open = false;
    ui.request_frame();
  }
  d.keyed.reset();
  d.group.reset();
  ui.dialogs.pop_back();
  ImGui::EndPopup();
}

struct Frame {
  Rect rect;
  float header = 0;
  float footer = 0;
};

/// Called with the dialog's keys open.
Frame dialog_frame(Ui& ui, const DialogOptions& options) {
  const Metrics& m = ui.metrics();
  Frame f;
  f.header = std::max(m.control, ui.text_height(options.title, TextStyle::title, 200)) + 24;
  f.footer = ui.remembered(ui.id("footer"), m.control + 2 * m.card_pad);
  const float body = ui.remembered(ui.id("body"), 160);
  if (ui.is_phone()) {
    f.rect = {.x = 0, .y = 0, .w = ui.width(), .h = ui.height()};
  } else if (options.sheet) {
    const float w = std::min(options.width, ui.width() - 40);
    f.rect = {.x = ui.width() - w, .y = 0, .w = w, .h = ui.height()};
  } else {
    const float w = std::min(options.width, ui.width() - 48);
    const float h = std::min(f.header + body + f.footer + 4, ui.height() - 48);
    f.rect = {.x = std::floor((ui.width() - w) / 2),
              .y = std::floor((ui.height() - h) / 2.4F),
              .w = w,
              .h = h};
  }
  return f;
}

void draw_header(Ui& ui, const DialogOptions& options, const Frame& f, bool& open) {
  const Metrics& m = ui.metrics();
  const Rect title{.x = f.rect.x + m.card_pad + 4,
                   .y = f.rect.y + 12,
                   .w = f.rect.w - 2 * m.card_pad - m.control - 8,
                   .h = f.header - 24};
  ui.node(ui.id("title"), Role::heading, title, options.title).level = 1;
  // A title longer than a line of a phone goes on below: the header was measured for it.
  const float title_h = ui.text_height(options.title, TextStyle::title, title.w);
  ui.draw_text(title.x, title.y + (title.h - title_h) / 2, options.title,
               {.style = TextStyle::title, .wrap_width = title.w});
  if (!options.can_close) return;
  const auto area = ui.area({.x = f.rect.x + f.rect.w - m.control - 12,
                             .y = f.rect.y + 12,
                             .w = m.control,
                             .h = m.control});
  if (button(ui, {.key = "close",
                  .text = ui.t("common.close"),
                  .icon = Icon::x,
                  .kind = ButtonKind::quiet,
                  .icon_only = true,
                  .shortcut = "Esc"}))
    open = false;
}

}  // namespace

// ---- popups
// --------------------------------------------------------------------------------------

void open_popup(Ui& ui, NodeId id) {
  ui.openers[id] = ui.focus();
  ImGui::OpenPopupEx(id);
  ui.request_frame();
}

void close_popup(Ui& ui, NodeId id) {
  ImGuiContext& g = *GImGui;
  for (int i = 0; i < g.OpenPopupStack.Size; ++i)
    if (g.OpenPopupStack[i].PopupId == id) {
      ImGui::ClosePopupToLevel(i, false);
      ui.request_frame();
      return;
    }
}

bool is_popup_open(Ui&, NodeId id) {
  return ImGui::IsPopupOpen(id, ImGuiPopupFlags_AnyPopupLevel);
}

Scope begin_popup(Ui& ui, const PopupOptions& options) {
  if (!is_popup_open(ui, options.id)) return {};
  const float w = std::min(options.width, ui.width() - 8);
  const float below = ui.height() - (options.anchor.y + options.anchor.h) - 8;
  const float above = options.anchor.y - 8;
  const bool down = below >= options.height || below >= above;
  const float h = std::min(options.height, std::max(down ? below : above, 120.0F));
  const Rect r{.x = std::clamp(options.anchor.x, 4.0F, std::max(4.0F, ui.width() - w - 4)),
               .y = down ? options.anchor.y + options.anchor.h + 4 : options.anchor.y - h - 4,
               .w = w,
               .h = h};
  ImGui::SetNextWindowPos({r.x, r.y});
  ImGui::SetNextWindowSize({r.w, r.h});
  if (!ImGui::BeginPopupEx(options.id, plain_window)) return {};
  Ui::DialogFrame& d = ui.dialogs.emplace_back();
  d.id = options.id;
  d.frame = r;
  d.group.emplace(ui.root_group(options.id, options.role, r, options.name));
  ui.stroke({.x = r.x, .y = r.y, .w = r.w, .h = r.h}, ui.theme().border, 8);
  const float pad = options.role == Role::listbox ? 4 : 12;
  d.area.emplace(ui.area({.x = r.x + pad, .y = r.y + pad, .w = r.w - 2 * pad, .h = r.h - 2 * pad}));
  return {ui, [](Ui& u) {
            Ui::DialogFrame& frame = u.dialogs.back();
            const NodeId id = frame.id;
            frame.area.reset();
            frame.group.reset();
            u.dialogs.pop_back();
            ImGui::EndPopup();
            if (u.take(id, ActionKind::dismiss) || u.take_shortcut("Escape")) {
              close_popup(u, id);
              u.request_focus(u.openers[id]);
            }
          }};
}

// ---- dialogs
// -------------------------------------------------------------------------------------

Scope dialog(Ui& ui, const DialogOptions& options, bool& open) {
  const NodeId id = ui.id(options.key);
  const std::string name = "##dialog" + std::to_string(id);
  const ImGuiID popup = ImGui::GetCurrentWindow()->GetID(name.c_str());
  const bool is_open = ImGui::IsPopupOpen(popup, ImGuiPopupFlags_None);
  if (!open) {
    if (is_open) {
      close_popup(ui, popup);
      if (const auto it = ui.openers.find(id); it != ui.openers.end()) {
        ui.request_focus(it->second);
        ui.openers.erase(it);
      }
    }
    return {};
  }
  bool appearing = false;
  if (!is_open) {
    ImGui::OpenPopupEx(popup);
    ui.openers[id] = ui.focus();
    appearing = true;
    ui.request_frame();
  }
  std::optional<Scope> keyed(ui.keyed(options.key));
  const Frame f = dialog_frame(ui, options);
  ImGui::SetNextWindowPos({f.rect.x, f.rect.y});
  ImGui::SetNextWindowSize({f.rect.w, f.rect.h});
  if (!ImGui::BeginPopupModal(name.c_str(), nullptr, plain_window)) {
    ui.request_frame();
    return {};
  }
  Ui::DialogFrame& d = ui.dialogs.emplace_back();
  d.id = id;
  d.frame = f.rect;
  d.appearing = appearing;
  d.can_close = options.can_close;
  d.open = &open;
  d.first_node = ui.nodes().size();
  d.keyed.emplace(std::move(*keyed));
  d.group.emplace(
      ui.root_group(id, options.alert ? Role::alertdialog : Role::dialog, f.rect, options.title));
  ui.last_node()->state |= State::modal;
  ui.enter_modal(id);
  draw_header(ui, options, f, open);
  const float pad = ui.metrics().card_pad + 4;
  const float top = f.rect.y + f.header;
  const float bottom = f.rect.y + f.rect.h - f.footer;
  d.footer = {.x = f.rect.x + pad, .y = bottom, .w = f.rect.w - 2 * pad, .h = f.footer};
  d.body.emplace(ui.scroll("body", {.x = f.rect.x, .y = top, .w = f.rect.w, .h = bottom - top}));
  d.area.emplace(ui.inset(pad, 4));
  ui.set_gap(12);
  return {ui, close_dialog};
}

Scope dialog_footer(Ui& ui) {
  Ui::DialogFrame& d = ui.dialogs.back();
  RETOUR_CHECK(d.body && !d.row);
  d.area.reset();
  d.body.reset();
  ui.line(d.frame.x, d.footer.y, d.frame.x + d.frame.w, d.footer.y, ui.theme().line);
  const float pad = ui.metrics().card_pad;
  d.area.emplace(
      ui.area({.x = d.footer.x, .y = d.footer.y + pad, .w = d.footer.w, .h = d.footer.h}));
  d.row.emplace(ui.row());
  ui.push_right(ui.remembered(ui.id("footer width"), d.footer.w) + 1);
  // The row stays open until the dialog closes; this scope has nothing of its own to close.
  return {ui, [](Ui&) {}};
}

bool confirm(Ui& ui, const ConfirmOptions& options, bool& open) {
  bool answer = false;
  if (const auto d = dialog(
          ui, {.key = options.key, .title = options.title, .width = 460, .alert = true}, open)) {
    text(ui, options.text);
    const auto footer = dialog_footer(ui);
    if (button(ui, {.key = "no", .text = ui.t("common.cancel")})) open = false;
    if (button(ui, {.key = "yes",
                    .text = options.yes,
                    .kind = options.danger ? ButtonKind::danger : ButtonKind::primary})) {
      open = false;
      answer = true;
    }
  }
  return answer;
}

}  // namespace retour::ui
