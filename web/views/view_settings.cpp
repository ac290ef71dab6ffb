#include "views/view_settings.hpp"

#include <algorithm>
#include <array>

#include "exchange/table_export.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/view_first_run.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array product_types = {ProductType::untyped,    ProductType::entry,
                                      ProductType::diagnostic, ProductType::main,
                                      ProductType::checkup,    ProductType::other};
constexpr std::array service_lengths = {15, 30, 40, 60, 90, 120};
constexpr std::size_t passphrase_letters_min = 8;
constexpr int shift_days = 28;
constexpr std::size_t shifts_per_op = 64;

}  // namespace

void SettingsView::draw_protection(Context& context, app::Vault& vault) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("protection", context.t("settings.protection"));
  if (vault.is_unprotected())
    ui::banner(ui,
               {.key = "open", .text = context.t("settings.unprotected"), .tone = ui::Tone::warn});
  if (!vault.is_unprotected())
    ui::password_field(ui,
                       {.key = "old",
                        .label = context.t("settings.passphrase_old"),
                        .error = problem_,
                        .autocomplete = ui::Autocomplete::current_password},
                       old_);
  ui::password_field(ui,
                     {.key = "fresh",
                      .label = context.t("settings.passphrase_new"),
                      .hint = context.t("first.passphrase_hint"),
                      .autocomplete = ui::Autocomplete::new_password},
                     fresh_);
  const bool differs = !again_.empty() && again_ != fresh_;
  ui::password_field(ui,
                     {.key = "again",
                      .label = context.t("first.passphrase_again"),
                      .error = differs ? context.t("first.passphrase_differs") : std::string_view{},
                      .autocomplete = ui::Autocomplete::new_password},
                     again_);
  const bool ready = ui::code_points(fresh_) >= passphrase_letters_min && fresh_ == again_ &&
                     (vault.is_unprotected() || !old_.empty());
  if (!ui::button(ui, {.key = "change",
                       .text = context.t("settings.passphrase_change"),
                       .icon = ui::Icon::key_round,
                       .disabled = !ready}))
    return;
  if (const Status changed = vault.change_passphrase(old_, fresh_); changed) {
    old_.clear();
    fresh_.clear();
    again_.clear();
    problem_.clear();
    ui.toast(std::string(context.t("settings.passphrase_changed")));
  } else {
    problem_ = words_of(ui, changed.error());
  }
}

