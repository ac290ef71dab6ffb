// The booking form: what is free, what is refused and why, three taps, people who are known
// already, moves. (PP-03, CS-29)
// links: web_views ui_test_support
#include <imgui.h>

#include "web/support/small_clinic.hpp"

#include "views/new_patient.hpp"

namespace retour::views {
namespace {

using ui::Role;

class BookingViews : public SmallClinic {
 public:
  std::vector<Booking> bookings_of(PatientId patient) { return stored<Booking>(patient); }
  std::string free(const std::string& time) {
    return ui.t("calendar.free", {{"time", time}, {"doctor", "Ёлкина"}});
  }
  std::string monday() {
    return ui::format_date(input.today.plus_days(1), ui::DateStyle::weekday_short, ui.language());
  }
};

TEST_F(BookingViews, ThreeTapsFromAFreeSlotOfTheBoard) {
  open_small();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("10:00"));
  // Nothing was typed: the patient is among those entered lately, the service is the usual one.
  activate(Role::option, "Сидоров Пётр, 46 лет, +7 916 123-45-67");
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_FALSE(has(Role::dialog, ui.t("booking.new"))) << dump();
  const auto bookings = bookings_of(patient_);
  ASSERT_EQ(bookings.size(), 1U);
  EXPECT_EQ(bookings[0].begin_minute, 600);
  EXPECT_EQ(bookings[0].service, service_);
  EXPECT_EQ(bookings[0].room, clinic().catalogue().rooms.front().id);
}

TEST_F(BookingViews, ThreeTapsFromAPatient) {
  open_small();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  activate(Role::radio, monday() + ", с 09:00");
  activate(Role::radio, "11:30");
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(bookings_of(patient_).size(), 1U) << dump();
  EXPECT_EQ(bookings_of(patient_)[0].begin_minute, 690);
}

TEST_F(BookingViews, LooksTheSameOnEveryScreen) {
  open_demo();
  for (const int kind : {0, 1}) {
    on_three_screens([&](const std::string& screen) {
      go_to("nav.day");
      if (kind == 0) {
        activate(Role::button, ui.t("day.book"));
        expect_clean();
        picture("booking_empty_" + screen);
        activate(Role::button, ui.t("booking.new_patient"));
        activate(Role::combobox, ui.t("booking.service"));
        activate(Role::option, name_that_begins(Role::option, "Первичный приём кардиолога"));
        expect_clean();
        picture("booking_person_" + screen);
      } else {
        go_to("nav.patients");
        for (const ui::SemanticNode& n : ui.tree().nodes)
          if (n.role == Role::row && n.row == 3) {
            activate(Role::row, std::string(ui.tree().text(n.name)));
            break;
          }
        activate(Role::button, ui.t("card.book"));
        expect_clean();
        picture("booking_patient_" + screen);
      }
      activate(Role::button, ui.t("common.cancel"));
    });
  }
}

TEST_F(BookingViews, TimesAreNarrowedToAPartOfTheDayAndToAWomanOrAMan) {
  open_small();
  Staff woman = *clinic().catalogue().person(doctor_);
  woman.sex = Sex::female;
  submit(OpKind::put_staff, {facets_of(woman, 0)});
  settle();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  EXPECT_FALSE(has(Role::combobox, ui.t("booking.doctor_sex"))) << "there is no choice";
  activate(Role::button, ui.t("common.cancel"));
  Room second = *clinic().catalogue().room(room_);
  second.id = clinic().new_id<Room>();
  submit(OpKind::put_room, {whole(second)});
  Staff man = *clinic().catalogue().person(add_doctor("Дубов"));
  man.sex = Sex::male;
  submit(OpKind::put_staff, {facets_of(man, 0)});
  settle();
  activate(Role::button, ui.t("card.book"));
  type(Role::textbox, ui.t("booking.date"), "23.11.2026");
  const auto times_of = [&](const char* doctor) {
    return has(Role::radiogroup, ui.t("booking.free_times", {{"doctor", doctor}}));
  };
  EXPECT_TRUE(times_of("Ёлкина") && times_of("Дубов")) << dump();
  activate(Role::combobox, ui.t("booking.doctor_sex"));
  activate(Role::option, ui.t("doctor_sex.male"));
  EXPECT_FALSE(times_of("Ёлкина"));
  EXPECT_TRUE(times_of("Дубов")) << dump();
  EXPECT_TRUE(has(Role::radio, "09:00"));
  activate(Role::combobox, ui.t("itinerary.part"));
  activate(Role::option, ui.t("itinerary.afternoon"));
  EXPECT_FALSE(has(Role::radio, "09:00")) << dump();
  EXPECT_TRUE(has(Role::radio, "12:00")) << dump();
  // What is typed may still be any time.
  type(Role::textbox, ui.t("booking.time"), "09:30");
  EXPECT_TRUE(dump().contains(ui.t("booking.is_free", {{"start", "09:30"}, {"end", "10:00"}})))
      << dump();
  expect_clean();
  picture("booking_narrowed");
}

TEST_F(BookingViews, TimesAreNarrowedToWhoSpeaksALanguageAndAnotherDoctorIsNamed) {
  open_small();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  EXPECT_FALSE(has(Role::combobox, ui.t("booking.doctor_language"))) << "nobody's is known";
  activate(Role::button, ui.t("common.cancel"));
  Room second = *clinic().catalogue().room(room_);
  second.id = clinic().new_id<Room>();
  submit(OpKind::put_room, {whole(second)});
  Staff speaks = *clinic().catalogue().person(add_doctor("Дубов"));
  speaks.languages = {"ru", "hy"};
  submit(OpKind::put_staff, {facets_of(speaks, 1)});
  Booking busy = booking_tomorrow(add_patient("Иванова", "Анна", "", {}), 600);
  busy.doctor = speaks.id;
  busy.room = second.id;
  submit(OpKind::book, {whole(busy)});
  settle();
  activate(Role::button, ui.t("card.book"));
  type(Role::textbox, ui.t("booking.date"), "23.11.2026");
  activate(Role::combobox, ui.t("booking.doctor_language"));
  activate(Role::option, ui.t("spoken.hy"));
  EXPECT_FALSE(has(Role::radiogroup, ui.t("booking.free_times", {{"doctor", "Ёлкина"}})));
  EXPECT_TRUE(has(Role::radiogroup, ui.t("booking.free_times", {{"doctor", "Дубов"}}))) << dump();
  // At ten only the other doctor is free: said so, and one tap takes her.
  type(Role::textbox, ui.t("booking.time"), "10:00");
  EXPECT_TRUE(dump().contains(ui.t("blocked.nobody_suits"))) << dump();
  const std::string other = ui.t("opening.other_doctor", {{"doctor", "Ёлкина"}, {"time", "10:00"}});
  ASSERT_TRUE(has(Role::button, other)) << dump();
  expect_clean();
  picture("booking_language");
  activate(Role::button, other);
  EXPECT_TRUE(dump().contains(ui.t("booking.is_free", {{"start", "10:00"}, {"end", "10:30"}})))
      << dump();
}

TEST_F(BookingViews, ATimeThatIsTakenIsRefusedWithTheRuleAndTheNearestChanges) {
  open_small();
  const PatientId other = add_patient("Иванова", "Анна", "", {});
  submit(OpKind::book, {whole(booking_tomorrow(other, 600))});
  settle();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("11:00"));
  activate(Role::option, "Сидоров Пётр, 46 лет, +7 916 123-45-67");
  type(Role::textbox, ui.t("booking.time"), "10.15");
  EXPECT_TRUE(shows(ui.t("blocked.doctor_busy", {{"who", "Ёлкина"}}))) << dump();
  EXPECT_TRUE(node(Role::button, ui.t("booking.submit")).state & ui::State::disabled);
  expect_clean();
  picture("booking_refused");
  activate(Role::button,
           ui.t("opening.at", {{"date", monday()}, {"time", "10:30"}, {"doctor", "Ёлкина"}}));
  activate(Role::button, ui.t("booking.submit"));
  const auto bookings = bookings_of(patient_);
  ASSERT_EQ(bookings.size(), 1U);
  EXPECT_EQ(bookings[0].begin_minute, 630);
}

