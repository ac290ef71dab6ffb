// A doctor's absence from the wish to the undo: places, plan, one act, races (SC-20).
#include "app/absence.hpp"
#include "app/rota.hpp"

#include <algorithm>
#include <map>

#include "app/booking_moves.hpp"
#include "app/displaced.hpp"
#include "clinic_fixture.hpp"
#include "schedule/conflicts.hpp"
#include "store/queries.hpp"

namespace retour::app {
namespace {

/// A clinic with a specialty, colleagues, rooms and two weeks of shifts from 9 to 17.
class AbsenceTest : public ClinicTest {
 protected:
  void SetUp() override {
    ClinicTest::SetUp();
    Specialty specialty;
    specialty.id = specialty_ = clinic_->new_id<Specialty>();
    specialty.name = "Кардиолог";
    accept(clinic_->submit({OpKind::put_specialty, {whole(specialty)}}));
    Service service = *clinic_->catalogue().service(service_);
    service.specialty = specialty_;
    accept(clinic_->submit({OpKind::put_service, {facets_of(service, 0, 1)}}));
    rooms_ = {room_};
    doctors_ = {doctor_};
    give_work(doctor_, room_);
    tomorrow_ = clinic_->today(branch_).plus_days(1);
  }

  RoomId add_room(const std::string& name) {
    Room room;
    room.id = clinic_->new_id<Room>();
    room.branch = branch_;
    room.name = name;
    accept(clinic_->submit({OpKind::put_room, {whole(room)}}));
    rooms_.push_back(room.id);
    return room.id;
  }

  /// The specialty, and hours from 9 to 17 on the next fourteen days.
  void give_work(StaffId id, RoomId room) {
    Staff person = *clinic_->catalogue().person(id);
    person.specialties = {specialty_};
    person.branches = {branch_};
    std::vector<Part> parts;
    accept(clinic_->submit({OpKind::put_staff, {facets_of(person, 1)}}));
    for (int day = 0; day < 14; ++day) {
      Shift shift;
      shift.id = clinic_->new_id<Shift>();
      shift.staff = id;
      shift.branch = branch_;
      shift.room = room;
      shift.date = clinic_->today(branch_).plus_days(day);
      shift.begin_minute = 9 * 60;
      shift.end_minute = 17 * 60;
      parts.push_back(whole(shift));
    }
    accept(clinic_->submit({OpKind::put_shifts, std::move(parts)}));
  }

  StaffId add_colleague(const char* name) {
    const RoomId room = add_room(name);
    const StaffId id = add_doctor(name);
    give_work(id, room);
    doctors_.push_back(id);
    return id;
  }

  /// Books; false when the place is taken.
  bool try_book(Booking& booking) {
    booking.begin = clinic_->catalogue()
                        .zone_of(branch_)
                        .lookup({booking.date, booking.begin_minute * 60})
                        .first;
    const auto outcome = clinic_->submit({OpKind::book, {whole(booking)}});
    return outcome && std::holds_alternative<Accepted>(*outcome);
  }
  Booking book(PatientId patient, int minute, StaffId doctor = {}, RoomId room = {}) {
    Booking booking = booking_at(patient, minute);
    if (!doctor.is_nil()) booking.doctor = doctor;
    if (!room.is_nil()) booking.room = room;
    EXPECT_TRUE(try_book(booking));
    return booking;
  }

  AbsenceWish tomorrow() {
    return {.doctor = doctor_, .first = tomorrow_, .last = tomorrow_, .window_days = 10};
  }

  std::shared_ptr<AbsenceProposal> plan(const AbsenceWish& wish,
                                        std::vector<AbsencePin> pins = {}) {
    auto proposal = std::make_shared<AbsenceProposal>();
    start_absence_plan(*clinic_, wish, std::move(pins), proposal);
    run_jobs();
    EXPECT_TRUE(proposal->is_done);
    EXPECT_TRUE(schedule::is_valid_plan(proposal->problem, proposal->plan));
    return proposal;
  }

