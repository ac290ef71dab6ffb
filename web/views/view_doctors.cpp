// Sections: words | measuring | the picture | tables | waits | the page
#include "views/view_doctors.hpp"

#include <algorithm>

#include "base/order.hpp"
#include "ui/chart_bar.hpp"
#include "ui/chart_scatter.hpp"
#include "ui/widgets.hpp"
#include "views/form.hpp"
#include "views/funnel_outflow.hpp"
#include "views/numbers_parts.hpp"
#include "views/ratings_card.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

using funnel::DoctorPeople;
using funnel::Estimate;

constexpr std::int64_t marks_min = 10;
constexpr std::int32_t bad_mark = 2;
constexpr std::int64_t repeat_goal_percent = 70;  ///< SC-19.
constexpr std::int32_t bucket_minutes = 5;        ///< SC-11.
constexpr std::size_t buckets = 7;

/// What a cell opens: doctor's number x `kinds` + one of DoctorPeople, or of these.
constexpr int kinds = 32;
constexpr int opens_rated = 16;
constexpr int opens_negative = 17;
constexpr int opens_asked = 18;  ///< + number of the question.

int code_of(std::size_t doctor, int kind) {
  return static_cast<int>(doctor) * kinds + kind;
}
int code_of(std::size_t doctor, DoctorPeople which) {
  return code_of(doctor, static_cast<int>(which));
}

// ---- words
// ---------------------------------------------------------------------------------------

std::string rounded_money(const Context& context, double minor) {
  return ui::format_money(
      {.minor = static_cast<std::int64_t>(minor), .currency = context.currency()},
      context.ui.language(), ui::MoneyStyle::rounded);
}

std::string mark_words(const Context& context, double mark) {
  return ui::format_decimal(static_cast<std::int64_t>(mark * 100 + 0.5), 2, context.ui.language());
}

/// "15 (12-18)", or why there is no figure.
template <class F>
std::string words_with_range(const Context& context, const Estimate& estimate, F words) {
  if (!estimate.is_known()) return words_of(context.ui, estimate);
  return context.t(
      "funnel.with_range",
      {{"value", words(context, estimate.value)},
       {"range", context.t("funnel.range", {{"low", words(context, estimate.low)},
                                            {"high", words(context, estimate.high)}})}});
}

std::string share_or_why(const Context& context, const Estimate& estimate) {
  return words_with_range(context, estimate,
                          [](const Context& c, double share) { return share_words(c.ui, share); });
}

std::string place_words(const funnel::Places& places) {
  if (places.best == 0) return "—";
  std::string words = std::to_string(places.best);
  if (places.worst != places.best) words += "–" + std::to_string(places.worst);
  return words;
}

std::size_t bucket_of(std::int32_t wait_minutes) {
  return std::min(static_cast<std::size_t>(wait_minutes / bucket_minutes), buckets - 1);
}

}  // namespace

std::string DoctorsView::name_of(const Context& context, std::size_t doctor) const {
  const Staff* person = context.catalogue().person(inputs_.doctors[doctor]);
  return person == nullptr ? std::string(context.t("doctors.former")) : short_name(*person);
}

// ---- measuring
// -----------------------------------------------------------------------------------

void DoctorsView::read_ratings(Context& context) {
  if (ratings_of_ == context.clinic.generation()) return;
  ratings_of_ = context.clinic.generation();
  auto read = store::rated_visits(context.clinic.database());
  failure_.reset();
  if (read)
    all_ratings_ = std::move(*read);
  else
    failure_ = std::move(read).error();
  version_ = 0;
}

void DoctorsView::measure_satisfaction() {
  const std::size_t count = inputs_.doctors.size();
  std::vector<funnel::Moments> marks(count);
  negative_.assign(count, 0);
  for (const store::RatedVisit& rating : ratings_) {
    const auto doctor = std::ranges::find(inputs_.doctors, rating.doctor);
    if (doctor == inputs_.doctors.end() || rating.score == 0) continue;
    const auto i = static_cast<std::size_t>(doctor - inputs_.doctors.begin());
    marks[i].add(rating.score);
    if (rating.score <= bad_mark) ++negative_[i];
  }
  satisfaction_.clear();
  for (const funnel::Moments& one : marks) {
    Estimate mean = one.estimate(marks_min);
    mean.low = std::max(mean.low, 1.0);
    mean.high = std::min<double>(mean.high, rating_most);
    satisfaction_.push_back(mean);
  }
}