TEST_F(BookingViews, ASecondVisitIsBookedOnlyWhereTheDoctorTakesSeveralAtOnce) {
  open_small();
  Room room;
  room.id = clinic().new_id<Room>();
  room.branch = branch_;
  room.name = "Кабинет 2";
  submit(OpKind::put_room, {whole(room)});
  const PatientId other = add_patient("Иванова", "Анна", "", {});
  submit(OpKind::book, {whole(booking_tomorrow(other, 600))});
  settle();
  const auto wish_at_ten = [&] {
    activate(Role::button, free("11:00"));
    activate(Role::option, name_that_begins(Role::option, "Сидоров Пётр"));
    type(Role::textbox, ui.t("booking.time"), "10:00");
  };
  activate(Role::button, ui.t("day.next"));
  wish_at_ten();
  EXPECT_FALSE(has(Role::button, ui.t("booking.beside"))) << "one at a time";
  activate(Role::button, ui.t("common.cancel"));
  Staff doctor = *clinic().catalogue().person(doctor_);
  doctor.overbooked_max = 1;
  submit(OpKind::put_staff, {facets_of(doctor, 1)});
  settle();
  wish_at_ten();
  EXPECT_TRUE(shows(ui.t("booking.taken_by",
                         {{"patient", "Иванова Анна"}, {"start", "10:00"}, {"end", "10:30"}})))
      << dump();
  finish_jobs();
  // Too few visits for a model: one in ten.
  EXPECT_TRUE(shows(ui.t("booking.may_become_free", {{"percent", 10}}))) << dump();
  expect_clean();
  picture("booking_beside");
  activate(Role::button, ui.t("booking.beside"));
  const auto bookings = bookings_of(patient_);
  ASSERT_EQ(bookings.size(), 1U) << dump();
  EXPECT_EQ(bookings[0].begin_minute, 600);
  EXPECT_EQ(bookings[0].doctor, doctor_);
  EXPECT_EQ(bookings[0].room, room.id) << "the first room is taken";
  EXPECT_FALSE(shows(ui.t("calendar.conflict.doctor"))) << "two are what he takes";
}

