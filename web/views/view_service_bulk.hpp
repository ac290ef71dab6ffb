// One act on many lines of a price list: product type, specialty, length and price from a date.
#pragma once

#include "views/view_settings_form.hpp"

namespace retour::views {

/// How prices change.
enum class PriceChange : std::uint8_t { none, percent, amount, exact };

/// What shall become of all chosen services; what is not set stays.
struct BulkEdit {
  std::optional<ProductType> type;
  std::optional<SpecialtyId> specialty;
  std::optional<std::int32_t> length_minutes;
  std::optional<bool> active;
  PriceChange price = PriceChange::none;
  std::int64_t price_value = 0;     ///< Basis points, or minor units; may be less than nothing.
  std::int64_t round_to_minor = 1;  ///< Changed prices are multiples of it.
  LocalDate price_from;
};

/// The price after the change, never below nothing. Half a unit rounds away from zero.
[[nodiscard]] std::int64_t changed_price(std::int64_t price_minor, const BulkEdit& edit);

/// The ops of the act, in slices that a job can commit without holding input. Prices change line by
/// line of branch and grade, as they are on the first day; services without a price get one only by
/// an exact one.
[[nodiscard]] std::vector<Draft> drafts_of(Context& context, const BulkEdit& edit,
                                           const std::vector<ServiceId>& services);

/// The dialog.
class ServiceBulk {
 public:
  void open(Context& context);
  /// Draws it while it is open.
  void draw(Context& context, const std::vector<ServiceId>& services);
  /// True once when an act was accepted.
  [[nodiscard]] bool take_done() { return std::exchange(done_, false); }
  /// While an act runs, nothing else is begun.
  [[nodiscard]] bool is_running() const { return form_.tag != 0; }

 private:
  void draw_product(Context& context);
  void draw_price(Context& context);
  [[nodiscard]] std::optional<BulkEdit> edit(Context& context) const;
  void draw_preview(Context& context, const std::vector<ServiceId>& services);

  SettingsForm form_;
  bool done_ = false;
  int type_ = -1;
  SpecialtyId specialty_;
  std::string length_;
  int state_ = -1;
  std::size_t price_ = 0;  ///< PriceChange.
  std::string change_;
  std::optional<std::int64_t> amount_;
  std::size_t rounding_ = 0;
  std::optional<LocalDate> from_;
};

}  // namespace retour::views