void DoctorsView::choose_shown(const Context& context, StaffId only) {
  const bool is_doctor = context.clinic.session().role == Role::doctor;
  const StaffId me = is_doctor ? context.clinic.session().staff : only;
  shown_.clear();
  for (std::size_t i = 0; i < inputs_.doctors.size(); ++i)
    if ((me.is_nil() && !is_doctor) || inputs_.doctors[i] == me) shown_.push_back(i);
}

void DoctorsView::measure(Context& context, const app::LiveFunnel& data) {
  read_ratings(context);
  const funnel::ReportQuery asked = filters_.query(context);
  query_ = {.period = asked.period,
            .now = asked.now,
            .branch = asked.branch,
            .step_window_days = asked.window_days[4]};
  if (!has_specialty_) {
    // The specialty of whoever looks, else of the doctor with most visits.
    const std::vector<StaffId> doctors = funnel::doctor_inputs(data.columns(), query_).doctors;
    const Staff* me = context.catalogue().person(context.clinic.session().staff);
    if (context.clinic.session().role != Role::doctor || me == nullptr)
      me = doctors.empty() ? nullptr : context.catalogue().person(doctors.front());
    if (me != nullptr && !me->specialties.empty()) specialty_ = me->specialties.front();
    has_specialty_ = true;
  }
  query_.specialty = specialty_;
  std::string key = filters_.key(context) + to_text(specialty_) +
                    to_text(context.clinic.session().staff) +
                    std::to_string(static_cast<int>(context.clinic.session().role));
  caption_ =
      context.t("funnel.caption", {{"period", filters_.period_words(context)},
                                   {"filters", filters_.chosen_words(context)},
                                   {"moment", moment(context.ui, context.clinic, query_.now)}});
  if (version_ == data.version() && key_ == key) return;
  version_ = data.version();
  key_ = std::move(key);
  ratings_.clear();
  for (const store::RatedVisit& rating : all_ratings_)
    if (rating.at >= query_.period.begin && rating.at < query_.period.end &&
        (query_.branch.is_nil() || rating.branch == query_.branch))
      ratings_.push_back(rating);
  inputs_ = funnel::doctor_inputs(data.columns(), query_);
  measure_satisfaction();
  figures_ = funnel::doctor_figures(inputs_, query_, satisfaction_);
  choose_shown(context, asked.doctor);
}

void DoctorsView::open(Context& context, const app::LiveFunnel& data, int code) {
  const auto doctor = static_cast<std::size_t>(code / kinds);
  const int kind = code % kinds;
  std::vector<PatientId> people;
  if (kind < opens_rated) {
    for (const std::uint32_t row : funnel::people_behind(
             data.columns(), query_, inputs_.doctors[doctor], static_cast<DoctorPeople>(kind)))
      if (row < data.patients().size()) people.push_back(data.patients()[row]);
  } else {
    for (const store::RatedVisit& rating : ratings_) {
      if (rating.doctor != inputs_.doctors[doctor]) continue;
      const bool fits =
          kind == opens_rated ? rating.score > 0
          : kind == opens_negative
              ? rating.score > 0 && rating.score <= bad_mark
              : rating.answers[static_cast<std::size_t>(kind - opens_asked)] != Answer::unasked;
      if (fits) people.push_back(rating.patient);
    }
    sort_stably(people);
    people.erase(std::ranges::unique(people).begin(), people.end());
  }
  context.router.open_people(
      context.t("doctors.patients_of", {{"doctor", name_of(context, doctor)}}), std::move(people));
}

// ---- the picture
// ---------------------------------------------------------------------------------

