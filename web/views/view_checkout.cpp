// Sections: opening | lines | payments | contact | what comes next | sending
#include "views/view_checkout.hpp"

#include <algorithm>
#include <array>

#include "ui/field.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/view_receipt.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr int parts_max = 24;
constexpr int invoice_days = 30;
constexpr int follow_up_days = 7;
constexpr std::size_t payments_max = 8;
constexpr std::array recall_months = {1, 3, 6, 12};

/// What a payment has left: neither allocated nor given back.
std::int64_t left_of(const PatientFacts& facts, const Payment& payment) {
  std::int64_t left = payment.amount_minor;
  for (const Allocation& one : facts.allocations)
    if (one.payment == payment.id && one.voided_at.seconds == 0) left -= one.amount_minor;
  for (const Refund& one : facts.refunds)
    if (one.payment == payment.id && one.charge.is_nil() && one.voided_at.seconds == 0)
      left -= one.amount_minor;
  return left;
}

Payer payer_of(PayerKind kind, PatientId person, OrganisationId organisation) {
  return {.kind = kind,
          .person = kind == PayerKind::guardian ? person : PatientId{},
          .organisation = kind == PayerKind::company || kind == PayerKind::insurer
                              ? organisation
                              : OrganisationId{}};
}

}  // namespace

// ---- opening
// ---------------------------------------------------------------------------------------

void CheckOut::gather_payers(Context& context, const Card& card) {
  payers_.push_back({.payer = {}, .name = name_of_patient(card.facts.patient)});
  for (const Relation& relation : card.facts.relations) {
    const Patient* other = relation.active ? context.reader.patient(relation.other) : nullptr;
    if (other == nullptr) continue;
    if (!relation.pays && relation.kind != RelationKind::guardian) continue;
    payers_.push_back({.payer = {.kind = PayerKind::guardian, .person = relation.other},
                       .name = name_of_patient(*other),
                       .by_default = relation.pays});
  }
  for (const Organisation& one : context.catalogue().organisations)
    if (one.active && one.kind != OrganisationKind::partner)
      payers_.push_back(
          {.payer = {.kind = one.kind == OrganisationKind::insurer ? PayerKind::insurer
                                                                   : PayerKind::company,
                     .organisation = one.id},
           .name = one.name,
           .discount_percent = one.discount_percent});
}

/// What is owed, what was paid before, what certificates hold.
void CheckOut::gather(Context& context, const Card& card) {
  const PatientFacts& facts = card.facts;
  for (const funnel::ChargeState& state : card.settlement.charges) {
    const Charge& charge = facts.charges[state.row];
    if (!state.counts || state.debt_minor <= 0 || charge.currency != context.currency()) continue;
    bill_.debts.push_back(
        {.charge = charge.id,
         .payer = payer_of(charge.payer_kind, charge.payer_patient, charge.payer_organisation),
         .rendered_at = charge.rendered_at,
         .owed_minor = state.debt_minor,
         .due_now_minor = state.due_now_minor});
  }
  for (const Payment& payment : facts.payments) {
    const bool buys_certificate =
        payment.method != PaymentMethod::certificate && !payment.certificate.is_nil();
    if (payment.voided_at.seconds != 0 || buys_certificate ||
        payment.currency != context.currency())
      continue;
    if (const std::int64_t left = left_of(facts, payment); left > 0)
      bill_.advances.push_back(
          {.payment = payment.id,
           .payer = payer_of(payment.payer_kind, payment.payer_patient, payment.payer_organisation),
           .left_minor = left});
  }
  for (const funnel::CertificateState& state : card.settlement.certificates)
    if (state.left_minor > 0)
      for (const Certificate& certificate : facts.certificates)
        if (certificate.id == state.certificate)
          certificates_.emplace_back(certificate, state.left_minor);
}

