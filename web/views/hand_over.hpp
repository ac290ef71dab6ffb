// What the next person at the desk must know: who owes an answer, whom to call again, who runs
// late, which visits are open or not settled, one's own steps; printed or copied. A free note is
// stored and stands above the board until somebody has read it.
//
// Everything but the note is in the clinic's data, and the next person sees it as it is then: the
// sheet is what is read out at the desk, not a second truth that would grow old.
#pragma once

#include <string>
#include <vector>

#include "views/form.hpp"

namespace retour::views {

/// The notes that nobody has read, each with a button that says so.
void draw_unread_notes(Context& context, BranchId branch);

class HandOver {
 public:
  void open(Context& context, BranchId branch);
  void draw(Context& context);

 private:
  struct Line {
    ui::Icon icon;
    std::string text;
  };
  void add(ui::Icon icon, std::string text) { lines_.push_back({icon, std::move(text)}); }
  void add_waiting(Context& context);
  void add_calls(Context& context, LocalDate date, BranchId branch);
  void add_late(Context& context, BranchId branch);
  void add_visits(Context& context, BranchId branch);
  void add_steps(Context& context);
  void send(Context& context);
  void print(Context& context);

  bool open_ = false;
  std::vector<Line> lines_;
  BranchId branch_;
  std::string note_;
  Form form_;
};

}  // namespace retour::views
