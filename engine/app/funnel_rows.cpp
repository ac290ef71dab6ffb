#include "app/funnel_rows.hpp"

#include <algorithm>
#include <cstring>

#include "base/order.hpp"
#include "funnel/column_bytes.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"

// [SECTION] What is derived from what, and until when it holds
// [SECTION] Rows
// [SECTION] Rows as bytes

namespace retour::app {
namespace {

/// Changes whenever the lines' bytes, or what they say, do.
constexpr std::uint8_t lines_version = 1;

/// The fields of one kind that say when something is, was or will be.
struct TimeFields {
  std::vector<const Field*> instants, dates;

  explicit TimeFields(const EntityTable& table) {
    for (const Field& field : table.fields) {
      if (field.type->name == FieldType<Instant>::name)
        instants.push_back(&field);
      else if (field.type->name == FieldType<LocalDate>::name ||
               field.type->name == FieldType<std::optional<LocalDate>>::name)
        dates.push_back(&field);
    }
  }
};

const TimeFields& time_fields_of(const EntityTable& table) {
  static const std::vector<TimeFields> fields(entity_tables().begin(), entity_tables().end());
  return fields[table.index];
}

/// Finds the earliest day on which something of the future comes or passes.
class NextChange {
 public:
  explicit NextChange(const FunnelInputs& inputs) : inputs_(inputs) {}

  void add(Instant at) {
    if (at > inputs_.now) add(inputs_.zone.local(at).date);
  }
  /// Of today or later: it comes on its day, and on the next one it has passed.
  void add(LocalDate date) {
    if (date > inputs_.today)
      day = std::min(day, date.days);
    else if (date == inputs_.today)
      day = std::min(day, date.days + 1);
  }
  void add_fields(const EntityTable& table, const void* entity) {
    const TimeFields& fields = time_fields_of(table);
    for (const Field* field : fields.instants) add(*static_cast<const Instant*>(field->in(entity)));
    Bytes scratch;
    for (const Field* field : fields.dates) {
      const Cell cell = field->to_cell(entity, scratch);
      if (const auto* days = std::get_if<std::int64_t>(&cell))
        add(LocalDate{static_cast<std::int32_t>(*days)});
    }
  }

  std::int32_t day = no_change_day;

 private:
  const FunnelInputs& inputs_;
};

}  // namespace

// ---------------------------------------------------------------- What is derived from what

FunnelInputs with_digest(FunnelInputs inputs) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_byte(funnel::column_bytes_version);
  out.put_byte(lines_version);
  encode_row(out, Entity(inputs.policy));
  inputs.services.put_into(out);
  out.put_string(inputs.zone.name());
  out.put_string(zone_data_version());
  inputs.digest = hash_of(bytes);
  return inputs;
}

std::int32_t next_change_day(const PatientFacts& facts, const funnel::PatientFunnel& derived,
                             const FunnelInputs& inputs) {
  NextChange next(inputs);
  next.add_fields(table_of(EntityKind::patient), &facts.patient);
  // `for_each_list` lends lists to whoever fills them as well, so it is not const.
  const_cast<PatientFacts&>(facts).for_each_list([&]<class E>(const std::vector<E>& list) {
    const EntityTable& table = table_of(E::info.kind);
    for (const E& entity : list) next.add_fields(table, &entity);
  });
  for (const funnel::Cycle& cycle : derived.cycles) next.add(cycle.silent_at);
  // A moment that is not known reads as the present one until it comes: of every day another.
  const bool moves = facts.patient.first_seen_at > inputs.now ||
                     std::ranges::any_of(facts.bookings, [&](const Booking& booking) {
                       return booking.booked_at.seconds == 0 && booking.begin > inputs.now;
                     });
  return moves ? inputs.today.days + 1 : next.day;
}

// ---------------------------------------------------------------- Rows

std::size_t FunnelRows::IdHash::operator()(const PatientId& id) const noexcept {
  std::size_t value = 0;
  std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // random or digest bits
  return value;
}

void FunnelRows::reserve(std::size_t count) {
  patients.reserve(count);
  people.reserve(count);
  change_day.reserve(count);
}

