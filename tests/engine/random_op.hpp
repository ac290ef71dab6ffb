// Random ops that fit the table of intentions: right parts and facets, arbitrary values. What the
// codec, the merge rule and the fuzzer feed on; the rules of `validate` are another matter.
#pragma once

#include <algorithm>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "engine/random_entity.hpp"
#include "ops/op_codec.hpp"
#include "ops/op_kind.hpp"

namespace retour::testing {

/// A non-empty choice of `allowed` that holds all of `required`.
[[nodiscard]] inline FacetMask random_facets(FacetMask allowed, FacetMask required,
                                             RandomSource& random) {
  FacetMask facets = required;
  if (one_in(2, random)) return allowed;
  while (facets == 0) facets = static_cast<FacetMask>(random.next() & allowed);
  return facets;
}

/// An op of a kind, with parts that fit its row of the table; few of those that may be many.
[[nodiscard]] inline Op random_op(const OpRule& rule, RandomSource& random) {
  Op op;
  op.header.id = OpId(make_id(static_cast<std::int64_t>(random.below(1ULL << 41)), random));
  op.header.kind = rule.kind;
  op.header.replica = ReplicaId(make_id(1, random));
  op.header.author = random_value<StaffId>(random);
  op.header.role = random_value<Role>(random);
  op.header.at = {1 + (random.next() >> (8 + random.below(40)))};
  if (rule.kind == OpKind::import_row || one_in(4, random))
    op.header.batch = ImportBatchId(make_id(2, random));
  const PatientId patient(make_id(3, random));
  while (op.parts.empty()) {
    for (const PartRule& row : rule.parts) {
      const std::uint64_t most = std::min<std::uint64_t>(row.count_max, row.count_min + 2U);
      const std::uint64_t count = row.count_min + random.below(most - row.count_min + 1);
      for (std::uint64_t i = 0; i < count; ++i) {
        Entity entity = random_entity(row.entity, random);
        if (auto* person = std::get_if<Patient>(&entity)) person->id = patient;
        set_subject(entity, patient);
        op.parts.push_back({std::move(entity), random_facets(row.facets, row.required, random)});
      }
    }
  }
  op.header.patient = subject_patient(op.parts).value();
  return op;
}

/// An op of any kind.
[[nodiscard]] inline Op random_op(RandomSource& random) {
  return random_op(op_rules()[random.below(op_rules().size())], random);
}

/// Gives out the salts of an encoded op again, so that encoding twice can be compared.
class SaltsOf final : public RandomSource {
 public:
  explicit SaltsOf(const EncodedOp& encoded) {
    for (const Section& section : encoded.sections)
      if (!section.erased) salts_.push_back(section.salt);
  }
  void fill(std::span<std::uint8_t> out) override {
    const Salt salt = next_ < salts_.size() ? salts_[next_++] : Salt{};
    std::copy_n(salt.begin(), std::min(out.size(), salt.size()), out.begin());
  }

 private:
  std::vector<Salt> salts_;
  std::size_t next_ = 0;
};

/// Whether bytes that decode are the one way to write what they say: encoding again gives the same
/// header and sections, those apart that were erased.
[[nodiscard]] inline bool is_canonical(const EncodedOp& encoded, const Op& op) {
  SaltsOf salts(encoded);
  EncodedOp again = encode(op, salts);
  std::uint8_t erased = 0;
  std::vector<Section> kept;
  for (const Section& section : encoded.sections) {
    if (section.erased)
      erased |= 1U << static_cast<unsigned>(section.visibility);
    else
      kept.push_back(section);
  }
  again.header.back() |= erased;
  const auto same = [](const Section& a, const Section& b) {
    return a.visibility == b.visibility && a.salt == b.salt && a.payload == b.payload &&
           a.digest == b.digest;
  };
  return again.header == encoded.header && erased == op.erased_sections &&
         std::ranges::equal(again.sections, kept, same);
}

}  // namespace retour::testing
