// Which column of a file means what.
//
//   header + a few rows --guess_mapping--> Mapping (editable, with a confidence per column)
//   Mapping --write_profile--> text, one line per column --read_profile--> Mapping
//   Mapping + header of today's file --bind_columns--> column numbers, and what is missing or left
//   over
//
// A profile is a text that a person can read and mend:
//
//   retour import profile 1
//   name = appointments
//   kind = appointments
//   patient_source_id = PatientId
//   date = AppointmentDay | date_only
//
// Where the notation of the file cannot be recognised, lines `encoding`, `delimiter` (a character
// or "tab") and `skip_rows` say it; `system` names the program that the files come from.
//
// JSON was considered: nothing in it would help, and its parser is larger than this file.
// Headers are compared folded and without blanks, so that "Дата рождения", "дата_рождения" and
// "ДАТА РОЖДЕНИЯ:" are one column.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "exchange/cells.hpp"
#include "exchange/encoding.hpp"

namespace retour::exchange {

enum class ImportKind : std::uint8_t { patients, appointments, services, calls };
inline constexpr std::size_t import_kind_count = 4;
[[nodiscard]] std::string_view name_of(ImportKind kind) noexcept;

/// What a column can mean.
enum class TargetField : std::uint8_t {
  // the person
  patient_source_id,
  full_name,
  family_name,
  given_name,
  patronymic,
  sex,
  birth_date,
  birth_year,
  age,
  phone,
  email,
  address,
  source,
  // the appointment
  appointment_source_id,
  made_at,
  date,
  time,
  duration,
  doctor,
  service_code,
  service_name,
  status,
  no_show,
  came,
  cancelled,
  note,
  // the price list
  price,
  specialty,
  product_type,
  valid_from,
  // the call
  call_source_id,
  called_at,
  direction,
  answered,
  operator_name,
};
inline constexpr std::size_t target_field_count =
    static_cast<std::size_t>(TargetField::operator_name) + 1;
[[nodiscard]] std::string_view name_of(TargetField field) noexcept;

/// True when a file of `kind` can hold `field`.
[[nodiscard]] bool is_field_of(ImportKind kind, TargetField field);

/// How a column is to be read where its notation leaves a choice.
struct ColumnOptions {
  DateOrder date_order = DateOrder::day_first;
  DecimalMark decimal_mark = DecimalMark::detect;
  DurationUnit duration_unit = DurationUnit::minutes;
  NameOrder name_order = NameOrder::family_first;
  bool date_only = false;   ///< A time written with the date means nothing.
  bool wall_clock = false;  ///< An offset or "Z" written with the time means nothing.
  bool operator==(const ColumnOptions&) const = default;
};

struct ColumnMapping {
  TargetField field = TargetField::note;
  std::string column;  ///< As the header writes it.
  ColumnOptions options;
  std::int32_t confidence_percent = 100;  ///< Of a guess; a person's choice is 100.
};

/// How a file is written, as far as somebody said so; the rest is recognised.
struct FileNotation {
  std::optional<Encoding> encoding;
  std::optional<char> delimiter;
  std::uint64_t skip_rows = 0;  ///< Title lines above the header.
  bool operator==(const FileNotation&) const = default;
};
inline constexpr std::uint64_t skip_rows_max = 100;

struct Mapping {
  std::string name;
  ImportKind kind = ImportKind::patients;
  std::vector<ColumnMapping> columns;  ///< Each field once at most, except `phone`.
  std::string system{};                ///< The program that files come from; empty: not said.
  FileNotation notation{};
};

/// The mapping beside a particular header.
struct BoundColumn {
  TargetField field = TargetField::note;
  ColumnOptions options;
  std::uint32_t column = 0;  ///< From 0.
};
struct Binding {
  ImportKind kind = ImportKind::patients;
  std::vector<BoundColumn> columns;
  std::vector<std::string> missing;  ///< Columns of the mapping that this header lacks.
  std::vector<std::string> unused;   ///< Columns of the header that nothing is taken from.
  /// What a file of this kind cannot do without: empty when the import may begin.
  std::vector<TargetField> needed;
};

/// Header texts as they are compared.
[[nodiscard]] std::string header_key(std::string_view header);

[[nodiscard]] Binding bind_columns(const Mapping& mapping, std::span<const std::string> header);

/// How many columns of the header the mapping takes; 0 when the header lacks one that it names or
/// one that its kind needs: then it was made for other files.
[[nodiscard]] std::size_t fit_of(const Mapping& mapping, std::span<const std::string> header);

/// The kind of file that its header and first rows suggest most.
[[nodiscard]] ImportKind guess_kind(std::span<const std::string> header,
                                    std::span<const std::vector<std::string>> rows);

/// The likeliest meaning of each column: synonyms in three languages decide, the sample's cells
/// confirm or refute. Columns without a likely meaning are left out.
[[nodiscard]] Mapping guess_mapping(ImportKind kind, std::span<const std::string> header,
                                    std::span<const std::vector<std::string>> rows);
inline constexpr std::size_t guess_rows_max = 200;

/// How a column that holds `field` is written, as the sample's cells show it.
[[nodiscard]] ColumnOptions guess_options(ImportKind kind, TargetField field,
                                          std::span<const std::vector<std::string>> rows,
                                          std::size_t column);

/// A mapping as text, and back. Reading fails with `malformed`, naming the line.
[[nodiscard]] std::string write_profile(const Mapping& mapping);
[[nodiscard]] Result<Mapping> read_profile(std::string_view text);
inline constexpr std::size_t profile_bytes_max = 64U << 10;

/// Profiles that come with the program: "appointments", "yclients", "medialog".
[[nodiscard]] std::span<const std::string_view> built_in_profile_names();

/// A built-in profile, or nothing. "generic" is no profile but the request to guess.
[[nodiscard]] std::optional<Mapping> built_in_profile(std::string_view name);

}  // namespace retour::exchange
