// The seam between a replica and wherever its hub lives. Bytes in, bytes out; the browser fulfils
// it with fetch, the server's headless replica with a function call, tests with a queue that loses
// and doubles.
//
// A clinic without a server has no transport: its hub runs in process (app/) and confirms at once.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.hpp"
#include "base/result.hpp"

namespace retour::sync {

/// One exchange at a time: `send` a request frame, then `poll` until its answer or failure is here.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Hands over a request frame. CHECKs that none is under way.
  virtual void send(Bytes request) = 0;

  /// The answer frame or the failure of the exchange; nothing while it is under way.
  [[nodiscard]] virtual std::optional<Result<Bytes>> poll() = 0;

  [[nodiscard]] virtual bool is_busy() const = 0;
};

/// When to try again after `failures` failed exchanges in a row: doubling from one second to five
/// minutes, so that a clinic's tablets do not wake a server all at once (`spread` in [0, 1000] is
/// random). Milliseconds.
[[nodiscard]] constexpr std::int64_t retry_wait_milliseconds(int failures, std::int64_t spread) {
  const std::int64_t base = failures >= 9 ? 300'000 : std::int64_t{1'000} << failures;
  return base < 300'000 ? base + base * spread / 1000 : 300'000 + 300 * spread;
}

}  // namespace retour::sync
