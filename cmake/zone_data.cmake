# Time zones, embedded: generated from the TZif files of tzdata at build time.
find_program(RETOUR_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
if(NOT RETOUR_PYTHON)
  find_program(RETOUR_PYTHON NAMES python3 REQUIRED)
endif()

set(zone_data ${CMAKE_BINARY_DIR}/generated/zone_data.cpp)
add_custom_command(
  OUTPUT ${zone_data}
  COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/zone_data.py ${zone_data}
  DEPENDS ${CMAKE_SOURCE_DIR}/cmake/zone_data.py /usr/share/zoneinfo/tzdata.zi
  COMMENT "Embedding time zones")
add_library(retour_zone_data STATIC ${zone_data})
target_include_directories(retour_zone_data PUBLIC ${CMAKE_SOURCE_DIR}/engine)
target_link_libraries(retour_zone_data PRIVATE retour_warnings)
add_library(retour::zone_data ALIAS retour_zone_data)
