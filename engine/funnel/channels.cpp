// [SECTION] attribution   [SECTION] costs   [SECTION] report   [SECTION] campaigns
// [SECTION] the whole way   [SECTION] months
#include "funnel/channels.hpp"

#include <algorithm>
#include <cmath>

#include "base/order.hpp"
#include "funnel/loyalty.hpp"
#include "funnel/months.hpp"

namespace retour::funnel {

// [SECTION] attribution ---------------------------------------------------------------------------

std::vector<SourceId> sources_of(const EventColumns& columns, const CallTable& calls,
                                 const Milestones& milestones, Attribution attribution,
                                 std::span<const SourceId> direct) {
  const PersonColumns& people = columns.people();
  std::vector<SourceId> found(columns.patients().size());
  for (std::size_t row = 0; row < found.size(); ++row)
    found[row] = SourceId(columns.sources().id(people.source[row]));
  if (attribution == Attribution::first) return found;
  // Calls are in order of time: the last one that counts overwrites the others.
  for (const CallLine& line : calls.lines) {
    if (line.patient >= found.size() || line.source == no_dimension ||
        (line.flags & call_flag::inbound) == 0)
      continue;
    const EventMinute entry = milestones.entry[line.patient];
    if (entry != 0 && line.minute > entry) continue;
    const SourceId source(calls.sources.id(line.source));
    const bool is_direct = std::ranges::find(direct, source) != direct.end();
    if (attribution == Attribution::last || !is_direct) found[line.patient] = source;
  }
  return found;
}

// [SECTION] costs ---------------------------------------------------------------------------------

CostSpan cost_of_one(std::int64_t spent_minor, std::int64_t count, std::int64_t of_no_channel) {
  if (spent_minor <= 0 || count <= 0) return {};
  const auto spent = static_cast<double>(spent_minor);
  return {.minor = spent / static_cast<double>(count),
          .low_minor = spent / static_cast<double>(count + of_no_channel),
          .is_known = true};
}

std::int64_t share_of_month(const SpentLine& line, const Interval& period, const Zone& zone) {
  const Instant begin = zone.day(line.month).begin;
  const Instant end = zone.day(line.month.plus_months(1)).begin;
  const std::int64_t from = std::max(begin.seconds, period.begin.seconds);
  const std::int64_t until = std::min(end.seconds, period.end.seconds);
  if (from >= until) return 0;
  if (from == begin.seconds && until == end.seconds) return line.amount_minor;
  const double part =
      static_cast<double>(until - from) / static_cast<double>(end.seconds - begin.seconds);
  return std::llround(static_cast<double>(line.amount_minor) * part);
}

// [SECTION] report --------------------------------------------------------------------------------

namespace {

/// When somebody first turned to the clinic; 0: not known.
EventMinute first_contact(const EventColumns& columns, std::size_t row) {
  EventMinute first = columns.people().first_seen[row];
  const PatientRun& run = columns.patients()[row];
  for (std::size_t c = run.first_cycle; c < std::size_t{run.first_cycle} + run.cycle_count; ++c) {
    if (columns.cycles().event_count[c] == 0) continue;
    const EventMinute minute = columns.events().minute[columns.cycles().first_event[c]];
    if (first == 0 || minute < first) first = minute;
  }
  return first;
}

/// Whether a patient counts for each figure of a query.
class Counted {
 public:
  Counted(const EventColumns& columns, const Milestones& milestones, const ChannelQuery& query)
      : columns_(columns),
        milestones_(milestones),
        begin_(minute_of(query.period.begin)),
        end_(minute_of(query.period.end)),
        by_cohort_(query.count == CountBy::cohort) {}

  [[nodiscard]] bool is(std::size_t row, ChannelPeople which) const {
    if ((columns_.people().flags[row] & person_flag::is_here) == 0) return false;
    if (which == ChannelPeople::people || by_cohort_) {
      if (!within(first_contact(columns_, row))) return false;
      return which == ChannelPeople::people || taken(row, which) != 0;
    }
    return within(taken(row, which));
  }

 private:
  [[nodiscard]] bool within(EventMinute minute) const {
    return minute != 0 && minute >= begin_ && minute < end_;
  }
  [[nodiscard]] EventMinute taken(std::size_t row, ChannelPeople which) const {
    switch (which) {
      case ChannelPeople::primaries: return milestones_.entry[row];
      case ChannelPeople::mains: return milestones_.main[row];
      case ChannelPeople::operated: return milestones_.surgery[row];
      case ChannelPeople::people: break;
    }
    return 0;
  }

