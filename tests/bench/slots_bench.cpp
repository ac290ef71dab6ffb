// Slot search: 20 doctors, 90 days, eight hours a day with a break, 60 % booked; all free 45-minute
// starts on a 15-minute grid (5589), and the first ten.
//
// The limit is the shortest program that could do it: one 64-bit word per doctor and day, 15-minute
// cells, break and hours masked, no zones, no rooms, no reasons.
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/random.hpp"
#include "bench/bench.hpp"
#include "schedule/free_times.hpp"

namespace retour::bench {
namespace {

constexpr int doctors = 20;
constexpr int days = 90;
constexpr int cells = 34;  // of 15 minutes from 09:00
constexpr std::size_t starts_expected = 5589;
const LocalDate first_day = LocalDate::from_ymd(2030, 1, 7).value();

struct Visit {
  int doctor, day, cell, length;
};

/// The common workload of all programs that were compared on it: its generator, bit by bit.
class Generator {
 public:
  double next() {
    state_ += 0x6D2B79F5U;
    std::uint32_t t = (state_ ^ state_ >> 15) * (1U | state_);
    t = (t + (t ^ t >> 7) * (61U | t)) ^ t;
    return static_cast<double>(t ^ t >> 14) / 4294967296.0;
  }
  int below(int bound) { return static_cast<int>(next() * bound); }

 private:
  std::uint32_t state_ = 42;
};

std::vector<Visit> make_visits() {
  Generator random;
  std::vector<Visit> out;
  for (int doctor = 0; doctor < doctors; ++doctor)
    for (int day = 0; day < days; ++day) {
      bool taken[cells] = {};
      taken[16] = taken[17] = true;
      constexpr int wanted = 19;  // 60 % of 32
      for (int booked = 0, tries = 0; booked < wanted && tries < 500; ++tries) {
        const int length = 1 + random.below(4);
        const int begin = random.below(cells);
        if (begin + length > cells || booked + length > wanted) continue;
        if (std::find(taken + begin, taken + begin + length, true) != taken + begin + length)
          continue;
        std::fill(taken + begin, taken + begin + length, true);
        booked += length;
        out.push_back({doctor, day, begin, length});
      }
    }
  return out;
}

// ---------------------------------------------------------------- the limit

struct Limit {
  struct Slot {
    std::int32_t minute;
    std::uint16_t doctor;
  };
  std::vector<std::uint64_t> free = std::vector<std::uint64_t>(doctors * days);
  std::vector<Slot> out = std::vector<Slot>(64'000);
  std::size_t count = 0;
  Slot first[10];
  int first_count = 0;
  std::vector<std::vector<std::pair<std::int32_t, std::int32_t>>> busy;  // minutes

  void build() {
    constexpr std::uint64_t work = ((1ULL << cells) - 1) & ~(3ULL << 16);
    std::ranges::fill(free, work);
    for (std::size_t d = 0; d < doctors; ++d)
      for (const auto& [begin, end] : busy[d]) {
        const int day = begin / 1440;
        const int a = (begin - day * 1440 - 540) / 15, e = (end - day * 1440 - 540 + 14) / 15;
        free[d * days + static_cast<std::size_t>(day)] &= ~(((1ULL << (e - a)) - 1) << a);
      }
  }
  void all() {
    count = 0;
    for (std::size_t d = 0; d < doctors; ++d)
      for (std::size_t k = 0; k < days; ++k) {
        std::uint64_t m = free[d * days + k];
        m &= m >> 1;
        m &= free[d * days + k] >> 2;
        for (; m != 0; m &= m - 1)
          out[count++] = {static_cast<std::int32_t>(k) * 1440 + 540 + std::countr_zero(m) * 15,
                          static_cast<std::uint16_t>(d)};
      }
  }
  void top() {
    first_count = 0;
    for (std::size_t k = 0; k < days && first_count < 10; ++k) {
      std::uint64_t per[doctors], any = 0;
      for (std::size_t d = 0; d < doctors; ++d) {
        const std::uint64_t q = free[d * days + k];
        any |= per[d] = q & q >> 1 & q >> 2;
      }
      for (; any != 0 && first_count < 10; any &= any - 1) {
        const int bit = std::countr_zero(any);
        for (std::size_t d = 0; d < doctors && first_count < 10; ++d)
          if ((per[d] >> bit & 1) != 0)
            first[first_count++] = {static_cast<std::int32_t>(k) * 1440 + 540 + bit * 15,
                                    static_cast<std::uint16_t>(d)};
      }
    }
  }
};

// ---------------------------------------------------------------- ours

struct Ours {
  std::vector<Branch> branches;
  std::vector<Staff> staff;
  std::vector<Shift> shifts;
  std::vector<Booking> bookings;
  schedule::Grid grid;
  std::vector<std::uint32_t> posts;
  std::vector<schedule::Start> out;
  std::size_t out_max = schedule::slots_max;

