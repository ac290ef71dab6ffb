#include "exchange/import_run.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"

namespace retour::exchange {

ImportPreview preview_import(std::string_view beginning, Extent extent, const CsvOptions& csv,
                             std::optional<ImportKind> kind) {
  ImportPreview out;
  CsvReader reader(csv);
  reader.feed(beginning.substr(0, preview_bytes_max));
  const bool cut = extent == Extent::beginning || beginning.size() > preview_bytes_max;
  reader.finish();
  CsvRow row;
  bool at_header = true;
  while (out.rows.size() < guess_rows_max && reader.next(row) == CsvStep::row) {
    const std::vector<std::string> cells(row.cells.begin(), row.cells.end());
    if (at_header) {
      out.header = cells;
      out.fault = row.fault;
      at_header = false;
    } else if (!row.fault) {
      out.rows.push_back(cells);
    }
  }
  // The last row of a cut beginning may be half a row.
  if (cut && out.rows.size() < guess_rows_max && !out.rows.empty()) out.rows.pop_back();
  out.encoding = reader.encoding();
  out.delimiter = reader.delimiter();
  out.mapping =
      guess_mapping(kind.value_or(guess_kind(out.header, out.rows)), out.header, out.rows);
  return out;
}

ImportRun::ImportRun(ImportRunOptions options, Tables& tables, PeopleIndex& people)
    : options_(std::move(options)),
      reader_(options_.csv),
      planner_(options_.plan, tables, people) {}

std::string ImportRun::take_rejects() {
  return rejects_ ? rejects_->take() : std::string{};
}

std::string_view ImportRun::cell_of(const CsvRow& row, TargetField field) const {
  const auto found = std::ranges::find(binding_->columns, field, &BoundColumn::field);
  if (found == binding_->columns.end() || found->column >= row.cells.size()) return {};
  return trim(row.cells[found->column]);
}

ImportState ImportRun::take_header(const CsvRow& row) {
  if (row.fault) {
    header_fault_ = row.fault;
    return ImportState::refused;
  }
  const std::vector<std::string> header(row.cells.begin(), row.cells.end());
  binding_ = bind_columns(options_.mapping, header);
  if (!binding_->needed.empty()) return ImportState::refused;
  interpreter_.emplace(*binding_, options_.interpret);
  rejects_.emplace(reader_, row, options_.fault_text, options_.reject_titles);
  return ImportState::working;
}

/// What stands in the file, whether it lands or not.
void ImportRun::count_in_file(const CsvRow& row) {
  using enum TargetField;
  ++report_.file.rows;
  if (row.cells.empty()) return;
  std::string person(cell_of(row, patient_source_id));
  if (person.empty())
    for (const auto field : {full_name, family_name, given_name, patronymic, birth_date, phone}) {
      person += '\x1F';
      person += cell_of(row, field);
    }
  if (binding_->kind == ImportKind::patients || binding_->kind == ImportKind::appointments)
    people_in_file_.insert(std::move(person));
  report_.file.patients = people_in_file_.size();
  if (binding_->kind != ImportKind::appointments) return;
  ++report_.file.appointments;
  const bool marked = parse_yes_no(cell_of(row, no_show)).value_or(false);
  const auto status_cell = parse_attendance(cell_of(row, status));
  if (marked || (status_cell && *status_cell == Attendance::no_show)) ++report_.file.no_shows;
}

namespace {

void count(ActCounts& counts, Act act) {
  switch (act) {
    case Act::none: return;
    case Act::created: ++counts.created; return;
    case Act::changed: ++counts.changed; return;
    case Act::unchanged: ++counts.unchanged; return;
    case Act::led_here: ++counts.led_here; return;
  }
}

Attendance attendance_of(const ImportedAppointment& row) {
  return row.attendance;
}
/// Where the source's own id of a row stands.
TargetField id_field_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::patients: return TargetField::patient_source_id;
    case ImportKind::appointments: return TargetField::appointment_source_id;
    case ImportKind::services: return TargetField::service_code;
    case ImportKind::calls: return TargetField::call_source_id;
  }
  return TargetField::patient_source_id;
}

template <class Row>
Attendance attendance_of(const Row&) {
  return Attendance::unknown;
}

}  // namespace

std::size_t ImportRun::IdHash::operator()(const IdBytes& id) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // digest bits: uniform already
  return value;
}

void ImportRun::count_landed(const PlannedRow& planned, Attendance attendance) {
  ++report_.landed.rows;
  count(report_.main, planned.main);
  if (!planned.patient_id.is_nil()) {
    if (people_landed_.insert(planned.patient_id).second) count(report_.patients, planned.patient);
    report_.landed.patients = people_landed_.size();
  }
  if (binding_->kind != ImportKind::appointments) return;
  ++report_.landed.appointments;
  if (attendance == Attendance::no_show) ++report_.landed.no_shows;
}

