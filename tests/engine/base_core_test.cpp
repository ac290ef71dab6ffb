// The ground under everything: canonical bytes, ids, digests, money, seeded randomness, the clock.
// Known answers were computed by other programs (Python's hashlib, RFC 7693); they also pin what
// the wasm build must give.
// links: time
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "base/bytes.hpp"
#include "base/hash.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "time/hlc.hpp"

namespace retour {
namespace {

// ---------------------------------------------------------------- bytes

TEST(Bytes, UnsignedKnownForms) {
  const std::pair<std::uint64_t, Bytes> cases[] = {
      {0, {0}},
      {1, {1}},
      {127, {0x7F}},
      {128, {0x80, 0x01}},
      {300, {0xAC, 0x02}},
      {16383, {0xFF, 0x7F}},
      {16384, {0x80, 0x80, 0x01}},
      {UINT64_MAX, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}},
  };
  for (const auto& [value, form] : cases) {
    Bytes bytes;
    ByteWriter(bytes).put_unsigned(value);
    EXPECT_EQ(bytes, form) << value;
    ByteReader in(bytes);
    EXPECT_EQ(in.unsigned_number(), value);
    EXPECT_TRUE(in.ok() && in.at_end());
  }
}

TEST(Bytes, LongerFormsOfANumberAreRefused) {
  for (const Bytes& form : {Bytes{0x80, 0x00}, Bytes{0xFF, 0x00}, Bytes{0x81, 0x80, 0x00},
                            Bytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}}) {
    ByteReader in(form);
    EXPECT_EQ(in.unsigned_number(), 0U);
    EXPECT_FALSE(in.ok());
  }
}

TEST(Bytes, NumbersBeyond64BitsAreRefused) {
  for (const Bytes& form :
       {Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02},
        Bytes{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x81, 0x00}, Bytes(11, 0xFF)}) {
    ByteReader in(form);
    (void)in.unsigned_number();
    EXPECT_FALSE(in.ok());
  }
}

