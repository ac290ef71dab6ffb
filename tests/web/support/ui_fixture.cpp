#include "web/support/ui_fixture.hpp"

#include <imgui.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "web/support/picture_file.hpp"

namespace retour::ui {
namespace {

std::vector<std::uint8_t> file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

constexpr int frames_max = 12;

}  // namespace

UiFixture::UiFixture() {
  const std::string folder = RETOUR_FONTS_DIR "/";
  atlas_.set_file(gfx::FontFile::regular, file_bytes(folder + "plex-regular.ttf"));
  atlas_.set_file(gfx::FontFile::semibold, file_bytes(folder + "plex-semibold.ttf"));
  atlas_.set_file(gfx::FontFile::icons, file_bytes(folder + "icons.ttf"));
  input.today = *LocalDate::from_ymd(2026, 11, 22);
  input.minute_of_day = 7 * 60 + 40;  // The device stands in another zone than the clinic.
  set_touch(false);
  ui.set_audited(true);
  ImGui::GetIO().DeltaTime = 1.0F / 60;
}

UiFixture::~UiFixture() = default;

void UiFixture::set_size(float width, float height) {
  width_ = width;
  height_ = height;
}

void UiFixture::set_touch(bool touch) {
  input.device.touch = touch;
  ui.set_density(touch ? Density::touch : Density::mouse);
  build_fonts();
}

void UiFixture::set_text_percent(float percent) {
  text_percent_ = percent;
  build_fonts();
}

void UiFixture::build_fonts() {
  ui.fonts = atlas_.build(*ImGui::GetIO().Fonts,
                          {.pixel_ratio = 1,
                           .text_percent = text_percent_,
                           .line_extra = input.device.touch ? touch_line_extra : 0});
}

void UiFixture::frame(std::vector<SemanticAction> actions) {
  ImGui::GetIO().DisplaySize = {width_, height_};
  FrameInput now = input;
  now.actions = std::move(actions);
  input.replies.clear();
  input.zooms.clear();
  input.time_seconds += 1.0 / 60;
  ui.begin_frame(std::move(now));
  draw();
  ui.end_frame();
}

void UiFixture::settle() {
  for (int i = 0; i < frames_max; ++i) {
    frame();
    if (i > 0 && !ui.wants_frame()) return;
  }
  ADD_FAILURE() << "the layout does not come to rest";
}

const SemanticNode& UiFixture::node(Role role, std::string_view name) {
  // A dialog makes the rest inert: people find things inside it.
  const SemanticTree& tree = ui.tree();
  const SemanticNode* found = nullptr;
  bool reachable = tree.modal == 0;
  for (const SemanticNode& n : tree.nodes) {
    reachable |= n.id == tree.modal;
    if (found == nullptr && reachable && n.role == role && tree.text(n.name) == name) found = &n;
  }
  if (found == nullptr) found = tree.find(role, name);
  if (found == nullptr) {
    ADD_FAILURE() << "no " << name_of(role) << " \"" << name << "\" among\n" << dump();
    static const SemanticNode none;
    return none;
  }
  return *found;
}

bool UiFixture::shows(std::string_view part) const {
  for (const SemanticNode& n : ui.tree().nodes)
    if (ui.tree().text(n.name).contains(part) || ui.tree().text(n.value).contains(part) ||
        ui.tree().text(n.description).contains(part))
      return true;
  return false;
}

void UiFixture::activate(Role role, std::string_view name) {
  const std::uint32_t id = node(role, name).id;
  frame({{.node = id, .kind = ActionKind::activate}});
  settle();
}

void UiFixture::type(Role role, std::string_view name, std::string_view text) {
  const std::uint32_t id = node(role, name).id;
  const auto end = static_cast<std::uint32_t>(utf16_offset(text, text.size()));
  frame({{.node = id, .kind = ActionKind::focus}});
  frame({{.node = id,
          .kind = ActionKind::set_value,
          .selection_start = end,
          .selection_end = end,
          .text = std::string(text)}});
  settle();
}

void UiFixture::leave(Role role, std::string_view name) {
  frame({{.node = node(role, name).id, .kind = ActionKind::blur}});
  settle();
}

void UiFixture::key(Role role, std::string_view name, std::string_view key,
                    std::uint8_t modifiers) {
  const std::uint32_t id = node(role, name).id;
  frame({{.node = id, .kind = ActionKind::key, .modifiers = modifiers, .text = std::string(key)}});
  settle();
}

void UiFixture::shortcut(std::string_view key, std::uint8_t modifiers) {
  frame({{.node = 0, .kind = ActionKind::key, .modifiers = modifiers, .text = std::string(key)}});
  settle();
}

void UiFixture::click(Role role, std::string_view name) {
  const Rect r = node(role, name).rect;
  click_at(r.x + r.w / 2, r.y + r.h / 2);
}

void UiFixture::click_at(float x, float y) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(x, y);
  frame();
  io.AddMouseButtonEvent(0, true);
  frame();
  io.AddMouseButtonEvent(0, false);
  frame();
  settle();
  io.AddMousePosEvent(-1, -1);
  frame();
}

void UiFixture::expect_clean() {
  const Audit& audit = ui.audit();
  for (const std::string& item : audit.unannotated) ADD_FAILURE() << "not annotated: " << item;
  for (const std::string& item : audit.nameless) ADD_FAILURE() << "without a name: " << item;
  for (const std::string& item : audit.clipped) ADD_FAILURE() << "clipped: " << item;
  for (const std::string& item : audit.duplicates) ADD_FAILURE() << "id used twice: " << item;
  EXPECT_EQ(ui.texts.missing(), 0);
}

void UiFixture::picture(const std::string& name) const {
  const char* folder = std::getenv("RETOUR_PICTURES");
  if (folder == nullptr) return;
  EXPECT_TRUE(write_png(std::string(folder) + "/" + name + ".png", draw_picture(), 0));
}

std::string UiFixture::dump() const {
  std::string out;
  for (const SemanticNode& n : ui.tree().nodes) {
    out += name_of(n.role);
    out += " \"";
    out += ui.tree().text(n.name);
    out += "\" ";
    out += ui.tree().text(n.value);
    out += '\n';
  }
  return out;
}

}  // namespace retour::ui
