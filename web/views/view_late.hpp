// "The doctor runs 20 minutes late": who of today's patients is told to come when. Nothing is
// stored: the day itself shows who has entered.
#pragma once

#include "views/context.hpp"

namespace retour::views {

class LateView {
 public:
  void open(Context& context, StaffId doctor, BranchId branch);
  /// Over the board, while it is open.
  void draw(Context& context);

 private:
  bool open_ = false;
  StaffId doctor_;
  BranchId branch_;
  std::size_t choice_ = 1;  ///< Of the minutes that are offered.
};

}  // namespace retour::views
