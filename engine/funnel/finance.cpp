#include "funnel/finance.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/code_filter.hpp"
#include "funnel/months.hpp"

// [SECTION] The query, resolved
// [SECTION] Which charges count
// [SECTION] By what they are laid out
// [SECTION] The table
// [SECTION] People, classes, purchases

namespace retour::funnel {
namespace {

// ---------------------------------------------------------------- The query, resolved

template <class Value>
std::uint32_t resolve(const std::optional<Value>& wanted) {
  return wanted ? static_cast<std::uint32_t>(*wanted) : any_code;
}

bool needs_classes(const RevenueQuery& query) {
  return query.rows == RevenueBy::value_class || query.columns == RevenueBy::value_class ||
         query.filter.value_class.has_value();
}

ChildOrAdult side_of(std::int32_t age_years, std::int32_t child_below_years) {
  if (age_years < 0) return ChildOrAdult::unknown;
  return age_years < child_below_years ? ChildOrAdult::child : ChildOrAdult::adult;
}

/// The ids that stand behind the codes of a dimension; null where keys are numbers.
const Dimension* dimension_of(const EventColumns& columns, RevenueBy by) {
  switch (by) {
    case RevenueBy::branch: return &columns.branches();
    case RevenueBy::doctor: return &columns.doctors();
    case RevenueBy::service: return &columns.services();
    case RevenueBy::specialty: return &columns.specialties();
    case RevenueBy::source: return &columns.sources();
    case RevenueBy::diagnosis: return &columns.diagnoses();
    default: return nullptr;
  }
}

/// One side of the table: codes are dense, `first` is the number of code 0.
struct Axis {
  RevenueBy by = RevenueBy::total;
  const Dimension* dimension = nullptr;
  std::size_t size = 1;
  std::int32_t first = 0;
  bool is_time = false;

  Axis(const EventColumns& columns, RevenueBy what, const Months& months)
      : by(what), dimension(dimension_of(columns, what)) {
    constexpr std::size_t most_of_enumerations = 16;
    size = dimension != nullptr ? dimension->size() : most_of_enumerations;
    if (by == RevenueBy::total) size = 1;
    is_time = by == RevenueBy::month || by == RevenueBy::year;
    if (by == RevenueBy::month) {
      first = months.number(0);
      size = months.size();
    } else if (by == RevenueBy::year) {
      first = months.number(0) / 12;
      size = static_cast<std::size_t>(months.number(months.size() - 1) / 12 - first) + 1;
    }
  }

  /// Nothing of the table when no code has the key.
  [[nodiscard]] std::uint32_t code_of(const std::optional<RevenueKey>& key) const {
    if (!key) return any_code;
    if (dimension == nullptr) {
      const std::int64_t code = std::int64_t{key->number} - first;
      return code >= 0 && code < static_cast<std::int64_t>(size) ? static_cast<std::uint32_t>(code)
                                                                 : no_code;
    }
    return key->id.is_nil() ? no_dimension : resolve(*dimension, key->id);
  }
  [[nodiscard]] RevenueKey key_of(std::size_t code) const {
    if (dimension == nullptr) return {.number = first + static_cast<std::int32_t>(code)};
    return {.id = dimension->id(static_cast<DimensionCode>(code))};
  }
};

struct Layout {
  EventMinute begin, end;
  Months months;
  Axis rows, columns;

  Layout(const EventColumns& all, const RevenueQuery& query)
      : begin(minute_of(query.period.begin)),
        end(minute_of(query.period.end)),
        months(months_over(all.zone(), all.charges().minute, begin, end)),
        rows(all, query.rows, months),
        columns(all, query.columns, months) {
    RETOUR_CHECK(!needs_classes(query) || query.classes.size() == all.patients().size());
    if (rows.size * columns.size > revenue_cells_max) columns = Axis(all, RevenueBy::total, months);
  }
};

// ---------------------------------------------------------------- Which charges count

/// Charges that count, a block at a time: each step of the work is a plain loop over the block.
constexpr std::size_t block_size = 512;
struct Block {
  std::size_t count = 0;
  std::array<std::uint32_t, block_size> charge, patient, row, column;
  std::array<std::uint32_t, block_size> month;  ///< Index of the charge's.
};

struct Selection {
  std::uint32_t branch, doctor, specialty, service, type, category, first_or_repeat;  // of a charge
  std::uint32_t source, diagnosis, sex, value_class, side;                            // of a person
  std::uint8_t skipped;
  bool asks_of_charges;  ///< Most queries ask nothing of a single charge.

