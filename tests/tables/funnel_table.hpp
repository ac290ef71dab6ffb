// House notation for statuses, cycles and money: one line, one fact, what follows from it.
//
//   ## PS-05: arrival alone does not count
//   d10  book b1 consult on d12           => card 3
//   d12  arrive b1                        => card 3
//   d12  charge c1 consult visit b1       => card 3; c1.settled=no
//   d12  pay p1 3000 for c1               => card 4; c1.settled=d12
//
// Days count from 2026-01-01 at the clinic (Europe/Moscow); several facts of a day follow each
// other by one minute from 10:00 on. After each line the facts so far are judged as of that minute.
// Expectations are joined by `;`: either the cycles by opening (`card 7 recall | derm 2`, `-` is
// the general cycle, `?` a presumed status) or `key=value` (see `value_of`).
#pragma once

#include <gtest/gtest.h>
#include <charconv>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "funnel/cycles.hpp"

namespace retour::test {

/// One patient, built up line by line.
class FunnelTable {
 public:
  /// Runs every case of a file of tests/tables; reports each broken line by case and number.
  void run_file(const std::string& name) {
    std::ifstream file(std::string(RETOUR_SOURCE_DIR) + "/tests/tables/" + name);
    ASSERT_TRUE(file.good()) << name;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
      where_ = name + ":" + std::to_string(number) + " (" + case_ + ")";
      run_line(line);
    }
  }

  [[nodiscard]] int lines_checked() const { return lines_checked_; }

 private:
  using Words = std::vector<std::string>;

  static Words words_of(const std::string& text, char separator = ' ') {
    Words out;
    std::istringstream in(text);
    for (std::string word; std::getline(in, word, separator);) {
      const auto begin = word.find_first_not_of(' ');
      if (begin != std::string::npos)
        out.push_back(word.substr(begin, word.find_last_not_of(' ') - begin + 1));
    }
    return out;
  }
  static bool has(const Words& words, const std::string& word) {
    return std::ranges::find(words, word) != words.end();
  }
  /// The word after `word`, or nothing.
  static std::string after(const Words& words, const std::string& word) {
    const auto at = std::ranges::find(words, word);
    return at == words.end() || at + 1 == words.end() ? "" : *(at + 1);
  }
  static std::int64_t number(const std::string& word) {
    return word.empty() ? 0 : std::stoll(word);
  }

  template <class EntityId>
  EntityId id(const std::string& name) {
    if (name.empty()) return {};
    const EntityId made(id_from_name(name));
    names_[made] = name;
    return made;
  }
  std::string name_of(const IdBytes& id) const {
    const auto found = names_.find(id);
    return found == names_.end() ? "-" : found->second;
  }
  template <class Entity>
  Entity& find(std::vector<Entity>& rows, const std::string& name) {
    for (Entity& row : rows)
      if (row.id == id_from_name(name)) return row;
    ADD_FAILURE() << where_ << ": unknown " << name;
    return rows.emplace_back();
  }

  /// A new row with its id and patient.
  template <class Entity>
  Entity& add(std::vector<Entity>& rows, const std::string& name) {
    Entity& row = rows.emplace_back();
    row.id = id<decltype(row.id)>(name);
    row.patient = facts_.patient.id;
    return row;
  }

  /// `d12` -> 10:00 of that day at the clinic, later facts of a day some minutes later.
  Instant day(const std::string& word) const {
    const LocalDate date = date_of(word);
    return zone_.lookup({date, 10 * 3600}).first;
  }
  static LocalDate date_of(const std::string& word) {
    return LocalDate::from_ymd(2026, 1, 1)
        ->plus_days(static_cast<std::int32_t>(number(word.substr(1))));
  }
  std::string day_text(Instant at) const {
    return at.seconds == 0 ? "no" : date_text(zone_.local(at).date);
  }
  static std::string date_text(LocalDate date) {
    return "d" + std::to_string(date.days - LocalDate::from_ymd(2026, 1, 1)->days);
  }

  void start_case(const std::string& name) {
    case_ = name;
    facts_ = {};
    facts_.patient.id = id<PatientId>("patient");
    services_ = {};
    policy_ = {};
    policy_.cycle_silence_months = 12;
    names_.clear();
    now_ = {};
    const struct {
      const char* name;
      ProductType type;
      const char* specialty;
      int price;
    } list[] = {
        {"consult", ProductType::entry, "card", 3000},
        {"ecg", ProductType::diagnostic, "card", 1500},
        {"surgery", ProductType::main, "card", 100000},
        {"control", ProductType::checkup, "card", 2000},
        {"massage", ProductType::other, "card", 500},
        {"unknown", ProductType::untyped, "card", 700},
        {"skin", ProductType::entry, "derm", 2500},
        {"laser", ProductType::main, "derm", 40000},
        {"blood", ProductType::diagnostic, "", 800},
    };
    for (const auto& s : list)
      services_.set_service(id<ServiceId>(s.name), {s.type, id<SpecialtyId>(s.specialty), s.price});
    services_.set_doctor(id<StaffId>("dr.heart"), id<SpecialtyId>("card"));
  }

