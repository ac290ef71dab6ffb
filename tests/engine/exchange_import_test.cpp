// Imports end to end over tables in memory: every draft is validated and applied as an op.
#include "exchange/import_run.hpp"

#include <gtest/gtest.h>

#include "fixtures/appointments_file.hpp"
#include "model/field_codec.hpp"
#include "ops/merge.hpp"
#include "ops/validate.hpp"
#include "support/csv_files.hpp"
#include "support/real_file.hpp"

namespace retour::exchange {
namespace {

constexpr LocalDate today = LocalDate::from_ymd(2026, 11, 22).value();
constexpr Instant now{std::int64_t{today.days} * 86400 + 9 * 3600};

/// A clinic in memory that takes drafts the way the real one does.
class TestClinic : public PeopleIndex {
 public:
  MemoryTables tables;
  BranchId branch{id_from_name("branch")};
  KnownThings known;
  Leader patients_led_by = Leader::other_system;
  Leader bookings_led_by = Leader::other_system;
  std::array<std::string, specialty_code_count> specialty_names;
  ServiceChoices service_choices;
  std::vector<ServiceLine> services;  ///< Of the last import.
  std::string rejects;
  std::size_t drafts = 0;

  Result<std::vector<PatientId>> by_phone(std::string_view number) override {
    std::vector<PatientId> out;
    for (const Patient& patient : all<Patient>())
      if (std::ranges::find(patient.phones, number, &Phone::number) != patient.phones.end())
        out.push_back(patient.id);
    return out;
  }

  template <class E>
  std::vector<E> all() {
    std::vector<E> out;
    const auto take = [&](ByteView row) -> Status {
      out.push_back(std::get<E>(*decode_row(E::info.kind, row)));
      return {};
    };
    EXPECT_TRUE(tables.scan(E::info.kind, take));
    return out;
  }

  void submit(const Draft& draft, ImportBatchId batch) {
    ++drafts;
    Op op;
    op.header.id = OpId(id_from_name("op " + std::to_string(drafts)));
    op.header.kind = draft.kind;
    op.header.batch = batch;
    op.header.at = HybridTime::of(now.seconds * 1000 + static_cast<std::int64_t>(drafts), 0);
    op.parts = draft.parts;
    op.header.patient = subject_patient(op.parts).value();
    const auto refusal = validate(op, now, tables);
    ASSERT_TRUE(refusal) << refusal.error().context;
    ASSERT_FALSE(*refusal) << enum_name((*refusal)->code);
    ASSERT_TRUE(apply(op, op.header.at, tables));
  }

  ImportReport import(std::string_view file, Mapping mapping, std::string_view batch_name,
                      std::string_view zone = "Europe/Moscow") {
    ImportBatch batch;
    batch.id = ImportBatchId(id_from_name(batch_name));
    batch.system = "other";
    batch.started_at = now;
    submit(begin_import(batch), batch.id);
    ImportRunOptions options;
    options.mapping = std::move(mapping);
    options.interpret.zone = Zone::find(zone).value();
    options.interpret.today = today;
    options.plan.system = batch.system;
    options.plan.batch = batch.id;
    options.plan.branch = branch;
    options.plan.now = now;
    options.plan.today = today;
    options.plan.patients_led_by = patients_led_by;
    options.plan.bookings_led_by = bookings_led_by;
    options.plan.known = known;
    options.plan.specialty_names = specialty_names;
    options.plan.service_choices = service_choices;
    options.plan.list_services = true;
    ImportRun run(options, tables, *this);
    std::vector<Draft> steps;
    rejects.clear();
    for (;;) {
      const auto state = run.step(steps, {.rows = 100, .drafts = 100});
      if (!state || *state == ImportState::refused) {
        ADD_FAILURE() << "the import broke off";
        break;
      }
      for (const Draft& draft : steps) submit(draft, batch.id);
      rejects += run.take_rejects();
      if (*state == ImportState::done) break;
      if (*state != ImportState::needs_input) continue;
      if (file.empty())
        run.finish();
      else
        run.feed(file.substr(0, 1U << 16));
      file.remove_prefix(std::min<std::size_t>(file.size(), 1U << 16));
    }
    submit(finish_import(batch), batch.id);
    services = run.planner().services();
    return run.report();
  }

