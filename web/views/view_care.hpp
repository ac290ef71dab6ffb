// What leads a patient on: the next step somebody owes, the date at which the doctor wants him
// back, the end of a cycle. (CS-01, PS-08, PS-13, PS-16)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/form.hpp"

namespace retour::views {

/// What shall happen, until when, who owes it.
struct StepFields {
  StepKind kind = StepKind::call;
  std::optional<LocalDate> due;
  StaffId responsible;
  std::string note;

  void start(const Context& context, const Patient& patient);
  void draw(Context& context, Form& form);
  /// What is missing, in words.
  [[nodiscard]] std::string_view lacks(Context& context) const;
  [[nodiscard]] NextStep step(Context& context, PatientId patient) const;
};

class StepForm {
 public:
  void open(Context& context, const Card& card);
  void draw(Context& context);

 private:
  Form form_;
  PatientId patient_;
  StepFields fields_;
};

/// The doctor sets the date of the return; whoever calls then gets a next step with the reason. By
/// default that ends the cycle: status 7.
class RecallForm {
 public:
  void open(Context& context, const Card& card);
  void draw(Context& context);

 private:
  void draw_date(Context& context);
  [[nodiscard]] Command command(Context& context) const;

  Form form_;
  PatientId patient_;
  SpecialtyId specialty_;
  StaffId doctor_;
  std::optional<LocalDate> due_;
  std::string reason_;
  bool closes_cycle_ = true;
  bool has_caller_ = true;
  StaffId caller_;
};

/// The patient refuses, or is done: the cycle ends.
class ClosingForm {
 public:
  void open(Context& context, const Card& card, SpecialtyId specialty);
  void draw(Context& context);

 private:
  Form form_;
  PatientId patient_;
  SpecialtyId specialty_;
  std::size_t kind_ = 0;  ///< Place in the choices: refusal, completion.
  ReasonId reason_;
};

/// The specialty of the cycle that the badge shows; nil: the general one.
[[nodiscard]] SpecialtyId specialty_of_badge(const Card& card);
/// The doctor who saw the patient last; with a specialty, one who has it.
[[nodiscard]] StaffId last_doctor(const Context& context, const Card& card, SpecialtyId specialty);

}  // namespace retour::views
