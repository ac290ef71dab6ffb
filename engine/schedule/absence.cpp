#include "schedule/absence.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "base/check.hpp"

namespace retour::schedule {
namespace {

constexpr std::size_t room_count = absence_rooms_max;
constexpr std::size_t device_count = absence_rooms_max;
constexpr std::size_t exact_visits_max = 8;  // solved as a whole
constexpr std::int64_t exact_nodes_max = 300'000;
constexpr std::int64_t round_nodes_max = 1'500;  // of one neighbourhood
constexpr std::size_t removed_min = 2;
constexpr std::size_t removed_max = 7;

}  // namespace

struct AbsencePlanner::State {
  AbsenceProblem problem;
  std::vector<std::vector<std::uint32_t>> by_cost;  // places of each visit, cheapest first
  std::vector<std::int64_t> cheapest;
  std::size_t words = 0;             // of one row of quanta
  std::vector<std::uint64_t> taken;  // rows: doctors, rooms, devices, patients
  SeededRandom random{0};
  AbsencePlan plan;
  std::int64_t rounds = 0, rounds_max = 0;
  std::int64_t bound = 0;
  bool is_exact = false;

  // One search of the best way to put a few visits back.
  std::vector<std::uint32_t> removed;
  std::vector<std::int64_t> rest;  // least cost of the visits from this one on
  std::vector<std::optional<AbsenceChoice>> trial, found;
  std::int64_t found_cost = 0, nodes_left = 0;

  /// What a visit with parts takes lies in the problem, too, and nobody helps himself.
  bool is_well_formed(const AbsencePlace& place) const {
    const bool stays = place.ward != no_absence_room;
    return place.lead >= 0 && place.lead < place.length && place.team.size() <= absence_team_max &&
           std::ranges::all_of(
               place.team,
               [&](std::uint32_t member) {
                 return member < problem.doctors && member != place.doctor &&
                        std::ranges::count(place.team, member) == 1;
               }) &&
           (!stays || (place.ward < room_count && place.ward_begin >= 0 && place.ward_length >= 1 &&
                       place.ward_length <= problem.quanta &&
                       place.ward_begin <= problem.quanta - place.ward_length));
  }

  Status check() const {
    if (problem.visits.size() > absence_visits_max || problem.doctors > absence_doctors_max ||
        problem.quanta > absence_quanta_max || problem.patients > absence_visits_max)
      return fail(FailureCode::limit, "an absence of too many visits, doctors or days");
    for (const AbsenceVisit& visit : problem.visits) {
      if (visit.places.size() > absence_places_max)
        return fail(FailureCode::limit, "a visit with too many places");
      if (visit.patient >= problem.patients || visit.unplaced_cost < 0)
        return fail(FailureCode::malformed, "a visit of nobody");
      for (const AbsencePlace& place : visit.places)
        if (place.begin < 0 || place.length < 1 || place.length > problem.quanta ||
            place.begin > problem.quanta - place.length || place.doctor >= problem.doctors ||
            place.cost < 0 || !is_well_formed(place))
          return fail(FailureCode::malformed, "a place outside the problem");
    }
    return {};
  }

  void prepare() {
    words = static_cast<std::size_t>(problem.quanta) / 64 + 1;
    taken.assign((problem.doctors + room_count + device_count + problem.patients) * words, 0);
    plan.choices.resize(problem.visits.size());
    for (const AbsenceVisit& visit : problem.visits) {
      auto& order = by_cost.emplace_back(visit.places.size());
      std::iota(order.begin(), order.end(), 0U);
      std::ranges::stable_sort(order, {}, [&](std::uint32_t k) { return visit.places[k].cost; });
      std::int64_t least = visit.unplaced_cost;
      if (!order.empty()) least = std::min<std::int64_t>(least, visit.places[order[0]].cost);
      cheapest.push_back(least);
      bound += least;
    }
    count_plan();
  }

  // ------------------------------------------------------------- what is taken

