#!/usr/bin/env bash
# Measures the release daemon and, in the same run on the same disk, what bounds it; prints one summary.
#
#   tests/bench/run.sh [--disk DIR] [--seconds N] [--only ingest|live] [--no-build]
#
# DIR is a folder on the disk to measure; a folder made in it is removed at the end. Figures of different runs
# are not comparable, their ratios are. Needs about 2 GB in DIR and two minutes on an otherwise idle machine.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build/release
disk=${TMPDIR:-/tmp}
seconds=10
only=
make=yes

die() {
  printf 'run.sh: %s\n' "$1" >&2
  exit 1
}

while [[ $# -gt 0 ]]; do
  case $1 in
    --disk | --seconds | --only)
      [[ $# -ge 2 ]] || die "$1 needs a value"
      declare "${1#--}=$2"
      shift 2
      ;;
    --no-build)
      make=
      shift
      ;;
    -h | --help)
      sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) die "unknown option '$1'; valid: --disk DIR, --seconds N, --only ingest|live, --no-build" ;;
  esac
done
[[ $only =~ ^(|ingest|live)$ ]] || die "--only takes ingest or live"

if [[ $make ]]; then
  (cd "$root" && cmake --preset release >/dev/null &&
    cmake --build --preset release --target gridhall gridhall_bench)
fi
work=$(mktemp -d "$disk/gridhall-bench.XXXXXX")
server=
end_server() {
  [[ $server ]] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" || true
  server=
}
trap 'end_server; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Starts what prints its URL on its first line: sets server, url and, for a daemon, key.
start() {
  : >"$work/out"
  "$@" >"$work/out" 2>"$work/log" &
  server=$!
  for _ in {1..600}; do
    url=$(grep -o 'http://[0-9.:]*' "$work/out" || true)
    key=$(sed -n 's/^key //p' "$work/out")
    [[ $url && ($key || $1 != */gridhall) ]] && return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  cat "$work/log" >&2
  die "$1 does not start"
}

start_daemon() {
  rm -rf "$work/data"
  start "$build/gridhall" serve --data "$work/data" --config "$work/city/gridhall.toml" --listen 127.0.0.1:0 --dev
}

declare -A result        # JSON line of each measurement
declare -A group_events  # of each daemon that took events
# measure NAME COMMAND…: the table goes to the terminal, the JSON is kept.
measure() {
  local name=$1
  shift
  result[$name]=$("$@")
}

ingest() {  # NAME OPTION…: a fresh daemon each, so that memory and disk are its own
  local name=$1
  shift
  start_daemon
  measure "$name" "$build/bench/gridhall_bench_ingest" --title "gridhall, $name" --to "$url" --key "$key" \
    --pid "$server" --data "$work/data" --seconds "$seconds" "$@"
  group_events[$name]=$(events_a_group)
  end_server
}

