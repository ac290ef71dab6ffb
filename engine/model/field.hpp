// The field tables: each entity of the clinic is declared once, and from that one declaration come
// the DDL, the row and op codecs, role filtering, personal-data marks, CSV export, the state hash
// and docs/data-dictionary.md.
//
// An entity is a plain struct with
//
//   static constexpr EntityInfo info        its name, its kind number, what owns it
//   static constexpr auto facets            the groups of fields that are written together
//   std::array<HybridTime, N> stamps        when each facet was last written
//   template <class V> static void describe(V& visit)   one line per field
//
// for example
//
//   struct Room {
//     static constexpr EntityInfo info{"room", EntityKind::room, Owner::clinic};
//     static constexpr std::array facets{Facet{"room", Merge::last_writer}};
//     RoomId id;
//     std::string name;
//     std::array<HybridTime, 1> stamps{};
//     template <class V> static void describe(V& visit) {
//       visit.field("name", &Room::name, FieldMeta{.facet = 0});
//     }
//   };
//
// Order of fields is part of the format: new fields go to the end with a higher `since`.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace retour {

/// Number of an entity in ops, snapshots and the hash. Never reused, never renumbered.
enum class EntityKind : std::uint8_t {
  clinic = 1,
  policy = 2,
  legal_entity = 3,
  branch = 4,
  room = 5,
  device = 6,
  specialty = 7,
  staff = 8,
  shift = 9,
  service = 10,
  price = 11,
  source = 12,
  organisation = 13,
  reason = 14,
  saved_list = 15,
  shift_pattern = 16,
  calendar_day = 17,
  day_close = 18,
  hand_over = 19,
  patient = 20,
  relation = 21,
  consent = 22,
  booking = 23,
  visit = 24,
  sameness = 25,
  difference = 26,
  waitlist_entry = 27,
  contact_attempt = 28,
  rating = 29,
  charge = 30,
  invoice = 31,
  payment = 32,
  allocation = 33,
  instalment_schedule = 34,
  refund = 35,
  certificate = 36,
  call = 40,
  web_request = 41,
  call_review = 42,
  script = 43,
  campaign = 44,
  cost = 45,
  site_traffic = 46,
  target = 47,
  published_month = 48,
  plan = 50,
  plan_item = 51,
  recall = 52,
  next_step = 53,
  cycle_closing = 54,
  import_batch = 60,
  card_read = 61,
  withdrawal = 62,
  erasure = 63,
};

/// Visibility class: the section of an op in which a field travels. A replica whose person may not
/// see a class does not hold its sections at all.
enum class Visibility : std::uint8_t {
  open = 0,        ///< Structure: ids, times, states. Everyone who works here.
  contact = 1,     ///< Who the person is and how to reach him.
  medical = 2,     ///< Complaints, findings, doctor's notes.
  money = 3,       ///< Prices, payments, debts (not shown to doctors, ET-01).
  restricted = 4,  ///< Communication preferences and the like (CS-20).
};
inline constexpr int visibility_count = 5;

/// Roles of people. A person may hold several and acts in one at a time.
enum class Role : std::uint8_t {
  owner = 0,
  manager = 1,
  receptionist = 2,
  coordinator = 3,
  doctor = 4,
  assistant = 5,
  operator_ = 6,
  marketer = 7,
};
inline constexpr int role_count = 8;

/// A set of roles, one bit each.
struct RoleSet {
  std::uint16_t bits = 0;
  constexpr RoleSet() = default;
  constexpr explicit RoleSet(std::uint16_t raw) : bits(raw) {}
  template <class... Roles>
  [[nodiscard]] static constexpr RoleSet of(Roles... roles) {
    return RoleSet(static_cast<std::uint16_t>((0U | ... | (1U << static_cast<unsigned>(roles)))));
  }
  [[nodiscard]] static constexpr RoleSet all() { return RoleSet((1U << role_count) - 1); }
  [[nodiscard]] constexpr bool has(Role role) const {
    return (bits >> static_cast<unsigned>(role) & 1U) != 0;
  }
  bool operator==(const RoleSet&) const = default;
};

