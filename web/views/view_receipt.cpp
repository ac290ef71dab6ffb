#include "views/view_receipt.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/paper.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t days_shown_max = 60;

LocalDate day_of(const Context& context, BranchId branch, Instant at) {
  return context.catalogue().zone_of(branch).local(at).date;
}

std::string long_date(const Context& context, LocalDate date) {
  return ui::format_date(date, ui::DateStyle::full, context.ui.language());
}

template <class Fact>
bool stands(const Fact& fact) {
  return fact.voided_at == Instant{};
}

std::string payer_name(const Context& context, const Card& card, PayerKind kind, PatientId person,
                       OrganisationId organisation) {
  if (kind == PayerKind::patient) return name_of_patient(card.facts.patient);
  if (const Patient* guardian = context.reader.patient(person);
      kind == PayerKind::guardian && guardian != nullptr)
    return name_of_patient(*guardian);
  for (const Organisation& one : context.catalogue().organisations)
    if (one.id == organisation) return one.name;
  return std::string(word_of(context, "payer", enum_name(kind)));
}

const LegalEntity* legal_entity(const app::Catalogue& catalogue, LegalEntityId id) {
  const auto it = std::ranges::find(catalogue.legal_entities, id, &LegalEntity::id);
  return it == catalogue.legal_entities.end() ? nullptr : &*it;
}

/// Who renders the services: the legal entity, else the clinic by its name.
std::vector<Paper::Fact> seller_facts(const Context& context, const LegalEntity* seller,
                                      const Branch* branch) {
  std::vector<Paper::Fact> facts;
  facts.push_back({std::string(context.t("receipt.seller")),
                   seller == nullptr ? context.catalogue().clinic.name : seller->name});
  if (seller != nullptr) {
    facts.push_back({std::string(context.t("receipt.tax_number")), seller->tax_number});
    facts.push_back({std::string(context.t("receipt.address")), seller->address});
  }
  if (branch != nullptr) {
    const std::string where =
        branch->address.empty()
            ? branch->name
            : context.t("receipt.where", {{"branch", branch->name}, {"address", branch->address}});
    facts.push_back({std::string(context.t("receipt.branch")), where});
    facts.push_back({std::string(context.t("receipt.phone")), branch->phone});
  }
  return facts;
}

std::vector<Paper::Column> service_columns(const Context& context) {
  return {{std::string(context.t("receipt.service"))},
          {std::string(context.t("receipt.doctor"))},
          {std::string(context.t("receipt.price")), true},
          {std::string(context.t("receipt.discount")), true},
          {std::string(context.t("receipt.sum")), true}};
}

/// A row a charge, then their sum.
std::vector<Paper::Row> service_rows(const Context& context,
                                     const std::vector<const Charge*>& charges) {
  std::vector<Paper::Row> rows;
  std::int64_t sum_minor = 0;
  for (const Charge* charge : charges) {
    const auto& staff = context.catalogue().staff;
    const auto performer = std::ranges::find(staff, charge->performer, &Staff::id);
    rows.push_back({name_of_service(context.ui, context.catalogue(), charge->service),
                    performer == staff.end() ? std::string() : short_name(*performer),
                    money_words(context, charge->price_minor),
                    charge->discount_minor == 0 ? "" : money_words(context, charge->discount_minor),
                    money_words(context, charge->due_minor())});
    sum_minor += charge->due_minor();
  }
  if (!rows.empty())
    rows.push_back(
        {std::string(context.t("receipt.total")), "", "", "", money_words(context, sum_minor)});
  return rows;
}

void add_payments(const Context& context, const Card& card, LocalDate day, Paper& paper) {
  std::vector<Paper::Row> rows;
  for (const Payment& payment : card.facts.payments)
    if (stands(payment) && day_of(context, payment.branch, payment.received_at) == day)
      rows.push_back({std::string(word_of(context, "method", enum_name(payment.method))),
                      payer_name(context, card, payment.payer_kind, payment.payer_patient,
                                 payment.payer_organisation),
                      money_words(context, payment.amount_minor)});
  for (const Refund& refund : card.facts.refunds)
    if (stands(refund) && day_of(context, {}, refund.refunded_at) == day)
      rows.push_back({std::string(context.t("receipt.refund")), name_of_patient(card.facts.patient),
                      money_words(context, -refund.amount_minor)});
  if (rows.empty()) return;
  paper.heading(context.t("receipt.payments"));
  const std::array columns = {Paper::Column{std::string(context.t("receipt.method"))},
                              Paper::Column{std::string(context.t("receipt.payer"))},
                              Paper::Column{std::string(context.t("receipt.sum")), true}};
  paper.table(columns, rows);
}

}  // namespace

std::vector<LocalDate> receipt_days(const Context& context, const Card& card) {
  std::vector<LocalDate> days;
  for (const Charge& charge : card.facts.charges)
    if (stands(charge)) days.push_back(day_of(context, charge.branch, charge.rendered_at));
  for (const Payment& payment : card.facts.payments)
    if (stands(payment)) days.push_back(day_of(context, payment.branch, payment.received_at));
  for (const Refund& refund : card.facts.refunds)
    if (stands(refund)) days.push_back(day_of(context, {}, refund.refunded_at));
  sort_stably(days, std::greater{});
  days.erase(std::ranges::unique(days).begin(), days.end());
  if (days.size() > days_shown_max) days.resize(days_shown_max);
  return days;
}

