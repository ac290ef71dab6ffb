// How full the clinic is: doctors, rooms, beds, devices and services, what holds more visits back,
// the days of a span as a heat map, how long people wait (SC-01 to SC-06, SC-10, SC-11).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/load.hpp"
#include "ui/chart_bar.hpp"
#include "ui/chart_heat.hpp"
#include "ui/table.hpp"
#include "views/context.hpp"
#include "views/load_demand.hpp"
#include "views/load_flow.hpp"

namespace retour::views {

class LoadView {
 public:
  void draw(Context& context);

 private:
  /// A line of the table.
  struct Line {
    schedule::ResourceLoad load;
    std::string name;
    std::string kind;
    std::optional<std::int32_t> first_free_days;
    bool is_free = false;  ///< `first_free_days` says something.
    std::string length;    ///< Empty: no visit was measured.
  };
  void draw_choice(Context& context);
  void read(Context& context);
  void add_lines(const Context& context);
  void add_charts(const Context& context);
  void draw_figures(Context& context);
  void draw_binding(Context& context);
  void draw_table(Context& context);
  void draw_services(Context& context);
  void draw_days(Context& context);
  void draw_waits(Context& context);
  [[nodiscard]] LocalDate first(const Context& context) const;
  [[nodiscard]] std::int32_t days() const;

  std::size_t span_ = 0;
  BranchId branch_;
  struct Key {
    std::uint64_t generation = 0;
    LocalDate first;
    std::int32_t days = 0;
    BranchId branch;
    ui::Language language = ui::Language::ru;
    bool operator==(const Key&) const = default;
  };
  std::optional<Key> key_;
  std::optional<app::LoadReport> report_;
  std::vector<Line> lines_;
  ui::TableSort sort_;
  ui::HeatChart days_;
  LocalDate monday_;  ///< Of the first column.
  DemandPart demand_;
  FlowPart flow_;
  ui::BarChart waits_;
  std::int64_t visits_ = 0;
};

}  // namespace retour::views
