#include "app/catalogue.hpp"

#include <algorithm>

namespace retour::app {
namespace {

template <class E>
Status load_kind(store::SqlTables& tables, std::vector<E>& rows) {
  static const std::string sql = store::select_all_columns(E::info.kind) + "ORDER BY id";
  RETOUR_ASSIGN(rows, tables.select<E>(store::Sql::stored(sql)));
  return {};
}

template <class E>
const E* by_id(const std::vector<E>& rows, const Id<E>& id) {
  const auto found =
      std::ranges::lower_bound(rows, IdBytes(id), {}, [](const E& e) -> IdBytes { return e.id; });
  return found != rows.end() && found->id == id ? &*found : nullptr;
}

}  // namespace

ClinicId the_clinic_id() {
  return ClinicId(id_from_name("retour:clinic"));
}
PolicyId the_policy_id() {
  return PolicyId(id_from_name("retour:policy"));
}

Result<Catalogue> Catalogue::load(store::SqlTables& tables) {
  Catalogue loaded;
  RETOUR_ASSIGN(const std::optional<Clinic> clinic, find(tables, the_clinic_id()));
  if (clinic) loaded.clinic = *clinic;
  RETOUR_ASSIGN(const std::optional<Policy> policy, find(tables, the_policy_id()));
  if (policy) loaded.policy = *policy;
  RETOUR_TRY(load_kind(tables, loaded.legal_entities));
  RETOUR_TRY(load_kind(tables, loaded.branches));
  RETOUR_TRY(load_kind(tables, loaded.rooms));
  RETOUR_TRY(load_kind(tables, loaded.devices));
  RETOUR_TRY(load_kind(tables, loaded.specialties));
  RETOUR_TRY(load_kind(tables, loaded.staff));
  RETOUR_TRY(load_kind(tables, loaded.services));
  RETOUR_TRY(load_kind(tables, loaded.prices));
  RETOUR_TRY(load_kind(tables, loaded.sources));
  RETOUR_TRY(load_kind(tables, loaded.organisations));
  RETOUR_TRY(load_kind(tables, loaded.reasons));
  return loaded;
}

bool Catalogue::holds(EntityKind kind) {
  return kind <= EntityKind::reason && kind != EntityKind::shift;
}

const Branch* Catalogue::branch(BranchId id) const {
  return by_id(branches, id);
}
const Room* Catalogue::room(RoomId id) const {
  return by_id(rooms, id);
}
const Staff* Catalogue::person(StaffId id) const {
  return by_id(staff, id);
}
const Service* Catalogue::service(ServiceId id) const {
  return by_id(services, id);
}
const Specialty* Catalogue::specialty(SpecialtyId id) const {
  return by_id(specialties, id);
}
const Reason* Catalogue::reason(ReasonId id) const {
  return by_id(reasons, id);
}
const Source* Catalogue::source(SourceId id) const {
  return by_id(sources, id);
}

Zone Catalogue::zone_of(BranchId id) const {
  const Branch* found = branch(id);
  std::optional<Zone> zone = Zone::find(found != nullptr ? found->zone : clinic.zone);
  return zone ? *zone : Zone::utc();
}

const Price* Catalogue::price_on(ServiceId service, BranchId at, std::string_view grade,
                                 LocalDate day) const {
  const Price* best = nullptr;
  const auto rank = [](const Price& price) {
    return (price.branch.is_nil() ? 0 : 2) + (price.grade.empty() ? 0 : 1);
  };
  for (const Price& price : prices) {
    if (price.service != service || price.valid_from > day) continue;
    if (!price.branch.is_nil() && price.branch != at) continue;
    if (!price.grade.empty() && price.grade != grade) continue;
    if (best == nullptr || rank(price) > rank(*best) ||
        (rank(price) == rank(*best) && price.valid_from > best->valid_from))
      best = &price;
  }
  return best;
}

}  // namespace retour::app
