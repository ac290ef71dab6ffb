#include "views/view_settings_people.hpp"

#include <array>

#include "app/rota.hpp"
#include "ops/validate.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/booking_wishes.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

std::string roles_of(const ui::Ui& ui, const Staff& person) {
  std::string roles;
  for (std::size_t i = 0; i < EnumNames<Role>::names.size(); ++i) {
    if (!person.roles.has(static_cast<Role>(i))) continue;
    if (!roles.empty()) roles += ", ";
    roles += word(ui, "role", EnumNames<Role>::names[i]);
  }
  return roles;
}

std::string branches_of(const app::Catalogue& catalogue, const Staff& person) {
  std::string out;
  for (const BranchId id : person.branches) {
    const Branch* branch = catalogue.branch(id);
    if (branch == nullptr) continue;
    if (!out.empty()) out += ", ";
    out += branch->name;
  }
  return out;
}

}  // namespace

// ---- anybody
// ----------------------------------------------------------------------------------------

void PeoplePage::draw_head(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const auto& staff = catalogue.staff;
  const auto row = ui.row();
  if (ui::button(ui, {.key = "add doctor",
                      .text = context.t("settings.add_doctor"),
                      .icon = ui::Icon::user_plus,
                      .kind = ui::ButtonKind::primary})) {
    family_.clear();
    given_.clear();
    patronymic_.clear();
    from_ = 9 * 60;
    to_ = 18 * 60;
    doctor_form_.start(true);
  }
  if (ui::button(ui, {.key = "add person",
                      .text = context.t("settings.add_person"),
                      .icon = ui::Icon::plus})) {
    person_ = {};
    person_.id = context.clinic.new_id<Staff>();
    person_.roles = RoleSet::of(Role::receptionist);
    for (const Branch& branch : catalogue.branches)
      if (branch.active) person_.branches.push_back(branch.id);
    form_.start(true);
  }
  if (has_closed(staff) || with_closed_)
    if (ui::chip(
            ui,
            {.key = "closed", .text = context.t("settings.with_dismissed"), .on = with_closed_}))
      with_closed_ = !with_closed_;
  ui::search_field(ui,
                   {.key = "query",
                    .label = context.t("settings.find_person"),
                    .placeholder = context.t("settings.find_person"),
                    .width = 260,
                    .hide_label = true},
                   query_);
}

void PeoplePage::draw_table(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  const auto& staff = catalogue.staff;
  auto rows = listed(staff, with_closed_,
                     [](const Staff& row) -> const std::string& { return row.family_name; });
  std::erase_if(rows, [&](const Staff* row) { return !ui::matches(full_name(*row), query_); });
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.name")},
      ui::TableColumn{.key = "roles", .title = context.t("settings.roles"), .width = 200},
      ui::TableColumn{.key = "specialty",
                      .title = context.t("settings.specialty"),
                      .width = 180,
                      .hide_below = 640},
      ui::TableColumn{
          .key = "branches", .title = context.t("settings.branches"), .hide_below = 860},
      ui::TableColumn{
          .key = "grade", .title = context.t("settings.grade"), .width = 130, .hide_below = 980},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 120}};
  const auto result = ui::table(
      ui,
      {.key = "people",
       .name = context.t("settings.people"),
       .columns = with_state(columns, with_closed_),
       .rows = rows.size(),
       .height = -1},
      nullptr, [&](ui::Cells& cells, std::size_t i) {
        const Staff& person = *rows[i];
        cells.text(full_name(person), person.active ? ui::TextTone::strong : ui::TextTone::muted);
        cells.text(roles_of(ui, person));
        cells.text(specialties_of(catalogue, person));
        cells.text(branches_of(catalogue, person));
        cells.text(person.grade);
        cells.text(person.active ? std::string_view{} : context.t("settings.dismissed"),
                   ui::TextTone::muted);
      });
  if (!result.activated) return;
  person_ = *rows[*result.activated];
  form_.start(false);
}

void PeoplePage::draw_roles(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  pick_roles(ui, context.t("settings.roles"), RoleSet::all(), person_.roles);
  if (const std::string_view words = refusal.at({RefusalCode::responsible_missing}); !words.empty())
    ui::text(ui, context.t("settings.last_owner"), ui::TextTone::danger);
}

/// What patients wish of a doctor, and how many he takes at once: more than one may be booked by
/// whom the rules name.
void PeoplePage::draw_as_doctor(Context& context) {
  if (!person_.roles.has(Role::doctor)) return;
  pick_value(context, {.key = "sex", .label = context.t("person.sex")}, "sex",
             {Sex::unknown, Sex::female, Sex::male}, person_.sex);
  pick_languages(context, person_.languages);
  std::int32_t at_once = 1 + person_.overbooked_max;
  if (number_field(context.ui,
                   {.key = "at once",
                    .label = context.t("settings.at_once"),
                    .hint = context.t("settings.at_once_hint")},
                   at_once, 1, 1 + overbooked_most))
    person_.overbooked_max = at_once - 1;
}

void PeoplePage::save(Context& context) {
  const Staff* known = context.catalogue().person(person_.id);
  const FacetMask facets =
      known == nullptr ? static_cast<FacetMask>(3U) : changed_facets(*known, person_);
  std::vector<Draft> drafts;
  if (facets != 0) drafts.push_back({OpKind::put_staff, {{Entity(person_), facets}}});
  push_form(context, form_, std::move(drafts),
            context.t("settings.saved", {{"name", full_name(person_)}}));
}

