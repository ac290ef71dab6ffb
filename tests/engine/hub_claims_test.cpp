// The hub over both of its memories: numbers and chain, the clock, and who holds a slot.
// [SECTION] fixture   [SECTION] numbers and chain   [SECTION] the clock   [SECTION] one slot
// [SECTION] overbooking   [SECTION] groups   [SECTION] holds   [SECTION] moves
// [SECTION] imports   [SECTION] against a naive judge.
//
// links: app
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>

#include "app/sql_log_store.hpp"
#include "engine/memory_log_store.hpp"
#include "engine/random_op.hpp"
#include "hub/hub.hpp"
#include "store/sql_tables.hpp"
#include "support/store_database.hpp"

namespace retour::hub {
namespace {

using testing::one_in;

// [SECTION] fixture ------------------------------------------------------------------------------

constexpr std::int64_t day_begin = 1'772'409'600;  // 2026-03-02T00:00Z
constexpr std::int64_t now_milliseconds = (day_begin + 12 * 3600) * 1000LL;

IdBytes named(std::string_view name) {
  return id_from_name(name);
}

struct MemoryBacking {
  testing::MemoryLogStore store;
  LogStore& log_store() { return store; }
  std::vector<NumberedOp> log() { return store.log; }
  void set_capacity(std::string_view room, std::int32_t capacity) {
    store.capacities[named(room)] = capacity;
  }
  void set_overbooked(std::string_view person, std::int32_t beyond_first) {
    store.overbooked[named(person)] = beyond_first;
  }
  void set_overbookers(RoleSet roles) { store.overbooked_by = roles; }
};

struct SqlBacking {
  test::StoreDatabase opened;
  store::SqlTables tables{*opened.database};
  store::OpLog op_log{*opened.database};
  app::SqlLogStore store{*opened.database, op_log};
  std::optional<store::Transaction> change;
  SqlBacking() {
    EXPECT_TRUE(op_log.load());
    change.emplace(std::move(*opened.database->begin()));
  }
  ~SqlBacking() { EXPECT_TRUE(change->commit()); }
  LogStore& log_store() { return store; }
  std::vector<NumberedOp> log() {
    std::vector<NumberedOp> ops;
    for (const store::LoggedOp& op : *op_log.after(0, 1'000'000))
      ops.push_back({{op.seq, op.verdict, op.at}, op.id, {}, op.bytes});
    return ops;
  }
  void set_capacity(std::string_view name, std::int32_t capacity) {
    Room room;
    room.id = RoomId(named(name));
    room.capacity = capacity;
    EXPECT_TRUE(tables.write(Entity(room)));
  }
  void set_overbooked(std::string_view name, std::int32_t beyond_first) {
    Staff person;
    person.id = StaffId(named(name));
    person.overbooked_max = beyond_first;
    EXPECT_TRUE(tables.write(Entity(person)));
  }
  void set_overbookers(RoleSet roles) {
    Policy policy;
    policy.id = PolicyId(named("policy"));
    policy.overbooked_by = roles;
    EXPECT_TRUE(tables.write(Entity(policy)));
  }
};

template <class Backing>
class HubTest : public ::testing::Test {
 protected:
  Op op_of(OpKind kind, std::vector<Part> parts) {
    Op op;
    op.header.id = OpId(make_id(now_ / 1000, random_));
    op.header.kind = kind;
    op.header.replica = ReplicaId(named("replica"));
    op.header.at = HybridTime::of(now_, 0);
    op.header.patient = subject_patient(parts).value_or(PatientId{});
    op.parts = std::move(parts);
    return op;
  }
  Answer offer(const Op& op) {
    const EncodedOp encoded = encode(op, random_);
    auto answer = hub_.offer(encoded, now_);
    EXPECT_TRUE(answer) << answer.error().context;
    return answer ? *answer : Answer{};
  }
  /// A booking of one doctor in one room; empty names are nobody and nowhere.
  Booking booking(std::string_view name, std::string_view doctor, std::string_view room,
                  int begin_minute, int length_minutes) {
    Booking made;
    made.id = BookingId(named(name));
    made.patient = PatientId(named(std::string("patient of ") + std::string(name)));
    if (!doctor.empty()) made.doctor = StaffId(named(doctor));
    if (!room.empty()) made.room = RoomId(named(room));
    made.begin_minute = begin_minute;
    made.length_minutes = length_minutes;
    // The day after now, so that an import counts as not over yet.
    made.begin = Instant{day_begin + 24 * 3600}.plus_minutes(begin_minute);
    return made;
  }
  Answer book(const Booking& b) { return offer(op_of(OpKind::book, {whole(b)})); }
  Answer book_as(Role role, const Booking& b) {
    Op op = op_of(OpKind::book, {whole(b)});
    op.header.author = StaffId(named("author"));
    op.header.role = role;
    return offer(op);
  }
  /// Held for so many seconds from now on.
  Booking held(std::string_view name, std::string_view doctor, int begin_minute,
               std::int64_t seconds) {
    Booking made = booking(name, doctor, "", begin_minute, 30);
    made.hold = retour::Hold::held;
    made.held_until = Instant{now_ / 1000 + seconds};
    return made;
  }
  Answer settle(Booking b, int version) {
    b.slot_version = version;
    b.hold = retour::Hold::none;
    b.held_until = {};
    return offer(op_of(OpKind::confirm_booking, {facets_of(b, 0, 2)}));
  }
  Answer move(Booking b, int version) {
    b.slot_version = version;
    return offer(op_of(OpKind::move_booking, {facets_of(b, 0)}));
  }
  Answer cancel(Booking b) {
    b.cancelled_at = {1};
    return offer(op_of(OpKind::cancel_booking, {facets_of(b, 3)}));
  }
  Answer reinstate(Booking b, int version) {
    b.slot_version = version;
    return offer(op_of(OpKind::reinstate_booking, {facets_of(b, 0, 3)}));
  }
  Answer import(const Booking& b) {
    Op op = op_of(OpKind::import_row, {whole(b)});
    op.header.batch = ImportBatchId(named("batch"));
    return offer(op);
  }

