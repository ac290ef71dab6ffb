#include "exchange/table_export.hpp"

#include <array>
#include <variant>

#include "model/field_codec.hpp"

namespace retour::exchange {
namespace {

constexpr auto kinds = [] {
  std::array<EntityKind, entity_kind_count> out{};
  std::size_t at = 0;
  for_each_entity([&]<class E>() { out[at++] = E::info.kind; });
  return out;
}();

/// Which visibility classes come out, by class number.
using Readable = std::array<bool, visibility_count>;

Readable readable_by(Role role) {
  Readable out{};
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = readers_of(static_cast<Visibility>(i)).has(role);
  return out;
}

/// Not inlined: one function per field type instead of one copy per field: half the wasm.
[[gnu::noinline]] void put_name(CsvWriter& writer, std::string_view name, bool readable) {
  if (readable) writer.cell(name);
}
template <class T>
[[gnu::noinline]] void put_value(CsvWriter& writer, const T& value, bool readable) {
  if (readable) writer.cell(FieldType<T>::to_text(value));
}

template <class E>
void write_header(CsvWriter& writer, const Readable& readable) {
  for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta& meta) {
    put_name(writer, name, readable[static_cast<std::size_t>(meta.visibility)]);
  });
}

void write_row(CsvWriter& writer, const Entity& entity, const Readable& readable) {
  writer.cell(to_text(id_of(entity)));
  std::visit(
      [&]<class E>(const E& row) {
        for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
          put_value(writer, row.*member, readable[static_cast<std::size_t>(meta.visibility)]);
        });
      },
      static_cast<const EntityVariant&>(entity));
  writer.end_row();
}

}  // namespace

std::span<const EntityKind> exported_kinds() {
  return kinds;
}

std::string export_file_name(EntityKind kind) {
  std::string name = "unknown";
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) name = E::info.name;
  });
  return name + ".csv";
}

Status export_table(Tables& tables, EntityKind kind, const TableExportOptions& options,
                    const ExportSink& sink) {
  const Readable readable = readable_by(options.role);
  CsvWriter writer(options.style);
  writer.cell("id");
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) write_header<E>(writer, readable);
  });
  writer.end_row();
  RETOUR_TRY(tables.scan(kind, [&](ByteView bytes) -> Status {
    const std::optional<Entity> row = decode_row(kind, bytes);
    if (!row) return fail(FailureCode::corrupt, "export: a row that does not decode");
    write_row(writer, *row, readable);
    return writer.pending_bytes() < export_piece_bytes ? Status{} : sink(writer.take());
  }));
  return sink(writer.take());
}

}  // namespace retour::exchange
