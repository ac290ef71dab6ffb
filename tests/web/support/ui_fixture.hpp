// Draws widgets and views without a GPU: ImGui with the real fonts on a display of fixed size,
// frames until the layout is at rest, and people who act through the semantic tree or the pointer.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gfx/font_atlas.hpp"
#include "ui/ui.hpp"

namespace retour::ui {

class UiFixture : public ::testing::Test {
 public:
  UiFixture();
  ~UiFixture() override;

  void set_size(float width, float height);
  void set_touch(bool touch);
  /// 100, 125 or 150.
  void set_text_percent(float percent);
  void set_language(Language language) { ui.texts.set_language(language); }

  /// What is drawn each frame.
  std::function<void()> draw;

  /// Draws frames until nothing asks for another one; at most 12.
  void settle();
  /// One frame with these actions.
  void frame(std::vector<SemanticAction> actions = {});

  /// The node with this role and name; fails the test when there is none.
  const SemanticNode& node(Role role, std::string_view name);
  [[nodiscard]] bool has(Role role, std::string_view name) const {
    return ui.tree().find(role, name) != nullptr;
  }
  /// True when any node's name or value contains `part`.
  [[nodiscard]] bool shows(std::string_view part) const;
  /// Acts as a reader or the keyboard does, and settles.
  void activate(Role role, std::string_view name);
  void type(Role role, std::string_view name, std::string_view text);
  void leave(Role role, std::string_view name);
  void key(Role role, std::string_view name, std::string_view key, std::uint8_t modifiers = 0);
  void shortcut(std::string_view key, std::uint8_t modifiers = 0);
  /// Presses and releases the pointer in the middle of the node, and settles.
  void click(Role role, std::string_view name);
  void click_at(float x, float y);

  /// Nothing unannotated, nameless, clipped or doubled in the last frame.
  void expect_clean();
  /// The last frame as a PNG file, when RETOUR_PICTURES names a folder: to be looked at.
  void picture(const std::string& name) const;
  /// All names and values of the tree, one a line: for messages of failed tests.
  [[nodiscard]] std::string dump() const;

  Ui ui;
  FrameInput input;

 private:
  gfx::FontAtlas atlas_;
  float width_ = 1440;
  float height_ = 900;
  float text_percent_ = 100;
  void build_fonts();
};

}  // namespace retour::ui