  Selection(const EventColumns& columns, const RevenueQuery& query)
      : branch(resolve(columns.branches(), query.filter.branch)),
        doctor(resolve(columns.doctors(), query.filter.doctor)),
        specialty(resolve(columns.specialties(), query.filter.specialty)),
        service(resolve(columns.services(), query.filter.service)),
        type(resolve(query.filter.product_type)),
        category(resolve(query.filter.category)),
        first_or_repeat(resolve(query.filter.first_or_repeat)),
        source(resolve(columns.sources(), query.filter.source)),
        diagnosis(resolve(columns.diagnoses(), diagnosis_key(query.filter.diagnosis))),
        sex(resolve(query.filter.sex)),
        value_class(resolve(query.filter.value_class)),
        side(resolve(query.filter.child_or_adult)),
        skipped(query.credits == Credits::left ? charge_flag::taken_off : charge_flag::bonus),
        asks_of_charges((branch & doctor & specialty & service & type & category &
                         first_or_repeat) != any_code) {}

  [[nodiscard]] bool takes_person(const EventColumns& columns, const RevenueQuery& query,
                                  std::size_t row) const {
    const PersonColumns& people = columns.people();
    return matches(source, people.source[row]) && matches(diagnosis, people.diagnosis[row]) &&
           matches(sex, people.sex[row]) &&
           (value_class == any_code ||
            value_class == static_cast<std::uint32_t>(query.classes[row]));
  }
  [[nodiscard]] bool takes_charge(const RevenueEvents& charges, std::size_t c) const {
    if ((charges.flags[c] & skipped) != 0) return false;
    if (!asks_of_charges) return true;
    return matches(branch, charges.branch[c]) && matches(doctor, charges.doctor[c]) &&
           matches(specialty, charges.specialty[c]) && matches(service, charges.service[c]) &&
           matches(type, charges.type[c]) &&
           matches(category, charges.flags[c] & charge_flag::category_mask) &&
           matches(first_or_repeat, (charges.flags[c] & charge_flag::first_day) != 0 ? 0 : 1);
  }
};

/// Calls `sink(block)` with blocks of charges that count; a patient's follow one another.
template <class Sink>
void each_block(const EventColumns& columns, const RevenueQuery& query, const Layout& layout,
                Sink& sink) {
  const Selection select(columns, query);
  const RevenueEvents& charges = columns.charges();
  const std::span<const PatientRun> patients = columns.patients();
  Block block;
  for (std::uint32_t row = 0; row < patients.size(); ++row) {
    const PatientRun& run = patients[row];
    if (run.charge_count == 0 || !select.takes_person(columns, query, row)) continue;
    for (std::uint32_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      const EventMinute minute = charges.minute[c];
      if (minute < layout.begin || minute >= layout.end || !select.takes_charge(charges, c))
        continue;
      if (select.side != any_code &&
          select.side != static_cast<std::uint32_t>(side_of(columns.people().age_years(row, minute),
                                                            query.child_below_years)))
        continue;
      block.charge[block.count] = c;
      block.patient[block.count] = row;
      block.month[block.count] = static_cast<std::uint32_t>(layout.months.index_of(minute));
      if (++block.count == block_size) {
        sink(block);
        block.count = 0;
      }
    }
  }
  if (block.count > 0) sink(block);
}

// ---------------------------------------------------------------- By what they are laid out

class Coder {
 public:
  Coder(const EventColumns& columns, const RevenueQuery& query, const Layout& layout)
      : columns_(columns), query_(query), months_(layout.months) {}

