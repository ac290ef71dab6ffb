// People who probably have two cards: the same phone and a similar name, or the same name and date
// of birth.
//
//   phone +7 916 123-45-67   Кузнецова Мария        and   Кузнцова М.          similar name
//   born 12.03.1985          Иванов Пётр            and   Иванов Пётр Ильич    the same name
//   phone, both births known and different          father and son: not listed
//
// Of whom somebody has said that they are two people (`Difference`), they are not listed again.
//
// A look through everybody is a job over ranges of the search index; it runs only while somebody
// looks at the list, and again after changes. One card's are found at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "app/clinic.hpp"
#include "model/patient.hpp"

namespace retour::app {

enum class AlikeBy : std::uint8_t { phone, birth };

/// Two cards that are probably one person's; `one` was registered first.
struct ProbableDuplicate {
  PatientId one, other;
  AlikeBy by = AlikeBy::phone;
  bool operator==(const ProbableDuplicate&) const = default;
};
inline constexpr std::size_t duplicates_max = 2'000;

/// By what two people are probably one, if by anything.
[[nodiscard]] std::optional<AlikeBy> alike(const Patient& one, const Patient& other);

/// Those of one card, at most a handful. Some look-ups.
[[nodiscard]] Result<std::vector<PatientId>> probable_duplicates_of(Clinic& clinic,
                                                                    PatientId patient);

class Duplicates {
 public:
  explicit Duplicates(Clinic& clinic) : clinic_(clinic) {}

  /// To be called by whoever shows the list: starts a look through everybody when there was none or
  /// somebody changed since. Failures as of reading; the next call tries again.
  [[nodiscard]] Status refresh();

  /// Whether there is a list, maybe of a moment ago.
  [[nodiscard]] bool is_ready() const { return is_ready_; }
  [[nodiscard]] const std::vector<ProbableDuplicate>& pairs() const { return pairs_; }

 private:
  struct Look {
    std::vector<ProbableDuplicate> pairs;
    std::optional<Failure> failure;
    std::uint64_t mark = 0;
    bool is_done = false;
  };
  Job look(JobControl& control, std::shared_ptr<Look> look);
  [[nodiscard]] bool is_changed() const;
  /// Takes out pairs that somebody has merged or told apart since; the others wait for the look.
  Status drop_decided();

  Clinic& clinic_;
  std::shared_ptr<Look> looking_;
  std::vector<ProbableDuplicate> pairs_;
  std::uint64_t mark_ = 0;
  std::uint64_t decided_mark_ = 0;
  bool is_ready_ = false;
};

}  // namespace retour::app
