// A group visit that moves as one: everybody in its session to one other time (group visits,
// SC-20).
//
//   10:00 ┌───────┐                 a to no time     nobody of the group is in the way of the
//   others, 10:30 │ a b c │──► 10:30        b to 10:30       however near the new time is to the
//   old one 11:00 └───────┘                 a, c join b
#pragma once

#include <vector>

#include "app/clinic.hpp"

namespace retour::app {

/// The moves of one act that put `moved` (which was `before`) and all that stand with it in its
/// session, `others`, to where `moved` is. Where the new time touches the old one the others first
/// let go of theirs: the hub judges one booking at a time. O(others).
[[nodiscard]] std::vector<Draft> group_moves(const Catalogue& catalogue, const Booking& before,
                                             const Booking& moved, std::vector<Booking> others);

}  // namespace retour::app