  const EventColumns& columns_;
  const Milestones& milestones_;
  EventMinute begin_, end_;
  bool by_cohort_;
};

/// Figures by source, made as they are met.
class Lines {
 public:
  ChannelFigures& of(SourceId source) {
    for (ChannelFigures& line : list)
      if (line.source == source) return line;
    return list.emplace_back(ChannelFigures{.source = source});
  }
  std::vector<ChannelFigures> list;
};

void add_to(ChannelFigures& total, const ChannelFigures& line) {
  if (!line.source.is_nil()) total.spent_minor += line.spent_minor;
  total.calls += line.calls;
  total.unique_calls += line.unique_calls;
  total.people += line.people;
  total.primaries += line.primaries;
  total.mains += line.mains;
  total.operated += line.operated;
}

/// The report of channels, or of campaigns in the place of channels.
template <class ChannelOf>
ChannelReport report_by(const EventColumns& columns, const CallTable& calls,
                        std::span<const UniqueCall> unique, const Milestones& milestones,
                        std::span<const SourceId> sources_by_row, std::span<const SpentLine> spent,
                        const ChannelQuery& query, ChannelOf channel_of) {
  const EventMinute begin = minute_of(query.period.begin), end = minute_of(query.period.end);
  Lines lines;
  for (const SpentLine& line : spent)
    if (!line.source.is_nil())
      lines.of(line.source).spent_minor += share_of_month(line, query.period, columns.zone());
  const auto is_in = [&](EventMinute minute) { return minute >= begin && minute < end; };
  for (const CallLine& line : calls.lines)
    if (is_in(line.minute) && (line.flags & call_flag::inbound) != 0)
      ++lines.of(channel_of(line)).calls;
  for (const UniqueCall& call : unique)
    if (is_in(call.minute)) ++lines.of(channel_of(calls.lines[call.line])).unique_calls;
  const Counted counted(columns, milestones, query);
  for (std::size_t row = 0; row < sources_by_row.size(); ++row) {
    const bool is_new = counted.is(row, ChannelPeople::people);
    const bool is_primary = counted.is(row, ChannelPeople::primaries);
    const bool is_main = counted.is(row, ChannelPeople::mains);
    const bool is_operated = counted.is(row, ChannelPeople::operated);
    if (!is_new && !is_primary && !is_main && !is_operated) continue;
    ChannelFigures& line = lines.of(sources_by_row[row]);
    line.people += is_new ? 1 : 0;
    line.primaries += is_primary ? 1 : 0;
    line.mains += is_main ? 1 : 0;
    line.operated += is_operated ? 1 : 0;
  }
  ChannelReport report;
  report.channels = std::move(lines.list);
  sort_stably(report.channels, {}, [](const ChannelFigures& line) {
    return std::tuple(line.source.is_nil(), -line.primaries, -line.people, IdBytes(line.source));
  });
  for (const ChannelFigures& line : report.channels) add_to(report.total, line);
  return report;
}

/// A campaign in the place of a channel.
std::vector<SourceId> as_channels(std::span<const IdBytes> campaigns) {
  return {campaigns.begin(), campaigns.end()};
}

}  // namespace

ChannelReport channel_report(const EventColumns& columns, const CallTable& calls,
                             std::span<const UniqueCall> unique, const Milestones& milestones,
                             std::span<const SourceId> sources_by_row,
                             std::span<const SpentLine> spent, const ChannelQuery& query) {
  return report_by(columns, calls, unique, milestones, sources_by_row, spent, query,
                   [&](const CallLine& line) { return SourceId(calls.sources.id(line.source)); });
}

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const Milestones& milestones,
                                         std::span<const SourceId> sources_by_row,
                                         const ChannelQuery& query, SourceId source,
                                         ChannelPeople which) {
  const Counted counted(columns, milestones, query);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < sources_by_row.size(); ++row)
    if (sources_by_row[row] == source && counted.is(row, which)) rows.push_back(row);
  return rows;
}

Concentration concentration_of(const ChannelReport& report) {
  Concentration found;
  std::int64_t known = 0, most = 0;
  for (const ChannelFigures& line : report.channels) {
    if (line.source.is_nil()) continue;
    known += line.primaries;
    if (line.primaries <= most) continue;
    most = line.primaries;
    found.source = line.source;
  }
  if (known < concentration_patients_min) {
    found.share = abstained(Abstention::too_few, known, concentration_patients_min);
    return found;
  }
  const Range range = wilson_95(most, known);
  found.share = {.value = static_cast<double>(most) / static_cast<double>(known),
                 .low = range.low,
                 .high = range.high,
                 .n = known};
  found.is_a_risk = range.low > concentration_max;
  return found;
}

// [SECTION] campaigns -----------------------------------------------------------------------------

