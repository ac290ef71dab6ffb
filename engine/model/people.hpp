// People who work here, what they offer and when: staff, rota, services, prices.
#pragma once

#include <string>
#include <vector>

#include "model/clinic.hpp"
#include "model/imported.hpp"
#include "model/visit_pattern.hpp"

namespace retour {

struct Specialty {
  static constexpr EntityInfo info{"specialty", EntityKind::specialty, Owner::clinic};
  static constexpr std::array facets{Facet{"specialty"}};
  SpecialtyId id;
  std::string name;
  bool active = true;
  std::int32_t urgent_per_day = 0;  ///< Visits a day that are kept free for urgent ones (SC-09).
  std::int32_t urgent_release_minutes = 120;  ///< So long before they begin anybody may have them.
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Specialty::name, FieldMeta{});
    visit.field("active", &Specialty::active, FieldMeta{});
    visit.field("urgent_per_day", &Specialty::urgent_per_day, FieldMeta{.since = 2});
    visit.field("urgent_release_minutes", &Specialty::urgent_release_minutes,
                FieldMeta{.since = 2});
  }
};

enum class Sex : std::uint8_t { unknown, female, male };
RETOUR_ENUM_NAMES(Sex, "unknown", "female", "male");

/// Somebody who works here. Holds several roles, acts in one (the session says which).
struct Staff {
  static constexpr EntityInfo info{"staff", EntityKind::staff, Owner::clinic};
  static constexpr std::array facets{Facet{"identity"}, Facet{"work"}, Facet{"origin"}};
  StaffId id;
  std::string family_name, given_name, patronymic;
  Sex sex = Sex::unknown;
  std::string phone;
  std::string email;
  RoleSet roles;
  std::vector<SpecialtyId> specialties;
  std::vector<BranchId> branches;
  std::string grade;  ///< "first category": prices may differ by it.
  StaffId reports_to;
  bool active = true;
  std::int32_t overbooked_max = 0;     ///< Visits at once beyond the first that may be booked.
  std::vector<std::string> languages;  ///< Spoken with patients: ISO 639-1, "ru", "hy".
  Imported imported;
  std::array<HybridTime, 3> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("family_name", &Staff::family_name, FieldMeta{});
    visit.field("given_name", &Staff::given_name, FieldMeta{});
    visit.field("patronymic", &Staff::patronymic, FieldMeta{});
    visit.field("sex", &Staff::sex, FieldMeta{});
    visit.field("phone", &Staff::phone, FieldMeta{.visibility = Visibility::contact});
    visit.field("email", &Staff::email, FieldMeta{.visibility = Visibility::contact});
    visit.field("roles", &Staff::roles, FieldMeta{.facet = 1});
    visit.field("specialties", &Staff::specialties, FieldMeta{.facet = 1});
    visit.field("branches", &Staff::branches, FieldMeta{.facet = 1});
    visit.field("grade", &Staff::grade, FieldMeta{.facet = 1});
    visit.field("reports_to", &Staff::reports_to, FieldMeta{.facet = 1});
    visit.field("active", &Staff::active, FieldMeta{.facet = 1});
    visit.field("imported", &Staff::imported, FieldMeta{.facet = 2});
    visit.field("overbooked_max", &Staff::overbooked_max, FieldMeta{.facet = 1, .since = 2});
    visit.field("languages", &Staff::languages, FieldMeta{.facet = 1, .since = 4});
  }
};

/// `on_call` (SC-24): to be reached in an emergency; nobody is booked into it, and nothing is
/// blocked by it.
enum class ShiftKind : std::uint8_t { reception, phone_hours, theatre, remote, absence, on_call };
RETOUR_ENUM_NAMES(ShiftKind, "reception", "phone_hours", "theatre", "remote", "absence", "on_call");

/// Working time of one person on one local day at one branch (rota). One that bears the id of an
/// occurrence of a template (`shift_id_of`, model/rota.hpp) stands in its place.
struct Shift {
  static constexpr EntityInfo info{"shift", EntityKind::shift, Owner::clinic};
  static constexpr std::array facets{Facet{"shift"}};
  ShiftId id;
  StaffId staff;
  BranchId branch;
  RoomId room;
  ShiftKind kind = ShiftKind::reception;
  LocalDate date;
  std::int32_t begin_minute = 0;  ///< Of the local day.
  std::int32_t end_minute = 0;    ///< Of the local day; may be 1440.
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("staff", &Shift::staff, FieldMeta{});
    visit.field("branch", &Shift::branch, FieldMeta{});
    visit.field("room", &Shift::room, FieldMeta{});
    visit.field("kind", &Shift::kind, FieldMeta{});
    visit.field("date", &Shift::date, FieldMeta{});
    visit.field("begin_minute", &Shift::begin_minute, FieldMeta{});
    visit.field("end_minute", &Shift::end_minute, FieldMeta{});
    visit.field("active", &Shift::active, FieldMeta{});
  }
};

