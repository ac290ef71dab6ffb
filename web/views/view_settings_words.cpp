#include "views/view_settings_words.hpp"

#include <array>

#include "app/urgent.hpp"
#include "base/order.hpp"
#include "ops/validate.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t release_minutes_max = 7 * 24 * 60;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

/// The field that every word of a dictionary has.
void name_field(Context& context, FieldRefusal& refusal, std::string& name) {
  ui::text_field(context.ui,
                 {.key = "name",
                  .label = context.t("settings.title_of_thing"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 name);
}

}  // namespace

// ---- forms
// ------------------------------------------------------------------------------------------

void WordsPage::edit(Context& context, const Specialty& specialty, bool fresh) {
  specialty_ = specialty;
  specialty_form_.start(fresh);
  urgent_.reset();
  if (fresh) return;
  if (const auto demand = app::urgent_demand(context.clinic, specialty.id, context.ui.today()))
    urgent_ = schedule::propose_urgent(*demand);
}

/// How many places a day are kept for urgent visits (SC-09), and what the clinic's own days say.
void WordsPage::draw_urgent(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  {
    const auto columns = ui.columns({1, 1}, 190);
    ui.next_column();
    number_field(ui,
                 {.key = "urgent",
                  .label = context.t("urgent.per_day"),
                  .hint = context.t("urgent.per_day_hint"),
                  .error = refusal.at({RefusalCode::too_many, RefusalCode::amount_not_positive})},
                 specialty_.urgent_per_day, 0, urgent_per_day_max);
    ui.next_column();
    number_field(ui,
                 {.key = "release",
                  .label = context.t("urgent.release"),
                  .hint = context.t("urgent.release_hint")},
                 specialty_.urgent_release_minutes, 0, release_minutes_max);
  }
  if (!urgent_) {
    if (!specialty_form_.fresh)
      ui::text(ui, {.text = context.t("urgent.too_few_data"),
                    .tone = ui::TextTone::muted,
                    .style = ui::TextStyle::small,
                    .key = "proposal"});
    return;
  }
  ui::text(ui, {.text = context.t("urgent.proposal", {{"days", urgent_->days},
                                                      {"visits", urgent_->visits},
                                                      {"count", urgent_->per_day},
                                                      {"covered", urgent_->covered}}),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "proposal"});
  if (urgent_->per_day == specialty_.urgent_per_day) return;
  if (ui::button(ui, {.key = "take proposal",
                      .text = context.t("urgent.take", {{"count", urgent_->per_day}}),
                      .icon = ui::Icon::sparkles})) {
    specialty_.urgent_per_day = urgent_->per_day;
    ++specialty_form_.serial;  // The field shows the new number.
    ui.request_frame();
  }
}

void WordsPage::draw_specialty_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "specialty", .title = context.t("settings.specialty"), .width = 460},
                 specialty_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(specialty_form_.serial);
  FieldRefusal refusal(ui, specialty_form_);
  name_field(context, refusal, specialty_.name);
  draw_urgent(context, refusal);
  active_box(context, specialty_form_, specialty_.active);
  const bool ready = !ui::has_unread_entry(ui, "urgent") && !ui::has_unread_entry(ui, "release");
  if (form_footer(context, specialty_form_, refusal, ready))
    push_form(context, specialty_form_, {{OpKind::put_specialty, {whole(specialty_)}}},
              context.t("settings.saved", {{"name", specialty_.name}}));
}

void WordsPage::draw_source_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "source", .title = context.t("settings.source"), .width = 460},
                 source_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(source_form_.serial);
  FieldRefusal refusal(ui, source_form_);
  name_field(context, refusal, source_.name);
  enum_combo(ui, {.key = "kind", .label = context.t("settings.kind")}, "source_kind", source_.kind);
  active_box(context, source_form_, source_.active);
  if (form_footer(context, source_form_, refusal, true))
    push_form(context, source_form_, {{OpKind::put_source, {whole(source_)}}},
              context.t("settings.saved", {{"name", source_.name}}));
}

