// The rules behind `validate`, one function per area. Internal to ops/.
#pragma once

#include "ops/validate.hpp"

namespace retour::rules {

using Verdicts = Result<std::optional<Refusal>>;

struct Question {
  const Op& op;
  Instant now;
  Tables& tables;
};

/// No objection.
[[nodiscard]] inline Verdicts allowed() {
  return std::optional<Refusal>{};
}

/// Objection with the things to name.
[[nodiscard]] inline Verdicts refused(RefusalCode code, std::vector<IdBytes> things = {},
                                      std::int64_t number = 0) {
  return std::optional<Refusal>(Refusal{code, std::move(things), number});
}

/// The only part of type E; the shape was checked before.
template <class E>
[[nodiscard]] const E& only(const Op& op) {
  for (const Part& part : op.parts)
    if (const E* found = std::get_if<E>(&part.entity)) return *found;
  std::abort();
}

/// The facets that the only part of type E writes: fields of others are not judged.
template <class E>
[[nodiscard]] bool writes(const Op& op, std::size_t facet) {
  for (const Part& part : op.parts)
    if (std::holds_alternative<E>(part.entity)) return (part.facets >> facet & 1U) != 0;
  return false;
}

/// An amount of money that must be there: more than nothing, and small enough that sums of a whole
/// list of them cannot overflow.
[[nodiscard]] inline Verdicts positive_amount(std::int64_t amount_minor) {
  if (amount_minor <= 0) return refused(RefusalCode::amount_not_positive);
  if (amount_minor > amount_minor_max) return refused(RefusalCode::too_many, {}, amount_minor_max);
  return allowed();
}

/// As above, for prices, which may be nothing.
[[nodiscard]] inline Verdicts price(std::int64_t price_minor) {
  return price_minor == 0 ? allowed() : positive_amount(price_minor);
}

Verdicts clinic(const Question& question);
Verdicts patient(const Question& question);
Verdicts booking(const Question& question);
Verdicts visit(const Question& question);
Verdicts money(const Question& question);
Verdicts care(const Question& question);
Verdicts round(const Question& question);
Verdicts numbers(const Question& question);

/// What stands beside a booking in one intention: the wish that it settles, the talk about it.
Verdicts beside_booking(const Question& question);
/// Branch, doctor, room, device, time and length, as of a new booking.
Verdicts bookable_place(const Question& question, const Booking& booking);
/// Whether the patient, or whoever comes with him, has another booking then.
Verdicts own_clash(const Question& question, const Booking& booking);

/// Two cards become one person's, and are separated again.
Verdicts merging(const Question& question);
Verdicts separating(const Question& question);
Verdicts telling_apart(const Question& question);

/// Amounts of an import: what another system says is not judged, but it must be an amount.
Verdicts imported_money(const Question& question);

/// "+", then a country code (none begins with 0) and number, 7 to 15 digits (ITU-T E.164).
[[nodiscard]] bool is_e164(const std::string& number);
/// Phones and addresses of a patient, wherever they are written.
Verdicts contact(const Patient& person);
/// The end of a visit, by itself or at check-out.
Verdicts finish(const Question& question, const Visit& change);

/// Refusal when a referenced thing is named but not there.
template <class E>
[[nodiscard]] Verdicts exists(Tables& tables, const Id<E>& id) {
  if (id.is_nil()) return allowed();
  RETOUR_ASSIGN(const std::optional<E> found, find(tables, id));
  return found ? allowed() : refused(RefusalCode::unknown_thing, {id});
}

/// Refusal when the patient's data was erased.
[[nodiscard]] Verdicts not_erased(Tables& tables, PatientId patient);

}  // namespace retour::rules

/// Returns the refusal or failure of `expression` from the enclosing rule, if there is one.
#define RETOUR_RULE(expression)                                                   \
  do {                                                                            \
    auto retour_rule = (expression);                                              \
    if (!retour_rule.has_value() || retour_rule->has_value()) return retour_rule; \
  } while (false)