/// Product type drives the statuses (PS-10). `untyped` is counted and shown on every funnel.
enum class ProductType : std::uint8_t { untyped, entry, diagnostic, main, checkup, other };
RETOUR_ENUM_NAMES(ProductType, "untyped", "entry", "diagnostic", "main", "checkup", "other");

/// One line of a package: so many of this service.
struct PackageLine {
  ServiceId service;
  std::int32_t count = 1;
  bool operator==(const PackageLine&) const = default;
};

/// Something on the price list. With `package` lines it is a package of others.
struct Service {
  static constexpr EntityInfo info{"service", EntityKind::service, Owner::clinic};
  static constexpr std::array facets{Facet{"service"}, Facet{"product"}, Facet{"origin"}};
  ServiceId id;
  std::string code;
  std::string name;
  std::int32_t length_minutes = 30;
  bool needs_room = true;
  RoomKind room_kind = RoomKind::consulting;
  std::string device_kind;  ///< Empty: none.
  bool remote = false;      ///< Can be held remotely: needs no room then.
  bool active = true;
  std::int32_t shortest_minutes = 0;  ///< Never booked shorter than this (ET-07); 0: the length.
  VisitPattern pattern;
  DevicePart device_part;
  std::vector<StaffId> performers;  ///< Who has the skill; empty: whoever has the specialty.
  std::vector<SpecialtyId> team;    ///< One person of each beside the doctor, for the whole visit.
  std::int32_t nights = 0;          ///< In a ward bed afterwards (SC-04).
  std::int32_t age_from_years = 0;  ///< For nobody younger.
  std::int32_t age_to_years = 0;    ///< For nobody older than this; 0: no limit.
  std::int32_t places = 1;          ///< Patients at one time; more than one: a group visit.
  std::string preparation;          ///< What the patient does before: "nothing to eat for 8 hours".
  ProductType product_type = ProductType::untyped;
  SpecialtyId specialty;
  std::vector<PackageLine> package;
  Imported imported;
  std::array<HybridTime, 3> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("code", &Service::code, FieldMeta{});
    visit.field("name", &Service::name, FieldMeta{});
    visit.field("length_minutes", &Service::length_minutes, FieldMeta{});
    visit.field("needs_room", &Service::needs_room, FieldMeta{});
    visit.field("room_kind", &Service::room_kind, FieldMeta{});
    visit.field("device_kind", &Service::device_kind, FieldMeta{});
    visit.field("remote", &Service::remote, FieldMeta{});
    visit.field("active", &Service::active, FieldMeta{});
    visit.field("product_type", &Service::product_type, FieldMeta{.facet = 1});
    visit.field("specialty", &Service::specialty, FieldMeta{.facet = 1});
    visit.field("package", &Service::package, FieldMeta{.facet = 1});
    visit.field("imported", &Service::imported, FieldMeta{.facet = 2});
    visit.field("shortest_minutes", &Service::shortest_minutes, FieldMeta{.since = 2});
    visit.field("pattern", &Service::pattern, FieldMeta{.since = 2});
    visit.field("performers", &Service::performers, FieldMeta{.since = 2});
    visit.field("team", &Service::team, FieldMeta{.since = 2});
    visit.field("nights", &Service::nights, FieldMeta{.since = 2});
    visit.field("age_from_years", &Service::age_from_years, FieldMeta{.since = 2});
    visit.field("age_to_years", &Service::age_to_years, FieldMeta{.since = 2});
    visit.field("preparation", &Service::preparation, FieldMeta{.since = 2});
    visit.field("places", &Service::places, FieldMeta{.since = 3});
    visit.field("device_part", &Service::device_part, FieldMeta{.since = 5});
  }
};

/// One dated price: the latest `valid_from` not after the day, most specific branch and grade
/// first, is the price of that day. History is never rewritten (PR-05).
struct Price {
  static constexpr EntityInfo info{"price", EntityKind::price, Owner::clinic};
  static constexpr std::array facets{Facet{"price", Merge::once}};
  PriceId id;
  ServiceId service;
  BranchId branch;    ///< Nil: every branch.
  std::string grade;  ///< Empty: every grade.
  LocalDate valid_from;
  std::int64_t price_minor = 0;
  Currency currency = Currency::rub;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("service", &Price::service, FieldMeta{});
    visit.field("branch", &Price::branch, FieldMeta{});
    visit.field("grade", &Price::grade, FieldMeta{});
    visit.field("valid_from", &Price::valid_from, FieldMeta{});
    visit.field("price_minor", &Price::price_minor, FieldMeta{});
    visit.field("currency", &Price::currency, FieldMeta{});
  }
};

enum class SourceKind : std::uint8_t {
  unknown,
  advertising,
  search,
  external_link,
  direct,
  recommendation,
  partner,
  offline,
  other,
};
RETOUR_ENUM_NAMES(SourceKind, "unknown", "advertising", "search", "external_link", "direct",
                  "recommendation", "partner", "offline", "other");

