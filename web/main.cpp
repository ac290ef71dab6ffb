// The program in the worker: platform, interface and clinic wired together, as few exported C
// functions (their bytes: platform/protocol.hpp). The script web/shell/worker.js is the only
// caller.
//
//   retour_font    the font files, before the start
//   retour_words   the words of a language, before the start and when another one is chosen
//   retour_start   options, one `name=value` per line
//   retour_event   what the page saw happen
//   retour_frame   lay out, commit, pack the semantic tree, draw
//   retour_job     one slice of the background jobs
//   retour_tick    upkeep, when nothing has happened for a while
//   retour_out     what the last frame left behind
//   retour_context the graphics context was lost (0) or is back (1)
//
// A frame runs ImGui more than once when its input queue asks for it: a press and its release are
// two passes, and waiting for the display in between would only delay the answer. The last pass is
// the one that is drawn.
#include <emscripten/emscripten.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/vault.hpp"
#include "base/check.hpp"
#include "base/random.hpp"
#include "gfx/font_atlas.hpp"
#include "gfx/webgl_renderer.hpp"
#include "imgui.h"
#include "imgui_internal.h"
#include "platform/browser_files.hpp"
#include "platform/effect_writer.hpp"
#include "platform/event_reader.hpp"
#include "platform/gestures.hpp"
#include "platform/mirror_packer.hpp"
#include "platform/opfs_files.hpp"
#include "platform/protocol.hpp"
#include "time/zone.hpp"
#include "ui/catalogues.hpp"
#include "ui/ui.hpp"
#include "views/application.hpp"
#include "workbench.hpp"

namespace retour::web {
namespace {

/// Passes of ImGui in one frame; a layout that has not settled by then goes on in the next.
constexpr int passes_max = 8;
/// A notch of the wheel (100 px) with Ctrl zooms by a fifth.
constexpr float wheel_zoom_per_px = 0.0018F;

double now_ms() {
  return emscripten_get_now();
}

std::int64_t unix_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::int64_t monotonic_microseconds() {
  return static_cast<std::int64_t>(now_ms() * 1000);
}

/// The options of the start, and the words of the address (`query.NAME`).
class Options {
 public:
  void read(std::string_view lines) {
    while (!lines.empty()) {
      const std::string_view line = lines.substr(0, lines.find('\n'));
      lines.remove_prefix(std::min(lines.size(), line.size() + 1));
      const std::size_t equals = line.find('=');
      if (equals == std::string_view::npos) continue;
      values_[std::string(line.substr(0, equals))] = line.substr(equals + 1);
    }
  }
  [[nodiscard]] std::string_view text(std::string_view name) const {
    const auto it = values_.find(name);
    return it == values_.end() ? std::string_view{} : std::string_view(it->second);
  }
  [[nodiscard]] bool has(std::string_view name) const { return values_.contains(name); }
  [[nodiscard]] float number(std::string_view name, float otherwise) const {
    const std::string value(text(name));
    char* end = nullptr;
    const float number = std::strtof(value.c_str(), &end);
    return end == value.c_str() ? otherwise : number;
  }

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

bool is_key(const ui::SemanticAction& action) {
  return action.kind == ui::ActionKind::key;
}

/// What somebody did while ImGui had not yet taken the pointer events of before, or after a key
/// that has not been drawn yet.
struct LateAction {
  ui::SemanticAction action;
  ImU32 after = 0;  ///< Its turn comes when all pointer events below this id have been taken.
};

class Program {
 public:
  void set_font(gfx::FontFile file, std::span<const std::uint8_t> bytes) {
    fonts_.set_file(file, bytes);
  }
  void take_words(ui::Language language, std::string_view file);
  void start(std::string_view options);
  void take_events(std::span<const std::uint8_t> bytes);
  void frame();
  bool job(double budget_ms);
  bool tick(double idle_ms);
  void context_changed(bool present);
  [[nodiscard]] const platform::OutBlock& out() const { return out_; }

 private:
  void take(const platform::PointerEvent& event);
  void take(const platform::WheelEvent& event);
  void take(const platform::ResizeEvent& event);
  void take(const platform::WindowFocusEvent& event);
  void take(const ui::SemanticAction& action);
  void take(const platform::FileEvent& event);
  void take(const platform::DeviceEvent& event);
  void take(const platform::GrantedEvent& event);
  void take(const platform::VisibleEvent&) {}
  void take(const platform::CloseEvent& event);
  void give(const std::vector<platform::PointerCommand>& commands);
  [[nodiscard]] ui::PressClaim press_claim() const;
  [[nodiscard]] bool is_input_queued() const;
  bool release_late_actions();

