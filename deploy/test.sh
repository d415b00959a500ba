#!/usr/bin/env bash
# Everything that must hold before a change lands, in stages, from the quickest to the slowest; stops at the first that
# fails and says where.
#
#   deploy/test.sh [STAGE…]      all stages in order but lint, or only those named:
#     deps     packages of the build and of the tests
#     tidy     rules of the tree (tests/tidy), formatting
#     web      packages, types, lint, unit tests and build of the browser application
#     release  the daemon as it is shipped
#     asan     unit and integration tests under AddressSanitizer and UndefinedBehaviorSanitizer
#     tsan     the tests of concurrent parts under ThreadSanitizer
#     crash    kill -9 under load, GRIDHALL_KILLS (20) times at random and GRIDHALL_POINT_KILLS (5) times before and
#              after the sync each, and the control without sync that must lose
#     fuzz     each fuzz target for GRIDHALL_FUZZ_SECONDS (10)
#     e2e      the release daemon in a real browser, the README's recipes run as they stand, a city's figures
#              counted twice, deploy/run.sh run twice
#     lint     clang-tidy, unchanged files from its cache; by name only, since a cold run takes as long as all the rest
#
# What a stage printed is in build/test-logs/STAGE.log. The last line sums the tests of all stages.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
logs=$root/build/test-logs
mkdir -p "$logs"
stages=(deps tidy web release asan tsan crash fuzz e2e lint)
jobs=$(nproc)
export CCACHE_MAXSIZE=5G PYTHONDONTWRITEBYTECODE=1
export PATH="$root/build/tools/node/node_modules/.bin:$PATH"
export ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1
# Debian's RocksDB is not built for the thread sanitizer, which therefore can't see what it synchronises.
export TSAN_OPTIONS="second_deadlock_stack=1 suppressions=$root/tests/tsan.supp"

build() {
  local preset=$1
  shift
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset" -j "$jobs" "$@"
}

stage_deps() { deploy/deps.sh test; }

stage_tidy() {
  python3 tests/tidy/tidy.py
  git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs -r clang-format --dry-run -Werror
}

stage_web() {
  build release --target gridhall_web_modules
  (cd web && npm run --silent lint && npm run --silent test)
  build release --target gridhall_web_dist
}

stage_release() { build release --target gridhall; }

stage_asan() {
  build asan
  # The size: what passing tests say is cut at 1 KiB otherwise, and with it what they skipped.
  ctest --preset asan -j "$jobs" --no-tests=error --output-on-failure --test-output-size-passed 1000000
  printf 'skipped: %s looks at real city data that this machine has not\n' \
    "$(grep -c 'skipped: there is no' build/asan/Testing/Temporary/LastTest.log || true)"
}

stage_tsan() {
  build tsan --target gridhall_concurrent
  ctest --preset tsan -j "$jobs" --no-tests=error --output-on-failure
}

stage_crash() {
  build release --target gridhall
  build asan --target gridhall
  python3 tests/crash/kill_test.py --gridhall build/release/gridhall \
    --failpoints build/asan/gridhall --kills "${GRIDHALL_KILLS:-20}" --point-kills "${GRIDHALL_POINT_KILLS:-5}"
}

stage_fuzz() {
  build fuzz --target gridhall_fuzzers
  tests/fuzz/run.sh build/fuzz/tests/fuzz "${GRIDHALL_FUZZ_SECONDS:-10}"
}

stage_e2e() {
  build release --target gridhall
  (cd tests/e2e && npm ci --no-audit --no-fund --loglevel=error && npx --no-install tsc --noEmit &&
    npx --no-install playwright test)
  python3 tests/integration/readme_recipes.py --gridhall build/release/gridhall \
    --wscat tests/e2e/node_modules/.bin/wscat
  # Counted once more from a real city's file, by other code.
  python3 tests/integration/figures_boston.py --gridhall build/release/gridhall \
    --data "${GRIDHALL_SHARED_DATA:-../shared/data}"
  python3 tests/integration/run_script.py
}

stage_lint() {
  # Names every source that is built, tests included. Never built itself: clang must find the precompiled headers' text
  # and not gcc's binary form of it.
  cmake --preset asan -B build/lint >/dev/null
  python3 tests/tidy/clang_tidy.py --build build/lint -j "$jobs"
}

# Adds what the runners' own closing lines say to `passed` and `failed`.
passed=0
failed=0
count() {
  local log=$1 line
  while IFS= read -r line; do
    if [[ $line =~ tests\ passed,\ ([0-9]+)\ tests\ failed\ out\ of\ ([0-9]+) ]]; then # ctest
      failed=$((failed + BASH_REMATCH[1]))
      passed=$((passed + BASH_REMATCH[2] - BASH_REMATCH[1]))
    elif [[ $line =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then # our own
      passed=$((passed + BASH_REMATCH[1]))
      failed=$((failed + BASH_REMATCH[2]))
    elif [[ $line =~ ^\ +Tests\ .*[^0-9]([0-9]+)\ passed ]]; then # vitest
      passed=$((passed + BASH_REMATCH[1]))
      if [[ $line =~ ([0-9]+)\ failed ]]; then failed=$((failed + BASH_REMATCH[1])); fi
    elif [[ $line =~ ^\ +([0-9]+)\ (passed|failed)(\ \(.*\))?$ ]]; then # playwright
      if [[ ${BASH_REMATCH[2]} == passed ]]; then
        passed=$((passed + BASH_REMATCH[1]))
      else
        failed=$((failed + BASH_REMATCH[1]))
      fi
    fi
  done < <(sed 's/\x1b\[[0-9;]*m//g' "$log")
}

closing_lines() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" |
    grep -E 'tests passed,|^[0-9]+ passed, [0-9]+ failed$|^ +Tests +[0-9]|^ +[0-9]+ (passed|failed|flaky|skipped)( \(.*\))?$|^clang-tidy: |^measured: |^skipped: ' |
    sed 's/^ */    /' || true
}

if [[ $# -gt 0 ]]; then
  for stage in "$@"; do
    if [[ " ${stages[*]} " != *" $stage "* ]]; then
      printf "test.sh: no stage '%s'; valid: %s\n" "$stage" "${stages[*]}" >&2
      exit 2
    fi
  done
  stages=("$@")
else
  stages=("${stages[@]/lint/}")
fi

for stage in ${stages[*]}; do
  started=$SECONDS
  printf '== %s\n' "$stage"
  # In a shell of its own, and not as a condition: there, set -e would be without effect.
  set +e
  (
    set -e
    "stage_$stage"
  ) >"$logs/$stage.log" 2>&1 </dev/null
  status=$?
  set -e
  count "$logs/$stage.log"
  if [[ $status -ne 0 ]]; then
    tail -n 150 "$logs/$stage.log"
    printf '== %s FAILED after %s s (all of it: build/test-logs/%s.log)\n' "$stage" "$((SECONDS - started))" "$stage"
    [[ $failed -gt 0 ]] || failed=1
    printf '%s passed, %s failed\n' "$passed" "$failed"
    exit 1
  fi
  closing_lines "$logs/$stage.log"
  printf '   %s: %s s\n' "$stage" "$((SECONDS - started))"
done
printf '%s passed, %s failed\n' "$passed" "$failed"
