// From raw pointers to what widgets understand: presses, scrolling, nothing by accident.
//
// A mouse passes through. A finger presses at once (so that a button shows it), and as soon as it
// has moved further than the slop the press is taken back and the content scrolls instead, unless
// the pressed widget keeps its press: at once (a slider) or after it was held for a moment (a
// booking: a quick movement over it scrolls). Letting go while moving leaves the content sliding.
// Resting asks for the context menu of what offers one. Two fingers zoom and move.
//
//            down              moved > slop              up
//    idle ─────────► pressed ───────────────► scrolling ─────► sliding ──► idle
//                     │ │ │ └── keeps its press ─► dragging ── up ───────► idle
//                     │ │ └──── rested, has a menu ─► resting ─ up ──────► idle   (right click)
//                     │ └────── second finger ─► pinching ──── up ───────► ignored ─ all up ─► idle
//                     └── up: a click
//
// A pen is a finger that hovers and keeps presses at once; its second button is the right one.
//
// What a widget does with its press is known only when a frame has seen the press (`PressClaim`).
// Until then nothing is decided: a finger that is faster than frames loses no movement, and lifted
// far from where it went down it has scrolled, not clicked.
//
// Pure: time comes with the events, so recorded traces replay exactly (tests/web/traces).
#pragma once

#include <cstdint>
#include <vector>

#include "platform/event_reader.hpp"
#include "ui/ui.hpp"

namespace retour::platform {

/// What the widgets' input queue gets.
struct PointerCommand {
  enum class Kind : std::uint8_t {
    move,   ///< The pointer is at (x, y).
    leave,  ///< The pointer is nowhere: nothing hovers, a release clicks nothing.
    press,  ///< Button down.
    release,
    scroll,  ///< The content under (x, y) moves by whole pixels (dx, dy).
    zoom,    ///< The content around (x, y) grows by `factor`.
  };
  Kind kind = Kind::move;
  float x = 0;
  float y = 0;
  float dx = 0;
  float dy = 0;
  std::uint32_t button = 0;  ///< 0 left, 1 right, 2 middle: as the widgets' library counts.
  bool touch = false;
  float factor = 1;
};

class Gestures {
 public:
  /// A finger that moved no further than this has tapped, CSS px.
  static constexpr float slop = 8;
  /// What keeps its press only when held is lifted after this time.
  static constexpr double hold_ms = 300;
  /// What offers a menu opens it after this time.
  static constexpr double menu_ms = 500;
  /// Sliding loses this share of its speed per millisecond.
  static constexpr float friction_per_ms = 0.0035F;
  /// Slower than this (px/ms) is standing still.
  static constexpr float speed_min = 0.02F;
  static constexpr float speed_max = 5;
  /// Fingers closer than this say nothing about a distance, CSS px.
  static constexpr float pinch_distance_min = 24;

  /// Takes one event; appends commands. `claim`: what the pressed widget wants, as far as known.
  void take(const PointerEvent& event, ui::PressClaim claim, std::vector<PointerCommand>& out);

  /// Moves sliding content on, lets a resting finger ask for the menu; to be called once per frame
  /// and when `due_in_ms` is over. Appends commands.
  void advance(double time_ms, ui::PressClaim claim, std::vector<PointerCommand>& out);

  /// The content has not moved by what `advance` asked for last: it is at its end, and slides no
  /// more. Else a touch would stop what nobody sees moving, and press nothing. Appends commands.
  void rest(std::vector<PointerCommand>& out);

  /// True while frames must follow each other.
  [[nodiscard]] bool sliding() const { return state_ == State::sliding; }
  /// True when the last pointer that pressed was a finger.
  [[nodiscard]] bool touch() const { return touch_; }
  /// A held widget that may be dragged now: it shows that it was lifted.
  [[nodiscard]] bool lifted() const { return lifted_; }
  /// Milliseconds until a resting finger means something; < 0: never.
  [[nodiscard]] double due_in_ms(ui::PressClaim claim) const;

 private:
  enum class State : std::uint8_t {
    idle,
    pressed,
    dragging,
    scrolling,
    sliding,
    resting,
    pinching,
    ignored,
  };
  struct Finger {
    std::uint32_t id = 0;
    float x = 0;
    float y = 0;
  };

  void take_mouse(const PointerEvent& event, std::vector<PointerCommand>& out);
  void finger_down(const PointerEvent& event, std::vector<PointerCommand>& out);
  void finger_move(const PointerEvent& event, ui::PressClaim claim,
                   std::vector<PointerCommand>& out);
  void finger_up(const PointerEvent& event, ui::PressClaim claim, std::vector<PointerCommand>& out);
  void lift_finger(const PointerEvent& event, ui::PressClaim claim,
                   std::vector<PointerCommand>& out);
  void drop_finger(std::uint32_t id);
  void decide(ui::PressClaim claim, std::vector<PointerCommand>& out);
  void scroll_to(const PointerEvent& event, std::vector<PointerCommand>& out);
  void pinch(std::vector<PointerCommand>& out);
  void ask_for_menu(std::vector<PointerCommand>& out);
  void take_press_back(std::vector<PointerCommand>& out);
  void scroll_by(float dx, float dy, std::vector<PointerCommand>& out);
  [[nodiscard]] bool keeps_press(ui::PressClaim claim, double held_ms) const;
  [[nodiscard]] bool moved() const;

  State state_ = State::idle;
  bool touch_ = false;
  bool pen_ = false;
  bool lifted_ = false;
  std::vector<Finger> fingers_;  ///< On the glass, in the order in which they came.
  float start_x_ = 0;
  float start_y_ = 0;
  float last_x_ = 0;
  float last_y_ = 0;
  double start_ms_ = 0;  ///< Of the event.
  double last_ms_ = 0;
  double rests_since_ = -1;  ///< On the clock of frames.
  double held_by_frames_ = 0;
  float speed_x_ = 0;  ///< px/ms
  float speed_y_ = 0;
  float rest_x_ = 0;  ///< Fractions of a pixel not yet scrolled.
  float rest_y_ = 0;
  bool lock_x_ = false;  ///< Clearly vertical: no sideways movement.
  bool lock_y_ = false;
  float distance_ = 0;  ///< Of two fingers.
};

}  // namespace retour::platform
