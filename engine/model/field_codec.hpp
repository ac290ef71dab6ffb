// How each field type is written: canonical bytes (ops, snapshots, hash), one storage cell (the
// database), and plain text (CSV, data dictionary).
//
// Adding a type means one specialisation of `FieldType` here, and nothing anywhere else.
#pragma once

#include <charconv>
#include <string>
#include <type_traits>
#include <variant>

#include "base/bytes.hpp"
#include "base/cell.hpp"
#include "base/hash.hpp"
#include "model/entity.hpp"

namespace retour {

/// Longest list inside one field; longer input is refused as malformed.
inline constexpr std::size_t list_length_max = 10'000;
/// Longest text inside one field, bytes.
inline constexpr std::size_t text_bytes_max = 64 * 1024;

struct EntityTable;

template <class T>
struct FieldType;

/// Common part of the types that are one integer.
template <class T>
struct IntegerField {
  static constexpr CellKind cell_kind = CellKind::integer;
  static void encode(ByteWriter& out, const T& value) {
    out.put_signed(FieldType<T>::number(value));
  }
  static void decode(ByteReader& in, T& value) {
    if (!FieldType<T>::from_number(in.signed_number(), value)) in.set_failed();
  }
  static Cell to_cell(const T& value, Bytes&) { return FieldType<T>::number(value); }
  static bool from_cell(const Cell& cell, T& value) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    return number != nullptr && FieldType<T>::from_number(*number, value);
  }
  static std::string to_text(const T& value) { return std::to_string(FieldType<T>::number(value)); }
};

template <>
struct FieldType<bool> : IntegerField<bool> {
  static constexpr std::string_view name = "boolean";
  static std::int64_t number(bool value) { return value ? 1 : 0; }
  static bool from_number(std::int64_t n, bool& value) {
    value = n == 1;
    return n == 0 || n == 1;
  }
};

template <>
struct FieldType<std::int32_t> : IntegerField<std::int32_t> {
  static constexpr std::string_view name = "integer";
  static std::int64_t number(std::int32_t value) { return value; }
  static bool from_number(std::int64_t n, std::int32_t& value) {
    value = static_cast<std::int32_t>(n);
    return value == n;
  }
};

template <>
struct FieldType<std::int64_t> : IntegerField<std::int64_t> {
  static constexpr std::string_view name = "integer";
  static std::int64_t number(std::int64_t value) { return value; }
  static bool from_number(std::int64_t n, std::int64_t& value) {
    value = n;
    return true;
  }
};

template <class T>
  requires std::is_enum_v<T>
struct FieldType<T> : IntegerField<T> {
  static constexpr std::string_view name = "one of";
  static std::int64_t number(T value) { return static_cast<std::int64_t>(value); }
  static bool from_number(std::int64_t n, T& value) {
    if (n < 0 || n >= static_cast<std::int64_t>(EnumNames<T>::names.size())) return false;
    value = static_cast<T>(n);
    return true;
  }
  static std::string to_text(const T& value) { return std::string(enum_name(value)); }
};

template <>
struct FieldType<Instant> : IntegerField<Instant> {
  static constexpr std::string_view name = "instant";
  static std::int64_t number(Instant value) { return value.seconds; }
  static bool from_number(std::int64_t n, Instant& value) {
    value.seconds = n;
    return true;
  }
  static std::string to_text(const Instant& value) {
    return value.seconds == 0 ? std::string() : to_iso(value);
  }
};

template <>
struct FieldType<LocalDate> : IntegerField<LocalDate> {
  static constexpr std::string_view name = "date";
  static std::int64_t number(LocalDate value) { return value.days; }
  static bool from_number(std::int64_t n, LocalDate& value) {
    value.days = static_cast<std::int32_t>(n);
    return value.days == n;
  }
  static std::string to_text(const LocalDate& value) {
    return value.days == 0 ? std::string() : to_iso(value);
  }
};

template <>
struct FieldType<RoleSet> : IntegerField<RoleSet> {
  static constexpr std::string_view name = "set of roles";
  static std::int64_t number(RoleSet value) { return value.bits; }
  static bool from_number(std::int64_t n, RoleSet& value) {
    value.bits = static_cast<std::uint16_t>(n);
    return n >= 0 && n < (1 << role_count);
  }
  static std::string to_text(const RoleSet& value) {
    std::string text;
    for (int i = 0; i < role_count; ++i) {
      if (!value.has(static_cast<Role>(i))) continue;
      if (!text.empty()) text.push_back(' ');
      text += enum_name(static_cast<Role>(i));
    }
    return text;
  }
};

template <>
struct FieldType<std::string> {
  static constexpr std::string_view name = "text";
  static constexpr CellKind cell_kind = CellKind::text;
  static void encode(ByteWriter& out, const std::string& value) { out.put_string(value); }
  static void decode(ByteReader& in, std::string& value) {
    const ByteView bytes = in.block();
    if (bytes.size() > text_bytes_max) return in.set_failed();
    value.assign(as_text(bytes));
  }
  static Cell to_cell(const std::string& value, Bytes&) { return std::string_view(value); }
  static bool from_cell(const Cell& cell, std::string& value) {
    const auto* text = std::get_if<std::string_view>(&cell);
    if (text == nullptr) return false;
    value.assign(*text);
    return true;
  }
  static std::string to_text(const std::string& value) { return value; }
};

