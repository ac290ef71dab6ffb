// Validation: may this intention happen, given the state? The same rules run at the click, at the
// hub and in tests; they are listed as tables in tests/tables/.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "ops/op.hpp"
#include "ops/refusal.hpp"
#include "ops/tables.hpp"

namespace retour {

/// Nothing when the op may happen at `now`; otherwise the first refusal found. Contested slots are
/// not judged here but by the hub (see hub/), which alone knows all claims.
/// Cost: a few reads; patient-wide rules read that patient's bookings or money.
[[nodiscard]] Result<std::optional<Refusal>> validate(const Op& op, Instant now, Tables& tables);

/// How far back a booking may still be entered (a visit that was written on paper), minutes.
inline constexpr std::int64_t booking_backdate_minutes_max = 24 * 60;
inline constexpr std::int32_t booking_length_minutes_max = 24 * 60;
/// Greatest amount of money in one field, minor units: ten thousand of them still fit 63 bits.
inline constexpr std::int64_t amount_minor_max = 100'000'000'000'000;
/// Most visits at once, beyond the first, that may be allowed for one person.
inline constexpr std::int32_t overbooked_most = 9;
/// Longest that a time is held for somebody who makes up his mind, or has requested it.
inline constexpr std::int32_t hold_minutes_max = 24 * 60;
/// Most visits a day of one specialty that may be kept free for urgent ones.
inline constexpr std::int32_t urgent_per_day_max = 100;
inline constexpr std::size_t name_bytes_max = 400;
inline constexpr std::size_t note_bytes_max = 20'000;

}  // namespace retour
