// What a new booking is likely for: the item of the plan that is due, the service and the doctor of
// last time, the usual first visit.
#include <algorithm>
#include <limits>

#include "views/view_booking.hpp"
#include "views/words.hpp"

namespace retour::views {
namespace {

bool stands(const Booking& booking, Instant now) {
  return !has_lapsed(booking, now) && booking.cancelled_at.seconds == 0 &&
         !booking.entered_in_error && booking.no_show_at.seconds == 0;
}

bool has_specialty(const Staff* person, SpecialtyId specialty) {
  return person != nullptr &&
         std::ranges::find(person->specialties, specialty) != person->specialties.end();
}

/// The open item of a plan that is due first and not booked; for a chosen doctor, of his specialty.
const PlanItem* due_item(const app::Catalogue& catalogue, const Card& card, const Staff* chosen,
                         Instant now) {
  const PlanItem* due = nullptr;
  const LocalDate far{std::numeric_limits<std::int32_t>::max()};
  for (const PlanItem& item : card.facts.plan_items) {
    const auto plan = std::ranges::find(card.facts.plans, item.plan, &Plan::id);
    const Service* service = catalogue.service(item.service);
    const bool open = item.state == PlanItemState::open && service != nullptr && service->active &&
                      service->package.empty() && plan != card.facts.plans.end() && plan->active;
    const bool booked = std::ranges::any_of(card.facts.bookings, [&](const Booking& b) {
      return b.plan_item == item.id && stands(b, now);
    });
    if (!open || booked) continue;
    const bool elsewhere = chosen != nullptr && !service->specialty.is_nil() &&
                           !has_specialty(chosen, service->specialty);
    if (elsewhere) continue;
    if (due == nullptr || item.due_on.value_or(far) < due->due_on.value_or(far)) due = &item;
  }
  return due;
}

/// The latest standing booking; with a doctor, his.
const Booking* last_booking(const Card& card, StaffId doctor, Instant now) {
  const Booking* last = nullptr;
  for (const Booking& booking : card.facts.bookings)
    if (stands(booking, now) && !booking.service.is_nil() &&
        (doctor.is_nil() || booking.doctor == doctor) &&
        (last == nullptr || last->begin < booking.begin))
      last = &booking;
  return last;
}

/// The first visit of a doctor's specialty; the only service where there is but one.
ServiceId first_visit(const app::Catalogue& catalogue, const Staff* doctor) {
  ServiceId only;
  std::size_t count = 0;
  for (const Service& service : catalogue.services) {
    if (!service.active || !service.package.empty()) continue;
    only = service.id;
    ++count;
    if (service.product_type == ProductType::entry && has_specialty(doctor, service.specialty))
      return service.id;
  }
  return count == 1 ? only : ServiceId{};
}

}  // namespace

/// The item of the plan that is due first; else what was booked with that doctor last; else the
/// first visit of the doctor's specialty. Then the doctor who goes with it.
void BookingForm::choose_likely(Context& context) {
  const app::Catalogue& catalogue = context.catalogue();
  const Instant now = context.clinic.now();
  const Card* card = context.reader.card(patient_);
  const StaffId wanted = doctor_chosen_ ? doctor_ : StaffId{};
  const Staff* doctor = catalogue.person(wanted);
  const PlanItem* due = card == nullptr ? nullptr : due_item(catalogue, *card, doctor, now);
  const Booking* last = card == nullptr ? nullptr : last_booking(*card, wanted, now);
  if (!service_chosen_) {
    const Service* again = last == nullptr ? nullptr : catalogue.service(last->service);
    service_ = due != nullptr                      ? due->service
               : again != nullptr && again->active ? again->id
                                                   : first_visit(catalogue, doctor);
    plan_item_ = due == nullptr ? PlanItemId{} : due->id;
  }
  if (doctor_chosen_) return;
  StaffId likely = last == nullptr ? StaffId{} : last->doctor;
  if (due != nullptr) likely = std::ranges::find(card->facts.plans, due->plan, &Plan::id)->doctor;
  const Service* service = catalogue.service(service_);
  const Staff* person = catalogue.person(likely);
  const bool fits = person != nullptr && person->active &&
                    (service == nullptr || service->specialty.is_nil() ||
                     has_specialty(person, service->specialty));
  const auto here = named_doctors(context, branch_);
  const bool is_here = std::ranges::find(here, likely, &Named<StaffId>::id) != here.end();
  // Who is here is seen by whoever is free.
  doctor_ = fits && is_here && comes_ == Comes::later ? likely : StaffId{};
}

}  // namespace retour::views