void CheckOut::open(Context& context, PatientId patient, const Visit* visit,
                    const std::vector<ServiceId>& services) {
  *this = {};
  const Card* card = context.reader.card(patient);
  if (card == nullptr) return;
  form_.open();
  patient_ = patient;
  person_ = card->facts.patient;
  if (visit != nullptr) visit_ = *visit;
  bill_.today = context.ui.today();
  gather_payers(context, *card);
  gather(context, *card);
  for (const ServiceId service : services) add_line(context, service);
  add_payment(context);
  if (!person_.phones.empty()) phone_ = person_.phones.front().number;
  email_ = person_.email;
  step_.start(context, person_);
  for (const Booking& b : card->facts.bookings)
    if (b.begin > context.clinic.now() && b.cancelled_at.seconds == 0 && !b.entered_in_error &&
        (visit_ ? visit_->booking != b.id : true) && arranged_.empty())
      arranged_ =
          context.t("onward.booked", {{"moment", moment(context.ui, context.clinic, b.begin)}});
  if (const auto step = context.reader.next_step_of(patient); step && arranged_.empty())
    arranged_ = context.t(
        "onward.owed",
        {{"kind", word_of(context, "step_kind", enum_name(step->kind))},
         {"date", ui::format_date(step->due_on, ui::DateStyle::day_month, context.ui.language())}});
  if (!arranged_.empty() || visit == nullptr) onward_ = Onward::arranged;
}

/// Whoever is said to pay for the patient, else himself.
Payer CheckOut::default_payer() const {
  const auto found = std::ranges::find(payers_, true, &KnownPayer::by_default);
  return found == payers_.end() ? Payer{} : found->payer;
}

BranchId CheckOut::branch(const Context& context) const {
  return visit_ ? visit_->branch : first_branch(context);
}

// ---- lines
// -----------------------------------------------------------------------------------------

void CheckOut::price_line(Context& context, BillLine& line) const {
  const app::Catalogue& catalogue = context.catalogue();
  const Staff* performer = visit_ ? catalogue.person(visit_->doctor) : nullptr;
  const Price* price = catalogue.price_on(
      line.service, branch(context),
      performer == nullptr ? std::string_view{} : std::string_view(performer->grade),
      context.ui.today());
  line.price_minor =
      price == nullptr ? std::nullopt : std::optional<std::int64_t>(price->price_minor);
  const auto payer = std::ranges::find(payers_, line.payer, &KnownPayer::payer);
  if (payer != payers_.end() && payer->discount_percent > 0 && line.price_minor)
    line.discount_minor = *line.price_minor * payer->discount_percent / 100;
  // A service that the plan prescribes is charged for it.
  line.plan_item = {};
  if (const Card* card = context.reader.card(patient_))
    for (const PlanItem& item : card->facts.plan_items)
      if (item.service == line.service && item.state == PlanItemState::open &&
          line.plan_item.is_nil())
        line.plan_item = item.id;
}

void CheckOut::add_line(Context& context, ServiceId service) {
  BillLine& line = bill_.lines.emplace_back();
  line.key = ++last_key_;
  line.charge = context.clinic.new_id<Charge>();
  line.service = service;
  line.payer = default_payer();
  if (!service.is_nil()) price_line(context, line);
}

bool CheckOut::pick_payer(Context& context, std::string_view key, ui::TextId label, float width,
                          Payer& payer) {
  std::vector<ui::Choice> choices;
  int selected = 0;
  for (std::size_t i = 0; i < payers_.size(); ++i) {
    choices.push_back({.text = payers_[i].name,
                       .detail = word_of(context, "payer", enum_name(payers_[i].payer.kind))});
    if (payers_[i].payer == payer) selected = static_cast<int>(i);
  }
  if (!ui::combo(context.ui,
                 {.key = key,
                  .label = context.t(label),
                  .error = form_.error(context.ui, {RefusalCode::payer_missing}),
                  .width = width},
                 choices, selected) ||
      selected < 0)
    return false;
  payer = payers_[static_cast<std::size_t>(selected)].payer;
  return true;
}

