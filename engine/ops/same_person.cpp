#include "ops/same_person.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace retour {
namespace {

bool spoken_before(const Sameness& one, const Sameness& other) {
  return std::tie(one.stamps[0], one.id) < std::tie(other.stamps[0], other.id);
}

/// `patient` and the cards whose word leads to it, each once.
Result<std::vector<PatientId>> cards_behind(Tables& tables, PatientId patient) {
  std::vector<PatientId> cards{patient};
  for (std::size_t i = 0; i < cards.size(); ++i) {  // grows meanwhile
    RETOUR_ASSIGN(const std::vector<PatientId> named, tables.said_to_be(cards[i]));
    for (const PatientId card : named) {
      if (std::ranges::find(cards, card) != cards.end()) continue;
      RETOUR_ASSIGN(const std::optional<Sameness> word, latest_sameness(tables, card));
      if (word && word->same_as == cards[i]) cards.push_back(card);
    }
  }
  return cards;
}

enum class Side : std::uint8_t { stays, leaves };

/// Which side each thing is on, and the facts that name a thing of the other side.
class FactsAcross {
 public:
  template <class E>
  Status note(Tables& tables, PatientId card, Side side) {
    RETOUR_ASSIGN(const std::vector<E> rows, all_of<E>(tables, card));
    for (const E& row : rows) sides_[row.id] = side;
    return {};
  }
  template <class E, class Named>
  Status look(Tables& tables, PatientId card, Side side, Named named) {
    RETOUR_ASSIGN(const std::vector<E> rows, all_of<E>(tables, card));
    for (const E& row : rows)
      if (std::ranges::any_of(named(row), [&](const IdBytes& id) { return is_other(id, side); }))
        across_.push_back(row.id);
    return {};
  }
  [[nodiscard]] std::vector<IdBytes> take() {
    std::ranges::sort(across_);
    return std::move(across_);
  }

 private:
  [[nodiscard]] bool is_other(const IdBytes& id, Side side) const {
    const auto at = sides_.find(id);
    return at != sides_.end() && at->second != side;
  }

  std::map<IdBytes, Side> sides_;
  std::vector<IdBytes> across_;
};

}  // namespace

Result<std::optional<Sameness>> latest_sameness(Tables& tables, PatientId patient) {
  RETOUR_ASSIGN(std::vector<Sameness> words, all_of<Sameness>(tables, patient));
  const auto latest = std::ranges::max_element(words, spoken_before);
  if (latest == words.end()) return std::optional<Sameness>{};
  return std::optional<Sameness>(std::move(*latest));
}

Result<PatientId> survivor_of(Tables& tables, PatientId patient) {
  std::vector<Sameness> path;
  PatientId card = patient;
  while (true) {
    const auto ring = std::ranges::find(path, card, &Sameness::patient);
    if (ring != path.end())
      return std::ranges::max_element(ring, path.end(), spoken_before)->same_as;
    RETOUR_ASSIGN(std::optional<Sameness> word, latest_sameness(tables, card));
    if (!word || word->same_as.is_nil()) return card;
    card = word->same_as;
    path.push_back(std::move(*word));
  }
}

Result<std::vector<PatientId>> same_person(Tables& tables, PatientId patient) {
  RETOUR_ASSIGN(const PatientId survivor, survivor_of(tables, patient));
  RETOUR_ASSIGN(std::vector<PatientId> cards, cards_behind(tables, survivor));
  std::ranges::sort(cards.begin() + 1, cards.end());
  return cards;
}

Result<std::vector<IdBytes>> facts_across(Tables& tables, PatientId patient) {
  RETOUR_ASSIGN(const std::vector<PatientId> all, same_person(tables, patient));
  RETOUR_ASSIGN(const std::vector<PatientId> leaving, cards_behind(tables, patient));
  FactsAcross facts;
  for (const PatientId card : all) {
    const Side side =
        std::ranges::find(leaving, card) != leaving.end() ? Side::leaves : Side::stays;
    RETOUR_TRY(facts.note<Charge>(tables, card, side));
    RETOUR_TRY(facts.note<Payment>(tables, card, side));
    RETOUR_TRY(facts.note<Certificate>(tables, card, side));
    RETOUR_TRY(facts.note<Booking>(tables, card, side));
  }
  for (const PatientId card : all) {
    const Side side =
        std::ranges::find(leaving, card) != leaving.end() ? Side::leaves : Side::stays;
    RETOUR_TRY(facts.look<Allocation>(tables, card, side, [](const Allocation& a) {
      return std::vector<IdBytes>{a.payment, a.charge};
    }));
    RETOUR_TRY(facts.look<Refund>(tables, card, side, [](const Refund& r) {
      return std::vector<IdBytes>{r.payment, r.charge};
    }));
    RETOUR_TRY(facts.look<InstalmentSchedule>(tables, card, side, [](const InstalmentSchedule& s) {
      return std::vector<IdBytes>{s.charge};
    }));
    RETOUR_TRY(facts.look<Invoice>(tables, card, side, [](const Invoice& i) {
      return std::vector<IdBytes>(i.charges.begin(), i.charges.end());
    }));
    RETOUR_TRY(facts.look<Payment>(
        tables, card, side, [](const Payment& p) { return std::vector<IdBytes>{p.certificate}; }));
    RETOUR_TRY(facts.look<Visit>(tables, card, side,
                                 [](const Visit& v) { return std::vector<IdBytes>{v.booking}; }));
  }
  return facts.take();
}

Result<bool> are_same_person(Tables& tables, PatientId one, PatientId other) {
  if (one == other) return true;
  RETOUR_ASSIGN(const PatientId first, survivor_of(tables, one));
  RETOUR_ASSIGN(const PatientId second, survivor_of(tables, other));
  return first == second;
}

Result<bool> are_told_apart(Tables& tables, PatientId one, PatientId other) {
  RETOUR_ASSIGN(const std::vector<PatientId> left, same_person(tables, one));
  RETOUR_ASSIGN(const std::vector<PatientId> right, same_person(tables, other));
  const auto says = [&](const std::vector<PatientId>& of,
                        const std::vector<PatientId>& others) -> Result<bool> {
    for (const PatientId card : of) {
      RETOUR_ASSIGN(const std::vector<Difference> words, all_of<Difference>(tables, card));
      if (std::ranges::any_of(words, [&](const Difference& word) {
            return std::ranges::find(others, word.other) != others.end();
          }))
        return true;
    }
    return false;
  };
  RETOUR_ASSIGN(const bool said, says(left, right));
  return said ? true : says(right, left);
}

}  // namespace retour
