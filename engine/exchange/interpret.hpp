// A mapped row as a plain value, or what is wrong with it.
//
//   CsvRow --RowInterpreter--> ImportedAppointment | ImportedPatient | ImportedService |
//   ImportedCall
//                              or faults (the row is rejected), beside notes (it lands)
//
// Nothing is invented: a time, doctor or phone that the file does not give stays empty. All faults
// of a row are reported at once, so that a person mends a file in one round.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exchange/csv_reader.hpp"
#include "exchange/mapping.hpp"
#include "model/booking.hpp"
#include "model/care.hpp"

namespace retour::exchange {

struct ImportedPerson {
  std::string source_id;  ///< Opaque; empty when the file has none.
  PersonName name;
  Sex sex = Sex::unknown;
  std::optional<LocalDate> birth_date;
  std::int32_t birth_year_estimated = 0;  ///< From an age or a year; 0: unknown.
  std::vector<std::string> phones;        ///< E.164, each once.
  std::string email;
  std::string address;
  std::string source;  ///< Advertising channel, by name.
};

struct ImportedPatient {
  ImportedPerson person;
  std::string note;
};

struct ImportedAppointment {
  ImportedPerson person;
  std::string source_id;
  std::optional<Instant> made_at;
  LocalDate date;
  std::int32_t begin_minute = untimed_minute;  ///< Of the local day; -1: the file gives no time.
  Instant begin;                               ///< Start of the day when untimed.
  std::int32_t length_minutes = 0;             ///< 0: not given.
  std::string doctor;
  std::string service_code;
  std::string service_name;
  Attendance attendance = Attendance::unknown;
  std::string note;
};

struct ImportedService {
  std::string code;
  std::string name;
  std::optional<Money> price;
  std::optional<std::int32_t> length_minutes;
  std::string specialty;
  std::optional<ProductType> product_type;
  std::optional<LocalDate> valid_from;
};

struct ImportedCall {
  std::string source_id;
  Instant at;
  std::string phone;  ///< E.164; empty when withheld.
  CallDirection direction = CallDirection::inbound;
  bool answered = true;
  std::int32_t duration_seconds = 0;
  std::string operator_name;
  std::string source;
  std::string note;
};

/// What the clinic's settings add to the file.
struct InterpretOptions {
  Zone zone = Zone::utc();  ///< Of the branch to which the file belongs.
  Currency currency = Currency::rub;
  PhoneRegion region = PhoneRegion::russia;
  LocalDate today;  ///< Passed in; decides what lies in the future.
};

inline constexpr std::size_t imported_name_bytes_max = 400;
inline constexpr std::size_t imported_note_bytes_max = 20'000;

/// Reads rows by one binding. Not thread-safe; one per import.
class RowInterpreter {
 public:
  RowInterpreter(Binding binding, InterpretOptions options);

  /// The row as a value of the binding's kind; nothing when it is rejected: then `faults` says why.
  /// A row that the reader already found faulty is rejected with that fault.
  [[nodiscard]] std::optional<ImportedPatient> patient(const CsvRow& row);
  [[nodiscard]] std::optional<ImportedAppointment> appointment(const CsvRow& row);
  [[nodiscard]] std::optional<ImportedService> service(const CsvRow& row);
  [[nodiscard]] std::optional<ImportedCall> call(const CsvRow& row);

  /// Of the last row. They end with the next one.
  [[nodiscard]] std::span<const RowFault> faults() const { return faults_; }
  [[nodiscard]] std::span<const RowFault> notes() const { return notes_; }

  [[nodiscard]] const Binding& binding() const { return binding_; }

 private:
  /// Everything that cells of a row gave, before the rules of its kind look at it.
  struct Gathered;

  void gather(const CsvRow& row, Gathered& out);
  void gather_person(const BoundColumn& column, std::string_view cell, Gathered& out);
  void gather_visit(const BoundColumn& column, std::string_view cell, Gathered& out);
  void gather_other(const BoundColumn& column, std::string_view cell, Gathered& out);
  void gather_phones(const BoundColumn& column, std::string_view cell, Gathered& out);
  void finish_person(Gathered& in, LocalDate reference, ImportedPerson& out);
  void place(const Gathered& in, ImportedAppointment& out);
  void judge_attendance(const Gathered& in, ImportedAppointment& out) const;
  [[nodiscard]] std::optional<Instant> instant(const BoundColumn& column, std::string_view cell,
                                               const WrittenMoment& moment);

  /// Stores the value, or the fault with its place.
  template <class T, class Out>
  void take(const BoundColumn& column, std::string_view cell, Parsed<T> parsed, Out& out);
  std::string line(const BoundColumn& column, std::string_view cell, std::size_t bytes_max);
  void add_fault(FaultCode code, const BoundColumn* column, std::string_view cell);
  [[nodiscard]] const BoundColumn* column_of(TargetField field) const;
  [[nodiscard]] std::string_view cell_of(const BoundColumn* column) const;

  Binding binding_;
  InterpretOptions options_;
  const CsvRow* row_ = nullptr;
  std::vector<RowFault> faults_;
  std::vector<RowFault> notes_;
};

}  // namespace retour::exchange
