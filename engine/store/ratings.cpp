#include "store/ratings.hpp"

#include "store/queries_internal.hpp"

namespace retour::store {
namespace {

// Ids grow with time: the primary key is the order.
constexpr Sql ratings_sql{"SELECT " RETOUR_PERSON(
    "r.patient") ", r.doctor, r.branch, r.kind, r.at, r.score, "
                 "r.explained, r.complications, r.guarantees, r.worth_price, r.works_as_pair, "
                 "v.arrived_at, v.entered_at, b.\"begin\", b.begin_minute "
                 "FROM rating r LEFT JOIN visit v ON v.id = r.visit LEFT JOIN booking b ON b.id = "
                 "v.booking "
                 "WHERE r.active = 1 ORDER BY r.id DESC LIMIT ?"};

std::int32_t wait_of(Statement& row) {
  const Instant arrived = instant_at(row, 11);
  const Instant entered = instant_at(row, 12);
  if (arrived.seconds == 0 || entered < arrived) return -1;
  const bool timed = row.optional_integer(14).value_or(untimed_minute) != untimed_minute;
  const Instant due = timed ? std::max(arrived, instant_at(row, 13)) : arrived;
  return static_cast<std::int32_t>(std::max<std::int64_t>(0, entered.seconds - due.seconds) / 60);
}

}  // namespace

Result<std::vector<RatedVisit>> rated_visits(Database& database) {
  std::vector<RatedVisit> ratings;
  Statement row = database.query(ratings_sql, rated_visits_max);
  RETOUR_TRY(for_each_row(row, [&]() -> Status {
    RatedVisit& one = ratings.emplace_back();
    one.patient = row.id_as<Patient>(0);
    one.doctor = row.id_as<Staff>(1);
    one.branch = row.id_as<Branch>(2);
    RETOUR_TRY(read_enum(row, 3, one.kind));
    one.at = instant_at(row, 4);
    one.score = static_cast<std::int32_t>(row.integer(5));
    for (std::size_t i = 0; i < survey_questions; ++i)
      RETOUR_TRY(read_enum(row, 6 + static_cast<int>(i), one.answers[i]));
    one.wait_minutes = wait_of(row);
    return {};
  }));
  return ratings;
}

}  // namespace retour::store
