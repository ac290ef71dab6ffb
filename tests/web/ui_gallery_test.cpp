// The gallery: every widget in its states, clean in every size, language, theme and density.
#include <array>
#include <tuple>

#include "ui/calendar.hpp"
#include "ui/chart.hpp"
#include "ui/choice.hpp"
#include "ui/field.hpp"
#include "ui/popup.hpp"
#include "ui/table.hpp"
#include "ui/widgets.hpp"
#include "web/support/ui_fixture.hpp"

namespace retour::ui {
namespace {

class Gallery : public UiFixture {
 public:
  void draw_all() {
    const std::array nav = {
        NavigationItem{.key = "day", .text = "День", .icon = Icon::calendar_days},
        NavigationItem{.key = "people", .text = "Пациенты", .icon = Icon::users, .count = 12},
        NavigationItem{.key = "funnel", .text = "Воронка", .icon = Icon::funnel}};
    const bool phone = ui.is_phone();
    const float rail = phone ? 0 : ui.metrics().rail;
    const float bar = phone ? 56.0F : 0.0F;
    const Rect place = phone ? Rect{.x = 0, .y = ui.height() - bar, .w = ui.width(), .h = bar}
                             : Rect{.x = 8, .y = 8, .w = rail - 16, .h = ui.height()};
    navigation(ui, place, "Разделы", nav, place_);
    const auto page =
        ui.scroll("page", {.x = rail, .y = 0, .w = ui.width() - rail, .h = ui.height() - bar});
    const auto pad = ui.inset(16, 16);
    ui.set_gap(16);
    draw_plain();
    draw_forms();
    draw_data();
  }

 private:
  void draw_plain() {
    heading(ui, {.text = "Галерея виджетов"});
    banner(ui, {.key = "b1",
                .text = "Нет связи. Всё сохраняется на этом устройстве и уйдёт на сервер позже.",
                .action = "Подробнее",
                .tone = Tone::warn});
    banner(ui, {.key = "b2",
                .text = "Место закончилось: сохранённое цело, новые записи не принимаются.",
                .tone = Tone::danger,
                .urgent = true});
    {
      const auto row = ui.row();
      (void)button(ui,
                   {.text = "Записать", .icon = Icon::calendar_plus, .kind = ButtonKind::primary});
      (void)button(ui, {.text = "Изменить", .icon = Icon::pencil});
      (void)button(ui, {.text = "Подробности", .kind = ButtonKind::quiet});
      (void)button(ui, {.text = "Удалить", .icon = Icon::trash_2, .kind = ButtonKind::danger});
      (void)button(ui, {.text = "Недоступно", .disabled = true});
      (void)button(ui, {.text = "Найти",
                        .icon = Icon::search,
                        .kind = ButtonKind::quiet,
                        .icon_only = true,
                        .shortcut = "Ctrl+K"});
    }
    {
      const auto row = ui.row({.height = 28});
      for (int status = 1; status <= 7; ++status) status_badge(ui, status);
    }
    const auto row = ui.row();
    (void)chip(ui, {.text = "Сегодня", .on = true});
    (void)chip(ui, {.text = "Без следующего шага", .icon = Icon::triangle_alert});
    (void)chip(ui, {.text = "Кардиолог", .removable = true});
    static constexpr std::array<std::string_view, 3> words = {"День", "Неделя", "Месяц"};
    segments(ui, "segments", "Период", words, segment_);
  }

  void draw_forms() {
    const auto columns = ui.columns({1, 1}, 320);
    ui.next_column();
    {
      const auto card = ui.card("fields", "Поля");
      text_field(ui,
                 {.key = "name",
                  .label = "Фамилия, имя, отчество",
                  .hint = "Как в паспорте",
                  .required = true},
                 text_);
      text_field(ui,
                 {.key = "bad",
                  .label = "Почта",
                  .error = "Проверьте адрес: нет знака @",
                  .input = InputKind::email},
                 text_);
      search_field(ui,
                   {.key = "search",
                    .label = "Поиск пациента",
                    .placeholder = "Имя или последние цифры телефона"},
                   empty_);
      password_field(ui, {.key = "password", .label = "Пароль"}, password_);
      date_field(ui, {.key = "date", .label = "Дата приёма"}, date_);
      const auto row = ui.row();
      time_field(ui, {.key = "time", .label = "Время", .width = 90}, time_);
      money_field(ui, {.key = "money", .label = "Сумма", .width = 160}, money_, Currency::rub);
    }
    ui.next_column();
    const auto card = ui.card("choice", "Выбор");
    const std::array choices = {Choice{.text = "Любой врач"},
                                Choice{.text = "Ёлкина А. П.", .detail = "кардиолог"}};
    combo(ui, {.key = "doctor", .label = "Врач"}, choices, chosen_);
    phone_field(ui, {.key = "phone", .label = "Телефон"}, phone_, PhoneRegion::russia);
    checkbox(ui,
             {.text = "Согласие на сообщения", .hint = "Пациент может отозвать его в любой момент"},
             on_);
    const std::array list = {Tab{.key = "facts", .text = "Факты", .icon = Icon::history},
                             Tab{.key = "money", .text = "Деньги", .icon = Icon::banknote}};
    tabs(ui, "tabs", "Разделы карты", list, tab_);
    fact(ui, {.label = "Следующий шаг", .value = "Позвонить о результатах анализов, 24 ноября"});
    (void)progress(ui, {.key = "import",
                        .text = "Загружаем записи",
                        .share = 0.42F,
                        .detail = "46 400 из 110 527",
                        .cancel = "Остановить"});
    static constexpr std::array<std::string_view, 4> steps = {"Файл", "Столбцы", "Проверка",
                                                              "Готово"};
    stepper(ui, "Шаги загрузки", steps, 1);
    text_field(ui, {.key = "notes", .label = "Заметка", .lines = 3}, text_);
  }

