#include "ops/merge.hpp"

#include "base/check.hpp"
#include "model/field_codec.hpp"

namespace retour {
namespace {

Bytes facet_bytes(const Entity& entity, std::size_t facet) {
  Bytes bytes;
  ByteWriter out(bytes);
  encode_facet(out, entity, facet);
  return bytes;
}

template <class E>
bool incoming_wins(const E& stored, const E& incoming, std::size_t facet, HybridTime at) {
  const HybridTime before = stored.stamps[facet];
  if (before == HybridTime{}) return true;  // nobody wrote it yet
  switch (E::facets[facet].merge) {
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

template <class E>
bool merge_into(E& stored, const E& incoming, FacetMask facets, HybridTime at) {
  bool changed = false;
  for (std::size_t facet = 0; facet < std::size(E::facets); ++facet) {
    if ((facets >> facet & 1U) == 0 || !incoming_wins(stored, incoming, facet, at)) continue;
    for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
      if (meta.facet == facet) stored.*member = incoming.*member;
    });
    stored.stamps[facet] = at;
    changed = true;
  }
  return changed;
}

Status apply_part(const Part& part, HybridTime at, Tables& tables) {
  RETOUR_ASSIGN(std::optional<Entity> stored,
                tables.read(kind_of(part.entity), id_of(part.entity)));
  Entity result = stored ? std::move(*stored) : *empty_entity(kind_of(part.entity));
  const bool changed = std::visit(
      [&]<class E>(const E& incoming) {
        E& target = std::get<E>(result);
        if constexpr (E::info.owner == Owner::patient && !std::is_same_v<E, Patient>) {
          if (!target.id.is_nil() && target.patient != incoming.patient) return false;
          target.patient = incoming.patient;
        }
        target.id = incoming.id;
        return merge_into(target, incoming, part.facets, at);
      },
      part.entity);
  return changed ? tables.write(result) : Status{};
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
