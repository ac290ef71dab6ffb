// "The doctor is ill": from the dates to the plan, from the plan to the calls (SC-20).
//
//   form ──► planning (a job) ──► plan: pin, change, leave for a call ──► applied: who was told
//              ▲                    │ the clinic changed meanwhile
//              └────────────────────┘ with everything agreed on as pins
//
// Nothing is written before "apply"; that is one act with one undo.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/absence.hpp"
#include "views/context.hpp"

namespace retour::views {

/// Why somebody is away; for the notes of those who call, never for patients.
enum class AbsenceReason : std::uint8_t { ill, leave, training, other };

class AbsenceView {
 public:
  /// `doctor` nil: to be chosen.
  void open(Context& context, StaffId doctor, LocalDate date);
  [[nodiscard]] bool is_open() const { return stage_ != Stage::closed; }
  /// Instead of the board, while it is open.
  void draw(Context& context);

 private:
  enum class Stage : std::uint8_t { closed, form, planning, plan, applied };
  /// What a row of the table shows.
  struct Line {
    std::string patient, phone, from, to, why;
  };

  void close(Context& context);
  void draw_form(Context& context);
  void draw_dates(Context& context);
  void draw_options(Context& context);
  void start_plan(Context& context, app::PinsOf pins);
  void draw_planning(Context& context);
  void finish_planning(Context& context);
  void draw_plan(Context& context);
  void draw_plan_head(Context& context);
  void draw_table(Context& context);
  void draw_visit(Context& context);
  void draw_offers(Context& context);
  void take_word(Context& context, std::size_t visit, std::size_t item);
  void apply(Context& context);
  void hear(Context& context);
  void draw_applied(Context& context);
  void refresh_steps(Context& context);
  void tell(Context& context, std::size_t visit);
  void print(Context& context);
  void make_lines(Context& context);
  [[nodiscard]] std::string note(Context& context, std::size_t visit) const;
  [[nodiscard]] std::string message(Context& context, std::size_t visit) const;
  [[nodiscard]] std::string all_messages(Context& context) const;
  [[nodiscard]] std::string doctor_name(const Context& context) const;
  [[nodiscard]] std::string_view lacks(Context& context) const;

  Stage stage_ = Stage::closed;
  app::AbsenceWish wish_;
  std::optional<LocalDate> first_, last_;
  std::optional<int> begin_, end_;  ///< Nothing: the whole day.
  AbsenceReason reason_ = AbsenceReason::ill;
  std::shared_ptr<app::AbsenceProposal> proposal_;
  std::vector<Line> lines_;  ///< By visit; made when the plan or the language changes.
  std::optional<ui::Language> lines_language_;
  bool apply_next_ = false;           ///< The plan is only being checked, then applied.
  bool refused_ = false;              ///< The act was: somebody was faster.
  bool changed_ = false;              ///< The check has found something.
  std::optional<std::size_t> shown_;  ///< The visit whose details are open.
  bool visit_open_ = false;
  std::uint32_t tag_ = 0;
  std::vector<NextStep> steps_;  ///< By visit, once applied.
  std::uint64_t steps_generation_ = 0;
};

}  // namespace retour::views

namespace retour {
RETOUR_ENUM_NAMES(views::AbsenceReason, "ill", "leave", "training", "other");
}  // namespace retour
