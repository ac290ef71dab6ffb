// Free times against a naive judge (SC-08, SC-21, SC-22, IM-18), refusals with their reasons.
#include <gtest/gtest.h>

#include <set>

#include "engine/schedule_clinic.hpp"

namespace retour {
namespace {

using schedule::BlockingRule;
using schedule::Grid;
using schedule::SlotRequest;
using testing::NaiveJudge;
using testing::ScheduleClinic;

constexpr std::uint64_t seeds = 250;

std::vector<NaiveJudge::Found> found_of(const ScheduleClinic& clinic,
                                        const std::vector<schedule::Slot>& slots) {
  std::vector<NaiveJudge::Found> out;
  for (const schedule::Slot& slot : slots) {
    const auto doctor = std::ranges::find(clinic.staff, slot.doctor, &Staff::id);
    out.push_back(
        {slot.begin, static_cast<std::size_t>(doctor - clinic.staff.begin()), slot.branch});
  }
  return out;
}

enum class Visits { whole, with_parts };

/// How many free times were found and compared.
std::size_t compare_with_the_naive_judge(Visits visits) {
  std::size_t found_in_all = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    SlotRequest request = testing::random_request(clinic, random);
    if (visits == Visits::with_parts) {
      testing::add_parts(clinic, random);
      testing::ask_for_parts(request, clinic, random);
    }
    const Grid grid = clinic.grid();
    const std::vector<schedule::Slot> slots = free_times(grid, clinic.staff, request);
    std::vector<NaiveJudge::Found> expected = NaiveJudge(clinic, request).all();
    // One slot per doctor and begin: at two branches at once he gets the first one.
    const auto same = [](const auto& a, const auto& b) {
      return a.begin == b.begin && a.doctor == b.doctor;
    };
    expected.erase(std::ranges::unique(expected, same).begin(), expected.end());
    std::vector<NaiveJudge::Found> found = found_of(clinic, slots);
    EXPECT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
      EXPECT_EQ(found[i].begin, expected[i].begin) << i;
      EXPECT_EQ(found[i].doctor, expected[i].doctor) << i;
    }
    if (::testing::Test::HasFailure()) return found_in_all;
    found_in_all += found.size();
  }
  return found_in_all;
}

