// The slot grid: who is free when, as bits.
//
// One row of bits per resource over the horizon, one bit per 5-minute quantum of world time:
//
//   09:00                10:00                11:00
//   roster  111111111111 111111111111 111111111111   shifts x branch hours, less absences
//   busy    000000111111 000000000000 000111000000   bookings that stand
//   free    111111000000 111111111111 111000111111   roster & ~busy
//   free for 30 minutes (6 quanta), by shifts and ANDs:
//           100000000000 111111111111 000000...
//   free quarters of an hour, one bit per 3 quanta, kept beside each free row:
//           1100         1111         1010
//
// Most requests are for whole quarters, and those need a third of the words.
//
// Rows count quanta of *instants*, so that a night of 23 or 25 hours needs no special case; each
// branch has day frames that say where its local days begin, open and close on that line.
//
// A doctor may work at several branches and in several ways: each (doctor, branch, kind of shift)
// is a *post* with its own row. Rooms and devices have one row each; capacity > 1 is counted.
//
// The grid holds no rule about requests: see free_times.hpp. Nothing here is stored.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/holds.hpp"
#include "time/interval.hpp"
#include "time/zone.hpp"

namespace retour::schedule {

/// Local days that the grid covers, at every branch.
struct Horizon {
  LocalDate first = {};
  std::int32_t days = 90;
};
inline constexpr std::int32_t horizon_days_max = 800;

/// The clinic as values. Spans must outlive the call only.
struct Premises {
  std::span<const Branch> branches = {};
  std::span<const Room> rooms = {};
  std::span<const Device> devices = {};
  std::span<const Staff> staff = {};
  std::span<const Shift> shifts = {};
  std::optional<Zone> default_zone =
      {};  ///< For branches whose zone name is not built in; else UTC.
};

/// Quantum relative to the grid's first one.
using Quantum = std::int32_t;
inline constexpr Quantum quarter_quanta = 3;

using ResourceRow = std::uint32_t;
inline constexpr ResourceRow no_resource = 0xFFFFFFFFU;

enum class ResourceKind : std::uint8_t { doctor, room, device };

/// Time that a booking takes from a resource.
struct Busy {
  Quantum begin = 0;
  Quantum end = 0;
  BookingId booking = {};
  std::uint32_t branch = 0;     ///< Index of the booking's branch; past the last: unknown.
  GroupSessionId session = {};  ///< Whose time it shares with others; nil: nobody's.
};

/// What is looked at as if it were not there: a booking that is moved, or a whole session.
struct Ignored {
  BookingId booking = {};
  GroupSessionId session = {};
  Ignored() = default;
  Ignored(BookingId one) : booking(one) {}
  Ignored(BookingId one, GroupSessionId all) : booking(one), session(all) {}
  [[nodiscard]] bool covers(const Busy& busy) const {
    return busy.booking == booking || (!session.is_nil() && busy.session == session);
  }
};

/// A bed that a patient has after a visit, by nights (SC-04).
struct Stay {
  LocalDate first = {};
  std::int32_t nights = 0;
  BookingId booking = {};
};

struct Resource {
  ResourceKind kind = ResourceKind::doctor;
  IdBytes id = {};
  std::uint32_t branch = 0;  ///< Index of a room's or device's branch.
  RoomKind room_kind = RoomKind::consulting;
  std::string device_kind = {};
  std::int32_t capacity = 1;
  std::vector<Busy> busy = {};   ///< By begin, then end, then booking.
  Quantum longest_busy = 0;      ///< No booking of this resource is longer.
  std::vector<Stay> stays = {};  ///< Of a ward, in no order: a clinic has few.
};

/// What a doctor may be booked for in a shift.
enum class PostKind : std::uint8_t { reception, theatre, remote };

struct Post {
  ResourceRow doctor = no_resource;
  std::uint32_t branch = 0;
  PostKind kind = PostKind::reception;
};

/// One local day of one branch on the line of quanta.
struct DayFrame {
  LocalDate date = {};
  Quantum begin = 0;  ///< Local midnight (or the jump over it).
  Quantum end = 0;
  Quantum opens = 0;
  Quantum closes = 0;   ///< Equal to `opens`: closed all day.
  bool uniform = true;  ///< No change of clocks inside: local minute = 5 x (quantum - begin).
};

struct GridBranch {
  BranchId id;
  Zone zone;
  std::int32_t opens_minute = 0;
  std::int32_t closes_minute = 0;  ///< Not after `opens_minute`: open until midnight.
  std::vector<DayFrame> frames;    ///< One per day of the horizon.
};

/// Time in which a doctor is rostered but not bookable: absence, or phone hours (SC-21).
struct Blackout {
  ResourceRow doctor = no_resource;
  Quantum begin = 0;
  Quantum end = 0;
  ShiftKind kind = ShiftKind::absence;
};

/// A time that a specialty keeps for urgent visits: see urgent.hpp.
struct KeptPlace {
  ResourceRow doctor = no_resource;
  Quantum begin = 0;
  Quantum end = 0;
  std::uint32_t branch = 0;
  SpecialtyId specialty = {};
  std::int32_t release_minutes = 0;  ///< So long before its begin anybody may have it.
};

/// True when a booking takes time: it stands, has a time and a length.
[[nodiscard]] bool occupies(const Booking& booking);

class Grid {
 public:
  /// Builds all rows. Inactive resources, staff without shifts, bookings outside the horizon and
  /// bookings of unknown resources take no bits. O(bookings + shifts + rows x horizon).
  [[nodiscard]] static Grid build(const Premises& premises, std::span<const Booking> bookings,
                                  const Horizon& horizon);

