// Sections: what a place costs | gathering | places | the job | reading a plan | the act
#include "app/absence.hpp"

#include <algorithm>
#include <cstdlib>

#include "app/displaced.hpp"
#include "app/groups.hpp"
#include "app/rota.hpp"
#include "app/slot_grid.hpp"
#include "base/check.hpp"
#include "base/order.hpp"
#include "ops/same_person.hpp"
#include "schedule/open_places.hpp"
#include "store/queries.hpp"
#include "time/interval.hpp"

namespace retour::app {
namespace {

constexpr std::int32_t minutes_of_day = 24 * 60;
constexpr std::int32_t coarse_step_minutes = 15;
constexpr std::int64_t rounds_per_step = 1;
constexpr std::size_t shifts_per_op = 64;
constexpr std::uint64_t plan_seed = 1;  // The same clinic gives the same plan.

// ---- what a place costs --------------------------------------------------------------------

MoveCost cost_of(const AbsenceVisit& visit, StaffId doctor, BranchId branch, LocalDate date,
                 std::int32_t minute) {
  const Booking& b = visit.booking;
  MoveCost cost;
  if (doctor != b.doctor) {
    cost.other_doctor = points_other_doctor;
    if (visit.was_treated) cost.continuity = points_continuity;
  }
  if (branch != b.branch) cost.other_branch = points_other_branch;
  cost.days = std::abs(date.days - b.date.days) * points_day;
  cost.hours = (std::abs(minute - b.begin_minute) + 59) / 60 * points_hour;
  if (b.confirmed_at.seconds != 0 && (date != b.date || minute != b.begin_minute))
    cost.promise = points_promise;
  const auto comes = [&](LocalDate day) {
    return std::ranges::find(visit.other_dates, day) != visit.other_dates.end();
  };
  if (comes(b.date) && !comes(date)) cost.together = points_together;
  return cost;
}

// ---- gathering -----------------------------------------------------------------------------

/// Whether a visit lies in the absence, on its branch's wall clock.
bool is_within(const AbsenceWish& wish, const Booking& booking) {
  if (booking.date < wish.first || booking.date > wish.last) return false;
  if (booking.begin_minute == untimed_minute) return true;
  const std::int32_t from = booking.date == wish.first ? wish.begin_minute : 0;
  const std::int32_t until = booking.date == wish.last ? wish.end_minute : minutes_of_day;
  return booking.begin_minute < until &&
         from < booking.begin_minute + std::max(booking.length_minutes, 1);
}

/// One visit with what its patient has besides; nothing when it needs no other place.
Result<std::optional<AbsenceVisit>> gather(Clinic& clinic, const AbsenceWish& wish, BookingId id,
                                           std::vector<Booking>& of_person) {
  RETOUR_ASSIGN(const std::optional<Booking> booking, find(clinic.tables(), id));
  if (!booking || !is_within(wish, *booking)) return std::optional<AbsenceVisit>{};
  AbsenceVisit visit{.booking = *booking};
  RETOUR_ASSIGN(const std::vector<Visit> visits,
                all_of_person<Visit>(clinic.tables(), booking->patient));
  const Visit* own = nullptr;
  for (const Visit& one : visits) {
    if (one.arrived_at.seconds == 0) continue;
    if (one.booking == id)
      own = &one;
    else if (one.doctor == booking->doctor)
      visit.was_treated = true;
  }
  const BookingState state = state_of(*booking, own);
  visit.is_here = state == BookingState::arrived;
  if (state != BookingState::booked && state != BookingState::confirmed && !visit.is_here)
    return std::optional<AbsenceVisit>{};
  RETOUR_ASSIGN(of_person, all_of_person<Booking>(clinic.tables(), booking->patient));
  std::erase_if(of_person, [&](const Booking& b) {
    return b.id == id || b.cancelled_at.seconds != 0 || b.entered_in_error ||
           b.no_show_at.seconds != 0;
  });
  for (const Booking& b : of_person) visit.other_dates.push_back(b.date);
  return std::optional<AbsenceVisit>(std::move(visit));
}

/// The absence as shifts: a day each, so that the rota shows it and nobody is booked then. Days on
/// which it is stored already are left out.
Result<std::vector<Shift>> absence_shifts(Clinic& clinic, const AbsenceWish& wish) {
  RETOUR_ASSIGN(const std::vector<Shift> known, shifts_between(clinic, wish.first, wish.last, {}));
  std::vector<Shift> out;
  for (LocalDate day = wish.first; day <= wish.last; day = day.plus_days(1)) {
    Shift shift;
    shift.staff = wish.doctor;
    shift.kind = ShiftKind::absence;
    shift.date = day;
    shift.begin_minute = day == wish.first ? wish.begin_minute : 0;
    shift.end_minute = day == wish.last ? wish.end_minute : minutes_of_day;
    bool is_known = false;
    for (const Shift& other : known) {
      if (other.staff != wish.doctor || other.date != day || !other.active) continue;
      if (other.kind != ShiftKind::absence)
        shift.branch = other.branch;
      else if (other.begin_minute <= shift.begin_minute && other.end_minute >= shift.end_minute)
        is_known = true;
    }
    const Staff* person = clinic.catalogue().person(wish.doctor);
    if (shift.branch.is_nil() && person != nullptr && !person->branches.empty())
      shift.branch = person->branches.front();
    if (shift.branch.is_nil() && !clinic.catalogue().branches.empty())
      shift.branch = clinic.catalogue().branches.front().id;
    if (!is_known && shift.begin_minute < shift.end_minute) out.push_back(shift);
  }
  return out;
}

// ---- places --------------------------------------------------------------------------------

/// Who may hold a visit: its doctor (on other days, when he is the one who is away), and colleagues
/// of the specialty.
std::vector<StaffId> doctors_for(const Catalogue& catalogue, const AbsenceWish& wish,
                                 const Booking& booking) {
  std::vector<StaffId> doctors{booking.doctor};
  if (!wish.colleagues) return doctors;
  const Service* service = catalogue.service(booking.service);
  const Staff* own = catalogue.person(booking.doctor);
  const auto shares = [&](const Staff& person) {
    if (service != nullptr && (!service->specialty.is_nil() || !service->performers.empty()))
      return performs(person, *service) &&
             std::ranges::all_of(booking.further_services, [&](ServiceId id) {
               const Service* next = catalogue.service(id);
               return next == nullptr || performs(person, *next);
             });
    return own != nullptr && std::ranges::any_of(person.specialties, [&](SpecialtyId id) {
             return std::ranges::find(own->specialties, id) != own->specialties.end();
           });
  };
  for (const Staff& person : catalogue.staff)
    if (person.id != booking.doctor && person.active && person.roles.has(Role::doctor) &&
        shares(person))
      doctors.push_back(person.id);
  return doctors;
}

schedule::ServiceNeeds needs_of(const Catalogue& catalogue, const Booking& booking) {
  schedule::ServiceNeeds needs;
  if (catalogue.service(booking.service) != nullptr) {
    needs = needs_of_visit(catalogue, booking.service, booking.further_services, booking.remote);
  } else {  // As the booking is: nobody knows what it is for.
    needs.needs_room = !booking.room.is_nil();
    if (const Room* room = catalogue.room(booking.room)) needs.room_kind = room->kind;
    needs.pattern = booking.pattern;
    needs.device_part = booking.device_part;
    needs.nights = booking.nights;
    needs.length_minutes = quantum_minutes;
  }
  needs.remote = booking.remote;
  // As long as it was, on whole quanta, and not shorter than its services may be (ET-07).
  const std::int32_t minutes =
      std::max({booking.length_minutes, needs.length_minutes, quantum_minutes});
  needs.length_minutes = (minutes + quantum_minutes - 1) / quantum_minutes * quantum_minutes;
  return needs;
}

struct Places {
  schedule::Grid grid;
  schedule::ResourceBits bits;
};

/// An open place as the planner sees it: set-up before, cleaning after, the team, the nights.
schedule::AbsencePlace planned_place(const Places& places, const schedule::ServiceNeeds& needs,
                                     const schedule::OpenPlace& open, LocalDate date) {
  const std::int32_t before = needs.remote ? 0 : needs.pattern.setup_minutes / quantum_minutes;
  const std::int32_t after = needs.remote ? 0 : needs.pattern.cleanup_minutes / quantum_minutes;
  schedule::AbsencePlace place{
      .begin = open.begin - before,
      .length = before + needs.length_minutes / quantum_minutes + after,
      .doctor = open.doctor,
      .rooms = open.rooms,
      .devices = open.devices,
      .lead = before,
      .team = {open.team.begin(), open.team.end()},
  };
  if (open.ward == schedule::no_resource) return place;
  const auto bit = std::ranges::find(places.bits.rooms, open.ward) - places.bits.rooms.begin();
  const auto& frames = places.grid.branches()[open.branch].frames;
  const auto frame = std::ranges::find(frames, date, &schedule::DayFrame::date);
  const auto last =
      std::ranges::find(frames, date.plus_days(needs.nights), &schedule::DayFrame::date);
  place.ward = static_cast<std::uint8_t>(bit);
  place.ward_begin = std::max(0, frame->begin);
  // Nights beyond the grid lie after all that is planned: stays that meet there meet here, too.
  const schedule::Quantum until = last == frames.end() ? places.grid.quanta() : last->begin;
  place.ward_length = std::max(1, until - place.ward_begin);
  return place;
}

/// The visits that get one place: a group, or one alone; the first one leads.
using Together = std::vector<std::size_t>;

std::int32_t cost_of_all(const AbsenceProposal& proposal, const Together& visits, StaffId doctor,
                         BranchId branch, LocalDate date, std::int32_t minute) {
  std::int32_t sum = 0;
  for (const std::size_t v : visits)
    sum += cost_of(proposal.visits[v], doctor, branch, date, minute).total();
  return sum;
}

struct Priced {
  schedule::AbsencePlace place;
  std::uint32_t branch = 0;
};

/// Every open place of a visit with what it would cost.
std::vector<Priced> priced_places(const Clinic& clinic, const Places& places,
                                  const AbsenceProposal& proposal, const Together& visits,
                                  const schedule::SlotRequest& request) {
  std::vector<Priced> priced;
  for (const schedule::OpenPlace& open :
       schedule::open_places(places.grid, clinic.catalogue().staff, request, places.bits)) {
    // Of a ward beyond the numbered rooms nobody could say whether two of the plan want one bed.
    if (open.ward != schedule::no_resource &&
        std::ranges::find(places.bits.rooms, open.ward) == places.bits.rooms.end())
      continue;
    const schedule::GridBranch& branch = places.grid.branches()[open.branch];
    const LocalDateTime local = branch.zone.local(places.grid.instant_of(open.begin));
    Priced& one = priced.emplace_back();
    one.branch = open.branch;
    one.place = planned_place(places, request.needs, open, local.date);
    one.place.cost = cost_of_all(proposal, visits, proposal.doctors[open.doctor], branch.id,
                                 local.date, local.second_of_day / 60);
  }
  return priced;
}

/// `of_people`: what else they have.
void find_places(const Clinic& clinic, const Places& places, AbsenceProposal& proposal,
                 const Together& together, std::vector<Booking> of_people, const AbsencePin* pin) {
  const std::size_t at = together.front();
  AbsenceVisit& visit = proposal.visits[at];
  const AbsenceWish& wish = proposal.wish;
  const Booking& b = visit.booking;
  if (pin != nullptr)
    for (const std::size_t v : together) proposal.visits[v].word = pin->word;
  const bool is_here =
      std::ranges::any_of(together, [&](std::size_t v) { return proposal.visits[v].is_here; });
  const Catalogue& catalogue = clinic.catalogue();
  schedule::SlotRequest request;
  request.needs = needs_of(catalogue, b);
  // A person finds the time for a team whose roles nobody knows any more.
  const bool is_agreed_by_hand = !b.team.empty() && catalogue.service(b.service) == nullptr;
  if (is_here || visit.word == AbsenceWord::call || b.begin_minute == untimed_minute ||
      is_agreed_by_hand)
    return;
  request.doctors = doctors_for(catalogue, wish, b);
  if (!wish.other_branches) request.branch = b.branch;
  request.now = clinic.now().plus_minutes(absence_lead_minutes);
  // Who was to come another day is not called in for today.
  const LocalDate today = clinic.today(b.branch);
  request.from = std::max({b.date.plus_days(-wish.window_days), places.grid.horizon().first,
                           std::min(b.date, today.plus_days(1))});
  request.days = b.date.days + wish.window_days - request.from.days + 1;
  const std::int32_t length = request.needs.length_minutes;
  const bool coarse =
      b.begin_minute % coarse_step_minutes == 0 && length % coarse_step_minutes == 0;
  request.step_minutes = coarse ? coarse_step_minutes : quantum_minutes;
  request.moving = b.id;
  request.moving_group = b.session;
  request.patient_bookings = std::move(of_people);
  std::vector<Priced> priced = priced_places(clinic, places, proposal, together, request);
  sort_stably(priced, [](const Priced& a, const Priced& c) {
    return std::tuple(a.place.cost, a.place.begin, a.place.doctor) <
           std::tuple(c.place.cost, c.place.begin, c.place.doctor);
  });
  const auto kept =
      pin == nullptr || pin->word != AbsenceWord::pin
          ? priced.end()
          : std::ranges::find_if(priced, [&](const Priced& one) {
              return proposal.doctors[one.place.doctor] == pin->doctor &&
                     places.grid.instant_of(one.place.begin + one.place.lead) == pin->begin;
            });
  if (kept != priced.end()) {
    const auto at_most = priced.begin() + static_cast<std::ptrdiff_t>(absence_offers_max - 1);
    if (priced.size() > absence_offers_max && kept > at_most) std::iter_swap(at_most, kept);
    visit.pinned = static_cast<std::uint32_t>(std::min(kept, at_most) - priced.begin());
  } else if (visit.word == AbsenceWord::pin) {
    for (const std::size_t v : together) {
      proposal.visits[v].word = AbsenceWord::plan;
      proposal.visits[v].lost_pin = true;
    }
  }
  if (priced.size() > absence_offers_max) priced.resize(absence_offers_max);
  for (const Priced& one : priced) {
    proposal.problem.visits[at].places.push_back(one.place);
    visit.branches.push_back(one.branch);
  }
}

/// The problem with pinned visits at their place and nowhere else.
schedule::AbsenceProblem with_pins(const AbsenceProposal& proposal) {
  schedule::AbsenceProblem problem = proposal.problem;
  for (std::size_t v = 0; v < problem.visits.size(); ++v)
    if (const auto pinned = proposal.visits[v].pinned) {
      const schedule::AbsencePlace only = problem.visits[v].places[*pinned];
      problem.visits[v].places.assign(1, only);
    }
  return problem;
}

void take_plan(AbsenceProposal& proposal, const schedule::AbsencePlanner& planner) {
  proposal.plan = planner.best();
  proposal.is_best = planner.is_proved_best();
  for (std::size_t v = 0; v < proposal.visits.size(); ++v) {
    AbsenceVisit& visit = proposal.visits[v];
    auto& choice = proposal.plan.choices[v];
    if (visit.pinned && choice) choice->place = *visit.pinned;
    if (visit.pinned && !choice) {  // Two pins at one place: the other one was first.
      visit.pinned.reset();
      visit.lost_pin = true;
      visit.word = AbsenceWord::plan;
    }
  }
  RETOUR_CHECK(schedule::is_valid_plan(proposal.problem, proposal.plan));
}

// ---- the job -------------------------------------------------------------------------------

/// Days of which the grid is made: all that a visit may go to.
schedule::Horizon horizon_of(const Clinic& clinic, const AbsenceWish& wish) {
  const LocalDate today = clinic.today({});
  const LocalDate first = std::max(today, wish.first.plus_days(-wish.window_days));
  return {.first = first,
          .days = std::max(1, wish.last.plus_days(wish.window_days).days - first.days + 1)};
}

Result<Places> places_of(Clinic& clinic, AbsenceProposal& out) {
  RETOUR_ASSIGN(const std::vector<Shift> away, absence_shifts(clinic, out.wish));
  RETOUR_ASSIGN(schedule::Grid grid, slot_grid(clinic, horizon_of(clinic, out.wish), away));
  const Staff* person = clinic.catalogue().person(out.wish.doctor);
  const BranchId home =
      person == nullptr || person->branches.empty() ? BranchId{} : person->branches.front();
  auto bits = schedule::ResourceBits::of(grid, grid.find_branch(home).value_or(0));
  for (const schedule::Resource& resource : grid.resources())
    if (resource.kind == schedule::ResourceKind::doctor)
      out.doctors.emplace_back(resource.id);  // They come first: numbers stay the same.
  for (const schedule::ResourceRow row : bits.rooms)
    out.rooms.emplace_back(grid.resources()[row].id);
  for (const schedule::ResourceRow row : bits.devices)
    out.devices.emplace_back(grid.resources()[row].id);
  for (const schedule::GridBranch& branch : grid.branches()) out.branches.push_back(branch.id);
  out.origin = grid.instant_of(0);
  out.problem.doctors = static_cast<std::uint32_t>(out.doctors.size());
  out.problem.quanta = grid.quanta();
  return Places{std::move(grid), std::move(bits)};
}

/// The bookings of the absence, by time: of the doctor, and those in whose team he is.
Result<std::vector<BookingId>> affected(Clinic& clinic, AbsenceProposal& out) {
  const LocalDate first = std::max(out.wish.first, clinic.today({}));
  RETOUR_ASSIGN(const std::vector<store::BusyTime> times,
                store::busy_times(clinic.database(), first, out.wish.last, {}));
  std::vector<BookingId> ids;
  std::vector<GroupSessionId> sessions;  // beside `ids`
  for (const store::BusyTime& time : times) {
    if (time.doctor != out.wish.doctor &&
        std::ranges::find(time.team, out.wish.doctor) == time.team.end())
      continue;
    if (ids.size() == absence_plan_visits_max) {
      out.too_many = true;
      // Not a part of a group.
      while (!time.session.is_nil() && !ids.empty() && sessions.back() == time.session) {
        ids.pop_back();
        sessions.pop_back();
      }
      break;
    }
    ids.push_back(time.booking);
    sessions.push_back(time.session);
  }
  return ids;
}

/// A group whose places are looked for when all of it is known.
struct Group {
  GroupSessionId session;
  Together visits = {};
  std::vector<Booking> of_people = {};
  const AbsencePin* pin = nullptr;
};

/// Takes a visit into its group, and its patient for one with the others.
void join(AbsenceProposal& out, std::vector<Group>& groups, std::vector<Booking> of_person,
          const AbsencePin* pin) {
  const std::size_t at = out.visits.size() - 1;
  const GroupSessionId session = out.visits[at].booking.session;
  auto group = std::ranges::find(groups, session, &Group::session);
  if (group == groups.end()) group = groups.insert(groups.end(), {.session = session});
  group->visits.push_back(at);
  group->of_people.insert(group->of_people.end(), of_person.begin(), of_person.end());
  if (group->pin == nullptr || (pin != nullptr && pin->word == AbsenceWord::call)) group->pin = pin;
  if (group->visits.front() == at) return;
  out.visits[at].follows = group->visits.front();
  out.problem.visits[at].unplaced_cost = 0;
  out.problem.visits[group->visits.front()].unplaced_cost += schedule::AbsenceVisit{}.unplaced_cost;
}

/// Whoever is in a group counts as the same person as the others of it: two places that one of them
/// could not both take are never given.
void unite_patients(AbsenceProposal& out, const Group& group) {
  const std::uint32_t one = out.problem.visits[group.visits.front()].patient;
  for (const std::size_t v : group.visits) {
    const std::uint32_t other = out.problem.visits[v].patient;
    for (schedule::AbsenceVisit& visit : out.problem.visits)
      if (visit.patient == other) visit.patient = one;
  }
}

/// Takes a visit into the problem, if it needs another place.
Status add_visit(Clinic& clinic, const Places& places, AbsenceProposal& out,
                 std::vector<PatientId>& people, const std::vector<AbsencePin>& pins,
                 std::vector<Group>& groups, BookingId id) {
  std::vector<Booking> of_person;
  RETOUR_ASSIGN(std::optional<AbsenceVisit> visit, gather(clinic, out.wish, id, of_person));
  if (!visit) return {};
  RETOUR_ASSIGN(const PatientId person,
                store::standing_card(clinic.database(), visit->booking.patient));
  auto known = std::ranges::find(people, person);
  if (known == people.end()) known = people.insert(people.end(), person);
  out.visits.push_back(std::move(*visit));
  out.problem.visits.push_back({.patient = static_cast<std::uint32_t>(known - people.begin())});
  const auto pin = std::ranges::find(pins, id, &AbsencePin::booking);
  const AbsencePin* said = pin == pins.end() ? nullptr : &*pin;
  if (out.visits.back().booking.session.is_nil())
    find_places(clinic, places, out, {out.visits.size() - 1}, std::move(of_person), said);
  else
    join(out, groups, std::move(of_person), said);
  return {};
}

Job plan_absence(JobControl& control, Clinic& clinic, std::vector<AbsencePin> pins,
                 std::shared_ptr<AbsenceProposal> out) {
  const std::int64_t began = control.now_microseconds();
  out->generation = clinic.generation();
  const Result<std::vector<BookingId>> ids = affected(clinic, *out);
  const Result<Places> places =
      ids ? places_of(clinic, *out) : Result<Places>(std::unexpected(ids.error()));
  if (!places) {
    out->failure = places.error();
    co_return;
  }
  control.total = static_cast<std::int64_t>(2 * ids->size());
  std::vector<PatientId> people;
  std::vector<Group> groups;
  for (const BookingId id : *ids) {
    if (const Status added = add_visit(clinic, *places, *out, people, pins, groups, id); !added) {
      out->failure = added.error();
      co_return;
    }
    ++control.done;
    co_await control.breathe();
  }
  for (Group& group : groups) {
    unite_patients(*out, group);
    std::erase_if(group.of_people,
                  [&](const Booking& own) { return own.session == group.session; });
    find_places(clinic, *places, *out, group.visits, std::move(group.of_people), group.pin);
    co_await control.breathe();
  }
  out->problem.patients = static_cast<std::uint32_t>(people.size());
  SeededRandom random(plan_seed);
  auto planner = schedule::AbsencePlanner::make(with_pins(*out), random);
  if (!planner) {
    out->failure = planner.error();
    co_return;
  }
  while (planner->advance(rounds_per_step)) co_await control.breathe();
  take_plan(*out, *planner);
  out->took_microseconds = control.now_microseconds() - began;
  out->is_done = true;
}

}  // namespace

void start_absence_plan(Clinic& clinic, const AbsenceWish& wish, std::vector<AbsencePin> pins,
                        std::shared_ptr<AbsenceProposal> into) {
  into->wish = wish;
  into->wish.window_days = std::clamp(wish.window_days, 0, absence_window_days_max);
  into->wish.last = std::clamp(wish.last, wish.first, wish.first.plus_days(absence_days_max - 1));
  clinic.jobs().start("job.absence", [&](JobControl& control) {
    return plan_absence(control, clinic, std::move(pins), std::move(into));
  });
}

// ---- reading a plan ------------------------------------------------------------------------

namespace {

Instant begin_of(const AbsenceProposal& proposal, const schedule::AbsencePlace& place) {
  return proposal.origin.plus_minutes(std::int64_t{place.begin + place.lead} * quantum_minutes);
}

AbsenceTarget target_at(const Catalogue& catalogue, const AbsenceProposal& proposal,
                        std::size_t visit, const schedule::AbsenceChoice& choice) {
  const AbsenceVisit& one = proposal.visits[visit];
  const std::size_t leader = proposal.placed_with(visit);
  const schedule::AbsencePlace& place = proposal.problem.visits[leader].places[choice.place];
  AbsenceTarget target;
  target.branch = proposal.branches[proposal.visits[leader].branches[choice.place]];
  target.doctor = proposal.doctors[place.doctor];
  if (choice.room != schedule::no_absence_room) target.room = proposal.rooms[choice.room];
  if (choice.device != schedule::no_absence_device) target.device = proposal.devices[choice.device];
  for (const std::uint32_t member : place.team) target.team.push_back(proposal.doctors[member]);
  if (place.ward != schedule::no_absence_room) target.ward = proposal.rooms[place.ward];
  target.begin = begin_of(proposal, place);
  const LocalDateTime local = catalogue.zone_of(target.branch).local(target.begin);
  target.date = local.date;
  target.minute = local.second_of_day / 60;
  target.cost = cost_of(one, target.doctor, target.branch, target.date, target.minute);
  RETOUR_CHECK(!one.booking.session.is_nil() || target.cost.total() == place.cost);
  return target;
}

}  // namespace

std::size_t AbsenceProposal::moved() const {
  std::size_t count = 0;
  for (std::size_t v = 0; v < visits.size(); ++v) count += choice_of(v) ? 1 : 0;
  return count;
}

std::optional<AbsenceTarget> target_of(const Catalogue& catalogue, const AbsenceProposal& proposal,
                                       std::size_t visit) {
  const auto& choice = proposal.choice_of(visit);
  if (!choice) return std::nullopt;
  return target_at(catalogue, proposal, visit, *choice);
}

std::vector<AbsenceOffer> offers_of(const Catalogue& catalogue, const AbsenceProposal& proposal,
                                    std::size_t visit, std::size_t limit) {
  std::vector<AbsenceOffer> offers;
  const std::size_t leader = proposal.placed_with(visit);
  const auto& present = proposal.plan.choices[leader];
  const auto count = static_cast<std::uint32_t>(proposal.problem.visits[leader].places.size());
  for (std::uint32_t place = 0; place < count && offers.size() < limit; ++place) {
    if (present && present->place == place) continue;
    const auto choice = schedule::choice_beside(proposal.problem, proposal.plan, leader, place);
    if (choice) offers.push_back({*choice, target_at(catalogue, proposal, visit, *choice)});
  }
  return offers;
}

void choose(AbsenceProposal& proposal, std::size_t visit,
            std::optional<schedule::AbsenceChoice> choice) {
  const std::size_t leader = proposal.placed_with(visit);
  for (std::size_t v = 0; v < proposal.visits.size(); ++v) {
    if (proposal.placed_with(v) != leader) continue;
    proposal.visits[v].word = choice ? AbsenceWord::pin : AbsenceWord::call;
    proposal.visits[v].lost_pin = false;
  }
  proposal.plan.choices[leader] = choice;
  RETOUR_CHECK(schedule::is_valid_plan(proposal.problem, proposal.plan));
}

std::vector<AbsencePin> pins_of(const AbsenceProposal& proposal, PinsOf which) {
  std::vector<AbsencePin> pins;
  for (std::size_t v = 0; v < proposal.visits.size(); ++v) {
    const AbsenceVisit& visit = proposal.visits[v];
    const auto& choice = proposal.choice_of(v);
    AbsencePin pin{.booking = visit.booking.id, .doctor = {}, .begin = {}};
    if (choice && (visit.word == AbsenceWord::pin || which == PinsOf::everything)) {
      const schedule::AbsencePlace& place =
          proposal.problem.visits[proposal.placed_with(v)].places[choice->place];
      pin.doctor = proposal.doctors[place.doctor];
      pin.begin = begin_of(proposal, place);
      pins.push_back(pin);
    } else if (visit.word == AbsenceWord::call) {
      pin.word = AbsenceWord::call;
      pins.push_back(pin);
    }
  }
  return pins;
}

// ---- the act -------------------------------------------------------------------------------

namespace {

/// The bookings that go where this one goes.
std::vector<Booking> followers_of(const AbsenceProposal& proposal, std::size_t leader) {
  std::vector<Booking> others;
  for (const AbsenceVisit& visit : proposal.visits)
    if (visit.follows == leader) others.push_back(visit.booking);
  return others;
}

}  // namespace

std::vector<Draft> absence_act(Clinic& clinic, const AbsenceProposal& proposal,
                               const std::function<std::string(std::size_t visit)>& note,
                               std::vector<NextStep>& steps) {
  std::vector<Draft> drafts;
  if (auto shifts = absence_shifts(clinic, proposal.wish)) {
    for (Shift& shift : *shifts) {
      shift.id = clinic.new_id<Shift>();
      if (drafts.empty() || drafts.back().parts.size() == shifts_per_op)
        drafts.push_back({OpKind::put_shifts, {}});
      drafts.back().parts.push_back(whole(shift));
    }
  }
  steps.clear();
  for (std::size_t v = 0; v < proposal.visits.size(); ++v) {
    Booking booking = proposal.visits[v].booking;
    const auto target = target_of(clinic.catalogue(), proposal, v);
    if (target) {
      booking.branch = target->branch;
      booking.doctor = target->doctor;
      booking.room = target->room;
      booking.device = target->device;
      booking.date = target->date;
      booking.begin_minute = target->minute;
      booking.begin = target->begin;
      const schedule::ServiceNeeds needs = needs_of(clinic.catalogue(), booking);
      booking.length_minutes = needs.length_minutes;
      booking.pattern = needs.pattern;
      booking.device_part = needs.device_part;
      booking.team = target->team;
      booking.ward = target->ward;
      booking.nights = target->ward.is_nil() ? 0 : needs.nights;
      booking.overbooked = false;
      ++booking.slot_version;
      renew_session(booking);
      if (!proposal.visits[v].follows)
        std::ranges::move(group_moves(clinic.catalogue(), proposal.visits[v].booking, booking,
                                      followers_of(proposal, v)),
                          std::back_inserter(drafts));
      const bool other_time = proposal.visits[v].booking.begin != booking.begin;
      if (booking.confirmed_at.seconds != 0 && other_time) {
        booking.confirmed_at = {};
        drafts.push_back({OpKind::confirm_booking, {facets_of(booking, 2)}});
      }
    }
    NextStep step;
    step.id = clinic.new_id<NextStep>();
    step.patient = booking.patient;
    step.responsible = caller_of(clinic, proposal.visits[v].booking);
    step.kind = target ? StepKind::call : StepKind::book;
    step.due_on = clinic.today(booking.branch);
    step.note = note(v);
    drafts.push_back({OpKind::set_next_step, {facets_of(step, 0)}});
    steps.push_back(std::move(step));
  }
  return drafts;
}

}  // namespace retour::app