void SettingsView::draw_general(Context& context, app::Vault& vault) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1}, 340);
  ui.next_column();
  {
    const auto card = ui.card("look", context.t("settings.look"));
    ui::text(ui, {.text = context.t("settings.language"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
    language_choice(ui);
    ui::text(ui, {.text = context.t("settings.theme"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
    const std::array<std::string_view, 3> names = {context.t("settings.theme.light"),
                                                   context.t("settings.theme.dark"),
                                                   context.t("settings.theme.contrast")};
    static constexpr std::array<std::string_view, 3> codes = {"light", "dark", "contrast"};
    auto theme = static_cast<std::size_t>(ui.theme_name());
    if (ui::segments(ui, "theme", context.t("settings.theme"), names, theme))
      ui.effects.push({.kind = ui::EffectKind::set_theme, .text = std::string(codes[theme])});
    ui::text(ui, {.text = context.t("settings.text_size"),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small});
    static constexpr std::array<std::string_view, 3> sizes = {"100\xC2\xA0%", "125\xC2\xA0%",
                                                              "150\xC2\xA0%"};
    static constexpr std::array<int, 3> percents = {100, 125, 150};
    const float line = ui.line_height(ui::TextStyle::body);
    std::size_t size = line > 26 ? 2 : line > 22 ? 1 : 0;
    if (ui::segments(ui, "text size", context.t("settings.text_size"), sizes, size))
      ui.effects.push({.kind = ui::EffectKind::set_text_size, .number = percents[size]});
  }
  {
    const auto card = ui.card("storage", context.t("settings.storage"));
    const ui::DeviceState& device = ui.device();
    const ui::TextId words = device.storage == ui::DeviceState::Storage::kept
                                 ? ui::TextId("settings.storage.kept")
                             : device.storage == ui::DeviceState::Storage::memory_only
                                 ? ui::TextId("settings.storage.memory_only")
                                 : ui::TextId("settings.storage.may_be_evicted");
    ui::text(ui, context.t(words));
    if (device.space_quota > 0)
      ui::text(ui,
               context.t("shell.space",
                         {{"used", ui::format_bytes(device.space_used, ui.language())},
                          {"quota", ui::format_bytes(device.space_quota, ui.language())}}),
               ui::TextTone::muted);
    if (device.storage == ui::DeviceState::Storage::may_be_evicted &&
        ui::button(ui, {.key = "persist",
                        .text = context.t("settings.request_persist"),
                        .icon = ui::Icon::hard_drive}))
      ui.effects.push({.kind = ui::EffectKind::request_persist});
  }
  draw_export(context);
  ui.next_column();
  draw_protection(context, vault);
}

void SettingsView::draw_export(Context& context) {
  ui::Ui& ui = context.ui;
  const auto card = ui.card("export", context.t("settings.export"));
  ui::text(ui, context.t("settings.export_text"), ui::TextTone::muted);
  std::vector<EntityKind> offered;
  std::vector<ui::Choice> choices;
  std::vector<std::string> names;
  for (const EntityKind kind : exchange::exported_kinds()) {
    offered.push_back(kind);
    names.push_back(exchange::export_file_name(kind));
  }
  const auto save = [&](EntityKind kind) {
    std::string file;
    const Status done = exchange::export_table(context.clinic.tables(), kind,
                                               {.role = context.clinic.session().role, .style = {}},
                                               [&](std::string_view piece) -> Status {
                                                 file += piece;
                                                 return {};
                                               });
    if (!done) {
      ui.toast(words_of(ui, done.error()), ui::Tone::danger);
      return;
    }
    const auto bytes = std::as_bytes(std::span(file));
    ui.effects.push({.kind = ui::EffectKind::download,
                     .name = exchange::export_file_name(kind),
                     .text = "text/csv",
                     .bytes = {bytes.begin(), bytes.end()}});
  };
  const auto row = ui.row();
  if (ui::button(ui, {.key = "patients",
                      .text = context.t("settings.export_patients"),
                      .icon = ui::Icon::download}))
    save(EntityKind::patient);
  if (ui::button(ui, {.key = "bookings",
                      .text = context.t("settings.export_bookings"),
                      .icon = ui::Icon::download}))
    save(EntityKind::booking);
  int chosen = -1;
  for (const std::string& name : names) choices.push_back({.text = name});
  if (ui::combo(ui,
                {.key = "table",
                 .label = context.t("settings.export_table"),
                 .placeholder = context.t("settings.export_table_pick"),
                 .width = 240},
                choices, chosen) &&
      chosen >= 0)
    save(offered[static_cast<std::size_t>(chosen)]);
}

void SettingsView::draw_people(Context& context) {
  ui::Ui& ui = context.ui;
  if (ui::button(ui, {.key = "add doctor",
                      .text = context.t("settings.add_doctor"),
                      .icon = ui::Icon::user_plus,
                      .kind = ui::ButtonKind::primary})) {
    doctor_open_ = true;
    family_.clear();
    given_.clear();
    patronymic_.clear();
    refusal_.clear();
    from_ = 9 * 60;
    to_ = 18 * 60;
  }
  const auto& staff = context.catalogue().staff;
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.name")},
      ui::TableColumn{.key = "roles", .title = context.t("settings.roles")},
      ui::TableColumn{.key = "specialty", .title = context.t("settings.specialty")}};
  (void)ui::table(ui,
                  {.key = "people",
                   .name = context.t("settings.people"),
                   .columns = columns,
                   .rows = staff.size(),
                   .height = -1,
                   .activatable = false},
                  nullptr, [&](ui::Cells& cells, std::size_t row) {
                    const Staff& person = staff[row];
                    std::string roles;
                    for (std::size_t i = 0; i < EnumNames<Role>::names.size(); ++i) {
                      if (!person.roles.has(static_cast<Role>(i))) continue;
                      if (!roles.empty()) roles += ", ";
                      roles += word(ui, "role", EnumNames<Role>::names[i]);
                    }
                    cells.text(full_name(person),
                               person.active ? ui::TextTone::strong : ui::TextTone::muted);
                    cells.text(roles);
                    cells.text(specialties_of(context.catalogue(), person));
                  });
  draw_doctor_form(context);
}

void SettingsView::push_doctor(Context& context) {
  const app::Catalogue& catalogue = context.catalogue();
  const BranchId branch = catalogue.branches.empty() ? BranchId{} : catalogue.branches.front().id;
  Command command;
  Specialty specialty;
  for (const Specialty& known : catalogue.specialties)
    if (known.name == specialty_) specialty = known;
  if (specialty.id.is_nil() && !specialty_.empty()) {
    specialty.id = context.clinic.new_id<Specialty>();
    specialty.name = specialty_;
    command.drafts.push_back({.kind = OpKind::put_specialty, .parts = {whole(specialty)}});
  }
  Room room;
  room.id = context.clinic.new_id<Room>();
  room.branch = branch;
  room.name = context.t("settings.room_name", {{"number", catalogue.rooms.size() + 1}});
  command.drafts.push_back({.kind = OpKind::put_room, .parts = {whole(room)}});
  Staff person;
  person.id = context.clinic.new_id<Staff>();
  person.family_name = family_;
  person.given_name = given_;
  person.patronymic = patronymic_;
  person.roles = RoleSet::of(Role::doctor);
  person.branches = {branch};
  if (!specialty.id.is_nil()) person.specialties = {specialty.id};
  command.drafts.push_back({.kind = OpKind::put_staff, .parts = {whole(person)}});
  std::vector<Part> shifts;
  for (int day = 0; day < shift_days; ++day) {
    const LocalDate date = context.ui.today().plus_days(day);
    if (date.iso_weekday() > 5) continue;
    Shift shift;
    shift.id = context.clinic.new_id<Shift>();
    shift.staff = person.id;
    shift.branch = branch;
    shift.room = room.id;
    shift.date = date;
    shift.begin_minute = *from_;
    shift.end_minute = *to_;
    shifts.push_back(whole(shift));
    if (shifts.size() == shifts_per_op)
      command.drafts.push_back({.kind = OpKind::put_shifts, .parts = std::exchange(shifts, {})});
  }
  if (!shifts.empty())
    command.drafts.push_back({.kind = OpKind::put_shifts, .parts = std::move(shifts)});
  command.done = context.t("settings.doctor_added", {{"name", full_name(person)}});
  command.tag = tag_ = context.commands.new_tag();
  context.commands.push(std::move(command));
}

void SettingsView::draw_doctor_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "doctor", .title = context.t("settings.add_doctor"), .width = 560}, doctor_open_);
  if (!d) return;
  ui::text_field(ui, {.key = "family", .label = context.t("booking.family"), .required = true},
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
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    ui::time_field(ui, {.key = "from", .label = context.t("settings.hours_from"), .width = 150},
                   from_);
    ui::time_field(ui, {.key = "to", .label = context.t("settings.hours_to"), .width = 110}, to_);
  }
  ui::text(ui, context.t("settings.hours_text"), ui::TextTone::muted);
  if (!refusal_.empty())
    ui::banner(ui, {.key = "refusal", .text = refusal_, .tone = ui::Tone::danger, .urgent = true});
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) doctor_open_ = false;
  if (ui::button(ui, {.key = "save",
                      .text = context.t("common.save"),
                      .kind = ui::ButtonKind::primary,
                      .disabled = family_.empty() || !from_ || !to_ || *from_ >= *to_}))
    push_doctor(context);
}

