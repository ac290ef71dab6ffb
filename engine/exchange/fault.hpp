// What can be wrong with a row of a file, as codes. Texts for people live in the catalogues under
// "import.fault.<name>" and "import.remedy.<name>"; the engine adds row, line, column and the cell.
//
// Every fault names one remedy, so that a message always reads: where, what, what to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/phone.hpp"

namespace retour::exchange {

/// Why a row was rejected (or, for notes, what was noticed about it).
enum class FaultCode : std::uint8_t {
  // The file's structure
  unterminated_quote,  ///< A quote opens and no quote closes the cell.
  text_after_quote,    ///< Something stands between a closing quote and the delimiter.
  too_few_cells,
  too_many_cells,
  cell_too_long,
  row_too_long,
  nul_byte,
  mixed_encoding,       ///< The row's bytes are not of the file's encoding.
  undefined_character,  ///< A byte to which the file's code page gives no character.
  // A cell
  missing_value,
  text_too_long,
  not_a_number,
  number_out_of_range,
  not_an_amount,
  ambiguous_amount,    ///< "15,300": fifteen or fifteen thousand?
  too_precise_amount,  ///< More decimals than the currency has.
  unknown_currency,
  not_a_date,
  no_such_date,  ///< 30 February.
  date_out_of_range,
  not_a_time,
  skipped_local_time,   ///< The wall clock never showed it (spring).
  repeated_local_time,  ///< The wall clock showed it twice (autumn).
  not_yes_or_no,
  unknown_sex,
  unknown_status,
  unknown_direction,  ///< Of a call.
  not_a_duration,
  age_out_of_range,
  bad_email,
  phone_letters,
  phone_too_short,
  phone_too_long,
  phone_no_area_code,
  phone_unknown_prefix,
  phone_placeholder,
  phone_several,
  // The row as a whole
  appointment_before_made,  ///< Dated before the day on which it was made.
  birth_in_future,
  no_identity,           ///< Nothing says whose row it is.
  repeated_source_id,    ///< The same source id stands in an earlier row of this file.
  conflicting_identity,  ///< One source id, but another sex or birth than before.
  erased_person,         ///< His data were erased here: an import must not bring him back.
  // Notes: the row lands
  characters_removed,  ///< Controls or invisible characters were taken out of a text.
  shared_phone,        ///< Another patient has the same phone.
  source_left_out,     ///< Too many unknown advertising sources: this one was not made.
  unknown_operator,    ///< Nobody of this name works here: the call lands without him.
};
inline constexpr std::size_t fault_code_count =
    static_cast<std::size_t>(FaultCode::unknown_operator) + 1;

/// What the person at the screen can do about it.
enum class Remedy : std::uint8_t {
  close_the_quote,
  check_the_delimiter,
  shorten_the_cell,
  save_as_utf8,
  fill_the_cell,
  correct_the_cell,
  choose_decimal_mark,
  choose_date_order,
  choose_another_time,
  correct_the_dates,
  remove_the_repetition,
  split_the_numbers,
  remove_the_row,
  unify_the_sources,
  add_the_person,
  none_needed,
};
inline constexpr std::size_t remedy_count = static_cast<std::size_t>(Remedy::none_needed) + 1;

/// Stable names, for catalogue keys, JSON output and tests.
[[nodiscard]] std::string_view name_of(FaultCode code) noexcept;
[[nodiscard]] std::string_view name_of(Remedy remedy) noexcept;
[[nodiscard]] Remedy remedy_of(FaultCode code) noexcept;
[[nodiscard]] FaultCode fault_of(PhoneFault fault) noexcept;

/// True for codes that accompany a row which lands.
[[nodiscard]] constexpr bool is_note(FaultCode code) {
  return code >= FaultCode::characters_removed;
}

/// One thing wrong in one place of the file.
struct RowFault {
  std::uint64_t row = 0;     ///< As a spreadsheet counts: the header is 1.
  std::uint64_t line = 0;    ///< As a text editor counts; differs when cells hold line breaks.
  std::uint32_t column = 0;  ///< 1 is the first; 0: the row as a whole.
  FaultCode code = FaultCode::missing_value;
  std::string cell{};  ///< What stands there, at most `fault_cell_bytes_max` bytes of UTF-8.
  bool operator==(const RowFault&) const = default;
};
inline constexpr std::size_t fault_cell_bytes_max = 80;

/// The front of a cell for messages: valid UTF-8, cut between characters, without controls.
[[nodiscard]] std::string bounded_excerpt(std::string_view cell);

}  // namespace retour::exchange