/// Ids: nil is NULL in the database and a single 0 in canonical bytes.
template <>
struct FieldType<IdBytes> {
  static constexpr std::string_view name = "id";
  static constexpr CellKind cell_kind = CellKind::blob;
  static void encode(ByteWriter& out, const IdBytes& value) {
    out.put_byte(value.is_nil() ? 0 : 1);
    if (!value.is_nil()) out.put_id(value);
  }
  static void decode(ByteReader& in, IdBytes& value) {
    const std::uint8_t present = in.byte();
    value = present == 1 ? in.id() : IdBytes{};
    if (present > 1 || (present == 1 && value.is_nil())) in.set_failed();
  }
  static Cell to_cell(const IdBytes& value, Bytes&) {
    if (value.is_nil()) return std::monostate{};
    return ByteView(value.bytes);
  }
  static bool from_cell(const Cell& cell, IdBytes& value) {
    value = {};
    if (std::holds_alternative<std::monostate>(cell)) return true;
    const auto* bytes = std::get_if<ByteView>(&cell);
    if (bytes == nullptr || bytes->size() != value.bytes.size()) return false;
    std::copy(bytes->begin(), bytes->end(), value.bytes.begin());
    return true;
  }
  static std::string to_text(const IdBytes& value) {
    return value.is_nil() ? std::string() : retour::to_text(value);
  }
};
template <class Tag>
struct FieldType<Id<Tag>> : FieldType<IdBytes> {};

/// Types that are stored as their canonical bytes; an empty value is NULL.
template <class T>
struct BlobField {
  static constexpr CellKind cell_kind = CellKind::blob;
  static Cell to_cell(const T& value, Bytes& scratch) {
    if (value == T{}) return std::monostate{};
    scratch.clear();
    ByteWriter out(scratch);
    FieldType<T>::encode(out, value);
    return ByteView(scratch);
  }
  static bool from_cell(const Cell& cell, T& value) {
    value = T{};
    if (std::holds_alternative<std::monostate>(cell)) return true;
    const auto* bytes = std::get_if<ByteView>(&cell);
    if (bytes == nullptr) return false;
    ByteReader in(*bytes);
    FieldType<T>::decode(in, value);
    return in.ok() && in.at_end();
  }
};

template <>
struct FieldType<Digest> : BlobField<Digest> {
  static constexpr std::string_view name = "digest";
  static void encode(ByteWriter& out, const Digest& value) { out.put_raw(value.bytes); }
  static void decode(ByteReader& in, Digest& value) {
    const ByteView bytes = in.raw(value.bytes.size());
    if (in.ok()) std::copy(bytes.begin(), bytes.end(), value.bytes.begin());
  }
  static std::string to_text(const Digest& value) { return retour::to_text(value); }
};

template <>
struct FieldType<std::optional<LocalDate>> {
  static constexpr std::string_view name = "optional date";
  static constexpr CellKind cell_kind = CellKind::integer;
  using T = std::optional<LocalDate>;
  static void encode(ByteWriter& out, const T& value) {
    out.put_byte(value ? 1 : 0);
    if (value) out.put_signed(value->days);
  }
  static void decode(ByteReader& in, T& value) {
    const std::uint8_t present = in.byte();
    value.reset();
    if (present > 1) return in.set_failed();
    if (present == 0) return;
    LocalDate date;
    if (!FieldType<LocalDate>::from_number(in.signed_number(), date)) return in.set_failed();
    value = date;
  }
  static Cell to_cell(const T& value, Bytes&) {
    if (!value) return std::monostate{};
    return std::int64_t{value->days};
  }
  static bool from_cell(const Cell& cell, T& value) {
    value.reset();
    if (std::holds_alternative<std::monostate>(cell)) return true;
    LocalDate date;
    if (!FieldType<LocalDate>::from_cell(cell, date)) return false;
    value = date;
    return true;
  }
  static std::string to_text(const T& value) { return value ? to_iso(*value) : std::string(); }
};

template <>
struct FieldType<Imported> : BlobField<Imported> {
  static constexpr std::string_view name = "origin in another system";
  static void encode(ByteWriter& out, const Imported& value) {
    FieldType<ImportBatchId>::encode(out, value.batch);
    out.put_string(value.external_id);
    out.put_signed(value.digest);
    out.put_signed(value.vanished_at.seconds);
  }
  static void decode(ByteReader& in, Imported& value) {
    FieldType<ImportBatchId>::decode(in, value.batch);
    FieldType<std::string>::decode(in, value.external_id);
    value.digest = in.signed_number();
    value.vanished_at.seconds = in.signed_number();
  }
  static std::string to_text(const Imported& value) { return value.external_id; }
};

