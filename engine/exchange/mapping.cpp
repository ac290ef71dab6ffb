// Sections: names | headers and binding | guessing | profiles
#include "exchange/mapping.hpp"

#include <algorithm>
#include <array>

#include "base/check.hpp"
#include "base/order.hpp"
#include "base/phone.hpp"
#include "base/text.hpp"
#include "exchange/synonyms.hpp"

namespace retour::exchange {

// ---- names ----

namespace {

constexpr std::array<std::string_view, import_kind_count> kind_names = {"patients", "appointments",
                                                                        "services", "calls"};

constexpr std::array<std::string_view, target_field_count> field_names = {"patient_source_id",
                                                                          "full_name",
                                                                          "family_name",
                                                                          "given_name",
                                                                          "patronymic",
                                                                          "sex",
                                                                          "birth_date",
                                                                          "birth_year",
                                                                          "age",
                                                                          "phone",
                                                                          "email",
                                                                          "address",
                                                                          "source",
                                                                          "appointment_source_id",
                                                                          "made_at",
                                                                          "date",
                                                                          "time",
                                                                          "duration",
                                                                          "doctor",
                                                                          "service_code",
                                                                          "service_name",
                                                                          "status",
                                                                          "no_show",
                                                                          "came",
                                                                          "cancelled",
                                                                          "note",
                                                                          "price",
                                                                          "specialty",
                                                                          "product_type",
                                                                          "valid_from",
                                                                          "call_source_id",
                                                                          "called_at",
                                                                          "direction",
                                                                          "answered",
                                                                          "operator_name"};

template <class E, std::size_t N>
std::optional<E> by_name(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<E>(found - names.begin());
}

}  // namespace

std::string_view name_of(ImportKind kind) noexcept {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(TargetField field) noexcept {
  return field_names[static_cast<std::size_t>(field)];
}

bool is_field_of(ImportKind kind, TargetField field) {
  return std::ranges::any_of(synonyms_of(kind),
                             [&](const Synonyms& one) { return one.field == field; });
}

// ---- headers and binding ----

std::string header_key(std::string_view header) {
  std::string key = fold_for_search(header);
  std::erase(key, ' ');
  return key;
}

namespace {

/// Fields without which rows of a kind cannot land.
std::vector<TargetField> needed_by(ImportKind kind, std::span<const BoundColumn> columns) {
  using enum TargetField;
  const auto has = [&](TargetField field) {
    return std::ranges::any_of(columns, [&](const BoundColumn& c) { return c.field == field; });
  };
  std::vector<TargetField> needed;
  const bool person = has(patient_source_id) || has(full_name) || has(family_name) || has(phone);
  switch (kind) {
    case ImportKind::patients:
      if (!person) needed.push_back(full_name);
      break;
    case ImportKind::appointments:
      if (!person) needed.push_back(full_name);
      if (!has(date)) needed.push_back(date);
      break;
    case ImportKind::services:
      if (!has(service_name)) needed.push_back(service_name);
      break;
    case ImportKind::calls:
      if (!has(phone)) needed.push_back(phone);
      if (!has(called_at)) needed.push_back(called_at);
      break;
  }
  return needed;
}

}  // namespace

Binding bind_columns(const Mapping& mapping, std::span<const std::string> header) {
  std::vector<std::string> keys;
  keys.reserve(header.size());
  for (const std::string& text : header) keys.push_back(header_key(text));
  std::vector<bool> used(header.size(), false);
  Binding out{.kind = mapping.kind, .columns = {}, .missing = {}, .unused = {}, .needed = {}};
  for (const ColumnMapping& wanted : mapping.columns) {
    // The exact text first: two columns may differ only in what folding drops.
    auto at = static_cast<std::size_t>(std::ranges::find(header, wanted.column) - header.begin());
    if (at == header.size()) {
      const std::string key = header_key(wanted.column);
      at = static_cast<std::size_t>(std::ranges::find(keys, key) - keys.begin());
    }
    if (at == header.size()) {
      out.missing.push_back(wanted.column);
      continue;
    }
    used[at] = true;
    out.columns.push_back({.field = wanted.field,
                           .options = wanted.options,
                           .column = static_cast<std::uint32_t>(at)});
  }
  for (std::size_t i = 0; i < header.size(); ++i)
    if (!used[i]) out.unused.push_back(header[i]);
  out.needed = needed_by(mapping.kind, out.columns);
  return out;
}

std::size_t fit_of(const Mapping& mapping, std::span<const std::string> header) {
  const Binding binding = bind_columns(mapping, header);
  return binding.missing.empty() && binding.needed.empty() ? binding.columns.size() : 0;
}

// ---- guessing ----

namespace {

using Rows = std::span<const std::vector<std::string>>;

/// How well a header text names a field: 0 not at all, 100 exactly.
int header_score(std::string_view key, const Synonyms& synonyms) {
  int best = 0;
  int rank = 0;
  for (const std::string_view word : synonyms.words) {
    // The first words of a list are the most telling; "id" and "код" stand last.
    const int exact = 90 - std::min(rank, 30);
    if (key == word)
      best = std::max(best, exact);
    else if (word.size() >= 6 && key.starts_with(word))
      best = std::max(best, exact - 25);
    else if (word.size() >= 8 && key.contains(word))
      best = std::max(best, exact - 35);
    ++rank;
  }
  return best;
}

/// Whether a cell can be read as the field; nothing for fields that take any text.
std::optional<bool> fits(TargetField field, std::string_view cell, const ColumnOptions& options) {
  using enum TargetField;
  const DateNotation notation{.order = options.date_order};
  switch (field) {
    case sex: return parse_sex(cell).has_value();
    case birth_date:
    case valid_from: return parse_date(cell, notation).has_value() || parse_moment(cell, notation);
    case made_at:
    case called_at:
    case date: return parse_moment(cell, notation).has_value();
    case birth_year: return parse_birth_year(cell, year_max).has_value();
    case age: return parse_integer(cell, -10, 200).has_value();
    case phone: return digits_of(cell).size() >= 5 && digits_of(cell).size() <= 40;
    case email: return cell.contains('@');
    case time: return parse_time(cell).has_value();
    case duration: return parse_duration_seconds(cell, options.duration_unit).has_value();
    case status: return parse_attendance(cell).has_value();
    case no_show:
    case came:
    case cancelled: return parse_yes_no(cell).has_value();
    case price: {
      const auto amount = parse_amount(cell, Currency::rub);
      return amount.has_value() || amount.error() == FaultCode::ambiguous_amount;
    }
    case full_name:
    case family_name:
    case given_name:
    case patronymic:
    case doctor:
    case service_name: return digits_of(cell).size() * 2 < cell.size();
    default: return std::nullopt;
  }
}

/// Order of day and month as the column itself shows it.
DateOrder order_in(Rows rows, std::size_t column) {
  std::size_t month_first = 0;
  std::size_t day_first = 0;
  for (const auto& row : rows) {
    if (column >= row.size() || !row[column].contains('/')) continue;
    const auto wrong = FaultCode::no_such_date;
    const auto as_day = parse_moment(row[column], {.order = DateOrder::day_first});
    const auto as_month = parse_moment(row[column], {.order = DateOrder::month_first});
    if (!as_day && as_day.error() == wrong && as_month) ++month_first;
    if (!as_month && as_month.error() == wrong && as_day) ++day_first;
  }
  return month_first > day_first ? DateOrder::month_first : DateOrder::day_first;
}

/// "1500,50" somewhere in the column settles what "1,500" means elsewhere in it.
DecimalMark mark_in(Rows rows, std::size_t column) {
  std::size_t comma = 0;
  std::size_t point = 0;
  for (const auto& row : rows) {
    if (column >= row.size() || !parse_amount(row[column], Currency::rub)) continue;
    const std::size_t mark = row[column].find_last_of(",.");
    if (mark == std::string::npos) continue;
    ++(row[column][mark] == ',' ? comma : point);
  }
  if (comma > 0 && point == 0) return DecimalMark::comma;
  if (point > 0 && comma == 0) return DecimalMark::point;
  return DecimalMark::detect;
}

}  // namespace

ColumnOptions guess_options(ImportKind kind, TargetField field, Rows rows, std::size_t column) {
  using enum TargetField;
  ColumnOptions options;
  if (kind == ImportKind::calls) options.duration_unit = DurationUnit::seconds;
  if (field == birth_date || field == date || field == made_at || field == called_at ||
      field == valid_from)
    options.date_order = order_in(rows, column);
  if (field == price) options.decimal_mark = mark_in(rows, column);
  if (field == full_name) {
    std::size_t latin = 0;
    std::size_t all = 0;
    for (const auto& row : rows) {
      if (column >= row.size() || row[column].empty()) continue;
      ++all;
      if (static_cast<unsigned char>(trim(row[column]).front()) < 0x80) ++latin;
    }
    if (latin * 2 > all) options.name_order = NameOrder::given_first;
  }
  if (field == date) {
    bool midnight_only = false;
    for (const auto& row : rows) {
      if (column >= row.size() || row[column].empty()) continue;
      const auto moment = parse_moment(row[column], {.order = options.date_order});
      if (!moment || !moment->second_of_day) continue;
      midnight_only = *moment->second_of_day == 0;
      if (!midnight_only) break;
    }
    options.date_only = midnight_only;
  }
  return options;
}

namespace {

/// Confidence that `column` is `field`, after asking its cells.
int confidence(int header_points, TargetField field, Rows rows, std::size_t column,
               const ColumnOptions& options) {
  std::size_t asked = 0;
  std::size_t fitting = 0;
  for (const auto& row : rows) {
    if (column >= row.size() || trim(row[column]).empty()) continue;
    const auto fit = fits(field, trim(row[column]), options);
    if (!fit) return header_points;
    ++asked;
    if (*fit) ++fitting;
  }
  if (asked == 0) return header_points;
  const auto share = static_cast<int>(fitting * 100 / asked);
  if (share < 50) return 0;
  return std::min(100, header_points + (share >= 95 ? 10 : 0) - (100 - share) / 2);
}

struct Candidate {
  TargetField field;
  std::size_t column;
  ColumnOptions options;
  int points;
};

std::vector<Candidate> candidates_of(ImportKind kind, std::span<const std::string> header,
                                     Rows rows) {
  std::vector<Candidate> out;
  for (std::size_t column = 0; column < header.size(); ++column) {
    const std::string key = header_key(header[column]);
    if (key.empty()) continue;
    for (const Synonyms& synonyms : synonyms_of(kind)) {
      const int score = header_score(key, synonyms);
      if (score == 0) continue;
      const ColumnOptions options = guess_options(kind, synonyms.field, rows, column);
      const int points = confidence(score, synonyms.field, rows, column, options);
      if (points > 0) out.push_back({synonyms.field, column, options, points});
    }
  }
  sort_stably(out, std::ranges::greater{}, &Candidate::points);
  return out;
}

}  // namespace

Mapping guess_mapping(ImportKind kind, std::span<const std::string> header, Rows rows) {
  rows = rows.first(std::min(rows.size(), guess_rows_max));
  Mapping mapping{.name = "", .kind = kind, .columns = {}};
  std::vector<bool> taken(header.size(), false);
  for (const Candidate& one : candidates_of(kind, header, rows)) {
    const bool filled = std::ranges::any_of(
        mapping.columns, [&](const ColumnMapping& c) { return c.field == one.field; });
    if (taken[one.column] || (filled && one.field != TargetField::phone)) continue;
    taken[one.column] = true;
    mapping.columns.push_back({.field = one.field,
                               .column = header[one.column],
                               .options = one.options,
                               .confidence_percent = one.points});
  }
  sort_stably(mapping.columns, {}, &ColumnMapping::field);
  return mapping;
}

ImportKind guess_kind(std::span<const std::string> header, Rows rows) {
  ImportKind best = ImportKind::patients;
  int best_points = -1;
  for (const auto kind :
       {ImportKind::appointments, ImportKind::patients, ImportKind::services, ImportKind::calls}) {
    const Mapping mapping = guess_mapping(kind, header, rows);
    const Binding binding = bind_columns(mapping, header);
    int points = 0;
    for (const ColumnMapping& column : mapping.columns) points += column.confidence_percent;
    points -= static_cast<int>(binding.needed.size()) * 200;
    if (kind == ImportKind::services &&
        std::ranges::none_of(mapping.columns,
                             [](const ColumnMapping& c) { return c.field == TargetField::price; }))
      points -= 100;
    if (points > best_points) {
      best = kind;
      best_points = points;
    }
  }
  return best;
}

// ---- profiles ----

namespace {

constexpr std::string_view first_line = "retour import profile 1";

struct OptionName {
  std::string_view name;
  void (*set)(ColumnOptions&);
  bool (*is_set)(const ColumnOptions&);
};

constexpr OptionName option_names[] = {
    {"month_first", [](ColumnOptions& o) { o.date_order = DateOrder::month_first; },
     [](const ColumnOptions& o) { return o.date_order == DateOrder::month_first; }},
    {"decimal_comma", [](ColumnOptions& o) { o.decimal_mark = DecimalMark::comma; },
     [](const ColumnOptions& o) { return o.decimal_mark == DecimalMark::comma; }},
    {"decimal_point", [](ColumnOptions& o) { o.decimal_mark = DecimalMark::point; },
     [](const ColumnOptions& o) { return o.decimal_mark == DecimalMark::point; }},
    {"in_seconds", [](ColumnOptions& o) { o.duration_unit = DurationUnit::seconds; },
     [](const ColumnOptions& o) { return o.duration_unit == DurationUnit::seconds; }},
    {"in_hours", [](ColumnOptions& o) { o.duration_unit = DurationUnit::hours; },
     [](const ColumnOptions& o) { return o.duration_unit == DurationUnit::hours; }},
    {"given_first", [](ColumnOptions& o) { o.name_order = NameOrder::given_first; },
     [](const ColumnOptions& o) { return o.name_order == NameOrder::given_first; }},
    {"date_only", [](ColumnOptions& o) { o.date_only = true; },
     [](const ColumnOptions& o) { return o.date_only; }},
    {"wall_clock", [](ColumnOptions& o) { o.wall_clock = true; },
     [](const ColumnOptions& o) { return o.wall_clock; }},
};

/// A column name in quotes, with \" \\ and \n escaped, so that any header can be written.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else
      out.push_back(c);
  }
  return out + '"';
}

/// Takes a value off the front: quoted, or up to '|'.
std::optional<std::string> take_value(std::string_view& text) {
  text = trim(text);
  if (!text.starts_with('"')) {
    const std::size_t end = std::min(text.find('|'), text.size());
    std::string value(trim(text.substr(0, end)));
    text.remove_prefix(end);
    return value;
  }
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text = trim(text.substr(i + 1));
      return value;
    }
    if (text[i] == '\\') {
      if (++i == text.size()) break;
      value.push_back(text[i] == 'n' ? '\n' : text[i] == 'r' ? '\r' : text[i]);
    } else {
      value.push_back(text[i]);
    }
  }
  return std::nullopt;
}

