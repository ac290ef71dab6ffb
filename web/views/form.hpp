// What the forms have in common: they send drafts, hear what became of them, say a refusal where
// the thing that was refused stands, and choose things of the clinic by id.
//
//   form.hear(context);                              // accepted: the form closes
//   if (const auto d = ui::dialog(ui, {...}, form.open_flag())) {
//     ui::date_field(ui, {.key = "due", .error = form.error(ui, {RefusalCode::date_missing})},
//     due); form.draw_refusal(ui);                         // what no field has said
//     ...
//     if (ui::button(ui, save)) form.send(context, command);
//   }
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "ui/choice.hpp"
#include "views/context.hpp"

namespace retour::views {

class Form {
 public:
  void open() {
    open_ = true;
    shown_ = false;
    refusal_.reset();
    tag_ = 0;
  }
  void close() { open_ = false; }
  [[nodiscard]] bool is_open() const { return open_; }
  [[nodiscard]] bool& open_flag() { return open_; }

  /// Takes the outcome of the last command; true once when it was accepted, and the form closes.
  bool hear(Context& context);
  /// Sends a command; the outcome comes with the next frame.
  void send(Context& context, Command command);

  /// The sentence for a field when the refusal is about it, else nothing.
  [[nodiscard]] std::string error(const ui::Ui& ui, std::initializer_list<RefusalCode> codes);
  /// A banner with the refusal, unless a field of this frame said it.
  void draw_refusal(ui::Ui& ui);
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  /// Forgets a refusal: what it was about has been changed.
  void forget_refusal() { refusal_.reset(); }

 private:
  bool open_ = false;
  bool shown_ = false;
  std::optional<Refusal> refusal_;
  std::uint32_t tag_ = 0;
};

/// The two buttons at the foot of a form; true when it shall be sent. `lacks`: what is still
/// missing, said beside the buttons that wait for it.
[[nodiscard]] bool form_footer(Context& context, Form& form, std::string_view save,
                               std::string_view lacks = {});

/// Whether the acting role may do it: acts that are not for it are not offered.
[[nodiscard]] bool may(const Context& context, OpKind kind);
/// Whether whoever is signed in may book a doctor who takes several at once beside another visit.
[[nodiscard]] bool may_overbook(const Context& context);

// ---- choosing by id
// --------------------------------------------------------------------------------

template <class Id>
struct Named {
  Id id;
  std::string text;
  std::string detail = {};
};

/// A combo box over things with ids. True when another one was chosen; nil: none.
template <class Id>
bool pick(Context& context, const ui::ComboOptions& options, const std::vector<Named<Id>>& things,
          Id& chosen) {
  std::vector<ui::Choice> choices;
  choices.reserve(things.size());
  int selected = -1;
  for (std::size_t i = 0; i < things.size(); ++i) {
    choices.push_back({.text = things[i].text, .detail = things[i].detail});
    if (things[i].id == chosen) selected = static_cast<int>(i);
  }
  if (!ui::combo(context.ui, options, choices, selected)) return false;
  chosen = selected < 0 ? Id{} : things[static_cast<std::size_t>(selected)].id;
  return true;
}

/// A combo box over the values of an enumeration, named by the message `prefix.name`.
template <class E>
bool pick_value(Context& context, const ui::ComboOptions& options, std::string_view prefix,
                std::initializer_list<E> values, E& chosen);

/// Doctors of a branch; with a specialty, those who have it come first.
[[nodiscard]] std::vector<Named<StaffId>> named_doctors(const Context& context, BranchId branch,
                                                        SpecialtyId specialty = {});
/// Everybody who works here.
[[nodiscard]] std::vector<Named<StaffId>> named_staff(const Context& context);
/// What can be rendered: single services, or packages too.
enum class Packages : std::uint8_t { leave_out, offer };
[[nodiscard]] std::vector<Named<ServiceId>> named_services(const Context& context, Packages which);
[[nodiscard]] std::vector<Named<SpecialtyId>> named_specialties(const Context& context);
[[nodiscard]] std::vector<Named<SourceId>> named_sources(const Context& context);
[[nodiscard]] std::vector<Named<BranchId>> named_branches(const Context& context);
/// Reasons of a group; where the dictionary has none, those for which people leave, else all.
[[nodiscard]] std::vector<Named<ReasonId>> named_reasons(const Context& context, ReasonGroup group);

/// The branch that a form starts with: the first one in use.
[[nodiscard]] BranchId first_branch(const Context& context);
/// The instant of a wall-clock time at a branch; the earlier one when it comes twice.
[[nodiscard]] Instant instant_at(const app::Catalogue& catalogue, BranchId branch, LocalDate date,
                                 int minute);
/// An amount in the clinic's currency.
[[nodiscard]] std::string money_words(const Context& context, std::int64_t minor);

// ---- implementation
// --------------------------------------------------------------------------------

/// The message `prefix.name` (words.hpp), for the template below.
[[nodiscard]] std::string_view word_of(const Context& context, std::string_view prefix,
                                       std::string_view name);

template <class E>
bool pick_value(Context& context, const ui::ComboOptions& options, std::string_view prefix,
                std::initializer_list<E> values, E& chosen) {
  std::vector<ui::Choice> choices;
  int selected = -1;
  for (const E value : values) {
    if (value == chosen) selected = static_cast<int>(choices.size());
    choices.push_back({.text = word_of(context, prefix, enum_name(value))});
  }
  if (!ui::combo(context.ui, options, choices, selected) || selected < 0) return false;
  chosen = *(values.begin() + selected);
  return true;
}

}  // namespace retour::views
