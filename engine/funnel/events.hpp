// Event columns: the funnel's history of all patients as a struct of arrays, in memory, read in one
// pass (report.hpp).
//
//   patients   row ──► first cycle, number of cycles; of charges and of visits the same
//   people     sex | born | source | responsible | first seen | diagnosis, by row     (17 bytes)
//   cycles     specialty, source, reason, closing, status, money ──► first event, number of events
//   events     minute | to | flags | doctor | branch | reason                 (12 bytes each)
//   charges    minute | product type | doctor | branch | service | specialty | flags | net  (22)
//   visits     minute | wait | length | doctor | branch | service | specialty | flags       (17)
//
// A patient's run is contiguous in each array. Replacing a run appends the new one and leaves a
// hole; when holes make up a quarter of an array it is compacted in row order. So one op costs the
// length of one run, and a pass still walks memory forwards. (A plain CSR with a memmove of the
// tail was considered: it costs milliseconds per click at ten million events.)
//
// Ids become 16-bit codes by first appearance; code 0 means "none". Nothing here is stored or
// hashed, so codes may differ between devices.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "funnel/cycles.hpp"
#include "funnel/patient_lines.hpp"

namespace retour::funnel {

/// Minutes since 1970: exact enough for every window, and 4 bytes last until the year 6053.
using EventMinute = std::int32_t;
[[nodiscard]] constexpr EventMinute minute_of(Instant at) {
  constexpr std::int64_t most = 0x7FFFFFFF;
  const std::int64_t minute = at.seconds / 60 - (at.seconds % 60 < 0 ? 1 : 0);
  return static_cast<EventMinute>(minute > most ? most : minute < -most ? -most : minute);
}

/// Code of an id within one `EventColumns`.
using DimensionCode = std::uint16_t;
inline constexpr DimensionCode no_dimension = 0;
/// Limit of distinct ids per dimension; later ones read as `no_dimension`.
inline constexpr std::size_t dimension_codes_max = 65535;

/// Ids of one kind <-> dense codes.
class Dimension {
 public:
  /// The code of an id, given one if it is new. Nil is `no_dimension`.
  DimensionCode code(const IdBytes& id);
  /// The code of a known id, or `no_dimension`.
  [[nodiscard]] DimensionCode find(const IdBytes& id) const;
  /// The id of a code; nil for `no_dimension`.
  [[nodiscard]] const IdBytes& id(DimensionCode code) const;
  [[nodiscard]] std::size_t size() const { return ids_.size(); }

 private:
  std::vector<IdBytes> ids_{IdBytes{}};  // by code
  std::vector<DimensionCode> order_;     // codes by id
};

/// A diagnosis as a key: its code ("M17.1", ICD-10), the first 16 bytes of it.
[[nodiscard]] IdBytes diagnosis_key(std::string_view code);
/// The text of such a key, which must outlive the answer.
[[nodiscard]] std::string_view diagnosis_text(const IdBytes& key);

namespace event_flag {
inline constexpr std::uint8_t presumed = 1;
}  // namespace event_flag
namespace cycle_flag {
inline constexpr std::uint8_t is_presumed = 1;          ///< The status rests on imported history.
inline constexpr std::uint8_t has_presumed_events = 2;  ///< Some event of the cycle did.
}  // namespace cycle_flag

/// One status change, as columns.
struct StatusEvents {
  std::vector<EventMinute> minute;
  std::vector<std::uint8_t> to;     ///< FunnelStatus.
  std::vector<std::uint8_t> flags;  ///< event_flag.
  std::vector<DimensionCode> doctor;
  std::vector<DimensionCode> branch;
  std::vector<DimensionCode> reason;

  /// Calls `f` with a pointer to each column.
  template <class F>
  static void each_column(F f) {
    f(&StatusEvents::minute), f(&StatusEvents::to), f(&StatusEvents::flags);
    f(&StatusEvents::doctor), f(&StatusEvents::branch), f(&StatusEvents::reason);
  }
};

struct CycleColumns {
  std::vector<std::uint32_t> first_event;
  std::vector<std::uint16_t> event_count;
  std::vector<DimensionCode> specialty;
  std::vector<DimensionCode> source;
  std::vector<DimensionCode> last_reason;
  std::vector<std::uint8_t> status;        ///< FunnelStatus now.
  std::vector<std::uint8_t> closing;       ///< Closing.
  std::vector<std::uint8_t> presumed;      ///< cycle_flag.
  std::vector<EventMinute> closed_minute;  ///< 0: open.
  std::vector<std::int64_t> open_money_minor;

