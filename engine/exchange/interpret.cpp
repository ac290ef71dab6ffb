// Sections: places and faults | cells | the person | appointments | services and calls
#include "exchange/interpret.hpp"

#include <algorithm>
#include <utility>

#include "base/check.hpp"
#include "base/text.hpp"

namespace retour::exchange {

struct RowInterpreter::Gathered {
  ImportedPerson person;
  std::optional<std::string_view> age;
  std::string appointment_id;
  std::optional<WrittenMoment> made_at;
  std::optional<WrittenMoment> date;
  bool date_only = false;
  std::optional<std::int32_t> time;
  std::optional<std::int32_t> duration_seconds;
  std::string doctor, service_code, service_name, specialty, note, operator_name, call_id;
  std::optional<Attendance> status;
  std::optional<bool> no_show, came, cancelled, answered;
  std::optional<Money> price;
  std::optional<ProductType> product_type;
  std::optional<LocalDate> valid_from;
  std::optional<WrittenMoment> called_at;
  std::optional<CallDirection> direction;
};

// ---- places and faults ----

RowInterpreter::RowInterpreter(Binding binding, InterpretOptions options)
    : binding_(std::move(binding)), options_(std::move(options)) {}

const BoundColumn* RowInterpreter::column_of(TargetField field) const {
  const auto found = std::ranges::find(binding_.columns, field, &BoundColumn::field);
  return found == binding_.columns.end() ? nullptr : &*found;
}

std::string_view RowInterpreter::cell_of(const BoundColumn* column) const {
  return column == nullptr || column->column >= row_->cells.size() ? std::string_view{}
                                                                   : row_->cells[column->column];
}

void RowInterpreter::add_fault(FaultCode code, const BoundColumn* column, std::string_view cell) {
  (is_note(code) ? notes_ : faults_)
      .push_back({.row = row_->number,
                  .line = row_->line,
                  .column = column == nullptr ? 0 : column->column + 1,
                  .code = code,
                  .cell = bounded_excerpt(cell)});
}

// ---- cells ----

template <class T, class Out>
void RowInterpreter::take(const BoundColumn& column, std::string_view cell, Parsed<T> parsed,
                          Out& out) {
  if (parsed)
    out = *std::move(parsed);
  else
    add_fault(parsed.error(), &column, cell);
}

/// A text for one line; what was removed from it is noted.
std::string RowInterpreter::line(const BoundColumn& column, std::string_view cell,
                                 std::size_t bytes_max) {
  CleanLine clean = clean_line(cell);
  // Line breaks became blanks: nothing is missing then.
  if (clean.removed.total() > clean.removed.line_breaks)
    add_fault(FaultCode::characters_removed, &column, cell);
  if (clean.text.size() > bytes_max) add_fault(FaultCode::text_too_long, &column, cell);
  return std::move(clean.text);
}

namespace {

struct DirectionWord {
  std::string_view word;
  CallDirection direction;
};
constexpr DirectionWord direction_words[] = {
    {"in", CallDirection::inbound},         {"out", CallDirection::outbound},
    {"inbound", CallDirection::inbound},    {"outbound", CallDirection::outbound},
    {"incoming", CallDirection::inbound},   {"outgoing", CallDirection::outbound},
    {"входящий", CallDirection::inbound},   {"исходящий", CallDirection::outbound},
    {"входящии", CallDirection::inbound},   {"исходящии", CallDirection::outbound},
    {"вх", CallDirection::inbound},         {"исх", CallDirection::outbound},
    {"inkommande", CallDirection::inbound}, {"utgaende", CallDirection::outbound},
    {"1", CallDirection::inbound},          {"2", CallDirection::outbound}};

Parsed<CallDirection> parse_direction(std::string_view cell) {
  const std::string folded = fold_for_search(cell);
  for (const auto& [word, direction] : direction_words)
    if (folded == word) return direction;
  return std::unexpected(FaultCode::unknown_direction);
}

Parsed<bool> parse_answered(std::string_view cell) {
  if (const auto plain = parse_yes_no(cell)) return *plain;
  const std::string folded = fold_for_search(cell);
  constexpr std::string_view yes[] = {"отвечен",  "принят",  "успешный", "успешно",  "отвечено",
                                      "answered", "success", "answer",   "besvarat", "connected"};
  constexpr std::string_view no[] = {"пропущен",   "пропущенный", "не отвечен", "неотвеченный",
                                     "потерян",    "потерянный",  "нет ответа", "missed",
                                     "no answer",  "busy",        "занято",     "failed",
                                     "неуспешный", "не принят",   "lost",       "missat"};
  if (std::ranges::find(yes, folded) != std::end(yes)) return true;
  if (std::ranges::find(no, folded) != std::end(no)) return false;
  return std::unexpected(FaultCode::not_yes_or_no);
}

bool is_withheld(std::string_view cell) {
  const std::string folded = fold_for_search(cell);
  constexpr std::string_view words[] = {
      "аноним", "анонимный", "скрыт",    "скрытый", "не определен", "anonymous",  "private",
      "hidden", "unknown",   "withheld", "dolt",    "okant",        "номер скрыт"};
  return std::ranges::find(words, folded) != std::end(words);
}

struct TypeWord {
  std::string_view word;
  ProductType type;
};
constexpr TypeWord type_words[] = {{"entry", ProductType::entry},
                                   {"входной", ProductType::entry},
                                   {"вход", ProductType::entry},
                                   {"первичный", ProductType::entry},
                                   {"diagnostic", ProductType::diagnostic},
                                   {"диагностика", ProductType::diagnostic},
                                   {"diagnostik", ProductType::diagnostic},
                                   {"диагностический", ProductType::diagnostic},
                                   {"main", ProductType::main},
                                   {"основной", ProductType::main},
                                   {"huvud", ProductType::main},
                                   {"операция", ProductType::main},
                                   {"checkup", ProductType::checkup},
                                   {"check up", ProductType::checkup},
                                   {"контрольный", ProductType::checkup},
                                   {"контроль", ProductType::checkup},
                                   {"kontroll", ProductType::checkup},
                                   {"other", ProductType::other},
                                   {"прочее", ProductType::other},
                                   {"другое", ProductType::other},
                                   {"ovrigt", ProductType::other}};

std::optional<ProductType> type_of_word(std::string_view cell) {
  const std::string folded = fold_for_search(cell);
  for (const auto& [word, type] : type_words)
    if (folded == word) return type;
  return std::nullopt;
}

/// A date in a cell that may carry a meaningless midnight behind it.
Parsed<LocalDate> parse_day(std::string_view cell, const DateNotation& notation) {
  return parse_moment(cell, notation).transform([](const WrittenMoment& m) { return m.date; });
}

}  // namespace

void RowInterpreter::gather_phones(const BoundColumn& column, std::string_view cell,
                                   Gathered& out) {
  if (binding_.kind == ImportKind::calls && is_withheld(cell)) return;
  for (const std::string_view part : split_phones(cell)) {
    auto phone = parse_phone(part, options_.region);
    if (!phone) {
      add_fault(fault_of(phone.error()), &column, part);
      continue;
    }
    auto& phones = out.person.phones;
    if (phones.size() < phones_max && std::ranges::find(phones, phone->number) == phones.end())
      phones.push_back(std::move(phone->number));
  }
}

void RowInterpreter::gather_person(const BoundColumn& column, std::string_view cell,
                                   Gathered& out) {
  using enum TargetField;
  ImportedPerson& person = out.person;
  const DateNotation born{.order = column.options.date_order,
                          .newest_two_digit_year = options_.today.year()};
  switch (column.field) {
    case patient_source_id: person.source_id = line(column, cell, imported_name_bytes_max); return;
    case full_name:
      person.name =
          split_name(line(column, cell, imported_name_bytes_max), column.options.name_order);
      return;
    case family_name: person.name.family = line(column, cell, imported_name_bytes_max); return;
    case given_name: person.name.given = line(column, cell, imported_name_bytes_max); return;
    case patronymic: person.name.patronymic = line(column, cell, imported_name_bytes_max); return;
    case sex: return take(column, cell, parse_sex(cell), person.sex);
    case birth_date: return take(column, cell, parse_day(cell, born), person.birth_date);
    case birth_year:
      return take(column, cell, parse_birth_year(cell, options_.today.year()),
                  person.birth_year_estimated);
    case age: out.age = cell; return;
    case phone: return gather_phones(column, cell, out);
    case email: return take(column, cell, parse_email(cell), person.email);
    case address: person.address = line(column, cell, imported_note_bytes_max); return;
    case source: person.source = line(column, cell, imported_name_bytes_max); return;
    default: return;
  }
}

void RowInterpreter::gather_visit(const BoundColumn& column, std::string_view cell, Gathered& out) {
  using enum TargetField;
  const DateNotation notation{.order = column.options.date_order};
  switch (column.field) {
    case appointment_source_id:
      out.appointment_id = line(column, cell, imported_name_bytes_max);
      return;
    case made_at: return take(column, cell, parse_moment(cell, notation), out.made_at);
    case date:
      out.date_only = column.options.date_only;
      return take(column, cell, parse_moment(cell, notation), out.date);
    case time: return take(column, cell, parse_time(cell), out.time);
    case duration:
      return take(column, cell, parse_duration_seconds(cell, column.options.duration_unit),
                  out.duration_seconds);
    case doctor: out.doctor = line(column, cell, imported_name_bytes_max); return;
    case service_code: out.service_code = line(column, cell, imported_name_bytes_max); return;
    case service_name: out.service_name = line(column, cell, imported_name_bytes_max); return;
    case status: return take(column, cell, parse_attendance(cell), out.status);
    case no_show: return take(column, cell, parse_yes_no(cell), out.no_show);
    case came: return take(column, cell, parse_yes_no(cell), out.came);
    case cancelled: return take(column, cell, parse_yes_no(cell), out.cancelled);
    case note: out.note = line(column, cell, imported_note_bytes_max); return;
    default: return;
  }
}

void RowInterpreter::gather_other(const BoundColumn& column, std::string_view cell, Gathered& out) {
  using enum TargetField;
  const DateNotation notation{.order = column.options.date_order};
  switch (column.field) {
    case price:
      return take(column, cell, parse_amount(cell, options_.currency, column.options.decimal_mark),
                  out.price);
    case specialty: out.specialty = line(column, cell, imported_name_bytes_max); return;
    case product_type: out.product_type = type_of_word(cell); return;
    case valid_from: return take(column, cell, parse_day(cell, notation), out.valid_from);
    case call_source_id: out.call_id = line(column, cell, imported_name_bytes_max); return;
    case called_at: return take(column, cell, parse_moment(cell, notation), out.called_at);
    case direction: return take(column, cell, parse_direction(cell), out.direction);
    case answered: return take(column, cell, parse_answered(cell), out.answered);
    case operator_name: out.operator_name = line(column, cell, imported_name_bytes_max); return;
    default: return;
  }
}

void RowInterpreter::gather(const CsvRow& row, Gathered& out) {
  row_ = &row;
  faults_.clear();
  notes_.clear();
  if (row.fault) {
    faults_.push_back(*row.fault);
    return;
  }
  for (const BoundColumn& column : binding_.columns) {
    const std::string_view cell = trim(cell_of(&column));
    if (cell.empty()) continue;
    if (column.field <= TargetField::source)
      gather_person(column, cell, out);
    else if (column.field <= TargetField::note)
      gather_visit(column, cell, out);
    else
      gather_other(column, cell, out);
  }
}

// ---- the person ----

void RowInterpreter::finish_person(Gathered& in, LocalDate reference, ImportedPerson& out) {
  out = std::move(in.person);
  if (in.age) {
    const BoundColumn* column = column_of(TargetField::age);
    const auto year = birth_year_from_age(*in.age, reference);
    if (!year)
      add_fault(year.error(), column, *in.age);
    else if (out.birth_year_estimated == 0)
      out.birth_year_estimated = *year;
  }
  if (out.birth_date) {
    out.birth_year_estimated = 0;
    const BoundColumn* column = column_of(TargetField::birth_date);
    if (*out.birth_date > options_.today)
      add_fault(FaultCode::birth_in_future, column, cell_of(column));
  }
  const bool somebody = !out.source_id.empty() || !out.name.family.empty() ||
                        !out.name.given.empty() || !out.phones.empty();
  if (!somebody && faults_.empty()) add_fault(FaultCode::no_identity, nullptr, {});
}

std::optional<ImportedPatient> RowInterpreter::patient(const CsvRow& row) {
  RETOUR_CHECK(binding_.kind == ImportKind::patients);
  Gathered gathered;
  gather(row, gathered);
  if (row.fault) return std::nullopt;
  ImportedPatient out;
  finish_person(gathered, options_.today, out.person);
  out.note = std::move(gathered.note);
  if (!faults_.empty()) return std::nullopt;
  return out;
}

// ---- appointments ----

std::optional<Instant> RowInterpreter::instant(const BoundColumn& column, std::string_view cell,
                                               const WrittenMoment& moment) {
  WrittenMoment read = moment;
  if (column.options.wall_clock) read.offset_seconds.reset();
  const auto at = instant_of(read, options_.zone);
  if (!at) add_fault(at.error(), &column, cell);
  return at ? std::optional(*at) : std::nullopt;
}

/// Day, minute and instant of an appointment; the time may stand in its own column.
void RowInterpreter::place(const Gathered& in, ImportedAppointment& out) {
  const BoundColumn* column = column_of(TargetField::date);
  const std::string_view cell = cell_of(column);
  if (!in.date) {
    if (faults_.empty()) add_fault(FaultCode::missing_value, column, cell);
    return;
  }
  WrittenMoment moment = *in.date;
  if (in.date_only) moment.second_of_day.reset();
  if (in.time) {
    moment.second_of_day = in.time;
    column = column_of(TargetField::time);
  }
  if (!moment.second_of_day) moment.offset_seconds.reset();
  const auto at = instant(*column, cell_of(column), moment);
  if (!at) return;
  out.begin = *at;
  out.date = moment.date;
  if (moment.second_of_day) {
    const LocalDateTime local = options_.zone.local(*at);
    out.date = local.date;
    out.begin_minute = local.second_of_day / 60;
  }
}

void RowInterpreter::judge_attendance(const Gathered& in, ImportedAppointment& out) const {
  const bool future = out.date > options_.today;
  if (in.status) out.attendance = *in.status;
  if (in.came) {
    if (*in.came)
      out.attendance = Attendance::came;
    else
      out.attendance = future ? Attendance::expected : Attendance::no_show;
  }
  if (in.no_show) {
    if (*in.no_show)
      out.attendance = Attendance::no_show;
    else if (!in.status)
      out.attendance = future ? Attendance::expected : Attendance::came;
  }
  if (in.cancelled && *in.cancelled) out.attendance = Attendance::cancelled;
}

std::optional<ImportedAppointment> RowInterpreter::appointment(const CsvRow& row) {
  RETOUR_CHECK(binding_.kind == ImportKind::appointments);
  Gathered gathered;
  gather(row, gathered);
  if (row.fault) return std::nullopt;
  ImportedAppointment out;
  place(gathered, out);
  finish_person(gathered, gathered.date ? gathered.date->date : options_.today, out.person);
  if (gathered.made_at) {
    const BoundColumn* column = column_of(TargetField::made_at);
    out.made_at = instant(*column, cell_of(column), *gathered.made_at);
    // The days as they are written: both columns come from one clock.
    if (gathered.date && gathered.date->date < gathered.made_at->date) {
      const BoundColumn* dated = column_of(TargetField::date);
      add_fault(FaultCode::appointment_before_made, dated, cell_of(dated));
    }
  }
  if (!faults_.empty()) return std::nullopt;
  judge_attendance(gathered, out);
  out.source_id = std::move(gathered.appointment_id);
  out.length_minutes = gathered.duration_seconds.value_or(0) / 60;
  out.doctor = std::move(gathered.doctor);
  out.service_code = std::move(gathered.service_code);
  out.service_name = std::move(gathered.service_name);
  out.note = std::move(gathered.note);
  return out;
}

// ---- services and calls ----

std::optional<ImportedService> RowInterpreter::service(const CsvRow& row) {
  RETOUR_CHECK(binding_.kind == ImportKind::services);
  Gathered gathered;
  gather(row, gathered);
  if (row.fault) return std::nullopt;
  const BoundColumn* column = column_of(TargetField::service_name);
  if (gathered.service_name.empty() && faults_.empty())
    add_fault(FaultCode::missing_value, column, cell_of(column));
  if (gathered.price && gathered.price->minor < 0) {
    const BoundColumn* priced = column_of(TargetField::price);
    add_fault(FaultCode::number_out_of_range, priced, cell_of(priced));
  }
  if (!faults_.empty()) return std::nullopt;
  ImportedService out;
  out.code = std::move(gathered.service_code);
  out.name = std::move(gathered.service_name);
  out.price = gathered.price;
  if (gathered.duration_seconds) out.length_minutes = *gathered.duration_seconds / 60;
  out.specialty = std::move(gathered.specialty);
  out.product_type = gathered.product_type;
  out.valid_from = gathered.valid_from;
  return out;
}

std::optional<ImportedCall> RowInterpreter::call(const CsvRow& row) {
  RETOUR_CHECK(binding_.kind == ImportKind::calls);
  Gathered gathered;
  gather(row, gathered);
  if (row.fault) return std::nullopt;
  ImportedCall out;
  const BoundColumn* column = column_of(TargetField::called_at);
  if (gathered.called_at) {
    WrittenMoment moment = *gathered.called_at;
    if (gathered.time) moment.second_of_day = gathered.time;
    if (const auto at = instant(*column, cell_of(column), moment)) out.at = *at;
  } else if (faults_.empty()) {
    add_fault(FaultCode::missing_value, column, cell_of(column));
  }
  if (!faults_.empty()) return std::nullopt;
  out.source_id = std::move(gathered.call_id);
  if (!gathered.person.phones.empty()) out.phone = std::move(gathered.person.phones.front());
  out.direction = gathered.direction.value_or(CallDirection::inbound);
  out.duration_seconds = gathered.duration_seconds.value_or(0);
  out.answered = gathered.answered.value_or(true);
  out.operator_name = std::move(gathered.operator_name);
  out.source = std::move(gathered.person.source);
  out.note = std::move(gathered.note);
  return out;
}

}  // namespace retour::exchange
