#include "exchange/synonyms.hpp"

namespace retour::exchange {
namespace {

using Words = std::string_view;
using F = TargetField;

// All words are folded and without blanks: see header_key.
constexpr Words patient_id[] = {
    "patientid",     "idпациента", "кодпациента", "номеркарты",
    "карта",         "карты",      "ндоккарты",   "номерамбулаторнойкарты",
    "clientid",      "idклиента",  "кодклиента",

    "patientnummer", "patientnr",  "id",          "код"};
constexpr Words full_name[] = {"фио",         "фиопациента", "пациент",    "клиент",
                               "имяклиента",  "фиоклиента",  "patient",    "patientname",
                               "fullname",    "clientname",  "client",     "namn",
                               "patientnamn", "name",        "имяпациента"};
constexpr Words family_name[] = {"фамилия",    "fam",       "lastname", "surname",
                                 "familyname", "efternamn", "familiya"};
constexpr Words given_name[] = {"имя", "imya", "firstname", "givenname", "fornamn", "im"};
constexpr Words patronymic[] = {"отчество", "otch", "middlename", "patronymic", "mellannamn"};
constexpr Words sex[] = {"пол", "gender", "sex", "kon"};
constexpr Words birth_date[] = {"датарождения", "др",    "деньрождения", "birthdate", "dateofbirth",
                                "dob",          "datar", "fodelsedatum", "birthday",  "рождение"};
constexpr Words birth_year[] = {"годрождения", "гр", "birthyear", "yearofbirth", "fodelsear"};
constexpr Words age[] = {"возраст", "age", "alder", "полныхлет", "лет"};
constexpr Words phone[] = {"телефон",
                           "мобильныйтелефон",
                           "мобильный",
                           "тел",
                           "телефонпациента",
                           "телефонклиента",
                           "номертелефона",
                           "сотовый",
                           "phone",
                           "mobile",
                           "phonenumber",
                           "clientphone",
                           "telefon",
                           "telefonnummer",
                           "mobil",
                           "mobilnummer",
                           "tel",
                           "контактныйтелефон",
                           "домашнийтелефон"};
constexpr Words email[] = {"email", "emailклиента", "почта",  "электроннаяпочта",
                           "epost", "clientemail",  "эпочта", "mail"};
constexpr Words address[] = {"адрес", "address", "адреспроживания", "местожительства", "adress"};
constexpr Words source[] = {
    "источник", "рекламныйисточник", "откудаузнали", "откудаузнал",   "каналпривлечения", "канал",
    "source",   "utmsource",         "kalla",        "referralsource"};
constexpr Words appointment_id[] = {"appointmentid", "idзаписи", "кодзаписи", "номерзаписи",
                                    "recordid",      "visitid",  "idвизита",  "bookingid",
                                    "bokningsid",    "id",       "номер"};
constexpr Words made_at[] = {"scheduledday",  "датасоздания", "созданазапись", "датасозданиязаписи",
                             "создана",       "createdate",   "createdat",     "created",
                             "booked",        "bookedat",     "scheduledat",   "skapad",
                             "датаоформления"};
constexpr Words date[] = {"appointmentday", "дата",
                          "датаприема",     "датавизита",
                          "датазаписи",     "датаивремя",
                          "датавремя",      "датаивремяприема",
                          "датаоказания",   "датаоказанияуслуги",
                          "billdate",       "datetime",
                          "date",           "appointmentdate",
                          "visitdate",      "datum",
                          "bokningsdatum",  "start",
                          "starttime",      "начало"};
constexpr Words time[] = {"время", "времяприема",     "времявизита", "времязаписи", "времяначала",
                          "time",  "appointmenttime", "tid",         "klockslag"};
constexpr Words duration[] = {
    "длительность",      "продолжительность", "длительностьмин", "мин",
    "времяприемамин",    "duration",          "durationmin",     "length",
    "minutes",           "seancelength",      "langd",           "varaktighet",
    "длительностьуслуги"};
constexpr Words doctor[] = {"врач",     "сотрудник",   "специалист", "доктор",
                            "фиоврача", "исполнитель", "мастер",     "doctor",
                            "staff",    "staffid",     "staffname",  "physician",
                            "provider", "lakare",      "behandlare", "practitioner"};
constexpr Words service_code[] = {"кодуслуги",  "артикул",           "servcode", "servicecode",
                                  "шифруслуги", "кодпономенклатуре", "code",     "код",
                                  "tjanstekod", "номенклатура"};
constexpr Words service_name[] = {"услуга",     "наименованиеуслуги", "названиеуслуги", "услуги",
                                  "service",    "servicename",        "services",       "tjanst",
                                  "behandling", "наименование",       "название",       "прием"};
constexpr Words status[] = {"статус",     "статусзаписи", "статусвизита",    "состояние", "явка",
                            "attendance", "status",       "visitattendance", "посещение"};
constexpr Words no_show[] = {"noshow", "неявка", "непришел", "неявился", "uteblev"};
constexpr Words came[] = {"пришел", "явился", "came", "attended", "arrived", "showed"};
constexpr Words cancelled[] = {"отменен", "отмена", "cancelled", "canceled", "avbokad"};
constexpr Words note[] = {"комментарий", "примечание", "заметка",   "comment",
                          "note",        "notes",      "kommentar", "anteckning"};
constexpr Words price[] = {"цена",  "стоимость", "ценаруб",   "стоимостьруб", "суммаруб",
                           "сумма", "price",     "cost",      "amount",       "sum",
                           "pris",  "тариф",     "ценауслуги"};
constexpr Words specialty[] = {"специальность", "направление", "отделение", "категория",
                               "раздел",        "группа",      "specialty", "department",
                               "category",      "specialitet", "avdelning"};
constexpr Words product_type[] = {"типпродукта", "типуслуги", "тип", "producttype", "type", "typ"};
constexpr Words valid_from[] = {"действуетс", "датаначала", "ценас", "validfrom", "gallerfran"};
constexpr Words call_id[] = {"idзвонка", "callid", "callsessionid", "номерзвонка", "id", "uid"};
constexpr Words called_at[] = {"датазвонка", "времязвонка", "датаивремя", "датаивремязвонка",
                               "дата",       "starttime",   "calledat",   "date",
                               "datetime",   "tidpunkt"};
constexpr Words call_phone[] = {
    "номерабонента",  "ктозвонил", "номерклиента",       "телефон",
    "номерзвонящего", "caller",    "callerid",           "callingphonenumber",
    "from",           "phone",     "contactphonenumber", "номер",
    "nummer",         "тел"};
constexpr Words direction[] = {
    "направление", "типзвонка", "направлениезвонка", "direction", "calltype", "riktning", "тип"};
constexpr Words answered[] = {"отвечен",  "принят", "успешный",   "статусзвонка", "статус",
                              "answered", "status", "callstatus", "результат"};
constexpr Words call_duration[] = {
    "длительность",     "длительностьразговора", "длительностьзвонка", "времяразговора",
    "duration",         "callduration",          "talktime",           "langd",
    "продолжительность"};
constexpr Words operator_name[] = {"оператор", "менеджер", "ответил",  "сотрудник",  "ктоответил",
                                   "operator", "agent",    "employee", "handlaggare"};

constexpr Synonyms person[] = {{F::patient_source_id, patient_id},
                               {F::full_name, full_name},
                               {F::family_name, family_name},
                               {F::given_name, given_name},
                               {F::patronymic, patronymic},
                               {F::sex, sex},
                               {F::birth_date, birth_date},
                               {F::birth_year, birth_year},
                               {F::age, age},
                               {F::phone, phone},
                               {F::email, email},
                               {F::address, address},
                               {F::source, source},
                               {F::note, note}};
constexpr Synonyms appointment[] = {{F::appointment_source_id, appointment_id},
                                    {F::patient_source_id, patient_id},
                                    {F::full_name, full_name},
                                    {F::family_name, family_name},
                                    {F::given_name, given_name},
                                    {F::patronymic, patronymic},
                                    {F::sex, sex},
                                    {F::birth_date, birth_date},
                                    {F::birth_year, birth_year},
                                    {F::age, age},
                                    {F::phone, phone},
                                    {F::email, email},
                                    {F::address, address},
                                    {F::source, source},
                                    {F::made_at, made_at},
                                    {F::date, date},
                                    {F::time, time},
                                    {F::duration, duration},
                                    {F::doctor, doctor},
                                    {F::service_code, service_code},
                                    {F::service_name, service_name},
                                    {F::status, status},
                                    {F::no_show, no_show},
                                    {F::came, came},
                                    {F::cancelled, cancelled},
                                    {F::note, note}};
constexpr Synonyms service[] = {{F::service_code, service_code},
                                {F::service_name, service_name},
                                {F::price, price},
                                {F::duration, duration},
                                {F::specialty, specialty},
                                {F::product_type, product_type},
                                {F::valid_from, valid_from}};
constexpr Synonyms call[] = {{F::call_source_id, call_id},
                             {F::called_at, called_at},
                             {F::time, time},
                             {F::phone, call_phone},
                             {F::direction, direction},
                             {F::answered, answered},
                             {F::duration, call_duration},
                             {F::operator_name, operator_name},
                             {F::source, source},
                             {F::note, note}};

}  // namespace

std::span<const Synonyms> synonyms_of(ImportKind kind) {
  switch (kind) {
    case ImportKind::patients: return person;
    case ImportKind::appointments: return appointment;
    case ImportKind::services: return service;
    case ImportKind::calls: return call;
  }
  return {};
}

}  // namespace retour::exchange