  /// Codes of a block's charges on one axis.
  void fill(const Axis& axis, const Block& block,
            std::array<std::uint32_t, block_size>& out) const {
    const RevenueEvents& charges = columns_.charges();
    const PersonColumns& people = columns_.people();
    const auto by_charge = [&](auto code) {
      for (std::size_t i = 0; i < block.count; ++i)
        out[i] = static_cast<std::uint32_t>(code(block.charge[i]));
    };
    const auto by_person = [&](const auto& column) {
      for (std::size_t i = 0; i < block.count; ++i)
        out[i] = static_cast<std::uint32_t>(column[block.patient[i]]);
    };
    const auto by_column = [&](const std::vector<DimensionCode>& column) {
      by_charge([&](std::size_t c) { return column[c]; });
    };
    switch (axis.by) {
      case RevenueBy::total: return by_charge([](std::size_t) { return 0U; });
      case RevenueBy::month: out = block.month; return;
      case RevenueBy::year:
        for (std::size_t i = 0; i < block.count; ++i)
          out[i] = static_cast<std::uint32_t>(months_.number(block.month[i]) / 12 - axis.first);
        return;
      case RevenueBy::branch: return by_column(charges.branch);
      case RevenueBy::doctor: return by_column(charges.doctor);
      case RevenueBy::service: return by_column(charges.service);
      case RevenueBy::specialty: return by_column(charges.specialty);
      case RevenueBy::product_type:
        return by_charge([&](std::size_t c) { return charges.type[c]; });
      case RevenueBy::first_or_repeat:
        return by_charge([&](std::size_t c) {
          return (charges.flags[c] & charge_flag::first_day) != 0 ? 0 : 1;
        });
      case RevenueBy::category:
        return by_charge(
            [&](std::size_t c) { return charges.flags[c] & charge_flag::category_mask; });
      case RevenueBy::value_class: return by_person(query_.classes);
      case RevenueBy::sex: return by_person(people.sex);
      case RevenueBy::source: return by_person(people.source);
      case RevenueBy::diagnosis: return by_person(people.diagnosis);
      case RevenueBy::age_group:
      case RevenueBy::child_or_adult: break;
    }
    for (std::size_t i = 0; i < block.count; ++i) {
      const std::int32_t age = people.age_years(block.patient[i], charges.minute[block.charge[i]]);
      out[i] = axis.by == RevenueBy::age_group
                   ? static_cast<std::uint32_t>(age_group_of(age))
                   : static_cast<std::uint32_t>(side_of(age, query_.child_below_years));
    }
  }

 private:
  const EventColumns& columns_;
  const RevenueQuery& query_;
  const Months& months_;
};

// ---------------------------------------------------------------- The table

/// A cell while it is counted. Charges of a patient come one after another and in order of time, so
/// the last one seen says whether he, or his day, is new.
struct Counted {
  std::int64_t net_minor = 0;
  std::uint32_t charges = 0, visits = 0, patients = 0;
  std::uint32_t last_patient = 0xFFFFFFFFU;
  std::int32_t last_day = INT32_MIN;

  void add(std::int64_t net, std::uint32_t patient, std::int32_t day, bool is_charge) {
    const bool is_new = last_patient != patient;
    const bool is_new_day = is_new | (last_day != day);  // no branches: they would be guessed wrong
    const std::int32_t day_before = is_new ? INT32_MIN : last_day;
    net_minor += net;
    patients += static_cast<std::uint32_t>(is_new);
    charges += static_cast<std::uint32_t>(is_charge);
    visits += static_cast<std::uint32_t>(is_charge & is_new_day);
    last_patient = patient;
    last_day = is_charge ? day : day_before;
  }
  [[nodiscard]] RevenueCell cell() const { return {net_minor, charges, visits, patients}; }
};

class Counter {
 public:
  Counter(const EventColumns& columns, const RevenueQuery& query, const Layout& layout)
      : columns_(columns),
        layout_(layout),
        coder_(columns, query, layout),
        cells(layout.rows.size * layout.columns.size),
        row_totals(layout.rows.size),
        column_totals(layout.columns.size) {}

  void operator()(Block& block) {
    coder_.fill(layout_.rows, block, block.row);
    coder_.fill(layout_.columns, block, block.column);
    const RevenueEvents& charges = columns_.charges();
    for (std::size_t i = 0; i < block.count; ++i) {
      const std::uint32_t c = block.charge[i], patient = block.patient[i];
      const std::int64_t net = charges.net_minor[c];
      const std::int32_t day = layout_.months.day_of(charges.minute[c], block.month[i]);
      const bool is_charge = (charges.flags[c] & charge_flag::taken_off) == 0;
      cells[block.row[i] * layout_.columns.size + block.column[i]].add(net, patient, day,
                                                                       is_charge);
      row_totals[block.row[i]].add(net, patient, day, is_charge);
      column_totals[block.column[i]].add(net, patient, day, is_charge);
      total.add(net, patient, day, is_charge);
    }
  }

 private:
  const EventColumns& columns_;
  const Layout& layout_;
  Coder coder_;

 public:
  std::vector<Counted> cells, row_totals, column_totals;
  Counted total;
};

/// Codes in the order in which they are shown; see `RevenueTable`.
std::vector<std::uint32_t> shown_codes(const Axis& axis, const std::vector<Counted>& totals) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t code = 0; code < totals.size(); ++code)
    if (totals[code].patients > 0) out.push_back(code);
  if (axis.is_time && !out.empty()) {
    const std::uint32_t first = out.front(), last = out.back();
    out.clear();
    for (std::uint32_t code = first; code <= last; ++code) out.push_back(code);
  }
  if (axis.dimension != nullptr)
    sort_stably(out, [&](std::uint32_t a, std::uint32_t b) {
      if ((a == no_dimension) != (b == no_dimension)) return b == no_dimension;
      if (totals[a].net_minor != totals[b].net_minor)
        return totals[a].net_minor > totals[b].net_minor;
      return axis.key_of(a).id < axis.key_of(b).id;
    });
  return out;
}

