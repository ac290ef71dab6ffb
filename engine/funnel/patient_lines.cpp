#include "funnel/patient_lines.hpp"

#include <algorithm>
#include <limits>

namespace retour::funnel {
namespace {

constexpr Instant never{std::numeric_limits<std::int64_t>::max()};

bool is_set(Instant at) {
  return at.seconds != 0;
}

/// Rows of one patient by id; found by halving, because a patient of twenty years has hundreds.
template <class Row>
class ById {
 public:
  explicit ById(const std::vector<Row>& rows) {
    rows_.reserve(rows.size());
    for (const Row& row : rows) rows_.push_back(&row);
    std::ranges::sort(rows_, {}, &Row::id);
  }
  [[nodiscard]] const Row* find(const decltype(Row::id)& id) const {
    const auto at = std::ranges::lower_bound(rows_, id, {}, &Row::id);
    return at != rows_.end() && (*at)->id == id ? *at : nullptr;
  }

 private:
  std::vector<const Row*> rows_;
};

class Lines {
 public:
  Lines(const PatientFacts& facts, const ServiceLookup& services)
      : facts_(facts),
        services_(services),
        bookings_(facts.bookings),
        charges_(facts.charges),
        plans_(facts.plans),
        plan_items_(facts.plan_items) {
    for (const Charge& charge : facts.charges)
      if (!charge.visit.is_nil() && !is_set(charge.voided_at)) by_visit_.push_back(&charge);
    std::ranges::stable_sort(by_visit_, {}, &Charge::visit);
    for (const Visit& visit : facts.visits)
      if (!visit.booking.is_nil() && is_set(visit.arrived_at)) visited_.push_back(visit.booking);
    std::ranges::sort(visited_);
  }

  PatientLines take(const Zone& zone) {
    for (const Charge& charge : facts_.charges) add_charge(charge);
    if (!facts_.charges.empty()) {
      add_refunds();
      add_bonuses();
    }
    for (const Visit& visit : facts_.visits) add_visit(visit);
    for (const Booking& booking : facts_.bookings) add_booking(booking);
    if (out_.charges.empty() && out_.visits.empty() && taken_off_.empty()) return std::move(out_);
    mark_first_day(zone);
    std::ranges::stable_sort(out_.charges, {}, &ChargeLine::at);
    std::ranges::stable_sort(out_.visits, {}, &VisitLine::at);
    return std::move(out_);
  }

 private:
  [[nodiscard]] SpecialtyId specialty_of(PlanItemId item, SpecialtyId of_service,
                                         StaffId doctor) const {
    if (!item.is_nil()) {
      const PlanItem* row = plan_items_.find(item);
      const Plan* plan = row == nullptr ? nullptr : plans_.find(row->plan);
      if (plan != nullptr && !plan->specialty.is_nil()) return plan->specialty;
    }
    return of_service.is_nil() ? services_.doctor_specialty(doctor) : of_service;
  }

  static bool counts(const Charge& charge) {
    return !is_set(charge.voided_at) && is_set(charge.rendered_at);
  }

  void add_charge(const Charge& charge) {
    if (!counts(charge)) return;
    first_ = std::min(first_, charge.rendered_at);
    if (charge.package.is_nil()) out_.charges.push_back(line_of(charge));
  }

  [[nodiscard]] ChargeLine line_of(const Charge& charge) const {
    const ServiceInfo service = services_.service(charge.service);
    return {.at = charge.rendered_at,
            .service = charge.service,
            .specialty = specialty_of(charge.plan_item, service.specialty, charge.performer),
            .doctor = charge.performer,
            .branch = charge.branch,
            .type = service.type,
            .flags = static_cast<std::uint8_t>(service.category),
            .net_minor = charge.due_minor()};
  }

  /// What is taken off a charge later bears everything that the charge bears, its first day too.
  void take_off(ChargeId id, Instant at, std::int64_t amount_minor, std::uint8_t flag) {
    const Charge* charge = id.is_nil() ? nullptr : charges_.find(id);
    if (charge == nullptr || !counts(*charge)) return;
    ChargeLine line = line_of(*charge);
    line.flags |= flag;
    line.net_minor = -amount_minor;
    taken_off_.push_back({line, at});
  }

  void add_refunds() {
    for (const Refund& refund : facts_.refunds)
      if (!is_set(refund.voided_at))
        take_off(refund.charge, refund.refunded_at, refund.amount_minor, charge_flag::credit);
  }

  void add_bonuses() {
    const auto is_bonus = [](const Payment& payment) {
      return payment.method == PaymentMethod::bonus && !is_set(payment.voided_at);
    };
    if (std::ranges::none_of(facts_.payments, is_bonus)) return;
    const ById<Payment> payments(facts_.payments);
    for (const Allocation& part : facts_.allocations) {
      const Payment* payment = is_set(part.voided_at) ? nullptr : payments.find(part.payment);
      if (payment != nullptr && is_bonus(*payment))
        take_off(part.charge, part.allocated_at, part.amount_minor, charge_flag::bonus);
    }
  }

