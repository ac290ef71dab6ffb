#include "views/view_first_run.hpp"

#include <algorithm>
#include <array>

#include "ui/catalogues.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/widgets.hpp"

namespace retour::views {
namespace {

constexpr std::size_t passphrase_letters_min = 8;
constexpr std::array currencies = {Currency::rub, Currency::sek, Currency::eur, Currency::kzt,
                                   Currency::byn};

/// A column in the middle of the screen that scrolls when it is longer.
ui::Rect middle(const ui::Ui& ui, float width) {
  const float w = std::min(width, ui.width());
  return {.x = (ui.width() - w) / 2, .y = 0, .w = w, .h = ui.height()};
}

}  // namespace

void language_choice(ui::Ui& ui) {
  std::array<std::string_view, ui::language_count> names;
  for (std::size_t i = 0; i < names.size(); ++i)
    names[i] = ui::own_name_of(static_cast<ui::Language>(i));
  // One whose words are on their way is the chosen one already: the press has been heard.
  auto chosen = static_cast<std::size_t>(ui::catalogues().awaited().value_or(ui.language()));
  if (ui::segments(ui, "language", ui.t("first.language"), names, chosen))
    ui.effects.push({.kind = ui::EffectKind::set_language,
                     .text = std::string(ui::code_of(static_cast<ui::Language>(chosen)))});
}

std::optional<NewClinic> FirstRunView::draw_own(ui::Ui& ui) {
  const auto card = ui.card("own", ui.t("first.own"));
  ui::text(ui, ui.t("first.own_text"), ui::TextTone::muted);
  ui::text_field(ui, {.key = "clinic", .label = ui.t("first.clinic_name"), .required = true},
                 clinic_.clinic_name);
  {
    const auto columns = ui.columns({1, 1}, 180);
    ui.next_column();
    ui::text_field(ui, {.key = "family", .label = ui.t("first.owner_family"), .required = true},
                   clinic_.owner_family);
    ui.next_column();
    ui::text_field(ui, {.key = "given", .label = ui.t("first.owner_given")}, clinic_.owner_given);
  }
  std::array<ui::Choice, clinic_preset_count> kinds;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    kinds[i].text = ui.t(name_of(static_cast<ClinicPreset>(i)));
  int kind = static_cast<int>(clinic_.preset);
  if (ui::combo(ui,
                {.key = "preset", .label = ui.t("first.preset"), .hint = ui.t("first.preset_hint")},
                kinds, kind) &&
      kind >= 0)
    clinic_.preset = static_cast<ClinicPreset>(kind);
  bool sees_patients = clinic_.owner_duty == app::OwnerDuty::sees_patients;
  ui::checkbox(ui, {.key = "doctor", .text = ui.t("first.sees_patients")}, sees_patients);
  clinic_.owner_duty =
      sees_patients ? app::OwnerDuty::sees_patients : app::OwnerDuty::runs_the_clinic;
  std::array<std::string_view, currencies.size()> codes;
  for (std::size_t i = 0; i < currencies.size(); ++i) codes[i] = code_of(currencies[i]);
  ui::text(
      ui,
      {.text = ui.t("first.currency"), .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
  ui::segments(ui, "currency", ui.t("first.currency"), codes, currency_);
  const bool is_short =
      !clinic_.passphrase.empty() && ui::code_points(clinic_.passphrase) < passphrase_letters_min;
  const bool differs = !again_.empty() && again_ != clinic_.passphrase;
  ui::password_field(
      ui,
      {.key = "passphrase",
       .label = ui.t("first.passphrase"),
       .hint = ui.t("first.passphrase_hint"),
       .error = is_short && !again_.empty() ? ui.t("first.passphrase_short") : std::string_view{},
       .autocomplete = ui::Autocomplete::new_password,
       .required = true},
      clinic_.passphrase);
  ui::password_field(ui,
                     {.key = "again",
                      .label = ui.t("first.passphrase_again"),
                      .error = differs ? ui.t("first.passphrase_differs") : std::string_view{},
                      .autocomplete = ui::Autocomplete::new_password,
                      .required = true},
                     again_);
  const bool ready = !clinic_.clinic_name.empty() && !clinic_.owner_family.empty() && !is_short &&
                     !clinic_.passphrase.empty() && again_ == clinic_.passphrase;
  if (!ui::button(ui, {.key = "create",
                       .text = ui.t("first.create"),
                       .icon = ui::Icon::check,
                       .kind = ui::ButtonKind::primary,
                       .disabled = !ready}))
    return std::nullopt;
  clinic_.currency = currencies[currency_];
  return clinic_;
}

FirstRunView::Wish FirstRunView::draw(ui::Ui& ui, const std::function<void()>& draw_restore) {
  Wish wish;
  const auto page = ui.scroll("first run", middle(ui, 760), ui.t("first.title"));
  const auto pad = ui.inset(20, ui.is_phone() ? 20.0F : 48.0F);
  ui.set_gap(16);
  ui::heading(ui, {.text = ui.t("first.title")});
  ui::text(ui, ui.t("first.lead"), ui::TextTone::muted);
  language_choice(ui);
  if (!problem_.empty())
    ui::banner(ui, {.key = "problem", .text = problem_, .tone = ui::Tone::danger, .urgent = true});
  {
    const auto card = ui.card("demo", ui.t("first.demo"));
    ui::text(ui, ui.t("first.demo_text"), ui::TextTone::muted);
    wish.demo = ui::button(ui, {.key = "open demo",
                                .text = ui.t("first.demo_button"),
                                .icon = ui::Icon::sparkles,
                                .kind = ui::ButtonKind::primary});
  }
  wish.own = draw_own(ui);
  draw_restore();
  return wish;
}

std::optional<std::string> UnlockView::draw(ui::Ui& ui) {
  const auto page = ui.scroll("unlock", middle(ui, 460), ui.t("unlock.title"));
  const auto pad = ui.inset(20, ui.is_phone() ? 24.0F : 96.0F);
  ui.set_gap(16);
  const auto card = ui.card("unlock card");
  ui::heading(ui, {.text = ui.t("unlock.title"), .icon = ui::Icon::lock});
  ui::text(ui, ui.t("unlock.text"), ui::TextTone::muted);
  const ui::FieldResult typed =
      ui::password_field(ui,
                         {.key = "passphrase",
                          .label = ui.t("first.passphrase"),
                          .error = problem_,
                          .autocomplete = ui::Autocomplete::current_password,
                          .required = true},
                         passphrase_);
  if (typed.changed) problem_.clear();
  const bool pressed = ui::button(ui, {.key = "unlock",
                                       .text = ui.t("unlock.button"),
                                       .icon = ui::Icon::lock_open,
                                       .kind = ui::ButtonKind::primary,
                                       .disabled = passphrase_.empty()});
  language_choice(ui);
  if ((pressed || typed.submitted) && !passphrase_.empty()) return passphrase_;
  return std::nullopt;
}

}  // namespace retour::views
