// A whole import through the one door: landing, repetition, taking back, what stays.
#include <format>

#include "app/import_profiles.hpp"
#include "app/import_session.hpp"
#include "clinic_fixture.hpp"

namespace retour::app {
namespace {

constexpr std::string_view header =
    "PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,Neighbourhood,Scholarship,"
    "Hipertension,Diabetes,Alcoholism,Handcap,SMS_received,No-show\n";

/// `count` appointments of as many patients; every fifth did not come.
std::string file_of(int count) {
  std::string text(header);
  for (int i = 0; i < count; ++i)
    text += std::format(
        "{},{},{},2016-04-29T18:38:08Z,2016-05-{:02}T00:00:00Z,{},X,0,0,0,0,0,0,{}\n", 100000 + i,
        5000000 + i, i % 2 == 0 ? 'F' : 'M', 2 + i % 20, 20 + i % 50, i % 5 == 0 ? "Yes" : "No");
  return text;
}

class ImportTest : public ClinicTest {
 protected:
  ImportBatchId import_text(
      const std::string& text, bool dry_run = false,
      exchange::Mapping mapping = *exchange::built_in_profile("appointments")) {
    ImportSettings settings;
    settings.system = settings.profile = "appointments";
    settings.file_name = "a.csv";
    settings.mapping = std::move(mapping);
    settings.interpret.zone = clinic_->catalogue().zone_of(branch_);
    settings.interpret.today = clinic_->today(branch_);
    settings.dry_run = dry_run;
    settings.branch = branch_;
    settings.rows_per_commit = first_rows_per_commit_;
    session_.emplace(*clinic_, settings);
    session_->feed(text);
    session_->finish_input();
    clinic_->jobs().start("job.import",
                          [&](JobControl& control) { return session_->run(control); });
    run_jobs();
    EXPECT_EQ(session_->phase(), ImportPhase::done);
    return session_->batch();
  }
  std::int64_t count(store::Sql sql) { return clinic_->database().query_integer(sql)->value_or(0); }