void DoctorsView::draw_scatter(Context& context, const app::LiveFunnel& data) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t("doctors.scatter");
  const auto card = ui.card("scatter", name);
  ui::ScatterChart chart{
      .groups = {std::string(context.t("doctors.others")),
                 std::string(context.t("doctors.reference")),
                 std::string(context.t("doctors.to_review"))},
      .name_title = std::string(context.t("doctors.doctor")),
      .x_unit = {.kind = ui::ChartUnit::Kind::money, .currency = context.currency()},
      .y_unit = {.kind = ui::ChartUnit::Kind::number},
      .x_title = std::string(context.t("doctors.shrunk")),
      .y_title = std::string(context.t("doctors.satisfaction"))};
  std::vector<std::size_t> doctors;
  std::string missing;
  for (const std::size_t i : shown_) {
    const Estimate& value = figures_.values.doctors[i].shrunk;
    const Estimate& mark = satisfaction_[i];
    if (!value.is_known() || !mark.is_known()) {
      if (!missing.empty()) missing += "; ";
      missing += name_of(context, i) + ": " + words_of(ui, value.is_known() ? mark : value);
      continue;
    }
    const bool is_reference = figures_.balance.reference == i;
    chart.points.push_back({.name = name_of(context, i),
                            .x = value.value,
                            .y = mark.value,
                            .x_interval = ui::Domain{value.low, value.high},
                            .y_interval = ui::Domain{mark.low, mark.high},
                            .group = is_reference                            ? 1U
                                     : figures_.balance.doctors[i].to_review ? 2U
                                                                             : 0U});
    doctors.push_back(i);
  }
  const auto layout = [&](const ui::ChartInk& ink, float width) {
    return ui::layout_of(chart, ink, width);
  };
  const ui::ChartTable numbers = ui::table_of(chart, ui::ink_of(ui));
  {
    const auto row = ui.row();
    ui::chart_download(ui, "download",
                       {.name = "retour-doctors", .title = name, .caption = caption_}, layout,
                       numbers);
    if (FunnelHelp::button(context, "how", name))
      help_.open("term.doctor_value", std::string(name),
                 app::AimQuestion{.figure = AimedFigure::first_year_value});
  }
  const ui::ChartResult result = ui::chart(
      ui, {.key = "picture", .name = name, .empty = context.t("doctors.too_few")}, layout, numbers);
  if (result.activated && *result.activated < doctors.size())
    open(context, data, code_of(doctors[*result.activated], DoctorPeople::first_patients));
  if (!missing.empty())
    ui::text(ui, {.text = context.t("doctors.missing", {{"doctors", missing}}),
                  .tone = ui::TextTone::muted,
                  .style = ui::TextStyle::small,
                  .key = "missing"});
}

// ---- tables
// --------------------------------------------------------------------------------------

void DoctorsView::draw_table(Context& context, const app::LiveFunnel& data, std::string_view key,
                             ui::TextId title, ui::TextId how, const FigureTable& table) {
  ui::Ui& ui = context.ui;
  const std::string_view name = context.t(title);
  const auto card = ui.card(key, name);
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-" + std::string(key));
    if (FunnelHelp::button(context, "how", name))
      help_.open(how, std::string(name), app::AimQuestion{.figure = AimedFigure::return_rate});
  }
  if (const auto pressed = table.draw(ui, "table", name)) open(context, data, *pressed);
}

void DoctorsView::draw_values(Context& context, const app::LiveFunnel& data) {
  FigureTable table(context);
  table.column(context.t("doctors.doctor"), ui::Align::left);
  for (const ui::TextId id :
       {ui::TextId("doctors.patients"), ui::TextId("doctors.plain"), ui::TextId("doctors.adjusted"),
        ui::TextId("doctors.shrunk"), ui::TextId("doctors.place"), ui::TextId("doctors.ticket"),
        ui::TextId("doctors.gap"), ui::TextId("doctors.note")})
    table.column(context.t(id));
  for (const std::size_t i : shown_) {
    const funnel::DoctorValue& value = figures_.values.doctors[i];
    const funnel::DoctorActivity& did = inputs_.activity[i];
    const int first = code_of(i, DoctorPeople::first_patients);
    table.row(name_of(context, i));
    table.count(value.plain.n, first);
    table.text(value.plain.is_known() ? rounded_money(context, value.plain.value)
                                      : words_of(context.ui, value.plain),
               first);
    table.text(value.adjusted.is_known() ? rounded_money(context, value.adjusted.value)
                                         : words_of(context.ui, value.adjusted),
               first);
    table.text(words_with_range(context, value.shrunk, rounded_money), first);
    table.text(specialty_.is_nil() ? std::string("—") : place_words(value.places));
    if (did.paid_visits > 0)
      table.money(did.revenue_minor / did.paid_visits, code_of(i, DoctorPeople::visited));
    else
      table.unknown();
    const funnel::Balance::Doctor& balance = figures_.balance.doctors[i];
    const bool is_reference = figures_.balance.reference == i;
    table.text(is_reference ? std::string("—")
                            : words_with_range(context, balance.gap, rounded_money));
    const bool review = balance.to_review || figures_.value_is[i] == funnel::Outlier::high;
    table.text(is_reference ? std::string(context.t("doctors.reference"))
               : review     ? std::string(context.t("doctors.to_review"))
                            : std::string());
  }
  draw_table(context, data, "values", "doctors.values", "term.doctor_value", table);
}

