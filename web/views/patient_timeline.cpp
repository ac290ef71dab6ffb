// Sections: contact and visits | money | treatment and steps | the card
#include "views/patient_timeline.hpp"

#include <algorithm>
#include <array>

#include "base/order.hpp"
#include "base/phone.hpp"
#include "ui/pills.hpp"
#include "ui/timeline.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t page = 40;

/// Gathers the facts; one function per area.
class Gatherer {
 public:
  Gatherer(const Context& context, const Card& card) : context_(context), card_(card) {}

  std::vector<TimelineFact> gather() {
    calls();
    visits();
    charges();
    payments();
    plans();
    steps();
    consents();
    sort_stably(facts_, std::ranges::greater{}, &TimelineFact::at);
    return std::move(facts_);
  }

 private:
  void add(Instant at, FactArea area, ui::Icon icon, std::string words, std::string detail = {}) {
    if (at.seconds != 0) facts_.push_back({at, area, icon, std::move(words), std::move(detail)});
  }
  [[nodiscard]] std::string t(ui::TextId id, std::initializer_list<ui::TextArg> args = {}) const {
    return context_.t(id, args);
  }
  [[nodiscard]] std::string person(StaffId id) const {
    const Staff* person = context_.catalogue().person(id);
    return person == nullptr ? std::string() : short_name(*person);
  }
  [[nodiscard]] std::string doctor(StaffId id) const {
    const std::string name = person(id);
    return name.empty() ? std::string(context_.t("day.unassigned")) : name;
  }
  [[nodiscard]] std::string service(ServiceId id) const {
    return name_of_service(context_.ui, context_.catalogue(), id);
  }
  [[nodiscard]] std::string money(std::int64_t minor) const { return money_words(context_, minor); }
  [[nodiscard]] std::string reason(ReasonId id) const {
    const Reason* found = context_.catalogue().reason(id);
    return found == nullptr ? std::string() : found->name;
  }
  [[nodiscard]] std::string date(LocalDate day) const {
    return ui::format_date(day, ui::DateStyle::full, context_.ui.language());
  }
  static std::string joined(std::string a, const std::string& b) {
    if (!a.empty() && !b.empty()) a += " · ";
    return a + b;
  }
  /// Who paid, when it was not the patient.
  [[nodiscard]] std::string payer(PayerKind kind, PatientId patient,
                                  OrganisationId organisation) const {
    if (kind == PayerKind::patient) return {};
    if (const Patient* other = context_.reader.patient(patient);
        kind == PayerKind::guardian && other != nullptr)
      return name_of_patient(*other);
    for (const Organisation& one : context_.catalogue().organisations)
      if (one.id == organisation) return one.name;
    return {};
  }

  void calls() {
    for (const Call& call : card_.facts.calls) {
      const bool in = call.direction == CallDirection::inbound;
      const ui::TextId words =
          in ? call.answered ? ui::TextId("fact.call_in") : ui::TextId("fact.call_missed")
          : call.answered ? ui::TextId("fact.call_out")
                          : ui::TextId("fact.call_unanswered");
      std::string detail = person(call.operator_staff);
      if (const Source* source = context_.catalogue().source(call.source))
        detail = joined(std::move(detail), source->name);
      add(call.at, FactArea::contact, in ? ui::Icon::phone : ui::Icon::phone_call, t(words),
          joined(std::move(detail), call.note));
    }
    for (const WebRequest& request : card_.facts.web_requests)
      add(request.at, FactArea::contact, ui::Icon::external_link, t("card.fact.request"),
          request.message);
  }

