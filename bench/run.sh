#!/usr/bin/env bash
# Measures the sweep of large archives against sha256sum and tshark on the same file in the page cache, and writes the
# result to docs/benchmark.md.
#   bench/run.sh                         one archive of 1 GB
#   bench/run.sh 1000000000 4000000000   several sizes; tshark and the small heap on the first only
# Environment:
#   MAKE_ARCHIVE  program that makes an archive: MAKE_ARCHIVE BYTES FILE (default: ../shared/tools/make-archive.sh)
#   BENCH_DIR     where archives stay and tables come and go; three times the largest size (default: /tmp/flowbeam-bench)
#   RUNS          how often each command runs; the median counts (default: 3; tshark runs once)
#   RESULT        file to write (default: docs/benchmark.md)
# Needs the Debian packages time and tshark, and gcc for the default MAKE_ARCHIVE.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
make_archive=${MAKE_ARCHIVE:-$root/../shared/tools/make-archive.sh}
folder=${BENCH_DIR:-/tmp/flowbeam-bench}
runs=${RUNS:-3}
result=${RESULT:-$root/docs/benchmark.md}
[ $# -gt 0 ] || set -- 1000000000
[ -x "$make_archive" ] || { echo "no $make_archive; set MAKE_ARCHIVE" >&2; exit 2; }

mkdir -p "$folder"
times=$folder/times rows=$folder/rows
: >"$rows"

# median TIMES COMMAND...: sets wall, cpu (user and system) in seconds and rss in MB of the run with the median wall time
median() {
  local count=$1 i
  shift
  : >"$times"
  for ((i = 0; i < count; i++)); do
    rm -rf "$folder/tables"
    /usr/bin/time -a -o "$times" -f '%e %U %S %M' "$@" >"$folder/stdout" 2>"$folder/stderr" ||
      { echo "failed: $*" >&2; tail -n 20 "$folder/stderr" >&2; exit 1; }
  done
  read -r wall cpu rss < <(sort -n "$times" | sed -n "$(((count + 1) / 2))p" |
    awk '{ printf "%s %.1f %.0f\n", $1, $2 + $3, $4 / 1000 }')
}

# row NAME: the last measurement as a line of the result
row() {
  awk -v name="$1" -v wall="$wall" -v cpu="$cpu" -v rss="$rss" -v bytes="$bytes" -v sha="$sha" 'BEGIN {
    printf "| %s | %.2f | %.1f | %.0f | %.0f | %.2f |\n", name, wall, cpu, bytes / wall / 1e6, rss, wall / sha }' |
    tee -a "$rows"
}

sweep() { # HEAP
  JAVA_OPTS="-Xmx$1 ${JAVA_OPTS-}" median "$runs" \
    "$root/flowbeam" sweep --input="$archive" --output="$folder/tables"
  summary=$(tail -n 1 "$folder/stdout")
}

# number NAME: a number of the sweep's summary
number() { sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p" <<<"$summary"; }

ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

"$root/flowbeam" --version >/dev/null # builds outside the measurement
verdicts=()
for size; do
  archive=$folder/archive-$size.pcap
  [ -s "$archive" ] || "$make_archive" "$size" "$archive"
  bytes=$(stat -c %s "$archive")
  cat "$archive" >/dev/null
  median "$runs" sha256sum "$archive"
  sha=$wall
  size_name="$(awk -v b="$bytes" 'BEGIN { printf "%.2f GB", b / 1e9 }')"
  row "$size_name: sha256sum"
  sweep 1g
  swept=$wall
  row "$size_name: sweep, -Xmx1g ($(number packets) packets, $(number flows) flows)"
  per_gb=$(ratio "$swept" "$(ratio "$bytes" 1000000000)")
  verdicts+=("$size_name: the sweep takes $(ratio "$swept" "$sha") times \`sha256sum\`, $per_gb s per GB.")
  if [ "$size" = "$1" ]; then
    sweep 256m
    row "$size_name: sweep, -Xmx256m"
    median 1 tshark -n -q -r "$archive" -z conv,tcp -z conv,udp
    row "$size_name: tshark -n -q -z conv,tcp -z conv,udp"
    verdicts+=("$size_name: tshark takes $(ratio "$wall" "$swept") times as long as the sweep.")
  fi
done
rm -rf "$folder/tables"

{
  echo "# Benchmark"
  echo
  echo "Made by \`bench/run.sh $*\`: the sweep with all tables and the evidence hash, DirectRunner, the archive in the page cache."
  echo "Median of $runs runs, tshark of one. CPU is user and system time."
  echo
  echo "$(nproc) CPUs ($(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)), $(awk '/MemTotal/ { printf "%.0f", $2 / 1e6 }' /proc/meminfo) GB memory, $("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 2p), $(tshark --version 2>/dev/null | head -n 1)"
  echo
  echo "| | wall s | CPU s | MB/s | peak RSS MB | times sha256sum |"
  echo "| --- | ---: | ---: | ---: | ---: | ---: |"
  cat "$rows"
  echo
  printf -- '- %s\n' "${verdicts[@]}"
} >"$result"
echo "wrote $result"