TEST(FreeTimes, EqualTheNaiveJudge) {
  EXPECT_GT(compare_with_the_naive_judge(Visits::whole), 5'000U);  // the seeds do reach free time
}

// FEATURES 20, SC-02, SC-04: who is needed for a part of the visit only, set-up and cleaning, teams
// and beds for nights.
TEST(FreeTimes, OfVisitsWithPartsEqualTheNaiveJudge) {
  EXPECT_GT(compare_with_the_naive_judge(Visits::with_parts), 1'000U);
}

TEST(FreeTimes, ASlotNamesATeamAndAWardThatAreFree) {
  std::size_t teams = 0, wards = 0;
  for (std::uint64_t seed = 1; seed <= 6 * seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    SlotRequest request = testing::random_request(clinic, random);
    testing::add_parts(clinic, random);
    testing::ask_for_parts(request, clinic, random);
    const NaiveJudge judge(clinic, request);
    for (const schedule::Slot& slot : free_times(clinic.grid(), clinic.staff, request)) {
      const Branch& branch = *clinic.branch_of(slot.branch);
      ASSERT_EQ(slot.team.size(), request.needs.team.size());
      std::set<StaffId> people(slot.team.begin(), slot.team.end());
      people.insert(slot.doctor);
      ASSERT_EQ(people.size(), slot.team.size() + 1);  // nobody twice
      for (const StaffId member : slot.team)
        for (const NaiveJudge::Tick& tick : judge.ticks(branch, slot.begin))
          ASSERT_EQ(judge.bookings_on(member, tick), 0);
      ASSERT_EQ(slot.ward.is_nil(), request.needs.nights == 0);
      if (!slot.ward.is_nil()) {
        const auto ward = std::ranges::find(clinic.rooms, slot.ward, &Room::id);
        ASSERT_TRUE(judge.ward_has_bed(*ward, slot.date));
        ++wards;
      }
      teams += slot.team.size();
    }
  }
  EXPECT_GT(teams, 100U);
  EXPECT_GT(wards, 100U);
}

TEST(FreeTimes, ChosenRoomsAndDevicesAreFree) {
  std::size_t parts = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    SlotRequest request = testing::random_request(clinic, random);
    if (seed % 2 == 0) {
      testing::add_parts(clinic, random);
      testing::ask_for_parts(request, clinic, random);
    }
    const NaiveJudge judge(clinic, request);
    for (const schedule::Slot& slot : free_times(clinic.grid(), clinic.staff, request)) {
      const Branch& branch = *clinic.branch_of(slot.branch);
      const bool wants_room = request.needs.needs_room && !request.needs.remote;
      ASSERT_EQ(slot.room.is_nil(), !wants_room);
      if (wants_room) {
        const auto room = std::ranges::find(clinic.rooms, slot.room, &Room::id);
        ASSERT_TRUE(room->active && room->branch == slot.branch);
        ASSERT_TRUE(judge.room_is_free(*room, branch, slot.begin));
      }
      ASSERT_EQ(slot.device.is_nil(), request.needs.device_kind.empty() || request.needs.remote);
      if (!slot.device.is_nil()) {
        const auto device = std::ranges::find(clinic.devices, slot.device, &Device::id);
        ASSERT_TRUE(judge.device_is_free(*device, branch, slot.begin));
        parts += request.needs.device_part.is_whole() ? 0U : 1U;
      }
      const LocalDateTime local = testing::zone_of(branch).local(slot.begin);
      ASSERT_EQ(local.date, slot.date);
      ASSERT_EQ(local.second_of_day, slot.begin_minute * 60);
      ASSERT_GE(slot.score.compactness, 0);
      ASSERT_LE(slot.score.compactness, 100);
    }
  }
  EXPECT_GT(parts, 100U);
}

TEST(FreeTimes, ScoreOrderHoldsTheSameSlots) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 40);
    const Grid grid = clinic.grid();
    SlotRequest request = testing::random_request(clinic, random);
    request.treating_doctor = clinic.staff[0].id;
    std::vector<schedule::Slot> by_time = free_times(grid, clinic.staff, request);
    request.order = schedule::SlotOrder::by_score;
    const std::vector<schedule::Slot> by_score = free_times(grid, clinic.staff, request);
    ASSERT_EQ(by_time.size(), by_score.size());
    for (std::size_t i = 1; i < by_score.size(); ++i)
      ASSERT_GE(by_score[i - 1].score.total(), by_score[i].score.total());
    std::ranges::stable_sort(
        by_time, [](const auto& a, const auto& b) { return a.score.total() > b.score.total(); });
    ASSERT_EQ(by_time, by_score);
    request.limit = 3;
    const std::vector<schedule::Slot> best = free_times(grid, clinic.staff, request);
    for (std::size_t i = 0; i < best.size(); ++i) ASSERT_EQ(best[i], by_score[i]);
  }
}

TEST(FreeTimes, TheFirstFewAreAPrefix) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 40);
    const Grid grid = clinic.grid();
    SlotRequest request = testing::random_request(clinic, random);
    const std::vector<schedule::Slot> all = free_times(grid, clinic.staff, request);
    request.limit = 7;
    const std::vector<schedule::Slot> few = free_times(grid, clinic.staff, request);
    ASSERT_EQ(few.size(), std::min<std::size_t>(7, all.size()));
    for (std::size_t i = 0; i < few.size(); ++i) ASSERT_EQ(few[i], all[i]);
  }
}

