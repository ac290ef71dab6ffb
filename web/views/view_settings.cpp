#include "views/view_settings.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "ui/widgets.hpp"

namespace retour::views {
namespace {

struct Entry {
  std::string_view key;
  ui::TextId text;
  ui::Icon icon;
};

constexpr std::array<Entry, settings_page_count> entries = {{
    {"device", "settings.tab.device", ui::Icon::settings},
    {"clinic", "settings.clinic", ui::Icon::house},
    {"branches", "settings.branches", ui::Icon::building_2},
    {"premises", "settings.premises", ui::Icon::door_open},
    {"people", "settings.people", ui::Icon::users},
    {"rota", "rota.title", ui::Icon::calendar_clock},
    {"services", "settings.services", ui::Icon::clipboard_list},
    {"words", "settings.words", ui::Icon::list},
    {"policy", "policy.title", ui::Icon::target},
    {"companion", "companion.title", ui::Icon::repeat},
    {"data", "backup.page", ui::Icon::shield},
}};

constexpr float list_width = 216;
/// Narrower than this, the list of pages becomes a combo above the page.
constexpr float list_beside_from = 860;

std::string_view key_of(std::size_t index) {
  return entries[index].key;
}

}  // namespace

void SettingsView::draw_list(Context& context, const ui::Rect& rect) {
  ui::Ui& ui = context.ui;
  const ui::Theme& theme = ui.theme();
  const ui::Metrics& m = ui.metrics();
  const auto list = ui.group(ui.id("pages"), ui::Role::tablist, rect, context.t("settings.title"));
  const auto keyed = ui.keyed("pages");
  const float height = m.control + 4;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const ui::Rect r{
        .x = rect.x, .y = rect.y + static_cast<float>(i) * (height + 2), .w = rect.w, .h = height};
    const bool on = static_cast<std::size_t>(page_) == i;
    const ui::NodeId id = ui.id(key_of(i));
    const std::string_view words = context.t(entries[i].text);
    const ui::Interaction press = ui.item(id, ui::Role::tab, r, words,
                                          ui::State::selectable | (on ? ui::State::selected : 0));
    const bool down = ui.take_key(id, "ArrowDown");
    if (down || ui.take_key(id, "ArrowUp")) {
      const std::size_t target = (i + (down ? 1 : entries.size() - 1)) % entries.size();
      page_ = static_cast<SettingsPage>(target);
      ui.request_focus(ui.id(key_of(target)));
    }
    if (press.activated) page_ = static_cast<SettingsPage>(i);
    if (!press.visible) continue;
    if (on || press.hovered) ui.fill(r, on ? theme.selected : theme.hover, m.radius);
    const ui::Color ink = on ? theme.link : theme.text;
    ui.draw_icon(entries[i].icon, r.x + 10, r.y + (r.h - m.icon) / 2, m.icon,
                 on ? theme.link : theme.muted);
    ui.draw_text(r.x + 18 + m.icon, ui::centred_y(ui, r), words,
                 {.style = on ? ui::TextStyle::strong : ui::TextStyle::body,
                  .color = ink,
                  .max_width = r.w - 24 - m.icon});
    if (press.focused) ui.focus_ring(r, m.radius);
  }
}

void SettingsView::draw_page(Context& context, app::Vault& vault, RestoreForm& restore) {
  const auto keyed = context.ui.keyed(static_cast<std::uint64_t>(page_) + 1);
  switch (page_) {
    case SettingsPage::device: draw_device_page(context); break;
    case SettingsPage::clinic: clinic_.draw(context); break;
    case SettingsPage::branches: branches_.draw(context); break;
    case SettingsPage::premises: premises_.draw(context); break;
    case SettingsPage::people: people_.draw(context); break;
    case SettingsPage::rota: rota_.draw(context); break;
    case SettingsPage::services: services_.draw(context); break;
    case SettingsPage::words: words_.draw(context); break;
    case SettingsPage::policy: policy_.draw(context); break;
    case SettingsPage::companion: companion_.draw(context); break;
    case SettingsPage::data: data_.draw(context, vault, restore); break;
  }
}

void SettingsView::draw(Context& context, app::Vault& vault, RestoreForm& restore) {
  ui::Ui& ui = context.ui;
  if (const auto person = std::exchange(context.router.rota, std::nullopt)) {
    page_ = SettingsPage::rota;
    rota_.show(context, *person);
  }
  ui::heading(ui, {.text = context.t("settings.title")});
  const ui::Rect at = ui.cursor();
  if (at.w < list_beside_from) {
    std::vector<ui::Choice> choices;
    for (const Entry& entry : entries)
      choices.push_back({.text = context.t(entry.text), .icon = entry.icon});
    int chosen = static_cast<int>(page_);
    if (ui::combo(ui, {.key = "settings page", .label = context.t("settings.page")}, choices,
                  chosen) &&
        chosen >= 0)
      page_ = static_cast<SettingsPage>(chosen);
    draw_page(context, vault, restore);
    return;
  }
  const float gap = 20;
  const float left = ui.available_height();
  draw_list(context, {.x = at.x, .y = at.y, .w = list_width, .h = left});
  // The page stands in the flow beside the list, so that the screen scrolls as a whole.
  const auto columns = ui.columns({list_width, at.w - list_width - gap}, 1);
  ui.next_column();
  (void)ui.place(list_width, (ui.metrics().control + 6) * static_cast<float>(entries.size()));
  ui.next_column();
  draw_page(context, vault, restore);
}

}  // namespace retour::views