void WordsPage::draw_organisation_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "organisation", .title = context.t("settings.organisation"), .width = 520},
      organisation_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(organisation_form_.serial);
  FieldRefusal refusal(ui, organisation_form_);
  name_field(context, refusal, organisation_.name);
  enum_combo(ui, {.key = "kind", .label = context.t("settings.kind")}, "organisation_kind",
             organisation_.kind);
  ui::text_field(ui, {.key = "contract", .label = context.t("settings.contract")},
                 organisation_.contract_number);
  number_field(ui,
               {.key = "discount",
                .label = context.t("settings.discount_percent"),
                .error = refusal.at({RefusalCode::discount_exceeds_price})},
               organisation_.discount_percent, 0, 100);
  {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    ui::phone_field(ui, {.key = "phone", .label = context.t("settings.phone")}, organisation_.phone,
                    context.phone_region());
    ui.next_column();
    ui::text_field(
        ui, {.key = "email", .label = context.t("settings.email"), .input = ui::InputKind::email},
        organisation_.email);
  }
  active_box(context, organisation_form_, organisation_.active);
  const bool ready = !ui::has_unread_entry(ui, "discount");
  if (form_footer(context, organisation_form_, refusal, ready))
    push_form(context, organisation_form_, {{OpKind::put_organisation, {whole(organisation_)}}},
              context.t("settings.saved", {{"name", organisation_.name}}));
}

void WordsPage::draw_reason_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "reason", .title = context.t("settings.reason"), .width = 460},
                 reason_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(reason_form_.serial);
  FieldRefusal refusal(ui, reason_form_);
  name_field(context, refusal, reason_.name);
  enum_combo(ui, {.key = "group", .label = context.t("settings.reason_group")}, "reason_group",
             reason_.group);
  active_box(context, reason_form_, reason_.active);
  if (form_footer(context, reason_form_, refusal, true))
    push_form(context, reason_form_, {{OpKind::put_reason, {whole(reason_)}}},
              context.t("settings.saved", {{"name", reason_.name}}));
}

// ---- lists
// ------------------------------------------------------------------------------------------

void WordsPage::draw_specialties(Context& context) {
  ui::Ui& ui = context.ui;
  const auto& all = context.catalogue().specialties;
  if (list_head(context, context.t("settings.add_specialty"), has_closed(all), with_closed_)) {
    Specialty fresh;
    fresh.id = context.clinic.new_id<Specialty>();
    edit(context, fresh, true);
  }
  const auto rows = listed(all, with_closed_, name_of_row<Specialty>);
  if (rows.empty()) return ui::text(ui, context.t("settings.words_empty"), ui::TextTone::muted);
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.title_of_thing")},
      ui::TableColumn{.key = "urgent", .title = context.t("urgent.column"), .width = 150},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 120}};
  const auto result = ui::table(
      ui,
      {.key = "specialties",
       .name = context.t("settings.specialties"),
       .columns = with_state(columns, with_closed_),
       .rows = rows.size()},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        cells.text(rows[i]->name, ui::TextTone::strong);
        cells.text(rows[i]->urgent_per_day == 0 ? std::string("—")
                                                : std::to_string(rows[i]->urgent_per_day));
        cells.text(closed_word(context, rows[i]->active), ui::TextTone::muted);
      });
  if (!result.activated) return;
  edit(context, *rows[*result.activated], false);
}

void WordsPage::draw_sources(Context& context) {
  ui::Ui& ui = context.ui;
  const auto& all = context.catalogue().sources;
  if (list_head(context, context.t("settings.add_source"), has_closed(all), with_closed_)) {
    source_ = {};
    source_.id = context.clinic.new_id<Source>();
    source_form_.start(true);
  }
  const auto rows = listed(all, with_closed_, name_of_row<Source>);
  if (rows.empty()) return ui::text(ui, context.t("settings.words_empty"), ui::TextTone::muted);
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.title_of_thing")},
      ui::TableColumn{.key = "kind", .title = context.t("settings.kind"), .width = 220},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 120}};
  const auto result =
      ui::table(ui,
                {.key = "sources",
                 .name = context.t("settings.sources"),
                 .columns = with_state(columns, with_closed_),
                 .rows = rows.size()},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  cells.text(rows[i]->name, ui::TextTone::strong);
                  cells.text(word(ui, "source_kind", enum_name(rows[i]->kind)));
                  cells.text(closed_word(context, rows[i]->active), ui::TextTone::muted);
                });
  if (!result.activated) return;
  source_ = *rows[*result.activated];
  source_form_.start(false);
}

