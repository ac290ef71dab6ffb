// What the funnel is asked: period, branch, doctor, source, imported history. One line on a desk, a
// sheet on a phone with the chosen filters as chips above the figures.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "views/context.hpp"

namespace retour::views {

class FunnelFilters {
 public:
  /// Pages that cannot be limited to a branch or a doctor ask for the period alone.
  /// `with_day`: the day as of which the figures stand, too.
  enum class Shows : std::uint8_t { everything, period, with_day };
  void draw(Context& context, Shows shows = Shows::everything);

  /// The question for the engine.
  [[nodiscard]] funnel::ReportQuery query(const Context& context) const;
  /// Changes whenever an answer may change.
  [[nodiscard]] std::string key(const Context& context) const;
  /// "24.08.2026 – 22.11.2026".
  [[nodiscard]] std::string period_words(const Context& context) const;
  /// The branch, doctor and source chosen, joined; "all patients" without any.
  [[nodiscard]] std::string chosen_words(const Context& context) const;
  /// Steps before a booking know no doctor and maybe no branch: their figures are nought then.
  [[nodiscard]] bool limits_events() const {
    return dimensions_[0].selected >= 0 || dimensions_[1].selected >= 0;
  }
  /// All that is chosen, as text for a saved report: "period=quarter;doctor=<id>"; ids, because
  /// lists change. What cannot be read, or is no more, counts as not chosen.
  [[nodiscard]] std::string to_query(const Context& context) const;
  void set_query(const Context& context, std::string_view query);

  /// The past day as of which figures are asked for, of pages that show it; usually nothing.
  [[nodiscard]] std::optional<LocalDate> as_of(const Context& context) const;

  [[nodiscard]] bool is_any_set() const;
  void clear();
  /// Whether a year or more is shown; and to show the last one.
  [[nodiscard]] bool is_year() const { return period_ >= static_cast<int>(Period::last_year); }
  void show_year() { period_ = static_cast<int>(Period::year); }

 private:
  enum class Period : std::uint8_t {
    month,
    quarter,
    this_month,
    last_month,
    this_year,
    last_year,
    year,
    all,
    dates,
  };
  static constexpr std::size_t period_count = 9;
  struct Days {
    LocalDate first;
    LocalDate last;
  };
  /// Branch, doctor, source: an index into the catalogue's list, -1 for all.
  struct Dimension {
    int selected = -1;
  };

  [[nodiscard]] Days days(const Context& context) const;
  [[nodiscard]] std::string name_of(const Context& context, std::size_t dimension) const;
  [[nodiscard]] int set_count() const;
  void draw_controls(Context& context, float width);
  void draw_period(Context& context, float width);
  void draw_dimensions(Context& context, float width);
  void draw_presumed(Context& context);
  void draw_phone(Context& context, Shows shows);
  void draw_as_of(Context& context, float width);
  void draw_chips(Context& context, Shows shows);

  int period_ = static_cast<int>(Period::quarter);
  std::optional<LocalDate> from_;
  std::optional<LocalDate> until_;
  std::array<Dimension, 3> dimensions_;
  bool presumed_ = true;
  std::optional<LocalDate> as_of_;
  bool sheet_open_ = false;
};

}  // namespace retour::views