TEST(Bytes, SignedRoundTrips) {
  SeededRandom random(31);
  std::vector<std::int64_t> values{0, -1, 1, -64, 63, 64, -65, INT64_MIN, INT64_MAX};
  for (int i = 0; i < 10'000; ++i)
    values.push_back(static_cast<std::int64_t>(random.next() >> random.below(64)));
  for (const std::int64_t value : values) {
    Bytes bytes;
    ByteWriter(bytes).put_signed(value);
    ByteReader in(bytes);
    ASSERT_EQ(in.signed_number(), value);
    ASSERT_TRUE(in.ok() && in.at_end());
  }
  Bytes small;
  ByteWriter(small).put_signed(-64);
  EXPECT_EQ(small.size(), 1U) << "small numbers of either sign are short";
}

TEST(Bytes, LengthsAreCheckedAgainstWhatIsLeft) {
  const Bytes claims_much{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 'a'};
  ByteReader in(claims_much);
  EXPECT_TRUE(in.string().empty());
  EXPECT_FALSE(in.ok());
}

TEST(Bytes, TheFirstFaultIsForGood) {
  const Bytes bytes{1, 2, 3};
  ByteReader in(bytes);
  EXPECT_EQ(in.byte(), 1);
  EXPECT_TRUE(in.raw(5).empty());
  EXPECT_FALSE(in.ok());
  EXPECT_EQ(in.byte(), 0);
  EXPECT_EQ(in.unsigned_number(), 0U);
  EXPECT_EQ(in.signed_number(), 0);
  EXPECT_TRUE(in.id().is_nil());
  EXPECT_TRUE(in.block().empty());
  EXPECT_FALSE(in.ok());
}

TEST(Bytes, StringsBlocksAndIds) {
  Bytes bytes;
  ByteWriter out(bytes);
  const std::string text("a\0b", 3);
  out.put_string(text);
  out.put_block({});
  out.put_id(id_from_name("x"));
  out.put_byte(9);
  ByteReader in(bytes);
  EXPECT_EQ(in.string(), text);
  EXPECT_TRUE(in.block().empty());
  EXPECT_EQ(in.id(), id_from_name("x"));
  EXPECT_EQ(in.left(), 1U);
  EXPECT_EQ(in.byte(), 9);
  EXPECT_TRUE(in.ok() && in.at_end());
}

// ---------------------------------------------------------------- digests

TEST(Hash, KnownAnswers) {
  EXPECT_EQ(to_text(hash_of({})),
            "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
  EXPECT_EQ(to_text(hash_of(as_bytes("abc"))),
            "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
  Bytes long_input;
  for (int i = 0; i < 5 * 256; ++i) long_input.push_back(static_cast<std::uint8_t>(i));
  EXPECT_EQ(to_text(hash_of(long_input)),
            "82628cbfc9689e234b0923a531f4578fe2e7138a03e2f81ed6cde97517336650");
}

TEST(Hash, PiecesGiveTheSameAsTheWhole) {
  SeededRandom random(32);
  Bytes input(5000);
  random.fill(input);
  for (int i = 0; i < 50; ++i) {
    Hasher hasher;
    for (std::size_t at = 0; at < input.size();) {
      const std::size_t size = std::min<std::size_t>(random.below(400), input.size() - at);
      hasher.update(ByteView(input).subspan(at, size));
      at += size;
    }
    ASSERT_EQ(hasher.finish(), hash_of(input));
  }
}

// ---------------------------------------------------------------- ids

TEST(Id, LayoutIsUuid7) {
  SeededRandom random(33);
  const IdBytes id = make_id(0x0123456789AB, random);
  const std::string text = to_text(id);
  EXPECT_EQ(text.substr(0, 15), "01234567-89ab-7");
  EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << "variant";
  EXPECT_LT(make_id(1, random), make_id(2, random)) << "time first";
}

TEST(Id, TextRoundTrips) {
  SeededRandom random(34);
  for (int i = 0; i < 1000; ++i) {
    const IdBytes id = make_id(static_cast<std::int64_t>(random.below(1ULL << 48)), random);
    EXPECT_EQ(id_from_text(to_text(id)), id);
  }
  EXPECT_EQ(id_from_text("FDB462F1-2401-8DEE-9786-A0F8ECC93A83"),
            id_from_text("fdb462f1-2401-8dee-9786-a0f8ecc93a83"));
}

TEST(Id, OtherTextsAreNotIds) {
  for (const char* text :
       {"", "fdb462f1", "fdb462f1-2401-8dee-9786-a0f8ecc93a8",
        "fdb462f1-2401-8dee-9786-a0f8ecc93a833", "fdb462f124018dee9786a0f8ecc93a83",
        "gdb462f1-2401-8dee-9786-a0f8ecc93a83", "fdb462f12-401-8dee-9786-a0f8ecc93a83",
        "{fdb462f1-2401-8dee-9786-a0f8ecc93a}", "fdb462f1_2401_8dee_9786_a0f8ecc93a83"})
    EXPECT_FALSE(id_from_text(text)) << text;
}

TEST(Id, FromNamesIsTheSameEverywhere) {
  EXPECT_EQ(to_text(id_from_name("appointments/4374175652E-5")),
            "fdb462f1-2401-8dee-9786-a0f8ecc93a83");
  EXPECT_NE(id_from_name("a"), id_from_name("b"));
}

// ---------------------------------------------------------------- randomness

TEST(Random, SeededKnownAnswers) {
  SeededRandom random(42);
  for (const std::uint64_t expected :
       {0x956eeb2f2632d7bdULL, 0x3f166b233e3ef28ULL, 0x529f0f1357675247ULL, 0x94e34a0effe11c58ULL,
        0xf22348245a58bc09ULL, 0x6db803cfa3144deULL})
    EXPECT_EQ(random.next(), expected);
}

TEST(Random, BoundedKnownAnswers) {
  SeededRandom random(7);
  EXPECT_EQ(random.below(1), 0U);
  EXPECT_EQ(random.below(2), 0U);
  EXPECT_EQ(random.below(10), 6U);
  EXPECT_EQ(random.below(1000), 653U);
  EXPECT_EQ(random.below(3), 1U);
  EXPECT_EQ(random.below(1'000'000'000'000'000'000), 273039626033879615U);
  EXPECT_EQ(random.below((1ULL << 63) + 1), 7018667164399853090U);
}

TEST(Random, BoundedIsEven) {
  SeededRandom random(35);
  int counts[7] = {};
  for (int i = 0; i < 70'000; ++i) ++counts[random.below(7)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 400);
}

TEST(Random, SecureDiffersEachTime) {
  SecureRandom random;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 100; ++i) seen.insert(random.next());
  EXPECT_EQ(seen.size(), 100U);
}

// ---------------------------------------------------------------- money

TEST(MoneyTest, ScalesHalfAwayFromZero) {
  EXPECT_EQ(scale_minor(1000, 15, 100), 150);
  EXPECT_EQ(scale_minor(1, 1, 2), 1);
  EXPECT_EQ(scale_minor(-1, 1, 2), -1);
  EXPECT_EQ(scale_minor(1, 1, 3), 0);
  EXPECT_EQ(scale_minor(2, 1, 3), 1);
  EXPECT_EQ(scale_minor(5, 1, 2), 3);
  EXPECT_EQ(scale_minor(-5, 1, 2), -3);
  EXPECT_EQ(scale_minor(INT64_MAX, INT64_MAX, INT64_MAX), INT64_MAX);
  EXPECT_EQ(scale_minor(INT64_MIN, 1, 1), INT64_MIN);
}

TEST(MoneyTest, AddsWithinOneCurrencyOnly) {
  EXPECT_EQ((Money{100, Currency::rub} + Money{50, Currency::rub}).minor, 150);
  EXPECT_EQ((Money{100, Currency::sek} - Money{150, Currency::sek}).minor, -50);
  EXPECT_DEATH((void)(Money{1, Currency::rub} + Money{1, Currency::eur}), "CHECK");
  EXPECT_DEATH((void)(Money{INT64_MAX, Currency::rub} + Money{1, Currency::rub}), "CHECK");
  EXPECT_DEATH((void)scale_minor(INT64_MAX, 3, 1), "CHECK") << "no silent wrapping";
  EXPECT_DEATH((void)scale_minor(1, 1, 0), "CHECK");
}

// ---------------------------------------------------------------- the hybrid clock

TEST(HybridClockTest, NeverRunsBackwards) {
  HybridClock clock;
  SeededRandom random(36);
  HybridTime last;
  for (int i = 0; i < 100'000; ++i) {
    // A wall clock that jumps both ways, stands still, and hears of others.
    const auto now = static_cast<std::int64_t>(1'000'000 + random.below(2000));
    if (random.below(4) == 0) clock.observe(HybridTime::of(now + 500, 7));
    const HybridTime tick = clock.tick(now);
    ASSERT_GT(tick, last);
    last = tick;
  }
}

TEST(HybridClockTest, FollowsTheWallClock) {
  HybridClock clock;
  EXPECT_EQ(clock.tick(5000).milliseconds(), 5000);
  EXPECT_EQ(clock.tick(5000).counter(), 1);
  EXPECT_EQ(clock.tick(5001), HybridTime::of(5001, 0));
  EXPECT_EQ(clock.tick(4000), HybridTime::of(5001, 1)) << "set back: the counter goes on";
  clock.observe(HybridTime::of(9000, 3));
  EXPECT_EQ(clock.tick(5002), HybridTime::of(9000, 4)) << "later than what was seen";
  clock.observe(HybridTime::of(8000, 0));
  EXPECT_EQ(clock.last(), HybridTime::of(9000, 4));
  EXPECT_EQ(HybridTime::of(-5, 2), HybridTime::of(0, 2)) << "before 1970 is 1970";
}

TEST(HybridClockTest, AFullCounterRollsIntoTheNextMillisecond) {
  HybridClock clock(HybridTime::of(10, 0xFFFF));
  EXPECT_EQ(clock.tick(10), HybridTime::of(11, 0));
}

TEST(HybridClockTest, TheHubClampsWhatRunsAhead) {
  const std::int64_t now = 1'700'000'000'000;
  const HybridTime honest = HybridTime::of(now - 1000, 9);
  EXPECT_EQ(clamp(honest, now), honest);
  const HybridTime ahead = HybridTime::of(now + clock_lead_milliseconds_max, 0xFFFF);
  EXPECT_EQ(clamp(ahead, now), ahead) << "the limit itself passes";
  EXPECT_LE(clamp(HybridTime{UINT64_MAX}, now), ahead);
}

// ---------------------------------------------------------------- results

Status fails() {
  return fail(FailureCode::io, "disk");
}
Status passes_on() {
  RETOUR_TRY(fails());
  return {};
}
Result<int> doubled(Result<int> given) {
  RETOUR_ASSIGN(const int value, std::move(given));
  return 2 * value;
}

TEST(ResultTest, FailuresTravelWithTheirContext) {
  const Status status = passes_on();
  ASSERT_FALSE(status);
  EXPECT_EQ(std::move(status.error()).context, "disk");
  EXPECT_EQ(Failure(FailureCode::io, "disk").within("saving").context, "saving: disk");
  EXPECT_EQ(doubled(21), 42);
  EXPECT_EQ(doubled(fail(FailureCode::limit, "x")).error().code, FailureCode::limit);
}

TEST(ResultTest, EveryCodeHasAName) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(FailureCode::read_only); ++i) {
    const std::string_view name = name_of(static_cast<FailureCode>(i));
    EXPECT_NE(name, "unknown");
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

}  // namespace
}  // namespace retour