  void run_line(const std::string& line) {
    if (line.starts_with("## ")) return start_case(line.substr(3));
    if (line.empty() || line.starts_with("#")) return;
    const auto arrow = line.find("=>");
    const Words words = words_of(line.substr(0, arrow));
    ASSERT_FALSE(words.empty()) << where_;
    if (words[0] == "policy") return set_policy(words);
    ASSERT_EQ(words[0][0], 'd') << where_;
    const Instant at = day(words[0]);
    now_ = std::max(at, now_.plus_minutes(1));
    ASSERT_EQ(zone_.local(now_).date, date_of(words[0])) << where_ << ": days run backwards";
    if (words.size() > 1 && words[1] != "tick") add_fact({words.begin() + 1, words.end()});
    if (arrow == std::string::npos) return;
    ++lines_checked_;
    const funnel::PatientFunnel patient =
        funnel::derive_funnel(facts_, {policy_, services_, zone_, now_});
    for (const std::string& expectation : words_of(line.substr(arrow + 2), ';')) {
      const auto equals = expectation.find('=');
      if (equals == std::string::npos) {
        EXPECT_EQ(cycles_text(patient), expectation) << where_;
      } else {
        const std::string key = expectation.substr(0, equals);
        EXPECT_EQ(key + "=" + value_of(key, patient), expectation) << where_;
      }
    }
  }

  void set_policy(const Words& words) {
    for (const std::string& word : words) {
      const auto equals = word.find('=');
      if (equals == std::string::npos) continue;
      const std::string key = word.substr(0, equals);
      const auto value = static_cast<std::int32_t>(number(word.substr(equals + 1)));
      if (key == "silence")
        policy_.cycle_silence_months = value;
      else if (key == "main_percent")
        policy_.main_bought_percent = value;
      else if (key == "agreement")
        policy_.agreement_is_purchase = value != 0;
      else if (key == "checkup")
        policy_.checkup_status_used = value != 0;
      else if (key == "presume")
        policy_.presume_entry_from_history = value != 0;
      else if (key == "late_hours")
        policy_.cancellation_hours = value;
      else
        ADD_FAILURE() << where_ << ": unknown policy " << key;
    }
  }

  void add_fact(const Words& words) {
    if (!add_contact(words) && !add_booking(words) && !add_money(words) && !add_return(words) &&
        !add_care(words))
      ADD_FAILURE() << where_ << ": unknown fact " << words[0];
  }

  bool add_contact(const Words& words) {
    if (words[0] == "known")
      facts_.patient.first_seen_at = now_;
    else if (words[0] == "call") {
      Call& call = add(facts_.calls, words[1]);
      call.direction = has(words, "out") ? CallDirection::outbound : CallDirection::inbound;
      call.at = now_;
      call.answered = !has(words, "missed");
      call.source = id<SourceId>(after(words, "source"));
    } else if (words[0] == "form")
      add(facts_.web_requests, words[1]).at = now_;
    else
      return false;
    return true;
  }

  /// `book b1 [service] on d12 [doctor x] [item i1] [attended]`
  bool add_booking(const Words& words) {
    if (words[0] == "book") {
      Booking& b = add(facts_.bookings, words[1]);
      if (words.size() > 2 && words[2] != "on") b.service = id<ServiceId>(words[2]);
      b.begin = day(after(words, "on")).plus_minutes(4 * 60);
      b.booked_at = now_;
      b.doctor = id<StaffId>(after(words, "doctor"));
      b.plan_item = id<PlanItemId>(after(words, "item"));
      b.attended = has(words, "attended");
      if (b.attended) b.begin = day(after(words, "on"));
    } else if (words[0] == "cancel") {
      Booking& b = find(facts_.bookings, words[1]);
      b.cancelled_at = now_;
      b.cancelled_by_clinic = has(words, "clinic");
      b.cancel_reason = id<ReasonId>(after(words, "reason"));
    } else if (words[0] == "noshow")
      find(facts_.bookings, words[1]).no_show_at = now_;
    else if (words[0] == "undo")
      find(facts_.bookings, words[1]).entered_in_error = true;
    else if (words[0] == "arrive" || words[0] == "walkin") {
      Visit& v = add(facts_.visits, "visit " + words[1]);
      if (words[0] == "arrive") v.booking = find(facts_.bookings, words[1]).id;
      v.arrived_at = now_;
      v.doctor = id<StaffId>(after(words, "doctor"));
    } else
      return false;
    return true;
  }

