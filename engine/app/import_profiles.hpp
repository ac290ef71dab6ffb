// Import profiles that people saved: what the columns of a program's files mean, by a name.
//
// They stay on this device, in a row of the database's `meta`: a profile describes files as they
// are exported to this very computer. As rows of the clinic they would be ops, and every try of a
// mapping would be kept for ever. Backups hold them, since they hold the whole database.
#pragma once

#include <string_view>
#include <vector>

#include "app/clinic.hpp"
#include "exchange/mapping.hpp"

namespace retour::app {

inline constexpr std::size_t import_profiles_max = 50;

/// All of them, saved last first. Profiles that this program cannot read any more are left out.
[[nodiscard]] Result<std::vector<exchange::Mapping>> import_profiles(Clinic& clinic);

/// Saves a profile under its name, over an older one of the same name. Failures: `malformed`
/// without a name or when it is too large, `limit` when there are `import_profiles_max` others.
[[nodiscard]] Status save_import_profile(Clinic& clinic, const exchange::Mapping& profile);

/// Forgets the profile of this name, if there is one.
[[nodiscard]] Status remove_import_profile(Clinic& clinic, std::string_view name);

}  // namespace retour::app
