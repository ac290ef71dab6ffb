#include "views/view_gallery.hpp"

#include <array>
#include <utility>

#include "ui/pills.hpp"
#include "ui/widgets.hpp"

namespace retour::views {
namespace {

using ui::Ui;

/// A labelled row of choices; true when another one was chosen.
bool choice(Ui& ui, std::string_view key, ui::TextId name, std::span<const ui::Pill> list,
            int& selected) {
  gallery_caption(ui, name);
  return ui::pills(ui, key, ui.t(name), list, selected);
}

void choose_theme(Ui& ui) {
  static constexpr std::array<std::string_view, 3> codes = {"light", "dark", "contrast"};
  const std::array names = {
      ui::Pill{.text = ui.t("settings.theme.light"), .icon = ui::Icon::sun},
      ui::Pill{.text = ui.t("settings.theme.dark"), .icon = ui::Icon::moon},
      ui::Pill{.text = ui.t("settings.theme.contrast"), .icon = ui::Icon::contrast}};
  int theme = static_cast<int>(ui.theme_name());
  if (choice(ui, "theme", "settings.theme", names, theme))
    ui.effects.push({.kind = ui::EffectKind::set_theme,
                     .text = std::string(codes[static_cast<std::size_t>(theme)])});
}

void choose_language(Ui& ui) {
  static constexpr std::array languages = {ui::Language::ru, ui::Language::en, ui::Language::sv,
                                           ui::Language::pseudo};
  // Named by their codes: nobody looks for a language in words of another one.
  std::array<ui::Pill, 4> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i].text = ui::code_of(languages[i]);
  int language = static_cast<int>(ui.language());
  if (choice(ui, "language", "settings.language", names, language))
    ui.effects.push(
        {.kind = ui::EffectKind::set_language,
         .text = std::string(ui::code_of(languages[static_cast<std::size_t>(language)]))});
}

void choose_text_size(Ui& ui) {
  static constexpr std::array<int, 3> percents = {100, 125, 150};
  const std::array names = {ui::Pill{.text = "100\xC2\xA0%"}, ui::Pill{.text = "125\xC2\xA0%"},
                            ui::Pill{.text = "150\xC2\xA0%"}};
  const float line = ui.line_height(ui::TextStyle::body) -
                     (ui.density() == ui::Density::touch ? ui::touch_line_extra : 0);
  int size = line > 26 ? 2 : line > 22 ? 1 : 0;
  if (choice(ui, "text size", "settings.text_size", names, size))
    ui.effects.push({.kind = ui::EffectKind::set_text_size,
                     .number = percents[static_cast<std::size_t>(size)]});
}

}  // namespace

ui::Scope gallery_section(Ui& ui, std::string_view key, ui::TextId name, ui::TextId use) {
  ui::Scope card = ui.card(key, ui.t(name));
  ui.set_gap(12);
  ui::text(ui, {.text = ui.t(use), .tone = ui::TextTone::muted, .key = "use"});
  return card;
}

void gallery_caption(Ui& ui, ui::TextId words) {
  ui::text(ui, {.text = ui.t(words), .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
}

void GalleryView::draw_switches(Ui& ui) {
  const auto card = ui.card("switches");
  const auto columns = ui.columns({1, 1, 1, 1}, 200);
  ui.next_column();
  choose_theme(ui);
  ui.next_column();
  choose_language(ui);
  ui.next_column();
  const std::array densities = {ui::Pill{.text = ui.t("gallery.density.mouse")},
                                ui::Pill{.text = ui.t("gallery.density.touch")}};
  int density = static_cast<int>(ui.density());
  if (choice(ui, "density", "gallery.density", densities, density)) {
    touch_ = density == 1;
    ui.request_frame();
  }
  ui.next_column();
  choose_text_size(ui);
}

void GalleryView::draw(Ui& ui) {
  const auto page = ui.scroll("page", {.x = 0, .y = 0, .w = ui.width(), .h = ui.height()});
  const float side = ui.is_phone() ? 10.0F : 24.0F;
  const auto pad = ui.inset(side, 16);
  ui.set_gap(16);
  ui::heading(ui, {.text = ui.t("gallery.title")});
  ui::text(ui, ui.t("gallery.text"), ui::TextTone::muted);
  draw_switches(ui);
  const std::array families = {ui::Tab{.key = "basics", .text = ui.t("gallery.family.basics")},
                               ui::Tab{.key = "fields", .text = ui.t("gallery.family.fields")},
                               ui::Tab{.key = "choices", .text = ui.t("gallery.family.choices")},
                               ui::Tab{.key = "tables", .text = ui.t("gallery.family.tables")},
                               ui::Tab{.key = "feedback", .text = ui.t("gallery.family.feedback")},
                               ui::Tab{.key = "charts", .text = ui.t("gallery.family.charts")},
                               ui::Tab{.key = "colours", .text = ui.t("gallery.family.colours")}};
  static_assert(families.size() == gallery_family_count);
  if (ui::tabs(ui, "families", ui.t("gallery.title"), families, family_)) ui.request_frame();
  const auto keyed = ui.keyed(family_ + 1);
  switch (static_cast<GalleryFamily>(family_)) {
    case GalleryFamily::basics: basics_.draw(ui); break;
    case GalleryFamily::fields: fields_.draw(ui); break;
    case GalleryFamily::choices: choices_.draw(ui); break;
    case GalleryFamily::tables: tables_.draw(ui); break;
    case GalleryFamily::feedback: feedback_.draw(ui); break;
    case GalleryFamily::charts: charts_.draw(ui); break;
    case GalleryFamily::colours: draw_gallery_colours(ui); break;
  }
}

}  // namespace retour::views
