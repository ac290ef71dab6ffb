#include "views/view_settings_form.hpp"

#include <array>
#include <charconv>

#include "base/order.hpp"
#include "model/field_table.hpp"
#include "time/zone.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

/// From west to east; the rest of the world types a name into the search of the combo in vain and
/// writes to us: a list of 600 names was considered and helps nobody to find Samara.
constexpr auto zones = std::to_array<std::string_view>({"Atlantic/Reykjavik", "Europe/London",
                                                        "Europe/Lisbon",      "Europe/Stockholm",
                                                        "Europe/Oslo",        "Europe/Copenhagen",
                                                        "Europe/Berlin",      "Europe/Paris",
                                                        "Europe/Madrid",      "Europe/Rome",
                                                        "Europe/Vienna",      "Europe/Warsaw",
                                                        "Europe/Prague",      "Europe/Belgrade",
                                                        "Europe/Helsinki",    "Europe/Tallinn",
                                                        "Europe/Riga",        "Europe/Vilnius",
                                                        "Europe/Kaliningrad", "Europe/Bucharest",
                                                        "Europe/Chisinau",    "Europe/Athens",
                                                        "Asia/Nicosia",       "Asia/Jerusalem",
                                                        "Europe/Minsk",       "Europe/Moscow",
                                                        "Europe/Istanbul",    "Europe/Samara",
                                                        "Europe/Saratov",     "Europe/Volgograd",
                                                        "Asia/Tbilisi",       "Asia/Yerevan",
                                                        "Asia/Baku",          "Asia/Dubai",
                                                        "Asia/Yekaterinburg", "Asia/Tashkent",
                                                        "Asia/Almaty",        "Asia/Aqtau",
                                                        "Asia/Dushanbe",      "Asia/Bishkek",
                                                        "Asia/Omsk",          "Asia/Novosibirsk",
                                                        "Asia/Barnaul",       "Asia/Tomsk",
                                                        "Asia/Krasnoyarsk",   "Asia/Irkutsk",
                                                        "Asia/Chita",         "Asia/Yakutsk",
                                                        "Asia/Vladivostok",   "Asia/Sakhalin",
                                                        "Asia/Magadan",       "Asia/Kamchatka",
                                                        "America/New_York",   "America/Chicago",
                                                        "America/Denver",     "America/Los_Angeles",
                                                        "America/Sao_Paulo",  "UTC"});

/// "UTC+3", "UTC+5:30".
std::string offset_words(const Zone& zone, Instant now) {
  const LocalDateTime local = zone.local(now);
  const LocalDateTime utc = Zone::utc().local(now);
  const int minutes =
      (local.date.days - utc.date.days) * 24 * 60 + (local.second_of_day - utc.second_of_day) / 60;
  const int size = minutes < 0 ? -minutes : minutes;
  std::string out = minutes < 0 ? "UTC−" : "UTC+";
  out += std::to_string(size / 60);
  if (size % 60 != 0) out += ":" + std::to_string(size % 60);
  return out;
}

}  // namespace

FacetMask changed_facets(const Entity& known, const Entity& wanted) {
  unsigned mask = 0;
  for (const Field& field : table_of(known).fields)
    if (!field.equal(data_of(known), data_of(wanted))) mask |= 1U << field.meta.facet;
  return static_cast<FacetMask>(mask);
}

void settle(Context& context, SettingsForm& form) {
  if (form.tag == 0) return;
  const auto outcome = context.commands.take_outcome(form.tag);
  if (!outcome) return;
  form.tag = 0;
  if (const auto* refusal = std::get_if<Refusal>(&*outcome))
    form.refusal = *refusal;
  else
    form.open = false;
}

void push_form(Context& context, SettingsForm& form, std::vector<Draft> drafts, std::string done) {
  form.refusal.reset();
  if (drafts.empty()) {
    form.open = false;
    return;
  }
  form.tag = context.commands.new_tag();
  context.commands.push({.drafts = std::move(drafts),
                         .steps = Steps::one_act,
                         .done = std::move(done),
                         .tag = form.tag});
}

FieldRefusal::FieldRefusal(const ui::Ui& ui, const SettingsForm& form) {
  if (!form.refusal) return;
  code_ = form.refusal->code;
  words_ = words_of(ui, *form.refusal);
}

std::string_view FieldRefusal::at(std::initializer_list<RefusalCode> codes) {
  if (told_ || !code_ || std::ranges::find(codes, *code_) == codes.end()) return {};
  told_ = true;
  return words_;
}

void FieldRefusal::draw_rest(ui::Ui& ui) const {
  if (code_ && !told_)
    ui::banner(ui, {.key = "refusal", .text = words_, .tone = ui::Tone::danger, .urgent = true});
}

bool form_footer(Context& context, SettingsForm& form, const FieldRefusal& refusal, bool ready) {
  ui::Ui& ui = context.ui;
  refusal.draw_rest(ui);
  const auto footer = ui::dialog_footer(ui);
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) form.open = false;
  return ui::button(ui, {.key = "save",
                         .text = context.t("common.save"),
                         .kind = ui::ButtonKind::primary,
                         .disabled = !ready || form.tag != 0});
}

void active_box(Context& context, const SettingsForm& form, bool& active) {
  if (form.fresh) return;
  ui::separator(context.ui);
  ui::checkbox(context.ui,
               {.key = "active",
                .text = context.t("settings.active"),
                .hint = context.t("settings.active_hint")},
               active);
}

