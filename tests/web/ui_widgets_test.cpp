// Widgets: what they write into the semantic tree, what pressing and typing does.
#include <imgui.h>

#include <array>

#include "ui/calendar.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::ui {
namespace {

class Widgets : public UiFixture {};

TEST_F(Widgets, ButtonIsPressedByPointerAndByTree) {
  int pressed = 0;
  draw = [&] {
    if (button(ui, {.key = "save", .text = "Записать", .icon = Icon::calendar_plus})) ++pressed;
    (void)button(ui, {.key = "off", .text = "Нельзя", .disabled = true});
  };
  settle();
  expect_clean();
  EXPECT_TRUE(node(Role::button, "Записать").state & State::focusable);
  EXPECT_TRUE(node(Role::button, "Нельзя").state & State::disabled);
  click(Role::button, "Записать");
  EXPECT_EQ(pressed, 1);
  activate(Role::button, "Записать");
  EXPECT_EQ(pressed, 2);
}

TEST_F(Widgets, DisabledButtonDoesNothing) {
  int pressed = 0;
  draw = [&] { pressed += button(ui, {.text = "Нельзя", .disabled = true}); };
  settle();
  click(Role::button, "Нельзя");
  activate(Role::button, "Нельзя");
  EXPECT_EQ(pressed, 0);
}

TEST_F(Widgets, AnItemWithoutNodeIsFound) {
  draw = [&] { ui.interact(ui.id("forgotten"), ui.place(80, 30)); };
  settle();
  EXPECT_EQ(ui.audit().unannotated.size(), 1U);
}

TEST_F(Widgets, ANodeWithoutNameIsFound) {
  draw = [&] {
    (void)button(ui, {.key = "nameless", .text = "", .icon = Icon::x, .icon_only = true});
  };
  settle();
  EXPECT_EQ(ui.audit().nameless.size(), 1U);
}

TEST_F(Widgets, ClippedTextIsFound) {
  set_size(200, 100);
  draw = [&] { ui.draw_text(10, 10, "Этот текст длиннее, чем окно, и никто его не сократил"); };
  settle();
  EXPECT_EQ(ui.audit().clipped.size(), 1U);
}

TEST_F(Widgets, LongButtonsWrapInsteadOfBeingCut) {
  set_size(220, 400);
  draw = [&] {
    (void)button(
        ui, {.text = "Записать на контрольный осмотр после операции", .icon = Icon::calendar_plus});
  };
  settle();
  expect_clean();
  EXPECT_GT(node(Role::button, "Записать на контрольный осмотр после операции").rect.h, 40);
}

TEST_F(Widgets, RowWrapsWhenFull) {
  set_size(300, 400);
  draw = [&] {
    const auto row = ui.row();
    for (const char* word : {"Понедельник", "Вторник", "Среда", "Четверг"})
      (void)button(ui, {.text = word});
  };
  settle();
  expect_clean();
  EXPECT_GT(node(Role::button, "Четверг").rect.y, node(Role::button, "Понедельник").rect.y);
  EXPECT_LE(node(Role::button, "Четверг").rect.x + node(Role::button, "Четверг").rect.w, 300);
}

TEST_F(Widgets, TextFieldTakesTypingAndKeepsTheSelection) {
  std::string value = "Иван";
  bool submitted = false;
  draw = [&] {
    submitted |= text_field(ui, {.key = "name", .label = "Имя", .required = true}, value).submitted;
  };
  settle();
  expect_clean();
  type(Role::textbox, "Имя", "Иванова Ёлка");
  EXPECT_EQ(value, "Иванова Ёлка");
  EXPECT_EQ(ui.tree().text(node(Role::textbox, "Имя").value), "Иванова Ёлка");
  EXPECT_EQ(node(Role::textbox, "Имя").selection_start, 12U);
  frame({{.node = node(Role::textbox, "Имя").id, .kind = ActionKind::submit}});
  EXPECT_TRUE(submitted);
}

TEST_F(Widgets, PasswordIsNotInTheDrawnTextButInTheValue) {
  std::string value;
  draw = [&] { password_field(ui, {.key = "p", .label = "Пароль"}, value); };
  settle();
  type(Role::textbox, "Пароль", "тайна");
  EXPECT_EQ(value, "тайна");
  EXPECT_TRUE(node(Role::textbox, "Пароль").state & State::password);
  activate(Role::button, ui.t("field.show_password").data());
  EXPECT_FALSE(node(Role::textbox, "Пароль").state & State::password);
  expect_clean();
}

TEST_F(Widgets, DateEntryReadsWhatPeopleType) {
  std::optional<LocalDate> date;
  draw = [&] { date_field(ui, {.key = "d", .label = "Дата"}, date, DateHint::future); };
  settle();
  type(Role::textbox, "Дата", "12.3");
  EXPECT_EQ(date, LocalDate::from_ymd(2027, 3, 12));
  leave(Role::textbox, "Дата");
  EXPECT_EQ(ui.tree().text(node(Role::textbox, "Дата").value), "12.03.2027");
  type(Role::textbox, "Дата", "завтра");
  EXPECT_EQ(date, LocalDate::from_ymd(2026, 11, 23));
  leave(Role::textbox, "Дата");
  // What cannot be read stays, with a sentence that says what is expected.
  type(Role::textbox, "Дата", "31.02.2027");
  leave(Role::textbox, "Дата");
  EXPECT_FALSE(date.has_value());
  EXPECT_EQ(ui.tree().text(node(Role::textbox, "Дата").value), "31.02.2027");
  EXPECT_TRUE(node(Role::textbox, "Дата").state & State::invalid);
  EXPECT_TRUE(shows(ui.t("field.date.no_such_day")));
  EXPECT_TRUE(has_unread_entry(ui, "d") || !date);
  expect_clean();
}

TEST_F(Widgets, DateIsChosenFromTheMonth) {
  std::optional<LocalDate> date;
  draw = [&] { date_field(ui, {.key = "d", .label = "Дата"}, date); };
  settle();
  click(Role::button, ui.t("field.date.open"));
  EXPECT_TRUE(has(Role::heading, "ноябрь 2026")) << dump();
  expect_clean();
  activate(Role::button, ui.t("field.month.next"));
  activate(Role::button,
           format_date(*LocalDate::from_ymd(2026, 12, 3), DateStyle::weekday_full, Language::ru));
  EXPECT_EQ(date, LocalDate::from_ymd(2026, 12, 3));
  EXPECT_FALSE(has(Role::heading, "декабрь 2026"));
}

TEST_F(Widgets, MoneyEntryShowsAndReadsTheCurrency) {
  std::optional<std::int64_t> amount = 1530000;
  draw = [&] { money_field(ui, {.key = "m", .label = "Сумма"}, amount, Currency::rub); };
  settle();
  EXPECT_EQ(ui.tree().text(node(Role::textbox, "Сумма").value),
            "15\xC2\xA0"
            "300,00\xC2\xA0₽");
  type(Role::textbox, "Сумма", "15 300,00 ₽");
  EXPECT_EQ(amount, 1530000);
  type(Role::textbox, "Сумма", "2000");
  EXPECT_EQ(amount, 200000);
  type(Role::textbox, "Сумма", "много");
  leave(Role::textbox, "Сумма");
  EXPECT_EQ(amount, std::nullopt);
  EXPECT_TRUE(shows(ui.t("field.money.not_understood")));
}

TEST_F(Widgets, PhoneEntryMakesE164) {
  std::string phone;
  draw = [&] { phone_field(ui, {.key = "t", .label = "Телефон"}, phone, PhoneRegion::russia); };
  settle();
  type(Role::textbox, "Телефон", "8 (916) 123-45-67");
  EXPECT_EQ(phone, "+79161234567");
  leave(Role::textbox, "Телефон");
  EXPECT_EQ(ui.tree().text(node(Role::textbox, "Телефон").value), format_phone("+79161234567"));
  type(Role::textbox, "Телефон", "позвоните маме");
  leave(Role::textbox, "Телефон");
  EXPECT_EQ(phone, "");
  EXPECT_EQ(ui.tree().text(node(Role::textbox, "Телефон").value), "позвоните маме");
  EXPECT_TRUE(node(Role::textbox, "Телефон").state & State::invalid);
}

TEST_F(Widgets, ComboOpensSearchesAndChooses) {
  std::vector<Choice> choices;
  std::vector<std::string> names;
  for (int i = 0; i < 30; ++i) names.push_back("Врач номер " + std::to_string(i));
  names.push_back("Ёлкина Анна");
  for (const std::string& name : names) choices.push_back({.text = name});
  int selected = -1;
  draw = [&] {
    combo(ui, {.key = "doctor", .label = "Врач", .placeholder = "Любой"}, choices, selected);
  };
  settle();
  expect_clean();
  click(Role::combobox, "Врач");
  EXPECT_TRUE(node(Role::combobox, "Врач").state & State::expanded);
  expect_clean();
  type(Role::searchbox, ui.t("choice.search"), "елкина");
  EXPECT_FALSE(has(Role::option, "Врач номер 1"));
  activate(Role::option, "Ёлкина Анна");
  EXPECT_EQ(selected, 30);
  EXPECT_FALSE(node(Role::combobox, "Врач").state & State::expanded);
  EXPECT_EQ(ui.focus(), node(Role::combobox, "Врач").id);
}

TEST_F(Widgets, AToastCoversNoButtonOfADialogOnAPhone) {
  // What was copied or undone was said over the very buttons that one pressed next.
  bool open = true;
  draw = [&] {
    if (const auto d = dialog(ui, {.key = "d", .title = "Передача смены"}, open)) {
      text(ui, "Дела");
      const auto footer = dialog_footer(ui);
      if (button(ui, {.text = "Скопировать"})) (void)ui.toast("Скопировано", Tone::good, true);
    }
  };
  set_size(390, 844);
  settle();
  activate(Role::button, "Скопировать");
  const Rect button = node(Role::button, "Скопировать").rect;
  const Rect undo = node(Role::button, ui.t("common.undo")).rect;
  EXPECT_LT(undo.y + undo.h, button.y) << dump();
  EXPECT_GT(undo.y, node(Role::heading, "Передача смены").rect.y) << dump();
  open = false;
  settle();
  EXPECT_GT(node(Role::button, ui.t("common.undo")).rect.y, 700) << "elsewhere below, as ever";
}

TEST_F(Widgets, DialogIsModalTakesTheFocusAndGivesItBack) {
  bool open = false;
  std::string name;
  draw = [&] {
    if (button(ui, {.text = "Открыть"})) open = true;
    if (const auto d = dialog(ui, {.key = "d", .title = "Новая запись"}, open)) {
      text_field(ui, {.key = "name", .label = "Имя"}, name);
      const auto footer = dialog_footer(ui);
      (void)button(ui, {.text = "Отменить всё"});
      if (button(ui, {.text = "Сохранить", .kind = ButtonKind::primary})) open = false;
    }
  };
  settle();
  const std::uint32_t opener = node(Role::button, "Открыть").id;
  frame({{.node = opener, .kind = ActionKind::focus}});
  activate(Role::button, "Открыть");
  EXPECT_TRUE(node(Role::dialog, "Новая запись").state & State::modal);
  EXPECT_EQ(ui.tree().modal, node(Role::dialog, "Новая запись").id);
  EXPECT_EQ(ui.focus(), node(Role::textbox, "Имя").id);
  expect_clean();
  // The rest is inert for the pointer, too.
  click_at(20, 20);
  EXPECT_TRUE(open);
  frame({{.node = node(Role::textbox, "Имя").id, .kind = ActionKind::key, .text = "Escape"}});
  settle();
  EXPECT_FALSE(open);
  EXPECT_EQ(ui.focus(), opener);
  EXPECT_EQ(ui.tree().modal, 0U);
  activate(Role::button, "Открыть");
  activate(Role::button, "Сохранить");
  EXPECT_FALSE(open);
}

TEST_F(Widgets, AScreenThatGoesAwayWithItsDialogLeavesNoBlock) {
  bool open = true;
  bool show = true;
  int pressed = 0;
  draw = [&] {
    if (show) {
      if (const auto d = dialog(ui, {.key = "d", .title = "Окно"}, open)) text(ui, "внутри");
    } else {
      pressed += button(ui, {.text = "Дальше"});
    }
  };
  settle();
  show = false;
  settle();
  click(Role::button, "Дальше");
  EXPECT_EQ(pressed, 1);
}

TEST_F(Widgets, TableDrawsOnlyWhatIsSeenAndTellsTheCounts) {
  const std::array columns = {
      TableColumn{.key = "name", .title = "Имя", .sortable = true},
      TableColumn{.key = "money", .title = "Сумма", .width = 160, .align = Align::right}};
  TableSort sort;
  std::size_t drawn = 0;
  std::optional<std::size_t> activated;
  draw = [&] {
    drawn = 0;
    const TableResult r =
        table(ui, {.key = "t", .name = "Пациенты", .columns = columns, .rows = 62298, .height = -1},
              &sort, [&](Cells& cells, std::size_t row) {
                ++drawn;
                cells.text("Пациент " + std::to_string(row), TextTone::strong);
                cells.money({.minor = 15300'00, .currency = Currency::rub});
              });
    if (r.activated) activated = r.activated;
  };
  settle();
  expect_clean();
  EXPECT_LT(drawn, 60U);
  EXPECT_EQ(node(Role::table, "Пациенты").row_count, 62299);
  EXPECT_EQ(node(Role::table, "Пациенты").column_count, 2);
  click(Role::columnheader, "Имя");
  EXPECT_EQ(sort, (TableSort{.column = 0, .descending = false}));
  click(Role::columnheader, "Имя");
  EXPECT_EQ(sort, (TableSort{.column = 0, .descending = true}));
  click(Role::row,
        "Пациент 3, 15\xC2\xA0"
        "300,00\xC2\xA0₽");
  EXPECT_EQ(activated, 3U);
  // Arrows and End move the focused row and bring it into view.
  key(Role::row,
      "Пациент 3, 15\xC2\xA0"
      "300,00\xC2\xA0₽",
      "End");
  EXPECT_TRUE(has(Role::row,
                  "Пациент 62297, 15\xC2\xA0"
                  "300,00\xC2\xA0₽"));
  EXPECT_EQ(ui.focus(), node(Role::row,
                             "Пациент 62297, 15\xC2\xA0"
                             "300,00\xC2\xA0₽")
                            .id);
}

TEST_F(Widgets, TableBecomesCardsOnAPhone) {
  set_size(390, 844);
  const std::array columns = {TableColumn{.key = "name", .title = "Имя"},
                              TableColumn{.key = "phone", .title = "Телефон"},
                              TableColumn{.key = "status", .title = "Статус"}};
  draw = [&] {
    table(ui, {.key = "t", .name = "Пациенты", .columns = columns, .rows = 20, .height = -1},
          nullptr, [&](Cells& cells, std::size_t) {
            cells.text("Константинопольская Александра Вячеславовна");
            cells.text("+7 916 123-45-67");
            cells.status(6);
          });
  };
  settle();
  expect_clean();
  EXPECT_FALSE(has(Role::columnheader, "Имя"));
}

TEST_F(Widgets, TabsMoveByArrows) {
  const std::array list = {Tab{.key = "a", .text = "Факты"}, Tab{.key = "b", .text = "Деньги"}};
  std::size_t selected = 0;
  draw = [&] { tabs(ui, "tabs", "Разделы", list, selected); };
  settle();
  key(Role::tab, "Факты", "ArrowRight");
  EXPECT_EQ(selected, 1U);
  EXPECT_EQ(ui.focus(), node(Role::tab, "Деньги").id);
  EXPECT_TRUE(node(Role::tab, "Деньги").state & State::selected);
  expect_clean();
}

TEST_F(Widgets, CheckboxToggles) {
  bool value = false;
  draw = [&] { checkbox(ui, {.text = "Согласен", .hint = "Можно отозвать"}, value); };
  settle();
  click(Role::checkbox, "Согласен");
  EXPECT_TRUE(value);
  activate(Role::checkbox, "Согласен");
  EXPECT_FALSE(value);
  expect_clean();
}

TEST_F(Widgets, ToastOffersUndoAndGoesAway) {
  std::uint32_t token = 0;
  std::optional<std::uint32_t> undone;
  draw = [&] {
    if (button(ui, {.text = "Удалить"})) token = ui.toast("Запись отменена", Tone::good, true);
    if (const auto t = ui.take_undo()) undone = t;
  };
  settle();
  activate(Role::button, "Удалить");
  expect_clean();
  EXPECT_TRUE(ui.next_wake_seconds().has_value());
  activate(Role::button, ui.t("common.undo"));
  EXPECT_EQ(undone, token);
  activate(Role::button, "Удалить");
  input.time_seconds += 11;
  settle();
  EXPECT_FALSE(has(Role::button, ui.t("common.undo")));
  EXPECT_FALSE(ui.next_wake_seconds().has_value());
}

TEST_F(Widgets, FocusedNodeIsScrolledIntoView) {
  draw = [&] {
    const auto scroll = ui.scroll("s", {.x = 0, .y = 0, .w = 400, .h = 200});
    for (int i = 0; i < 50; ++i) (void)button(ui, {.text = "Кнопка " + std::to_string(i)});
  };
  settle();
  EXPECT_TRUE(node(Role::button, "Кнопка 40").state & State::offscreen);
  frame({{.node = node(Role::button, "Кнопка 40").id, .kind = ActionKind::focus}});
  settle();
  EXPECT_FALSE(node(Role::button, "Кнопка 40").state & State::offscreen);
}

TEST_F(Widgets, ScrollingSaysWhetherAnythingMoved) {
  draw = [&] {
    {
      const auto scroll = ui.scroll("s", {.x = 0, .y = 0, .w = 400, .h = 200});
      (void)ui.place(0, 500);
    }
    const auto short_one = ui.scroll("t", {.x = 500, .y = 0, .w = 400, .h = 200});
    (void)ui.place(0, 100);
  };
  settle();
  const auto turn = [&](float x, float lines) {
    ImGui::GetIO().AddMousePosEvent(x, 100);
    settle();
    ImGui::GetIO().AddMouseWheelEvent(0, lines);
    frame();
    return ui.scrolled();
  };
  EXPECT_EQ(turn(100, -1), Scrolled::moved);
  frame();
  EXPECT_EQ(ui.scrolled(), Scrolled::not_asked);
  EXPECT_EQ(turn(100, -10), Scrolled::moved);
  EXPECT_EQ(turn(100, -1), Scrolled::stood) << "at its end";
  EXPECT_EQ(turn(100, 1), Scrolled::moved);
  EXPECT_EQ(turn(700, -1), Scrolled::stood) << "all of it is in sight";
}

TEST_F(Widgets, IdsStayWhenWordsAndNeighboursChange) {
  bool more = false;
  draw = [&] {
    if (more) text(ui, "Новая строка");
    (void)button(ui, {.key = "save", .text = more ? "Сохранить" : "Записать"});
    text(ui, "Постоянный текст");
  };
  settle();
  const std::uint32_t save = node(Role::button, "Записать").id;
  const std::uint32_t words = node(Role::text, "Постоянный текст").id;
  more = true;
  settle();
  EXPECT_EQ(node(Role::button, "Сохранить").id, save);
  EXPECT_EQ(node(Role::text, "Постоянный текст").id, words);
}

TEST(Lanes, OverlapsStandSideBySide) {
  const std::array spans = {MinuteSpan{540, 600}, MinuteSpan{550, 570}, MinuteSpan{570, 600},
                            MinuteSpan{600, 630}};
  const auto shares = share_lanes(spans);
  EXPECT_EQ(shares[0].lane, 0);
  EXPECT_EQ(shares[0].lanes, 2);
  EXPECT_EQ(shares[1].lane, 1);
  EXPECT_EQ(shares[2].lane, 1);
  EXPECT_EQ(shares[3].lane, 0);
  EXPECT_EQ(shares[3].lanes, 1);
}

}  // namespace
}  // namespace retour::ui