void DoctorsView::draw_work(Context& context, const app::LiveFunnel& data) {
  FigureTable table(context);
  table.column(context.t("doctors.doctor"), ui::Align::left);
  for (const ui::TextId id : {ui::TextId("doctors.visits"), ui::TextId("doctors.returned"),
                              ui::TextId("doctors.not_needed"), ui::TextId("doctors.to_main"),
                              ui::TextId("doctors.repeat_time"), ui::TextId("doctors.loyal")})
    table.column(context.t(id));
  for (const std::size_t i : shown_) {
    const funnel::DoctorActivity& did = inputs_.activity[i];
    table.row(name_of(context, i));
    table.count(did.visits, code_of(i, DoctorPeople::visited));
    table.text(share_or_why(context, figures_.returns[i].rate.share),
               code_of(i, DoctorPeople::returned));
    table.text(share_or_why(context, figures_.returns[i].not_needed),
               code_of(i, DoctorPeople::primaries));
    table.text(share_or_why(context, figures_.entry_to_main[i].share),
               code_of(i, DoctorPeople::bought));
    if (did.minutes > 0) {
      const bool below = did.repeat_minutes * 100 < did.minutes * repeat_goal_percent;
      const std::string share = share_words(
          context.ui, static_cast<double>(did.repeat_minutes) / static_cast<double>(did.minutes));
      table.text(below ? context.t("doctors.below_goal", {{"share", share}}) : share,
                 code_of(i, DoctorPeople::visited));
    } else {
      table.unknown();
    }
    table.count(did.loyal, code_of(i, DoctorPeople::loyal));
  }
  draw_table(context, data, "work", "doctors.work", "term.doctor_work", table);
}

void DoctorsView::add_range(FigureTable& table, const Context& context) const {
  table.row(std::string(context.t("doctors.range")));
  for (int i = 0; i < 3; ++i) table.text({});
  for (std::size_t question = 0; question < store::survey_questions; ++question) {
    double low = 2;
    double high = -1;
    std::vector<funnel::ShareCount> counts(inputs_.doctors.size());
    for (const store::RatedVisit& rating : ratings_) {
      const auto doctor = std::ranges::find(inputs_.doctors, rating.doctor);
      if (doctor == inputs_.doctors.end() || rating.answers[question] == Answer::unasked) continue;
      funnel::ShareCount& count =
          counts[static_cast<std::size_t>(doctor - inputs_.doctors.begin())];
      ++count.trials;
      count.hits += rating.answers[question] == Answer::yes ? 1 : 0;
    }
    for (const funnel::ShareCount& count : counts) {
      if (count.trials < funnel::share_trials_min) continue;
      const double share = static_cast<double>(count.hits) / static_cast<double>(count.trials);
      low = std::min(low, share);
      high = std::max(high, share);
    }
    if (high < 0)
      table.unknown();
    else
      table.text(range_words(context.ui, {.low = low, .high = high}));
  }
}

void DoctorsView::draw_words(Context& context, const app::LiveFunnel& data) {
  FigureTable table(context);
  table.column(context.t("doctors.doctor"), ui::Align::left);
  table.column(context.t("doctors.marks"));
  table.column(context.t("doctors.satisfaction"));
  table.column(context.t("doctors.negative"));
  std::vector<std::vector<funnel::DoctorShare>> shares;
  for (std::size_t question = 0; question < store::survey_questions; ++question) {
    table.column(context.t(survey_question(question)));
    std::vector<funnel::ShareCount> counts(inputs_.doctors.size());
    for (std::size_t i = 0; i < counts.size(); ++i)
      for (const store::RatedVisit& rating : ratings_) {
        if (rating.doctor != inputs_.doctors[i] || rating.answers[question] == Answer::unasked)
          continue;
        ++counts[i].trials;
        counts[i].hits += rating.answers[question] == Answer::yes ? 1 : 0;
      }
    shares.push_back(funnel::compare_shares(counts));
  }
  for (const std::size_t i : shown_) {
    table.row(name_of(context, i));
    table.count(satisfaction_[i].n, code_of(i, opens_rated));
    table.text(words_with_range(context, satisfaction_[i], mark_words), code_of(i, opens_rated));
    table.count(negative_[i], code_of(i, opens_negative));
    for (std::size_t question = 0; question < shares.size(); ++question)
      table.text(share_or_why(context, shares[question][i].share),
                 code_of(i, opens_asked + static_cast<int>(question)));
  }
  add_range(table, context);
  draw_table(context, data, "words", "doctors.words", "term.doctor_words", table);
}

