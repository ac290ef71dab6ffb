// Key slots: who may open the database, and that no torn write ever loses the key.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "store/key_slots.hpp"
#include "store/memory_files.hpp"

namespace retour::store {
namespace {

/// The least that libsodium accepts, so that the tests do not wait.
constexpr KeyCost cheap{.passes = 1, .memory_kib = 8};

NewSlot labelled(std::string label) {
  return {.label = std::move(label), .created_unix_seconds = 1'763'800'000, .cost = cheap};
}

struct Fixture {
  SeededRandom random{7};
  DatabaseKey key = DatabaseKey::generate(random);
  KeySlots slots = make_key_slots(random);

  void add(std::string_view passphrase, std::string label = "") {
    const Status done =
        add_passphrase_slot(slots, key, passphrase, labelled(std::move(label)), random);
    ASSERT_TRUE(done.has_value()) << done.error().context;
  }
};

TEST(StoreKeySlots, EveryPassphraseOpensTheSameKey) {
  Fixture f;
  f.add("верный пароль", "Регистратура");
  f.add("another one");
  const auto decoded = decode_key_slots(encode(f.slots));
  ASSERT_TRUE(decoded.has_value()) << decoded.error().context;
  EXPECT_EQ(*decoded, f.slots);
  EXPECT_EQ(decoded->slots[0].label, "Регистратура");
  for (const auto* passphrase : {"верный пароль", "another one"}) {
    const auto key = unlock_with_passphrase(*decoded, passphrase);
    ASSERT_TRUE(key.has_value()) << key.error().context;
    EXPECT_EQ(*key, f.key);
  }
  EXPECT_FALSE(decoded->has_open_slot());
  EXPECT_EQ(unlock_open(*decoded).error().code, FailureCode::not_found);
}

TEST(StoreKeySlots, WrongPassphraseIsSaidSo) {
  Fixture f;
  f.add("right");
  for (const auto* wrong : {"", "Right", "right ", "righ"}) {
    const auto key = unlock_with_passphrase(f.slots, wrong);
    ASSERT_FALSE(key.has_value()) << wrong;
    EXPECT_EQ(key.error().code, FailureCode::wrong_passphrase);
  }
}

TEST(StoreKeySlots, KeyIsNotInTheFileUnlessItIsOpen) {
  Fixture f;
  f.add("right");
  const auto holds_key = [&](const Bytes& bytes) {
    return !std::ranges::search(bytes, f.key.bytes).empty();
  };
  EXPECT_FALSE(holds_key(encode(f.slots)));
  ASSERT_TRUE(add_open_slot(f.slots, f.key, labelled("demo"), f.random).has_value());
  EXPECT_TRUE(f.slots.has_open_slot());
  EXPECT_EQ(unlock_open(f.slots).value(), f.key);
  EXPECT_TRUE(holds_key(encode(f.slots)));
}

TEST(StoreKeySlots, PassphraseChangesWithoutANewKey) {
  Fixture f;
  f.add("old");
  f.add("neighbour");
  const KeySlots before = f.slots;
  EXPECT_EQ(change_passphrase(f.slots, "not it", "new", labelled(""), f.random).error().code,
            FailureCode::wrong_passphrase);
  EXPECT_EQ(f.slots, before);
  EXPECT_EQ(change_passphrase(f.slots, "old", "", labelled(""), f.random).error().code,
            FailureCode::malformed);
  EXPECT_EQ(f.slots, before);  // a refused change takes nothing away

  ASSERT_TRUE(change_passphrase(f.slots, "old", "new", labelled(""), f.random).has_value());
  EXPECT_EQ(unlock_with_passphrase(f.slots, "new").value(), f.key);
  EXPECT_EQ(unlock_with_passphrase(f.slots, "neighbour").value(), f.key);
  EXPECT_EQ(unlock_with_passphrase(f.slots, "old").error().code, FailureCode::wrong_passphrase);
}

TEST(StoreKeySlots, SlotsAreTakenAwayButNotTheLast) {
  Fixture f;
  f.add("first");
  f.add("second");
  EXPECT_EQ(remove_slot(f.slots, IdBytes{}).error().code, FailureCode::not_found);
  ASSERT_TRUE(remove_slot(f.slots, f.slots.slots[0].id).has_value());
  EXPECT_FALSE(unlock_with_passphrase(f.slots, "first").has_value());
  EXPECT_TRUE(unlock_with_passphrase(f.slots, "second").has_value());
  EXPECT_EQ(remove_slot(f.slots, f.slots.slots[0].id).error().code, FailureCode::conflict);
}

TEST(StoreKeySlots, NumberOfSlotsIsLimited) {
  Fixture f;
  for (std::size_t i = 0; i < key_slots_max; ++i) f.add("p" + std::to_string(i));
  EXPECT_EQ(add_passphrase_slot(f.slots, f.key, "one more", labelled(""), f.random).error().code,
            FailureCode::limit);
  EXPECT_LE(encode(f.slots).size(), key_slot_file_bytes_max);
  EXPECT_EQ(decode_key_slots(encode(f.slots)).value(), f.slots);
}

TEST(StoreKeySlots, EveryChangedByteIsNoticed) {
  Fixture f;
  f.add("right");
  const Bytes whole = encode(f.slots);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    Bytes damaged = whole;
    damaged[i] ^= 0x40;
    EXPECT_FALSE(decode_key_slots(damaged).has_value()) << i;
  }
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_key_slots(ByteView(whole).first(size)).has_value()) << size;
  }
}