bool read_options(std::string_view text, ColumnOptions& options) {
  text = trim(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view name = trim(text.substr(0, end));
    const auto* found = std::ranges::find(option_names, name, &OptionName::name);
    if (found == std::end(option_names)) return false;
    found->set(options);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

constexpr std::array encodings = {Encoding::utf8, Encoding::utf16_le, Encoding::utf16_be,
                                  Encoding::windows_1251, Encoding::windows_1252};

/// A line about the file as such; nothing when it is about a column.
std::optional<bool> read_file_line(std::string_view name, const std::string& value,
                                   Mapping& mapping) {
  FileNotation& notation = mapping.notation;
  if (name == "name") {
    mapping.name = value;
  } else if (name == "system") {
    mapping.system = value;
  } else if (name == "kind") {
    const auto kind = by_name<ImportKind>(kind_names, value);
    if (kind) mapping.kind = *kind;
    return kind.has_value();
  } else if (name == "encoding") {
    const auto* found = std::ranges::find(encodings, value, [](Encoding e) { return name_of(e); });
    if (found == encodings.end()) return false;
    notation.encoding = *found;
  } else if (name == "delimiter") {
    if (value != "tab" && value.size() != 1) return false;
    notation.delimiter = value == "tab" ? '\t' : value.front();
  } else if (name == "skip_rows") {
    const auto rows = parse_integer(value, 0, skip_rows_max);
    if (rows) notation.skip_rows = static_cast<std::uint64_t>(*rows);
    return rows.has_value();
  } else {
    return std::nullopt;
  }
  return true;
}

bool read_line(std::string_view line, Mapping& mapping) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view name = trim(line.substr(0, equals));
  std::string_view rest = line.substr(equals + 1);
  const auto value = take_value(rest);
  if (!value) return false;
  if (const auto of_file = read_file_line(name, *value, mapping)) return *of_file && rest.empty();
  const auto field = by_name<TargetField>(field_names, name);
  if (!field || value->empty() || !is_field_of(mapping.kind, *field)) return false;
  ColumnMapping column{.field = *field, .column = *value, .options = {}};
  if (rest.starts_with('|') && !read_options(rest.substr(1), column.options)) return false;
  if (!rest.empty() && !rest.starts_with('|')) return false;
  const bool again = std::ranges::any_of(mapping.columns,
                                         [&](const ColumnMapping& c) { return c.field == *field; });
  if (again && *field != TargetField::phone) return false;
  mapping.columns.push_back(std::move(column));
  return true;
}

constexpr std::array<std::string_view, 3> built_in_names = {"appointments", "yclients", "medialog"};

/// Hospital appointments with attendance: ids are opaque, the day has no time, no doctor.
constexpr std::string_view appointments_profile = R"(retour import profile 1
name = appointments
kind = appointments
patient_source_id = PatientId
appointment_source_id = AppointmentID
sex = Gender
made_at = ScheduledDay
date = AppointmentDay | date_only
age = Age
no_show = No-show
)";

