// Zones: the only bridge between wall clocks and instants.
//
// The rules come from the zone data built into the program, never from the browser or the
// operating system, so that every replica of a clinic computes the same instants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "time/civil.hpp"
#include "time/interval.hpp"

namespace retour {

/// How a wall-clock reading maps to the world's line.
enum class LocalKind : std::uint8_t {
  unique,    ///< It happens once.
  skipped,   ///< Clocks jumped over it (spring); `first` uses the offset before, `second` after.
  repeated,  ///< It happens twice (autumn); `first` is the earlier one.
};

/// The awkward answer is in the type: callers see that a local time was skipped or repeated.
struct LocalLookup {
  LocalKind kind = LocalKind::unique;
  Instant first;
  Instant second;  ///< Equal to `first` when unique.
};

/// A time zone of the built-in data. Cheap to copy.
class Zone {
 public:
  /// The zone of an IANA name ("Europe/Moscow"), or nothing when it is not built in.
  [[nodiscard]] static std::optional<Zone> find(std::string_view iana_name);
  [[nodiscard]] static Zone utc();

  [[nodiscard]] const std::string& name() const { return name_; }

  /// The instants of a wall-clock reading: one, none (the gap in spring) or two (autumn).
  [[nodiscard]] LocalLookup lookup(const LocalDateTime& local) const;

  /// What the wall clock shows at `at`. Instants outside the years -9999 to 9999 read as the
  /// nearest one inside, so that hostile numbers cannot overflow a date.
  [[nodiscard]] LocalDateTime local(Instant at) const;

  /// The instants at which the local day begins and ends (23, 24 or 25 hours apart). Where
  /// midnight is skipped, the day begins at the jump; a day that never was (Samoa, 30 December
  /// 2011) is an empty interval. Days of one zone always join without gap or overlap.
  [[nodiscard]] Interval day(LocalDate date) const;

 private:
  Zone(std::string name, const void* data) : name_(std::move(name)), data_(data) {}
  std::string name_;
  const void* data_;  // opaque handle of the zone library
};

/// Version of the built-in zone data, e.g. "2026b".
[[nodiscard]] std::string_view zone_data_version();

}  // namespace retour
