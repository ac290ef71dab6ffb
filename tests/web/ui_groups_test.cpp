// Trees, marked rows, choice of columns, skeletons and timelines: what they say and what they do.
#include <imgui.h>

#include <array>

#include "ui/column_choice.hpp"
#include "ui/item_audit.hpp"
#include "ui/skeleton.hpp"
#include "ui/timeline.hpp"
#include "ui/tree.hpp"
#include "ui/widgets.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::ui {
namespace {

class Groups : public UiFixture {};

class Trees : public Groups {
 public:
  Trees() {
    draw = [this] {
      if (const auto i =
              tree(ui, {.key = "t", .name = "Услуги", .selected = selected}, items, state))
        selected = items[*i].key;
    };
  }
  static constexpr std::array items = {
      TreeItem{.key = 1, .text = "Диагностика"}, TreeItem{.key = 2, .level = 2, .text = "Анализы"},
      TreeItem{.key = 3, .level = 3, .text = "Кровь"},
      TreeItem{.key = 4, .level = 2, .text = "УЗИ"}, TreeItem{.key = 5, .text = "Лечение"}};
  TreeState state;
  std::optional<std::uint64_t> selected;
};

TEST_F(Trees, AClosedItemHidesWhatIsInside) {
  settle();
  expect_clean();
  EXPECT_FALSE(has(Role::treeitem, "Анализы"));
  const SemanticNode& top = node(Role::treeitem, "Диагностика");
  EXPECT_TRUE(top.state & State::expandable);
  EXPECT_FALSE(top.state & State::expanded);
  EXPECT_EQ(top.level, 1);
  activate(Role::treeitem, "Диагностика");
  EXPECT_TRUE(node(Role::treeitem, "Диагностика").state & State::expanded);
  EXPECT_EQ(node(Role::treeitem, "Анализы").level, 2);
  EXPECT_FALSE(has(Role::treeitem, "Кровь"));
  EXPECT_FALSE(node(Role::treeitem, "УЗИ").state & State::expandable);
  activate(Role::treeitem, "УЗИ");
  EXPECT_EQ(selected, 4U);
  EXPECT_TRUE(node(Role::treeitem, "УЗИ").state & State::selected);
}

TEST_F(Trees, ArrowsOpenGoInAndOut) {
  settle();
  key(Role::treeitem, "Диагностика", "ArrowRight");
  EXPECT_TRUE(state.is_open(1));
  key(Role::treeitem, "Диагностика", "ArrowRight");
  EXPECT_EQ(ui.focus(), node(Role::treeitem, "Анализы").id);
  key(Role::treeitem, "Анализы", "ArrowDown");
  EXPECT_EQ(ui.focus(), node(Role::treeitem, "УЗИ").id);
  key(Role::treeitem, "УЗИ", "ArrowLeft");
  EXPECT_EQ(ui.focus(), node(Role::treeitem, "Диагностика").id);
  key(Role::treeitem, "Диагностика", "ArrowLeft");
  EXPECT_FALSE(state.is_open(1));
  key(Role::treeitem, "Диагностика", "End");
  EXPECT_EQ(ui.focus(), node(Role::treeitem, "Лечение").id);
}

class Tables : public Groups {
 public:
  Tables() {
    draw = [this] {
      column_choice(ui, "columns", columns, 1, hidden);
      const TableResult r = table(ui,
                                  {.key = "t",
                                   .name = "Пациенты",
                                   .columns = columns,
                                   .rows = names.size(),
                                   .hidden = hidden,
                                   .marked = [&](std::size_t row) { return marked[row]; },
                                   .mark_all = "Отметить всех"},
                                  nullptr, [&](Cells& cells, std::size_t row) {
                                    cells.text(names[row]);
                                    cells.text("телефон");
                                    cells.text("заметка");
                                  });
      if (r.activated) opened = r.activated;
      if (r.marking)
        for (std::size_t i = r.marking->first; i <= r.marking->last; ++i) marked[i] = r.marking->on;
    };
  }
  static constexpr std::array columns = {TableColumn{.key = "name", .title = "Имя"},
                                         TableColumn{.key = "phone", .title = "Телефон"},
                                         TableColumn{.key = "note", .title = "Заметка"}};
  static constexpr std::array<std::string_view, 3> names = {"Анна", "Борис", "Вера"};
  std::array<bool, 3> marked{};
  std::uint32_t hidden = 0;
  std::optional<std::size_t> opened;
};

TEST_F(Tables, RowsAreMarkedOneByOneAndAllTogether) {
  for (const float width : {1200.0F, 380.0F}) {
    SCOPED_TRACE(width);
    set_size(width, 900);
    marked = {};
    settle();
    expect_clean();
    const std::string name = ui.t("sheet.mark", {{"name", "Борис, телефон, заметка"}});
    click(Role::checkbox, name);
    EXPECT_EQ(marked, (std::array<bool, 3>{false, true, false}));
    EXPECT_TRUE(node(Role::checkbox, name).state & State::checked);
    EXPECT_FALSE(opened.has_value());  // The mark is no way into the row.
  }
  set_size(1200, 900);
  settle();
  activate(Role::checkbox, "Отметить всех");
  EXPECT_EQ(marked, (std::array<bool, 3>{true, true, true}));
  activate(Role::row, "Вера, телефон, заметка");
  EXPECT_EQ(opened, 2U);
}

TEST_F(Tables, ARowIsCopiedAsASpreadsheetTakesIt) {
  hidden = 2;  // Only what is shown is copied.
  settle();
  (void)ui.effects.take();
  key(Role::row, "Борис, заметка", "c", Modifiers::command);
  std::vector<std::string> copied;
  for (const Effect& effect : ui.effects.take())
    if (effect.kind == EffectKind::copy_text) copied.push_back(effect.text);
  EXPECT_EQ(copied, std::vector<std::string>{"Борис\tзаметка"});
  EXPECT_TRUE(has(Role::status, ui.t("common.copied"))) << dump();
  key(Role::row, "Борис, заметка", "c");
  for (const Effect& effect : ui.effects.take()) EXPECT_NE(effect.kind, EffectKind::copy_text);
}

TEST_F(Tables, ColumnsAreChosenAndTheFirstStays) {
  settle();
  EXPECT_TRUE(has(Role::columnheader, "Телефон"));
  activate(Role::button, std::string(ui.t("table.columns")));
  expect_clean();
  EXPECT_FALSE(has(Role::checkbox, "Имя"));
  activate(Role::checkbox, "Телефон");
  EXPECT_EQ(hidden, 2U);
  EXPECT_FALSE(has(Role::columnheader, "Телефон"));
  EXPECT_TRUE(has(Role::row, "Анна, заметка")) << dump();
  activate(Role::checkbox, "Телефон");
  EXPECT_TRUE(has(Role::columnheader, "Телефон"));
}

TEST_F(Groups, ASkeletonSaysThatSomethingIsLoaded) {
  draw = [&] {
    for (const SkeletonShape shape :
         {SkeletonShape::lines, SkeletonShape::rows, SkeletonShape::card}) {
      const auto keyed = ui.keyed(static_cast<std::uint64_t>(shape));
      skeleton(ui, {.key = "s", .name = "Загружаем", .shape = shape});
    }
  };
  settle();
  expect_clean();
  EXPECT_TRUE(node(Role::status, "Загружаем").state & State::busy);
  EXPECT_FALSE(ui.wants_frame());  // Nothing moves.
}

TEST_F(Groups, ATimelineReadsAsAList) {
  draw = [&] {
    const auto list = ui.group(ui.id("list"), Role::list, ui.cursor(), "События");
    timeline_entry(ui, 1, {.text = "Приём", .below = "12 марта"});
    timeline_entry(ui, 2, {.text = "Оплата", .below = {}, .last = true});
  };
  settle();
  expect_clean();
  EXPECT_TRUE(has(Role::text, "Приём, 12 марта"));
  EXPECT_TRUE(has(Role::listitem, "Оплата"));
}

TEST_F(Groups, WhatIsShortenedIsReadWholeUnderThePointer) {
  constexpr std::string_view words = "Константинопольская Александра Вячеславовна";
  draw = [&] { ui.draw_text(20, 20, words, {.max_width = 100}); };
  settle();
  ASSERT_EQ(audited_texts().size(), 1U);
  EXPECT_TRUE(audited_texts()[0].cut);
  EXPECT_EQ(ImGui::GetForegroundDrawList()->VtxBuffer.Size, 0);
  ImGui::GetIO().AddMousePosEvent(40, 28);
  frame();
  frame();
  input.time_seconds += 1;
  frame();
  EXPECT_GT(ImGui::GetForegroundDrawList()->VtxBuffer.Size, 0);
}

TEST_F(Groups, AWordThatHasNoRoomIsFound) {
  draw = [&] { ui.draw_text(20, 20, "Константинопольская", {.wrap_width = 60}); };
  settle();
  ASSERT_EQ(audited_texts().size(), 1U);
  EXPECT_TRUE(audited_texts()[0].broken);
}

TEST_F(Groups, AnItemIsShownInAStateWithoutBeingInIt) {
  bool pressed = false;
  draw = [&] {
    const auto look = ui.look_as(ItemLook::focused);
    pressed |= button(ui, {.text = "Записать"});
  };
  settle();
  EXPECT_FALSE(node(Role::button, "Записать").state & State::focused);
  EXPECT_FALSE(pressed);
  activate(Role::button, "Записать");
  EXPECT_TRUE(pressed);
}

}  // namespace
}  // namespace retour::ui
