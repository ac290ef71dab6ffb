// Sections: the card | refund | sale of a certificate | taking back
#include "views/view_money.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int certificate_months = 12;
constexpr std::size_t voidable_shown = 30;

std::string date_words(const Context& context, Instant at) {
  const LocalDateTime local = context.catalogue().zone_of({}).local(at);
  return ui::format_date(local.date, ui::DateStyle::numeric, context.ui.language());
}

std::string payer_words(const Context& context, const funnel::PayerBalance& balance) {
  if (const Patient* person = context.reader.patient(balance.patient);
      balance.kind == PayerKind::guardian && person != nullptr)
    return name_of_patient(*person);
  for (const Organisation& one : context.catalogue().organisations)
    if (one.id == balance.organisation) return one.name;
  return std::string(word_of(context, "payer", enum_name(balance.kind)));
}

}  // namespace

std::vector<Refundable> refundable_of(const PatientFacts& facts) {
  std::vector<Refundable> out;
  const auto refunded = [&](PaymentId payment, ChargeId charge) {
    std::int64_t sum = 0;
    for (const Refund& refund : facts.refunds)
      if (refund.payment == payment && refund.charge == charge && refund.voided_at.seconds == 0)
        sum += refund.amount_minor;
    return sum;
  };
  for (const Payment& payment : facts.payments) {
    const bool buys_certificate =
        payment.method != PaymentMethod::certificate && !payment.certificate.is_nil();
    if (payment.voided_at.seconds != 0 || buys_certificate) continue;
    std::int64_t unused = payment.amount_minor - refunded(payment.id, {});
    for (const Charge& charge : facts.charges) {
      std::int64_t paid = 0;
      for (const Allocation& one : facts.allocations)
        if (one.payment == payment.id && one.charge == charge.id && one.voided_at.seconds == 0)
          paid += one.amount_minor;
      unused -= paid;
      paid -= refunded(payment.id, charge.id);
      if (paid > 0) out.push_back({payment.id, charge.id, paid});
    }
    if (unused > 0) out.push_back({payment.id, {}, unused});
  }
  return out;
}

// ---- the card
// --------------------------------------------------------------------------------------

void MoneyCard::draw_balances(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto line = [&](ui::TextId label, std::int64_t minor, ui::TextTone tone) {
    ui::fact(ui, {.label = context.t(label), .value = money_words(context, minor), .tone = tone});
  };
  line("card.charged", card.charged_minor, ui::TextTone::normal);
  line("card.paid", card.paid_minor, ui::TextTone::normal);
  if (card.owed_minor > 0) line("card.owed", card.owed_minor, ui::TextTone::danger);
  if (card.advance_minor > 0) line("card.advance", card.advance_minor, ui::TextTone::good);
  // By payer, when somebody else than the patient owes.
  for (const funnel::PayerBalance& balance : card.settlement.balances)
    if (balance.debt_minor > 0 && balance.kind != PayerKind::patient)
      ui::fact(ui, {.label = context.t("money.owes"),
                    .value = money_words(context, balance.debt_minor) + " · " +
                             payer_words(context, balance)});
  for (const funnel::OverdueInstalment& part : card.settlement.overdue)
    ui::text(ui,
             {.text = context.t(
                  "money.overdue_part",
                  {{"date", ui::format_date(part.due_on, ui::DateStyle::numeric, ui.language())},
                   {"money", money_words(context, part.unpaid_minor)}}),
              .tone = ui::TextTone::danger,
              .icon = ui::Icon::triangle_alert});
}

