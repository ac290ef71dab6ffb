// Names of what figures are laid out by: months, branches, doctors, services, ages and the rest.
#pragma once

#include <string>

#include "funnel/finance.hpp"
#include "views/context.hpp"

namespace retour::views {

/// "Not given" for nobody.
[[nodiscard]] std::string key_words(const Context& context, funnel::RevenueBy by,
                                    const funnel::RevenueKey& key);

}  // namespace retour::views