  /// `charge c1 service [price n] [less n] [visit b1] [item i1] [package c0] [by insurer]
  ///  [renders d9]`, `pay p1 n [for c1] [by insurer] [with certificate k1] [bonus]`
  bool add_money(const Words& words) {
    const PayerKind payer = after(words, "by") == "insurer"    ? PayerKind::insurer
                            : after(words, "by") == "company"  ? PayerKind::company
                            : after(words, "by") == "guardian" ? PayerKind::guardian
                                                               : PayerKind::patient;
    if (words[0] == "charge") {
      Charge& c = add(facts_.charges, words[1]);
      c.service = id<ServiceId>(words[2]);
      const std::string price = after(words, "price");
      c.price_minor = price.empty() ? services_.service(c.service).list_price_minor : number(price);
      c.discount_minor = number(after(words, "less"));
      if (has(words, "visit")) c.visit = id<VisitId>("visit " + after(words, "visit"));
      c.plan_item = id<PlanItemId>(after(words, "item"));
      c.package = id<ChargeId>(after(words, "package"));
      c.rendered_at = has(words, "renders") ? day(after(words, "renders")) : now_;
      c.payer_kind = payer;
      if (payer == PayerKind::insurer || payer == PayerKind::company)
        c.payer_organisation = id<OrganisationId>("org");
      if (payer == PayerKind::guardian) c.payer_patient = id<PatientId>("mother");
    } else if (words[0] == "pay") {
      Payment& p = add(facts_.payments, words[1]);
      p.amount_minor = number(words[2]);
      p.received_at = now_;
      p.payer_kind = payer;
      if (payer == PayerKind::insurer) p.payer_organisation = id<OrganisationId>("org");
      if (has(words, "with")) p.method = PaymentMethod::certificate;
      if (has(words, "bonus")) p.method = PaymentMethod::bonus;
      p.certificate = id<CertificateId>(after(words, "certificate"));
      if (has(words, "for")) allocate(words[1], after(words, "for"), p.amount_minor);
    } else if (words[0] == "allocate")
      allocate(words[1], words[2], number(words[3]));
    else if (words[0] == "accept" || words[0] == "invoice") {
      Invoice& i = add(facts_.invoices, "invoice " + words[1]);
      const Charge& charge = find(facts_.charges, words[1]);
      i.payer_kind = charge.payer_kind;
      i.charges = {charge.id};
      i.issued_at = now_;
      if (words[0] == "accept") i.accepted_at = now_;
      if (has(words, "due")) i.due_on = date_of(after(words, "due"));
    } else if (words[0] == "instalments") {
      InstalmentSchedule& s =
          add(facts_.schedules, "schedule " + std::to_string(facts_.schedules.size()));
      s.charge = find(facts_.charges, words[1]).id;
      s.agreed_at = now_;
      for (std::size_t i = 2; i + 1 < words.size(); i += 2)
        s.instalments.push_back({date_of(words[i]), number(words[i + 1])});
    } else
      return false;
    return true;
  }

  void allocate(const std::string& payment, const std::string& charge, std::int64_t amount_minor) {
    Allocation& a =
        add(facts_.allocations, "allocation " + std::to_string(facts_.allocations.size()));
    a.payment = id<PaymentId>(payment);
    a.charge = id<ChargeId>(charge);
    a.amount_minor = amount_minor;
    a.allocated_at = now_;
  }

  /// `refund n [c1] [of p1] [reason r]`, `void charge|payment|allocation name`, `certificate k n`
  bool add_return(const Words& words) {
    if (words[0] == "refund") {
      Refund& r = add(facts_.refunds, "refund " + std::to_string(facts_.refunds.size()));
      r.amount_minor = number(words[1]);
      r.charge = id<ChargeId>(has(words, "for") ? after(words, "for") : "");
      r.payment = id<PaymentId>(after(words, "of"));
      r.reason = id<ReasonId>(after(words, "reason"));
      r.refunded_at = now_;
    } else if (words[0] == "void") {
      if (words[1] == "charge")
        find(facts_.charges, words[2]).voided_at = now_;
      else if (words[1] == "payment")
        find(facts_.payments, words[2]).voided_at = now_;
      else if (words[1] == "invoice")
        find(facts_.invoices, "invoice " + words[2]).voided_at = now_;
      else
        find(facts_.closings, "closing " + words[2]).voided_at = now_;
    } else if (words[0] == "certificate") {
      Certificate& c = add(facts_.certificates, words[1]);
      c.amount_minor = number(words[2]);
      c.issued_at = now_;
      if (has(words, "until")) c.valid_until = date_of(after(words, "until"));
    } else
      return false;
    return true;
  }

