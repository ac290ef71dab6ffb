#include "views/form.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "ops/op_kind.hpp"
#include "ui/locale.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {

bool Form::hear(Context& context) {
  shown_ = false;
  if (tag_ == 0) return false;
  const auto outcome = context.commands.take_outcome(tag_);
  if (!outcome) return false;
  tag_ = 0;
  if (const auto* refusal = std::get_if<Refusal>(&*outcome)) {
    refusal_ = *refusal;
    return false;
  }
  open_ = false;
  return true;
}

void Form::send(Context& context, Command command) {
  refusal_.reset();
  command.tag = tag_ = context.commands.new_tag();
  context.commands.push(std::move(command));
}

std::string Form::error(const ui::Ui& ui, std::initializer_list<RefusalCode> codes) {
  if (!refusal_ || std::ranges::find(codes, refusal_->code) == codes.end()) return {};
  shown_ = true;
  return words_of(ui, *refusal_);
}

void Form::draw_refusal(ui::Ui& ui) {
  if (refusal_ && !shown_)
    ui::banner(ui, {.key = "refusal",
                    .text = words_of(ui, *refusal_),
                    .tone = ui::Tone::danger,
                    .urgent = true});
}

bool form_footer(Context& context, Form& form, std::string_view save, std::string_view lacks) {
  ui::Ui& ui = context.ui;
  // On a phone the foot has room for the buttons only.
  if (!lacks.empty() && ui.is_phone())
    ui::text(ui, {.text = lacks, .tone = ui::TextTone::muted, .key = "lacks"});
  const auto footer = ui::dialog_footer(ui);
  if (!lacks.empty() && !ui.is_phone())
    ui::text(ui, {.text = lacks, .tone = ui::TextTone::muted, .key = "lacks"});
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) form.close();
  return ui::button(ui, {.key = "save",
                         .text = save,
                         .icon = ui::Icon::check,
                         .kind = ui::ButtonKind::primary,
                         .disabled = !lacks.empty()});
}

bool may(const Context& context, OpKind kind) {
  const Role role = context.clinic.session().role;
  const OpRule* rule = rule_of(kind);
  return role == Role::owner || (rule != nullptr && rule->actors.has(role));
}

bool may_overbook(const Context& context) {
  const app::Session& session = context.clinic.session();
  return !session.staff.is_nil() && (session.role == Role::owner ||
                                     context.catalogue().policy.overbooked_by.has(session.role));
}

// ---- choosing by id
// --------------------------------------------------------------------------------

std::vector<Named<StaffId>> named_doctors(const Context& context, BranchId branch,
                                          SpecialtyId specialty) {
  std::vector<Named<StaffId>> doctors;
  for (const Staff& person : context.catalogue().staff) {
    if (!person.active || !person.roles.has(Role::doctor)) continue;
    const bool here = branch.is_nil() || person.branches.empty() ||
                      std::ranges::find(person.branches, branch) != person.branches.end();
    if (!here) continue;
    doctors.push_back({person.id, full_name(person), specialties_of(context.catalogue(), person)});
  }
  const auto lacks = [&](const Named<StaffId>& doctor) {
    const Staff* person = context.catalogue().person(doctor.id);
    return !specialty.is_nil() &&
           std::ranges::find(person->specialties, specialty) == person->specialties.end();
  };
  sort_stably(doctors, {}, [&](const Named<StaffId>& doctor) {
    return std::pair<bool, std::string_view>(lacks(doctor), doctor.text);
  });
  return doctors;
}

std::vector<Named<StaffId>> named_staff(const Context& context) {
  std::vector<Named<StaffId>> people;
  for (const Staff& person : context.catalogue().staff)
    if (person.active)
      people.push_back({person.id, full_name(person), specialties_of(context.catalogue(), person)});
  sort_stably(people, {}, &Named<StaffId>::text);
  return people;
}

std::vector<Named<ServiceId>> named_services(const Context& context, Packages which) {
  std::vector<Named<ServiceId>> services;
  for (const Service& service : context.catalogue().services) {
    if (!service.active) continue;
    if (!service.package.empty()) {
      if (which == Packages::offer)
        services.push_back({service.id, service.name, std::string(context.t("form.package"))});
      continue;
    }
    services.push_back({service.id, service.name,
                        context.t("booking.minutes", {{"count", service.length_minutes}})});
  }
  return services;
}

std::vector<Named<SpecialtyId>> named_specialties(const Context& context) {
  std::vector<Named<SpecialtyId>> out;
  for (const Specialty& specialty : context.catalogue().specialties)
    if (specialty.active) out.push_back({specialty.id, specialty.name});
  return out;
}

std::vector<Named<SourceId>> named_sources(const Context& context) {
  std::vector<Named<SourceId>> out;
  for (const Source& source : context.catalogue().sources)
    if (source.active) out.push_back({source.id, source.name});
  return out;
}

std::vector<Named<BranchId>> named_branches(const Context& context) {
  std::vector<Named<BranchId>> out;
  for (const Branch& branch : context.catalogue().branches)
    if (branch.active) out.push_back({branch.id, branch.name});
  return out;
}

std::vector<Named<ReasonId>> named_reasons(const Context& context, ReasonGroup group) {
  std::vector<Named<ReasonId>> out;
  const auto add = [&](auto&& wanted) {
    for (const Reason& reason : context.catalogue().reasons)
      if (reason.active && wanted(reason.group)) out.push_back({reason.id, reason.name});
  };
  add([&](ReasonGroup other) { return other == group; });
  if (out.empty()) add([](ReasonGroup other) { return other == ReasonGroup::outflow; });
  if (out.empty()) add([](ReasonGroup) { return true; });
  return out;
}

BranchId first_branch(const Context& context) {
  for (const Branch& branch : context.catalogue().branches)
    if (branch.active) return branch.id;
  return {};
}

Instant instant_at(const app::Catalogue& catalogue, BranchId branch, LocalDate date, int minute) {
  return catalogue.zone_of(branch).lookup({date, minute * 60}).first;
}

std::string money_words(const Context& context, std::int64_t minor) {
  return ui::format_money({.minor = minor, .currency = context.currency()}, context.ui.language());
}

std::string_view word_of(const Context& context, std::string_view prefix, std::string_view name) {
  return word(context.ui, prefix, name);
}

}  // namespace retour::views