std::optional<std::uint32_t> FunnelRows::row_of(PatientId patient) const {
  const auto end = patients.begin() + static_cast<std::ptrdiff_t>(in_order_);
  const auto at = std::lower_bound(patients.begin(), end, patient);
  if (at != end && *at == patient) return static_cast<std::uint32_t>(at - patients.begin());
  const auto it = newcomers_.find(patient);
  if (it == newcomers_.end()) return std::nullopt;
  return it->second;
}

std::uint32_t FunnelRows::append(PatientId id) {
  const auto row = static_cast<std::uint32_t>(patients.size());
  const bool continues = newcomers_.empty() && (row == 0 || patients.back() < id);
  patients.push_back(id);
  people.emplace_back();
  change_day.push_back(no_change_day);
  if (continues)
    in_order_ = patients.size();
  else
    newcomers_.emplace(id, row);
  return row;
}

void FunnelRows::put(const PatientFacts& facts, const FunnelInputs& inputs) {
  const PatientId id = facts.patient.id;
  const std::optional<std::uint32_t> known = row_of(id);
  const std::uint32_t row = known ? *known : append(id);
  const funnel::PatientFunnel derived = funnel::derive_funnel(facts, {.policy = inputs.policy,
                                                                      .services = inputs.services,
                                                                      .zone = inputs.zone,
                                                                      .now = inputs.now});
  people[row] = person_row(facts, derived, inputs.today);
  columns.replace(row, derived, facts, inputs.services);
  change_day[row] = next_change_day(facts, derived, inputs);
}

void FunnelRows::remove(PatientId patient) {
  const std::optional<std::uint32_t> row = row_of(patient);
  if (!row) return;
  columns.remove(*row);
  people[*row] = {};
  change_day[*row] = no_change_day;
}

std::vector<std::uint32_t> FunnelRows::newcomers_in_order() const {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = in_order_; row < patients.size(); ++row)
    rows.push_back(static_cast<std::uint32_t>(row));
  sort_stably(rows, [this](std::uint32_t a, std::uint32_t b) { return patients[a] < patients[b]; });
  return rows;
}

PatientId FunnelRows::greatest() const {
  const auto at = std::ranges::max_element(patients);
  return at == patients.end() ? PatientId{} : *at;
}

std::vector<std::uint32_t> FunnelRows::between(PatientId after, PatientId last,
                                               std::span<const std::uint32_t> newcomers,
                                               std::size_t rows_max) const {
  std::vector<std::uint32_t> rows;
  const auto id_of = [this](std::uint32_t row) { return patients[row]; };
  const auto end = patients.begin() + static_cast<std::ptrdiff_t>(in_order_);
  auto at =
      static_cast<std::uint32_t>(std::upper_bound(patients.begin(), end, after) - patients.begin());
  auto fresh = std::ranges::upper_bound(newcomers, after, {}, id_of);
  while (rows.size() < rows_max) {
    const bool has_old = at < in_order_ && patients[at] <= last;
    const bool has_fresh = fresh != newcomers.end() && patients[*fresh] <= last;
    if (!has_old && !has_fresh) break;
    const bool takes_old = has_old && (!has_fresh || patients[at] < patients[*fresh]);
    const std::uint32_t row = takes_old ? at++ : *fresh++;
    if (!people[row].id.is_nil()) rows.push_back(row);
  }
  return rows;
}

// ---------------------------------------------------------------- Rows as bytes

