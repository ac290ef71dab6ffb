#include "views/view_patients.hpp"

#include <array>
#include <span>

#include "ui/choice.hpp"
#include "ui/column_choice.hpp"
#include "ui/field.hpp"
#include "ui/widgets.hpp"
#include "views/numbers_parts.hpp"
#include "views/people_export.hpp"
#include "views/view_duplicates.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using app::PeopleOrder;
using app::PeopleStep;

/// What the list can show of a person. The first column is always there; the numbers of the others
/// are stored with saved lists.
enum class Column : std::uint8_t { name, phone, birth, status, step, seen, money, responsible };

struct ColumnRow {
  Column column;
  ui::TextId title;
  PeopleOrder order = PeopleOrder::entered;  ///< What a click on its header asks for.
  ui::TableColumn look;
};

constexpr std::array column_rows = {
    ColumnRow{Column::name,
              "patients.name",
              PeopleOrder::name,
              {.key = "name", .title = {}, .min_width = 220}},
    ColumnRow{Column::phone, "patients.phone", {}, {.key = "phone", .title = {}, .width = 172}},
    ColumnRow{Column::birth,
              "patients.birth",
              {},
              {.key = "birth", .title = {}, .width = 130, .hide_below = 980}},
    ColumnRow{Column::status,
              "patients.status",
              PeopleOrder::status,
              {.key = "status", .title = {}, .width = 200}},
    ColumnRow{Column::step,
              "patients.next_step",
              PeopleOrder::next_date,
              {.key = "step", .title = {}, .width = 214}},
    ColumnRow{Column::seen,
              "patients.last_seen",
              PeopleOrder::last_seen,
              {.key = "seen", .title = {}, .width = 130, .hide_below = 1180}},
    ColumnRow{
        Column::money,
        "patients.open_money",
        PeopleOrder::open_money,
        {.key = "money", .title = {}, .width = 130, .align = ui::Align::right, .hide_below = 1060}},
    ColumnRow{Column::responsible,
              "card.responsible",
              {},
              {.key = "responsible", .title = {}, .width = 150, .hide_below = 1300}},
};

/// A phone has a line for each column; whose patient it is stands on the card.
constexpr std::uint32_t not_on_phone = 1U << static_cast<unsigned>(Column::responsible);
constexpr std::size_t name_columns = 1;  ///< Always shown.

/// All columns, the menus last. Columns that stay when others are left out by hand are not left out
/// by a narrow window as well.
std::vector<ui::TableColumn> columns_of(const Context& context, std::uint32_t hidden,
                                        bool sortable) {
  std::vector<ui::TableColumn> columns;
  for (const ColumnRow& row : column_rows) {
    ui::TableColumn column = row.look;
    column.title = context.t(row.title);
    column.sortable = sortable && row.order != PeopleOrder::entered;
    if (hidden != 0) column.hide_below = 0;
    columns.push_back(column);
  }
  columns.push_back(
      {.key = "menu", .title = context.t("patients.column_menu"), .width = 56, .menu = true});
  return columns;
}

/// The order as the table's header shows it; and what a header asks for.
ui::TableSort sort_of(const app::PeopleFilter& filter) {
  for (std::size_t i = 0; i < column_rows.size(); ++i)
    if (column_rows[i].order == filter.order && filter.order != PeopleOrder::entered)
      return {.column = static_cast<int>(i), .descending = filter.descending};
  return {};
}

PeopleOrder order_of(const ui::TableSort& sort) {
  return sort.column < 0 ? PeopleOrder::entered
                         : column_rows[static_cast<std::size_t>(sort.column)].order;
}

constexpr std::array quick_acts = {QuickAct::call, QuickAct::book,    QuickAct::wait,
                                   QuickAct::step, QuickAct::consent, QuickAct::merge};

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

