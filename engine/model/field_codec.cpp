#include "model/field_codec.hpp"

#include "model/field_table.hpp"

namespace retour {

void encode_row(ByteWriter& out, const Entity& entity) {
  encode_row(out, table_of(entity), data_of(entity));
}

void encode_row(ByteWriter& out, const EntityTable& table, const void* entity) {
  out.put_id(table.id(entity));
  for (const Field& field : table.fields) field.encode(out, entity);
  for (const HybridTime stamp : table.stamps(entity)) out.put_unsigned(stamp.packed);
}

std::optional<Entity> decode_row(EntityKind kind, ByteView bytes) {
  std::optional<Entity> row = empty_entity(kind);
  if (!row) return row;
  const EntityTable& table = table_of(kind);
  void* const entity = data_of(*row);
  ByteReader in(bytes);
  table.set_id(entity, in.id());
  for (const Field& field : table.fields) field.decode(in, entity);
  for (HybridTime& stamp : table.stamps(entity)) stamp.packed = in.unsigned_number();
  if (!in.ok() || !in.at_end()) row.reset();
  return row;
}

void encode_facet(ByteWriter& out, const Entity& entity, std::size_t facet) {
  const void* const data = data_of(entity);
  for (const Field& field : table_of(entity).fields)
    if (field.meta.facet == facet) field.encode(out, data);
}

}  // namespace retour
