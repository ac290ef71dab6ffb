#include "funnel/price_history.hpp"

#include <algorithm>
#include <limits>

#include "base/check.hpp"
#include "base/order.hpp"
#include "funnel/finance.hpp"
#include "funnel/report.hpp"

namespace retour::funnel {
namespace {

/// What somebody was charged for an entry service on his first day.
struct Seen {
  DimensionCode service = no_dimension;
  std::uint32_t month = 0;
  std::int64_t net_minor = 0;
};

class Walk {
 public:
  Walk(const EventColumns& columns, const PriceQuery& query)
      : columns_(columns),
        charges_(columns.charges()),
        now_(minute_of(query.now)),
        wanted_(columns.specialties().find(query.specialty)),
        is_of_one_(!query.specialty.is_nil()),
        months_(columns.zone(), earliest(), now_ + 1) {}

  [[nodiscard]] const Months& months() const { return months_; }

  /// The first day of a patient, when it is one that counts: in a whole month, with an entry.
  [[nodiscard]] std::optional<FirstPatient> first_of(std::uint32_t row, std::vector<Seen>& seen) {
    const PatientRun& run = columns_.patients()[row];
    const std::size_t end = std::size_t{run.first_charge} + run.charge_count;
    std::size_t first = run.first_charge;
    while (first < end && !is_wanted(first)) ++first;
    if (first == end) return std::nullopt;
    if (!is_of_one_ && (charges_.flags[first] & charge_flag::first_day) == 0) return std::nullopt;
    FirstPatient out{.row = row,
                     .month = static_cast<std::uint32_t>(months_.index_of(charges_.minute[first]))};
    if (out.month + 1 == months_.size()) return std::nullopt;  // is not over
    const std::int32_t day = day_of(first);
    const std::size_t before = seen.size();
    for (std::size_t c = first; c < end && day_of(c) == day; ++c)
      if (is_wanted(c) && charges_.type[c] == static_cast<std::uint8_t>(ProductType::entry))
        seen.push_back({charges_.service[c], out.month, charges_.net_minor[c]});
    if (seen.size() == before) return std::nullopt;
    follow(out, run, day);
    return out;
  }

 private:
  [[nodiscard]] EventMinute earliest() const {
    EventMinute out = now_;
    for (const PatientRun& run : columns_.patients())
      if (run.charge_count > 0) out = std::min(out, charges_.minute[run.first_charge]);
    return out;
  }
  [[nodiscard]] bool is_wanted(std::size_t c) const {
    return charges_.minute[c] <= now_ && (charges_.flags[c] & charge_flag::taken_off) == 0 &&
           (!is_of_one_ || (wanted_ != no_dimension && charges_.specialty[c] == wanted_));
  }
  [[nodiscard]] std::int32_t day_of(std::size_t c) const {
    return months_.day_of(charges_.minute[c]);
  }

  void follow(FirstPatient& out, const PatientRun& run, std::int32_t first_day) const {
    out.is_known_a_year = months_.day_of(now_) - first_day >= equal_age_days;
    out.came_once = true;
    for (std::size_t c = run.first_charge; c < run.first_charge + run.charge_count; ++c) {
      const std::int32_t day = day_of(c);
      if (charges_.minute[c] > now_ || day < first_day || day >= first_day + equal_age_days)
        continue;
      out.first_year_minor += charges_.net_minor[c];
      if (day == first_day) out.first_day_minor += charges_.net_minor[c];
      if (day > first_day && (charges_.flags[c] & charge_flag::taken_off) == 0)
        out.came_once = false;
    }
  }

