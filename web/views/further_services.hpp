// Several services in one visit: what follows the first one in the booking form.
#pragma once

#include <vector>

#include "views/context.hpp"

namespace retour::views {

/// A field for each further service with those that fit the visit: the same kind of room, no second
/// device, no group, no package. A cleared field is gone. True when anything changed.
[[nodiscard]] bool draw_further_services(Context& context, ServiceId first,
                                         std::vector<ServiceId>& further);

}  // namespace retour::views