// A drag onto a taken time lands where the form would book it: beside the other, by explicit
// capacity.
TEST_F(BookingViews, ADragOntoATakenTimeLandsBesideWhereTheDoctorTakesTwo) {
  open_small();
  Room room;
  room.id = clinic().new_id<Room>();
  room.branch = branch_;
  room.name = "Кабинет 2";
  submit(OpKind::put_room, {whole(room)});
  submit(OpKind::book, {whole(booking_tomorrow(add_patient("Иванова", "Анна", "", {}), 600))});
  submit(OpKind::book, {whole(booking_tomorrow(patient_, 660))});
  settle();
  activate(Role::button, ui.t("day.next"));
  const auto drag_up_an_hour = [&] {
    const ui::SemanticNode at = node(Role::button, name_that_begins(Role::button, "11:00–11:30, "));
    const float hour = 2 * at.rect.h;
    const float x = at.rect.x + at.rect.w / 2, y = at.rect.y + at.rect.h / 2;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(x, y);
    frame();
    io.AddMouseButtonEvent(0, true);
    frame();
    for (const float part : {0.3F, 0.7F, 1.0F}) {
      io.AddMousePosEvent(x, y - part * hour);
      frame();
    }
    input.time_seconds += 1;
    frame();
    io.AddMouseButtonEvent(0, false);
    frame();
    settle();
  };
  drag_up_an_hour();
  EXPECT_EQ(bookings_of(patient_)[0].begin_minute, 660) << "one at a time";
  Staff doctor = *clinic().catalogue().person(doctor_);
  doctor.overbooked_max = 1;
  submit(OpKind::put_staff, {facets_of(doctor, 1)});
  settle();
  drag_up_an_hour();
  const Booking moved = bookings_of(patient_)[0];
  EXPECT_EQ(moved.begin_minute, 600) << dump();
  EXPECT_EQ(moved.room, room.id) << "the first room is taken";
  EXPECT_FALSE(shows(ui.t("calendar.conflict.doctor")));
}

