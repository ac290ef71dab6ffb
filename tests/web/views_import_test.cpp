// The import wizard as people use it: files with defects, columns put right, profiles, a price list
// reviewed, the same export every week, taking it all back.
// links: web_views ui_test_support
#include <algorithm>
#include <cstring>

#include "app/import_profiles.hpp"
#include "exchange/import_run.hpp"
#include "support/csv_files.hpp"
#include "web/support/clinic_fixture.hpp"

namespace retour::views {
namespace {

using ui::Role;

class MemoryFile final : public ui::PickedFile {
 public:
  MemoryFile(std::string name, std::string bytes)
      : name_(std::move(name)), bytes_(std::move(bytes)) {}
  [[nodiscard]] const std::string& name() const override { return name_; }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    const std::size_t at = std::min<std::size_t>(offset, bytes_.size());
    const std::size_t count = std::min(into.size(), bytes_.size() - at);
    std::memcpy(into.data(), bytes_.data() + at, count);
    return count;
  }

 private:
  std::string name_;
  std::string bytes_;
};

class Import : public ClinicFixture {
 public:
  Import() {
    open_own();
    go_to("nav.import");
  }

  /// Drops a file on the window.
  void give(const std::string& name, std::string bytes) {
    input.replies.push_back({.kind = ui::EffectKind::pick_file,
                             .token = 0,
                             .granted = true,
                             .file = std::make_shared<MemoryFile>(name, std::move(bytes))});
    settle();
  }