void CheckOut::draw_instalments(Context& context, BillLine& line) {
  ui::Ui& ui = context.ui;
  if (line.parts <= 1) return;
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    std::vector<std::string> texts;
    for (int i = 2; i <= parts_max; ++i)
      texts.push_back(context.t("checkout.parts", {{"count", i}}));
    std::vector<ui::Choice> counts;
    for (const std::string& text : texts) counts.push_back({.text = text});
    int count = line.parts - 2;
    if (ui::combo(ui, {.key = "parts", .label = context.t("checkout.instalments"), .width = 170},
                  counts, count))
      line.parts = count + 2;
    ui::date_field(ui, {.key = "first", .label = context.t("checkout.first_part"), .width = 180},
                   line.first_part, ui::DateHint::future);
    unread_ |= ui::has_unread_entry(ui, "first");
  }
  std::string words;
  for (const Instalment& part : instalments_of(line, bill_.today)) {
    if (!words.empty()) words += "; ";
    words +=
        context.t("checkout.part",
                  {{"date", ui::format_date(part.due_on, ui::DateStyle::numeric, ui.language())},
                   {"money", money_words(context, part.amount_minor)}});
  }
  ui::text(ui, {.text = words,
                .tone = ui::TextTone::muted,
                .style = ui::TextStyle::small,
                .key = "schedule"});
}

void CheckOut::draw_line(Context& context, BillLine& line, bool& removed) {
  ui::Ui& ui = context.ui;
  const auto box = ui.card("line");
  if (pick(context,
           {.key = "service",
            .label = context.t("checkout.service"),
            .placeholder = context.t("booking.pick_service")},
           named_services(context, Packages::offer), line.service))
    price_line(context, line);
  {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    ui::money_field(ui, {.key = "price", .label = context.t("checkout.price"), .width = 130},
                    line.price_minor, context.currency());
    unread_ |= ui::has_unread_entry(ui, "price");
    ui::money_field(ui,
                    {.key = "discount",
                     .label = context.t("checkout.discount"),
                     .error = form_.error(ui, {RefusalCode::discount_exceeds_price}),
                     .width = 130},
                    line.discount_minor, context.currency());
    unread_ |= ui::has_unread_entry(ui, "discount");
    if (payers_.size() > 1 && pick_payer(context, "payer", "checkout.payer", 220, line.payer))
      price_line(context, line);
    bool parts = line.parts > 1;
    if (ui::button(ui, {.key = "instalments",
                        .text = context.t("checkout.instalments"),
                        .icon = ui::Icon::calendar_clock,
                        .kind = ui::ButtonKind::quiet,
                        .pressed = parts,
                        .toggle = true}))
      line.parts = parts ? 1 : 3;
    if (ui::button(ui, {.key = "remove",
                        .text = context.t("checkout.remove"),
                        .icon = ui::Icon::trash_2,
                        .kind = ui::ButtonKind::quiet,
                        .icon_only = true}))
      removed = true;
  }
  draw_instalments(context, line);
}

void CheckOut::draw_lines(Context& context) {
  ui::Ui& ui = context.ui;
  std::optional<std::size_t> gone;
  for (std::size_t i = 0; i < bill_.lines.size(); ++i) {
    const auto keyed = ui.keyed(bill_.lines[i].key);
    bool removed = false;
    draw_line(context, bill_.lines[i], removed);
    if (removed) gone = i;
  }
  if (gone) bill_.lines.erase(bill_.lines.begin() + static_cast<std::ptrdiff_t>(*gone));
  if (ui::button(ui, {.key = "add", .text = context.t("checkout.add"), .icon = ui::Icon::plus}))
    add_line(context, {});
}

// ---- payments
// --------------------------------------------------------------------------------------

