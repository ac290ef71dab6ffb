// Gestures, replayed from traces (tests/web/traces, notation: README there) and written out.
// links: web_platform web_views ui_test_support
#include "platform/gestures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace retour::platform {
namespace {

using ui::PressClaim;
using ui::PressOwner;
using Kind = PointerCommand::Kind;

/// Replays a trace of one finger: {ms, x, y}; the first is the touch, the last the lift.
struct Sample {
  double ms;
  float x;
  float y;
};

class Hand {
 public:
  explicit Hand(PressClaim claim = {.owner = PressOwner::scrolling}) : claim_(claim) {}

  void replay(const std::vector<Sample>& trace) {
    for (std::size_t i = 0; i < trace.size(); ++i) {
      const PointerPhase phase = i == 0                  ? PointerPhase::down
                                 : i + 1 == trace.size() ? PointerPhase::up
                                                         : PointerPhase::move;
      event(phase, trace[i]);
    }
  }
  void event(PointerPhase phase, Sample at, std::uint32_t pointer = 1,
             PointerDevice device = PointerDevice::touch) {
    gestures.take({.phase = phase,
                   .device = device,
                   .x = at.x,
                   .y = at.y,
                   .pointer = pointer,
                   .time_ms = at.ms},
                  claim_, commands);
  }
  /// Frames of 16 ms until the content rests; the distance that it slid.
  float slide() {
    const std::size_t before = commands.size();
    double ms = 0;
    for (int i = 0; i < 1000 && gestures.sliding(); ++i, ms += 16)
      gestures.advance(ms, {}, commands);
    EXPECT_FALSE(gestures.sliding());
    float sum = 0;
    for (std::size_t i = before; i < commands.size(); ++i) sum += commands[i].dy;
    return sum;
  }
  [[nodiscard]] int count(Kind kind) const {
    int n = 0;
    for (const PointerCommand& command : commands) n += command.kind == kind ? 1 : 0;
    return n;
  }
  [[nodiscard]] float scrolled() const {
    float sum = 0;
    for (const PointerCommand& command : commands) sum += command.dy;
    return sum;
  }
  /// A click is a release while the pointer is somewhere.
  [[nodiscard]] int clicks() const {
    bool there = false;
    bool down = false;
    int n = 0;
    for (const PointerCommand& command : commands) {
      if (command.kind == Kind::move) there = true;
      if (command.kind == Kind::leave) there = false;
      if (command.kind == Kind::press) down = true;
      if (command.kind == Kind::release) {
        n += there && down ? 1 : 0;
        down = false;
      }
    }
    return n;
  }

  Gestures gestures;
  std::vector<PointerCommand> commands;

