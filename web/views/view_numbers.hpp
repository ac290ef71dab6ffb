// What an owner decides by: the funnel, and how full the clinic is.
#pragma once

#include "views/view_funnel.hpp"
#include "views/view_load.hpp"

namespace retour::views {

class NumbersView {
 public:
  void draw(Context& context);

 private:
  std::size_t tab_ = 0;
  FunnelView funnel_;
  LoadView load_;
};

}  // namespace retour::views