  /// Takes out `before` and puts in `after` (either may be null): a new, moved, cancelled booking.
  /// Touches only the words of the time concerned.
  void change(const Booking* before, const Booking* after);

  /// Leaves the places that are kept for urgent visits in the grid: free rows do not know them.
  void keep(std::vector<KeptPlace> places);
  /// By doctor, then begin.
  [[nodiscard]] std::span<const KeptPlace> kept() const { return kept_; }
  [[nodiscard]] std::span<const KeptPlace> kept_of(ResourceRow doctor) const;

  [[nodiscard]] const Horizon& horizon() const { return horizon_; }
  [[nodiscard]] std::span<const GridBranch> branches() const { return branches_; }
  [[nodiscard]] std::span<const Resource> resources() const { return resources_; }
  [[nodiscard]] std::span<const Post> posts() const { return posts_; }
  [[nodiscard]] Quantum quanta() const { return static_cast<Quantum>(words_) * 64; }

  [[nodiscard]] Instant instant_of(Quantum quantum) const {
    return {(first_quantum_ + quantum) * quantum_seconds};
  }
  /// Quantum that holds an instant; may lie outside the grid. Far instants are clamped.
  [[nodiscard]] Quantum quantum_of_instant(Instant at) const;

  [[nodiscard]] std::optional<ResourceRow> find(ResourceKind kind, const IdBytes& id) const;
  [[nodiscard]] std::optional<std::uint32_t> find_branch(BranchId id) const;
  /// The frame of a branch that holds a quantum, or null outside the horizon.
  [[nodiscard]] const DayFrame* frame_of(std::uint32_t branch, Quantum quantum) const;

  /// Free rows, or a roster. A row is `words()` words, bit n of word w being quantum 64 w + n, and
  /// `padding_words` zero words; behind them a free row has its quarters in the same way, a third
  /// as long. Quantum 0 begins a quarter.
  [[nodiscard]] std::span<const std::uint64_t> free_of_post(std::size_t post) const;
  [[nodiscard]] std::span<const std::uint64_t> free_of(ResourceRow resource) const;
  [[nodiscard]] std::span<const std::uint64_t> roster_of_post(std::size_t post) const;
  [[nodiscard]] std::size_t words() const { return words_; }
  /// Length of a whole row: quanta, quarters and the padding of both.
  [[nodiscard]] std::size_t row_words() const { return stride_; }
  [[nodiscard]] const std::uint64_t* quarters_of(const std::uint64_t* free_row) const {
    return free_row + words_ + padding_words;
  }
  /// Writes the quarters of a row that a caller made; `row` has `row_words()`.
  void fill_quarters(std::span<std::uint64_t> row) const;
  /// True when the local days of a branch begin on quarters of an hour, as everywhere on earth now.
  [[nodiscard]] bool has_quarters(std::uint32_t branch) const;
  static constexpr std::size_t padding_words = 3;

