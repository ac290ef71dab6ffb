// Suggestions from names of services (PS-10): one line per service, type, specialty, minutes, rule.
#include "exchange/price_list.hpp"

#include <gtest/gtest.h>

#include <string>

namespace retour::exchange {
namespace {

std::string shown(std::string_view name) {
  const ServiceSuggestion s = suggest(name);
  return std::string(enum_name(s.type)) + ' ' + std::string(name_of(s.specialty)) + ' ' +
         std::to_string(s.length_minutes) + ' ' + std::string(s.type_rule);
}

TEST(PriceList, SuggestsByNames) {
  const std::pair<const char*, const char*> cases[] = {
      {"Приём (осмотр, консультация) врача-кардиолога первичный",
       "entry cardiology 60 first_visit"},
      {"Консультация невролога", "entry neurology 30 consultation"},
      {"Приём терапевта повторный", "other therapy 30 repeat_visit"},
      {"Приём гинеколога с УЗИ", "entry gynaecology 30 consultation"},
      {"УЗИ брюшной полости", "diagnostic imaging 30 ultrasound"},
      {"ЭхоКГ", "diagnostic cardiology 30 ultrasound"},
      {"МРТ коленного сустава", "diagnostic orthopaedics 45 tomography"},
      {"Общий анализ крови", "diagnostic laboratory 10 laboratory_test"},
      {"Взятие крови из вены", "other laboratory 10 sampling"},
      {"ФГДС под седацией", "other gastroenterology 30 anaesthesia"},
      {"Гастроскопия", "diagnostic gastroenterology 40 endoscopy"},
      {"Удаление зуба мудрости", "main dentistry 120 surgery"},
      {"Операция на сетчатке", "main unknown 120 surgery"},
      {"Установка импланта Straumann", "main dentistry 90 prosthetics"},
      {"Курс массажа, 10 сеансов", "main physiotherapy 60 course"},
      {"Контрольный осмотр хирурга", "checkup surgery 20 check_after_treatment"},
      {"Осмотр после операции", "checkup unknown 20 check_after_treatment"},
      {"Чек-ап «Мужское здоровье»", "diagnostic unknown 60 health_check"},
      {"Справка в бассейн", "other unknown 10 paper"},
      {"Осмотр педиатра", "entry paediatrics 30 inspection"},
      {"Ультразвуковая допплерография", "diagnostic imaging 30 ultrasound"},
      {"Initial consultation, cardiologist", "entry cardiology 60 first_visit"},
      {"Knee surgery", "main orthopaedics 120 surgery"},
      {"Blood test: glucose", "diagnostic laboratory 10 laboratory_test"},
      {"Nybesök hudläkare", "entry dermatology 60 first_visit"},
      {"Återbesök", "other unknown 30 repeat_visit"},
      {"Ultraljud hjärta", "diagnostic cardiology 30 ultrasound"},
      {"Läkarintyg", "untyped unknown 30 "},
      {"", "untyped unknown 30 "}};
  for (const auto& [name, expected] : cases) EXPECT_EQ(shown(name), expected) << name;
}

TEST(PriceList, ShortWordsAreWholeWords) {
  EXPECT_EQ(suggest("Активный отдых").type, ProductType::untyped) << "кт is inside активный";
  EXPECT_EQ(suggest("КТ лёгких").type, ProductType::diagnostic);
}

}  // namespace
}  // namespace retour::exchange
