// What should be in the till at the end of a day, what was counted, and how often.
//
//   expected by method = payments of the day at the branch - refunds of such payments that day
//
// A close is never changed: closing again is another one. What was paid after a close shows as the
// difference between what is expected now and what was expected then.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "app/clinic.hpp"

namespace retour::app {

using MoneyByMethod = std::array<std::int64_t, payment_method_count>;

/// So long are closes of other days shown beside the day's own.
inline constexpr std::int32_t closes_shown_days = 31;

struct Till {
  MoneyByMethod expected_minor{};  ///< By number of PaymentMethod, in the clinic's currency.
  std::vector<DayClose> closes;    ///< Of the day, the last one last.
  std::vector<DayClose> recent;    ///< Of the month up to the day, the newest first.
  [[nodiscard]] const DayClose* last_close() const {
    return closes.empty() ? nullptr : &closes.back();
  }
  /// What came (or was given back) by this method after the last close; 0 while there is none.
  [[nodiscard]] std::int64_t since_close_minor(std::size_t method) const {
    const DayClose* last = last_close();
    return last == nullptr ? 0 : expected_minor[method] - last->expected_minor[method];
  }
};

/// Counted less expected, of all methods together.
[[nodiscard]] std::int64_t difference_minor(const DayClose& closed);

/// The till of a branch on a local day. O(payments of the day).
[[nodiscard]] Result<Till> till_of(Clinic& clinic, BranchId branch, LocalDate date);

/// The close of the day with what was counted.
[[nodiscard]] Draft close_draft(Clinic& clinic, BranchId branch, LocalDate date, const Till& till,
                                const MoneyByMethod& counted_minor, std::string note);

}  // namespace retour::app
