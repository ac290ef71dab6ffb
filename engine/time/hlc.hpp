// Hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014) in 64 bits:
//
//    48 bits milliseconds since 1970 | 16 bits counter
//
// It orders writes of several devices the way people experienced them, never runs backwards on
// one device, and stays within a bounded distance of real time because the hub clamps it: a tablet
// that believes it is 2038 wins nothing (see hub/).
#pragma once

#include <compare>
#include <cstdint>

namespace retour {

/// A reading of the hybrid clock. Compares as time does.
struct HybridTime {
  std::uint64_t packed = 0;
  auto operator<=>(const HybridTime&) const = default;

  [[nodiscard]] static constexpr HybridTime of(std::int64_t milliseconds, std::uint16_t counter) {
    return {static_cast<std::uint64_t>(milliseconds < 0 ? 0 : milliseconds) << 16 | counter};
  }
  [[nodiscard]] constexpr std::int64_t milliseconds() const {
    return static_cast<std::int64_t>(packed >> 16);
  }
  [[nodiscard]] constexpr std::uint16_t counter() const {
    return static_cast<std::uint16_t>(packed);
  }
};

/// The clock of one device. `now` is always passed in.
class HybridClock {
 public:
  explicit HybridClock(HybridTime last = {}) : last_(last) {}

  /// The stamp for something that happens here now; later than every stamp given or seen before.
  [[nodiscard]] HybridTime tick(std::int64_t now_milliseconds);

  /// Takes note of a stamp that came from elsewhere, so that the next tick is later than it.
  void observe(HybridTime seen) {
    if (seen > last_) last_ = seen;
  }

  [[nodiscard]] HybridTime last() const { return last_; }

 private:
  HybridTime last_;
};

/// Largest distance by which a device's clock may run ahead of the hub before it is clamped.
inline constexpr std::int64_t clock_lead_milliseconds_max = 5 * 60 * 1000;

/// `stamp` as the hub accepts it: never more than `clock_lead_milliseconds_max` ahead of the hub.
[[nodiscard]] constexpr HybridTime clamp(HybridTime stamp, std::int64_t hub_milliseconds) {
  const HybridTime most = HybridTime::of(hub_milliseconds + clock_lead_milliseconds_max, 0xFFFF);
  return stamp > most ? most : stamp;
}

}  // namespace retour
