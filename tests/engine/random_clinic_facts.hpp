// Random patients with charges, refunds, bonuses and visits, for figures that are counted twice:
// once by the engine in a pass over columns, once here by reading the definition aloud.
#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "funnel/events.hpp"

namespace retour::funnel {

template <class EntityId>
EntityId id_of(const std::string& name) {
  return EntityId(id_from_name(name));
}

/// Some of a few names; now and then none.
template <class EntityId>
EntityId some_id(RandomSource& random, const char* prefix, std::uint64_t count) {
  const std::uint64_t drawn = random.below(count + 1);
  return drawn == 0 ? EntityId{} : id_of<EntityId>(prefix + std::to_string(drawn));
}

inline constexpr std::int64_t seconds_of_day = 86'400;
inline constexpr Instant random_clinic_begin{1'690'000'000};  // July 2023
inline constexpr std::int64_t random_clinic_days = 800;

inline Instant random_instant(RandomSource& random) {
  return random_clinic_begin.plus_seconds(static_cast<std::int64_t>(
      random.below(static_cast<std::uint64_t>(random_clinic_days * seconds_of_day))));
}

/// Service 1 entry, 2 diagnostic, 3 a course, 4 an operation, 5 untyped.
inline ServiceLookup random_clinic_services() {
  ServiceLookup out;
  out.set_service(id_of<ServiceId>("service1"),
                  {.type = ProductType::entry, .specialty = id_of<SpecialtyId>("specialty1")});
  out.set_service(id_of<ServiceId>("service2"), {.type = ProductType::diagnostic});
  out.set_service(id_of<ServiceId>("service3"), {.type = ProductType::main,
                                                 .specialty = id_of<SpecialtyId>("specialty2"),
                                                 .category = ProductCategory::course});
  out.set_service(id_of<ServiceId>("service4"), {.type = ProductType::main,
                                                 .specialty = id_of<SpecialtyId>("specialty1"),
                                                 .category = ProductCategory::surgery});
  out.set_doctor(id_of<StaffId>("doctor1"), id_of<SpecialtyId>("specialty1"));
  return out;
}

inline Patient random_person(RandomSource& random) {
  Patient out;
  out.sex = static_cast<Sex>(random.below(3));
  if (random.below(3) != 0)
    out.birth_date = LocalDate::from_ymd(1940 + static_cast<int>(random.below(83)), 3, 7);
  else if (random.below(2) != 0)
    out.birth_year_estimated = 1940 + static_cast<std::int32_t>(random.below(83));
  out.source = some_id<SourceId>(random, "source", 3);
  out.responsible = some_id<StaffId>(random, "coordinator", 2);
  if (random.below(2) != 0) out.phones.emplace_back().number = "+79161234567";
  return out;
}

inline PatientFacts random_money(RandomSource& random) {
  PatientFacts out;
  out.patient = random_person(random);
  const std::uint64_t charges = random.below(4) == 0 ? 0 : random.below(9);
  for (std::uint64_t i = 0; i < charges; ++i) {
    Charge charge;
    charge.id = id_of<ChargeId>("charge" + std::to_string(i));
    charge.service = some_id<ServiceId>(random, "service", 5);
    charge.performer = some_id<StaffId>(random, "doctor", 4);
    charge.branch = some_id<BranchId>(random, "branch", 2);
    charge.rendered_at = random.below(3) != 0 || i == 0
                             ? random_instant(random)
                             : out.charges.back().rendered_at.plus_minutes(30);
    charge.price_minor = static_cast<std::int64_t>(random.below(10'000'000));
    if (random.below(10) == 0) charge.voided_at = charge.rendered_at;
    out.charges.push_back(charge);
    if (random.below(5) != 0) continue;
    Refund refund;
    refund.charge = charge.id;
    refund.amount_minor = charge.price_minor / (1 + static_cast<std::int64_t>(random.below(3)));
    refund.refunded_at = random_instant(random);
    out.refunds.push_back(refund);
  }
  Payment bonus;
  bonus.id = id_of<PaymentId>("bonus");
  bonus.method = PaymentMethod::bonus;
  if (charges > 0 && random.below(4) == 0) {
    out.payments.push_back(bonus);
    Allocation part;
    part.payment = bonus.id;
    part.charge = out.charges.front().id;
    part.amount_minor = 1000;
    part.allocated_at = out.charges.front().rendered_at;
    out.allocations.push_back(part);
  }
  return out;
}

/// Money, and visits some of which belong to it.
inline PatientFacts random_facts(RandomSource& random) {
  PatientFacts out = random_money(random);
  for (std::uint64_t i = random.below(7); i-- > 0;) {
    Visit visit;
    visit.id = id_of<VisitId>("visit" + std::to_string(i));
    visit.arrived_at = random.below(2) != 0 && !out.charges.empty()
                           ? out.charges[random.below(out.charges.size())].rendered_at
                           : random_instant(random);
    if (random.below(4) != 0)
      visit.entered_at = visit.arrived_at.plus_minutes(static_cast<std::int64_t>(random.below(60)));
    if (random.below(2) != 0) visit.finished_at = visit.arrived_at.plus_minutes(90);
    visit.doctor = some_id<StaffId>(random, "doctor", 4);
    visit.branch = some_id<BranchId>(random, "branch", 2);
    visit.further_visit = static_cast<FurtherVisit>(random.below(3));
    visit.outcome = static_cast<VisitOutcome>(random.below(3));
    if (random.below(3) == 0) visit.diagnosis = random.below(2) != 0 ? "M17.1" : "J34.2";
    out.visits.push_back(visit);
  }
  for (std::uint64_t i = random.below(4); i-- > 0;) {
    Booking booking;
    booking.id = id_of<BookingId>("booking" + std::to_string(i));
    booking.begin = random_instant(random);
    booking.doctor = some_id<StaffId>(random, "doctor", 4);
    booking.branch = some_id<BranchId>(random, "branch", 2);
    booking.service = some_id<ServiceId>(random, "service", 5);
    booking.length_minutes = 30;
    booking.attended = random.below(2) != 0;
    if (!booking.attended && random.below(2) != 0) booking.no_show_at = booking.begin;
    out.bookings.push_back(booking);
  }
  return out;
}

}  // namespace retour::funnel