void PatientsView::draw_row(Context& context, ui::Cells& cells, PatientId id,
                            const std::string& name, const Patient& patient) {
  const ui::Ui& ui = context.ui;
  const app::LiveFunnel& everybody = context.reader.funnel();
  const auto number = everybody.row_of(id);
  const app::PersonRow* person = number ? &everybody.people()[*number] : nullptr;
  for (const ColumnRow& row : column_rows) {
    switch (row.column) {
      case Column::name: cells.text(name, ui::TextTone::strong); break;
      case Column::phone:
        cells.text(patient.phones.empty() ? std::string()
                                          : format_phone(patient.phones.front().number));
        break;
      case Column::birth: cells.text(age_of(ui, patient, ui.today())); break;
      case Column::status:
        cells.status(person ? static_cast<int>(person->status) : context.reader.status_of(id));
        break;
      case Column::step:
        if (person)
          draw_next(cells, context, *person);
        else
          cells.skip();
        break;
      case Column::seen:
        cells.text(person && person->last_seen
                       ? ui::format_date(*person->last_seen, ui::DateStyle::numeric, ui.language())
                       : std::string("—"),
                   ui::TextTone::muted);
        break;
      case Column::money:
        if (!person || person->open_money_minor == 0)
          cells.text("—", ui::TextTone::muted);
        else
          cells.money({.minor = person->open_money_minor, .currency = context.currency()},
                      ui::MoneyStyle::rounded);
        break;
      case Column::responsible: {
        const Staff* who = context.catalogue().person(patient.responsible);
        cells.text(who == nullptr ? std::string("—") : short_name(*who), ui::TextTone::muted);
        break;
      }
    }
  }
}

void PatientsView::draw_table(Context& context, const People& people, ui::TableSort* sort,
                              BookingForm& booking) {
  ui::Ui& ui = context.ui;
  const auto columns = columns_of(context, hidden_columns_, sort != nullptr);
  const auto items = quick_.items(context, quick_acts);
  std::optional<std::pair<std::size_t, PatientId>> act;
  const ui::TableResult result = ui::table(
      ui,
      {.key = "patients",
       .name = context.t("patients.title"),
       .columns = columns,
       .rows = people.count,
       .height = -1,
       .hidden = hidden_columns_ | (ui.is_phone() ? not_on_phone : 0U),
       .marked = [&](std::size_t row) { return marks_.is_marked(people.id_of(row)); },
       .mark_all = context.t("marks.all"),
       .all_marked = marks_.size() >= people.count},
      sort, [&](ui::Cells& cells, std::size_t row) {
        const PatientId id = people.id_of(row);
        const Patient* patient = context.reader.patient(id);
        const std::string name =
            patient == nullptr ? std::string(context.t("card.gone")) : name_of_patient(*patient);
        if (patient != nullptr)
          draw_row(context, cells, id, name, *patient);
        else
          cells.text(name, ui::TextTone::muted);
        if (patient == nullptr) return;
        if (const auto chosen = cells.menu(context.t("quick.menu", {{"patient", name}}), items))
          act = {*chosen, id};
      });
  for (const auto& marking : {result.unmarking, result.marking})
    if (marking)
      for (std::size_t row = marking->first; row <= marking->last && row < people.count; ++row)
        marks_.set(people.id_of(row), marking->on);
  if (act) quick_.perform(context, act->first, act->second, booking);
  if (result.activated) context.router.open_patient(people.id_of(*result.activated));
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
  app::PeopleFilter filter = asked_.is_filter ? app::narrowed(filter_, asked_.filter) : filter_;
  if (version_ != everybody.version() || made_for_ != filter) {
    rows_ = app::people_matching(everybody.people(), filter, everybody.as_of());
    version_ = everybody.version();
    made_for_ = std::move(filter);
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
  const ListShown now = shown();
  std::optional<ListShown> list;
  if (ui.is_phone()) {
    {
      const auto columns = ui.columns({1, 1}, 120);
      ui.next_column();
      choose(0);
    }
    const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
    list = lists_.draw(context, now, ui.cursor().w - ui.metrics().control - 12);
  } else {
    const auto row = ui.row({.height = ui.metrics().control * 1.6F, .bottom = true});
    list = lists_.draw(context, now, 210);
    choose(200);
    const auto columns = columns_of(context, hidden_columns_, false);
    ui::column_choice(ui, "columns", std::span(columns).first(columns.size() - 1), name_columns,
                      hidden_columns_);
  }
  if (list) show(*list);
}

/// Takes a saved list for what is shown.
void PatientsView::show(const ListShown& list) {
  filter_ = list.filter;
  hidden_columns_ = list.hidden_columns;
  query_ = list.query;
}

ListShown PatientsView::shown() const {
  return {.filter = filter_,
          .hidden_columns = hidden_columns_,
          .query = asked_.is_filter ? query_ : std::string()};
}

void PatientsView::draw_chips(Context& context) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  const auto step = [&](PeopleStep wanted, std::string_view key, ui::TextId words,
                        std::int64_t count) {
    if (ui::chip(ui, {.key = key,
                      .text = counted(context.t(words), count, ui.language()),
                      .on = filter_.step == wanted}))
      filter_.step = filter_.step == wanted ? PeopleStep::any : wanted;
  };
  step(PeopleStep::forgotten, "forgotten", "patients.forgotten", counts_.forgotten);
  step(PeopleStep::overdue, "overdue", "patients.overdue", counts_.overdue);
  if (may(context, OpKind::merge_patients) && ui::chip(ui, {.key = "duplicates",
                                                            .text = context.t("duplicates.chip"),
                                                            .icon = ui::Icon::users,
                                                            .on = duplicates_}))
    duplicates_ = !duplicates_;
}

