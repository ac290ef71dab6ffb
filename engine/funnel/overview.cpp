#include "funnel/overview.hpp"

#include <algorithm>
#include <cmath>

#include "base/order.hpp"

namespace retour::funnel {
namespace {

std::int64_t permille_of(std::int64_t part, std::int64_t all) {
  return all == 0 ? 0 : std::llround(static_cast<double>(part) * 1000 / static_cast<double>(all));
}

std::int64_t money_between(const EventColumns& columns, const Interval& period,
                           const ReportQuery& query) {
  return revenue_of(
             columns,
             {.period = period,
              .filter = {.branch = query.branch, .doctor = query.doctor, .source = query.source}})
      .total.net_minor;
}

// ---- advice -------------------------------------------------------------------------------------

/// What one more patient led from step 4 to 5 was prescribed, by those who were lost there.
std::optional<double> prescribed_minor(const FunnelReport& funnel) {
  const StepFigures& step = funnel.steps[static_cast<std::size_t>(FunnelStatus::entry_paid)];
  const std::int64_t valued = step.lost - step.unvalued;
  if (valued <= 0 || step.gross_lost_minor <= 0) return std::nullopt;
  return static_cast<double>(step.gross_lost_minor) / static_cast<double>(valued);
}

void add_steps(const Overview& made, std::vector<Advice>& advice) {
  for (std::size_t i = 1; i < made.funnel.steps.size(); ++i) {
    const StepFigures& step = made.funnel.steps[i];
    if (step.lost == 0) continue;
    advice.push_back(
        {.kind = AdviceKind::lost_step,
         .step = static_cast<FunnelStatus>(i),
         .count = step.lost,
         .money_minor = step.lost_minor && *step.lost_minor > 0 ? step.lost_minor : std::nullopt});
  }
}

void add_calls(const Overview& made, std::vector<Advice>& advice) {
  const Estimate value = best_known(made.values);
  const CallOutcome& all = made.calls.all;
  if (made.calls.never_reached > 0) {
    Advice& one = advice.emplace_back();
    one = {.kind = AdviceKind::never_reached, .count = made.calls.never_reached};
    if (all.conversion.is_known() && value.is_known())
      one.money_minor =
          std::llround(static_cast<double>(one.count) * all.conversion.value * value.value);
  }
  const std::size_t people = made.calls.operators.size();
  for (const OperatorFigures& of : made.calls.operators) {
    const ShareCount own{of.outcome.decided_converted, of.outcome.decided};
    ShareCount others;
    for (const OperatorFigures& other : made.calls.operators)
      if (&other != &of) {
        others.hits += other.outcome.decided_converted;
        others.trials += other.outcome.decided;
      }
    const Estimate lost = shortfall(own, others, outcome_calls_min, people);
    if (!lost.is_known() || lost.low <= 0) continue;
    Advice& one = advice.emplace_back();
    one = {.kind = AdviceKind::operator_loses, .who = of.who, .count = std::llround(lost.value)};
    if (value.is_known()) one.money_minor = std::llround(lost.value * value.value);
  }
}

/// Whoever falls short of the colleagues of his specialty for sure.
void add_short(AdviceKind kind, std::span<const StaffId> doctors,
               std::span<const ShareCount> counts, std::span<const DoctorGroup> groups,
               std::optional<double> money_of_one, std::vector<Advice>& advice) {
  const auto group_of = [&](StaffId doctor) {
    const auto found = std::ranges::find(groups, doctor, &DoctorGroup::doctor);
    return found == groups.end() ? SpecialtyId{} : found->specialty;
  };
  for (std::size_t i = 0; i < doctors.size(); ++i) {
    const SpecialtyId group = group_of(doctors[i]);
    if (group.is_nil()) continue;
    ShareCount others;
    for (std::size_t j = 0; j < doctors.size(); ++j) {
      if (j == i || group_of(doctors[j]) != group) continue;
      others.hits += counts[j].hits;
      others.trials += counts[j].trials;
    }
    const Estimate lost = shortfall(counts[i], others, share_trials_min, doctors.size());
    if (!lost.is_known() || lost.low <= 0) continue;
    Advice& one = advice.emplace_back();
    one = {.kind = kind, .who = doctors[i], .count = std::llround(lost.value)};
    if (money_of_one) one.money_minor = std::llround(lost.value * *money_of_one);
  }
}

/// By doctor: of those who need to return and whose window is over, who did.
std::vector<ShareCount> returns_of(const DoctorInputs& inputs, std::int32_t window_days) {
  std::vector<ShareCount> returned;
  for (const ReturnRate& one : return_rates(inputs.primaries, inputs.doctors.size(), window_days))
    returned.push_back(one.returned);
  return returned;
}

Estimate share_of_all(std::span<const ShareCount> counts) {
  ShareCount all;
  for (const ShareCount& one : counts) all = {all.hits + one.hits, all.trials + one.trials};
  return compare_shares(std::span(&all, 1)).front().share;
}

void add_rest(const Overview& made, std::vector<Advice>& advice) {
  if (const Concentration river = concentration_of(made.channels); river.is_a_risk)
    advice.push_back({.kind = AdviceKind::one_source,
                      .source = river.source,
                      .permille = std::llround(river.share.value * 1000)});
  const std::int64_t untyped =
      permille_of(made.funnel.untyped_revenue_minor, made.funnel.revenue_minor);
  if (untyped >= untyped_permille_min)
    advice.push_back({.kind = AdviceKind::untyped,
                      .permille = untyped,
                      .money_minor = made.funnel.untyped_revenue_minor});
}

}  // namespace

MeanValues patient_values(const EventColumns& columns, Instant now) {
  return mean_values(values_of(purchases_of(columns, now), columns.zone().local(now).date.days));
}

Estimate best_known(const MeanValues& values) {
  return values.equal_age.is_known() ? values.equal_age : values.historic;
}

Estimate returned_of(const EventColumns& columns, const DoctorQuery& query) {
  return share_of_all(returns_of(doctor_inputs(columns, query), query.return_window_days));
}

Interval a_year_before(const Interval& period, const Zone& zone) {
  const auto before = [&](Instant at) {
    const LocalDate date = zone.local(at).date;
    const auto same = LocalDate::from_ymd(date.year() - 1, date.month(), date.day());
    return zone.lookup({same.value_or(date.plus_days(-365)), 0}).first;
  };
  return {before(period.begin), before(period.end)};
}

Overview measure_overview(const EventColumns& columns, const CallTable& calls,
                          std::span<const UniqueCall> unique, const Milestones& milestones,
                          const OverviewQuery& query) {
  const ReportQuery& asked = query.funnel;
  Overview made;
  made.funnel = measure_funnel(columns, asked);
  made.calls = call_report(
      calls, unique,
      {.period = asked.period, .now = asked.now, .rules = query.rules, .source = asked.source});
  made.channels =
      channel_report(columns, calls, unique, milestones, query.sources_by_row, query.spent,
                     {.period = asked.period, .now = asked.now, .attribution = query.attribution});
  made.revenue_minor = money_between(columns, asked.period, asked);
  made.revenue_before_minor =
      money_between(columns, a_year_before(asked.period, columns.zone()), asked);
  made.values = patient_values(columns, asked.now);

  const DoctorInputs inputs =
      doctor_inputs(columns, {.period = asked.period,
                              .now = asked.now,
                              .branch = asked.branch,
                              .step_window_days = asked.window_days[4],
                              .return_window_days = query.return_window_days});
  const std::vector<ShareCount> returned = returns_of(inputs, query.return_window_days);
  made.returned = share_of_all(returned);

  add_steps(made, made.advice);
  add_calls(made, made.advice);
  add_short(AdviceKind::doctor_converts, inputs.doctors, inputs.entry_to_main, query.doctors,
            prescribed_minor(made.funnel), made.advice);
  add_short(AdviceKind::doctor_returns, inputs.doctors, returned, query.doctors, std::nullopt,
            made.advice);
  add_rest(made, made.advice);
  sort_stably(made.advice, {}, [](const Advice& one) { return -one.money_minor.value_or(-1); });
  made.advice.resize(std::min(made.advice.size(), advice_max));
  return made;
}

}  // namespace retour::funnel