  template <class F>
  static void each_column(F f) {
    f(&CycleColumns::first_event), f(&CycleColumns::event_count), f(&CycleColumns::specialty);
    f(&CycleColumns::source), f(&CycleColumns::last_reason), f(&CycleColumns::status);
    f(&CycleColumns::closing), f(&CycleColumns::presumed), f(&CycleColumns::closed_minute);
    f(&CycleColumns::open_money_minor);
  }
};

/// Money rendered to all patients, by time within a patient's run: charges (their bonuses and
/// refunds as lines of their own, see `charge_flag`). For revenue, its structure (FN-01..07) and
/// CLV.
struct RevenueEvents {
  std::vector<EventMinute> minute;
  std::vector<std::uint8_t> type;   ///< ProductType.
  std::vector<std::uint8_t> flags;  ///< charge_flag, and `category_in` them.
  std::vector<DimensionCode> doctor;
  std::vector<DimensionCode> branch;
  std::vector<DimensionCode> service;
  std::vector<DimensionCode> specialty;
  std::vector<std::int64_t> net_minor;

  template <class F>
  static void each_column(F f) {
    f(&RevenueEvents::minute), f(&RevenueEvents::type), f(&RevenueEvents::flags);
    f(&RevenueEvents::doctor), f(&RevenueEvents::branch), f(&RevenueEvents::service);
    f(&RevenueEvents::specialty), f(&RevenueEvents::net_minor);
  }
};

/// Visits of all patients and bookings to which nobody came, by time within a patient's run.
struct VisitEvents {
  std::vector<EventMinute> minute;            ///< Of arrival; of a no-show: the appointed time.
  std::vector<std::int16_t> wait_minutes;     ///< Entry - max(arrival, appointed); -1: unknown.
  std::vector<std::uint16_t> length_minutes;  ///< With the doctor, else as booked; 0: unknown.
  std::vector<DimensionCode> doctor;
  std::vector<DimensionCode> branch;
  std::vector<DimensionCode> service;
  std::vector<DimensionCode> specialty;
  std::vector<std::uint8_t> flags;  ///< visit_flag, and `further_visit_in` them.

  template <class F>
  static void each_column(F f) {
    f(&VisitEvents::minute), f(&VisitEvents::wait_minutes), f(&VisitEvents::length_minutes);
    f(&VisitEvents::doctor), f(&VisitEvents::branch), f(&VisitEvents::service);
    f(&VisitEvents::specialty), f(&VisitEvents::flags);
  }
};

namespace person_flag {
inline constexpr std::uint8_t is_here = 1;    ///< The row is somebody's; an erased one is nobody's.
inline constexpr std::uint8_t qualified = 2;  ///< A target patient (PS-14).
inline constexpr std::uint8_t has_phone = 4;
inline constexpr std::uint8_t born_about = 8;  ///< The year was guessed from an age.
}  // namespace person_flag
/// Of `PersonColumns::born_day`.
inline constexpr std::int32_t born_unknown = INT32_MIN;

/// Who the patients are, by row number (FN-13, FN-14).
struct PersonColumns {
  std::vector<std::int32_t> born_day;   ///< Days since 1970; `born_unknown`.
  std::vector<EventMinute> first_seen;  ///< 0: not known.
  std::vector<DimensionCode> source;
  std::vector<DimensionCode> responsible;
  std::vector<DimensionCode> diagnosis;  ///< The latest one said (DR-26).
  std::vector<std::uint8_t> sex;         ///< Sex.
  std::vector<std::uint8_t> flags;       ///< person_flag.

