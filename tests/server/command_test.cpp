// The `retour` command as a person or script runs it: exit statuses, JSON, files, passphrases.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace {

namespace fs = std::filesystem;

struct Ran {
  int status = -1;
  std::string output;
  [[nodiscard]] nlohmann::json json() const {
    return nlohmann::json::parse(output, nullptr, false);
  }
};

class CommandTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("retour-command-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    ::setenv("RETOUR_PASSPHRASE", "тайна", 1);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder_ / name).string();
  }

  Ran run(const std::string& arguments) {
    const std::string line =
        std::string(RETOUR_COMMAND) + " " + arguments + " 2>" + path("stderr") + " </dev/null";
    Ran ran;
    FILE* pipe = ::popen(line.c_str(), "r");
    std::array<char, 4096> buffer{};
    while (std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe))
      ran.output.append(buffer.data(), count);
    ran.status = WEXITSTATUS(::pclose(pipe));
    return ran;
  }

  fs::path folder_;
};

constexpr const char* appointments =
    "PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,Neighbourhood,Scholarship,"
    "Hipertension,Diabetes,Alcoholism,Handcap,SMS_received,No-show\n"
    "29872499824296,5642903,F,2016-04-29T18:38:08Z,2016-04-29T00:00:00Z,62,A,0,1,0,0,0,0,No\n"
    "4374175652E-5,5642904,M,2016-04-29T16:08:27Z,2016-04-29T00:00:00Z,56,A,0,0,0,0,0,0,Yes\n"
    "29872499824296,5642905,F,2016-05-02T18:38:08Z,2016-04-29T00:00:00Z,62,A,0,1,0,0,0,0,No\n"
    "558997776694438,5642906,F,2016-04-29T18:38:08Z,2016-04-29T00:00:00Z,-1,A,0,1,0,0,0,0,No\n";

TEST_F(CommandTest, ImportsAFileWithItsDefectsNamed) {
  std::ofstream(path("a.csv")) << appointments;
  const Ran ran = run("import " + path("a.csv") + " --db " + path("a.db") +
                      " --profile appointments --zone America/Sao_Paulo --json");
  ASSERT_EQ(ran.status, 0) << ran.output;
  const nlohmann::json json = ran.json();
  EXPECT_EQ(json["file"]["rows"], 4);
  EXPECT_EQ(json["file"]["patients"], 3);
  EXPECT_EQ(json["file"]["appointments"], 4);
  EXPECT_EQ(json["file"]["no_shows"], 1);
  EXPECT_EQ(json["landed"]["appointments"], 2);
  EXPECT_EQ(json["landed"]["patients"], 2);
  EXPECT_EQ(json["rejected"], 2);
  EXPECT_TRUE(fs::exists(path("a.csv.rejected.csv")));
  EXPECT_EQ(run("verify " + path("a.db") + " --json").json()["ok"], true);
}

TEST_F(CommandTest, SaysInWordsWhatIsWrongWithARow) {
  std::ofstream(path("p.csv"))
      << "Код пациента;ФИО;Телефон;Дата рождения\n1;Иванов Пётр;12;01.02.1980\n"
         "2;Петрова Анна;89161234567;30.02.1990\n3;Ким Ян;89161234567;\n"
         "4;Ким Ева;89161234567;\n";
  const std::string import = "import " + path("p.csv") + " --db " + path("p.db");
  const Ran ran = run(import + " --dry-run");
  ASSERT_EQ(ran.status, 0) << ran.output;
  EXPECT_TRUE(
      ran.output.contains("Строка 2, столбец «Телефон». В номере телефона не хватает цифр: "
                          "«12». Исправьте ячейку.\n"))
      << ran.output;
  EXPECT_TRUE(ran.output.contains("Строка 5, столбец «Телефон». Такой же телефон у другого"));
  const nlohmann::json json = run(import + " --language en --json").json();
  ASSERT_EQ(json["first_faults"].size(), 2u);
  EXPECT_EQ(json["first_faults"][1]["row"], 3);
  EXPECT_EQ(json["first_faults"][1]["fault"], "no_such_date");
  EXPECT_TRUE(json["first_faults"][1]["text"].get<std::string>().starts_with(
      "Row 3, column “Дата рождения”."))
      << json["first_faults"];
  EXPECT_EQ(json["first_notes"].size(), 1u);
  std::ifstream in(path("p.csv.rejected.csv"));
  const std::string rejects{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(rejects.starts_with("\xEF\xBB\xBFrow;reason;")) << rejects;
  EXPECT_TRUE(rejects.contains("Column “Телефон”.")) << rejects;
}

TEST_F(CommandTest, AWrongPassphraseIsRefusedAndTouchesNothing) {
  std::ofstream(path("a.csv")) << appointments;
  ASSERT_EQ(
      run("import " + path("a.csv") + " --db " + path("a.db") + " --profile appointments").status,
      0);
  const auto before = fs::last_write_time(path("a.db"));
  ::setenv("RETOUR_PASSPHRASE", "falsch", 1);
  const Ran ran = run("hash " + path("a.db") + " --json");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.json()["failure"], "wrong_passphrase");
  EXPECT_EQ(fs::last_write_time(path("a.db")), before);
}

TEST_F(CommandTest, ABackupRestoresToTheSameState) {
  const Ran demo = run("demo --db " + path("demo.db") + " --seed 3 --json");
  ASSERT_EQ(demo.status, 0);
  EXPECT_EQ(demo.json()["refused"], 0);
  ASSERT_EQ(run("export --db " + path("demo.db") + " --backup " + path("b.retour") + " --csv " +
                path("csv"))
                .status,
            0);
  EXPECT_TRUE(fs::exists(folder_ / "csv" / "patient.csv"));
  ASSERT_EQ(run("restore " + path("b.retour") + " --db " + path("again.db")).status, 0);
  const Ran restored = run("hash " + path("again.db") + " --json");
  EXPECT_EQ(restored.json()["state"], demo.json()["state"]);
  EXPECT_EQ(run("restore " + path("b.retour") + " --db " + path("again.db")).status, 1)
      << "never over a database unless told so";
}

TEST_F(CommandTest, WrongUsageAndMissingFilesSayWhatToDo) {
  EXPECT_EQ(run("").status, 2);
  EXPECT_EQ(run("import --db " + path("x.db")).status, 2);
  EXPECT_EQ(run("export --db " + path("x.db")).status, 2);
  EXPECT_EQ(run("verify " + path("none.db")).status, 1);
  EXPECT_EQ(run("import " + path("none.csv") + " --db " + path("x.db")).status, 1);
  EXPECT_FALSE(fs::exists(path("x.db"))) << "a mistyped file name must not leave a database";
  const Ran help = run("import --help");
  EXPECT_EQ(help.status, 0);
  EXPECT_TRUE(help.output.contains("--dry-run"));
}

TEST_F(CommandTest, TheDataDictionaryIsCurrent) {
  std::ifstream in(std::string(RETOUR_SOURCE_DIR) + "/docs/data-dictionary.md");
  const std::string committed{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(run("dictionary").output == committed)
      << "regenerate: retour dictionary > docs/data-dictionary.md";
}

}  // namespace
