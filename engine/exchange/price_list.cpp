#include "exchange/price_list.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace retour::exchange {
namespace {

using enum ProductType;

/// `stems`: alternatives parted by '|'; in one alternative all stems (parted by '+') must begin
/// some word of the name. "=кт" must be the whole word: too short to be a stem.
struct TypeRule {
  std::string_view name;
  ProductType type;
  std::int32_t length_minutes;
  std::string_view stems;
};

constexpr TypeRule type_rules[] = {
    {"paper", other, 10, "справк|выписк|дубликат|intyg|certificat"},
    {"anaesthesia", other, 30, "анестез|наркоз|седац|anaesth|anesth|narkos|bedovning"},
    {"sampling", other, 10, "взяти|забор|blodprovstagning|venepuncture"},
    {"repeat_visit", other, 30,
     "повторн+прием|повторн+консультац|прием+повторн|follow+up|aterbesok"},
    {"check_after_treatment", checkup, 20,
     "контрольн+осмотр|контрольн+прием|осмотр+послеоперацион|осмотр+после|послеоперацион+осмотр|"
     "диспансерн+прием|диспансерн+осмотр|checkup+after|control+visit|check+visit|kontrollbesok|"
     "efterkontroll|kontroll+efter"},
    {"first_visit", entry, 60,
     "первичн+прием|прием+первичн|первичн+консультац|консультац+первичн|первичн|initial|"
     "new+patient|first+visit|nybesok|forsta+besok"},
    {"consultation", entry, 30,
     "консультац|прием|consultation|konsultation|appointment|lakarbesok"},
    {"tomography", diagnostic, 45,
     "=мрт|=кт|=мскт|=пэт|томограф|=mri|=ct|=mrt|magnetkamera|datortomografi"},
    {"ultrasound", diagnostic, 30,
     "=узи|=узди|=узтс|эхокг|эхокардиограф|ультразвук|допплер|доплер|ultrasound|ultraljud|sonogra|"
     "echocardiogra"},
    {"x_ray", diagnostic, 15,
     "рентген|маммограф|денситометр|ортопантомограмм|=оптг|снимок|=x+ray|xray|rontgen|mammogra"},
    {"functional_test", diagnostic, 20,
     "=экг|холтер|=смад|спирометр|=ээг|аудиометр|тредмил|велоэргометр|электрокардиограмм|=ecg|=ekg|"
     "spirometri|audiometri"},
    {"endoscopy", diagnostic, 40,
     "=фгдс|=эгдс|гастроскоп|колоноскоп|бронхоскоп|эндоскоп|гистероскоп|endoscop|gastroskopi|"
     "koloskopi|colonoscop|gastroscop"},
    {"laboratory_test", diagnostic, 10,
     "анализ|мазок|посев|=пцр|биопс|гистолог|цитолог|=оак|=оам|=ттг|тест|антител|определен|"
     "blood+test|=test|analysis|biops|provtagning|=prov|blodprov|cytolog|histolog"},
    {"health_check", diagnostic, 60,
     "чек+ап|чекап|скрининг|checkup|check+up|screening|halsokontroll"},
    {"examination", diagnostic, 30,
     "исследован|диагност|обследован|diagnos|undersokning|examination"},
    {"surgery", main, 120,
     "операц|резекц|удален|пластик|эндопротез|остеосинтез|шунтирован|имплантац|липосакц|иссечен|"
     "ринопласт|блефаропласт|маммопласт|артроскоп|лапароскоп|surgery|operation|kirurgi|resect"},
    {"prosthetics", main, 90,
     "имплант|протезирован|коронк|винир|брекет|элайнер|протез|implant|crown|veneer|braces|aligner|"
     "krona|tandstallning"},
    {"course", main, 60, "курс|программ|абонемент|=цикл|=эко|course|programme|program|paket|=kur"},
    {"treatment", main, 45, "лечен|терапия|реставрац|коррекц|лазерн|treatment|behandling|laser"},
    {"procedure", other, 20,
     "перевязк|инъекц|укол|капельниц|инфузи|массаж|процедур|вакцин|прививк|швов|физиотерап|"
     "injection|vaccin|massage|dressing|omlaggning|injektion"},
    {"house_call", other, 60, "выезд|вызов|на+дом|home+visit|hembesok"},
    {"inspection", entry, 30, "осмотр|besok|visit"},
};

struct SpecialtyRule {
  SpecialtyCode specialty;
  std::string_view stems;
};

using enum SpecialtyCode;
constexpr SpecialtyRule specialty_rules[] = {
    {dentistry,
     "стоматолог|зуб|кариес|пульпит|коронк|винир|брекет|элайнер|ортодонт|пародонт|имплант|"
     "dent|tooth|tand|orthodont"},
    {gynaecology,
     "гинеколог|акушер|беремен|кольпоскоп|матк|gynaec|gynec|gynekolog|obstet|graviditet"},
    {mammology, "маммолог|молочн|breast|brost"},
    {urology, "уролог|андролог|простат|urolog|prostat"},
    {cardiology,
     "кардиолог|=экг|эхокг|эхокардиограф|холтер|=смад|cardiolog|kardiolog|=ecg|=ekg|hjart"},
    {neurology, "невролог|=ээг|neurolog"},
    {ophthalmology, "офтальмолог|окулист|зрен|катаракт|ophthal|eye|ogon|katarakt"},
    {otolaryngology, "=лор|оториноларинголог|отоларинголог|аудиометр|=ent|oron|otolaryng"},
    {dermatology, "дерматолог|дерматоскоп|кож|dermat|skin|hud"},
    {cosmetology, "косметолог|пилинг|ботокс|филлер|эпиляц|cosmet|botox|filler|peeling"},
    {endocrinology, "эндокринолог|диабет|щитовид|endocrin|endokrin|diabet|thyroid"},
    {gastroenterology, "гастроэнтеролог|=фгдс|=эгдс|гастроскоп|колоноскоп|gastro|colono|kolo"},
    {allergology, "аллерголог|аллерг|allerg"},
    {oncology, "онколог|oncolog|onkolog"},
    {phlebology, "флеболог|варикоз|phleb|varic|aderbrack"},
    {psychiatry, "психиатр|психотерапев|психолог|psych|psyk"},
    {paediatrics, "педиатр|детск|ребен|paediatr|pediatr|child|barn"},
    {orthopaedics, "ортопед|травматолог|сустав|артроскоп|orthop|ortoped|joint|knee"},
    {surgery, "хирург|surg|kirurg"},
    {physiotherapy, "физиотерап|массаж|реабилитац|=лфк|physio|massage|rehab|sjukgymnast"},
    {therapy, "терапевт|врач+общей|general+practi|=gp|allmanlakare|internal+medicine"},
    {imaging,
     "=узи|=мрт|=кт|=мскт|рентген|томограф|ультразвук|маммограф|=mri|=ct|ultraso|ultralj|"
     "x+ray|xray|rontgen|magnetkamera"},
    {laboratory, "анализ|кров|мазок|посев|=пцр|биопс|антител|blood|=prov|provtagning|blodprov"},
};

constexpr std::array<std::string_view, specialty_code_count> specialty_names = {
    "unknown",      "allergology",    "cardiology",       "cosmetology", "dentistry",
    "dermatology",  "endocrinology",  "gastroenterology", "gynaecology", "imaging",
    "laboratory",   "mammology",      "neurology",        "oncology",    "ophthalmology",
    "orthopaedics", "otolaryngology", "paediatrics",      "phlebology",  "physiotherapy",
    "psychiatry",   "surgery",        "therapy",          "urology"};

bool has_stem(std::string_view folded, std::string_view stem) {
  const bool whole = stem.starts_with('=');
  if (whole) stem.remove_prefix(1);
  for (std::size_t at = folded.find(stem); at != std::string_view::npos;
       at = folded.find(stem, at + 1)) {
    const std::size_t end = at + stem.size();
    const bool begins = at == 0 || folded[at - 1] == ' ';
    if (begins && (!whole || end == folded.size() || folded[end] == ' ')) return true;
  }
  return false;
}

/// The alternative of `stems` that fits, or nothing.
std::string_view fitting(std::string_view folded, std::string_view stems) {
  while (!stems.empty()) {
    const std::size_t end = std::min(stems.find('|'), stems.size());
    const std::string_view alternative = stems.substr(0, end);
    bool all = true;
    for (std::string_view rest = alternative; all && !rest.empty();) {
      const std::size_t plus = std::min(rest.find('+'), rest.size());
      all = has_stem(folded, rest.substr(0, plus));
      rest.remove_prefix(std::min(plus + 1, rest.size()));
    }
    if (all) return alternative;
    stems.remove_prefix(std::min(end + 1, stems.size()));
  }
  return {};
}

}  // namespace

std::string_view name_of(SpecialtyCode code) noexcept {
  return specialty_names[static_cast<std::size_t>(code)];
}

std::span<const std::string_view> type_rule_names() {
  static constexpr auto names = [] {
    std::array<std::string_view, std::size(type_rules)> out;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = type_rules[i].name;
    return out;
  }();
  return names;
}

std::string service_key(std::string_view code, std::string_view name) {
  std::string key = fold_for_search(code);
  return key.empty() ? fold_for_search(name) : key;
}

ServiceSuggestion suggest(std::string_view service_name) {
  ServiceSuggestion out;
  const std::string folded = fold_for_search(service_name);
  for (const TypeRule& rule : type_rules) {
    if (fitting(folded, rule.stems).empty()) continue;
    out.type = rule.type;
    out.length_minutes = rule.length_minutes;
    out.type_rule = rule.name;
    break;
  }
  for (const SpecialtyRule& rule : specialty_rules) {
    const std::string_view stem = fitting(folded, rule.stems);
    if (stem.empty()) continue;
    out.specialty = rule.specialty;
    out.specialty_rule = stem;
    break;
  }
  return out;
}

}  // namespace retour::exchange