/// Where patients come from (LD-08).
struct Source {
  static constexpr EntityInfo info{"source", EntityKind::source, Owner::clinic};
  static constexpr std::array facets{Facet{"source"}};
  SourceId id;
  std::string name;
  SourceKind kind = SourceKind::unknown;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Source::name, FieldMeta{});
    visit.field("kind", &Source::kind, FieldMeta{});
    visit.field("active", &Source::active, FieldMeta{});
  }
};

enum class OrganisationKind : std::uint8_t { company, insurer, partner };
RETOUR_ENUM_NAMES(OrganisationKind, "company", "insurer", "partner");

/// A company or insurer that pays for patients (CM-01..03).
struct Organisation {
  static constexpr EntityInfo info{"organisation", EntityKind::organisation, Owner::clinic};
  static constexpr std::array facets{Facet{"organisation"}};
  OrganisationId id;
  std::string name;
  OrganisationKind kind = OrganisationKind::company;
  std::string contract_number;
  std::int32_t discount_percent = 0;
  std::string phone;
  std::string email;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("name", &Organisation::name, FieldMeta{});
    visit.field("kind", &Organisation::kind, FieldMeta{});
    visit.field("contract_number", &Organisation::contract_number, FieldMeta{});
    visit.field("discount_percent", &Organisation::discount_percent, money_field(0));
    visit.field("phone", &Organisation::phone, FieldMeta{.visibility = Visibility::contact});
    visit.field("email", &Organisation::email, FieldMeta{.visibility = Visibility::contact});
    visit.field("active", &Organisation::active, FieldMeta{});
  }
};

enum class ReasonGroup : std::uint8_t {
  cancellation,
  outflow,
  refusal,
  not_returned,
  refund,
  other
};
RETOUR_ENUM_NAMES(ReasonGroup, "cancellation", "outflow", "refusal", "not_returned", "refund",
                  "other");

/// Dictionary of reasons (PS-13, TP-04, TP-05, RT-29).
struct Reason {
  static constexpr EntityInfo info{"reason", EntityKind::reason, Owner::clinic};
  static constexpr std::array facets{Facet{"reason"}};
  ReasonId id;
  ReasonGroup group = ReasonGroup::other;
  std::string name;
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("group", &Reason::group, FieldMeta{});
    visit.field("name", &Reason::name, FieldMeta{});
    visit.field("active", &Reason::active, FieldMeta{});
  }
};

/// By what a list of patients is sorted, and whom it leaves out.
enum class PeopleOrder : std::uint8_t { entered, name, status, next_date, last_seen, open_money };
RETOUR_ENUM_NAMES(PeopleOrder, "entered", "name", "status", "next_date", "last_seen", "open_money");
enum class PeopleStep : std::uint8_t { any, forgotten, overdue };
RETOUR_ENUM_NAMES(PeopleStep, "any", "forgotten", "overdue");

/// A filter of the list of patients, or a report as it was set, by a name: whoever made it finds it
/// on every device. What was searched for is not part of it: that is somebody's name more often
/// than not.
struct SavedList {
  static constexpr EntityInfo info{"saved_list", EntityKind::saved_list, Owner::clinic};
  static constexpr std::array facets{Facet{"list"}};
  SavedListId id;
  StaffId staff;  ///< Whose it is; nil: everybody's.
  std::string name;
  std::int32_t statuses = 0;  ///< Bit i: status i. 0: all.
  PeopleStep step = PeopleStep::any;
  StaffId responsible;     ///< Nil: anybody's.
  bool of_reader = false;  ///< The patients of whoever looks at it.
  PeopleOrder order = PeopleOrder::entered;
  bool descending = false;
  std::int32_t hidden_columns = 0;  ///< Bit i: column i of the list.
  std::string page;                 ///< Of a report: which; empty: the list of patients.
  std::string query;                ///< Of a report: its filters, as its page writes them.
  bool active = true;
  std::array<HybridTime, 1> stamps{};

  template <class V>
  static void describe(V& visit) {
    visit.field("staff", &SavedList::staff, FieldMeta{});
    visit.field("name", &SavedList::name, FieldMeta{});
    visit.field("statuses", &SavedList::statuses, FieldMeta{});
    visit.field("step", &SavedList::step, FieldMeta{});
    visit.field("responsible", &SavedList::responsible, FieldMeta{});
    visit.field("of_reader", &SavedList::of_reader, FieldMeta{});
    visit.field("order", &SavedList::order, FieldMeta{});
    visit.field("descending", &SavedList::descending, FieldMeta{});
    visit.field("hidden_columns", &SavedList::hidden_columns, FieldMeta{});
    visit.field("active", &SavedList::active, FieldMeta{});
    visit.field("page", &SavedList::page, FieldMeta{.since = 4});
    visit.field("query", &SavedList::query, FieldMeta{.since = 4});
  }
};

}  // namespace retour
