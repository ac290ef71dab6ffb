#include "platform/gestures.hpp"

#include <algorithm>
#include <cmath>

namespace retour::platform {
namespace {

using Kind = PointerCommand::Kind;
using ui::PressOwner;

/// The page counts left, middle, right; the widgets' library left, right, middle.
std::uint32_t button_of(const PointerEvent& event) {
  if (event.button == 1) return 2;
  return event.button == 2 ? 1 : 0;
}

/// Content that slides slower than this (px/ms) looks as if it rested.
constexpr float speed_felt = 0.12F;
/// A finger resting this long before it lifts does not throw the content.
constexpr double rest_before_up_ms = 60;
/// A movement this much steeper than the other axis is along one axis.
constexpr float axis_ratio = 1.7F;

}  // namespace

void Gestures::take(const PointerEvent& event, ui::PressClaim claim,
                    std::vector<PointerCommand>& out) {
  const bool pen = event.device == PointerDevice::pen;
  // A doctor changes between pen and finger all the time: only a mouse makes targets small again.
  if (event.phase == PointerPhase::down && !pen) touch_ = event.device == PointerDevice::touch;
  const bool hovers =
      pen && fingers_.empty() && (event.phase != PointerPhase::down || event.button != 0);
  if (event.device == PointerDevice::mouse || hovers) {
    if (state_ == State::sliding) state_ = State::idle;
    take_mouse(event, out);
    return;
  }
  switch (event.phase) {
    case PointerPhase::down:
      pen_ = pen;
      finger_down(event, out);
      break;
    case PointerPhase::move: finger_move(event, claim, out); break;
    case PointerPhase::up:
    case PointerPhase::leave: finger_up(event, claim, out); break;
    case PointerPhase::cancel:
      drop_finger(event.pointer);
      if (state_ == State::sliding) break;
      take_press_back(out);
      state_ = fingers_.empty() ? State::idle : State::ignored;
      break;
  }
}

void Gestures::take_mouse(const PointerEvent& event, std::vector<PointerCommand>& out) {
  if (event.phase == PointerPhase::leave) {
    out.push_back({.kind = Kind::leave});
    return;
  }
  out.push_back({.kind = Kind::move, .x = event.x, .y = event.y});
  if (event.phase == PointerPhase::move) return;
  if (event.phase == PointerPhase::cancel) out.push_back({.kind = Kind::leave});
  out.push_back({.kind = event.phase == PointerPhase::down ? Kind::press : Kind::release,
                 .x = event.x,
                 .y = event.y,
                 .button = button_of(event)});
}

// ---- one finger, two fingers
// ---------------------------------------------------------------------

void Gestures::finger_down(const PointerEvent& event, std::vector<PointerCommand>& out) {
  drop_finger(event.pointer);  // One whose lifting was lost.
  fingers_.push_back({.id = event.pointer, .x = event.x, .y = event.y});
  if (fingers_.size() > 1) {
    take_press_back(out);
    state_ = fingers_.size() == 2 && state_ != State::ignored && state_ != State::resting
                 ? State::pinching
                 : State::ignored;
    distance_ = 0;
    pinch(out);
    return;
  }
  // What creeps is at rest to the eye: there a touch presses.
  const bool stopped_sliding =
      state_ == State::sliding && std::hypot(speed_x_, speed_y_) > speed_felt;
  start_x_ = last_x_ = event.x;
  start_y_ = last_y_ = event.y;
  start_ms_ = last_ms_ = event.time_ms;
  rests_since_ = -1;
  held_by_frames_ = 0;
  speed_x_ = speed_y_ = rest_x_ = rest_y_ = 0;
  lock_x_ = lock_y_ = lifted_ = false;
  if (stopped_sliding) {
    state_ = State::scrolling;  // The finger stops the content; it presses nothing.
    return;
  }
  state_ = State::pressed;
  out.push_back({.kind = Kind::move, .x = event.x, .y = event.y, .touch = true});
  out.push_back({.kind = Kind::press, .x = event.x, .y = event.y, .touch = true});
}

void Gestures::finger_move(const PointerEvent& event, ui::PressClaim claim,
                           std::vector<PointerCommand>& out) {
  const auto finger = std::ranges::find(fingers_, event.pointer, &Finger::id);
  if (finger == fingers_.end()) return;
  finger->x = event.x;
  finger->y = event.y;
  if (state_ == State::pinching) {
    pinch(out);
    return;
  }
  if (finger != fingers_.begin()) return;
  switch (state_) {
    case State::dragging:
      out.push_back({.kind = Kind::move, .x = event.x, .y = event.y, .touch = true});
      break;
    case State::pressed:
      last_x_ = event.x;
      last_y_ = event.y;
      last_ms_ = event.time_ms;
      decide(claim, out);
      break;
    case State::scrolling: scroll_to(event, out); break;
    default: break;
  }
}

bool Gestures::moved() const {
  return std::hypot(last_x_ - start_x_, last_y_ - start_y_) > slop;
}

bool Gestures::keeps_press(ui::PressClaim claim, double held_ms) const {
  return claim.owner == PressOwner::widget ||
         (claim.owner == PressOwner::after_hold && (pen_ || lifted_ || held_ms >= hold_ms));
}

/// A press that has moved becomes a drag or a scroll, once the owner is known.
void Gestures::decide(ui::PressClaim claim, std::vector<PointerCommand>& out) {
  if (claim.owner == PressOwner::unknown || !moved()) return;
  if (keeps_press(claim, last_ms_ - start_ms_)) {
    state_ = State::dragging;
    lifted_ = true;
    out.push_back({.kind = Kind::move, .x = last_x_, .y = last_y_, .touch = true});
    return;
  }
  take_press_back(out);
  state_ = State::scrolling;
  const float dx = std::abs(last_x_ - start_x_);
  const float dy = std::abs(last_y_ - start_y_);
  lock_x_ = dy > dx * axis_ratio;
  lock_y_ = dx > dy * axis_ratio;
  // What decided is not scrolled: the content does not jump.
}

void Gestures::scroll_to(const PointerEvent& event, std::vector<PointerCommand>& out) {
  const float dx = lock_x_ ? 0 : event.x - last_x_;
  const float dy = lock_y_ ? 0 : event.y - last_y_;
  const float ms = std::max(1.0F, static_cast<float>(event.time_ms - last_ms_));
  // Smoothed: the last movement before the finger lifts is often a slip.
  speed_x_ = 0.4F * speed_x_ + 0.6F * std::clamp(dx / ms, -speed_max, speed_max);
  speed_y_ = 0.4F * speed_y_ + 0.6F * std::clamp(dy / ms, -speed_max, speed_max);
  last_x_ = event.x;
  last_y_ = event.y;
  last_ms_ = event.time_ms;
  scroll_by(dx, dy, out);
}

void Gestures::pinch(std::vector<PointerCommand>& out) {
  if (state_ != State::pinching) return;
  const Finger& a = fingers_[0];
  const Finger& b = fingers_[1];
  const float x = (a.x + b.x) / 2;
  const float y = (a.y + b.y) / 2;
  const float distance = std::max(std::hypot(a.x - b.x, a.y - b.y), pinch_distance_min);
  if (distance_ > 0) {
    if (distance != distance_)
      out.push_back(
          {.kind = Kind::zoom, .x = x, .y = y, .touch = true, .factor = distance / distance_});
    start_x_ = x;
    start_y_ = y;
    scroll_by(x - last_x_, y - last_y_, out);
  }
  distance_ = distance;
  last_x_ = x;
  last_y_ = y;
}

void Gestures::finger_up(const PointerEvent& event, ui::PressClaim claim,
                         std::vector<PointerCommand>& out) {
  if (std::ranges::find(fingers_, event.pointer, &Finger::id) == fingers_.end()) return;
  drop_finger(event.pointer);
  if (state_ == State::pinching || state_ == State::ignored || state_ == State::resting) {
    if (state_ == State::pinching) out.push_back({.kind = Kind::leave, .touch = true});
    state_ = fingers_.empty() ? State::idle : State::ignored;
    return;
  }
  lift_finger(event, claim, out);
}

/// The only finger lifts.
void Gestures::lift_finger(const PointerEvent& event, ui::PressClaim claim,
                           std::vector<PointerCommand>& out) {
  lifted_ = false;
  switch (state_) {
    case State::pressed: {
      const double held = std::max(event.time_ms - start_ms_, held_by_frames_);
      if (moved()) {
        take_press_back(out);  // Faster than a frame: nobody has seen what was pressed.
      } else if (claim.menu &&
                 held >= (claim.owner == PressOwner::after_hold ? hold_ms : menu_ms)) {
        ask_for_menu(out);
      } else {
        out.push_back({.kind = Kind::release, .x = event.x, .y = event.y, .touch = true});
        out.push_back({.kind = Kind::leave, .touch = true});
      }
      state_ = State::idle;
      break;
    }
    case State::dragging:
      out.push_back({.kind = Kind::release, .x = event.x, .y = event.y, .touch = true});
      out.push_back({.kind = Kind::leave, .touch = true});
      state_ = State::idle;
      break;
    case State::scrolling:
      if (event.time_ms - last_ms_ < rest_before_up_ms && std::hypot(speed_x_, speed_y_) > 0.1F) {
        state_ = State::sliding;
        last_ms_ = -1;
      } else {
        out.push_back({.kind = Kind::leave, .touch = true});
        state_ = State::idle;
      }
      break;
    default: break;
  }
}

void Gestures::drop_finger(std::uint32_t id) {
  std::erase_if(fingers_, [&](const Finger& finger) { return finger.id == id; });
}

// ---- time
// ----------------------------------------------------------------------------------------

void Gestures::advance(double time_ms, ui::PressClaim claim, std::vector<PointerCommand>& out) {
  if (state_ == State::pressed) {
    // Frames and events need not share a clock.
    if (rests_since_ < 0) rests_since_ = time_ms;
    held_by_frames_ = time_ms - rests_since_;
    decide(claim, out);
    if (state_ != State::pressed) return;
    if (claim.owner == PressOwner::after_hold && !pen_ && held_by_frames_ >= hold_ms)
      lifted_ = true;
    if (claim.owner == PressOwner::scrolling && claim.menu && held_by_frames_ >= menu_ms) {
      ask_for_menu(out);
      state_ = State::resting;
    }
    return;
  }
  if (state_ != State::sliding) return;
  if (last_ms_ < 0) last_ms_ = time_ms;
  const float ms = std::clamp(static_cast<float>(time_ms - last_ms_), 0.0F, 50.0F);
  last_ms_ = time_ms;
  scroll_by(speed_x_ * ms, speed_y_ * ms, out);
  const float kept = std::exp(-friction_per_ms * ms);
  speed_x_ *= kept;
  speed_y_ *= kept;
  if (std::hypot(speed_x_, speed_y_) < speed_min) rest(out);
}

void Gestures::rest(std::vector<PointerCommand>& out) {
  if (state_ != State::sliding) return;
  state_ = State::idle;
  out.push_back({.kind = Kind::leave, .touch = true});
}

double Gestures::due_in_ms(ui::PressClaim claim) const {
  if (state_ != State::pressed) return -1;
  double due = -1;
  if (claim.owner == PressOwner::after_hold && !pen_ && !lifted_) due = hold_ms;
  if (claim.owner == PressOwner::scrolling && claim.menu) due = menu_ms;
  return due < 0 ? due : std::max(1.0, due - held_by_frames_);
}

// ---- what comes of it
// ----------------------------------------------------------------------------

/// The press is taken back and becomes a click of the right button.
void Gestures::ask_for_menu(std::vector<PointerCommand>& out) {
  out.push_back({.kind = Kind::leave, .touch = true});
  out.push_back({.kind = Kind::release, .touch = true});
  out.push_back({.kind = Kind::move, .x = start_x_, .y = start_y_, .touch = true});
  for (const Kind kind : {Kind::press, Kind::release})
    out.push_back({.kind = kind, .x = start_x_, .y = start_y_, .button = 1, .touch = true});
  out.push_back({.kind = Kind::leave, .touch = true});
}

void Gestures::take_press_back(std::vector<PointerCommand>& out) {
  lifted_ = false;
  if (state_ != State::pressed && state_ != State::dragging) return;
  out.push_back({.kind = Kind::leave, .touch = true});
  out.push_back({.kind = Kind::release, .touch = true});
}

void Gestures::scroll_by(float dx, float dy, std::vector<PointerCommand>& out) {
  rest_x_ += dx;
  rest_y_ += dy;
  const float whole_x = std::trunc(rest_x_);
  const float whole_y = std::trunc(rest_y_);
  rest_x_ -= whole_x;
  rest_y_ -= whole_y;
  if (whole_x == 0 && whole_y == 0) return;
  out.push_back({.kind = Kind::scroll,
                 .x = start_x_,
                 .y = start_y_,
                 .dx = whole_x,
                 .dy = whole_y,
                 .touch = true});
}

}  // namespace retour::platform