TEST(Grid, ChangedBookByBookEqualsBuiltAtOnce) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 30);
    Grid grid = clinic.grid();
    for (int step = 0; step < 40; ++step) {
      const std::size_t which = random.below(clinic.bookings.size() + 1);
      if (which == clinic.bookings.size()) {
        clinic.bookings.push_back(testing::random_booking(clinic, 100 + step, random));
        grid.change(nullptr, &clinic.bookings.back());
        continue;
      }
      const Booking before = clinic.bookings[which];
      Booking after = testing::random_booking(clinic, 500, random);
      after.id = before.id;
      if (random.below(3) == 0) (after = before).cancelled_at = Instant{7};
      clinic.bookings[which] = after;
      grid.change(&before, &after);
    }
    const Grid fresh = clinic.grid();
    ASSERT_EQ(grid.posts().size(), fresh.posts().size());
    for (std::size_t p = 0; p < fresh.posts().size(); ++p)
      ASSERT_TRUE(std::ranges::equal(grid.free_of_post(p), fresh.free_of_post(p)));
    for (schedule::ResourceRow r = 0; r < fresh.resources().size(); ++r)
      if (fresh.resources()[r].kind != schedule::ResourceKind::doctor)
        ASSERT_TRUE(std::ranges::equal(grid.free_of(r), fresh.free_of(r)));
  }
}

/// The rule that the naive judge would name first.
BlockingRule naive_rule(const ScheduleClinic& clinic, const SlotRequest& request,
                        const Staff& doctor, const Branch& branch, LocalDate date,
                        std::int32_t minute) {
  const NaiveJudge judge(clinic, request);
  if (!doctor.active || !judge.is_asked(doctor)) return BlockingRule::unknown_doctor;
  if (date < clinic.horizon.first || date >= clinic.horizon.first.plus_days(clinic.horizon.days))
    return BlockingRule::outside_horizon;
  const LocalLookup local = testing::zone_of(branch).lookup({date, minute * 60});
  if (local.kind == LocalKind::skipped) return BlockingRule::skipped_local_time;
  if (local.first < request.now) return BlockingRule::in_the_past;
  const bool is_open = branch.opens_minute <= minute && minute < branch.closes_minute;
  if (!is_open && !request.needs.remote) return BlockingRule::outside_hours;
  const NaiveJudge::Tick tick = judge.ticks(branch, local.first).front();
  bool is_away = false;
  for (const Shift& shift : clinic.shifts) {
    if (shift.staff != doctor.id) continue;
    if (shift.kind != ShiftKind::absence && shift.kind != ShiftKind::phone_hours) continue;
    const LocalDateTime there = testing::zone_of(*clinic.branch_of(shift.branch)).local(tick.begin);
    is_away = is_away || NaiveJudge::covers(
                             shift, {tick.begin, tick.end, there.date, there.second_of_day / 60});
  }
  if (is_away) return BlockingRule::absent;
  if (!judge.is_rostered(doctor, branch, tick)) return BlockingRule::no_shift;
  if (judge.bookings_on(doctor.id, tick) > 0) return BlockingRule::doctor_busy;
  if (!judge.doctor_is_free(doctor, branch, local.first)) return BlockingRule::too_short;
  if (!judge.some_room(branch, local.first)) return BlockingRule::room_busy;
  if (!judge.some_device(branch, local.first)) return BlockingRule::device_busy;
  if (!judge.patient_is_free(local.first)) return BlockingRule::patient_busy;
  return BlockingRule::none;
}

