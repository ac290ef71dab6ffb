// What the clinic aims at and what it has said once and for all.
#pragma once

#include <string>
#include <vector>

#include "model/spending.hpp"

namespace retour {

/// A figure that can be made somebody's task (PS-19, DM-09).
enum class AimedFigure : std::uint8_t {
  step_conversion,      ///< Of `step`; 10,000 is all.
  operator_conversion,  ///< Unique calls to primary patients; 10,000 is all.
  missed_calls,         ///< Share of calls; 10,000 is all.
  return_rate,          ///< Of `staff`, or of all doctors; 10,000 is all.
  first_year_value,     ///< Mean value of a patient, minor units.
  average_ticket,       ///< Minor units.
  cost_per_primary,     ///< Of `source`, or of all channels; minor units.
  primary_patients,     ///< In a month.
  revenue,              ///< In a month, minor units.
  load,                 ///< Of the rostered time; 10,000 is all.
};
RETOUR_ENUM_NAMES(AimedFigure, "step_conversion", "operator_conversion", "missed_calls",
                  "return_rate", "first_year_value", "average_ticket", "cost_per_primary",
                  "primary_patients", "revenue", "load");

enum class AimVerdict : std::uint8_t { open, reached, missed, dropped };
RETOUR_ENUM_NAMES(AimVerdict, "open", "reached", "missed", "dropped");

/// A figure with somebody who answers for it, a value and a day.
struct Target {
  static constexpr EntityInfo info{"target", EntityKind::target, Owner::clinic};
  static constexpr std::array facets{Facet{"target"}, Facet{"outcome"}};
  TargetId id;
  AimedFigure figure = AimedFigure::step_conversion;
  std::int32_t step = 0;  ///< Status from which; 0: none.
  StaffId staff;          ///< Whose figure; nil: everybody's.
  SourceId source;
  BranchId branch;
  std::int64_t baseline = 0;  ///< When it was set.
  std::int64_t aim = 0;
  StaffId responsible;
  LocalDate set_on;
  LocalDate due_on;
  std::string note;  ///< What will be done.
  AimVerdict verdict = AimVerdict::open;
  std::int64_t result = 0;  ///< When it was closed.
  Instant closed_at;
  std::array<HybridTime, 2> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("figure", &Target::figure, FieldMeta{});
    visit.field("step", &Target::step, FieldMeta{});
    visit.field("staff", &Target::staff, FieldMeta{});
    visit.field("source", &Target::source, FieldMeta{});
    visit.field("branch", &Target::branch, FieldMeta{});
    visit.field("baseline", &Target::baseline, money_field(0));
    visit.field("aim", &Target::aim, money_field(0));
    visit.field("responsible", &Target::responsible, FieldMeta{});
    visit.field("set_on", &Target::set_on, FieldMeta{});
    visit.field("due_on", &Target::due_on, FieldMeta{});
    visit.field("note", &Target::note, FieldMeta{});
    visit.field("verdict", &Target::verdict, FieldMeta{.facet = 1});
    visit.field("result", &Target::result, money_field(1));
    visit.field("closed_at", &Target::closed_at, FieldMeta{.facet = 1});
  }
};

/// The figures of one month as they were said (IM-22): later facts and other rules of attribution
/// change what is computed, not this. One per month: the id follows from it.
struct PublishedMonth {
  static constexpr EntityInfo info{"published_month", EntityKind::published_month, Owner::clinic};
  static constexpr std::array facets{Facet{"month", Merge::once}};
  /// Figures of one channel, in this order.
  enum Column : std::uint8_t { spent, calls, unique_calls, primaries, operated, columns };
  PublishedMonthId id;
  LocalDate month;  ///< Its first day.
  StaffId published_by;
  Instant published_at;
  std::vector<SourceId> sources;      ///< Nil among them: without a channel.
  std::vector<std::int64_t> figures;  ///< `columns` for each source.
  std::vector<std::int64_t> funnel;   ///< Entrants, converted, lost, pending of steps 1 to 6.
  std::int64_t revenue_minor = 0;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("month", &PublishedMonth::month, FieldMeta{});
    visit.field("published_by", &PublishedMonth::published_by, FieldMeta{});
    visit.field("published_at", &PublishedMonth::published_at, FieldMeta{});
    visit.field("sources", &PublishedMonth::sources, FieldMeta{});
    visit.field("figures", &PublishedMonth::figures, money_field(0));
    visit.field("funnel", &PublishedMonth::funnel, money_field(0));
    visit.field("revenue_minor", &PublishedMonth::revenue_minor, money_field(0));
  }
};

[[nodiscard]] PublishedMonthId published_month_id(LocalDate month);

}  // namespace retour