template <>
struct FieldType<Phone> {
  static constexpr std::string_view name = "phone";
  static void encode(ByteWriter& out, const Phone& value) {
    out.put_string(value.number);
    out.put_string(value.note);
    out.put_signed(value.confirmed_at.seconds);
  }
  static void decode(ByteReader& in, Phone& value) {
    FieldType<std::string>::decode(in, value.number);
    FieldType<std::string>::decode(in, value.note);
    value.confirmed_at.seconds = in.signed_number();
  }
  static std::string to_text(const Phone& value) { return value.number; }
};

template <>
struct FieldType<PackageLine> {
  static constexpr std::string_view name = "package line";
  static void encode(ByteWriter& out, const PackageLine& value) {
    FieldType<ServiceId>::encode(out, value.service);
    out.put_signed(value.count);
  }
  static void decode(ByteReader& in, PackageLine& value) {
    FieldType<ServiceId>::decode(in, value.service);
    FieldType<std::int32_t>::decode(in, value.count);
  }
  static std::string to_text(const PackageLine& value) {
    return retour::to_text(value.service) + " x " + std::to_string(value.count);
  }
};

template <>
struct FieldType<VisitPattern> : BlobField<VisitPattern> {
  static constexpr std::string_view name = "time pattern of a visit";
  static constexpr std::array parts{&VisitPattern::doctor_after_minutes,
                                    &VisitPattern::doctor_minutes, &VisitPattern::setup_minutes,
                                    &VisitPattern::cleanup_minutes};
  static void encode(ByteWriter& out, const VisitPattern& value) {
    for (const auto part : parts) out.put_signed(value.*part);
  }
  static void decode(ByteReader& in, VisitPattern& value) {
    for (const auto part : parts) FieldType<std::int32_t>::decode(in, value.*part);
  }
  static std::string to_text(const VisitPattern& value) {
    std::string text;
    for (const auto part : parts) text += (text.empty() ? "" : " ") + std::to_string(value.*part);
    return text;
  }
};

template <>
struct FieldType<DevicePart> : BlobField<DevicePart> {
  static constexpr std::string_view name = "part of a visit";
  static void encode(ByteWriter& out, const DevicePart& value) {
    out.put_signed(value.after_minutes);
    out.put_signed(value.minutes);
  }
  static void decode(ByteReader& in, DevicePart& value) {
    FieldType<std::int32_t>::decode(in, value.after_minutes);
    FieldType<std::int32_t>::decode(in, value.minutes);
  }
  static std::string to_text(const DevicePart& value) {
    return std::to_string(value.after_minutes) + " " + std::to_string(value.minutes);
  }
};

template <>
struct FieldType<Instalment> {
  static constexpr std::string_view name = "instalment";
  static void encode(ByteWriter& out, const Instalment& value) {
    out.put_signed(value.due_on.days);
    out.put_signed(value.amount_minor);
  }
  static void decode(ByteReader& in, Instalment& value) {
    FieldType<LocalDate>::decode(in, value.due_on);
    value.amount_minor = in.signed_number();
  }
  static std::string to_text(const Instalment& value) {
    return to_iso(value.due_on) + " " + std::to_string(value.amount_minor);
  }
};

template <class T>
struct FieldType<std::vector<T>> : BlobField<std::vector<T>> {
  static constexpr std::string_view name = "list";
  static void encode(ByteWriter& out, const std::vector<T>& values) {
    out.put_unsigned(values.size());
    for (const T& value : values) FieldType<T>::encode(out, value);
  }
  static void decode(ByteReader& in, std::vector<T>& values) {
    const std::uint64_t count = in.unsigned_number();
    values.clear();
    if (count > list_length_max || count > in.left()) return in.set_failed();
    values.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && in.ok(); ++i)
      FieldType<T>::decode(in, values.emplace_back());
  }
  static std::string to_text(const std::vector<T>& values) {
    std::string text;
    for (const T& value : values) {
      if (!text.empty()) text += "; ";
      text += FieldType<T>::to_text(value);
    }
    return text;
  }
};

/// Fields by their types, at compile time: for what wants to know each field's type. What treats
/// all alike runs over the tables of field_table.hpp instead, which costs no code per field.
///
/// Adapts a callable `f(name, member pointer, meta)` to the visitor that `describe` wants.
template <class F>
struct FieldVisitor {
  F f;
  template <class E, class T>
  void field(std::string_view name, T E::* member, const FieldMeta& meta) {
    f(name, member, meta);
  }
};

/// Calls `f(name, member, meta)` for each field of E, in declared order.
template <class E, class F>
void for_each_field(F&& f) {
  FieldVisitor<F&> visitor{f};
  E::describe(visitor);
}

/// Canonical bytes of a whole row: id, fields in order, stamps. What the state hash covers.
void encode_row(ByteWriter& out, const Entity& entity);
/// As above, of an entity of `table`'s kind that lies in no variant.
void encode_row(ByteWriter& out, const EntityTable& table, const void* entity);

/// Reads a whole row of `kind`; nothing on bytes that are not exactly one canonical row.
[[nodiscard]] std::optional<Entity> decode_row(EntityKind kind, ByteView bytes);

/// Canonical bytes of the fields of `facets` alone: the tie-breaker of equal stamps.
void encode_facet(ByteWriter& out, const Entity& entity, std::size_t facet);

}  // namespace retour
