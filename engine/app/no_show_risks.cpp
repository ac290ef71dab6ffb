#include "app/no_show_risks.hpp"

#include <algorithm>

#include "store/queries.hpp"

namespace retour::app {
namespace {

constexpr std::int64_t visits_per_step = 200;
constexpr std::int32_t always = 10'000;

/// One in ten, as if he had been here ten times: what is assumed of somebody unknown.
constexpr std::int32_t assumed_visits = 10;
constexpr std::int32_t assumed_no_shows = 1;

}  // namespace

schedule::NoShowFacts NoShowRisks::facts(const std::vector<schedule::PastVisit>& past,
                                         const std::optional<LocalDate>& birth_date, LocalDate date,
                                         Instant booked_at) const {
  const Instant booked = booked_at.seconds == 0 ? clinic_.now() : booked_at;
  const LocalDateTime at = clinic_.catalogue().zone_of({}).local(booked);
  schedule::NoShowFacts known;
  known.lead_days = std::max(0, date.days - at.date.days);
  known.booked_minute = at.second_of_day / 60;
  if (birth_date) known.age_years = full_years_between(*birth_date, date);
  known.iso_weekday = static_cast<std::uint8_t>(date.iso_weekday());
  known.past = schedule::record_before(past, date);
  return known;
}

std::int32_t NoShowRisks::risk_permyriad(PatientId person,
                                         const std::optional<LocalDate>& birth_date, LocalDate date,
                                         Instant booked_at) const {
  static const std::vector<schedule::PastVisit> nothing;
  const std::vector<schedule::PastVisit>* past = &nothing;
  if (shown_) {
    const auto found = shown_->past.find(person);
    if (found != shown_->past.end()) past = &found->second;
  }
  const schedule::NoShowFacts known = facts(*past, birth_date, date, booked_at);
  if (!shown_ || shown_->model.examples < schedule::no_show_examples_min)
    return always * (known.past.no_shows + assumed_no_shows) / (known.past.visits + assumed_visits);
  return schedule::risk_of(shown_->model, known).risk_permyriad;
}

Job NoShowRisks::train(JobControl& control, std::shared_ptr<Data> data) {
  LocalDate from = data->as_of.plus_days(-history_days);
  std::int64_t row = 0;
  while (true) {
    const auto visits =
        store::settled_visits(clinic_.database(), from, row, data->as_of, visits_per_step);
    if (!visits) {
      data->failure = visits.error();
      co_return;
    }
    for (const store::SettledVisit& visit : *visits) {
      std::vector<schedule::PastVisit>& past = data->past[visit.person];
      // Of imported visits nobody knows when they were booked: they are a record, no example.
      if (visit.booked_at.seconds != 0)
        data->examples.push_back(
            {.facts = facts(past, visit.birth_date, visit.date, visit.booked_at),
             .is_no_show = visit.is_no_show,
             .age_days = data->as_of.days - visit.date.days});
      past.push_back({.date = visit.date, .is_no_show = visit.is_no_show});
    }
    if (std::ssize(*visits) < visits_per_step) break;
    from = visits->back().date;
    row = visits->back().row;
    co_await control.breathe();
  }
  const std::size_t count = std::min(examples_max, data->examples.size());
  data->model = schedule::train_no_show(std::span(data->examples).last(count));
  data->examples.clear();
  data->is_done = true;
}

Status NoShowRisks::refresh() {
  if (training_) {
    if (training_->failure) {
      shown_ = std::make_shared<Data>();  // Not again before tomorrow: own records have to do.
      shown_->as_of = training_->as_of;
      ++version_;
      return std::unexpected(*std::exchange(training_, nullptr)->failure);
    }
    if (training_->is_done) {
      shown_ = std::exchange(training_, nullptr);
      ++version_;
    } else if (clinic_.jobs().is_empty()) {
      training_.reset();  // it was cancelled
    }
  }
  const LocalDate today = clinic_.today({});
  if (training_ || (shown_ && shown_->as_of == today) || !clinic_.jobs().is_empty()) return {};
  training_ = std::make_shared<Data>();
  training_->as_of = today;
  clinic_.jobs().start("job.habits",
                       [this](JobControl& control) { return train(control, training_); });
  return {};
}

}  // namespace retour::app