void closing_warning(Context& context, SettingsForm& form, const IdBytes& holder,
                     std::string_view name, bool active) {
  if (form.fresh || active) return;
  const store::BookingsAhead& ahead =
      context.reader.bookings_ahead(holder, context.clinic.today({}));
  if (ahead.bookings == 0) return;
  if (!ui::banner(context.ui, {.key = "ahead",
                               .text = context.t("settings.ahead", {{"count", ahead.bookings}}),
                               .action = context.t("settings.ahead_show"),
                               .tone = ui::Tone::warn}))
    return;
  form.open = false;
  context.router.open_people(context.t("settings.ahead_title", {{"name", name}}), ahead.people);
}

bool number_field(ui::Ui& ui, ui::FieldOptions options, std::int32_t& value, std::int32_t least,
                  std::int32_t most) {
  options.input = ui::InputKind::numeric;
  const ui::NodeId id = ui.id(options.key);
  const std::int32_t before = value;
  const auto read = [&](std::string_view text) -> std::optional<std::int32_t> {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    std::int32_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number >= least && number <= most ? std::optional(number) : std::nullopt;
  };
  std::string* draft = ui.draft(id);
  const bool typing = draft != nullptr;
  std::string text = typing ? *draft : std::to_string(value);
  const std::string expected = ui.t("settings.number_range", {{"least", least}, {"most", most}});
  if (typing && !ui.is_focused(id) && !read(text) && options.error.empty())
    options.error = expected;
  const ui::FieldResult result = ui::text_field(ui, options, text);
  if (result.changed) ui.set_draft(id, text);
  if (const auto number = read(text)) {
    value = *number;
    ui.remember(id, 0);
    if (ui.draft(id) != nullptr && !result.focused) ui.drop_draft(id);
  } else {
    ui.remember(id, 1);
  }
  return value != before;
}

bool pick_roles(ui::Ui& ui, std::string_view label, RoleSet offered, RoleSet& chosen) {
  const auto group = ui.group(ui.id(label), ui::Role::group, ui.cursor(), label);
  const auto keyed = ui.keyed(label);
  ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
  const auto row = ui.row();
  const RoleSet before = chosen;
  for (std::size_t i = 0; i < EnumNames<Role>::names.size(); ++i) {
    const auto role = static_cast<Role>(i);
    const bool on = chosen.has(role);
    if (offered.has(role) && ui::chip(ui, {.key = EnumNames<Role>::names[i],
                                           .text = word(ui, "role", EnumNames<Role>::names[i]),
                                           .icon = on ? ui::Icon::check : ui::Icon::none,
                                           .on = on}))
      chosen.bits ^= RoleSet::of(role).bits;
  }
  return chosen != before;
}

bool list_head(Context& context, std::string_view add, bool has_closed, bool& with_closed) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  const bool pressed = ui::button(
      ui, {.key = "add", .text = add, .icon = ui::Icon::plus, .kind = ui::ButtonKind::primary});
  if (has_closed || with_closed)
    if (ui::chip(ui,
                 {.key = "closed", .text = context.t("settings.with_closed"), .on = with_closed}))
      with_closed = !with_closed;
  return pressed;
}

std::string_view closed_word(const Context& context, bool active) {
  return active ? std::string_view{} : context.t("settings.closed");
}

bool pick_person(ui::Ui& ui, const ui::ComboOptions& options, const std::vector<Staff>& staff,
                 StaffId& chosen) {
  std::vector<std::pair<std::string, StaffId>> people;
  for (const Staff& person : staff)
    if (person.active || person.id == chosen) people.emplace_back(full_name(person), person.id);
  sort_stably(people);
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const auto& [name, id] : people) {
    if (id == chosen) selected = static_cast<int>(choices.size());
    choices.push_back({.text = name});
  }
  if (!ui::combo(ui, options, choices, selected)) return false;
  chosen = selected < 0 ? StaffId{} : people[static_cast<std::size_t>(selected)].second;
  return true;
}

bool zone_combo(ui::Ui& ui, const ui::ComboOptions& options, std::string& zone, Instant now) {
  std::vector<std::string_view> names(zones.begin(), zones.end());
  if (!zone.empty() && std::ranges::find(names, zone) == names.end()) names.push_back(zone);
  std::vector<std::string> offsets;
  offsets.reserve(names.size());
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const std::string_view name : names) {
    const std::optional<Zone> found = Zone::find(name);
    if (name == zone) selected = static_cast<int>(choices.size());
    offsets.push_back(found ? offset_words(*found, now) : std::string());
    choices.push_back({.text = name, .detail = offsets.back(), .disabled = !found});
  }
  const std::string kept = zone;
  if (!ui::combo(ui, options, choices, selected) || selected < 0) return false;
  zone = std::string(names[static_cast<std::size_t>(selected)]);
  return zone != kept;
}

bool enum_combo_of(ui::Ui& ui, const ui::ComboOptions& options, std::string_view prefix,
                   std::span<const std::string_view> names, int& selected) {
  std::vector<ui::Choice> choices;
  choices.reserve(names.size());
  for (const std::string_view name : names) choices.push_back({.text = word(ui, prefix, name)});
  return ui::combo(ui, options, choices, selected);
}

}  // namespace retour::views
