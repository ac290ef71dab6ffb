// A person who is not in the register yet: the fields, and a look whether he is there after all.
//
// Two cards of one person split his history and his money, so the form looks while it is being
// filled: same phone and same birth date, or same name and same birth date, is probably the same
// person, and the form asks. A shared phone alone is a family: shown, not asked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "views/form.hpp"

namespace retour::views {

/// How much speaks for it that somebody known is meant.
enum class Likeness : std::uint8_t {
  shares_phone,  ///< Same phone, but another birth date or name: a relative perhaps.
  probable,      ///< Same phone or same name, and nothing speaks against it.
};

struct KnownPerson {
  PatientId id;
  Likeness likeness = Likeness::shares_phone;
};

/// What is known of the person so far.
struct PersonClues {
  std::string family, given;
  std::optional<LocalDate> birth;
  std::string phone;  ///< E.164.
  bool operator==(const PersonClues&) const = default;
};

/// How alike; nothing when they have too little in common.
[[nodiscard]] std::optional<Likeness> likeness_of(const PersonClues& clues, const Patient& known);

/// Names and contact of a new person.
class NewPatient {
 public:
  /// The fields, and the people who may be meant. The id of one of them when he was chosen.
  std::optional<PatientId> draw(Context& context);
  /// A query that found nobody becomes the name or the phone.
  void start_from(Context& context, const std::string& query);

  [[nodiscard]] Patient patient(Context& context) const;
  /// As far as it was typed.
  [[nodiscard]] std::string name() const {
    return clues_.given.empty() ? clues_.family : clues_.family + " " + clues_.given;
  }
  /// Why the person cannot be entered yet, in words; empty when he can.
  [[nodiscard]] std::string_view lacks(Context& context) const;

 private:
  void look_for_known(Context& context);
  std::optional<PatientId> draw_known(Context& context);

  PersonClues clues_;
  std::string patronymic_;
  bool unread_ = false;
  bool is_another_ = false;  ///< Somebody said that the people found are not meant.
  PersonClues looked_for_;
  std::uint64_t generation_ = 0;
  std::vector<KnownPerson> known_;
};

/// The dialog that enters a patient without a booking.
class PatientForm {
 public:
  void open() {
    form_.open();
    person_ = {};
  }
  void draw(Context& context);

 private:
  Form form_;
  NewPatient person_;
  PatientId entered_;
};

}  // namespace retour::views
