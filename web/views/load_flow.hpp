// Whom new patients should be booked with: the doctors of a specialty by what a patient is worth
// beside what he says, and what moving some of them would bring (SC-13, DR-13). Part of the load
// page, for those who may read money.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/flow.hpp"
#include "app/live_funnel.hpp"
#include "views/context.hpp"
#include "views/figure_table.hpp"
#include "views/funnel_help.hpp"

namespace retour::views {

class FlowPart {
 public:
  /// Nothing without a specialty. `branch` nil: all.
  void draw(Context& context, SpecialtyId specialty, BranchId branch);

 private:
  struct Key {
    std::uint64_t generation = 0;
    std::uint64_t version = 0;
    SpecialtyId specialty;
    BranchId branch;
    bool operator==(const Key&) const = default;
  };
  void read(Context& context, const app::LiveFunnel& data, SpecialtyId specialty, BranchId branch);
  [[nodiscard]] FigureTable table_of(const Context& context) const;
  void draw_table(Context& context, const app::LiveFunnel& data);
  void draw_moves(Context& context);

  std::optional<Key> key_;
  std::optional<app::FlowReport> report_;
  Instant as_of_;
  FunnelHelp help_;
};

}  // namespace retour::views