void CheckOut::draw_sums(Context& context, const BillSums& sums) {
  ui::Ui& ui = context.ui;
  const auto line = [&](ui::TextId label, std::int64_t minor, ui::TextTone tone) {
    if (minor != 0)
      ui::fact(ui, {.label = context.t(label),
                    .value = money_words(context, minor),
                    .tone = tone,
                    .label_width = 190});
  };
  line("checkout.sum_discounts", sums.discounts_minor, ui::TextTone::normal);
  line("checkout.sum_invoiced", sums.invoiced_minor, ui::TextTone::normal);
  line("checkout.sum_later", sums.later_minor, ui::TextTone::normal);
  std::int64_t debts = 0;
  for (const OldDebt& debt : bill_.debts)
    if (debt.payer.is_person()) debts += debt.due_now_minor;
  if (debts > 0)
    ui::checkbox(
        ui,
        {.key = "debts",
         .text = context.t("checkout.pay_debts", {{"money", money_words(context, debts)}})},
        bill_.pays_debts);
  std::int64_t advances = 0;
  for (const Advance& advance : bill_.advances) advances += advance.left_minor;
  if (advances > 0)
    ui::checkbox(
        ui,
        {.key = "advances",
         .text = context.t("checkout.use_advance", {{"money", money_words(context, advances)}})},
        bill_.uses_advances);
  ui::fact(ui, {.label = context.t("checkout.due"),
                .value = money_words(context, sums.due_today_minor),
                .tone = ui::TextTone::strong,
                .label_width = 190});
}

void CheckOut::add_payment(Context& context) {
  BillPayment& payment = bill_.payments.emplace_back();
  payment.key = ++last_key_;
  payment.payment = context.clinic.new_id<Payment>();
  payment.payer = default_payer();
  // The second way of paying is another one.
  if (bill_.payments.size() > 1) payment.method = PaymentMethod::cash;
}

void CheckOut::draw_certificate(Context& context, BillPayment& payment) {
  std::vector<Named<CertificateId>> list;
  for (const auto& [certificate, left] : certificates_)
    list.push_back({certificate.id, certificate.number, money_words(context, left)});
  if (!pick(context,
            {.key = "certificate",
             .label = context.t("checkout.certificate"),
             .error = form_.error(context.ui, {RefusalCode::certificate_used_up}),
             .width = 200,
             .required = true},
            list, payment.certificate))
    return;
  for (const auto& [certificate, left] : certificates_)
    if (certificate.id == payment.certificate) {
      payment.touched = false;
      fill_amounts(bill_);
      payment.amount_minor = std::min(left, payment.amount_minor.value_or(left));
      payment.touched = true;
    }
}

void CheckOut::draw_payment(Context& context, BillPayment& payment, bool& removed) {
  ui::Ui& ui = context.ui;
  using M = PaymentMethod;
  const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
  const ui::ComboOptions method{
      .key = "method", .label = context.t("checkout.method"), .width = 150};
  const bool changed =
      certificates_.empty()
          ? pick_value(context, method, "method", {M::card, M::cash, M::transfer, M::online},
                       payment.method)
          : pick_value(context, method, "method",
                       {M::card, M::cash, M::transfer, M::online, M::certificate}, payment.method);
  if (changed && payment.method != M::certificate) payment.certificate = {};
  if (payment.method == M::certificate) draw_certificate(context, payment);
  if (payers_.size() > 1) pick_payer(context, "who", "checkout.paid_by", 220, payment.payer);
  if (ui::money_field(ui,
                      {.key = "amount",
                       .label = context.t("checkout.amount"),
                       .error = form_.error(ui, {RefusalCode::amount_not_positive,
                                                 RefusalCode::amount_exceeds_payment,
                                                 RefusalCode::amount_exceeds_charge}),
                       .width = ui.is_phone() ? 120.0F : 150.0F},
                      payment.amount_minor, context.currency())
          .changed)
    payment.touched = true;
  unread_ |= ui::has_unread_entry(ui, "amount");
  if (bill_.payments.size() > 1 && ui::button(ui, {.key = "remove",
                                                   .text = context.t("checkout.remove_payment"),
                                                   .icon = ui::Icon::trash_2,
                                                   .kind = ui::ButtonKind::quiet,
                                                   .icon_only = true}))
    removed = true;
}

void CheckOut::draw_payments(Context& context) {
  ui::Ui& ui = context.ui;
  std::optional<std::size_t> gone;
  for (std::size_t i = 0; i < bill_.payments.size(); ++i) {
    const auto keyed = ui.keyed(bill_.payments[i].key);
    bool removed = false;
    draw_payment(context, bill_.payments[i], removed);
    if (removed) gone = i;
  }
  if (gone) bill_.payments.erase(bill_.payments.begin() + static_cast<std::ptrdiff_t>(*gone));
  if (bill_.payments.size() < payments_max &&
      ui::button(ui, {.key = "add payment",
                      .text = context.t("checkout.add_payment"),
                      .icon = ui::Icon::plus}))
    add_payment(context);
}

