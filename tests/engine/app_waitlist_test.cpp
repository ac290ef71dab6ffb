// The waitlist: whom a time suits, in which order, and that one place goes to one person (SC-10).
#include "clinic_fixture.hpp"

#include "app/no_show_risks.hpp"
#include "app/waitlist.hpp"
#include "base/random.hpp"

namespace retour::app {
namespace {

constexpr std::int32_t no_risk = 0;

class WaitlistTest : public ClinicTest {
 protected:
  WaitlistEntry wish(PatientId patient, std::int32_t days_ago = 0) {
    WaitlistEntry entry;
    entry.id = clinic_->new_id<WaitlistEntry>();
    entry.patient = patient;
    entry.service = service_;
    entry.earliest = clinic_->today(branch_);
    entry.asked_at = clinic_->now().plus_minutes(-days_ago * minutes_per_day);
    return entry;
  }
  WaitlistEntry join(const WaitlistEntry& entry) {
    accept(clinic_->submit({OpKind::join_waitlist, {facets_of(entry, 0)}}));
    return entry;
  }
  FreePlace place(std::int32_t minute, std::int32_t length = 30) {
    Booking booking = booking_at(patient_, minute);
    booking.length_minutes = length;
    return place_of(booking);
  }
  Waitlist list() {
    auto loaded = load_waitlist(*clinic_);
    EXPECT_TRUE(loaded.has_value());
    return std::move(*loaded);
  }
  std::vector<WaitCandidate> who(const FreePlace& place, std::int32_t risk = no_risk) {
    const Waitlist now = list();
    return candidates(now, clinic_->catalogue(), place, clinic_->now(),
                      [&](const WaitlistEntry&, LocalDate) { return risk; });
  }
  WaitlistEntry stored(const WaitlistEntry& entry) {
    return **find(static_cast<Tables&>(clinic_->tables()), entry.id);
  }
  Waiting waiting(const WaitlistEntry& entry) {
    for (Waiting& one : list().open)
      if (one.entry.id == entry.id) return one;
    ADD_FAILURE() << "does not wait";
    return {};
  }
};

TEST_F(WaitlistTest, AWishFitsOrDoesNot) {
  const FreePlace free = place(600);
  const auto fits_with = [&](auto change) {
    Waiting one{.entry = wish(patient_), .replaces = {}};
    change(one);
    return fits(clinic_->catalogue(), one, free);
  };
  EXPECT_TRUE(fits_with([](Waiting&) {}));
  EXPECT_TRUE(fits_with([&](Waiting& w) { w.entry.doctor = doctor_; }));
  EXPECT_FALSE(fits_with([&](Waiting& w) { w.entry.doctor = StaffId(id_from_name("other")); }));
  EXPECT_FALSE(fits_with([](Waiting& w) { w.entry.branch = BranchId(id_from_name("there")); }));
  EXPECT_FALSE(fits_with([](Waiting& w) { w.entry.service = ServiceId(id_from_name("gone")); }));
  EXPECT_FALSE(fits_with([&](Waiting& w) { w.entry.earliest = free.date.plus_days(1); }));
  EXPECT_FALSE(fits_with([&](Waiting& w) { w.entry.latest = free.date.plus_days(-1); }));
  EXPECT_TRUE(fits_with([&](Waiting& w) { w.entry.latest = free.date; }));
  const int bit = 1 << (free.date.iso_weekday() - 1);
  EXPECT_TRUE(fits_with([&](Waiting& w) { w.entry.weekdays = bit; }));
  EXPECT_FALSE(fits_with([&](Waiting& w) { w.entry.weekdays = every_weekday & ~bit; }));
  EXPECT_FALSE(fits_with([](Waiting& w) { w.entry.from_minute = 605; }));
  EXPECT_TRUE(fits_with([](Waiting& w) { w.entry.to_minute = 630; }));
  EXPECT_FALSE(fits_with([](Waiting& w) { w.entry.to_minute = 629; }));
  EXPECT_FALSE(fits_with([&](Waiting& w) { w.replaces = booking_at(patient_, 540); }))
      << "not earlier than the booking that he has";
  EXPECT_TRUE(fits_with([&](Waiting& w) { w.replaces = booking_at(patient_, 720); }));
  EXPECT_FALSE(
      fits(clinic_->catalogue(), {.entry = wish(patient_), .replaces = {}}, place(600, 25)))
      << "shorter than the service (ET-07)";
}

TEST_F(WaitlistTest, PointsOrderThoseWhomItSuitsAndAddUp) {
  WaitlistEntry old = join(wish(patient_, 20));
  WaitlistEntry urgent = wish(add_patient("Срочнов"));
  urgent.urgency = Urgency::urgent;
  join(urgent);
  WaitlistEntry named = wish(add_patient("Именов"));
  named.doctor = doctor_;
  join(named);
  const std::vector<WaitCandidate> found = who(place(600, 60), 2'500);
  ASSERT_EQ(found.size(), 3U);
  const Waitlist now = list();
  EXPECT_EQ(now.open[found[0].row].entry.id, urgent.id);
  EXPECT_EQ(now.open[found[1].row].entry.id, old.id);
  EXPECT_EQ(now.open[found[2].row].entry.id, named.id);
  EXPECT_EQ(found[0].terms, (WaitTerms{.fit = 150, .urgency = 400, .keeps = 150, .fairness = 0}));
  EXPECT_EQ(found[1].terms, (WaitTerms{.fit = 150, .urgency = 0, .keeps = 150, .fairness = 100}));
  EXPECT_EQ(found[2].terms, (WaitTerms{.fit = 250, .urgency = 0, .keeps = 150, .fairness = 0}));
  EXPECT_EQ(found[1].waiting_days, 20);
}

TEST_F(WaitlistTest, OrderingHoldsForRandomLists) {
  SeededRandom random(20'261'122);
  for (int round = 0; round < 200; ++round) {
    Waitlist all;
    for (int i = 0; i < 12; ++i) {
      WaitlistEntry entry = wish(patient_, static_cast<std::int32_t>(random.below(400)));
      entry.urgency = static_cast<Urgency>(random.below(3));
      if (random.below(2) == 0) entry.doctor = doctor_;
      if (random.below(4) == 0) entry.weekdays = static_cast<std::int32_t>(1 + random.below(127));
      all.open.push_back({.entry = entry, .replaces = {}});
    }
    const FreePlace free = place(600, static_cast<std::int32_t>(30 + 5 * random.below(20)));
    const auto risk = [&](const WaitlistEntry& entry, LocalDate) {
      return static_cast<std::int32_t>(entry.asked_at.seconds % 10'001);
    };
    const auto found = candidates(all, clinic_->catalogue(), free, clinic_->now(), risk);
    std::size_t fitting = 0;
    for (const Waiting& one : all.open) fitting += fits(clinic_->catalogue(), one, free) ? 1 : 0;
    ASSERT_EQ(found.size(), fitting) << "round " << round;
    for (std::size_t i = 0; i < found.size(); ++i) {
      const WaitTerms& t = found[i].terms;
      EXPECT_EQ(t.total(), t.fit + t.urgency + t.keeps + t.fairness);
      EXPECT_TRUE(t.fit >= 100 && t.fit <= 300 && t.keeps >= 0 && t.keeps <= 200);
      EXPECT_TRUE(t.fairness >= 0 && t.fairness <= 300);
      if (i == 0) continue;
      const WaitCandidate& before = found[i - 1];
      EXPECT_GE(before.terms.total(), t.total());
      if (before.terms.total() == t.total()) EXPECT_LT(before.row, found[i].row);
    }
  }
}

TEST_F(WaitlistTest, WhoWasPassedOverGainsByIt) {
  const WaitlistEntry first = join(wish(patient_, 3));
  const WaitlistEntry later = join(wish(add_patient("Позднев"), 1));
  EXPECT_EQ(who(place(600)).front().passed_over, 0);
  accept(clinic_->submit(booking_draft(*clinic_, waiting(later), place(600), Channel::phone)));
  const auto found = who(place(660));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().passed_over, 1);
  EXPECT_EQ(found.front().terms.fairness, 15 + 25);
}

TEST_F(WaitlistTest, AFreedPlaceInAGroupGoesToWhoeverWaitsForTheGroup) {
  Service service = *clinic_->catalogue().service(service_);
  service.places = 2;
  accept(clinic_->submit({OpKind::put_service, {facets_of(service, 0)}}));
  const auto in_group = [&](const char* name) {
    Booking booking = booking_at(add_patient(name), 600);
    booking.session_places = 2;
    renew_session(booking);
    return booking;
  };
  const Booking stays = in_group("Первый");
  Booking goes = in_group("Второй");
  accept(clinic_->submit({OpKind::book, {whole(stays)}}));
  accept(clinic_->submit({OpKind::book, {whole(goes)}}));
  const WaitlistEntry entry = join(wish(patient_));
  const FreePlace freed = place_of(goes);
  const Result<Outcome> full =
      clinic_->submit(booking_draft(*clinic_, waiting(entry), freed, Channel::phone));
  EXPECT_TRUE(std::holds_alternative<Refusal>(*full)) << "both places are taken";
  goes.entered_in_error = true;
  accept(clinic_->submit({OpKind::cancel_booking, {facets_of(goes, 3)}}));
  const OpId op =
      accept(clinic_->submit(booking_draft(*clinic_, waiting(entry), freed, Channel::phone)));
  (void)op;
  const auto booked = find(static_cast<Tables&>(clinic_->tables()), stored(entry).booked);
  EXPECT_EQ((*booked)->session, stays.session);
}

TEST_F(WaitlistTest, AnOfferHoldsUntilItExpires) {
  const WaitlistEntry entry = join(wish(patient_));
  accept(clinic_->submit(offer_draft(*clinic_, entry, place(600), 30)));
  EXPECT_EQ(state_of(stored(entry), clinic_->now()), WaitState::offered);
  Waitlist now = list();
  ASSERT_NE(holder_of(now, place(600), clinic_->now()), nullptr);
  EXPECT_NE(holder_of(now, place(615), clinic_->now()), nullptr) << "overlaps";
  EXPECT_EQ(holder_of(now, place(630), clinic_->now()), nullptr);
  EXPECT_EQ(who(place(600)).size(), 1U) << "his own place";
  EXPECT_TRUE(who(place(660)).empty()) << "one offer at a time";
  now_ms_ += 29 * 60'000;
  EXPECT_EQ(state_of(stored(entry), clinic_->now()), WaitState::offered);
  now_ms_ += 60'000;
  EXPECT_EQ(state_of(stored(entry), clinic_->now()), WaitState::expired);
  EXPECT_EQ(holder_of(list(), place(600), clinic_->now()), nullptr);
  EXPECT_EQ(who(place(660)).size(), 1U);
}

TEST_F(WaitlistTest, TwoPeopleTakeOneOfferedTimeAndOneGetsIt) {
  const WaitlistEntry one = join(wish(patient_));
  const WaitlistEntry other = join(wish(add_patient("Второв")));
  accept(clinic_->submit(offer_draft(*clinic_, one, place(600), 30)));
  accept(clinic_->submit(offer_draft(*clinic_, other, place(600), 30)));
  const Draft first = booking_draft(*clinic_, waiting(one), place(600), Channel::phone);
  const Draft second = booking_draft(*clinic_, waiting(other), place(600), Channel::phone);
  accept(clinic_->submit(first));
  EXPECT_EQ(refuse(clinic_->submit(second)), RefusalCode::slot_taken);
  EXPECT_EQ(state_of(stored(one), clinic_->now()), WaitState::booked);
  EXPECT_TRUE(stored(other).is_open()) << "waits on";
  EXPECT_TRUE(all_of<Booking>(static_cast<Tables&>(clinic_->tables()), other.patient)->empty());
}

TEST_F(WaitlistTest, UndoneBookingsLetThePatientWaitAgain) {
  const WaitlistEntry entry = join(wish(patient_));
  const OpId booked =
      accept(clinic_->submit(booking_draft(*clinic_, waiting(entry), place(600), Channel::phone)));
  EXPECT_FALSE(stored(entry).is_open());
  accept(clinic_->undo(booked));
  EXPECT_TRUE(stored(entry).is_open());
  EXPECT_EQ(who(place(600)).size(), 1U);
}

TEST_F(WaitlistTest, AnEarlierTimeMovesTheBookingThatItReplaces) {
  Booking present = booking_at(patient_, 900);
  accept(clinic_->submit({OpKind::book, {whole(present)}}));
  WaitlistEntry entry = wish(patient_);
  entry.replaces = present.id;
  join(entry);
  EXPECT_TRUE(who(place(960)).empty()) << "later than he has";
  ASSERT_EQ(who(place(600)).size(), 1U);
  const Draft move = booking_draft(*clinic_, waiting(entry), place(600), Channel::phone);
  EXPECT_EQ(move.kind, OpKind::move_booking);
  const OpId moved = accept(clinic_->submit(move));
  const auto at = [&] {
    return (**find(static_cast<Tables&>(clinic_->tables()), present.id)).begin_minute;
  };
  EXPECT_EQ(at(), 600);
  EXPECT_EQ(stored(entry).booked, present.id);
  accept(clinic_->undo(moved));
  EXPECT_EQ(at(), 900);
  EXPECT_TRUE(stored(entry).is_open());
}

TEST_F(WaitlistTest, WithoutHistoryOnesOwnRecordSaysHowLikelyATimeIsKept) {
  const PatientId often = add_patient("Забывахин");
  for (int i = 1; i <= 4; ++i) {
    Booking past = booking_at(often, 600);
    past.date = clinic_->today(branch_).plus_days(-i);
    past.begin_minute = untimed_minute;
    past.begin = clinic_->catalogue().zone_of(branch_).day(past.date).begin;
    past.room = {};
    accept(clinic_->submit({OpKind::book, {whole(past)}}));
    past.no_show_at = clinic_->now();
    accept(clinic_->submit({OpKind::mark_no_show, {facets_of(past, 4)}}));
  }
  NoShowRisks risks(*clinic_);
  for (int i = 0; i < 100 && !risks.is_ready(); ++i) {
    ASSERT_TRUE(risks.refresh());
    clinic_->jobs().run(1000);
  }
  const LocalDate today = clinic_->today(branch_);
  EXPECT_EQ(risks.risk_permyriad(patient_, {}, today, {}), 1'000);
  EXPECT_EQ(risks.risk_permyriad(often, {}, today, {}), 10'000 * 5 / 14);
}

}  // namespace
}  // namespace retour::app
