// The demo clinic: three months of a small fictitious clinic ending now, made of ordinary ops.
//
//   setting    premises, people, rota, services with price history, sources, reasons
//   journeys   each patient: call or request -> booking -> visit -> payment -> plan -> ... ->
//   recall,
//              breaking off where real patients break off
//   today      a full day: done, in the rooms, in the rest zone, expected, one conflict of late
//   running
//
// Equal seed, language and moment give equal drafts on every platform. Names are visibly invented
// and numbers are from ranges that no operator assigns.
#pragma once

#include <cstdint>
#include <vector>

#include "model/clinic.hpp"
#include "ops/op.hpp"

namespace retour::simulate {

struct DemoOptions {
  std::uint64_t seed = 1;
  Language language = Language::russian;
  Instant now;
  std::int32_t patient_count = 420;
  std::int32_t history_days = 91;
};

/// One intention at its moment, with who did it.
struct TimedDraft {
  std::int64_t unix_milliseconds = 0;
  StaffId author;  ///< Nil: the system (set-up).
  Role role = Role::owner;
  Draft draft;
};

/// The whole history, ascending in time. O(patients log patients).
[[nodiscard]] std::vector<TimedDraft> demo_history(const DemoOptions& options);

}  // namespace retour::simulate
