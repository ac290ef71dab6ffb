// Bytes of ops: every intention both ways, hostile bytes, erasure, sections by visibility.
#include "ops/op_codec.hpp"

#include <gtest/gtest.h>

#include <set>

#include "engine/random_op.hpp"

namespace retour {
namespace {

using testing::is_canonical;
using testing::random_op;

constexpr std::uint8_t every_class = (1U << visibility_count) - 1;

/// The op as decoding must give it: fields of facets that are not written are not sent.
Op as_sent(const Op& op) {
  Op sent{op.header, {}, 0};
  for (const Part& part : op.parts) {
    sent.parts.push_back({*empty_entity(kind_of(part.entity)), part.facets});
    std::visit(
        [&]<class E>(const E& from) {
          E& to = std::get<E>(sent.parts.back().entity);
          to.id = from.id;
          for_each_field<E>([&]<class T>(std::string_view, T E::* member, const FieldMeta& meta) {
            if (meta.subject || (part.facets >> meta.facet & 1U) != 0) to.*member = from.*member;
          });
        },
        part.entity);
  }
  return sent;
}

Bytes row_of(const Part& part) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_byte(part.facets);
  encode_row(out, part.entity);
  return bytes;
}

void expect_same(const Op& a, const Op& b) {
  EXPECT_EQ(a.header.id, b.header.id);
  EXPECT_EQ(a.header.kind, b.header.kind);
  EXPECT_EQ(a.header.version, b.header.version);
  EXPECT_EQ(a.header.replica, b.header.replica);
  EXPECT_EQ(a.header.author, b.header.author);
  EXPECT_EQ(a.header.role, b.header.role);
  EXPECT_EQ(a.header.at, b.header.at);
  EXPECT_EQ(a.header.batch, b.header.batch);
  EXPECT_EQ(a.header.patient, b.header.patient);
  ASSERT_EQ(a.parts.size(), b.parts.size());
  for (std::size_t i = 0; i < a.parts.size(); ++i)
    EXPECT_EQ(row_of(a.parts[i]), row_of(b.parts[i])) << "part " << i;
}

TEST(OpCodec, EveryKindRoundTrips) {
  constexpr std::uint64_t seed = 11;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for (const OpRule& rule : op_rules()) {
    SCOPED_TRACE(rule.name);
    for (int i = 0; i < 50; ++i) {
      const Op op = random_op(rule, random);
      ASSERT_TRUE(parts_fit(rule, op.parts));
      const EncodedOp encoded = encode(op, random);
      const Bytes bytes = serialize(encoded);
      const auto parsed = parse_op(bytes);
      ASSERT_TRUE(parsed) << parsed.error().context;
      EXPECT_EQ(parsed->digest(), encoded.digest());
      EXPECT_EQ(serialize(*parsed), bytes);
      const auto back = decode(*parsed);
      ASSERT_TRUE(back) << back.error().context;
      expect_same(as_sent(op), *back);
      ASSERT_TRUE(is_canonical(*parsed, *back));
      const auto header = decode_header(parsed->header);
      ASSERT_TRUE(header);
      EXPECT_EQ(header->header.id, op.header.id);
      EXPECT_EQ(subjects_of(*header), subjects_of(op)) << "known from the header alone";
    }
  }
}

TEST(OpCodec, EveryPrefixIsRefused) {
  SeededRandom random(12);
  for (const OpRule& rule : op_rules()) {
    const Bytes bytes = serialize(encode(random_op(rule, random), random));
    for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 64) {
      const auto parsed = parse_op(ByteView(bytes).first(size));
      ASSERT_FALSE(parsed && decode(*parsed)) << rule.name << " cut at " << size;
    }
  }
}

TEST(OpCodec, ChangedBytesAreRefusedOrCanonical) {
  constexpr std::uint64_t seed = 13;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  int decoded = 0;
  for (int i = 0; i < 40'000; ++i) {
    EncodedOp encoded = encode(random_op(random), random);
    if (testing::one_in(3, random))
      erase_sections(encoded, static_cast<std::uint8_t>(random.below(32)));
    Bytes bytes = serialize(encoded);
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n) {
      const std::size_t at = testing::one_in(2, random)
                                 ? random.below(std::min<std::size_t>(bytes.size(), 150))
                                 : random.below(bytes.size());
      switch (random.below(4)) {
        case 0: bytes[at] = static_cast<std::uint8_t>(random.next()); break;
        case 1: bytes[at] ^= static_cast<std::uint8_t>(1U << random.below(8)); break;
        case 2: bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at)); break;
        default: bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes[at]); break;
      }
    }
    const auto parsed = parse_op(bytes);
    if (!parsed) continue;
    ASSERT_EQ(serialize(*parsed), bytes);
    const auto op = decode(*parsed);
    if (!op) continue;
    ++decoded;
    ASSERT_TRUE(is_canonical(*parsed, *op)) << "case " << i;
  }
  EXPECT_GT(decoded, 1000) << "the test must reach the decoder's good end too";
}

