#include "ops/op_codec.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "model/field_codec.hpp"
#include "model/field_table.hpp"

namespace retour {
namespace {

constexpr std::uint8_t codec_version = 1;

/// Calls `f(field, address of the entity, part)` for every field of one class that the parts write,
/// in order, as far as the op's version knows it.
template <class Parts, class F>
void for_each_class_field(Parts& parts, Visibility visibility, std::uint8_t version, F&& f) {
  for (auto& part : parts) {
    const auto entity = data_of(part.entity);
    for (const Field& field : table_of(part.entity).fields) {
      const FieldMeta& meta = field.meta;
      if (meta.subject || meta.visibility != visibility || meta.since > version) continue;
      if ((part.facets >> meta.facet & 1U) != 0) f(field, entity, part);
    }
  }
}

/// What a class of an op amounts to: a section exists exactly when `holds_anything`.
struct ClassContent {
  bool has_fields = false;
  bool holds_anything = false;  ///< One of them differs from its default.
};

ClassContent content_of(const Op& op, Visibility visibility) {
  ClassContent content;
  for_each_class_field(op.parts, visibility, op.header.version,
                       [&](const Field& field, const void* entity, const Part& part) {
                         content.has_fields = true;
                         content.holds_anything |=
                             !field.equal(entity, data_of(*table_of(part.entity).empty));
                       });
  return content;
}

void encode_class(const Op& op, Visibility visibility, Bytes& payload) {
  ByteWriter out(payload);
  for_each_class_field(
      op.parts, visibility, op.header.version,
      [&](const Field& field, const void* entity, const Part&) { field.encode(out, entity); });
}

void decode_class(ByteReader& in, Visibility visibility, Op& op) {
  for_each_class_field(op.parts, visibility, op.header.version,
                       [&](const Field& field, void* entity, const Part&) {
                         if (in.ok()) field.decode(in, entity);
                       });
}

Digest section_digest(Visibility visibility, const Salt& salt, ByteView payload) {
  Hasher hasher;
  const auto number = static_cast<std::uint8_t>(visibility);
  hasher.update({&number, 1});
  hasher.update(salt);
  hasher.update(payload);
  return hasher.finish();
}

void put_optional_id(ByteWriter& out, const IdBytes& id) {
  out.put_byte(id.is_nil() ? 0 : 1);
  if (!id.is_nil()) out.put_id(id);
}

IdBytes optional_id(ByteReader& in) {
  const std::uint8_t present = in.byte();
  const IdBytes id = present == 1 ? in.id() : IdBytes{};
  if (present > 1 || (present == 1 && id.is_nil()))
    in.set_failed();  // nil has one form: a single 0
  return id;
}

Bytes encode_header(const Op& op, std::uint8_t section_bitmap) {
  Bytes header;
  header.reserve(96 + op.parts.size() * 18);
  ByteWriter out(header);
  out.put_byte(codec_version);
  out.put_id(op.header.id);
  out.put_unsigned(static_cast<std::uint16_t>(op.header.kind));
  out.put_byte(op.header.version);
  out.put_id(op.header.replica);
  put_optional_id(out, op.header.author);
  out.put_byte(static_cast<std::uint8_t>(op.header.role));
  out.put_unsigned(op.header.at.packed);
  put_optional_id(out, op.header.batch);
  put_optional_id(out, op.header.patient);
  out.put_unsigned(op.parts.size());
  for (const Part& part : op.parts) {
    out.put_byte(static_cast<std::uint8_t>(kind_of(part.entity)));
    out.put_id(id_of(part.entity));
    out.put_byte(part.facets);
  }
  out.put_byte(section_bitmap);
  return header;
}

/// The parts' shape. False when a part names an unknown entity or facets that it does not have.
bool read_parts(ByteReader& in, Op& op) {
  const std::uint64_t count = in.unsigned_number();
  if (!in.ok() || count == 0 || count > parts_per_op_max) return false;
  op.parts.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) {
    std::optional<Entity> entity = empty_entity(static_cast<EntityKind>(in.byte()));
    const IdBytes id = in.id();
    const FacetMask facets = in.byte();
    if (!in.ok() || !entity || id.is_nil()) return false;
    const EntityTable& table = table_of(*entity);
    if (facets == 0 || (facets & ~table.all_facets()) != 0) return false;
    table.set_id(data_of(*entity), id);
    set_subject(*entity, op.header.patient);
    if (owner_of(*entity) == Owner::patient &&
        (op.header.patient.is_nil() || patient_of(*entity) != op.header.patient))
      return false;
    op.parts.push_back({std::move(*entity), facets});
  }
  return true;
}

std::optional<std::uint8_t> read_header(ByteView bytes, Op& op) {
  ByteReader in(bytes);
  if (in.byte() != codec_version) return std::nullopt;
  op.header.id = OpId(in.id());
  const std::uint64_t kind = in.unsigned_number();
  op.header.kind = static_cast<OpKind>(kind);
  op.header.version = in.byte();
  op.header.replica = ReplicaId(in.id());
  op.header.author = StaffId(optional_id(in));
  const std::uint8_t role = in.byte();
  op.header.role = static_cast<Role>(role);
  op.header.at.packed = in.unsigned_number();
  op.header.batch = ImportBatchId(optional_id(in));
  op.header.patient = PatientId(optional_id(in));
  if (!in.ok() || kind > UINT16_MAX || op.header.version == 0 || role >= role_count ||
      op.header.at == HybridTime{} || !read_parts(in, op))
    return std::nullopt;
  const std::uint8_t bitmap = in.byte();
  if (!in.ok() || !in.at_end() || bitmap >> visibility_count != 0) return std::nullopt;
  return bitmap;
}

}  // namespace

