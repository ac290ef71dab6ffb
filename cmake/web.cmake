# The web side.
#
#   retour_web_ui, retour_web_views   also built natively: tests run them against a null renderer
#   retour_web_platform               natively without the files that call the browser
#   retour_web_gfx, retour_web        wasm only
#   site        build/<preset>/site: everything that the browser downloads, with a .br beside each
#   web_tests   tests/web/node_*.cpp as programs for node (state hash equal to the native one, ...)

retour_library(retour_web_ui    web ui    retour_app retour::imgui)
retour_library(retour_web_views web views retour_web_ui)

# The catalogues of words become a C++ table; for browsers, which fetch the one that is read, a file
# each, and whatever is written in another language than is read: names that imports give in the
# clinic's, letters in the patient's. Ids in the sources are checked as a step of the build,
# so that a new message recompiles the table and not every screen.
set(texts_folder ${CMAKE_BINARY_DIR}/generated/texts)
file(GLOB text_catalogues CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/assets/texts/*.txt)
add_custom_command(
  OUTPUT ${texts_folder}/text_table.cpp
  COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/assets/texts/generate.py ${texts_folder}
          --files --everywhere letter. specialty.
  DEPENDS ${CMAKE_SOURCE_DIR}/assets/texts/generate.py ${text_catalogues}
  COMMENT "Reading the catalogues of words")
target_sources(retour_web_ui PRIVATE ${texts_folder}/text_table.cpp)
file(GLOB_RECURSE sources_with_texts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*.cpp
     ${CMAKE_SOURCE_DIR}/web/*.hpp)
add_custom_command(
  OUTPUT ${texts_folder}/checked.stamp
  COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/assets/texts/generate.py
          --check ${CMAKE_SOURCE_DIR}/web
  COMMAND ${CMAKE_COMMAND} -E touch ${texts_folder}/checked.stamp
  DEPENDS ${CMAKE_SOURCE_DIR}/assets/texts/generate.py ${text_catalogues} ${sources_with_texts}
  COMMENT "Checking that every message is there")
add_custom_target(text_ids DEPENDS ${texts_folder}/checked.stamp)
add_dependencies(retour_web_ui text_ids)

# Fonts, cut to what the program shows. Natively they serve the tests that look for missing glyphs.
set(fonts_folder ${CMAKE_BINARY_DIR}/assets/fonts)
add_custom_command(
  OUTPUT ${fonts_folder}/plex-regular.ttf ${fonts_folder}/plex-semibold.ttf
         ${fonts_folder}/icons.ttf
  COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/assets.py fonts ${CMAKE_SOURCE_DIR}
          ${fonts_folder}
  DEPENDS ${CMAKE_SOURCE_DIR}/cmake/assets.py ${CMAKE_SOURCE_DIR}/web/ui/fonts.hpp
          ${CMAKE_SOURCE_DIR}/web/ui/icons.hpp ${CMAKE_SOURCE_DIR}/package-lock.json
  COMMENT "Cutting fonts")
add_custom_target(fonts DEPENDS ${fonts_folder}/plex-regular.ttf)

retour_library(retour_web_platform web platform retour_web_ui)
if(NOT EMSCRIPTEN)
  get_target_property(sources retour_web_platform SOURCES)
  list(FILTER sources EXCLUDE REGEX "/(browser|opfs)_[a-z_]+[.]cpp$")
  set_target_properties(retour_web_platform PROPERTIES SOURCES "${sources}")
  return()
endif()

# What is small beside what it waits for: views and widgets beside the picture, rows beside the
# database, files beside the disk; the demo is made once. Searches, passes over columns, the
# database and the cipher keep their speed.
foreach(library retour_web_views retour_web_ui retour_web_platform retour_app retour_simulate
        retour_exchange retour_wire retour_hub retour_ops retour_model retour_store)
  target_compile_options(${library} PRIVATE $<$<CONFIG:Release>:-Oz>)
endforeach()

# Beside the searches that answer while somebody types, scheduling has parts that are asked once a
# page; what an owner's figures conclude from counts is little work.
foreach(part engine/schedule/conflicts engine/schedule/day_layout engine/schedule/demand
        engine/schedule/load engine/schedule/no_show engine/schedule/rota engine/schedule/series
        engine/schedule/urgent)
  list(APPEND seldom_asked ${CMAKE_SOURCE_DIR}/${part}.cpp)
endforeach()
foreach(part channels effects price response doctors)
  list(APPEND seldom_asked ${CMAKE_SOURCE_DIR}/engine/funnel/${part}.cpp)
endforeach()
foreach(library retour_schedule retour_funnel)
  set_property(SOURCE ${seldom_asked} TARGET_DIRECTORY ${library}
               APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-Oz>)
endforeach()

# Passes over millions of short histories: what small code saves, they would pay per history.
set_property(SOURCE ${CMAKE_SOURCE_DIR}/engine/funnel/report.cpp
                    ${CMAKE_SOURCE_DIR}/engine/funnel/cohorts.cpp
             TARGET_DIRECTORY retour_funnel
             APPEND PROPERTY COMPILE_OPTIONS $<$<CONFIG:Release>:-O2>)

retour_library(retour_web_gfx      web gfx      retour_web_ui)
# The shaders become a table of texts in the program.
set(shader_table ${CMAKE_BINARY_DIR}/generated/shaders/shaders.hpp)
file(GLOB_RECURSE shader_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/shaders/*.glsl)
add_custom_command(
  OUTPUT ${shader_table}
  COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/shaders.py ${CMAKE_SOURCE_DIR} ${shader_table}
  DEPENDS ${CMAKE_SOURCE_DIR}/cmake/shaders.py ${shader_sources}
  COMMENT "Reading the shaders")
target_sources(retour_web_gfx PRIVATE ${shader_table})
target_include_directories(retour_web_gfx PRIVATE ${CMAKE_BINARY_DIR}/generated/shaders)

set(wasm_link_options
  -sMODULARIZE -sEXPORT_ES6 -sWASM_BIGINT -sALLOW_MEMORY_GROWTH -sINITIAL_MEMORY=32MB
  -sMAXIMUM_MEMORY=4GB -sSTACK_SIZE=1MB -sDYNAMIC_EXECUTION=0 -sFILESYSTEM=0 -sTEXTDECODER=2
  $<$<CONFIG:Debug>:-sASSERTIONS=1> $<$<CONFIG:Debug>:--profiling-funcs>)

if(EXISTS ${CMAKE_SOURCE_DIR}/web/main.cpp)
  file(GLOB js_libraries CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/platform/*.library.js)
  # retour_web_program(TARGET, then what `?probe` and `?gallery` show)
  function(retour_web_program target workbench)
    add_executable(${target} ${CMAKE_SOURCE_DIR}/web/main.cpp ${CMAKE_SOURCE_DIR}/web/${workbench})
    target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/web)
    target_link_libraries(${target} PRIVATE retour_warnings retour_web_views retour_web_gfx
                                            retour_web_platform)
    foreach(library IN LISTS js_libraries)
      target_link_options(${target} PRIVATE --js-library=${library})
      set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${library})
    endforeach()
    target_link_options(${target} PRIVATE ${wasm_link_options}
      -sENVIRONMENT=worker -sEXPORT_NAME=createRetour -sMIN_WEBGL_VERSION=2 -sMAX_WEBGL_VERSION=2
      -sEXPORTED_FUNCTIONS=_main,_malloc,_free
      -sEXPORTED_RUNTIME_METHODS=GL,HEAPU8,HEAPU32,HEAP32,HEAPF32,HEAPF64,UTF8ToString,stringToUTF8,lengthBytesUTF8)
  endfunction()
  retour_web_program(retour_web no_workbench.cpp)
  # wasm-opt once more over its own result, until nothing gets smaller: 0.7 % of the program.
  target_link_options(retour_web PRIVATE $<$<CONFIG:Release>:-Oz> -sBINARYEN_EXTRA_PASSES=converge)
  # The browser tests put it in the place of the program, under the same names.
  retour_web_program(retour_web_workbench workbench.cpp)
  target_link_options(retour_web_workbench PRIVATE -O1)
  set_target_properties(retour_web_workbench PROPERTIES EXCLUDE_FROM_ALL ON OUTPUT_NAME retour_web
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/workbench)

  # The site. See cmake/site.py for what happens to each file.
  file(GLOB_RECURSE site_inputs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/shell/*
       ${CMAKE_SOURCE_DIR}/web/booking/* ${CMAKE_SOURCE_DIR}/assets/*)
  set(stamp ${CMAKE_BINARY_DIR}/site.stamp)
  add_custom_command(
    OUTPUT ${stamp}
    COMMAND ${RETOUR_PYTHON} ${CMAKE_SOURCE_DIR}/cmake/site.py ${CMAKE_SOURCE_DIR}
            ${CMAKE_BINARY_DIR} $<CONFIG>
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS retour_web fonts ${CMAKE_SOURCE_DIR}/cmake/site.py ${site_inputs}
    COMMENT "Assembling the site")
  add_custom_target(site ALL DEPENDS ${stamp})
endif()

# Programs for node: the engine as wasm without a browser.
add_custom_target(web_tests)
if(TARGET retour_web_workbench)
  add_dependencies(web_tests retour_web_workbench)
endif()
file(GLOB node_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/web/node_*.cpp)
foreach(source IN LISTS node_sources)
  get_filename_component(stem ${source} NAME_WE)
  add_executable(${stem} EXCLUDE_FROM_ALL ${source})
  target_include_directories(${stem} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${stem} PRIVATE retour_warnings retour_app)
  target_link_options(${stem} PRIVATE -sENVIRONMENT=node -sALLOW_MEMORY_GROWTH -sWASM_BIGINT
    -sSTACK_SIZE=1MB -sMAXIMUM_MEMORY=4GB -sEXIT_RUNTIME=1)
  set_target_properties(${stem} PROPERTIES SUFFIX .cjs)
  add_dependencies(web_tests ${stem})
endforeach()

# Benchmarks of the engine as wasm under node; scripts/bench runs them as wasm_NAME.
set(bench_folder ${CMAKE_SOURCE_DIR}/tests/bench)
add_executable(retour_bench_wasm EXCLUDE_FROM_ALL ${bench_folder}/bench_main.cpp
                                                  ${bench_folder}/figures_bench.cpp
                                                  ${bench_folder}/funnel_peers_bench.cpp
                                                  ${bench_folder}/peer_columns.cpp
                                                  ${bench_folder}/replan_bench.cpp
                                                  ${bench_folder}/slots_bench.cpp)
target_include_directories(retour_bench_wasm PRIVATE ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(retour_bench_wasm PRIVATE retour_warnings retour_app)
# What ours is held against is made as fast as it goes.
set_source_files_properties(${bench_folder}/peer_columns.cpp PROPERTIES COMPILE_OPTIONS -O3)
target_link_options(retour_bench_wasm PRIVATE -sENVIRONMENT=node -sNODERAWFS -sALLOW_MEMORY_GROWTH
  -sWASM_BIGINT -sSTACK_SIZE=1MB -sMAXIMUM_MEMORY=4GB -sEXIT_RUNTIME=1)
set_target_properties(retour_bench_wasm PROPERTIES SUFFIX .cjs)

# The storage suite for a browser's worker; tests/web/storage.browser.mjs serves it.
add_executable(storage_page EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tests/web/storage_page.cpp
                                             ${CMAKE_SOURCE_DIR}/web/platform/opfs_files.cpp)
target_include_directories(storage_page PRIVATE ${CMAKE_SOURCE_DIR}/tests ${CMAKE_SOURCE_DIR}/web)
target_link_libraries(storage_page PRIVATE retour_warnings retour_store)
set(opfs_library ${CMAKE_SOURCE_DIR}/web/platform/opfs.library.js)
target_link_options(storage_page PRIVATE ${wasm_link_options} --js-library=${opfs_library}
  -sENVIRONMENT=worker -sEXPORT_NAME=createStoragePage -sEXPORTED_FUNCTIONS=_main,_malloc,_free
  -sEXPORTED_RUNTIME_METHODS=UTF8ToString,HEAPU8)
set_property(TARGET storage_page APPEND PROPERTY LINK_DEPENDS ${opfs_library})
add_dependencies(web_tests storage_page)