// The checksum is no secret: who edits the file can mend it. The tag must still refuse.
TEST(StoreKeySlots, EditedSlotsDoNotOpenEvenWithAMendedChecksum) {
  Fixture f;
  f.add("right", "Owner");
  ASSERT_TRUE(unlock_with_passphrase(f.slots, "right").has_value());
  std::vector<KeySlots> edited(7, f.slots);
  edited[0].slots[0].cost.passes = 2;
  edited[1].slots[0].label = "Guest";
  edited[2].slots[0].created_unix_seconds += 1;
  edited[3].slots[0].id.bytes[3] ^= 1;
  edited[4].database_id.bytes[0] ^= 1;
  edited[5].slots[0].wrapped[0] ^= 1;
  edited[6].slots[0].nonce[0] ^= 1;
  for (const KeySlots& slots : edited) {
    EXPECT_EQ(unlock_with_passphrase(slots, "right").error().code, FailureCode::wrong_passphrase);
  }
}

TEST(StoreKeySlots, AnUnreasonableCostIsRefusedNotPaid) {
  Fixture f;
  f.add("right");
  f.slots.slots[0].cost.memory_kib = 0xffffffff;
  EXPECT_EQ(unlock_with_passphrase(f.slots, "right").error().code, FailureCode::limit);
}

TEST(StoreKeySlots, LaterVersionsAndUnknownKindsAreRespected) {
  Fixture f;
  f.add("right");
  KeySlot strange = f.slots.slots[0];
  strange.kind = KeySlotKind::shared_device;
  strange.id.bytes[0] ^= 1;
  f.slots.slots.insert(f.slots.slots.begin(), strange);
  const auto decoded = decode_key_slots(encode(f.slots));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, f.slots);
  EXPECT_EQ(unlock_with_passphrase(*decoded, "right").value(), f.key);

  Bytes later = encode(f.slots);
  later[8] = 2;
  EXPECT_EQ(decode_key_slots(later).error().code, FailureCode::newer_schema);
}

// ------------------------------------------------------------------ in a store

TEST(StoreKeySlots, SavedInTwoCopiesAndLoadedFromEither) {
  Fixture f;
  f.add("right");
  MemoryFiles files;
  EXPECT_EQ(load_key_slots(files).error().code, FailureCode::not_found);
  ASSERT_TRUE(save_key_slots(files, f.slots).has_value());
  EXPECT_EQ(f.slots.generation, 1u);
  EXPECT_EQ(files.content(StoreFile::key_slots_a), files.content(StoreFile::key_slots_b));
  EXPECT_EQ(load_key_slots(files).value(), f.slots);
  for (const StoreFile lost : {StoreFile::key_slots_a, StoreFile::key_slots_b}) {
    MemoryFiles one;
    const StoreFile kept =
        lost == StoreFile::key_slots_a ? StoreFile::key_slots_b : StoreFile::key_slots_a;
    one.content(kept) = files.content(kept);
    one.content(lost) = Bytes(77, 1);
    EXPECT_EQ(load_key_slots(one).value(), f.slots);
  }
  MemoryFiles none;
  none.content(StoreFile::key_slots_a) = Bytes(77, 1);
  EXPECT_EQ(load_key_slots(none).error().code, FailureCode::corrupt);
}

