#include "base/phone.hpp"

#include <gtest/gtest.h>

namespace retour {
namespace {

struct Case {
  PhoneRegion home;
  const char* text;
  const char* outcome;  // E.164, or the name of the fault
};

std::string outcome_of(const Case& one) {
  const auto parsed = parse_phone(one.text, one.home);
  return parsed ? parsed->number : std::string(name_of(parsed.error()));
}

using enum PhoneRegion;

TEST(Phone, OneLinePerNotation) {
  const Case cases[] = {
      {russia, "8 (916) 123-45-67", "+79161234567"},
      {russia, "+7 916 123 45 67", "+79161234567"},
      {russia, "79161234567", "+79161234567"},
      {russia, "9161234567", "+79161234567"},
      {russia, "тел.: 8-916-123-45-67", "+79161234567"},
      {russia, "8\u00A0916\u2011123\u201145\u201167", "+79161234567"},
      {russia, "8 495 123-45-67", "+74951234567"},
      {russia, "8 800 555 35 35", "+78005553535"},
      {russia, "'+79161234567", "+79161234567"},
      {russia, "8 727 123 45 67", "+77271234567"},
      {russia, "375291234567", "+375291234567"},
      {russia, "998 90 123 45 67", "+998901234567"},
      {russia, "+46 70 123 45 67", "+46701234567"},
      {russia, "8 10 375 29 123 45 67", "+375291234567"},
      {russia, "+1 212 555 0123", "+12125550123"},
      {russia, "7012345678", "too_short"},
      {russia, "123-45-67", "no_area_code"},
      {russia, "12345", "no_area_code"},
      {russia, "1234", "too_short"},
      {russia, "891612345678", "too_long"},
      {russia, "89161234567 89161234568", "too_long"},
      {russia, "8 016 123 45 67", "unknown_prefix"},
      {russia, "9999999999", "placeholder"},
      {russia, "+7 999 999 99 99", "placeholder"},
      {russia, "00000000000", "unknown_prefix"},
      {russia, "нет", "letters"},
      {russia, "8916O234567", "letters"},
      {russia, "", "empty"},
      {russia, " - ", "empty"},
      {russia, "89161234567, 89161234568", "several_numbers"},
      {russia, "89161234567 +79161234568", "several_numbers"},
      {russia, "+7 916 123", "too_short"},
      {russia, "+123", "too_short"},
      {russia, "+1234567890123456", "too_long"},
      {kazakhstan, "8 701 234 56 78", "+77012345678"},
      {kazakhstan, "7012345678", "+77012345678"},
      {kazakhstan, "87271234567", "+77271234567"},
      {kazakhstan, "89161234567", "+79161234567"},
      {sweden, "070-123 45 67", "+46701234567"},
      {sweden, "+46 (0)70 123 45 67", "+46701234567"},
      {sweden, "0046701234567", "+46701234567"},
      {sweden, "46701234567", "+46701234567"},
      {sweden, "701234567", "+46701234567"},
      {sweden, "08-123 456 78", "+46812345678"},
      {sweden, "08-12 34 56", "+468123456"},
      {sweden, "12 34 56", "no_area_code"},
      {sweden, "0701", "too_short"},
      {sweden, "+79161234567", "+79161234567"},
      {belarus, "8 029 123-45-67", "+375291234567"},
      {belarus, "291234567", "+375291234567"},
      {belarus, "375 29 123 45 67", "+375291234567"},
      {ukraine, "050 123 45 67", "+380501234567"},
      {ukraine, "+38 (050) 123-45-67", "+380501234567"},
      {norway, "412 34 567", "+4741234567"},
      {estonia, "5123 4567", "+37251234567"},
      {finland, "040 123 4567", "+358401234567"},
      {brazil, "(27) 99999-1234", "+5527999991234"},
      {germany, "030 1234567", "+49301234567"},
  };
  for (const Case& one : cases) EXPECT_EQ(outcome_of(one), one.outcome) << one.text;
}

TEST(Phone, Extensions) {
  const auto parsed = parse_phone("8 (495) 123-45-67 доб. 12", russia);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->number, "+74951234567");
  EXPECT_EQ(parsed->extension, "12");
  EXPECT_EQ(parse_phone("+46 8 123 456 78 ankn 9", sweden)->extension, "9");
  EXPECT_EQ(parse_phone("8 495 123-45-67 мама", russia).error(), PhoneFault::letters);
}

TEST(Phone, ReadingAStoredNumberGivesItBack) {
  for (const char* number :
       {"+79161234567", "+77012345678", "+375291234567", "+380501234567", "+46701234567",
        "+46812345678", "+358401234567", "+12125550123", "+5527999991234"})
    for (const auto home : {russia, kazakhstan, sweden, brazil, poland}) {
      ASSERT_EQ(parse_phone(number, home)->number, number);
      ASSERT_EQ(parse_phone(format_phone(number), home)->number, number) << format_phone(number);
    }
}

TEST(Phone, CellsWithSeveralNumbers) {
  EXPECT_EQ(split_phones("8 916 123-45-67, 8 (495) 123 45 67 (мама);+7 1"),
            (std::vector<std::string_view>{"8 916 123-45-67", "8 (495) 123 45 67", "+7 1"}));
  EXPECT_TRUE(split_phones(" ; ").empty());
}

TEST(Phone, ForPeople) {
  EXPECT_EQ(format_phone("+79161234567"), "+7 916 123-45-67");
  EXPECT_EQ(format_phone("+46701234567"), "+46 70-123 45 67");
  EXPECT_EQ(format_phone("+375291234567"), "+375 291 23 45 67");
  EXPECT_EQ(format_phone("none"), "none");
}

TEST(Phone, SearchByParts) {
  EXPECT_EQ(phone_tail("+79161234567", 4), "4567");
  EXPECT_EQ(phone_tail("+7916", 10), "7916");
  EXPECT_EQ(phone_search_keys("45-67", russia), (std::vector<std::string>{"4567"}));
  EXPECT_EQ(phone_search_keys("8916123", russia), (std::vector<std::string>{"8916123", "916123"}));
  EXPECT_EQ(phone_search_keys("070123", sweden), (std::vector<std::string>{"070123", "70123"}));
  EXPECT_TRUE(phone_search_keys("12", russia).empty());
  EXPECT_TRUE(phone_search_keys("Иванов 12", russia).empty());
}

}  // namespace
}  // namespace retour
