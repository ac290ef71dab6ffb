// Several visits of one patient, planned together: what he needs on the left, the way that fits on
// the right, booked whole or not at all. (SC-17)
#pragma once

#include <optional>
#include <vector>

#include "app/itineraries.hpp"
#include "views/form.hpp"

namespace retour::views {

/// The way is looked for again with every change, so that rules can be tried while the patient is
/// on the telephone. A time that somebody wishes is fixed; the other visits follow.
class ItineraryForm {
 public:
  /// Two empty visits.
  void open(Context& context, PatientId patient);
  /// The open items of a plan that are not booked yet, by their dates.
  void open_plan(Context& context, const Card& card, const Plan& plan);
  /// What is booked already, to be moved together.
  void open_moves(Context& context, const Card& card, std::vector<Booking> bookings);
  /// All of an itinerary anew around one of its bookings, as it will be moved.
  void open_broken(Context& context, const Card& card, const Booking& moved);
  void draw(Context& context);

  /// The items of a plan that `open_plan` would take.
  [[nodiscard]] static std::vector<const PlanItem*> bookable(Context& context, const Card& card,
                                                             const Plan& plan);

 private:
  void start(Context& context, PatientId patient);
  void add(app::WantedVisit visit);
  void draw_visits(Context& context);
  bool draw_visit(Context& context, std::size_t i);
  void draw_gap(Context& context, app::WantedVisit& visit);
  void draw_span(Context& context);
  void draw_way(Context& context);
  void draw_step(Context& context, std::size_t i);
  void draw_other_times(Context& context, std::size_t i);
  void draw_nothing(Context& context);
  void look(Context& context);
  void send(Context& context);
  [[nodiscard]] std::string name_of(const Context& context, std::size_t visit) const;
  [[nodiscard]] std::string_view lacks(const Context& context) const;
  [[nodiscard]] bool is_whole() const;

  Form form_;
  app::ItineraryWish wish_;
  std::vector<std::uint64_t> keys_;  ///< Of the visits, for the widgets.
  std::uint64_t last_key_ = 0;
  std::optional<LocalDate> from_;
  int weeks_ = 1;  ///< Number in the list of spans.
  int part_ = 0;
  bool changed_ = true;
  std::optional<app::PlannedItinerary> way_;
  std::optional<std::size_t> other_of_;
  std::vector<schedule::Slot> others_;
};

}  // namespace retour::views
