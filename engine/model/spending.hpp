// What the clinic spends and on what, so that a patient's price can be told (LD-01..LD-16, FN-08):
//
//   Source (channel) ◄── Campaign ◄── the number that was dialled ◄── Call
//        ▲                  ▲
//        └────── Cost ──────┘     one line of one month: agency, budget, content, wages, rent ...
//        └──── SiteTraffic ─┘     who came to the site in a month, before anybody called
//
// A channel's cost is the sum of all its lines (LD-14). Lines without a channel are the clinic's.
#pragma once

#include <string>

#include "model/people.hpp"

namespace retour {

enum class NumberKind : std::uint8_t { none, fixed, substituted };
RETOUR_ENUM_NAMES(NumberKind, "none", "fixed", "substituted");

/// Something that was done in a channel to be called, with a number of its own if it has one
/// (LD-04): a `fixed` number is printed, a `substituted` one stands on the site for one visitor.
struct Campaign {
  static constexpr EntityInfo info{"campaign", EntityKind::campaign, Owner::clinic};
  static constexpr std::array facets{Facet{"campaign"}};
  CampaignId id;
  std::string name;
  SourceId source;
  std::string number;  ///< E.164, the clinic's; empty: none.
  NumberKind number_kind = NumberKind::none;
  std::string contractor;  ///< Who runs it (LD-03).
  LocalDate begins_on;
  std::optional<LocalDate> ends_on;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Campaign::name, FieldMeta{});
    visit.field("source", &Campaign::source, FieldMeta{});
    visit.field("number", &Campaign::number, FieldMeta{});
    visit.field("number_kind", &Campaign::number_kind, FieldMeta{});
    visit.field("contractor", &Campaign::contractor, FieldMeta{});
    visit.field("begins_on", &Campaign::begins_on, FieldMeta{});
    visit.field("ends_on", &Campaign::ends_on, FieldMeta{});
    visit.field("active", &Campaign::active, FieldMeta{});
  }
};

enum class CostKind : std::uint8_t {
  budget,  ///< Of an advertising system.
  agency,
  content,
  site,
  print,
  wages,
  rent,
  materials,
  other,
};
RETOUR_ENUM_NAMES(CostKind, "budget", "agency", "content", "site", "print", "wages", "rent",
                  "materials", "other");

/// What was spent on one thing in one month.
struct Cost {
  static constexpr EntityInfo info{"cost", EntityKind::cost, Owner::clinic};
  static constexpr std::array facets{Facet{"cost"}};
  CostId id;
  LocalDate month;  ///< Its first day.
  CostKind kind = CostKind::budget;
  SourceId source;      ///< Nil: not for a channel.
  CampaignId campaign;  ///< Nil: for the whole channel.
  BranchId branch;      ///< Nil: all of them.
  StaffId staff;        ///< Of wages: whose; nil: all others'.
  std::int64_t amount_minor = 0;
  Currency currency = Currency::rub;
  std::string note;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("month", &Cost::month, FieldMeta{});
    visit.field("kind", &Cost::kind, FieldMeta{});
    visit.field("source", &Cost::source, FieldMeta{});
    visit.field("campaign", &Cost::campaign, FieldMeta{});
    visit.field("branch", &Cost::branch, FieldMeta{});
    visit.field("staff", &Cost::staff, FieldMeta{});
    visit.field("amount_minor", &Cost::amount_minor, money_field(0));
    visit.field("currency", &Cost::currency, money_field(0));
    visit.field("note", &Cost::note, money_field(0));
    visit.field("active", &Cost::active, FieldMeta{});
  }
};

/// Who came to the site from a channel in one month, as web analytics say it (LD-15, LD-16).
struct SiteTraffic {
  static constexpr EntityInfo info{"site_traffic", EntityKind::site_traffic, Owner::clinic};
  static constexpr std::array facets{Facet{"traffic"}};
  SiteTrafficId id;
  LocalDate month;  ///< Its first day.
  SourceId source;
  std::int32_t visitors = 0;  ///< Unique in the month.
  std::int32_t visitors_in_city = 0;
  std::int32_t visitors_mobile = 0;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("month", &SiteTraffic::month, FieldMeta{});
    visit.field("source", &SiteTraffic::source, FieldMeta{});
    visit.field("visitors", &SiteTraffic::visitors, FieldMeta{});
    visit.field("visitors_in_city", &SiteTraffic::visitors_in_city, FieldMeta{});
    visit.field("visitors_mobile", &SiteTraffic::visitors_mobile, FieldMeta{});
    visit.field("active", &SiteTraffic::active, FieldMeta{});
  }
};

}  // namespace retour