std::vector<CampaignFigures> campaign_report(const EventColumns& columns, const CallTable& calls,
                                             std::span<const UniqueCall> unique,
                                             const Milestones& milestones,
                                             std::span<const CampaignSpent> spent,
                                             const ChannelQuery& query) {
  const auto by_row = as_channels(campaigns_by_row(calls, columns.patients().size()));
  std::vector<SpentLine> lines;
  for (const CampaignSpent& one : spent)
    lines.push_back({SourceId(IdBytes(one.campaign)), one.month, one.amount_minor});
  const ChannelReport report =
      report_by(columns, calls, unique, milestones, by_row, lines, query,
                [&](const CallLine& line) { return SourceId(calls.campaigns.id(line.campaign)); });
  const LocalDate early = columns.zone().local(query.now).date.plus_months(-campaign_months_min);
  std::vector<CampaignFigures> found;
  for (const ChannelFigures& line : report.channels) {
    if (line.source.is_nil()) continue;
    CampaignFigures one{.campaign = CampaignId(IdBytes(line.source)), .figures = line};
    one.figures.source = {};
    const RevenueEvents& charges = columns.charges();
    for (const std::uint32_t row :
         people_behind(columns, milestones, by_row, query, line.source, ChannelPeople::primaries)) {
      const PatientRun& run = columns.patients()[row];
      for (std::size_t c = run.first_charge; c < std::size_t{run.first_charge} + run.charge_count;
           ++c)
        if (charges.minute[c] <= minute_of(query.now)) one.revenue_minor += charges.net_minor[c];
    }
    const bool is_recent = std::ranges::any_of(spent, [&](const CampaignSpent& paid) {
      return paid.campaign == one.campaign && paid.month > early;
    });
    if (line.spent_minor > 0)
      one.verdict = one.revenue_minor >= line.spent_minor ? CampaignVerdict::pays
                    : is_recent                           ? CampaignVerdict::too_early
                                                          : CampaignVerdict::does_not;
    found.push_back(one);
  }
  return found;
}

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const CallTable& calls,
                                         const Milestones& milestones, const ChannelQuery& query,
                                         CampaignId campaign, ChannelPeople which) {
  const auto by_row = as_channels(campaigns_by_row(calls, columns.patients().size()));
  return people_behind(columns, milestones, by_row, query, SourceId(IdBytes(campaign)), which);
}

// [SECTION] the whole way -------------------------------------------------------------------------

WayOfPeriod way_of_period(const EventColumns& columns, std::span<const UniqueCall> unique,
                          const Milestones& milestones, std::span<const SourceId> sources_by_row,
                          std::span<const SourceId> recommendations, const ChannelQuery& query) {
  WayOfPeriod way;
  for (const UniqueCall& call : unique)
    way.unique_calls +=
        call.minute >= minute_of(query.period.begin) && call.minute < minute_of(query.period.end);
  ChannelQuery of_period = query;
  of_period.count = CountBy::same_period;
  const Counted counted(columns, milestones, of_period);
  for (std::uint32_t row = 0; row < sources_by_row.size(); ++row) {
    if (counted.is(row, ChannelPeople::primaries)) {
      way.first_visits.push_back(row);
      if (came_again(columns, row)) way.again.push_back(row);
    }
    const bool is_sent =
        std::ranges::find(recommendations, sources_by_row[row]) != recommendations.end();
    if (is_sent && counted.is(row, ChannelPeople::people)) way.recommended.push_back(row);
  }
  return way;
}

// [SECTION] months --------------------------------------------------------------------------------

std::vector<SpendPeriod> spend_periods(const CallTable& calls, std::span<const UniqueCall> unique,
                                       std::span<const SpentLine> spent, SourceId source,
                                       const Zone& zone, Instant now) {
  LocalDate first{}, last{};
  for (const SpentLine& line : spent) {
    if (line.source != source) continue;
    if (first == LocalDate{} || line.month < first) first = line.month;
    last = std::max(last, line.month);
  }
  const MonthNumber this_month = month_number(zone.local(now).date);
  if (first == LocalDate{}) return {};
  const MonthNumber begin = month_number(first);
  const MonthNumber end = std::min(month_number(last) + 1, this_month);
  if (end <= begin) return {};
  std::vector<SpendPeriod> periods(static_cast<std::size_t>(end - begin));
  for (const SpentLine& line : spent) {
    const MonthNumber month = month_number(line.month);
    if (line.source == source && month < end)
      periods[static_cast<std::size_t>(month - begin)].spend_minor +=
          static_cast<double>(line.amount_minor);
  }
  std::vector<double> others(periods.size(), 0);
  const Months months(zone, minute_of(zone.day(first).begin),
                      minute_of(zone.day(first_day_of(end)).begin));
  double all_others = 0;
  for (const UniqueCall& call : unique) {
    if (call.minute < months.begin(0) || call.minute >= months.begin(periods.size())) continue;
    const std::size_t month = months.index_of(call.minute);
    if (SourceId(calls.sources.id(calls.lines[call.line].source)) == source) {
      periods[month].outcomes += 1;
    } else {
      others[month] += 1;
      all_others += 1;
    }
  }
  // A month in which little came by other channels is a quiet month; where nothing else comes at
  // all, seasons cannot be told.
  const double usual = all_others / static_cast<double>(periods.size());
  for (std::size_t i = 0; i < periods.size() && usual >= 1; ++i)
    periods[i].demand = std::max(0.2, others[i] / usual);
  return periods;
}

}  // namespace retour::funnel
