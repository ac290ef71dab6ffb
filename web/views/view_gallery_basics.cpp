#include "ui/choice.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {
namespace {

using ui::ButtonKind;
using ui::Icon;
using ui::Ui;

void draw_texts(Ui& ui) {
  const auto section = gallery_section(ui, "texts", "gallery.heading", "gallery.heading.use");
  ui::heading(ui, {.text = ui.t("gallery.sample.patient1"), .icon = Icon::user});
  ui::heading(ui, {.text = ui.t("gallery.sample.service"), .level = 2});
  ui::text(ui, ui.t("gallery.sample.note"));
  const auto tone = [&](ui::TextTone wanted, std::string_view key, Icon icon) {
    ui::text(ui, {.text = ui.t("gallery.sample.note"), .tone = wanted, .icon = icon, .key = key});
  };
  tone(ui::TextTone::muted, "muted", Icon::none);
  tone(ui::TextTone::strong, "strong", Icon::none);
  tone(ui::TextTone::good, "good", Icon::circle_check);
  tone(ui::TextTone::warn, "warn", Icon::triangle_alert);
  tone(ui::TextTone::danger, "danger", Icon::circle_alert);
  ui::separator(ui);
  ui::fact(ui, {.label = ui.t("booking.doctor"), .value = ui.t("gallery.sample.doctor")});
  ui::fact(ui, {.label = ui.t("card.money"),
                .value = ui::format_money({.minor = 1'530'050}, ui.language()),
                .tone = ui::TextTone::strong});
  const auto row = ui.row();
  (void)ui::link(ui, {.key = "link", .text = ui.t("patients.title"), .icon = Icon::users});
  for (const GalleryState& state : gallery_states) {
    if (state.look == ui::ItemLook::as_it_is) continue;
    const auto look = ui.look_as(state.look);
    const auto keyed = ui.keyed(state.key);
    (void)ui::link(ui, {.key = "link", .text = ui.t(state.name)});
  }
}

void draw_buttons(Ui& ui, bool& toggled) {
  const auto section = gallery_section(ui, "buttons", "gallery.button", "gallery.button.use");
  const auto kind = [&](ButtonKind wanted, std::string_view key, Icon icon) {
    const auto row = ui.row();
    const auto keyed = ui.keyed(key);
    for (const GalleryState& state : gallery_states) {
      const auto look = ui.look_as(state.look);
      (void)ui::button(ui, {.key = state.key,
                            .text = ui.t(state.name),
                            .icon = icon,
                            .kind = wanted,
                            .disabled = state.disabled});
    }
  };
  kind(ButtonKind::primary, "primary", Icon::calendar_plus);
  kind(ButtonKind::normal, "normal", Icon::none);
  kind(ButtonKind::quiet, "quiet", Icon::pencil);
  kind(ButtonKind::danger, "danger", Icon::trash_2);
  const auto row = ui.row();
  for (const GalleryState& state : gallery_states) {
    const auto look = ui.look_as(state.look);
    const auto keyed = ui.keyed(state.key);
    (void)ui::button(ui, {.key = "icon",
                          .text = ui.t("acts.search"),
                          .icon = Icon::search,
                          .kind = ButtonKind::quiet,
                          .disabled = state.disabled,
                          .icon_only = true,
                          .shortcut = "Ctrl+K"});
  }
  if (ui::button(ui, {.key = "toggle",
                      .text = ui.t("gallery.state.on"),
                      .icon = Icon::star,
                      .pressed = toggled,
                      .toggle = true}))
    toggled = !toggled;
  const std::array items = {
      ui::MenuItem{.key = "edit", .text = ui.t("gallery.state.normal"), .icon = Icon::pencil},
      ui::MenuItem{.key = "off",
                   .text = ui.t("gallery.state.disabled"),
                   .icon = Icon::lock,
                   .disabled = true},
      ui::MenuItem{
          .key = "delete", .text = ui.t("common.undo"), .icon = Icon::undo_2, .danger = true}};
  (void)ui::menu_button(ui, "menu", ui.t("gallery.menu"), Icon::ellipsis, items);
}

void draw_marks(Ui& ui, bool& today) {
  {
    const auto section = gallery_section(ui, "badges", "gallery.badge", "gallery.badge.use");
    {
      const auto row = ui.row({.height = 28});
      for (int status = 0; status <= 7; ++status) ui::status_badge(ui, status);
    }
    const auto row = ui.row({.height = 28});
    const std::array words = {ui.t("gallery.state.normal"), ui.t("common.saved"),
                              ui.t("common.done"), ui.t("gallery.state.readonly"),
                              ui.t("gallery.state.error")};
    for (std::size_t i = 0; i < words.size(); ++i) {
      const auto tone = static_cast<ui::Tone>(i);
      ui::badge(ui, {.text = words[i], .tone = tone, .icon = ui::tone_icon(tone)});
    }
  }
  const auto section = gallery_section(ui, "chips", "gallery.chip", "gallery.chip.use");
  const auto row = ui.row();
  if (ui::chip(ui, {.key = "today", .text = ui.t("gallery.state.on"), .on = today})) today = !today;
  for (const GalleryState& state : gallery_states) {
    if (state.disabled) continue;
    const auto look = ui.look_as(state.look);
    (void)ui::chip(ui, {.key = state.key, .text = ui.t(state.name), .icon = Icon::user});
  }
  (void)ui::chip(ui,
                 {.key = "removable", .text = ui.t("gallery.sample.doctor"), .removable = true});
}

}  // namespace

void GalleryBasics::draw(Ui& ui) {
  {
    const auto columns = ui.columns({1, 1}, 420);
    ui.next_column();
    draw_texts(ui);
    ui.next_column();
    ui.set_gap(16);
    draw_buttons(ui, toggled_);
    draw_marks(ui, today_);
  }
  const auto section = gallery_section(ui, "figures", "gallery.figure", "gallery.figure.use");
  const auto columns = ui.columns({1, 1, 1, 1}, 200);
  const auto figure = [&](const GalleryState& state, std::int64_t value, ui::Tone tone) {
    ui.next_column();
    const auto look = ui.look_as(state.look);
    (void)ui::figure(ui, {.key = state.key,
                          .value = ui::format_number(value, ui.language()),
                          .label = ui.t("patients.title"),
                          .detail = ui.t(state.name),
                          .tone = tone,
                          .opens = state.look != ui::ItemLook::held});
  };
  figure(gallery_states[0], 62'298, ui::Tone::neutral);
  figure(gallery_states[1], 1'240, ui::Tone::good);
  figure(gallery_states[3], 312, ui::Tone::warn);
  figure(gallery_states[2], 17, ui::Tone::danger);
}

}  // namespace retour::views