std::vector<IdBytes> subjects_of(const Op& op) {
  std::vector<IdBytes> subjects;
  if (!op.header.patient.is_nil()) subjects.push_back(op.header.patient);
  for (const Part& part : op.parts) {
    if (owner_of(part.entity) == Owner::patient) continue;
    if (std::ranges::find(subjects, id_of(part.entity)) == subjects.end())
      subjects.push_back(id_of(part.entity));
  }
  return subjects;
}

std::optional<PatientId> subject_patient(const std::vector<Part>& parts) {
  PatientId patient;
  for (const Part& part : parts) {
    if (owner_of(part.entity) != Owner::patient) continue;
    const PatientId owner = patient_of(part.entity);
    if (owner.is_nil() || (!patient.is_nil() && patient != owner)) return std::nullopt;
    patient = owner;
  }
  return patient;
}

Digest EncodedOp::digest() const {
  Hasher hasher;
  hasher.update(header);
  for (const Section& section : sections) hasher.update(section.digest.bytes);
  return hasher.finish();
}

EncodedOp encode(const Op& op, RandomSource& random) {
  RETOUR_CHECK(!op.parts.empty() && op.parts.size() <= parts_per_op_max);
  RETOUR_CHECK(op.header.at != HybridTime{} && op.header.version >= 1);
  EncodedOp encoded;
  std::uint8_t bitmap = 0;
  for (int number = 0; number < visibility_count; ++number) {
    Section section;
    section.visibility = static_cast<Visibility>(number);
    if (!content_of(op, section.visibility).holds_anything) continue;
    encode_class(op, section.visibility, section.payload);
    random.fill(section.salt);
    section.digest = section_digest(section.visibility, section.salt, section.payload);
    bitmap = static_cast<std::uint8_t>(bitmap | 1U << number);
    encoded.sections.push_back(std::move(section));
  }
  encoded.header = encode_header(op, bitmap);
  return encoded;
}

Result<Op> decode_header(ByteView header) {
  Op op;
  if (!read_header(header, op)) return fail(FailureCode::malformed, "op header does not decode");
  return op;
}

