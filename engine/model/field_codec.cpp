#include "model/field_codec.hpp"

namespace retour {
namespace {

template <class E>
void encode_row_of(ByteWriter& out, const E& entity) {
  out.put_id(entity.id);
  for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta&) {
    FieldType<T>::encode(out, entity.*member);
  });
  for (const HybridTime stamp : entity.stamps) out.put_unsigned(stamp.packed);
}

template <class E>
std::optional<Entity> decode_row_of(ByteView bytes) {
  ByteReader in(bytes);
  E entity;
  entity.id = decltype(entity.id)(in.id());
  for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta&) {
    FieldType<T>::decode(in, entity.*member);
  });
  for (HybridTime& stamp : entity.stamps) stamp.packed = in.unsigned_number();
  if (!in.ok() || !in.at_end()) return std::nullopt;
  return Entity(std::move(entity));
}

}  // namespace

void encode_row(ByteWriter& out, const Entity& entity) {
  std::visit([&](const auto& e) { encode_row_of(out, e); }, entity);
}

std::optional<Entity> decode_row(EntityKind kind, ByteView bytes) {
  std::optional<Entity> row;
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) row = decode_row_of<E>(bytes);
  });
  return row;
}

void encode_facet(ByteWriter& out, const Entity& entity, std::size_t facet) {
  std::visit(
      [&]<class E>(const E& e) {
        for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
          if (meta.facet == facet) FieldType<T>::encode(out, e.*member);
        });
      },
      entity);
}

}  // namespace retour
