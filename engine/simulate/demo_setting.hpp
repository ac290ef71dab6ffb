// The stage of the demo clinic: what stands before the first patient calls.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "model/entity.hpp"
#include "simulate/demo.hpp"
#include "simulate/demo_words.hpp"
#include "time/zone.hpp"

namespace retour::simulate {

/// A doctor of the demo with his rota and his taken time.
struct DemoDoctor {
  StaffId id;
  int specialty = 0;
  BranchId branch;
  RoomId room;
  std::int32_t begin_minute = 0, end_minute = 0;  ///< Of every working day.
  std::vector<std::vector<bool>> taken;           ///< Per day of the horizon, per 5 minutes.
};

/// Everything that journeys refer to.
struct DemoSetting {
  const DemoWords* words = nullptr;
  Zone zone = Zone::utc();
  LocalDate first_day, today, last_day;
  BranchId branch_main, branch_small;
  DeviceId ultrasound;
  RoomId ultrasound_room;
  std::vector<bool> ultrasound_taken;  ///< Per 5 minutes of the whole horizon.
  std::vector<SpecialtyId> specialties;
  std::vector<ServiceId> services;  ///< In the order of the words.
  std::vector<std::int64_t> price_minor;
  ServiceId package;
  std::int64_t package_price_minor = 0;
  std::vector<SourceId> sources;
  std::vector<ReasonId> cancel_reasons, refusal_reasons;
  OrganisationId company, insurer;
  LegalEntityId legal_entity;
  StaffId owner, manager, coordinator, operator_staff, receptionist, second_receptionist;
  std::vector<DemoDoctor> doctors;

  /// Monday to Saturday, and today: whoever opens the demo on a Sunday sees a working clinic too.
  [[nodiscard]] bool is_working_day(LocalDate day) const {
    return day.iso_weekday() <= 6 || day == today;
  }
  [[nodiscard]] Instant instant(LocalDate day, std::int32_t minute) const {
    return zone.lookup({day, minute * 60}).first;
  }
};

/// Makes the setting and appends the drafts that create it, all before the first day.
[[nodiscard]] DemoSetting build_setting(const DemoOptions& options, RandomSource& random,
                                        std::vector<TimedDraft>& drafts);

}  // namespace retour::simulate
