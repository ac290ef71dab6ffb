#include <array>

#include "ui/widgets.hpp"
#include "views/view_first_run.hpp"
#include "views/view_settings.hpp"

namespace retour::views {
namespace {

void small_label(ui::Ui& ui, std::string_view words) {
  ui::text(ui, {.text = words, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
}

void draw_look(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("look", context.t("settings.look"));
  small_label(ui, context.t("settings.language"));
  language_choice(ui);
  small_label(ui, context.t("settings.theme"));
  const std::array<std::string_view, 3> names = {context.t("settings.theme.light"),
                                                 context.t("settings.theme.dark"),
                                                 context.t("settings.theme.contrast")};
  static constexpr std::array<std::string_view, 3> codes = {"light", "dark", "contrast"};
  auto theme = static_cast<std::size_t>(ui.theme_name());
  if (ui::segments(ui, "theme", context.t("settings.theme"), names, theme))
    ui.effects.push({.kind = ui::EffectKind::set_theme, .text = std::string(codes[theme])});
  small_label(ui, context.t("settings.text_size"));
  static constexpr std::array<std::string_view, 3> sizes = {"100\xC2\xA0%", "125\xC2\xA0%",
                                                            "150\xC2\xA0%"};
  static constexpr std::array<int, 3> percents = {100, 125, 150};
  const float line = ui.line_height(ui::TextStyle::body);
  std::size_t size = line > 26 ? 2 : line > 22 ? 1 : 0;
  if (ui::segments(ui, "text size", context.t("settings.text_size"), sizes, size))
    ui.effects.push({.kind = ui::EffectKind::set_text_size, .number = percents[size]});
}

void draw_storage(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("storage", context.t("settings.storage"));
  const ui::DeviceState& device = ui.device();
  const ui::TextId words = device.storage == ui::DeviceState::Storage::kept
                               ? ui::TextId("settings.storage.kept")
                           : device.storage == ui::DeviceState::Storage::memory_only
                               ? ui::TextId("settings.storage.memory_only")
                               : ui::TextId("settings.storage.may_be_evicted");
  ui::text(ui, context.t(words));
  if (device.space_quota > 0)
    ui::text(
        ui,
        context.t("shell.space", {{"used", ui::format_bytes(device.space_used, ui.language())},
                                  {"quota", ui::format_bytes(device.space_quota, ui.language())}}),
        ui::TextTone::muted);
  if (device.storage == ui::DeviceState::Storage::may_be_evicted &&
      ui::button(ui, {.key = "persist",
                      .text = context.t("settings.request_persist"),
                      .icon = ui::Icon::hard_drive}))
    ui.effects.push({.kind = ui::EffectKind::request_persist});
}

}  // namespace

void draw_device_page(Context& context) {
  const auto columns = context.ui.columns({1, 1}, 340);
  context.ui.next_column();
  draw_look(context);
  context.ui.next_column();
  draw_storage(context);
}

}  // namespace retour::views