/// Who may read fields of a class (IM-09, ET-01). The acting role decides: restrictions win over
/// whatever else the person also is, except that an owner sees everything whenever he acts as one.
[[nodiscard]] constexpr RoleSet readers_of(Visibility visibility) {
  using enum Role;
  switch (visibility) {
    case Visibility::open: return RoleSet::all();
    case Visibility::contact:
      return RoleSet::of(owner, manager, receptionist, coordinator, doctor, assistant, operator_);
    case Visibility::medical: return RoleSet::of(owner, coordinator, doctor, assistant);
    case Visibility::money: return RoleSet::of(owner, manager, receptionist, coordinator, marketer);
    case Visibility::restricted: return RoleSet::of(owner, manager, coordinator, doctor);
  }
  return {};
}

/// How two writes of one facet become one.
enum class Merge : std::uint8_t {
  last_writer,  ///< Later hybrid time wins; a tie goes to the greater canonical bytes.
  once,         ///< Append-only: the first content stays, equal content again is no change.
  hub_order,    ///< The hub's numbering decides; refused writes have no effect (slots).
};

/// A group of fields that belong together and are never torn apart by a merge.
struct Facet {
  std::string_view name;
  Merge merge = Merge::last_writer;
};

/// Which unit of folding, partial replication and erasure an entity belongs to.
enum class Owner : std::uint8_t {
  clinic,   ///< The clinic's; folds by itself.
  patient,  ///< A patient's: folds, travels and is erased with the whole patient.
  itself,   ///< May be matched to a patient later (calls, requests): folds by itself.
};

struct EntityInfo {
  std::string_view name;
  EntityKind kind;
  Owner owner;
};

/// What a field is beside its type.
struct FieldMeta {
  std::uint8_t facet = 0;
  Visibility visibility = Visibility::open;
  bool personal = false;   ///< Emptied when the patient is erased.
  bool subject = false;    ///< The owning patient: travels in the op's header, not in a section.
  std::uint8_t since = 1;  ///< Op version that introduced the field.
};

inline constexpr FieldMeta subject_field{.subject = true};
inline constexpr FieldMeta personal_contact(std::uint8_t facet) {
  return {.facet = facet, .visibility = Visibility::contact, .personal = true};
}
inline constexpr FieldMeta personal_medical(std::uint8_t facet) {
  return {.facet = facet, .visibility = Visibility::medical, .personal = true};
}
inline constexpr FieldMeta personal_restricted(std::uint8_t facet) {
  return {.facet = facet, .visibility = Visibility::restricted, .personal = true};
}
inline constexpr FieldMeta money_field(std::uint8_t facet) {
  return {.facet = facet, .visibility = Visibility::money};
}

/// Set of facets of one entity, bit n for facet n.
using FacetMask = std::uint8_t;
template <class E>
inline constexpr FacetMask all_facets = static_cast<FacetMask>((1U << std::size(E::facets)) - 1);

/// Names of an enumeration's values, in order of their numbers from 0. Used in CSV, JSON and the
/// data dictionary; never shown to people.
template <class E>
struct EnumNames;  // specialised with `static constexpr std::array<std::string_view, n> names`

template <class E>
[[nodiscard]] constexpr std::string_view enum_name(E value) {
  const auto index = static_cast<std::size_t>(value);
  return index < EnumNames<E>::names.size() ? EnumNames<E>::names[index] : "invalid";
}

}  // namespace retour

/// Declares the names of an enumeration: RETOUR_ENUM_NAMES(Sex, "unknown", "female", "male").
#define RETOUR_ENUM_NAMES(Enum, ...)                                              \
  template <>                                                                     \
  struct EnumNames<Enum> {                                                        \
    static constexpr auto names = std::to_array<std::string_view>({__VA_ARGS__}); \
  }
