# The native side: the `retour` command.
retour_library(retour_server_storage  server storage  retour_store retour_hub)
retour_library(retour_server_accounts server accounts retour_store)
retour_library(retour_server_desk     server desk     retour_app)
retour_library(retour_server_http     server http     retour_server_desk retour_server_accounts
                                                      retour_server_storage retour::boost)

file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/server/*.cpp)
list(REMOVE_ITEM sources ${CMAKE_SOURCE_DIR}/server/main.cpp)
if(sources)
  # Everything of the command but main(), so that tests can link it.
  add_library(retour_server STATIC ${sources})
  target_link_libraries(retour_server PRIVATE retour_warnings)
  set(scope PUBLIC)
else()
  add_library(retour_server INTERFACE)
  set(scope INTERFACE)
endif()
target_include_directories(retour_server ${scope} ${CMAKE_SOURCE_DIR}/server)
target_link_libraries(retour_server ${scope} retour_server_http retour::cli11 Threads::Threads)

if(EXISTS ${CMAKE_SOURCE_DIR}/server/main.cpp)
  add_executable(retour ${CMAKE_SOURCE_DIR}/server/main.cpp)
  target_link_libraries(retour PRIVATE retour_warnings retour_server)
endif()
