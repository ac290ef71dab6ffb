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

bool may_read(const FieldMeta& meta, Role role) {
  return readers_of(meta.visibility).has(role);
}

/// The columns that the role may read.
template <class E>
void write_header(CsvWriter& writer, Role role) {
  writer.cell("id");
  for_each_field<E>([&]<class T>(std::string_view name, T E::*, const FieldMeta& meta) {
    if (may_read(meta, role)) writer.cell(name);
  });
  writer.end_row();
}

void write_row(CsvWriter& writer, const Entity& entity, Role role) {
  std::visit(
      [&]<class E>(const E& row) {
        writer.cell(to_text(row.id));
        for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
          if (may_read(meta, role)) writer.cell(FieldType<T>::to_text(row.*member));
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
  CsvWriter writer(options.style);
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) write_header<E>(writer, options.role);
  });
  RETOUR_TRY(tables.scan(kind, [&](ByteView bytes) -> Status {
    const std::optional<Entity> row = decode_row(kind, bytes);
    if (!row) return fail(FailureCode::corrupt, "export: a row that does not decode");
    write_row(writer, *row, options.role);
    return writer.pending_bytes() < export_piece_bytes ? Status{} : sink(writer.take());
  }));
  return sink(writer.take());
}

}  // namespace retour::exchange