// ---- contact
// ---------------------------------------------------------------------------------------

void CheckOut::draw_contact(Context& context) {
  ui::Ui& ui = context.ui;
  const auto columns = ui.columns({1, 1}, 220);
  ui.next_column();
  ui::phone_field(ui,
                  {.key = "phone",
                   .label = context.t("checkout.phone"),
                   .error = form_.error(ui, {RefusalCode::bad_phone})},
                  phone_, context.phone_region());
  unread_ |= ui::has_unread_entry(ui, "phone");
  if (!phone_.empty())
    ui::checkbox(ui, {.key = "phone is right", .text = context.t("checkout.phone_right")},
                 phone_confirmed_);
  ui.next_column();
  ui::text_field(ui,
                 {.key = "email",
                  .label = context.t("checkout.email"),
                  .error = form_.error(ui, {RefusalCode::bad_email}),
                  .input = ui::InputKind::email,
                  .autocomplete = ui::Autocomplete::off},
                 email_);
  if (!email_.empty())
    ui::checkbox(ui, {.key = "email is right", .text = context.t("checkout.email_right")},
                 email_confirmed_);
}

bool CheckOut::contact_changes() const {
  const std::string known = person_.phones.empty() ? std::string() : person_.phones.front().number;
  return phone_ != known || email_ != person_.email || (phone_confirmed_ && !phone_.empty()) ||
         (email_confirmed_ && !email_.empty());
}

void CheckOut::add_contact(Context& context, Draft& draft) const {
  if (!contact_changes()) return;
  const Instant now = context.clinic.now();
  Patient person = person_;
  if (phone_.empty() && !person.phones.empty()) person.phones.erase(person.phones.begin());
  if (!phone_.empty()) {
    if (person.phones.empty()) person.phones.push_back({});
    Phone& phone = person.phones.front();
    if (phone.number != phone_) phone.confirmed_at = {};
    phone.number = phone_;
    if (phone_confirmed_) phone.confirmed_at = now;
  }
  if (person.email != email_) person.email_confirmed_at = {};
  person.email = email_;
  if (email_confirmed_ && !email_.empty()) person.email_confirmed_at = now;
  draft.parts.push_back(facets_of(person, 1));
}

// ---- what comes next
// -------------------------------------------------------------------------------

void CheckOut::draw_onward(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("onward.title"), .level = 2});
  std::vector<Onward> ways;
  if (!arranged_.empty() || !visit_) ways.push_back(Onward::arranged);
  ways.push_back(Onward::book);
  ways.push_back(Onward::step);
  if (may(context, OpKind::set_recall)) ways.push_back(Onward::comes_back);
  if (may(context, OpKind::close_cycle)) ways.push_back(Onward::complete);
  ways.push_back(Onward::refused);
  std::vector<ui::Pill> list;
  int selected = -1;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const bool arranged = ways[i] == Onward::arranged;
    list.push_back({.text = !arranged           ? word_of(context, "onward", enum_name(ways[i]))
                            : arranged_.empty() ? context.t("onward.not_asked")
                                                : std::string_view(arranged_)});
    if (ways[i] == onward_) selected = static_cast<int>(i);
  }
  if (ui::pills(ui, "onward", context.t("onward.title"), list, selected) && selected >= 0)
    onward_ = ways[static_cast<std::size_t>(selected)];
  draw_onward_fields(context);
}

