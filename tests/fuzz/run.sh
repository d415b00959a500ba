#!/usr/bin/env bash
# tests/fuzz/run.sh FOLDER SECONDS: each fuzz target in FOLDER for that long, as many at once as there are cores. A finding
# is left beside the target as crash-…, to be run again with the target and that file. The corpus is kept in
# FOLDER/corpus and grows from run to run.
set -euo pipefail

folder=$(cd "$1" && pwd)
seconds=$2
seeds=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/seeds

# What a target said is in NAME.log, and NAME.passed is there if it found nothing.
fuzz() {
  local name=$1 folders
  mkdir -p "$folder/corpus/$name"
  folders=("$folder/corpus/$name")
  [[ -d $seeds/${name#fuzz_} ]] && folders+=("$seeds/${name#fuzz_}")
  rm -f "$folder/$name.passed"
  if (cd "$folder" && "./$name" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix="$name-" "${folders[@]}") >"$folder/$name.log" 2>&1; then
    touch "$folder/$name.passed"
    printf '%s: %s\n' "$name" "$(grep -oE 'Done [0-9]+ runs' "$folder/$name.log" | tail -n 1 || echo done)"
  else
    tail -n 40 "$folder/$name.log"
    printf '%s: FAILED\n' "$name"
  fi
}

names=()
for target in "$folder"/fuzz_*; do
  [[ -x $target && -f $target && $target != *.log ]] && names+=("$(basename "$target")")
done
for name in "${names[@]}"; do
  while [[ $(jobs -rp | wc -l) -ge $(nproc) ]]; do wait -n; done
  fuzz "$name" &
done
wait
passed=0
for name in "${names[@]}"; do
  if [[ -e $folder/$name.passed ]]; then passed=$((passed + 1)); fi
done
printf '%s passed, %s failed\n' "$passed" "$((${#names[@]} - passed))"
[[ $passed -gt 0 && $passed -eq ${#names[@]} ]]
