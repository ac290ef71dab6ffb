#include "app/aims.hpp"

#include <algorithm>
#include <cmath>

#include "app/load.hpp"
#include "funnel/overview.hpp"

namespace retour::app {
namespace {

constexpr double whole = 10'000;  // of a share

AimedValue share(const funnel::Estimate& estimate) {
  if (!estimate.is_known()) return {.why = estimate};
  return {.value = std::llround(estimate.value * whole)};
}

AimedValue part(std::int64_t hits, std::int64_t trials) {
  if (trials == 0) return {.why = funnel::abstained(funnel::Abstention::too_few, 0, 1)};
  return {.value = std::llround(static_cast<double>(hits) * whole / static_cast<double>(trials))};
}

/// One question and what it is asked of.
struct Asking {
  Clinic& clinic;
  const LiveFunnel& funnel;
  const LiveCalls& calls;
  const AimQuestion& question;

  [[nodiscard]] Interval last_days(std::int32_t days) const {
    const LocalDate today = clinic.today({});
    const Zone zone = clinic.catalogue().zone_of({});
    return {zone.lookup({today.plus_days(1 - days), 0}).first,
            zone.lookup({today.plus_days(1), 0}).first};
  }
  [[nodiscard]] funnel::ReportQuery report(std::int32_t days) const {
    funnel::ReportQuery asked =
        funnel::query_of(clinic.catalogue().policy, last_days(days), clinic.now());
    asked.branch = question.branch;
    asked.doctor = question.staff;
    asked.source = question.source;
    return asked;
  }
  [[nodiscard]] AimedValue conversion() const {
    const funnel::FunnelReport made = funnel::measure_funnel(funnel.columns(), report(aim_days));
    const auto step = static_cast<std::size_t>(std::clamp(question.step, 1, 6));
    if (!made.steps[step].estimate)
      return {.why = funnel::abstained(funnel::Abstention::too_few, 0, 1)};
    return {.value = std::llround(*made.steps[step].estimate * whole)};
  }
  [[nodiscard]] AimedValue primaries() const {
    const funnel::FunnelReport made =
        funnel::measure_funnel(funnel.columns(), report(aim_month_days));
    return {.value =
                made.steps[static_cast<std::size_t>(funnel::FunnelStatus::entry_paid)].entrants};
  }
  [[nodiscard]] funnel::RevenueCell money(std::int32_t days) const {
    return funnel::revenue_of(funnel.columns(), {.period = last_days(days),
                                                 .filter = {.branch = question.branch,
                                                            .doctor = question.staff,
                                                            .source = question.source}})
        .total;
  }
  [[nodiscard]] AimedValue ticket() const {
    const funnel::RevenueCell all = money(aim_days);
    const auto average = funnel::average_minor(all.net_minor, all.visits);
    if (!average) return {.why = funnel::abstained(funnel::Abstention::too_few, 0, 1)};
    return {.value = *average};
  }
  [[nodiscard]] AimedValue operators() const {
    const funnel::CallReport made = funnel::call_report(calls.table(), calls.unique(),
                                                        {.period = last_days(aim_days),
                                                         .now = clinic.now(),
                                                         .rules = calls.rules(),
                                                         .source = question.source});
    if (question.figure == AimedFigure::missed_calls) return part(made.missed, made.inbound);
    if (question.staff.is_nil()) return share(made.all.conversion);
    for (const funnel::OperatorFigures& of : made.operators)
      if (of.who == question.staff) return share(of.outcome.conversion);
    return {.why = funnel::abstained(funnel::Abstention::too_few, 0, funnel::outcome_calls_min)};
  }
  [[nodiscard]] AimedValue returned() const {
    // Who first came long enough ago for the window to be over: a year back.
    const funnel::DoctorInputs inputs = funnel::doctor_inputs(
        funnel.columns(),
        {.period = last_days(365), .now = clinic.now(), .branch = question.branch});
    funnel::ShareCount all;
    const auto rates =
        funnel::return_rates(inputs.primaries, inputs.doctors.size(), return_window_days);
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (!question.staff.is_nil() && inputs.doctors[i] != question.staff) continue;
      all = {all.hits + rates[i].returned.hits, all.trials + rates[i].returned.trials};
    }
    return part(all.hits, all.trials);
  }
  [[nodiscard]] AimedValue value() const {
    const funnel::Estimate mean = funnel::patient_values(funnel.columns(), clinic.now()).equal_age;
    if (!mean.is_known()) return {.why = mean};
    return {.value = std::llround(mean.value)};
  }
  [[nodiscard]] AimedValue cost() const {
    const Catalogue& catalogue = clinic.catalogue();
    const Attribution attribution = catalogue.policy.attribution;
    const funnel::ChannelReport made = funnel::channel_report(
        funnel.columns(), calls.table(), calls.unique(), calls.milestones(),
        attributed_sources(catalogue, funnel, calls, attribution), spent_lines(catalogue),
        {.period = last_days(aim_days), .now = clinic.now(), .attribution = attribution});
    const funnel::ChannelFigures* of = &made.total;
    for (const funnel::ChannelFigures& channel : made.channels)
      if (!question.source.is_nil() && channel.source == question.source) of = &channel;
    if (of->spent_minor == 0 || of->primaries == 0)
      return {.why = funnel::abstained(funnel::Abstention::too_few, of->primaries, 1)};
    return {.value = of->spent_minor / of->primaries};
  }
  [[nodiscard]] Result<AimedValue> load() const {
    RETOUR_ASSIGN(const LoadReport made,
                  load_report(clinic, clinic.today({}).plus_days(1 - aim_month_days),
                              aim_month_days, question.branch, useful_minutes));
    std::int64_t booked = 0, rostered = 0;
    for (const schedule::ResourceLoad& one : made.resources) {
      if (one.kind != schedule::ResourceKind::doctor) continue;
      if (!question.staff.is_nil() && StaffId{one.id} != question.staff) continue;
      booked += one.booked_minutes;
      rostered += one.available_minutes;
    }
    return part(booked, rostered);
  }

