#include "app/month_figures.hpp"

#include <algorithm>

#include "app/aims.hpp"
#include "app/load.hpp"
#include "funnel/finance.hpp"

namespace retour::app {
namespace {

using funnel::Proportion;

constexpr std::int32_t useful_minutes = 30;
constexpr std::size_t step_count = 6;
constexpr std::size_t step_columns = 4;  // of PublishedMonth::funnel

std::size_t index(MonthFigure figure) {
  return static_cast<std::size_t>(figure);
}
MonthFigure step_figure(std::size_t step) {
  return static_cast<MonthFigure>(index(MonthFigure::step_1) + step - 1);
}

std::vector<std::int64_t> steps_of(const funnel::FunnelReport& report) {
  std::vector<std::int64_t> steps;
  for (std::size_t i = 1; i <= step_count; ++i)
    for (const std::int64_t figure : {report.steps[i].entrants, report.steps[i].converted,
                                      report.steps[i].lost, report.steps[i].pending})
      steps.push_back(figure);
  return steps;
}

funnel::ChannelReport channels_of(const Clinic& clinic, const LiveFunnel& funnel,
                                  const LiveCalls& calls, LocalDate month) {
  const Attribution attribution = clinic.catalogue().policy.attribution;
  return funnel::channel_report(funnel.columns(), calls.table(), calls.unique(), calls.milestones(),
                                attributed_sources(clinic.catalogue(), funnel, calls, attribution),
                                spent_lines(clinic.catalogue()),
                                channel_query_of_month(clinic, month));
}

const PublishedMonth* said_of(const Clinic& clinic, LocalDate month) {
  for (const PublishedMonth& one : clinic.catalogue().published_months)
    if (one.month == month) return &one;
  return nullptr;
}

/// Fills the values of one month.
struct Filling {
  Clinic& clinic;
  const LiveFunnel& funnel;
  const LiveCalls& calls;
  SourceId source;
  MonthFigures out;
  std::vector<std::pair<SourceId, std::int64_t>> unique_by_channel = {};

  MonthValue& at(MonthFigure figure) { return out.values[index(figure)]; }
  void put(MonthFigure figure, std::int64_t value, bool is_frozen = false) {
    at(figure) = {.value = static_cast<double>(value), .share = {}, .is_frozen = is_frozen};
  }
  void put(MonthFigure figure, Proportion share, bool is_frozen = false) {
    if (share.all == 0) return;
    at(figure) = {.value = static_cast<double>(share.part) / static_cast<double>(share.all),
                  .share = share,
                  .is_frozen = is_frozen};
  }
  void cost(MonthFigure figure, std::int64_t spent_minor, std::int64_t count) {
    const funnel::CostSpan cost = funnel::cost_of_one(spent_minor, count, 0);
    if (cost.is_known) at(figure) = {.value = cost.minor, .is_frozen = out.said != nullptr};
  }

  void channels() {
    funnel::ChannelFigures sum;
    const auto add = [&](SourceId channel, std::int64_t spent, std::int64_t heard,
                         std::int64_t unique, std::int64_t primaries, std::int64_t operated) {
      if (!source.is_nil() && channel != source) return;
      unique_by_channel.emplace_back(channel, unique);
      if (!channel.is_nil()) sum.spent_minor += spent;
      sum.calls += heard, sum.unique_calls += unique;
      sum.primaries += primaries, sum.operated += operated;
    };
    if (const PublishedMonth* said = out.said) {
      for (std::size_t i = 0; i < said->sources.size(); ++i) {
        const std::int64_t* figures = said->figures.data() + i * PublishedMonth::columns;
        add(said->sources[i], figures[PublishedMonth::spent], figures[PublishedMonth::calls],
            figures[PublishedMonth::unique_calls], figures[PublishedMonth::primaries],
            figures[PublishedMonth::operated]);
      }
    } else {
      for (const funnel::ChannelFigures& line :
           channels_of(clinic, funnel, calls, out.month).channels)
        add(line.source, line.spent_minor, line.calls, line.unique_calls, line.primaries,
            line.operated);
    }
    const bool is_frozen = out.said != nullptr;
    put(MonthFigure::calls, sum.calls, is_frozen);
    put(MonthFigure::unique_calls, sum.unique_calls, is_frozen);
    put(MonthFigure::primaries, sum.primaries, is_frozen);
    put(MonthFigure::operated, sum.operated, is_frozen);
    put(MonthFigure::spent, sum.spent_minor, is_frozen);
    cost(MonthFigure::cost_of_unique_call, sum.spent_minor, sum.unique_calls);
    cost(MonthFigure::cost_of_primary, sum.spent_minor, sum.primaries);
    cost(MonthFigure::cost_of_operated, sum.spent_minor, sum.operated);
  }

