// Rules of what the owner's numbers rest on: costs, campaigns, ratings, reviews of calls, targets,
// published months.
#include "model/holds.hpp"
#include "ops/validate_rules.hpp"

namespace retour::rules {
namespace {

Verdicts named(const std::string& name) {
  if (name.empty()) return refused(RefusalCode::name_missing);
  return name.size() > name_bytes_max ? refused(RefusalCode::text_too_long) : allowed();
}

Verdicts note(const std::string& text) {
  return text.size() > note_bytes_max ? refused(RefusalCode::text_too_long) : allowed();
}

/// Months are named by their first day: two rows of one month must not look like two months.
Verdicts month_named(LocalDate month) {
  if (month == LocalDate{}) return refused(RefusalCode::date_missing);
  return static_cast<unsigned>(month.ymd().day()) == 1 ? allowed() : refused(RefusalCode::bad_time);
}

Verdicts campaign(const Question& question) {
  const Campaign& one = only<Campaign>(question.op);
  RETOUR_RULE(named(one.name));
  RETOUR_RULE(note(one.contractor));
  if (!one.number.empty() && !is_e164(one.number)) return refused(RefusalCode::bad_phone);
  if ((one.number_kind == NumberKind::none) != one.number.empty())
    return refused(RefusalCode::bad_phone);
  if (one.source.is_nil()) return refused(RefusalCode::unknown_thing);
  if (one.ends_on && *one.ends_on < one.begins_on) return refused(RefusalCode::bad_time);
  return exists(question.tables, one.source);
}

Verdicts costs(const Question& question) {
  for (const Part& part : question.op.parts) {
    const Cost& cost = std::get<Cost>(part.entity);
    RETOUR_RULE(month_named(cost.month));
    RETOUR_RULE(positive_amount(cost.amount_minor));
    RETOUR_RULE(note(cost.note));
    RETOUR_RULE(exists(question.tables, cost.source));
    RETOUR_RULE(exists(question.tables, cost.branch));
    RETOUR_RULE(exists(question.tables, cost.staff));
    if (cost.campaign.is_nil()) continue;
    RETOUR_ASSIGN(const std::optional<Campaign> campaign, find(question.tables, cost.campaign));
    if (!campaign || campaign->source != cost.source)
      return refused(RefusalCode::unknown_thing, {cost.campaign});
  }
  return allowed();
}

Verdicts traffic(const Question& question) {
  for (const Part& part : question.op.parts) {
    const SiteTraffic& month = std::get<SiteTraffic>(part.entity);
    RETOUR_RULE(month_named(month.month));
    RETOUR_RULE(exists(question.tables, month.source));
    if (month.visitors < 0 || month.visitors_in_city < 0 || month.visitors_mobile < 0)
      return refused(RefusalCode::amount_not_positive);
    // Parts of the visitors are not more than all of them.
    if (month.visitors_in_city > month.visitors || month.visitors_mobile > month.visitors)
      return refused(RefusalCode::too_many, {}, month.visitors);
  }
  return allowed();
}

Verdicts score(std::int32_t mark) {
  if (mark < 0) return refused(RefusalCode::amount_not_positive);
  return mark > rating_most ? refused(RefusalCode::too_many, {}, rating_most) : allowed();
}

Verdicts review(const Question& question) {
  const CallReview& heard = only<CallReview>(question.op);
  if (heard.call.is_nil()) return refused(RefusalCode::unknown_thing);
  RETOUR_RULE(exists(question.tables, heard.call));
  if (heard.id != call_review_id(heard.call))
    return refused(RefusalCode::malformed_intention, {heard.id});
  RETOUR_RULE(score(heard.score));
  if (heard.tags < 0 || (heard.tags & ~call_tags_all) != 0)
    return refused(RefusalCode::malformed_intention);
  if (heard.greeting_seconds < 0) return refused(RefusalCode::amount_not_positive);
  if (heard.reviewed_at.seconds == 0) return refused(RefusalCode::date_missing);
  RETOUR_RULE(exists(question.tables, heard.reviewed_by));
  return note(heard.note);
}

Verdicts script(const Script& text) {
  RETOUR_RULE(named(text.name));
  return text.valid_from == LocalDate{} ? refused(RefusalCode::date_missing) : allowed();
}

/// Somebody's word must say something.
Verdicts rating(const Question& question) {
  const Rating& word = only<Rating>(question.op);
  RETOUR_RULE(score(word.score));
  const bool says_nothing =
      word.score == 0 && word.text.empty() && word.explained == Answer::unasked &&
      word.complications == Answer::unasked && word.guarantees == Answer::unasked &&
      word.worth_price == Answer::unasked && word.works_as_pair == Answer::unasked;
  if (says_nothing) return refused(RefusalCode::note_missing);
  if (word.at.seconds == 0) return refused(RefusalCode::date_missing);
  if (word.at > question.now) return refused(RefusalCode::bad_time);
  RETOUR_RULE(note(word.text));
  RETOUR_RULE(exists(question.tables, word.doctor));
  RETOUR_RULE(exists(question.tables, word.assistant));
  RETOUR_RULE(exists(question.tables, word.branch));
  if (word.visit.is_nil()) return allowed();
  RETOUR_ASSIGN(const std::optional<Visit> visit, find(question.tables, word.visit));
  return visit && visit->patient == word.patient
             ? allowed()
             : refused(RefusalCode::unknown_thing, {word.visit});
}

Verdicts target(const Question& question) {
  const Target& aim = only<Target>(question.op);
  RETOUR_ASSIGN(const std::optional<Target> known, find(question.tables, aim.id));
  if (known && known->verdict != AimVerdict::open)
    return refused(RefusalCode::already_done, {aim.id});
  if (question.op.header.kind == OpKind::close_target) {
    if (!known) return refused(RefusalCode::unknown_thing, {aim.id});
    if (aim.verdict == AimVerdict::open) return refused(RefusalCode::malformed_intention);
    return aim.closed_at.seconds == 0 ? refused(RefusalCode::date_missing) : allowed();
  }
  RETOUR_RULE(positive_amount(aim.aim));
  if (aim.responsible.is_nil()) return refused(RefusalCode::responsible_missing);
  RETOUR_RULE(exists(question.tables, aim.responsible));
  RETOUR_RULE(exists(question.tables, aim.staff));
  RETOUR_RULE(exists(question.tables, aim.source));
  RETOUR_RULE(exists(question.tables, aim.branch));
  if (aim.set_on == LocalDate{} || aim.due_on == LocalDate{})
    return refused(RefusalCode::date_missing);
  if (aim.due_on <= aim.set_on) return refused(RefusalCode::bad_time);
  const bool is_step = aim.figure == AimedFigure::step_conversion;
  if (is_step != (aim.step >= 1 && aim.step <= 6)) return refused(RefusalCode::malformed_intention);
  return note(aim.note);
}

/// A month is published once, after it is over.
Verdicts month(const Question& question) {
  const PublishedMonth& said = only<PublishedMonth>(question.op);
  RETOUR_RULE(month_named(said.month));
  if (said.id != published_month_id(said.month) ||
      said.figures.size() != said.sources.size() * PublishedMonth::columns)
    return refused(RefusalCode::malformed_intention, {said.id});
  if (said.published_at.seconds == 0) return refused(RefusalCode::date_missing);
  return exists(question.tables, said.published_by);
}

}  // namespace

Verdicts numbers(const Question& question) {
  switch (question.op.header.kind) {
    case OpKind::put_campaign: return campaign(question);
    case OpKind::put_costs: return costs(question);
    case OpKind::put_site_traffic: return traffic(question);
    case OpKind::review_call: return review(question);
    case OpKind::put_script: return script(only<Script>(question.op));
    case OpKind::put_rating: return rating(question);
    case OpKind::set_target:
    case OpKind::close_target: return target(question);
    case OpKind::publish_month: return month(question);
    default: return allowed();
  }
}

}  // namespace retour::rules
