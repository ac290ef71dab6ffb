// What merging two cards into one person will do, for the preview, and the drafts that do it.
//
//   Merging merging(stays, goes);              // each field by its default
//   merging.take(MergeField::name, Side::goes);
//   clinic.submit_act(merging.drafts(clinic)); // one act: the word, and the edits of the card
//
// Facts move by themselves, since reads give both cards' (ops/same_person.hpp). Only what a person
// can have once is chosen here and written as ordinary edits of the card that stays.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "app/clinic.hpp"
#include "model/patient_facts.hpp"

namespace retour::app {

enum class MergeField : std::uint8_t {
  name,
  birth_date,
  sex,
  email,
  address,
  language,
  responsible,
  source,
};
inline constexpr std::size_t merge_field_count = 8;

enum class MergeSide : std::uint8_t { stays, goes };

class Merging {
 public:
  Merging() = default;
  /// Fields that the card that stays lacks are taken from the other one.
  Merging(Patient stays, Patient goes);

  [[nodiscard]] const Patient& stays() const { return stays_; }
  [[nodiscard]] const Patient& goes() const { return goes_; }
  [[nodiscard]] MergeSide side(MergeField field) const {
    return sides_[static_cast<std::size_t>(field)];
  }
  void take(MergeField field, MergeSide side) { sides_[static_cast<std::size_t>(field)] = side; }
  /// Whether both cards say something, and not the same: there is something to choose.
  [[nodiscard]] bool differs(MergeField field) const;
  /// Both dates of birth are known and differ: somebody has to say that it is one person.
  [[nodiscard]] bool births_differ() const;
  /// The numbers of both, those of the card that stays first; at most `phones_max`.
  [[nodiscard]] std::vector<Phone> phones() const;
  /// The card as it will be.
  [[nodiscard]] Patient result() const;

  /// The word that both are one person, and what it changes on the card that stays. `confirmed`:
  /// different dates of birth were seen.
  [[nodiscard]] std::vector<Draft> drafts(Clinic& clinic, bool confirmed) const;

 private:
  Patient stays_, goes_;
  std::array<MergeSide, merge_field_count> sides_{};
};

/// Which of two people's cards should stay: the one with more behind it, else the older one.
[[nodiscard]] bool should_stay(const PatientFacts& one, const PatientFacts& other);

/// The word that two similar cards are two people's.
[[nodiscard]] Draft difference_draft(Clinic& clinic, PatientId one, PatientId other);

/// Takes a card away from its person again; of a ring (merge said on two devices at once) the other
/// word as well, which would hold from then on.
[[nodiscard]] Result<std::vector<Draft>> separation_drafts(Clinic& clinic, PatientId card);

}  // namespace retour::app