  void settle_language();
  void choose_language(ui::Language language);
  void say_no_words(ui::Language language);
  void open_application();
  [[nodiscard]] gfx::Shading shading() const;
  void pass();
  void note_commits();
  void take_effects();
  void apply(const ui::Effect& effect);
  [[nodiscard]] float line_extra() const;
  void settle_fonts();
  void settle_theme();
  [[nodiscard]] double wake_in_ms() const;

  Options options_;
  ui::Language first_language_ = ui::Language::ru;
  std::string first_words_;  ///< What came before the start.
  std::unique_ptr<ui::Ui> ui_;
  gfx::FontAtlas fonts_;
  gfx::FontSetup font_setup_;
  gfx::FontSetup font_wish_;
  std::optional<gfx::WebglRenderer> renderer_;
  platform::Gestures gestures_;
  platform::MirrorPacker packer_;
  platform::OutBlock out_;
  std::vector<std::uint8_t> effects_;      ///< Being written.
  std::vector<std::uint8_t> effects_out_;  ///< Of the last frame, for the script to read.
  std::vector<platform::Event> events_;
  std::vector<platform::PointerCommand> commands_;
  std::vector<ui::SemanticAction> actions_;
  std::vector<LateAction> late_actions_;
  std::vector<ui::EffectReply> replies_;
  std::vector<ui::ZoomInput> zooms_;
  ui::DeviceState device_;
  std::string theme_wish_ = "system";
  std::uint32_t device_flags_ = 0;
  std::uint32_t focus_request_ = 0;  ///< Of any pass of the present frame.
  double last_pass_ms_ = 0;
  bool press_seen_ = false;                          ///< A pass has drawn the present press.
  ui::Scrolled scrolled_ = ui::Scrolled::not_asked;  ///< By all passes of the present frame.
  bool acted_ = false;  ///< Something came that may change what is shown, not only hovering.
  Zone zone_ = Zone::utc();
  platform::OpfsFiles files_;
  SecureRandom random_;
  app::Vault vault_{{.files = files_,
                     .random = random_,
                     .now_unix_milliseconds = unix_milliseconds,
                     .now_microseconds = monotonic_microseconds,
                     // Moving 16 MiB of the log at once would hold input for 200 ms.
                     .wal_size_limit_bytes = 6 << 20}};
  std::optional<views::Application> application_;  ///< Not with a workbench.
  std::unique_ptr<Workbench> workbench_;
  std::uint64_t generation_ = 0;
};

// ---- start -------------------------------------------------------------------------------------

void Program::start(std::string_view options) {
  RETOUR_CHECK(ui_ == nullptr);
  options_.read(options);
  ui_ = std::make_unique<ui::Ui>();
  settle_language();
  theme_wish_ = options_.text("theme");
  if (const auto zone = Zone::find(options_.text("time_zone"))) zone_ = *zone;
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {options_.number("width", 1280), options_.number("height", 800)};
  io.BackendPlatformName = "retour";
  font_wish_ = {.pixel_ratio = options_.number("ratio", 1),
                .text_percent = options_.number("text_size", 100)};
  settle_fonts();
  settle_theme();
  if (options_.text("draw") == "1") {
    renderer_.emplace();
    renderer_->start(shading());
  }
  if (options_.has("query.probe"))
    workbench_ = open_workbench(WorkbenchPage::probe);
  else if (options_.has("query.gallery"))
    workbench_ = open_workbench(WorkbenchPage::gallery);
  if (workbench_ == nullptr) open_application();
  last_pass_ms_ = now_ms();
}

/// The words that came before the start are those of the wished language, or of another one when
/// there is no network and the wished one has never been read here.
void Program::settle_language() {
  ui::Catalogues& words = ui::catalogues();
  const ui::Language wished = ui::language_from(options_.text("language"));
  words.choose(wished);
  words.arrived(first_language_, std::exchange(first_words_, {}));
  RETOUR_CHECK(words.has(first_language_));  // Else the files are of two builds: load them again.
  ui_->texts.set_language(words.has(wished) ? wished : first_language_);
  if (words.has(wished)) return;
  words.choose(first_language_);
  say_no_words(wished);
}

void Program::take_words(ui::Language language, std::string_view file) {
  if (ui_ == nullptr) {
    first_language_ = language;
    first_words_ = file;
    return;
  }
  switch (ui::catalogues().arrived(language, file)) {
    case ui::Arrival::taken: choose_language(language); break;
    case ui::Arrival::unusable: say_no_words(language); break;
    case ui::Arrival::kept:
    case ui::Arrival::ignored: break;
  }
  acted_ = true;
}

/// A language whose words are not here is fetched first; the page hears of it when they are.
void Program::choose_language(ui::Language language) {
  if (ui::catalogues().choose(language)) {
    ui_->texts.set_language(language);
    platform::write_effect(
        {.kind = ui::EffectKind::set_language, .text = std::string(ui::code_of(language))},
        effects_);
  } else {
    platform::write_fetch_words(ui::code_of(language), effects_);
  }
  ui_->request_frame();
}

void Program::say_no_words(ui::Language language) {
  ui_->toast(ui_->t("settings.language_not_loaded", {{"language", ui::own_name_of(language)}}),
             ui::Tone::warn);
}

/// `?shaders=on` and `?shaders=off` overrule what the script found out about the graphics card.
gfx::Shading Program::shading() const {
  const std::string_view wish = options_.text("query.shaders");
  const bool is_on = wish == "on" || (wish != "off" && options_.text("software") != "1");
  return is_on ? gfx::Shading::shaders : gfx::Shading::triangles;
}

void Program::open_application() {
  application_.emplace(vault_, *ui_, std::string(options_.text("time_zone")));
  application_->set_board_zoom(options_.number("zoom", 100) / 100);
  Status opened = vault_.look();
  if (opened.has_value() && vault_.state() == app::VaultState::empty &&
      options_.has("query.demo")) {
    opened = vault_.create("");
    if (opened.has_value()) application_->start_demo();
  }
  if (!opened.has_value()) application_->set_failure(std::move(opened).error());
}

float Program::line_extra() const {
  const bool touch = device_.touch || (device_flags_ & platform::DeviceFlag::coarse_pointer) != 0;
  return (workbench_ ? workbench_->touch(touch) : touch) ? ui::touch_line_extra : 0;
}

void Program::settle_fonts() {
  font_wish_.line_extra = line_extra();
  const ui::Density density = font_wish_.line_extra > 0 ? ui::Density::touch : ui::Density::mouse;
  if (density != ui_->density()) ui_->set_density(density);
  if (font_wish_ == font_setup_ && ImGui::GetIO().Fonts->IsBuilt()) return;
  font_setup_ = font_wish_;
  ui_->fonts = fonts_.build(*ImGui::GetIO().Fonts, font_setup_);
  ImGui::GetIO().DisplayFramebufferScale = {font_setup_.pixel_ratio, font_setup_.pixel_ratio};
  if (renderer_) renderer_->fonts_changed();
}

void Program::settle_theme() {
  ui::ThemeName name = ui::ThemeName::light;
  if (theme_wish_ == "dark") {
    name = ui::ThemeName::dark;
  } else if (theme_wish_ == "contrast") {
    name = ui::ThemeName::contrast;
  } else if (theme_wish_ != "light") {
    if ((device_flags_ & platform::DeviceFlag::contrast) != 0)
      name = ui::ThemeName::contrast;
    else if ((device_flags_ & platform::DeviceFlag::dark) != 0)
      name = ui::ThemeName::dark;
  }
  if (name != ui_->theme_name()) ui_->set_theme(name);
}

// ---- events ------------------------------------------------------------------------------------

void Program::take_events(std::span<const std::uint8_t> bytes) {
  events_.clear();
  if (const Status read = platform::read_events(bytes, events_); !read.has_value()) {
    std::fprintf(stderr, "%s\n", read.error().context.c_str());
  }
  for (const platform::Event& event : events_) {
    std::visit([this](const auto& one) { take(one); }, event);
  }
}

void Program::take(const platform::PointerEvent& event) {
  commands_.clear();
  // Shift marks ranges in tables.
  ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, (event.modifiers & ui::Modifiers::shift) != 0);
  gestures_.take(event, press_claim(), commands_);
  give(commands_);
}

/// What the pressed widget wants; unknown until a frame has seen the press.
ui::PressClaim Program::press_claim() const {
  return press_seen_ ? ui_->press_claim() : ui::PressClaim{};
}

void Program::take(const platform::WheelEvent& event) {
  if ((event.modifiers & ui::Modifiers::command) != 0) {
    give({{.kind = platform::PointerCommand::Kind::zoom,
           .x = event.x,
           .y = event.y,
           .factor = std::exp(event.dy * wheel_zoom_per_px)}});
    return;
  }
  give({{.kind = platform::PointerCommand::Kind::scroll,
         .x = event.x,
         .y = event.y,
         .dx = event.dx,
         .dy = event.dy}});
}

/// What people did comes in the order in which they did it: a pointer that has not been taken yet
/// goes first, else a Tab after a click would be answered before the click. Each key has a pass of
/// its own: where it leads is known when it was drawn, and that is where the next one begins.
void Program::take(const ui::SemanticAction& action) {
  if (is_input_queued() || std::ranges::any_of(actions_, is_key))
    late_actions_.push_back(
        {.action = action, .after = ImGui::GetCurrentContext()->InputEventsNextEventId});
  else
    actions_.push_back(action);
  acted_ = true;
}

/// Moves the actions whose turn has come, up to a key, to those of the next pass; false when there
/// is none. The focus that a press moved goes before the release that follows it: taken after it,
/// it would override the focus that the released button asked for.
bool Program::release_late_actions() {
  const auto& queue = ImGui::GetCurrentContext()->InputEventsQueue;
  const auto waits = [&](const LateAction& late) {
    return !queue.empty() && queue.front().EventId < late.after;
  };
  auto end = std::ranges::find_if(
      late_actions_, [&](const LateAction& late) { return waits(late) || is_key(late.action); });
  if (end != late_actions_.end() && !waits(*end)) ++end;
  if (end == late_actions_.begin()) return false;
  for (auto it = late_actions_.begin(); it != end; ++it) actions_.push_back(std::move(it->action));
  late_actions_.erase(late_actions_.begin(), end);
  return true;
}

bool Program::is_input_queued() const {
  return !late_actions_.empty() || ImGui::GetCurrentContext()->InputEventsQueue.Size > 0;
}

void Program::give(const std::vector<platform::PointerCommand>& commands) {
  using Kind = platform::PointerCommand::Kind;
  ImGuiIO& io = ImGui::GetIO();
  for (const platform::PointerCommand& command : commands) {
    io.AddMouseSourceEvent(command.touch ? ImGuiMouseSource_TouchScreen : ImGuiMouseSource_Mouse);
    switch (command.kind) {
      case Kind::move: io.AddMousePosEvent(command.x, command.y); break;
      case Kind::leave: io.AddMousePosEvent(-FLT_MAX, -FLT_MAX); break;
      case Kind::zoom:
        zooms_.push_back({.x = command.x, .y = command.y, .factor = command.factor});
        acted_ = true;
        break;
      case Kind::press:
      case Kind::release:
        acted_ = true;
        press_seen_ = false;
        io.AddMouseButtonEvent(static_cast<int>(command.button), command.kind == Kind::press);
        break;
      case Kind::scroll: {
        // ImGui scrolls by 5 lines (2 sideways) per unit of the wheel; we scroll by pixels.
        const float line = ImGui::GetFont() != nullptr ? ImGui::GetFontSize()
                                                       : ui_->line_height(ui::TextStyle::body);
        io.AddMousePosEvent(command.x, command.y);
        io.AddMouseWheelEvent(command.dx / std::floor(2 * line), command.dy / std::floor(5 * line));
        break;
      }
    }
  }
}

void Program::take(const platform::ResizeEvent& event) {
  ImGui::GetIO().DisplaySize = {std::max(1.0F, event.width), std::max(1.0F, event.height)};
  font_wish_.pixel_ratio = std::clamp(event.pixel_ratio, 0.25F, 8.0F);
}

void Program::take(const platform::WindowFocusEvent& event) {
  ImGui::GetIO().AddFocusEvent(event.gained);
}

void Program::take(const platform::FileEvent& event) {
  ui::EffectReply reply{.kind = ui::EffectKind::pick_file, .token = event.token};
  if (event.handle != 0) {
    reply.granted = true;
    reply.file = platform::open_browser_file(event.handle, event.name, event.size);
  }
  replies_.push_back(std::move(reply));
  acted_ = true;
}

void Program::take(const platform::DeviceEvent& event) {
  device_flags_ = event.flags;
  device_.online = (event.flags & platform::DeviceFlag::online) != 0;
  device_.reduced_motion = (event.flags & platform::DeviceFlag::reduced_motion) != 0;
  device_.update_ready = (event.flags & platform::DeviceFlag::update_ready) != 0;
  device_.storage = event.storage;
  device_.space_used = event.used;
  device_.space_quota = event.quota;
  acted_ = true;
  settle_theme();
}

void Program::take(const platform::GrantedEvent& event) {
  replies_.push_back({.kind = event.effect, .token = event.token, .granted = event.granted});
  acted_ = true;
}

void Program::take(const platform::CloseEvent& event) {
  application_.reset();  // It reads the clinic; nothing is drawn any more.
  if (const Status closed = vault_.close(); !closed.has_value()) {
    // What was committed is in the write-ahead log, which the next opening reads.
    std::fprintf(stderr, "closing: %s\n", closed.error().context.c_str());
  }
  platform::write_closed(event.token, effects_);
}

// ---- frame -------------------------------------------------------------------------------------

void Program::frame() {
  const double start = now_ms();
  commands_.clear();
  gestures_.advance(start, press_claim(), commands_);
  give(commands_);
  device_.touch = gestures_.touch();
  if (!ImGui::GetIO().MouseDown[0]) settle_fonts();  // A press must find the layout it aimed at.
  // What a press changed may have been drawn before the press was noticed: one more pass shows it.
  bool once_more = std::exchange(acted_, false);
  scrolled_ = ui::Scrolled::not_asked;
  for (int passes = 1;; ++passes) {
    pass();
    if (release_late_actions()) once_more = true;
    if (passes == passes_max || (!ui_->wants_frame() && !std::exchange(once_more, false))) break;
  }
  if (scrolled_ == ui::Scrolled::stood) {
    commands_.clear();
    gestures_.rest(commands_);
    give(commands_);
  }
  if (renderer_) {
    const ui::Color canvas = ui_->theme().canvas;
    const auto channel = [&](unsigned shift) {
      return static_cast<float>((canvas.rgba >> shift) & 255U) / 255;
    };
    renderer_->draw({.red = channel(24), .green = channel(16), .blue = channel(8)});
  }
  packer_.pack(ui_->tree(), std::exchange(focus_request_, 0),
               gfx::line_height(ui::TextStyle::body, font_setup_) * ui::em_per_line, out_);
  effects_out_ = std::exchange(effects_, {});
  out_.effects_address =
      static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(effects_out_.data()));
  out_.effects_size = static_cast<std::uint32_t>(effects_out_.size());
  out_.frames += 1;
  out_.cursor = static_cast<std::uint32_t>(std::max(0, ImGui::GetMouseCursor()));
  // Another size of letters was chosen in this frame: fonts are made before the next.
  const bool fonts_wait = font_wish_ != font_setup_ || line_extra() != font_wish_.line_extra;
  const bool again = ui_->wants_frame() || gestures_.sliding() || !actions_.empty() ||
                     is_input_queued() || fonts_wait;
  out_.flags = again ? platform::OutFlag::frame_again : 0;
  if (app::Clinic* clinic = vault_.clinic(); clinic != nullptr && !clinic->jobs().is_empty()) {
    out_.flags |= platform::OutFlag::jobs;
  }
  out_.wake_in_ms = wake_in_ms();
  out_.frame_cpu_ms = now_ms() - start;
}

void Program::pass() {
  // A wish of an earlier pass is older than the focus that somebody has moved since.
  if (std::ranges::any_of(actions_, [](const ui::SemanticAction& action) {
        return action.kind == ui::ActionKind::focus &&
               (action.modifiers & ui::Modifiers::echo) == 0;
      }))
    focus_request_ = 0;
  const double now = now_ms();
  ImGui::GetIO().DeltaTime =
      std::clamp(static_cast<float>((now - last_pass_ms_) / 1000), 0.0001F, 0.1F);
  last_pass_ms_ = now;
  const LocalDateTime local = zone_.local(Instant{unix_milliseconds() / 1000});
  ui_->begin_frame({.time_seconds = now / 1000,
                    .today = local.date,
                    .minute_of_day = local.second_of_day / 60,
                    .device = device_,
                    .actions = std::exchange(actions_, {}),
                    .replies = std::exchange(replies_, {}),
                    .zooms = std::exchange(zooms_, {}),
                    .lifted = gestures_.lifted()});
  if (application_) application_->draw();
  if (workbench_) workbench_->draw(*ui_);
  ui_->end_frame();
  press_seen_ = ImGui::GetIO().MouseDown[0];
  if (scrolled_ != ui::Scrolled::moved && ui_->scrolled() != ui::Scrolled::not_asked)
    scrolled_ = ui_->scrolled();
  out_.layouts += 1;
  if (ui_->tree().focus_request != 0) focus_request_ = ui_->tree().focus_request;
  note_commits();
  take_effects();
}

void Program::note_commits() {
  const app::Clinic* clinic = vault_.clinic();
  if (clinic == nullptr || clinic->generation() == generation_) return;
  if (generation_ != 0 && clinic->generation() > generation_) {
    out_.commits += static_cast<std::uint32_t>(clinic->generation() - generation_);
    out_.last_commit_ms = static_cast<double>(clinic->last_submit_microseconds()) / 1000;
  }
  generation_ = clinic->generation();
}

void Program::take_effects() {
  for (const ui::Effect& effect : ui_->effects.take()) {
    if (effect.kind == ui::EffectKind::set_language) {
      choose_language(ui::language_from(effect.text));
      continue;
    }
    apply(effect);
    platform::write_effect(effect, effects_);
  }
}

void Program::apply(const ui::Effect& effect) {
  switch (effect.kind) {
    case ui::EffectKind::set_theme:
      theme_wish_ = effect.text;
      settle_theme();
      break;
    case ui::EffectKind::set_text_size:
      font_wish_.text_percent = static_cast<float>(std::clamp(effect.number, 100, 200));
      ui_->request_frame();
      break;
    default: break;  // The page's.
  }
}

double Program::wake_in_ms() const {
  // The clock on the screen, and all that depends on it, moves once a minute.
  double wake = 60'000 - static_cast<double>(unix_milliseconds() % 60'000);
  if (const auto seconds = ui_->next_wake_seconds()) wake = std::min(wake, *seconds * 1000);
  if (const double due = gestures_.due_in_ms(press_claim()); due >= 0) wake = std::min(wake, due);
  return std::max(wake, 1.0);
}

