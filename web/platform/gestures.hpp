// From raw pointers to what widgets understand: presses, scrolling, nothing by accident.
//
// A mouse passes through. A finger presses at once (so that a button shows it), and as soon as it
// has moved further than the slop the press is taken back and the content scrolls instead, unless
// the pressed widget keeps its press (slider, booking being dragged). Letting go while moving
// leaves the content sliding. A second finger is the browser's pinch: the press is taken back.
//
//            down              moved > slop              up
//    idle ─────────► pressed ───────────────► scrolling ─────► sliding ──► idle
//                      │  └── keeps its press ─► dragging ─ up ─────────► idle
//                      └── up: a click
//
// Pure: time comes with the events, so recorded traces replay exactly.
#pragma once

#include <cstdint>
#include <vector>

#include "platform/event_reader.hpp"

namespace retour::platform {

/// What the widgets' input queue gets.
struct PointerCommand {
  enum class Kind : std::uint8_t {
    move,   ///< The pointer is at (x, y).
    leave,  ///< The pointer is nowhere: nothing hovers, a release clicks nothing.
    press,  ///< Button down.
    release,
    scroll,  ///< The content under (x, y) moves by whole pixels (dx, dy).
  };
  Kind kind = Kind::move;
  float x = 0;
  float y = 0;
  float dx = 0;
  float dy = 0;
  std::uint32_t button = 0;  ///< 0 left, 1 right, 2 middle: as the widgets' library counts.
  bool touch = false;
};

/// Whether the widget that is pressed wants the drag for itself.
enum class PressOwner : std::uint8_t { scrolling, widget };

class Gestures {
 public:
  /// A finger that moved no further than this has tapped, CSS px.
  static constexpr float slop = 8;
  /// Sliding loses this share of its speed per millisecond.
  static constexpr float friction_per_ms = 0.0035F;
  /// Slower than this (px/ms) is standing still.
  static constexpr float speed_min = 0.02F;
  static constexpr float speed_max = 5;

  /// Takes one event; appends commands.
  void take(const PointerEvent& event, PressOwner owner, std::vector<PointerCommand>& out);

  /// Moves sliding content on; to be called once per frame. Appends commands.
  void advance(double time_ms, std::vector<PointerCommand>& out);

  /// True while frames must follow each other.
  [[nodiscard]] bool sliding() const { return state_ == State::sliding; }
  /// True when the last pointer that pressed was a finger.
  [[nodiscard]] bool touch() const { return touch_; }

 private:
  enum class State : std::uint8_t { idle, pressed, dragging, scrolling, sliding, ignored };

  void take_mouse(const PointerEvent& event, std::vector<PointerCommand>& out);
  void finger_down(const PointerEvent& event, std::vector<PointerCommand>& out);
  void finger_move(const PointerEvent& event, PressOwner owner, std::vector<PointerCommand>& out);
  void finger_up(const PointerEvent& event, std::vector<PointerCommand>& out);
  void take_press_back(std::vector<PointerCommand>& out);
  void scroll_by(float dx, float dy, std::vector<PointerCommand>& out);

  State state_ = State::idle;
  bool touch_ = false;
  std::uint32_t pointer_ = 0;
  float start_x_ = 0;
  float start_y_ = 0;
  float last_x_ = 0;
  float last_y_ = 0;
  double last_ms_ = 0;
  float speed_x_ = 0;  ///< px/ms
  float speed_y_ = 0;
  float rest_x_ = 0;  ///< Fractions of a pixel not yet scrolled.
  float rest_y_ = 0;
  bool lock_x_ = false;  ///< Clearly vertical: no sideways movement.
  bool lock_y_ = false;
};

}  // namespace retour::platform
