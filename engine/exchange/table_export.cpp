#include "exchange/table_export.hpp"

#include <array>

#include "model/field_codec.hpp"
#include "model/field_table.hpp"

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

bool may_read(const Readable& readable, const Field& field) {
  return readable[static_cast<std::size_t>(field.meta.visibility)];
}

void write_row(CsvWriter& writer, const Entity& entity, const Readable& readable) {
  writer.cell(to_text(id_of(entity)));
  for (const Field& field : table_of(entity).fields)
    if (may_read(readable, field)) writer.cell(field.to_text(data_of(entity)));
  writer.end_row();
}

}  // namespace

std::span<const EntityKind> exported_kinds() {
  return kinds;
}

std::string export_file_name(EntityKind kind) {
  const EntityTable* table = find_table(kind);
  return std::string(table == nullptr ? "unknown" : table->info.name) + ".csv";
}

Status export_table(Tables& tables, EntityKind kind, const TableExportOptions& options,
                    const ExportSink& sink) {
  const Readable readable = readable_by(options.role);
  CsvWriter writer(options.style);
  writer.cell("id");
  for (const Field& field : table_of(kind).fields)
    if (may_read(readable, field)) writer.cell(field.name);
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