void SettingsView::draw_services(Context& context) {
  ui::Ui& ui = context.ui;
  if (ui::button(ui, {.key = "add service",
                      .text = context.t("settings.add_service"),
                      .icon = ui::Icon::plus,
                      .kind = ui::ButtonKind::primary})) {
    service_open_ = true;
    service_name_.clear();
    service_price_.reset();
    refusal_.clear();
  }
  const auto& services = context.catalogue().services;
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.service")},
      ui::TableColumn{.key = "type", .title = context.t("settings.type"), .width = 150},
      ui::TableColumn{.key = "length",
                      .title = context.t("settings.length"),
                      .width = 90,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "price",
                      .title = context.t("settings.price"),
                      .width = 150,
                      .align = ui::Align::right}};
  (void)ui::table(
      ui,
      {.key = "services",
       .name = context.t("settings.services"),
       .columns = columns,
       .rows = services.size(),
       .height = -1,
       .activatable = false},
      nullptr, [&](ui::Cells& cells, std::size_t row) {
        const Service& service = services[row];
        cells.text(service.name, service.active ? ui::TextTone::normal : ui::TextTone::muted);
        cells.badge(
            word(ui, "product", enum_name(service.product_type)),
            service.product_type == ProductType::untyped ? ui::Tone::warn : ui::Tone::neutral);
        cells.number(service.length_minutes);
        const Price* price = context.catalogue().price_on(service.id, {}, {}, ui.today());
        if (price == nullptr)
          cells.text("—");
        else
          cells.money({.minor = price->price_minor, .currency = price->currency});
      });
  draw_service_form(context);
}