  static constexpr auto accepted = Verdict::accepted;
  static constexpr auto taken = Verdict::slot_taken;
  static constexpr auto stale = Verdict::slot_stale;

  SeededRandom random_{41};
  std::int64_t now_ = now_milliseconds;
  Backing backing_;
  Hub hub_{backing_.log_store()};
};

using Backings = ::testing::Types<MemoryBacking, SqlBacking>;
TYPED_TEST_SUITE(HubTest, Backings);

#define EXPECT_VERDICT(answer, expected) EXPECT_EQ((answer).envelope.verdict, this->expected)

// [SECTION] numbers and chain --------------------------------------------------------------------

/// The chain by its definition in op_codec.hpp, from the log alone.
std::optional<Digest> chain_of(const std::vector<NumberedOp>& log) {
  Digest chain;
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (log[i].envelope.seq != i + 1) return std::nullopt;
    const auto encoded = parse_op(log[i].bytes);
    if (!encoded) return std::nullopt;
    chain = chain_link(chain, log[i].envelope.seq, log[i].envelope.verdict, log[i].envelope.at,
                       encoded->digest());
  }
  return chain;
}

TYPED_TEST(HubTest, NumbersWithoutGapsAndChainsEveryOp) {
  for (int i = 0; i < 300; ++i) {
    Op op = testing::random_op(this->random_);
    std::erase_if(op.parts, [](const Part& part) {
      return std::holds_alternative<Booking>(part.entity) ||
             std::holds_alternative<Withdrawal>(part.entity);
    });
    if (op.parts.empty()) continue;
    const auto before = this->backing_.log_store().head();
    const Answer answer = this->offer(op);
    EXPECT_EQ(answer.envelope.seq, before->seq + 1);
    EXPECT_FALSE(answer.repeated);
  }
  const auto head = this->backing_.log_store().head();
  EXPECT_GT(head->seq, 200U);
  EXPECT_EQ(chain_of(this->backing_.log()), head->chain);
}

TYPED_TEST(HubTest, TamperingIsDetected) {
  // Battery row 26: flip, delete, reorder, truncate any entry, change any envelope.
  for (int i = 0; i < 40; ++i)
    this->book(this->booking("b" + std::to_string(i), "doctor", "", 30 * i, i % 3 == 0 ? 60 : 30));
  const Digest chain = this->backing_.log_store().head()->chain;
  const std::vector<NumberedOp> log = this->backing_.log();
  ASSERT_EQ(chain_of(log), chain);
  SeededRandom random(42);
  for (int i = 0; i < 10'000; ++i) {
    std::vector<NumberedOp> changed = log;
    const std::size_t at = random.below(changed.size());
    switch (random.below(6)) {
      case 0: {
        Bytes& bytes = changed[at].bytes;
        bytes[random.below(bytes.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
        break;
      }
      case 1: changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(at)); break;
      case 2: changed.resize(at); break;
      case 3: {
        const std::size_t other = (at + 1 + random.below(changed.size() - 1)) % changed.size();
        std::swap(changed[at].bytes, changed[other].bytes);
        break;
      }
      case 4: changed[at].envelope.at.packed ^= 1ULL << random.below(60); break;
      default:
        changed[at].envelope.verdict = changed[at].envelope.verdict == Verdict::accepted
                                           ? Verdict::slot_taken
                                           : Verdict::accepted;
        break;
    }
    ASSERT_NE(chain_of(changed), chain) << "edit " << i;
  }
}

TYPED_TEST(HubTest, AnOpThatComesAgainGetsTheSameAnswer) {
  const EncodedOp first =
      encode(this->op_of(OpKind::book, {whole(this->booking("b1", "doctor", "", 540, 30))}),
             this->random_);
  const EncodedOp second =
      encode(this->op_of(OpKind::book, {whole(this->booking("b2", "doctor", "", 540, 30))}),
             this->random_);
  const auto winner = this->hub_.offer(first, this->now_);
  const auto loser = this->hub_.offer(second, this->now_);
  EXPECT_VERDICT(*winner, accepted);
  EXPECT_VERDICT(*loser, taken);
  const auto head = this->backing_.log_store().head();
  for (int i = 0; i < 5; ++i) {  // retried by several tabs, up to 30 days later
    const std::int64_t later = this->now_ + i * 7 * 86'400'000LL;
    const auto again = this->hub_.offer(first, later), lost_again = this->hub_.offer(second, later);
    ASSERT_TRUE(again && lost_again);
    EXPECT_TRUE(again->repeated && lost_again->repeated);
    EXPECT_EQ(again->envelope.seq, winner->envelope.seq);
    EXPECT_EQ(again->envelope.at, winner->envelope.at);
    EXPECT_VERDICT(*lost_again, taken);
  }
  EXPECT_EQ(this->backing_.log_store().head()->chain, head->chain) << "nothing was applied twice";
}

TYPED_TEST(HubTest, AKnownIdWithOtherContentIsAConflict) {
  Op op = this->op_of(OpKind::book, {whole(this->booking("b1", "doctor", "", 540, 30))});
  this->offer(op);
  const auto head = this->backing_.log_store().head();
  std::get<Booking>(op.parts[0].entity).begin_minute = 600;
  const auto answer = this->hub_.offer(encode(op, this->random_), this->now_);
  ASSERT_FALSE(answer) << "a cloned tablet";
  EXPECT_EQ(answer.error().code, FailureCode::conflict);
  EXPECT_EQ(*this->backing_.log_store().head(), *head);
}

TYPED_TEST(HubTest, BytesThatDoNotDecodeAreRefused) {
  EncodedOp encoded =
      encode(this->op_of(OpKind::book, {whole(this->booking("b1", "doctor", "", 540, 30))}),
             this->random_);
  encoded.header[0] = 9;
  const auto answer = this->hub_.offer(encoded, this->now_);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, FailureCode::malformed);
  EXPECT_EQ(this->backing_.log_store().head()->seq, 0U);
}

// [SECTION] the clock ----------------------------------------------------------------------------

Op a_reason(SeededRandom& random, std::int64_t milliseconds, std::uint16_t counter) {
  Reason reason;
  reason.id = ReasonId(named("reason"));
  reason.name = "r" + std::to_string(random.next());
  Op op;
  op.header.id = OpId(make_id(1, random));
  op.header.kind = OpKind::put_reason;
  op.header.at = HybridTime::of(milliseconds, counter);
  op.parts = {whole(reason)};
  return op;
}

TYPED_TEST(HubTest, HonestStampsStayAsTheyAre) {
  for (const std::int64_t lag :
       {std::int64_t{0}, std::int64_t{1000}, -clock_lead_milliseconds_max}) {
    const Op op = a_reason(this->random_, this->now_ - lag, 3);
    EXPECT_EQ(this->offer(op).envelope.at, op.header.at);
  }
}

TYPED_TEST(HubTest, ADeviceIn2038WinsNothing) {
  const std::int64_t in_2038 = 2'147'483'647'000;
  const Answer early = this->offer(a_reason(this->random_, in_2038, 0));
  const Answer next = this->offer(a_reason(this->random_, in_2038, 1));
  EXPECT_LE(early.envelope.at.milliseconds(), this->now_);
  EXPECT_LT(early.envelope.at, next.envelope.at)
      << "two ops of one device tied, so that the earlier could win";
  this->now_ += 1000;
  const Answer honest = this->offer(a_reason(this->random_, this->now_, 0));
  EXPECT_GT(honest.envelope.at, next.envelope.at)
      << "a second later everybody else wins again, not after the whole lead";
}

TYPED_TEST(HubTest, AClinicWhoseClockStoodWrongKeepsWhatItWritesLater) {
  // In process the hub's clock is the computer's own: it stood in 2038 for a day and was set right.
  const std::int64_t right = this->now_;
  this->now_ = 2'147'483'647'000;
  const Answer wrong = this->offer(a_reason(this->random_, this->now_, 0));
  EXPECT_EQ(wrong.envelope.at.milliseconds(), this->now_);
  this->now_ = right;
  HybridClock clock(wrong.envelope.at);
  Answer last = wrong;
  for (int i = 0; i < 10; ++i) {
    const HybridTime tick = clock.tick(this->now_ + i);
    const Answer later = this->offer(a_reason(this->random_, tick.milliseconds(), tick.counter()));
    EXPECT_GT(later.envelope.at, last.envelope.at) << "the later edit must win";
    last = later;
  }
}

// [SECTION] one slot -----------------------------------------------------------------------------

TYPED_TEST(HubTest, AThousandRequestsForOneSlotHaveOneWinner) {
  // Battery row 12, the hub's part: exactly one winner, 999 clear refusals.
  for (int round = 0; round < 5; ++round) {
    const std::size_t winner = this->random_.below(1000);
    int won = 0;
    for (std::size_t i = 0; i < 1000; ++i) {
      Booking b = this->booking(std::to_string(round) + "/" + std::to_string(i), "doctor", "room",
                                540 + 60 * round, 30);
      const Answer answer = this->book(b);
      if (answer.envelope.verdict == Verdict::accepted) {
        ++won;
        continue;
      }
      EXPECT_VERDICT(answer, taken);
      ASSERT_EQ(answer.conflict.size(), 2U);
      EXPECT_EQ(answer.conflict[1], named(std::to_string(round) + "/0"));
    }
    ASSERT_EQ(won, 1) << round << " " << winner;
  }
}

TYPED_TEST(HubTest, TouchingSlotsDoNotOverlap) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 570, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "", 510, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b4", "doctor", "", 535, 10)), taken);
  EXPECT_VERDICT(this->book(this->booking("b5", "doctor", "", 0, 720)), taken);
  EXPECT_VERDICT(this->book(this->booking("b6", "other", "", 540, 30)), accepted);
}