TEST(JudgeTime, NamesTheSameRuleAndOffersOnlyFreePlaces) {
  std::set<BlockingRule> met;
  std::size_t offers = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SeededRandom random(seed);
    const ScheduleClinic clinic = testing::random_clinic(random, 60);
    const Grid grid = clinic.grid();
    SlotRequest request = testing::random_request(clinic, random);
    request.branch = {};
    request.weekdays = 0x7F;
    for (int i = 0; i < 30; ++i) {
      const Staff& doctor = clinic.staff[random.below(4)];
      const Branch& branch = clinic.branches[random.below(2)];
      const LocalDate date =
          clinic.horizon.first.plus_days(testing::between(0, clinic.horizon.days, random));
      const std::int32_t minute = 5 * testing::between(0, 287, random);
      SCOPED_TRACE("seed " + std::to_string(seed) + " " + to_iso(LocalDateTime{date, minute * 60}));
      const schedule::TimeAnswer answer =
          judge_time(grid, clinic.staff, request, doctor.id, branch.id, date, minute);
      BlockingRule expected = naive_rule(clinic, request, doctor, branch, date, minute);
      BlockingRule rule = answer.rule;
      if (rule == BlockingRule::phone_hours) rule = BlockingRule::absent;
      if (rule == BlockingRule::no_room) rule = BlockingRule::room_busy;
      if (rule == BlockingRule::no_device) rule = BlockingRule::device_busy;
      ASSERT_EQ(enum_name(rule), enum_name(expected));
      ASSERT_EQ(answer.slot.has_value(), rule == BlockingRule::none);
      met.insert(answer.rule);
      for (const schedule::OpeningChange& change : answer.changes) {
        const auto who = std::ranges::find(clinic.staff, change.slot.doctor, &Staff::id);
        ASSERT_TRUE(NaiveJudge(clinic, request)
                        .is_free(*who, *clinic.branch_of(change.slot.branch), change.slot.begin));
        ++offers;
      }
      for (std::size_t c = 1; c < answer.changes.size(); ++c)
        ASSERT_LE(answer.changes[c - 1].minutes, answer.changes[c].minutes);
    }
  }
  EXPECT_GT(offers, 500U);
  for (const BlockingRule rule :
       {BlockingRule::none, BlockingRule::in_the_past, BlockingRule::outside_horizon,
        BlockingRule::skipped_local_time, BlockingRule::unknown_doctor, BlockingRule::outside_hours,
        BlockingRule::absent, BlockingRule::phone_hours, BlockingRule::no_shift,
        BlockingRule::doctor_busy, BlockingRule::too_short, BlockingRule::room_busy,
        BlockingRule::device_busy, BlockingRule::patient_busy})
    EXPECT_TRUE(met.contains(rule)) << enum_name(rule) << " was never met";
}

TEST(JudgeTime, BesideAnotherVisitOnlyWithinTheCapacityOfTheDoctor) {
  std::size_t offered = 0, refused = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    for (Staff& person : clinic.staff) person.overbooked_max = testing::between(0, 2, random);
    SlotRequest request = testing::random_request(clinic, random);
    request.branch = {};
    const Grid grid = clinic.grid();
    for (int i = 0; i < 80; ++i) {
      request.may_overbook = random.below(4) != 0;
      const Staff& doctor = clinic.staff[random.below(4)];
      const Branch& branch = clinic.branches[random.below(2)];
      const LocalDate date =
          clinic.horizon.first.plus_days(testing::between(0, clinic.horizon.days - 1, random));
      const std::int32_t minute = 5 * testing::between(84, 250, random);
      SCOPED_TRACE("seed " + std::to_string(seed) + " " + to_iso(LocalDateTime{date, minute * 60}));
      const schedule::TimeAnswer answer =
          judge_time(grid, clinic.staff, request, doctor.id, branch.id, date, minute);
      const NaiveJudge naive(clinic, request);
      const Instant begin = testing::zone_of(branch).lookup({date, minute * 60}).first;
      const auto ticks = naive.ticks(branch, begin);
      const bool is_taken = std::ranges::any_of(
          ticks, [&](const auto& tick) { return naive.bookings_on(doctor.id, tick) > 0; });
      const bool fits = std::ranges::all_of(ticks, [&](const auto& tick) {
        return naive.is_rostered(doctor, branch, tick) &&
               naive.bookings_on(doctor.id, tick) <= doctor.overbooked_max;
      });
      const bool expected = request.may_overbook && is_taken && fits && doctor.active &&
                            naive.is_asked(doctor) && begin >= request.now &&
                            naive.some_room(branch, begin) && naive.some_device(branch, begin) &&
                            naive.patient_is_free(begin);
      ASSERT_EQ(answer.beside.has_value(), expected);
      offered += expected ? 1U : 0U;
      refused += is_taken && !expected ? 1U : 0U;
    }
  }
  EXPECT_GT(offered, 50U);
  EXPECT_GT(refused, 200U);
}

