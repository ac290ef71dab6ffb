// Channels: what each costs and brings (LD-01..03, LD-12..14, LD-18, LD-27, PS-24).
//
//   channel   spent    unique calls   primary patients    operated    cost of a primary patient
//   search    45 000   31             12                  2           3 750  (3 200 .. 3 750)
//   (none)         -    9              2                  0
//
// People belong to the channel of one of their sources, by the attribution that is asked for.
// Whoever came without a source belongs to none: a channel's cost is then not one figure but a
// span, from all of them being its own to none of them. Nothing is spread by guess.
//
// Two countings stand side by side. By cohort: what those who first turned to the clinic in the
// period have become until now. By the same period: who became it in the period, whenever he first
// came; that is what an agency's month shows, and it compares this month's money with last month's
// callers.
#pragma once

#include "funnel/calls.hpp"
#include "funnel/response.hpp"

namespace retour::funnel {

enum class CountBy : std::uint8_t { cohort, same_period };

struct ChannelQuery {
  Interval period = {};
  Instant now = {};
  Attribution attribution = Attribution::first;
  CountBy count = CountBy::cohort;
};

/// What brought a patient: his source, by row; nil: not known. `indirect` tells which sources count
/// for `last_indirect` (all but direct calls and visits). O(patients + calls).
[[nodiscard]] std::vector<SourceId> sources_of(const EventColumns& columns, const CallTable& calls,
                                               const Milestones& milestones,
                                               Attribution attribution,
                                               std::span<const SourceId> direct);

struct ChannelFigures {
  SourceId source;  ///< Nil: without a channel.
  std::int64_t spent_minor = 0;
  std::int64_t calls = 0;  ///< Inbound.
  std::int64_t unique_calls = 0;
  std::int64_t people = 0;  ///< Who first turned to the clinic in the period.
  std::int64_t primaries = 0;
  std::int64_t mains = 0;
  std::int64_t operated = 0;
};
/// What one of something cost: without those of no channel, and if all of them were its own.
struct CostSpan {
  double minor = 0;
  double low_minor = 0;
  bool is_known = false;  ///< Nothing was spent, or there was none: no cost.
};
[[nodiscard]] CostSpan cost_of_one(std::int64_t spent_minor, std::int64_t count,
                                   std::int64_t of_no_channel);

/// One line of costs as the engine needs it.
struct SpentLine {
  SourceId source;
  LocalDate month;
  std::int64_t amount_minor = 0;
};
/// What of a month's costs falls into the period: by days, as the bills do not say more.
[[nodiscard]] std::int64_t share_of_month(const SpentLine& line, const Interval& period,
                                          const Zone& zone);

struct ChannelReport {
  std::vector<ChannelFigures> channels;  ///< Most primary patients first; without a channel last.
  ChannelFigures total;                  ///< Of everybody; `spent_minor` of channels only.
};
[[nodiscard]] ChannelReport channel_report(const EventColumns& columns, const CallTable& calls,
                                           std::span<const UniqueCall> unique,
                                           const Milestones& milestones,
                                           std::span<const SourceId> sources_by_row,
                                           std::span<const SpentLine> spent,
                                           const ChannelQuery& query);

enum class ChannelPeople : std::uint8_t { people, primaries, mains, operated };
/// The patients behind a figure, by row. Nil source: those without one.
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const Milestones& milestones,
                                                       std::span<const SourceId> sources_by_row,
                                                       const ChannelQuery& query, SourceId source,
                                                       ChannelPeople which);

// ---------------------------------------------------------------- campaigns

/// What a campaign cost in one month.
struct CampaignSpent {
  CampaignId campaign;
  LocalDate month;
  std::int64_t amount_minor = 0;
};
/// Whether what it brought is more than what it cost (LD-23).
enum class CampaignVerdict : std::uint8_t {
  unknown,    ///< Nothing was spent on it in the period.
  pays,       ///< Its patients have brought more than it cost.
  too_early,  ///< Not yet, and it was paid for less than `campaign_months_min` months ago.
  does_not,
};
inline constexpr std::int32_t campaign_months_min = 6;
struct CampaignFigures {
  CampaignId campaign;
  ChannelFigures figures;          ///< Without a source.
  std::int64_t revenue_minor = 0;  ///< Of its primary patients until now, the clinic's only income.
  CampaignVerdict verdict = CampaignVerdict::unknown;
};
/// Each campaign that was paid for or called in the period; most primary patients first. A patient
/// belongs to the first campaign that he called (`campaigns_by_row`). O(patients + calls).
[[nodiscard]] std::vector<CampaignFigures> campaign_report(
    const EventColumns& columns, const CallTable& calls, std::span<const UniqueCall> unique,
    const Milestones& milestones, std::span<const CampaignSpent> spent, const ChannelQuery& query);
/// The patients behind a figure of a campaign, by row.
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const CallTable& calls,
                                                       const Milestones& milestones,
                                                       const ChannelQuery& query,
                                                       CampaignId campaign, ChannelPeople which);

// ---------------------------------------------------------------- the whole way

/// PS-22: from the call to recommendation, of one period; people by row.
struct WayOfPeriod {
  std::int64_t unique_calls = 0;
  std::vector<std::uint32_t> first_visits;  ///< Primary patients of the period.
  std::vector<std::uint32_t> again;         ///< Of these: came on a later day as well, until now.
  std::vector<std::uint32_t> recommended;   ///< Newcomers of the period whom somebody sent.
};
/// `recommendations`: the sources that are word of mouth. O(patients + visits + calls).
[[nodiscard]] WayOfPeriod way_of_period(const EventColumns& columns,
                                        std::span<const UniqueCall> unique,
                                        const Milestones& milestones,
                                        std::span<const SourceId> sources_by_row,
                                        std::span<const SourceId> recommendations,
                                        const ChannelQuery& query);

/// LD-27: whether one channel brings nearly all primary patients: the deep river can dry up.
struct Concentration {
  SourceId source = {};
  Estimate share = {};     ///< Of the primary patients whose channel is known.
  bool is_a_risk = false;  ///< The interval lies above `concentration_max`.
};
inline constexpr double concentration_max = 0.5;
inline constexpr std::int64_t concentration_patients_min = 20;
[[nodiscard]] Concentration concentration_of(const ChannelReport& report);

/// A channel's whole months up to the last one that is over, for `fit_response`: spending, unique
/// calls, and how much more than usual came by all other channels.
[[nodiscard]] std::vector<SpendPeriod> spend_periods(const CallTable& calls,
                                                     std::span<const UniqueCall> unique,
                                                     std::span<const SpentLine> spent,
                                                     SourceId source, const Zone& zone,
                                                     Instant now);

}  // namespace retour::funnel
