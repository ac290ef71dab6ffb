#include "time/hlc.hpp"

namespace retour {

HybridTime HybridClock::tick(std::int64_t now_milliseconds) {
  const HybridTime physical = HybridTime::of(now_milliseconds, 0);
  // A full counter rolls into the milliseconds by plain addition, which keeps the order.
  last_ = physical > last_ ? physical : HybridTime{last_.packed + 1};
  return last_;
}

}  // namespace retour
