// The platform without a browser: records of the page, packing of the semantic tree, effects.
// links: web_platform web_views ui_test_support
#include "platform/effect_writer.hpp"
#include "platform/event_reader.hpp"
#include "platform/mirror_packer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>

namespace retour::platform {
namespace {

/// Writes records as web/shell/protocol.js does.
class Record {
 public:
  explicit Record(EventKind kind) { u32(static_cast<std::uint32_t>(kind)).u32(0); }
  Record& u32(std::uint32_t value) { return put(value); }
  Record& f32(float value) { return put(value); }
  Record& f64(double value) { return put(value); }
  Record& text(std::string_view value) {
    u32(static_cast<std::uint32_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
    while (bytes_.size() % 4 != 0) bytes_.push_back(0);
    return *this;
  }
  [[nodiscard]] std::vector<std::uint8_t> bytes() const {
    std::vector<std::uint8_t> result = bytes_;
    const auto size = static_cast<std::uint32_t>(result.size() - 8);
    std::memcpy(result.data() + 4, &size, sizeof size);
    return result;
  }

 private:
  template <class T>
  Record& put(T value) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + sizeof value);
    std::memcpy(bytes_.data() + at, &value, sizeof value);
    return *this;
  }
  std::vector<std::uint8_t> bytes_;
};

Record pointer_record() {
  return Record(EventKind::pointer_down).f32(10.5F).f32(20).u32(3).u32(1).u32(0).u32(5).f64(1234.5);
}

Record action_record(std::string_view text) {
  return Record(EventKind::action).u32(77).u32(3).u32(1).u32(9).u32(2).u32(4).text(text);
}

TEST(EventReader, ReadsAPointerRecord) {
  std::vector<Event> events;
  ASSERT_TRUE(read_events(pointer_record().bytes(), events).has_value());
  ASSERT_EQ(events.size(), 1U);
  const auto& event = std::get<PointerEvent>(events[0]);
  EXPECT_EQ(event.phase, PointerPhase::down);
  EXPECT_EQ(event.device, PointerDevice::touch);
  EXPECT_FLOAT_EQ(event.x, 10.5F);
  EXPECT_EQ(event.pointer, 3U);
  EXPECT_EQ(event.modifiers, 5);
  EXPECT_DOUBLE_EQ(event.time_ms, 1234.5);
}

TEST(EventReader, ReadsSeveralRecordsInOrder) {
  std::vector<std::uint8_t> bytes = action_record("Ёжик").bytes();
  const auto second = Record(EventKind::close).u32(4).bytes();
  bytes.insert(bytes.end(), second.begin(), second.end());
  std::vector<Event> events;
  ASSERT_TRUE(read_events(bytes, events).has_value());
  ASSERT_EQ(events.size(), 2U);
  const auto& action = std::get<ui::SemanticAction>(events[0]);
  EXPECT_EQ(action.text, "Ёжик");
  EXPECT_EQ(action.node, 77U);
  EXPECT_EQ(action.kind, ui::ActionKind::set_value);
  EXPECT_EQ(action.sequence, 9U);
  EXPECT_EQ(std::get<CloseEvent>(events[1]).token, 4U);
}

TEST(EventReader, RefusesEveryCutOfARecord) {
  const auto whole = action_record("abcdef").bytes();
  for (std::size_t size = 1; size < whole.size(); ++size) {
    std::vector<Event> events;
    const auto cut =
        std::vector<std::uint8_t>(whole.begin(), whole.begin() + static_cast<long>(size));
    EXPECT_FALSE(read_events(cut, events).has_value()) << size;
    EXPECT_TRUE(events.empty());
  }
}

TEST(EventReader, RefusesUnknownKindsAndActions) {
  std::vector<Event> events;
  EXPECT_FALSE(read_events(Record(static_cast<EventKind>(999)).u32(1).bytes(), events).has_value());
  EXPECT_FALSE(
      read_events(
          Record(EventKind::action).u32(1).u32(99).u32(0).u32(1).u32(0).u32(0).text("").bytes(),
          events)
          .has_value());
  EXPECT_TRUE(events.empty());
}

TEST(EventReader, RefusesNumbersThatAreNone) {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<Event> events;
    const auto bytes = Record(EventKind::resize).f32(bad).f32(1).f32(1).bytes();
    EXPECT_FALSE(read_events(bytes, events).has_value());
  }
}

TEST(EventReader, RefusesATextLongerThanItsRecord) {
  const auto bytes =
      Record(EventKind::action).u32(1).u32(3).u32(0).u32(1).u32(0).u32(0).u32(0xFFFFFFFFU).bytes();
  std::vector<Event> events;
  EXPECT_FALSE(read_events(bytes, events).has_value());
}

TEST(EventReader, SurvivesRandomBytes) {
  constexpr unsigned seed = 20261122;
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<std::uint8_t> bytes(random() % 64);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    if (bytes.size() >= 8) {
      bytes[0] = static_cast<std::uint8_t>(random() % 16);
      bytes[1] = bytes[2] = bytes[3] = 0;
      bytes[4] = static_cast<std::uint8_t>(bytes.size() - 8);
      bytes[5] = bytes[6] = bytes[7] = 0;
    }
    std::vector<Event> events;
    const Status status = read_events(bytes, events);  // Must not crash; sanitizers watch.
    if (bytes.empty()) {
      EXPECT_TRUE(status.has_value()) << "seed " << seed;
    }
  }
}

