#include "app/duplicates.hpp"

#include <algorithm>
#include <tuple>

#include "base/order.hpp"
#include "base/text.hpp"
#include "ops/same_person.hpp"
#include "store/alike.hpp"

namespace retour::app {
namespace {

/// Terms of one step: a few milliseconds with most numbers used once.
constexpr StepSize::Limits step_terms{.min = 256, .max = 8'192, .wanted_microseconds = 4'000};
constexpr std::size_t letters_for_two_errors = 8;
constexpr std::size_t of_one_max = 5;

/// Whether two words of a name may be one word, mistyped or cut short; folded.
bool similar_word(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty()) return true;  // what one side lacks speaks against nothing
  if (one.starts_with(other) || other.starts_with(one)) return true;
  const std::size_t letters = std::min(one.size(), other.size()) / 2;
  if (letters < 3) return false;
  const std::size_t errors = letters < letters_for_two_errors ? 1 : 2;
  return typing_distance(one, other, errors) <= errors;
}

struct Name {
  std::string family, given, patronymic;
};
Name folded(const Patient& patient) {
  return {fold_for_search(patient.family_name), fold_for_search(patient.given_name),
          fold_for_search(patient.patronymic)};
}

/// Who has a phone and no name yet may be anybody of that phone.
bool is_nameless(const Name& name) {
  return name.family.empty() && name.given.empty();
}

bool shares_phone(const Patient& one, const Patient& other) {
  return std::ranges::any_of(one.phones, [&](const Phone& phone) {
    return std::ranges::find(other.phones, phone.number, &Phone::number) != other.phones.end();
  });
}

/// Adds the pairs of a group that are alike.
Status add_pairs(Clinic& clinic, const store::AlikeGroup& group,
                 std::vector<ProbableDuplicate>& pairs) {
  std::vector<Patient> people;
  for (const PatientId id : group) {
    RETOUR_ASSIGN(std::optional<Patient> person, find(clinic.tables(), id));
    if (person) people.push_back(std::move(*person));
  }
  sort_stably(people, {}, [](const Patient& p) { return std::tie(p.first_seen_at.seconds, p.id); });
  for (std::size_t i = 0; i < people.size(); ++i)
    for (std::size_t j = i + 1; j < people.size(); ++j) {
      const auto by = alike(people[i], people[j]);
      if (!by) continue;
      RETOUR_ASSIGN(const bool apart, are_told_apart(clinic.tables(), people[i].id, people[j].id));
      if (!apart) pairs.push_back({people[i].id, people[j].id, *by});
    }
  return {};
}

void sort_unique(std::vector<ProbableDuplicate>& pairs) {
  const auto key = [](const ProbableDuplicate& pair) { return std::tie(pair.one, pair.other); };
  sort_stably(pairs, {}, key);
  const auto repeated = std::ranges::unique(pairs, {}, key);
  pairs.erase(repeated.begin(), repeated.end());
}

}  // namespace

std::optional<AlikeBy> alike(const Patient& one, const Patient& other) {
  const bool births = one.birth_date && other.birth_date;
  if (births && *one.birth_date != *other.birth_date) return std::nullopt;
  const Name left = folded(one), right = folded(other);
  const bool same_family = !left.family.empty() && left.family == right.family;
  const bool given_fits = left.given.empty() || right.given.empty() || left.given == right.given;
  if (births && same_family && given_fits) return AlikeBy::birth;
  if (!shares_phone(one, other)) return std::nullopt;
  if (is_nameless(left) || is_nameless(right)) return AlikeBy::phone;
  const bool similar = similar_word(left.family, right.family) &&
                       similar_word(left.given, right.given) &&
                       similar_word(left.patronymic, right.patronymic);
  return similar ? std::optional(AlikeBy::phone) : std::nullopt;
}

Result<std::vector<PatientId>> probable_duplicates_of(Clinic& clinic, PatientId patient) {
  RETOUR_ASSIGN(const std::vector<store::AlikeGroup> groups,
                store::alike_groups_of(clinic.database(), patient));
  std::vector<ProbableDuplicate> pairs;
  for (const store::AlikeGroup& group : groups) RETOUR_TRY(add_pairs(clinic, group, pairs));
  sort_unique(pairs);
  std::vector<PatientId> others;
  for (const ProbableDuplicate& pair : pairs) {
    if (pair.one != patient && pair.other != patient) continue;
    if (others.size() < of_one_max) others.push_back(pair.one == patient ? pair.other : pair.one);
  }
  return others;
}

Job Duplicates::look(JobControl& control, std::shared_ptr<Look> look) {
  look->mark = clinic_.changes().mark();
  StepSize terms(step_terms.min, step_terms);
  for (std::int64_t after = 0;;) {
    const std::int64_t begin = control.now_microseconds();
    const auto found =
        store::alike_groups(clinic_.database(), after, static_cast<std::int64_t>(terms.pieces()));
    Status status = found ? Status{} : std::unexpected(found.error());
    if (found)
      for (const store::AlikeGroup& group : found->groups)
        if (status) status = add_pairs(clinic_, group, look->pairs);
    if (!status) {
      look->failure = std::move(status).error();
      co_return;
    }
    if (found->at_end || look->pairs.size() > 2 * duplicates_max) break;
    after = found->last;
    terms.note(control.now_microseconds() - begin);
    co_await control.breathe();
  }
  sort_unique(look->pairs);
  if (look->pairs.size() > duplicates_max) look->pairs.resize(duplicates_max);
  look->is_done = true;
}

bool Duplicates::is_changed() const {
  const PatientChanges::Since since = clinic_.changes().since(mark_);
  return since.everything || !since.patients.empty();
}

Status Duplicates::drop_decided() {
  const PatientChanges::Since since = clinic_.changes().since(decided_mark_);
  decided_mark_ = clinic_.changes().mark();
  if (since.everything || since.patients.empty()) return {};
  const auto changed = [&](PatientId id) { return std::ranges::binary_search(since.patients, id); };
  std::vector<ProbableDuplicate> open;
  for (const ProbableDuplicate& pair : pairs_) {
    if (changed(pair.one) || changed(pair.other)) {
      RETOUR_ASSIGN(const PatientId one, survivor_of(clinic_.tables(), pair.one));
      RETOUR_ASSIGN(const PatientId other, survivor_of(clinic_.tables(), pair.other));
      RETOUR_ASSIGN(const bool apart, are_told_apart(clinic_.tables(), one, other));
      if (one != pair.one || other != pair.other || apart) continue;
    }
    open.push_back(pair);
  }
  pairs_ = std::move(open);
  return {};
}

Status Duplicates::refresh() {
  if (looking_) {
    if (looking_->failure) return std::unexpected(*std::exchange(looking_, nullptr)->failure);
    if (looking_->is_done) {
      pairs_ = std::move(looking_->pairs);
      mark_ = decided_mark_ = looking_->mark;
      is_ready_ = true;
      looking_.reset();
    } else if (clinic_.jobs().is_empty()) {
      looking_.reset();  // it was cancelled
    }
  }
  RETOUR_TRY(drop_decided());
  if (looking_ || (is_ready_ && !is_changed()) || !clinic_.jobs().is_empty()) return {};
  looking_ = std::make_shared<Look>();
  clinic_.jobs().start("job.duplicates",
                       [this](JobControl& control) { return look(control, looking_); });
  return {};
}

}  // namespace retour::app