TYPED_TEST(HubTest, TheRoomCountsBesideTheDoctor) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "room", 540, 30)), accepted);
  const Answer answer = this->book(this->booking("b2", "other", "room", 565, 30));
  EXPECT_VERDICT(answer, taken);
  EXPECT_EQ(answer.conflict, (std::vector<IdBytes>{named("room"), named("b1")}));
  EXPECT_VERDICT(this->book(this->booking("b3", "other", "", 565, 30)), accepted)
      << "the refused one holds nothing of the doctor";
}

TYPED_TEST(HubTest, CapacityIsHowManyAtOnce) {
  this->backing_.set_capacity("ward", 2);
  EXPECT_VERDICT(this->book(this->booking("b1", "", "ward", 540, 60)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "", "ward", 570, 60)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "", "ward", 540, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b4", "", "ward", 590, 30)), taken);
  EXPECT_VERDICT(this->book(this->booking("b5", "", "ward", 600, 30)), accepted);
  const Answer full = this->move(this->booking("b5", "", "ward", 585, 30), 2);
  EXPECT_VERDICT(full, taken);
  ASSERT_EQ(full.conflict.size(), 2U);
  EXPECT_NE(full.conflict[1], named("b5")) << "nobody stands in his own way";
}

TYPED_TEST(HubTest, ADoctorIsHeldForHisPartOfTheVisitAndTheRoomForMore) {
  Booking infusion = this->booking("b1", "doctor", "room", 540, 60);
  infusion.pattern = {
      .doctor_after_minutes = 0, .doctor_minutes = 10, .setup_minutes = 5, .cleanup_minutes = 15};
  EXPECT_VERDICT(this->book(infusion), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 545, 30)), taken);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "other room", 550, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b4", "other", "room", 600, 15)), taken);
  EXPECT_VERDICT(this->book(this->booking("b5", "other", "room", 615, 15)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b6", "", "room", 530, 10)), taken);
}

TYPED_TEST(HubTest, ADeviceIsHeldForItsPartOfTheVisit) {
  const auto with_device = [&](const std::string& name, const std::string& room, int begin) {
    Booking b = this->booking(name, "", room, begin, 60);
    b.device = DeviceId(named("device"));
    b.device_part = {.after_minutes = 30, .minutes = 15};
    b.pattern.cleanup_minutes = 5;
    return b;
  };
  EXPECT_VERDICT(this->book(with_device("b1", "room 1", 540)), accepted);
  EXPECT_VERDICT(this->book(with_device("b2", "room 2", 555)), taken);
  EXPECT_VERDICT(this->book(with_device("b3", "room 2", 560)), accepted);
  EXPECT_VERDICT(this->book(with_device("b4", "room 3", 520)), accepted);
}

TYPED_TEST(HubTest, ABedIsHeldByNightsAndMadeForTheNextOneOnTheDayOfLeaving) {
  const auto operation = [&](const std::string& name, const std::string& room, int days,
                             int nights) {
    Booking b = this->booking(name, "", room, 540, 30);
    b.ward = RoomId(named("ward"));
    b.date = b.date.plus_days(days);
    b.nights = nights;
    return b;
  };
  EXPECT_VERDICT(this->book(operation("b1", "room 1", 0, 3)), accepted);
  const Answer full = this->book(operation("b2", "room 2", 2, 1));
  EXPECT_VERDICT(full, taken);
  EXPECT_EQ(full.conflict, (std::vector<IdBytes>{named("ward"), named("b1")}));
  EXPECT_VERDICT(this->book(operation("b3", "room 3", 3, 1)), accepted);
  EXPECT_VERDICT(this->cancel(operation("b1", "room 1", 0, 3)), accepted);
  EXPECT_VERDICT(this->book(operation("b4", "room 4", 1, 2)), accepted);
  EXPECT_VERDICT(this->book(operation("b5", "room 5", 1, 3)), taken);
}

TYPED_TEST(HubTest, AUserCannotOverbookByPassingForAnImport) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), accepted);
  Op op = this->op_of(OpKind::book, {whole(this->booking("b2", "doctor", "", 540, 30))});
  op.header.batch = ImportBatchId(named("batch"));
  EXPECT_VERDICT(this->offer(op), taken);
}