namespace {

void put_date(ByteWriter& out, std::optional<LocalDate> date) {
  out.put_unsigned(date ? 1 + static_cast<std::uint64_t>(std::int64_t{date->days} + (1LL << 31))
                        : 0);
}

std::optional<LocalDate> date_of(ByteReader& in) {
  const std::uint64_t number = in.unsigned_number();
  if (number == 0) return std::nullopt;
  return LocalDate{static_cast<std::int32_t>(static_cast<std::int64_t>(number - 1) - (1LL << 31))};
}

void put_line(ByteWriter& out, const PersonRow& row) {
  out.put_id(row.id);
  out.put_string(row.order_name);
  out.put_byte(row.responsible.is_nil() ? 0 : 1);
  if (!row.responsible.is_nil()) out.put_id(row.responsible);
  out.put_byte(static_cast<std::uint8_t>(row.standing));
  out.put_byte(static_cast<std::uint8_t>(row.status));
  out.put_byte(static_cast<std::uint8_t>((row.is_open ? 1 : 0) | (row.last_seen ? 2 : 0) |
                                         (row.next_booking ? 4 : 0) | (row.step_due ? 8 : 0) |
                                         (row.recall_due ? 16 : 0)));
  if (row.last_seen) put_date(out, row.last_seen);
  if (row.next_booking) {
    put_date(out, row.next_booking);
    out.put_signed(row.next_booking_minute);
  }
  if (row.step_due) {
    put_date(out, row.step_due);
    out.put_byte(static_cast<std::uint8_t>(row.step_kind));
  }
  if (row.recall_due) put_date(out, row.recall_due);
  out.put_signed(row.open_money_minor);
}

PersonRow line_of(ByteReader& in) {
  PersonRow row;
  row.id = PatientId(in.id());
  row.order_name = in.string();
  if (in.byte() != 0) row.responsible = StaffId(in.id());
  row.standing = static_cast<Standing>(in.byte());
  row.status = static_cast<funnel::FunnelStatus>(in.byte() & 7U);
  const std::uint8_t flags = in.byte();
  row.is_open = (flags & 1U) != 0;
  if ((flags & 2U) != 0) row.last_seen = date_of(in);
  if ((flags & 4U) != 0) {
    row.next_booking = date_of(in);
    row.next_booking_minute = static_cast<std::int32_t>(in.signed_number());
  }
  if ((flags & 8U) != 0) {
    row.step_due = date_of(in);
    row.step_kind = static_cast<StepKind>(in.byte());
  }
  if ((flags & 16U) != 0) row.recall_due = date_of(in);
  row.open_money_minor = in.signed_number();
  return row;
}

}  // namespace

void FunnelRows::write(std::span<const std::uint32_t> rows, store::ColumnBlock& block,
                       Bytes& out) const {
  ByteWriter writer(out);
  writer.put_unsigned(rows.size());
  for (const std::uint32_t row : rows) writer.put_signed(change_day[row]);
  for (const std::uint32_t row : rows) put_line(writer, people[row]);
  const funnel::RunSizes sizes = funnel::write_rows(columns, rows, out);
  block.sizes = {static_cast<std::int64_t>(sizes.rows), static_cast<std::int64_t>(sizes.cycles),
                 static_cast<std::int64_t>(sizes.events), static_cast<std::int64_t>(sizes.charges),
                 static_cast<std::int64_t>(sizes.visits)};
}

bool FunnelRows::read(ByteView bytes, LocalDate today, std::size_t due_max,
                      std::vector<PatientId>& due) {
  ByteReader in(bytes);
  const std::uint64_t count = in.unsigned_number();
  if (!in.ok() || count > in.left()) return false;
  std::vector<std::int32_t> days;
  days.reserve(static_cast<std::size_t>(count));
  std::size_t due_count = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    days.push_back(static_cast<std::int32_t>(in.signed_number()));
    if (days.back() <= today.days) ++due_count;
  }
  if (!in.ok() || due_count > due_max) return false;
  std::vector<PersonRow> lines;
  lines.reserve(days.size());
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    lines.push_back(line_of(in));
    const PatientId before = i == 0 ? (patients.empty() ? PatientId{} : patients.back())
                                    : lines[static_cast<std::size_t>(i) - 1].id;
    if (!(before < lines.back().id)) return false;
  }
  const std::size_t first = patients.size();
  if (!in.ok() || !newcomers_.empty() || !funnel::read_rows(in, columns)) return false;
  RETOUR_CHECK(columns.patients().size() == first + days.size());
  for (std::size_t i = 0; i < days.size(); ++i) {
    patients.push_back(lines[i].id);
    people.push_back(std::move(lines[i]));
    if (days[i] <= today.days) due.push_back(patients.back());
  }
  change_day.insert(change_day.end(), days.begin(), days.end());
  in_order_ = patients.size();
  return true;
}

}  // namespace retour::app
