# shellcheck shell=bash
# What `scripts/bench funnel_peers` and `wasm_funnel_peers` are held against: DuckDB as wasm on the
# same events. RETOUR_PEERS names a folder with funnel/gen.cpp, ref.cpp, queries.cjs, duckwasm.cjs;
# without it both benchmarks print nothing. Everything is made in the cache, never in the tree.
# Source after common.sh; `prepare_peers` exports RETOUR_PEERS_DATA and RETOUR_PEERS_TIMES.

peers_events=10000000

# One program of the peers, compiled for this machine.
peer_program() {
  [ "$1" -nt "$2" ] && return
  clang++-19 -stdlib=libc++ -O3 -o "$1" "$2"
}

# The versions that the peers' own package.json names, of DuckDB alone: the others take minutes.
install_duckdb() {
  local from=$1 to=$2 version
  [ -e "$to/node_modules/@duckdb/duckdb-wasm/package.json" ] && return
  version=$(node -p "require('$from/package.json').dependencies['@duckdb/duckdb-wasm']")
  echo '{"name": "peers", "private": true}' >"$to/package.json"
  (cd "$to" && timeout 300 npm install --no-audit --no-fund "@duckdb/duckdb-wasm@$version") \
    >"$to/npm.log" 2>&1 || die "duckdb-wasm was not installed; see $to/npm.log"
}

# Milliseconds of funnel, cohorts, value: medians of the processor's time, since others use the
# machine too; stops when a row differs from ref.cpp's.
peer_times() {
  local lines name times=''
  lines=$(cd "$1" && DATA=data timeout 200 node duckwasm.cjs eh ev 3 'chain|cohort|clv') ||
    die 'duckdb-wasm failed'
  printf '%s\n' "$lines" >&2
  for name in funnel_chain cohort clv; do
    grep -q "$name .* ok [0-9]*\$" <<<"$lines" || die "duckdb-wasm: rows of $name differ"
    times="$times $(sed -n "s/.* $name .* cpu_med  *\([0-9]*\) .*/\1/p" <<<"$lines")"
  done
  printf '%s\n' "$times"
}

prepare_peers() {
  [ -n "${RETOUR_PEERS:-}" ] || return 0
  [ -z "${RETOUR_PEERS_DATA:-}" ] || return 0
  local from=$RETOUR_PEERS/funnel to=$cache/peers
  mkdir -p "$to/data"
  peer_program "$to/gen" "$from/gen.cpp"
  peer_program "$to/ref" "$from/ref.cpp"
  [ -e "$to/data/ev.csv" ] || "$to/gen" "$peers_events" "$to/data"
  "$to/ref" "$to/data" 3 "$to/data/expected.txt" >&2
  install_duckdb "$RETOUR_PEERS" "$to"
  cp "$from/queries.cjs" "$to"
  # The package does not export its own package.json.
  sed "s|^const path=[^;]*;|const path='$to/node_modules/@duckdb/duckdb-wasm/dist/';|" \
    "$from/duckwasm.cjs" >"$to/duckwasm.cjs"
  RETOUR_PEERS_TIMES=$(peer_times "$to")
  export RETOUR_PEERS_TIMES RETOUR_PEERS_DATA=$to/data
}