// FEATURES 54: what visits of this doctor really take is offered, never taken by itself.
TEST_F(BookingViews, AVisitThatUsuallyTakesLongerIsBookedSoInOneTap) {
  open_small();
  for (int i = 1; i <= 15; ++i) {
    const PatientId patient = add_patient("П" + std::to_string(i), "", "", {});
    Booking past = booking_tomorrow(patient, 600);
    past.date = input.today.plus_days(-i);
    past.begin = clinic().catalogue().zone_of(branch_).lookup({past.date, 600 * 60}).first;
    import_booking(past);
    Visit visit;
    visit.id = clinic().new_id<Visit>();
    visit.patient = patient;
    visit.booking = past.id;
    visit.branch = branch_;
    visit.doctor = doctor_;
    visit.arrived_at = visit.entered_at = past.begin;
    visit.finished_at = past.begin.plus_minutes(42);
    submit(OpKind::check_in, {facets_of(visit, 0)});
    submit(OpKind::enter, {facets_of(visit, 1)});
    submit(OpKind::finish_visit, {facets_of(visit, 2)});
  }
  settle();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  activate(Role::radio, monday() + ", с 09:00");
  activate(Role::radio, "11:30");
  EXPECT_TRUE(dump().contains("Обычно длится 45 минут (15 приёмов)")) << dump();
  activate(Role::button, "Записать на 45 мин");
  EXPECT_FALSE(dump().contains("Обычно длится")) << "said and done";
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(bookings_of(patient_).size(), 1U) << dump();
  EXPECT_EQ(bookings_of(patient_)[0].length_minutes, 45);
}

// SC-13, CS-01: what is best for this patient stands first, says why in points that add up, and is
// one tap away.
TEST_F(BookingViews, TheBestTimesComeFirstAndSayWhyInPointsThatAddUp) {
  open_small();
  for (int week = 1; week <= 3; ++week) {  // on Mondays at two, three weeks running
    Booking past = booking_tomorrow(patient_, 14 * 60);
    past.date = input.today.plus_days(-7 * week + 1);
    past.begin = clinic().catalogue().zone_of(branch_).lookup({past.date, 14 * 3600}).first;
    import_booking(past);
    Visit visit;
    visit.id = clinic().new_id<Visit>();
    visit.patient = patient_;
    visit.booking = past.id;
    visit.branch = branch_;
    visit.doctor = doctor_;
    visit.arrived_at = past.begin;
    submit(OpKind::check_in, {facets_of(visit, 0)});
  }
  settle();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  // The last of the afternoon: it leaves the day in one piece.
  const std::string best = monday() + ", 16:30, Ёлкина";
  EXPECT_TRUE(has(Role::radio, best)) << dump();
  activate(Role::radio, best);
  // A day later than today, of 28: 578; one side touches and one can be used: 75; afternoons 100
  // and Mondays 50.
  EXPECT_TRUE(dump().contains(
      "Почему здесь: скоро 578 + свой врач 300 + без окон 75 + удобно пациенту 150 = 1\u00a0103"))
      << dump();
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(bookings_of(patient_).size(), 4U);
  EXPECT_TRUE(std::ranges::any_of(bookings_of(patient_),
                                  [](const Booking& one) { return one.begin_minute == 990; }));
}