TEST(StoreKeySlots, AfterAChangeNoCopyOpensWithTheOldPassphrase) {
  Fixture f;
  f.add("old");
  MemoryFiles files;
  ASSERT_TRUE(save_key_slots(files, f.slots).has_value());
  ASSERT_TRUE(change_passphrase(f.slots, "old", "new", labelled(""), f.random).has_value());
  ASSERT_TRUE(save_key_slots(files, f.slots).has_value());
  for (const StoreFile copy : {StoreFile::key_slots_a, StoreFile::key_slots_b}) {
    const auto slots = decode_key_slots(files.content(copy));
    ASSERT_TRUE(slots.has_value());
    EXPECT_FALSE(unlock_with_passphrase(*slots, "old").has_value());
    EXPECT_EQ(unlock_with_passphrase(*slots, "new").value(), f.key);
  }
}

/// Writes that stop after `writes_left` bytes, as a power cut does.
class CutFiles final : public FileSystem {
 public:
  CutFiles(const MemoryFiles& before, std::size_t bytes_left) : bytes_left_(bytes_left) {
    for (const StoreFile file : all_store_files) {
      under_.content(file) = const_cast<MemoryFiles&>(before).content(file);
    }
  }
  Result<std::size_t> read(StoreFile file, std::uint64_t at, std::span<std::uint8_t> out) override {
    return under_.read(file, at, out);
  }
  Status write(StoreFile file, std::uint64_t at, ByteView bytes) override {
    const std::size_t count = std::min(bytes.size(), bytes_left_);
    bytes_left_ -= count;
    RETOUR_TRY(under_.write(file, at, bytes.first(count)));
    if (count < bytes.size()) return fail(FailureCode::io, "the power is gone");
    return {};
  }
  Status truncate(StoreFile file, std::uint64_t size) override {
    if (bytes_left_ == 0) return fail(FailureCode::io, "the power is gone");
    return under_.truncate(file, size);
  }
  Status sync(StoreFile) override { return {}; }
  Result<std::uint64_t> size(StoreFile file) override { return under_.size(file); }

 private:
  MemoryFiles under_;
  std::size_t bytes_left_;
};

TEST(StoreKeySlots, ACutAtAnyByteLeavesTheOldOrTheNewPassphrase) {
  Fixture f;
  f.add("old");
  f.add("second, so that the file shrinks");
  MemoryFiles before;
  ASSERT_TRUE(save_key_slots(before, f.slots).has_value());
  KeySlots changed = f.slots;
  ASSERT_TRUE(remove_slot(changed, changed.slots[1].id).has_value());
  ASSERT_TRUE(change_passphrase(changed, "old", "new", labelled(""), f.random).has_value());
  const std::size_t total = 2 * encode(changed).size() + 1;  // the last truncate needs power too
  bool seen_old = false;
  bool seen_new = false;
  for (std::size_t cut = 0; cut <= total; ++cut) {
    CutFiles files(before, cut);
    KeySlots attempt = changed;
    EXPECT_EQ(save_key_slots(files, attempt).has_value(), cut == total);
    const auto slots = load_key_slots(files);
    ASSERT_TRUE(slots.has_value()) << "cut at byte " << cut << ": " << slots.error().context;
    // Comparing slots instead of deriving keys 1,000 times: equal bytes open alike.
    const bool is_new = slots->slots == changed.slots;
    ASSERT_TRUE(is_new || slots->slots == f.slots.slots) << cut;
    EXPECT_FALSE(seen_new && !is_new) << cut;
    (is_new ? seen_new : seen_old) = true;
  }
  EXPECT_TRUE(seen_old && seen_new);
}

}  // namespace
}  // namespace retour::store
