#include "app/visit_lengths.hpp"

#include <algorithm>
#include <map>

#include "app/load.hpp"
#include "store/queries.hpp"

namespace retour::app {

Result<std::vector<UsualLength>> usual_lengths(Clinic& clinic, LocalDate today) {
  RETOUR_ASSIGN(const std::vector<store::VisitTime> visits,
                store::visit_times(clinic.database(), today.plus_days(-usual_length_days),
                                   today.plus_days(-1), {}));
  std::map<std::pair<StaffId, ServiceId>, std::vector<std::int32_t>> minutes;
  for (const store::VisitTime& visit : visits) {
    const std::int64_t taken = (visit.finished.seconds - visit.entered.seconds) / 60;
    if (visit.entered.seconds == 0 || visit.finished.seconds == 0 || visit.service.is_nil() ||
        taken <= 0 || taken > believed_visit_minutes_max)
      continue;
    minutes[{visit.doctor, visit.service}].push_back(static_cast<std::int32_t>(taken));
  }
  std::vector<UsualLength> lengths;
  for (auto& [key, taken] : minutes) {
    if (taken.size() < usual_length_visits_min) continue;
    const auto middle = taken.begin() + std::ssize(taken) / 2;
    std::nth_element(taken.begin(), middle, taken.end());
    lengths.push_back(
        {.doctor = key.first,
         .service = key.second,
         .visits = std::ssize(taken),
         .minutes = (*middle + quantum_minutes - 1) / quantum_minutes * quantum_minutes});
  }
  return lengths;
}

}  // namespace retour::app
