#include "views/view_settings_policy.hpp"

#include <array>

#include "ops/op_kind.hpp"
#include "ops/validate.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// One number of the policy: its field, its texts, its bounds.
struct Number {
  std::string_view key;
  std::int32_t Policy::* value;
  ui::TextId label;
  ui::TextId hint;
  std::int32_t least;
  std::int32_t most;
};

struct Switch {
  std::string_view key;
  bool Policy::* value;
  ui::TextId label;
  ui::TextId hint;
};

constexpr std::int32_t months_max = 240;
constexpr std::int32_t days_max = 3'650;

constexpr std::array funnel_numbers = {
    Number{"silence", &Policy::cycle_silence_months, "policy.silence", "policy.silence_hint", 1,
           months_max},
    Number{"window", &Policy::step_window_days, "policy.window", "policy.window_hint", 1, days_max},
    Number{"main", &Policy::main_bought_percent, "policy.main_percent", "policy.main_percent_hint",
           0, 100},
    Number{"checkup", &Policy::checkup_after_days, "policy.checkup_days",
           "policy.checkup_days_hint", 0, days_max},
    Number{"primary", &Policy::primary_again_after_months, "policy.primary_again",
           "policy.primary_again_hint", 0, months_max},
    Number{"sleeping", &Policy::sleeping_months, "policy.sleeping", "policy.sleeping_hint", 1,
           months_max},
    Number{"calls", &Policy::unique_call_days, "policy.unique_call", "policy.unique_call_hint", 1,
           days_max},
    Number{"cancellation", &Policy::cancellation_hours, "policy.cancellation",
           "policy.cancellation_hint", 0, 24 * 30}};
constexpr std::array conduct_numbers = {
    Number{"child", &Policy::child_review_age_years, "policy.child_age", "policy.child_age_hint", 0,
           21},
    Number{"load", &Policy::coordinator_patients_max, "policy.coordinator_load",
           "policy.coordinator_load_hint", 1, 10'000},
    Number{"hold", &Policy::hold_minutes, "policy.hold", "policy.hold_hint", 1, hold_minutes_max}};
constexpr std::array funnel_switches = {
    Switch{"people", &Policy::count_people, "policy.count_people", "policy.count_people_hint"},
    Switch{"agreement", &Policy::agreement_is_purchase, "policy.agreement",
           "policy.agreement_hint"},
    Switch{"status6", &Policy::checkup_status_used, "policy.status6", "policy.status6_hint"},
    Switch{"per specialty", &Policy::primary_per_specialty, "policy.per_specialty",
           "policy.per_specialty_hint"},
    Switch{"presume", &Policy::presume_entry_from_history, "policy.presume",
           "policy.presume_hint"}};
constexpr std::array conduct_switches = {
    Switch{"scripts", &Policy::scripts_used, "policy.scripts", "policy.scripts_hint"},
    Switch{"soft sales", &Policy::soft_sales, "policy.soft_sales", "policy.soft_sales_hint"}};

}  // namespace

void PolicyPage::draw_numbers(Context& context) {
  ui::Ui& ui = context.ui;
  const auto draw_all = [&](std::span<const Number> numbers) {
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      const auto columns = ui.columns({1, 1}, 260);
      for (std::size_t k = i; k < std::min(i + 2, numbers.size()); ++k) {
        const Number& number = numbers[k];
        ui.next_column();
        touched_ |= number_field(
            ui,
            {.key = number.key, .label = context.t(number.label), .hint = context.t(number.hint)},
            policy_.*number.value, number.least, number.most);
        readable_ &= !ui::has_unread_entry(ui, number.key);
      }
    }
  };
  {
    const auto card = ui.card("funnel numbers", context.t("policy.funnel"));
    draw_all(funnel_numbers);
  }
  {
    const auto card = ui.card("conduct numbers", context.t("policy.conduct"));
    draw_all(conduct_numbers);
  }
}

void PolicyPage::draw_switches(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("switches", context.t("policy.switches"));
  const auto draw_all = [&](std::span<const Switch> switches) {
    for (const Switch& one : switches)
      touched_ |= ui::checkbox(
          ui, {.key = one.key, .text = context.t(one.label), .hint = context.t(one.hint)},
          policy_.*one.value);
  };
  draw_all(funnel_switches);
  ui::separator(ui);
  draw_all(conduct_switches);
  ui::separator(ui);
  // An owner always may: his role is not offered. Whoever may not book at all is not either.
  const RoleSet bookers = rule_of(OpKind::book)->actors;
  const RoleSet offered(static_cast<std::uint16_t>(bookers.bits & ~RoleSet::of(Role::owner).bits));
  touched_ |= pick_roles(ui, context.t("policy.overbooked_by"), offered, policy_.overbooked_by);
  ui::text(ui, {.text = context.t("policy.overbooked_by_hint"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
}

void PolicyPage::save(Context& context) {
  Policy wanted = policy_;
  wanted.id = app::the_policy_id();
  // Of what this page shows: somebody else's change of the rest meanwhile stays.
  const FacetMask facets = changed_facets(context.catalogue().policy, wanted) & 3U;
  touched_ = false;
  if (facets == 0) return;
  form_.refusal.reset();
  form_.tag = context.commands.new_tag();
  context.commands.push({.drafts = {{OpKind::set_policy, {{Entity(wanted), facets}}}},
                         .steps = Steps::one_act,
                         .done = std::string(context.t("policy.saved")),
                         .tag = form_.tag});
}

void PolicyPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  if (!touched_ && generation_ != context.clinic.generation()) {
    policy_ = context.catalogue().policy;
    generation_ = context.clinic.generation();
  }
  ui::text(ui, context.t("policy.lead"), ui::TextTone::muted);
  {
    const auto keyed = ui.keyed(form_.serial);
    readable_ = true;
    draw_numbers(context);
    draw_switches(context);
  }
  FieldRefusal refusal(ui, form_);
  refusal.draw_rest(ui);
  const auto row = ui.row();
  if (ui::button(ui, {.key = "save",
                      .text = context.t("common.save"),
                      .kind = ui::ButtonKind::primary,
                      .disabled = !touched_ || !readable_ || form_.tag != 0}))
    save(context);
  if (ui::button(ui, {.key = "revert",
                      .text = context.t("policy.revert"),
                      .disabled = !touched_ && readable_})) {
    touched_ = false;
    generation_ = 0;
    ++form_.serial;  // Fields forget what could not be read.
    ui.request_frame();
  }
}

}  // namespace retour::views
