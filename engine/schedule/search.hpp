// One request resolved against one grid: which posts, rooms and devices may serve it, branch by
// branch. Internal to schedule/; free_times, judge_time and load stand on it.
#pragma once

#include <deque>
#include <vector>

#include "schedule/free_times.hpp"
#include "schedule/visit_parts.hpp"

namespace retour::schedule {

/// The people of a branch who may fill one role of a team.
struct TeamPool {
  SpecialtyId specialty = {};
  std::int32_t count = 0;  ///< Who are needed.
  std::vector<ResourceRow> people = {};
  std::vector<OwnRow> rows = {};  ///< Start row of each.
};

/// What may serve the request at one branch.
struct Place {
  std::uint32_t branch = 0;
  std::vector<std::uint32_t> posts = {};        ///< Ascending.
  std::vector<const std::uint64_t*> rows = {};  ///< What is searched of each post: its free row, or
                                                ///< its start row where the visit has parts.
  std::vector<const std::uint64_t*> free_rows = {};  ///< Free row of each post.
  std::vector<ResourceRow> rooms = {};
  std::vector<ResourceRow> devices = {};
  std::vector<TeamPool> team = {};
  std::vector<ResourceRow> wards = {};
  RowGroup ward_rows = {};  ///< Of each: the days on which it has a bed for the nights.
  /// Rooms, devices, the patient, the team, beds, opening hours: those that apply.
  std::vector<RowGroup> needs = {};
};

/// Points of the score terms that do not depend on gaps.
[[nodiscard]] std::int32_t soonness_points(const SlotRequest& request, LocalDate date);
[[nodiscard]] std::int32_t continuity_points(const SlotRequest& request, StaffId doctor);
[[nodiscard]] std::int32_t preference_points(const SlotRequest& request, LocalDate date,
                                             std::int32_t begin_minute);
[[nodiscard]] std::int32_t flow_points(const SlotRequest& request, StaffId doctor);
inline constexpr std::int32_t compactness_points_max = 100;

/// Whether the patient may join a session: it is within the request and he has nothing else then.
[[nodiscard]] bool is_joinable(const SlotRequest& request, const Slot& session);

class Search {
 public:
  Search(const Grid& grid, std::span<const Staff> staff, const SlotRequest& request);
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  [[nodiscard]] std::span<const Place> places() const { return places_; }
  [[nodiscard]] Quantum length() const { return length_; }

  /// What a start at quantum 0 takes of the doctor, of a room and of a device: [begin, end).
  struct Part {
    Quantum begin = 0;
    Quantum end = 0;
    [[nodiscard]] Quantum length() const { return end - begin; }
  };
  [[nodiscard]] Part doctor_part() const { return doctor_part_; }
  [[nodiscard]] Part part_of(ResourceRow room_or_device) const {
    return grid_.resources()[room_or_device].kind == ResourceKind::device ? device_part_
                                                                          : room_part_;
  }

  /// The query for the bare search at one place, all its posts.
  [[nodiscard]] StartQuery query_of(const Place& place) const;

  /// True when the post, a room, a device and the patient are free for the whole length.
  [[nodiscard]] bool is_free(const Place& place, std::size_t post_at_place, Quantum quantum) const;

  /// The slot of a start that is free: room and device chosen, score computed.
  [[nodiscard]] Slot slot_of(const Place& place, const Start& start) const;

  /// The people of a pool who are free for a visit at `quantum`, at most as many as are needed.
  [[nodiscard]] std::vector<ResourceRow> free_team(const TeamPool& pool, Quantum quantum) const;

  /// The first ward that has a bed after a visit at `quantum`; `no_resource` when none has.
  [[nodiscard]] ResourceRow free_ward(const Place& place, Quantum quantum) const;

  /// True when a room or device is free for its part of the visit.
  [[nodiscard]] bool resource_is_free(ResourceRow resource, Quantum quantum) const;

  /// The patient's own booking in the way, or null.
  [[nodiscard]] const Booking* patient_clash(Quantum quantum) const;

 private:
  void add_posts();
  Place& place_of(std::uint32_t post);
  void add_places_needs(Place& place);
  void add_parts(Place& place);
  void add_team(Place& place);
  [[nodiscard]] std::optional<std::size_t> role_of(const Staff& person) const;
  [[nodiscard]] OwnRow row_of_person(ResourceRow person, std::uint32_t branch);
  const std::uint64_t* owned(OwnRow row) { return own_rows_.emplace_back(std::move(row)).data(); }
  [[nodiscard]] Ignored ignored() const { return {request_.moving, request_.moving_group}; }
  [[nodiscard]] bool serves(const Post& post) const;
  const std::uint64_t* free_row_of(ResourceRow resource);
  const std::uint64_t* patient_row();
  [[nodiscard]] ResourceRow choose_room(const Place& place, const Start& start) const;
  [[nodiscard]] SlotScore score_of(const Place& place, const Start& start, const Slot& slot) const;

  const Grid& grid_;
  std::span<const Staff> staff_;
  const SlotRequest& request_;
  Quantum length_ = 0;
  Quantum run_ = 0;  // how long a run of the searched rows must be: 1 in start rows
  Part doctor_part_, room_part_, device_part_;
  std::vector<SpecialtyId> roles_;  // of the team, each once
  bool is_doctor_in_team_ = false;  // a doctor may be in another one's team: a place for each
  std::vector<Place> places_;
  std::vector<const std::uint64_t*> resource_rows_;  // by resource; null: the grid's own
  std::deque<OwnRow> own_rows_;  // rows without the booking being moved, start rows
};

}  // namespace retour::schedule