  /// Frames and slices of jobs in turn, as a browser runs them, until nothing is left to do.
  void work() {
    for (int i = 0; i < 10'000 && !clinic().jobs().is_empty(); ++i) {
      frame();
      clinic().jobs().run(2'000);
    }
    EXPECT_TRUE(clinic().jobs().is_empty());
    settle();
  }

  void check() {
    activate(Role::button, ui.t("import.check"));
    work();
  }
  void land() {
    activate(Role::button, ui.t("import.start"));
    work();
  }
  void import_file(const std::string& name, const std::string& bytes) {
    if (has(Role::button, ui.t("import.again"))) activate(Role::button, ui.t("import.again"));
    give(name, bytes);
    check();
    land();
  }

  [[nodiscard]] std::int64_t count(store::Sql sql) {
    return clinic().database().query_integer(sql)->value_or(0);
  }
  [[nodiscard]] std::int64_t patients() { return count("SELECT count(*) FROM patient"); }

  /// What the figure with this label says.
  [[nodiscard]] bool figure_says(ui::TextId label, const std::string& value) {
    return shows(std::string(ui.t(label)) + ": " + value);
  }

  /// Chooses an option of a combo box.
  void choose(std::string_view combo, std::string_view option) {
    activate(Role::combobox, combo);
    activate(Role::option, option);
  }

  /// The file that was offered for download since the last call.
  std::string downloaded() {
    for (const ui::Effect& effect : ui.effects.take())
      if (effect.kind == ui::EffectKind::download)
        return {reinterpret_cast<const char*>(effect.bytes.data()), effect.bytes.size()};
    return {};
  }
};

/// Records of a week with everything that goes wrong in such files.
std::string defective() {
  std::string text =
      "ID записи;ФИО;Телефон;Дата рождения;Дата;Время;Врач;Услуга;Статус\n"
      "1;Иванов Пётр;89161234567;01.02.1980;23.11.2026;9:30;Орлова А.;Приём;Ожидание\n"
      "2;Петрова Анна;89161234568;03.04.1990;30.02.2026;11:00;Орлова А.;УЗИ;Ожидание\n"
      "3;Сидоров \"Олег;;;24.11.2026;12:00;;;Ожидание\n"
      "4;\"Ким Ян\"x;;;24.11.2026;12:00;;;Ожидание\n"
      "5;Лапшин Лев;12;;24.11.2026;13:00;;;Ожидание\n"
      "6;Мухина Ева;;;24.11.2026;14:00;;;Ожидание;лишнее\n"
      "7;Носов Ян;;;24.11.2026;15:00;;;Ожидание\n"
      "8;Ежова Яна;89161234567;;24.11.2026;16:00;;;Ожидание\n";
  std::string bytes = test::in_windows_1251(text);
  const std::string nul = test::in_windows_1251("Носов");
  bytes[bytes.find(nul) + 2] = '\0';
  return bytes;
}

TEST_F(Import, AFileWithDefectsIsExplainedLandsAndIsTakenBack) {
  give("записи.csv", defective());
  EXPECT_TRUE(shows(ui.t("import.recognised", {{"value", "windows-1251"}}))) << dump();
  on_three_screens([&](const std::string& name) {
    expect_clean();
    picture("import_columns_" + name);
  });
  check();
  EXPECT_EQ(patients(), 0) << "a check writes nothing";
  EXPECT_TRUE(figure_says("import.rows", "8")) << dump();
  EXPECT_TRUE(figure_says("import.would_land", "3"));
  EXPECT_TRUE(figure_says("import.rejected", "5"));
  EXPECT_TRUE(has(Role::listitem,
                  "Строка 3, столбец «Дата». Такой даты нет в календаре: «30.02.2026». Исправьте "
                  "дату или порядок дня и месяца в столбце."))
      << dump();
  on_three_screens([&](const std::string& name) {
    expect_clean();
    picture("import_checked_" + name);
  });
  set_size(1440, 900);
  set_touch(false);
  settle();
  land();
  EXPECT_TRUE(shows(ui.t("import.finished"))) << dump();
  EXPECT_EQ(patients(), 3);
  EXPECT_TRUE(shows(ui.t("import.fault.nul_byte")));
  EXPECT_TRUE(shows(ui.t("import.fault.text_after_quote")));
  EXPECT_TRUE(shows(ui.t("import.fault.too_many_cells")));
  EXPECT_TRUE(shows(ui.t("import.fault.shared_phone"))) << "a note: both landed";
  on_three_screens([&](const std::string& name) {
    expect_clean();
    picture("import_done_" + name);
  });
  activate(Role::button, ui.t("import.download_rejects"));
  const std::string rejects = downloaded();
  EXPECT_TRUE(rejects.starts_with(test::in_windows_1251("строка;причина;ID записи;ФИО")))
      << rejects;
  EXPECT_TRUE(rejects.contains(test::in_windows_1251("Такой даты нет в календаре")));
  EXPECT_EQ(std::ranges::count(rejects, '\r'), 6) << "a header and five rows";

  activate(Role::button, ui.t("import.undo"));
  EXPECT_TRUE(has(Role::alertdialog, ui.t("import.undo"))) << dump();
  expect_clean();
  activate(Role::button, ui.t("import.undo_yes"));
  work();
  EXPECT_EQ(patients(), 0);
  EXPECT_EQ(count("SELECT count(*) FROM booking"), 0);
  EXPECT_TRUE(shows(ui.t("import.past.taken_back"))) << dump();
  on_three_screens([&](const std::string& name) {
    expect_clean();
    picture("import_history_" + name);
  });
  import_file("записи.csv", defective());
  EXPECT_EQ(patients(), 3) << "an import that was taken back can be repeated";
}

TEST_F(Import, APastImportIsTakenBackFromItsList) {
  import_file("записи.csv", defective());
  activate(Role::button, ui.t("import.again"));
  activate(Role::row, name_that_begins(Role::row, "записи.csv"));
  EXPECT_TRUE(has(Role::dialog, "записи.csv")) << dump();
  expect_clean();
  activate(Role::button, ui.t("import.undo"));
  activate(Role::button, ui.t("import.undo_yes"));
  work();
  EXPECT_EQ(patients(), 0);
}

TEST_F(Import, WhatCameIsShownOnTheDayBoardAndAmongThePatients) {
  import_file("записи.csv", defective());
  activate(Role::button, ui.t("import.show_day"));
  EXPECT_TRUE(shows("Иванов Пётр")) << "the first day of the file: " << dump();
  go_to("nav.import");
  activate(Role::button, ui.t("import.show_patients"));
  EXPECT_TRUE(shows(ui.t("import.people_of", {{"file", "записи.csv"}}))) << dump();
  EXPECT_TRUE(shows("Ежова Яна"));
}

TEST_F(Import, ColumnsAreChosenByHandAndWhatIsMissingIsNamed) {
  give("странный.csv", "Кто;Когда;Ещё\nИванов Пётр;03/04/2026;03/04/1980\n");
  EXPECT_TRUE(node(Role::button, ui.t("import.check")).state & ui::State::disabled) << dump();
  choose(ui.t("import.kind"), ui.t("import.kind.appointments"));
  EXPECT_TRUE(
      shows(ui.t("import.needed", {{"fields", std::string(ui.t("import.field.full_name")) + ", " +
                                                  std::string(ui.t("import.field.date"))}})))
      << dump();
  const auto column = [&](std::string_view name) {
    return ui.t("import.column", {{"name", name}});
  };
  choose(column("Кто"), ui.t("import.field.full_name"));
  choose(column("Когда"), ui.t("import.field.date"));
  choose(column("Ещё"), ui.t("import.field.date"));
  EXPECT_TRUE(shows(ui.t("import.doubled"))) << dump();
  EXPECT_TRUE(node(Role::button, ui.t("import.check")).state & ui::State::disabled);
  expect_clean();
  choose(column("Ещё"), ui.t("import.field.birth_date"));
  choose(ui.t("import.date_order"), ui.t("import.date_order.month_first"));
  check();
  land();
  EXPECT_EQ(count("SELECT date FROM booking"), LocalDate::from_ymd(2026, 3, 4)->days);
}

TEST_F(Import, AProfileIsSavedAndKnowsTheNextFile) {
  const std::string file = "Кто;Когда\nИванов Пётр;23.11.2026\n";
  give("a.csv", file);
  choose(ui.t("import.kind"), ui.t("import.kind.appointments"));
  choose(ui.t("import.column", {{"name", "Кто"}}), ui.t("import.field.full_name"));
  choose(ui.t("import.column", {{"name", "Когда"}}), ui.t("import.field.date"));
  type(Role::textbox, ui.t("import.system"), "Инфоклиника");
  type(Role::textbox, ui.t("import.profile.name"), "Записи из Инфоклиники");
  activate(Role::button, ui.t("import.profile.save"));
  ASSERT_EQ(app::import_profiles(clinic())->size(), 1u);
  give("b.csv", file);
  EXPECT_TRUE(shows(ui.t("import.profile.recognised"))) << dump();
  EXPECT_EQ(ui.tree().text(node(Role::textbox, ui.t("import.system")).value), "Инфоклиника");
  expect_clean();
  check();
  land();
  EXPECT_EQ(count("SELECT count(*) FROM import_batch WHERE system = 'Инфоклиника' AND "
                  "profile = 'Записи из Инфоклиники'"),
            1);
  activate(Role::button, ui.t("import.again"));
  give("c.csv", "Иное\n1\n");
  EXPECT_FALSE(shows(ui.t("import.profile.recognised"))) << "another kind of file";
  give("d.csv", file);
  activate(Role::button, ui.t("import.profile.remove"));
  activate(Role::button, ui.t("import.profile.remove"));  // the answer in the dialog
  EXPECT_TRUE(app::import_profiles(clinic())->empty());
}

TEST_F(Import, TheNotationThatWasRecognisedCanBeOverruled) {
  give("прайс.csv", "Прайс-лист 2026\nУслуга|Цена\nУЗИ сердца|1.500\n");
  choose(ui.t("import.skip_rows"), "1");
  choose(ui.t("import.delimiter"), ui.t("import.delimiter.bar"));
  EXPECT_TRUE(has(Role::combobox, ui.t("import.column", {{"name", "Цена"}}))) << dump();
  choose(ui.t("import.kind"), ui.t("import.kind.services"));
  check();
  EXPECT_TRUE(shows(ui.t("import.fault.ambiguous_amount"))) << dump();
  activate(Role::button, ui.t("common.back"));
  choose(ui.t("import.decimal"), ui.t("import.decimal.comma"));
  check();
  land();
  EXPECT_EQ(count("SELECT price_minor FROM price"), 150'000);
}

TEST_F(Import, APriceListIsReviewedAndCorrectedInBulk) {
  std::string file = "Код;Услуга;Цена\n";
  for (int i = 0; i < 30; ++i)
    file += "A" + std::to_string(i) + ";Отбеливание зоны " + std::to_string(i) + ";100,00\n";
  file += "B1;УЗИ сердца;3000,00\nB2;Приём кардиолога первичный;2500,00\n";
  give("прайс.csv", file);
  check();
  EXPECT_TRUE(shows(ui.t("import.prices.untyped", {{"count", 30}}))) << dump();
  on_three_screens([&](const std::string& name) {
    expect_clean();
    picture("import_prices_" + name);
  });
  set_size(1440, 900);
  set_touch(false);
  settle();
  activate(Role::button, ui.t("import.prices.show_untyped"));
  // The first of two fields of this name filters, the bulk correction stands below it.
  choose(ui.t("import.prices.type"), ui.t("product.main"));
  choose(ui.t("import.prices.length"), ui.t("booking.minutes", {{"count", 45}}));
  activate(Role::button, ui.t("import.prices.apply", {{"count", 30}}));
  EXPECT_FALSE(shows(ui.t("import.prices.untyped", {{"count", 30}}))) << dump();
  activate(Role::button, ui.t("import.prices.take_back"));
  EXPECT_TRUE(shows(ui.t("import.prices.untyped", {{"count", 30}}))) << "one correction back";
  choose(ui.t("import.prices.type"), ui.t("product.main"));
  choose(ui.t("import.prices.length"), ui.t("booking.minutes", {{"count", 45}}));
  choose(ui.t("import.prices.specialty"), ui.t("specialty.dentistry"));
  activate(Role::button, ui.t("import.prices.apply", {{"count", 30}}));
  activate(Role::combobox, ui.t("import.prices.type_filter"));
  activate(Role::option, ui.t("choice.none"));
  type(Role::searchbox, ui.t("import.prices.search"), "узи");
  activate(Role::row, name_that_begins(Role::row, "УЗИ сердца"));
  EXPECT_TRUE(has(Role::dialog, "УЗИ сердца")) << dump();
  expect_clean();
  choose(ui.t("import.prices.length"), ui.t("booking.minutes", {{"count", 20}}));
  activate(Role::button, ui.t("common.save"));
  land();
  EXPECT_EQ(count("SELECT count(*) FROM service WHERE product_type = 3 AND length_minutes = 45 "
                  "AND specialty IS NOT NULL"),
            30);
  EXPECT_EQ(count("SELECT length_minutes FROM service WHERE code = 'B1'"), 20);
  EXPECT_EQ(count("SELECT length_minutes FROM service WHERE code = 'B2'"), 60) << "as suggested";
  EXPECT_EQ(count("SELECT count(*) FROM specialty WHERE name = 'Стоматология'"), 1);
}

constexpr std::string_view monday =
    "ID записи;Код пациента;ФИО;Телефон;Дата;Время\n"
    "1;p1;Иванов Пётр;89161234567;23.11.2026;9:30\n"
    "2;p2;Петрова Анна;89161234568;24.11.2026;11:00\n"
    "3;p3;Сидоров Олег;89161234569;24.11.2026;12:00\n";

TEST_F(Import, TheSameExportEveryWeekBringsOnlyWhatChanged) {
  import_file("неделя.csv", std::string(monday));
  import_file("неделя.csv", std::string(monday));
  EXPECT_TRUE(has(Role::row, "Записи, 0, 0, 3, 0")) << dump();
  // We learn an address; there 1 moves and 3 is gone.
  store::Statement found =
      clinic().database().query("SELECT id FROM patient WHERE family_name = 'Иванов'");
  ASSERT_TRUE(*found.step());
  Patient ivanov = **find(clinic().tables(), found.id_as<Patient>(0));
  {
    store::Statement closed = std::move(found);
  }
  ivanov.email = "petr@example.ru";
  submit(OpKind::change_contact, {facets_of(ivanov, 1)});
  std::string tuesday(monday.substr(0, monday.find("3;p3")));
  tuesday.replace(tuesday.find("9:30"), 4, "9:45");
  tuesday.replace(tuesday.find("89161234567"), 11, "89161230000");
  tuesday += "4;p4;Ким Ян;;24.11.2026;15:00\n";
  import_file("неделя.csv", tuesday);
  EXPECT_TRUE(has(Role::row, "Записи, 1, 1, 1, 0")) << dump();
  EXPECT_TRUE(has(Role::row, "Пациенты, 1, 1, 1, 0")) << dump();
  EXPECT_TRUE(shows(ui.t("import.vanished", {{"count", 1}})));
  expect_clean();
  const auto stored = *find(clinic().tables(), ivanov.id);
  EXPECT_EQ(stored->email, "petr@example.ru") << "Retour's own facts survive";
  ASSERT_EQ(stored->phones.size(), 2u);
  EXPECT_EQ(stored->phones[0].number, "+79161230000");
  EXPECT_EQ(count("SELECT count(*) FROM booking"), 4) << "flagged, not deleted";
}

TEST_F(Import, WhereRetourLeadsTheOtherProgramChangesNothing) {
  import_file("неделя.csv", std::string(monday));
  activate(Role::button, ui.t("import.again"));
  std::string moved(monday);
  moved.replace(moved.find("9:30"), 4, "9:45");
  give("неделя.csv", moved);
  check();
  EXPECT_TRUE(has(Role::row, "Записи, 0, 1, 2, 0")) << dump();
  // The second of the two switches is the appointments'.
  const ui::SemanticNode* last = nullptr;
  for (const ui::SemanticNode& n : ui.tree().nodes)
    if (n.role == Role::radio && ui.tree().text(n.name) == ui.t("companion.retour")) last = &n;
  ASSERT_NE(last, nullptr);
  frame({{.node = last->id, .kind = ui::ActionKind::activate}});
  settle();
  EXPECT_EQ(clinic().catalogue().policy.bookings_led_by, Leader::retour);
  EXPECT_EQ(clinic().catalogue().policy.patients_led_by, Leader::other_system);
  expect_clean();
  activate(Role::button, ui.t("import.check_again"));
  work();
  EXPECT_TRUE(has(Role::row, "Записи, 0, 0, 2, 1")) << dump();
  land();
  EXPECT_EQ(count("SELECT count(*) FROM booking WHERE begin_minute = 585"), 0);
}

std::string many_rows(int count) {
  std::string text = "Код пациента;ФИО\n";
  for (int i = 0; i < count; ++i) text += std::to_string(i) + ";Иванов Пётр\n";
  return text;
}

TEST_F(Import, StoppingKeepsWhatLandedUntilItIsTakenBack) {
  give("люди.csv", many_rows(4'000));
  check();
  activate(Role::button, ui.t("import.start"));
  for (int i = 0; i < 5; ++i) {
    frame();
    clinic().jobs().run(1);
  }
  EXPECT_TRUE(has(Role::progressbar, ui.t("import.running"))) << dump();
  activate(Role::button, ui.t("import.stop"));
  work();
  EXPECT_TRUE(shows(ui.t("import.stopped"))) << dump();
  const std::int64_t landed = patients();
  EXPECT_GT(landed, 0);
  EXPECT_LT(landed, 4'000);
  expect_clean();
  activate(Role::button, ui.t("import.undo"));
  activate(Role::button, ui.t("import.undo_yes"));
  work();
  EXPECT_EQ(patients(), 0);
}

TEST_F(Import, EveryStepFitsInThreeLanguages) {
  const auto look = [&] {
    for (const ui::Language language :
         {ui::Language::en, ui::Language::sv, ui::Language::pseudo, ui::Language::ru}) {
      SCOPED_TRACE(ui::code_of(language));
      set_language(language);
      on_three_screens([&](const std::string&) { expect_clean(); });
    }
  };
  look();
  give("прайс.csv", "Код;Услуга;Цена;Длительность\nB1;УЗИ сердца;3000,00;20\nB2;Нечто;1;x\n");
  look();
  check();
  look();
  land();
  look();
  give("записи.csv", defective());
  look();
  check();
  look();
}

TEST_F(Import, GoesOnWhileAnotherScreenIsShown) {
  give("люди.csv", many_rows(3'000));
  check();
  activate(Role::button, ui.t("import.start"));
  go_to("nav.day");
  work();
  EXPECT_EQ(patients(), 3'000);
  EXPECT_TRUE(shows(ui.t("import.finished"))) << "said on whatever screen";
}

TEST_F(Import, AFileWithoutAHeaderIsRefusedInWords) {
  give("пусто.csv", "");
  EXPECT_TRUE(shows(ui.t("import.no_header"))) << dump();
  EXPECT_TRUE(has(Role::button, ui.t("import.pick")));
  expect_clean();
}

TEST(ImportWords, EveryCodeHasWords) {
  const auto expect_words = [](std::string_view prefix, std::string_view name) {
    EXPECT_TRUE(ui::TextId::from(std::string(prefix) + std::string(name))) << prefix << name;
  };
  for (std::size_t i = 0; i < exchange::fault_code_count; ++i)
    expect_words("import.fault.", exchange::name_of(static_cast<exchange::FaultCode>(i)));
  for (std::size_t i = 0; i < exchange::remedy_count; ++i)
    expect_words("import.remedy.", exchange::name_of(static_cast<exchange::Remedy>(i)));
  for (std::size_t i = 0; i < exchange::target_field_count; ++i)
    expect_words("import.field.", exchange::name_of(static_cast<exchange::TargetField>(i)));
  for (std::size_t i = 0; i < exchange::import_kind_count; ++i)
    expect_words("import.kind.", exchange::name_of(static_cast<exchange::ImportKind>(i)));
  for (std::size_t i = 1; i < exchange::specialty_code_count; ++i)
    expect_words("specialty.", exchange::name_of(static_cast<exchange::SpecialtyCode>(i)));
  for (const std::string_view rule : exchange::type_rule_names()) expect_words("price_rule.", rule);
}

}  // namespace
}  // namespace retour::views