 private:
  PressClaim claim_;
};

TEST(Gestures, ATapWithAShakyFingerIsOneClick) {
  Hand hand;
  hand.replay({{0, 100, 100}, {20, 102, 103}, {40, 104, 101}, {80, 104, 101}});
  EXPECT_EQ(hand.clicks(), 1);
  EXPECT_EQ(hand.count(Kind::scroll), 0);
  EXPECT_FALSE(hand.gestures.sliding());
  EXPECT_TRUE(hand.gestures.touch());
}

/// 200 px upwards in 160 ms, lifted at `lift_ms`.
std::vector<Sample> swipe_up(double lift_ms) {
  std::vector<Sample> trace{{0, 100, 400}};
  for (int i = 1; i <= 10; ++i)
    trace.push_back({i * 16.0, 100, 400.0F - static_cast<float>(i) * 20});
  trace.push_back({lift_ms, 100, 200});
  return trace;
}

TEST(Gestures, ScrollingNeverClicks) {
  Hand hand;
  std::vector<Sample> trace{{0, 100, 400}};
  for (int i = 1; i <= 20; ++i)
    trace.push_back({i * 16.0, 100, 400.0F - static_cast<float>(i) * 10});
  trace.push_back({21 * 16.0, 100, 200});
  hand.replay(trace);
  EXPECT_EQ(hand.clicks(), 0);
  // All of the way but what decided that it is no tap.
  EXPECT_FLOAT_EQ(hand.scrolled(), -190);
}

TEST(Gestures, AThrowSlidesOnInItsDirectionAndRests) {
  Hand hand;
  hand.replay(swipe_up(168));
  ASSERT_TRUE(hand.gestures.sliding());
  const float slid = hand.slide();
  EXPECT_LT(slid, -100);
  EXPECT_GT(slid, -1000);
}

TEST(Gestures, AFingerThatRestsBeforeLiftingDoesNotThrow) {
  Hand hand;
  hand.replay(swipe_up(500));
  EXPECT_FALSE(hand.gestures.sliding());
}

TEST(Gestures, ATouchStopsTheSlideAndClicksNothing) {
  Hand hand;
  hand.replay(swipe_up(168));
  ASSERT_TRUE(hand.gestures.sliding());
  hand.replay({{300, 100, 300}, {340, 100, 300}});
  EXPECT_FALSE(hand.gestures.sliding());
  EXPECT_EQ(hand.clicks(), 0);
}

TEST(Gestures, ContentAtItsEndDoesNotSlideOnUnseen) {
  // A flick into the end of a list made the list deaf: for 1.5 s a touch stopped a slide that
  // nobody saw, and pressed nothing.
  Hand hand;
  hand.replay(swipe_up(168));
  hand.gestures.advance(1000, {}, hand.commands);
  hand.gestures.advance(1016, {}, hand.commands);
  ASSERT_TRUE(hand.gestures.sliding());
  hand.gestures.rest(hand.commands);
  EXPECT_FALSE(hand.gestures.sliding());
  hand.replay({{300, 100, 300}, {340, 100, 300}});
  EXPECT_EQ(hand.clicks(), 1);
  // While the finger is down, the end of the content takes nothing from the gesture.
  hand.event(PointerPhase::down, {500, 100, 300});
  hand.gestures.rest(hand.commands);
  hand.event(PointerPhase::up, {540, 100, 300});
  EXPECT_EQ(hand.clicks(), 2);
}

TEST(Gestures, AWidgetThatKeepsItsPressIsDragged) {
  Hand hand({.owner = PressOwner::widget});
  hand.replay({{0, 10, 10}, {16, 40, 10}, {32, 80, 10}, {48, 80, 10}});
  EXPECT_EQ(hand.count(Kind::scroll), 0);
  EXPECT_EQ(hand.clicks(), 1);
  EXPECT_FLOAT_EQ(hand.commands[hand.commands.size() - 3].x, 80);
}

TEST(Gestures, ASecondFingerTakesThePressBack) {
  Hand hand;
  hand.event(PointerPhase::down, {0, 10, 10}, 1);
  hand.event(PointerPhase::down, {10, 90, 10}, 2);
  hand.event(PointerPhase::move, {20, 120, 10}, 2);
  hand.event(PointerPhase::up, {30, 120, 10}, 2);
  hand.event(PointerPhase::up, {40, 10, 10}, 1);
  EXPECT_EQ(hand.clicks(), 0);
  EXPECT_EQ(hand.count(Kind::press), hand.count(Kind::release));
  hand.replay({{500, 10, 10}, {540, 10, 10}});
  EXPECT_EQ(hand.clicks(), 1);
}

TEST(Gestures, AClearlyVerticalDragDoesNotMoveSideways) {
  Hand hand;
  hand.replay({{0, 100, 400}, {16, 103, 380}, {32, 110, 340}, {48, 120, 300}, {64, 120, 300}});
  for (const PointerCommand& command : hand.commands) EXPECT_FLOAT_EQ(command.dx, 0);
}

TEST(Gestures, FractionsOfPixelsAreNotLost) {
  Hand hand;
  std::vector<Sample> trace{{0, 0, 0}, {10, 0, 9}};
  for (int i = 1; i <= 100; ++i)
    trace.push_back({10.0 + i * 16, 0, 9 + static_cast<float>(i) * 0.3F});
  trace.push_back({5000, 0, 39});
  hand.replay(trace);
  EXPECT_NEAR(hand.scrolled(), 30, 1);
}

TEST(Gestures, TheMousePassesWithItsButtonsRenumbered) {
  Hand hand;
  hand.gestures.take({.phase = PointerPhase::down, .x = 1, .y = 2, .button = 2},
                     {.owner = PressOwner::scrolling}, hand.commands);
  hand.gestures.take({.phase = PointerPhase::up, .x = 1, .y = 2, .button = 2},
                     {.owner = PressOwner::scrolling}, hand.commands);
  ASSERT_EQ(hand.commands.size(), 4U);
  EXPECT_EQ(hand.commands[1].kind, Kind::press);
  EXPECT_EQ(hand.commands[1].button, 1U);
  EXPECT_FALSE(hand.gestures.touch());
}

TEST(Gestures, ACancelledTouchPressesNothing) {
  Hand hand;
  hand.event(PointerPhase::down, {0, 10, 10});
  hand.event(PointerPhase::cancel, {10, 10, 10});
  EXPECT_EQ(hand.clicks(), 0);
  EXPECT_EQ(hand.count(Kind::press), hand.count(Kind::release));
}

// ---- traces ------------------------------------------------------------------------------------

PressOwner owner_named(const std::string& name) {
  if (name == "after_hold") return PressOwner::after_hold;
  if (name == "widget") return PressOwner::widget;
  EXPECT_EQ(name, "scrolling");
  return PressOwner::scrolling;
}

PointerPhase phase_named(const std::string& name) {
  if (name == "down") return PointerPhase::down;
  if (name == "up") return PointerPhase::up;
  if (name == "cancel") return PointerPhase::cancel;
  EXPECT_EQ(name, "move");
  return PointerPhase::move;
}

double number_of(const std::string& word) {
  std::istringstream in(word);
  double number = 0;
  EXPECT_TRUE(in >> number && in.eof()) << word;
  return number;
}

/// What came out of a trace, as its last lines speak of it.
struct Outcome {
  int clicks = 0;
  int menus = 0;
  int drags = 0;  ///< Movements while the press was held, further than a tap.
  float scrolled_x = 0;
  float scrolled_y = 0;
  float zoomed = 1;
  bool held_to_the_end = true;  ///< Every press was released.
};

Outcome outcome_of(const std::vector<PointerCommand>& commands) {
  Outcome o;
  bool there = false;
  int down = 0;
  bool right = false;
  float x = 0;
  float y = 0;
  for (const PointerCommand& c : commands) {
    switch (c.kind) {
      case Kind::move:
        there = true;
        if (down > 0 && !right && std::hypot(c.x - x, c.y - y) > Gestures::slop) ++o.drags;
        break;
      case Kind::leave: there = false; break;
      case Kind::press:
        ++down;
        right = c.button == 1;
        x = c.x;
        y = c.y;
        break;
      case Kind::release:
        if (there && down > 0) ++(right ? o.menus : o.clicks);
        --down;
        break;
      case Kind::scroll:
        o.scrolled_x += c.dx;
        o.scrolled_y += c.dy;
        break;
      case Kind::zoom: o.zoomed *= c.factor; break;
    }
  }
  o.held_to_the_end = down == 0;
  return o;
}

/// Plays one file: frames of 16 ms on a clock of their own, and the claim known from the first
/// frame after a press on, as in the program.
class Player {
 public:
  void play(const std::filesystem::path& file) {
    std::ifstream in(file);
    ASSERT_TRUE(in) << file;
    std::string line;
    while (std::getline(in, line)) {
      SCOPED_TRACE(file.filename().string() + ": " + line);
      std::istringstream words(line.substr(0, line.find('#')));
      std::string first;
      if (!(words >> first)) continue;
      if (first == "press")
        read_claim(words);
      else if (first == "expect")
        expect(words);
      else
        event(number_of(first), words);
      if (::testing::Test::HasFatalFailure()) return;
    }
    EXPECT_GT(expectations_, 0);
  }