TYPED_TEST(HubTest, ASlotIsAtMostADay) {
  const auto answer = this->hub_.offer(
      encode(this->op_of(OpKind::book, {whole(this->booking("b1", "doctor", "", 0, 1445))}),
             this->random_),
      this->now_);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, FailureCode::limit);
  EXPECT_VERDICT(this->import(this->booking("b2", "doctor", "", 0, 30'000)), accepted);
}

// [SECTION] overbooking --------------------------------------------------------------------------

TYPED_TEST(HubTest, SeveralAtOnceOnlyByCapacityAndRole) {
  const auto at_ten = [&](const char* name, const char* doctor = "doctor") {
    return this->booking(name, doctor, "", 600, 30);
  };
  EXPECT_VERDICT(this->book_as(Role::owner, at_ten("a1")), accepted);
  EXPECT_VERDICT(this->book_as(Role::owner, at_ten("a2")), taken) << "he takes one at a time";
  this->backing_.set_overbooked("doctor", 1);
  const Answer refused = this->book_as(Role::receptionist, at_ten("a2"));
  EXPECT_VERDICT(refused, taken);
  EXPECT_EQ(refused.conflict, (std::vector<IdBytes>{named("doctor"), named("a1")}));
  EXPECT_VERDICT(this->book(at_ten("a2")), taken) << "the system itself never overbooks";
  EXPECT_VERDICT(this->book_as(Role::manager, at_ten("a2")), accepted);
  EXPECT_VERDICT(this->book_as(Role::owner, at_ten("a3")), taken) << "two is all he takes";
  EXPECT_VERDICT(this->cancel(at_ten("a1")), accepted);
  EXPECT_VERDICT(this->book_as(Role::receptionist, at_ten("a3")), taken) << "one is still there";
  EXPECT_VERDICT(this->cancel(at_ten("a2")), accepted);
  EXPECT_VERDICT(this->book_as(Role::receptionist, at_ten("a3")), accepted);
}

TYPED_TEST(HubTest, WhoMayOverbookIsPolicyAndAnOwnerAlways) {
  this->backing_.set_overbooked("doctor", 2);
  this->backing_.set_overbookers(RoleSet::of(Role::receptionist));
  const auto at_ten = [&](const char* name, const char* room = "") {
    return this->booking(name, "doctor", room, 600, 30);
  };
  EXPECT_VERDICT(this->book_as(Role::manager, at_ten("a1", "room")), accepted);
  EXPECT_VERDICT(this->book_as(Role::manager, at_ten("a2")), taken);
  EXPECT_VERDICT(this->book_as(Role::receptionist, at_ten("a2", "room")), taken)
      << "a room holds what it holds";
  EXPECT_VERDICT(this->book_as(Role::receptionist, at_ten("a2")), accepted);
  EXPECT_VERDICT(this->book_as(Role::owner, at_ten("a3")), accepted);
  EXPECT_VERDICT(this->book_as(Role::owner, at_ten("a4")), taken);
}

// [SECTION] groups -------------------------------------------------------------------------------

/// A booking in a group of so many places.
Booking in_group(Booking booking, std::int32_t places) {
  booking.service = ServiceId(named("yoga"));
  booking.session_places = places;
  renew_session(booking);
  return booking;
}

TYPED_TEST(HubTest, AGroupSharesItsTimeUntilItsPlacesAreTaken) {
  const auto at_ten = [&](const char* name) {
    return in_group(this->booking(name, "doctor", "room", 600, 60), 3);
  };
  EXPECT_VERDICT(this->book(at_ten("a1")), accepted);
  EXPECT_VERDICT(this->book(at_ten("a2")), accepted);
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 630, 30)), taken)
      << "the doctor holds a group, not a place in it";
  EXPECT_VERDICT(this->book(at_ten("a3")), accepted);
  const Answer full = this->book(at_ten("a4"));
  EXPECT_VERDICT(full, taken) << "three places";
  EXPECT_EQ(full.conflict, (std::vector<IdBytes>{named("doctor"), named("a1")}));
  EXPECT_VERDICT(this->cancel(at_ten("a2")), accepted);
  EXPECT_VERDICT(this->book(at_ten("a4")), accepted);
}