  static constexpr std::int32_t return_window_days = 180;
  static constexpr std::int32_t useful_minutes = 30;
};

}  // namespace

AimQuestion question_of(const Target& target) {
  return {.figure = target.figure,
          .step = target.step,
          .staff = target.staff,
          .source = target.source,
          .branch = target.branch};
}

Result<AimedValue> aimed_value(Clinic& clinic, const LiveFunnel& funnel, const LiveCalls& calls,
                               const AimQuestion& question) {
  const Asking asking{clinic, funnel, calls, question};
  switch (question.figure) {
    case AimedFigure::step_conversion: return asking.conversion();
    case AimedFigure::operator_conversion:
    case AimedFigure::missed_calls: return asking.operators();
    case AimedFigure::return_rate: return asking.returned();
    case AimedFigure::first_year_value: return asking.value();
    case AimedFigure::average_ticket: return asking.ticket();
    case AimedFigure::cost_per_primary: return asking.cost();
    case AimedFigure::primary_patients: return asking.primaries();
    case AimedFigure::revenue: return AimedValue{.value = asking.money(aim_month_days).net_minor};
    case AimedFigure::load: return asking.load();
  }
  return AimedValue{};
}

bool is_less_better(AimedFigure figure) {
  return figure == AimedFigure::missed_calls || figure == AimedFigure::cost_per_primary;
}

AimVerdict verdict_of(const Target& target, std::optional<std::int64_t> value, LocalDate today) {
  if (target.verdict != AimVerdict::open) return target.verdict;
  if (value && (is_less_better(target.figure) ? *value <= target.aim : *value >= target.aim))
    return AimVerdict::reached;
  return today > target.due_on ? AimVerdict::missed : AimVerdict::open;
}

double progress_of(const Target& target, std::int64_t value) {
  const auto way = static_cast<double>(target.aim - target.baseline);
  if (way == 0) return verdict_of(target, value, target.set_on) == AimVerdict::reached ? 1 : 0;
  return std::clamp(static_cast<double>(value - target.baseline) / way, 0.0, 1.0);
}

std::vector<funnel::SpentLine> spent_lines(const Catalogue& catalogue) {
  std::vector<funnel::SpentLine> spent;
  for (const Cost& cost : catalogue.costs)
    if (cost.active) spent.push_back({cost.source, cost.month, cost.amount_minor});
  return spent;
}

std::vector<SourceId> attributed_sources(const Catalogue& catalogue, const LiveFunnel& funnel,
                                         const LiveCalls& calls, Attribution attribution) {
  std::vector<SourceId> direct;
  for (const Source& source : catalogue.sources)
    if (source.kind == SourceKind::direct) direct.push_back(source.id);
  return funnel::sources_of(funnel.columns(), calls.table(), calls.milestones(), attribution,
                            direct);
}

}  // namespace retour::app
