// From interpreted rows to intentions.
//
//   row ──► whose is it? ──► known here? ──no──► create
//            source id, or     │ same digest ──► nothing to do          (companion mode:
//            phone + birth     │ other digest ─► write what differs      the same file again,
//                              └ led by Retour ► leave it alone          every evening)
//   rows that are gone from the file ──► flagged, never deleted
//
// Ids are derived from (kind, source system, source id), so that the same row is the same thing on
// every device and in every later import, and an undone import can be repeated. Retour's own facts
// survive: only facets whose imported values changed are written, an empty cell never empties a
// field, and visits, payments and plans are other entities altogether.
//
// The planner never writes; it reads `Tables` and gives drafts (`OpKind::import_row`), one per row.
// allow-file(unordered): hash tables are only asked, never walked; rows come in the file's order.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "exchange/interpret.hpp"
#include "exchange/price_list.hpp"
#include "model/ledger.hpp"
#include "ops/op.hpp"
#include "ops/tables.hpp"

namespace retour::exchange {

/// Finding people by what is no id. The store fulfils it.
class PeopleIndex {
 public:
  virtual ~PeopleIndex() = default;
  /// Patients who have this number (E.164), in id order; at most `people_by_phone_max`.
  [[nodiscard]] virtual Result<std::vector<PatientId>> by_phone(std::string_view number) = 0;
};
inline constexpr std::size_t people_by_phone_max = 16;

/// Things of the clinic by folded name (`fold_for_search`), as they were when the import began.
struct KnownThings {
  std::map<std::string, StaffId, std::less<>> staff;
  std::map<std::string, ServiceId, std::less<>> services;  ///< By name and by code.
  std::map<std::string, SourceId, std::less<>> sources;
  std::map<std::string, SpecialtyId, std::less<>> specialties;
};

struct ImportPlanOptions {
  std::string system;  ///< Name of the other system: part of every derived id.
  ImportBatchId batch;
  BranchId branch;  ///< To which the file's appointments belong.
  Currency currency = Currency::rub;
  Instant now;
  LocalDate today;
  Leader patients_led_by = Leader::other_system;
  Leader bookings_led_by = Leader::other_system;
  Leader services_led_by = Leader::other_system;
  std::int32_t default_length_minutes = 30;  ///< Of timed appointments whose length is not given.
  KnownThings known;
  /// Names for suggested specialties, by `SpecialtyCode`: the clinic's own, else from the catalogue
  /// of its language. Empty: none is created by suggestion.
  std::array<std::string, specialty_code_count> specialty_names;
  ServiceChoices service_choices;  ///< What a person decided about lines of the price list.
  bool list_services = false;      ///< Keep the lines for review; see `services`.
};

/// Advertising sources that one import may add: a free text in that column is no list of sources.
inline constexpr std::size_t sources_per_import_max = 100;

/// What a row does to one entity.
enum class Act : std::uint8_t { none, created, changed, unchanged, led_here };

struct PlannedRow {
  std::optional<Draft> draft;  ///< Nothing: the row changes nothing.
  /// Doctors, services, sources and specialties that the row names and nobody knew, to be made
  /// before it: an intention of its own, so that a row can be taken back and they stay.
  std::optional<Draft> things;
  Act patient = Act::none;
  Act main = Act::none;  ///< The booking, service or call; the patient of a patients' file.
  PatientId patient_id;
  std::optional<FaultCode> fault;  ///< The row is rejected after all (repeated id, other person).
  std::vector<FaultCode> notes;
};

/// One per import run; remembers what it has planned, since drafts are applied in batches.
class ImportPlanner {
 public:
  ImportPlanner(ImportPlanOptions options, Tables& tables, PeopleIndex& people);

  [[nodiscard]] Result<PlannedRow> plan(const ImportedPatient& row);
  [[nodiscard]] Result<PlannedRow> plan(const ImportedAppointment& row);
  [[nodiscard]] Result<PlannedRow> plan(const ImportedService& row);
  [[nodiscard]] Result<PlannedRow> plan(const ImportedCall& row);

  /// A rejected row still shows that its thing exists over there: it has not vanished.
  void mark_present(ImportKind kind, std::string_view source_id);

  /// Flags for things of this system that the file no longer holds; bookings only within the days
  /// that the file covers. Call once, after every row was planned and applied. O(rows of the kind),
  /// and nothing at all for the first import of a system.
  [[nodiscard]] Result<std::vector<Draft>> plan_vanished(ImportKind kind);

