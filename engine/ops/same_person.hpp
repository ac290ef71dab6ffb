// Who is one person: several cards of which `Sameness` says so.
//
//   A ──► B ──► C        said of A at 10:00, of B at 11:00      C stands for all three
//   A ──► B, then A ──► D                                       the latest word on A: A and D
//   A ◄─► B                                                     said on two devices at once: the
//                                                               later word holds, the other is void
//
//   A ≠ E                        said of similar cards: they are not offered for merging any more;
//                                it binds nobody, a merge may still be said
//
// Every replica with the same facts gives the same answer, in whatever order they came: each card
// follows its own latest word (hybrid time, ties by id), and a ring is opened where it was spoken
// last. Reads that show a person go through here; rows keep the card that they were written for.
#pragma once

#include <vector>

#include "ops/tables.hpp"

namespace retour {

/// So many cards one person may have; more is a mistake of somebody's.
inline constexpr std::size_t cards_per_person_max = 64;

/// The latest word on a card; nothing when nobody ever spoke of it.
[[nodiscard]] Result<std::optional<Sameness>> latest_sameness(Tables& tables, PatientId patient);

/// The card that stands for the person; `patient` itself when it is nobody else's. O(cards).
[[nodiscard]] Result<PatientId> survivor_of(Tables& tables, PatientId patient);

/// All cards of the person: the one that stands for him first, then the others by id. O(cards).
[[nodiscard]] Result<std::vector<PatientId>> same_person(Tables& tables, PatientId patient);

/// Facts that rest on facts of another card, so that the cards cannot be taken apart at `patient`:
/// money of the one that pays the other's bills, a visit to the other's booking. By id.
[[nodiscard]] Result<std::vector<IdBytes>> facts_across(Tables& tables, PatientId patient);

/// Whether two cards are one person's.
[[nodiscard]] Result<bool> are_same_person(Tables& tables, PatientId one, PatientId other);

/// Whether somebody has said of any two cards of these two people that they are not one person's.
[[nodiscard]] Result<bool> are_told_apart(Tables& tables, PatientId one, PatientId other);

/// Everything of one kind that the person has on all of his cards, by card.
template <class E>
[[nodiscard]] Result<std::vector<E>> all_of_person(Tables& tables, PatientId patient) {
  RETOUR_ASSIGN(const std::vector<PatientId> cards, same_person(tables, patient));
  std::vector<E> all;
  for (const PatientId card : cards) {
    RETOUR_ASSIGN(std::vector<E> own, all_of<E>(tables, card));
    all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
  }
  return all;
}

}  // namespace retour
