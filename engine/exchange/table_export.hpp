// Each table of the clinic as a CSV file, straight from the field tables: a column per field, named
// as in docs/data-dictionary.md, the id in front. New fields come out by themselves.
//
// Columns whose visibility class the acting role may not read are left out altogether (ET-01: a
// doctor's export has no prices), so that a file never holds what its screen would not show.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "exchange/csv_writer.hpp"
#include "ops/tables.hpp"

namespace retour::exchange {

struct TableExportOptions {
  Role role = Role::owner;  ///< In which the person acts.
  CsvStyle style;
};

/// Takes the next piece of the file; a failure ends the export and is returned.
using ExportSink = std::function<Status(std::string_view piece)>;
inline constexpr std::size_t export_piece_bytes = 64U << 10;

/// All kinds that have a table, in kind order.
[[nodiscard]] std::span<const EntityKind> exported_kinds();

/// Name of the file of a kind, without folder: "patient.csv".
[[nodiscard]] std::string export_file_name(EntityKind kind);

/// Writes header and rows of `kind` in id order. Memory: one piece. O(rows).
[[nodiscard]] Status export_table(Tables& tables, EntityKind kind,
                                  const TableExportOptions& options, const ExportSink& sink);

}  // namespace retour::exchange