TYPED_TEST(HubTest, AnotherGroupIsAnotherVisit) {
  EXPECT_VERDICT(this->book(in_group(this->booking("a1", "doctor", "room", 600, 60), 3)), accepted);
  EXPECT_VERDICT(this->book(in_group(this->booking("b1", "doctor", "other", 600, 60), 3)), taken)
      << "in another room";
  EXPECT_VERDICT(this->book(in_group(this->booking("b2", "doctor", "room", 615, 60), 3)), taken)
      << "at another time";
  EXPECT_VERDICT(this->book(in_group(this->booking("b3", "other", "room", 600, 60), 3)), taken)
      << "with somebody else";
  EXPECT_VERDICT(this->book(in_group(this->booking("b4", "other", "hall", 600, 60), 3)), accepted);
}

TYPED_TEST(HubTest, AGroupCountsOnceInARoomOfSeveral) {
  this->backing_.set_capacity("hall", 2);
  for (const char* name : {"a1", "a2", "a3"})
    EXPECT_VERDICT(this->book(in_group(this->booking(name, "doctor", "hall", 600, 60), 3)),
                   accepted);
  EXPECT_VERDICT(this->book(this->booking("b1", "other", "hall", 600, 60)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "third", "hall", 600, 60)), taken);
}

TYPED_TEST(HubTest, WhoeverMovesOutOfAGroupLeavesHisPlaceAndTakesTheNewTimeAlone) {
  const Booking a1 = in_group(this->booking("a1", "doctor", "room", 600, 60), 2);
  EXPECT_VERDICT(this->book(a1), accepted);
  EXPECT_VERDICT(this->book(in_group(this->booking("a2", "doctor", "room", 600, 60), 2)), accepted);
  EXPECT_VERDICT(this->move(in_group(this->booking("a1", "doctor", "room", 660, 60), 2), 2),
                 accepted);
  EXPECT_VERDICT(this->book(in_group(this->booking("a3", "doctor", "room", 600, 60), 2)), accepted);
  EXPECT_VERDICT(this->move(a1, 3), taken) << "somebody has his place";
}

// [SECTION] holds --------------------------------------------------------------------------------

constexpr std::int64_t half_hour = 30 * 60;

TYPED_TEST(HubTest, AHoldTakesItsTimeUntilItLapses) {
  EXPECT_VERDICT(this->book(this->held("h1", "doctor", 600, half_hour)), accepted);
  const Answer answer = this->book(this->booking("b1", "doctor", "", 600, 30));
  EXPECT_VERDICT(answer, taken);
  EXPECT_EQ(answer.conflict, (std::vector<IdBytes>{named("doctor"), named("h1")}));
  this->now_ += half_hour * 1000 - 1;
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 600, 30)), taken);
  this->now_ += 1;
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 615, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 600, 15)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "", 600, 15)), taken);
}

TYPED_TEST(HubTest, SettlingAHoldKeepsTheTimeForGood) {
  const Booking h1 = this->held("h1", "doctor", 600, half_hour);
  EXPECT_VERDICT(this->book(h1), accepted);
  EXPECT_VERDICT(this->settle(h1, 2), accepted);
  EXPECT_VERDICT(this->settle(h1, 2), stale) << "two devices settle at once";
  this->now_ += 2 * half_hour * 1000;
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 600, 30)), taken);
}

TYPED_TEST(HubTest, ALapsedHoldIsSettledOnlyWhileNobodyElseHasTheTime) {
  const Booking h1 = this->held("h1", "doctor", 600, half_hour);
  const Booking h2 = this->held("h2", "doctor", 660, half_hour);
  EXPECT_VERDICT(this->book(h1), accepted);
  EXPECT_VERDICT(this->book(h2), accepted);
  this->now_ += half_hour * 1000;
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 615, 30)), accepted);
  const Answer late = this->settle(h1, 2);
  EXPECT_VERDICT(late, taken);
  EXPECT_EQ(late.conflict, (std::vector<IdBytes>{named("doctor"), named("b1")}));
  EXPECT_VERDICT(this->settle(h2, 2), accepted) << "nobody took it meanwhile";
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 660, 30)), taken);
  EXPECT_VERDICT(this->cancel(this->booking("b1", "doctor", "", 615, 30)), accepted);
  EXPECT_VERDICT(this->settle(h1, 2), accepted) << "it is free again";
}

