#include <gtest/gtest.h>

#include <array>

#include "base/random.hpp"
#include "base/text.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/csv_writer.hpp"
#include "support/csv_files.hpp"

namespace retour::exchange {
namespace {

using test::read_csv;
using test::ReadFile;
using test::ReadRow;
using Cells = std::vector<std::string>;

/// The rows as "a|b" lines; faults as "row:line:column name".
std::vector<std::string> lines_of(const ReadFile& file) {
  std::vector<std::string> out;
  for (const ReadRow& row : file.rows) {
    std::string line;
    if (row.fault) {
      line = std::to_string(row.fault->row) + ':' + std::to_string(row.fault->line) + ':' +
             std::to_string(row.fault->column) + ' ' + std::string(name_of(row.fault->code));
    } else {
      for (const auto& cell : row.cells) line += (line.empty() ? "" : "|") + cell;
    }
    out.push_back(line);
  }
  return out;
}

using Lines = std::vector<std::string>;

TEST(CsvReader, PlainAndQuoted) {
  EXPECT_EQ(lines_of(read_csv("a,b\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n3,4")),
            (Lines{"a|b", "1|x, \"y\"\r\nz", "3|4"}));
  EXPECT_EQ(lines_of(read_csv("a;b\n1;2\n")), (Lines{"a|b", "1|2"}));
  EXPECT_EQ(lines_of(read_csv("a\tb\r1\t2\r")), (Lines{"a|b", "1|2"})) << "old Mac line ends";
  EXPECT_EQ(lines_of(read_csv("a;b\n\"x\"  ;2\n")), (Lines{"a|b", "x|2"}));
  EXPECT_EQ(lines_of(read_csv("a;b\nКлиника \"Ромашка\";2\n")),
            (Lines{"a|b", "Клиника \"Ромашка\"|2"}));
  EXPECT_TRUE(read_csv("").rows.empty());
  EXPECT_TRUE(read_csv("\r\n\n\r").rows.empty());
}

TEST(CsvReader, BlankRowsArePassedOverButCounted) {
  const auto file = read_csv("a;b\n\n;;\n 1;2\n  ; \n3;4\n");
  EXPECT_EQ(lines_of(file), (Lines{"a|b", " 1|2", "3|4"}));
  EXPECT_EQ(file.blank_rows, 3u);
  EXPECT_EQ(file.rows[1].number, 4u);
  EXPECT_EQ(file.rows[2].line, 6u);
}

TEST(CsvReader, DelimiterIsRecognised) {
  EXPECT_EQ(read_csv("name;price\nПриём, первичный;1500,00\nУЗИ;2000,50\n").delimiter, ';');
  EXPECT_EQ(read_csv("name,price\n\"Приём; первичный\",1500.00\n").delimiter, ',');
  EXPECT_EQ(read_csv("a\tb\tc\n1,5\t2,5\t3,5\n").delimiter, '\t');
  EXPECT_EQ(read_csv("a|b\n1|2\n").delimiter, '|');
  EXPECT_EQ(read_csv("sep=|\r\na|b;c\r\n").delimiter, '|');
  EXPECT_EQ(lines_of(read_csv("sep=;\na;b\n1;2\n")), (Lines{"a|b", "1|2"}));
  EXPECT_EQ(read_csv("sep=;\na;b\n1;2\n").rows[1].line, 3u);
  EXPECT_EQ(lines_of(read_csv("only\none\n")), (Lines{"only", "one"}));
}

TEST(CsvReader, FaultsNameRowLineAndColumn) {
  EXPECT_EQ(lines_of(read_csv("a;b;c\n1;2\n1;2;3\n")),
            (Lines{"a|b|c", "2:2:3 too_few_cells", "1|2|3"}));
  EXPECT_EQ(lines_of(read_csv("a;b\n1;2;3\n1;2;;\n")),
            (Lines{"a|b", "2:2:3 too_many_cells", "1|2"}));
  EXPECT_EQ(lines_of(read_csv("a;b\n1;\"x\"y\n3;4\n")),
            (Lines{"a|b", "2:2:2 text_after_quote", "3|4"}));
  EXPECT_EQ(lines_of(read_csv("a;b\n\"m\nn\";2\n3;\"x\n5;6\n")),
            (Lines{"a|b", "m\nn|2", "3:4:2 unterminated_quote", "5|6"}))
      << "the rows behind an open quote are read all the same";
  EXPECT_EQ(lines_of(read_csv("a;b\n1;\"x\n3;\"y\"\n5;6\n")),
            (Lines{"a|b", "2:2:2 text_after_quote", "3|y", "5|6"}))
      << "a later quote does not swallow the rows between";
}

TEST(CsvReader, NulBytesAreRefusedWithTheirColumn) {
  using namespace std::string_literals;
  const auto file = read_csv("a;b\n1;x\0y\n3;4\n"s);
  EXPECT_EQ(lines_of(file), (Lines{"a|b", "2:2:2 nul_byte", "3|4"}));
  EXPECT_EQ(file.rows[1].fault->cell, "xy");
  EXPECT_EQ(file.rows[1].raw, "1;x\0y"s) << "the raw row is kept unchanged";
}

TEST(CsvReader, RawTextIsUnchanged) {
  const auto file = read_csv("a;b\r\n\"1\" ;'=x\r\nbroken;\"q\"q\r\n");
  EXPECT_EQ(file.rows[1].raw, "\"1\" ;'=x");
  EXPECT_EQ(file.rows[1].cells, (Cells{"1", "=x"}));
  EXPECT_EQ(file.rows[2].raw, "broken;\"q\"q");
}

TEST(CsvReader, EncodingsOfTheSameText) {
  const std::string text = "ФИО;Город\r\nИванов Пётр;«Москва» № 1\r\nЁлкина;Уфа\r\n";
  const Lines expected{"ФИО|Город", "Иванов Пётр|«Москва» № 1", "Ёлкина|Уфа"};
  const std::pair<std::string, Encoding> files[] = {
      {text, Encoding::utf8},
      {"\xEF\xBB\xBF" + text, Encoding::utf8},
      {test::in_windows_1251(text), Encoding::windows_1251},
      {test::in_utf16(text, test::ByteOrder::little, test::Mark::yes), Encoding::utf16_le},
      {test::in_utf16(text, test::ByteOrder::big, test::Mark::yes), Encoding::utf16_be},
      {test::in_utf16(text, test::ByteOrder::little, test::Mark::no), Encoding::utf16_le},
      {test::in_utf16(text, test::ByteOrder::big, test::Mark::no), Encoding::utf16_be},
  };
  for (const auto& [bytes, encoding] : files) {
    const auto file = read_csv(bytes);
    EXPECT_EQ(file.encoding, encoding) << name_of(encoding);
    EXPECT_EQ(lines_of(file), expected) << name_of(encoding);
    EXPECT_EQ(file.delimiter, ';');
  }
  const auto swedish = read_csv(
      "Namn;Ort\r\n\xC5"
      "sa \xD6"
      "berg;V\xE4"
      "ster\xE5"
      "s\r\n");
  EXPECT_EQ(swedish.encoding, Encoding::windows_1252);
  EXPECT_EQ(lines_of(swedish), (Lines{"Namn|Ort", "Åsa Öberg|Västerås"}));
}

TEST(CsvReader, MixedEncodingsAreNamedPerRow) {
  const std::string cyrillic = "Иванов;1\n";
  std::string file = "name;n\n";
  for (int i = 0; i < 5; ++i) file += cyrillic;
  file += test::in_windows_1251("Петров;2\n") + cyrillic;
  const auto utf8 = read_csv(file);
  EXPECT_EQ(utf8.encoding, Encoding::utf8);
  EXPECT_EQ(lines_of(utf8)[6], "7:7:1 mixed_encoding");
  EXPECT_EQ(lines_of(utf8)[7], "Иванов|1");
  EXPECT_EQ(utf8.rows[6].raw, test::in_windows_1251("Петров;2"));

  file = "name;n\n";
  for (int i = 0; i < 5; ++i) file += test::in_windows_1251(cyrillic);
  file += "Петров;2\n";
  const auto windows = read_csv(file);
  EXPECT_EQ(windows.encoding, Encoding::windows_1251);
  EXPECT_EQ(lines_of(windows)[6], "7:7:1 mixed_encoding");
  EXPECT_EQ(windows.rows[6].fault->cell, "Петров");

  EXPECT_EQ(lines_of(read_csv(test::in_windows_1251("имя;n\n") + "\xCF\x98\xCF;1\n")).back(),
            "2:2:1 undefined_character");
}

TEST(CsvReader, AsciiHeadDecidesLater) {
  std::string head = "name;n\n";
  while (head.size() < 2 * csv_sniff_bytes) head += "plain;1\n";
  EXPECT_EQ(read_csv(head + "Иванов;2\n").rows.back().cells[0], "Иванов");
  EXPECT_EQ(read_csv(head + test::in_windows_1251("Иванов;2\n")).rows.back().cells[0], "Иванов");
}

TEST(CsvReader, HalfSurrogatesAreFaults) {
  std::string bytes = test::in_utf16("a;b\n1;x\n3;😀\n", test::ByteOrder::little, test::Mark::yes);
  const auto good = read_csv(bytes);
  EXPECT_EQ(lines_of(good), (Lines{"a|b", "1|x", "3|😀"}));
  bytes[bytes.find('x')] = '\x00';
  bytes[bytes.find('1') + 5] = '\xD8';  // x becomes U+D800 alone
  EXPECT_EQ(lines_of(read_csv(bytes))[1], "2:2:2 mixed_encoding");
  EXPECT_EQ(lines_of(read_csv(bytes + 'z')).back(), "4:4:1 mixed_encoding")
      << "an odd byte at the end";
}

TEST(CsvReader, TenMegabyteCellsAreRefusedNotDigested) {
  const std::string big(10U << 20, 'x');
  CsvOptions options;
  for (const std::string& cell : {big, '"' + big + '"'}) {
    const auto file = read_csv("a;b\n1;" + cell + "\n3;4\n", 1U << 16, options);
    EXPECT_EQ(lines_of(file), (Lines{"a|b", "2:2:2 cell_too_long", "3|4"}));
    EXPECT_TRUE(file.rows[1].truncated);
    EXPECT_EQ(file.rows[1].raw.size(), options.limits.raw_bytes_kept);
    EXPECT_LE(file.rows[1].fault->cell.size(), fault_cell_bytes_max);
    EXPECT_EQ(file.rows[2].line, 3u);
  }
  // An open quote in a long file: found at the cell limit, and the rows behind it still come.
  std::string rows = "a;b\n1;\"open\n";
  for (int i = 0; i < 400000; ++i) rows += "3;4\n";
  const auto file = read_csv(rows, 1U << 16, options);
  ASSERT_EQ(file.rows.size(), 400002u);
  EXPECT_EQ(lines_of({.rows = {file.rows[1]}}), (Lines{"2:2:2 unterminated_quote"}));
  EXPECT_EQ(file.rows.back().cells, (Cells{"3", "4"}));
}

TEST(CsvReader, LimitsOnRows) {
  CsvOptions options;
  options.delimiter = ';';
  options.limits = {.cell_bytes = 16, .row_bytes = 40, .cells = 8, .raw_bytes_kept = 10};
  EXPECT_EQ(lines_of(read_csv("a;b\n1;2;3;4;5;6;7;8;9\n3;4\n", 3, options)),
            (Lines{"a|b", "2:2:9 too_many_cells", "3|4"}));
  const auto file = read_csv("a;b\n0123456789012;0123456789012;0123456789012;x\r\n3;4", 3, options);
  EXPECT_EQ(lines_of(file), (Lines{"a|b", "2:2:3 row_too_long", "3|4"}));
  EXPECT_EQ(file.rows[1].raw, "0123456789");
}

TEST(CsvReader, TitleLinesAreSkippedWhenAsked) {
  CsvOptions options;
  options.skip_rows = 2;
  const auto file = read_csv("Отчёт за ноябрь\n;;\nФИО;Сумма\nИванов;1\n", 5, options);
  EXPECT_EQ(lines_of(file), (Lines{"ФИО|Сумма", "Иванов|1"}));
  EXPECT_EQ(file.rows[0].number, 3u);
}

TEST(CsvReader, OptionsOverrideWhatWouldBeRecognised) {
  CsvOptions options;
  options.encoding = Encoding::windows_1251;
  options.delimiter = ',';
  EXPECT_EQ(read_csv("a,b;c\n\xC0,1;2\n", 100, options).rows[1].cells, (Cells{"А", "1;2"}));
}

/// Texts in which every character matters to some part of the reader.
std::string hostile_text(SeededRandom& random, std::size_t length_max) {
  static constexpr std::array<std::string_view, 24> pieces = {
      "\"", "\"\"", ";", ",",  "\n",   "\r\n", "\r", "a",  "Я",      "å",     " ", "'",
      "=",  "+7",   "-", "\t", "\xFF", "\x98", "12", ";;", "\"x\";", "\";\"", "@", "'="};
  std::string out;
  while (out.size() < random.below(length_max + 1))
    out += random.below(200) == 0 ? std::string(1, '\0')
                                  : std::string(pieces[random.below(pieces.size())]);
  return out;
}

TEST(CsvReader, ChunksChangeNothing) {
  const std::uint64_t seed = 4711;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  CsvOptions options;
  options.limits = {.cell_bytes = 24, .row_bytes = 48, .cells = 12, .raw_bytes_kept = 16};
  for (int round = 0; round < 4000; ++round) {
    const std::string file = hostile_text(random, 200);
    const auto whole = read_csv(file, file.size() + 1, options);
    for (const std::size_t chunk : {1U, 2U, 3U, 7U, 64U})
      ASSERT_EQ(read_csv(file, chunk, options), whole)
          << testing::PrintToString(file) << " in chunks of " << chunk;
  }
}

TEST(CsvWriter, GivesBackEveryCell) {
  const std::uint64_t seed = 2026;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for (int round = 0; round < 4000; ++round) {
    std::vector<Cells> rows(1 + random.below(5), Cells(1 + random.below(4)));
    for (auto& row : rows) {
      row.resize(rows[0].size());
      for (auto& cell : row) {
        const std::string raw = hostile_text(random, 12);
        for (std::string_view rest = raw; !rest.empty();) {
          const auto size = decode_utf8_character(rest).size;
          if (size != 0 && rest.front() != '\0') cell += rest.substr(0, size);
          rest.remove_prefix(std::max<std::size_t>(size, 1));
        }
      }
    }
    const char delimiter = random.below(2) == 0 ? ';' : ',';
    CsvWriter writer({.delimiter = delimiter, .mark = ByteOrderMark::utf8});
    for (const auto& row : rows) {
      for (const auto& cell : row) writer.cell(cell);
      writer.end_row();
    }
    CsvOptions options;
    options.delimiter = delimiter;
    const std::string file = writer.take();
    const auto back = read_csv(file, 3, options);
    ASSERT_EQ(back.rows.size(), rows.size()) << testing::PrintToString(file);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ASSERT_FALSE(back.rows[i].fault) << testing::PrintToString(file);
      ASSERT_EQ(back.rows[i].cells, rows[i]) << testing::PrintToString(file);
    }
  }
}

TEST(CsvWriter, GuardsFormulasAndKeepsNumbers) {
  CsvWriter writer(csv_for_programs);
  const std::array<std::string_view, 7> cells = {"=1+1",     "+79161234567", "-15300,00", "-1+1",
                                                 "@SUM(A1)", "O'Brien",      "'=x"};
  writer.row(cells);
  EXPECT_EQ(writer.take(), "'=1+1,'+79161234567,\"-15300,00\",'-1+1,'@SUM(A1),O'Brien,''=x\r\n");
}

}  // namespace
}  // namespace retour::exchange
