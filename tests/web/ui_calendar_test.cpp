// The calendar grid and the menus under the pointer, a finger and the keyboard. (CS-29)
// links: web_ui ui_test_support
#include "ui/calendar.hpp"

#include <imgui.h>

#include <cmath>

#include "ui/menu.hpp"
#include "ui/widgets.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::ui {
namespace {

using Kind = CalendarVerdict::Kind;

class Calendars : public UiFixture {
 public:
  Calendars() {
    add_columns(3);
    blocks = {{.key = 1, .column = 0, .start_minute = 540, .title = "Петрова", .detail = "УЗИ"},
              {.key = 2, .column = 1, .start_minute = 600, .title = "Сидоров", .detail = "УЗИ"}};
    draw = [this] {
      result = calendar(ui, state,
                        {.key = "calendar",
                         .name = "День",
                         .columns = columns,
                         .blocks = blocks,
                         .rect = {.x = 0, .y = 0, .w = 900, .h = 700},
                         .start_minute = 480,
                         .end_minute = 1200,
                         .cut = cut,
                         .judge = [this](std::uint64_t, CalendarPlace place) {
                           ++judged;
                           return place.column == 2 ? CalendarVerdict{Kind::refused, "Занято"}
                                                    : CalendarVerdict{};
                         }});
      if (result.moved) moved = result.moved_to;
      if (result.opened) ++opened;
      if (result.menu) menu = *result.menu;
      if (result.free) free = *result.free;
    };
  }
  void add_columns(std::size_t count) {
    columns.clear();
    for (std::size_t i = 0; i < count; ++i)
      columns.push_back({.key = i + 1,
                         .title = "Врач " + std::to_string(i + 1),
                         .subtitle = {},
                         .action = "Неделя " + std::to_string(i + 1),
                         .open = {{480, 1200}}});
  }
  /// The button of the first block.
  NodeId petrova() {
    return node(Role::button, ui.t("calendar.block", {{"start", "09:00"},
                                                      {"end", "09:30"},
                                                      {"patient", "Петрова"},
                                                      {"detail", "УЗИ"},
                                                      {"state", "Запланирован"},
                                                      {"doctor", "Врач 1"}}))
        .id;
  }
  Rect block(std::string_view part) {
    for (const SemanticNode& n : ui.tree().nodes)
      if (n.role == Role::button && ui.tree().text(n.name).contains(part) && n.rect.h > 0)
        return n.rect;
    ADD_FAILURE() << part << " is not in\n" << dump();
    return {};
  }
  void pointer(float x, float y) {
    ImGui::GetIO().AddMousePosEvent(x, y);
    settle();
  }
  void press(bool down, int button = 0) {
    ImGui::GetIO().AddMouseButtonEvent(button, down);
    settle();
  }
  /// Presses in the middle of a block and moves by so much.
  void take(const Rect& r, float dx, float dy) {
    pointer(r.x + r.w / 2, r.y + 6);
    press(true);
    pointer(r.x + r.w / 2 + dx / 2, r.y + 6 + dy / 2);
    pointer(r.x + r.w / 2 + dx, r.y + 6 + dy);
  }
  bool announced(std::string_view part) {
    bool found = false;
    for (const Effect& effect : ui.effects.take())
      found |= effect.kind == EffectKind::announce && effect.text.contains(part);
    return found;
  }