/// Invoices that wait: a payer's acceptance settles their services.
void MoneyCard::draw_invoices(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  for (const Invoice& invoice : card.facts.invoices) {
    if (invoice.voided_at.seconds != 0 || invoice.accepted_at.seconds != 0) continue;
    const auto keyed = ui.keyed(invoice.number);
    const auto row = ui.row();
    ui::text(ui, {.text = context.t("fact.invoice", {{"number", invoice.number}}),
                  .icon = ui::Icon::file_text,
                  .key = "invoice"});
    if (may(context, OpKind::accept_invoice) &&
        ui::button(ui, {.key = "accept", .text = context.t("money.accept_invoice")})) {
      Invoice accepted = invoice;
      accepted.accepted_at = context.clinic.now();
      context.commands.push(
          {.drafts = {{.kind = OpKind::accept_invoice, .parts = {facets_of(accepted, 1)}}},
           .done = context.t("fact.invoice_accepted", {{"number", invoice.number}})});
    }
    if (ui::button(ui, {.key = "print",
                        .text = context.t("receipt.invoice_print", {{"number", invoice.number}}),
                        .icon = ui::Icon::printer,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      print_paper(context, invoice_document(context, card, invoice));
    if (may(context, OpKind::void_invoice) &&
        ui::button(ui, {.key = "void",
                        .text = context.t("money.void_invoice", {{"number", invoice.number}}),
                        .icon = ui::Icon::ban,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true})) {
      Invoice voided = invoice;
      voided.voided_at = context.clinic.now();
      context.commands.push(
          {.drafts = {{.kind = OpKind::void_invoice, .parts = {facets_of(voided, 2)}}},
           .done = context.t("fact.invoice_voided", {{"number", invoice.number}})});
    }
  }
}

void MoneyCard::draw_certificates(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  for (const funnel::CertificateState& state : card.settlement.certificates)
    for (const Certificate& certificate : card.facts.certificates)
      if (certificate.id == state.certificate && state.left_minor > 0)
        ui::text(ui, {.text = context.t("money.certificate_left",
                                        {{"number", certificate.number},
                                         {"money", money_words(context, state.left_minor)}}),
                      .icon = ui::Icon::star});
}

void MoneyCard::draw_acts(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const auto row = ui.row();
  if (may(context, OpKind::issue_certificate) &&
      ui::button(ui, {.key = "sell",
                      .text = context.t("money.certificate"),
                      .icon = ui::Icon::star,
                      .opens = true})) {
    sale_.open();
    patient_ = card.facts.patient.id;
    sold_ = 0;
    number_.clear();
    value_minor_.reset();
    valid_until_ = ui.today().plus_months(certificate_months);
    method_ = PaymentMethod::card;
  }
  if (card.facts.payments.empty() && card.facts.charges.empty()) return;
  if (ui::button(ui, {.key = "receipt",
                      .text = context.t("receipt.dialog"),
                      .icon = ui::Icon::printer,
                      .opens = true}))
    receipt_.open(context, card);
  if (may(context, OpKind::refund) && ui::button(ui, {.key = "refund",
                                                      .text = context.t("money.refund"),
                                                      .icon = ui::Icon::undo_2,
                                                      .opens = true}))
    open_refund(context, card);
  if (!may(context, OpKind::void_payment) || !ui::button(ui, {.key = "void",
                                                              .text = context.t("money.take_back"),
                                                              .icon = ui::Icon::ban,
                                                              .opens = true}))
    return;
  void_.open();
  voided_ = -1;
  voidable_.clear();
  voidable_names_.clear();
  const Instant now = context.clinic.now();
  const auto add = [&](OpKind kind, Part part, auto&& rests, std::string name) {
    Draft draft{.kind = kind, .parts = {std::move(part)}};
    for (Allocation one : card.facts.allocations)
      if (one.voided_at.seconds == 0 && rests(one)) {
        one.voided_at = now;
        draft.parts.push_back(facets_of(one, 1));
      }
    voidable_.push_back(std::move(draft));
    voidable_names_.push_back(std::move(name));
  };
  for (Payment payment : card.facts.payments) {
    if (payment.voided_at.seconds != 0 || voidable_.size() >= voidable_shown) continue;
    std::string name =
        date_words(context, payment.received_at) + ", " +
        context.t("card.fact.payment",
                  {{"money", money_words(context, payment.amount_minor)},
                   {"method", word_of(context, "method", enum_name(payment.method))}});
    payment.voided_at = now;
    add(
        OpKind::void_payment, facets_of(payment, 1),
        [&](const Allocation& one) { return one.payment == payment.id; }, std::move(name));
  }
  for (Charge charge : card.facts.charges) {
    if (charge.voided_at.seconds != 0 || voidable_.size() >= 2 * voidable_shown) continue;
    std::string name =
        date_words(context, charge.rendered_at) + ", " +
        context.t("card.fact.charge",
                  {{"service", name_of_service(ui, context.catalogue(), charge.service)},
                   {"money", money_words(context, charge.due_minor())}});
    charge.voided_at = now;
    add(
        OpKind::void_charge, facets_of(charge, 1),
        [&](const Allocation& one) { return one.charge == charge.id; }, std::move(name));
  }
}

void MoneyCard::draw(Context& context, const Card& card) {
  const auto box = context.ui.card("money", context.t("card.money"));
  draw_balances(context, card);
  draw_invoices(context, card);
  draw_certificates(context, card);
  draw_acts(context, card);
}

// ---- refund
// ----------------------------------------------------------------------------------------

std::string MoneyCard::name_of(Context& context, const Card& card, const Refundable& one) const {
  const auto payment = std::ranges::find(card.facts.payments, one.payment, &Payment::id);
  const auto charge = std::ranges::find(card.facts.charges, one.charge, &Charge::id);
  const std::string what = charge == card.facts.charges.end()
                               ? std::string(context.t("card.advance"))
                               : name_of_service(context.ui, context.catalogue(), charge->service);
  return context.t("money.refundable",
                   {{"what", what},
                    {"date", date_words(context, payment->received_at)},
                    {"method", word_of(context, "method", enum_name(payment->method))},
                    {"money", money_words(context, one.left_minor)}});
}

void MoneyCard::open_refund(Context& context, const Card& card) {
  refund_.open();
  patient_ = card.facts.patient.id;
  refundable_ = refundable_of(card.facts);
  refundable_names_.clear();
  for (const Refundable& one : refundable_)
    refundable_names_.push_back(name_of(context, card, one));
  chosen_ = refundable_.size() == 1 ? 0 : -1;
  amount_minor_.reset();
  if (chosen_ == 0) amount_minor_ = refundable_.front().left_minor;
  reason_ = {};
}

void MoneyCard::draw_refund(Context& context) {
  ui::Ui& ui = context.ui;
  refund_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "refund form", .title = context.t("money.refund"), .width = 560},
                 refund_.open_flag());
  if (!d) return;
  std::vector<ui::Choice> choices;
  for (const std::string& name : refundable_names_) choices.push_back({.text = name});
  if (choices.empty())
    ui::text(ui, context.t("money.nothing_to_refund"), ui::TextTone::muted);
  else if (ui::combo(ui,
                     {.key = "what",
                      .label = context.t("money.refund_what"),
                      .placeholder = context.t("money.refund_pick"),
                      .required = true},
                     choices, chosen_) &&
           chosen_ >= 0)
    amount_minor_ = refundable_[static_cast<std::size_t>(chosen_)].left_minor;
  ui::money_field(ui,
                  {.key = "amount",
                   .label = context.t("money.refund_amount"),
                   .error = refund_.error(
                       ui, {RefusalCode::amount_exceeds_payment, RefusalCode::amount_not_positive}),
                   .width = 200,
                   .required = true},
                  amount_minor_, context.currency());
  const bool unread = ui::has_unread_entry(ui, "amount");
  pick(context,
       {.key = "reason",
        .label = context.t("money.refund_reason"),
        .error = refund_.error(ui, {RefusalCode::reason_missing}),
        .placeholder = context.t("card.unknown"),
        .clearable = true},
       named_reasons(context, ReasonGroup::refund), reason_);
  refund_.draw_refusal(ui);
  std::string_view lacks;
  if (unread)
    lacks = context.t("form.unread");
  else if (chosen_ < 0)
    lacks = context.t("money.refund_pick");
  else if (amount_minor_.value_or(0) <= 0)
    lacks = context.t("refusal.amount_not_positive");
  if (!form_footer(context, refund_, context.t("money.refund_submit"), lacks)) return;
  const Refundable& one = refundable_[static_cast<std::size_t>(chosen_)];
  Refund refund;
  refund.id = context.clinic.new_id<Refund>();
  refund.patient = patient_;
  refund.payment = one.payment;
  refund.charge = one.charge;
  refund.amount_minor = *amount_minor_;
  refund.currency = context.currency();
  refund.refunded_at = context.clinic.now();
  refund.reason = reason_;
  refund_.send(context,
               {.drafts = {{.kind = OpKind::refund, .parts = {facets_of(refund, 0)}}},
                .done = context.t("money.refunded",
                                  {{"money", money_words(context, refund.amount_minor)}})});
}

// ---- sale of a certificate
// -------------------------------------------------------------------------

void MoneyCard::draw_sale(Context& context) {
  ui::Ui& ui = context.ui;
  sale_.hear(context);
  const auto d = ui::dialog(
      ui, {.key = "certificate form", .title = context.t("money.certificate"), .width = 520},
      sale_.open_flag());
  if (!d) return;
  const std::array<std::string_view, 2> kinds = {context.t("money.certificate_sold"),
                                                 context.t("money.certificate_given")};
  ui::segments(ui, "kind", context.t("plan.kind"), kinds, sold_);
  ui::text_field(ui,
                 {.key = "number",
                  .label = context.t("money.certificate_number"),
                  .required = true,
                  .max_length = 60},
                 number_);
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    ui::money_field(ui,
                    {.key = "value",
                     .label = context.t("money.certificate_value"),
                     .error = sale_.error(ui, {RefusalCode::amount_not_positive}),
                     .width = 180,
                     .required = true},
                    value_minor_, context.currency());
    ui::date_field(ui, {.key = "until", .label = context.t("money.valid_until"), .width = 190},
                   valid_until_, ui::DateHint::future);
  }
  const bool unread = ui::has_unread_entry(ui, "value") || ui::has_unread_entry(ui, "until");
  const bool sold = sold_ == 0;
  if (sold)
    pick_value(
        context, {.key = "method", .label = context.t("checkout.method")}, "method",
        {PaymentMethod::card, PaymentMethod::cash, PaymentMethod::transfer, PaymentMethod::online},
        method_);
  ui::text(ui, {.text = context.t(sold ? ui::TextId("money.certificate_sold_text")
                                       : ui::TextId("money.certificate_given_text")),
                .tone = ui::TextTone::muted,
                .key = "about"});
  sale_.draw_refusal(ui);
  std::string_view lacks;
  if (unread)
    lacks = context.t("form.unread");
  else if (number_.empty())
    lacks = context.t("money.lacks_number");
  else if (value_minor_.value_or(0) <= 0)
    lacks = context.t("refusal.amount_not_positive");
  if (!form_footer(context, sale_, context.t("common.save"), lacks)) return;
  Certificate certificate;
  certificate.id = context.clinic.new_id<Certificate>();
  certificate.patient = patient_;
  certificate.number = number_;
  certificate.kind = sold ? CertificateKind::sold : CertificateKind::compensation;
  certificate.amount_minor = *value_minor_;
  certificate.currency = context.currency();
  certificate.issued_at = context.clinic.now();
  certificate.valid_until = valid_until_.value_or(LocalDate{});
  Command command{
      .drafts = {{.kind = OpKind::issue_certificate, .parts = {facets_of(certificate, 0)}}},
      .steps = Steps::one_act,
      .done = context.t("fact.certificate",
                        {{"number", number_}, {"money", money_words(context, *value_minor_)}})};
  if (sold) {
    Payment payment;
    payment.id = context.clinic.new_id<Payment>();
    payment.patient = patient_;
    payment.branch = first_branch(context);
    payment.received_at = certificate.issued_at;
    payment.received_by = context.clinic.session().staff;
    payment.method = method_;
    payment.certificate = certificate.id;  // what it bought: cash and a liability, no advance
    payment.amount_minor = *value_minor_;
    payment.currency = context.currency();
    command.drafts.push_back({.kind = OpKind::record_payment, .parts = {facets_of(payment, 0)}});
  }
  sale_.send(context, std::move(command));
}

