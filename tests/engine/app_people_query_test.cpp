// links: app
// The filter language of the search field: what each term narrows, in three languages, and which
// terms say nothing (PS-16, PS-17).
#include "app/people_query.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/id.hpp"

namespace retour::app {
namespace {

const StaffId me{id_from_name("me")};

Staff person(const char* family, const char* given, bool active = true) {
  Staff staff;
  staff.id = StaffId(id_from_name(family));
  staff.family_name = family;
  staff.given_name = given;
  staff.active = active;
  return staff;
}

const std::vector<Staff> people = {person("Ёлкина", "Анна"), person("Gone", "Gus", false),
                                   person("Goodman", "Gus")};

PeopleQuery parse(std::string_view text, bool may_read_money = true) {
  return parse_people_query(text, people, me, may_read_money);
}
PeopleFilter filter_of(std::string_view text) {
  const PeopleQuery query = parse(text);
  EXPECT_TRUE(query.is_filter) << text;
  EXPECT_EQ(query.fault, "") << text;
  return query.filter;
}

TEST(PeopleQuery, ATermIsTheSameInEveryLanguage) {
  const std::vector<std::pair<PeopleFilter, std::vector<const char*>>> terms = {
      {{.statuses = 0b110000}, {"status:4,5", "статус:4,5", "STATUS=5,4"}},
      {{.step = PeopleStep::forgotten}, {"step:none", "шаг:нет", "steg:saknas"}},
      {{.step = PeopleStep::overdue}, {"step:overdue", "шаг:просрочен", "steg:försenat"}},
      {{.responsible = me}, {"responsible:me", "ответственный:я", "ansvarig:jag"}},
      {{.unseen_days = 180}, {"seen>180", "визит>180", "besök>180"}},
      {{.seen_within_days = 30}, {"seen<30", "Визит<30", "besök<30"}},
      {{.recall_within_days = 7}, {"recall<7", "возвращение<7", "återkomst<7"}},
      {{.money_above_minor = 1'000'000}, {"money>10000", "деньги>10000", "pengar>10000"}}};
  for (const auto& [filter, texts] : terms)
    for (const char* text : texts) EXPECT_EQ(filter_of(text), filter) << text;
}

TEST(PeopleQuery, SomebodyIsNamedByTheBeginningOfHisName) {
  for (const char* text : {"ответственный:елк", "responsible:\"Анна Ёлкина\"", "ansvarig:анна"})
    EXPECT_EQ(filter_of(text).responsible, people[0].id) << text;
  EXPECT_EQ(filter_of("responsible:g").responsible, people[2].id) << "who left answers for nobody";
}

TEST(PeopleQuery, TermsHoldTogetherAndOtherWordsAreOfTheName) {
  const PeopleFilter filter = filter_of("  статус:4 визит>180 Сидо Пётр ");
  EXPECT_EQ(filter,
            (PeopleFilter{.statuses = 0b10000, .unseen_days = 180, .words = {"сидо", "петр"}}));
}

TEST(PeopleQuery, WithoutAKeyItIsASearch) {
  for (const char* text : {"", "Сидоров", "+7 916 123-45-67", "1980", "О'Брайен"})
    EXPECT_FALSE(parse(text).is_filter) << text;
}

TEST(PeopleQuery, TheFirstTermThatSaysNothingIsNamedAndNarrowsNothing) {
  for (const char* text :
       {"status:8", "status:0", "status:", "status:4,", "status>4", "цвет:синий", "step:maybe",
        "responsible:", "responsible:nobody", "responsible:gone", "seen:5", "seen>-1", "seen>1e3",
        "seen>999999", "recall>3", "money<5", "money:5", "money>"}) {
    const PeopleQuery query = parse(text);
    EXPECT_TRUE(query.is_filter) << text;
    EXPECT_EQ(query.fault, text);
    EXPECT_EQ(query.filter, PeopleFilter{}) << text;
  }
  const PeopleQuery mixed = parse("status:4 x:1 y:2");
  EXPECT_EQ(mixed.fault, "x:1");
  EXPECT_EQ(mixed.filter.statuses, 0b10000);
}

// Whoever must not see money must not find it out by halving either.
TEST(PeopleQuery, MoneyIsAFaultForWhoeverMayNotReadIt) {
  EXPECT_EQ(parse("money>1", false).fault, "money>1");
  EXPECT_EQ(parse("money>1", false).filter, PeopleFilter{});
}

TEST(PeopleQuery, NarrowsAFilterAndKeepsItsOrder) {
  const PeopleFilter chosen{.statuses = 0b110000, .order = PeopleOrder::name, .descending = true};
  const PeopleFilter both = narrowed(chosen, filter_of("status:5,6 seen<9"));
  EXPECT_EQ(both, (PeopleFilter{.statuses = 0b100000,
                                .seen_within_days = 9,
                                .order = PeopleOrder::name,
                                .descending = true}));
  std::array<PersonRow, 1> rows;
  rows[0].id = PatientId(id_from_name("x"));
  rows[0].status = static_cast<funnel::FunnelStatus>(4);
  EXPECT_TRUE(people_matching(rows, narrowed(chosen, filter_of("status:2")), LocalDate{1}).empty());
}

TEST(PeopleQuery, DaysMoneyAndNamesLetThroughWhomTheySay) {
  constexpr LocalDate today{20'000};
  const auto row = [](const char* name) {
    PersonRow person;
    person.id = PatientId(id_from_name(name));
    person.order_name = name;
    return person;
  };
  std::vector<PersonRow> rows = {row("anna svensson"), row("svenson erik"), row("lind svea")};
  rows[0].last_seen = today.plus_days(-181);
  rows[1].last_seen = today.plus_days(-180);
  rows[1].recall_due = today.plus_days(6);
  rows[2].recall_due = today.plus_days(7);
  rows[2].open_money_minor = 100'001;
  rows[1].open_money_minor = 100'000;
  const std::map<std::string, std::vector<std::uint32_t>> answers = {
      {"seen>180", {0}}, {"seen<181", {1}},       {"seen<182", {1, 0}},
      {"recall<7", {1}}, {"recall<8", {2, 1}},    {"money>1000", {2}},
      {"step:none", {}}, {"seen>0 sven", {1, 0}}, {"seen>0 sven an", {0}}};
  for (const auto& [text, found] : answers)
    EXPECT_EQ(people_matching(rows, filter_of(text), today), found) << text;
}

}  // namespace
}  // namespace retour::app
