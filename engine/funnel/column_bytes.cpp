#include "funnel/column_bytes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <type_traits>

// [SECTION] Which columns there are
// [SECTION] Writing
// [SECTION] Reading

namespace retour::funnel {
namespace {

/// What a column has a value of.
enum Part : std::size_t { of_people, of_cycles, of_events, of_charges, of_visits };
constexpr std::size_t parts = 5;

enum Of : std::size_t {
  specialty,
  source,
  branch,
  doctor,
  reason,
  service,
  responsible,
  diagnosis,
};
constexpr std::size_t dimensions = 8;

/// Beyond these no block is believed.
constexpr std::uint64_t rows_max = 1U << 22;
constexpr std::uint64_t values_max = 1U << 26;

struct Span {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};
using Spans = std::vector<Span>;

}  // namespace

// ---------------------------------------------------------------- Which columns there are

/// What of the columns nobody else may touch.
struct ColumnAccess {
  template <class Columns>
  static auto dimensions_of(Columns& c) {
    return std::array{&c.specialties_, &c.sources_,  &c.branches_,     &c.doctors_,
                      &c.reasons_,     &c.services_, &c.responsibles_, &c.diagnoses_};
  }

  /// Calls `visit.plain(part, column)` or `visit.coded(part, column, dimension)` for each.
  template <class Columns, class Visit>
  static void each_column(Columns& c, Visit& visit) {
    visit.plain(of_people, c.people_.born_day);
    visit.plain(of_people, c.people_.first_seen);
    visit.plain(of_people, c.people_.sex);
    visit.plain(of_people, c.people_.flags);
    visit.coded(of_people, c.people_.source, source);
    visit.coded(of_people, c.people_.responsible, responsible);
    visit.coded(of_people, c.people_.diagnosis, diagnosis);
    visit.plain(of_cycles, c.cycles_.event_count);
    visit.plain(of_cycles, c.cycles_.status);
    visit.plain(of_cycles, c.cycles_.closing);
    visit.plain(of_cycles, c.cycles_.presumed);
    visit.plain(of_cycles, c.cycles_.closed_minute);
    visit.plain(of_cycles, c.cycles_.open_money_minor);
    visit.coded(of_cycles, c.cycles_.specialty, specialty);
    visit.coded(of_cycles, c.cycles_.source, source);
    visit.coded(of_cycles, c.cycles_.last_reason, reason);
    visit.plain(of_events, c.events_.minute);
    visit.plain(of_events, c.events_.to);
    visit.plain(of_events, c.events_.flags);
    visit.coded(of_events, c.events_.doctor, doctor);
    visit.coded(of_events, c.events_.branch, branch);
    visit.coded(of_events, c.events_.reason, reason);
    visit.plain(of_charges, c.charges_.minute);
    visit.plain(of_charges, c.charges_.type);
    visit.plain(of_charges, c.charges_.flags);
    visit.plain(of_charges, c.charges_.net_minor);
    visit.coded(of_charges, c.charges_.doctor, doctor);
    visit.coded(of_charges, c.charges_.branch, branch);
    visit.coded(of_charges, c.charges_.service, service);
    visit.coded(of_charges, c.charges_.specialty, specialty);
    visit.plain(of_visits, c.visits_.minute);
    visit.plain(of_visits, c.visits_.wait_minutes);
    visit.plain(of_visits, c.visits_.length_minutes);
    visit.plain(of_visits, c.visits_.flags);
    visit.coded(of_visits, c.visits_.doctor, doctor);
    visit.coded(of_visits, c.visits_.branch, branch);
    visit.coded(of_visits, c.visits_.service, service);
    visit.coded(of_visits, c.visits_.specialty, specialty);
  }

  static std::vector<PatientRun>& runs(EventColumns& c) { return c.patients_; }
  static CycleColumns& cycles(EventColumns& c) { return c.cycles_; }

