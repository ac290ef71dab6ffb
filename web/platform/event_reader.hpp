// Decodes the records of the page (layout: protocol.hpp) into plain values.
//
// The page is ours, yet its bytes are checked like any input: a record that is cut short, too long
// or of an unknown kind ends the batch with `malformed`, and nothing after it is taken.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "platform/protocol.hpp"
#include "ui/effects.hpp"
#include "ui/semantics.hpp"

namespace retour::platform {

enum class PointerDevice : std::uint8_t { mouse, touch, pen };
enum class PointerPhase : std::uint8_t { move, down, up, cancel, leave };

/// One pointer event, in CSS pixels and milliseconds of the page.
struct PointerEvent {
  PointerPhase phase = PointerPhase::move;
  PointerDevice device = PointerDevice::mouse;
  float x = 0;
  float y = 0;
  std::uint32_t pointer = 0;
  std::uint32_t button = 0;  ///< 0 left, 1 middle, 2 right.
  std::uint8_t modifiers = 0;
  double time_ms = 0;
};

/// The content moves by (dx, dy) CSS pixels under (x, y).
struct WheelEvent {
  float x = 0;
  float y = 0;
  float dx = 0;
  float dy = 0;
  std::uint8_t modifiers = 0;
};

struct ResizeEvent {
  float width = 0;
  float height = 0;  ///< Above the on-screen keyboard.
  float pixel_ratio = 1;
};

struct WindowFocusEvent {
  bool gained = false;
};

struct FileEvent {
  std::uint32_t token = 0;   ///< Of the effect; 0: dropped on the window.
  std::uint32_t handle = 0;  ///< 0: cancelled.
  std::uint64_t size = 0;
  std::string name;
};

struct DeviceEvent {
  std::uint32_t flags = 0;  ///< DeviceFlag
  ui::DeviceState::Storage storage = ui::DeviceState::Storage::kept;
  std::uint64_t used = 0;
  std::uint64_t quota = 0;
  std::string reason;
};

struct GrantedEvent {
  std::uint32_t token = 0;
  ui::EffectKind effect = ui::EffectKind::request_persist;
  bool granted = false;
};

struct VisibleEvent {
  bool visible = true;
};

/// Commit, close the database, answer with `closed_effect`.
struct CloseEvent {
  std::uint32_t token = 0;
};

using Event =
    std::variant<PointerEvent, WheelEvent, ResizeEvent, WindowFocusEvent, ui::SemanticAction,
                 FileEvent, DeviceEvent, GrantedEvent, VisibleEvent, CloseEvent>;

/// Appends the events of `bytes` to `events`. On `malformed`, those before the bad record are
/// there.
[[nodiscard]] Status read_events(std::span<const std::uint8_t> bytes, std::vector<Event>& events);

}  // namespace retour::platform
