// What was said of the work: patients about doctors (DR-05, DR-19..23), the clinic about calls
// (AD-02..08).
#pragma once

#include <string>

#include "model/care.hpp"

namespace retour {

enum class RatingKind : std::uint8_t { after_visit, survey_call, review };
RETOUR_ENUM_NAMES(RatingKind, "after_visit", "survey_call", "review");
enum class Answer : std::uint8_t { unasked, yes, no };
RETOUR_ENUM_NAMES(Answer, "unasked", "yes", "no");

inline constexpr std::int32_t rating_most = 5;

/// One patient's word on a visit: a mark, the answers of the telephone survey, a public review.
struct Rating {
  static constexpr EntityInfo info{"rating", EntityKind::rating, Owner::patient};
  static constexpr std::array facets{Facet{"rating"}};
  RatingId id;
  PatientId patient;
  VisitId visit;  ///< Nil: not known of which.
  StaffId doctor;
  StaffId assistant;  ///< Of the pair that is asked about (DR-23).
  BranchId branch;
  RatingKind kind = RatingKind::after_visit;
  Instant at;
  StaffId asked_by;
  std::int32_t score = 0;                  ///< 1 to 5; 0: none was given.
  Answer explained = Answer::unasked;      ///< The problem, in detail (DR-19).
  Answer complications = Answer::unasked;  ///< What to do in their case was explained (DR-20).
  Answer guarantees = Answer::unasked;     ///< Were explained (DR-21).
  Answer worth_price = Answer::unasked;    ///< The cost is justified (DR-22).
  Answer works_as_pair = Answer::unasked;  ///< Doctor and assistant (DR-23).
  std::string text;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("patient", &Rating::patient, subject_field);
    visit.field("visit", &Rating::visit, FieldMeta{});
    visit.field("doctor", &Rating::doctor, FieldMeta{});
    visit.field("assistant", &Rating::assistant, FieldMeta{});
    visit.field("branch", &Rating::branch, FieldMeta{});
    visit.field("kind", &Rating::kind, FieldMeta{});
    visit.field("at", &Rating::at, FieldMeta{});
    visit.field("asked_by", &Rating::asked_by, FieldMeta{});
    visit.field("score", &Rating::score, FieldMeta{});
    visit.field("explained", &Rating::explained, FieldMeta{});
    visit.field("complications", &Rating::complications, FieldMeta{});
    visit.field("guarantees", &Rating::guarantees, FieldMeta{});
    visit.field("worth_price", &Rating::worth_price, FieldMeta{});
    visit.field("works_as_pair", &Rating::works_as_pair, FieldMeta{});
    visit.field("text", &Rating::text, personal_medical(0));
    visit.field("active", &Rating::active, FieldMeta{});
  }
};

/// What a reviewer heard in a call (AD-04, AD-17). `good_case` and `bad_case` are for the weekly
/// discussion (AD-08).
enum class CallTag : std::uint8_t {
  rude,
  knows_no_services,
  knows_no_prices,
  knows_no_methods,
  pushed,
  long_greeting,
  no_name_asked,
  good_case,
  bad_case,
};
RETOUR_ENUM_NAMES(CallTag, "rude", "knows_no_services", "knows_no_prices", "knows_no_methods",
                  "pushed", "long_greeting", "no_name_asked", "good_case", "bad_case");
inline constexpr std::int32_t call_tags_all =
    (1 << static_cast<int>(EnumNames<CallTag>::names.size())) - 1;

/// A call that was listened to. One per call: its id follows from the call's.
struct CallReview {
  static constexpr EntityInfo info{"call_review", EntityKind::call_review, Owner::clinic};
  static constexpr std::array facets{Facet{"review"}};
  CallReviewId id;
  CallId call;
  std::int32_t score = 0;             ///< 1 to 5; 0: none was given.
  std::int32_t tags = 0;              ///< Bit i: CallTag i.
  std::int32_t greeting_seconds = 0;  ///< Until the patient could say what he wants; 0: unknown.
  std::string note;
  StaffId reviewed_by;
  Instant reviewed_at;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("call", &CallReview::call, FieldMeta{});
    visit.field("score", &CallReview::score, FieldMeta{});
    visit.field("tags", &CallReview::tags, FieldMeta{});
    visit.field("greeting_seconds", &CallReview::greeting_seconds, FieldMeta{});
    visit.field("note", &CallReview::note, FieldMeta{.visibility = Visibility::contact});
    visit.field("reviewed_by", &CallReview::reviewed_by, FieldMeta{});
    visit.field("reviewed_at", &CallReview::reviewed_at, FieldMeta{});
  }
};

[[nodiscard]] CallReviewId call_review_id(CallId call);

/// What operators say, from a day on (AD-07). Earlier versions stay: calls are compared by them.
struct Script {
  static constexpr EntityInfo info{"script", EntityKind::script, Owner::clinic};
  static constexpr std::array facets{Facet{"script"}};
  ScriptId id;
  std::string name;
  std::string text;
  LocalDate valid_from;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Script::name, FieldMeta{});
    visit.field("text", &Script::text, FieldMeta{});
    visit.field("valid_from", &Script::valid_from, FieldMeta{});
    visit.field("active", &Script::active, FieldMeta{});
  }
};

}  // namespace retour
