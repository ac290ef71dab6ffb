// A clinic's first minute: its name, one branch, its owner, the usual lists.
#pragma once

#include "app/clinic.hpp"

namespace retour::app {

/// What a new clinic begins with. Names come from the caller's language.
struct FirstRun {
  std::string clinic_name;
  std::string branch_name;
  std::string owner_family_name, owner_given_name;  ///< Empty: no person yet (tools).
  std::string zone;  ///< IANA name; unknown ones are refused as bad_time.
  Currency currency = Currency::rub;
  Language language = Language::russian;
  std::vector<std::string> cancel_reasons;   ///< Dictionary presets in the clinic's language.
  std::vector<std::string> outflow_reasons;  ///< PS-13, TP-04.
};

/// Sets an empty clinic up in one transaction and signs its owner in.
[[nodiscard]] Result<Outcome> set_up(Clinic& clinic, const FirstRun& first);

/// Whether the clinic still has to be set up.
[[nodiscard]] bool needs_set_up(const Clinic& clinic);

}  // namespace retour::app