  /// Calls of the channels that lead to the site, by its visitors from the city.
  void site() {
    std::int64_t visitors = 0, in_city = 0, unique = 0, known = 0;
    for (const SiteTraffic& line : clinic.catalogue().traffic) {
      if (!line.active || line.month != out.month) continue;
      if (!source.is_nil() && line.source != source) continue;
      ++known;
      visitors += line.visitors;
      in_city += line.visitors_in_city;
      for (const auto& [channel, count] : unique_by_channel)
        if (channel == line.source) unique += count;
    }
    if (known == 0) return;
    put(MonthFigure::visitors, visitors);
    put(MonthFigure::visitors_in_city, in_city);
    if (unique <= in_city) put(MonthFigure::city_call_share, Proportion{unique, in_city});
  }

  void conversion() {
    const funnel::CallReport made = funnel::call_report(calls.table(), calls.unique(),
                                                        {.period = span_of_month(clinic, out.month),
                                                         .now = clinic.now(),
                                                         .rules = calls.rules(),
                                                         .source = source});
    put(MonthFigure::call_conversion, Proportion{made.all.decided_converted, made.all.decided});
  }

  void steps_and_money() {
    const funnel::FunnelReport now =
        funnel::measure_funnel(funnel.columns(), step_query_of_month(clinic, out.month));
    const std::vector<std::int64_t> steps = out.said != nullptr ? out.said->funnel : steps_of(now);
    const bool is_frozen = out.said != nullptr;
    for (std::size_t i = 1; i <= step_count && i * step_columns <= steps.size(); ++i) {
      const std::int64_t* figures = steps.data() + (i - 1) * step_columns;
      put(step_figure(i), Proportion{figures[1], figures[1] + figures[2]}, is_frozen);
    }
    put(MonthFigure::revenue, is_frozen ? out.said->revenue_minor : now.revenue_minor, is_frozen);
    const funnel::RevenueTable operations = funnel::revenue_of(
        funnel.columns(), {.period = span_of_month(clinic, out.month),
                           .filter = {.category = funnel::ProductCategory::surgery}});
    put(MonthFigure::operations_revenue, operations.total.net_minor);
  }

