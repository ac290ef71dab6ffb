// What the pages of settings share: the dialog in which one thing is edited, refusals at the field
// that they concern, numbers, references to other things, lists with and without closed ones.
//
//   settle(context, form_);                          // takes what became of the last save
//   if (const auto d = ui::dialog(ui, {...}, form_.open)) {
//     FieldRefusal refusal(ui, form_);
//     ui::text_field(ui, {.label = ..., .error = refusal.at({RefusalCode::name_missing})}, name);
//     if (form_footer(context, form_, refusal, !name.empty())) push_form(context, form_, ...);
//   }
//
// Nothing is ever deleted: a thing that is used no more is closed (`active` = false), and what was
// recorded with it stays readable.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/order.hpp"
#include "model/entity.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "views/context.hpp"

namespace retour::views {

/// One thing that is being made or changed.
struct SettingsForm {
  bool open = false;
  bool fresh = true;  ///< A new thing: it cannot be closed yet.
  std::uint32_t tag = 0;
  std::uint64_t serial = 0;  ///< Key of its fields, so that none shows what another thing had.
  std::optional<Refusal> refusal;

  void start(bool is_fresh) {
    open = true;
    fresh = is_fresh;
    ++serial;
    tag = 0;
    refusal.reset();
  }
};

/// The facets in which two records of one kind differ: a manager may change an owner's phone, but
/// not an owner's roles, so what was not touched must not be written.
[[nodiscard]] FacetMask changed_facets(const Entity& known, const Entity& wanted);

/// Takes the outcome of the last save: closes the form, or keeps why not.
void settle(Context& context, SettingsForm& form);

/// Sends the drafts as one act; nothing to send closes the form.
void push_form(Context& context, SettingsForm& form, std::vector<Draft> drafts, std::string done);

/// The words of a refusal for the field that it concerns; what no field told is told below.
class FieldRefusal {
 public:
  FieldRefusal(const ui::Ui& ui, const SettingsForm& form);
  /// The words when the refusal is one of these, else nothing.
  [[nodiscard]] std::string_view at(std::initializer_list<RefusalCode> codes);
  /// A banner with what no field has told.
  void draw_rest(ui::Ui& ui) const;

 private:
  std::optional<RefusalCode> code_;
  std::string words_;
  bool told_ = false;
};

/// The end of a form: what is left to say, cancel and save. True when save was pressed.
[[nodiscard]] bool form_footer(Context& context, SettingsForm& form, const FieldRefusal& refusal,
                               bool ready);

/// The box by which a thing is closed or opened again; not for new things.
void active_box(Context& context, const SettingsForm& form, bool& active);

/// For something that is being closed while people are still booked with it: how many bookings
/// there are, and the way to the people. Leaving for them closes the form unsaved.
void closing_warning(Context& context, SettingsForm& form, const IdBytes& holder,
                     std::string_view name, bool active);

/// A whole number from `least` to `most`; keeps what cannot be read and says so (see
/// ui::has_unread_entry). True when the value changed.
bool number_field(ui::Ui& ui, ui::FieldOptions options, std::int32_t& value, std::int32_t least,
                  std::int32_t most);

/// Chips of these roles, of which any number may be on. True when one was pressed.
bool pick_roles(ui::Ui& ui, std::string_view label, RoleSet offered, RoleSet& chosen);

/// A list's head: its button for a new thing, and the box that shows closed ones, too.
[[nodiscard]] bool list_head(Context& context, std::string_view add, bool has_closed,
                             bool& with_closed);

/// "Closed" for things that are; empty otherwise.
[[nodiscard]] std::string_view closed_word(const Context& context, bool active);

/// Rows in the order of their names, closed ones only when wanted.
template <class E, class Name>
[[nodiscard]] std::vector<const E*> listed(const std::vector<E>& rows, bool with_closed,
                                           Name name) {
  std::vector<const E*> out;
  for (const E& row : rows)
    if (row.active || with_closed) out.push_back(&row);
  sort_stably(out, {}, [&](const E* row) -> std::string_view { return name(*row); });
  return out;
}

/// The columns without the last one, which says what is closed, unless that is shown.
[[nodiscard]] inline std::span<const ui::TableColumn> with_state(
    std::span<const ui::TableColumn> columns, bool with_closed) {
  return with_closed ? columns : columns.first(columns.size() - 1);
}

template <class E>
[[nodiscard]] bool has_closed(const std::vector<E>& rows) {
  return std::ranges::any_of(rows, [](const E& row) { return !row.active; });
}

/// A combo of things: those in use, and the chosen one even when it is closed. `name` gives what
/// is shown, as a view that outlives the call. True when it changed.
template <class E, class Name>
bool pick_one(ui::Ui& ui, const ui::ComboOptions& options, const std::vector<E>& rows,
              Id<E>& chosen, Name name) {
  std::vector<const E*> offered;
  for (const E& row : rows)
    if (row.active || row.id == chosen) offered.push_back(&row);
  sort_stably(offered, {}, [&](const E* row) -> std::string_view { return name(*row); });
  std::vector<ui::Choice> choices;
  choices.reserve(offered.size());
  int selected = -1;
  for (const E* row : offered) {
    if (row->id == chosen) selected = static_cast<int>(choices.size());
    choices.push_back({.text = name(*row)});
  }
  if (!ui::combo(ui, options, choices, selected)) return false;
  chosen = selected < 0 ? Id<E>{} : offered[static_cast<std::size_t>(selected)]->id;
  return true;
}

/// A combo of people by their full names. True when it changed.
bool pick_person(ui::Ui& ui, const ui::ComboOptions& options, const std::vector<Staff>& staff,
                 StaffId& chosen);

/// Chips, one a thing, of which any number may be on.
template <class E, class Name>
void pick_many(ui::Ui& ui, std::string_view label, const std::vector<E>& rows,
               std::vector<Id<E>>& chosen, Name name) {
  const auto group = ui.group(ui.id(label), ui::Role::group, ui.cursor(), label);
  const auto keyed = ui.keyed(label);
  ui::text(ui, {.text = label, .tone = ui::TextTone::muted, .style = ui::TextStyle::small});
  const auto row_scope = ui.row();
  for (const E& row : rows) {
    const auto at = std::ranges::find(chosen, row.id);
    const bool on = at != chosen.end();
    if (!row.active && !on) continue;
    const auto row_key = ui.keyed(to_text(row.id));
    if (!ui::chip(ui, {.key = "chip",
                       .text = name(row),
                       .icon = on ? ui::Icon::check : ui::Icon::none,
                       .on = on}))
      continue;
    if (on)
      chosen.erase(at);
    else
      chosen.push_back(row.id);
  }
}

/// Time zones that clinics choose from, and the one that is chosen. True when it changed.
bool zone_combo(ui::Ui& ui, const ui::ComboOptions& options, std::string& zone, Instant now);

/// Values of an enumeration as a combo; `prefix` of their texts ("role" for "role.doctor").
template <class Enum>
bool enum_combo(ui::Ui& ui, const ui::ComboOptions& options, std::string_view prefix, Enum& value);

[[nodiscard]] bool enum_combo_of(ui::Ui& ui, const ui::ComboOptions& options,
                                 std::string_view prefix, std::span<const std::string_view> names,
                                 int& selected);

template <class Enum>
bool enum_combo(ui::Ui& ui, const ui::ComboOptions& options, std::string_view prefix, Enum& value) {
  int selected = static_cast<int>(value);
  if (!enum_combo_of(ui, options, prefix, EnumNames<Enum>::names, selected) || selected < 0)
    return false;
  value = static_cast<Enum>(selected);
  return true;
}

}  // namespace retour::views