  template <class F>
  static void each_column(F f) {
    f(&PersonColumns::born_day), f(&PersonColumns::first_seen), f(&PersonColumns::source);
    f(&PersonColumns::responsible), f(&PersonColumns::diagnosis), f(&PersonColumns::sex);
    f(&PersonColumns::flags);
  }
  /// Full years at a minute, as calendars count them on average; -1: unknown.
  [[nodiscard]] std::int32_t age_years(std::size_t row, EventMinute at) const {
    if (born_day[row] == born_unknown) return -1;
    const std::int64_t lived = std::int64_t{at} / 1440 - born_day[row];
    return lived < 0 ? 0 : static_cast<std::int32_t>(lived * 400 / 146'097);
  }
};

/// Where the run of one patient lies.
struct PatientRun {
  std::uint32_t first_cycle = 0;
  std::uint32_t first_charge = 0;
  std::uint32_t first_visit = 0;
  std::uint16_t cycle_count = 0;
  std::uint16_t charge_count = 0;
  std::uint16_t visit_count = 0;
  std::uint16_t badge = 0;  ///< The cycle that the badge shows, counted from `first_cycle`.
};

inline constexpr std::size_t cycles_per_patient_max = 65535;
inline constexpr std::size_t events_per_cycle_max = 65535;
inline constexpr std::size_t charges_per_patient_max = 65535;
inline constexpr std::size_t visits_per_patient_max = 65535;

class EventColumns {
 public:
  /// Makes room, so that a first load does not copy.
  void reserve(std::size_t patients, std::size_t cycles, std::size_t events, std::size_t charges,
               std::size_t visits);
  /// The clinic's zone: which visits share the day of the first one, where months end. Given before
  /// the first `replace`; UTC otherwise.
  void set_zone(const Zone& zone) { zone_ = zone; }
  [[nodiscard]] const Zone& zone() const { return zone_; }

  /// Puts the run of one patient in place of what was there. `patient_row` is the app's dense row
  /// number; rows in between that were never given are empty. Amortised O(length of the run).
  /// Beyond the limits above the oldest are kept and `truncated()` counts the rest.
  void replace(std::uint32_t patient_row, const PatientFunnel& patient, const PatientFacts& facts,
               const ServiceLookup& services);

  /// Empties the run of one patient (erased, withdrawn).
  void remove(std::uint32_t patient_row);

  /// Forgets everything, dimensions too.
  void clear();

  [[nodiscard]] std::span<const PatientRun> patients() const { return patients_; }
  /// Index of the cycle that a patient's badge shows; he must have one.
  [[nodiscard]] std::size_t badge_cycle(std::uint32_t patient_row) const {
    return std::size_t{patients_[patient_row].first_cycle} + patients_[patient_row].badge;
  }
  [[nodiscard]] const CycleColumns& cycles() const { return cycles_; }
  [[nodiscard]] const StatusEvents& events() const { return events_; }
  [[nodiscard]] const RevenueEvents& charges() const { return charges_; }
  [[nodiscard]] const VisitEvents& visits() const { return visits_; }
  [[nodiscard]] const PersonColumns& people() const { return people_; }
  [[nodiscard]] const Dimension& specialties() const { return specialties_; }
  [[nodiscard]] const Dimension& sources() const { return sources_; }
  [[nodiscard]] const Dimension& branches() const { return branches_; }
  [[nodiscard]] const Dimension& doctors() const { return doctors_; }
  [[nodiscard]] const Dimension& reasons() const { return reasons_; }
  [[nodiscard]] const Dimension& services() const { return services_; }
  [[nodiscard]] const Dimension& responsibles() const { return responsibles_; }
  /// Ids that hold the text of a diagnosis itself; see `diagnosis_text`.
  [[nodiscard]] const Dimension& diagnoses() const { return diagnoses_; }

  /// Live events (holes not counted).
  [[nodiscard]] std::size_t event_count() const { return events_.to.size() - dead_events_; }
  [[nodiscard]] std::size_t cycle_count() const { return cycles_.status.size() - dead_cycles_; }
  [[nodiscard]] std::int64_t truncated() const { return truncated_; }
  /// Bytes held by all arrays, capacity counted.
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  friend struct ColumnAccess;  // column_bytes.cpp, which writes and reads whole runs

  void drop(PatientRun& run);
  void append_cycle(const Cycle& cycle);
  void append_charges(PatientRun& run, std::span<const ChargeLine> lines);
  void append_visits(PatientRun& run, std::span<const VisitLine> lines);
  void set_person(std::uint32_t patient_row, const PatientFacts& facts);
  void grow(std::size_t rows);
  void compact_if_sparse();
  void compact();

  std::vector<PatientRun> patients_;
  CycleColumns cycles_;
  StatusEvents events_;
  RevenueEvents charges_;
  VisitEvents visits_;
  PersonColumns people_;
  Dimension specialties_, sources_, branches_, doctors_, reasons_, services_, responsibles_,
      diagnoses_;
  Zone zone_ = Zone::utc();
  std::size_t dead_events_ = 0;
  std::size_t dead_cycles_ = 0;
  std::size_t dead_charges_ = 0;
  std::size_t dead_visits_ = 0;
  std::int64_t truncated_ = 0;
};

}  // namespace retour::funnel
