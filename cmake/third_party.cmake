# Third-party parts as targets of the namespace retour::. Their sources lie in the user's cache
# folder, put there by scripts/toolchain in the versions that third_party.lock pins.
find_package(nlohmann_json 3.11 QUIET)
foreach(name nlohmann_json sodium cctz sqlite3mc rapidfuzz boost cli11 imgui)
  add_library(third_party_${name} INTERFACE)
  add_library(retour::${name} ALIAS third_party_${name})
endforeach()
