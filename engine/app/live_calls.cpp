// allow-file(unordered): the index of numbers and lines is only asked, never walked.
#include "app/live_calls.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_map>

#include "store/queries.hpp"

namespace retour::app {
namespace {

constexpr std::int64_t calls_per_step = 256;

struct IdHash {
  std::size_t operator()(const IdBytes& id) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, id.bytes.data() + 8, sizeof value);  // random or digest bits
    return value;
  }
};

std::uint16_t seconds16(std::int32_t seconds) {
  return static_cast<std::uint16_t>(std::clamp(seconds, 0, 65'535));
}

/// The campaigns that have numbers of their own, and the clinic's days (LD-04).
struct TrackedNumbers {
  std::vector<Campaign> campaigns;
  Zone zone;

  explicit TrackedNumbers(const Catalogue& catalogue) : zone(catalogue.zone_of({})) {
    for (const Campaign& one : catalogue.campaigns)
      if (one.active && !one.number.empty()) campaigns.push_back(one);
  }
  /// Whose number was dialled while it ran; null: nobody's.
  [[nodiscard]] const Campaign* of(const Call& call) const {
    if (call.dialled.empty()) return nullptr;
    const LocalDate day = zone.local(call.at).date;
    for (const Campaign& one : campaigns)
      if (one.number == call.dialled && day >= one.begins_on &&
          (!one.ends_on || day <= *one.ends_on))
        return &one;
    return nullptr;
  }
  /// Changes with whatever `of` answers from.
  [[nodiscard]] std::string key() const {
    std::string text;
    for (const Campaign& one : campaigns)
      text += to_text(one.id) + to_text(one.source) + one.number + "/" +
              std::to_string(one.begins_on.days) + "/" +
              (one.ends_on ? std::to_string(one.ends_on->days) : std::string()) + ";";
    return text;
  }
};

/// Rows into lines: numbers and ids become codes.
class Lines {
 public:
  Lines(funnel::CallTable& table, std::vector<PatientId>& patients, TrackedNumbers tracked)
      : table_(table), patients_(patients), tracked_(std::move(tracked)) {}

  void add(const Call& call) {
    using namespace funnel;
    CallLine line;
    // What somebody wrote down goes before what the number says.
    const Campaign* dialled = tracked_.of(call);
    const CampaignId campaign =
        call.campaign.is_nil() && dialled != nullptr ? dialled->id : call.campaign;
    const SourceId source =
        call.source.is_nil() && dialled != nullptr ? dialled->source : call.source;
    line.minute = minute_of(call.at);
    if (!call.phone.empty())
      line.number =
          numbers_.try_emplace(call.phone, static_cast<std::uint32_t>(numbers_.size() + 1))
              .first->second;
    if (!call.returns.is_nil()) {
      const auto returned = by_id_.find(call.returns);
      if (returned != by_id_.end()) line.returns = returned->second;
    }
    line.by = table_.people.code(call.operator_staff);
    line.source = table_.sources.code(source);
    line.campaign = table_.campaigns.code(campaign);
    line.waited_seconds = seconds16(call.waited_seconds);
    if (call.direction == CallDirection::inbound) line.flags |= call_flag::inbound;
    if (call.answered) line.flags |= call_flag::answered;
    if (call.topic == CallTopic::existing_patient || call.topic == CallTopic::other)
      line.flags |= call_flag::other_topic;
    by_id_.emplace(call.id, static_cast<std::uint32_t>(table_.lines.size()));
    table_.lines.push_back(line);
    table_.ids.push_back(call.id);
    patients_.push_back(call.patient);
  }

  void add(const CallReview& review) {
    const auto found = by_id_.find(review.call);
    if (found == by_id_.end()) return;
    funnel::CallLine& line = table_.lines[found->second];
    line.flags |= funnel::call_flag::reviewed;
    line.score = static_cast<std::uint8_t>(std::clamp(review.score, 0, rating_most));
    line.tags = static_cast<std::uint16_t>(review.tags & call_tags_all);
    line.greeting_seconds = seconds16(review.greeting_seconds);
  }

 private:
  funnel::CallTable& table_;
  std::vector<PatientId>& patients_;
  TrackedNumbers tracked_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
  std::unordered_map<IdBytes, std::uint32_t, IdHash> by_id_;
};

}  // namespace

funnel::CallRules LiveCalls::rules() const {
  const Policy& policy = clinic_.catalogue().policy;
  return {.unique_days = policy.unique_call_days, .window_days = policy.step_window_days};
}

Job LiveCalls::load(JobControl& control, std::shared_ptr<Data> data) {
  data->mark = clinic_.changes().calls_mark();
  TrackedNumbers tracked(clinic_.catalogue());
  data->tracked = tracked.key();
  Lines lines(data->table, data->patients, std::move(tracked));
  Call last;
  last.at = Instant{INT64_MIN};
  while (true) {
    const auto calls = store::calls_after(clinic_.tables(), last.at, last.id, calls_per_step);
    if (!calls) {
      data->failure = calls.error();
      co_return;
    }
    for (const Call& call : *calls) lines.add(call);
    if (std::ssize(*calls) < calls_per_step) break;
    last = calls->back();
    co_await control.breathe();
  }
  CallReviewId after;
  while (true) {
    const auto reviews = store::call_reviews_after(clinic_.tables(), after, calls_per_step);
    if (!reviews) {
      data->failure = reviews.error();
      co_return;
    }
    for (const CallReview& review : *reviews) lines.add(review);
    if (std::ssize(*reviews) < calls_per_step) break;
    after = reviews->back().id;
    co_await control.breathe();
  }
  data->is_done = true;
}

/// Patients' rows, what became of them, and which calls count.
void LiveCalls::follow(const LiveFunnel& funnel) {
  milestones_ = funnel::milestones_of(funnel.columns());
  for (std::size_t i = 0; i < shown_->table.lines.size(); ++i)
    shown_->table.lines[i].patient = funnel.row_of(shown_->patients[i]).value_or(funnel::no_row);
  followed_ = rules();
  unique_ = funnel::unique_calls(shown_->table, milestones_, followed_);
  rows_of_ = funnel.version();
  ++version_;
}

Status LiveCalls::refresh(const LiveFunnel& funnel) {
  if (loading_) {
    if (loading_->failure) return std::unexpected(*std::exchange(loading_, nullptr)->failure);
    if (loading_->is_done) {
      shown_ = std::exchange(loading_, nullptr);
      rows_of_ = 0;
    } else if (clinic_.jobs().is_empty()) {
      loading_.reset();
    }
  }
  const bool is_stale = !shown_ || shown_->mark != clinic_.changes().calls_mark() ||
                        shown_->tracked != TrackedNumbers(clinic_.catalogue()).key();
  if (!loading_ && is_stale && clinic_.jobs().is_empty()) {
    loading_ = std::make_shared<Data>();
    clinic_.jobs().start("job.calls",
                         [this](JobControl& control) { return load(control, loading_); });
  }
  const funnel::CallRules now = rules();
  const bool rules_changed =
      now.unique_days != followed_.unique_days || now.window_days != followed_.window_days;
  if (shown_ && funnel.is_ready() && (rows_of_ != funnel.version() || rules_changed))
    follow(funnel);
  return {};
}

}  // namespace retour::app
