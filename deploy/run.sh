#!/usr/bin/env bash
# One command from a fresh checkout to a live map: builds, starts the daemon with the demo city, and keeps both running.
#
#   deploy/run.sh [--listen HOST:PORT] [--data DIR]
#
# The same by environment: GRIDHALL_LISTEN (default 127.0.0.1:8311; port 0 picks a free one) and GRIDHALL_DATA (default
# data/ in the checkout). In DIR: store/ the database, demo/ the city, simulate.key and simulate.stream what the
# simulator needs to go on where it was, *.log what the two programs said.
# Ctrl-C or SIGTERM stops everything and leaves with 0.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
listen=${GRIDHALL_LISTEN:-127.0.0.1:8311}
data=${GRIDHALL_DATA:-$root/data}

die() {
  printf 'run.sh: %s\n' "$1" >&2
  exit 1
}

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

while [[ $# -gt 0 ]]; do
  case $1 in
    --listen | --data)
      [[ $# -ge 2 ]] || die "$1 needs a value"
      if [[ $1 == --listen ]]; then listen=$2; else data=$2; fi
      shift 2
      ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die "unknown option '$1'; valid: --listen HOST:PORT, --data DIR" ;;
  esac
done
[[ $listen =~ ^(.+):([0-9]+)$ ]] || die "'$listen' is not HOST:PORT"
host=${BASH_REMATCH[1]}
port=${BASH_REMATCH[2]}

# A connection that is accepted means that somebody else is there already; better said before a long build.
port_taken() {
  [[ $port -ne 0 ]] && (exec 3<>"/dev/tcp/$host/$port") 2>/dev/null
}
port_taken && die "port $port on $host is taken; stop what listens there or choose another: --listen $host:$((port + 1))"

"$root/deploy/deps.sh" build
printf 'Building (a few minutes the first time) …\n'
(cd "$root" && cmake --preset release >/dev/null && cmake --build --preset release --target gridhall)
gridhall=$root/build/release/gridhall

mkdir -p "$data/demo"
data=$(cd "$data" && pwd)
"$gridhall" simulate --write-city "$data/demo" >/dev/null
cp "$root"/deploy/demo/* "$data/demo/"

work=$(mktemp -d)
daemon=
simulator=
url=

# A child that doesn't end on SIGTERM within its own limit (10 s) is stuck: it is killed, the store survives that.
stop_child() {
  local pid=$1 waited=0
  [[ -n $pid ]] || return 0
  kill -TERM "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null; do
    if ((waited >= 150)); then
      kill -KILL "$pid" 2>/dev/null || true
    fi
    sleep 0.1
    waited=$((waited + 1))
  done
  wait "$pid" 2>/dev/null || true
}

leave() {
  local code=$1
  trap '' INT TERM
  stop_child "$simulator"
  stop_child "$daemon"
  rm -rf "$work"
  [[ $code -eq 0 ]] && printf 'Stopped.\n'
  exit "$code"
}
trap 'leave 0' INT TERM
trap 'leave 1' ERR

# Returns once the daemon accepts; 1 when it ended before that.
start_daemon() {
  local line
  rm -f "$work/out"
  mkfifo "$work/out"
  "$gridhall" serve --data "$data/store" --config "$data/demo/gridhall.toml" --listen "$host:$port" --dev \
    >"$work/out" 2>>"$data/gridhall.log" &
  daemon=$!
  exec {out}<"$work/out"
  url=
  while [[ -z $url ]] && IFS= read -r line <&"$out"; do
    if [[ $line == 'gridhall ready '* ]]; then url=${line#gridhall ready }; fi
  done
  if [[ -z $url ]]; then
    exec {out}<&-
    wait "$daemon" 2>/dev/null || true
    daemon=
    return 1
  fi
  # Port 0 was for the first start: browsers and the simulator come back to the same place.
  if [[ $url =~ :([0-9]+)/?$ ]]; then port=${BASH_REMATCH[1]}; fi
}

# The simulator's own key, so that it comes back by itself when the daemon was restarted. Its integrator is that of
# --dev, to whom the city's sources belong.
lasting_key() {
  local key id
  if [[ -s $data/simulate.key ]]; then
    key=$(<"$data/simulate.key")
    id=${key#ghk_live_}
    id=${id%%_*}
    if [[ $'\n'$("$gridhall" key list --data "$data/store" --integrator dev) == *$'\n'"$id"$'\t'* ]]; then return 0; fi
  fi
  rm -f "$data/simulate.key"
  (umask 077 && "$gridhall" key create --data "$data/store" --integrator dev --source /linshui/ >"$data/simulate.key")
}

# Which stream it is: written once for a store, so that the simulator goes on with the same cases however it ended,
# and nothing is told twice. The past hours belong to a stream that begins in an empty store.
lasting_stream() {
  local past=
  # The daemon itself has recorded the tables in force: that is no city yet.
  if [[ -z $("$gridhall" dump --data "$data/store" 2>/dev/null | grep -vm1 'gridhall\.tables\.changed') ]]; then
    past=' --backfill'
  elif [[ -s $data/simulate.stream ]]; then
    return 0
  fi
  printf -- '--start %s%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$past" >"$data/simulate.stream"
}

start_simulator() {
  local stream
  # Not the end of everything where it fails: the simulator then ends at once and is tried again like any other time.
  lasting_key || rm -f "$data/simulate.key"
  touch "$data/simulate.key"
  read -ra stream <"$data/simulate.stream"
  "$gridhall" simulate --to "$url" --key "$(<"$data/simulate.key")" "${stream[@]}" >>"$data/simulate.log" 2>&1 &
  simulator=$!
}

if ! start_daemon; then
  port_taken && printf 'run.sh: port %s on %s is taken; choose another with --listen\n' "$port" "$host" >&2
  printf 'run.sh: the daemon did not start; the end of %s:\n' "$data/gridhall.log" >&2
  tail -n 15 "$data/gridhall.log" >&2 || true
  leave 1
fi
lasting_stream
start_simulator
printf '\n  Gridhall is running:  %s\n\n' "$url"
printf '  data and logs in %s · Ctrl-C stops\n' "$data"
printf '  a key for events of your own:  %q key create --data %q --integrator NAME\n\n' "$gridhall" "$data/store"

failures=0
started=$SECONDS
while true; do
  ended=
  status=0
  wait -n -p ended "$daemon" "$simulator" || status=$?
  if ((SECONDS - started > 60)); then failures=0; fi
  failures=$((failures + 1))
  if ((failures > 8)); then
    printf 'run.sh: it keeps ending; see %s and %s\n' "$data/gridhall.log" "$data/simulate.log" >&2
    leave 1
  fi
  pause=$((failures > 5 ? 30 : 1 << (failures - 1)))
  if [[ $ended == "$daemon" ]]; then
    printf 'run.sh: the daemon ended with status %s; starting it again in %s s\n' "$status" "$pause" >&2
    daemon=
    exec {out}<&-
    sleep "$pause" &
    wait $! || true
    until start_daemon; do
      failures=$((failures + 1))
      if ((failures > 8)); then
        printf 'run.sh: the daemon does not come back; the end of %s:\n' "$data/gridhall.log" >&2
        tail -n 15 "$data/gridhall.log" >&2 || true
        leave 1
      fi
      sleep 5 &
      wait $! || true
    done
    [[ -n $simulator ]] || start_simulator
    printf 'run.sh: the daemon is back at %s\n' "$url"
  else
    printf 'run.sh: the simulator ended with status %s; starting it again in %s s\n' "$status" "$pause" >&2
    simulator=
    sleep "$pause" &
    wait $! || true
    start_simulator
  fi
  started=$SECONDS
done
