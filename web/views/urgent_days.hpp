// Coming days on which no place for an urgent visit is left, said above the board (SC-09).
#pragma once

#include <optional>
#include <vector>

#include "app/urgent.hpp"
#include "views/context.hpp"

namespace retour::views {

class UrgentDays {
 public:
  /// The warning for the day that is shown, else for the first such day of the coming week; a day
  /// when its button was pressed. Read when the clinic or the minute changes.
  [[nodiscard]] std::optional<LocalDate> draw(Context& context, BranchId branch, LocalDate shown);

 private:
  struct Key {
    std::uint64_t version = 0;
    std::int64_t minute = 0;
    BranchId branch;
    LocalDate shown;
    bool operator==(const Key&) const = default;
  };
  std::optional<Key> key_;
  std::vector<schedule::UrgentDay> days_;
};

}  // namespace retour::views
