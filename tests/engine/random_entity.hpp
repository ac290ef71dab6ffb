// Random entities of every kind, from the field tables: a new field or type is covered by itself.
//
//   SeededRandom random(seed);
//   Booking booking = random_entity<Booking>(random);
//   Entity any = random_entity(EntityKind::visit, random);
//
// Values are valid for their types and seek the edges: empty and long texts, several scripts, the
// greatest and smallest numbers, nil ids, empty lists. References point nowhere in particular; use
// `set_subject` (model/entity.hpp) to give the row to a certain patient.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "model/entity.hpp"
#include "model/field_codec.hpp"

namespace retour::testing {

[[nodiscard]] inline bool one_in(std::uint64_t count, RandomSource& random) {
  return random.below(count) == 0;
}

/// Valid UTF-8: empty in one case of four, otherwise a few words of several scripts.
[[nodiscard]] inline std::string random_text(RandomSource& random) {
  static constexpr std::string_view words[] = {
      "Иванов", "Ёлкина", "O'Brien", "Åsa",  "李",   "\U0001F9B7", "a",       " ",    "\"", "'",
      "\n",     ";",      "%",       "--",   "Пётр", "й",          "x\ty",    "=1+1", "_",  "0",
      "NULL",   "\\",     "тест",    "groß", "+7",   "\u00A0",     "e\u0301", "٣",    ",",  "№"};
  std::string text;
  if (one_in(4, random)) return text;
  std::uint64_t count = 1 + random.below(4);
  if (one_in(64, random)) count = 300;  // longer than one varint byte can tell
  for (std::uint64_t i = 0; i < count; ++i) text += words[random.below(std::size(words))];
  return text;
}

[[nodiscard]] inline std::int64_t random_number(std::int64_t least, std::int64_t most,
                                                RandomSource& random) {
  switch (random.below(8)) {
    case 0: return least;
    case 1: return most;
    case 2: return 0;
    case 3: return least == 0 ? 1 : -1;
    default: break;
  }
  const std::uint64_t shift = random.below(63);
  const auto value = static_cast<std::int64_t>(random.next() >> shift);
  return value < least || value > most ? static_cast<std::int64_t>(random.below(1000)) : value;
}

/// One random value per field type; lists and options build on their elements.
template <class T>
struct RandomValue;

template <class T>
[[nodiscard]] T random_value(RandomSource& random) {
  return RandomValue<T>::make(random);
}

template <>
struct RandomValue<bool> {
  static bool make(RandomSource& random) { return one_in(2, random); }
};

template <class T>
  requires(std::is_same_v<T, std::int32_t> || std::is_same_v<T, std::int64_t>)
struct RandomValue<T> {
  static T make(RandomSource& random) {
    return static_cast<T>(
        random_number(std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), random));
  }
};

template <class T>
  requires std::is_enum_v<T>
struct RandomValue<T> {
  static T make(RandomSource& random) {
    return static_cast<T>(random.below(EnumNames<T>::names.size()));
  }
};

template <>
struct RandomValue<std::string> {
  static std::string make(RandomSource& random) { return random_text(random); }
};

template <class Tag>
struct RandomValue<Id<Tag>> {
  static Id<Tag> make(RandomSource& random) {
    if (one_in(4, random)) return {};
    return Id<Tag>(make_id(static_cast<std::int64_t>(random.below(1ULL << 41)), random));
  }
};

template <>
struct RandomValue<Instant> {
  static Instant make(RandomSource& random) {
    if (one_in(8, random)) return {random_value<std::int64_t>(random)};
    if (one_in(4, random)) return {0};
    return {static_cast<std::int64_t>(random.below(4'000'000'000))};
  }
};

template <>
struct RandomValue<LocalDate> {
  static LocalDate make(RandomSource& random) {
    if (one_in(4, random)) return {0};
    return {static_cast<std::int32_t>(random.below(80'000)) - 30'000};
  }
};

template <>
struct RandomValue<RoleSet> {
  static RoleSet make(RandomSource& random) {
    return RoleSet(static_cast<std::uint16_t>(random.below(1U << role_count)));
  }
};

template <>
struct RandomValue<Digest> {
  static Digest make(RandomSource& random) {
    Digest digest;
    if (!one_in(4, random)) random.fill(digest.bytes);
    return digest;
  }
};

template <class T>
struct RandomValue<std::optional<T>> {
  static std::optional<T> make(RandomSource& random) {
    if (one_in(3, random)) return std::nullopt;
    return random_value<T>(random);
  }
};

template <>
struct RandomValue<Imported> {
  static Imported make(RandomSource& random) {
    if (one_in(3, random)) return {};
    return {random_value<ImportBatchId>(random), random_text(random),
            random_value<std::int64_t>(random), random_value<Instant>(random)};
  }
};

template <>
struct RandomValue<Phone> {
  static Phone make(RandomSource& random) {
    return {random_text(random), random_text(random), random_value<Instant>(random)};
  }
};

template <>
struct RandomValue<PackageLine> {
  static PackageLine make(RandomSource& random) {
    return {random_value<ServiceId>(random), random_value<std::int32_t>(random)};
  }
};

template <>
struct RandomValue<VisitPattern> {
  static VisitPattern make(RandomSource& random) {
    if (one_in(3, random)) return {};
    return {random_value<std::int32_t>(random), random_value<std::int32_t>(random),
            random_value<std::int32_t>(random), random_value<std::int32_t>(random)};
  }
};

template <>
struct RandomValue<DevicePart> {
  static DevicePart make(RandomSource& random) {
    if (one_in(3, random)) return {};
    return {random_value<std::int32_t>(random), random_value<std::int32_t>(random)};
  }
};

template <>
struct RandomValue<Instalment> {
  static Instalment make(RandomSource& random) {
    return {random_value<LocalDate>(random), random_value<std::int64_t>(random)};
  }
};

template <class T>
struct RandomValue<std::vector<T>> {
  static std::vector<T> make(RandomSource& random) {
    std::vector<T> values(one_in(3, random) ? 0 : random.below(5));
    for (T& value : values) value = random_value<T>(random);
    return values;
  }
};

/// A row of type E with a fresh id, a subject where it needs one, and a stamp for every facet.
template <class E>
[[nodiscard]] E random_entity(RandomSource& random) {
  E entity;
  const auto fresh_id = [&] {
    return make_id(static_cast<std::int64_t>(random.below(1ULL << 41)), random);
  };
  entity.id = decltype(entity.id)(fresh_id());
  for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
    entity.*member = random_value<T>(random);
    if constexpr (std::is_same_v<T, PatientId>)
      if (meta.subject) entity.*member = PatientId(fresh_id());
  });
  for (HybridTime& stamp : entity.stamps) stamp.packed = 1 + (random.next() >> random.below(40));
  return entity;
}

/// A row of a kind.
[[nodiscard]] inline Entity random_entity(EntityKind kind, RandomSource& random) {
  std::optional<Entity> entity;
  for_each_entity([&]<class E>() {
    if (E::info.kind == kind) entity = random_entity<E>(random);
  });
  return std::move(*entity);
}

/// A row of any kind.
[[nodiscard]] inline Entity random_entity(RandomSource& random) {
  std::vector<EntityKind> kinds;
  for_each_entity([&]<class E>() { kinds.push_back(E::info.kind); });
  return random_entity(kinds[random.below(kinds.size())], random);
}

}  // namespace retour::testing
