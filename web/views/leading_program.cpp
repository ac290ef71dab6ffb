#include "views/leading_program.hpp"

#include <array>

#include "ui/widgets.hpp"

namespace retour::views {
namespace {

struct Switch {
  std::string_view key;
  Leader Policy::* leader;
  ui::TextId label;
};

/// By `LedThings`.
constexpr std::array switches = {
    Switch{"patients", &Policy::patients_led_by, "companion.patients"},
    Switch{"bookings", &Policy::bookings_led_by, "companion.bookings"},
    Switch{"services", &Policy::services_led_by, "companion.services"}};

}  // namespace

bool draw_leading_program(Context& context, std::span<const LedThings> kinds) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("leaders", context.t("companion.leaders"));
  ui::text(ui, context.t("companion.lead"), ui::TextTone::muted);
  const std::array names = {context.t("companion.other"), context.t("companion.retour")};
  bool changed = false;
  const auto columns = ui.columns({1, 1, 1}, 280);
  for (const LedThings kind : kinds) {
    const Switch& one = switches[static_cast<std::size_t>(kind)];
    const std::string_view label = context.t(one.label);
    Policy policy = context.catalogue().policy;
    ui.next_column();
    ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
    auto chosen = static_cast<std::size_t>(policy.*one.leader);
    if (!ui::segments(ui, one.key, label, names, chosen)) continue;
    policy.id = app::the_policy_id();
    policy.*one.leader = static_cast<Leader>(chosen);
    context.commands.push(
        {.drafts = {{OpKind::set_policy, {facets_of(policy, 2)}}},
         .done = context.t("companion.changed", {{"what", label}, {"who", names[chosen]}})});
    changed = true;
  }
  return changed;
}

}  // namespace retour::views