  std::optional<ImportSession> session_;
  std::size_t first_rows_per_commit_ = ImportSettings{}.rows_per_commit;
};

TEST_F(ImportTest, LandsWithoutInventingAnything) {
  import_text(file_of(400));
  EXPECT_EQ(session_->report().landed.appointments, 400u);
  EXPECT_EQ(session_->report().landed.no_shows, 80u);
  EXPECT_EQ(count("SELECT count(*) FROM booking WHERE doctor IS NULL AND begin_minute = -1"), 400);
  EXPECT_EQ(count("SELECT count(*) FROM booking WHERE no_show_at <> 0"), 80);
  expect_whole();
}

TEST_F(ImportTest, ADryRunCountsAndWritesNothing) {
  const Digest before = *clinic_->hash();
  import_text(file_of(50), true);
  EXPECT_EQ(session_->report().landed.appointments, 50u);
  EXPECT_EQ(*clinic_->hash(), before);
}

TEST_F(ImportTest, TheSameFileAgainChangesNothing) {
  import_text(file_of(120));
  const std::int64_t rows = count("SELECT count(*) FROM booking");
  import_text(file_of(120));
  EXPECT_EQ(count("SELECT count(*) FROM booking"), rows);
  EXPECT_EQ(session_->report().main.unchanged, 120u);
  EXPECT_EQ(session_->report().main.created, 0u);
}

TEST_F(ImportTest, TakenBackAsAWholeExceptPatientsWithFactsOfOurOwn) {
  const Digest before_patients = *clinic_->hash();
  const std::int64_t patients = count("SELECT count(*) FROM patient");
  const ImportBatchId batch = import_text(file_of(500));
  store::Statement row = clinic_->database().query(
      "SELECT id FROM patient WHERE imported IS NOT NULL ORDER BY id LIMIT 1");
  ASSERT_TRUE(*row.step());
  const PatientId ours = row.id_as<Patient>(0);
  {
    store::Statement closed = std::move(row);
  }
  accept(clinic_->submit({OpKind::book, {whole(booking_at(ours, 10 * 60))}}));
  accept(clinic_->withdraw_import(batch));
  run_jobs();
  EXPECT_EQ(count("SELECT count(*) FROM patient"), patients + 1);
  EXPECT_EQ(count("SELECT count(*) FROM booking"), 2) << "his imported visit and our own booking";
  EXPECT_NE(*clinic_->hash(), before_patients);
  expect_whole();
}

// An import made two doctors; a booking of our own names one of them. Taken back with the import,
// he left that booking pointing at nobody.
TEST_F(ImportTest, WhatOurOwnFactsNameStaysWhenTheImportIsTakenBack) {
  std::string text(header);
  text.insert(text.size() - 1, ",Doctor");
  for (int i = 0; i < 20; ++i)
    text +=
        std::format("{},{},F,2016-04-29T18:38:08Z,2016-05-{:02}T00:00:00Z,40,X,0,0,0,0,0,0,No,{}\n",
                    100000 + i, 5000000 + i, 2 + i % 20, i % 2 == 0 ? "Зимин Олег" : "Летов Пётр");
  exchange::Mapping mapping = *exchange::built_in_profile("appointments");
  mapping.columns.push_back(
      {.field = exchange::TargetField::doctor, .column = "Doctor", .options = {}});
  const std::size_t staff = clinic_->catalogue().staff.size();
  const ImportBatchId batch = import_text(text, false, mapping);
  ASSERT_EQ(clinic_->catalogue().staff.size(), staff + 2);
  const auto named = [&](std::string_view family) {
    const auto& people = clinic_->catalogue().staff;
    const auto it = std::ranges::find(people, family, &Staff::family_name);
    return it == people.end() ? StaffId{} : it->id;
  };
  Booking own = booking_at(patient_, 10 * 60);
  own.doctor = named("Зимин");
  accept(clinic_->submit({OpKind::book, {whole(own)}}));
  accept(clinic_->withdraw_import(batch));
  run_jobs();
  EXPECT_EQ(count("SELECT count(*) FROM booking"), 1) << "our own";
  EXPECT_FALSE(named("Зимин").is_nil());
  EXPECT_TRUE(named("Летов").is_nil()) << "nobody names him";
  expect_whole();
}

TEST_F(ImportTest, AnInterruptedWithdrawalGoesOnAfterTheNextStart) {
  const std::int64_t patients = count("SELECT count(*) FROM patient");
  const ImportBatchId batch = import_text(file_of(900));
  accept(clinic_->withdraw_import(batch));
  clinic_->jobs().run(1);  // one slice
  EXPECT_GT(count("SELECT count(*) FROM patient"), patients);
  expect_whole();
  session_.reset();
  reopen();
  run_jobs();
  EXPECT_EQ(count("SELECT count(*) FROM patient"), patients);
  EXPECT_EQ(count("SELECT count(*) FROM booking"), 0);
  expect_whole();
}

TEST_F(ImportTest, AnUndoneImportCanBeRepeated) {
  const ImportBatchId batch = import_text(file_of(60));
  accept(clinic_->withdraw_import(batch));
  run_jobs();
  import_text(file_of(60));
  EXPECT_EQ(session_->report().main.created, 60u);
  EXPECT_EQ(count("SELECT count(*) FROM booking"), 60);
  expect_whole();
}

TEST_F(ImportTest, AnErasedPersonsRowsAreRejectedInWordsAndTheRestLands) {
  const ImportBatchId first = import_text(file_of(60));
  store::Statement row = clinic_->database().query(
      "SELECT id FROM patient WHERE imported IS NOT NULL ORDER BY id LIMIT 1");
  ASSERT_TRUE(*row.step());
  const PatientId erased = row.id_as<Patient>(0);
  {
    store::Statement closed = std::move(row);
  }
  accept(clinic_->erase_patient(erased, "по заявлению"));
  import_text(file_of(80));
  EXPECT_EQ(session_->report().rejected, 1u);
  EXPECT_EQ(session_->report().main.created, 20u) << "the rows behind it landed";
  EXPECT_EQ(session_->report().first_faults.front().code, exchange::FaultCode::erased_person);
  EXPECT_EQ((*find(clinic_->tables(), erased))->imported.batch, first) << "nobody wrote to him";
  expect_whole();
}

TEST_F(ImportTest, ProfilesAreSavedByNameAndSurviveAReopening) {
  exchange::Mapping profile = *exchange::built_in_profile("yclients");
  profile.name = "Салон «Красота»";
  profile.system = "YCLIENTS";
  profile.notation = {
      .encoding = exchange::Encoding::windows_1251, .delimiter = '\t', .skip_rows = 2};
  ASSERT_TRUE(save_import_profile(*clinic_, profile));
  ASSERT_TRUE(save_import_profile(*clinic_, *exchange::built_in_profile("medialog")));
  profile.columns.pop_back();
  ASSERT_TRUE(save_import_profile(*clinic_, profile)) << "over the old one";
  const Digest before = *clinic_->hash();
  reopen();
  const auto saved = import_profiles(*clinic_);
  ASSERT_TRUE(saved.has_value()) << saved.error().context;
  ASSERT_EQ(saved->size(), 2u);
  EXPECT_EQ(saved->front().name, "Салон «Красота»");
  EXPECT_EQ(saved->front().system, "YCLIENTS");
  EXPECT_EQ(saved->front().notation, profile.notation);
  EXPECT_EQ(saved->front().columns.size(), profile.columns.size());
  ASSERT_TRUE(remove_import_profile(*clinic_, "medialog"));
  EXPECT_EQ(import_profiles(*clinic_)->size(), 1u);
  EXPECT_EQ(*clinic_->hash(), before) << "a profile is no fact of the clinic";
  profile.name.clear();
  EXPECT_EQ(save_import_profile(*clinic_, profile).error().code, FailureCode::malformed);
}

TEST_F(ImportTest, SuggestedSpecialtiesTakeTheClinicsOwnNames) {
  Specialty specialty;
  specialty.id = clinic_->new_id<Specialty>();
  specialty.name = "Врач-кардиолог";
  accept(clinic_->submit({OpKind::put_specialty, {whole(specialty)}}));
  std::array<std::string, exchange::specialty_code_count> words;
  words[static_cast<std::size_t>(exchange::SpecialtyCode::cardiology)] = "Кардиология";
  words[static_cast<std::size_t>(exchange::SpecialtyCode::urology)] = "Урология";
  ImportSettings settings;
  settings.system = settings.profile = "price";
  settings.mapping = {.name = {},
                      .kind = exchange::ImportKind::services,
                      .columns = {{exchange::TargetField::service_name, "Услуга", {}, 100}}};
  settings.specialty_words = words;
  session_.emplace(*clinic_, settings);
  session_->feed("Услуга\nПриём кардиолога\nПриём уролога\nЧто-то ещё\n");
  session_->finish_input();
  clinic_->jobs().start("job.import", [&](JobControl& control) { return session_->run(control); });
  run_jobs();
  ASSERT_EQ(session_->phase(), ImportPhase::done);
  const Catalogue& catalogue = clinic_->catalogue();
  const auto specialty_of = [&](std::string_view name) -> std::string {
    for (const Service& service : catalogue.services)
      if (service.name == name)
        return service.specialty.is_nil() ? "" : catalogue.specialty(service.specialty)->name;
    return "?";
  };
  EXPECT_EQ(specialty_of("Приём кардиолога"), "Врач-кардиолог");
  EXPECT_EQ(specialty_of("Приём уролога"), "Урология");
  EXPECT_EQ(specialty_of("Что-то ещё"), "");
  expect_whole();
}

Job steps_of(JobControl& control, int& steps, int count) {
  while (steps < count) {
    ++steps;
    co_await control.breathe();
  }
}

TEST(JobQueue, CancellingByNameLeavesTheJobInFrontAlone) {
  std::int64_t now = 0;
  JobQueue jobs([&] { return now += 10; }, [] { return true; });
  int first = 0;
  int second = 0;
  jobs.start("job.search", [&](JobControl& control) { return steps_of(control, first, 5); });
  jobs.start("job.import", [&](JobControl& control) { return steps_of(control, second, 5); });
  EXPECT_TRUE(jobs.has("job.import"));
  jobs.cancel("job.import");
  for (int i = 0; i < 100 && !jobs.is_empty(); ++i) jobs.run(1);
  EXPECT_TRUE(jobs.is_empty());
  EXPECT_EQ(first, 5) << "it was not the one to stop";
  EXPECT_EQ(second, 0) << "a job that waits never begins";
  EXPECT_FALSE(jobs.has("job.import"));
}

// Rows of two drafts filled a batch of an odd size but for one; it did not count as full, and the
// size never grew.
TEST_F(ImportTest, BatchesGrowWhenARowMakesTwoDrafts) {
  first_rows_per_commit_ = 129;
  const std::uint64_t before = clinic_->generation();
  import_text(file_of(1'500));
  EXPECT_EQ(session_->report().landed.appointments, 1'500u);
  EXPECT_LT(clinic_->generation() - before, 12u) << "3,000 drafts, 128 in each";
}

TEST(StepSize, TakesAsManyPiecesAsFitTheSlice) {
  const auto next = [](std::size_t pieces, std::int64_t took_microseconds) {
    StepSize size(pieces, {.min = 16, .max = 1'024, .wanted_microseconds = 8'000});
    size.note(took_microseconds);
    return size.pieces();
  };
  EXPECT_EQ(next(128, 16'000), 64u);
  EXPECT_EQ(next(128, 8'000), 128u);
  EXPECT_EQ(next(128, 100), 256u) << "twofold at most";
  EXPECT_EQ(next(128, 0), 256u) << "a clock that stood still";
  EXPECT_EQ(next(1'024, 10), 1'024u);
  EXPECT_EQ(next(20, 900'000), 16u);
  // Somebody takes the controls: the next step is short. Nobody does: it grows as it goes.
  StepSize size(1'000, {.min = 16, .max = 8'192, .wanted_microseconds = 200'000});
  size.want(8'000);
  EXPECT_EQ(size.pieces(), 40u);
  size.want(200'000);
  EXPECT_EQ(size.pieces(), 40u);
  size.note(8'000);
  EXPECT_EQ(size.pieces(), 80u);
  StepSize fixed(300, {.min = 1, .max = 500, .wanted_microseconds = 0});
  fixed.want(1'000);
  fixed.note(900'000);
  EXPECT_EQ(fixed.pieces(), 300u) << "no time was asked for";
}

}  // namespace
}  // namespace retour::app