// ---- mirror ------------------------------------------------------------------------------------

ui::SemanticTree small_tree(std::string_view first = "Записать") {
  ui::SemanticTree tree;
  tree.nodes.push_back({.id = 1, .role = ui::Role::button, .name = tree.store(first)});
  tree.nodes.push_back({.id = 2, .role = ui::Role::heading, .name = tree.store("День")});
  return tree;
}

std::uint32_t hash_in(const MirrorPacker& packer, std::uint32_t node, std::uint32_t count) {
  std::uint32_t hash = 0;
  std::memcpy(&hash, packer.bytes().data() + count * sizeof(ui::SemanticNode) + node * 4, 4);
  return hash;
}

TEST(MirrorPacker, GivesOutOnlyWhatChanged) {
  MirrorPacker packer;
  OutBlock out;
  packer.pack(small_tree(), 0, 14, out);
  EXPECT_NE(out.tree_address, 0U);
  EXPECT_EQ(out.node_count, 2U);
  packer.pack(small_tree(), 0, 14, out);
  EXPECT_EQ(out.tree_address, 0U);
  packer.pack(small_tree("Перенести"), 0, 14, out);
  EXPECT_NE(out.tree_address, 0U);
}

TEST(MirrorPacker, AnAnswerToAnActionIsAChange) {
  MirrorPacker packer;
  OutBlock out;
  packer.pack(small_tree(), 0, 14, out);
  ui::SemanticTree answered = small_tree();
  answered.actions_seen = 5;
  packer.pack(answered, 0, 14, out);
  EXPECT_NE(out.tree_address, 0U);
  EXPECT_EQ(out.actions_seen, 5U);
}

TEST(MirrorPacker, AWishForTheFocusIsGivenOutEvenWhenNothingElseChanged) {
  MirrorPacker packer;
  OutBlock out;
  packer.pack(small_tree(), 0, 14, out);
  packer.pack(small_tree(), 2, 14, out);
  EXPECT_NE(out.tree_address, 0U);
  EXPECT_EQ(out.focus_request, 2U);
  packer.pack(small_tree(), 0, 14, out);
  EXPECT_EQ(out.tree_address, 0U);
}

TEST(MirrorPacker, ALongerTextBeforeLeavesTheHashOfANodeAlone) {
  MirrorPacker packer;
  OutBlock out;
  packer.pack(small_tree("a"), 0, 14, out);
  const std::uint32_t before = hash_in(packer, 1, 2);
  packer.pack(small_tree("a much longer name"), 0, 14, out);
  EXPECT_EQ(hash_in(packer, 1, 2), before);
  EXPECT_NE(hash_in(packer, 0, 2), before);
}

TEST(MirrorPacker, TextsThatMoveBetweenMembersAreAChange) {
  ui::SemanticTree named;
  named.nodes.push_back({.id = 1, .role = ui::Role::textbox, .name = named.store("x")});
  ui::SemanticTree valued;
  valued.nodes.push_back({.id = 1, .role = ui::Role::textbox, .value = valued.store("x")});
  EXPECT_NE(hash_of(named, named.nodes[0]), hash_of(valued, valued.nodes[0]));
}

// ---- effects -----------------------------------------------------------------------------------

TEST(EffectWriter, WritesWhatThePageReads) {
  std::vector<std::uint8_t> out;
  ui::Effect effect{.kind = ui::EffectKind::download,
                    .token = 5,
                    .number = -3,
                    .name = "a.csv",
                    .text = "text/csv"};
  effect.bytes = {std::byte{1}, std::byte{2}, std::byte{3}};
  write_effect(effect, out);
  write_closed(6, out);
  const auto word = [&](std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, out.data() + at, 4);
    return value;
  };
  EXPECT_EQ(word(0), 1U);
  EXPECT_EQ(word(4), 4U + 4 + (4 + 8) + (4 + 8) + (4 + 4));
  EXPECT_EQ(word(8), 5U);
  EXPECT_EQ(static_cast<std::int32_t>(word(12)), -3);
  EXPECT_EQ(word(16), 5U);
  const std::size_t next = 8 + word(4);
  EXPECT_EQ(word(next), closed_effect);
  EXPECT_EQ(word(next + 8), 6U);
  EXPECT_EQ(out.size(), next + 8 + word(next + 4));
  const std::size_t last = out.size();
  write_fetch_words("sv", out);
  EXPECT_EQ(word(last), fetch_words_effect);
  EXPECT_EQ(word(last + 4), 4U + 4 + 4 + (4 + 4) + 4);
  EXPECT_EQ(word(last + 20), 2U);
  EXPECT_EQ(std::string(out.begin() + static_cast<std::ptrdiff_t>(last) + 24,
                        out.begin() + static_cast<std::ptrdiff_t>(last) + 26),
            "sv");
}

}  // namespace
}  // namespace retour::platform