 private:
  void read_claim(std::istringstream& words) {
    std::string name;
    words >> name;
    claim_.owner = owner_named(name);
    claim_.menu = words >> name && name == "menu";
  }

  void frames_until(double ms) {
    for (; next_frame_ <= ms; next_frame_ += 16) {
      if (pressed_) seen_ = true;
      gestures_.advance(next_frame_ + 5000, claim(), commands_);
      lifted_ |= gestures_.lifted();
    }
  }

  [[nodiscard]] PressClaim claim() const { return seen_ ? claim_ : PressClaim{}; }

  void event(double ms, std::istringstream& words) {
    std::string phase;
    std::string device;
    PointerEvent e;
    ASSERT_TRUE(words >> phase >> e.pointer >> device >> e.x >> e.y);
    e.phase = phase_named(phase);
    e.device = device == "pen" ? PointerDevice::pen : PointerDevice::touch;
    e.time_ms = ms;
    frames_until(ms);
    if (e.phase == PointerPhase::down) {
      pressed_ = true;
      seen_ = false;
    }
    gestures_.take(e, claim(), commands_);
    last_ms_ = ms;
  }

  void expect(std::istringstream& words) {
    ++expectations_;
    const Outcome before = outcome_of(commands_);
    frames_until(last_ms_ + 3000);
    const Outcome o = outcome_of(commands_);
    EXPECT_TRUE(o.held_to_the_end);
    EXPECT_FALSE(gestures_.sliding());
    std::string what;
    words >> what;
    double value = 0;
    words >> value;
    if (what == "clicks")
      EXPECT_EQ(o.clicks, value);
    else if (what == "menus")
      EXPECT_EQ(o.menus, value);
    else if (what == "dragged")
      EXPECT_EQ(o.drags > 0, value > 0);
    else if (what == "lifted")
      EXPECT_EQ(lifted_, value > 0);
    else if (what == "zoomed")
      EXPECT_NEAR(o.zoomed, value, value * 0.03);
    else if (what == "scrolled_x")
      EXPECT_NEAR(o.scrolled_x, value, 2);
    else if (what == "scrolled_y")
      EXPECT_NEAR(o.scrolled_y, value, 2);
    else if (what == "slid_y_at_least")
      EXPECT_GE((o.scrolled_y - before.scrolled_y) / value, 1);
    else
      ADD_FAILURE() << "nothing is called " << what;
  }

  Gestures gestures_;
  std::vector<PointerCommand> commands_;
  PressClaim claim_{.owner = PressOwner::scrolling};
  bool pressed_ = false;
  bool seen_ = false;
  bool lifted_ = false;
  double next_frame_ = 8;
  double last_ms_ = 0;
  int expectations_ = 0;
};

TEST(Gestures, RecordedTracesMeanWhatTheyMeant) {
  const std::filesystem::path folder =
      std::filesystem::path(RETOUR_SOURCE_DIR) / "tests/web/traces";
  int count = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (file.path().extension() != ".trace") continue;
    ++count;
    Player().play(file.path());
  }
  EXPECT_GE(count, 12);
}

}  // namespace
}  // namespace retour::platform
