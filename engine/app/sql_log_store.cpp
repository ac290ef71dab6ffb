#include "app/sql_log_store.hpp"

#include <algorithm>

namespace retour::app {

Result<hub::Head> SqlLogStore::head() {
  const store::LogHead& head = log_.head();
  return hub::Head{head.seq, head.chain, head.at};
}

Result<std::optional<hub::LogStore::Known>> SqlLogStore::find(OpId id) {
  RETOUR_ASSIGN(const std::optional<store::LoggedOp> logged, log_.find(id));
  if (!logged) return std::optional<Known>{};
  RETOUR_ASSIGN(const EncodedOp encoded, parse_op(logged->bytes));
  return std::optional<Known>(Known{{logged->seq, logged->verdict, logged->at}, encoded.digest()});
}

Status SqlLogStore::append(const hub::NumberedOp& op, const hub::Head& head) {
  const store::LoggedOp logged{op.envelope.seq,     op.id, op.envelope.at,
                               op.envelope.verdict, false, op.bytes};
  return log_.append(logged, op.subjects, {head.seq, head.chain, head.at});
}

Result<std::int32_t> SqlLogStore::capacity(const IdBytes& resource, std::optional<Role> role) {
  const std::int64_t asking = role ? RoleSet::of(*role).bits : 0;
  const std::int64_t always = RoleSet::of(Role::owner).bits;
  RETOUR_ASSIGN(
      const std::optional<std::int64_t> capacity,
      database_.query_integer("SELECT capacity FROM room WHERE id = ?1 UNION ALL "
                              "SELECT capacity FROM device WHERE id = ?1 UNION ALL "
                              "SELECT 1 + overbooked_max FROM staff WHERE id = ?1 AND "
                              "(coalesce((SELECT overbooked_by FROM policy), ?3) | ?4) & ?2",
                              resource, asking, std::int64_t{Policy{}.overbooked_by.bits}, always));
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(capacity.value_or(1), 1, 1000));
}

Result<std::optional<std::int32_t>> SqlLogStore::slot_version(BookingId booking) {
  RETOUR_ASSIGN(const std::optional<std::int64_t> version,
                database_.query_integer("SELECT version FROM slot WHERE booking = ?", booking));
  if (!version) return std::optional<std::int32_t>{};
  return std::optional<std::int32_t>(static_cast<std::int32_t>(*version));
}

Result<std::vector<hub::Claim>> SqlLogStore::claims(const IdBytes& resource, std::int64_t begin,
                                                    std::int64_t end) {
  std::vector<hub::Claim> claims;
  RETOUR_ASSIGN(const std::optional<std::int64_t> number, resource_number(resource));
  if (!number) return claims;
  store::Statement row = database_.query(
      "SELECT quantum, lane, booking, held_until, session FROM claim JOIN slot ON slot.no = "
      "claim.slot "
      "WHERE resource = ? AND quantum >= ? AND quantum < ? ORDER BY quantum, lane",
      *number, begin, end);
  while (true) {
    RETOUR_ASSIGN(const bool found, row.step());
    if (!found) return claims;
    claims.push_back({row.integer(0), static_cast<std::int32_t>(row.integer(1)),
                      row.id_as<Booking>(2), Instant{row.integer(3)},
                      row.id_as<struct GroupSession>(4)});
  }
}

Status SqlLogStore::hold(const hub::Slot& slot, const std::vector<Held>& held) {
  RETOUR_TRY(release(slot.booking));
  const auto optional_id = [](const IdBytes& id) {
    return id.is_nil() ? std::optional<IdBytes>{} : std::optional<IdBytes>(id);
  };
  const std::optional<std::int64_t> held_until =
      slot.held_until ? std::optional(slot.held_until->seconds) : std::nullopt;
  RETOUR_TRY(database_.run(
      "INSERT INTO slot (booking, version, patient, batch, held_until, session) "
      "VALUES (?1, ?2, ?3, ?4, coalesce(?5, 0), ?6) ON CONFLICT (booking) DO UPDATE SET "
      "version = excluded.version, held_until = coalesce(?5, held_until), "
      "session = excluded.session",
      slot.booking, slot.version, optional_id(slot.patient), optional_id(slot.batch), held_until,
      optional_id(slot.session)));
  RETOUR_ASSIGN(const std::optional<std::int64_t> number, slot_number(slot.booking));
  for (const Held& one : held) {
    RETOUR_ASSIGN(const std::int64_t resource, resource_number_or_new(one.resource));
    for (const hub::Claim& claim : one.claims)
      RETOUR_TRY(database_.run("INSERT INTO claim (resource, quantum, lane, slot) VALUES (?,?,?,?)",
                               resource, claim.quantum, claim.lane, *number));
  }
  return {};
}

Status SqlLogStore::release(BookingId booking) {
  RETOUR_ASSIGN(const std::optional<std::int64_t> number, slot_number(booking));
  if (!number) return {};
  return database_.run("DELETE FROM claim WHERE slot = ?", *number);
}

Status SqlLogStore::release_batch(ImportBatchId batch, const std::vector<PatientId>& kept) {
  std::vector<std::int64_t> numbers;
  {
    store::Statement row = database_.query("SELECT no, patient FROM slot WHERE batch = ?", batch);
    while (true) {
      RETOUR_ASSIGN(const bool found, row.step());
      if (!found) break;
      if (std::ranges::find(kept, row.id_as<Patient>(1)) == kept.end())
        numbers.push_back(row.integer(0));
    }
  }
  for (const std::int64_t number : numbers)
    RETOUR_TRY(database_.run("DELETE FROM claim WHERE slot = ?", number));
  return {};
}

Result<std::optional<std::int64_t>> SqlLogStore::slot_number(BookingId booking) {
  return database_.query_integer("SELECT no FROM slot WHERE booking = ?", booking);
}

Result<std::optional<std::int64_t>> SqlLogStore::resource_number(const IdBytes& resource) {
  return database_.query_integer("SELECT no FROM resource WHERE id = ?", resource);
}

Result<std::int64_t> SqlLogStore::resource_number_or_new(const IdBytes& resource) {
  RETOUR_ASSIGN(const std::optional<std::int64_t> number, resource_number(resource));
  if (number) return *number;
  RETOUR_TRY(database_.run("INSERT INTO resource (id) VALUES (?)", resource));
  return database_.last_insert_rowid();
}

}  // namespace retour::app