/// Records of the YCLIENTS interface, flattened: seance_length in seconds, attendance -1 0 1 2.
constexpr std::string_view yclients_profile = R"(retour import profile 1
name = yclients
kind = appointments
appointment_source_id = id
patient_source_id = client_id
full_name = client_name
phone = client_phone
email = client_email
date = datetime
duration = seance_length | in_seconds
doctor = staff_name
service_name = services
status = attendance
note = comment
made_at = create_date
)";

/// Exchange tables of Medialog (Медиалог): one line per service on a bill, no time of day.
constexpr std::string_view medialog_profile = R"(retour import profile 1
name = medialog
kind = appointments
family_name = FAM
given_name = IMYA
patronymic = OTCH
birth_date = DATA_R
date = BILL_DATE | date_only
service_code = SERV_CODE
)";

}  // namespace

std::string write_profile(const Mapping& mapping) {
  std::string out(first_line);
  out +=
      "\nname = " + quoted(mapping.name) + "\nkind = " + std::string(name_of(mapping.kind)) + '\n';
  if (!mapping.system.empty()) out += "system = " + quoted(mapping.system) + '\n';
  const FileNotation& notation = mapping.notation;
  if (notation.encoding) out += "encoding = " + std::string(name_of(*notation.encoding)) + '\n';
  if (notation.delimiter)
    out += "delimiter = " +
           (*notation.delimiter == '\t' ? "tab" : quoted(std::string(1, *notation.delimiter))) +
           '\n';
  if (notation.skip_rows > 0) out += "skip_rows = " + std::to_string(notation.skip_rows) + '\n';
  for (const ColumnMapping& column : mapping.columns) {
    out += std::string(name_of(column.field)) + " = " + quoted(column.column);
    std::string_view separator = " | ";
    for (const OptionName& option : option_names) {
      if (!option.is_set(column.options)) continue;
      out += std::string(separator) + std::string(option.name);
      separator = ", ";
    }
    out += '\n';
  }
  return out;
}

Result<Mapping> read_profile(std::string_view text) {
  if (text.size() > profile_bytes_max || !is_valid_utf8(text))
    return fail(FailureCode::malformed, "import profile: too large or not UTF-8");
  Mapping mapping;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (number == 1 ? line == first_line : line.empty() || line.starts_with('#')) continue;
    if (number == 1 || !read_line(line, mapping))
      return fail(FailureCode::malformed, "import profile: line " + std::to_string(number));
  }
  if (number == 0) return fail(FailureCode::malformed, "import profile: empty");
  return mapping;
}

std::span<const std::string_view> built_in_profile_names() {
  return built_in_names;
}

std::optional<Mapping> built_in_profile(std::string_view name) {
  constexpr std::array<std::string_view, 3> texts = {appointments_profile, yclients_profile,
                                                     medialog_profile};
  for (std::size_t i = 0; i < built_in_names.size(); ++i) {
    if (built_in_names[i] != name) continue;
    auto mapping = read_profile(texts[i]);
    RETOUR_CHECK(mapping.has_value());
    return *std::move(mapping);
  }
  return std::nullopt;
}

}  // namespace retour::exchange
