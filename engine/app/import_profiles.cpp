#include "app/import_profiles.hpp"

#include <algorithm>

namespace retour::app {
namespace {

constexpr std::string_view profiles_key = "import_profiles";

Status write_profiles(Clinic& clinic, const std::vector<exchange::Mapping>& profiles) {
  Bytes bytes;
  ByteWriter out(bytes);
  out.put_unsigned(profiles.size());
  for (const exchange::Mapping& profile : profiles)
    out.put_string(exchange::write_profile(profile));
  store::Database& database = clinic.database();
  RETOUR_ASSIGN(store::Transaction change, database.begin());
  RETOUR_TRY(store::write_meta(database, profiles_key, bytes));
  return change.commit();
}

}  // namespace

Result<std::vector<exchange::Mapping>> import_profiles(Clinic& clinic) {
  RETOUR_ASSIGN(const Bytes bytes, store::read_meta(clinic.database(), profiles_key));
  std::vector<exchange::Mapping> profiles;
  if (bytes.empty()) return profiles;
  ByteReader in(bytes);
  const std::uint64_t count = in.unsigned_number();
  for (std::uint64_t i = 0; i < count && in.ok() && i < import_profiles_max; ++i) {
    Result<exchange::Mapping> profile = exchange::read_profile(in.string());
    if (in.ok() && profile) profiles.push_back(*std::move(profile));
  }
  if (!in.ok()) return fail(FailureCode::corrupt, "import profiles");
  return profiles;
}

Status save_import_profile(Clinic& clinic, const exchange::Mapping& profile) {
  if (profile.name.empty() || exchange::write_profile(profile).size() > exchange::profile_bytes_max)
    return fail(FailureCode::malformed, "an import profile without a name, or too large");
  RETOUR_ASSIGN(std::vector<exchange::Mapping> profiles, import_profiles(clinic));
  std::erase_if(profiles, [&](const exchange::Mapping& p) { return p.name == profile.name; });
  if (profiles.size() >= import_profiles_max)
    return fail(FailureCode::limit, "too many import profiles");
  profiles.insert(profiles.begin(), profile);
  return write_profiles(clinic, profiles);
}

Status remove_import_profile(Clinic& clinic, std::string_view name) {
  RETOUR_ASSIGN(std::vector<exchange::Mapping> profiles, import_profiles(clinic));
  if (std::erase_if(profiles, [&](const exchange::Mapping& p) { return p.name == name; }) == 0)
    return {};
  return write_profiles(clinic, profiles);
}

}  // namespace retour::app
