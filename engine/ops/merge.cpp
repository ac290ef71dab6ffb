#include "ops/merge.hpp"

#include "base/check.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"

namespace retour {
namespace {

Bytes facet_bytes(const Entity& entity, std::size_t facet) {
  Bytes bytes;
  ByteWriter out(bytes);
  encode_facet(out, entity, facet);
  return bytes;
}

bool incoming_wins(const Entity& stored, const Entity& incoming, std::size_t facet, HybridTime at) {
  const EntityTable& table = table_of(stored);
  const HybridTime before = table.stamps(data_of(stored))[facet];
  if (before == HybridTime{}) return true;  // nobody wrote it yet
  switch (table.facets[facet].merge) {
    case Merge::hub_order: return true;
    case Merge::last_writer:
      if (at != before) return at > before;
      return facet_bytes(incoming, facet) > facet_bytes(stored, facet);
    case Merge::once:
      if (at != before) return at < before;
      return facet_bytes(incoming, facet) < facet_bytes(stored, facet);
  }
  return false;
}

/// Both of one kind.
bool merge_into(Entity& stored, const Entity& incoming, FacetMask facets, HybridTime at) {
  const EntityTable& table = table_of(stored);
  void* const to = data_of(stored);
  const void* const from = data_of(incoming);
  bool changed = false;
  for (std::size_t facet = 0; facet < table.facets.size(); ++facet) {
    if ((facets >> facet & 1U) == 0 || !incoming_wins(stored, incoming, facet, at)) continue;
    for (const Field& field : table.fields)
      if (field.meta.facet == facet) field.assign(to, from);
    table.stamps(to)[facet] = at;
    changed = true;
  }
  return changed;
}

Status apply_part(const Part& part, HybridTime at, Tables& tables) {
  const EntityTable& table = table_of(part.entity);
  const IdBytes& id = id_of(part.entity);
  RETOUR_ASSIGN(std::optional<Entity> result, tables.read(table.info.kind, id));
  if (!result) {
    result = *table.empty;
    table.set_id(data_of(*result), id);
    set_subject(*result, patient_of(part.entity));
  } else if (table.has_owner() && patient_of(*result) != patient_of(part.entity)) {
    return {};
  }
  const bool changed = merge_into(*result, part.entity, part.facets, at);
  return changed ? tables.write(*result) : Status{};
}

}  // namespace

IdBytes subject_of(const Part& part) {
  return owner_of(part.entity) == Owner::patient ? IdBytes(patient_of(part.entity))
                                                 : id_of(part.entity);
}

Status apply(const Op& op, HybridTime at, Tables& tables) {
  RETOUR_CHECK(at != HybridTime{});
  for (const Part& part : op.parts) RETOUR_TRY(apply_part(part, at, tables));
  return {};
}

Status apply_to_subject(const Op& op, HybridTime at, Tables& tables, const IdBytes& subject) {
  RETOUR_CHECK(at != HybridTime{});
  for (const Part& part : op.parts)
    if (subject_of(part) == subject) RETOUR_TRY(apply_part(part, at, tables));
  return {};
}

}  // namespace retour