/// An infusion: the doctor is needed for the first ten of forty minutes, the room for fifty.
TEST_F(BookingViews, ADoctorOfTenMinutesTakesTheNextPatientWhileTheRoomIsBusy) {
  open_small();
  Service infusion = *clinic().catalogue().service(service_);
  infusion.length_minutes = 40;
  infusion.pattern = {.doctor_minutes = 10, .cleanup_minutes = 10};
  infusion.remote = false;
  infusion.preparation = "Не есть 8 часов";
  submit(OpKind::put_service, {facets_of(infusion, 0)});
  Room second = *clinic().catalogue().room(room_);
  second.id = clinic().new_id<Room>();
  second.name = "Кабинет 2";
  submit(OpKind::put_room, {whole(second)});
  const PatientId other = add_patient("Второва", "Анна", "", {});
  settle();
  for (const auto& [patient, time, minute] :
       {std::tuple{patient_, "10:00", 600}, std::tuple{other, "10:10", 610}}) {
    open_patient(patient == patient_ ? "Сидоров" : "Второва");
    activate(Role::button, ui.t("card.book"));
    activate(Role::radio, monday() + ", с 09:00");
    type(Role::textbox, ui.t("booking.time"), time);
    EXPECT_TRUE(dump().contains("Не есть 8 часов")) << dump();
    activate(Role::button, ui.t("booking.submit"));
    ASSERT_EQ(bookings_of(patient).size(), 1U) << dump();
    EXPECT_EQ(bookings_of(patient)[0].begin_minute, minute);
    EXPECT_EQ(bookings_of(patient)[0].pattern, infusion.pattern);
  }
  EXPECT_NE(bookings_of(patient_)[0].room, bookings_of(other)[0].room);
}

TEST_F(BookingViews, AnOperationNamesItsTeamAndItsBed) {
  open_small();
  const auto room = [&](const char* name, RoomKind kind) {
    Room made = *clinic().catalogue().room(room_);
    made.id = clinic().new_id<Room>();
    made.name = name;
    made.kind = kind;
    submit(OpKind::put_room, {whole(made)});
    return made.id;
  };
  const RoomId theatre = room("Операционная", RoomKind::theatre);
  const RoomId ward = room("Палата", RoomKind::ward);
  const StaffId nurse = add_doctor("Сестрицына");
  Specialty nursing;
  nursing.id = clinic().new_id<Specialty>();
  nursing.name = "Операционная сестра";
  submit(OpKind::put_specialty, {whole(nursing)});
  Staff person = *clinic().catalogue().person(nurse);
  person.specialties = {nursing.id};
  person.roles = RoleSet::of(retour::Role::assistant);
  submit(OpKind::put_staff, {facets_of(person, 1)});
  Shift shift;
  shift.id = clinic().new_id<Shift>();
  shift.staff = doctor_;
  shift.branch = branch_;
  shift.kind = ShiftKind::theatre;
  shift.date = input.today.plus_days(2);
  shift.begin_minute = 17 * 60;
  shift.end_minute = 19 * 60;
  submit(OpKind::put_shifts, {whole(shift)});
  shift.id = clinic().new_id<Shift>();
  shift.staff = nurse;
  submit(OpKind::put_shifts, {whole(shift)});
  Service operation = *clinic().catalogue().service(service_);
  operation.room_kind = RoomKind::theatre;
  operation.remote = false;
  operation.team = {nursing.id};
  operation.nights = 2;
  submit(OpKind::put_service, {facets_of(operation, 0)});
  settle();
  open_patient("Сидоров");
  activate(Role::button, ui.t("card.book"));
  const std::string tuesday =
      ui::format_date(input.today.plus_days(2), ui::DateStyle::weekday_short, ui.language());
  activate(Role::radio, tuesday + ", с 17:00");
  activate(Role::radio, "17:00");
  EXPECT_TRUE(dump().contains("Сестрицына")) << dump();
  EXPECT_TRUE(dump().contains("Палата, 2 ночи")) << dump();
  expect_clean();
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(bookings_of(patient_).size(), 1U) << dump();
  const Booking booking = bookings_of(patient_)[0];
  EXPECT_EQ(booking.room, theatre);
  EXPECT_EQ(booking.team, std::vector{nurse});
  EXPECT_EQ(booking.ward, ward);
  EXPECT_EQ(booking.nights, 2);
}

