# Third-party parts as targets of the namespace retour::. Their sources lie in the user's cache
# folder, put there by scripts/toolchain in the versions that third_party.lock and
# package-lock.json pin. One list of files per part serves the native and the wasm build.

if(DEFINED ENV{RETOUR_CACHE})
  set(default_cache $ENV{RETOUR_CACHE})
elseif(DEFINED ENV{XDG_CACHE_HOME})
  set(default_cache $ENV{XDG_CACHE_HOME}/retour)
else()
  set(default_cache $ENV{HOME}/.cache/retour)
endif()
set(RETOUR_CACHE ${default_cache} CACHE PATH "Where scripts/toolchain puts what it fetches")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/third_party.lock)

# third_party_path(PACKAGE OUT): the folder of a part at the version of third_party.lock.
function(third_party_path package out)
  file(STRINGS ${CMAKE_SOURCE_DIR}/third_party.lock line
       REGEX "^(source|headers|tool) +${package} " LIMIT_COUNT 1)
  string(REGEX REPLACE " +" ";" fields "${line}")
  list(GET fields 2 version)
  set(path ${RETOUR_CACHE}/third_party/${package}-${version})
  if(NOT EXISTS ${path})
    message(FATAL_ERROR "${path} is missing: run scripts/toolchain")
  endif()
  set(${out} ${path} PARENT_SCOPE)
endfunction()

set(npm_path ${CMAKE_SOURCE_DIR}/node_modules)
if(NOT EXISTS ${npm_path}/better-sqlite3-multiple-ciphers)
  message(FATAL_ERROR "${npm_path} is missing or incomplete: run scripts/toolchain")
endif()

# third_party_library(NAME SOURCES...): built without our warnings, used through -isystem.
function(third_party_library name)
  add_library(third_party_${name} STATIC ${ARGN})
  target_compile_options(third_party_${name} PRIVATE -w -fno-sanitize=undefined)
  add_library(retour::${name} ALIAS third_party_${name})
endfunction()

function(third_party_headers name path)
  add_library(third_party_${name} INTERFACE)
  target_include_directories(third_party_${name} SYSTEM INTERFACE ${path})
  add_library(retour::${name} ALIAS third_party_${name})
endfunction()

# ---------------------------------------------------------------- header-only parts

third_party_path(nlohmann-json3-dev path)
third_party_headers(nlohmann_json ${path})
third_party_path(librapidfuzz-cpp-dev path)
third_party_headers(rapidfuzz ${path})
if(NOT EMSCRIPTEN)
  third_party_path(libcli11-dev path)
  third_party_headers(cli11 ${path})
  third_party_path(libboost1.81-dev path)
  third_party_headers(boost ${path})
  find_package(OpenSSL REQUIRED)
endif()

# ---------------------------------------------------------------- SQLite with encryption

set(path ${npm_path}/better-sqlite3-multiple-ciphers/deps/sqlite3)
third_party_library(sqlite3mc ${path}/sqlite3.c)
target_include_directories(third_party_sqlite3mc SYSTEM PUBLIC ${path})
target_compile_definitions(third_party_sqlite3mc
  PUBLIC SQLITE_HAS_CODEC=1
  PRIVATE
  SQLITE_DEFAULT_MEMSTATUS=0 SQLITE_DQS=0 SQLITE_ENABLE_FTS5 SQLITE_ENABLE_MATH_FUNCTIONS
  SQLITE_DEFAULT_WAL_SYNCHRONOUS=2 SQLITE_LIKE_DOESNT_MATCH_BLOBS SQLITE_MAX_EXPR_DEPTH=0
  SQLITE_OMIT_LOAD_EXTENSION SQLITE_OMIT_SHARED_CACHE SQLITE_USE_ALLOCA
  CODEC_TYPE=CODEC_TYPE_CHACHA20 HAVE_CIPHER_CHACHA20=1
  HAVE_CIPHER_AES_128_CBC=0 HAVE_CIPHER_AES_256_CBC=0 HAVE_CIPHER_SQLCIPHER=0 HAVE_CIPHER_RC4=0
  HAVE_CIPHER_ASCON128=0 HAVE_CIPHER_AEGIS=0)
if(EMSCRIPTEN)
  # No operating system layer: our VFS is the only one. __WASM__ makes the cipher ask the runtime
  # for entropy; without it the C library's /dev/urandom is wanted, and with it a file system.
  target_compile_definitions(third_party_sqlite3mc PRIVATE
    SQLITE_THREADSAFE=0 SQLITE_OS_OTHER=1 SQLITE_TEMP_STORE=3 SQLITE_DEFAULT_LOCKING_MODE=1
    __WASM__=1
    # Nothing here asks for JSON in SQL; the download need not carry it.
    SQLITE_OMIT_JSON SQLITE_OMIT_DESERIALIZE)