  void visits() {
    for (const Booking& b : card_.facts.bookings) {
      if (b.entered_in_error) continue;
      const std::string what = service(b.service);
      if (b.hold != Hold::none) {
        const bool lapsed = has_lapsed(b, context_.clinic.now()) && b.cancelled_at.seconds == 0;
        add(b.booked_at, FactArea::visits, ui::Icon::hourglass,
            lapsed ? t("card.fact.hold_lapsed", {{"service", what}})
                   : t("card.fact.held", {{"service", what}}),
            hold_words(context_.ui, context_.catalogue(), b));
        continue;
      }
      const bool untimed = b.begin_minute == untimed_minute;
      add(b.begin, FactArea::visits, ui::Icon::calendar_check,
          t("card.fact.booked", {{"service", what}, {"doctor", doctor(b.doctor)}}),
          joined(untimed ? std::string(context_.t("fact.untimed")) : std::string(), b.note));
      add(b.cancelled_at, FactArea::visits, ui::Icon::ban,
          t("card.fact.cancelled", {{"service", what}}), reason(b.cancel_reason));
      add(b.no_show_at, FactArea::visits, ui::Icon::user_x,
          t("card.fact.no_show", {{"service", what}}));
    }
    for (const Visit& v : card_.facts.visits) {
      std::string detail;
      if (v.outcome != VisitOutcome::none)
        detail = word_of(context_, "visit_outcome", enum_name(v.outcome));
      add(v.arrived_at, FactArea::visits, ui::Icon::stethoscope,
          t("card.fact.visit", {{"doctor", doctor(v.doctor)}}),
          joined(std::move(detail), v.findings));
    }
  }

  void charges() {
    for (const Charge& c : card_.facts.charges) {
      std::string detail = person(c.performer);
      if (c.discount_minor > 0)
        detail =
            joined(std::move(detail), t("fact.discount", {{"money", money(c.discount_minor)}}));
      const std::string who = payer(c.payer_kind, c.payer_patient, c.payer_organisation);
      if (!who.empty()) detail = joined(std::move(detail), t("fact.paid_by", {{"payer", who}}));
      add(c.rendered_at, FactArea::money, ui::Icon::receipt,
          t("card.fact.charge", {{"service", service(c.service)}, {"money", money(c.due_minor())}}),
          std::move(detail));
      add(c.voided_at, FactArea::money, ui::Icon::ban,
          t("fact.charge_voided", {{"service", service(c.service)}}), reason(c.void_reason));
    }
    for (const Invoice& i : card_.facts.invoices) {
      add(i.issued_at, FactArea::money, ui::Icon::file_text,
          t("fact.invoice", {{"number", i.number}}),
          payer(i.payer_kind, i.payer_patient, i.payer_organisation));
      add(i.accepted_at, FactArea::money, ui::Icon::badge_check,
          t("fact.invoice_accepted", {{"number", i.number}}));
      add(i.voided_at, FactArea::money, ui::Icon::ban,
          t("fact.invoice_voided", {{"number", i.number}}));
    }
    for (const InstalmentSchedule& s : card_.facts.schedules)
      add(s.agreed_at, FactArea::money, ui::Icon::calendar_clock,
          t("fact.instalments", {{"count", s.instalments.size()}}));
  }

  void payments() {
    for (const Payment& p : card_.facts.payments) {
      const std::string method(word_of(context_, "method", enum_name(p.method)));
      add(p.received_at, FactArea::money, ui::Icon::banknote,
          t("card.fact.payment", {{"money", money(p.amount_minor)}, {"method", method}}),
          payer(p.payer_kind, p.payer_patient, p.payer_organisation));
      add(p.voided_at, FactArea::money, ui::Icon::ban,
          t("fact.payment_voided", {{"money", money(p.amount_minor)}}));
    }
    for (const Refund& r : card_.facts.refunds) {
      add(r.refunded_at, FactArea::money, ui::Icon::undo_2,
          t("card.fact.refund", {{"money", money(r.amount_minor)}}), reason(r.reason));
      add(r.voided_at, FactArea::money, ui::Icon::ban,
          t("fact.refund_voided", {{"money", money(r.amount_minor)}}));
    }
    for (const Certificate& c : card_.facts.certificates)
      add(c.issued_at, FactArea::money, ui::Icon::star,
          t("fact.certificate", {{"number", c.number}, {"money", money(c.amount_minor)}}));
  }

  void plans() {
    for (const Plan& p : card_.facts.plans) {
      add(p.made_at, FactArea::treatment, ui::Icon::clipboard_list,
          t("card.fact.plan", {{"title", p.title}}), person(p.doctor));
      add(p.agreed_at, FactArea::treatment, ui::Icon::badge_check,
          t("fact.plan_agreed", {{"title", p.title}}));
    }
    for (const PlanItem& item : card_.facts.plan_items)
      if (item.state != PlanItemState::open)
        add(item.state_at, FactArea::treatment, ui::Icon::clipboard_check,
            t("fact.item",
              {{"service", service(item.service)},
               {"state", word_of(context_, "plan_item_state", enum_name(item.state))}}),
            reason(item.reason));
  }