# How many events the daemon wrote in one commit group on average, by its own count.
events_a_group() {
  local address=${url#http://} web
  exec {web}<>"/dev/tcp/${address%:*}/${address##*:}"
  printf 'GET /metrics HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$address" >&"$web"
  awk '$1 == "gridhall_events_total" { events = $2 } $1 == "gridhall_commit_groups_total" { groups = $2 }
       END { printf "%d", events / groups + 0.5 }' <&"$web"
  exec {web}<&-
}

echo_floor() {
  local name=$1
  shift
  start "$build/bench/gridhall_bench_echo"
  measure "$name" "$build/bench/gridhall_bench_ingest" --title "Beast $name" --echo --to "$url" --pid "$server" \
    --seconds "$seconds" "$@"
  end_server
}

figure() {  # NAME MEMBER
  sed -n "s/.*\"$2\":\([0-9.]*\).*/\1/p" <<<"${result[$1]}" | tail -1
}

# ratio NAME FLOOR: of their events a second
ratio() {
  awk -v a="$(figure "$1" events_per_s)" -v b="$(figure "$2" events_per_s)" 'BEGIN { printf "%.2f", a / b }'
}

row() {  # NAME CPU-MEMBER
  printf '| %-28s | %9s | %6s | %8s | %8s | %7s | %8s | %7s |\n' "$1" "$(figure "$1" events_per_s)" \
    "$(figure "$1" "$2")" "$(figure "$1" ack_p50_ms)" "$(figure "$1" ack_p99_ms)" \
    "$(figure "$1" disk_bytes_per_event)" "$(figure "$1" server_peak_mib)" "${group_events[$1]-}"
}

mkdir "$work/city"
"$build/gridhall" simulate --write-city "$work/city" >/dev/null
cp "$root"/deploy/demo/* "$work/city/"

if [[ $only != live ]]; then
  ingest "batch 1"
  ingest "batch 50" --batch 50 --window 500
  ingest "batch 1, half close a case" --closing
  ingest "10,000 a second" --rate 10000
  echo_floor "echo, batch 1"
  echo_floor "echo, batch 50" --batch 50 --window 500
  floors=$build/bench/gridhall_bench_floors
  for batch in 1 50; do
    measure "rocksdb, groups of batch $batch" "$floors" rocksdb --group "${group_events[batch $batch]}" \
      --data "$work/rocksdb-of-$batch" --seconds "$seconds"
  done
  measure "rocksdb, 1 a sync" "$floors" rocksdb --group 1 --data "$work/rocksdb-1" --seconds 3
  measure "store, batch 1" "$floors" store --data "$work/store-1" --seconds "$seconds"
  measure "store, batch 50" "$floors" store --batch 50 --data "$work/store-50" --seconds "$seconds"
  measure "parse" "$floors" parse --seconds 3
fi
if [[ $only != ingest ]]; then
  for preload in 0 100000; do
    start_daemon
    measure "live $preload" "$build/bench/gridhall_bench_live" --to "$url" --key "$key" --pid "$server" \
      --seconds "$seconds" --preload "$preload"
    end_server
  done
fi

if [[ $only != live ]]; then
  printf '\n| %-28s | %9s | %6s | %8s | %8s | %7s | %8s | %7s |\n' what events/s 'CPU s' 'p50 ms' 'p99 ms' 'B/event' \
    'peak MiB' 'a group'
  printf '|---|---:|---:|---:|---:|---:|---:|---:|\n'
  for name in "batch 1" "batch 50" "batch 1, half close a case" "10,000 a second" "echo, batch 1" "echo, batch 50"; do
    row "$name" server_cpu_s_per_million
  done
  for name in "store, batch 1" "store, batch 50" "rocksdb, groups of batch 1" "rocksdb, groups of batch 50" \
    "rocksdb, 1 a sync" parse; do
    row "$name" cpu_s_per_million
  done
  printf '\n| %-12s | of echo | of the store alone | of RocksDB, same groups |\n|---|---:|---:|---:|\n' ratio
  for batch in 1 50; do
    printf '| %-12s | %7s | %18s | %23s |\n' "batch $batch" "$(ratio "batch $batch" "echo, batch $batch")" \
      "$(ratio "batch $batch" "store, batch $batch")" \
      "$(ratio "batch $batch" "rocksdb, groups of batch $batch")"
  done
fi
if [[ $only != ingest ]]; then
  printf '\n| live | ack to delta p50 ms | p99 ms | deltas/s | deliveries/s | MiB/s | server CPU %% |\n'
  printf '|---|---:|---:|---:|---:|---:|---:|\n'
  for preload in 0 100000; do
    name="live $preload"
    printf '| %s open before | %s | %s | %s | %s | %s | %s |\n' "$preload" "$(figure "$name" delta_p50_ms)" \
      "$(figure "$name" delta_p99_ms)" "$(figure "$name" deltas_per_s)" "$(figure "$name" deliveries_per_s)" \
      "$(figure "$name" mib_per_s)" "$(figure "$name" server_cpu_percent)"
  done
  printf 'snapshot of 100000 open cases: %s ms, %s bytes, %s pages\n' "$(figure "live 100000" snapshot_ms)" \
    "$(figure "live 100000" snapshot_bytes)" "$(figure "live 100000" snapshot_pages)"
fi