  /// Cuts what was appended since.
  static void cut(EventColumns& c, const RunSizes& to) {
    const auto each = [](auto& table, std::uint64_t count) {
      std::decay_t<decltype(table)>::each_column(
          [&](auto column) { (table.*column).resize(static_cast<std::size_t>(count)); });
    };
    c.patients_.resize(static_cast<std::size_t>(to.rows));
    each(c.people_, to.rows);
    each(c.cycles_, to.cycles);
    each(c.events_, to.events);
    each(c.charges_, to.charges);
    each(c.visits_, to.visits);
  }
  static RunSizes ends(const EventColumns& c) {
    return {.rows = c.patients_.size(),
            .cycles = c.cycles_.status.size(),
            .events = c.events_.to.size(),
            .charges = c.charges_.minute.size(),
            .visits = c.visits_.minute.size()};
  }
};

namespace {

// ---------------------------------------------------------------- Writing

int width_of(std::uint64_t range) {
  if (range == 0) return 0;
  return range <= 0xFF ? 1 : range <= 0xFFFF ? 2 : range <= 0xFFFFFFFF ? 4 : 8;
}

/// One column: least value, width, values less the least.
void put_values(std::span<const std::int64_t> values, Bytes& out) {
  const auto [least, most] = std::ranges::minmax_element(values);
  const std::int64_t base = values.empty() ? 0 : *least;
  const int width =
      values.empty()
          ? 0
          : width_of(static_cast<std::uint64_t>(*most) - static_cast<std::uint64_t>(base));
  ByteWriter writer(out);
  writer.put_signed(base);
  writer.put_byte(static_cast<std::uint8_t>(width));
  for (const std::int64_t value : values) {
    const std::uint64_t rest = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(base);
    for (int byte = 0; byte < width; ++byte)
      out.push_back(static_cast<std::uint8_t>(rest >> (8 * byte)));
  }
}

/// Gathers the values of some rows, column by column.
class Writer {
 public:
  Writer(const EventColumns& columns, std::span<const std::uint32_t> rows) {
    for (std::size_t i = 0; i < dimensions; ++i)
      local_[i].resize(ColumnAccess::dimensions_of(columns)[i]->size());
    for (const std::uint32_t row : rows) {
      const PatientRun& run = columns.patients()[row];
      spans_[of_people].push_back({row, 1});
      spans_[of_cycles].push_back({run.first_cycle, run.cycle_count});
      spans_[of_charges].push_back({run.first_charge, run.charge_count});
      spans_[of_visits].push_back({run.first_visit, run.visit_count});
      for (std::uint32_t c = run.first_cycle; c < run.first_cycle + run.cycle_count; ++c)
        spans_[of_events].push_back(
            {columns.cycles().first_event[c], columns.cycles().event_count[c]});
    }
  }

  template <class T>
  void plain(Part part, const std::vector<T>& column) {
    gather(part, column);
    put_values(values_, body);
  }

  void coded(Part part, const std::vector<DimensionCode>& column, Of dimension) {
    gather(part, column);
    for (std::int64_t& value : values_)
      if (value != no_dimension) value = local(dimension, static_cast<DimensionCode>(value));
    put_values(values_, body);
  }

  template <class Get>
  void runs(const EventColumns& columns, std::span<const std::uint32_t> rows, Get get) {
    values_.clear();
    for (const std::uint32_t row : rows) values_.push_back(get(columns.patients()[row]));
    put_values(values_, body);
  }

  [[nodiscard]] std::uint64_t count(Part part) const {
    return std::accumulate(spans_[part].begin(), spans_[part].end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Span& span) { return sum + span.count; });
  }

  Bytes body;
  std::array<std::vector<DimensionCode>, dimensions> occurring;  // codes of the columns, by local

 private:
  template <class T>
  void gather(Part part, const std::vector<T>& column) {
    values_.clear();
    for (const Span& span : spans_[part])
      for (std::uint32_t i = 0; i < span.count; ++i)
        values_.push_back(static_cast<std::int64_t>(column[span.first + i]));
  }

  DimensionCode local(Of dimension, DimensionCode code) {
    DimensionCode& known = local_[dimension][code];
    if (known == no_dimension) {
      occurring[dimension].push_back(code);
      known = static_cast<DimensionCode>(occurring[dimension].size());
    }
    return known;
  }

  std::array<Spans, parts> spans_;
  std::array<std::vector<DimensionCode>, dimensions> local_;
  std::vector<std::int64_t> values_;
};

}  // namespace

RunSizes write_rows(const EventColumns& columns, std::span<const std::uint32_t> rows, Bytes& out) {
  Writer writer(columns, rows);
  writer.runs(columns, rows, [](const PatientRun& run) { return run.cycle_count; });
  writer.runs(columns, rows, [](const PatientRun& run) { return run.charge_count; });
  writer.runs(columns, rows, [](const PatientRun& run) { return run.visit_count; });
  writer.runs(columns, rows, [](const PatientRun& run) { return run.badge; });
  ColumnAccess::each_column(columns, writer);
  const RunSizes sizes{.rows = rows.size(),
                       .cycles = writer.count(of_cycles),
                       .events = writer.count(of_events),
                       .charges = writer.count(of_charges),
                       .visits = writer.count(of_visits)};
  ByteWriter head(out);
  for (const std::uint64_t size :
       {sizes.rows, sizes.cycles, sizes.events, sizes.charges, sizes.visits})
    head.put_unsigned(size);
  const auto all = ColumnAccess::dimensions_of(columns);
  for (std::size_t i = 0; i < dimensions; ++i) {
    head.put_unsigned(writer.occurring[i].size());
    for (const DimensionCode code : writer.occurring[i]) head.put_id(all[i]->id(code));
  }
  head.put_raw(writer.body);
  return sizes;
}

// ---------------------------------------------------------------- Reading

namespace {

/// `count` values of `bytes` each, added to the base. The width is a constant of the loop.
template <class Stored, class T>
void add_values(const std::uint8_t* from, std::size_t count, std::uint64_t base, T* to) {
  for (std::size_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, from + i * sizeof stored, sizeof stored);
    to[i] = static_cast<T>(base + stored);
  }
}

