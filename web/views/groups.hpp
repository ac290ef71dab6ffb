// Group visits on the screen: several patients who share a time, drawn as one block, listed in the
// sheet of each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ui/calendar.hpp"
#include "views/context.hpp"
#include "views/reader.hpp"

namespace retour::views {

/// Whom a booking shares its time with, itself among them, in the order of the day; empty for a
/// visit alone.
[[nodiscard]] std::vector<const DayBooking*> group_of(std::span<const DayBooking> day,
                                                      const Booking& booking);

/// "3 из 8 в группе".
[[nodiscard]] std::string group_words(const ui::Ui& ui, int taken, int places);

/// Puts one more of a group into the block that another of them has in that column; false: he is
/// the first. `rows` by block.
[[nodiscard]] bool joins_block(const Context& context, const DayBooking& row, std::size_t column,
                               std::span<const DayBooking> rows,
                               std::span<ui::CalendarBlock> blocks);

/// The members of a group with their states; the one who was chosen, if any.
[[nodiscard]] std::optional<BookingId> draw_group(Context& context, std::span<const DayBooking> day,
                                                  const Booking& booking);

}  // namespace retour::views
