#include "simulate/demo_numbers.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace retour::simulate {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 24 * 60 * minute_ms;

/// How a doctor of the demo is spoken of, per mille: one explains well, one is dear and does not.
struct Manner {
  std::uint64_t satisfied, explained, complications, guarantees, worth_price, pair;
};
constexpr std::array<Manner, 5> manners{{{930, 940, 880, 850, 600, 950},
                                         {700, 560, 340, 300, 180, 800},
                                         {880, 850, 700, 720, 520, 900},
                                         {820, 800, 620, 600, 430, 860},
                                         {900, 880, 760, 700, 560, 920}}};

/// ICD-10, by specialty of the demo.
constexpr std::array<std::array<std::string_view, 4>, 4> diagnoses{
    {{"I10", "I25.1", "I48", "I50.0"},
     {"J34.2", "J35.2", "H66.9", "J32.0"},
     {"K02.1", "K04.0", "K08.1", "K05.3"},
     {"E78.0", "J06.9", "E11.9", "M54.5"}}};

class Numbers {
 public:
  Numbers(const DemoOptions& options, const DemoSetting& setting, RandomSource& random,
          std::vector<TimedDraft>& drafts)
      : setting_(setting),
        words_(*setting.words),
        random_(random),
        drafts_(drafts),
        now_ms_(options.now.seconds * 1000) {}

  void run() {
    const std::size_t told = drafts_.size();
    campaigns();
    scripts();
    for (LocalDate month = month_of(setting_.first_day); month <= month_of(setting_.today);
         month = month.plus_months(1))
      spend(month);
    for (std::size_t i = 0; i < told; ++i) {
      const TimedDraft draft = drafts_[i];
      for (const Part& part : draft.draft.parts) {
        if (draft.draft.kind == OpKind::finish_visit) of_visit(std::get<Visit>(part.entity));
        if (draft.draft.kind == OpKind::log_call) of_call(std::get<Call>(part.entity));
      }
    }
  }

