// What a view may ask of the platform, as a queue. Views never call the browser.
//
// The platform performs the effects after the frame, in order. Those that must happen inside the
// user's gesture (file picker, clipboard) are sent to the page at once; the page still counts the
// click as recent when the message arrives. Answers come back as `EffectReply` before a later
// frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace retour::ui {

enum class EffectKind : std::uint8_t {
  pick_file,        ///< `text`: accepted endings (".csv,.txt"); replied with `file` or cancelled.
  download,         ///< `bytes` as file `name` of MIME `text`; SVG with `number`: a PNG, so scaled.
  copy_text,        ///< `text` to the clipboard.
  announce,         ///< `text` is read out politely.
  announce_urgent,  ///< `text` is read out at once.
  set_language,     ///< `text`: "ru", "en", "sv"; lang of the document, kept for the next start.
  set_theme,        ///< `text`: "light", "dark", "contrast", "system"; kept for the next start.
  set_text_size,    ///< `number`: percent, 100 to 200; kept for the next start.
  request_persist,  ///< Ask the browser to keep the storage; replied with `granted`.
  open_link,        ///< `text`: address; a new tab.
  reload,           ///< Take the new version of the program.
  print_document,   ///< `text`: HTML of a printable document of its own.
  take_over,        ///< Take the database over from another tab.
  keep_zoom,        ///< `number`: percent, of the board's hours; kept for the next start.
};

/// One request. `token` is echoed in the reply.
struct Effect {
  EffectKind kind = EffectKind::announce;
  std::uint32_t token = 0;
  std::int32_t number = 0;
  std::string name{};
  std::string text{};
  std::vector<std::byte> bytes{};
};

/// A file that the user picked or dropped; read in pieces, from the worker, without copies of the
/// whole (exports of other systems reach hundreds of megabytes).
class PickedFile {
 public:
  virtual ~PickedFile() = default;
  [[nodiscard]] virtual const std::string& name() const = 0;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Reads up to `into.size()` bytes at `offset`; the count is 0 only at the end.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t offset,
                                                 std::span<std::byte> into) = 0;
};

/// The answer to an effect.
struct EffectReply {
  EffectKind kind = EffectKind::pick_file;
  std::uint32_t token = 0;
  bool granted = false;                   ///< request_persist; pick_file: false when cancelled.
  std::shared_ptr<PickedFile> file = {};  ///< pick_file; token 0: dropped on the window.
};

/// What the platform knows of the device; given to the views each frame.
struct DeviceState {
  enum class Storage : std::uint8_t { kept, may_be_evicted, memory_only };
  bool online = true;
  bool touch = false;         ///< The last pointer was a finger: targets of 44 px.
  bool update_ready = false;  ///< A new version waits for `reload`.
  bool reduced_motion = false;
  Storage storage = Storage::kept;
  std::uint64_t space_used = 0;   ///< Bytes, of this site.
  std::uint64_t space_quota = 0;  ///< Bytes, 0 = unknown.
};

/// Effects of one frame, in the order in which they were asked for.
class EffectQueue {
 public:
  /// Appends and returns the token (given when `effect.token` is 0).
  std::uint32_t push(Effect effect) {
    if (effect.token == 0) effect.token = ++last_token_;
    queue_.push_back(std::move(effect));
    return queue_.back().token;
  }
  /// Hands all of them over and leaves the queue empty.
  [[nodiscard]] std::vector<Effect> take() { return std::exchange(queue_, {}); }
  [[nodiscard]] const std::vector<Effect>& pending() const { return queue_; }

 private:
  std::vector<Effect> queue_;
  std::uint32_t last_token_ = 0;
};

}  // namespace retour::ui
