// Patients: instant search, or the people behind a figure.
#pragma once

#include "views/context.hpp"
#include "views/view_booking.hpp"

namespace retour::views {

class PatientsView {
 public:
  void draw(Context& context);

 private:
  std::string query_;
  PatientForm form_;
};

}  // namespace retour::views
