#include "app/catalogue.hpp"

#include <algorithm>
#include <tuple>

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

namespace {

constexpr std::size_t rows_read_singly_max = 256;

/// Puts the row as it is now in its place, or takes it out.
template <class E>
Status refresh_row(store::SqlTables& tables, std::vector<E>& rows, const IdBytes& id) {
  RETOUR_ASSIGN(std::optional<E> now, find(tables, Id<E>(id)));
  const auto at =
      std::ranges::lower_bound(rows, id, {}, [](const E& e) -> IdBytes { return e.id; });
  const bool known = at != rows.end() && at->id == Id<E>(id);
  if (now && known)
    *at = std::move(*now);
  else if (now)
    rows.insert(at, std::move(*now));
  else if (known)
    rows.erase(at);
  return {};
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
  RETOUR_TRY(load_kind(tables, loaded.saved_lists));
  RETOUR_TRY(load_kind(tables, loaded.shift_patterns));
  RETOUR_TRY(load_kind(tables, loaded.calendar_days));
  RETOUR_TRY(load_kind(tables, loaded.scripts));
  RETOUR_TRY(load_kind(tables, loaded.campaigns));
  RETOUR_TRY(load_kind(tables, loaded.costs));
  RETOUR_TRY(load_kind(tables, loaded.traffic));
  RETOUR_TRY(load_kind(tables, loaded.targets));
  RETOUR_TRY(load_kind(tables, loaded.published_months));
  return loaded;
}

Status Catalogue::refresh(store::SqlTables& tables,
                          std::span<const std::pair<EntityKind, IdBytes>> touched) {
  std::size_t held = 0;
  for (const auto& [kind, id] : touched) held += holds(kind) ? 1U : 0U;
  if (held == 0) return {};
  if (held > rows_read_singly_max) {
    RETOUR_ASSIGN(*this, load(tables));
    return {};
  }
  for (const auto& [kind, id] : touched) {
    switch (kind) {
      case EntityKind::clinic: {
        RETOUR_ASSIGN(const std::optional<Clinic> now, find(tables, the_clinic_id()));
        clinic = now.value_or(Clinic{});
        break;
      }
      case EntityKind::policy: {
        RETOUR_ASSIGN(const std::optional<Policy> now, find(tables, the_policy_id()));
        policy = now.value_or(Policy{});
        break;
      }
      case EntityKind::legal_entity: RETOUR_TRY(refresh_row(tables, legal_entities, id)); break;
      case EntityKind::branch: RETOUR_TRY(refresh_row(tables, branches, id)); break;
      case EntityKind::room: RETOUR_TRY(refresh_row(tables, rooms, id)); break;
      case EntityKind::device: RETOUR_TRY(refresh_row(tables, devices, id)); break;
      case EntityKind::specialty: RETOUR_TRY(refresh_row(tables, specialties, id)); break;
      case EntityKind::staff: RETOUR_TRY(refresh_row(tables, staff, id)); break;
      case EntityKind::service: RETOUR_TRY(refresh_row(tables, services, id)); break;
      case EntityKind::price: RETOUR_TRY(refresh_row(tables, prices, id)); break;
      case EntityKind::source: RETOUR_TRY(refresh_row(tables, sources, id)); break;
      case EntityKind::organisation: RETOUR_TRY(refresh_row(tables, organisations, id)); break;
      case EntityKind::reason: RETOUR_TRY(refresh_row(tables, reasons, id)); break;
      case EntityKind::saved_list: RETOUR_TRY(refresh_row(tables, saved_lists, id)); break;
      case EntityKind::shift_pattern: RETOUR_TRY(refresh_row(tables, shift_patterns, id)); break;
      case EntityKind::calendar_day: RETOUR_TRY(refresh_row(tables, calendar_days, id)); break;
      case EntityKind::script: RETOUR_TRY(refresh_row(tables, scripts, id)); break;
      case EntityKind::campaign: RETOUR_TRY(refresh_row(tables, campaigns, id)); break;
      case EntityKind::cost: RETOUR_TRY(refresh_row(tables, costs, id)); break;
      case EntityKind::site_traffic: RETOUR_TRY(refresh_row(tables, traffic, id)); break;
      case EntityKind::target: RETOUR_TRY(refresh_row(tables, targets, id)); break;
      case EntityKind::published_month:
        RETOUR_TRY(refresh_row(tables, published_months, id));
        break;
      default: break;
    }
  }
  return {};
}

bool Catalogue::holds(EntityKind kind) {
  return (kind <= EntityKind::calendar_day && kind != EntityKind::shift) ||
         (kind >= EntityKind::script && kind <= EntityKind::published_month);
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
const Campaign* Catalogue::campaign(CampaignId id) const {
  return by_id(campaigns, id);
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
    const auto order = [&](const Price& one) {
      return std::tuple(rank(one), one.valid_from, one.stamps[0]);
    };
    if (best == nullptr || order(price) > order(*best)) best = &price;
  }
  return best;
}

}  // namespace retour::app
