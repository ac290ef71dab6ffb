// The hub's memory over the local database: the in-process hub of a clinic without a server.
#pragma once

#include "hub/hub.hpp"
#include "store/op_log.hpp"

namespace retour::app {

class SqlLogStore final : public hub::LogStore {
 public:
  SqlLogStore(store::Database& database, store::OpLog& log) : database_(database), log_(log) {}

  Result<hub::Head> head() override;
  Result<std::optional<Known>> find(OpId id) override;
  Status append(const hub::NumberedOp& op, const hub::Head& head) override;
  Result<std::int32_t> capacity(const IdBytes& resource, std::optional<Role> role) override;
  Result<std::optional<std::int32_t>> slot_version(BookingId booking) override;
  Result<std::vector<hub::Claim>> claims(const IdBytes& resource, std::int64_t begin,
                                         std::int64_t end) override;
  Status hold(const hub::Slot& slot, const std::vector<Held>& held) override;
  Status release(BookingId booking) override;
  Status release_batch(ImportBatchId batch, const std::vector<PatientId>& kept) override;

 private:
  [[nodiscard]] Result<std::optional<std::int64_t>> slot_number(BookingId booking);
  [[nodiscard]] Result<std::optional<std::int64_t>> resource_number(const IdBytes& resource);
  [[nodiscard]] Result<std::int64_t> resource_number_or_new(const IdBytes& resource);

  store::Database& database_;
  store::OpLog& log_;
};

}  // namespace retour::app