void PeoplePage::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "person", .title = context.t("settings.person"), .width = 620}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  const app::Catalogue& catalogue = context.catalogue();
  FieldRefusal refusal(ui, form_);
  {
    const auto columns = ui.columns({1, 1, 1}, 150);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "family",
                    .label = context.t("booking.family"),
                    .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                    .required = true},
                   person_.family_name);
    ui.next_column();
    ui::text_field(ui, {.key = "given", .label = context.t("booking.given")}, person_.given_name);
    ui.next_column();
    ui::text_field(ui, {.key = "patronymic", .label = context.t("booking.patronymic")},
                   person_.patronymic);
  }
  {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    ui::phone_field(ui, {.key = "phone", .label = context.t("settings.phone")}, person_.phone,
                    context.phone_region());
    ui.next_column();
    ui::text_field(
        ui, {.key = "email", .label = context.t("settings.email"), .input = ui::InputKind::email},
        person_.email);
  }
  draw_roles(context, refusal);
  const auto name = [](const auto& row) -> const std::string& { return row.name; };
  pick_many(ui, context.t("settings.specialties"), catalogue.specialties, person_.specialties,
            name);
  pick_many(ui, context.t("settings.branches"), catalogue.branches, person_.branches, name);
  {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    ui::text_field(ui,
                   {.key = "grade",
                    .label = context.t("settings.grade"),
                    .hint = context.t("settings.grade_hint")},
                   person_.grade);
    ui.next_column();
    pick_person(ui,
                {.key = "boss",
                 .label = context.t("settings.reports_to"),
                 .placeholder = context.t("choice.none"),
                 .clearable = true},
                catalogue.staff, person_.reports_to);
  }
  draw_as_doctor(context);
  if (!form_.fresh) {
    ui::separator(ui);
    ui::checkbox(ui,
                 {.key = "active",
                  .text = context.t("settings.works_here"),
                  .hint = context.t("settings.works_here_hint")},
                 person_.active);
    closing_warning(context, form_, person_.id, full_name(person_), person_.active);
  }
  if (form_footer(context, form_, refusal,
                  !ui::has_unread_entry(ui, "phone") && !ui::has_unread_entry(ui, "at once")))
    save(context);
}

// ---- a doctor in one go
// ------------------------------------------------------------------------------

void PeoplePage::push_doctor(Context& context) {
  const app::Catalogue& catalogue = context.catalogue();
  BranchId branch;
  for (const Branch& known : catalogue.branches)
    if (known.active && branch.is_nil()) branch = known.id;
  std::vector<Draft> drafts;
  Specialty specialty;
  for (const Specialty& known : catalogue.specialties)
    if (known.name == specialty_) specialty = known;
  if (specialty.id.is_nil() && !specialty_.empty()) {
    specialty.id = context.clinic.new_id<Specialty>();
    specialty.name = specialty_;
    drafts.push_back({OpKind::put_specialty, {whole(specialty)}});
  }
  Room room;
  room.id = context.clinic.new_id<Room>();
  room.branch = branch;
  room.name = context.t("settings.room_name", {{"number", catalogue.rooms.size() + 1}});
  drafts.push_back({OpKind::put_room, {whole(room)}});
  Staff person;
  person.id = context.clinic.new_id<Staff>();
  person.family_name = family_;
  person.given_name = given_;
  person.patronymic = patronymic_;
  person.roles = RoleSet::of(Role::doctor);
  person.branches = {branch};
  if (!specialty.id.is_nil()) person.specialties = {specialty.id};
  drafts.push_back({OpKind::put_staff, {whole(person)}});
  ShiftPattern pattern;
  pattern.staff = person.id;
  pattern.branch = branch;
  pattern.room = room.id;
  pattern.first = context.ui.today();
  pattern.begin_minute = *from_;
  pattern.end_minute = *to_;
  drafts.push_back(app::working_week(context.clinic, std::move(pattern)));
  push_form(context, doctor_form_, std::move(drafts),
            context.t("settings.doctor_added", {{"name", full_name(person)}}));
}

void PeoplePage::draw_doctor_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "doctor", .title = context.t("settings.add_doctor"), .width = 560},
                 doctor_form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(doctor_form_.serial);
  FieldRefusal refusal(ui, doctor_form_);
  ui::text_field(ui,
                 {.key = "family",
                  .label = context.t("booking.family"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 family_);
  {
    const auto columns = ui.columns({1, 1}, 180);
    ui.next_column();
    ui::text_field(ui, {.key = "given", .label = context.t("booking.given")}, given_);
    ui.next_column();
    ui::text_field(ui, {.key = "patronymic", .label = context.t("booking.patronymic")},
                   patronymic_);
  }
  ui::text_field(ui, {.key = "specialty", .label = context.t("settings.specialty")}, specialty_);
  {
    const std::string_view hours = refusal.at({RefusalCode::bad_time});
    const auto columns = ui.columns({1, 1}, 150);
    ui.next_column();
    ui::time_field(ui, {.key = "from", .label = context.t("settings.hours_from"), .error = hours},
                   from_);
    ui.next_column();
    ui::time_field(ui, {.key = "to", .label = context.t("settings.hours_to")}, to_);
  }
  ui::text(ui, context.t("settings.hours_text"), ui::TextTone::muted);
  if (form_footer(context, doctor_form_, refusal, !family_.empty() && from_ && to_))
    push_doctor(context);
}

void PeoplePage::draw(Context& context) {
  settle(context, form_);
  settle(context, doctor_form_);
  draw_head(context);
  draw_table(context);
  draw_form(context);
  draw_doctor_form(context);
}

}  // namespace retour::views
