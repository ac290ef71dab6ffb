#include "views/view_settings_premises.hpp"

#include <array>

#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::int32_t capacity_max = 200;

const std::string& name_of_row(const auto& row) {
  return row.name;
}

std::string hours_of(const Branch& branch) {
  return ui::format_time(branch.opens_minute) + "–" + ui::format_time(branch.closes_minute);
}

std::string_view branch_name(const app::Catalogue& catalogue, BranchId id) {
  const Branch* branch = catalogue.branch(id);
  return branch == nullptr ? std::string_view{} : std::string_view(branch->name);
}

/// The first branch that is open: what a new room most likely belongs to.
BranchId first_branch(const app::Catalogue& catalogue) {
  for (const Branch& branch : catalogue.branches)
    if (branch.active) return branch.id;
  return {};
}

}  // namespace

// ---- branches
// ---------------------------------------------------------------------------------------

void BranchesPage::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d = ui::dialog(
      ui, {.key = "branch", .title = context.t("settings.branch"), .width = 560}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t("settings.branch_name"),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 branch_.name);
  {
    const std::string_view hours = refusal.at({RefusalCode::bad_time});
    const auto columns = ui.columns({1, 1}, 150);
    ui.next_column();
    ui::time_field(ui, {.key = "opens", .label = context.t("settings.opens"), .error = hours},
                   opens_);
    ui.next_column();
    ui::time_field(ui, {.key = "closes", .label = context.t("settings.closes")}, closes_);
  }
  zone_combo(ui,
             {.key = "zone",
              .label = context.t("settings.zone"),
              .hint = context.t("settings.zone_hint"),
              .error = refusal.at({RefusalCode::unknown_thing})},
             branch_.zone, context.clinic.now());
  pick_one(ui,
           {.key = "legal",
            .label = context.t("settings.legal_entity"),
            .placeholder = context.t("choice.none"),
            .clearable = true},
           context.catalogue().legal_entities, branch_.legal_entity, name_of_row<LegalEntity>);
  ui::phone_field(ui, {.key = "phone", .label = context.t("settings.phone")}, branch_.phone,
                  context.phone_region());
  ui::text_field(ui, {.key = "address", .label = context.t("settings.address"), .lines = 2},
                 branch_.address);
  active_box(context, form_, branch_.active);
  closing_warning(context, form_, branch_.id, branch_.name, branch_.active);
  const bool ready = opens_ && closes_ && !ui::has_unread_entry(ui, "phone");
  if (!form_footer(context, form_, refusal, ready)) return;
  branch_.opens_minute = *opens_;
  branch_.closes_minute = *closes_ == 0 ? 24 * 60 : *closes_;
  push_form(context, form_, {{OpKind::put_branch, {whole(branch_)}}},
            context.t("settings.saved", {{"name", branch_.name}}));
}

void BranchesPage::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const app::Catalogue& catalogue = context.catalogue();
  const auto edit = [&](const Branch& branch, bool fresh) {
    branch_ = branch;
    opens_ = branch.opens_minute;
    closes_ = branch.closes_minute % (24 * 60);
    form_.start(fresh);
  };
  if (list_head(context, context.t("settings.add_branch"), has_closed(catalogue.branches),
                with_closed_)) {
    Branch branch;
    branch.id = context.clinic.new_id<Branch>();
    branch.zone = catalogue.clinic.zone;
    for (const LegalEntity& entity : catalogue.legal_entities)
      if (entity.active && branch.legal_entity.is_nil()) branch.legal_entity = entity.id;
    edit(branch, true);
  }
  const auto rows = listed(catalogue.branches, with_closed_, name_of_row<Branch>);
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t("settings.branch_name")},
      ui::TableColumn{.key = "hours", .title = context.t("settings.hours"), .width = 140},
      ui::TableColumn{.key = "zone", .title = context.t("settings.zone"), .width = 190},
      ui::TableColumn{.key = "address", .title = context.t("settings.address"), .hide_below = 820},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 110}};
  const auto result =
      ui::table(ui,
                {.key = "branches",
                 .name = context.t("settings.branches"),
                 .columns = with_state(columns, with_closed_),
                 .rows = rows.size()},
                nullptr, [&](ui::Cells& cells, std::size_t i) {
                  const Branch& branch = *rows[i];
                  cells.text(branch.name, ui::TextTone::strong);
                  cells.text(hours_of(branch));
                  cells.text(branch.zone);
                  cells.text(branch.address);
                  cells.text(closed_word(context, branch.active), ui::TextTone::muted);
                });
  if (result.activated) edit(*rows[*result.activated], false);
  draw_form(context);
}

// ---- rooms and devices
// ------------------------------------------------------------------------------

