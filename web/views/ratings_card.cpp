#include "views/ratings_card.hpp"

#include "base/order.hpp"
#include "ui/field.hpp"
#include "ui/pills.hpp"
#include "ui/popup.hpp"
#include "ui/widgets.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

constexpr std::size_t visits_offered = 12;
constexpr std::size_t ratings_shown = 5;
/// A mark that somebody has to look into.
constexpr std::int32_t bad_score = 2;

std::string answers_words(const Context& context, const Rating& rating) {
  std::string words;
  const std::array answers = {rating.explained, rating.complications, rating.guarantees,
                              rating.worth_price, rating.works_as_pair};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i] == Answer::unasked) continue;
    if (!words.empty()) words += " · ";
    words += std::string(context.t(survey_question(i))) + ": " +
             std::string(word(context.ui, "rating", enum_name(answers[i])));
  }
  return words;
}

void draw_rating(Context& context, const Rating& rating) {
  ui::Ui& ui = context.ui;
  {
    const auto row = ui.row();
    if (rating.score > 0)
      ui::badge(ui, {.text = context.t("rating.of_five", {{"score", rating.score}}),
                     .tone = rating.score <= bad_score ? ui::Tone::danger : ui::Tone::good,
                     .icon = ui::Icon::star});
    std::string about(word(ui, "rating", enum_name(rating.kind)));
    if (const Staff* doctor = context.catalogue().person(rating.doctor))
      about += " · " + short_name(*doctor);
    about += " · " + moment(ui, context.clinic, rating.at);
    ui::text(ui, {.text = about, .tone = ui::TextTone::muted, .key = "about"});
  }
  if (const std::string answers = answers_words(context, rating); !answers.empty())
    ui::text(ui, {.text = answers, .style = ui::TextStyle::small, .key = "answers"});
  if (!rating.text.empty()) ui::text(ui, {.text = rating.text, .key = "words"});
}

}  // namespace

ui::TextId survey_question(std::size_t index) {
  constexpr std::array<ui::TextId, 5> ids = {"rating.explained", "rating.complications",
                                             "rating.guarantees", "rating.worth_price",
                                             "rating.works_as_pair"};
  return ids[index];
}

void RatingsCard::draw(Context& context, const Card& card) {
  ui::Ui& ui = context.ui;
  const bool may_write = may(context, OpKind::put_rating);
  std::vector<const Rating*> list;
  for (const Rating& rating : card.facts.ratings)
    if (rating.active) list.push_back(&rating);
  if (list.empty() && (!may_write || card.facts.visits.empty())) return;
  sort_stably(list, std::ranges::greater{}, &Rating::at);
  const auto box = ui.card("ratings", context.t("rating.title"));
  for (std::size_t i = 0; i < std::min(list.size(), ratings_shown); ++i) {
    const auto keyed = ui.keyed(i + 1);
    draw_rating(context, *list[i]);
  }
  if (list.size() > ratings_shown)
    ui::text(ui, {.text = context.t("rating.earlier", {{"count", list.size() - ratings_shown}}),
                  .tone = ui::TextTone::muted,
                  .key = "earlier"});
  if (may_write &&
      ui::button(
          ui,
          {.key = "rate", .text = context.t("rating.ask"), .icon = ui::Icon::star, .opens = true}))
    open(context, card);
}

void RatingsCard::open(Context& context, const Card& card) {
  *this = {};
  form_.open();
  patient_ = card.facts.patient.id;
  for (const Visit& visit : card.facts.visits)
    if (visit.arrived_at.seconds != 0) visits_.push_back(visit);
  sort_stably(visits_, std::ranges::greater{}, &Visit::arrived_at);
  visits_.resize(std::min(visits_.size(), visits_offered));
  for (const Visit& visit : visits_) {
    const Staff* doctor = context.catalogue().person(visit.doctor);
    names_.push_back({.id = visit.id,
                      .text = moment(context.ui, context.clinic, visit.arrived_at),
                      .detail = doctor == nullptr ? std::string() : short_name(*doctor)});
  }
  if (!visits_.empty()) visit_ = visits_.front().id;
}

bool RatingsCard::says_something() const {
  return score_ >= 0 || !text_.empty() ||
         std::ranges::any_of(answers_, [](std::size_t answer) { return answer != 0; });
}

Rating RatingsCard::rating(Context& context) const {
  Rating rating;
  rating.id = context.clinic.new_id<Rating>();
  rating.patient = patient_;
  rating.kind = kind_;
  rating.at = context.clinic.now();
  rating.asked_by = context.clinic.session().staff;
  rating.score = score_ + 1;
  rating.text = text_;
  const std::array fields = {&Rating::explained, &Rating::complications, &Rating::guarantees,
                             &Rating::worth_price, &Rating::works_as_pair};
  for (std::size_t i = 0; i < fields.size(); ++i)
    rating.*fields[i] = static_cast<Answer>(answers_[i]);
  for (const Visit& visit : visits_)
    if (visit.id == visit_) {
      rating.patient = visit.patient;  // Of several cards of one person, the visit's.
      rating.visit = visit.id;
      rating.doctor = visit.doctor;
      rating.branch = visit.branch;
    }
  return rating;
}

void RatingsCard::draw_questions(Context& context) {
  ui::Ui& ui = context.ui;
  const std::array<std::string_view, 3> words = {context.t("rating.unasked"),
                                                 context.t("rating.yes"), context.t("rating.no")};
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    const auto keyed = ui.keyed(i + 1);
    const std::string_view question = context.t(survey_question(i));
    ui::text(ui, {.text = question, .style = ui::TextStyle::small, .key = "question"});
    ui::segments(ui, "answer", question, words, answers_[i]);
  }
}

void RatingsCard::draw_dialogs(Context& context) {
  ui::Ui& ui = context.ui;
  form_.hear(context);
  const auto d =
      ui::dialog(ui, {.key = "rating form", .title = context.t("rating.ask"), .width = 520},
                 form_.open_flag());
  if (!d) return;
  pick(context,
       {.key = "visit",
        .label = context.t("rating.visit"),
        .placeholder = context.t("card.unknown"),
        .clearable = true},
       names_, visit_);
  pick_value(context, {.key = "kind", .label = context.t("rating.kind")}, "rating",
             {RatingKind::after_visit, RatingKind::survey_call, RatingKind::review}, kind_);
  constexpr std::array<ui::Pill, 5> marks = {
      {{.text = "1"}, {.text = "2"}, {.text = "3"}, {.text = "4"}, {.text = "5"}}};
  ui::text(ui,
           {.text = context.t("rating.score"), .style = ui::TextStyle::small, .key = "of score"});
  ui::pills(ui, "score", context.t("rating.score"), marks, score_);
  if (kind_ != RatingKind::review) draw_questions(context);
  ui::text_field(ui,
                 {.key = "text",
                  .label = context.t("rating.text"),
                  .error = form_.error(ui, {RefusalCode::text_too_long}),
                  .lines = 3},
                 text_);
  form_.draw_refusal(ui);
  if (!form_footer(context, form_, context.t("common.save"),
                   says_something() ? std::string_view{} : context.t("rating.nothing")))
    return;
  form_.send(context, {.drafts = {{.kind = OpKind::put_rating, .parts = {whole(rating(context))}}},
                       .done = std::string(context.t("rating.saved"))});
}

}  // namespace retour::views
