# shellcheck shell=bash
# Shared by the scripts: where things lie, how to speak, how to become root.
# Source it after `set -euo pipefail`; it sets `root` (the source tree) and `cache`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cache=${RETOUR_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/retour}
export RETOUR_CACHE=$cache

say() { printf '%s\n' "$*" >&2; }
step() { printf '== %s (%ss)\n' "$*" "$SECONDS" >&2; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Prints the comment block at the top of the calling script and ends it.
show_help() {
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"
  exit 0
}

# Number of build jobs: all cores, unless RETOUR_JOBS says otherwise.
jobs=${RETOUR_JOBS:-$(nproc)}

# configure PRESET [cmake arguments]: only when there is no build folder yet (ninja does the rest).
configure() {
  local preset=$1
  shift
  if [ ! -e "$root/build/$preset/build.ninja" ] || [ $# -gt 0 ]; then
    (cd "$root" && cmake --preset "$preset" "$@" >"$cache/configure-$preset.log" 2>&1) || {
      tail -30 "$cache/configure-$preset.log" >&2
      die "cmake --preset $preset failed; whole log: $cache/configure-$preset.log"
    }
  fi
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  configure "$preset"
  ninja -C "$root/build/$preset" -j "$jobs" "$@" >"$cache/build-$preset.log" 2>&1 || {
    grep -v '^\[' "$cache/build-$preset.log" | tail -60 >&2
    die "build of $preset failed; whole log: $cache/build-$preset.log"
  }
}