  /// `plan pl1 card`, `item i1 pl1 surgery price count`, `agree pl1`, `done i1`, `refuse i1
  /// reason`, `recall r1 card due d200`, `close card recall r1|refusal|completion [reason x]`
  bool add_care(const Words& words) {
    if (words[0] == "plan") {
      Plan& plan = add(facts_.plans, words[1]);
      plan.specialty = id<SpecialtyId>(words[2]);
      plan.made_at = now_;
    } else if (words[0] == "item") {
      PlanItem& item = add(facts_.plan_items, words[1]);
      item.plan = id<PlanId>(words[2]);
      item.service = id<ServiceId>(words[3]);
      item.price_minor = number(words[4]);
      if (words.size() > 5)
        std::from_chars(words[5].data(), words[5].data() + words[5].size(), item.count);
    } else if (words[0] == "agree")
      find(facts_.plans, words[1]).agreed_at = now_;
    else if (words[0] == "done" || words[0] == "refuse" || words[0] == "elsewhere") {
      PlanItem& item = find(facts_.plan_items, words[1]);
      item.state = words[0] == "done"     ? PlanItemState::done
                   : words[0] == "refuse" ? PlanItemState::refused
                                          : PlanItemState::done_elsewhere;
      item.state_at = now_;
      item.reason = id<ReasonId>(after(words, "reason"));
    } else if (words[0] == "recall") {
      Recall& recall = add(facts_.recalls, words[1]);
      recall.specialty = id<SpecialtyId>(words[2] == "-" ? "" : words[2]);
      recall.set_at = now_;
      recall.due_on = date_of(after(words, "due"));
    } else if (words[0] == "came" || words[0] == "norecall") {
      Recall& recall = find(facts_.recalls, words[1]);
      recall.state = words[0] == "came" ? RecallState::came : RecallState::cancelled;
      recall.state_at = now_;
    } else if (words[0] == "close") {
      CycleClosing& c =
          add(facts_.closings, "closing " + std::to_string(facts_.closings.size() + 1));
      c.specialty = id<SpecialtyId>(words[1] == "-" ? "" : words[1]);
      c.closed_at = now_;
      c.kind = words[2] == "recall"    ? ClosingKind::recall
               : words[2] == "refusal" ? ClosingKind::refusal
                                       : ClosingKind::completion;
      if (c.kind == ClosingKind::recall && words.size() > 3) c.recall = id<RecallId>(words[3]);
      c.reason = id<ReasonId>(after(words, "reason"));
    } else
      return false;
    return true;
  }

  // --- what follows

  std::string cycles_text(const funnel::PatientFunnel& patient) const {
    std::string out;
    for (const funnel::Cycle& c : patient.cycles) {
      if (!out.empty()) out += " | ";
      out += c.specialty.is_nil() ? "-" : name_of(c.specialty);
      out += " " + std::to_string(static_cast<int>(c.status)) + (c.presumed ? "?" : "");
      if (c.closing != funnel::Closing::open) out += " " + std::string(enum_name(c.closing));
    }
    return out;
  }

  /// Of the patient: badge, status, cause, reason, path (statuses of the last cycle's history),
  /// reached, revenue, source; open.X and recall.X of the last cycle of specialty X; else money.
  std::string value_of(const std::string& key, const funnel::PatientFunnel& patient) const {
    const funnel::Cycle& last = patient.cycles.back();
    const funnel::StatusChange& change = last.history.back();
    if (key == "badge") return name_of(patient.cycles[patient.badge].specialty);
    if (key == "status") return std::to_string(static_cast<int>(patient.status));
    if (key == "cause") return std::string(enum_name(change.cause));
    if (key == "at") return day_text(change.at);
    if (key == "closed") return day_text(last.closed_at);
    if (key == "opened") return day_text(last.opened_at);
    if (key == "reason") return name_of(last.last_reason);
    if (key == "source") return name_of(last.source);
    if (key == "reached") return std::to_string(static_cast<int>(last.reached));
    if (key == "cycle_revenue") return std::to_string(last.revenue_minor);
    if (key == "path") {
      std::string out;
      for (const funnel::StatusChange& c : last.history)
        out += std::to_string(static_cast<int>(c.to)) + (c.presumed ? "?" : "");
      return out;
    }
    const auto dot = key.find('.');
    const std::string of = key.substr(0, dot);
    if (of == "open" || of == "recall") {
      const funnel::Cycle* found = nullptr;
      for (const funnel::Cycle& c : patient.cycles)
        if (name_of(c.specialty) == key.substr(dot + 1)) found = &c;
      if (found == nullptr) return "no cycle";
      if (of == "open") return std::to_string(found->open_money_minor);
      return found->recall.is_nil() ? "no" : date_text(found->recall_on);
    }
    return money_value_of(key);
  }

