// What patients said of visits, beside how long they had waited there (SC-11, DR-05, DR-19..23).
#pragma once

#include <array>
#include <vector>

#include "model/quality.hpp"
#include "store/sqlite.hpp"

namespace retour::store {

inline constexpr std::size_t survey_questions = 5;

/// A rating as figures need it.
struct RatedVisit {
  PatientId patient;  ///< The card that stands for the person.
  StaffId doctor;
  BranchId branch;
  RatingKind kind = RatingKind::after_visit;
  Instant at;
  std::int32_t score = 0;  ///< 0: none was given.
  /// Explained, complications, guarantees, worth its price, works as a pair.
  std::array<Answer, survey_questions> answers{};
  std::int32_t wait_minutes = -1;  ///< Entry less max(arrival, appointed time); -1: unknown.
};

/// So many of the newest are read.
inline constexpr std::int64_t rated_visits_max = 50'000;
/// Ratings that stand, newest first. O(ratings).
[[nodiscard]] Result<std::vector<RatedVisit>> rated_visits(Database& database);

}  // namespace retour::store
