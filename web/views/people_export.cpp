#include "views/people_export.hpp"

#include <cstring>

#include "exchange/csv_writer.hpp"
#include "ui/chart_axis.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

std::string date_cell(const ui::Ui& ui, const std::optional<LocalDate>& date) {
  return date ? ui::format_date(*date, ui::DateStyle::numeric, ui.language()) : std::string();
}

}  // namespace

std::string people_csv(Context& context, const std::vector<PatientId>& people) {
  const ui::Ui& ui = context.ui;
  const app::LiveFunnel& everybody = context.reader.funnel();
  exchange::CsvWriter out(exchange::csv_for_spreadsheets);
  for (const ui::TextId title :
       {ui::TextId("patients.name"), ui::TextId("patients.phone"), ui::TextId("patients.birth"),
        ui::TextId("patients.status"), ui::TextId("patients.next_step"),
        ui::TextId("patients.last_seen"), ui::TextId("patients.open_money")})
    out.cell(ui.t(title));
  out.end_row();
  for (const PatientId id : people) {
    const Patient* patient = context.reader.patient(id);
    const auto row = everybody.row_of(id);
    if (patient == nullptr || !row) continue;
    const app::PersonRow& person = everybody.people()[*row];
    out.cell(name_of_patient(*patient));
    out.cell(patient->phones.empty() ? std::string() : patient->phones.front().number);
    out.cell(age_of(ui, *patient, ui.today()));
    out.cell(ui::status_name(ui, static_cast<int>(person.status)));
    out.cell(date_cell(ui, person.next_date()));
    out.cell(date_cell(ui, person.last_seen));
    out.cell(ui::raw_value(static_cast<double>(person.open_money_minor),
                           {.kind = ui::ChartUnit::Kind::money}, ui.language()));
    out.end_row();
  }
  return out.take();
}

void push_csv(Context& context, std::string name, const std::string& csv) {
  std::vector<std::byte> bytes(csv.size());
  std::memcpy(bytes.data(), csv.data(), csv.size());
  const LocalDate today = context.clinic.today({});
  context.ui.effects.push(
      {.kind = ui::EffectKind::download,
       .name =
           name + "-" + ui::format_date(today, ui::DateStyle::numeric, ui::Language::sv) + ".csv",
       .text = "text/csv",
       .bytes = std::move(bytes)});
}

void people_download(Context& context, const std::vector<PatientId>& people) {
  ui::Ui& ui = context.ui;
  if (people.empty() || !ui::button(ui, {.key = "people_csv",
                                         .text = context.t("funnel.people_download"),
                                         .icon = ui::Icon::download}))
    return;
  push_csv(context, "retour-people", people_csv(context, people));
}

}  // namespace retour::views
