#include "app/till.hpp"

#include <algorithm>
#include <numeric>

#include "store/till.hpp"

namespace retour::app {

std::int64_t difference_minor(const DayClose& closed) {
  const auto sum = [](const std::vector<std::int64_t>& amounts) {
    return std::accumulate(amounts.begin(), amounts.end(), std::int64_t{0});
  };
  return sum(closed.counted_minor) - sum(closed.expected_minor);
}

Result<Till> till_of(Clinic& clinic, BranchId branch, LocalDate date) {
  const Currency currency = clinic.catalogue().clinic.currency;
  const Interval day = clinic.catalogue().zone_of(branch).day(date);
  Till till;
  RETOUR_ASSIGN(const std::vector<Payment> payments,
                store::payments_between(clinic.tables(), day, branch));
  for (const Payment& payment : payments)
    if (payment.currency == currency)
      till.expected_minor[static_cast<std::size_t>(payment.method)] += payment.amount_minor;
  RETOUR_ASSIGN(const std::vector<Refund> refunds,
                store::refunds_between(clinic.tables(), day, branch));
  for (const Refund& refund : refunds) {
    RETOUR_ASSIGN(const std::optional<Payment> payment, find(clinic.tables(), refund.payment));
    if (payment && refund.currency == currency)
      till.expected_minor[static_cast<std::size_t>(payment->method)] -= refund.amount_minor;
  }
  RETOUR_ASSIGN(till.recent, store::day_closes(clinic.tables(), branch,
                                               date.plus_days(-closes_shown_days), date));
  std::ranges::copy_if(till.recent, std::back_inserter(till.closes),
                       [&](const DayClose& closed) { return closed.date == date; });
  std::ranges::reverse(till.recent);
  return till;
}

Draft close_draft(Clinic& clinic, BranchId branch, LocalDate date, const Till& till,
                  const MoneyByMethod& counted_minor, std::string note) {
  DayClose closed;
  closed.id = clinic.new_id<DayClose>();
  closed.branch = branch;
  closed.date = date;
  closed.currency = clinic.catalogue().clinic.currency;
  closed.counted_minor.assign(counted_minor.begin(), counted_minor.end());
  closed.expected_minor.assign(till.expected_minor.begin(), till.expected_minor.end());
  closed.note = std::move(note);
  closed.closed_by = clinic.session().staff;
  closed.closed_at = clinic.now();
  return {OpKind::close_day, {whole(std::move(closed))}};
}

}  // namespace retour::app
