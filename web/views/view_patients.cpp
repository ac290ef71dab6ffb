#include "views/view_patients.hpp"

#include <array>

#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/widgets.hpp"
#include "views/people_export.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using app::PeopleOrder;
using app::PeopleStep;

/// The order that a click on a column's header asks for.
constexpr std::array<PeopleOrder, 7> orders = {
    PeopleOrder::name,      PeopleOrder::entered,   PeopleOrder::entered,   PeopleOrder::status,
    PeopleOrder::next_date, PeopleOrder::last_seen, PeopleOrder::open_money};

std::array<ui::TableColumn, 7> columns_of(const Context& context, bool sortable) {
  return {ui::TableColumn{.key = "name",
                          .title = context.t("patients.name"),
                          .min_width = 250,
                          .sortable = sortable},
          ui::TableColumn{.key = "phone", .title = context.t("patients.phone"), .width = 160},
          ui::TableColumn{
              .key = "birth", .title = context.t("patients.birth"), .width = 90, .hide_below = 760},
          ui::TableColumn{.key = "status",
                          .title = context.t("patients.status"),
                          .width = 210,
                          .sortable = sortable},
          ui::TableColumn{.key = "step",
                          .title = context.t("patients.next_step"),
                          .min_width = 200,
                          .sortable = sortable},
          ui::TableColumn{.key = "seen",
                          .title = context.t("patients.last_seen"),
                          .width = 130,
                          .sortable = sortable,
                          .hide_below = 1130},
          ui::TableColumn{.key = "money",
                          .title = context.t("patients.open_money"),
                          .width = 130,
                          .align = ui::Align::right,
                          .sortable = sortable,
                          .hide_below = 1000}};
}

/// What happens next with a patient, in words; the earliest of what is agreed.
void draw_next(ui::Cells& cells, Context& context, const app::PersonRow& row) {
  const ui::Ui& ui = context.ui;
  const std::optional<LocalDate> next = row.next_date();
  if (!next) {
    if (row.is_forgotten())
      cells.text(context.t("card.no_next_step"), ui::TextTone::danger);
    else
      cells.text("—", ui::TextTone::muted);
    return;
  }
  const std::string date = ui::format_date(*next, ui::DateStyle::day_month, ui.language());
  if (row.step_due == next)
    cells.text(
        context.t("card.step_short",
                  {{"kind", word(ui, "step_kind", enum_name(row.step_kind))}, {"date", date}}),
        row.is_overdue(ui.today()) ? ui::TextTone::danger : ui::TextTone::normal);
  else if (row.next_booking == next && row.next_booking_minute >= 0)
    cells.text(context.t("patients.next_visit_at",
                         {{"date", date}, {"time", ui::format_time(row.next_booking_minute)}}));
  else if (row.next_booking == next)
    cells.text(context.t("patients.next_visit", {{"date", date}}));
  else
    cells.text(context.t("patients.next_recall", {{"date", date}}));
}

std::string counted(std::string_view words, std::int64_t count, ui::Language language) {
  return std::string(words) + "  " + ui::format_number(count, language);
}

}  // namespace

void PatientsView::draw_table(Context& context, std::size_t rows,
                              const std::function<PatientId(std::size_t)>& id_of,
                              ui::TableSort* sort) {
  ui::Ui& ui = context.ui;
  const app::LiveFunnel& everybody = context.reader.funnel();
  const auto columns = columns_of(context, sort != nullptr);
  const ui::TableResult result = ui::table(
      ui,
      {.key = "patients",
       .name = context.t("patients.title"),
       .columns = columns,
       .rows = rows,
       .height = -1},
      sort, [&](ui::Cells& cells, std::size_t row) {
        const PatientId id = id_of(row);
        const Patient* patient = context.reader.patient(id);
        if (patient == nullptr) {
          cells.text(context.t("card.gone"), ui::TextTone::muted);
          return;
        }
        cells.text(name_of_patient(*patient), ui::TextTone::strong);
        cells.text(patient->phones.empty() ? std::string()
                                           : format_phone(patient->phones.front().number));
        cells.text(age_of(ui, *patient, ui.today()));
        const auto number = everybody.row_of(id);
        if (!number) {
          cells.status(context.reader.status_of(id));
          return;
        }
        const app::PersonRow& person = everybody.people()[*number];
        cells.status(static_cast<int>(person.status));
        draw_next(cells, context, person);
        cells.text(person.last_seen
                       ? ui::format_date(*person.last_seen, ui::DateStyle::numeric, ui.language())
                       : std::string("—"),
                   ui::TextTone::muted);
        if (person.open_money_minor == 0)
          cells.text("—", ui::TextTone::muted);
        else
          cells.money({.minor = person.open_money_minor, .currency = context.currency()},
                      ui::MoneyStyle::rounded);
      });
  if (result.activated) context.router.open_patient(id_of(*result.activated));
}

void PatientsView::draw_header(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  ui::heading(ui, {.text = context.t("patients.title")});
  const ui::ButtonOptions add{.key = "new",
                              .text = context.t("patients.new"),
                              .icon = ui::Icon::user_plus,
                              .kind = ui::ButtonKind::primary};
  ui.push_right(ui::button_width(ui, add));
  if (ui::button(ui, add)) form_.open();
}

const std::vector<std::uint32_t>& PatientsView::matching(const app::LiveFunnel& everybody) {
  if (version_ != everybody.version())
    counts_ = app::count_people(everybody.people(), everybody.as_of());
  if (version_ != everybody.version() || made_for_ != filter_) {
    rows_ = app::people_matching(everybody.people(), filter_, everybody.as_of());
    version_ = everybody.version();
    made_for_ = filter_;
  }
  return rows_;
}