  void steps() {
    for (const Recall& r : card_.facts.recalls) {
      add(r.set_at, FactArea::steps, ui::Icon::repeat,
          t("card.fact.recall", {{"date", date(r.due_on)}}), person(r.doctor));
      if (r.state != RecallState::open)
        add(r.state_at, FactArea::steps, ui::Icon::repeat,
            t(r.state == RecallState::came ? ui::TextId("fact.recall_came")
                                           : ui::TextId("fact.recall_cancelled")));
    }
    for (const NextStep& s : card_.facts.next_steps)
      add(s.done_at, FactArea::steps, ui::Icon::flag,
          t("fact.step_done", {{"kind", word_of(context_, "step_kind", enum_name(s.kind))}}),
          joined(person(s.responsible), s.note));
    for (const CycleClosing& c : card_.facts.closings) {
      const Specialty* specialty = context_.catalogue().specialty(c.specialty);
      const std::string_view name =
          specialty == nullptr ? context_.t("card.general_cycle") : specialty->name;
      add(c.closed_at, FactArea::steps, ui::Icon::circle_check,
          t("fact.cycle_closed",
            {{"specialty", name}, {"kind", word_of(context_, "closing_kind", enum_name(c.kind))}}),
          reason(c.reason));
    }
  }

  void consents() {
    for (const Consent& c : card_.facts.consents) {
      const std::string_view purpose = word_of(context_, "consent_purpose", enum_name(c.purpose));
      add(c.given_at, FactArea::treatment, ui::Icon::shield,
          t("consent.given", {{"purpose", purpose}}),
          std::string(word_of(context_, "consent_form", enum_name(c.form))));
      add(c.withdrawn_at, FactArea::treatment, ui::Icon::shield,
          t("consent.withdrawn", {{"purpose", purpose}}));
    }
  }

  const Context& context_;
  const Card& card_;
  std::vector<TimelineFact> facts_;
};

/// One fact: icon on a line, words, moment and detail below.
void draw_fact(Context& context, const TimelineFact& fact, std::size_t i, bool last) {
  std::string below = moment(context.ui, context.clinic, fact.at);
  if (fact.at > context.clinic.now()) below = context.t("fact.ahead", {{"moment", below}});
  if (!fact.detail.empty()) below += " · " + fact.detail;
  ui::timeline_entry(context.ui, i,
                     {.icon = fact.icon, .text = fact.words, .below = below, .last = last});
}

}  // namespace

std::vector<TimelineFact> timeline_of(const Context& context, const Card& card) {
  return Gatherer(context, card).gather();
}

void TimelineCard::draw(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const PatientId patient = card.facts.patient.id;
  if (patient_ != patient) {
    filter_ = 0;
    shown_ = page;
  }
  // The words change with the language, and "ahead" with the minute: gathered by each frame.
  patient_ = patient;
  facts_ = timeline_of(context, card);
  const auto box = ui.card("timeline", context.t("card.timeline"));
  std::vector<ui::Pill> areas = {{.text = context.t("common.all")}};
  for (const std::string_view name : EnumNames<FactArea>::names)
    areas.push_back({.text = word_of(context, "fact_area", name)});
  if (ui::pills(ui, "areas", context.t("fact.filter"), areas, filter_)) shown_ = page;
  if (filter_ > 0)
    std::erase_if(facts_, [&](const TimelineFact& fact) {
      return static_cast<int>(fact.area) + 1 != filter_;
    });
  if (facts_.empty()) {  // And no list: readers expect items in one.
    ui::text(ui, context.t("card.empty_timeline"), ui::TextTone::muted);
    return;
  }
  const std::size_t count = std::min(facts_.size(), shown_);
  {
    const auto list =
        ui.group(ui.id("events"), ui::Role::list, ui.cursor(), context.t("card.timeline"));
    for (std::size_t i = 0; i < count; ++i) draw_fact(context, facts_[i], i, i + 1 == count);
  }
  if (count < facts_.size() &&
      ui::button(ui, {.key = "more",
                      .text = context.t("fact.more", {{"count", facts_.size() - count}}),
                      .icon = ui::Icon::chevron_down}))
    shown_ += page;
}

}  // namespace retour::views