void CheckOut::draw_onward_fields(Context& context) {
  ui::Ui& ui = context.ui;
  if (onward_ == Onward::step) step_.draw(context, form_);
  if (onward_ == Onward::comes_back) {
    const auto row = ui.row({.height = ui::field_height(ui), .bottom = true});
    ui::date_field(ui,
                   {.key = "back on",
                    .label = context.t("recall.due"),
                    .error = form_.error(ui, {RefusalCode::date_missing}),
                    .width = 190,
                    .required = true},
                   back_on_, ui::DateHint::future);
    unread_ |= ui::has_unread_entry(ui, "back on");
    for (const int months : recall_months) {
      const auto keyed = ui.keyed(static_cast<std::uint64_t>(months));
      if (ui::button(ui, {.key = "months",
                          .text = context.t("recall.in_months", {{"count", months}}),
                          .kind = ui::ButtonKind::quiet}))
        back_on_ = ui.today().plus_months(months);
    }
  }
  if (onward_ == Onward::refused)
    pick(context,
         {.key = "reason",
          .label = context.t("onward.reason"),
          .hint = may(context, OpKind::close_cycle) ? std::string_view{}
                                                    : context.t("onward.reason_hint"),
          .error = form_.error(ui, {RefusalCode::reason_missing}),
          .placeholder = context.t("refusal.reason_missing"),
          .required = true},
         named_reasons(context, ReasonGroup::not_returned), reason_);
}

/// The cycle that ends: that of the first service with a specialty, else the badge's.
SpecialtyId CheckOut::specialty(Context& context) const {
  for (const BillLine& line : bill_.lines) {
    const Service* service = context.catalogue().service(line.service);
    if (service != nullptr && !service->specialty.is_nil()) return service->specialty;
  }
  const Card* card = context.reader.card(patient_);
  return card == nullptr ? SpecialtyId{} : specialty_of_badge(*card);
}

void CheckOut::add_onward(Context& context, std::vector<Draft>& drafts) const {
  const Instant now = context.clinic.now();
  if (onward_ == Onward::step) {
    drafts.push_back(
        {.kind = OpKind::set_next_step, .parts = {facets_of(step_.step(context, patient_), 0)}});
    return;
  }
  if (onward_ == Onward::refused && !may(context, OpKind::close_cycle)) {
    // The desk may not end a cycle: the person responsible asks again, knowing the reason.
    NextStep step = step_.step(context, patient_);
    step.kind = StepKind::follow_up;
    step.due_on = bill_.today.plus_days(follow_up_days);
    const Reason* reason = context.catalogue().reason(reason_);
    step.note = reason == nullptr ? std::string() : reason->name;
    drafts.push_back({.kind = OpKind::set_next_step, .parts = {facets_of(step, 0)}});
    return;
  }
  if (onward_ != Onward::comes_back && onward_ != Onward::complete && onward_ != Onward::refused)
    return;
  CycleClosing closing;
  closing.id = context.clinic.new_id<CycleClosing>();
  closing.patient = patient_;
  closing.specialty = specialty(context);
  closing.closed_at = now;
  closing.kind = onward_ == Onward::refused    ? ClosingKind::refusal
                 : onward_ == Onward::complete ? ClosingKind::completion
                                               : ClosingKind::recall;
  if (onward_ == Onward::refused) closing.reason = reason_;
  Draft draft{.kind = OpKind::close_cycle, .parts = {}};
  Recall recall;
  if (onward_ == Onward::comes_back) {
    recall.id = context.clinic.new_id<Recall>();
    recall.patient = patient_;
    recall.specialty = closing.specialty;
    if (visit_) recall.doctor = visit_->doctor;
    recall.set_at = now;
    recall.due_on = *back_on_;
    closing.recall = recall.id;
    if (!may(context, OpKind::close_cycle)) draft.kind = OpKind::set_recall;
  }
  if (draft.kind == OpKind::close_cycle) draft.parts.push_back(facets_of(closing, 0));
  if (onward_ == Onward::comes_back) draft.parts.push_back(facets_of(recall, 0));
  drafts.push_back(std::move(draft));
}

// ---- sending
// ---------------------------------------------------------------------------------------