  [[nodiscard]] std::size_t doctor_row(const AbsencePlace& place) const { return place.doctor; }
  [[nodiscard]] std::size_t room_row(std::uint8_t room) const { return problem.doctors + room; }
  [[nodiscard]] std::size_t device_row(std::uint8_t device) const {
    return problem.doctors + room_count + device;
  }
  [[nodiscard]] std::size_t patient_row(std::uint32_t visit) const {
    return problem.doctors + room_count + device_count + problem.visits[visit].patient;
  }

  struct Span {
    std::int32_t begin, length;
  };
  static Span span_of(const AbsencePlace& place) { return {place.begin, place.length}; }
  static Span nights_of(const AbsencePlace& place) { return {place.ward_begin, place.ward_length}; }

  /// Calls `see(word, mask)` for the words of a span in a row until it says false.
  template <class See>
  bool each_word(std::size_t row, Span span, See see) const {
    std::int32_t at = span.begin;
    for (const std::int32_t end = span.begin + span.length; at < end;) {
      const std::int32_t bit = at % 64, count = std::min(64 - bit, end - at);
      const std::uint64_t mask = (count == 64 ? ~0ULL : (1ULL << count) - 1) << bit;
      if (!see(row * words + static_cast<std::size_t>(at / 64), mask)) return false;
      at += count;
    }
    return true;
  }
  [[nodiscard]] bool is_free(std::size_t row, Span span) const {
    return each_word(
        row, span, [&](std::size_t word, std::uint64_t mask) { return (taken[word] & mask) == 0; });
  }

  /// How a visit can take a place now.
  [[nodiscard]] std::optional<AbsenceChoice> choice_at(std::uint32_t visit,
                                                       std::uint32_t index) const {
    const AbsencePlace& place = problem.visits[visit].places[index];
    const Span span = span_of(place);
    if (!is_free(doctor_row(place), span) || !is_free(patient_row(visit), span) ||
        !std::ranges::all_of(place.team, [&](std::uint32_t row) { return is_free(row, span); }) ||
        (place.ward != no_absence_room && !is_free(room_row(place.ward), nights_of(place))))
      return std::nullopt;
    AbsenceChoice choice{.place = index};
    const auto pick = [&](std::uint64_t left, std::size_t first_row, std::uint8_t& chosen) {
      if (left == 0) return true;
      for (; left != 0; left &= left - 1) {
        const auto bit = static_cast<std::uint8_t>(std::countr_zero(left));
        if (!is_free(first_row + bit, span)) continue;
        chosen = bit;
        return true;
      }
      return false;
    };
    if (!pick(place.rooms, room_row(0), choice.room) ||
        !pick(place.devices, device_row(0), choice.device))
      return std::nullopt;
    return choice;
  }

  void flip(std::uint32_t visit, const AbsenceChoice& choice) {
    const AbsencePlace& place = problem.visits[visit].places[choice.place];
    const auto turn = [&](std::size_t row, Span span) {
      each_word(row, span, [&](std::size_t word, std::uint64_t mask) {
        taken[word] ^= mask;
        return true;
      });
    };
    const Span span = span_of(place);
    turn(doctor_row(place), span);
    turn(patient_row(visit), span);
    for (const std::uint32_t member : place.team) turn(member, span);
    if (choice.room != no_absence_room) turn(room_row(choice.room), span);
    if (choice.device != no_absence_device) turn(device_row(choice.device), span);
    if (place.ward != no_absence_room) turn(room_row(place.ward), nights_of(place));
  }

  [[nodiscard]] std::int64_t cost_of(std::uint32_t visit,
                                     const std::optional<AbsenceChoice>& choice) const {
    const AbsenceVisit& one = problem.visits[visit];
    return choice ? one.places[choice->place].cost : one.unplaced_cost;
  }

  void count_plan() {
    plan.cost = 0;
    plan.unplaced = 0;
    for (std::uint32_t v = 0; v < plan.choices.size(); ++v) {
      plan.cost += cost_of(v, plan.choices[v]);
      plan.unplaced += plan.choices[v] ? 0 : 1;
    }
  }

