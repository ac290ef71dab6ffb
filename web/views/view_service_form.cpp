#include "views/view_service_form.hpp"

#include <array>

#include "base/order.hpp"
#include "model/holds.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t length_max = 24 * 60;
constexpr std::int32_t age_max = 120;
constexpr std::int32_t package_count_max = 1'000;
constexpr std::size_t package_lines_max = 100;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

}  // namespace

void ServiceForm::open_fresh(Context& context) {
  service_ = {};
  service_.id = context.clinic.new_id<Service>();
  service_.product_type = ProductType::entry;
  price_.reset();
  price_from_ = context.ui.today();
  price_branch_ = {};
  price_grade_.clear();
  parts_shown_ = false;
  form_.start(true);
}

void ServiceForm::open(Context& context, const Service& service) {
  open_fresh(context);
  service_ = service;
  parts_shown_ = service.shortest_minutes > 0 || service.places > 1 ||
                 service.pattern != VisitPattern{} || !service.device_part.is_whole() ||
                 !service.performers.empty() || !service.team.empty() || service.nights > 0 ||
                 service.age_from_years > 0 || service.age_to_years > 0 ||
                 !service.preparation.empty();
  form_.start(false);
}

void ServiceForm::draw_product(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("settings.service"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 service_.name);
  const auto columns = ui.columns({1, 1}, 200);
  ui.next_column();
  enum_combo(
      ui,
      {.key = "type", .label = context.t("settings.type"), .hint = context.t("service.type_hint")},
      "product", service_.product_type);
  number_field(ui,
               {.key = "length",
                .label = context.t("service.length"),
                .error = refusal.at({RefusalCode::bad_time})},
               service_.length_minutes, 1, length_max);
  readable_ &= !ui::has_unread_entry(ui, "length");
  ui.next_column();
  pick_one(ui,
           {.key = "specialty",
            .label = context.t("settings.specialty"),
            .placeholder = context.t("choice.none"),
            .clearable = true},
           context.catalogue().specialties, service_.specialty, name_of_row<Specialty>);
  ui::text_field(ui, {.key = "code", .label = context.t("service.code")}, service_.code);
}

void ServiceForm::draw_needs(Context& context) {
  ui::Ui& ui = context.ui;
  ui::checkbox(ui,
               {.key = "remote",
                .text = context.t("service.remote"),
                .hint = context.t("service.remote_hint")},
               service_.remote);
  ui::checkbox(ui, {.key = "needs room", .text = context.t("service.needs_room")},
               service_.needs_room);
  const auto columns = ui.columns({1, 1}, 200);
  ui.next_column();
  if (service_.needs_room)
    enum_combo(ui, {.key = "room kind", .label = context.t("service.room_kind")}, "room_kind",
               service_.room_kind);
  ui.next_column();
  // Kinds of devices are words of the clinic: those that its devices have.
  std::vector<std::string_view> kinds;
  for (const Device& device : context.catalogue().devices)
    if (!device.kind.empty() && std::ranges::find(kinds, device.kind) == kinds.end())
      kinds.push_back(device.kind);
  if (!service_.device_kind.empty() &&
      std::ranges::find(kinds, service_.device_kind) == kinds.end())
    kinds.push_back(service_.device_kind);
  if (kinds.empty()) return;
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const std::string_view kind : kinds) {
    if (kind == service_.device_kind) selected = static_cast<int>(choices.size());
    choices.push_back({.text = kind});
  }
  if (ui::combo(ui,
                {.key = "device",
                 .label = context.t("service.device"),
                 .placeholder = context.t("choice.none"),
                 .clearable = true},
                choices, selected))
    service_.device_kind =
        selected < 0 ? std::string() : std::string(kinds[static_cast<std::size_t>(selected)]);
}

