#!/usr/bin/env bash
# tests/fuzz/run.sh FOLDER SECONDS: each fuzz target in FOLDER for that long, on all cores one after the other. A finding
# is left beside the target as crash-…, to be run again with the target and that file. The corpus is kept in
# FOLDER/corpus and grows from run to run.
set -euo pipefail

folder=$(cd "$1" && pwd)
seconds=$2
passed=0
failed=0
for target in "$folder"/fuzz_*; do
  [[ -x $target && -f $target ]] || continue
  name=$(basename "$target")
  corpus=$folder/corpus/$name
  mkdir -p "$corpus"
  seeds=$(dirname "${BASH_SOURCE[0]}")/seeds/${name#fuzz_}
  folders=("$corpus")
  [[ -d $seeds ]] && folders+=("$(cd "$seeds" && pwd)")
  if (cd "$folder" && "$target" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix="$name-" "${folders[@]}") >"$folder/$name.log" 2>&1; then
    passed=$((passed + 1))
    runs=$(grep -oE 'Done [0-9]+ runs' "$folder/$name.log" | tail -n 1 || true)
    printf '%s: %s\n' "$name" "${runs:-done}"
  else
    failed=$((failed + 1))
    tail -n 40 "$folder/$name.log"
    printf '%s: FAILED\n' "$name"
  fi
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[[ $failed -eq 0 && $passed -gt 0 ]]