  schedule::Grid build() const {
    return schedule::Grid::build({.branches = branches, .staff = staff, .shifts = shifts}, bookings,
                                 {first_day, days});
  }
  [[nodiscard]] schedule::StartQuery query() const {
    return {.posts = posts, .length_quanta = 9, .step_quanta = 3, .frame_count = days};
  }
  void all() {
    out.clear();
    schedule::all_starts(grid, query(), out_max, out);
  }
  void top() {
    out.clear();
    schedule::first_starts(grid, query(), 10, out);
  }
};

template <class EntityId>
EntityId id_of(const char* kind, std::size_t number) {
  return EntityId(id_from_name(kind + std::to_string(number)));
}

void add_shift(Ours& ours, std::size_t doctor, int day, int begin, int end) {
  Shift shift;
  shift.staff = ours.staff[doctor].id;
  shift.branch = ours.branches[0].id;
  shift.date = first_day.plus_days(day);
  shift.begin_minute = begin;
  shift.end_minute = end;
  ours.shifts.push_back(shift);
}

/// `copies`: so many times the doctors, each with the visits of the first twenty.
Ours make_ours(const std::vector<Visit>& visits, std::size_t copies = 1) {
  Ours ours;
  Branch branch;
  branch.id = id_of<BranchId>("branch", 0);
  branch.zone = "UTC";
  branch.opens_minute = 9 * 60;
  branch.closes_minute = 17 * 60 + 30;
  ours.branches.push_back(branch);
  for (std::size_t d = 0; d < doctors * copies; ++d) {
    ours.staff.emplace_back().id = id_of<StaffId>("doctor", d);
    for (int day = 0; day < days; ++day) {
      add_shift(ours, d, day, 9 * 60, 13 * 60);
      add_shift(ours, d, day, 13 * 60 + 30, 17 * 60 + 30);
    }
  }
  for (std::size_t copy = 0; copy < copies; ++copy)
    for (const Visit& visit : visits) {
      Booking& b = ours.bookings.emplace_back();
      b.id = id_of<BookingId>("booking", ours.bookings.size());
      b.doctor = ours.staff[static_cast<std::size_t>(visit.doctor) + copy * doctors].id;
      b.branch = branch.id;
      b.date = first_day.plus_days(visit.day);
      b.begin_minute = 540 + visit.cell * 15;
      b.begin = Instant{b.date.days * std::int64_t{86400} + b.begin_minute * 60};
      b.length_minutes = visit.length * 15;
    }
  ours.grid = ours.build();
  for (std::uint32_t p = 0; p < ours.grid.posts().size(); ++p) ours.posts.push_back(p);
  return ours;
}

/// The two must agree before anything is timed.
void require_equal(Ours& ours, Limit& limit) {
  limit.build();
  limit.all();
  ours.all();
  bool is_equal = limit.count == starts_expected && ours.out.size() == limit.count;
  for (std::size_t i = 0; is_equal && i < limit.count; ++i) {
    const Instant begin = ours.grid.instant_of(ours.out[i].quantum);
    is_equal = begin.seconds == (first_day.days * std::int64_t{1440} + limit.out[i].minute) * 60 &&
               ours.grid.posts()[ours.out[i].post].doctor == limit.out[i].doctor;
  }
  if (is_equal) return;
  std::fprintf(stderr, "slots: %zu of ours, %zu of the limit: not the same starts\n",
               ours.out.size(), limit.count);
  std::abort();
}

/// A thousand doctors take fifty times as long, and no more.
void run_thousand(const std::vector<Visit>& visits, Ours& ours) {
  constexpr std::size_t copies = 50;
  Ours many = make_ours(visits, copies);
  many.out_max = copies * starts_expected;
  const auto thousand = paired(
      [&] {
        many.all();
        keep(many.out);
      },
      [&] {
        for (std::size_t i = 0; i < copies; ++i) ours.all();
        keep(ours.out);
      },
      21, 2);
  if (many.out.size() != copies * starts_expected) std::abort();
  report({.name = "slots_all_thousand_doctors",
          .ours = thousand.first,
          .unit = "us",
          .limit = thousand.second});
}

void run() {
  const std::vector<Visit> visits = make_visits();
  Limit limit;
  limit.busy.resize(doctors);
  for (const Visit& v : visits) {
    const int begin = v.day * 1440 + 540 + v.cell * 15;
    limit.busy[static_cast<std::size_t>(v.doctor)].emplace_back(begin, begin + v.length * 15);
  }
  Ours ours = make_ours(visits);
  require_equal(ours, limit);

  const auto all = paired(
      [&] {
        ours.all();
        keep(ours.out);
      },
      [&] {
        limit.all();
        keep(limit.out);
      },
      41, 100);
  report({.name = "slots_all", .ours = all.first, .unit = "us", .limit = all.second});

  run_thousand(visits, ours);

  // The first ten after a change: one booking is put in or taken out before every search.
  Booking extra = ours.bookings[7];
  extra.id = id_of<BookingId>("extra", 1);
  bool is_in = false;
  std::vector<double> first;
  for (int i = 0; i < 41; ++i)
    first.push_back(microseconds(
        [&] {
          ours.grid.change(is_in ? &extra : nullptr, is_in ? nullptr : &extra);
          is_in = !is_in;
          ours.top();
          keep(ours.out);
        },
        200));
  constexpr double budget_us = 5;
  report({.name = "slots_first_ten_after_change",
          .ours = median(first),
          .unit = "us",
          .limit = budget_us});

  // Once per start of the program: 3,600 shifts and 16,779 bookings as the model has them, zones
  // and all. The reference has nothing like it (its hours are a constant), so there is no limit
  // here.
  std::vector<double> built;
  for (int i = 0; i < 15; ++i) built.push_back(microseconds([&] { ours.grid = ours.build(); }));
  report({.name = "slots_build", .ours = median(built), .unit = "us"});

  schedule::SlotRequest request;
  request.needs = {.length_minutes = 45, .needs_room = false};
  request.from = first_day;
  request.days = days;
  const double ten = median([&] {
    std::vector<double> times;
    for (int i = 0; i < 21; ++i)
      times.push_back(
          microseconds([&] { keep(schedule::free_times(ours.grid, ours.staff, request)); }, 20));
    return times;
  }());
  report({.name = "slots_ten_with_scores", .ours = ten, .unit = "us"});
}

const Registration slots("slots", run);

}  // namespace
}  // namespace retour::bench
