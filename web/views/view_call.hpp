// The form that writes a telephone call down (PS-03, LD-08, LD-11).
#pragma once

#include <optional>
#include <string>

#include "views/form.hpp"

namespace retour::views {

class CallForm {
 public:
  void open(Context& context, const Card& card);
  void draw(Context& context);

 private:
  void draw_when(Context& context);
  void draw_source(Context& context);
  [[nodiscard]] Call call(Context& context) const;

  Form form_;
  PatientId patient_;
  std::string name_;
  std::size_t direction_ = 0;  ///< Place in the choices: inbound, outbound.
  std::size_t answered_ = 0;   ///< Yes, no.
  CallTopic topic_ = CallTopic::existing_patient;
  SourceId source_;
  CampaignId campaign_;
  std::string phone_;
  std::optional<LocalDate> date_;
  std::optional<int> minute_;
  CallId returns_;  ///< The missed call that an outbound one returns.
  std::string note_;
};

}  // namespace retour::views