  void add_visit(const Visit& visit) {
    if (!is_set(visit.arrived_at)) return;
    const Booking* booking = visit.booking.is_nil() ? nullptr : bookings_.find(visit.booking);
    VisitLine line{.at = visit.arrived_at,
                   .doctor = visit.doctor,
                   .branch = visit.branch,
                   .flags = static_cast<std::uint8_t>(visit.further_visit)};
    Instant ready = visit.arrived_at;
    PlanItemId plan_item;
    if (booking != nullptr) {
      line.service = booking->service;
      plan_item = booking->plan_item;
      if (line.doctor.is_nil()) line.doctor = booking->doctor;
      if (line.branch.is_nil()) line.branch = booking->branch;
      line.length_minutes = length_of(booking->length_minutes);
      if (booking->begin_minute != untimed_minute) ready = std::max(ready, booking->begin);
    }
    add_done(visit.id, line);
    line.specialty =
        specialty_of(plan_item, services_.service(line.service).specialty, line.doctor);
    if (is_set(visit.entered_at)) {
      // Taken before his time: no wait.
      line.wait_minutes = static_cast<std::int16_t>(
          std::clamp<std::int64_t>((visit.entered_at.seconds - ready.seconds) / 60, 0, 32767));
      if (is_set(visit.finished_at))
        line.length_minutes =
            length_of((visit.finished_at.seconds - visit.entered_at.seconds) / 60);
    }
    if (visit.outcome != VisitOutcome::none) line.flags |= visit_flag::has_outcome;
    came(line);
  }

  /// What was done in a visit: its service when no booking names one, and whether it was
  /// diagnostics alone.
  void add_done(VisitId visit, VisitLine& line) const {
    const auto charges = std::ranges::equal_range(by_visit_, visit, {}, &Charge::visit);
    const auto is_diagnostic = [this](ServiceId service) {
      return services_.service(service).type == ProductType::diagnostic;
    };
    bool is_all = charges.empty() ? is_diagnostic(line.service) : true;
    for (const Charge* charge : charges) {
      if (line.service.is_nil()) line.service = charge->service;
      is_all = is_all && is_diagnostic(charge->service);
    }
    if (is_all) line.flags |= visit_flag::diagnostic;
  }

  /// Bookings to which nobody came, and imported ones to which somebody did.
  void add_booking(const Booking& booking) {
    if (booking.entered_in_error || is_set(booking.cancelled_at)) return;
    if (!booking.attended && !is_set(booking.no_show_at)) return;
    if (std::ranges::binary_search(visited_, booking.id)) return;
    const ServiceInfo service = services_.service(booking.service);
    VisitLine line{.at = booking.begin,
                   .service = booking.service,
                   .specialty = specialty_of(booking.plan_item, service.specialty, booking.doctor),
                   .doctor = booking.doctor,
                   .branch = booking.branch,
                   .length_minutes = length_of(booking.length_minutes)};
    if (service.type == ProductType::diagnostic) line.flags |= visit_flag::diagnostic;
    if (booking.attended) {
      line.flags |= visit_flag::no_record;
      came(line);
    } else {
      line.flags |= visit_flag::no_show;
      out_.visits.push_back(line);
    }
  }

  static std::uint16_t length_of(std::int64_t minutes) {
    return static_cast<std::uint16_t>(std::clamp<std::int64_t>(minutes, 0, 65535));
  }

  void came(const VisitLine& line) {
    first_ = std::min(first_, line.at);
    out_.visits.push_back(line);
  }

  void mark_first_day(const Zone& zone) {
    Interval day{never, never};
    if (first_ != never) day = zone.day(zone.local(first_).date);
    const auto is_in = [&](Instant at) { return day.begin <= at && at < day.end; };
    for (ChargeLine& line : out_.charges)
      if (is_in(line.at)) line.flags |= charge_flag::first_day;
    for (VisitLine& line : out_.visits)
      if (is_in(line.at) && (line.flags & visit_flag::no_show) == 0)
        line.flags |= visit_flag::first_day;
    for (auto& [line, at] : taken_off_) {
      if (is_in(line.at)) line.flags |= charge_flag::first_day;
      line.at = at;
      out_.charges.push_back(line);
    }
  }

  struct TakenOff {
    ChargeLine line;  ///< `at` of the charge.
    Instant at;
  };

  const PatientFacts& facts_;
  const ServiceLookup& services_;
  ById<Booking> bookings_;
  ById<Charge> charges_;
  ById<Plan> plans_;
  ById<PlanItem> plan_items_;
  std::vector<const Charge*> by_visit_;  // that stand, by visit
  std::vector<BookingId> visited_;       // sorted
  PatientLines out_;
  std::vector<TakenOff> taken_off_;
  Instant first_ = never;
};

}  // namespace

PatientLines lines_of(const PatientFacts& facts, const ServiceLookup& services, const Zone& zone) {
  return Lines(facts, services).take(zone);
}

}  // namespace retour::funnel