Draft CheckOut::money_draft(Context& context) const {
  const Instant now = context.clinic.now();
  Draft draft{.kind = OpKind::check_out, .parts = {}};
  for (const BillLine& line : bill_.lines) {
    if (line.service.is_nil()) continue;
    Charge charge;
    charge.id = line.charge;
    charge.patient = patient_;
    if (visit_) {
      charge.visit = visit_->id;
      charge.performer = visit_->doctor;
    }
    charge.plan_item = line.plan_item;
    charge.service = line.service;
    charge.branch = branch(context);
    charge.rendered_at = now;
    charge.price_minor = line.price_minor.value_or(0);
    charge.discount_minor = line.discount_minor.value_or(0);
    charge.currency = context.currency();
    charge.payer_kind = line.payer.kind;
    charge.payer_patient = line.payer.person;
    charge.payer_organisation = line.payer.organisation;
    draft.parts.push_back(facets_of(charge, 0));
    if (line.parts <= 1 || charge.due_minor() <= 0) continue;
    InstalmentSchedule schedule;
    schedule.id = context.clinic.new_id<InstalmentSchedule>();
    schedule.patient = patient_;
    schedule.charge = charge.id;
    schedule.instalments = instalments_of(line, bill_.today);
    schedule.agreed_at = now;
    draft.parts.push_back(facets_of(schedule, 0));
  }
  for (const BillPayment& one : bill_.payments) {
    if (one.amount_minor.value_or(0) <= 0) continue;
    Payment payment;
    payment.id = one.payment;
    payment.patient = patient_;
    payment.payer_kind = one.payer.kind;
    payment.payer_patient = one.payer.person;
    payment.payer_organisation = one.payer.organisation;
    payment.branch = branch(context);
    payment.received_at = now;
    payment.received_by = context.clinic.session().staff;
    payment.method = one.method;
    payment.certificate = one.certificate;
    payment.amount_minor = *one.amount_minor;
    payment.currency = context.currency();
    if (const Branch* here = context.catalogue().branch(payment.branch))
      payment.legal_entity = here->legal_entity;
    draft.parts.push_back(facets_of(payment, 0));
  }
  for (const Share& share : shares_of(bill_)) {
    Allocation allocation;
    allocation.id = context.clinic.new_id<Allocation>();
    allocation.patient = patient_;
    allocation.payment = share.payment;
    allocation.charge = share.charge;
    allocation.amount_minor = share.amount_minor;
    allocation.allocated_at = now;
    draft.parts.push_back(facets_of(allocation, 0));
  }
  if (visit_ && visit_->entered_at.seconds != 0 && visit_->finished_at.seconds == 0) {
    Visit visit = *visit_;
    visit.finished_at = now;
    visit.outcome = VisitOutcome::treated;
    draft.parts.push_back(facets_of(visit, 2));
  }
  add_contact(context, draft);
  return draft;
}

/// One invoice for each company or insurer on the bill.
void CheckOut::add_invoices(Context& context, std::vector<Draft>& drafts) const {
  std::vector<Payer> done;
  const Card* card = context.reader.card(patient_);
  std::size_t count = card == nullptr ? 0 : card->facts.invoices.size();
  for (const BillLine& line : bill_.lines) {
    const bool again = std::ranges::find(done, line.payer) != done.end();
    if (line.payer.is_person() || line.service.is_nil() || again) continue;
    done.push_back(line.payer);
    Invoice invoice;
    invoice.id = context.clinic.new_id<Invoice>();
    invoice.patient = patient_;
    // Numbered by day and by how many this patient has: unique to him without asking a server.
    const std::string tail = std::to_string(++count);
    invoice.number = std::to_string(bill_.today.year()) + "-" +
                     std::to_string(bill_.today.month()) + "-" + std::to_string(bill_.today.day()) +
                     "/" + tail;
    if (const Branch* here = context.catalogue().branch(branch(context)))
      invoice.legal_entity = here->legal_entity;
    invoice.issued_at = context.clinic.now();
    invoice.due_on = bill_.today.plus_days(invoice_days);
    invoice.payer_kind = line.payer.kind;
    invoice.payer_organisation = line.payer.organisation;
    for (const BillLine& other : bill_.lines)
      if (other.payer == line.payer && !other.service.is_nil())
        invoice.charges.push_back(other.charge);
    drafts.push_back({.kind = OpKind::issue_invoice, .parts = {facets_of(invoice, 0)}});
  }
}