Result<Op> decode(const EncodedOp& encoded) {
  Op op;
  const auto bitmap = read_header(encoded.header, op);
  if (!bitmap) return fail(FailureCode::malformed, "op header does not decode");
  if (op.header.version > op_version)
    return fail(FailureCode::newer_schema, "op was written by a later version");
  std::uint8_t seen = 0;
  for (const Section& section : encoded.sections) {
    const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(section.visibility));
    if ((seen & ~(bit - 1U)) != 0 || (*bitmap & bit) == 0)
      return fail(FailureCode::malformed, "op sections out of order");
    seen |= bit;
    if (section.erased) {
      if (!content_of(op, section.visibility).has_fields)
        return fail(FailureCode::malformed, "op section of a class without fields");
      op.erased_sections |= bit;
      continue;
    }
    ByteReader in(section.payload);
    decode_class(in, section.visibility, op);
    if (!in.ok() || !in.at_end() || !content_of(op, section.visibility).holds_anything)
      return fail(FailureCode::malformed, "op section does not decode");
  }
  if (seen != *bitmap) return fail(FailureCode::malformed, "op section missing");
  return op;
}

Bytes serialize(const EncodedOp& encoded) {
  Bytes bytes;
  std::size_t size = encoded.header.size() + 3;
  for (const Section& section : encoded.sections) size += section.payload.size() + 33;
  bytes.reserve(size);
  ByteWriter out(bytes);
  out.put_block(encoded.header);
  for (const Section& section : encoded.sections) {
    out.put_byte(section.erased ? 0 : 1);
    if (section.erased) {
      out.put_raw(section.digest.bytes);
    } else {
      out.put_raw(section.salt);
      out.put_block(section.payload);
    }
  }
  return bytes;
}

Result<EncodedOp> parse_op(ByteView bytes) {
  if (bytes.size() > op_bytes_max) return fail(FailureCode::limit, "op is too long");
  ByteReader in(bytes);
  EncodedOp encoded;
  const ByteView header = in.block();
  if (!in.ok() || header.empty()) return fail(FailureCode::malformed, "op header is cut off");
  encoded.header.assign(header.begin(), header.end());
  const std::uint8_t bitmap = encoded.header.back();
  for (int number = 0; number < visibility_count; ++number) {
    if ((bitmap >> number & 1U) == 0) continue;
    Section section;
    section.visibility = static_cast<Visibility>(number);
    const std::uint8_t form = in.byte();
    if (form > 1) return fail(FailureCode::malformed, "op section form is unknown");
    section.erased = form == 0;
    const ByteView fixed =
        section.erased ? in.raw(section.digest.bytes.size()) : in.raw(section.salt.size());
    if (!in.ok()) return fail(FailureCode::malformed, "op section is cut off");
    if (section.erased) {
      std::ranges::copy(fixed, section.digest.bytes.begin());
    } else {
      std::ranges::copy(fixed, section.salt.begin());
      const ByteView payload = in.block();
      section.payload.assign(payload.begin(), payload.end());
      section.digest = section_digest(section.visibility, section.salt, section.payload);
    }
    encoded.sections.push_back(std::move(section));
  }
  if (!in.ok() || !in.at_end()) return fail(FailureCode::malformed, "op has a wrong length");
  return encoded;
}

void erase_sections(EncodedOp& encoded, std::uint8_t classes) {
  for (Section& section : encoded.sections) {
    if ((classes >> static_cast<unsigned>(section.visibility) & 1U) == 0 || section.erased)
      continue;
    section.erased = true;
    section.salt = {};
    section.payload.clear();
    section.payload.shrink_to_fit();
  }
}

Digest chain_link(const Digest& previous, std::uint64_t seq, Verdict verdict, HybridTime at,
                  const Digest& op_digest) {
  Bytes bytes;
  bytes.reserve(96);
  ByteWriter out(bytes);
  out.put_raw(previous.bytes);
  out.put_unsigned(seq);
  out.put_byte(static_cast<std::uint8_t>(verdict));
  out.put_unsigned(at.packed);
  out.put_raw(op_digest.bytes);
  return hash_of(bytes);
}

}  // namespace retour