Op small_op() {
  Op op;
  op.header.id = OpId(id_from_name("op"));
  op.header.kind = OpKind::change_contact;
  op.header.replica = ReplicaId(id_from_name("replica"));
  op.header.at = {1};
  Patient person;
  person.id = PatientId(id_from_name("patient"));
  person.email = "a@b.example";
  op.header.patient = person.id;
  op.parts = {facets_of(person, 1)};
  return op;
}

TEST(OpCodec, NilHasOneForm) {
  // A decoder took "present, and all zero" for nil too, so that one op had two digests.
  SeededRandom random(1);
  EncodedOp encoded = encode(small_op(), random);
  const std::size_t author = 1 + 16 + 1 + 1 + 16;  // codec, id, kind, version, replica
  ASSERT_EQ(encoded.header[author], 0);
  encoded.header[author] = 1;
  encoded.header.insert(encoded.header.begin() + author + 1, 16, 0);
  EXPECT_FALSE(decode(encoded));
}

TEST(OpCodec, SectionsOfDefaultsAreLeftOutAndRefused) {
  SeededRandom random(1);
  Op op = small_op();
  std::get<Patient>(op.parts[0].entity).email.clear();
  EncodedOp encoded = encode(op, random);
  EXPECT_TRUE(encoded.sections.empty()) << "an empty contact costs no section";
  ASSERT_TRUE(decode(encoded));
  EncodedOp full = encode(small_op(), random);
  ASSERT_EQ(full.sections.size(), 1U);
  Section& section = full.sections[0];
  section.payload.assign(4, 0);  // no phones, no e-mail, never confirmed, no address
  EXPECT_FALSE(decode(full)) << "the same content would have a second form";
}

TEST(OpCodec, ErasedSectionsNeedFieldsOfTheirClass) {
  SeededRandom random(1);
  EncodedOp encoded = encode(small_op(), random);
  Section medical;
  medical.visibility = Visibility::medical;
  medical.erased = true;
  encoded.sections.push_back(medical);
  encoded.header.back() |= 1U << static_cast<unsigned>(Visibility::medical);
  EXPECT_FALSE(decode(encoded)) << "a contact holds nothing medical";
}

TEST(OpCodec, VersionsAndStamps) {
  SeededRandom random(1);
  EncodedOp encoded = encode(small_op(), random);
  const std::size_t version = 1 + 16 + 1;
  ASSERT_EQ(encoded.header[version], op_version);
  encoded.header[version] = op_version + 1;
  auto later = decode(encoded);
  ASSERT_FALSE(later);
  EXPECT_EQ(later.error().code, FailureCode::newer_schema) << "not damage: a later program";
  encoded.header[version] = 0;
  ASSERT_FALSE(decode(encoded));
  encoded.header[version] = op_version;
  ASSERT_TRUE(decode(encoded));
  const std::size_t stamp = 1 + 16 + 1 + 1 + 16 + 1 + 1;  // ..., no author, role
  ASSERT_EQ(encoded.header[stamp], 1);
  encoded.header[stamp] = 0;
  EXPECT_FALSE(decode(encoded)) << "no op happens at no time";
}

TEST(OpCodec, TooLongIsRefusedUnread) {
  const Bytes bytes(op_bytes_max + 1, 0);
  const auto parsed = parse_op(bytes);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, FailureCode::limit);
}

TEST(Erasure, KeepsDigestAndChain) {
  constexpr std::uint64_t seed = 14;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  Digest whole_chain, erased_chain;
  for (std::uint64_t seq = 1; seq <= 3000; ++seq) {
    const Op op = random_op(random);
    const EncodedOp encoded = encode(op, random);
    EncodedOp erased = encoded;
    erase_sections(erased, static_cast<std::uint8_t>(random.below(every_class + 1U)));
    const auto parsed = parse_op(serialize(erased));
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->digest(), encoded.digest());
    ASSERT_TRUE(decode(*parsed));
    whole_chain = chain_link(whole_chain, seq, Verdict::accepted, op.header.at, encoded.digest());
    erased_chain = chain_link(erased_chain, seq, Verdict::accepted, op.header.at, parsed->digest());
  }
  EXPECT_EQ(whole_chain, erased_chain);
}

