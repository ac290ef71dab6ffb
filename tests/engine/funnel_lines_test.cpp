// Charges, visits and people as columns (DM-03, FN-04, FN-05, FN-13, DR-11): what each line says,
// and that replacing runs in any order leaves what a first load would.
#include <gtest/gtest.h>

#include <string>

#include "base/random.hpp"
#include "funnel/events.hpp"
#include "funnel/report.hpp"

namespace retour::funnel {
namespace {

template <class EntityId>
EntityId id_of(const std::string& name) {
  return EntityId(id_from_name(name));
}

constexpr std::int64_t hour = 3600, day = 24 * hour;
constexpr Instant start{1'700'006'400};  // 15 November 2023, midnight UTC

Charge charge_of(const std::string& name, const std::string& service, Instant at,
                 std::int64_t price_minor) {
  Charge charge;
  charge.id = id_of<ChargeId>(name);
  charge.service = id_of<ServiceId>(service);
  charge.performer = id_of<StaffId>("doctor");
  charge.branch = id_of<BranchId>("north");
  charge.rendered_at = at;
  charge.price_minor = price_minor;
  return charge;
}

ServiceLookup some_services() {
  ServiceLookup out;
  out.set_service(id_of<ServiceId>("consult"),
                  {.type = ProductType::entry, .specialty = id_of<SpecialtyId>("knee")});
  out.set_service(id_of<ServiceId>("scan"), {.type = ProductType::diagnostic});
  out.set_service(id_of<ServiceId>("joint"),
                  {.type = ProductType::main, .category = ProductCategory::surgery});
  out.set_doctor(id_of<StaffId>("doctor"), id_of<SpecialtyId>("hip"));
  return out;
}

TEST(Services, CategoryFollowsWhereAndHowLongTheServiceIs_FN05) {
  Service service;
  EXPECT_EQ(category_of(service), ProductCategory::one_time);
  service.room_kind = RoomKind::theatre;
  EXPECT_EQ(category_of(service), ProductCategory::one_time) << "a biopsy is no operation";
  service.product_type = ProductType::main;
  EXPECT_EQ(category_of(service), ProductCategory::surgery);
  service.room_kind = RoomKind::procedure;
  EXPECT_EQ(category_of(service), ProductCategory::course);
  service.nights = 1;
  EXPECT_EQ(category_of(service), ProductCategory::surgery);
  service = {};
  service.package.push_back({id_of<ServiceId>("scan"), 2});
  EXPECT_EQ(category_of(service), ProductCategory::course);
}

TEST(PatientLines, RefundsAndBonusesAreLinesOfTheirOwn_FN01) {
  PatientFacts facts;
  facts.charges.push_back(charge_of("a", "consult", start.plus_seconds(9 * hour), 3000));
  facts.charges.push_back(charge_of("b", "joint", start.plus_seconds(9 * day), 90'000));
  facts.charges.push_back(charge_of("typo", "joint", start.plus_seconds(9 * day), 1));
  facts.charges.back().voided_at = start;
  facts.charges.push_back(charge_of("part", "scan", start.plus_seconds(2 * day), 700));
  facts.charges.back().package = id_of<ChargeId>("b");
  Refund refund;
  refund.charge = id_of<ChargeId>("b");
  refund.amount_minor = 40'000;
  refund.refunded_at = start.plus_seconds(30 * day);
  facts.refunds.push_back(refund);
  refund.charge = {};  // a returned advance
  facts.refunds.push_back(refund);
  refund.charge = id_of<ChargeId>("typo");
  facts.refunds.push_back(refund);
  Payment bonus;
  bonus.id = id_of<PaymentId>("bonus");
  bonus.method = PaymentMethod::bonus;
  facts.payments.push_back(bonus);
  Allocation part;
  part.payment = bonus.id;
  part.charge = id_of<ChargeId>("a");
  part.amount_minor = 500;
  part.allocated_at = start.plus_seconds(1 * day);
  facts.allocations.push_back(part);

  const std::vector<ChargeLine> lines = lines_of(facts, some_services(), Zone::utc()).charges;
  ASSERT_EQ(lines.size(), 4U);
  const auto expect = [&](std::size_t i, std::int64_t net, std::uint8_t flags, const char* what) {
    EXPECT_EQ(lines[i].net_minor, net) << what;
    EXPECT_EQ(lines[i].flags & ~charge_flag::category_mask, flags) << what;
  };
  expect(0, 3000, charge_flag::first_day, "the consultation");
  expect(1, -500, charge_flag::bonus | charge_flag::first_day, "bonuses used for it");
  expect(2, 90'000, 0, "the operation");
  expect(3, -40'000, charge_flag::credit, "a part of it given back");
  EXPECT_EQ(category_in(lines[2].flags), ProductCategory::surgery);
  EXPECT_EQ(category_in(lines[3].flags), ProductCategory::surgery);
  EXPECT_EQ(lines[0].specialty, id_of<SpecialtyId>("knee")) << "of the service";
  EXPECT_EQ(lines[2].specialty, id_of<SpecialtyId>("hip")) << "the doctor's only one";
  EXPECT_EQ(lines[3].at, refund.refunded_at);

  EventColumns columns;
  columns.replace(0, {}, facts, some_services());
  const FunnelReport report =
      measure_funnel(columns, {.period = {start, start.plus_seconds(100 * day)}, .now = start});
  EXPECT_EQ(report.revenue_minor, 93'000) << "the funnel's revenue is what was rendered";
}

TEST(PatientLines, WaitCountsFromTheLaterOfArrivalAndAppointment_DM05) {
  const Instant ten = start.plus_seconds(10 * hour);
  PatientFacts facts;
  const auto come = [&](std::int64_t arrived, std::int64_t entered, const char* name) {
    Booking booking;
    booking.id = id_of<BookingId>(name);
    booking.begin = ten;
    booking.begin_minute = 600;
    booking.length_minutes = 30;
    booking.service = id_of<ServiceId>("consult");
    booking.doctor = id_of<StaffId>("doctor");
    facts.bookings.push_back(booking);
    Visit visit;
    visit.booking = booking.id;
    visit.arrived_at = ten.plus_minutes(arrived);
    if (entered != 0) visit.entered_at = ten.plus_minutes(entered);
    facts.visits.push_back(visit);
  };
  come(-20, 5, "early, and taken five minutes late");
  come(10, 25, "late himself");
  come(-30, -10, "taken before his time");
  come(11, 0, "still sits there");
  facts.visits[1].finished_at = ten.plus_minutes(70);
  facts.visits[1].further_visit = FurtherVisit::needed;
  facts.visits[1].outcome = VisitOutcome::treated;
  const std::vector<VisitLine> lines = lines_of(facts, some_services(), Zone::utc()).visits;
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].wait_minutes, 0);
  EXPECT_EQ(lines[1].wait_minutes, 5);
  EXPECT_EQ(lines[2].wait_minutes, 15);
  EXPECT_EQ(lines[3].wait_minutes, -1);
  EXPECT_EQ(lines[1].length_minutes, 30) << "as booked";
  EXPECT_EQ(lines[2].length_minutes, 45) << "as it was";
  EXPECT_EQ(further_visit_in(lines[2].flags), FurtherVisit::needed);
  EXPECT_EQ(lines[2].flags & visit_flag::has_outcome, visit_flag::has_outcome);
  EXPECT_EQ(lines[0].flags & visit_flag::has_outcome, 0);
  EXPECT_EQ(lines[0].doctor, id_of<StaffId>("doctor")) << "the booking's, when the visit has none";
}

TEST(PatientLines, TheFirstDayIsALocalOne_FN04) {
  PatientFacts facts;
  // 02:00 and 20:00 of 15 November in Moscow; UTC says 14 and 15.
  facts.charges.push_back(charge_of("a", "consult", start.plus_seconds(-1 * hour), 100));
  facts.charges.push_back(charge_of("b", "scan", start.plus_seconds(17 * hour), 100));
  facts.charges.push_back(charge_of("c", "scan", start.plus_seconds(21 * hour), 100));
  Booking missed;
  missed.no_show_at = start;
  missed.begin = start.plus_seconds(-40 * day);
  facts.bookings.push_back(missed);
  const auto first_days = [&](const Zone& zone) {
    std::string out;
    for (const ChargeLine& line : lines_of(facts, some_services(), zone).charges)
      out += (line.flags & charge_flag::first_day) != 0 ? '1' : '0';
    return out;
  };
  EXPECT_EQ(first_days(*Zone::find("Europe/Moscow")), "110");
  EXPECT_EQ(first_days(Zone::utc()), "100");
  Booking attended;
  attended.attended = true;
  attended.begin = start.plus_seconds(-10 * day);
  attended.service = id_of<ServiceId>("scan");
  facts.bookings.push_back(attended);
  EXPECT_EQ(first_days(Zone::utc()), "000") << "he had been here before, says the import";
  const std::vector<VisitLine> visits = lines_of(facts, some_services(), Zone::utc()).visits;
  ASSERT_EQ(visits.size(), 2U);
  EXPECT_EQ(visits[0].flags, visit_flag::no_show);
  EXPECT_EQ(visits[1].flags,
            visit_flag::no_record | visit_flag::diagnostic | visit_flag::first_day);
}

TEST(EventColumns, PeopleAreTheirCardsByRow_FN13) {
  PatientFacts facts;
  facts.patient.sex = Sex::male;
  facts.patient.birth_date = LocalDate::from_ymd(1980, 5, 1);
  facts.patient.source = id_of<SourceId>("ads");
  facts.patient.responsible = id_of<StaffId>("coordinator");
  facts.patient.qualified = true;
  facts.patient.first_seen_at = start;
  EventColumns columns;
  columns.replace(2, {}, facts, {});
  facts = {};
  facts.patient.birth_year_estimated = 2010;
  facts.patient.phones.emplace_back().number = "+79161234567";
  columns.replace(0, {}, facts, {});
  const PersonColumns& people = columns.people();
  ASSERT_EQ(people.sex.size(), 3U);
  EXPECT_EQ(people.flags[0],
            person_flag::is_here | person_flag::has_phone | person_flag::born_about);
  EXPECT_EQ(people.flags[1], 0) << "nobody's row";
  EXPECT_EQ(people.flags[2], person_flag::is_here | person_flag::qualified);
  EXPECT_EQ(people.sex[2], static_cast<std::uint8_t>(Sex::male));
  EXPECT_EQ(columns.sources().id(people.source[2]), id_of<SourceId>("ads"));
  EXPECT_EQ(columns.responsibles().id(people.responsible[2]), id_of<StaffId>("coordinator"));
  EXPECT_EQ(people.first_seen[2], minute_of(start));
  const auto day_minute = [](int year, int month, int at) {
    return LocalDate::from_ymd(year, month, at)->days * 1440;
  };
  EXPECT_EQ(people.age_years(2, day_minute(2023, 5, 3)), 43);
  EXPECT_EQ(people.age_years(2, day_minute(2023, 4, 29)), 42);
  EXPECT_EQ(people.age_years(0, day_minute(2025, 12, 1)), 15);
  EXPECT_EQ(people.age_years(1, day_minute(2025, 12, 1)), -1);
  columns.remove(2);
  EXPECT_EQ(columns.people().flags[2], 0);
}

TEST(EventColumns, ADiagnosisIsItsOwnKey_DR26) {
  EXPECT_EQ(diagnosis_text(diagnosis_key("M17.1")), "M17.1");
  EXPECT_EQ(diagnosis_text(diagnosis_key("")), "");
  EXPECT_TRUE(diagnosis_key("").is_nil());
  EXPECT_EQ(diagnosis_text(diagnosis_key("0123456789abcdefgh")), "0123456789abcdef");
}

PatientFacts random_facts(RandomSource& random) {
  PatientFacts out;
  const char* services[] = {"consult", "scan", "joint", "unknown"};
  for (std::uint64_t i = random.below(6); i-- > 0;)
    out.charges.push_back(charge_of(std::to_string(random.below(1000)), services[random.below(4)],
                                    start.plus_seconds(static_cast<std::int64_t>(
                                        random.below(static_cast<std::uint64_t>(90 * day)))),
                                    static_cast<std::int64_t>(random.below(5000))));
  for (std::uint64_t i = random.below(6); i-- > 0;) {
    Visit visit;
    visit.arrived_at = start.plus_seconds(static_cast<std::int64_t>(random.below(9'000'000)));
    visit.entered_at = visit.arrived_at.plus_minutes(static_cast<std::int64_t>(random.below(90)));
    visit.doctor = id_of<StaffId>(random.below(2) ? "a" : "b");
    out.visits.push_back(visit);
  }
  return out;
}

TEST(EventColumns, ChargesAndVisitsSurviveReplacingAndCompaction) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRandom random(seed);
    std::vector<PatientFacts> patients(400);
    const ServiceLookup services = some_services();
    EventColumns columns;
    for (int i = 0; i < 9000; ++i) {
      const auto row = static_cast<std::uint32_t>(random.below(patients.size()));
      patients[row] = random_facts(random);
      columns.replace(row, {}, patients[row], services);
    }
    std::size_t live = 0;
    for (std::uint32_t row = 0; row < patients.size(); ++row) {
      const PatientLines lines = lines_of(patients[row], services, Zone::utc());
      const PatientRun& run = columns.patients()[row];
      ASSERT_EQ(run.charge_count, lines.charges.size());
      ASSERT_EQ(run.visit_count, lines.visits.size());
      live += lines.visits.size();
      for (std::size_t i = 0; i < lines.charges.size(); ++i) {
        const std::size_t at = run.first_charge + i;
        const RevenueEvents& all = columns.charges();
        EXPECT_EQ(all.minute[at], minute_of(lines.charges[i].at));
        EXPECT_EQ(all.net_minor[at], lines.charges[i].net_minor);
        EXPECT_EQ(all.flags[at], lines.charges[i].flags);
        EXPECT_EQ(columns.services().id(all.service[at]), lines.charges[i].service);
        EXPECT_EQ(columns.specialties().id(all.specialty[at]), lines.charges[i].specialty);
      }
      for (std::size_t i = 0; i < lines.visits.size(); ++i) {
        const std::size_t at = run.first_visit + i;
        EXPECT_EQ(columns.visits().minute[at], minute_of(lines.visits[i].at));
        EXPECT_EQ(columns.visits().wait_minutes[at], lines.visits[i].wait_minutes);
        EXPECT_EQ(columns.doctors().id(columns.visits().doctor[at]), lines.visits[i].doctor);
      }
    }
    EXPECT_LT(columns.visits().minute.size(), 2 * live + 10'000) << "holes stay few";
  }
}

}  // namespace
}  // namespace retour::funnel
