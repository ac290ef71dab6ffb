#include "platform/event_reader.hpp"

#include <cmath>
#include <cstring>

namespace retour::platform {
namespace {

/// Reads fields in order; after the first failure everything reads as zero and `ok` is false.
class RecordReader {
 public:
  explicit RecordReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::uint32_t u32() { return number<std::uint32_t>(); }
  float f32() { return finite(number<float>()); }
  double f64() { return finite(number<double>()); }

  std::string text() {
    const std::uint32_t size = u32();
    const std::size_t padded = (std::size_t{size} + 3U) & ~std::size_t{3};
    if (!ok_ || padded > rest_.size()) {
      ok_ = false;
      return {};
    }
    std::string result(reinterpret_cast<const char*>(rest_.data()), size);
    rest_ = rest_.subspan(padded);
    return result;
  }

 private:
  template <class T>
  T number() {
    T value{};
    if (!ok_ || rest_.size() < sizeof value) {
      ok_ = false;
      return T{};
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    return value;
  }

  // A coordinate that is no number would spread through layout and never leave it.
  template <class T>
  T finite(T value) {
    if (std::isfinite(value)) return value;
    ok_ = false;
    return 0;
  }

  std::span<const std::uint8_t> rest_;
  bool ok_ = true;
};

PointerEvent read_pointer(PointerPhase phase, RecordReader& in) {
  PointerEvent event{.phase = phase};
  event.x = in.f32();
  event.y = in.f32();
  event.pointer = in.u32();
  const std::uint32_t device = in.u32();
  event.device = device <= 2 ? static_cast<PointerDevice>(device) : PointerDevice::mouse;
  event.button = in.u32();
  event.modifiers = static_cast<std::uint8_t>(in.u32());
  event.time_ms = in.f64();
  return event;
}

WheelEvent read_wheel(RecordReader& in) {
  WheelEvent event;
  event.x = in.f32();
  event.y = in.f32();
  event.dx = in.f32();
  event.dy = in.f32();
  event.modifiers = static_cast<std::uint8_t>(in.u32());
  return event;
}

ResizeEvent read_resize(RecordReader& in) {
  ResizeEvent event;
  event.width = in.f32();
  event.height = in.f32();
  event.pixel_ratio = in.f32();
  return event;
}

ui::SemanticAction read_action(RecordReader& in, bool& known) {
  ui::SemanticAction action;
  action.node = in.u32();
  const std::uint32_t kind = in.u32();
  known = kind <= static_cast<std::uint32_t>(ui::ActionKind::scroll_to);
  if (known) action.kind = static_cast<ui::ActionKind>(kind);
  action.modifiers = static_cast<std::uint8_t>(in.u32());
  action.sequence = in.u32();
  action.selection_start = in.u32();
  action.selection_end = in.u32();
  action.text = in.text();
  return action;
}

FileEvent read_file(RecordReader& in) {
  FileEvent event;
  event.token = in.u32();
  event.handle = in.u32();
  event.size = static_cast<std::uint64_t>(std::max(0.0, in.f64()));
  event.name = in.text();
  return event;
}

DeviceEvent read_device(RecordReader& in) {
  DeviceEvent event;
  event.flags = in.u32();
  const std::uint32_t storage = in.u32();
  if (storage <= 2) event.storage = static_cast<ui::DeviceState::Storage>(storage);
  event.used = static_cast<std::uint64_t>(std::max(0.0, in.f64()));
  event.quota = static_cast<std::uint64_t>(std::max(0.0, in.f64()));
  event.reason = in.text();
  return event;
}

GrantedEvent read_granted(RecordReader& in) {
  GrantedEvent event;
  event.token = in.u32();
  event.effect = static_cast<ui::EffectKind>(in.u32());
  event.granted = in.u32() != 0;
  return event;
}

/// False when the kind is unknown.
bool read_record(EventKind kind, RecordReader& in, std::vector<Event>& events) {
  switch (kind) {
    case EventKind::pointer_move: events.emplace_back(read_pointer(PointerPhase::move, in)); break;
    case EventKind::pointer_down: events.emplace_back(read_pointer(PointerPhase::down, in)); break;
    case EventKind::pointer_up: events.emplace_back(read_pointer(PointerPhase::up, in)); break;
    case EventKind::pointer_cancel:
      events.emplace_back(read_pointer(PointerPhase::cancel, in));
      break;
    case EventKind::pointer_leave:
      events.emplace_back(read_pointer(PointerPhase::leave, in));
      break;
    case EventKind::wheel: events.emplace_back(read_wheel(in)); break;
    case EventKind::resize: events.emplace_back(read_resize(in)); break;
    case EventKind::window_focus:
      events.emplace_back(WindowFocusEvent{.gained = in.u32() != 0});
      break;
    case EventKind::action: {
      bool known = false;
      events.emplace_back(read_action(in, known));
      return known;
    }
    case EventKind::file: events.emplace_back(read_file(in)); break;
    case EventKind::device: events.emplace_back(read_device(in)); break;
    case EventKind::granted: events.emplace_back(read_granted(in)); break;
    case EventKind::visible: events.emplace_back(VisibleEvent{.visible = in.u32() != 0}); break;
    case EventKind::close: events.emplace_back(CloseEvent{.token = in.u32()}); break;
    default: return false;
  }
  return true;
}

}  // namespace

Status read_events(std::span<const std::uint8_t> bytes, std::vector<Event>& events) {
  while (!bytes.empty()) {
    RecordReader header(bytes);
    const std::uint32_t kind = header.u32();
    const std::uint32_t size = header.u32();
    const std::size_t padded = (std::size_t{size} + 3U) & ~std::size_t{3};
    if (!header.ok() || size > record_size_max || padded > bytes.size() - 8) {
      return fail(FailureCode::malformed, "a record of the page is cut short or too long");
    }
    RecordReader in(bytes.subspan(8, padded));
    const std::size_t before = events.size();
    if (!read_record(static_cast<EventKind>(kind), in, events) || !in.ok() || !in.at_end()) {
      events.resize(before);
      return fail(FailureCode::malformed,
                  "a record of kind " + std::to_string(kind) + " does not decode");
    }
    bytes = bytes.subspan(8 + padded);
  }
  return {};
}

}  // namespace retour::platform
