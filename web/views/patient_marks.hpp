// Marked rows of the list of patients, and one act on all of them: a responsible person, the next
// step, or two cards of one person. One act is undone as one.
#pragma once

#include <set>
#include <vector>

#include "views/form.hpp"
#include "views/view_care.hpp"
#include "views/view_merge.hpp"

namespace retour::views {

class PatientMarks {
 public:
  [[nodiscard]] bool is_marked(PatientId id) const { return marked_.contains(id); }
  [[nodiscard]] bool empty() const { return marked_.empty(); }
  [[nodiscard]] std::size_t size() const { return marked_.size(); }
  void set(PatientId id, bool on);
  void clear() { marked_.clear(); }

  /// How many are marked and what can be done with them; nothing while nobody is.
  void draw_bar(Context& context, MergeForm& merge);
  /// The dialogs, once a frame.
  void draw_dialogs(Context& context);

 private:
  void draw_responsible(Context& context);
  void draw_step(Context& context);
  [[nodiscard]] std::vector<PatientId> people(Context& context) const;

  std::set<PatientId> marked_;
  Form responsible_form_;
  Form step_form_;
  StaffId responsible_;
  StepFields step_;
};

}  // namespace retour::views