std::string receipt_document(const Context& context, const Card& card, LocalDate day) {
  std::vector<const Charge*> charges;
  BranchId branch;
  LegalEntityId seller;
  for (const Charge& charge : card.facts.charges)
    if (stands(charge) && day_of(context, charge.branch, charge.rendered_at) == day) {
      charges.push_back(&charge);
      branch = charge.branch;
    }
  for (const Payment& payment : card.facts.payments)
    if (stands(payment) && day_of(context, payment.branch, payment.received_at) == day) {
      seller = payment.legal_entity;
      if (branch.is_nil()) branch = payment.branch;
    }
  const Branch* place = context.catalogue().branch(branch);
  if (seller.is_nil() && place != nullptr) seller = place->legal_entity;

  Paper paper(context.t("receipt.title", {{"date", long_date(context, day)}}));
  std::vector<Paper::Fact> facts =
      seller_facts(context, legal_entity(context.catalogue(), seller), place);
  facts.push_back({std::string(context.t("receipt.patient")), name_of_patient(card.facts.patient)});
  paper.facts(facts);
  paper.table(service_columns(context), service_rows(context, charges), 1);
  add_payments(context, card, day, paper);
  std::vector<Paper::Fact> balance;
  if (card.owed_minor > 0)
    balance.push_back(
        {std::string(context.t("receipt.owed")), money_words(context, card.owed_minor)});
  if (card.advance_minor > 0)
    balance.push_back(
        {std::string(context.t("receipt.advance")), money_words(context, card.advance_minor)});
  if (!balance.empty()) paper.facts(balance);
  paper.line(context.t("receipt.not_fiscal"));
  const std::array signatures = {std::string(context.t("receipt.signed_clinic")),
                                 std::string(context.t("receipt.signed_payer"))};
  paper.signatures(signatures);
  return std::move(paper).html();
}

std::string invoice_document(const Context& context, const Card& card, const Invoice& invoice) {
  std::vector<const Charge*> charges;
  BranchId branch;
  for (const Charge& charge : card.facts.charges)
    if (stands(charge) && std::ranges::find(invoice.charges, charge.id) != invoice.charges.end()) {
      charges.push_back(&charge);
      branch = charge.branch;
    }
  const LocalDate issued = day_of(context, branch, invoice.issued_at);
  Paper paper(context.t("receipt.invoice_title",
                        {{"number", invoice.number}, {"date", long_date(context, issued)}}));
  std::vector<Paper::Fact> facts =
      seller_facts(context, legal_entity(context.catalogue(), invoice.legal_entity),
                   context.catalogue().branch(branch));
  facts.push_back({std::string(context.t("receipt.payer")),
                   payer_name(context, card, invoice.payer_kind, invoice.payer_patient,
                              invoice.payer_organisation)});
  facts.push_back({std::string(context.t("receipt.patient")), name_of_patient(card.facts.patient)});
  facts.push_back({std::string(context.t("receipt.pay_by")), long_date(context, invoice.due_on)});
  paper.facts(facts);
  paper.table(service_columns(context), service_rows(context, charges), 1);
  const std::array signatures = {std::string(context.t("receipt.signed_clinic"))};
  paper.signatures(signatures);
  return std::move(paper).html();
}

void print_paper(Context& context, std::string html) {
  context.ui.effects.push({.kind = ui::EffectKind::print_document, .text = std::move(html)});
}

void ReceiptDialog::open(const Context& context, const Card& card) {
  open_ = true;
  patient_ = card.facts.patient.id;
  days_ = receipt_days(context, card);
  chosen_ = 0;
}

void ReceiptDialog::draw(Context& context) {
  ui::Ui& ui = context.ui;
  const auto d =
      ui::dialog(ui, {.key = "receipt", .title = context.t("receipt.dialog"), .width = 440}, open_);
  if (!d) return;
  std::vector<std::string> names;
  for (const LocalDate day : days_) names.push_back(long_date(context, day));
  std::vector<ui::Choice> choices;
  for (const std::string& name : names) choices.push_back({.text = name});
  ui::combo(ui, {.key = "day", .label = context.t("receipt.day")}, choices, chosen_);
  const auto row = ui.row();
  const bool ready = chosen_ >= 0 && static_cast<std::size_t>(chosen_) < days_.size();
  if (ui::button(ui, {.key = "print",
                      .text = context.t("receipt.print"),
                      .icon = ui::Icon::printer,
                      .kind = ui::ButtonKind::primary,
                      .disabled = !ready})) {
    if (const Card* card = context.reader.card(patient_); card != nullptr)
      print_paper(context,
                  receipt_document(context, *card, days_[static_cast<std::size_t>(chosen_)]));
    open_ = false;
  }
  if (ui::button(ui, {.key = "cancel", .text = context.t("common.cancel")})) open_ = false;
}

}  // namespace retour::views