/// Fills every text and number list of one class with a canary; gives the op.
template <class E>
Op op_with_canary(const OpRule& rule, const E& entity, FacetMask facets) {
  Op op;
  op.header.id = OpId(id_from_name("op"));
  op.header.kind = rule.kind;
  op.header.replica = ReplicaId(id_from_name("replica"));
  op.header.at = {1};
  op.parts = {{Entity(entity), facets}};
  op.header.patient = *subject_patient(op.parts);
  return op;
}

bool holds(const Bytes& bytes, std::string_view text) {
  return as_text(bytes).find(text) != std::string_view::npos;
}

TEST(Erasure, NoCanaryOfAPersonStays) {
  // Every text field of every patient's entity, one at a time, in an op of that entity (PP-17).
  SeededRandom random(15);
  constexpr std::string_view canary = "canary-7f3a";
  int personal_fields = 0;
  for_each_entity([&]<class E>() {
    if (E::info.owner == Owner::clinic) return;
    for_each_field<E>([&]<class T>(std::string_view name, T E::* member, const FieldMeta& meta) {
      if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<Phone>>) {
        E entity;
        entity.id = decltype(entity.id)(id_from_name("thing"));
        if constexpr (std::is_same_v<T, std::string>)
          entity.*member = canary;
        else
          entity.*member = {Phone{std::string(canary), std::string(canary), {}}};
        Entity owned(entity);
        set_subject(owned, PatientId(id_from_name("patient")));
        const OpRule& rule = op_rules().front();  // the codec asks nothing of the kind
        EncodedOp encoded = encode(op_with_canary(rule, std::get<E>(owned), all_facets<E>), random);
        ASSERT_TRUE(holds(serialize(encoded), canary)) << E::info.name << "." << name;
        for (const Section& section : encoded.sections)
          EXPECT_EQ(holds(section.payload, canary), section.visibility == meta.visibility)
              << E::info.name << "." << name << " travels in its own class only (IM-09)";
        erase_sections(encoded, personal_classes);
        EXPECT_EQ(holds(serialize(encoded), canary), !meta.personal) << E::info.name << "." << name;
        for (const Section& section : encoded.sections)
          if (section.erased) EXPECT_EQ(section.salt, Salt{});
        personal_fields += meta.personal;
      }
    });
  });
  EXPECT_GE(personal_fields, 15);
}

TEST(Sections, AClassHoldsItsFieldsAndNoOthers) {
  // Stripping all but one class leaves exactly that class' fields: what a role that may read only
  // this class gets to see (IM-09, ET-01).
  constexpr std::uint64_t seed = 16;
  SCOPED_TRACE(seed);
  SeededRandom random(seed);
  for (int i = 0; i < 2000; ++i) {
    const Op op = random_op(random);
    const EncodedOp encoded = encode(op, random);
    for (int number = 0; number < visibility_count; ++number) {
      EncodedOp stripped = encoded;
      erase_sections(stripped, static_cast<std::uint8_t>(every_class & ~(1U << number)));
      const auto seen = decode(stripped);
      ASSERT_TRUE(seen);
      for (std::size_t n = 0; n < op.parts.size(); ++n) {
        std::visit(
            [&]<class E>(const E& got) {
              static const E empty{};
              const E& sent = std::get<E>(op.parts[n].entity);
              for_each_field<E>(
                  [&]<class T>(std::string_view name, T E::* member, const FieldMeta& meta) {
                    if (meta.subject) return;
                    const bool written = (op.parts[n].facets >> meta.facet & 1U) != 0;
                    const bool visible = static_cast<int>(meta.visibility) == number;
                    EXPECT_TRUE(got.*member == (written && visible ? sent : empty).*member)
                        << E::info.name << "." << name;
                  });
            },
            seen->parts[n].entity);
      }
    }
  }
}

TEST(Chain, EveryPartOfALinkCounts) {
  const Digest a = hash_of(as_bytes("a")), b = hash_of(as_bytes("b"));
  const Digest link = chain_link(a, 1, Verdict::accepted, {5}, b);
  EXPECT_NE(link, chain_link(b, 1, Verdict::accepted, {5}, b));
  EXPECT_NE(link, chain_link(a, 2, Verdict::accepted, {5}, b));
  EXPECT_NE(link, chain_link(a, 1, Verdict::slot_taken, {5}, b));
  EXPECT_NE(link, chain_link(a, 1, Verdict::accepted, {6}, b));
  EXPECT_NE(link, chain_link(a, 1, Verdict::accepted, {5}, a));
  EXPECT_EQ(link, chain_link(a, 1, Verdict::accepted, {5}, b));
}

}  // namespace
}  // namespace retour