TEST(JudgeTime, OfVisitsWithPartsSaysFreeExactlyWhereTheNaiveJudgeDoes) {
  std::set<BlockingRule> met;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SeededRandom random(seed);
    ScheduleClinic clinic = testing::random_clinic(random, 60);
    SlotRequest request = testing::random_request(clinic, random);
    testing::add_parts(clinic, random);
    testing::ask_for_parts(request, clinic, random);
    request.branch = {};
    request.room = {};
    const Grid grid = clinic.grid();
    const NaiveJudge judge(clinic, request);
    for (int i = 0; i < 40; ++i) {
      const Staff& doctor = clinic.staff[random.below(4)];
      const Branch& branch = clinic.branches[random.below(2)];
      const LocalDate date = request.from.plus_days(testing::between(0, request.days - 1, random));
      const std::int32_t minute = 5 * testing::between(0, 287, random);
      const LocalLookup local = testing::zone_of(branch).lookup({date, minute * 60});
      if (local.kind != LocalKind::unique) continue;
      SCOPED_TRACE("seed " + std::to_string(seed) + " " + to_iso(LocalDateTime{date, minute * 60}));
      const schedule::TimeAnswer answer =
          judge_time(grid, clinic.staff, request, doctor.id, branch.id, date, minute);
      ASSERT_EQ(answer.rule == BlockingRule::none,
                judge.is_asked(doctor) && judge.is_free(doctor, branch, local.first))
          << enum_name(answer.rule);
      ASSERT_EQ(answer.slot.has_value(), answer.rule == BlockingRule::none);
      met.insert(answer.rule);
      for (const schedule::OpeningChange& change : answer.changes) {
        if (change.kind == schedule::ChangeKind::shorter) continue;
        const auto who = std::ranges::find(clinic.staff, change.slot.doctor, &Staff::id);
        ASSERT_TRUE(judge.is_free(*who, *clinic.branch_of(change.slot.branch), change.slot.begin));
      }
    }
  }
  for (const BlockingRule rule :
       {BlockingRule::none, BlockingRule::team_busy, BlockingRule::no_team, BlockingRule::ward_full,
        BlockingRule::outside_hours, BlockingRule::doctor_busy})
    EXPECT_TRUE(met.contains(rule)) << enum_name(rule) << " was never met";
}

// ---------------------------------------------------------------- one small clinic, by hand

class OneDoctor : public ::testing::Test {
 protected:
  OneDoctor() {
    Branch branch;
    branch.id = testing::test_id<BranchId>("branch");
    branch.zone = "Europe/Stockholm";
    branch.opens_minute = 8 * 60;
    branch.closes_minute = 18 * 60;
    clinic_.branches = {branch};
    clinic_.horizon = {day_, 14};
    Staff doctor;
    doctor.id = testing::test_id<StaffId>("doctor");
    clinic_.staff = {doctor};
    request_.needs = {.length_minutes = 30, .needs_room = false};
    request_.from = day_;
    request_.now = at(day_, 6 * 60);
    add_shift(day_, 9 * 60, 12 * 60);
  }