  /// Reads whose data were erased, so that his rows are rejected and do not stop the others. Call
  /// before each batch of rows: somebody may erase while an import runs. O(erasures).
  [[nodiscard]] Status look_for_erasures();

  [[nodiscard]] const ImportPlanOptions& options() const { return options_; }
  /// First and last day of the appointments planned so far.
  [[nodiscard]] std::optional<std::pair<LocalDate, LocalDate>> days() const;
  /// Lines of a price list that would land new or changed, at most `service_lines_max`.
  [[nodiscard]] const std::vector<ServiceLine>& services() const { return services_; }

 private:
  struct IdHash {
    std::size_t operator()(const IdBytes& id) const noexcept;
  };
  /// What was planned about a person in this run.
  struct Seen {
    Sex sex = Sex::unknown;
    std::optional<LocalDate> birth_date;
  };

  [[nodiscard]] IdBytes derived(std::string_view kind, std::string_view key) const;
  [[nodiscard]] Result<PatientId> identify(const ImportedPerson& person, PlannedRow& out);
  [[nodiscard]] Result<std::optional<PatientId>> match(const ImportedPerson& person,
                                                       PlannedRow& out);
  void remember(PatientId id, const ImportedPerson& person, PlannedRow& out);
  [[nodiscard]] bool conflicts(PatientId id, const ImportedPerson& person) const;
  [[nodiscard]] static Patient patient_from(const ImportedPerson& person, PatientId id);
  [[nodiscard]] Status plan_patient(const ImportedPerson& person, std::string_view note,
                                    Instant first_seen, PlannedRow& out, std::vector<Part>& parts);
  static void add_thing(Part thing, PlannedRow& out);
  [[nodiscard]] Result<SourceId> source(std::string_view name, PlannedRow& out);
  [[nodiscard]] Result<StaffId> doctor(std::string_view name, PlannedRow& out);
  [[nodiscard]] Result<ServiceId> service(std::string_view code, std::string_view name,
                                          PlannedRow& out);
  [[nodiscard]] std::string booking_key(const ImportedAppointment& row, PatientId patient);
  [[nodiscard]] Booking booking_from(const ImportedAppointment& row, PatientId patient,
                                     BookingId id) const;
  void state_from(const ImportedAppointment& row, Booking& booking) const;
  [[nodiscard]] Part booking_change(const ImportedAppointment& row, const Booking& stored,
                                    Booking wanted) const;
  [[nodiscard]] Result<bool> is_of_erased(const ImportedAppointment& row);
  void type_service(const ImportedService& row, Service& service, PlannedRow& out);
  [[nodiscard]] Status list_service(const ImportedService& row, const Service& service, Act act);
  void add_specialty(std::string_view name, Service& service, PlannedRow& out);
  [[nodiscard]] Imported origin(std::string_view external_id, std::int64_t digest) const;
  [[nodiscard]] Result<bool> is_ours(const Imported& imported);
  [[nodiscard]] Result<bool> is_first_of_system();
  template <class E>
  [[nodiscard]] Result<std::vector<Draft>> flags_for_missing();

  ImportPlanOptions options_;
  Tables& tables_;
  PeopleIndex& people_;
  std::unordered_map<IdBytes, Seen, IdHash> patients_;
  std::unordered_set<IdBytes, IdHash> present_;   // bookings, services, calls of this file
  std::unordered_set<IdBytes, IdHash> rejected_;  // things of its rejected rows
  std::unordered_set<IdBytes, IdHash> made_;  // staff, services, specialties, sources of this run
  std::size_t sources_made_ = 0;
  std::unordered_set<IdBytes, IdHash> erased_;
  std::vector<ServiceLine> services_;
  std::map<SpecialtyId, std::string> specialties_made_;  // by this run; for the lines
  std::unordered_map<std::string, PatientId> by_phone_and_birth_;
  std::unordered_map<std::string, PatientId> by_phone_;          // the first one of this run
  std::unordered_map<std::string, std::uint32_t> natural_keys_;  // how often a key without id came
  std::map<IdBytes, bool> batches_;  // whether a batch belongs to this system
  std::optional<LocalDate> first_day_, last_day_;
};
inline constexpr std::size_t vanished_per_import_max = 1'000'000;

/// Intentions around the rows.
[[nodiscard]] Draft begin_import(const ImportBatch& batch);
[[nodiscard]] Draft finish_import(const ImportBatch& batch);

}  // namespace retour::exchange
