#include "platform/gestures.hpp"

#include <algorithm>
#include <cmath>

namespace retour::platform {
namespace {

using Kind = PointerCommand::Kind;

/// The page counts left, middle, right; the widgets' library left, right, middle.
std::uint32_t button_of(const PointerEvent& event) {
  if (event.button == 1) return 2;
  return event.button == 2 ? 1 : 0;
}

/// A finger resting this long before it lifts does not throw the content.
constexpr double rest_before_up_ms = 60;
/// A movement this much steeper than the other axis is along one axis.
constexpr float axis_ratio = 1.7F;

}  // namespace

void Gestures::take(const PointerEvent& event, PressOwner owner, std::vector<PointerCommand>& out) {
  if (event.phase == PointerPhase::down) touch_ = event.device == PointerDevice::touch;
  if (event.device != PointerDevice::touch) {
    if (state_ == State::sliding) state_ = State::idle;
    take_mouse(event, out);
    return;
  }
  switch (event.phase) {
    case PointerPhase::down: finger_down(event, out); break;
    case PointerPhase::move: finger_move(event, owner, out); break;
    case PointerPhase::up:
    case PointerPhase::leave: finger_up(event, out); break;
    case PointerPhase::cancel:
      if (event.pointer == pointer_ && state_ != State::sliding) {
        take_press_back(out);
        state_ = State::idle;
      }
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

void Gestures::finger_down(const PointerEvent& event, std::vector<PointerCommand>& out) {
  if (state_ != State::idle && state_ != State::sliding) {
    take_press_back(out);  // A second finger.
    state_ = State::ignored;
    return;
  }
  const bool stopped_sliding = state_ == State::sliding;
  pointer_ = event.pointer;
  start_x_ = last_x_ = event.x;
  start_y_ = last_y_ = event.y;
  last_ms_ = event.time_ms;
  speed_x_ = speed_y_ = rest_x_ = rest_y_ = 0;
  lock_x_ = lock_y_ = false;
  if (stopped_sliding) {
    state_ = State::scrolling;  // The finger stops the content; it presses nothing.
    return;
  }
  state_ = State::pressed;
  out.push_back({.kind = Kind::move, .x = event.x, .y = event.y, .touch = true});
  out.push_back({.kind = Kind::press, .x = event.x, .y = event.y, .touch = true});
}

void Gestures::finger_move(const PointerEvent& event, PressOwner owner,
                           std::vector<PointerCommand>& out) {
  if (event.pointer != pointer_) return;
  if (state_ == State::dragging) {
    out.push_back({.kind = Kind::move, .x = event.x, .y = event.y, .touch = true});
    return;
  }
  if (state_ == State::pressed) {
    const float dx = event.x - start_x_;
    const float dy = event.y - start_y_;
    if (std::hypot(dx, dy) <= slop) return;
    if (owner == PressOwner::widget) {
      state_ = State::dragging;
      out.push_back({.kind = Kind::move, .x = event.x, .y = event.y, .touch = true});
      return;
    }
    take_press_back(out);
    state_ = State::scrolling;
    lock_x_ = std::abs(dy) > std::abs(dx) * axis_ratio;
    lock_y_ = std::abs(dx) > std::abs(dy) * axis_ratio;
    last_x_ = event.x;  // The slop is not scrolled: the content does not jump.
    last_y_ = event.y;
    last_ms_ = event.time_ms;
    return;
  }
  if (state_ != State::scrolling) return;
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

void Gestures::finger_up(const PointerEvent& event, std::vector<PointerCommand>& out) {
  if (event.pointer != pointer_) return;
  switch (state_) {
    case State::pressed:
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
    case State::ignored: state_ = State::idle; break;
    case State::idle:
    case State::sliding: break;
  }
}

void Gestures::advance(double time_ms, std::vector<PointerCommand>& out) {
  if (state_ != State::sliding) return;
  if (last_ms_ < 0) last_ms_ = time_ms;  // Frames and events need not share a clock.
  const float ms = std::clamp(static_cast<float>(time_ms - last_ms_), 0.0F, 50.0F);
  last_ms_ = time_ms;
  scroll_by(speed_x_ * ms, speed_y_ * ms, out);
  const float kept = std::exp(-friction_per_ms * ms);
  speed_x_ *= kept;
  speed_y_ *= kept;
  if (std::hypot(speed_x_, speed_y_) < speed_min) {
    state_ = State::idle;
    out.push_back({.kind = Kind::leave, .touch = true});
  }
}

void Gestures::take_press_back(std::vector<PointerCommand>& out) {
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
