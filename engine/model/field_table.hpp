// The field tables at run time: what `describe` says of an entity, as plain data. Whatever treats
// all kinds alike (DDL, rows, ops, merging, erasure, export) is one ordinary loop over these
// tables, compiled once, instead of a template compiled for each of forty kinds: as templates they
// were a quarter of the program.
//
//   EntityTable "room"              ValueType "text"   one per type of value, not per field
//     fields: name ───────────────► encode, decode, to_cell, from_cell, to_text, equal, ...
//             branch ─► "id"
//     id, stamps, patient: where they lie
//
//   const EntityTable& table = table_of(entity);
//   for (const Field& field : table.fields) text += field.to_text(data_of(entity));
//
// Invariants: `table_of(e).kind == kind_of(e)`; fields stand in declared order; the `void*` that is
// given to a field points to an entity of the field's own table. A test holds every table against
// the `describe` that it was made from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/cell.hpp"
#include "model/entity.hpp"

namespace retour {

/// What of a value exceeds the limits of field_codec.hpp.
enum class FieldFault : std::uint8_t { none, text_too_long, text_not_utf8, list_too_long };

/// Adds up what values hold, and keeps the first fault.
struct FieldMeasure {
  std::size_t bytes = 0;  ///< About what they take; at least what they take encoded.
  FieldFault fault = FieldFault::none;

  void add_text(std::string_view text);
  void add_list(std::size_t length);
};

/// What can be done with the values of one type, wherever they stand (see FieldType in
/// field_codec.hpp for what each does). All enumerations share one set of functions, and all ids.
struct ValueType {
  std::string_view name;
  CellKind cell_kind;
  bool cell_uses_scratch;                     ///< `to_cell` gives a view into its scratch buffer.
  std::span<const std::string_view> choices;  ///< Of an enumeration, in order of their numbers.

  void (*encode)(const ValueType&, ByteWriter& out, const void* value);
  void (*decode)(const ValueType&, ByteReader& in, void* value);
  Cell (*to_cell)(const ValueType&, const void* value, Bytes& scratch);
  bool (*from_cell)(const ValueType&, const Cell& cell, void* value);
  std::string (*to_text)(const ValueType&, const void* value);
  bool (*equal)(const void* a, const void* b);
  void (*assign)(void* to, const void* from);
  void (*clear)(void* value);  ///< Makes it the empty value of its type.
  void (*measure)(const void* value, FieldMeasure& measure);
};

/// One field of one kind of entity. `entity` is always the address of an entity of that kind.
struct Field {
  std::string_view name;
  const ValueType* type;
  std::uint32_t offset;  ///< Bytes from the begin of the entity.
  FieldMeta meta;

  [[nodiscard]] const void* in(const void* entity) const {
    return static_cast<const std::byte*>(entity) + offset;
  }
  [[nodiscard]] void* in(void* entity) const { return static_cast<std::byte*>(entity) + offset; }

  void encode(ByteWriter& out, const void* entity) const { type->encode(*type, out, in(entity)); }
  void decode(ByteReader& reader, void* entity) const { type->decode(*type, reader, in(entity)); }
  [[nodiscard]] Cell to_cell(const void* entity, Bytes& scratch) const {
    return type->to_cell(*type, in(entity), scratch);
  }
  [[nodiscard]] bool from_cell(const Cell& cell, void* entity) const {
    return type->from_cell(*type, cell, in(entity));
  }
  [[nodiscard]] std::string to_text(const void* entity) const {
    return type->to_text(*type, in(entity));
  }
  [[nodiscard]] bool equal(const void* a, const void* b) const { return type->equal(in(a), in(b)); }
  void assign(void* to, const void* from) const { type->assign(in(to), in(from)); }
  void clear(void* entity) const { type->clear(in(entity)); }
  void measure(const void* entity, FieldMeasure& sum) const { type->measure(in(entity), sum); }
};

/// One kind of entity.
struct EntityTable {
  EntityInfo info;
  std::size_t index;  ///< Place in the order of kinds, from 0.
  std::span<const Facet> facets;
  std::vector<Field> fields;
  const Entity* empty;  ///< One whose fields all have their defaults.
  std::uint32_t id_offset;
  std::uint32_t stamps_offset;
  std::uint32_t
      patient_offset;  ///< Of the patient whom it concerns; `no_patient` if it names none.

  static constexpr std::uint32_t no_patient = UINT32_MAX;

  [[nodiscard]] FacetMask all_facets() const {
    return static_cast<FacetMask>((1U << facets.size()) - 1);
  }
  [[nodiscard]] bool names_patient() const { return patient_offset != no_patient; }
  /// Folds with a patient whose id is another field than its own.
  [[nodiscard]] bool has_owner() const {
    return info.owner == Owner::patient && info.kind != EntityKind::patient;
  }

  [[nodiscard]] const IdBytes& id(const void* entity) const;
  void set_id(void* entity, const IdBytes& id) const;
  /// Nil when none is named.
  [[nodiscard]] PatientId patient(const void* entity) const;
  /// CHECKs that there is one to name.
  void set_patient(void* entity, PatientId patient) const;
  /// When each facet was last written.
  [[nodiscard]] std::span<const HybridTime> stamps(const void* entity) const;
  [[nodiscard]] std::span<HybridTime> stamps(void* entity) const;
};

/// All tables, in kind order. Made at the first call.
[[nodiscard]] std::span<const EntityTable> entity_tables();

/// The table of a kind; null for a number that names none. O(1).
[[nodiscard]] const EntityTable* find_table(EntityKind kind);

/// The table of a kind that is known to exist (CHECK).
[[nodiscard]] const EntityTable& table_of(EntityKind kind);
[[nodiscard]] const EntityTable& table_of(const Entity& entity);

/// Where the entity inside the variant lies: what the functions of a Field want.
[[nodiscard]] const void* data_of(const Entity& entity);
[[nodiscard]] void* data_of(Entity& entity);

}  // namespace retour
