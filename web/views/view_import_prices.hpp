// Reviewing a price list before it lands: what the rules suggest for each line, corrected one by
// one or for everything that a filter shows, so that 2,000 lines take a quarter of an hour.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "exchange/price_list.hpp"
#include "views/context.hpp"

namespace retour::views {

class PriceReview {
 public:
  /// The lines that a check listed. Corrections made before stay, by the lines' keys.
  void take(Context& context, const std::vector<exchange::ServiceLine>& lines);
  /// Forgets lines and corrections: another file.
  void clear() { *this = {}; }
  void draw(Context& context);

  /// What was decided otherwise than suggested.
  [[nodiscard]] const exchange::ServiceChoices& choices() const { return corrected_; }

 private:
  /// What a bulk correction sets; nothing: it stays as it is in each line.
  struct Change {
    std::optional<ProductType> type;
    std::optional<std::string> specialty;
    std::optional<std::int32_t> length_minutes;
    [[nodiscard]] bool is_empty() const { return !type && !specialty && !length_minutes; }
  };
  /// What lines were before a correction.
  using Before = std::vector<std::pair<std::size_t, exchange::ServiceChoice>>;

  void filter();
  void correct(std::span<const std::size_t> lines, const Change& change);
  void take_back();
  void draw_filters(Context& context);
  void draw_bulk(Context& context);
  void draw_table(Context& context);
  void draw_line(Context& context);
  void draw_change(Context& context, Change& change);
  [[nodiscard]] std::size_t untyped() const;

  std::vector<exchange::ServiceLine> lines_;
  exchange::ServiceChoices corrected_;
  std::vector<Before> before_;  ///< Of each correction, for taking it back.
  std::vector<std::string> specialties_;
  std::vector<std::string_view> rules_;  ///< That gave a type to some line.
  std::string query_;
  std::optional<std::size_t> type_filter_;
  int rule_filter_ = -1;
  bool stale_ = true;
  std::vector<std::size_t> shown_;
  Change bulk_;
  Change single_;
  std::optional<std::size_t> opened_;
  bool open_ = false;
};

}  // namespace retour::views