/// The filter language in the search field, and what of it says nothing.
void PatientsView::read_query(Context& context) {
  asked_ =
      app::parse_people_query(query_, context.catalogue().staff, context.clinic.session().staff,
                              may_read(context, Visibility::money));
  if (!asked_.fault.empty())
    ui::text(context.ui, {.text = context.t("patients.query_fault", {{"term", asked_.fault}}),
                          .tone = ui::TextTone::warn,
                          .icon = ui::Icon::triangle_alert,
                          .key = "query fault"});
}

void PatientsView::draw_everybody(Context& context, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  const app::LiveFunnel& everybody = context.reader.funnel();
  if (!everybody.is_ready()) {
    // The first seconds of a large clinic: who was entered last is there at once.
    const std::vector<PatientId>& recent = context.reader.recent_patients();
    ui::text(ui, context.t("patients.total", {{"count", context.reader.patient_count()}}),
             ui::TextTone::muted);
    draw_table(context, {recent.size(), [&](std::size_t row) { return recent[row]; }}, nullptr,
               booking);
    return;
  }
  (void)matching(everybody);
  draw_filters(context);
  draw_chips(context);
  if (duplicates_) return draw_duplicates(context, quick_.merge());
  const std::vector<std::uint32_t>& rows = matching(everybody);
  marks_.draw_bar(context, quick_.merge());
  if (marks_.empty())
    ui::text(ui,
             {.text = context.t("patients.shown", {{"count", rows.size()}, {"all", counts_.all}}),
              .tone = ui::TextTone::muted,
              .key = "found"});
  if (rows.empty()) {
    const auto card = ui.card("nothing");
    if (ui::empty_state(ui, {.title = context.t("patients.nothing"),
                             .text = context.t("patients.no_match"),
                             .action = context.t("patients.all"),
                             .icon = ui::Icon::search})) {
      filter_ = {};
      query_.clear();
    }
    return;
  }
  ui::TableSort sort = sort_of(filter_);
  const ui::TableSort before = sort;
  draw_table(context,
             {rows.size(), [&](std::size_t row) { return everybody.patients()[rows[row]]; }}, &sort,
             booking);
  if (sort == before) return;
  filter_.order = order_of(sort);
  filter_.descending = sort.descending;
}

void PatientsView::draw_found(Context& context, BookingForm& booking) {
  ui::Ui& ui = context.ui;
  const std::vector<PatientId>& hits = context.reader.search(query_);
  if (hits.empty()) {
    const auto card = ui.card("nothing");
    (void)ui::empty_state(ui, {.title = context.t("patients.nothing"),
                               .text = context.t("patients.nothing_text"),
                               .icon = ui::Icon::search});
    return;
  }
  marks_.draw_bar(context, quick_.merge());
  ui::text(ui, {.text = context.t("patients.found", {{"count", hits.size()}}),
                .tone = ui::TextTone::muted,
                .key = "found"});
  const std::vector<PatientId> shown = hits;  // A press may search for something else.
  draw_table(context, {shown.size(), [&](std::size_t row) { return shown[row]; }}, nullptr,
             booking);
}

/// The people behind a figure.
void PatientsView::draw_list(Context& context, BookingForm& booking) {
  ui::Ui& ui = context.ui;
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
  marks_.draw_bar(context, quick_.merge());
  ui::text(ui, context.t("patients.found", {{"count", people.size()}}), ui::TextTone::muted);
  // Opening one leaves this screen and its list, so the table is drawn before that happens.
  draw_table(context, {people.size(), [&](std::size_t row) { return people[row]; }}, nullptr,
             booking);
}

void PatientsView::draw(Context& context, BookingForm& booking) {
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
    draw_list(context, booking);
  } else {
    ui::search_field(ui,
                     {.key = "search",
                      .label = context.t("patients.search_label"),
                      .placeholder = context.t("patients.search"),
                      .hide_label = true},
                     query_);
    read_query(context);
    if (query_.empty() || asked_.is_filter)
      draw_everybody(context, booking);
    else
      draw_found(context, booking);
  }
  quick_.draw(context);
  marks_.draw_dialogs(context);
  lists_.draw_dialogs(context, shown());
}

}  // namespace retour::views