  std::vector<CalendarColumn> columns;
  std::vector<CalendarBlock> blocks;
  std::optional<std::uint64_t> cut;
  CalendarState state;
  CalendarResult result;
  std::optional<CalendarPlace> moved;
  std::optional<CalendarPlace> free;
  std::optional<std::size_t> menu;
  int opened = 0;
  int judged = 0;
};

TEST_F(Calendars, ADragSaysAllTheWayWhetherItMayLieThere) {
  settle();
  const Rect r = block("Петрова");
  const float minute = r.h / 30;
  take(r, 0, 62 * minute);
  EXPECT_TRUE(state.drag.moving);
  ASSERT_TRUE(state.drag.place.has_value());
  EXPECT_EQ(state.drag.place->minute, 600);
  EXPECT_EQ(state.drag.verdict.kind, Kind::free);
  // Resting reads the place out; each place is judged once.
  const int before = judged;
  (void)ui.effects.take();
  input.time_seconds += 1;
  frame();
  EXPECT_TRUE(announced("10:00, Врач 1"));
  EXPECT_EQ(judged, before);
  // Over to the third column, where it is refused.
  pointer(block("Врач 1").x + 5, r.y);  // Anywhere else first.
  const float width = block("Неделя 2").x - block("Неделя 1").x;
  pointer(r.x + r.w / 2 + 2 * width, r.y + 6 + 62 * minute);
  EXPECT_EQ(state.drag.verdict.words, "Занято");
  input.time_seconds += 1;
  frame();
  EXPECT_TRUE(announced("Занято"));
  press(false);
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(*moved, (CalendarPlace{.column = 2, .minute = 600}));
  EXPECT_EQ(opened, 0);
  EXPECT_EQ(state.drag.key, 0U);
}

TEST_F(Calendars, ABookingLandsWhereItIsDroppedThoughTheBoardScrolls) {
  // A booking that was dragged far landed some ten minutes beside: the press focused it, which
  // scrolled it into full sight below the held pointer; and near an edge the board scrolled at
  // once, and once more in the frame of the drop.
  settle();
  const float minute = (block("Петрова").h + 2) / 30;
  state.scroll_to = 60 * minute + 10;  // Its top is out of sight.
  settle();
  const Rect r = block("Петрова");
  const float x = r.x + r.w / 2;
  const float y = r.y + r.h - 8;
  const float scrolled = state.scroll_y;
  pointer(x, y);
  press(true);
  frame({{.node = petrova(), .kind = ActionKind::focus}});
  settle();
  EXPECT_EQ(state.scroll_y, scrolled) << "pulled away below the pointer";
  // Down to the edge at the bottom, and dropped there.
  const float bottom = 690;
  pointer(x, (y + bottom) / 2);
  pointer(x, bottom);
  settle();
  EXPECT_EQ(state.scroll_y, scrolled) << "the place moved away before the drop";
  press(false);
  const auto steps = static_cast<int>(std::lround((bottom - y) / minute / 5));
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved->minute, 540 + 5 * steps);
  // Who waits at the edge goes on; the drop is where the ghost was.
  moved.reset();
  pointer(x, y);
  press(true);
  pointer(x, 400);
  pointer(x, bottom);
  for (int i = 0; i < 40; ++i) frame();
  EXPECT_GT(state.scroll_y, scrolled + 50);
  const std::optional<CalendarPlace> shown = state.drag.place;
  press(false);
  EXPECT_EQ(moved, shown);
}

TEST_F(Calendars, ABookingPickedUpNearAnEdgeIsCarriedInwardsWithoutScrolling) {
  // The board scrolled up below whoever picked a booking up near its upper edge and carried it
  // down slowly.
  settle();
  const float minute = (block("Петрова").h + 2) / 30;
  state.scroll_to = 60 * minute;  // Its top is the edge.
  settle();
  const Rect r = block("Петрова");
  const float x = r.x + r.w / 2;
  const float y = r.y + 8;
  const float scrolled = state.scroll_y;
  ASSERT_GT(scrolled, 50);
  pointer(x, y);
  press(true);
  pointer(x, y + 10);
  for (int i = 0; i < 40; ++i) frame();
  ASSERT_TRUE(state.drag.moving);
  EXPECT_EQ(state.scroll_y, scrolled) << "it was not asked to";
  // Once it was away from the edge, or goes further out than it lay, it is.
  pointer(x, y + 200);
  pointer(x, y + 10);
  for (int i = 0; i < 40; ++i) frame();
  EXPECT_LT(state.scroll_y, scrolled - 30);
  press(false);
}

TEST_F(Calendars, EscapeLetsADragGo) {
  settle();
  const Rect r = block("Петрова");
  take(r, 0, 90);
  ASSERT_TRUE(state.drag.moving);
  shortcut("Escape");
  EXPECT_FALSE(state.drag.moving);
  press(false);
  EXPECT_FALSE(moved.has_value());
  EXPECT_EQ(opened, 0);
}

TEST_F(Calendars, APointerThatLeavesDropsNothing) {
  settle();
  take(block("Петрова"), 0, 90);
  // As a finger whose press is taken back.
  ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  ImGui::GetIO().AddMouseButtonEvent(0, false);
  settle();
  EXPECT_FALSE(moved.has_value());
  EXPECT_EQ(state.drag.key, 0U);
}

