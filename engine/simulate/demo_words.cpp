#include "simulate/demo_words.hpp"

namespace retour::simulate {
namespace {

using enum ProductType;
using V = std::string_view;

constexpr V ru_families_f[] = {"Образцова",    "Примерова",  "Выдумкина",      "Небылицына",
                               "Сказочникова", "Придумкина", "Тестова",        "Макетова",
                               "Шаблонова",    "Условная",   "Демидова-Проба", "Эскизова",
                               "Черновикова",  "Пробникова"};
constexpr V ru_families_m[] = {
    "Образцов", "Примеров", "Выдумкин", "Небылицын",     "Сказочников", "Придумкин",  "Тестов",
    "Макетов",  "Шаблонов", "Условный", "Демидов-Проба", "Эскизов",     "Черновиков", "Пробников"};
constexpr V ru_givens_f[] = {"Анна",  "Мария",    "Елена", "Ольга",  "Наталья", "Ирина",
                             "Алёна", "Светлана", "Дарья", "Полина", "Вера",    "Ксения"};
constexpr V ru_givens_m[] = {"Иван",   "Пётр",  "Алексей", "Сергей", "Дмитрий", "Андрей",
                             "Михаил", "Фёдор", "Николай", "Павел",  "Кирилл",  "Артём"};
constexpr V ru_patronymics_f[] = {"Ивановна",  "Петровна",   "Алексеевна", "Сергеевна",
                                  "Фёдоровна", "Михайловна", "Андреевна"};
constexpr V ru_patronymics_m[] = {"Иванович",  "Петрович",   "Алексеевич", "Сергеевич",
                                  "Фёдорович", "Михайлович", "Андреевич"};

constexpr V en_families[] = {"Example",    "Sampleton",  "Mockford",  "Draftley",   "Placeholder",
                             "Fictitious", "Pretendham", "Testworth", "Dummyfield", "Makebelieve",
                             "Specimen",   "Templeate",  "Sketchley", "Inventon"};
constexpr V en_givens_f[] = {"Anna",  "Mary",  "Helen", "Olivia",  "Natalie", "Irene",
                             "Alice", "Susan", "Daisy", "Pauline", "Vera",    "Zoe"};
constexpr V en_givens_m[] = {"John",    "Peter", "Alex", "Simon", "David", "Andrew",
                             "Michael", "Fred",  "Nick", "Paul",  "Kevin", "Arthur"};

constexpr V sv_families[] = {"Exempelsson", "Påhittsson", "Provström",   "Mallgren",    "Skissberg",
                             "Låtsasson",   "Testlund",   "Utkastsson",  "Modellqvist", "Fiktsson",
                             "Mönsterdahl", "Provåker",   "Hittepåsson", "Övningsjö"};
constexpr V sv_givens_f[] = {"Anna", "Maria", "Elin", "Åsa", "Karin", "Ingrid",
                             "Alva", "Sofia", "Disa", "Pia", "Vera",  "Örjana"};
constexpr V sv_givens_m[] = {"Johan",  "Per",     "Axel", "Sven", "David", "Anders",
                             "Mikael", "Fredrik", "Nils", "Pål",  "Karl",  "Åke"};

constexpr DemoWords russian{
    .zone = "Europe/Moscow",
    .currency = Currency::rub,
    .clinic = "Клиника «Образец» (демо)",
    .legal_entity = "ООО «Образец-Демо»",
    .branch_main = "На Примерной",
    .branch_small = "На Условной",
    .address_main = "ул. Примерная, 1",
    .address_small = "ул. Условная, 2",
    .phone_prefix = "+7999000",
    .phone_digits = 4,
    .specialties = {"Кардиология", "Оториноларингология", "Стоматология", "Терапия"},
    .services = {{{"Первичный приём кардиолога", 0, entry, 60, 3200, false},
                  {"Повторный приём кардиолога", 0, other, 40, 2400, false},
                  {"УЗИ сердца", 0, diagnostic, 40, 3800, true},
                  {"Программа «Здоровое сердце»", 0, main, 60, 48000, false},
                  {"Первичный приём ЛОР-врача", 1, entry, 30, 2600, false},
                  {"Эндоскопия носоглотки", 1, diagnostic, 30, 2900, false},
                  {"Удаление аденоидов", 1, main, 90, 62000, false},
                  {"Первичная консультация стоматолога", 2, entry, 30, 1200, false},
                  {"Снимок и план лечения", 2, diagnostic, 20, 1800, false},
                  {"Имплантация зуба", 2, main, 90, 54000, false},
                  {"Первичный приём терапевта", 3, entry, 40, 2200, false},
                  {"Анализы: базовый комплекс", 3, diagnostic, 15, 3400, false},
                  {"Контрольный осмотр", -1, checkup, 30, 1900, false},
                  {"Программа «Полное обследование»", 3, main, 60, 29000, false},
                  {"Капельница", 3, other, 60, 1700, false}}},
    .package_name = "Пакет «5 капельниц»",
    .families_female = ru_families_f,
    .families_male = ru_families_m,
    .givens_female = ru_givens_f,
    .givens_male = ru_givens_m,
    .patronymics_female = ru_patronymics_f,
    .patronymics_male = ru_patronymics_m,
    .sources = {"Яндекс Директ", "Поиск", "Рекомендация", "Карты", "Вывеска", "Партнёры"},
    .campaigns = {"Обследование сердца", "Статьи о лечении"},
    .campaign_numbers = {"+79990009901", "+79990009902"},
    .contractor = "Агентство «Образец»",
    .scripts = {"Разговор о записи", "Разговор о записи, вторая редакция"},
    .company = "АО «Пример-Пром»",
    .insurer = "СК «Условный полис»",
    .cancel_reasons = {"Заболел", "Неудобное время", "Передумал", "Отмена клиникой"},
    .refusal_reasons = {"Дорого", "Решил подумать", "Лечится в другом месте", "Боится процедуры"},
    .room = "Кабинет",
    .procedure_room = "Процедурная",
    .ultrasound_room = "Кабинет УЗИ",
    .theatre = "Операционная",
    .ultrasound = "УЗ-сканер",
    .plan_title = "План лечения",
    .step_call = "Позвонить, узнать о самочувствии",
    .step_book = "Записать на назначенное обследование",
    .wish = "Просит звонить после 18 часов"};

constexpr DemoWords english{
    .zone = "Europe/London",
    .currency = Currency::eur,
    .clinic = "Example Clinic (demo)",
    .legal_entity = "Example Demo Ltd",
    .branch_main = "Sample Street",
    .branch_small = "Pretend Lane",
    .address_main = "1 Sample Street",
    .address_small = "2 Pretend Lane",
    .phone_prefix = "+447700900",
    .phone_digits = 3,
    .specialties = {"Cardiology", "ENT", "Dentistry", "General medicine"},
    .services = {{{"First cardiology consultation", 0, entry, 60, 120, false},
                  {"Follow-up cardiology consultation", 0, other, 40, 90, false},
                  {"Echocardiography", 0, diagnostic, 40, 160, true},
                  {"Healthy Heart programme", 0, main, 60, 1900, false},
                  {"First ENT consultation", 1, entry, 30, 100, false},
                  {"Nasal endoscopy", 1, diagnostic, 30, 120, false},
                  {"Adenoidectomy", 1, main, 90, 2600, false},
                  {"First dental consultation", 2, entry, 30, 50, false},
                  {"X-ray and treatment plan", 2, diagnostic, 20, 75, false},
                  {"Dental implant", 2, main, 90, 2200, false},
                  {"First GP consultation", 3, entry, 40, 85, false},
                  {"Blood tests: basic panel", 3, diagnostic, 15, 140, false},
                  {"Check-up after treatment", -1, checkup, 30, 70, false},
                  {"Full check programme", 3, main, 60, 1100, false},
                  {"Infusion", 3, other, 60, 65, false}}},
    .package_name = "Package: 5 infusions",
    .families_female = en_families,
    .families_male = en_families,
    .givens_female = en_givens_f,
    .givens_male = en_givens_m,
    .patronymics_female = {},
    .patronymics_male = {},
    .sources = {"Search ads", "Search", "Recommendation", "Maps", "Street sign", "Partners"},
    .campaigns = {"Heart check", "Articles on treatment"},
    .campaign_numbers = {"+447700900991", "+447700900992"},
    .contractor = "Sample Agency Ltd",
    .scripts = {"First call", "First call, second version"},
    .company = "Example Works plc",
    .insurer = "Pretend Insurance",
    .cancel_reasons = {"Fell ill", "Inconvenient time", "Changed mind", "Cancelled by the clinic"},
    .refusal_reasons = {"Too expensive", "Thinking it over", "Treated elsewhere", "Afraid"},
    .room = "Room",
    .procedure_room = "Procedure room",
    .ultrasound_room = "Ultrasound room",
    .theatre = "Theatre",
    .ultrasound = "Ultrasound scanner",
    .plan_title = "Treatment plan",
    .step_call = "Call and ask how the patient feels",
    .step_book = "Book the prescribed examination",
    .wish = "Prefers calls after 6 pm"};

constexpr DemoWords swedish{
    .zone = "Europe/Stockholm",
    .currency = Currency::sek,
    .clinic = "Exempelkliniken (demo)",
    .legal_entity = "Exempel Demo AB",
    .branch_main = "Provgatan",
    .branch_small = "Låtsasvägen",
    .address_main = "Provgatan 1",
    .address_small = "Låtsasvägen 2",
    .phone_prefix = "+4670000",
    .phone_digits = 4,
    .specialties = {"Kardiologi", "Öron-näsa-hals", "Tandvård", "Allmänmedicin"},
    .services = {{{"Nybesök kardiolog", 0, entry, 60, 1400, false},
                  {"Återbesök kardiolog", 0, other, 40, 1000, false},
                  {"Ultraljud hjärta", 0, diagnostic, 40, 1900, true},
                  {"Program Friskt hjärta", 0, main, 60, 21000, false},
                  {"Nybesök öron-näsa-hals", 1, entry, 30, 1200, false},
                  {"Endoskopi näsa", 1, diagnostic, 30, 1400, false},
                  {"Adenoidoperation", 1, main, 90, 29000, false},
                  {"Första tandläkarbesök", 2, entry, 30, 600, false},
                  {"Röntgen och behandlingsplan", 2, diagnostic, 20, 850, false},
                  {"Tandimplantat", 2, main, 90, 24000, false},
                  {"Nybesök allmänläkare", 3, entry, 40, 950, false},
                  {"Blodprover: baspanel", 3, diagnostic, 15, 1500, false},
                  {"Kontrollbesök", -1, checkup, 30, 800, false},
                  {"Program Full undersökning", 3, main, 60, 12500, false},
                  {"Dropp", 3, other, 60, 750, false}}},
    .package_name = "Paket: 5 dropp",
    .families_female = sv_families,
    .families_male = sv_families,
    .givens_female = sv_givens_f,
    .givens_male = sv_givens_m,
    .patronymics_female = {},
    .patronymics_male = {},
    .sources = {"Sökannonser", "Sök", "Rekommendation", "Kartor", "Skylt", "Partner"},
    .campaigns = {"Hjärtkontroll", "Artiklar om behandling"},
    .campaign_numbers = {"+46700009901", "+46700009902"},
    .contractor = "Provbyrån AB",
    .scripts = {"Första samtalet", "Första samtalet, andra versionen"},
    .company = "Exempelverken AB",
    .insurer = "Låtsasförsäkring",
    .cancel_reasons = {"Blev sjuk", "Olämplig tid", "Ändrade sig", "Avbokat av kliniken"},
    .refusal_reasons = {"För dyrt", "Tänker på saken", "Behandlas på annat håll", "Rädd"},
    .room = "Rum",
    .procedure_room = "Behandlingsrum",
    .ultrasound_room = "Ultraljudsrum",
    .theatre = "Operationssal",
    .ultrasound = "Ultraljudsapparat",
    .plan_title = "Behandlingsplan",
    .step_call = "Ring och fråga hur det känns",
    .step_book = "Boka den ordinerade undersökningen",
    .wish = "Vill bli ringd efter kl. 18"};

}  // namespace

const DemoWords& demo_words(Language language) {
  switch (language) {
    case Language::english: return english;
    case Language::swedish: return swedish;
    case Language::russian: break;
  }
  return russian;
}

}  // namespace retour::simulate
