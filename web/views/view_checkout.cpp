#include "views/view_checkout.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::array methods = {PaymentMethod::cash, PaymentMethod::card, PaymentMethod::transfer,
                                PaymentMethod::online};

/// Charges of the patient that are not paid in full, oldest first, with what they owe.
std::vector<std::pair<ChargeId, std::int64_t>> owed_charges(const Card& card) {
  std::map<ChargeId, std::int64_t> paid;
  for (const Allocation& allocation : card.facts.allocations)
    if (allocation.voided_at.seconds == 0) paid[allocation.charge] += allocation.amount_minor;
  std::vector<const Charge*> charges;
  for (const Charge& charge : card.facts.charges)
    if (charge.voided_at.seconds == 0 && charge.package.is_nil()) charges.push_back(&charge);
  std::ranges::sort(charges, {}, [](const Charge* charge) { return charge->rendered_at; });
  std::vector<std::pair<ChargeId, std::int64_t>> owed;
  for (const Charge* charge : charges)
    if (const std::int64_t left = charge->due_minor() - paid[charge->id]; left > 0)
      owed.emplace_back(charge->id, left);
  return owed;
}

}  // namespace

void CheckOut::open(Context& context, PatientId patient, const Visit* visit, ServiceId service) {
  *this = {};
  open_ = true;
  patient_ = patient;
  if (visit != nullptr) visit_ = *visit;
  const auto& services = context.catalogue().services;
  for (std::size_t i = 0; i < services.size(); ++i)
    if (services[i].id == service) add_line(context, static_cast<int>(i));
  if (const Patient* person = context.reader.patient(patient)) {
    if (!person->phones.empty()) phone_ = person->phones.front().number;
    email_ = person->email;
  }
}

void CheckOut::add_line(Context& context, int service) {
  Line line{.key = ++last_line_, .service = service, .price_minor = {}, .discount_minor = {}};
  if (service >= 0) {
    const app::Catalogue& catalogue = context.catalogue();
    const Staff* performer = visit_ ? catalogue.person(visit_->doctor) : nullptr;
    const Price* price = catalogue.price_on(
        catalogue.services[static_cast<std::size_t>(service)].id,
        visit_ ? visit_->branch : BranchId{},
        performer == nullptr ? std::string_view{} : std::string_view(performer->grade),
        context.ui.today());
    if (price != nullptr) line.price_minor = price->price_minor;
  }
  lines_.push_back(line);
}

std::int64_t CheckOut::due_minor() const {
  std::int64_t due = 0;
  for (const Line& line : lines_)
    due += line.price_minor.value_or(0) - line.discount_minor.value_or(0);
  return due;
}

