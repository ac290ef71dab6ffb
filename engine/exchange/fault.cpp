#include "exchange/fault.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/text.hpp"

namespace retour::exchange {
namespace {

struct FaultInfo {
  FaultCode code;
  std::string_view name;
  Remedy remedy;
};

using enum FaultCode;
using enum Remedy;

constexpr std::array<FaultInfo, fault_code_count> faults = {{
    {unterminated_quote, "unterminated_quote", close_the_quote},
    {text_after_quote, "text_after_quote", close_the_quote},
    {too_few_cells, "too_few_cells", check_the_delimiter},
    {too_many_cells, "too_many_cells", check_the_delimiter},
    {cell_too_long, "cell_too_long", shorten_the_cell},
    {row_too_long, "row_too_long", shorten_the_cell},
    {nul_byte, "nul_byte", correct_the_cell},
    {mixed_encoding, "mixed_encoding", save_as_utf8},
    {undefined_character, "undefined_character", save_as_utf8},
    {missing_value, "missing_value", fill_the_cell},
    {text_too_long, "text_too_long", shorten_the_cell},
    {not_a_number, "not_a_number", correct_the_cell},
    {number_out_of_range, "number_out_of_range", correct_the_cell},
    {not_an_amount, "not_an_amount", correct_the_cell},
    {ambiguous_amount, "ambiguous_amount", choose_decimal_mark},
    {too_precise_amount, "too_precise_amount", correct_the_cell},
    {unknown_currency, "unknown_currency", correct_the_cell},
    {not_a_date, "not_a_date", choose_date_order},
    {no_such_date, "no_such_date", choose_date_order},
    {date_out_of_range, "date_out_of_range", correct_the_cell},
    {not_a_time, "not_a_time", correct_the_cell},
    {skipped_local_time, "skipped_local_time", choose_another_time},
    {repeated_local_time, "repeated_local_time", choose_another_time},
    {not_yes_or_no, "not_yes_or_no", correct_the_cell},
    {unknown_sex, "unknown_sex", correct_the_cell},
    {unknown_status, "unknown_status", correct_the_cell},
    {unknown_direction, "unknown_direction", correct_the_cell},
    {not_a_duration, "not_a_duration", correct_the_cell},
    {age_out_of_range, "age_out_of_range", correct_the_cell},
    {bad_email, "bad_email", correct_the_cell},
    {phone_letters, "phone_letters", correct_the_cell},
    {phone_too_short, "phone_too_short", correct_the_cell},
    {phone_too_long, "phone_too_long", correct_the_cell},
    {phone_no_area_code, "phone_no_area_code", correct_the_cell},
    {phone_unknown_prefix, "phone_unknown_prefix", correct_the_cell},
    {phone_placeholder, "phone_placeholder", correct_the_cell},
    {phone_several, "phone_several", split_the_numbers},
    {appointment_before_made, "appointment_before_made", correct_the_dates},
    {birth_in_future, "birth_in_future", correct_the_dates},
    {no_identity, "no_identity", fill_the_cell},
    {repeated_source_id, "repeated_source_id", remove_the_repetition},
    {conflicting_identity, "conflicting_identity", correct_the_cell},
    {erased_person, "erased_person", remove_the_row},
    {characters_removed, "characters_removed", none_needed},
    {shared_phone, "shared_phone", none_needed},
    {source_left_out, "source_left_out", unify_the_sources},
    {unknown_operator, "unknown_operator", add_the_person},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < faults.size(); ++i)
    if (static_cast<std::size_t>(faults[i].code) != i) return false;
  return true;
}
static_assert(in_order(), "the table is indexed by code");

constexpr std::array<std::string_view, remedy_count> remedy_names = {
    "close_the_quote",     "check_the_delimiter", "shorten_the_cell",      "save_as_utf8",
    "fill_the_cell",       "correct_the_cell",    "choose_decimal_mark",   "choose_date_order",
    "choose_another_time", "correct_the_dates",   "remove_the_repetition", "split_the_numbers",
    "remove_the_row",      "unify_the_sources",   "add_the_person",        "none_needed"};

}  // namespace

std::string_view name_of(FaultCode code) noexcept {
  return faults[static_cast<std::size_t>(code)].name;
}

std::string_view name_of(Remedy remedy) noexcept {
  return remedy_names[static_cast<std::size_t>(remedy)];
}

Remedy remedy_of(FaultCode code) noexcept {
  return faults[static_cast<std::size_t>(code)].remedy;
}

FaultCode fault_of(PhoneFault fault) noexcept {
  switch (fault) {
    case PhoneFault::empty: return missing_value;
    case PhoneFault::letters: return phone_letters;
    case PhoneFault::too_short: return phone_too_short;
    case PhoneFault::too_long: return phone_too_long;
    case PhoneFault::no_area_code: return phone_no_area_code;
    case PhoneFault::unknown_prefix: return phone_unknown_prefix;
    case PhoneFault::placeholder: return phone_placeholder;
    case PhoneFault::several_numbers: return phone_several;
  }
  return phone_letters;
}

std::string bounded_excerpt(std::string_view cell) {
  // Four times as many bytes are enough: what is dropped is invalid or a control.
  std::string clean = clean_line(cell.substr(0, 4 * fault_cell_bytes_max)).text;
  if (clean.size() > fault_cell_bytes_max) {
    std::size_t size = fault_cell_bytes_max;
    while (size > 0 && (static_cast<unsigned char>(clean[size]) & 0xC0U) == 0x80U) --size;
    clean.resize(size);
  }
  return clean;
}

}  // namespace retour::exchange
