# Tests, benchmarks, fuzzers.
#
# One binary per folder of tests/ (engine_tests, server_tests, ...) runs in ctest. Besides, every
# test file X_test.cpp has its own target test_X (not part of `all`), which links only the library
# that its name begins with (time_zone_test.cpp links retour_time) and what a comment line
# "// links: store simulate" in the file asks for. So one half can be tested while another
# does not compile.
enable_testing()
include(GoogleTest)

add_subdirectory(/usr/src/googletest ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL SYSTEM)

# Shared parts of tests: tests/support/*.hpp, *.cpp
retour_library(retour_test_support tests support retour_app)

# Widgets and views without a GPU: fixture, software renderer, the real fonts, pictures.
find_package(PNG REQUIRED)
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/web/support/*.cpp)
add_library(retour_ui_test_support STATIC ${sources} ${CMAKE_SOURCE_DIR}/web/gfx/font_atlas.cpp)
target_include_directories(retour_ui_test_support PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(retour_ui_test_support PUBLIC
                           RETOUR_FONTS_DIR="${CMAKE_BINARY_DIR}/assets/fonts"
                           RETOUR_PICTURES_DIR="${CMAKE_SOURCE_DIR}/tests/web/pictures"
                           RETOUR_MANUAL_PICTURES_DIR="${CMAKE_SOURCE_DIR}/docs/manual/pictures"
                           RETOUR_PICTURES_OUT="${CMAKE_BINARY_DIR}/pictures")
target_link_libraries(retour_ui_test_support PRIVATE retour_warnings PNG::PNG
                                             PUBLIC retour_web_ui GTest::gtest)
add_dependencies(retour_ui_test_support fonts)
# Pixels, one by one: unbearable without optimisation.
set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/web/support/software_renderer.cpp
                            ${CMAKE_SOURCE_DIR}/tests/web/support/picture_file.cpp
                            PROPERTIES COMPILE_OPTIONS -O2)

# The libraries that a comment line "// links: ..." of a file asks for.
function(retour_wanted_links source out)
  file(STRINGS ${source} line REGEX "^// links:" LIMIT_COUNT 1)
  string(REGEX REPLACE "^// links:" "" names "${line}")
  string(STRIP "${names}" names)
  separate_arguments(names)
  set(found "")
  foreach(name IN LISTS names)
    if(name STREQUAL "support")
      set(name test_support)
    endif()
    list(APPEND found retour_${name})
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

function(retour_single_test source)
  get_filename_component(stem ${source} NAME_WE)
  string(REGEX REPLACE "_test$" "" stem ${stem})
  set(links "")
  string(REGEX MATCH "^[a-z]+" folder ${stem})
  if(TARGET retour_${folder})
    list(APPEND links retour_${folder})
  else()
    list(APPEND links ${ARGN})
  endif()
  retour_wanted_links(${source} wanted)
  list(APPEND links ${wanted})
  add_executable(test_${stem} EXCLUDE_FROM_ALL ${source})
  target_include_directories(test_${stem} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(test_${stem} PRIVATE RETOUR_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(test_${stem} PRIVATE retour_warnings ${links} GTest::gtest_main
                                             Threads::Threads)
endfunction()

# retour_test_group(NAME FOLDER LINKS...)
function(retour_test_group name folder)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  foreach(source IN LISTS sources)
    retour_single_test(${source} ${ARGN} retour_test_support)
  endforeach()
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE RETOUR_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE retour_warnings ${ARGN} retour_test_support
                                        GTest::gtest_main Threads::Threads)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${folder} TIMEOUT 600)
endfunction()

if(NOT RETOUR_FUZZ)
  retour_test_group(engine_tests      engine      retour_app)
  retour_test_group(conformance_tests conformance retour_app retour_server_storage)
  retour_test_group(sim_tests         sim         retour_app)
  retour_test_group(server_tests      server      retour_server)
  retour_test_group(view_tests        web         retour_web_views retour_web_platform
                                                 retour_ui_test_support)

  # Every zone of tzdata in place of those that are built in: this definition of the table is linked
  # before that of the library.
  retour_test_group(zone_tests        zones       retour_time)
  set(all_zones ${CMAKE_BINARY_DIR}/generated/all_zones.cpp)
  add_custom_command(
    OUTPUT ${all_zones}
    COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/zone_data.py ${all_zones} --all
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/zone_data.py /usr/share/zoneinfo/tzdata.zi
    COMMENT "Embedding all time zones for the tests")
  target_sources(zone_tests PRIVATE ${all_zones})

  # Tests of the command run the real program.
  foreach(target IN ITEMS server_tests test_command)
    if(TARGET ${target} AND TARGET retour)
      target_compile_definitions(${target} PRIVATE RETOUR_COMMAND="$<TARGET_FILE:retour>")
      add_dependencies(${target} retour)
    endif()
  endforeach()

  # tests/web/node_X.cpp runs here and, as wasm, under node: scripts/test compares what they print.
  file(GLOB node_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/web/node_*.cpp)
  foreach(source IN LISTS node_sources)
    get_filename_component(stem ${source} NAME_WE)
    add_executable(${stem} ${source})
    target_include_directories(${stem} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${stem} PRIVATE retour_warnings retour_app)
  endforeach()

  file(GLOB bench_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/bench/*.cpp)
  if(bench_sources)
    add_executable(retour_bench ${bench_sources})
    # What ours is held against is made as fast as it goes.
    set_source_files_properties(${CMAKE_SOURCE_DIR}/tests/bench/peer_columns.cpp
                                PROPERTIES COMPILE_OPTIONS -O3)
    target_include_directories(retour_bench PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_compile_definitions(retour_bench PRIVATE RETOUR_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(retour_bench PRIVATE retour_warnings retour_app retour_server_storage
                                               retour_test_support retour::sqlite3mc Threads::Threads)
  endif()
else()
  # Debian's libFuzzer archive is built against libstdc++, so that library is linked beside libc++.
  # A fuzzer links what its line "// links: ..." says, else the whole engine.
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-resource-dir
                  OUTPUT_VARIABLE resource_dir OUTPUT_STRIP_TRAILING_WHITESPACE)
  add_custom_target(fuzzers)
  file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp)
  foreach(source IN LISTS fuzz_sources)
    get_filename_component(stem ${source} NAME_WE)
    retour_wanted_links(${source} wanted)
    if(NOT wanted)
      set(wanted retour_app)
    endif()
    add_executable(${stem} ${source})
    add_dependencies(fuzzers ${stem})
    target_include_directories(${stem} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(${stem} PRIVATE retour_warnings ${wanted}
      ${resource_dir}/lib/linux/libclang_rt.fuzzer-x86_64.a -l:libstdc++.so.6 Threads::Threads)
    # A smoke run: the corpus in the tree (read only) and a few seconds of mutations.
    set(corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${stem})
    if(NOT EXISTS ${corpus})
      set(corpus "")
    endif()
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/corpus/${stem})
    add_test(NAME ${stem} COMMAND ${stem} -seed=1 -max_total_time=10 -timeout=5 -rss_limit_mb=2048
             ${CMAKE_BINARY_DIR}/corpus/${stem} ${corpus})
    set_tests_properties(${stem} PROPERTIES LABELS fuzz TIMEOUT 120)
  endforeach()
endif()
