// A clinic's first minute: its name, one branch, its owner, the usual lists.
#pragma once

#include "app/clinic.hpp"

namespace retour::app {

struct FirstService {
  std::string name;
  std::string specialty;  ///< One of `FirstRun::specialties`.
  ProductType product = ProductType::untyped;
  std::int32_t length_minutes = 30;
  RoomKind room_kind = RoomKind::consulting;
};

struct FirstRoom {
  std::string name;
  RoomKind kind = RoomKind::consulting;
};

enum class OwnerDuty : std::uint8_t {
  runs_the_clinic,
  sees_patients,  ///< A doctor, too, with hours on the working days of the next weeks.
};
inline constexpr std::int32_t first_rota_begin_minute = 9 * 60;
inline constexpr std::int32_t first_rota_end_minute = 18 * 60;

/// What a new clinic begins with. Names come from the caller's language.
struct FirstRun {
  std::string clinic_name;
  std::string branch_name;
  std::string owner_family_name, owner_given_name;  ///< Empty: no person yet (tools).
  std::string zone;  ///< IANA name; unknown ones are refused as bad_time.
  Currency currency = Currency::rub;
  Language language = Language::russian;
  OwnerDuty owner_duty = OwnerDuty::runs_the_clinic;
  std::vector<std::string> specialties;
  std::vector<FirstService> services;
  std::vector<FirstRoom> rooms;
  std::vector<std::string> cancel_reasons;   ///< Dictionary presets in the clinic's language.
  std::vector<std::string> outflow_reasons;  ///< PS-13, TP-04.
};

/// Sets an empty clinic up in one transaction and signs its owner in.
[[nodiscard]] Result<Outcome> set_up(Clinic& clinic, const FirstRun& first);

/// Whether the clinic still has to be set up.
[[nodiscard]] bool needs_set_up(const Clinic& clinic);

}  // namespace retour::app