else()
  target_compile_definitions(third_party_sqlite3mc PRIVATE
    SQLITE_THREADSAFE=2 SQLITE_TEMP_STORE=2 SQLITE_ENABLE_DBSTAT_VTAB)
  target_link_libraries(third_party_sqlite3mc PRIVATE ${CMAKE_DL_LIBS} m)
endif()

# ---------------------------------------------------------------- libsodium, the C reference files

third_party_path(libsodium path)
set(path ${path}/src/libsodium)
set(sodium_sources
  crypto_aead/xchacha20poly1305/sodium/aead_xchacha20poly1305.c
  crypto_aead/chacha20poly1305/sodium/aead_chacha20poly1305.c
  crypto_auth/hmacsha256/auth_hmacsha256.c
  crypto_core/hchacha20/core_hchacha20.c
  crypto_generichash/crypto_generichash.c
  crypto_generichash/blake2b/ref/blake2b-compress-ref.c
  crypto_generichash/blake2b/ref/blake2b-ref.c
  crypto_generichash/blake2b/ref/generichash_blake2b.c
  crypto_hash/sha256/hash_sha256.c
  crypto_hash/sha256/cp/hash_sha256_cp.c
  crypto_kdf/crypto_kdf.c
  crypto_kdf/blake2b/kdf_blake2b.c
  crypto_onetimeauth/poly1305/onetimeauth_poly1305.c
  crypto_onetimeauth/poly1305/donna/poly1305_donna.c
  crypto_pwhash/crypto_pwhash.c
  crypto_pwhash/argon2/argon2-core.c
  crypto_pwhash/argon2/argon2-encoding.c
  crypto_pwhash/argon2/argon2-fill-block-ref.c
  crypto_pwhash/argon2/argon2.c
  crypto_pwhash/argon2/blake2b-long.c
  crypto_pwhash/argon2/pwhash_argon2i.c
  crypto_pwhash/argon2/pwhash_argon2id.c
  crypto_stream/chacha20/stream_chacha20.c
  crypto_stream/chacha20/ref/chacha20_ref.c
  crypto_verify/sodium/verify.c
  randombytes/randombytes.c
  sodium/codecs.c sodium/core.c sodium/utils.c sodium/version.c)
list(TRANSFORM sodium_sources PREPEND ${path}/)
list(APPEND sodium_sources ${CMAKE_SOURCE_DIR}/cmake/parts/sodium_unused.c)
set(VERSION 1.0.18)
set(SODIUM_LIBRARY_VERSION_MAJOR 10)
set(SODIUM_LIBRARY_VERSION_MINOR 3)
set(SODIUM_LIBRARY_MINIMAL_DEF "")
configure_file(${path}/include/sodium/version.h.in
               ${CMAKE_BINARY_DIR}/third_party/sodium/sodium/version.h @ONLY)
configure_file(${path}/include/sodium/export.h
               ${CMAKE_BINARY_DIR}/third_party/sodium/sodium/export.h COPYONLY)
if(EMSCRIPTEN)
  # Entropy through getentropy(), that is crypto.getRandomValues. libsodium's own way wants a
  # function on the JavaScript module object, which a modularized ES6 build does not have.
  list(APPEND sodium_sources ${CMAKE_SOURCE_DIR}/cmake/parts/sodium_random_wasm.c)
  set_source_files_properties(${path}/randombytes/randombytes.c PROPERTIES
                              COMPILE_OPTIONS -U__EMSCRIPTEN__)
  list(APPEND sodium_sources ${CMAKE_SOURCE_DIR}/cmake/parts/sodium_runtime_wasm.c)
else()
  list(APPEND sodium_sources ${path}/randombytes/sysrandom/randombytes_sysrandom.c
                             ${path}/sodium/runtime.c)