bool Program::job(double budget_ms) {
  app::Clinic* clinic = vault_.clinic();
  if (clinic == nullptr || clinic->jobs().is_empty()) return false;
  clinic->run_jobs(static_cast<std::int64_t>(budget_ms * 1000));
  return !clinic->jobs().is_empty();
}

bool Program::tick(double idle_ms) {
  app::Clinic* clinic = vault_.clinic();
  if (clinic == nullptr) return false;
  const std::uint64_t before = clinic->generation();
  if (const Status done = clinic->tick(static_cast<std::int64_t>(idle_ms)); !done.has_value()) {
    std::fprintf(stderr, "upkeep: %s\n", done.error().context.c_str());
  }
  return clinic->generation() != before || !clinic->jobs().is_empty();
}

void Program::context_changed(bool present) {
  if (!renderer_) return;
  if (present)
    renderer_->context_restored();
  else
    renderer_->context_lost();
}

Program& program() {
  static Program the_program;
  return the_program;
}

}  // namespace
}  // namespace retour::web

// ---- what the script calls
// -----------------------------------------------------------------------

extern "C" {

EMSCRIPTEN_KEEPALIVE void retour_font(int slot, const std::uint8_t* bytes, std::uint32_t size) {
  RETOUR_CHECK(slot >= 0 && static_cast<std::size_t>(slot) < retour::gfx::font_file_count);
  retour::web::program().set_font(static_cast<retour::gfx::FontFile>(slot), {bytes, size});
}

EMSCRIPTEN_KEEPALIVE void retour_words(int language, const char* bytes, std::uint32_t size) {
  RETOUR_CHECK(language >= 0 && static_cast<std::size_t>(language) < retour::ui::language_count);
  retour::web::program().take_words(static_cast<retour::ui::Language>(language), {bytes, size});
}

EMSCRIPTEN_KEEPALIVE void retour_start(const char* options, std::uint32_t size) {
  retour::web::program().start({options, size});
}

EMSCRIPTEN_KEEPALIVE void retour_event(const std::uint8_t* bytes, std::uint32_t size) {
  retour::web::program().take_events({bytes, size});
}

EMSCRIPTEN_KEEPALIVE void retour_frame() {
  retour::web::program().frame();
}

EMSCRIPTEN_KEEPALIVE int retour_job(double budget_ms) {
  return retour::web::program().job(budget_ms) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE int retour_tick(double idle_ms) {
  return retour::web::program().tick(idle_ms) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE const retour::platform::OutBlock* retour_out() {
  return &retour::web::program().out();
}

EMSCRIPTEN_KEEPALIVE void retour_context(int present) {
  retour::web::program().context_changed(present != 0);
}

}  // extern "C"

int main() {
  return 0;
}