  // ------------------------------------------------------------- the first plan

  struct Offer {
    std::optional<AbsenceChoice> choice;
    std::int64_t regret = 0;  // of taking the second best
  };
  [[nodiscard]] Offer offer_to(std::uint32_t visit) const {
    Offer out;
    const std::int64_t none = problem.visits[visit].unplaced_cost;
    std::int64_t first = none;
    for (const std::uint32_t index : by_cost[visit]) {
      const auto choice = choice_at(visit, index);
      if (!choice) continue;
      const std::int64_t cost = cost_of(visit, choice);
      if (!out.choice) {
        if (cost >= none) break;
        out.choice = choice;
        first = cost;
      } else {
        out.regret = std::min(cost, none) - first;
        return out;
      }
    }
    out.regret = none - first;
    return out;
  }

  void build_first() {
    std::vector<std::uint32_t> waiting(problem.visits.size());
    std::iota(waiting.begin(), waiting.end(), 0U);
    while (!waiting.empty()) {
      std::size_t chosen = 0;
      Offer best;
      for (std::size_t i = 0; i < waiting.size(); ++i) {
        Offer offer = offer_to(waiting[i]);
        if (i == 0 || offer.regret > best.regret) {
          best = offer;
          chosen = i;
        }
      }
      plan.choices[waiting[chosen]] = best.choice;
      if (best.choice) flip(waiting[chosen], *best.choice);
      waiting.erase(waiting.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    count_plan();
  }

  // ------------------------------------------------------------- neighbourhoods

  /// Puts `removed[i]` and those behind it back in every way that may be cheaper than what is
  /// found.
  void put_back(std::size_t i, std::int64_t cost) {
    if (cost + rest[i] >= found_cost) return;
    if (i == removed.size()) {
      found = trial;
      found_cost = cost;
      return;
    }
    const std::uint32_t visit = removed[i];
    const AbsenceVisit& one = problem.visits[visit];
    for (const std::uint32_t index : by_cost[visit]) {
      const std::int64_t more = one.places[index].cost;
      if (more >= one.unplaced_cost || cost + more + rest[i + 1] >= found_cost) break;
      if (--nodes_left < 0) return;
      const auto choice = choice_at(visit, index);
      if (!choice) continue;
      flip(visit, *choice);
      trial[i] = choice;
      put_back(i + 1, cost + more);
      flip(visit, *choice);
    }
    trial[i].reset();
    put_back(i + 1, cost + one.unplaced_cost);
  }

  /// The best way for the visits in `removed`; the plan is never worse afterwards. True when every
  /// way was looked at.
  bool improve(std::int64_t nodes) {
    found_cost = 0;
    for (const std::uint32_t visit : removed) {
      found_cost += cost_of(visit, plan.choices[visit]);
      if (plan.choices[visit]) flip(visit, *plan.choices[visit]);
    }
    rest.assign(removed.size() + 1, 0);
    for (std::size_t i = removed.size(); i-- > 0;) rest[i] = rest[i + 1] + cheapest[removed[i]];
    trial.assign(removed.size(), std::nullopt);
    found.clear();
    nodes_left = nodes;
    put_back(0, 0);
    for (std::size_t i = 0; i < removed.size(); ++i) {
      std::optional<AbsenceChoice>& choice = plan.choices[removed[i]];
      if (!found.empty()) choice = found[i];
      if (choice) flip(removed[i], *choice);
    }
    if (!found.empty()) count_plan();
    return nodes_left >= 0;
  }

  /// A visit that could be cheaper, and those that stand in the way of its better places.
  void pick_neighbourhood() {
    removed.clear();
    const auto size = static_cast<std::uint32_t>(problem.visits.size());
    auto first = static_cast<std::uint32_t>(random.below(size));
    for (int tries = 0; tries < 20 && cost_of(first, plan.choices[first]) == cheapest[first];
         ++tries)
      first = static_cast<std::uint32_t>(random.below(size));
    removed.push_back(first);
    const std::size_t wanted =
        removed_min + static_cast<std::size_t>(random.below(removed_max - removed_min + 1));
    for (int tries = 0; tries < 12 && removed.size() < wanted && !by_cost[first].empty(); ++tries) {
      const std::size_t reach = std::min<std::size_t>(by_cost[first].size(), 40);
      const AbsencePlace& place =
          problem.visits[first]
              .places[by_cost[first][static_cast<std::size_t>(random.below(reach))]];
      for (std::uint32_t v = 0; v < size && removed.size() < wanted; ++v)
        if (stands_in(v, place)) removed.push_back(v);
    }
    while (removed.size() < std::min<std::size_t>(wanted, size)) {
      const auto any = static_cast<std::uint32_t>(random.below(size));
      if (std::ranges::find(removed, any) == removed.end()) removed.push_back(any);
    }
    // In any order but one: the search is cut by nodes, and another order sees other ways.
    for (std::size_t i = removed.size(); i > 1; --i)
      std::swap(removed[i - 1], removed[static_cast<std::size_t>(random.below(i))]);
  }

  [[nodiscard]] bool stands_in(std::uint32_t visit, const AbsencePlace& place) const {
    if (!plan.choices[visit] || std::ranges::find(removed, visit) != removed.end()) return false;
    const AbsencePlace& own = problem.visits[visit].places[plan.choices[visit]->place];
    const std::uint8_t room = plan.choices[visit]->room;
    const std::uint8_t device = plan.choices[visit]->device;
    return own.shares_ward(place) ||
           (own.overlaps(place) &&
            (own.shares_people(place) ||
             (room != no_absence_room && (place.rooms >> room & 1U) != 0) ||
             (device != no_absence_device && (place.devices >> device & 1U) != 0)));
  }

  [[nodiscard]] bool is_done() const {
    return is_exact || plan.cost == bound || rounds >= rounds_max;
  }

  void start() {
    build_first();
    if (problem.visits.size() > exact_visits_max) return;
    removed.resize(problem.visits.size());
    std::iota(removed.begin(), removed.end(), 0U);
    // Rooms are chosen first fit: for a proof there must be no choice between them.
    const bool has_room_choice = std::ranges::any_of(problem.visits, [](const auto& visit) {
      return std::ranges::any_of(visit.places, [](const AbsencePlace& place) {
        return std::popcount(place.rooms) > 1 || std::popcount(place.devices) > 1;
      });
    });
    is_exact = improve(exact_nodes_max) && !has_room_choice;
  }
};

bool AbsencePlace::shares_people(const AbsencePlace& other) const {
  const auto has = [](const AbsencePlace& place, std::uint32_t person) {
    return place.doctor == person || std::ranges::find(place.team, person) != place.team.end();
  };
  return has(other, doctor) ||
         std::ranges::any_of(team, [&](std::uint32_t member) { return has(other, member); });
}

AbsencePlanner::AbsencePlanner(std::unique_ptr<State> state) : state_(std::move(state)) {}
AbsencePlanner::AbsencePlanner(AbsencePlanner&&) noexcept = default;
AbsencePlanner& AbsencePlanner::operator=(AbsencePlanner&&) noexcept = default;
AbsencePlanner::~AbsencePlanner() = default;

Result<AbsencePlanner> AbsencePlanner::make(AbsenceProblem problem, RandomSource& random,
                                            std::int64_t rounds_max) {
  auto state = std::make_unique<State>();
  state->problem = std::move(problem);
  RETOUR_TRY(state->check());
  state->random = SeededRandom(random.next());
  const auto visits = static_cast<std::int64_t>(state->problem.visits.size());
  state->rounds_max = rounds_max > 0 ? rounds_max : std::max<std::int64_t>(200, visits * 200);
  state->prepare();
  state->start();
  return AbsencePlanner(std::move(state));
}

bool AbsencePlanner::advance(std::int64_t rounds) {
  for (; rounds > 0 && !state_->is_done(); --rounds, ++state_->rounds) {
    state_->pick_neighbourhood();
    state_->improve(round_nodes_max);
  }
  return !state_->is_done();
}

const AbsencePlan& AbsencePlanner::best() const {
  return state_->plan;
}
std::int64_t AbsencePlanner::lower_bound() const {
  return state_->bound;
}
bool AbsencePlanner::is_proved_best() const {
  return state_->is_exact || state_->plan.cost == state_->bound;
}

namespace {

/// Whether a choice of one kind (room, device) is one of what the place offers.
bool is_offered(std::uint64_t offered, std::uint8_t chosen, std::uint8_t none) {
  if (offered == 0) return chosen == none;
  return chosen < absence_rooms_max && (offered >> chosen & 1U) != 0;
}

/// What the others of a plan leave to a visit that wants a place.
struct Left {
  bool fits = true;  ///< Doctor and patient are free.
  std::uint64_t rooms = 0;
  std::uint64_t devices = 0;
};

Left left_beside(const AbsenceProblem& problem, const AbsencePlan& plan, std::size_t visit,
                 const AbsencePlace& place) {
  Left left{.rooms = place.rooms, .devices = place.devices};
  for (std::size_t other = 0; other < plan.choices.size(); ++other) {
    if (other == visit || !plan.choices[other]) continue;
    const AbsenceChoice& taken = *plan.choices[other];
    const AbsencePlace& there = problem.visits[other].places[taken.place];
    if (there.shares_ward(place)) left.fits = false;
    if (!there.overlaps(place)) continue;
    if (there.shares_people(place) ||
        problem.visits[other].patient == problem.visits[visit].patient)
      left.fits = false;
    if (taken.room != no_absence_room) left.rooms &= ~(1ULL << taken.room);
    if (taken.device != no_absence_device) left.devices &= ~(1ULL << taken.device);
  }
  return left;
}

}  // namespace

bool is_valid_plan(const AbsenceProblem& problem, const AbsencePlan& plan) {
  if (plan.choices.size() != problem.visits.size()) return false;
  for (std::size_t v = 0; v < plan.choices.size(); ++v) {
    if (!plan.choices[v]) continue;
    const AbsenceChoice& choice = *plan.choices[v];
    if (choice.place >= problem.visits[v].places.size()) return false;
    const AbsencePlace& place = problem.visits[v].places[choice.place];
    if (!is_offered(place.rooms, choice.room, no_absence_room) ||
        !is_offered(place.devices, choice.device, no_absence_device))
      return false;
  }
  for (std::size_t v = 0; v < plan.choices.size(); ++v) {
    if (!plan.choices[v]) continue;
    const AbsenceChoice& choice = *plan.choices[v];
    const Left left = left_beside(problem, plan, v, problem.visits[v].places[choice.place]);
    if (!left.fits || (choice.room != no_absence_room && (left.rooms >> choice.room & 1U) == 0) ||
        (choice.device != no_absence_device && (left.devices >> choice.device & 1U) == 0))
      return false;
  }
  return true;
}

std::optional<AbsenceChoice> choice_beside(const AbsenceProblem& problem, const AbsencePlan& plan,
                                           std::size_t visit, std::uint32_t place) {
  const AbsencePlace& wanted = problem.visits[visit].places[place];
  const Left left = left_beside(problem, plan, visit, wanted);
  if (!left.fits || (wanted.rooms != 0 && left.rooms == 0) ||
      (wanted.devices != 0 && left.devices == 0))
    return std::nullopt;
  AbsenceChoice choice{.place = place};
  if (left.rooms != 0) choice.room = static_cast<std::uint8_t>(std::countr_zero(left.rooms));
  if (left.devices != 0) choice.device = static_cast<std::uint8_t>(std::countr_zero(left.devices));
  return choice;
}

}  // namespace retour::schedule
