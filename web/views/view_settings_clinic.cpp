#include "views/view_settings_clinic.hpp"

#include <array>

#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {

void ClinicPage::draw_clinic_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "clinic", .title = context.t("settings.clinic"), .width = 520},
                 clinic_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(clinic_form_.serial);
  FieldRefusal refusal(ui, clinic_form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("settings.clinic_name"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 clinic_.name);
  zone_combo(ui,
             {.key = "zone",
              .label = context.t("settings.zone"),
              .hint = context.t("settings.zone_clinic_hint"),
              .error = refusal.at({RefusalCode::unknown_thing})},
             clinic_.zone, context.clinic.now());
  enum_combo(ui,
             {.key = "language",
              .label = context.t("settings.clinic_language"),
              .hint = context.t("settings.clinic_language_hint")},
             "language", clinic_.language);
  if (!form_footer(context, clinic_form_, refusal, !clinic_.name.empty())) return;
  push_form(context, clinic_form_, {{OpKind::set_up_clinic, {whole(clinic_)}}},
            context.t("settings.saved", {{"name", clinic_.name}}));
}

void ClinicPage::draw_legal_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "legal", .title = context.t("settings.legal_entity"), .width = 520},
                 legal_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(legal_form_.serial);
  FieldRefusal refusal(ui, legal_form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("settings.legal_name"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 legal_.name);
  ui::text_field(ui,
                 {.key = "tax",
                  .label = context.t("settings.tax_number"),
                  .input = ui::InputKind::numeric,
                  .max_length = 20},
                 legal_.tax_number);
  ui::text_field(ui, {.key = "address", .label = context.t("settings.address"), .lines = 2},
                 legal_.address);
  active_box(context, legal_form_, legal_.active);
  if (!form_footer(context, legal_form_, refusal, true)) return;
  push_form(context, legal_form_, {{OpKind::put_legal_entity, {whole(legal_)}}},
            context.t("settings.saved", {{"name", legal_.name}}));
}

void ClinicPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, clinic_form_);
  settle(context, legal_form_);
  const app::Catalogue& catalogue = context.catalogue();
  {
    const auto card = ui.card("clinic", context.t("settings.clinic"));
    const Clinic& clinic = catalogue.clinic;
    ui::fact(ui, {.label = context.t("settings.clinic_name"), .value = clinic.name});
    ui::fact(ui, {.label = context.t("settings.zone"), .value = clinic.zone});
    ui::fact(ui, {.label = context.t("settings.clinic_language"),
                  .value = word(ui, "language", enum_name(clinic.language))});
    ui::fact(ui, {.label = context.t("first.currency"), .value = code_of(clinic.currency)});
    ui::text(ui, {.text = context.t("settings.currency_fixed"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
    if (ui::button(ui,
                   {.key = "edit", .text = context.t("settings.edit"), .icon = ui::Icon::pencil})) {
      clinic_ = clinic;
      clinic_form_.start(false);
    }
  }
  ui::heading(ui, {.text = context.t("settings.legal_entities"), .level = 2});
  if (list_head(context, context.t("settings.add_legal"), has_closed(catalogue.legal_entities),
                with_closed_)) {
    legal_ = {};
    legal_.id = context.clinic.new_id<LegalEntity>();
    legal_form_.start(true);
  }
  const auto rows = listed(catalogue.legal_entities, with_closed_,
                           [](const LegalEntity& row) -> const std::string& { return row.name; });
  if (rows.empty()) {
    ui::text(ui, context.t("settings.legal_empty"), ui::TextTone::muted);
  } else {
    const std::array columns = {
        ui::TableColumn{.key = "name", .title = context.t("settings.legal_name")},
        ui::TableColumn{.key = "tax", .title = context.t("settings.tax_number"), .width = 160},
        ui::TableColumn{
            .key = "address", .title = context.t("settings.address"), .hide_below = 700},
        ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 120}};
    const auto result =
        ui::table(ui,
                  {.key = "legal entities",
                   .name = context.t("settings.legal_entities"),
                   .columns = with_state(columns, with_closed_),
                   .rows = rows.size()},
                  nullptr, [&](ui::Cells& cells, std::size_t i) {
                    cells.text(rows[i]->name, ui::TextTone::strong);
                    cells.text(rows[i]->tax_number);
                    cells.text(rows[i]->address);
                    cells.text(closed_word(context, rows[i]->active), ui::TextTone::muted);
                  });
    if (result.activated) {
      legal_ = *rows[*result.activated];
      legal_form_.start(false);
    }
  }
  draw_clinic_form(context);
  draw_legal_form(context);
}

}  // namespace retour::views
