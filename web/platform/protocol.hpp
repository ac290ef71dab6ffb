// The bytes between the worker's JavaScript and the application: few exported functions, flat
// records, no embind. web/shell/protocol.js is the JavaScript twin of this file; a test compares
// the two enumerations.
//
// Into the application: retour_event(address, length) takes one or more records
//
//    | kind u32 | size u32 | payload, `size` bytes, padded to a multiple of 4 |
//
// all little-endian; strings are u32 length + UTF-8, padded to 4. Payloads by kind:
//
//    pointer_*     f32 x, f32 y (CSS px), u32 pointer id, u32 device (0 mouse, 1 touch, 2 pen),
//                  u32 button (0 left, 1 middle, 2 right), u32 modifiers, f64 time (ms)
//    wheel         f32 x, f32 y, f32 dx, f32 dy (CSS px, positive = content moves down/right),
//                  u32 modifiers
//    resize        f32 width, f32 height (CSS px, above the on-screen keyboard), f32 device pixel
//                  ratio
//    window_focus  u32 gained
//    action        u32 node, u32 kind (ui::ActionKind), u32 modifiers, u32 sequence,
//                  u32 selection start, u32 selection end, string text
//    file          u32 token, u32 handle (0: cancelled), f64 size, string name
//    device        u32 flags (DeviceFlag), u32 storage (ui::DeviceState::Storage),
//                  f64 used, f64 quota (bytes), string reason (why storage is memory only)
//    granted       u32 token, u32 effect (ui::EffectKind), u32 granted
//    visible       u32 visible
//    close         u32 token: commit, close the database, answer with the effect `closed`
//
// Out of the application: retour_out() is the address of an `OutBlock`, filled by retour_frame();
// what it points at is valid until the next call.
//
//    tree          nodes (ui::SemanticNode x node_count), u32 hash x node_count, text bytes:
//                  a node whose hash did not change need not be looked at
//    effects       records as above: kind = ui::EffectKind (or `closed`), payload u32 token,
//                  i32 number, string name, string text, string bytes
#pragma once

#include <cstddef>
#include <cstdint>

namespace retour::platform {

/// Kinds of records that arrive. Numbers are spoken with JavaScript: append only.
enum class EventKind : std::uint32_t {
  pointer_move = 1,
  pointer_down = 2,
  pointer_up = 3,
  pointer_cancel = 4,
  pointer_leave = 5,
  wheel = 6,
  resize = 7,
  window_focus = 8,
  action = 9,
  file = 10,
  device = 11,
  granted = 12,
  visible = 13,
  close = 14,
};

/// Bits of the `device` record.
struct DeviceFlag {
  static constexpr std::uint32_t online = 1;
  static constexpr std::uint32_t reduced_motion = 2;
  static constexpr std::uint32_t update_ready = 4;
  static constexpr std::uint32_t coarse_pointer = 8;
  static constexpr std::uint32_t dark = 16;      ///< The system prefers a dark theme.
  static constexpr std::uint32_t contrast = 32;  ///< The system asks for more contrast.
};

/// The effect that answers `close`; beyond every ui::EffectKind.
inline constexpr std::uint32_t closed_effect = 255;

/// Asks the worker for the words of the language `text`; retour_words brings them.
inline constexpr std::uint32_t fetch_words_effect = 254;

/// Bits of OutBlock::flags.
struct OutFlag {
  static constexpr std::uint32_t frame_again = 1;  ///< Ask for another frame.
  static constexpr std::uint32_t jobs = 2;         ///< Call retour_job() between frames.
};

/// What a frame left behind. Little-endian as wasm is; offsets are asserted below.
struct OutBlock {
  std::uint32_t flags = 0;
  std::uint32_t tree_address = 0;  ///< 0: unchanged since it was last given out.
  std::uint32_t node_count = 0;
  std::uint32_t text_size = 0;
  std::uint32_t focus_request = 0;
  std::uint32_t modal = 0;
  std::uint32_t actions_seen = 0;
  std::uint32_t title_offset = 0;
  std::uint32_t title_size = 0;
  std::uint32_t effects_address = 0;
  std::uint32_t effects_size = 0;
  std::uint32_t frames = 0;    ///< Drawn since the start.
  std::uint32_t commits = 0;   ///< Operations committed since the start.
  std::uint32_t layouts = 0;   ///< ImGui passes since the start; several can share a frame.
  std::uint32_t cursor = 0;    ///< Shape of the pointer, as ImGuiMouseCursor counts them.
  std::uint32_t reserved = 0;  ///< Keeps the doubles aligned.
  double wake_in_ms = -1;      ///< Draw again after this time; < 0: only when something comes.
  double frame_cpu_ms = 0;     ///< The last frame: layout, database, packing, draw calls.
  double last_commit_ms = 0;   ///< What the last act took, from its judgement to the disk.
  double field_text_size = 0;  ///< CSS px of the letters in text boxes.
};
static_assert(offsetof(OutBlock, wake_in_ms) == 64 && sizeof(OutBlock) == 96);

/// Bounds on what may arrive.
inline constexpr std::uint32_t record_size_max = 8U << 20U;  ///< A pasted text of 8 MiB.
inline constexpr std::size_t files_open_max = 64;

}  // namespace retour::platform