TEST_F(Calendars, ABlockKeepsTheFingerOnlyWhenHeldAndOffersAMenu) {
  settle();
  const Rect r = block("Петрова");
  pointer(r.x + 20, r.y + 10);
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  frame();
  EXPECT_EQ(ui.press_claim().owner, PressOwner::after_hold);
  EXPECT_TRUE(ui.press_claim().menu);
  press(false);
  EXPECT_EQ(ui.press_claim().owner, PressOwner::unknown);
  // Free time scrolls, and has no menu.
  pointer(r.x + 20, r.y + 300);
  ImGui::GetIO().AddMouseButtonEvent(0, true);
  frame();
  EXPECT_EQ(ui.press_claim().owner, PressOwner::scrolling);
  EXPECT_FALSE(ui.press_claim().menu);
  press(false);
}

TEST_F(Calendars, TheRightButtonAndTheMenuKeyAskForTheMenu) {
  settle();
  const Rect r = block("Сидоров");
  pointer(r.x + 20, r.y + 10);
  press(true, 1);
  press(false, 1);
  EXPECT_EQ(menu, 1U);
  EXPECT_EQ(opened, 0);
  menu.reset();
  const std::uint32_t id = petrova();
  frame({{.node = id, .kind = ActionKind::focus}});
  frame({{.node = id, .kind = ActionKind::key, .text = "ContextMenu"}});
  EXPECT_EQ(menu, 0U);
}

TEST_F(Calendars, ZoomKeepsWhatLiesUnderTheFingers) {
  settle();
  state.scroll_to = 200;
  settle();
  const Rect before = block("Свободно 12:00, Врач 1");
  input.zooms = {{.x = 300, .y = before.y, .factor = 2}};
  settle();
  EXPECT_FLOAT_EQ(state.zoom, 2);
  const Rect after = block("Свободно 12:00, Врач 1");
  EXPECT_NEAR(after.y, before.y, 2);
  EXPECT_NEAR(after.h, 2 * before.h, 1);
  // Outside of it nothing happens, and there is an end.
  input.zooms = {{.x = 1200, .y = 300, .factor = 2}};
  settle();
  EXPECT_FLOAT_EQ(state.zoom, 2);
  for (int i = 0; i < 5; ++i) {
    state.zoom_by(2);
    settle();
  }
  EXPECT_FLOAT_EQ(state.zoom, CalendarState::zoom_max);
  EXPECT_TRUE((ui.tree().find(Role::region, "День")->state & State::zoomable) != 0);
}

TEST_F(Calendars, OnlyColumnsInSightAreLaidOutAndArrowsBringTheOthers) {
  add_columns(40);
  settle();
  int groups = 0;
  for (const SemanticNode& n : ui.tree().nodes) groups += n.role == Role::group ? 1 : 0;
  EXPECT_LE(groups, 8);
  EXPECT_FALSE(shows("Врач 40"));
  std::uint32_t focus = ui.tree().find(Role::button, "Свободно 10:00, Врач 1")->id;
  for (int i = 0; i < 39; ++i) {
    frame({{.node = focus, .kind = ActionKind::focus}});
    frame({{.node = focus, .kind = ActionKind::key, .text = "ArrowRight"}});
    settle();
    ASSERT_NE(ui.focus(), focus) << "stuck in column " << i;
    focus = ui.focus();
  }
  const SemanticNode* at = ui.tree().find(focus);
  ASSERT_NE(at, nullptr);
  EXPECT_EQ(ui.tree().text(at->name), "Свободно 10:00, Врач 40");
  EXPECT_LT(at->rect.x, 900);
  frame({{.node = focus, .kind = ActionKind::key, .text = "ArrowDown"}});
  settle();
  EXPECT_EQ(ui.tree().text(ui.tree().find(ui.focus())->name), "Свободно 10:30, Врач 40");
}

TEST_F(Calendars, ArrowsFasterThanTheFocusGoOnFromWhereItWillBe) {
  settle();
  const std::uint32_t from = ui.tree().find(Role::button, "Свободно 12:00, Врач 1")->id;
  frame({{.node = from, .kind = ActionKind::focus}});
  // The page has not been told of the new focus yet, and says the old one three times.
  for (int i = 0; i < 3; ++i) {
    frame({{.node = from, .kind = ActionKind::key, .text = "ArrowDown"}});
    settle();
  }
  EXPECT_EQ(ui.tree().text(ui.tree().find(ui.focus())->name), "Свободно 13:30, Врач 1");
  // The echo of a request that was replaced meanwhile does not put the focus back.
  const std::uint32_t old = ui.tree().find(Role::button, "Свободно 12:30, Врач 1")->id;
  frame({{.node = old, .kind = ActionKind::focus, .modifiers = Modifiers::echo}});
  EXPECT_EQ(ui.tree().text(ui.tree().find(ui.focus())->name), "Свободно 13:30, Врач 1");
}

