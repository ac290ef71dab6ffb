#include "exchange/table_export.hpp"

#include <gtest/gtest.h>

#include "model/field_codec.hpp"
#include "support/csv_files.hpp"

namespace retour::exchange {
namespace {

std::string exported(Tables& tables, EntityKind kind, Role role = Role::owner) {
  std::string file;
  const auto status = export_table(tables, kind, {.role = role, .style = csv_for_programs},
                                   [&](std::string_view piece) -> Status {
                                     file += piece;
                                     return {};
                                   });
  EXPECT_TRUE(status);
  return file;
}

TEST(TableExport, EveryKindHasItsHeader) {
  MemoryTables tables;
  EXPECT_EQ(exported_kinds().size(), entity_kind_count);
  for (const EntityKind kind : exported_kinds()) {
    const auto file = test::read_csv(exported(tables, kind));
    ASSERT_EQ(file.rows.size(), 1u) << export_file_name(kind);
    EXPECT_EQ(file.rows[0].cells[0], "id");
    EXPECT_GT(file.rows[0].cells.size(), 1u);
  }
  EXPECT_EQ(export_file_name(EntityKind::patient), "patient.csv");
}

TEST(TableExport, CellsComeBackAsTheyWere) {
  MemoryTables tables;
  Patient patient;
  patient.id = PatientId(id_from_name("p"));
  patient.family_name = "=HYPERLINK(\"http://x\")";
  patient.given_name = "Анна; \"Аня\"\nСергеевна";
  patient.birth_date = LocalDate::from_ymd(1980, 2, 1);
  patient.phones = {{.number = "+79161234567", .note = {}, .confirmed_at = {}}};
  ASSERT_TRUE(tables.write(Entity(patient)));
  const std::string text = exported(tables, EntityKind::patient);
  EXPECT_TRUE(text.contains("\"'=HYPERLINK")) << "no spreadsheet runs it";
  EXPECT_TRUE(text.contains("'+79161234567"));
  const auto file = test::read_csv(text);
  ASSERT_EQ(file.rows.size(), 2u);
  const auto cell = [&](std::string_view name) {
    const auto& header = file.rows[0].cells;
    return file.rows[1]
        .cells[static_cast<std::size_t>(std::ranges::find(header, name) - header.begin())];
  };
  EXPECT_EQ(cell("family_name"), patient.family_name);
  EXPECT_EQ(cell("given_name"), patient.given_name);
  EXPECT_EQ(cell("birth_date"), "1980-02-01");
  EXPECT_EQ(cell("phones"), "+79161234567");
}

TEST(TableExport, ADoctorsFileHasNoMoney) {
  MemoryTables tables;
  EXPECT_TRUE(exported(tables, EntityKind::charge).contains("price_minor"));
  EXPECT_FALSE(exported(tables, EntityKind::charge, Role::doctor).contains("price_minor"))
      << "ET-01";
  EXPECT_FALSE(exported(tables, EntityKind::patient, Role::marketer).contains("family_name"));
}

TEST(TableExport, LongTablesComeInPieces) {
  MemoryTables tables;
  for (int i = 0; i < 2000; ++i) {
    Source source;
    source.id = SourceId(id_from_name(std::to_string(i)));
    source.name = "Источник " + std::to_string(i);
    ASSERT_TRUE(tables.write(Entity(source)));
  }
  std::size_t pieces = 0;
  std::string file;
  ASSERT_TRUE(export_table(tables, EntityKind::source, {}, [&](std::string_view piece) -> Status {
    ++pieces;
    file += piece;
    EXPECT_LE(piece.size(), export_piece_bytes + 1024);
    return {};
  }));
  EXPECT_GT(pieces, 1u);
  EXPECT_EQ(test::read_csv(file).rows.size(), 2001u);
  const auto stopped = export_table(tables, EntityKind::source, {}, [](std::string_view) {
    return Status(fail(FailureCode::out_of_space, "disk"));
  });
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, FailureCode::out_of_space);
}

}  // namespace
}  // namespace retour::exchange
