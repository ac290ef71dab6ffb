# Time zones, embedded: generated from the TZif files of tzdata at build time.
add_library(retour_zone_data INTERFACE)
add_library(retour::zone_data ALIAS retour_zone_data)
