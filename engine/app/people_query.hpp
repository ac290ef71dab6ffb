// The filter language of the search field: words narrow the list of patients, as a saved list does.
//
//   status:4,5  step:none  responsible:me  seen>180  money>10000  recall<30  anna
//
// Each term is a key, a sign and a value; keys and values may be Russian, English or Swedish,
// whatever the screen speaks, so that a query that somebody sent is understood. All terms must
// hold. What has no key is the beginning of a word of the name. A value of several words stands in
// quotes.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "app/people.hpp"
#include "model/people.hpp"

namespace retour::app {

struct PeopleQuery {
  bool is_filter = false;    ///< False: no key in it, it is to be searched for.
  PeopleFilter filter = {};  ///< What its terms say; order and the rest as by default.
  std::string fault = {};    ///< The first term that says nothing; it narrows nothing.
  bool operator==(const PeopleQuery&) const = default;
};

/// `me` is who is signed in; `may_read_money` false: terms about money are faults.
/// O(text x staff).
[[nodiscard]] PeopleQuery parse_people_query(std::string_view text, std::span<const Staff> staff,
                                             StaffId me, bool may_read_money);

/// What both let through, in the order of the first.
[[nodiscard]] PeopleFilter narrowed(PeopleFilter filter, const PeopleFilter& by);

}  // namespace retour::app