template <class T>
void get_values(ByteReader& in, std::size_t count, T* to) {
  const auto base = static_cast<std::uint64_t>(in.signed_number());
  const std::size_t width = in.byte();
  if (width > 8 || (width & (width - 1)) != 0) return in.set_failed();
  const std::uint8_t* from = in.raw(count * width).data();
  if (!in.ok()) return;
  switch (width) {
    case 0: std::fill_n(to, count, static_cast<T>(base)); break;
    case 1: add_values<std::uint8_t>(from, count, base, to); break;
    case 2: add_values<std::uint16_t>(from, count, base, to); break;
    case 4: add_values<std::uint32_t>(from, count, base, to); break;
    default: add_values<std::uint64_t>(from, count, base, to); break;
  }
}

class Reader {
 public:
  Reader(ByteReader& in, EventColumns& columns) : in_(in), columns_(columns) {}

  bool read() {
    if (!read_sizes()) return false;
    for (Dimension* dimension : ColumnAccess::dimensions_of(columns_)) read_ids(*dimension);
    const RunSizes before = ColumnAccess::ends(columns_);
    if (in_.ok()) read_runs();
    if (in_.ok()) ColumnAccess::each_column(columns_, *this);
    if (in_.ok() && place_events(before)) return true;
    ColumnAccess::cut(columns_, before);
    return false;
  }

  template <class T>
  void plain(Part part, std::vector<T>& column) {
    get_values(in_, counts_[part], extend(part, column));
  }

  void coded(Part part, std::vector<DimensionCode>& column, Of dimension) {
    DimensionCode* to = extend(part, column);
    get_values(in_, counts_[part], to);
    const std::vector<DimensionCode>& codes = codes_[dimension];
    for (std::size_t i = 0; i < counts_[part]; ++i) {
      if (to[i] >= codes.size()) return in_.set_failed();
      to[i] = codes[to[i]];
    }
  }

 private:
  bool read_sizes() {
    for (std::size_t part = 0; part < parts; ++part) {
      const std::uint64_t count = in_.unsigned_number();
      if (!in_.ok() || count > (part == of_people ? rows_max : values_max)) return false;
      counts_[part] = static_cast<std::size_t>(count);
    }
    return true;
  }

  void read_ids(Dimension& dimension) {
    std::vector<DimensionCode>& codes = codes_[read_dimensions_++];
    codes.push_back(no_dimension);
    const std::uint64_t count = in_.unsigned_number();
    for (std::uint64_t i = 0; i < count && in_.ok(); ++i) codes.push_back(dimension.code(in_.id()));
  }

  template <class T>
  T* extend(Part part, std::vector<T>& column) {
    column.resize(column.size() + counts_[part]);
    return column.data() + (column.size() - counts_[part]);
  }

  void read_runs() {
    const std::size_t rows = counts_[of_people];
    std::vector<PatientRun>& runs = ColumnAccess::runs(columns_);
    const std::size_t first = runs.size();
    const RunSizes ends = ColumnAccess::ends(columns_);
    runs.resize(first + rows);
    std::vector<std::uint16_t> counts(rows);
    const auto take = [&](std::uint16_t PatientRun::* member) {
      get_values(in_, rows, counts.data());
      for (std::size_t i = 0; i < rows; ++i) runs[first + i].*member = counts[i];
    };
    take(&PatientRun::cycle_count);
    take(&PatientRun::charge_count);
    take(&PatientRun::visit_count);
    take(&PatientRun::badge);
    std::uint64_t cycles = 0, charges = 0, visits = 0;
    for (std::size_t i = first; i < runs.size(); ++i) {
      PatientRun& run = runs[i];
      run.first_cycle = static_cast<std::uint32_t>(ends.cycles + cycles);
      run.first_charge = static_cast<std::uint32_t>(ends.charges + charges);
      run.first_visit = static_cast<std::uint32_t>(ends.visits + visits);
      cycles += run.cycle_count, charges += run.charge_count, visits += run.visit_count;
      if (run.badge != 0 && run.badge >= run.cycle_count) in_.set_failed();
    }
    if (cycles != counts_[of_cycles] || charges != counts_[of_charges] ||
        visits != counts_[of_visits])
      in_.set_failed();
  }

  /// Where the events of each cycle begin; false when they are more or fewer than there are.
  bool place_events(const RunSizes& before) {
    CycleColumns& cycles = ColumnAccess::cycles(columns_);
    cycles.first_event.resize(cycles.status.size());
    std::uint64_t event = before.events;
    for (auto c = static_cast<std::size_t>(before.cycles); c < cycles.status.size(); ++c) {
      cycles.first_event[c] = static_cast<std::uint32_t>(event);
      event += cycles.event_count[c];
    }
    return event == before.events + counts_[of_events] && event < 0xFF000000U;
  }

  ByteReader& in_;
  EventColumns& columns_;
  std::array<std::size_t, parts> counts_{};
  std::array<std::vector<DimensionCode>, dimensions> codes_;
  std::size_t read_dimensions_ = 0;
};

}  // namespace

bool read_rows(ByteReader& in, EventColumns& columns) {
  return Reader(in, columns).read();
}

}  // namespace retour::funnel