  const EventColumns& columns_;
  const RevenueEvents& charges_;
  EventMinute now_;
  DimensionCode wanted_;
  bool is_of_one_;
  Months months_;
};

/// Adds one service to the basket: medians of months, several together where a month has few
/// receipts; carried over months without any, the first one backwards too. `seen` is of that
/// service, by month.
void add_to_basket(std::span<const Seen> seen, std::vector<PriceMonth>& months,
                   std::uint32_t first_month) {
  const auto weight = static_cast<double>(seen.size());
  double price = 0;
  std::size_t month = 0;
  const auto fill = [&](std::size_t end) {
    for (; month < end; ++month) months[month].price_minor += weight * price;
  };
  std::vector<std::int64_t> paid;
  for (std::size_t i = 0; i < seen.size();) {
    std::size_t end = i;
    while (end < seen.size() &&
           (end - i < price_receipts_min || seen[end].month == seen[end - 1].month))
      ++end;
    if (seen.size() - end < price_receipts_min) end = seen.size();
    paid.clear();
    for (const Seen& one : seen.subspan(i, end - i)) paid.push_back(one.net_minor);
    std::ranges::sort(paid);
    // The lower one of two in the middle: a price that somebody did pay.
    const auto median = static_cast<double>(paid[(paid.size() - 1) / 2]);
    if (i == 0) price = median;
    fill(seen[i].month - first_month);
    price = median;
    i = end;
  }
  fill(months.size());
}

void fill_prices(std::vector<Seen>& seen, PriceHistory& history, std::uint32_t first_month) {
  std::ranges::sort(seen, {}, [](const Seen& one) { return std::pair(one.service, one.month); });
  for (std::size_t i = 0; i < seen.size();) {
    std::size_t end = i;
    while (end < seen.size() && seen[end].service == seen[i].service) ++end;
    add_to_basket(std::span(seen).subspan(i, end - i), history.months, first_month);
    i = end;
  }
  for (PriceMonth& one : history.months) one.price_minor /= static_cast<double>(seen.size());
}

}  // namespace

PriceHistory price_history(const EventColumns& columns, std::span<const SpentLine> costs,
                           const PriceQuery& query) {
  PriceHistory out;
  std::vector<Seen> seen;
  Walk walk(columns, query);
  for (std::uint32_t row = 0; row < columns.patients().size(); ++row)
    if (const auto one = walk.first_of(row, seen)) out.patients.push_back(*one);
  if (out.patients.empty()) return out;
  const std::uint32_t first =
      std::ranges::min(out.patients, {}, [](const FirstPatient& one) { return one.month; }).month;
  for (std::size_t i = first; i + 1 < walk.months().size(); ++i)
    out.months.push_back({.month = walk.months().number(i)});
  for (FirstPatient& one : out.patients) {
    one.month -= first;
    ++out.months[one.month].first_visits;
  }
  fill_prices(seen, out, first);
  for (const SpentLine& line : costs) {
    const MonthNumber month = month_number(line.month) - out.months.front().month;
    if (line.source.is_nil() || month < 0 || month >= std::ssize(out.months)) continue;
    out.months[static_cast<std::size_t>(month)].advertising_minor += line.amount_minor;
  }
  return out;
}

std::vector<PricePeriod> periods_of(const PriceHistory& history) {
  std::vector<PricePeriod> out;
  for (const PriceMonth& one : history.months)
    if (one.price_minor > 0)
      out.push_back({.price_minor = one.price_minor,
                     .first_visits = static_cast<double>(one.first_visits),
                     .advertising_minor = static_cast<double>(one.advertising_minor),
                     .month = one.month % 12 + 1});
  return out;
}

std::vector<std::uint32_t> people_of_month(const PriceHistory& history,
                                           std::optional<std::size_t> month) {
  std::vector<std::uint32_t> out;
  for (const FirstPatient& one : history.patients)
    if (!month || one.month == *month) out.push_back(one.row);
  return out;
}

FirstYear first_year_of(const PriceHistory& history, double low_minor, double high_minor) {
  FirstYear out;
  Moments values;
  std::int64_t once = 0;
  for (const FirstPatient& one : history.patients) {
    const double price = history.months[one.month].price_minor;
    if (!one.is_known_a_year || price < low_minor || price > high_minor) continue;
    values.add(static_cast<double>(one.first_year_minor));
    once += one.came_once ? 1 : 0;
    out.day_minor += one.first_day_minor;
    out.year_minor += one.first_year_minor;
  }
  out.value = values.estimate(first_year_patients_min);
  if (values.n() < first_year_patients_min) {
    out.once = abstained(Abstention::too_few, values.n(), first_year_patients_min);
    return out;
  }
  const Range range = wilson_95(once, values.n());
  out.once = {.value = static_cast<double>(once) / static_cast<double>(values.n()),
              .low = range.low,
              .high = range.high,
              .n = values.n()};
  return out;
}

std::vector<PriceLevel> price_levels(const PriceHistory& history) {
  std::vector<PriceMonth> months = history.months;
  sort_stably(months, {}, &PriceMonth::price_minor);
  std::vector<PriceLevel> out;
  for (const PriceMonth& one : months) {
    if (out.empty() || one.price_minor > out.back().low_minor * (1 + price_level_width))
      out.push_back({.low_minor = one.price_minor});
    out.back().high_minor = one.price_minor;
    ++out.back().months;
    out.back().first_visits += one.first_visits;
  }
  return out;
}

std::vector<std::uint32_t> people_of_level(const PriceHistory& history, const PriceLevel& level) {
  std::vector<std::uint32_t> out;
  for (const FirstPatient& one : history.patients) {
    const double price = history.months[one.month].price_minor;
    if (price >= level.low_minor && price <= level.high_minor) out.push_back(one.row);
  }
  return out;
}

Estimate value_at_price(const Estimate& elasticity, double price_minor, double new_price_minor,
                        double first_year_minor) {
  RETOUR_CHECK(first_year_minor > 0);
  Estimate out = visits_at_price(elasticity, price_minor, new_price_minor);
  if (!out.is_known()) return out;
  const double each = (first_year_minor - price_minor + new_price_minor) / first_year_minor;
  const double a = out.low * each, b = out.high * each;
  out.value *= each;
  out.low = std::min(a, b);
  out.high = std::max(a, b);
  return out;
}

Estimate value_as_seen(const Estimate& visits, const FirstYear& then, const FirstYear& now) {
  if (!visits.is_known()) return visits;
  if (!then.value.is_known()) return then.value;
  if (!now.value.is_known()) return now.value;
  if (then.value.low <= 0 || now.value.low <= 0)
    return abstained(Abstention::too_uncertain, then.value.n);
  return {.value = visits.value * then.value.value / now.value.value,
          .low = visits.low * then.value.low / now.value.high,
          .high = visits.high * then.value.high / now.value.low,
          .n = std::min(then.value.n, now.value.n)};
}

}  // namespace retour::funnel