TEST_F(Calendars, WhatWasCutIsJudgedWhereItWouldGo) {
  cut = 1;
  settle();
  // Its own place is free for it.
  EXPECT_TRUE(
      has(Role::button, ui.t("calendar.move_here", {{"time", "09:00"}, {"doctor", "Врач 1"}})));
  const std::string there = ui.t("calendar.move_here", {{"time", "11:00"}, {"doctor", "Врач 3"}});
  const std::uint32_t id = node(Role::button, there).id;
  frame({{.node = id, .kind = ActionKind::focus}});
  settle();
  EXPECT_EQ(ui.tree().text(node(Role::button, there).description), "Занято");
  activate(Role::button, there);
  EXPECT_EQ(free, (CalendarPlace{.column = 2, .minute = 660}));
}

TEST_F(Calendars, ConflictsAndLatenessAreWords) {
  blocks[0].conflict = "Кабинет занят дважды";
  blocks[1].late = "Начнётся позже на 20 минут";
  columns[1].note = "Опаздывает на 20 минут";
  settle();
  EXPECT_TRUE(shows("Кабинет занят дважды"));
  EXPECT_TRUE(shows("Начнётся позже на 20 минут"));
  EXPECT_EQ(ui.tree().text(node(Role::button, "Неделя 2").description), "Опаздывает на 20 минут");
  expect_clean();
}

// ---- menus -------------------------------------------------------------------------------------

class Menus : public UiFixture {
 public:
  Menus() {
    draw = [this] {
      const Rect r = ui.place(300, 60);
      const NodeId id = ui.id("thing");
      const Interaction press = ui.item(id, Role::button, r, "Запись");
      if (press.activated) ++clicks;
      if (ui.wants_menu(id, press)) open_context_menu(ui, "menu");
      const std::array items = {
          MenuItem{.key = "a", .text = "Пришёл", .icon = Icon::sofa},
          MenuItem{.key = "b", .text = "Недоступно", .icon = Icon::ban, .disabled = true},
          MenuItem{.key = "c", .text = "Отменить", .icon = Icon::x, .danger = true}};
      if (const auto one = context_menu(ui, "menu", "Действия", items)) chosen = *one;
    };
  }
  void open_by_key() {
    settle();
    frame({{.node = node(Role::button, "Запись").id, .kind = ActionKind::focus}});
    key(Role::button, "Запись", "ContextMenu");
  }
  std::string focused() {
    const SemanticNode* at = ui.tree().find(ui.focus());
    return at == nullptr ? std::string() : std::string(ui.tree().text(at->name));
  }
  std::optional<std::size_t> chosen;
  int clicks = 0;
};

TEST_F(Menus, OpenWhereThePointerIsAndCloseOutside) {
  settle();
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(120, 30);
  settle();
  for (const bool down : {true, false}) {
    io.AddMouseButtonEvent(1, down);
    settle();
  }
  ASSERT_TRUE(has(Role::menu, "Действия")) << dump();
  const Rect at = node(Role::menu, "Действия").rect;
  EXPECT_NEAR(at.x, 120, 1);
  EXPECT_NEAR(at.y, 34, 2);
  expect_clean();
  click(Role::menuitem, "Отменить");
  EXPECT_EQ(chosen, 2U);
  EXPECT_EQ(clicks, 0);
  EXPECT_FALSE(has(Role::menu, "Действия"));
  open_by_key();
  ASSERT_TRUE(has(Role::menu, "Действия"));
  click_at(900, 600);
  EXPECT_FALSE(has(Role::menu, "Действия"));
}

TEST_F(Menus, WorkByKeyboardAndGiveTheFocusBack) {
  open_by_key();
  ASSERT_TRUE(has(Role::menu, "Действия")) << dump();
  EXPECT_EQ(focused(), "Пришёл");
  key(Role::menuitem, "Пришёл", "ArrowDown");  // What cannot be done is passed over.
  EXPECT_EQ(focused(), "Отменить");
  key(Role::menuitem, "Отменить", "ArrowDown");
  EXPECT_EQ(focused(), "Пришёл");
  key(Role::menuitem, "Пришёл", "Escape");
  EXPECT_FALSE(has(Role::menu, "Действия"));
  EXPECT_EQ(focused(), "Запись");
  open_by_key();
  activate(Role::menuitem, "Пришёл");
  EXPECT_EQ(chosen, 0U);
  EXPECT_EQ(focused(), "Запись");
}

}  // namespace
}  // namespace retour::ui