  std::vector<Draft> act_of(const AbsenceProposal& proposal) {
    return absence_act(
        *clinic_, proposal, [](std::size_t) { return std::string("Позвонить"); }, steps_);
  }

  std::vector<Booking> all_bookings() {
    std::vector<Booking> all;
    const auto times = *store::busy_times(clinic_->database(), tomorrow_.plus_days(-1),
                                          tomorrow_.plus_days(60), {});
    for (const store::BusyTime& time : times) all.push_back(*stored(time.booking));
    return all;
  }

  static auto slot_of(const Booking& b) {
    return std::tuple(b.branch, b.doctor, b.room, b.device, b.date, b.begin_minute,
                      b.length_minutes, b.begin, b.confirmed_at);
  }

  /// What nobody may see after any act: two things at one time, or somebody booked with a doctor
  /// who is away.
  void expect_no_conflict() {
    const Catalogue& catalogue = clinic_->catalogue();
    const std::vector<Booking> all = all_bookings();
    EXPECT_TRUE(
        schedule::find_conflicts(all, catalogue.rooms, catalogue.devices, catalogue.staff).empty());
  }

  std::vector<NextStep> open_steps() {
    std::vector<NextStep> open;
    for (const store::OwedStep& owed :
         *store::owed_steps(clinic_->database(), tomorrow_.plus_days(60), {}, 1'000))
      open.push_back(**find(clinic_->tables(), owed.id));
    return open;
  }

  std::vector<Shift> absences() {
    std::vector<Shift> found = *shifts_between(*clinic_, tomorrow_, tomorrow_.plus_days(30), {});
    std::erase_if(found, [](const Shift& shift) { return shift.kind != ShiftKind::absence; });
    return found;
  }

  SpecialtyId specialty_;
  std::vector<RoomId> rooms_;
  std::vector<StaffId> doctors_;
  std::vector<NextStep> steps_;
  LocalDate tomorrow_;
};

TEST_F(AbsenceTest, AVisitGoesToAColleagueAtItsTime) {
  const StaffId colleague = add_colleague("Коллегин");
  const Booking visit = book(patient_, 600);
  const auto proposal = plan(tomorrow());
  ASSERT_EQ(proposal->visits.size(), 1u);
  const auto target = target_of(clinic_->catalogue(), *proposal, 0);
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->minute, 600);
  EXPECT_EQ(target->date, tomorrow_.plus_days(1)) << "his own doctor, a day later, costs less";
  EXPECT_EQ(target->doctor, doctor_);
  EXPECT_EQ(target->cost.total(), points_day);
  // Without a day to go to, the colleague takes over at once.
  AbsenceWish today_only = tomorrow();
  today_only.window_days = 0;
  const auto substituted = plan(today_only);
  const auto other = target_of(clinic_->catalogue(), *substituted, 0);
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->doctor, colleague);
  EXPECT_EQ(other->begin, visit.begin);
  EXPECT_EQ(other->room, rooms_.back()) << "in the colleague's own room";
  EXPECT_EQ(other->cost.total(), points_other_doctor);
  EXPECT_EQ(stored(visit.id)->doctor, doctor_) << "a plan writes nothing";
}

/// Three patients in one session at ten, an hour long.
class GroupAbsenceTest : public AbsenceTest {
 protected:
  void SetUp() override {
    AbsenceTest::SetUp();
    Service group;
    group.id = group_ = clinic_->new_id<Service>();
    group.name = "Лечебная группа";
    group.specialty = specialty_;
    group.length_minutes = 60;
    group.places = 4;
    accept(clinic_->submit({OpKind::put_service, {whole(group)}}));
    for (const char* name : {"Первов", "Второв", "Третьяков"}) {
      Booking member = booking_at(add_patient(name), 600);
      member.service = group_;
      member.length_minutes = 60;
      member.session_places = 4;
      renew_session(member);
      EXPECT_TRUE(try_book(member));
      members_.push_back(*stored(member.id));
    }
  }
  /// All of the group are at one time in one session.
  Booking together() {
    const Booking first = *stored(members_[0].id);
    for (const Booking& member : members_) {
      const Booking now = *stored(member.id);
      EXPECT_EQ(std::tuple(now.begin, now.doctor, now.room, now.session),
                std::tuple(first.begin, first.doctor, first.room, first.session));
    }
    EXPECT_EQ(first.session, session_of(first));
    return first;
  }
  ServiceId group_;
  std::vector<Booking> members_;
};

TEST_F(GroupAbsenceTest, AGroupGoesToOneOtherTimeAndBackAsAWhole) {
  add_colleague("Коллегин");
  // One of them has something else when the colleague could take the group at once.
  book(members_[1].patient, 600 + 60, doctors_[1], rooms_[1]);
  const PatientId alone = add_patient("Одиноков");
  book(alone, 720);
  AbsenceWish wish = tomorrow();
  wish.window_days = 0;
  const auto proposal = plan(wish);
  ASSERT_EQ(proposal->visits.size(), 4u);
  EXPECT_EQ(proposal->moved(), 4u);
  const auto first = target_of(clinic_->catalogue(), *proposal, 0);
  ASSERT_TRUE(first.has_value());
  for (std::size_t v = 1; v < 3; ++v) {
    const auto target = target_of(clinic_->catalogue(), *proposal, v);
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->begin, first->begin);
    EXPECT_EQ(target->doctor, doctors_[1]);
    EXPECT_EQ(target->room, first->room);
  }
  EXPECT_EQ(first->minute, 600) << "at their own time";
  const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
  expect_no_conflict();
  EXPECT_EQ(together().doctor, doctors_[1]);
  EXPECT_EQ(open_steps().size(), 4u) << "everybody is called";
  accept(clinic_->undo(act));
  EXPECT_EQ(slot_of(together()), slot_of(members_[0]));
  expect_no_conflict();
  expect_whole();
}

TEST_F(GroupAbsenceTest, AGroupMovesByLessThanItsOwnLength) {
  AbsenceWish wish = tomorrow();
  wish.begin_minute = 9 * 60;
  wish.end_minute = 10 * 60 + 30;
  wish.window_days = 0;
  const auto proposal = plan(wish);
  EXPECT_EQ(proposal->moved(), 3u);
  const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
  EXPECT_EQ(together().begin_minute, 630) << "the doctor is back then";
  const std::vector<BookingPlace> chain =
      *places_of_booking(clinic_->log(), members_[2].patient, members_[2].id);
  ASSERT_EQ(chain.size(), 2u) << "that it let go for a blink is no move";
  EXPECT_EQ(chain.back().booking.begin_minute, 630);
  accept(clinic_->undo(act));
  EXPECT_EQ(slot_of(together()), slot_of(members_[0]));
  expect_whole();
}

TEST_F(GroupAbsenceTest, WhereOneCannotGoNobodyGoes) {
  add_colleague("Коллегин");
  AbsenceWish wish = tomorrow();
  wish.window_days = 0;
  auto proposal = plan(wish);
  choose(*proposal, 1, std::nullopt);
  EXPECT_EQ(proposal->tasks(), 3u) << "one is left for a call, and so are all";
  proposal = plan(wish, pins_of(*proposal, PinsOf::said));
  EXPECT_EQ(proposal->tasks(), 3u);
  // One of them is busy whenever the colleague could take them.
  for (int minute = 9 * 60; minute < 17 * 60; minute += 60)
    if (minute != 600) book(members_[2].patient, minute, doctors_[1], rooms_[1]);
  book(add_patient("Занятов"), 600, doctors_[1], rooms_[1]);
  proposal = plan(wish);
  EXPECT_EQ(proposal->moved(), 0u);
}

TEST_F(AbsenceTest, TermsAddUp) {
  add_colleague("Коллегин");
  const PatientId second = add_patient("Второв");
  Booking confirmed = book(patient_, 600);
  confirmed.confirmed_at = clinic_->now();
  accept(clinic_->submit({OpKind::confirm_booking, {facets_of(confirmed, 2)}}));
  book(patient_, 800, doctors_[1], rooms_[1]);  // a second visit that day
  book(second, 660);
  const auto proposal = plan(tomorrow());
  for (std::size_t v = 0; v < proposal->visits.size(); ++v)
    for (const AbsenceOffer& offer : offers_of(clinic_->catalogue(), *proposal, v, 40)) {
      const MoveCost& c = offer.target.cost;
      EXPECT_EQ(c.total(), proposal->problem.visits[v].places[offer.choice.place].cost);
      const Booking& b = proposal->visits[v].booking;
      const int days = std::abs(offer.target.date.days - b.date.days);
      const int minutes = std::abs(offer.target.minute - b.begin_minute);
      EXPECT_EQ(c.days, days * 60);
      EXPECT_EQ(c.hours, (minutes + 59) / 60 * 10);
      EXPECT_EQ(c.other_doctor, offer.target.doctor == doctor_ ? 0 : 300);
      EXPECT_EQ(c.promise, b.id == confirmed.id && (days > 0 || minutes > 0) ? 150 : 0);
      EXPECT_EQ(c.together, b.id == confirmed.id && days > 0 ? 100 : 0);
      EXPECT_EQ(c.continuity, 0);
      EXPECT_EQ(c.other_branch, 0);
    }
}

TEST_F(AbsenceTest, WhoeverWasTreatedByTheDoctorStaysWithHim) {
  add_colleague("Коллегин");
  Visit before;
  before.id = clinic_->new_id<Visit>();
  before.patient = patient_;
  before.branch = branch_;
  before.doctor = doctor_;
  before.arrived_at = clinic_->now();
  accept(clinic_->submit({OpKind::check_in, {whole(before)}}));
  book(patient_, 600);
  AbsenceWish wish = tomorrow();
  wish.window_days = 0;
  const auto proposal = plan(wish);
  const auto target = target_of(clinic_->catalogue(), *proposal, 0);
  ASSERT_TRUE(target.has_value());
  EXPECT_EQ(target->cost.continuity, points_continuity);
  EXPECT_EQ(target->cost.total(), points_other_doctor + points_continuity);
}

TEST_F(AbsenceTest, WhomNobodyCanMoveBecomesATask) {
  const PatientId here = add_patient("Пришедший");
  const PatientId untimed = add_patient("Безвременный");
  now_ms_ += 24 * 3'600'000;  // the day itself, at noon
  Booking waiting = booking_at(here, 795);
  waiting.date = clinic_->today(branch_);
  ASSERT_TRUE(try_book(waiting));
  Visit arrival;
  arrival.id = clinic_->new_id<Visit>();
  arrival.patient = here;
  arrival.booking = waiting.id;
  arrival.branch = branch_;
  arrival.doctor = doctor_;
  arrival.arrived_at = clinic_->now();
  accept(clinic_->submit({OpKind::check_in, {whole(arrival)}}));
  Booking someday = booking_at(untimed, 0);
  someday.begin_minute = untimed_minute;
  someday.date = waiting.date;
  someday.begin = clinic_->catalogue().zone_of(branch_).day(someday.date).begin;
  accept(clinic_->submit({OpKind::book, {whole(someday)}}));
  AbsenceWish wish = tomorrow();
  wish.first = wish.last = waiting.date;
  wish.window_days = 2;
  const auto proposal = plan(wish);
  EXPECT_EQ(proposal->visits.size(), 2u);
  EXPECT_EQ(proposal->moved(), 0u);
  accept(clinic_->submit_act(act_of(*proposal)));
  EXPECT_EQ(open_steps().size(), 2u);
  EXPECT_EQ(absences().size(), 1u);
  EXPECT_EQ(slot_of(*stored(waiting.id)), slot_of(waiting));
}

TEST_F(AbsenceTest, OneDeviceIsGivenOnce) {
  Device device;
  device.id = clinic_->new_id<Device>();
  device.branch = branch_;
  device.name = "УЗИ";
  device.kind = "ultrasound";
  accept(clinic_->submit({OpKind::put_device, {whole(device)}}));
  Service service = *clinic_->catalogue().service(service_);
  service.device_kind = "ultrasound";
  accept(clinic_->submit({OpKind::put_service, {facets_of(service, 0)}}));
  add_colleague("Коллегин");
  add_colleague("Подругин");
  for (const int minute : {600, 630}) {
    Booking booking = booking_at(add_patient("Пациентов"), minute);
    booking.device = device.id;
    ASSERT_TRUE(try_book(booking));
  }
  AbsenceWish wish = tomorrow();
  wish.window_days = 0;
  const auto proposal = plan(wish);
  EXPECT_EQ(proposal->moved(), 2u);
  EXPECT_EQ(proposal->devices.size(), 1u);
  accept(clinic_->submit_act(act_of(*proposal)));
  expect_no_conflict();
}

TEST_F(AbsenceTest, OneActOneUndo) {
  add_colleague("Коллегин");
  std::vector<Booking> before;
  for (int i = 0; i < 12; ++i) before.push_back(book(add_patient("Пациентов"), 540 + 30 * i));
  before[3].confirmed_at = clinic_->now();
  accept(clinic_->submit({OpKind::confirm_booking, {facets_of(before[3], 2)}}));
  const auto proposal = plan(tomorrow());
  EXPECT_EQ(proposal->moved(), 12u);
  const std::size_t undoable = clinic_->undo_list().size();
  const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
  EXPECT_EQ(clinic_->undo_list().size(), undoable + 1);
  EXPECT_TRUE(clinic_->undo_list().back().holds_slots);
  EXPECT_EQ(absences().size(), 1u);
  EXPECT_EQ(open_steps().size(), 12u);
  EXPECT_EQ(stored(before[3].id)->confirmed_at.seconds, 0) << "nobody has confirmed the new time";
  expect_no_conflict();
  EXPECT_TRUE(displaced_bookings(*clinic_, tomorrow_)->empty());
  accept(clinic_->undo(act));
  for (const Booking& booking : before) EXPECT_EQ(slot_of(*stored(booking.id)), slot_of(booking));
  EXPECT_EQ(absences().size(), 0u);
  EXPECT_EQ(open_steps().size(), 0u);
  EXPECT_EQ(clinic_->undo_list().size(), undoable) << "neither the act nor its inverse is left";
  expect_whole();
  // The same as a job.
  const auto again = plan(tomorrow());
  const OpId second = accept(clinic_->submit_act(act_of(*again)));
  std::optional<Result<Outcome>> outcome;
  clinic_->start_undo(second, [&](Result<Outcome> end) { outcome = std::move(end); });
  run_jobs();
  ASSERT_TRUE(outcome.has_value());
  accept(std::move(*outcome));
  for (const Booking& booking : before) EXPECT_EQ(slot_of(*stored(booking.id)), slot_of(booking));
  expect_whole();
}

TEST_F(AbsenceTest, AnUndoThatCannotPutOneBackPutsNoneBackAndSaysWhich) {
  const Booking first = book(patient_, 600);
  const Booking second = book(add_patient("Второв"), 660);
  const auto proposal = plan(tomorrow());
  const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
  const StaffId colleague = add_colleague("Коллегин");
  const auto moved = slot_of(*stored(first.id));
  // The old room is somebody else's at that time now.
  const Booking other = book(add_patient("Третьев"), 660, colleague, room_);
  const auto outcome = clinic_->undo(act);
  ASSERT_TRUE(outcome.has_value());
  const auto* refusal = std::get_if<Refusal>(&*outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, RefusalCode::slot_taken);
  EXPECT_EQ(refusal->things.back(), IdBytes(second.id));
  EXPECT_EQ(slot_of(*stored(first.id)), moved) << "all or none";
  EXPECT_EQ(open_steps().size(), 2u);
  // Free again, it goes back.
  Booking cancelled = *stored(other.id);
  cancelled.cancelled_at = clinic_->now();
  cancelled.cancel_reason = clinic_->catalogue().reasons.front().id;
  accept(clinic_->submit({OpKind::cancel_booking, {facets_of(cancelled, 3)}}));
  accept(clinic_->undo(act));
  EXPECT_EQ(slot_of(*stored(first.id)), slot_of(first));
  EXPECT_EQ(slot_of(*stored(second.id)), slot_of(second));
  expect_whole();
}

TEST_F(AbsenceTest, WhoWasMovedAgainKeepsTheWholeAct) {
  const Booking visit = book(patient_, 600);
  const auto proposal = plan(tomorrow());
  const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
  Booking later = *stored(visit.id);
  later.begin_minute += 60;
  later.begin = later.begin.plus_minutes(60);
  ++later.slot_version;
  accept(clinic_->submit({OpKind::move_booking, {facets_of(later, 0)}}));
  const auto outcome = clinic_->undo(act);
  ASSERT_TRUE(outcome.has_value());
  const auto* refusal = std::get_if<Refusal>(&*outcome);
  ASSERT_NE(refusal, nullptr);
  EXPECT_EQ(refusal->code, RefusalCode::has_later_facts);
  EXPECT_EQ(refusal->things.back(), IdBytes(visit.id));
}

TEST_F(AbsenceTest, WhoeverWasToldKeepsTheWholeAct) {
  book(patient_, 600);
  const auto proposal = plan(tomorrow());
  const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
  NextStep told = steps_.front();
  told.done_at = clinic_->now();
  accept(clinic_->submit({OpKind::finish_next_step, {facets_of(told, 1)}}));
  EXPECT_EQ(refuse(clinic_->undo(act)), RefusalCode::has_later_facts);
}

TEST_F(AbsenceTest, APlaceTakenMeanwhileIsSaidAndOnlyItIsPlannedAnew) {
  const StaffId colleague = add_colleague("Коллегин");
  for (int i = 0; i < 6; ++i) book(add_patient("Пациентов"), 540 + 30 * i);
  AbsenceWish wish = tomorrow();
  wish.window_days = 0;
  const auto proposal = plan(wish);
  const auto target = target_of(clinic_->catalogue(), *proposal, 2);
  ASSERT_TRUE(target.has_value());
  ASSERT_EQ(target->doctor, colleague);
  book(add_patient("Опередивший"), target->minute, target->doctor, target->room);
  EXPECT_EQ(refuse(clinic_->submit_act(act_of(*proposal))), RefusalCode::slot_taken);
  EXPECT_EQ(absences().size(), 0u) << "all or none";
  const auto again = plan(wish, pins_of(*proposal, PinsOf::everything));
  ASSERT_EQ(again->visits.size(), 6u);
  for (std::size_t v = 0; v < 6; ++v) {
    EXPECT_EQ(again->visits[v].lost_pin, v == 2);
    if (v == 2) continue;
    EXPECT_EQ(target_of(clinic_->catalogue(), *again, v)->begin,
              target_of(clinic_->catalogue(), *proposal, v)->begin);
  }
  accept(clinic_->submit_act(act_of(*again)));
  expect_no_conflict();
}

TEST_F(AbsenceTest, WhatAPersonSaidStandsInTheNextPlan) {
  add_colleague("Коллегин");
  for (int i = 0; i < 4; ++i) book(add_patient("Пациентов"), 540 + 30 * i);
  const auto proposal = plan(tomorrow());
  const auto offers = offers_of(clinic_->catalogue(), *proposal, 1, 12);
  ASSERT_GE(offers.size(), 5u);
  choose(*proposal, 1, offers[4].choice);
  choose(*proposal, 2, std::nullopt);
  const auto again = plan(tomorrow(), pins_of(*proposal, PinsOf::said));
  EXPECT_EQ(target_of(clinic_->catalogue(), *again, 1)->begin, offers[4].target.begin);
  EXPECT_EQ(target_of(clinic_->catalogue(), *again, 1)->doctor, offers[4].target.doctor);
  EXPECT_FALSE(target_of(clinic_->catalogue(), *again, 2).has_value());
  EXPECT_EQ(again->moved(), 3u);
  EXPECT_GE(offers_of(clinic_->catalogue(), *again, 1, 12).size(), 5u) << "other places stay known";
}

TEST_F(AbsenceTest, BookingsWithoutTheirPlaceAreFound) {
  const StaffId colleague = add_colleague("Коллегин");
  const Booking absent = book(patient_, 600);
  const Booking left = book(add_patient("Второв"), 600, colleague, rooms_[1]);
  AbsenceWish wish = tomorrow();
  const auto proposal = plan(wish);
  choose(*proposal, 0, std::nullopt);
  accept(clinic_->submit_act(act_of(*proposal)));
  Staff person = *clinic_->catalogue().person(colleague);
  person.active = false;
  accept(clinic_->submit({OpKind::put_staff, {facets_of(person, 1)}}));
  const auto displaced = *displaced_bookings(*clinic_, tomorrow_);
  ASSERT_EQ(displaced.size(), 2u);
  EXPECT_EQ(displaced[0].booking, absent.id);
  EXPECT_EQ(displaced[0].by, DisplacedBy::doctor_absent);
  EXPECT_EQ(displaced[1].booking, left.id);
  EXPECT_EQ(displaced[1].by, DisplacedBy::doctor_left);
}

/// Random clinics: the checks share nothing with the planner.
TEST_F(AbsenceTest, NothingIsLostInRandomClinics) {
  for (const char* name : {"Б", "В", "Г"}) add_colleague(name);
  std::vector<PatientId> patients;
  for (int i = 0; i < 24; ++i) patients.push_back(add_patient("Пациентов"));
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    for (int i = 0; i < 40; ++i) {
      const std::size_t who = random.below(3) == 0 ? 0 : random.below(doctors_.size());
      Booking booking = booking_at(patients[random.below(patients.size())],
                                   540 + 15 * static_cast<int>(random.below(30)));
      booking.doctor = doctors_[who];
      booking.room = rooms_[random.below(rooms_.size())];
      booking.date = tomorrow_.plus_days(static_cast<int>(random.below(4)));
      (void)try_book(booking);
    }
    std::map<BookingId, Booking> before;
    for (const Booking& booking : all_bookings()) before[booking.id] = booking;
    AbsenceWish wish = tomorrow();
    wish.last = tomorrow_.plus_days(static_cast<int>(random.below(2)));
    wish.begin_minute = 600;
    wish.window_days = 1 + static_cast<int>(random.below(3));
    const auto proposal = plan(wish);
    const OpId act = accept(clinic_->submit_act(act_of(*proposal)));
    expect_no_conflict();
    std::size_t concerned = 0;
    for (const Booking& now : all_bookings()) {
      const Booking& was = before.at(now.id);
      const bool in_absence =
          was.doctor == doctor_ && was.date >= wish.first && was.date <= wish.last &&
          (was.date != wish.first || was.begin_minute + was.length_minutes > 600);
      const bool is_moved = slot_of(now) != slot_of(was);
      if (!in_absence) {
        EXPECT_FALSE(is_moved) << "nobody else is touched";
        continue;
      }
      ++concerned;
      const bool has_task = std::ranges::any_of(
          steps_, [&](const NextStep& step) { return step.patient == now.patient; });
      EXPECT_TRUE(has_task);
      if (!is_moved) continue;
      EXPECT_LE(std::abs(now.date.days - was.date.days), wish.window_days);
      EXPECT_GE(now.begin_minute, 9 * 60);
      EXPECT_LE(now.begin_minute + now.length_minutes, 17 * 60);
      EXPECT_FALSE(now.doctor == doctor_ && now.date >= wish.first && now.date <= wish.last &&
                   (now.date != wish.first || now.begin_minute + now.length_minutes > 600));
    }
    EXPECT_EQ(concerned, proposal->visits.size());
    EXPECT_EQ(all_bookings().size(), before.size()) << "nothing is lost";
    accept(clinic_->undo(act));
    for (const Booking& now : all_bookings()) EXPECT_EQ(slot_of(now), slot_of(before.at(now.id)));
    EXPECT_TRUE(open_steps().empty());
    EXPECT_TRUE(absences().empty());
  }
  expect_whole();
}

}  // namespace
}  // namespace retour::app