  /// Posts of one doctor, as indices into `posts()`: [first, second).
  [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> posts_of(ResourceRow doctor) const;

  /// True when a post is rostered at any time of a day.
  [[nodiscard]] bool is_rostered(std::size_t post, const DayFrame& frame) const;

  /// The room that the rota gives a doctor at a quantum; nil when none.
  [[nodiscard]] RoomId rostered_room(std::size_t post, Quantum quantum) const;

  /// The blackout of a doctor that holds a quantum, or null.
  [[nodiscard]] const Blackout* blackout_at(ResourceRow doctor, Quantum quantum) const;

  /// The first booking that holds the resource in [begin, end), except `ignored`; null when none.
  [[nodiscard]] const Busy* first_busy(ResourceRow resource, Quantum begin, Quantum end,
                                       const Ignored& ignored = {}) const;

  /// True when a ward has a bed in each of the nights from the one after `first` on. Stays that
  /// begin after the horizon are not known here: the hub refuses what runs into one.
  /// O(nights x stays).
  [[nodiscard]] bool has_bed(ResourceRow ward, LocalDate first, std::int32_t nights,
                             BookingId ignored = {}) const;

  /// Writes a free row as it would be without one booking or session. `out` has `row_words()`.
  void free_of_post_without(std::size_t post, const Ignored& ignored,
                            std::span<std::uint64_t> out) const;
  void free_of_without(ResourceRow resource, const Ignored& ignored,
                       std::span<std::uint64_t> out) const;

 private:
  struct RosterSpan {
    std::uint32_t post = 0;
    Quantum begin = 0;
    Quantum end = 0;
    RoomId room = {};
  };
  struct DatedShift {
    const Shift* shift = nullptr;
    ResourceRow doctor = no_resource;
    std::uint32_t branch = 0;
    Quantum begin = 0;
    Quantum end = 0;
  };

  [[nodiscard]] DayFrame bare_frame(const Zone& zone, LocalDate date) const;
  void add_branches(const Premises& premises);
  void add_resources(const Premises& premises);
  void add_roster(const Premises& premises);
  void add_posts(std::span<const DatedShift> shifts);
  void add_bookings(std::span<const Booking> bookings);
  void index_resources();
  [[nodiscard]] std::vector<DatedShift> dated_shifts(const Premises& premises) const;
  template <class F>
  void for_each_busy(const Booking& booking, F&& f) const;
  [[nodiscard]] Resource* ward_of(const Booking& booking);
  void refresh(ResourceRow resource, Quantum begin, Quantum end);
  void fill_free(const Resource& resource, const std::uint64_t* roster, std::uint64_t* free,
                 Quantum begin, Quantum end, const Ignored& ignored) const;
  void fill_quarters_between(std::uint64_t* free, Quantum from, Quantum to) const;
  [[nodiscard]] std::uint32_t post_index(ResourceRow doctor, std::uint32_t branch,
                                         PostKind kind) const;
  // Two rows per post, then two per room and device: roster (or "in service"), then free.
  [[nodiscard]] std::size_t first_row_of(ResourceRow resource) const {
    return 2 * (posts_.size() + resource - doctors_);
  }
  [[nodiscard]] std::uint64_t* row(std::size_t index) { return bits_.data() + index * stride_; }
  [[nodiscard]] const std::uint64_t* row(std::size_t index) const {
    return bits_.data() + index * stride_;
  }

  Horizon horizon_;
  std::int64_t first_quantum_ = 0;  // since 1970, multiple of `row_group`
  std::size_t words_ = 0;
  std::size_t stride_ = 0;
  std::size_t doctors_ = 0;  // doctors come first in resources_
  std::vector<GridBranch> branches_;
  std::vector<Resource> resources_;
  std::array<std::vector<ResourceRow>, 3> index_;  // by kind: open addressing over the ids' tails
  std::vector<Post> posts_;                        // by doctor, branch, kind
  std::vector<std::uint32_t> first_post_;          // of each doctor, and one past the last
  std::vector<RosterSpan> roster_;                 // by post, begin
  std::vector<Blackout> blackouts_;                // by doctor, begin
  std::vector<KeptPlace> kept_;                    // by doctor, begin
  std::vector<std::uint64_t> bits_;
};

/// Sets or clears the bits [begin, end) of a row; nothing for an empty span.
void set_span(std::uint64_t* row, Quantum begin, Quantum end);
void clear_span(std::uint64_t* row, Quantum begin, Quantum end);

// The inner loop of every search is inline: called, these few shifts would cost twice as much.

/// The 64 bits of a row from `from` on (lowest bit first); 0 <= from < quanta().
[[nodiscard]] inline std::uint64_t word_at(const std::uint64_t* row, Quantum from) {
  const auto word = static_cast<std::size_t>(from) / 64;
  const unsigned shift = static_cast<unsigned>(from) % 64;
  // Shifting by 1 and by 63 - shift avoids a shift by 64.
  return row[word] >> shift | row[word + 1] << 1 << (63U - shift);
}

/// 128 bits of a row.
struct Window {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};
[[nodiscard]] inline Window window_at(const std::uint64_t* row, Quantum from) {
  return {.low = word_at(row, from), .high = word_at(row, from + 64)};
}

/// Bit n stays set where bits n .. n + length - 1 are all set; bits after the first
/// 65 - length (of a word) or 129 - length (of a window) are meaningless.
/// 1 <= length <= 64 for a word, <= run_length_max for a window.
[[nodiscard]] inline std::uint64_t runs_of(std::uint64_t bits, std::int32_t length) {
  // Doubling: what holds for runs of n here and s later holds for a run of n + s.
  for (std::int32_t have = 1; have < length;) {
    const std::int32_t step = have < length - have ? have : length - have;
    bits &= bits >> step;
    have += step;
  }
  return bits;
}
[[nodiscard]] inline Window runs_of(Window bits, std::int32_t length) {
  for (std::int32_t have = 1; have < length;) {
    const std::int32_t step = have < length - have ? have : length - have;
    bits.low &= bits.low >> step | bits.high << 1 << (63 - step);
    bits.high &= bits.high >> step;
    have += step;
  }
  return bits;
}
inline constexpr std::int32_t run_length_max = 96;  ///< Quanta: 8 hours in one window.

/// As `runs_of`, for a whole row and any length. `out` has the row's length; may not alias it.
void run_row(std::span<const std::uint64_t> row, std::int32_t length, std::span<std::uint64_t> out);

}  // namespace retour::schedule

namespace retour {
RETOUR_ENUM_NAMES(schedule::ResourceKind, "doctor", "room", "device");
RETOUR_ENUM_NAMES(schedule::PostKind, "reception", "theatre", "remote");
}  // namespace retour