/// Collects the patients of one cell.
struct Collector {
  const Layout& layout;
  Coder coder;
  std::uint32_t row, column;
  std::vector<std::uint32_t> people = {};

  void operator()(Block& block) {
    if (row != any_code) coder.fill(layout.rows, block, block.row);
    if (column != any_code) coder.fill(layout.columns, block, block.column);
    for (std::size_t i = 0; i < block.count; ++i)
      if ((row == any_code || block.row[i] == row) &&
          (column == any_code || block.column[i] == column) &&
          (people.empty() || people.back() != block.patient[i]))
        people.push_back(block.patient[i]);
  }
};

}  // namespace

std::size_t age_group_of(std::int32_t age_years) {
  std::size_t group = 0;
  for (const std::int32_t begin : age_group_begins) group += age_years >= begin ? 1 : 0;
  return group;
}

RevenueTable revenue_of(const EventColumns& columns, const RevenueQuery& query) {
  const Layout layout(columns, query);
  Counter counter(columns, query, layout);
  each_block(columns, query, layout, counter);
  const std::vector<std::uint32_t> rows = shown_codes(layout.rows, counter.row_totals);
  const std::vector<std::uint32_t> shown = shown_codes(layout.columns, counter.column_totals);
  RevenueTable out;
  out.total = counter.total.cell();
  for (const std::uint32_t code : shown) {
    out.columns.push_back(layout.columns.key_of(code));
    out.column_totals.push_back(counter.column_totals[code].cell());
  }
  for (const std::uint32_t row : rows) {
    out.rows.push_back(layout.rows.key_of(row));
    out.row_totals.push_back(counter.row_totals[row].cell());
    for (const std::uint32_t column : shown)
      out.cells.push_back(counter.cells[row * layout.columns.size + column].cell());
  }
  return out;
}

// ---------------------------------------------------------------- People, classes, purchases

std::vector<std::uint32_t> people_behind(const EventColumns& columns, const RevenueQuery& query,
                                         const std::optional<RevenueKey>& row,
                                         const std::optional<RevenueKey>& column) {
  const Layout layout(columns, query);
  Collector collector{.layout = layout,
                      .coder = Coder(columns, query, layout),
                      .row = layout.rows.code_of(row),
                      .column = layout.columns.code_of(column)};
  each_block(columns, query, layout, collector);
  return std::move(collector.people);
}

std::vector<ValueClass> value_classes_of(const EventColumns& columns, Instant now) {
  const RevenueEvents& charges = columns.charges();
  const EventMinute last = minute_of(now);
  std::vector<std::int64_t> values;
  values.reserve(columns.patients().size());
  for (const PatientRun& run : columns.patients()) {
    std::int64_t sum = 0;
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c)
      sum += charges.minute[c] <= last ? charges.net_minor[c] : 0;
    values.push_back(sum);
  }
  return value_classes(values);
}

std::optional<std::int64_t> average_minor(std::int64_t net_minor, std::int64_t count) {
  if (count <= 0) return std::nullopt;
  const std::int64_t half = net_minor < 0 ? -(count / 2) : count / 2;
  return (net_minor + half) / count;
}

std::vector<Purchase> purchases_of(const EventColumns& columns, Instant now,
                                   SpecialtyId specialty) {
  const RevenueEvents& charges = columns.charges();
  const EventMinute last = minute_of(now);
  const std::uint32_t wanted = resolve(columns.specialties(), specialty);
  const Months months = months_over(columns.zone(), charges.minute, 0, last);
  std::vector<Purchase> out;
  const std::span<const PatientRun> patients = columns.patients();
  for (std::uint32_t row = 0; row < patients.size(); ++row) {
    const PatientRun& run = patients[row];
    std::int32_t day = INT32_MIN;
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      if (charges.minute[c] > last || !matches(wanted, charges.specialty[c])) continue;
      day = std::max(day, months.day_of(charges.minute[c]));
      out.push_back({.patient = row, .day = day, .net_minor = charges.net_minor[c]});
    }
  }
  return out;
}

}  // namespace retour::funnel