  Instant at(LocalDate date, std::int32_t minute) const {
    return testing::zone_of(clinic_.branches[0]).lookup({date, minute * 60}).first;
  }
  void add_shift(LocalDate date, std::int32_t begin, std::int32_t end,
                 ShiftKind kind = ShiftKind::reception) {
    Shift shift;
    shift.staff = clinic_.staff[0].id;
    shift.branch = clinic_.branches[0].id;
    shift.date = date;
    shift.begin_minute = begin;
    shift.end_minute = end;
    shift.kind = kind;
    clinic_.shifts.push_back(shift);
  }
  BookingId book(LocalDate date, std::int32_t minute, std::int32_t length) {
    Booking b;
    b.id = testing::test_id<BookingId>("booking " + std::to_string(clinic_.bookings.size()));
    b.branch = clinic_.branches[0].id;
    b.doctor = clinic_.staff[0].id;
    b.date = date;
    b.begin_minute = minute;
    b.begin = at(date, minute);
    b.length_minutes = length;
    clinic_.bookings.push_back(b);
    return b.id;
  }
  schedule::TimeAnswer judge(LocalDate date, std::int32_t minute) const {
    return judge_time(clinic_.grid(), clinic_.staff, request_, clinic_.staff[0].id,
                      clinic_.branches[0].id, date, minute);
  }
  std::vector<std::int32_t> begins() const {
    std::vector<std::int32_t> out;
    for (const auto& slot : free_times(clinic_.grid(), clinic_.staff, request_))
      out.push_back(slot.begin_minute);
    return out;
  }

  LocalDate day_ = LocalDate::from_ymd(2026, 9, 7).value();  // a Monday
  ScheduleClinic clinic_;
  SlotRequest request_;
};

TEST_F(OneDoctor, ListsTheMorning) {
  request_.step_minutes = 30;
  EXPECT_EQ(begins(), (std::vector<std::int32_t>{540, 570, 600, 630, 660, 690}));
  book(day_, 600, 30);
  EXPECT_EQ(begins(), (std::vector<std::int32_t>{540, 570, 630, 660, 690}));
  book(day_, 565, 5);  // five minutes spoil a half hour
  EXPECT_EQ(begins(), (std::vector<std::int32_t>{570, 630, 660, 690}));
}

TEST_F(OneDoctor, AVisitMayFillTheShiftButNotPassIt) {
  request_.needs.length_minutes = 180;
  EXPECT_EQ(begins(), (std::vector<std::int32_t>{540}));
  request_.needs.length_minutes = 185;
  EXPECT_TRUE(begins().empty());
}

TEST_F(OneDoctor, NamesTheBookingAndTheSmallestChange) {
  const BookingId busy = book(day_, 600, 30);
  schedule::TimeAnswer answer = judge(day_, 615);
  EXPECT_EQ(answer.rule, BlockingRule::doctor_busy);
  EXPECT_EQ(answer.booking, busy);
  ASSERT_EQ(answer.changes.size(), 2U);
  EXPECT_EQ(answer.changes[0].kind, schedule::ChangeKind::later);
  EXPECT_EQ(answer.changes[0].minutes, 15);
  EXPECT_EQ(answer.changes[0].slot.begin_minute, 630);
  EXPECT_EQ(answer.changes[1].kind, schedule::ChangeKind::earlier);
  EXPECT_EQ(answer.changes[1].slot.begin_minute, 570);
  EXPECT_EQ(answer.changes[1].minutes, 45);

  answer = judge(day_, 585);
  EXPECT_EQ(answer.rule, BlockingRule::too_short);
  EXPECT_EQ(answer.booking, busy);
  EXPECT_EQ(answer.available_minutes, 15);
  EXPECT_TRUE(std::ranges::none_of(answer.changes, [](const auto& c) {
    return c.kind == schedule::ChangeKind::shorter;
  })) << "ET-07: a minimum length is not undercut unless the service allows it";
  request_.needs.shortest_minutes = 15;
  answer = judge(day_, 585);
  EXPECT_TRUE(std::ranges::any_of(answer.changes, [](const auto& c) {
    return c.kind == schedule::ChangeKind::shorter && c.minutes == 15;
  }));
}