/// Minutes, nights, places and years. `ages`, `not_alone`: what is wrong with the limits of age and
/// with the places of a group.
void ServiceForm::draw_part_numbers(Context& context, std::string_view ages,
                                    std::string_view not_alone) {
  ui::Ui& ui = context.ui;
  const auto number = [&](std::string_view key, std::string_view label, std::int32_t& value,
                          std::int32_t most, std::string_view hint = {},
                          std::string_view error = {}) {
    number_field(ui, {.key = key, .label = label, .hint = hint, .error = error}, value, 0, most);
    readable_ &= !ui::has_unread_entry(ui, key);
  };
  VisitPattern& pattern = service_.pattern;
  // Each pair in columns of its own: a hint under one of them moves no other pair.
  const auto in_columns = [&](const auto& left, const auto& right) {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    left();
    ui.next_column();
    right();
  };
  in_columns(
      [&] {
        number("after", context.t("service.doctor_after"), pattern.doctor_after_minutes,
               length_max);
      },
      [&] {
        number("stays", context.t("service.doctor_minutes"), pattern.doctor_minutes, length_max,
               context.t("service.doctor_minutes_hint"));
      });
  if (!service_.device_kind.empty())
    in_columns(
        [&] {
          number("device after", context.t("service.device_after"),
                 service_.device_part.after_minutes, length_max);
        },
        [&] {
          number("device stays", context.t("service.device_minutes"), service_.device_part.minutes,
                 length_max, context.t("service.doctor_minutes_hint"));
        });
  in_columns(
      [&] {
        number("setup", context.t("service.setup"), pattern.setup_minutes, turnover_minutes_max);
      },
      [&] {
        number("cleanup", context.t("service.cleanup"), pattern.cleanup_minutes,
               turnover_minutes_max);
      });
  in_columns(
      [&] {
        number("shortest", context.t("service.shortest"), service_.shortest_minutes, length_max,
               context.t("service.shortest_hint"));
      },
      [&] {
        number("nights", context.t("service.nights"), service_.nights, nights_max,
               context.t("service.nights_hint"));
      });
  number_field(ui,
               {.key = "places",
                .label = context.t("service.places"),
                .hint = context.t("service.places_hint"),
                .error = not_alone},
               service_.places, 1, session_places_max);
  readable_ &= !ui::has_unread_entry(ui, "places");
  in_columns(
      [&] { number("from", context.t("service.age_from"), service_.age_from_years, age_max); },
      [&] {
        number("to", context.t("service.age_to"), service_.age_to_years, age_max,
               context.t("service.age_to_hint"), ages);
      });
}

