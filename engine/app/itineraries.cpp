#include "app/itineraries.hpp"

#include <algorithm>

#include "app/slot_grid.hpp"
#include "base/check.hpp"
#include "base/order.hpp"
#include "store/facts.hpp"

namespace retour::app {
namespace {

using schedule::ItineraryRequest;
using schedule::Slot;

constexpr std::int32_t step_minutes = 5;
constexpr std::int64_t nodes_max = 300'000;
constexpr std::int32_t day_minutes = 24 * 60;

/// Days are ten days long on the line on which a way is searched: then a rule about days is a rule
/// about minutes, exact whatever the time of day, and minutes within a day stay what they are.
constexpr std::int32_t stretched_day_minutes = 10 * day_minutes;

Interval stretched(LocalDate date, std::int32_t begin_minute, std::int32_t length_minutes) {
  const std::int64_t begin =
      (std::int64_t{date.days} * stretched_day_minutes + begin_minute) * std::int64_t{60};
  return {{begin}, {begin + std::int64_t{length_minutes} * 60}};
}

/// What is the same for every visit of one way.
struct Planning {
  const Catalogue& catalogue;
  const ItineraryWish& wish;
  Instant now;
  schedule::Grid grid;
  std::vector<Booking> others;  ///< The patient's bookings that are not part of the way.
  StaffId treating;
};

Result<Planning> prepare(Clinic& clinic, const ItineraryWish& wish) {
  RETOUR_ASSIGN(schedule::Grid grid, slot_grid(clinic, {.first = wish.from, .days = wish.days}));
  Planning planning{.catalogue = clinic.catalogue(),
                    .wish = wish,
                    .now = clinic.now(),
                    .grid = std::move(grid),
                    .others = {},
                    .treating = {}};
  RETOUR_ASSIGN(const auto facts, store::load_facts(clinic.tables(), wish.patient));
  if (!facts) return fail(FailureCode::not_found, "patient");
  for (const Booking& booking : facts->bookings) {
    const bool is_part = std::ranges::any_of(wish.visits, [&](const WantedVisit& visit) {
      return visit.booking && visit.booking->id == booking.id;
    });
    if (!is_part && schedule::occupies(booking)) planning.others.push_back(booking);
  }
  for (const Visit& visit : facts->visits)
    if (visit.arrived_at.seconds != 0 && !visit.doctor.is_nil()) planning.treating = visit.doctor;
  return planning;
}

schedule::SlotRequest request_of(const Planning& planning, const WantedVisit& visit) {
  const ItineraryWish& wish = planning.wish;
  const Service* service = planning.catalogue.service(visit.service);
  RETOUR_CHECK(service != nullptr);
  schedule::SlotRequest request;
  request.needs =
      needs_of_visit(planning.catalogue, visit.service,
                     visit.booking ? visit.booking->further_services : std::vector<ServiceId>{},
                     visit.booking && visit.booking->remote);
  if (visit.booking) {
    request.needs.length_minutes = visit.booking->length_minutes;
    request.moving = visit.booking->id;
  }
  const StaffId doctor = visit.fixed ? visit.fixed->doctor : visit.doctor;
  if (doctor.is_nil())
    request.doctors = doctors_for(planning.catalogue, visit.service, wish.branch);
  else
    request.doctors = {doctor};
  request.branch = wish.branch;
  request.now = planning.now;
  request.from = wish.from;
  request.days = wish.days;
  request.part = wish.part;
  request.step_minutes = step_minutes;
  request.limit = schedule::slots_max;
  request.treating_doctor = planning.treating;
  request.patient_bookings = planning.others;
  return request;
}

/// The free times of a visit, one for each begin: of the doctor who treats him if he is free.
std::vector<Slot> slots_of(const Planning& planning, const WantedVisit& visit) {
  const schedule::SlotRequest request = request_of(planning, visit);
  if (request.doctors.empty()) return {};
  std::vector<Slot> slots = schedule::free_times(planning.grid, planning.catalogue.staff, request);
  if (visit.fixed)
    std::erase_if(slots, [&](const Slot& slot) {
      return slot.date != visit.fixed->date || slot.begin_minute != visit.fixed->begin_minute;
    });
  std::vector<Slot> of_begin;
  for (const Slot& slot : slots) {
    if (of_begin.empty() || of_begin.back().begin != slot.begin)
      of_begin.push_back(slot);
    else if (slot.doctor == planning.treating)
      of_begin.back() = slot;
  }
  if (of_begin.size() > schedule::itinerary_places_max)
    of_begin.resize(schedule::itinerary_places_max);
  return of_begin;
}

ItineraryRequest search_of(const ItineraryWish& wish, const std::vector<std::vector<Slot>>& slots) {
  ItineraryRequest request;
  request.nodes_max = nodes_max;
  for (std::uint32_t i = 0; i < slots.size(); ++i) {
    schedule::ItineraryStep& step = request.steps.emplace_back();
    for (const Slot& slot : slots[i])
      step.places.push_back({.time = stretched(slot.date, slot.begin_minute, slot.length_minutes),
                             .date = slot.date});
    if (i == 0) continue;
    const WantedVisit& visit = wish.visits[i];
    const std::int32_t least = wish.on_one_day ? 0 : visit.days_after_min;
    const std::optional<std::int32_t> most =
        wish.on_one_day ? std::optional(0) : visit.days_after_max;
    // A visit n days later begins less than a day after n stretched days, and, as the one before
    // may end after its midnight, less than two days before them. No other n comes near.
    schedule::StepGap gap{.from = i - 1, .to = i, .shortest_minutes = visit.minutes_between};
    if (least > 0) gap.shortest_minutes = least * stretched_day_minutes - 2 * day_minutes;
    if (most) gap.longest_minutes = *most * stretched_day_minutes + day_minutes;
    request.gaps.push_back(gap);
  }
  return request;
}

/// One booking as the plan has it.
Booking booked_at(const Catalogue& catalogue, const Slot& slot, Booking booking) {
  const schedule::ServiceNeeds needs =
      needs_of_visit(catalogue, booking.service, booking.further_services, booking.remote);
  schedule::put_slot(booking, slot, needs);
  booking.overbooked = false;
  return booking;
}

}  // namespace

Result<PlannedItinerary> plan_itinerary(Clinic& clinic, const ItineraryWish& wish) {
  RETOUR_CHECK(!wish.visits.empty() && wish.visits.size() <= itinerary_visits_max);
  RETOUR_CHECK(wish.days > 0 && wish.days <= itinerary_days_max);
  RETOUR_ASSIGN(const Planning planning, prepare(clinic, wish));
  std::vector<std::vector<Slot>> slots;
  for (const WantedVisit& visit : wish.visits) slots.push_back(slots_of(planning, visit));
  const schedule::Itinerary found = schedule::plan_itinerary(search_of(wish, slots));
  PlannedItinerary plan{.verdict = found.verdict,
                        .visit = found.step,
                        .days = found.days,
                        .generation = clinic.generation()};
  for (std::size_t i = 0; i < found.places.size(); ++i)
    plan.slots.push_back(slots[i][found.places[i]]);
  return plan;
}

Result<std::vector<Slot>> other_times(Clinic& clinic, const ItineraryWish& wish,
                                      const PlannedItinerary& plan, std::size_t visit,
                                      std::size_t limit) {
  RETOUR_CHECK(plan.slots.size() == wish.visits.size() && visit < wish.visits.size());
  RETOUR_ASSIGN(const Planning planning, prepare(clinic, wish));
  WantedVisit wanted = wish.visits[visit];
  wanted.fixed.reset();
  std::vector<std::vector<Slot>> slots;
  for (const Slot& slot : plan.slots) slots.push_back({slot});
  std::vector<Slot> others;
  for (const Slot& slot : slots_of(planning, wanted)) {
    if (others.size() >= limit) break;
    if (slot.begin == plan.slots[visit].begin && slot.doctor == plan.slots[visit].doctor) continue;
    slots[visit] = {slot};
    const std::vector<std::uint32_t> first_of_each(slots.size(), 0);
    if (schedule::is_valid_itinerary(search_of(wish, slots), first_of_each)) others.push_back(slot);
  }
  return others;
}

std::vector<WantedVisit> wanted_again(std::vector<Booking> bookings) {
  sort_stably(bookings, {}, &Booking::begin);
  std::vector<WantedVisit> visits;
  for (Booking& booking : bookings) {
    WantedVisit& visit =
        visits.emplace_back(WantedVisit{.service = booking.service, .doctor = booking.doctor});
    const bool follows = visits.size() > 1 && !booking.itinerary.is_nil() &&
                         visits[visits.size() - 2].booking->itinerary == booking.itinerary;
    if (follows) {
      visit.days_after_min = booking.days_after_min;
      if (booking.days_after_max != any_days) visit.days_after_max = booking.days_after_max;
      visit.minutes_between = booking.minutes_after;
    }
    visit.booking = std::move(booking);
  }
  return visits;
}

std::optional<Booking> broken_rule(std::vector<Booking> bookings, ItineraryId itinerary) {
  std::erase_if(bookings, [&](const Booking& booking) {
    return itinerary.is_nil() || booking.itinerary != itinerary || !schedule::occupies(booking);
  });
  sort_stably(bookings, {}, &Booking::begin);
  for (std::size_t i = 1; i < bookings.size(); ++i) {
    const Booking& before = bookings[i - 1];
    const Booking& next = bookings[i];
    const std::int32_t days = next.date.days - before.date.days;
    const bool in_time =
        next.begin >=
        before.begin.plus_minutes(before.length_minutes + (days == 0 ? next.minutes_after : 0));
    const bool in_days = days >= next.days_after_min &&
                         (next.days_after_max == any_days || days <= next.days_after_max);
    if (!in_time || !in_days) return next;
  }
  return std::nullopt;
}

namespace {

/// What a booking remembers of its place in the way; the first visit has nothing before it.
void remember(const ItineraryWish& wish, std::size_t visit, ItineraryId itinerary,
              Booking& booking) {
  const WantedVisit& wanted = wish.visits[visit];
  booking.itinerary = itinerary;
  booking.days_after_min = visit == 0 || wish.on_one_day ? 0 : wanted.days_after_min;
  booking.days_after_max = visit == 0        ? any_days
                           : wish.on_one_day ? 0
                                             : wanted.days_after_max.value_or(any_days);
  booking.minutes_after = visit == 0 ? 0 : wanted.minutes_between;
}

bool is_remembered(const Booking& was, const Booking& known) {
  return was.itinerary == known.itinerary && was.days_after_min == known.days_after_min &&
         was.days_after_max == known.days_after_max && was.minutes_after == known.minutes_after;
}

}  // namespace

std::vector<Draft> itinerary_act(Clinic& clinic, const ItineraryWish& wish,
                                 const PlannedItinerary& plan, Channel channel) {
  RETOUR_CHECK(plan.slots.size() == wish.visits.size());
  std::vector<Draft> drafts;
  const bool is_way = wish.visits.size() > 1;
  ItineraryId itinerary;
  for (const WantedVisit& visit : wish.visits)
    if (visit.booking && itinerary.is_nil()) itinerary = visit.booking->itinerary;
  if (is_way && itinerary.is_nil()) itinerary = ItineraryId(clinic.new_id<Booking>());
  for (std::size_t i = 0; i < wish.visits.size(); ++i) {
    const WantedVisit& visit = wish.visits[i];
    const Slot& slot = plan.slots[i];
    if (visit.booking) {
      const Booking& was = *visit.booking;
      Booking known = was;
      if (is_way) remember(wish, i, itinerary, known);
      if (!is_remembered(was, known))
        drafts.push_back({.kind = OpKind::change_purpose, .parts = {facets_of(known, 1)}});
      if (was.begin == slot.begin && was.doctor == slot.doctor) continue;
      Booking moved = booked_at(clinic.catalogue(), slot, was);
      ++moved.slot_version;
      drafts.push_back({.kind = OpKind::move_booking, .parts = {facets_of(moved, 0)}});
      continue;
    }
    Booking booking;
    booking.id = clinic.new_id<Booking>();
    booking.patient = wish.patient;
    booking.service = visit.service;
    booking.plan_item = visit.plan_item;
    booking.channel = channel;
    booking.booked_by = clinic.session().staff;
    booking.booked_at = clinic.now();
    if (is_way) remember(wish, i, itinerary, booking);
    drafts.push_back(
        {.kind = OpKind::book, .parts = {whole(booked_at(clinic.catalogue(), slot, booking))}});
  }
  return drafts;
}

}  // namespace retour::app
