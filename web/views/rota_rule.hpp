// The rule of a template as a form of plain controls, and in words.
//
//   chips Mo We Fr, every [2] weeks, until 30 June   <-> FREQ=WEEKLY;INTERVAL=2;UNTIL=20260630;...
//   odd dates, Mo to Fr                              <-> FREQ=DAILY;BYMONTHDAY=1,3,...,31;BYDAY=...
//   every [4] days                                   <->   FREQ=DAILY;INTERVAL=4
//   anything else                                    <->   its own text, RFC 5545
//
// What the form does not show (days taken out or added, a COUNT) goes through it unharmed.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "model/rota.hpp"
#include "ui/ui.hpp"

namespace retour::views {

enum class Repeats : std::uint8_t { weeks, odd_dates, even_dates, days, own };
inline constexpr std::size_t repeats_count = 5;

struct RuleForm {
  Repeats repeats = Repeats::weeks;
  std::array<bool, 7> weekdays{};  ///< Monday first; not of `days` and `own`.
  std::int32_t every = 1;          ///< Of `weeks` and `days`.
  std::optional<LocalDate> until;  ///< The last day; not of `own`.
  std::string own;                 ///< RRULE without its name.
  RecurrenceSet kept;              ///< As it was read.

  [[nodiscard]] static RuleForm of(const ShiftPattern& pattern);
  /// `ShiftPattern::recurrence`.
  [[nodiscard]] std::string text() const;
  /// False while a rule of days of the week names none.
  [[nodiscard]] bool is_complete() const;
};

/// "Пн, Ср, Пт, каждую 2-ю неделю"; without from and until.
[[nodiscard]] std::string words_of(const ui::Ui& ui, const RuleForm& rule);
/// "с 12.01.2026 по 30.06.2026".
[[nodiscard]] std::string span_words(const ui::Ui& ui, const ShiftPattern& pattern,
                                     const RuleForm& rule);

}  // namespace retour::views