  void draw_data() {
    {
      const auto columns = ui.columns({1, 1, 1}, 200);
      ui.next_column();
      (void)figure(ui, {.key = "f1", .value = "62 298", .label = "пациентов", .opens = true});
      ui.next_column();
      (void)figure(ui, {.key = "f2",
                        .value = "1 240 500 ₽",
                        .label = "теряем на шаге 4 → 5",
                        .detail = "312 человек без следующего шага",
                        .tone = Tone::danger,
                        .opens = true});
      ui.next_column();
      (void)figure(ui, {.key = "f3", .value = "20,2 %", .label = "не пришли"});
    }
    const std::array columns = {TableColumn{.key = "name", .title = "Пациент", .sortable = true},
                                TableColumn{.key = "phone", .title = "Телефон", .width = 170},
                                TableColumn{.key = "status", .title = "Статус", .width = 210},
                                TableColumn{.key = "money",
                                            .title = "Сумма",
                                            .width = 140,
                                            .align = Align::right,
                                            .sortable = true,
                                            .hide_below = 700}};
    table(ui, {.key = "table", .name = "Пациенты", .columns = columns, .rows = 5}, &sort_,
          [&](Cells& cells, std::size_t row) {
            cells.text(row == 2 ? text_ : "Иванова Анна Петровна", TextTone::strong);
            cells.text(format_phone("+79161234567"));
            cells.status(static_cast<int>(row) + 2);
            cells.money(
                {.minor = 1530000 * static_cast<std::int64_t>(row), .currency = Currency::rub});
          });
    const std::array steps = {FunnelStep{.key = "1",
                                         .name = "Тёплый",
                                         .count = 1204,
                                         .conversion = "61,2 %",
                                         .interval = "",
                                         .outflow = "467 не записались",
                                         .status = 2},
                              FunnelStep{.key = "2",
                                         .name = "Записан",
                                         .count = 737,
                                         .conversion = "79,8 %",
                                         .interval = "77–82 %",
                                         .outflow = "149 не пришли",
                                         .status = 3},
                              FunnelStep{.key = "3",
                                         .name = "Оплатил вход",
                                         .count = 588,
                                         .conversion = "",
                                         .interval = "",
                                         .outflow = "",
                                         .status = 4}};
    {
      const auto card = ui.card("funnel", "Воронка");
      funnel_chart(ui, "chart", "Воронка", steps);
    }
    {
      const auto card = ui.card("empty");
      (void)empty_state(ui, {.title = "Пока никого",
                             .text = "Загрузите файл из прежней программы или заведите первого "
                                     "пациента: это займёт минуту.",
                             .action = "Загрузить файл",
                             .icon = Icon::users});
    }
    draw_calendar();
  }

  void draw_calendar() {
    std::vector<CalendarColumn> doctors;
    for (std::uint64_t i = 0; i < 4; ++i)
      doctors.push_back({.key = i + 1,
                         .title = i == 2 ? "Константинопольская А. В." : "Иванов П. С.",
                         .subtitle = "кардиолог",
                         .open = {{540, 780}, {840, 1080}}});
    std::vector<CalendarBlock> blocks;
    for (int i = 0; i < 9; ++i)
      blocks.push_back({.key = static_cast<std::uint64_t>(i),
                        .column = static_cast<std::size_t>(i % 3),
                        .start_minute = 540 + i * 25,
                        .length_minutes = 40,
                        .look = static_cast<BookingLook>(i),
                        .title = "Петрова Мария",
                        .detail = "Первичный приём"});
    blocks.push_back({.key = 77,
                      .column = 3,
                      .start_minute = std::nullopt,
                      .title = "Сидоров",
                      .detail = "УЗИ"});
    calendar(ui, {.key = "calendar",
                  .name = "День",
                  .columns = doctors,
                  .blocks = blocks,
                  .rect = ui.place(0, 560),
                  .now_minute = 640,
                  .selected = 3});
  }

  std::string text_ = "Константинопольская Александра Вячеславовна";
  std::string empty_;
  std::string password_ = "тайна";
  std::string phone_ = "+79161234567";
  std::optional<LocalDate> date_ = LocalDate::from_ymd(2026, 3, 12);
  std::optional<int> time_ = 570;
  std::optional<std::int64_t> money_ = 1530050;
  int chosen_ = 1;
  bool on_ = true;
  std::size_t tab_ = 0;
  std::size_t segment_ = 1;
  std::size_t place_ = 0;
  TableSort sort_{.column = 0};
};

TEST_F(Gallery, CleanInEverySizeLanguageThemeAndDensity) {
  draw = [&] { draw_all(); };
  struct Size {
    float width, height;
    bool touch;
    const char* name;
  };
  for (const Size& size : {Size{1440, 2400, false, "desk"}, Size{1180, 2800, true, "tablet"},
                           Size{390, 4600, true, "phone"}}) {
    set_size(size.width, size.height);
    set_touch(size.touch);
    for (const Language language : {Language::ru, Language::sv, Language::pseudo}) {
      set_language(language);
      settle();
      SCOPED_TRACE(std::string(size.name) + " " + std::string(code_of(language)));
      expect_clean();
      if (language == Language::ru) picture(std::string("gallery_") + size.name);
    }
    set_language(Language::ru);
  }
  set_size(1440, 2400);
  set_touch(false);
  for (const auto& [theme, name] :
       {std::pair{ThemeName::dark, "dark"}, {ThemeName::contrast, "contrast"}}) {
    ui.set_theme(theme);
    settle();
    expect_clean();
    picture(std::string("gallery_") + name);
  }
}

}  // namespace
}  // namespace retour::ui
