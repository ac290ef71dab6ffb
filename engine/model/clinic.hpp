// The clinic itself: who it is, where it works, its rules, its premises.
#pragma once

#include <string>
#include <vector>

#include "base/money.hpp"
#include "model/field.hpp"
#include "model/ids.hpp"
#include "time/civil.hpp"
#include "time/hlc.hpp"

namespace retour {

enum class Language : std::uint8_t { russian, english, swedish };
RETOUR_ENUM_NAMES(Language, "ru", "en", "sv");

/// The clinic: exactly one row.
struct Clinic {
  static constexpr EntityInfo info{"clinic", EntityKind::clinic, Owner::clinic};
  static constexpr std::array facets{Facet{"clinic"}};
  ClinicId id;
  std::string name;
  Currency currency = Currency::rub;
  std::string zone;  ///< IANA name; branches may differ.
  Language language = Language::russian;
  bool demo = false;  ///< Fictitious data; shown on every page.
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Clinic::name, FieldMeta{});
    visit.field("currency", &Clinic::currency, FieldMeta{});
    visit.field("zone", &Clinic::zone, FieldMeta{});
    visit.field("language", &Clinic::language, FieldMeta{});
    visit.field("demo", &Clinic::demo, FieldMeta{});
  }
};

/// Which system's word counts for an entity while a clinic runs two side by side.
/// Which of a patient's sources brought him (LD-17): the first one, the last one before he became a
/// primary patient, or the last one that was not a direct call.
enum class Attribution : std::uint8_t { first, last, last_indirect };
RETOUR_ENUM_NAMES(Attribution, "first", "last", "last_indirect");

enum class Leader : std::uint8_t { other_system, retour };
RETOUR_ENUM_NAMES(Leader, "other_system", "retour");

/// Switches in clinic policy (ET-14, PS-07, IM-06, IM-07): the bracketed values of the definitions.
struct Policy {
  static constexpr EntityInfo info{"policy", EntityKind::policy, Owner::clinic};
  static constexpr std::array facets{Facet{"funnel"}, Facet{"conduct"}, Facet{"companion"}};
  PolicyId id;
  std::int32_t cycle_silence_months = 12;
  std::int32_t cancellation_hours = 24;   ///< Cancellations within these hours count apart.
  std::int32_t main_bought_percent = 20;  ///< Paid share of a main product that raises to 5.
  bool agreement_is_purchase = false;     ///< A signed agreement raises to 5 by itself.
  bool checkup_status_used = true;        ///< Status 6 (PS-07).
  std::int32_t checkup_after_days = 30;
  std::int32_t primary_again_after_months = 0;  ///< 0: only the first visit ever is primary.
  bool primary_per_specialty = false;
  bool count_people = false;               ///< Funnels count people instead of cycles.
  bool presume_entry_from_history = true;  ///< Imported visits without money give a presumed 4.
  std::int32_t sleeping_months = 12;
  std::int32_t unique_call_days = 30;
  std::int32_t step_window_days = 90;  ///< Window in which the next status must follow.
  bool scripts_used = false;
  bool soft_sales = false;
  std::int32_t child_review_age_years = 15;
  std::int32_t coordinator_patients_max = 120;  ///< Case load limit (IM-25).
  Leader patients_led_by = Leader::other_system;
  Leader bookings_led_by = Leader::other_system;
  Leader services_led_by = Leader::other_system;
  RoleSet overbooked_by = RoleSet::of(Role::owner, Role::manager);  ///< Who may overbook at all.
  std::int32_t hold_minutes = 30;  ///< A time is held so long for somebody who makes up his mind.
  Attribution attribution = Attribution::first;
  std::array<HybridTime, 3> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("cycle_silence_months", &Policy::cycle_silence_months, FieldMeta{});
    visit.field("cancellation_hours", &Policy::cancellation_hours, FieldMeta{});
    visit.field("main_bought_percent", &Policy::main_bought_percent, FieldMeta{});
    visit.field("agreement_is_purchase", &Policy::agreement_is_purchase, FieldMeta{});
    visit.field("checkup_status_used", &Policy::checkup_status_used, FieldMeta{});
    visit.field("checkup_after_days", &Policy::checkup_after_days, FieldMeta{});
    visit.field("primary_again_after_months", &Policy::primary_again_after_months, FieldMeta{});
    visit.field("primary_per_specialty", &Policy::primary_per_specialty, FieldMeta{});
    visit.field("count_people", &Policy::count_people, FieldMeta{});
    visit.field("presume_entry_from_history", &Policy::presume_entry_from_history, FieldMeta{});
    visit.field("sleeping_months", &Policy::sleeping_months, FieldMeta{});
    visit.field("unique_call_days", &Policy::unique_call_days, FieldMeta{});
    visit.field("step_window_days", &Policy::step_window_days, FieldMeta{});
    visit.field("scripts_used", &Policy::scripts_used, FieldMeta{.facet = 1});
    visit.field("soft_sales", &Policy::soft_sales, FieldMeta{.facet = 1});
    visit.field("child_review_age_years", &Policy::child_review_age_years, FieldMeta{.facet = 1});
    visit.field("coordinator_patients_max", &Policy::coordinator_patients_max,
                FieldMeta{.facet = 1});
    visit.field("patients_led_by", &Policy::patients_led_by, FieldMeta{.facet = 2});
    visit.field("bookings_led_by", &Policy::bookings_led_by, FieldMeta{.facet = 2});
    visit.field("services_led_by", &Policy::services_led_by, FieldMeta{.facet = 2});
    visit.field("overbooked_by", &Policy::overbooked_by, FieldMeta{.facet = 1, .since = 2});
    visit.field("hold_minutes", &Policy::hold_minutes, FieldMeta{.facet = 1, .since = 2});
    visit.field("attribution", &Policy::attribution, FieldMeta{.since = 4});
  }
};

