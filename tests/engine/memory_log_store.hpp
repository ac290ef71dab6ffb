// The hub's memory as plain containers: what the conformance suite compares SQL with, and what a
// test of the hub alone runs on.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "hub/hub.hpp"

namespace retour::testing {

class MemoryLogStore final : public hub::LogStore {
 public:
  std::map<IdBytes, std::int32_t> capacities;
  std::map<IdBytes, std::int32_t> overbooked;  ///< Of people: visits at once beyond the first.
  RoleSet overbooked_by = Policy{}.overbooked_by;
  std::vector<hub::NumberedOp> log;
  hub::Head end;

  Result<hub::Head> head() override { return end; }

  Result<std::optional<Known>> find(OpId id) override {
    const auto found = seqs_.find(id);
    if (found == seqs_.end()) return std::optional<Known>{};
    const hub::NumberedOp& op = log[found->second - 1];
    RETOUR_ASSIGN(const EncodedOp encoded, parse_op(op.bytes));
    return std::optional<Known>(Known{op.envelope, encoded.digest()});
  }

  Status append(const hub::NumberedOp& op, const hub::Head& head) override {
    RETOUR_CHECK(op.envelope.seq == log.size() + 1 && head.seq == op.envelope.seq);
    log.push_back(op);
    seqs_[op.id] = op.envelope.seq;
    end = head;
    return {};
  }

  Result<std::int32_t> capacity(const IdBytes& resource, std::optional<Role> role) override {
    if (const auto person = overbooked.find(resource); person != overbooked.end())
      return role && (role == Role::owner || overbooked_by.has(*role)) ? 1 + person->second : 1;
    const auto found = capacities.find(resource);
    return found == capacities.end() ? 1 : found->second;
  }

  Result<std::optional<std::int32_t>> slot_version(BookingId booking) override {
    const auto found = slots_.find(booking);
    if (found == slots_.end()) return std::optional<std::int32_t>{};
    return std::optional<std::int32_t>(found->second.version);
  }

  Result<std::vector<hub::Claim>> claims(const IdBytes& resource, std::int64_t begin,
                                         std::int64_t end_quantum) override {
    std::vector<hub::Claim> found;
    for (const auto& [key, booking] : claims_) {
      const auto& [owner, quantum, lane] = key;
      if (owner == resource && quantum >= begin && quantum < end_quantum)
        found.push_back({quantum, lane, booking, slots_.at(booking).held_until.value_or(Instant{}),
                         slots_.at(booking).session});
    }
    return found;
  }

  Status hold(const hub::Slot& slot, const std::vector<Held>& held) override {
    RETOUR_TRY(release(slot.booking));
    if (const auto known = slots_.find(slot.booking); known != slots_.end()) {
      known->second.version = slot.version;
      if (slot.held_until) known->second.held_until = slot.held_until;
      known->second.session = slot.session;
    } else {
      slots_.emplace(slot.booking, slot);
    }
    for (const Held& one : held)
      for (const hub::Claim& claim : one.claims) {
        const bool fresh =
            claims_.emplace(std::tuple(one.resource, claim.quantum, claim.lane), slot.booking)
                .second;
        if (!fresh) return fail(FailureCode::conflict, "two claims on one lane");
      }
    return {};
  }

  Status release(BookingId booking) override {
    std::erase_if(claims_, [&](const auto& entry) { return entry.second == booking; });
    return {};
  }

  Status release_batch(ImportBatchId batch, const std::vector<PatientId>& kept) override {
    for (const auto& [booking, slot] : slots_)
      if (slot.batch == batch && std::ranges::find(kept, slot.patient) == kept.end())
        RETOUR_TRY(release(booking));
    return {};
  }

 private:
  std::map<OpId, std::uint64_t> seqs_;
  std::map<BookingId, hub::Slot> slots_;
  std::map<std::tuple<IdBytes, std::int64_t, std::int32_t>, BookingId> claims_;
};

}  // namespace retour::testing
