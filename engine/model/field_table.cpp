#include "model/field_table.hpp"

#include <array>
#include <type_traits>

#include "base/check.hpp"
#include "base/text.hpp"
#include "model/field_codec.hpp"

namespace retour {

void FieldMeasure::add_text(std::string_view text) {
  bytes += text.size();
  if (fault != FieldFault::none) return;
  if (text.size() > text_bytes_max) {
    fault = FieldFault::text_too_long;
  } else if (!is_valid_utf8(text)) {
    fault = FieldFault::text_not_utf8;
  }
}

void FieldMeasure::add_list(std::size_t length) {
  if (fault == FieldFault::none && length > list_length_max) fault = FieldFault::list_too_long;
}

namespace {

template <class T>
void measure_value(FieldMeasure& measure, const T&) {
  measure.bytes += sizeof(T);
}
void measure_value(FieldMeasure& measure, const std::string& value) {
  measure.add_text(value);
}
void measure_value(FieldMeasure& measure, const Imported& value) {
  measure.add_text(value.external_id);
}
void measure_value(FieldMeasure& measure, const Phone& value) {
  measure.add_text(value.number);
  measure.add_text(value.note);
}
template <class T>
void measure_value(FieldMeasure& measure, const std::vector<T>& values) {
  measure.add_list(values.size());
  for (const T& value : values) measure_value(measure, value);
}

/// The functions of a ValueType, from the FieldType of values that are stored as T.
template <class T>
struct Typed {
  using Type = FieldType<T>;
  static const T& get(const void* value) { return *static_cast<const T*>(value); }
  static T& get(void* value) { return *static_cast<T*>(value); }

  static void encode(const ValueType&, ByteWriter& out, const void* value) {
    Type::encode(out, get(value));
  }
  static void decode(const ValueType&, ByteReader& in, void* value) {
    Type::decode(in, get(value));
  }
  static Cell to_cell(const ValueType&, const void* value, Bytes& scratch) {
    return Type::to_cell(get(value), scratch);
  }
  static bool from_cell(const ValueType&, const Cell& cell, void* value) {
    return Type::from_cell(cell, get(value));
  }
  static std::string to_text(const ValueType&, const void* value) {
    return Type::to_text(get(value));
  }
  static bool equal(const void* a, const void* b) { return get(a) == get(b); }
  static void assign(void* to, const void* from) { get(to) = get(from); }
  static void clear(void* value) { get(value) = T{}; }
  static void measure(const void* value, FieldMeasure& sum) { measure_value(sum, get(value)); }
};

/// The same for every enumeration: its number is read as the byte that it is, and its names come
/// from the ValueType.
struct Choice : Typed<std::uint8_t> {
  static void encode(const ValueType&, ByteWriter& out, const void* value) {
    out.put_signed(get(value));
  }
  static void decode(const ValueType& type, ByteReader& in, void* value) {
    if (!set(type, in.signed_number(), value)) in.set_failed();
  }
  static Cell to_cell(const ValueType&, const void* value, Bytes&) {
    return std::int64_t{get(value)};
  }
  static bool from_cell(const ValueType& type, const Cell& cell, void* value) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    return number != nullptr && set(type, *number, value);
  }
  static std::string to_text(const ValueType& type, const void* value) {
    return std::string(get(value) < type.choices.size() ? type.choices[get(value)] : "invalid");
  }

 private:
  static bool set(const ValueType& type, std::int64_t number, void* value) {
    if (number < 0 || number >= std::ssize(type.choices)) return false;
    get(value) = static_cast<std::uint8_t>(number);
    return true;
  }
};

/// The type that is stored where a field of type T stands: all kinds of ids are their bytes.
template <class T>
using StoredAs = std::conditional_t<std::is_base_of_v<IdBytes, T>, IdBytes, T>;

template <class T>
constexpr ValueType make_value_type() {
  using Functions = std::conditional_t<std::is_enum_v<T>, Choice, Typed<T>>;
  std::span<const std::string_view> choices;
  if constexpr (std::is_enum_v<T>) {
    static_assert(sizeof(T) == 1, "enumerations in entities are bytes");
    choices = EnumNames<T>::names;
  }
  return {.name = FieldType<T>::name,
          .cell_kind = FieldType<T>::cell_kind,
          .cell_uses_scratch = std::is_base_of_v<BlobField<T>, FieldType<T>>,
          .choices = choices,
          .encode = Functions::encode,
          .decode = Functions::decode,
          .to_cell = Functions::to_cell,
          .from_cell = Functions::from_cell,
          .to_text = Functions::to_text,
          .equal = Functions::equal,
          .assign = Functions::assign,
          .clear = Functions::clear,
          .measure = Functions::measure};
}
template <class T>
constexpr ValueType value_type = make_value_type<T>();

/// Whether entities of type E name the patient whom they concern.
template <class E>
constexpr bool has_patient_field = requires(E e) {
  { e.patient } -> std::convertible_to<PatientId>;
};

std::uint32_t distance(const void* begin, const void* at) {
  return static_cast<std::uint32_t>(static_cast<const std::byte*>(at) -
                                    static_cast<const std::byte*>(begin));
}

/// Collects the fields of one entity. Where they lie is measured at an entity that exists: the
/// entities are no standard-layout types, so that `offsetof` is not for them.
template <class E>
struct FieldCollector {
  const E& sample;
  std::vector<Field>& fields;