void WordsPage::draw_organisations(Context& context) {
  ui::Ui& ui = context.ui;
  const auto& all = context.catalogue().organisations;
  if (list_head(context, context.t("settings.add_organisation"), has_closed(all), with_closed_)) {
    organisation_ = {};
    organisation_.id = context.clinic.new_id<Organisation>();
    organisation_form_.start(true);
  }
  const auto rows = listed(all, with_closed_, name_of_row<Organisation>);
  if (rows.empty())
    return ui::text(ui, context.t("settings.organisations_empty"), ui::TextTone::muted);
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.title_of_thing")},
      ui::TableColumn{.key = "kind", .title = context.t("settings.kind"), .width = 170},
      ui::TableColumn{.key = "contract", .title = context.t("settings.contract"), .width = 150},
      ui::TableColumn{.key = "discount",
                      .title = context.t("settings.discount_percent"),
                      .width = 120,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 120}};
  const auto result =
      ui::table(ui,
                {.key = "organisations",
                 .name = context.t("settings.organisations"),
                 .columns = with_state(columns, with_closed_),
                 .rows = rows.size()},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  cells.text(rows[i]->name, ui::TextTone::strong);
                  cells.text(word(ui, "organisation_kind", enum_name(rows[i]->kind)));
                  cells.text(rows[i]->contract_number);
                  cells.number(rows[i]->discount_percent);
                  cells.text(closed_word(context, rows[i]->active), ui::TextTone::muted);
                });
  if (!result.activated) return;
  organisation_ = *rows[*result.activated];
  organisation_form_.start(false);
}

void WordsPage::draw_reasons(Context& context) {
  ui::Ui& ui = context.ui;
  const auto& all = context.catalogue().reasons;
  if (list_head(context, context.t("settings.add_reason"), has_closed(all), with_closed_)) {
    reason_ = {};
    reason_.id = context.clinic.new_id<Reason>();
    reason_form_.start(true);
  }
  auto rows = listed(all, with_closed_, name_of_row<Reason>);
  sort_stably(rows, {}, [](const Reason* row) { return row->group; });
  if (rows.empty()) return ui::text(ui, context.t("settings.words_empty"), ui::TextTone::muted);
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.title_of_thing")},
      ui::TableColumn{.key = "group", .title = context.t("settings.reason_group"), .width = 220},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 120}};
  const auto result =
      ui::table(ui,
                {.key = "reasons",
                 .name = context.t("settings.reasons"),
                 .columns = with_state(columns, with_closed_),
                 .rows = rows.size()},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  cells.text(rows[i]->name, ui::TextTone::strong);
                  cells.text(word(ui, "reason_group", enum_name(rows[i]->group)));
                  cells.text(closed_word(context, rows[i]->active), ui::TextTone::muted);
                });
  if (!result.activated) return;
  reason_ = *rows[*result.activated];
  reason_form_.start(false);
}

void WordsPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  for (SettingsForm* form : {&specialty_form_, &source_form_, &organisation_form_, &reason_form_})
    settle(context, *form);
  const std::array<std::string_view, 4> names = {
      context.t("settings.specialties"), context.t("settings.sources"),
      context.t("settings.organisations"), context.t("settings.reasons")};
  std::vector<ui::Choice> choices;
  for (const std::string_view name : names) choices.push_back({.text = name});
  if (ui.is_phone()) {
    int chosen = static_cast<int>(shown_);
    if (ui::combo(ui, {.key = "which", .label = context.t("settings.words")}, choices, chosen) &&
        chosen >= 0)
      shown_ = static_cast<std::size_t>(chosen);
  } else {
    ui::segments(ui, "which", context.t("settings.words"), names, shown_);
  }
  switch (shown_) {
    case 0: draw_specialties(context); break;
    case 1: draw_sources(context); break;
    case 2: draw_organisations(context); break;
    default: draw_reasons(context); break;
  }
  draw_specialty_form(context);
  draw_source_form(context);
  draw_organisation_form(context);
  draw_reason_form(context);
}

}  // namespace retour::views