TYPED_TEST(HubTest, HoldAgainstBookWhoeverComesFirst) {
  // Two devices at the same time, in both orders.
  EXPECT_VERDICT(this->book(this->held("h1", "doctor", 600, half_hour)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 600, 30)), taken);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 660, 30)), accepted);
  EXPECT_VERDICT(this->book(this->held("h2", "doctor", 660, half_hour)), taken);
  EXPECT_VERDICT(this->book(this->held("h3", "doctor", 600, half_hour)), taken)
      << "or another hold";
}

TYPED_TEST(HubTest, AHoldLetGoOrMovedFreesItsTimeAndStaysAHold) {
  const Booking h1 = this->held("h1", "doctor", 600, half_hour);
  EXPECT_VERDICT(this->book(h1), accepted);
  Booking moved = h1;
  moved.begin = moved.begin.plus_minutes(60);
  EXPECT_VERDICT(this->move(moved, 2), accepted);
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 600, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 660, 30)), taken);
  this->now_ += half_hour * 1000;
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 660, 30)), accepted)
      << "a move does not make a booking of it";
  const Booking h2 = this->held("h2", "doctor", 720, half_hour);
  EXPECT_VERDICT(this->book(h2), accepted);
  EXPECT_VERDICT(this->cancel(h2), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "", 720, 30)), accepted);
  EXPECT_VERDICT(this->settle(h2, 2), stale) << "somebody let it go";
}

TYPED_TEST(HubTest, LapsedHoldsDoNotPileUp) {
  for (int i = 0; i < 40; ++i) {
    EXPECT_VERDICT(this->book(this->held("h" + std::to_string(i), "doctor", 600, half_hour)),
                   accepted);
    this->now_ += half_hour * 1000;
  }
  const auto claims = this->backing_.log_store().claims(named("doctor"), 0, INT64_MAX);
  ASSERT_TRUE(claims.has_value());
  EXPECT_EQ(claims->size(), 6U) << "half an hour of the last one";
}

// [SECTION] moves --------------------------------------------------------------------------------

TYPED_TEST(HubTest, AMoveFreesWhatItLeavesAndNothingElse) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "room", 540, 30)), accepted);
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "room", 555, 30), 2), accepted)
      << "over its own old place";
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "room", 540, 15)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "room", 555, 15)), taken);
}

TYPED_TEST(HubTest, OfTwoMovesTheSecondIsStale) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "", 600, 30), 2), accepted);
  const Answer late = this->move(this->booking("b1", "doctor", "", 660, 30), 2);
  EXPECT_VERDICT(late, stale);
  EXPECT_EQ(late.conflict, std::vector<IdBytes>{named("b1")});
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "", 660, 30), 4), stale);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 660, 30)), accepted)
      << "a stale move holds nothing";
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "", 540, 30), 3), accepted);
}

TYPED_TEST(HubTest, ATakenMoveLeavesTheBookingWhereItWas) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 600, 30)), accepted);
  EXPECT_VERDICT(this->move(this->booking("b2", "doctor", "", 555, 30), 2), taken);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "", 600, 30)), taken);
  EXPECT_VERDICT(this->move(this->booking("b2", "doctor", "", 630, 30), 2), accepted)
      << "the refused move did not count";
}

TYPED_TEST(HubTest, UnassignedBookingsHoldNothingUntilTheyMove) {
  Booking loose = this->booking("b1", "", "", 540, 30);
  EXPECT_VERDICT(this->book(loose), accepted);
  Booking untimed = this->booking("b2", "doctor", "", untimed_minute, 0);
  EXPECT_VERDICT(this->book(untimed), accepted);
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "", 540, 30), 2), accepted);
  EXPECT_VERDICT(this->move(this->booking("b2", "doctor", "", 540, 30), 2), taken);
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "", 600, 30), 2), stale);
}

TYPED_TEST(HubTest, CancellingFreesAndReinstatingClaimsAgain) {
  const Booking b1 = this->booking("b1", "doctor", "", 540, 30);
  EXPECT_VERDICT(this->book(b1), accepted);
  EXPECT_VERDICT(this->cancel(b1), accepted);
  EXPECT_VERDICT(this->cancel(b1), accepted) << "two desks cancel at once";
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->reinstate(b1, 2), taken);
  EXPECT_VERDICT(this->cancel(this->booking("b2", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->reinstate(b1, 2), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "doctor", "", 540, 30)), taken);
  EXPECT_VERDICT(this->reinstate(b1, 3), stale) << "it stands already";
}

TYPED_TEST(HubTest, AMoveThatDidNotKnowOfTheCancellationIsStale) {
  // It held the slot for a booking that nobody could see any more.
  const Booking b1 = this->booking("b1", "doctor", "", 540, 30);
  EXPECT_VERDICT(this->book(b1), accepted);
  EXPECT_VERDICT(this->cancel(b1), accepted);
  EXPECT_VERDICT(this->move(this->booking("b1", "doctor", "", 600, 30), 2), stale);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 600, 30)), accepted);
  const Booking loose = this->booking("b4", "", "", 700, 30);
  EXPECT_VERDICT(this->book(loose), accepted);
  EXPECT_VERDICT(this->cancel(loose), accepted);
  EXPECT_VERDICT(this->move(this->booking("b4", "doctor", "", 700, 30), 2), stale);
  EXPECT_VERDICT(this->reinstate(this->booking("b4", "doctor", "", 700, 30), 2), accepted);
}

