// The things of the clinic that every screen needs at once: few rows, kept in memory, reloaded when
// one of them changes.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "model/entity.hpp"
#include "store/sql_tables.hpp"
#include "time/zone.hpp"

namespace retour::app {

struct Catalogue {
  Clinic clinic;
  Policy policy;
  std::vector<LegalEntity> legal_entities;
  std::vector<Branch> branches;
  std::vector<Room> rooms;
  std::vector<Device> devices;
  std::vector<Specialty> specialties;
  std::vector<Staff> staff;
  std::vector<Service> services;
  std::vector<Price> prices;
  std::vector<Source> sources;
  std::vector<Organisation> organisations;
  std::vector<Reason> reasons;
  std::vector<SavedList> saved_lists;
  std::vector<ShiftPattern> shift_patterns;
  std::vector<CalendarDay> calendar_days;
  std::vector<Script> scripts;
  std::vector<Campaign> campaigns;
  std::vector<Cost> costs;
  std::vector<SiteTraffic> traffic;
  std::vector<Target> targets;
  std::vector<PublishedMonth> published_months;

  /// Reads everything. O(rows of the clinic).
  [[nodiscard]] static Result<Catalogue> load(store::SqlTables& tables);

  /// Reads again what of these is kept here: rows one by one while they are few, else their kinds.
  /// Typing a price list writes a row at a time, and must not read thousands for each.
  [[nodiscard]] Status refresh(store::SqlTables& tables,
                               std::span<const std::pair<EntityKind, IdBytes>> touched);

  /// Whether rows of this kind are kept here.
  [[nodiscard]] static bool holds(EntityKind kind);

  [[nodiscard]] const Branch* branch(BranchId id) const;
  [[nodiscard]] const Room* room(RoomId id) const;
  [[nodiscard]] const Staff* person(StaffId id) const;
  [[nodiscard]] const Service* service(ServiceId id) const;
  [[nodiscard]] const Specialty* specialty(SpecialtyId id) const;
  [[nodiscard]] const Reason* reason(ReasonId id) const;
  [[nodiscard]] const Source* source(SourceId id) const;
  [[nodiscard]] const Campaign* campaign(CampaignId id) const;

  /// Zone of a branch; the clinic's for a nil or unknown branch; UTC when that is unknown too.
  [[nodiscard]] Zone zone_of(BranchId branch) const;

  /// Price of a service on a day at a branch for a performer's grade: the latest `valid_from` not
  /// after the day among the most specific rows (branch and grade, branch, grade, neither); of two
  /// for the same day the one written later, which corrects the other. Nothing when none is set
  /// (PR-05).
  [[nodiscard]] const Price* price_on(ServiceId service, BranchId branch, std::string_view grade,
                                      LocalDate day) const;
};

/// Fixed ids of the rows of which there is exactly one.
[[nodiscard]] ClinicId the_clinic_id();
[[nodiscard]] PolicyId the_policy_id();

}  // namespace retour::app
