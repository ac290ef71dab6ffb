#include "exchange/mapping.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace retour::exchange {
namespace {

using Header = std::vector<std::string>;
using Rows = std::vector<std::vector<std::string>>;

/// "field=Column" for each mapped column, in order of fields.
std::string shown(const Mapping& mapping) {
  std::string out;
  for (const auto& column : mapping.columns)
    out += (out.empty() ? "" : ", ") + std::string(name_of(column.field)) + '=' + column.column;
  return out;
}

const Header real_header = {"PatientId",      "AppointmentID", "Gender",        "ScheduledDay",
                            "AppointmentDay", "Age",           "Neighbourhood", "Scholarship",
                            "Hipertension",   "Diabetes",      "Alcoholism",    "Handcap",
                            "SMS_received",   "No-show"};
const Rows real_rows = {
    {"29872499824296", "5642903", "F", "2016-04-29T18:38:08Z", "2016-04-29T00:00:00Z", "62",
     "JARDIM DA PENHA", "0", "1", "0", "0", "0", "0", "No"},
    {"4374175652E-5", "5642503", "M", "2016-04-29T16:08:27Z", "2016-04-29T00:00:00Z", "56",
     "JARDIM DA PENHA", "0", "0", "0", "0", "0", "0", "Yes"}};

TEST(Mapping, GuessesTheRealFile) {
  EXPECT_EQ(guess_kind(real_header, real_rows), ImportKind::appointments);
  const Mapping mapping = guess_mapping(ImportKind::appointments, real_header, real_rows);
  EXPECT_EQ(
      shown(mapping),
      "patient_source_id=PatientId, sex=Gender, age=Age, appointment_source_id=AppointmentID, "
      "made_at=ScheduledDay, date=AppointmentDay, no_show=No-show");
  for (const auto& column : mapping.columns) EXPECT_GE(column.confidence_percent, 60);
  const auto date = std::ranges::find(mapping.columns, TargetField::date, &ColumnMapping::field);
  EXPECT_TRUE(date->options.date_only) << "midnight in every row is no time of day";
  const Binding binding = bind_columns(mapping, real_header);
  EXPECT_TRUE(binding.needed.empty());
  EXPECT_EQ(binding.unused.size(), 7u) << "what is not understood is said, not swallowed";
}

TEST(Mapping, GuessesRussianFiles) {
  const Header patients = {"№ карты", "Фамилия",           "Имя",    "Отчество", "Дата рождения",
                           "Пол",     "Мобильный телефон", "E-mail", "Источник"};
  const Rows rows = {{"1", "Иванов", "Пётр", "Ильич", "01.02.1980", "м", "8 916 123-45-67",
                      "a@example.ru", "Яндекс"}};
  EXPECT_EQ(guess_kind(patients, rows), ImportKind::patients);
  EXPECT_EQ(shown(guess_mapping(ImportKind::patients, patients, rows)),
            "patient_source_id=№ карты, family_name=Фамилия, given_name=Имя, patronymic=Отчество, "
            "sex=Пол, birth_date=Дата рождения, phone=Мобильный телефон, email=E-mail, "
            "source=Источник");
  const Header records = {"Дата", "Время",  "ФИО пациента", "Телефон",
                          "Врач", "Услуга", "Статус",       "Комментарий"};
  const Rows record_rows = {{"22.11.2026", "9:30", "Иванов Пётр", "89161234567", "Петров А.",
                             "Приём первичный", "Пришёл", ""}};
  EXPECT_EQ(guess_kind(records, record_rows), ImportKind::appointments);
  EXPECT_EQ(shown(guess_mapping(ImportKind::appointments, records, record_rows)),
            "full_name=ФИО пациента, phone=Телефон, date=Дата, time=Время, doctor=Врач, "
            "service_name=Услуга, status=Статус, note=Комментарий");
  const Header prices = {"Код услуги", "Наименование услуги", "Цена, руб.", "Длительность"};
  const Rows price_rows = {{"A01", "Приём врача первичный", "2 500,00", "30"}};
  EXPECT_EQ(guess_kind(prices, price_rows), ImportKind::services);
  const Mapping price_list = guess_mapping(ImportKind::services, prices, price_rows);
  EXPECT_EQ(shown(price_list),
            "duration=Длительность, service_code=Код услуги, service_name=Наименование услуги, "
            "price=Цена, руб.");
  EXPECT_EQ(price_list.columns.back().options.decimal_mark, DecimalMark::comma);
  const Header calls = {"Дата и время звонка",    "Направление", "Номер абонента", "Оператор",
                        "Длительность разговора", "Статус"};
  const Rows call_rows = {
      {"22.11.2026 09:30", "входящий", "+79161234567", "Ольга", "65", "отвечен"}};
  EXPECT_EQ(guess_kind(calls, call_rows), ImportKind::calls);
}

TEST(Mapping, GuessesSwedishFiles) {
  const Header header = {"Namn", "Födelsedatum", "Kön", "Mobilnummer", "E-post"};
  const Rows rows = {{"Anna Svensson", "1980-02-01", "Kvinna", "070-123 45 67", "a@example.se"}};
  const Mapping mapping = guess_mapping(ImportKind::patients, header, rows);
  EXPECT_EQ(shown(mapping),
            "full_name=Namn, sex=Kön, birth_date=Födelsedatum, phone=Mobilnummer, email=E-post");
  EXPECT_EQ(mapping.columns[0].options.name_order, NameOrder::given_first);
}

TEST(Mapping, CellsRefuteHeaders) {
  const Header header = {"Имя", "Дата", "Телефон"};
  const Rows rows = {{"Иванов", "нет", "да"}, {"Петров", "нет", "нет"}};
  EXPECT_EQ(shown(guess_mapping(ImportKind::patients, header, rows)), "given_name=Имя");
}

TEST(Mapping, OrderOfDayAndMonthIsReadFromTheColumn) {
  const Header header = {"name", "date"};
  const auto order = [&](const char* first, const char* second) {
    const Mapping mapping =
        guess_mapping(ImportKind::appointments, header, Rows{{"A B", first}, {"C D", second}});
    const auto date = std::ranges::find(mapping.columns, TargetField::date, &ColumnMapping::field);
    return date == mapping.columns.end() ? DateOrder::day_first : date->options.date_order;
  };
  EXPECT_EQ(order("03/04/2026", "04/22/2026"), DateOrder::month_first);
  EXPECT_EQ(order("03/04/2026", "22/04/2026"), DateOrder::day_first);
}

TEST(Mapping, ProfilesRoundTrip) {
  Mapping mapping = guess_mapping(ImportKind::appointments, real_header, real_rows);
  mapping.name = "Моя \"клиника\" | № 1";
  mapping.columns[0].column = "a = b | \"c\" \\ \n d";
  const std::string text = write_profile(mapping);
  const auto back = read_profile(text);
  ASSERT_TRUE(back) << back.error().context;
  EXPECT_EQ(back->name, mapping.name);
  EXPECT_EQ(back->kind, mapping.kind);
  ASSERT_EQ(back->columns.size(), mapping.columns.size());
  for (std::size_t i = 0; i < mapping.columns.size(); ++i) {
    EXPECT_EQ(back->columns[i].column, mapping.columns[i].column);
    EXPECT_EQ(back->columns[i].field, mapping.columns[i].field);
    EXPECT_EQ(back->columns[i].options, mapping.columns[i].options);
  }
  EXPECT_EQ(write_profile(*back), text);
}

TEST(Mapping, ProfilesSayHowTheFileIsWritten) {
  Mapping mapping{.name = "Прайс", .kind = ImportKind::services, .columns = {}};
  mapping.system = "1С \"Клиника\"";
  for (const char delimiter : {'\t', ';', '|', '"', ' '}) {
    mapping.notation = {.encoding = Encoding::windows_1251, .delimiter = delimiter, .skip_rows = 3};
    const auto back = read_profile(write_profile(mapping));
    ASSERT_TRUE(back) << write_profile(mapping);
    EXPECT_EQ(back->notation, mapping.notation) << write_profile(mapping);
    EXPECT_EQ(back->system, mapping.system);
    EXPECT_EQ(back->kind, ImportKind::services);
  }
}

TEST(Mapping, AProfileFitsTheFilesItWasMadeFor) {
  const Mapping appointments = *built_in_profile("appointments");
  EXPECT_EQ(fit_of(appointments, real_header), appointments.columns.size());
  Header shorter = real_header;
  shorter.pop_back();
  EXPECT_EQ(fit_of(appointments, shorter), 0u) << "No-show is missing";
  const Mapping useless{.name = "x",
                        .kind = ImportKind::appointments,
                        .columns = {{TargetField::age, "Age", {}, 100}}};
  EXPECT_EQ(fit_of(useless, real_header), 0u) << "nobody and no day";
}

TEST(Mapping, BrokenProfilesNameTheirLine) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "empty"},
      {"something else\n", "line 1"},
      {"retour import profile 1\nkind = spaceships\n", "line 2"},
      {"retour import profile 1\nkind = calls\nbirth_date = X\n", "line 3"},
      {"retour import profile 1\nsex = X | in_metres\n", "line 2"},
      {"retour import profile 1\nsex = \"X\n", "line 2"},
      {"retour import profile 1\nsex = A\nsex = B\n", "line 3"},
      {"retour import profile 1\nencoding = koi8\n", "line 2"},
      {"retour import profile 1\ndelimiter = ;;\n", "line 2"},
      {"retour import profile 1\nskip_rows = -1\n", "line 2"},
      {"retour import profile 1\nsex\n", "line 2"}};
  for (const auto& [text, where] : cases) {
    const auto mapping = read_profile(text);
    ASSERT_FALSE(mapping) << text;
    EXPECT_EQ(mapping.error().code, FailureCode::malformed);
    EXPECT_TRUE(mapping.error().context.contains(where)) << mapping.error().context;
  }
}

TEST(Mapping, BuiltInProfilesBind) {
  for (const auto name : built_in_profile_names()) {
    const auto mapping = built_in_profile(name);
    ASSERT_TRUE(mapping) << name;
    EXPECT_EQ(mapping->name, name);
    Header header;
    for (const auto& column : mapping->columns) header.push_back(column.column);
    const Binding binding = bind_columns(*mapping, header);
    EXPECT_TRUE(binding.missing.empty() && binding.needed.empty()) << name;
  }
  EXPECT_FALSE(built_in_profile("generic"));
}

TEST(Mapping, BindingSaysWhatIsMissing) {
  const Binding binding = bind_columns(*built_in_profile("appointments"), Header{"patientid", "x"});
  EXPECT_EQ(binding.columns.size(), 1u) << "headers are compared folded";
  EXPECT_EQ(binding.missing.size(), 6u);
  EXPECT_EQ(binding.unused, Header{"x"});
  EXPECT_EQ(binding.needed, std::vector<TargetField>{TargetField::date});
}

}  // namespace
}  // namespace retour::exchange
