// The end of a day: visits that nobody marked, who did not come, what is not settled, the money in
// the till by method against what was counted, how days were closed before. (SC-12, SC-18)
//
// Whoever may not see money is shown the visits only.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "app/till.hpp"
#include "views/form.hpp"
#include "views/hand_over.hpp"
#include "views/view_booking.hpp"
#include "views/view_checkout.hpp"

namespace retour::views {

class CloseView {
 public:
  void draw(Context& context, BookingForm& booking, CheckOut& check_out);

 private:
  using Rows = std::vector<DayBooking>;
  void draw_choices(Context& context);
  void draw_unmarked(Context& context, const Rows& rows);
  void draw_missed(Context& context, const Rows& rows, BookingForm& booking);
  void draw_unsettled(Context& context, const Rows& rows, CheckOut& check_out);
  void draw_till(Context& context);
  void draw_closed(Context& context);
  void draw_counted(Context& context);
  void draw_method(Context& context, std::size_t method);
  void draw_recent(Context& context);
  [[nodiscard]] std::string csv(const Context& context) const;
  void load_till(Context& context);
  void close(Context& context);
  void print(Context& context, const DayClose& closed) const;
  [[nodiscard]] LocalDate date(const Context& context) const {
    return date_.value_or(context.ui.today());
  }
  [[nodiscard]] std::int64_t apart_minor(std::size_t method) const {
    return counted_[method].value_or(till_.expected_minor[method]) - till_.expected_minor[method];
  }

  std::optional<LocalDate> date_;  ///< Nothing: today.
  BranchId branch_;
  std::array<std::optional<std::int64_t>, payment_method_count> counted_{};
  std::string note_;
  bool again_ = false;  ///< A closed day is counted once more.
  bool all_methods_ = false;
  bool unread_ = false;  ///< A field has something that is no amount.
  Form form_;
  HandOver hand_over_;
  std::optional<std::uint64_t> read_at_;  ///< Generation of the clinic.
  LocalDate read_date_;
  BranchId read_branch_;
  app::Till till_;
};

/// Whether a finished visit has no bill, or something charged that day is not paid.
[[nodiscard]] bool is_unsettled(Context& context, const DayBooking& row);

}  // namespace retour::views