  template <class T>
  void field(std::string_view name, T E::* member, const FieldMeta& meta) {
    const StoredAs<T>& value = sample.*member;
    add(name, value_type<StoredAs<T>>, &value, meta);
  }
  /// Not inlined: there are four hundred fields.
  [[gnu::noinline]] void add(std::string_view name, const ValueType& type, const void* value,
                             const FieldMeta& meta) {
    fields.push_back(
        {.name = name, .type = &type, .offset = distance(&sample, value), .meta = meta});
  }
};

template <class E>
EntityTable make_table(std::size_t index) {
  static const Entity empty{E{}};
  const E& sample = std::get<E>(empty);
  const IdBytes& id = sample.id;
  EntityTable table{.info = E::info,
                    .index = index,
                    .facets = E::facets,
                    .fields = {},
                    .empty = &empty,
                    .id_offset = distance(&sample, &id),
                    .stamps_offset = distance(&sample, sample.stamps.data()),
                    .patient_offset = EntityTable::no_patient};
  static_assert(std::size(E::facets) == std::tuple_size_v<decltype(sample.stamps)>);
  if constexpr (std::is_same_v<E, Patient>) {
    table.patient_offset = table.id_offset;
  } else if constexpr (has_patient_field<E>) {
    const IdBytes& patient = sample.patient;
    table.patient_offset = distance(&sample, &patient);
  }
  FieldCollector<E> collector{sample, table.fields};
  E::describe(collector);
  return table;
}

std::vector<EntityTable> make_tables() {
  std::vector<EntityTable> tables;
  tables.reserve(entity_kind_count);
  for_each_entity([&]<class E>() { tables.push_back(make_table<E>(tables.size())); });
  return tables;
}

/// Places in the order of kinds by kind number, one more than the place; 0 for numbers of none.
constexpr auto places = [] {
  std::array<std::uint8_t, 256> by_number{};
  std::uint8_t place = 0;
  for_each_entity([&]<class E>() { by_number[static_cast<std::size_t>(E::info.kind)] = ++place; });
  return by_number;
}();

}  // namespace

const IdBytes& EntityTable::id(const void* entity) const {
  return *reinterpret_cast<const IdBytes*>(static_cast<const std::byte*>(entity) + id_offset);
}

void EntityTable::set_id(void* entity, const IdBytes& id) const {
  *reinterpret_cast<IdBytes*>(static_cast<std::byte*>(entity) + id_offset) = id;
}

PatientId EntityTable::patient(const void* entity) const {
  if (!names_patient()) return {};
  return PatientId(
      *reinterpret_cast<const IdBytes*>(static_cast<const std::byte*>(entity) + patient_offset));
}

void EntityTable::set_patient(void* entity, PatientId patient) const {
  RETOUR_CHECK(names_patient());
  *reinterpret_cast<IdBytes*>(static_cast<std::byte*>(entity) + patient_offset) = patient;
}

std::span<const HybridTime> EntityTable::stamps(const void* entity) const {
  return {
      reinterpret_cast<const HybridTime*>(static_cast<const std::byte*>(entity) + stamps_offset),
      facets.size()};
}

std::span<HybridTime> EntityTable::stamps(void* entity) const {
  return {reinterpret_cast<HybridTime*>(static_cast<std::byte*>(entity) + stamps_offset),
          facets.size()};
}

std::span<const EntityTable> entity_tables() {
  static const std::vector<EntityTable> tables = make_tables();
  return tables;
}

const EntityTable* find_table(EntityKind kind) {
  const std::uint8_t place = places[static_cast<std::uint8_t>(kind)];
  return place == 0 ? nullptr : &entity_tables()[place - 1U];
}

const EntityTable& table_of(EntityKind kind) {
  const EntityTable* table = find_table(kind);
  RETOUR_CHECK(table != nullptr);
  return *table;
}

const EntityTable& table_of(const Entity& entity) {
  return entity_tables()[entity.index()];
}

const void* data_of(const Entity& entity) {
  return std::visit([](const auto& e) -> const void* { return &e; },
                    static_cast<const EntityVariant&>(entity));
}

void* data_of(Entity& entity) {
  return std::visit([](auto& e) -> void* { return &e; }, static_cast<EntityVariant&>(entity));
}

}  // namespace retour
