#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/skeleton.hpp"
#include "ui/timeline.hpp"
#include "ui/widgets.hpp"
#include "views/view_gallery_parts.hpp"

namespace retour::views {

using ui::Icon;
using ui::Ui;

void GalleryFeedback::draw_over(Ui& ui) {
  const auto section = gallery_section(ui, "over", "gallery.dialog", "gallery.dialog.use");
  {
    const auto row = ui.row();
    if (ui::button(ui, {.key = "dialog", .text = ui.t("gallery.dialog.open"), .opens = true}))
      dialog_ = true;
    if (ui::button(ui, {.key = "sheet", .text = ui.t("gallery.dialog.sheet"), .opens = true}))
      sheet_ = true;
    if (ui::button(ui, {.key = "ask", .text = ui.t("gallery.dialog.question"), .opens = true}))
      question_ = true;
    if (ui::button(ui, {.key = "toast", .text = ui.t("gallery.dialog.toast")}))
      ui.toast(std::string(ui.t("gallery.dialog.toast_text")), ui::Tone::good, true);
  }
  const auto draw_form = [&](bool& open) {
    ui::text_field(ui, {.key = "name", .label = ui.t("patients.name")}, text_);
    ui::text(ui, ui.t("gallery.sample.note"), ui::TextTone::muted);
    const auto footer = ui::dialog_footer(ui);
    if (ui::button(ui, {.key = "cancel", .text = ui.t("common.cancel")})) open = false;
    if (ui::button(ui,
                   {.key = "save", .text = ui.t("common.save"), .kind = ui::ButtonKind::primary}))
      open = false;
  };
  if (const auto d = ui::dialog(ui, {.key = "a dialog", .title = ui.t("gallery.dialog")}, dialog_))
    draw_form(dialog_);
  if (const auto d = ui::dialog(
          ui, {.key = "a sheet", .title = ui.t("gallery.dialog"), .width = 420, .sheet = true},
          sheet_))
    draw_form(sheet_);
  if (ui::confirm(ui,
                  {.key = "a question",
                   .title = ui.t("gallery.dialog.confirm_title"),
                   .text = ui.t("gallery.dialog.confirm_text"),
                   .yes = ui.t("common.done"),
                   .danger = true},
                  question_))
    ui.toast(std::string(ui.t("gallery.dialog.toast_text")), ui::Tone::good, true);
  while (ui.take_undo()) ui.toast(std::string(ui.t("common.undone")), ui::Tone::info);
}

void GalleryFeedback::draw_waiting(Ui& ui) {
  {
    const auto section =
        gallery_section(ui, "progress", "gallery.progress", "gallery.progress.use");
    (void)ui::progress(ui, {.key = "known",
                            .text = ui.t("gallery.progress.text"),
                            .share = 0.42F,
                            .detail = ui.t("gallery.progress.detail"),
                            .cancel = ui.t("gallery.progress.cancel")});
    (void)ui::progress(ui, {.key = "unknown", .text = ui.t("gallery.loading")});
  }
  {
    const auto section = gallery_section(ui, "stepper", "gallery.stepper", "gallery.stepper.use");
    const std::array<std::string_view, 4> steps = {
        ui.t("gallery.stepper.file"), ui.t("gallery.stepper.columns"),
        ui.t("gallery.stepper.check"), ui.t("gallery.stepper.done")};
    ui::stepper(ui, ui.t("gallery.stepper"), steps, 1);
  }
  const auto section = gallery_section(ui, "skeleton", "gallery.skeleton", "gallery.skeleton.use");
  ui::skeleton(ui, {.key = "lines", .name = ui.t("gallery.loading")});
  ui::skeleton(ui, {.key = "card",
                    .name = ui.t("gallery.loading"),
                    .shape = ui::SkeletonShape::card,
                    .count = 1});
}

void GalleryFeedback::draw(Ui& ui) {
  {
    const auto section = gallery_section(ui, "banners", "gallery.banner", "gallery.banner.use");
    const std::array words = {ui.t("gallery.text"), ui.t("shell.update"), ui.t("backup.checked"),
                              ui.t("gallery.chip.use"), ui.t("backup.damaged")};
    static constexpr std::array<std::string_view, 5> keys = {"neutral", "info", "good", "warn",
                                                             "danger"};
    for (std::size_t i = 0; i < words.size(); ++i)
      (void)ui::banner(ui, {.key = keys[i],
                            .text = words[i],
                            .action = i == 1 ? ui.t("shell.update_now") : std::string_view{},
                            .tone = static_cast<ui::Tone>(i)});
  }
  draw_over(ui);
  const auto columns = ui.columns({1, 1}, 420);
  ui.next_column();
  ui.set_gap(16);
  draw_waiting(ui);
  ui.next_column();
  ui.set_gap(16);
  {
    const auto section = gallery_section(ui, "empty", "gallery.empty", "gallery.empty.use");
    (void)ui::empty_state(ui, {.title = ui.t("patients.empty"),
                               .text = ui.t("patients.empty_text"),
                               .action = ui.t("import.pick"),
                               .icon = Icon::users});
  }
  const auto section = gallery_section(ui, "timeline", "gallery.timeline", "gallery.timeline.use");
  const auto list =
      ui.group(ui.id("events"), ui::Role::list, ui.cursor(), ui.t("gallery.timeline"));
  const std::string day = ui::format_date(ui.today(), ui::DateStyle::full, ui.language());
  ui::timeline_entry(ui, 1,
                     {.icon = Icon::clock, .text = ui.t("gallery.sample.item4"), .below = day});
  ui::timeline_entry(ui, 2,
                     {.icon = Icon::banknote,
                      .text = ui::format_money({.minor = 250'000}, ui.language()),
                      .below = day});
  ui::timeline_entry(ui, 3,
                     {.icon = Icon::stethoscope,
                      .text = ui.t("gallery.sample.service"),
                      .below = ui.t("gallery.sample.note"),
                      .last = true});
}

}  // namespace retour::views