void PatientsView::draw_filters(Context& context) {
  ui::Ui& ui = context.ui;
  std::array<std::string, 7> names;
  std::vector<ui::Choice> statuses;
  int status = -1;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = counted(ui::status_name(ui, static_cast<int>(i) + 1), counts_.by_status[i + 1],
                       ui.language());
    statuses.push_back({.text = names[i]});
    if (filter_.statuses == 1U << (i + 1)) status = static_cast<int>(i);
  }
  std::vector<std::string> people;
  std::vector<ui::Choice> responsibles;
  int responsible = -1;
  for (const Staff& person : context.catalogue().staff) {
    if (person.id == filter_.responsible) responsible = static_cast<int>(people.size());
    people.push_back(short_name(person));
  }
  for (const std::string& name : people) responsibles.push_back({.text = name});
  const auto choose = [&](float width) {
    if (ui::combo(ui,
                  {.key = "status",
                   .label = context.t("patients.status"),
                   .placeholder = context.t("patients.any_status"),
                   .width = width,
                   .clearable = true},
                  statuses, status))
      filter_.statuses = status < 0 ? 0 : static_cast<std::uint8_t>(1U << (status + 1));
    if (ui.is_phone()) ui.next_column();
    if (ui::combo(ui,
                  {.key = "responsible",
                   .label = context.t("card.responsible"),
                   .placeholder = context.t("patients.any_responsible"),
                   .width = width,
                   .clearable = true},
                  responsibles, responsible))
      filter_.responsible =
          responsible < 0 ? StaffId{}
                          : context.catalogue().staff[static_cast<std::size_t>(responsible)].id;
  };
  if (ui.is_phone()) {
    const auto columns = ui.columns({1, 1}, 120);
    ui.next_column();
    choose(0);
  }
  const auto row =
      ui.row(ui.is_phone() ? ui::RowOptions{}
                           : ui::RowOptions{.height = ui.metrics().control * 1.6F, .bottom = true});
  if (!ui.is_phone()) choose(210);
  const auto step = [&](PeopleStep wanted, std::string_view key, ui::TextId words,
                        std::int64_t count) {
    if (ui::chip(ui, {.key = key,
                      .text = counted(context.t(words), count, ui.language()),
                      .on = filter_.step == wanted}))
      filter_.step = filter_.step == wanted ? PeopleStep::any : wanted;
  };
  step(PeopleStep::forgotten, "forgotten", "patients.forgotten", counts_.forgotten);
  step(PeopleStep::overdue, "overdue", "patients.overdue", counts_.overdue);
}

void PatientsView::draw_everybody(Context& context) {
  ui::Ui& ui = context.ui;
  const app::LiveFunnel& everybody = context.reader.funnel();
  if (!everybody.is_ready()) {
    // The first seconds of a large clinic: who was entered last is there at once.
    const std::vector<PatientId>& recent = context.reader.recent_patients();
    ui::text(ui, context.t("patients.total", {{"count", context.reader.patient_count()}}),
             ui::TextTone::muted);
    draw_table(context, recent.size(), [&](std::size_t row) { return recent[row]; }, nullptr);
    return;
  }
  (void)matching(everybody);
  draw_filters(context);
  const std::vector<std::uint32_t>& rows = matching(everybody);
  ui::text(ui, {.text = context.t("patients.shown", {{"count", rows.size()}, {"all", counts_.all}}),
                .tone = ui::TextTone::muted,
                .key = "found"});
  if (rows.empty()) {
    const auto card = ui.card("nothing");
    if (ui::empty_state(ui, {.title = context.t("patients.nothing"),
                             .text = context.t("patients.no_match"),
                             .action = context.t("patients.all"),
                             .icon = ui::Icon::search}))
      filter_ = {};
    return;
  }
  draw_table(
      context, rows.size(), [&](std::size_t row) { return everybody.patients()[rows[row]]; },
      &sort_);
  filter_.order =
      sort_.column < 0 ? PeopleOrder::entered : orders[static_cast<std::size_t>(sort_.column)];
  filter_.descending = sort_.descending;
}

void PatientsView::draw_found(Context& context) {
  ui::Ui& ui = context.ui;
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
  draw_table(context, hits.size(), [&](std::size_t row) { return hits[row]; }, nullptr);
}

void PatientsView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  draw_header(context);
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
    {
      const auto row = ui.row();
      if (ui::chip(ui, {.key = "people",
                        .text = context.router.people_title,
                        .icon = ui::Icon::funnel,
                        .removable = true})) {
        context.router.people_title.clear();
        context.router.people.clear();
      }
      people_download(context, context.router.people);
    }
    const std::vector<PatientId>& people = context.router.people;
    ui::text(ui, context.t("patients.found", {{"count", people.size()}}), ui::TextTone::muted);
    // Opening one leaves this screen and its list, so the table is drawn before that happens.
    draw_table(context, people.size(), [&](std::size_t row) { return people[row]; }, nullptr);
    return;
  }
  ui::search_field(ui,
                   {.key = "search",
                    .label = context.t("patients.search_label"),
                    .placeholder = context.t("patients.search"),
                    .hide_label = true},
                   query_);
  if (query_.empty())
    draw_everybody(context);
  else
    draw_found(context);
}

}  // namespace retour::views