void SettingsView::push_service(Context& context) {
  Service service;
  service.id = context.clinic.new_id<Service>();
  service.name = service_name_;
  service.length_minutes = service_lengths[static_cast<std::size_t>(std::max(service_length_, 0))];
  service.product_type = product_types[static_cast<std::size_t>(std::max(service_type_, 0))];
  Command command;
  command.drafts.push_back({.kind = OpKind::put_service, .parts = {whole(service)}});
  if (service_price_) {
    Price price;
    price.id = context.clinic.new_id<Price>();
    price.service = service.id;
    price.valid_from = context.ui.today();
    price.price_minor = *service_price_;
    price.currency = context.currency();
    command.drafts.push_back({.kind = OpKind::set_price, .parts = {whole(price)}});
  }
  command.done = context.t("settings.service_added", {{"name", service.name}});
  command.tag = tag_ = context.commands.new_tag();
  context.commands.push(std::move(command));
}

void SettingsView::draw_service_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "service", .title = context.t("settings.add_service"), .width = 520},
                 service_open_);
  if (!d) return;
  ui::text_field(ui, {.key = "name", .label = context.t("settings.service"), .required = true},
                 service_name_);
  std::vector<ui::Choice> types, lengths;
  std::vector<std::string> words;
  for (const ProductType type : product_types)
    types.push_back({.text = word(ui, "product", enum_name(type))});
  for (const int length : service_lengths)
    words.push_back(context.t("booking.minutes", {{"count", length}}));
  for (const std::string& length : words) lengths.push_back({.text = length});
  ui::combo(ui, {.key = "type", .label = context.t("settings.type")}, types, service_type_);
  ui::combo(ui, {.key = "length", .label = context.t("booking.length")}, lengths, service_length_);
  ui::money_field(ui, {.key = "price", .label = context.t("settings.price")}, service_price_,
                  context.currency());
  if (!refusal_.empty())
    ui::banner(ui, {.key = "refusal", .text = refusal_, .tone = ui::Tone::danger, .urgent = true});
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) service_open_ = false;
  if (ui::button(ui, {.key = "save",
                      .text = context.t("common.save"),
                      .kind = ui::ButtonKind::primary,
                      .disabled = service_name_.empty()}))
    push_service(context);
}

void SettingsView::draw(Context& context, app::Vault& vault) {
  ui::Ui& ui = context.ui;
  if (const auto outcome = context.commands.take_outcome(tag_)) {
    if (const auto* refusal = std::get_if<Refusal>(&*outcome)) {
      refusal_ = words_of(ui, *refusal);
    } else {
      doctor_open_ = false;
      service_open_ = false;
    }
  }
  ui::heading(ui, {.text = context.t("settings.title")});
  const std::array list = {
      ui::Tab{
          .key = "general", .text = context.t("settings.tab.general"), .icon = ui::Icon::settings},
      ui::Tab{.key = "people", .text = context.t("settings.people"), .icon = ui::Icon::users},
      ui::Tab{.key = "services",
              .text = context.t("settings.services"),
              .icon = ui::Icon::clipboard_list}};
  ui::tabs(ui, "tabs", context.t("settings.title"), list, tab_);
  if (tab_ == 0) draw_general(context, vault);
  if (tab_ == 1) draw_people(context);
  if (tab_ == 2) draw_services(context);
}

}  // namespace retour::views