/// Who signs contracts and issues receipts. A clinic may have several.
struct LegalEntity {
  static constexpr EntityInfo info{"legal_entity", EntityKind::legal_entity, Owner::clinic};
  static constexpr std::array facets{Facet{"legal_entity"}};
  LegalEntityId id;
  std::string name;
  std::string tax_number;
  std::string address;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &LegalEntity::name, FieldMeta{});
    visit.field("tax_number", &LegalEntity::tax_number, FieldMeta{});
    visit.field("address", &LegalEntity::address, FieldMeta{});
    visit.field("active", &LegalEntity::active, FieldMeta{});
  }
};

/// A place where patients are received (SC-07, NF-08).
struct Branch {
  static constexpr EntityInfo info{"branch", EntityKind::branch, Owner::clinic};
  static constexpr std::array facets{Facet{"branch"}};
  BranchId id;
  std::string name;
  LegalEntityId legal_entity;
  std::string zone;  ///< IANA name.
  std::string address;
  std::string phone;
  std::int32_t opens_minute = 8 * 60;    ///< Of the local day.
  std::int32_t closes_minute = 20 * 60;  ///< Of the local day.
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Branch::name, FieldMeta{});
    visit.field("legal_entity", &Branch::legal_entity, FieldMeta{});
    visit.field("zone", &Branch::zone, FieldMeta{});
    visit.field("address", &Branch::address, FieldMeta{});
    visit.field("phone", &Branch::phone, FieldMeta{});
    visit.field("opens_minute", &Branch::opens_minute, FieldMeta{});
    visit.field("closes_minute", &Branch::closes_minute, FieldMeta{});
    visit.field("active", &Branch::active, FieldMeta{});
  }
};

enum class RoomKind : std::uint8_t { consulting, procedure, diagnostic, theatre, ward, other };
RETOUR_ENUM_NAMES(RoomKind, "consulting", "procedure", "diagnostic", "theatre", "ward", "other");

/// A room; `capacity` is how many bookings it holds at once (beds of a ward).
struct Room {
  static constexpr EntityInfo info{"room", EntityKind::room, Owner::clinic};
  static constexpr std::array facets{Facet{"room"}};
  RoomId id;
  BranchId branch;
  std::string name;
  RoomKind kind = RoomKind::consulting;
  std::int32_t capacity = 1;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("branch", &Room::branch, FieldMeta{});
    visit.field("name", &Room::name, FieldMeta{});
    visit.field("kind", &Room::kind, FieldMeta{});
    visit.field("capacity", &Room::capacity, FieldMeta{});
    visit.field("active", &Room::active, FieldMeta{});
  }
};

/// A device that a visit occupies (SC-22). `kind` groups interchangeable ones: "ultrasound".
struct Device {
  static constexpr EntityInfo info{"device", EntityKind::device, Owner::clinic};
  static constexpr std::array facets{Facet{"device"}};
  DeviceId id;
  BranchId branch;
  std::string name;
  std::string kind;
  std::int32_t capacity = 1;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("branch", &Device::branch, FieldMeta{});
    visit.field("name", &Device::name, FieldMeta{});
    visit.field("kind", &Device::kind, FieldMeta{});
    visit.field("capacity", &Device::capacity, FieldMeta{});
    visit.field("active", &Device::active, FieldMeta{});
  }
};

}  // namespace retour

namespace retour {
RETOUR_ENUM_NAMES(Currency, "RUB", "SEK", "EUR", "KZT", "BYN", "USD", "BRL");
RETOUR_ENUM_NAMES(Role, "owner", "manager", "receptionist", "coordinator", "doctor", "assistant",
                  "operator", "marketer");
RETOUR_ENUM_NAMES(Visibility, "open", "contact", "medical", "money", "restricted");
}  // namespace retour
