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

# The sentences that the command says too, from the same catalogues as the screens.
if(sources)
  set(server_texts ${CMAKE_BINARY_DIR}/generated/server_texts)
  file(GLOB text_catalogues CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/texts/*.txt)
  add_custom_command(
    OUTPUT ${server_texts}/text_table.cpp
    COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/assets/texts/generate.py ${server_texts}
            --namespace retour::server::generated
            --only import.fault. import.remedy. import.where. import.what. import.reject_ specialty.
    DEPENDS ${CMAKE_SOURCE_DIR}/assets/texts/generate.py ${text_catalogues}
    COMMENT "Reading the catalogues of words for the command")
  target_sources(retour_server PRIVATE ${server_texts}/text_table.cpp)
endif()
target_link_libraries(retour_server ${scope} retour_server_http retour::cli11 Threads::Threads)

if(EXISTS ${CMAKE_SOURCE_DIR}/server/main.cpp)
  add_executable(retour ${CMAKE_SOURCE_DIR}/server/main.cpp)
  target_link_libraries(retour PRIVATE retour_warnings retour_server)
endif()
