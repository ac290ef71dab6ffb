// What a specialty is asked for against its hours: a week by the hour, and what to change in the
// rota (SC-14). Part of the load page.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/demand.hpp"
#include "ui/chart_heat.hpp"
#include "views/context.hpp"

namespace retour::views {

class DemandPart {
 public:
  /// `branch` nil: the first one.
  void draw(Context& context, BranchId branch);
  /// Whose demand shows; nil: the clinic has no specialties.
  [[nodiscard]] SpecialtyId specialty() const { return specialty_; }

 private:
  struct Key {
    std::uint64_t generation = 0;
    SpecialtyId specialty;
    BranchId branch;
    ui::Language language = ui::Language::ru;
    bool operator==(const Key&) const = default;
  };
  void read(Context& context, BranchId branch);
  void make_chart(const Context& context);
  void draw_changes(Context& context);

  SpecialtyId specialty_;
  std::optional<Key> key_;
  std::optional<schedule::DemandReport> report_;
  ui::HeatChart hours_;
};

}  // namespace retour::views
