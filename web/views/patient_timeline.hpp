// The history of a patient: every fact, newest first, and what is ahead on top.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "views/context.hpp"

namespace retour::views {

/// What a fact is about; filters show one of them or all.
enum class FactArea : std::uint8_t { contact, visits, money, treatment, steps };

}  // namespace retour::views

namespace retour {
RETOUR_ENUM_NAMES(views::FactArea, "contact", "visits", "money", "treatment", "steps");
}  // namespace retour

namespace retour::views {

/// One line of the history.
struct TimelineFact {
  Instant at;
  FactArea area = FactArea::contact;
  ui::Icon icon = ui::Icon::info;
  std::string words;
  std::string detail;  ///< Who, why, a note; may be empty.
};

/// All facts, newest first. Voided and withdrawn ones are said to be so, never left out.
[[nodiscard]] std::vector<TimelineFact> timeline_of(const Context& context, const Card& card);

/// The card with the history, its filters and, for long histories, "show more".
class TimelineCard {
 public:
  void draw(Context& context, const Card& card);

 private:
  int filter_ = 0;  ///< 0: everything, else an area + 1.
  std::size_t shown_ = 0;
  PatientId patient_;
  std::vector<TimelineFact> facts_;
};

}  // namespace retour::views