TEST_F(BookingViews, ATimeIsHeldForAWhileAndThenBookedOrFreeAgain) {
  open_small();
  Policy policy = clinic().catalogue().policy;
  policy.id = app::the_policy_id();
  policy.hold_minutes = 20;
  submit(OpKind::set_policy, {facets_of(policy, 1)});
  settle();
  const auto hold_at = [&](const std::string& time) {
    activate(Role::button, free(time));
    activate(Role::option, name_that_begins(Role::option, "Сидоров Пётр"));
    activate(Role::button, ui.t("booking.hold", {{"count", 20}}));
    EXPECT_FALSE(has(Role::dialog, ui.t("booking.new"))) << dump();
  };
  activate(Role::button, ui.t("day.next"));
  hold_at("10:00");
  ASSERT_EQ(bookings_of(patient_).size(), 1U) << dump();
  EXPECT_EQ(bookings_of(patient_)[0].hold, Hold::held);
  EXPECT_EQ(bookings_of(patient_)[0].held_until, clinic().now().plus_minutes(20));
  EXPECT_FALSE(has(Role::button, free("10:00"))) << "it takes its time";
  const std::string until = ui.t("booking.held_until", {{"time", "11:00"}});
  const auto block = [&](std::string_view time) {
    return name_that_begins(Role::button, std::string(time) + ", Сидоров");
  };
  EXPECT_NE(block("10:00–10:30").find(until), std::string::npos) << block("10:00–10:30");
  expect_clean();
  picture("booking_held_board");
  activate(Role::button, block("10:00–10:30"));
  EXPECT_TRUE(shows(until)) << dump();
  EXPECT_FALSE(has(Role::button, ui.t("booking.check_in"))) << "nobody has agreed yet";
  expect_clean();
  picture("booking_held_sheet");
  activate(Role::button, ui.t("booking.settle"));
  EXPECT_EQ(bookings_of(patient_)[0].hold, Hold::none);
  activate(Role::button, ui.t("common.close"));
  // Another one is let go, a third lapses: nothing is left of either.
  hold_at("12:00");
  activate(Role::button, block("12:00–12:30"));
  activate(Role::button, ui.t("booking.let_go"));
  EXPECT_TRUE(has(Role::button, free("12:00"))) << dump();
  hold_at("14:00");
  EXPECT_FALSE(has(Role::button, free("14:00")));
  clock_us += 20 * 60 * 1'000'000LL;
  settle();
  EXPECT_TRUE(has(Role::button, free("14:00"))) << dump();
  EXPECT_FALSE(has(Role::button, free("10:00"))) << "booked for good";
}

TEST_F(BookingViews, ARequestIsAcceptedOrDeclined) {
  open_small();
  Booking asked = booking_tomorrow(patient_, 600);
  asked.channel = Channel::portal;
  asked.hold = Hold::requested;
  asked.held_until = clinic().now().plus_minutes(120);
  submit(OpKind::book, {whole(asked)});
  settle();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, name_that_begins(Role::button, "10:00–10:30, Сидоров"));
  EXPECT_TRUE(shows(ui.t("booking.requested_until", {{"time", "12:40"}}))) << dump();
  EXPECT_TRUE(has(Role::button, ui.t("booking.decline")));
  activate(Role::button, ui.t("booking.accept"));
  EXPECT_EQ(bookings_of(patient_)[0].hold, Hold::none);
}