bool CheckOut::is_empty() const {
  const bool services =
      std::ranges::any_of(bill_.lines, [](const BillLine& line) { return !line.service.is_nil(); });
  const bool money = std::ranges::any_of(bill_.payments, [](const BillPayment& payment) {
    return payment.amount_minor.value_or(0) > 0;
  });
  return !services && !money && shares_of(bill_).empty();
}

std::string_view CheckOut::lacks(Context& context) const {
  if (unread_) return context.t("form.unread");
  for (const BillLine& line : bill_.lines) {
    if (line.service.is_nil()) continue;
    if (!line.price_minor) return context.t("checkout.no_price");
    if (line.due_minor() < 0) return context.t("refusal.discount_exceeds_price");
  }
  for (const BillPayment& payment : bill_.payments)
    if (payment.method == PaymentMethod::certificate && payment.amount_minor.value_or(0) > 0 &&
        payment.certificate.is_nil())
      return context.t("checkout.pick_certificate");
  if (is_empty() && !contact_changes()) return context.t("checkout.nothing");
  switch (onward_) {
    case Onward::undecided: return context.t("onward.lacks");
    case Onward::step: return step_.lacks(context);
    case Onward::comes_back:
      if (!back_on_) return context.t("form.date");
      return *back_on_ <= bill_.today ? context.t("recall.in_future") : std::string_view{};
    case Onward::refused:
      return reason_.is_nil() ? context.t("refusal.reason_missing") : std::string_view{};
    case Onward::arranged:
    case Onward::book:
    case Onward::complete: break;
  }
  return {};
}

void CheckOut::submit(Context& context, const BillSums& sums) {
  std::erase_if(bill_.lines, [](const BillLine& line) { return line.service.is_nil(); });
  Command command{.drafts = {}, .steps = Steps::one_act, .done = {}};
  if (Draft money = money_draft(context); !money.parts.empty())
    command.drafts.push_back(std::move(money));
  add_invoices(context, command.drafts);
  add_onward(context, command.drafts);
  const std::string name = name_of_patient(person_);
  command.done =
      sums.received_minor > 0
          ? context.t("checkout.done",
                      {{"patient", name}, {"money", money_words(context, sums.received_minor)}})
          : context.t("checkout.done_free", {{"patient", name}});
  form_.send(context, std::move(command));
}

void CheckOut::print_receipt(Context& context) const {
  if (const Card* card = context.reader.card(patient_); card != nullptr)
    print_paper(context, receipt_document(context, *card, bill_.today));
}

void CheckOut::draw(Context& context) {
  ui::Ui& ui = context.ui;
  if (form_.hear(context)) {
    if (prints_) print_receipt(context);
    if (onward_ == Onward::book)
      next_booking_ = {.patient = patient_, .doctor = visit_ ? visit_->doctor : StaffId{}};
  }
  const auto d =
      ui::dialog(ui,
                 {.key = "check out",
                  .title = context.t("checkout.title", {{"patient", name_of_patient(person_)}}),
                  .width = 780},
                 form_.open_flag());
  if (!d) return;
  unread_ = false;
  draw_lines(context);
  ui::separator(ui);
  fill_amounts(bill_);
  draw_sums(context, sums_of(bill_));
  draw_payments(context);
  const BillSums sums = sums_of(bill_);
  if (sums.left_minor > 0)
    ui::fact(ui, {.label = context.t("checkout.left"),
                  .value = money_words(context, sums.left_minor),
                  .tone = ui::TextTone::warn,
                  .label_width = 190});
  if (sums.unused_minor > 0)
    ui::fact(ui, {.label = context.t("checkout.advance"),
                  .value = money_words(context, sums.unused_minor),
                  .label_width = 190});
  ui::separator(ui);
  draw_contact(context);
  ui::separator(ui);
  draw_onward(context);
  ui::checkbox(ui, {.key = "receipt", .text = context.t("receipt.after")}, prints_);
  form_.draw_refusal(ui);
  if (form_footer(context, form_, context.t("checkout.submit"), lacks(context)))
    submit(context, sums);
}

}  // namespace retour::views