  ImportReport import_guessed(std::string_view file, std::string_view batch_name) {
    return import(file, preview_import(file, Extent::whole).mapping, batch_name);
  }
};

TEST(Import, ASeededFileWithTheSameDefectsAlways) {
  const auto file = test::make_appointments_file(1, 2000);
  TestClinic clinic;
  const auto report =
      clinic.import(file.text, *built_in_profile("appointments"), "first", "America/Sao_Paulo");
  EXPECT_EQ(report.file.rows, file.rows);
  EXPECT_EQ(report.file.patients, file.patients);
  EXPECT_EQ(report.file.no_shows, file.no_shows);
  EXPECT_EQ(report.landed.appointments, file.landed);
  EXPECT_EQ(report.landed.patients, file.landed_patients);
  EXPECT_EQ(report.landed.no_shows, file.landed_no_shows);
  EXPECT_EQ(report.rejected, file.rejected);
  const auto count = [&](FaultCode code) { return report.faults[static_cast<std::size_t>(code)]; };
  EXPECT_EQ(count(FaultCode::appointment_before_made), 5u);
  for (const auto code :
       {FaultCode::age_out_of_range, FaultCode::no_such_date, FaultCode::text_after_quote,
        FaultCode::too_few_cells, FaultCode::nul_byte})
    EXPECT_EQ(count(code), 1u) << name_of(code);
  EXPECT_EQ(clinic.all<Patient>().size(), file.landed_patients);
  const auto bookings = clinic.all<Booking>();
  EXPECT_EQ(bookings.size(), file.landed);
  for (const Booking& booking : bookings) {
    ASSERT_EQ(booking.begin_minute, untimed_minute);
    ASSERT_TRUE(booking.doctor.is_nil() && booking.service.is_nil());
    ASSERT_EQ(booking.channel, Channel::import_);
    ASSERT_NE(booking.attended, booking.no_show_at.seconds != 0);
  }
}

TEST(Import, AgainChangesNothing) {
  const auto file = test::make_appointments_file(2, 300);
  const Mapping mapping = *built_in_profile("appointments");
  TestClinic clinic;
  const auto first = clinic.import(file.text, mapping, "first");
  EXPECT_EQ(first.main.created, file.landed);
  EXPECT_EQ(first.patients.created, file.landed_patients);
  const std::size_t drafts = clinic.drafts;
  const auto second = clinic.import(file.text, mapping, "second");
  EXPECT_EQ(second.main.unchanged, file.landed);
  EXPECT_EQ(second.main.created + second.main.changed + second.vanished, 0u);
  EXPECT_EQ(clinic.drafts - drafts, 2u) << "begin and finish only";
  TestClinic other;
  EXPECT_EQ(other.import(file.text, mapping, "first").main.created, file.landed);
  const auto ids = [](TestClinic& c) {
    std::vector<BookingId> out;
    for (const Booking& booking : c.all<Booking>()) out.push_back(booking.id);
    return out;
  };
  EXPECT_EQ(ids(other), ids(clinic)) << "ids follow from the file alone";
}

constexpr std::string_view week_one =
    "ID записи;ФИО;Телефон;Дата рождения;Дата;Время;Врач;Услуга;Статус;Комментарий\n"
    "1;Иванов Пётр Ильич;89161234567;01.02.1980;23.11.2026;9:30;Орлова А.;Приём;Ожидание;\n"
    "2;Иванов Пётр Ильич;89161234567;01.02.1980;24.11.2026;10:00;Орлова А.;Приём;Ожидание;\n"
    "3;Петрова Анна;89161234568;03.04.1990;24.11.2026;11:00;Орлова А.;УЗИ;Подтверждён;\n";

TEST(Import, CompanionModeUpdatesFlagsAndKeepsOurFacts) {
  TestClinic clinic;
  const auto first = clinic.import_guessed(week_one, "monday");
  EXPECT_EQ(first.rejected, 0u) << clinic.rejects;
  EXPECT_EQ(first.main.created, 3u);
  EXPECT_EQ(first.patients.created, 2u);
  EXPECT_EQ(clinic.all<Staff>().size(), 1u);
  EXPECT_EQ(clinic.all<Service>().size(), 2u);

  // Retour learns something of its own: an e-mail address and a second number.
  for (Patient patient : clinic.all<Patient>()) {
    patient.email = patient.family_name == "Иванов" ? "petr@example.ru" : "";
    patient.phones.push_back({.number = "+74951234567", .note = "мама", .confirmed_at = {}});
    Draft draft{.kind = OpKind::change_contact, .parts = {}};
    draft.parts.push_back(facets_of(patient, 1));
    clinic.submit(draft, {});
  }

  // Tuesday: 1 came, 2 was moved, 3 is gone, 4 is new, Иванов has a new phone.
  const auto second = clinic.import_guessed(
      "ID записи;ФИО;Телефон;Дата рождения;Дата;Время;Врач;Услуга;Статус;Комментарий\n"
      "1;Иванов Пётр Ильич;89161234567;01.02.1980;23.11.2026;9:30;Орлова А.;Приём;Пришёл;\n"
      "2;Иванов Пётр Ильич;89161234567;01.02.1980;24.11.2026;12:00;Орлова А.;Приём;Ожидание;\n"
      "4;Сидоров Олег;89161234569;;24.11.2026;13:00;Орлова А.;Приём;Ожидание;звонить утром\n",
      "tuesday");
  EXPECT_EQ(second.main.changed, 2u);
  EXPECT_EQ(second.main.created, 1u);
  EXPECT_EQ(second.vanished, 1u);
  EXPECT_EQ(clinic.all<Booking>().size(), 4u) << "flagged, not deleted";
  for (const Booking& booking : clinic.all<Booking>()) {
    const std::string& id = booking.imported.external_id;
    EXPECT_EQ(booking.imported.vanished_at.seconds != 0, id == "3") << id;
    if (id == "1") {
      EXPECT_TRUE(booking.attended);
      EXPECT_EQ(booking.slot_version, 1);
    }
    if (id == "2") {
      EXPECT_EQ(booking.begin_minute, 12 * 60);
      EXPECT_EQ(booking.slot_version, 2);
    }
    if (id == "4") EXPECT_EQ(booking.note, "звонить утром");
  }
  for (const Patient& patient : clinic.all<Patient>())
    if (patient.family_name == "Иванов") {
      EXPECT_EQ(patient.email, "petr@example.ru") << "an empty cell empties nothing";
      ASSERT_EQ(patient.phones.size(), 2u);
      EXPECT_EQ(patient.phones[1].note, "мама");
    }

  // Wednesday: 3 is back, 4 is gone.
  const auto third = clinic.import_guessed(week_one, "wednesday");
  EXPECT_EQ(third.main.changed, 3u);
  for (const Booking& booking : clinic.all<Booking>())
    EXPECT_EQ(booking.imported.vanished_at.seconds != 0, booking.imported.external_id == "4");
}

TEST(Import, WhereRetourLeadsNothingIsOverwritten) {
  TestClinic clinic;
  (void)clinic.import_guessed(week_one, "monday");
  clinic.bookings_led_by = Leader::retour;
  std::string moved(week_one);
  moved.replace(moved.find("9:30"), 4, "9:45");
  const auto report = clinic.import_guessed(moved, "tuesday");
  EXPECT_EQ(report.main.led_here, 1u);
  EXPECT_EQ(report.main.unchanged, 2u);
  for (const Booking& booking : clinic.all<Booking>()) EXPECT_NE(booking.begin_minute, 9 * 60 + 45);
}

TEST(Import, DuplicatesByPhoneAndBirthDateButNotTwins) {
  TestClinic clinic;
  Patient known;
  known.id = PatientId(id_from_name("by hand"));
  known.family_name = "Иванов";
  known.given_name = "Пётр";
  known.birth_date = LocalDate::from_ymd(1980, 2, 1);
  known.phones = {{.number = "+79161234567", .note = {}, .confirmed_at = {}}};
  ASSERT_TRUE(clinic.tables.write(Entity(known)));
  const auto report = clinic.import_guessed(
      "Код пациента;ФИО;Телефон;Дата рождения\n"
      "A1;Иванов Петр;8 916 123-45-67;01.02.1980\n"     // the same man, ё = е
      "A2;Иванов Павел;8 916 123-45-67;01.02.1980\n"    // his twin
      "A3;Иванова Ольга;8 916 123-45-67;05.06.2015\n",  // his child
      "monday");
  EXPECT_EQ(report.patients.unchanged, 1u);
  EXPECT_EQ(report.patients.created, 2u);
  ASSERT_EQ(report.first_notes.size(), 2u) << "two patients with one phone: said, with the place";
  EXPECT_EQ(plain_fault_text(report.first_notes[0]), "column 3: shared_phone: 8 916 123-45-67");
  EXPECT_EQ(report.first_notes[1].row, 4u);
  EXPECT_EQ(clinic.all<Patient>().size(), 3u);
}

TEST(Import, OneIdForTwoPeopleIsRejected) {
  TestClinic clinic;
  const auto report = clinic.import_guessed(
      "Код пациента;ФИО;Пол;Дата\n7;Иванов Пётр;м;23.11.2026\n7;Иванова Анна;ж;24.11.2026\n",
      "monday");
  EXPECT_EQ(report.rejected, 1u);
  ASSERT_EQ(report.first_faults.size(), 1u);
  EXPECT_EQ(plain_fault_text(report.first_faults[0]), "column 1: conflicting_identity: 7");
}

/// The data of everybody of this family name are erased, as the store does it.
void erase(TestClinic& clinic, std::string_view family) {
  for (const Patient& patient : clinic.all<Patient>()) {
    if (patient.family_name != family) continue;
    Erasure erasure;
    erasure.id = ErasureId(id_from_name("erasure of " + to_text(patient.id)));
    erasure.patient = patient.id;
    ASSERT_TRUE(clinic.tables.write(Entity(erasure)));
    ASSERT_TRUE(clinic.tables.remove(EntityKind::patient, patient.id));
  }
}

TEST(Import, AnErasedPersonIsRejectedAndTheOthersLand) {
  TestClinic clinic;
  (void)clinic.import_guessed(week_one, "monday");
  erase(clinic, "Иванов");
  std::string later(week_one);
  later += "5;Сидоров Олег;89161234569;;25.11.2026;13:00;Орлова А.;Приём;Ожидание;\n";
  const auto second = clinic.import_guessed(later, "tuesday");
  EXPECT_EQ(second.rejected, 2u);
  EXPECT_EQ(second.main.created, 1u) << "the row behind them landed";
  EXPECT_EQ(second.faults[static_cast<std::size_t>(FaultCode::erased_person)], 2u);
  for (const Patient& patient : clinic.all<Patient>()) EXPECT_NE(patient.family_name, "Иванов");
  // Under another number of the other system he does not come back either.
  later.insert(later.find('\n'), ";Код пациента");
  for (std::size_t at = later.find('\n'); (at = later.find('\n', at + 1)) != std::string::npos;
       at += 3)
    later.insert(at, ";9");
  std::string one = later.substr(0, later.find("\n2;") + 1);
  EXPECT_EQ(clinic.import_guessed(one, "wednesday").rejected, 1u) << clinic.rejects;
}

TEST(Import, UnknownSourcesAreMadeOnceAndKnownOnesFound) {
  TestClinic clinic;
  const SourceId known(id_from_name("yandex"));
  clinic.known.sources.emplace("яндекс", known);
  constexpr std::string_view file =
      "Код пациента;ФИО;Источник\n1;Иванов Пётр;Яндекс\n2;Петров Олег;Радио «Маяк»\n"
      "3;Сидорова Анна;радио маяк\n";
  const auto report = clinic.import_guessed(file, "monday");
  EXPECT_EQ(report.rejected, 0u);
  ASSERT_EQ(clinic.all<Source>().size(), 1u);
  EXPECT_EQ(clinic.all<Source>().front().name, "Радио «Маяк»");
  for (const Patient& patient : clinic.all<Patient>())
    EXPECT_EQ(patient.source,
              patient.family_name == "Иванов" ? known : clinic.all<Source>().front().id);
  EXPECT_EQ(clinic.import_guessed(file, "tuesday").main.unchanged, 3u);
  EXPECT_EQ(clinic.all<Source>().size(), 1u);
}

TEST(Import, AColumnOfFreeTextsMakesNoEndlessListOfSources) {
  TestClinic clinic;
  std::string file = "Код пациента;ФИО;Источник\n";
  for (std::size_t i = 0; i < sources_per_import_max + 5; ++i)
    file += std::to_string(i) + ";Иванов Пётр;рассказ " + std::to_string(i) + "\n";
  const auto report = clinic.import_guessed(file, "monday");
  EXPECT_EQ(report.rejected, 0u) << "the people land all the same";
  EXPECT_EQ(clinic.all<Source>().size(), sources_per_import_max);
  EXPECT_EQ(report.faults[static_cast<std::size_t>(FaultCode::source_left_out)], 5u);
  ASSERT_FALSE(report.first_notes.empty());
  EXPECT_EQ(report.first_notes.front().column, 3u);
}

TEST(Import, CallsOfAnUnknownOperatorLandAndSaySo) {
  TestClinic clinic;
  const auto report = clinic.import_guessed(
      "ID звонка;Дата звонка;Номер абонента;Направление;Статус;Оператор\n"
      "c1;20.11.2026 10:00;89161234567;входящий;отвечен;Незнакомова И.\n",
      "calls");
  EXPECT_EQ(report.main.created, 1u);
  ASSERT_EQ(report.first_notes.size(), 1u);
  EXPECT_EQ(report.first_notes.front().code, FaultCode::unknown_operator);
  EXPECT_EQ(report.first_notes.front().cell, "Незнакомова И.");
}

TEST(Import, RowsWithoutIdsAreTheSameRowsNextTime) {
  constexpr std::string_view file =
      "ФИО;Дата;Услуга\nИванов Пётр;23.11.2026;Массаж\nИванов Пётр;23.11.2026;Массаж\n"
      "Петров;23.11.2026;Массаж\n";
  TestClinic clinic;
  const auto first = clinic.import_guessed(file, "monday");
  EXPECT_EQ(first.main.created, 3u) << "the same line twice is two appointments";
  EXPECT_EQ(first.patients.created, 2u);
  const auto second = clinic.import_guessed(file, "tuesday");
  EXPECT_EQ(second.main.unchanged, 3u);
}

TEST(Import, PriceListsGetTypesAndPrices) {
  TestClinic clinic;
  constexpr std::string_view file =
      "Код;Наименование услуги;Цена, руб.;Длительность\n"
      "A1;Приём врача-кардиолога первичный;2 500,00;40\nA2;УЗИ сердца;3 000,00;\n"
      "A1;Ещё раз;1,00;\n";
  const auto report = clinic.import_guessed(file, "monday");
  EXPECT_EQ(report.main.created, 2u);
  EXPECT_EQ(report.faults[static_cast<std::size_t>(FaultCode::repeated_source_id)], 1u);
  for (const Service& service : clinic.all<Service>()) {
    EXPECT_EQ(service.product_type,
              service.code == "A1" ? ProductType::entry : ProductType::diagnostic);
    EXPECT_EQ(service.length_minutes, service.code == "A1" ? 40 : 30);
  }
  EXPECT_EQ(clinic.all<Price>().size(), 2u);
  EXPECT_EQ(clinic.import_guessed(file, "tuesday").main.unchanged, 2u);
  std::string dearer(file);
  dearer.replace(dearer.find("3 000"), 5, "3 300");
  EXPECT_EQ(clinic.import_guessed(dearer, "wednesday").main.changed, 1u);
  EXPECT_EQ(clinic.all<Price>().size(), 3u) << "price history is kept";
}

TEST(Import, PriceListsAreReviewedBeforeTheyLand) {
  TestClinic clinic;
  clinic.specialty_names[static_cast<std::size_t>(SpecialtyCode::cardiology)] = "Кардиология";
  constexpr std::string_view file =
      "Код;Наименование услуги;Цена, руб.\nA1;Приём врача-кардиолога первичный;2 500,00\n"
      "A2;Выдача карты гостя;100,00\nA3;Эхокардиография;3 000,00\n";
  (void)clinic.import_guessed(file, "monday");
  ASSERT_EQ(clinic.services.size(), 3u);
  EXPECT_EQ(clinic.services[0].choice, (ServiceChoice{ProductType::entry, "Кардиология", 60}));
  EXPECT_EQ(clinic.services[0].type_rule, "first_visit");
  EXPECT_TRUE(clinic.services[0].is_new);
  EXPECT_EQ(clinic.services[1].choice.type, ProductType::untyped);
  EXPECT_TRUE(clinic.services[1].type_rule.empty());
  EXPECT_EQ(clinic.services[2].choice.specialty, "Кардиология") << "made by the line above";

  // The next list: a person corrects one line, the others keep what they have.
  clinic.service_choices[clinic.services[1].key] = {ProductType::other, "Регистратура", 10};
  std::string dearer(file);
  dearer.replace(dearer.find("100,00"), 6, "150,00");
  EXPECT_EQ(clinic.import_guessed(dearer, "tuesday").main.changed, 1u);
  for (const Service& service : clinic.all<Service>()) {
    if (service.code != "A2") continue;
    EXPECT_EQ(service.product_type, ProductType::other);
    EXPECT_EQ(service.length_minutes, 10);
    bool found = false;
    for (const Specialty& specialty : clinic.all<Specialty>())
      found |= specialty.id == service.specialty && specialty.name == "Регистратура";
    EXPECT_TRUE(found);
  }
  clinic.service_choices.clear();
  dearer.replace(dearer.find("150,00"), 6, "160,00");
  EXPECT_EQ(clinic.import_guessed(dearer, "wednesday").main.changed, 1u);
  ASSERT_EQ(clinic.services.size(), 1u) << "only what would change is to be reviewed";
  EXPECT_EQ(clinic.services[0].choice, (ServiceChoice{ProductType::other, "Регистратура", 10}))
      << "what somebody chose stays";
  EXPECT_FALSE(clinic.services[0].is_new);
}

TEST(Import, CallsLandOnceAndFindTheirPatient) {
  TestClinic clinic;
  (void)clinic.import_guessed(week_one, "monday");
  constexpr std::string_view calls =
      "ID звонка;Дата звонка;Номер абонента;Направление;Статус\n"
      "c1;20.11.2026 10:00;89161234567;входящий;отвечен\n"
      "c2;20.11.2026 11:00;89160000001;входящий;пропущен\n";
  EXPECT_EQ(clinic.import_guessed(calls, "calls").main.created, 2u);
  EXPECT_EQ(clinic.import_guessed(calls, "calls again").main.unchanged, 2u);
  for (const Call& call : clinic.all<Call>())
    EXPECT_EQ(call.patient.is_nil(), call.external_id == "c2");
}

TEST(Import, RejectedRowsCanBeMendedAndImported) {
  TestClinic clinic;
  constexpr std::string_view file =
      "ФИО;Телефон;Дата\nИванов;12;23.11.2026\nПетров;89161234567;30.02.2026\n"
      "Сидоров;;\"23.11.2026\"x\nЁлкина;;23.11.2026\n";
  const auto report = clinic.import_guessed(file, "monday");
  EXPECT_EQ(report.landed.rows, 1u);
  EXPECT_EQ(report.rejected, 3u);
  EXPECT_EQ(
      clinic.rejects,
      "\xEF\xBB\xBFrow;reason;ФИО;Телефон;Дата\r\n"
      "2;column 2: phone_too_short: 12;Иванов;12;23.11.2026\r\n"
      "3;column 3: no_such_date: 30.02.2026;Петров;89161234567;30.02.2026\r\n"
      "4;\"column 3: text_after_quote: \"\"23.11.2026\"\"x\";\"Сидоров;;\"\"23.11.2026\"\"x\"\r\n");
  std::string mended = clinic.rejects;
  mended.replace(mended.find("30.02.2026\r\n"), 10, "28.02.2026");
  mended.replace(mended.find("Иванов;12"), std::string("Иванов;12").size(), "Иванов;");
  const auto again = clinic.import_guessed(mended, "tuesday");
  EXPECT_EQ(again.landed.rows, 2u);
  EXPECT_EQ(again.rejected, 1u);
}

TEST(Import, RejectsKeepTheEncodingOfTheSource) {
  TestClinic clinic;
  const auto report = clinic.import_guessed(
      test::in_windows_1251("ФИО;Дата\nИванов;30.02.2026\nПетров;23.11.2026\n"), "monday");
  EXPECT_EQ(report.rejected, 1u);
  EXPECT_EQ(clinic.rejects, test::in_windows_1251("row;reason;ФИО;Дата\r\n"
                                                  "2;column 2: no_such_date: 30.02.2026;"
                                                  "Иванов;30.02.2026\r\n"));
}

TEST(Import, AFileThatCannotBeMappedIsRefusedAtItsHeader) {
  MemoryTables tables;
  TestClinic clinic;
  ImportRunOptions options;
  options.mapping = *built_in_profile("appointments");
  options.plan.system = "other";
  options.plan.batch = ImportBatchId(id_from_name("b"));
  ImportRun run(options, tables, clinic);
  run.feed("a;b\n1;2\n");
  run.finish();
  std::vector<Draft> drafts;
  const auto state = run.step(drafts, {});
  ASSERT_TRUE(state);
  EXPECT_EQ(*state, ImportState::refused);
  EXPECT_EQ(run.binding()->needed.size(), 2u);
}

TEST(Import, TheRealFileLands) {
  const auto file = test::real_appointments();
  if (!file) GTEST_SKIP();  // allow(skipped-test): it may not be shipped; a seeded one always runs
  TestClinic clinic;
  const auto report =
      clinic.import(*file, *built_in_profile("appointments"), "first", "America/Sao_Paulo");
  EXPECT_EQ(report.file.rows, 110527u);
  EXPECT_EQ(report.file.patients, 62299u);
  EXPECT_EQ(report.file.appointments, 110527u);
  EXPECT_EQ(report.file.no_shows, 22319u);
  EXPECT_EQ(report.landed.rows, 110521u);
  EXPECT_EQ(report.landed.patients, 62298u);
  EXPECT_EQ(report.landed.no_shows, 22314u);
  EXPECT_EQ(report.rejected, 6u);
}

}  // namespace
}  // namespace retour::exchange
