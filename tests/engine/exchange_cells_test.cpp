#include "exchange/cells.hpp"

#include <gtest/gtest.h>

namespace retour::exchange {
namespace {

template <class T, class Show>
std::string shown(const Parsed<T>& parsed, Show show) {
  return parsed ? show(*parsed) : std::string(name_of(parsed.error()));
}

struct Case {
  const char* text;
  const char* outcome;  // the value, or the name of the fault
};

TEST(Cells, Integers) {
  const auto outcome = [](const char* text) {
    return shown(parse_integer(text, -10, 2000000), [](auto v) { return std::to_string(v); });
  };
  for (const Case& one : {Case{"0", "0"},
                          {" 42 ", "42"},
                          {"-7", "-7"},
                          {"+7", "7"},
                          {"1 200", "1200"},
                          {"1\u00A0200\u00A0300", "1200300"},
                          {"-11", "number_out_of_range"},
                          {"2000001", "number_out_of_range"},
                          {"99999999999999999999", "number_out_of_range"},
                          {"", "missing_value"},
                          {"1.5", "not_a_number"},
                          {"12a", "not_a_number"},
                          {"1 20", "not_a_number"},
                          {"1200 300", "not_a_number"},
                          {"-", "not_a_number"},
                          {"4374175652E-5", "not_a_number"}})
    EXPECT_EQ(outcome(one.text), one.outcome) << one.text;
}

std::string amount(const char* text, DecimalMark mark = DecimalMark::detect) {
  return shown(parse_amount(text, Currency::rub, mark), [](const Money& money) {
    return std::to_string(money.minor) + ' ' + std::string(code_of(money.currency));
  });
}

TEST(Cells, Amounts) {
  for (const Case& one : {Case{"15 300,00", "1530000 RUB"},
                          {"15300.00", "1530000 RUB"},
                          {"15300", "1530000 RUB"},
                          {"15\u00A0300,5 ₽", "1530050 RUB"},
                          {"15\u202F300 руб.", "1530000 RUB"},
                          {"1 500 kr", "150000 SEK"},
                          {"1500:-", "150000 RUB"},
                          {"€ 12,50", "1250 EUR"},
                          {"R$ 99.90", "9990 BRL"},
                          {"15.300,00", "1530000 RUB"},
                          {"15,300.00", "1530000 RUB"},
                          {"1'234'567.89", "123456789 RUB"},
                          {"1.234.567", "123456700 RUB"},
                          {"-350,50", "-35050 RUB"},
                          {"−350", "-35000 RUB"},
                          {"(120,00)", "-12000 RUB"},
                          {"0,500", "50 RUB"},
                          {"100.0000", "10000 RUB"},
                          {"0", "0 RUB"},
                          {"15,300", "ambiguous_amount"},
                          {"15.300", "ambiguous_amount"},
                          {"100.005", "ambiguous_amount"},
                          {"1000.005", "too_precise_amount"},
                          {"1 50,00", "not_an_amount"},
                          {"1,2,3", "not_an_amount"},
                          {"1500 300", "not_an_amount"},
                          {"12,,5", "not_an_amount"},
                          {"5,", "not_an_amount"},
                          {"", "missing_value"},
                          {"бесплатно", "unknown_currency"},
                          {"1500 тугриков", "unknown_currency"},
                          {"9999999999999999", "not_an_amount"}})
    EXPECT_EQ(amount(one.text), one.outcome) << one.text;
  EXPECT_EQ(amount("15,300", DecimalMark::point), "1530000 RUB");
  EXPECT_EQ(amount("15,300", DecimalMark::comma), "1530 RUB");
  EXPECT_EQ(amount("15.30", DecimalMark::comma), "not_an_amount") << "neither a group nor decimals";
}

std::string date(const char* text, DateNotation notation = {}) {
  return shown(parse_date(text, notation), [](LocalDate d) { return to_iso(d); });
}

TEST(Cells, Dates) {
  for (const Case& one : {Case{"2026-11-22", "2026-11-22"},
                          {"22.11.2026", "2026-11-22"},
                          {"2.1.26", "2026-01-02"},
                          {"02.01.85", "1985-01-02"},
                          {"22/11/2026", "2026-11-22"},
                          {"22-11-2026", "2026-11-22"},
                          {"2026/11/22", "2026-11-22"},
                          {"20261122", "2026-11-22"},
                          {"22.11.2026 г.", "2026-11-22"},
                          {"22 ноября 2026 г.", "2026-11-22"},
                          {"1 мая 1985", "1985-05-01"},
                          {"3 mars 2026", "2026-03-03"},
                          {"November 22, 2026", "2026-11-22"},
                          {"29.02.2028", "2028-02-29"},
                          {"30.02.2026", "no_such_date"},
                          {"29.02.2026", "no_such_date"},
                          {"31.04.2026", "no_such_date"},
                          {"11/22/2026", "no_such_date"},
                          {"00.00.0000", "no_such_date"},
                          {"01.01.1700", "date_out_of_range"},
                          {"2026-11", "not_a_date"},
                          {"вчера", "not_a_date"},
                          {"22.11/2026", "not_a_date"},
                          {"22.11.2026.1", "not_a_date"},
                          {"22.11.206", "not_a_date"},
                          {"12345", "not_a_date"},
                          {"", "missing_value"},
                          {"22 ноября", "not_a_date"}})
    EXPECT_EQ(date(one.text), one.outcome) << one.text;
  EXPECT_EQ(date("03/04/2026", {.order = DateOrder::month_first}), "2026-03-04");
  EXPECT_EQ(date("03/04/2026"), "2026-04-03");
  EXPECT_EQ(date("03.04.2026", {.order = DateOrder::month_first}), "2026-04-03")
      << "dots never are";
  EXPECT_EQ(date("01.01.26", {.newest_two_digit_year = 2025}), "1926-01-01");
}

TEST(Cells, TimesAndMoments) {
  const auto time = [](const char* text) {
    return shown(parse_time(text), [](auto seconds) { return std::to_string(seconds / 60); });
  };
  for (const Case& one : {Case{"9:30", "570"},
                          {"09:30:59", "570"},
                          {"9.30", "570"},
                          {"9:30 PM", "1290"},
                          {"12:00 am", "0"},
                          {"00:00", "0"},
                          {"24:00", "not_a_time"},
                          {"9:60", "not_a_time"},
                          {"9", "not_a_time"},
                          {"9:3", "not_a_time"},
                          {"9:30x", "not_a_time"},
                          {"", "missing_value"}})
    EXPECT_EQ(time(one.text), one.outcome) << one.text;
  const auto moment = [](const char* text) {
    return shown(parse_moment(text), [](const WrittenMoment& m) {
      std::string out = to_iso(m.date);
      if (m.second_of_day) out += ' ' + std::to_string(*m.second_of_day);
      if (m.offset_seconds) out += " o" + std::to_string(*m.offset_seconds);
      return out;
    });
  };
  for (const Case& one : {Case{"2016-04-29T18:38:08Z", "2016-04-29 67088 o0"},
                          {"2016-04-29 18:38", "2016-04-29 67080"},
                          {"29.04.2016 9:05", "2016-04-29 32700"},
                          {"29.04.2016, 9:05", "2016-04-29 32700"},
                          {"2026-11-22T09:30:15.123+03:00", "2026-11-22 34215 o10800"},
                          {"2026-11-22T09:30-0330", "2026-11-22 34200 o-12600"},
                          {"2026-11-22", "2026-11-22"},
                          {"30.02.2026 10:00", "no_such_date"},
                          {"2026-11-22T25:00", "not_a_time"},
                          {"18:38", "not_a_date"},
                          {"2026-11-22T09:30+3", "not_a_time"},
                          {"", "missing_value"}})
    EXPECT_EQ(moment(one.text), one.outcome) << one.text;
}

TEST(Cells, MomentsBecomeInstantsOnlyWhenTheClockShowedThemOnce) {
  const auto stockholm = Zone::find("Europe/Stockholm").value();
  const auto instant = [&](const char* text) {
    return shown(instant_of(parse_moment(text).value(), stockholm),
                 [](Instant i) { return to_iso(i); });
  };
  EXPECT_EQ(instant("2026-11-22 09:30"), "2026-11-22T08:30:00Z");
  EXPECT_EQ(instant("2026-03-29 02:30"), "skipped_local_time");
  EXPECT_EQ(instant("2026-10-25 02:30"), "repeated_local_time");
  EXPECT_EQ(instant("2026-10-25T02:30:00+02:00"), "2026-10-25T00:30:00Z") << "an offset settles it";
  EXPECT_EQ(instant("2026-11-22"), "2026-11-21T23:00:00Z");
}

TEST(Cells, Words) {
  const auto sex = [](const char* text) {
    return shown(parse_sex(text), [](Sex s) { return std::string(enum_name(s)); });
  };
  for (const Case& one : {Case{"F", "female"},
                          {"M", "male"},
                          {"М", "male"},
                          {"Ж", "female"},
                          {"жен.", "female"},
                          {"Мужской", "male"},
                          {"Kvinna", "female"},
                          {"не указан", "unknown"},
                          {"", "missing_value"},
                          {"42", "unknown_sex"}})
    EXPECT_EQ(sex(one.text), one.outcome) << one.text;
  const auto yes = [](const char* text) {
    return shown(parse_yes_no(text), [](bool b) { return std::string(b ? "yes" : "no"); });
  };
  for (const Case& one : {Case{"Yes", "yes"},
                          {"no", "no"},
                          {"ДА", "yes"},
                          {"нет", "no"},
                          {"1", "yes"},
                          {"0", "no"},
                          {"+", "yes"},
                          {"-", "no"},
                          {"ja", "yes"},
                          {"Nej", "no"},
                          {"", "missing_value"},
                          {"maybe", "not_yes_or_no"}})
    EXPECT_EQ(yes(one.text), one.outcome) << one.text;
  const auto status = [](const char* text) {
    return shown(parse_attendance(text), [](Attendance a) { return std::string(name_of(a)); });
  };
  for (const Case& one : {Case{"Клиент не пришёл", "no_show"},
                          {"Пришёл", "came"},
                          {"-1", "no_show"},
                          {"1", "came"},
                          {"0", "expected"},
                          {"2", "confirmed"},
                          {"No-show", "no_show"},
                          {"Отменён", "cancelled"},
                          {"Bekräftad", "confirmed"},
                          {"Inställd", "cancelled"},
                          {"абракадабра", "unknown_status"},
                          {"", "missing_value"}})
    EXPECT_EQ(status(one.text), one.outcome) << one.text;
}

TEST(Cells, Durations) {
  const auto minutes = [](const char* text, DurationUnit unit = DurationUnit::minutes) {
    return shown(parse_duration_seconds(text, unit), [](auto s) { return std::to_string(s / 60); });
  };
  for (const Case& one : {Case{"30", "30"},
                          {"30 мин", "30"},
                          {"1 ч 30 мин", "90"},
                          {"1ч30м", "90"},
                          {"1:30", "90"},
                          {"0:45:00", "45"},
                          {"PT1H30M", "90"},
                          {"1,5 ч", "90"},
                          {"45 min", "45"},
                          {"2 tim", "120"},
                          {"1 год", "not_a_duration"},
                          {"долго", "not_a_duration"},
                          {"9999999", "number_out_of_range"},
                          {"1:75", "not_a_duration"},
                          {"", "missing_value"}})
    EXPECT_EQ(minutes(one.text), one.outcome) << one.text;
  EXPECT_EQ(minutes("3600", DurationUnit::seconds), "60") << "seance_length of YCLIENTS";
}

TEST(Cells, AgesGiveEstimatedBirthYears) {
  const auto reference = LocalDate::from_ymd(2016, 6, 6).value();
  const auto year = [&](const char* text) {
    return shown(birth_year_from_age(text, reference), [](auto y) { return std::to_string(y); });
  };
  EXPECT_EQ(year("62"), "1954");
  EXPECT_EQ(year("0"), "2016");
  EXPECT_EQ(year("115"), "1901");
  EXPECT_EQ(year("-1"), "age_out_of_range");
  EXPECT_EQ(year("126"), "age_out_of_range");
  EXPECT_EQ(year("?"), "not_a_number");
  EXPECT_EQ(parse_birth_year("1985 г.р.", 2026), 1985);
  EXPECT_EQ(parse_birth_year("2027", 2026), std::unexpected(FaultCode::birth_in_future));
}

TEST(Cells, Names) {
  const auto russian = NameOrder::family_first;
  EXPECT_EQ(split_name(" Иванов  Иван Иванович", russian),
            (PersonName{"Иванов", "Иван", "Иванович"}));
  EXPECT_EQ(split_name("Мамедов Али Гасан оглы", russian),
            (PersonName{"Мамедов", "Али", "Гасан оглы"}));
  EXPECT_EQ(split_name("Иванов", russian), (PersonName{"Иванов", "", ""}));
  EXPECT_EQ(split_name("Anna Maria Svensson", NameOrder::given_first),
            (PersonName{"Svensson", "Anna Maria", ""}));
  EXPECT_EQ(split_name("Svensson, Anna", russian), (PersonName{"Svensson", "Anna", ""}));
  EXPECT_EQ(split_name("", russian), PersonName{});
}

TEST(Cells, Emails) {
  EXPECT_EQ(parse_email(" anna@example.se "), "anna@example.se");
  for (const char* wrong : {"anna", "anna@", "@example.se", "a@b@c.se", "anna@example", "a b@c.se",
                            "a@c.s", "a@.se", "a@c..se", "a@x.se, b@x.se"})
    EXPECT_EQ(parse_email(wrong), std::unexpected(FaultCode::bad_email)) << wrong;
}

}  // namespace
}  // namespace retour::exchange
