#include "views/view_patients.hpp"

#include <array>

#include "ui/field.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

void draw_table(Context& context, const std::vector<PatientId>& people) {
  ui::Ui& ui = context.ui;
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("patients.name")},
      ui::TableColumn{.key = "phone", .title = context.t("patients.phone"), .width = 170},
      ui::TableColumn{
          .key = "birth", .title = context.t("patients.birth"), .width = 120, .hide_below = 760},
      ui::TableColumn{.key = "status", .title = context.t("patients.status"), .width = 230},
      ui::TableColumn{.key = "step", .title = context.t("patients.next_step"), .hide_below = 980}};
  const ui::TableResult result = ui::table(
      ui,
      {.key = "patients",
       .name = context.t("patients.title"),
       .columns = columns,
       .rows = people.size(),
       .height = -1},
      nullptr, [&](ui::Cells& cells, std::size_t row) {
        const Patient* patient = context.reader.patient(people[row]);
        if (patient == nullptr) {
          cells.text(context.t("card.gone"), ui::TextTone::muted);
          return;
        }
        cells.text(name_of_patient(*patient), ui::TextTone::strong);
        cells.text(patient->phones.empty() ? std::string()
                                           : format_phone(patient->phones.front().number));
        cells.text(age_of(ui, *patient, ui.today()));
        cells.status(context.reader.status_of(patient->id));
        if (const auto step = context.reader.next_step_of(patient->id))
          cells.text(context.t("card.step_short",
                               {{"kind", word(ui, "step_kind", enum_name(step->kind))},
                                {"date", ui::format_date(step->due_on, ui::DateStyle::day_month,
                                                         ui.language())}}),
                     step->due_on < ui.today() ? ui::TextTone::danger : ui::TextTone::normal);
        else
          cells.text(context.t("card.no_next_step"), ui::TextTone::muted);
      });
  if (result.activated) context.router.open_patient(people[*result.activated]);
}

}  // namespace

void PatientsView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    ui::heading(ui, {.text = context.t("patients.title")});
    const ui::ButtonOptions add{.key = "new",
                                .text = context.t("patients.new"),
                                .icon = ui::Icon::user_plus,
                                .kind = ui::ButtonKind::primary};
    ui.push_right(ui::button_width(ui, add));
    if (ui::button(ui, add)) form_.open();
  }
  form_.draw(context);
  if (context.reader.patient_count() == 0) {
    const auto card = ui.card("empty");
    if (ui::empty_state(ui, {.title = context.t("patients.empty"),
                             .text = context.t("patients.empty_text"),
                             .action = context.t("import.pick"),
                             .icon = ui::Icon::users}))
      context.router.screen = Screen::import_file;
    return;
  }
  if (!context.router.people_title.empty()) {
    const auto row = ui.row();
    if (ui::chip(ui, {.key = "people",
                      .text = context.router.people_title,
                      .icon = ui::Icon::funnel,
                      .removable = true})) {
      context.router.people_title.clear();
      context.router.people.clear();
    }
  }
  if (!context.router.people_title.empty()) {
    ui::text(ui, context.t("patients.found", {{"count", context.router.people.size()}}),
             ui::TextTone::muted);
    const std::vector<PatientId> people = context.router.people;
    draw_table(context, people);
    return;
  }
  ui::search_field(ui,
                   {.key = "search",
                    .label = context.t("patients.search_label"),
                    .placeholder = context.t("patients.search"),
                    .hide_label = true},
                   query_);
  if (query_.empty()) {
    ui::text(ui, context.t("patients.total", {{"count", context.reader.patient_count()}}),
             ui::TextTone::muted);
    draw_table(context, context.reader.recent_patients());
    return;
  }
  const std::vector<PatientId>& hits = context.reader.search(query_);
  if (hits.empty()) {
    const auto card = ui.card("nothing");
    (void)ui::empty_state(ui, {.title = context.t("patients.nothing"),
                               .text = context.t("patients.nothing_text"),
                               .icon = ui::Icon::search});
    return;
  }
  ui::text(ui, {.text = context.t("patients.found", {{"count", hits.size()}}),
                .tone = ui::TextTone::muted,
                .key = "found"});
  draw_table(context, hits);
}

}  // namespace retour::views
