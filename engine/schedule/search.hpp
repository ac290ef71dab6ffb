// One request resolved against one grid: which posts, rooms and devices may serve it, branch by
// branch. Internal to schedule/; free_times, judge_time and load stand on it.
#pragma once

#include <deque>
#include <vector>

#include "schedule/free_times.hpp"

namespace retour::schedule {

/// What may serve the request at one branch.
struct Place {
  std::uint32_t branch = 0;
  std::vector<std::uint32_t> posts = {};        ///< Ascending.
  std::vector<const std::uint64_t*> rows = {};  ///< Free row of each post.
  std::vector<ResourceRow> rooms = {};
  std::vector<ResourceRow> devices = {};
  std::vector<RowGroup> needs = {};  ///< Rooms, devices, the patient: those that apply.
};

class Search {
 public:
  Search(const Grid& grid, std::span<const Staff> staff, const SlotRequest& request);
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  [[nodiscard]] std::span<const Place> places() const { return places_; }
  [[nodiscard]] Quantum length() const { return length_; }

  /// The query for the bare search at one place, all its posts.
  [[nodiscard]] StartQuery query_of(const Place& place) const;

  /// True when the post, a room, a device and the patient are free for the whole length.
  [[nodiscard]] bool is_free(const Place& place, std::size_t post_at_place, Quantum quantum) const;

  /// The slot of a start that is free: room and device chosen, score computed.
  [[nodiscard]] Slot slot_of(const Place& place, const Start& start) const;

  /// True when a resource is free for the whole length.
  [[nodiscard]] bool resource_is_free(ResourceRow resource, Quantum quantum) const;

  /// The patient's own booking in the way, or null.
  [[nodiscard]] const Booking* patient_clash(Quantum quantum) const;

 private:
  void add_posts(std::span<const Staff> staff);
  void add_places_needs(Place& place);
  [[nodiscard]] bool serves(const Post& post) const;
  const std::uint64_t* free_row_of(ResourceRow resource);
  const std::uint64_t* patient_row();
  [[nodiscard]] ResourceRow choose_room(const Place& place, const Start& start) const;
  [[nodiscard]] SlotScore score_of(const Place& place, const Start& start, LocalDate date,
                                   StaffId doctor) const;

  const Grid& grid_;
  const SlotRequest& request_;
  Quantum length_ = 0;
  std::vector<Place> places_;
  std::vector<const std::uint64_t*> resource_rows_;  // by resource; null: the grid's own
  std::deque<std::vector<std::uint64_t>> own_rows_;  // rows without the booking being moved
};

}  // namespace retour::schedule