/// Who is needed when, who does it, for whom it is (FEATURES 20, ET-07, SC-02, SC-04).
void ServiceForm::draw_parts(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed("parts");
  // A rule that was broken must be seen where it is.
  const std::string_view ages = refusal.at({RefusalCode::bad_age_limits});
  const std::string_view not_alone = refusal.at({RefusalCode::not_together});
  if (!ages.empty() || !not_alone.empty()) parts_shown_ = true;
  ui::checkbox(ui, {.key = "shown", .text = context.t("service.more")}, parts_shown_);
  if (!parts_shown_) return;
  draw_part_numbers(context, ages, not_alone);
  const app::Catalogue& catalogue = context.catalogue();
  std::vector<Staff> doctors;
  for (const Staff& person : catalogue.staff)
    if (person.roles.has(Role::doctor)) doctors.push_back(person);
  pick_many(ui, context.t("service.performers"), doctors, service_.performers,
            [](const Staff& person) { return short_name(person); });
  if (service_.performers.empty())
    ui::text(ui, {.text = context.t("service.performers_hint"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
  pick_many(ui, context.t("service.team"), catalogue.specialties, service_.team,
            name_of_row<Specialty>);
  ui::text_field(ui,
                 {.key = "preparation",
                  .label = context.t("service.preparation"),
                  .hint = context.t("service.preparation_hint"),
                  .lines = 2},
                 service_.preparation);
}

void ServiceForm::draw_package(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  const auto keyed = ui.keyed("package");
  ui::heading(ui, {.text = context.t("service.package"), .level = 2});
  if (service_.package.empty())
    ui::text(ui, context.t("service.package_text"), ui::TextTone::muted);
  if (const std::string_view words = refusal.at({RefusalCode::amount_not_positive}); !words.empty())
    ui::text(ui, words, ui::TextTone::danger);
  // A package holds plain services: one of packages would have no length of its own.
  std::vector<Service> plain;
  for (const Service& service : context.catalogue().services)
    if (service.package.empty() && service.id != service_.id) plain.push_back(service);
  std::optional<std::size_t> removed;
  for (std::size_t i = 0; i < service_.package.size(); ++i) {
    PackageLine& line = service_.package[i];
    const auto line_key = ui.keyed(i);
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    const float room = ui.available();
    pick_one(
        ui,
        {.key = "service",
         .label = context.t("settings.service"),
         .placeholder = context.t("service.pick"),
         .width = room > 420 ? room - 120 - ui.metrics().control - 2 * ui.metrics().gap : room},
        plain, line.service, name_of_row<Service>);
    number_field(ui, {.key = "count", .label = context.t("service.count"), .width = 110},
                 line.count, 1, package_count_max);
    readable_ &= !ui::has_unread_entry(ui, "count") && !line.service.is_nil();
    if (ui::button(ui, {.key = "remove",
                        .text = context.t("service.package_remove"),
                        .icon = ui::Icon::trash_2,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      removed = i;
  }
  if (removed)
    service_.package.erase(service_.package.begin() + static_cast<std::ptrdiff_t>(*removed));
  if (ui::button(ui, {.key = "add",
                      .text = context.t("service.package_add"),
                      .icon = ui::Icon::package,
                      .disabled = plain.empty() || service_.package.size() >= package_lines_max}))
    service_.package.push_back({});
}

void ServiceForm::draw_prices(Context& context, FieldRefusal& refusal) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("service.prices"), .level = 2});
  {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    ui::money_field(ui,
                    {.key = "price",
                     .label = context.t("settings.price"),
                     .hint = form_.fresh ? std::string_view{} : context.t("service.price_hint"),
                     .error = refusal.at({RefusalCode::too_many})},
                    price_, context.currency());
    readable_ &= !ui::has_unread_entry(ui, "price");
    ui.next_column();
    ui::date_field(ui, {.key = "from", .label = context.t("bulk.from")}, price_from_,
                   ui::DateHint::future);
  }
  {
    const auto columns = ui.columns({1, 1}, 200);
    ui.next_column();
    pick_one(ui,
             {.key = "branch",
              .label = context.t("settings.branch"),
              .placeholder = context.t("service.every_branch"),
              .clearable = true},
             context.catalogue().branches, price_branch_, name_of_row<Branch>);
    ui.next_column();
    std::vector<std::string_view> grades;
    for (const Staff& person : context.catalogue().staff)
      if (!person.grade.empty() && std::ranges::find(grades, person.grade) == grades.end())
        grades.push_back(person.grade);
    std::vector<ui::Choice> choices;
    int selected = -1;
    for (const std::string_view grade : grades) {
      if (grade == price_grade_) selected = static_cast<int>(choices.size());
      choices.push_back({.text = grade});
    }
    if (ui::combo(ui,
                  {.key = "grade",
                   .label = context.t("settings.grade"),
                   .placeholder = context.t("service.every_grade"),
                   .disabled = grades.empty(),
                   .clearable = true},
                  choices, selected))
      price_grade_ =
          selected < 0 ? std::string() : std::string(grades[static_cast<std::size_t>(selected)]);
  }
  draw_history(context);
}

void ServiceForm::draw_history(Context& context) {
  ui::Ui& ui = context.ui;
  const app::Catalogue& catalogue = context.catalogue();
  std::vector<const Price*> history;
  for (const Price& price : catalogue.prices)
    if (price.service == service_.id) history.push_back(&price);
  if (history.empty()) return;
  sort_stably(history, std::ranges::greater{}, [](const Price* price) {
    return std::tuple(price->valid_from, price->branch, price->stamps[0]);
  });
  const std::array columns = {
      ui::TableColumn{.key = "from", .title = context.t("bulk.from"), .width = 130},
      ui::TableColumn{.key = "price",
                      .title = context.t("settings.price"),
                      .width = 130,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "branch", .title = context.t("settings.branch")},
      ui::TableColumn{.key = "grade", .title = context.t("settings.grade"), .width = 120}};
  (void)ui::table(ui,
                  {.key = "history",
                   .name = context.t("service.history"),
                   .columns = columns,
                   .rows = history.size(),
                   .activatable = false},
                  nullptr, [&](ui::Cells& cells, std::size_t i) {
                    const Price& price = *history[i];
                    const Branch* branch = catalogue.branch(price.branch);
                    cells.text(
                        ui::format_date(price.valid_from, ui::DateStyle::numeric, ui.language()),
                        price.valid_from > ui.today() ? ui::TextTone::warn : ui::TextTone::normal);
                    cells.money({.minor = price.price_minor, .currency = price.currency});
                    cells.text(branch == nullptr ? context.t("service.every_branch")
                                                 : std::string_view(branch->name));
                    cells.text(price.grade.empty() ? context.t("service.every_grade")
                                                   : std::string_view(price.grade));
                  });
}

void ServiceForm::save(Context& context) {
  if (service_.device_kind.empty()) service_.device_part = {};
  const Service* known = context.catalogue().service(service_.id);
  const FacetMask facets =
      known == nullptr ? static_cast<FacetMask>(3U) : changed_facets(*known, service_);
  std::vector<Draft> drafts;
  if (facets != 0) drafts.push_back({OpKind::put_service, {{Entity(service_), facets}}});
  if (price_) {
    Price price;
    price.id = context.clinic.new_id<Price>();
    price.service = service_.id;
    price.branch = price_branch_;
    price.grade = price_grade_;
    price.valid_from = *price_from_;
    price.price_minor = *price_;
    price.currency = context.currency();
    drafts.push_back({OpKind::set_price, {whole(price)}});
  }
  push_form(context, form_, std::move(drafts),
            context.t("settings.saved", {{"name", service_.name}}));
}

void ServiceForm::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const std::string_view title =
      form_.fresh ? context.t("settings.add_service") : context.t("service.title");
  const auto d = ui::dialog(ui, {.key = "service", .title = title, .width = 640}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  readable_ = true;
  draw_product(context, refusal);
  draw_prices(context, refusal);
  ui::separator(ui);
  draw_needs(context);
  draw_parts(context, refusal);
  ui::separator(ui);
  draw_package(context, refusal);
  active_box(context, form_, service_.active);
  const bool ready = readable_ && (!price_ || price_from_);
  if (form_footer(context, form_, refusal, ready && !service_.name.empty())) save(context);
}

}  // namespace retour::views
