# Language, warnings, sanitizers, compiler cache. Everything that is common to all targets.

option(RETOUR_WERROR "Treat warnings in our own code as errors" ON)
option(RETOUR_FUZZ "Build the fuzzers" OFF)
set(RETOUR_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize=")

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

if(EMSCRIPTEN)
  set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")
  set(CMAKE_C_FLAGS_RELEASE "-Os -DNDEBUG")
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g2")
  set(CMAKE_C_FLAGS_DEBUG "-O1 -g2")
  # Every browser that has the file system we need has these: memory.copy instead of loops, no
  # branches around float to int.
  add_compile_options(-msimd128 -mbulk-memory -mnontrapping-fptoint)
else()
  # Assertions stay on natively (no NDEBUG): the native build is what the tests run.
  # -O0 is for the fast way from an edit to a test: the optimiser takes most of the compile time.
  if(RETOUR_SANITIZE)
    set(optimise -O1)
  else()
    set(optimise -O2)
  endif()
  foreach(language C CXX)
    set(CMAKE_${language}_FLAGS_RELWITHDEBINFO "${optimise} -g1")
    set(CMAKE_${language}_FLAGS_DEBUG "-O0 -g1")
  endforeach()
  set(CMAKE_CXX_FLAGS "${CMAKE_CXX_FLAGS} -stdlib=libc++")
  add_link_options(-stdlib=libc++ -fuse-ld=lld)
  find_package(Threads REQUIRED)
endif()

# Bounds checks of the standard library: the cheap ones always, all of them under a sanitizer.
if(RETOUR_SANITIZE)
  add_compile_options(-fsanitize=${RETOUR_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  if(RETOUR_SANITIZE MATCHES undefined)
    # AddressSanitizer and the hardened library see what these see; they triple the compile time.
    add_compile_options(-fno-sanitize=null,alignment,vptr,object-size,pointer-overflow)
  endif()
  add_link_options(-fsanitize=${RETOUR_SANITIZE})
  add_compile_definitions(_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE)
else()
  add_compile_definitions(_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST)
endif()
if(RETOUR_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# No build path in the objects; build folders of one tree share compiler cache hits.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
find_program(RETOUR_CCACHE ccache)
if(RETOUR_CCACHE)
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
               CCACHE_SLOPPINESS=include_file_mtime,include_file_ctime ${RETOUR_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

# Our own code: strict. Third party is used through SYSTEM include folders and is not checked.
add_library(retour_warnings INTERFACE)
target_compile_options(retour_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  $<$<BOOL:${RETOUR_WERROR}>:-Werror>)
if(EMSCRIPTEN)
  # size_t has 32 bits here, so that this warning fires where the native build cannot show it:
  # seen, but not in the way of somebody who only builds natively.
  target_compile_options(retour_warnings INTERFACE -Wno-error=shorten-64-to-32)
endif()

# retour_library(NAME ROOT FOLDER LINKS...): all .cpp files of ROOT/FOLDER as a static library,
# or a header-only one while there is no .cpp; ROOT is the include root of its side.
function(retour_library name root folder)
  set(pattern ${CMAKE_SOURCE_DIR}/${root}/${folder}/*.cpp)
  file(GLOB sources CONFIGURE_DEPENDS ${pattern})
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PRIVATE retour_warnings)
    set(scope PUBLIC)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR}/${root})
  target_link_libraries(${name} ${scope} ${ARGN})
endfunction()