// ---- taking back
// -----------------------------------------------------------------------------------

void MoneyCard::draw_void(Context& context) {
  ui::Ui& ui = context.ui;
  void_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "void form", .title = context.t("money.take_back"), .width = 560},
                 void_.open_flag());
  if (!d) return;
  ui::text(
      ui, {.text = context.t("money.take_back_text"), .tone = ui::TextTone::muted, .key = "about"});
  std::vector<ui::Choice> choices;
  for (const std::string& name : voidable_names_) choices.push_back({.text = name});
  ui::combo(ui,
            {.key = "what",
             .label = context.t("money.take_back_what"),
             .error = void_.error(ui, {RefusalCode::has_later_facts, RefusalCode::already_voided}),
             .placeholder = context.t("money.take_back_pick"),
             .required = true},
            choices, voided_);
  void_.draw_refusal(ui);
  if (!form_footer(context, void_, context.t("money.take_back_submit"),
                   voided_ < 0 ? context.t("money.take_back_pick") : std::string_view{}))
    return;
  const auto at = static_cast<std::size_t>(voided_);
  void_.send(context, {.drafts = {voidable_[at]},
                       .done = context.t("money.taken_back", {{"what", voidable_names_[at]}})});
}

void MoneyCard::draw_dialogs(Context& context) {
  draw_refund(context);
  draw_sale(context);
  draw_void(context);
  receipt_.draw(context);
}

}  // namespace retour::views
