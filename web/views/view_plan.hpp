// Treatment plans: proposing one with its items, agreement, the outcome of each item. (TP-01..05,
// TP-35)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "views/form.hpp"
#include "views/view_booking.hpp"
#include "views/view_itinerary.hpp"

namespace retour::views {

/// Proposes a plan, or adds items to one.
class PlanForm {
 public:
  void open(Context& context, const Card& card);
  void open_more(Context& context, const Plan& plan);
  void draw(Context& context);

 private:
  struct Line {
    std::uint64_t key = 0;
    ServiceId service;
    PlanItemKind kind = PlanItemKind::examination;
    int count = 1;
    std::optional<LocalDate> due;
    std::optional<std::int64_t> price_minor;
  };
  void add_line();
  void draw_line(Context& context, Line& line, bool& removed);
  void draw_lines(Context& context);
  void draw_agreement(Context& context);
  void price_line(Context& context, Line& line) const;
  [[nodiscard]] std::int64_t total_minor() const;
  [[nodiscard]] std::string_view lacks(Context& context) const;
  [[nodiscard]] Command command(Context& context) const;

  Form form_;
  Plan plan_;
  bool is_new_ = true;
  std::vector<Line> lines_;
  std::uint64_t last_line_ = 0;
  bool unread_ = false;
  bool agreed_ = false;
  std::optional<LocalDate> start_;
  std::optional<LocalDate> end_;
};

/// The plans on the card, with what can be done about each item.
class PlansCard {
 public:
  void draw(Context& context, const Card& card, BookingForm& booking, ItineraryForm& itinerary);
  void propose(Context& context, const Card& card) { form_.open(context, card); }
  /// The dialogs; after everything else of the screen.
  void draw_dialogs(Context& context);

 private:
  void draw_plan(Context& context, const Card& card, const Plan& plan, BookingForm& booking,
                 ItineraryForm& itinerary);
  void draw_item(Context& context, const Card& card, const Plan& plan, const PlanItem& item,
                 BookingForm& booking);
  void draw_outcomes(Context& context, const PlanItem& item, const std::string& name);
  void draw_agreement(Context& context);
  void draw_refusal(Context& context);
  void settle(Context& context, const PlanItem& item, PlanItemState state, ReasonId reason,
              Form* form);

  PlanForm form_;
  Form agreement_;
  Plan agreed_;
  std::optional<LocalDate> start_;
  std::optional<LocalDate> end_;
  Form refusal_;
  PlanItem refused_;
  ReasonId reason_;
};

}  // namespace retour::views