// ---- waits
// ---------------------------------------------------------------------------------------

void DoctorsView::draw_waits(Context& context) {
  ui::Ui& ui = context.ui;
  std::array<funnel::Moments, buckets> marks;
  for (const store::RatedVisit& rating : ratings_)
    if (rating.score > 0 && rating.wait_minutes >= 0)
      marks[bucket_of(rating.wait_minutes)].add(rating.score);
  FigureTable table(context);
  table.column(context.t("doctors.wait"), ui::Align::left);
  table.column(context.t("doctors.marks"));
  table.column(context.t("doctors.satisfaction"));
  for (std::size_t i = 0; i < buckets; ++i) {
    const std::int64_t from = static_cast<std::int64_t>(i) * bucket_minutes;
    table.row(i + 1 < buckets ? context.t("doctors.wait_range",
                                          {{"low", from}, {"high", from + bucket_minutes}})
                              : context.t("doctors.wait_over", {{"low", from}}));
    table.count(marks[i].n(), static_cast<int>(i));
    table.text(words_with_range(context, marks[i].estimate(marks_min), mark_words),
               marks[i].n() == 0 ? FigureTable::opens_nothing : static_cast<int>(i));
  }
  const std::string_view name = context.t("doctors.waits");
  const auto card = ui.card("waits", name);
  {
    const auto row = ui.row();
    table.download(ui, "download", "retour-waits");
    if (FunnelHelp::button(context, "how", name)) help_.open("term.wait_marks", std::string(name));
  }
  const auto pressed = table.draw(ui, "table", name);
  if (!pressed) return;
  std::vector<PatientId> people;
  for (const store::RatedVisit& rating : ratings_)
    if (rating.score > 0 && rating.wait_minutes >= 0 &&
        bucket_of(rating.wait_minutes) == static_cast<std::size_t>(*pressed))
      people.push_back(rating.patient);
  sort_stably(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  context.router.open_people(std::string(name), std::move(people));
}

// ---- the page
// ------------------------------------------------------------------------------------

void DoctorsView::draw_specialty(Context& context) {
  const std::vector<Named<SpecialtyId>> names = named_specialties(context);
  if (names.size() > 1)
    pick(context,
         {.key = "specialty",
          .label = context.t("plan.specialty"),
          .placeholder = context.t("common.all"),
          .width = 260,
          .clearable = true},
         names, specialty_);
  if (specialty_.is_nil())
    ui::text(context.ui, {.text = context.t("doctors.no_ranks"),
                          .tone = ui::TextTone::muted,
                          .style = ui::TextStyle::small,
                          .key = "no ranks"});
}

void DoctorsView::draw(Context& context) {
  ui::Ui& ui = context.ui;
  ui::heading(ui, {.text = context.t("doctors.title")});
  filters_.draw(context);
  const app::LiveFunnel* numbers = numbers_of(context);
  if (numbers == nullptr) return;
  const app::LiveFunnel& data = *numbers;
  measure(context, data);
  draw_specialty(context);
  show_caption(context, caption_);
  if (failure_)
    (void)ui::banner(ui,
                     {.key = "failure", .text = words_of(ui, *failure_), .tone = ui::Tone::danger});
  if (shown_.empty()) {
    const auto card = ui.card("nobody");
    (void)ui::empty_state(ui, {.title = context.t("doctors.nobody"),
                               .text = context.t("chart.empty_text"),
                               .icon = ui::Icon::stethoscope});
    return;
  }
  if (readers_of(Visibility::money).has(context.clinic.session().role)) {
    draw_scatter(context, data);
    draw_values(context, data);
  }
  draw_work(context, data);
  draw_words(context, data);
  draw_waits(context);
  loyalty_.draw(context, data, all_ratings_, query_.period,
                key_ + "/" + std::to_string(ratings_of_), help_);
  help_.draw(context, caption_);
}

}  // namespace retour::views