// [SECTION] imports ------------------------------------------------------------------------------

TYPED_TEST(HubTest, AnImportLandsOnTakenTimes) {
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), accepted);
  for (int i = 0; i < 40; ++i)
    EXPECT_VERDICT(this->import(this->booking("i" + std::to_string(i), "doctor", "", 540, 30)),
                   accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 540, 30)), taken);
}

TYPED_TEST(HubTest, AnOverbookedSlotIsFreeOnlyWhenEverybodyLeft) {
  // The hub looked for a free lane: with the first of two gone it gave that lane to a third.
  const Booking first = this->booking("i1", "doctor", "", 540, 30);
  const Booking second = this->booking("i2", "doctor", "", 540, 30);
  EXPECT_VERDICT(this->import(first), accepted);
  EXPECT_VERDICT(this->import(second), accepted);
  EXPECT_VERDICT(this->cancel(first), accepted);
  const Answer answer = this->book(this->booking("b1", "doctor", "", 540, 30));
  EXPECT_VERDICT(answer, taken);
  EXPECT_EQ(answer.conflict, (std::vector<IdBytes>{named("doctor"), named("i2")}));
  EXPECT_VERDICT(this->cancel(second), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 540, 30)), accepted);
}

TYPED_TEST(HubTest, ASmallerCapacityCountsThoseWhoAreThere) {
  this->backing_.set_capacity("ward", 3);
  for (const char* name : {"b1", "b2", "b3"})
    EXPECT_VERDICT(this->book(this->booking(name, "", "ward", 540, 30)), accepted);
  EXPECT_VERDICT(this->cancel(this->booking("b1", "", "ward", 540, 30)), accepted);
  this->backing_.set_capacity("ward", 1);
  EXPECT_VERDICT(this->book(this->booking("b4", "", "ward", 540, 30)), taken);
}