endif()
# Pages of the database, passphrases and digests go through these; libsodium asks the processor
# which of them it can run. In wasm Emscripten makes wasm's own vector instructions of SSE's; all
# browsers at or above our floor have them.
set(sodium_vectors "")
if(EMSCRIPTEN)
  set(for_vectors crypto_onetimeauth/poly1305/sse2/poly1305_sse2.c
                  crypto_generichash/blake2b/ref/blake2b-compress-ssse3.c
                  crypto_pwhash/argon2/argon2-fill-block-ssse3.c
                  crypto_stream/chacha20/dolbeau/chacha20_dolbeau-ssse3.c)
  list(TRANSFORM for_vectors PREPEND ${path}/)
  list(APPEND sodium_sources ${for_vectors})
  set_source_files_properties(${for_vectors} PROPERTIES COMPILE_OPTIONS "-msimd128;-mssse3")
  set(sodium_vectors HAVE_EMMINTRIN_H=1 HAVE_PMMINTRIN_H=1 HAVE_TMMINTRIN_H=1)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
  set(for_sse2 crypto_onetimeauth/poly1305/sse2/poly1305_sse2.c)
  set(for_ssse3 crypto_generichash/blake2b/ref/blake2b-compress-ssse3.c
                crypto_pwhash/argon2/argon2-fill-block-ssse3.c
                crypto_stream/chacha20/dolbeau/chacha20_dolbeau-ssse3.c)
  set(for_sse4.1 crypto_generichash/blake2b/ref/blake2b-compress-sse41.c)
  set(for_avx2 crypto_generichash/blake2b/ref/blake2b-compress-avx2.c
               crypto_pwhash/argon2/argon2-fill-block-avx2.c
               crypto_stream/chacha20/dolbeau/chacha20_dolbeau-avx2.c)
  foreach(instructions sse2 ssse3 sse4.1 avx2)
    list(TRANSFORM for_${instructions} PREPEND ${path}/)
    list(APPEND sodium_sources ${for_${instructions}})
    set_source_files_properties(${for_${instructions}} PROPERTIES
                                COMPILE_OPTIONS -m${instructions})
  endforeach()
  set(sodium_vectors
      HAVE_CPUID=1 HAVE_AVX_ASM=1 HAVE_EMMINTRIN_H=1 HAVE_PMMINTRIN_H=1 HAVE_TMMINTRIN_H=1
      HAVE_SMMINTRIN_H=1 HAVE_AVXINTRIN_H=1 HAVE_AVX2INTRIN_H=1)
endif()
third_party_library(sodium ${sodium_sources})
target_include_directories(third_party_sodium
  SYSTEM PUBLIC ${path}/include ${CMAKE_BINARY_DIR}/third_party/sodium)
target_include_directories(third_party_sodium
  PRIVATE ${path}/include/sodium ${CMAKE_BINARY_DIR}/third_party/sodium/sodium)
target_compile_options(third_party_sodium PRIVATE -O3)
target_compile_definitions(third_party_sodium PUBLIC SODIUM_STATIC=1
  PRIVATE CONFIGURED=1 NATIVE_LITTLE_ENDIAN=1 HAVE_TI_MODE=1 ${sodium_vectors})
if(NOT EMSCRIPTEN)
  target_compile_definitions(third_party_sodium PRIVATE
    _GNU_SOURCE HAVE_PTHREAD=1 HAVE_SYS_RANDOM_H=1 HAVE_GETRANDOM=1 HAVE_SYS_MMAN_H=1 HAVE_MMAP=1
    HAVE_MPROTECT=1 HAVE_MLOCK=1 HAVE_MADVISE=1 HAVE_EXPLICIT_BZERO=1 HAVE_WEAK_SYMBOLS=1
    HAVE_ATOMIC_OPS=1)
endif()

# ---------------------------------------------------------------- time zones

third_party_path(cctz path)
set(cctz_sources civil_time_detail time_zone_fixed time_zone_format time_zone_if time_zone_impl
                 time_zone_info time_zone_libc time_zone_lookup time_zone_posix zone_info_source)
list(TRANSFORM cctz_sources PREPEND ${path}/src/)
list(TRANSFORM cctz_sources APPEND .cc)
third_party_library(cctz ${cctz_sources})
target_include_directories(third_party_cctz SYSTEM PUBLIC ${path}/include)

# ---------------------------------------------------------------- Dear ImGui

third_party_path(imgui path)
set(imgui_sources imgui.cpp imgui_draw.cpp imgui_tables.cpp imgui_widgets.cpp
                  misc/cpp/imgui_stdlib.cpp)
list(TRANSFORM imgui_sources PREPEND ${path}/)
third_party_library(imgui ${imgui_sources})
if(EMSCRIPTEN)
  # Windows and lists are laid out by it, pictures are drawn elsewhere: small goes before fast.
  target_compile_options(third_party_imgui PRIVATE $<$<CONFIG:Release>:-Oz>)
endif()
target_include_directories(third_party_imgui SYSTEM PUBLIC ${path} ${path}/misc/cpp)
# The test engine's hooks are how the mirror finds items that nobody annotated; web/ui defines them.
target_compile_definitions(third_party_imgui PUBLIC
  IMGUI_DISABLE_FILE_FUNCTIONS IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS IMGUI_DISABLE_DEMO_WINDOWS
  IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_ENABLE_TEST_ENGINE)
