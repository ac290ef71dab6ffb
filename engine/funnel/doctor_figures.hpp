// From columns to the comparisons of doctors.hpp and effects.hpp: who is whose patient, who came
// back, whose time went to whom (DR-01..17, DR-25), and what coordinators changed (TP-22..30).
//
//   EventColumns ── doctor_inputs ──► DoctorInputs ── doctor_figures ──► DoctorFigures
//                   one pass          lists, counts   compare_values, return_rates, balance_of ...
//
// A patient belongs to the doctor who held his first consultation ever, diagnostics excluded; where
// no visit was recorded the first charge that is not diagnostics speaks for it. Whoever belongs to
// a doctor of another specialty is not counted in this one. To come back is to come on another day,
// to whomever. Presumed entries into status 4 have no place here: imported history has no payments,
// and a doctor's conversion would fall by it.
#pragma once

#include "funnel/doctors.hpp"
#include "funnel/effects.hpp"
#include "funnel/finance.hpp"
#include "funnel/report.hpp"

namespace retour::funnel {

// ---------------------------------------------------------------- doctors

/// All history (DR-01), or the first year of those known for a year (IM-14).
enum class ValueBy : std::uint8_t { historic, first_year };

struct DoctorQuery {
  Interval period = {};  ///< Of first consultations, visits, entries into status 4, revenue.
  Instant now = {};
  SpecialtyId specialty = {};  ///< Nil: all.
  BranchId branch = {};        ///< Of visits and charges; nil: all.
  ValueBy value = ValueBy::historic;
  std::int32_t step_window_days = 90;     ///< Of 4 -> 5 (Policy::step_window_days).
  std::int32_t return_window_days = 180;  ///< To come back.
  std::int32_t loyal_visits_min = 3;  ///< Visits to him in the period that make a loyal patient.
};

/// What a doctor did in the period.
struct DoctorActivity {
  std::int64_t visits = 0;          ///< That took place.
  std::int64_t primary_visits = 0;  ///< On the day of the patient's first visit ever.
  std::int64_t no_shows = 0;
  std::int64_t minutes = 0;         ///< With patients.
  std::int64_t repeat_minutes = 0;  ///< Of those, with patients who had been here before (DR-09).
  std::int64_t patients = 0;        ///< Distinct, with visits.
  std::int64_t loyal = 0;           ///< DR-10: with `loyal_visits_min` visits to him.
  std::int64_t revenue_minor = 0;   ///< DR-03, credits taken off.
  std::int64_t paid_visits = 0;     ///< Days of a patient with charges of his.
  std::int64_t paying_patients = 0;
  [[nodiscard]] std::int64_t repeat_visits() const { return visits - primary_visits; }
};

struct DoctorInputs {
  std::vector<StaffId> doctors;            ///< By number; most visits first, then by id.
  std::vector<DoctorPatient> patients;     ///< Traits: age group, source, diagnosis.
  std::vector<PrimaryPatient> primaries;   ///< Of them, those of whom the visit itself is known.
  std::vector<ShareCount> entry_to_main;   ///< 4 -> 5 of those whose window is over (DR-25).
  std::vector<std::int64_t> main_pending;  ///< Entrants of 4 whose window is not over.
  std::vector<DoctorActivity> activity;
  std::int64_t other_doctors = 0;  ///< Beyond `doctors_max`: left out.
};
/// One pass over visits, charges and events.
[[nodiscard]] DoctorInputs doctor_inputs(const EventColumns& columns, const DoctorQuery& query);

struct DoctorFigures {
  DoctorValues values;
  std::vector<Outlier> value_is;  ///< DR-04.
  std::vector<ReturnRate> returns;
  std::vector<DoctorShare> entry_to_main;
  Balance balance;
};
/// `satisfaction` by doctor's number, from ratings; empty: none, and so no reference.
[[nodiscard]] DoctorFigures doctor_figures(const DoctorInputs& inputs, const DoctorQuery& query,
                                           std::span<const Estimate> satisfaction);

/// What of a doctor to list.
enum class DoctorPeople : std::uint8_t {
  first_patients,  ///< Of `DoctorInputs::patients`.
  primaries,
  returned,      ///< Of the primaries, within the window.
  not_returned,  ///< Of those who need a further visit and whose window is over.
  visited,
  loyal,
  entered,  ///< Status 4, in the period.
  bought,   ///< Of those, status 5 within the window.
};
[[nodiscard]] std::vector<std::uint32_t> people_behind(const EventColumns& columns,
                                                       const DoctorQuery& query, StaffId doctor,
                                                       DoctorPeople which);

// ---------------------------------------------------------------- coordinators

/// What came of a patient after he had paid his entry product (status 4), within the window.
enum class CoordinatorOutcome : std::uint8_t {
  closed,    ///< TP-24: bought the main product.
  rebooked,  ///< TP-25: missed a visit and came after it all the same.
  returned,  ///< TP-26: came again on another day.
  income,    ///< TP-22: money rendered after the entry, refunds taken off.
};
struct CoordinatorQuery {
  Interval period = {};  ///< Of the entry into status 4.
  Instant now = {};
  std::int32_t window_days = 90;
  SpecialtyId specialty = {};
  CoordinatorOutcome outcome = CoordinatorOutcome::closed;
};

struct CoordinatorRow {
  StaffId staff = {};         ///< Nil: patients of nobody.
  std::int64_t patients = 0;  ///< Whose window is over.
  std::int64_t pending = 0;   ///< Whose window is not.
  std::int64_t closed = 0;
  std::int64_t rebooked = 0;
  std::int64_t returned = 0;
  std::int64_t income_minor = 0;  ///< In the window, after the entry (TP-22).
  std::int64_t paid_visits =
      0;  ///< Days with charges in the window: of the average ticket (TP-23).
};
/// TP-22..26 by responsible person, most patients first, nobody last.
[[nodiscard]] std::vector<CoordinatorRow> coordinators_of(const EventColumns& columns,
                                                          const CoordinatorQuery& query);

/// For `against_baseline`: strata are age group x specialty x quarter of entry.
[[nodiscard]] std::vector<CoordinatedPatient> coordinated_patients(const EventColumns& columns,
                                                                   const CoordinatorQuery& query,
                                                                   StaffId coordinator);
/// For `before_and_after` (TP-30): months of entry in which he and others had patients, the month
/// of `since` left out.
[[nodiscard]] std::vector<PeriodOutcome> coordinator_months(const EventColumns& columns,
                                                            const CoordinatorQuery& query,
                                                            StaffId coordinator, LocalDate since);

}  // namespace retour::funnel

namespace retour {
RETOUR_ENUM_NAMES(funnel::ValueBy, "historic", "first_year");
RETOUR_ENUM_NAMES(funnel::CoordinatorOutcome, "closed", "rebooked", "returned", "income");
}  // namespace retour