void CheckOut::draw_lines(Context& context) {
  ui::Ui& ui = context.ui;
  const auto& services = context.catalogue().services;
  std::vector<ui::Choice> choices;
  for (const Service& service : services)
    choices.push_back({.text = service.name, .disabled = !service.active});
  std::optional<std::size_t> removed;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Line& line = lines_[i];
    const auto keyed = ui.keyed(line.key);
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    const float room = ui.available();
    const float name_w =
        room > 560 ? room - 2 * 130 - ui.metrics().control - 3 * ui.metrics().gap : room;
    const int before = line.service;
    ui::combo(ui,
              {.key = "service",
               .label = context.t("checkout.service"),
               .placeholder = context.t("booking.pick_service"),
               .width = name_w},
              choices, line.service);
    if (line.service != before) {
      const Line fresh = (add_line(context, line.service), lines_.back());
      lines_.pop_back();
      lines_[i].price_minor = fresh.price_minor;
    }
    Line& current = lines_[i];
    ui::money_field(ui, {.key = "price", .label = context.t("checkout.price"), .width = 130},
                    current.price_minor, context.currency());
    ui::money_field(ui, {.key = "discount", .label = context.t("checkout.discount"), .width = 130},
                    current.discount_minor, context.currency());
    if (ui::button(ui, {.key = "remove",
                        .text = context.t("checkout.remove"),
                        .icon = ui::Icon::trash_2,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      removed = i;
  }
  if (removed) lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(*removed));
  if (ui::button(ui, {.key = "add", .text = context.t("checkout.add"), .icon = ui::Icon::plus}))
    add_line(context, -1);
}

void CheckOut::draw_payment(Context& context) {
  ui::Ui& ui = context.ui;
  const Card* card = context.reader.card(patient_);
  const std::int64_t owed = card == nullptr ? 0 : card->owed_minor;
  const std::int64_t due = due_minor() + owed;
  const auto money = [&](std::int64_t minor) {
    return ui::format_money({.minor = minor, .currency = context.currency()}, ui.language());
  };
  if (owed > 0)
    ui::fact(ui,
             {.label = context.t("card.owed"), .value = money(owed), .tone = ui::TextTone::danger});
  ui::fact(ui,
           {.label = context.t("checkout.due"), .value = money(due), .tone = ui::TextTone::strong});
  std::array<std::string_view, methods.size()> names;
  for (std::size_t i = 0; i < methods.size(); ++i)
    names[i] = word(ui, "method", enum_name(methods[i]));
  ui::text(ui, {.text = context.t("checkout.method"),
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small});
  ui::segments(ui, "method", context.t("checkout.method"), names, method_);
  if (!amount_touched_) amount_minor_ = due;
  if (ui::money_field(ui, {.key = "amount", .label = context.t("checkout.amount"), .width = 200},
                      amount_minor_, context.currency())
          .changed)
    amount_touched_ = true;
  const std::int64_t left = due - amount_minor_.value_or(0);
  if (left > 0)
    ui::fact(
        ui,
        {.label = context.t("checkout.left"), .value = money(left), .tone = ui::TextTone::warn});
  if (left < 0) ui::fact(ui, {.label = context.t("checkout.advance"), .value = money(-left)});
}

void CheckOut::draw_contact(Context& context) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1}, 200);
  ui.next_column();
  ui::phone_field(ui, {.key = "phone", .label = context.t("checkout.phone")}, phone_,
                  context.phone_region());
  ui.next_column();
  ui::text_field(ui,
                 {.key = "email",
                  .label = context.t("checkout.email"),
                  .input = ui::InputKind::email,
                  .autocomplete = ui::Autocomplete::off},
                 email_);
}

Draft CheckOut::draft(Context& context) const {
  const Instant now = context.clinic.now();
  const BranchId branch =
      visit_ ? visit_->branch
             : (context.catalogue().branches.empty() ? BranchId{}
                                                     : context.catalogue().branches.front().id);
  Draft draft{.kind = OpKind::check_out, .parts = {}};
  std::vector<std::pair<ChargeId, std::int64_t>> to_pay;
  for (const Line& line : lines_) {
    if (line.service < 0) continue;
    Charge charge;
    charge.id = context.clinic.new_id<Charge>();
    charge.patient = patient_;
    if (visit_) {
      charge.visit = visit_->id;
      charge.performer = visit_->doctor;
    }
    charge.service = context.catalogue().services[static_cast<std::size_t>(line.service)].id;
    charge.branch = branch;
    charge.rendered_at = now;
    charge.price_minor = line.price_minor.value_or(0);
    charge.discount_minor = line.discount_minor.value_or(0);
    charge.currency = context.currency();
    if (charge.due_minor() > 0) to_pay.emplace_back(charge.id, charge.due_minor());
    draft.parts.push_back(facets_of(charge, 0));
  }
  if (const Card* card = context.reader.card(patient_)) {
    const auto owed = owed_charges(*card);
    to_pay.insert(to_pay.end(), owed.begin(), owed.end());
  }
  std::int64_t rest = amount_minor_.value_or(0);
  if (rest > 0) {
    Payment payment;
    payment.id = context.clinic.new_id<Payment>();
    payment.patient = patient_;
    payment.branch = branch;
    payment.received_at = now;
    payment.received_by = context.clinic.session().staff;
    payment.method = methods[method_];
    payment.amount_minor = rest;
    payment.currency = context.currency();
    draft.parts.push_back(facets_of(payment, 0));
    for (const auto& [charge, owed] : to_pay) {
      if (rest <= 0) break;
      Allocation allocation;
      allocation.id = context.clinic.new_id<Allocation>();
      allocation.patient = patient_;
      allocation.payment = payment.id;
      allocation.charge = charge;
      allocation.amount_minor = std::min(rest, owed);
      allocation.allocated_at = now;
      rest -= allocation.amount_minor;
      draft.parts.push_back(facets_of(allocation, 0));
    }
  }
  if (const Patient* known = context.reader.patient(patient_)) {
    Patient person = *known;
    if (!phone_.empty()) {
      if (person.phones.empty()) person.phones.push_back({});
      person.phones.front().number = phone_;
      person.phones.front().confirmed_at = now;
    }
    if (!email_.empty()) {
      person.email = email_;
      person.email_confirmed_at = now;
    }
    if (!phone_.empty() || !email_.empty()) draft.parts.push_back(facets_of(person, 1));
  }
  return draft;
}