TEST_F(OneDoctor, EveryRefusalHasItsName) {
  add_shift(day_.plus_days(1), 9 * 60, 20 * 60);
  add_shift(day_.plus_days(2), 9 * 60, 12 * 60);
  add_shift(day_.plus_days(2), 10 * 60, 11 * 60, ShiftKind::phone_hours);
  add_shift(day_.plus_days(3), 9 * 60, 12 * 60);
  add_shift(day_.plus_days(3), 0, 1440, ShiftKind::absence);
  EXPECT_EQ(judge(day_, 540).rule, BlockingRule::none);
  EXPECT_EQ(judge(day_, 542).rule, BlockingRule::off_grid);
  EXPECT_EQ(judge(day_, 330).rule, BlockingRule::in_the_past);
  EXPECT_EQ(judge(day_, 450).rule, BlockingRule::outside_hours);
  EXPECT_EQ(judge(day_, 780).rule, BlockingRule::no_shift);
  EXPECT_EQ(judge(day_, 705).rule, BlockingRule::too_short);
  EXPECT_EQ(judge(day_.plus_days(1), 1065).rule, BlockingRule::too_short) << "closing time";
  EXPECT_EQ(judge(day_.plus_days(2), 600).rule, BlockingRule::phone_hours) << "SC-21";
  EXPECT_EQ(judge(day_.plus_days(3), 600).rule, BlockingRule::absent) << "SC-20";
  EXPECT_EQ(judge(day_.plus_days(14), 600).rule, BlockingRule::outside_horizon);
  request_.needs.needs_room = true;
  EXPECT_EQ(judge(day_, 540).rule, BlockingRule::no_room);
  request_.needs.needs_room = false;
  request_.needs.device_kind = "ultrasound";
  EXPECT_EQ(judge(day_, 540).rule, BlockingRule::no_device);
}

TEST_F(OneDoctor, ThePatientCannotBeInTwoPlaces) {
  Booking elsewhere;
  elsewhere.id = testing::test_id<BookingId>("elsewhere");
  elsewhere.begin_minute = 560;
  elsewhere.begin = at(day_, 560);
  elsewhere.length_minutes = 20;
  request_.patient_bookings = {elsewhere};
  const schedule::TimeAnswer answer = judge(day_, 540);
  EXPECT_EQ(answer.rule, BlockingRule::patient_busy);
  EXPECT_EQ(answer.booking, elsewhere.id);
}

TEST_F(OneDoctor, AMovedBookingDoesNotBlockItself) {
  const BookingId own = book(day_, 540, 60);
  EXPECT_EQ(judge(day_, 570).rule, BlockingRule::doctor_busy);
  request_.moving = own;
  EXPECT_EQ(judge(day_, 570).rule, BlockingRule::none);
}

TEST_F(OneDoctor, NightsOfAChangeOfClocks) {
  clinic_.branches[0].opens_minute = 0;
  clinic_.branches[0].closes_minute = 1440;
  request_.step_minutes = 60;
  request_.needs.length_minutes = 60;
  request_.limit = 100;
  const LocalDate autumn = LocalDate::from_ymd(2026, 10, 25).value();
  clinic_.horizon = {autumn, 1};
  request_.from = autumn;
  request_.now = {};
  add_shift(autumn, 0, 360);
  std::vector<schedule::Slot> slots = free_times(clinic_.grid(), clinic_.staff, request_);
  ASSERT_EQ(slots.size(), 7U) << "six hours on the wall, seven to work";
  EXPECT_EQ(slots[2].begin_minute, 120);
  EXPECT_EQ(slots[2].occurrence, schedule::Occurrence::first);
  EXPECT_EQ(slots[3].begin_minute, 120);
  EXPECT_EQ(slots[3].occurrence, schedule::Occurrence::second);
  EXPECT_EQ(slots[4].occurrence, schedule::Occurrence::only);

  const LocalDate spring = LocalDate::from_ymd(2026, 3, 29).value();
  clinic_.horizon = {spring, 1};
  request_.from = spring;
  add_shift(spring, 0, 360);
  slots = free_times(clinic_.grid(), clinic_.staff, request_);
  ASSERT_EQ(slots.size(), 5U);
  EXPECT_EQ(slots[2].begin_minute, 180) << "02:00 does not exist";
  EXPECT_EQ(judge(spring, 150).rule, BlockingRule::skipped_local_time);
}

}  // namespace
}  // namespace retour
