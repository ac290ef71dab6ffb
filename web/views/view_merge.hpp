// Two cards, one person: which other card it is, both side by side, what is kept of each, what
// moves; one act with undo. And what a card says that others were joined to.
#pragma once

#include <string>

#include "app/merging.hpp"
#include "views/form.hpp"

namespace retour::views {

class MergeForm {
 public:
  /// Asks first which other card it is.
  void open(PatientId one);
  /// Both are known: compares at once.
  void open(Context& context, PatientId one, PatientId other);
  void draw(Context& context);

 private:
  void draw_pick(Context& context);
  void draw_people(Context& context, const std::vector<PatientId>& people, std::string_view name);
  void draw_comparison(Context& context);
  void draw_side(Context& context, const Card& card, bool stays);
  void draw_choice(Context& context, app::MergeField field);
  void draw_births(Context& context);
  bool draw_difference(Context& context);
  void compare(Context& context, PatientId other, bool swap);
  [[nodiscard]] std::string value_words(Context& context, app::MergeField field,
                                        const Patient& patient) const;

  Form form_;
  PatientId one_, other_;  ///< Nil other: not chosen yet.
  std::string query_;
  app::Merging merging_;
  bool confirmed_ = false;
};

/// On a card: the others that were joined to it, with the way to separate them again; and whoever
/// probably is the same person. Opens `form` to compare.
void draw_merged(Context& context, const Card& card, MergeForm& form);

/// The command that says that two similar cards are two people's.
[[nodiscard]] Command difference_command(Context& context, PatientId one, PatientId other);

/// The command that separates a joined card again.
[[nodiscard]] Command separation_command(Context& context, PatientId card, std::string_view name);

}  // namespace retour::views