TYPED_TEST(HubTest, ALaterImportTakesBackWhatTheEarlierHeld) {
  EXPECT_VERDICT(this->import(this->booking("i1", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), taken);
  EXPECT_VERDICT(this->import(this->booking("i1", "doctor", "", untimed_minute, 0)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->import(this->booking("i2", "other", "", 540, 30)), accepted);
  Booking past = this->booking("i2", "other", "", 540, 30);
  past.begin = {day_begin - 86'400};
  EXPECT_VERDICT(this->import(past), accepted);
  EXPECT_VERDICT(this->book(this->booking("b3", "other", "", 540, 30)), accepted);
}

TYPED_TEST(HubTest, AnImportedBookingCanMoveWhateverItsVersion) {
  Booking imported = this->booking("i1", "doctor", "", untimed_minute, 0);
  imported.slot_version = 5;
  EXPECT_VERDICT(this->import(imported), accepted);
  EXPECT_VERDICT(this->move(this->booking("i1", "doctor", "", 540, 30), 6), accepted);
  EXPECT_VERDICT(this->move(this->booking("i1", "doctor", "", 600, 30), 6), stale);
}

TYPED_TEST(HubTest, TakingAnImportBackFreesAllButTheKept) {
  EXPECT_VERDICT(this->import(this->booking("i1", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->import(this->booking("i2", "doctor", "", 600, 30)), accepted);
  Withdrawal withdrawal;
  withdrawal.id = WithdrawalId(named("w"));
  withdrawal.import_batch = ImportBatchId(named("batch"));
  withdrawal.kept = {PatientId(named("patient of i2"))};
  EXPECT_VERDICT(this->offer(this->op_of(OpKind::withdraw, {whole(withdrawal)})), accepted);
  EXPECT_VERDICT(this->book(this->booking("b1", "doctor", "", 540, 30)), accepted);
  EXPECT_VERDICT(this->book(this->booking("b2", "doctor", "", 600, 30)), taken);
}

// [SECTION] against a naive judge ----------------------------------------------------------------

/// Knows nothing of quanta, lanes or versions of rows: a list of who is where, minute by minute.
struct NaiveJudge {
  struct Held {
    Booking booking;
    bool cancelled = false;
    bool contested = false;  ///< Ever held, moved or cancelled: from then on versions count.
  };
  std::map<IdBytes, Held> bookings;
  std::map<IdBytes, int> capacity;

  /// Whether a booking takes a resource in the minute that begins then.
  static bool takes(const Booking& b, const IdBytes& resource, Instant at) {
    const Instant end = b.begin.plus_minutes(b.length_minutes);
    if (b.room == resource && b.begin.plus_minutes(-b.pattern.setup_minutes) <= at &&
        at < end.plus_minutes(b.pattern.cleanup_minutes))
      return true;
    const Instant from = b.begin.plus_minutes(b.device_part.after_minutes);
    const Instant to = b.device_part.minutes > 0 ? from.plus_minutes(b.device_part.minutes) : end;
    if (b.device == resource && from.plus_minutes(-b.pattern.setup_minutes) <= at &&
        at < to.plus_minutes(b.pattern.cleanup_minutes))
      return true;
    const Instant comes = b.begin.plus_minutes(b.pattern.doctor_after_minutes);
    const Instant goes =
        b.pattern.doctor_minutes > 0 ? comes.plus_minutes(b.pattern.doctor_minutes) : end;
    if (b.doctor == resource && comes <= at && at < goes) return true;
    return b.begin <= at && at < end &&
           std::ranges::any_of(b.team, [&](StaffId member) { return member == resource; });
  }
  static bool sleeps(const Booking& b, const IdBytes& ward, LocalDate night) {
    return b.ward == ward && b.date <= night && night < b.date.plus_days(b.nights);
  }

  /// Whether all that a booking takes has room for it, judged by `is_there(other)` of the others.
  template <class F>
  bool has_room(const Booking& wanted, const IdBytes& resource, F&& is_there) const {
    const auto limit = capacity.find(resource);
    const auto others = std::ranges::count_if(bookings, [&](const auto& entry) {
      const Booking& other = entry.second.booking;
      return !entry.second.cancelled && other.id != wanted.id && is_there(other);
    });
    return others < (limit == capacity.end() ? 1 : limit->second);
  }

  bool is_free(const Booking& wanted) const {
    std::set<IdBytes> resources{wanted.doctor, wanted.room, wanted.device};
    resources.insert(wanted.team.begin(), wanted.team.end());
    for (const IdBytes& resource : resources) {
      if (resource.is_nil()) continue;
      for (int minute = -60; minute < wanted.length_minutes + 60; ++minute) {
        const Instant at = wanted.begin.plus_minutes(minute);
        if (takes(wanted, resource, at) &&
            !has_room(wanted, resource, [&](const Booking& b) { return takes(b, resource, at); }))
          return false;
      }
    }
    for (std::int32_t n = 0; n < wanted.nights; ++n) {
      const LocalDate night = wanted.date.plus_days(n);
      if (!has_room(wanted, wanted.ward,
                    [&](const Booking& b) { return sleeps(b, wanted.ward, night); }))
        return false;
    }
    return true;
  }
};

/// A time pattern, somebody of a team, nights in a ward of two beds.
void give_parts(Booking& booking, RandomSource& random) {
  if (random.below(2) == 0) {
    const auto quanta = static_cast<std::uint64_t>(booking.length_minutes / 5);
    booking.pattern.doctor_after_minutes = static_cast<int>(5 * random.below(quanta));
    booking.pattern.setup_minutes = static_cast<int>(5 * random.below(4));
    booking.pattern.cleanup_minutes = static_cast<int>(5 * random.below(4));
  }
  if (random.below(3) == 0) {
    const auto quanta = static_cast<std::uint64_t>(booking.length_minutes / 5);
    booking.device = DeviceId(named("device"));
    booking.device_part.after_minutes = static_cast<int>(5 * random.below(quanta));
    if (random.below(2) == 0)
      booking.device_part.minutes =
          static_cast<int>(5 + 5 * random.below(quanta - booking.device_part.after_minutes / 5));
  }
  if (random.below(5) == 0) booking.team = {StaffId(named(one_in(2, random) ? "other" : "nurse"))};
  if (random.below(5) != 0) return;
  booking.ward = RoomId(named("beds"));
  booking.date = booking.date.plus_days(static_cast<std::int32_t>(random.below(30)));
  booking.nights = static_cast<std::int32_t>(1 + random.below(4));
}

TYPED_TEST(HubTest, RandomDaysAgreeWithANaiveJudge) {
  constexpr std::uint64_t seed = 43;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  this->backing_.set_capacity("ward", 2);
  NaiveJudge judge;
  judge.capacity[named("ward")] = 2;
  this->backing_.set_capacity("beds", 2);
  judge.capacity[named("beds")] = 2;
  const char* doctors[] = {"doctor", "other", ""};
  const char* rooms[] = {"room", "ward", ""};
  std::map<Verdict, int> verdicts;
  int made = 0;
  for (int step = 0; step < 3000; ++step) {
    Booking wanted = this->booking("", doctors[random.below(3)], rooms[random.below(3)],
                                   static_cast<int>(540 + 5 * random.below(60)),
                                   static_cast<int>(5 + 5 * random.below(12)));
    give_parts(wanted, random);
    const std::uint64_t act = made < 5 ? 0 : random.below(10);
    Verdict expected = Verdict::accepted;
    if (act < 3) {
      const std::string name = "b" + std::to_string(made++);
      wanted.id = BookingId(named(name));
      wanted.patient = PatientId(named("patient"));
      if (!judge.is_free(wanted)) expected = Verdict::slot_taken;
      ASSERT_EQ(this->book(wanted).envelope.verdict, expected) << "step " << step;
      const bool holds = !wanted.doctor.is_nil() || !wanted.room.is_nil() || !wanted.team.empty() ||
                         !wanted.device.is_nil() || wanted.nights > 0;
      if (expected == Verdict::accepted) judge.bookings[wanted.id] = {wanted, false, holds};
    } else {
      const auto picked = random.below(static_cast<std::uint64_t>(made));
      const IdBytes id = named("b" + std::to_string(picked));
      if (!judge.bookings.contains(id)) continue;
      NaiveJudge::Held& held = judge.bookings[id];
      wanted.id = held.booking.id;
      wanted.patient = held.booking.patient;
      const int seen = held.booking.slot_version - static_cast<int>(one_in(4, random));
      wanted.slot_version = seen + 1;
      const bool reinstates = act == 9;
      if (act == 7 || act == 8) {
        ASSERT_EQ(this->cancel(held.booking).envelope.verdict, expected);
        held.cancelled = held.contested = true;
      } else {
        const bool knows = seen == held.booking.slot_version && held.cancelled == reinstates;
        if (held.contested && !knows)
          expected = Verdict::slot_stale;
        else if (!judge.is_free(wanted))
          expected = Verdict::slot_taken;
        const Answer answer =
            reinstates ? this->reinstate(wanted, seen + 1) : this->move(wanted, seen + 1);
        ASSERT_EQ(answer.envelope.verdict, expected) << "step " << step;
        if (expected == Verdict::accepted) held = {wanted, false, true};
      }
    }
    ++verdicts[expected];
  }
  for (const Verdict verdict : {Verdict::accepted, Verdict::slot_taken, Verdict::slot_stale})
    EXPECT_GT(verdicts[verdict], 200);
}

}  // namespace
}  // namespace retour::hub