  std::string money_value_of(const std::string& key) const {
    const MoneyRules money{*this};
    const funnel::Settlement& s = money.settlement;
    if (key == "debt") return std::to_string(s.debt_minor(Currency::rub));
    if (key == "advance") return std::to_string(s.advance_minor(Currency::rub));
    if (key == "overpaid") return std::to_string(s.anomalies.overpaid_minor);
    if (key == "overallocated") return std::to_string(s.anomalies.overallocated_minor);
    if (key == "dangling") return std::to_string(s.anomalies.dangling);
    if (key == "revenue") return std::to_string(money.period.revenue_minor);
    if (key == "untyped") return std::to_string(money.period.untyped_revenue_minor);
    if (key == "discounts") return std::to_string(money.period.discounts_minor);
    if (key == "credited") return std::to_string(money.period.credited_minor);
    if (key == "cash_in") return std::to_string(money.period.cash_in_minor);
    if (key == "cash_out") return std::to_string(money.period.cash_out_minor);
    if (key == "redeemed") return std::to_string(money.period.certificates_redeemed_minor);
    if (key == "bonuses") return std::to_string(money.period.bonuses_used_minor);
    if (key == "late") {  // overdue instalments: day:unpaid
      std::string out;
      for (const funnel::OverdueInstalment& o : s.overdue)
        out +=
            (out.empty() ? "" : ",") + date_text(o.due_on) + ":" + std::to_string(o.unpaid_minor);
      return out.empty() ? "no" : out;
    }
    const auto dot = key.find('.');
    const std::string of = key.substr(0, dot),
                      what = dot == std::string::npos ? "" : key.substr(dot + 1);
    if (of == "debt" || of == "advance") return payer_value_of(of, what, s);
    for (const funnel::CertificateState& c : s.certificates)
      if (c.certificate == id_from_name(of))
        return std::to_string(what == "left" ? c.left_minor : c.expired_minor);
    for (const funnel::ChargeState& c : s.charges)
      if (facts_.charges[c.row].id == id_from_name(of)) return charge_value_of(what, c);
    return "unknown key";
  }

  static std::string payer_value_of(const std::string& what, const std::string& payer,
                                    const funnel::Settlement& settlement) {
    std::int64_t sum = 0;
    for (const funnel::PayerBalance& b : settlement.balances)
      if (enum_name(b.kind) == payer) sum += what == "debt" ? b.debt_minor : b.advance_minor;
    return std::to_string(sum);
  }

  std::string charge_value_of(const std::string& key, const funnel::ChargeState& state) const {
    if (key == "settled") return day_text(state.settled_at);
    if (key == "unsettled") return day_text(state.unsettled_at);
    if (key == "purchased") return day_text(state.purchased_at);
    if (key == "ground") return std::string(enum_name(state.ground));
    if (key == "paid") return std::to_string(state.paid_minor);
    if (key == "refunded") return std::to_string(state.refunded_minor);
    if (key == "debt") return std::to_string(state.debt_minor);
    if (key == "due_now") return std::to_string(state.due_now_minor);
    if (key == "overdue") return std::to_string(state.overdue_minor);
    return "unknown key";
  }

  struct MoneyRules {
    explicit MoneyRules(const FunnelTable& table)
        : settlement(funnel::settle(funnel::money_of(table.facts_),
                                    {.main_bought_percent = table.policy_.main_bought_percent,
                                     .now = table.now_,
                                     .today = table.zone_.local(table.now_).date})),
          period(funnel::money_of_period(funnel::money_of(table.facts_),
                                         {Instant{1}, table.now_.plus_seconds(1)}, Currency::rub,
                                         table.services_)) {}
    funnel::Settlement settlement;
    funnel::PeriodMoney period;
  };

  PatientFacts facts_;
  funnel::ServiceLookup services_;
  Policy policy_;
  Zone zone_ = Zone::find("Europe/Moscow").value();
  Instant now_;
  std::map<IdBytes, std::string> names_;
  std::string case_, where_;
  int lines_checked_ = 0;
};

}  // namespace retour::test