namespace {

/// What a list of rooms and one of devices do not share.
struct PremisesWords {
  std::string_view key;
  ui::TextId title, empty, add, one, name, kind, capacity_hint;
  OpKind put;
};

constexpr PremisesWords words_of(const Room&) {
  return {.key = "rooms",
          .title = "settings.rooms",
          .empty = "settings.rooms_empty",
          .add = "settings.add_room",
          .one = "settings.room",
          .name = "settings.room_title",
          .kind = "settings.kind",
          .capacity_hint = "settings.capacity_room_hint",
          .put = OpKind::put_room};
}

constexpr PremisesWords words_of(const Device&) {
  return {.key = "devices",
          .title = "settings.devices",
          .empty = "settings.devices_empty",
          .add = "settings.add_device",
          .one = "settings.device",
          .name = "settings.device_title",
          .kind = "settings.device_kind",
          .capacity_hint = "settings.capacity_device_hint",
          .put = OpKind::put_device};
}

const std::vector<Room>& all_of(const app::Catalogue& catalogue, const Room&) {
  return catalogue.rooms;
}
const std::vector<Device>& all_of(const app::Catalogue& catalogue, const Device&) {
  return catalogue.devices;
}

void draw_kind(Context& context, Room& room) {
  enum_combo(context.ui, {.key = "kind", .label = context.t("settings.kind")}, "room_kind",
             room.kind);
}
void draw_kind(Context& context, Device& device) {
  ui::text_field(context.ui,
                 {.key = "kind",
                  .label = context.t("settings.device_kind"),
                  .hint = context.t("settings.device_kind_hint")},
                 device.kind);
}

std::string_view kind_word(const Context& context, const Room& room) {
  return word(context.ui, "room_kind", enum_name(room.kind));
}
std::string_view kind_word(const Context&, const Device& device) {
  return device.kind;
}

}  // namespace

template <class Thing>
void PremisesList<Thing>::draw_form(Context& context) {
  ui::Ui& ui = context.ui;
  const PremisesWords words = words_of(thing_);
  const auto d =
      ui::dialog(ui, {.key = words.key, .title = context.t(words.one), .width = 480}, form_.open);
  if (!d) return;
  const auto keyed = ui.keyed(form_.serial);
  FieldRefusal refusal(ui, form_);
  ui::text_field(ui,
                 {.key = "name",
                  .label = context.t(words.name),
                  .error = refusal.at({RefusalCode::name_missing, RefusalCode::text_too_long}),
                  .required = true},
                 thing_.name);
  pick_one(ui,
           {.key = "branch",
            .label = context.t("settings.branch"),
            .error = refusal.at({RefusalCode::unknown_thing}),
            .required = true},
           context.catalogue().branches, thing_.branch, name_of_row<Branch>);
  draw_kind(context, thing_);
  number_field(ui,
               {.key = "capacity",
                .label = context.t("settings.capacity"),
                .hint = context.t(words.capacity_hint),
                .error = refusal.at({RefusalCode::amount_not_positive})},
               thing_.capacity, 1, capacity_max);
  active_box(context, form_, thing_.active);
  closing_warning(context, form_, thing_.id, thing_.name, thing_.active);
  if (!form_footer(context, form_, refusal, !ui::has_unread_entry(ui, "capacity"))) return;
  push_form(context, form_, {{words.put, {whole(thing_)}}},
            context.t("settings.saved", {{"name", thing_.name}}));
}

template <class Thing>
void PremisesList<Thing>::draw(Context& context) {
  ui::Ui& ui = context.ui;
  settle(context, form_);
  const PremisesWords words = words_of(thing_);
  const auto keyed = ui.keyed(words.key);
  const app::Catalogue& catalogue = context.catalogue();
  const std::vector<Thing>& things = all_of(catalogue, thing_);
  ui::heading(ui, {.text = context.t(words.title), .level = 2});
  if (list_head(context, context.t(words.add), has_closed(things), with_closed_)) {
    thing_ = {};
    thing_.id = context.clinic.new_id<Thing>();
    thing_.branch = first_branch(catalogue);
    form_.start(true);
  }
  const auto rows = listed(things, with_closed_, name_of_row<Thing>);
  const std::array columns = {
      ui::TableColumn{.key = "name", .title = context.t(words.name)},
      ui::TableColumn{.key = "branch", .title = context.t("settings.branch")},
      ui::TableColumn{.key = "kind", .title = context.t(words.kind), .width = 170},
      ui::TableColumn{.key = "capacity",
                      .title = context.t("settings.capacity"),
                      .width = 120,
                      .align = ui::Align::right},
      ui::TableColumn{.key = "state", .title = context.t("settings.state"), .width = 110}};
  if (rows.empty()) {
    ui::text(ui, context.t(words.empty), ui::TextTone::muted);
  } else {
    const auto result =
        ui::table(ui,
                  {.key = "list",
                   .name = context.t(words.title),
                   .columns = with_state(columns, with_closed_),
                   .rows = rows.size()},
                  nullptr, [&](ui::Cells& cells, std::size_t i) {
                    cells.text(rows[i]->name, ui::TextTone::strong);
                    cells.text(branch_name(catalogue, rows[i]->branch));
                    cells.text(kind_word(context, *rows[i]));
                    cells.number(rows[i]->capacity);
                    cells.text(closed_word(context, rows[i]->active), ui::TextTone::muted);
                  });
    if (result.activated) {
      thing_ = *rows[*result.activated];
      form_.start(false);
    }
  }
  draw_form(context);
}

template class PremisesList<Room>;
template class PremisesList<Device>;

}  // namespace retour::views