TEST_F(BookingViews, ARemoteVisitNeedsNoRoom) {
  open_small();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("10:00"));
  activate(Role::option, "Сидоров Пётр, 46 лет, +7 916 123-45-67");
  activate(Role::checkbox, ui.t("booking.remote"));
  activate(Role::button, ui.t("booking.submit"));
  const auto bookings = bookings_of(patient_);
  ASSERT_EQ(bookings.size(), 1U) << dump();
  EXPECT_TRUE(bookings[0].remote);
  EXPECT_TRUE(bookings[0].room.is_nil());
}

TEST_F(BookingViews, ATimeOutsideTheShiftIsBookedOnlyOnPurpose) {
  open_small();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("10:00"));
  activate(Role::option, "Сидоров Пётр, 46 лет, +7 916 123-45-67");
  type(Role::textbox, ui.t("booking.time"), "18:00");
  EXPECT_TRUE(shows(ui.t("blocked.no_shift", {{"who", "Ёлкина"}}))) << dump();
  EXPECT_TRUE(node(Role::button, ui.t("booking.submit")).state & ui::State::disabled);
  activate(Role::checkbox, ui.t("booking.overrule"));
  activate(Role::button, ui.t("booking.submit"));
  ASSERT_EQ(bookings_of(patient_).size(), 1U) << dump();
  EXPECT_EQ(bookings_of(patient_)[0].begin_minute, 18 * 60);
}

TEST_F(BookingViews, SomebodyWhoIsProbablyKnownIsAskedAbout) {
  open_small();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("10:00"));
  activate(Role::button, ui.t("booking.new_patient"));
  type(Role::textbox, ui.t("booking.family"), "Сидорова");
  type(Role::textbox, ui.t("booking.phone"), "8 916 123-45-67");
  type(Role::textbox, ui.t("booking.birth_date"), "17.05.1980");
  leave(Role::textbox, ui.t("booking.birth_date"));
  EXPECT_TRUE(shows(ui.t("person.probably_known"))) << dump();
  EXPECT_TRUE(node(Role::button, ui.t("booking.submit")).state & ui::State::disabled);
  expect_clean();
  picture("booking_known");
  // Another birth date is another person with the same phone: told, not asked.
  type(Role::textbox, ui.t("booking.birth_date"), "01.02.2011");
  leave(Role::textbox, ui.t("booking.birth_date"));
  EXPECT_TRUE(shows(ui.t("person.shares_phone"))) << dump();
  EXPECT_FALSE(node(Role::button, ui.t("booking.submit")).state & ui::State::disabled);
  // Choosing the known one books for him.
  activate(Role::option, "Сидоров Пётр, 17.05.1980, +7 916 123-45-67");
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_EQ(bookings_of(patient_).size(), 1U) << dump();
}

TEST(Likeness, NeedsMoreThanASharedPhoneOrAName) {
  Patient known;
  known.family_name = "Королёва";
  known.given_name = "Мария";
  known.birth_date = LocalDate::from_ymd(1990, 3, 8);
  known.phones = {{.number = "+79161234567", .note = {}, .confirmed_at = {}}};
  const auto other_day = LocalDate::from_ymd(2015, 1, 1);
  using L = std::optional<Likeness>;
  EXPECT_EQ(likeness_of({"Королева", "Мария", known.birth_date, ""}, known), L(Likeness::probable));
  EXPECT_EQ(likeness_of({"", "", {}, "+79161234567"}, known), L(Likeness::probable));
  EXPECT_EQ(likeness_of({"Белова", "Мария", known.birth_date, "+79161234567"}, known),
            L(Likeness::probable));
  EXPECT_EQ(likeness_of({"Королёва", "Анна", other_day, "+79161234567"}, known),
            L(Likeness::shares_phone));
  EXPECT_EQ(likeness_of({"Белова", "Анна", {}, "+79161234567"}, known), L(Likeness::shares_phone));
  EXPECT_EQ(likeness_of({"Королёва", "Мария", {}, "+79990000000"}, known), L());
}

