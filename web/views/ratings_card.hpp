// What patients said: the form "what did the patient say?", and what was said before, on the card
// (DR-05, DR-19..23, FB-02..04, FB-10).
#pragma once

#include <array>
#include <string>

#include "views/form.hpp"

namespace retour::views {

/// "rating.explained" and its neighbours, in the order of store::RatedVisit::answers.
[[nodiscard]] ui::TextId survey_question(std::size_t index);

class RatingsCard {
 public:
  /// The last words, and the way to a new one.
  void draw(Context& context, const Card& card);
  void draw_dialogs(Context& context);

 private:
  void open(Context& context, const Card& card);
  void draw_questions(Context& context);
  [[nodiscard]] Rating rating(Context& context) const;
  [[nodiscard]] bool says_something() const;

  Form form_;
  PatientId patient_;
  std::vector<Visit> visits_;  ///< To choose from, newest first.
  std::vector<Named<VisitId>> names_;
  VisitId visit_;
  RatingKind kind_ = RatingKind::after_visit;
  int score_ = -1;  ///< Place in 1 to 5.
  std::array<std::size_t, 5> answers_{};
  std::string text_;
};

}  // namespace retour::views