void ImportRun::reject(const CsvRow& row, std::span<const RowFault> faults) {
  ++report_.rejected;
  for (const RowFault& fault : faults) {
    ++report_.faults[static_cast<std::size_t>(fault.code)];
    if (report_.first_faults.size() < report_examples_max) report_.first_faults.push_back(fault);
  }
  rejects_->add(row, faults);
  std::string_view id = cell_of(row, id_field_of(binding_->kind));
  if (id.empty() && binding_->kind == ImportKind::services)
    id = cell_of(row, TargetField::service_name);
  planner_.mark_present(binding_->kind, id);
}

void ImportRun::note(const RowFault& note) {
  ++report_.faults[static_cast<std::size_t>(note.code)];
  if (report_.first_notes.size() < report_examples_max) report_.first_notes.push_back(note);
}

RowFault ImportRun::place(const CsvRow& row, FaultCode code) const {
  using enum TargetField;
  TargetField field = patient_source_id;
  switch (code) {
    case FaultCode::shared_phone: field = phone; break;
    case FaultCode::source_left_out: field = source; break;
    case FaultCode::unknown_operator: field = operator_name; break;
    case FaultCode::repeated_source_id: field = id_field_of(binding_->kind); break;
    default: break;
  }
  const auto found = std::ranges::find(binding_->columns, field, &BoundColumn::field);
  return {.row = row.number,
          .line = row.line,
          .column = found == binding_->columns.end() ? 0 : found->column + 1,
          .code = code,
          .cell = bounded_excerpt(cell_of(row, field))};
}

template <class Row>
Status ImportRun::plan_row(const CsvRow& row, std::optional<Row> landed,
                           std::vector<Draft>& drafts) {
  for (const RowFault& noticed : interpreter_->notes()) note(noticed);
  if (!landed) {
    reject(row, interpreter_->faults());
    return {};
  }
  RETOUR_ASSIGN(PlannedRow planned, planner_.plan(*landed));
  // Also of a row that is rejected after all: the planner names them no second time.
  if (planned.things) drafts.push_back(*std::move(planned.things));
  if (planned.fault) {
    const RowFault fault = place(row, *planned.fault);
    reject(row, std::span(&fault, 1));
    return {};
  }
  for (const FaultCode code : planned.notes) note(place(row, code));
  count_landed(planned, attendance_of(*landed));
  if (planned.draft) drafts.push_back(*std::move(planned.draft));
  return {};
}

Status ImportRun::take_row(const CsvRow& row, std::vector<Draft>& drafts) {
  count_in_file(row);
  switch (binding_->kind) {
    case ImportKind::patients: return plan_row(row, interpreter_->patient(row), drafts);
    case ImportKind::appointments: return plan_row(row, interpreter_->appointment(row), drafts);
    case ImportKind::services: return plan_row(row, interpreter_->service(row), drafts);
    case ImportKind::calls: return plan_row(row, interpreter_->call(row), drafts);
  }
  return {};
}

Status ImportRun::give_vanished(std::vector<Draft>& drafts, std::size_t count_max) {
  if (!vanished_) {
    RETOUR_ASSIGN(vanished_, planner_.plan_vanished(binding_->kind));
    report_.vanished = vanished_->size();
  }
  while (vanished_given_ < vanished_->size() && drafts.size() < count_max)
    drafts.push_back(std::move((*vanished_)[vanished_given_++]));
  return {};
}

namespace {

/// A row makes two drafts at most: the things that it names, and itself.
bool has_room(const std::vector<Draft>& drafts, const StepLimits& limits) {
  return drafts.empty() || drafts.size() + 2 <= limits.drafts;
}

}  // namespace

Result<ImportState> ImportRun::step(std::vector<Draft>& drafts, const StepLimits& limits) {
  RETOUR_CHECK(limits.rows > 0 && limits.drafts > 0);
  drafts.clear();
  RETOUR_TRY(planner_.look_for_erasures());
  CsvRow row;
  for (std::size_t rows = 0; rows < limits.rows && has_room(drafts, limits); ++rows) {
    switch (reader_.next(row)) {
      case CsvStep::needs_input:
        return drafts.empty() ? ImportState::needs_input : ImportState::working;
      case CsvStep::end:
        if (!binding_) return ImportState::refused;  // an empty file
        // What the drafts of this step create must be in the tables before anything is missed.
        if (!drafts.empty()) return ImportState::working;
        RETOUR_TRY(give_vanished(drafts, limits.drafts));
        return drafts.empty() ? ImportState::done : ImportState::working;
      case CsvStep::row: break;
    }
    if (!binding_) {
      if (take_header(row) == ImportState::refused) return ImportState::refused;
    } else {
      RETOUR_TRY(take_row(row, drafts));
    }
  }
  return ImportState::working;
}

}  // namespace retour::exchange