TEST_F(BookingViews, ARefusedTimeDoesNotEnterThePersonTwice) {
  open_small();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("10:00"));
  activate(Role::button, ui.t("booking.new_patient"));
  type(Role::textbox, ui.t("booking.family"), "Новиков");
  // Yesterday morning is further back than any booking may lie: refused after the person was
  // entered.
  type(Role::textbox, ui.t("booking.date"), "21.11.2026");
  leave(Role::textbox, ui.t("booking.date"));
  type(Role::textbox, ui.t("booking.time"), "9:00");
  activate(Role::checkbox, ui.t("booking.overrule"));
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_TRUE(shows(ui.t("refusal.in_the_past"))) << dump();
  EXPECT_TRUE(has(Role::dialog, ui.t("booking.new")));
  type(Role::textbox, ui.t("booking.date"), "23.11.2026");
  leave(Role::textbox, ui.t("booking.date"));
  type(Role::textbox, ui.t("booking.time"), "10:00");
  activate(Role::button, ui.t("booking.submit"));
  EXPECT_FALSE(has(Role::dialog, ui.t("booking.new"))) << dump();
  const auto people = clinic().search().search("Новиков", 10);
  ASSERT_TRUE(people.has_value());
  ASSERT_EQ(people->size(), 1U);
  EXPECT_EQ(bookings_of(people->front().patient).size(), 1U);
}

TEST_F(BookingViews, ABookingMovesWithoutDragging) {
  open_small();
  activate(Role::button, ui.t("day.next"));
  activate(Role::button, free("10:00"));
  activate(Role::option, "Сидоров Пётр, 46 лет, +7 916 123-45-67");
  activate(Role::button, ui.t("booking.submit"));
  const auto block = [&](std::string_view time) { return name_that_begins(Role::button, time); };
  // Cut, and put into a free time of the board.
  activate(Role::button, block("10:00–10:30, Сидоров"));
  activate(Role::button, ui.t("booking.move"));
  activate(Role::button, ui.t("calendar.move_here", {{"time", "12:00"}, {"doctor", "Ёлкина"}}));
  ASSERT_EQ(bookings_of(patient_).size(), 1U);
  EXPECT_EQ(bookings_of(patient_)[0].begin_minute, 720) << dump();
  // Or by the list of free times.
  activate(Role::button, block("12:00–12:30, Сидоров"));
  activate(Role::button, ui.t("booking.find_time"));
  expect_clean();
  activate(Role::radio, "15:30");
  activate(Role::button, ui.t("booking.move_here"));
  EXPECT_EQ(bookings_of(patient_)[0].begin_minute, 930) << dump();
  EXPECT_EQ(bookings_of(patient_)[0].slot_version, 3);
  // Who moved it, from where to where: the latest first.
  activate(Role::button, block("15:30–16:00, Сидоров"));
  expect_clean();
  ASSERT_TRUE(has(Role::list, ui.t("booking.moves"))) << dump();
  const std::string shown = dump();
  const auto move = [&](std::string_view from, std::string_view to) {
    const auto place = [&](std::string_view time) {
      const std::string date =
          ui::format_date(bookings_of(patient_)[0].date, ui::DateStyle::day_month, ui.language());
      return ui.t("booking.place", {{"date", date}, {"time", time}, {"doctor", "Ёлкина"}});
    };
    return shown.find(ui.t("booking.moved_from_to", {{"from", place(from)}, {"to", place(to)}}));
  };
  EXPECT_NE(move("12:00", "15:30"), std::string::npos) << shown;
  EXPECT_NE(move("10:00", "12:00"), std::string::npos) << shown;
  EXPECT_LT(move("12:00", "15:30"), move("10:00", "12:00"));
}

}  // namespace
}  // namespace retour::views