void CheckOut::submit(Context& context) {
  const Patient* patient = context.reader.patient(patient_);
  const std::string name = patient == nullptr ? std::string() : name_of_patient(*patient);
  const std::int64_t paid = amount_minor_.value_or(0);
  tag_ = context.commands.new_tag();
  refusal_.clear();
  context.commands.push(
      {.drafts = {draft(context)},
       .done = paid > 0 ? context.t("checkout.done",
                                    {{"patient", name},
                                     {"money", ui::format_money(
                                                   {.minor = paid, .currency = context.currency()},
                                                   context.ui.language())}})
                        : context.t("checkout.done_free", {{"patient", name}}),
       .tag = tag_});
}

void CheckOut::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (const auto outcome = context.commands.take_outcome(tag_)) {
    if (const auto* refusal = std::get_if<Refusal>(&*outcome))
      refusal_ = words_of(ui, *refusal);
    else
      open_ = false;
  }
  const Patient* patient = open_ ? context.reader.patient(patient_) : nullptr;
  const std::string title =
      context.t("checkout.title",
                {{"patient", patient == nullptr ? std::string() : name_of_patient(*patient)}});
  const auto d = ui::dialog(ui, {.key = "check out", .title = title, .width = 720}, open_);
  if (!d) return;
  draw_lines(context);
  ui::separator(ui);
  draw_payment(context);
  ui::separator(ui);
  draw_contact(context);
  const bool unpriced = std::ranges::any_of(
      lines_, [](const Line& line) { return line.service >= 0 && !line.price_minor; });
  const bool nothing =
      std::ranges::none_of(lines_, [](const Line& line) { return line.service >= 0; }) &&
      amount_minor_.value_or(0) == 0;
  if (unpriced)
    ui::banner(ui,
               {.key = "unpriced", .text = context.t("checkout.no_price"), .tone = ui::Tone::warn});
  if (!refusal_.empty())
    ui::banner(ui, {.key = "refusal", .text = refusal_, .tone = ui::Tone::danger, .urgent = true});
  const auto footer = ui::dialog_footer(ui);
  if (nothing)
    ui::text(
        ui, {.text = context.t("checkout.nothing"), .tone = ui::TextTone::muted, .key = "nothing"});
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) open_ = false;
  if (ui::button(ui, {.key = "submit",
                      .text = context.t("checkout.submit"),
                      .icon = ui::Icon::check,
                      .kind = ui::ButtonKind::primary,
                      .disabled = unpriced || nothing}))
    submit(context);
}

}  // namespace retour::views
