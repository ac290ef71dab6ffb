// Revenue and its structure (FN-01..07, FN-09), who the patients are (FN-13, FN-14), and how
// complete the data behind it all are (DM-05): one pass each over the columns.
//
//   rows: doctor   columns: month      |  10.2026   11.2026 |    all
//   Ivanova                            |  310 000   290 000 |  600 000    each cell: money,
//   charges, Petrov                             |  120 000   180 000 |  300 000    visits and
//   patients, and (nobody)                           |    5 000         0 |    5 000    the people
//   behind it all                                |  435 000   470 000 |  905 000
//
// Money is what was rendered, net of discounts, on the day it was rendered; a refund is a negative
// line on the day of the refund (`Credits::left` shows revenue without them). What cannot be
// attributed (no doctor, no type, age unknown) has a row of its own: sums of rows, columns and the
// total are equal to the kopeck. Patients are counted once in each cell, so they do not add up.
#pragma once

#include <array>
#include <optional>

#include "funnel/clv.hpp"
#include "funnel/events.hpp"

namespace retour::funnel {

// ---------------------------------------------------------------- revenue

/// By what revenue is laid out.
enum class RevenueBy : std::uint8_t {
  total,  ///< One row.
  month,
  year,
  branch,
  doctor,
  service,
  specialty,
  product_type,
  first_or_repeat,  ///< FN-04: on the day of a patient's first visit ever, or later.
  category,         ///< FN-05: ProductCategory.
  value_class,      ///< FN-03, DM-06: ValueClass by all history.
  sex,
  age_group,
  child_or_adult,
  source,     ///< Of the person.
  diagnosis,  ///< DM-06: the patient's latest.
};
enum class FirstOrRepeat : std::uint8_t { first, repeat };
enum class ChildOrAdult : std::uint8_t { unknown, child, adult };
enum class Credits : std::uint8_t { taken_off, left };

/// First ages of the age groups; group 0 is "unknown", group i begins at `age_group_begins[i - 1]`.
inline constexpr std::array<std::int32_t, 11> age_group_begins{0,  3,  7,  15, 18, 25,
                                                               35, 45, 55, 65, 75};
[[nodiscard]] std::size_t age_group_of(std::int32_t age_years);

/// Whose and what money counts. Nil ids and nothing mean "all".
struct RevenueFilter {
  BranchId branch = {};
  StaffId doctor = {};
  SpecialtyId specialty = {};
  ServiceId service = {};
  SourceId source = {};
  std::string_view diagnosis = {};
  std::optional<ProductType> product_type = {};
  std::optional<FirstOrRepeat> first_or_repeat = {};
  std::optional<ProductCategory> category = {};
  std::optional<ValueClass> value_class = {};
  std::optional<Sex> sex = {};
  std::optional<ChildOrAdult> child_or_adult = {};
};

struct RevenueQuery {
  Interval period = {};
  RevenueBy rows = RevenueBy::total;
  RevenueBy columns = RevenueBy::total;
  RevenueFilter filter = {};
  Credits credits = Credits::taken_off;
  std::int32_t child_below_years = adult_age_years;
  /// By patient row, of `value_classes_of` the same columns; needed where value classes are
  /// (CHECK).
  std::span<const ValueClass> classes = {};
};

/// What a row or column stands for: a number (of a month, MonthNumber; a year; an enumeration; an
/// age group) or an id (branch, doctor, service, specialty, source, diagnosis).
struct RevenueKey {
  std::int32_t number = 0;
  IdBytes id = {};  ///< Nil: of nobody, and where keys are numbers.
  bool operator==(const RevenueKey&) const = default;
};

struct RevenueCell {
  std::int64_t net_minor = 0;
  std::int64_t charges = 0;   ///< Refunds are none.
  std::int64_t visits = 0;    ///< Days of a patient with charges.
  std::int64_t patients = 0;  ///< With charges or refunds.
  bool operator==(const RevenueCell&) const = default;
};

struct RevenueTable {
  std::vector<RevenueKey> rows;     ///< Numbers ascending; ids by money, most first; nobody last.
  std::vector<RevenueKey> columns;  ///< Months and years without gaps; none that are empty else.
  std::vector<RevenueCell> cells;   ///< Row by row.
  std::vector<RevenueCell> row_totals;
  std::vector<RevenueCell> column_totals;
  RevenueCell total;
  [[nodiscard]] const RevenueCell& cell(std::size_t row, std::size_t column) const {
    return cells[row * columns.size() + column];
  }
};
/// Beyond so many possible cells columns are given up: all money is in one column.
inline constexpr std::size_t revenue_cells_max = 1U << 19;

/// One pass over the charges. O(charges + cells).
[[nodiscard]] RevenueTable revenue_of(const EventColumns& columns, const RevenueQuery& query);

/// The patients behind a cell of `revenue_of` the same query, by row number; without a key, of the
/// whole row, column or table.
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const RevenueQuery& query,
                                                       const std::optional<RevenueKey>& row,
                                                       const std::optional<RevenueKey>& column);

/// Classes by what each patient brought until `now`, refunds and bonuses taken off, by patient row
/// (FN-03, DM-06). O(n log n): keep it for as long as the columns do not change.
[[nodiscard]] std::vector<ValueClass> value_classes_of(const EventColumns& columns, Instant now);