  [[nodiscard]] Status load() {
    const std::int32_t days = out.month.plus_months(1).days - out.month.days;
    RETOUR_ASSIGN(const LoadReport made, load_report(clinic, out.month, days, {}, useful_minutes));
    const BookedTimes times = booked_times(made);
    const auto share = [](const BookedTime& of) {
      return Proportion{of.booked_minutes, of.available_minutes};
    };
    put(MonthFigure::load_of_doctors, share(times.doctors));
    put(MonthFigure::load_of_theatre, share(times.theatre));
    return {};
  }
};

}  // namespace

FigureKind kind_of(MonthFigure figure) {
  switch (figure) {
    case MonthFigure::revenue:
    case MonthFigure::operations_revenue:
    case MonthFigure::spent:
    case MonthFigure::cost_of_unique_call:
    case MonthFigure::cost_of_primary:
    case MonthFigure::cost_of_operated: return FigureKind::money;
    case MonthFigure::visitors:
    case MonthFigure::visitors_in_city:
    case MonthFigure::calls:
    case MonthFigure::unique_calls:
    case MonthFigure::primaries:
    case MonthFigure::operated: return FigureKind::count;
    default: return FigureKind::share;
  }
}

Interval span_of_month(const Clinic& clinic, LocalDate month) {
  const Zone zone = clinic.catalogue().zone_of({});
  return {zone.day(month).begin, zone.day(month.plus_months(1)).begin};
}

funnel::ChannelQuery channel_query_of_month(const Clinic& clinic, LocalDate month) {
  return {.period = span_of_month(clinic, month),
          .now = clinic.now(),
          .attribution = clinic.catalogue().policy.attribution,
          .count = funnel::CountBy::same_period};
}

funnel::ReportQuery step_query_of_month(const Clinic& clinic, LocalDate month) {
  return funnel::query_of(clinic.catalogue().policy, span_of_month(clinic, month), clinic.now());
}

PublishedMonth month_to_publish(Clinic& clinic, const LiveFunnel& funnel, const LiveCalls& calls,
                                LocalDate month) {
  const funnel::FunnelReport report =
      funnel::measure_funnel(funnel.columns(), step_query_of_month(clinic, month));
  PublishedMonth said;
  said.id = published_month_id(month);
  said.month = month;
  said.published_by = clinic.session().staff;
  said.published_at = clinic.now();
  said.revenue_minor = report.revenue_minor;
  said.funnel = steps_of(report);
  for (const funnel::ChannelFigures& line : channels_of(clinic, funnel, calls, month).channels) {
    said.sources.push_back(line.source);
    for (const std::int64_t figure :
         {line.spent_minor, line.calls, line.unique_calls, line.primaries, line.operated})
      said.figures.push_back(figure);
  }
  return said;
}

Result<MonthFigures> month_figures(Clinic& clinic, const LiveFunnel& funnel, const LiveCalls& calls,
                                   LocalDate month, SourceId source) {
  Filling filling{.clinic = clinic,
                  .funnel = funnel,
                  .calls = calls,
                  .source = source,
                  .out = {.month = month, .said = said_of(clinic, month), .values = {}}};
  filling.channels();
  filling.site();
  filling.conversion();
  if (source.is_nil()) {
    filling.steps_and_money();
    RETOUR_TRY(filling.load());
  }
  return std::move(filling.out);
}

MonthChange change_of(MonthFigure figure, const MonthFigures& before, const MonthFigures& after) {
  const MonthValue &first = before.of(figure), &second = after.of(figure);
  MonthChange change;
  if (!first.value || !second.value) {
    change.estimate = funnel::abstained(funnel::Abstention::no_baseline, 0);
    return change;
  }
  const FigureKind kind = kind_of(figure);
  if (kind == FigureKind::share)
    change.points = *second.value - *first.value;
  else if (*first.value > 0)
    change.factor = *second.value / *first.value;
  const auto days = [](const MonthFigures& of) {
    return std::int64_t{of.month.plus_months(1).days - of.month.days};
  };
  // Minutes of a plan are no sample of anything.
  const bool is_load =
      figure == MonthFigure::load_of_doctors || figure == MonthFigure::load_of_theatre;
  if (kind == FigureKind::money || is_load) {
    change.estimate = funnel::abstained(funnel::Abstention::too_uncertain, 2);
  } else if (kind == FigureKind::share) {
    change.estimate = funnel::difference_of_shares(first.share, second.share);
    change.verdict = funnel::verdict_of(change.estimate, 0);
  } else {
    change.estimate = funnel::ratio_of_rates(static_cast<std::int64_t>(*first.value), days(before),
                                             static_cast<std::int64_t>(*second.value), days(after));
    change.verdict = funnel::verdict_of(change.estimate, 1);
  }
  return change;
}

}  // namespace retour::app