 private:
  [[nodiscard]] bool happens(std::uint64_t per_mille) { return random_.below(1000) < per_mille; }
  [[nodiscard]] std::int32_t between(std::int32_t low, std::int32_t high) {
    return low +
           static_cast<std::int32_t>(random_.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  [[nodiscard]] static LocalDate month_of(LocalDate day) {
    return day.plus_days(1 - static_cast<int>(static_cast<unsigned>(day.ymd().day())));
  }

  void emit(std::int64_t at_ms, StaffId author, Role role, OpKind kind, std::vector<Part> parts) {
    if (at_ms <= now_ms_) drafts_.push_back({at_ms, author, role, {kind, std::move(parts)}});
  }
  [[nodiscard]] std::int64_t begin_ms() const {
    return setting_.instant(setting_.first_day, 9 * 60).seconds * 1000;
  }

  void campaigns() {
    for (std::size_t i = 0; i < words_.campaigns.size(); ++i) {
      Campaign one;
      one.id = CampaignId(make_id(begin_ms(), random_));
      one.name = words_.campaigns[i];
      one.source = setting_.sources[i];
      one.begins_on = setting_.first_day;
      one.number = words_.campaign_numbers[i];
      one.number_kind = i == 0 ? NumberKind::fixed : NumberKind::substituted;
      if (i == 0) one.contractor = words_.contractor;
      campaigns_.push_back(one.id);
      emit(begin_ms(), setting_.manager, Role::manager, OpKind::put_campaign, {whole(one)});
    }
  }

  void scripts() {
    for (std::size_t i = 0; i < words_.scripts.size(); ++i) {
      Script text;
      text.id = ScriptId(make_id(begin_ms(), random_));
      text.name = words_.scripts[i];
      text.text = words_.scripts[i];
      text.valid_from = i == 0 ? setting_.first_day.plus_days(-365) : setting_.today.plus_days(-45);
      emit(begin_ms() + static_cast<std::int64_t>(i) * minute_ms, setting_.manager, Role::manager,
           OpKind::put_script, {whole(text)});
    }
  }

  /// One line of costs, in prices of a first visit.
  void cost(std::vector<Part>& parts, LocalDate month, CostKind kind, SourceId source,
            std::int32_t first_visits, StaffId staff = {}) {
    Cost line;
    line.id = CostId(make_id(begin_ms(), random_));
    line.month = month;
    line.kind = kind;
    line.source = source;
    line.staff = staff;
    if (kind == CostKind::budget) line.campaign = campaigns_[0];
    if (kind == CostKind::content) line.campaign = campaigns_[1];
    line.amount_minor = setting_.price_minor[0] * first_visits * between(85, 115) / 100;
    line.currency = words_.currency;
    parts.push_back(whole(line));
  }

  void spend(LocalDate month) {
    const SourceId none;
    const auto& sources = setting_.sources;
    std::vector<Part> parts;
    cost(parts, month, CostKind::budget, sources[0], 24);
    cost(parts, month, CostKind::agency, sources[0], 8);
    cost(parts, month, CostKind::agency, sources[1], 9);
    cost(parts, month, CostKind::content, sources[1], 6);
    cost(parts, month, CostKind::site, sources[3], 2);
    cost(parts, month, CostKind::print, sources[4], 3);
    cost(parts, month, CostKind::wages, none, 16, setting_.operator_staff);
    cost(parts, month, CostKind::wages, none, 15, setting_.second_receptionist);
    cost(parts, month, CostKind::wages, none, 15, setting_.receptionist);
    cost(parts, month, CostKind::wages, none, 18, setting_.coordinator);
    cost(parts, month, CostKind::wages, none, 80);
    cost(parts, month, CostKind::rent, none, 30);
    const std::int64_t at_ms =
        std::max(begin_ms() + 60 * minute_ms, setting_.instant(month, 600).seconds * 1000);
    emit(at_ms, setting_.manager, Role::manager, OpKind::put_costs, std::move(parts));
    std::vector<Part> traffic;
    for (const std::size_t source : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
      SiteTraffic one;
      one.id = SiteTrafficId(make_id(begin_ms(), random_));
      one.month = month;
      one.source = sources[source];
      one.visitors = between(300, 900);
      one.visitors_in_city = one.visitors * between(40, 70) / 100;
      one.visitors_mobile = one.visitors * between(58, 70) / 100;
      traffic.push_back(whole(one));
    }
    emit(at_ms + minute_ms, setting_.manager, Role::manager, OpKind::put_site_traffic,
         std::move(traffic));
  }

  [[nodiscard]] Answer answer(std::uint64_t per_mille) {
    if (happens(150)) return Answer::unasked;
    return happens(per_mille) ? Answer::yes : Answer::no;
  }

  /// A diagnosis for every visit, a word of every third patient.
  void of_visit(const Visit& visit) {
    const auto doctor = std::ranges::find(setting_.doctors, visit.doctor, &DemoDoctor::id);
    if (doctor == setting_.doctors.end()) return;
    const std::int64_t finished_ms = visit.finished_at.seconds * 1000;
    Visit note = visit;
    note.diagnosis = diagnoses[static_cast<std::size_t>(doctor->specialty)][random_.below(4)];
    emit(finished_ms + 2'000, visit.doctor, Role::doctor, OpKind::note_findings,
         {facets_of(note, 3)});
    if (!happens(380)) return;
    const Manner& manner = manners[static_cast<std::size_t>(doctor - setting_.doctors.begin())];
    Rating word;
    word.id = RatingId(make_id(finished_ms, random_));
    word.patient = visit.patient;
    word.visit = visit.id;
    word.doctor = visit.doctor;
    word.branch = visit.branch;
    word.asked_by = setting_.operator_staff;
    word.kind = happens(700) ? RatingKind::survey_call : RatingKind::after_visit;
    const std::int64_t at_ms = finished_ms + between(1, 4) * day_ms;
    word.at = Instant{at_ms / 1000};
    word.score = happens(manner.satisfied) ? between(4, 5) : between(1, 3);
    if (word.kind == RatingKind::survey_call) {
      word.explained = answer(manner.explained);
      word.complications = answer(manner.complications);
      word.guarantees = answer(manner.guarantees);
      word.worth_price = answer(manner.worth_price);
      word.works_as_pair = answer(manner.pair);
    }
    emit(at_ms + 1'000, setting_.operator_staff, Role::operator_, OpKind::put_rating,
         {whole(word)});
  }

  /// Every third answered call was listened to.
  void of_call(const Call& call) {
    if (!call.answered || call.direction != CallDirection::inbound || !happens(340)) return;
    CallReview heard;
    heard.call = call.id;
    heard.id = call_review_id(call.id);
    heard.score = happens(700) ? between(4, 5) : between(1, 3);
    const auto tag = [&](CallTag which, std::uint64_t per_mille) {
      if (happens(per_mille)) heard.tags |= 1 << static_cast<int>(which);
    };
    heard.greeting_seconds = between(20, 150);
    if (heard.score <= 3) {
      tag(CallTag::rude, 160);
      tag(CallTag::knows_no_prices, 420);
      tag(CallTag::knows_no_methods, 330);
      tag(CallTag::pushed, 200);
      tag(CallTag::bad_case, 250);
    } else {
      tag(CallTag::good_case, 120);
    }
    if (heard.greeting_seconds > 120) heard.tags |= 1 << static_cast<int>(CallTag::long_greeting);
    const std::int64_t at_ms = call.at.seconds * 1000 + between(1, 5) * day_ms;
    heard.reviewed_by = setting_.manager;
    heard.reviewed_at = Instant{at_ms / 1000};
    emit(at_ms, setting_.manager, Role::manager, OpKind::review_call, {whole(heard)});
  }

  const DemoSetting& setting_;
  const DemoWords& words_;
  RandomSource& random_;
  std::vector<TimedDraft>& drafts_;
  std::int64_t now_ms_;
  std::vector<CampaignId> campaigns_;
};

}  // namespace

void add_numbers(const DemoOptions& options, const DemoSetting& setting, RandomSource& random,
                 std::vector<TimedDraft>& drafts) {
  Numbers(options, setting, random, drafts).run();
}

}  // namespace retour::simulate