/// FN-09, DR-16: money by visit or by patient, rounded; nothing without any.
[[nodiscard]] std::optional<std::int64_t> average_minor(std::int64_t net_minor, std::int64_t count);

/// All purchases until `now`, by patient, then day, refunds and bonuses taken off: for clv.hpp. A
/// specialty limits them to its own.
[[nodiscard]] std::vector<Purchase> purchases_of(const EventColumns& columns, Instant now,
                                                 SpecialtyId specialty = {});

// ---------------------------------------------------------------- who they are

/// Five years each, the last one without an end.
inline constexpr std::size_t age_bands = 19;  // 0-4 ... 85-89, 90 and older
enum class ProfileOf : std::uint8_t { everybody, visited, paid };
struct ProfileQuery {
  ProfileOf whom = ProfileOf::everybody;
  Interval period = {};  ///< Of visits or charges.
  Instant now = {};      ///< Ages are as of then.
  BranchId branch = {};  ///< Of visits or charges; does not limit `everybody`.
  StaffId doctor = {};   ///< The same.
  SourceId source = {};  ///< Of the person.
  std::int32_t child_below_years = adult_age_years;
};
struct DiagnosisCount {
  std::string diagnosis;  ///< Empty: none was said.
  std::int64_t patients = 0;
};
/// FN-13, FN-14: sex, age, diagnosis, share of children.
struct Profile {
  std::array<std::array<std::int64_t, age_bands>, 3> bands{};  ///< By Sex, then band.
  std::array<std::int64_t, 3> age_unknown{};                   ///< By Sex.
  std::int64_t patients = 0;
  std::int64_t children = 0;
  std::int64_t adults = 0;
  std::vector<DiagnosisCount> diagnoses;  ///< Most frequent first, then by text.
  [[nodiscard]] std::int64_t of_known_age() const { return children + adults; }
};
[[nodiscard]] Profile profile_of(const EventColumns& columns, const ProfileQuery& query);

/// Whom of a profile to list. Nothing means "all".
struct ProfileCell {
  std::optional<Sex> sex = {};
  std::optional<std::size_t> band = {};  ///< `age_bands`: age unknown.
  std::optional<std::string_view> diagnosis = {};
};
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const ProfileQuery& query,
                                                       const ProfileCell& cell);

/// DM-08: how often they come: patients by number of visits in the period.
struct VisitFrequency {
  std::array<std::int64_t, 8> patients{};  ///< With 1, 2, ... 7, 8 and more visits.
  std::int64_t visits = 0;
};
[[nodiscard]] VisitFrequency visit_frequency(const EventColumns& columns, const Interval& period);
/// The same of one branch, doctor or source; `whom` and ages do not matter.
[[nodiscard]] VisitFrequency visit_frequency(const EventColumns& columns,
                                             const ProfileQuery& query);
/// Those with so many visits: 0 for one, 7 for eight and more.
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const ProfileQuery& query,
                                                       std::size_t frequency);

// ---------------------------------------------------------------- completeness

/// DM-05: what has to be recorded for the figures to mean anything.
enum class Recorded : std::uint8_t {
  source,         ///< Of a person.
  sex,            ///< Of a person.
  birth,          ///< Of a person.
  phone,          ///< Of a person.
  diagnosis,      ///< Of a person who has been here.
  outcome,        ///< Of a visit with a record.
  times,          ///< Of a visit with a record: when it was his turn.
  further_visit,  ///< Of a first visit with a record (DR-11).
  visit_doctor,   ///< Of a visit.
  product_type,   ///< Of a charge.
  performer,      ///< Of a charge.
  specialty,      ///< Of a charge.
  branch,         ///< Of a charge.
};
inline constexpr std::size_t recorded_count = 13;
struct Completeness {
  struct Item {
    std::int64_t known = 0;
    std::int64_t all = 0;
  };
  std::array<Item, recorded_count> items{};  ///< By Recorded.
};
/// People all, visits and charges of the period.
[[nodiscard]] Completeness completeness_of(const EventColumns& columns, const Interval& period);
/// Patients whose cards, visits or charges lack it.
[[nodiscard]] std::vector<std::uint32_t> people_without(const EventColumns& columns,
                                                        const Interval& period, Recorded what);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::RevenueBy, "total", "month", "year", "branch", "doctor", "service",
                  "specialty", "product_type", "first_or_repeat", "category", "value_class", "sex",
                  "age_group", "child_or_adult", "source", "diagnosis");
RETOUR_ENUM_NAMES(funnel::FirstOrRepeat, "first", "repeat");
RETOUR_ENUM_NAMES(funnel::ChildOrAdult, "unknown", "child", "adult");
RETOUR_ENUM_NAMES(funnel::ValueClass, "top", "middle", "low", "none");
RETOUR_ENUM_NAMES(funnel::ProfileOf, "everybody", "visited", "paid");
RETOUR_ENUM_NAMES(funnel::Recorded, "source", "sex", "birth", "phone", "diagnosis", "outcome",
                  "times", "further_visit", "visit_doctor", "product_type", "performer",
                  "specialty", "branch");
}  // namespace retour
