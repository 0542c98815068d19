# What the tests of clusters share; they source it and set `engine`.
# Everything lies below $work, which goes away with the script, as do the processes that were started.
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The manifest names the Java of a run, so all take the same one.
export JAVA_HOME=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")}
java=$JAVA_HOME/bin/java
work=$(mktemp -d)
running=()

finish() {
  local status=$?
  [ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  if [ "$status" != 0 ]; then
    for log in "$work"/*.log; do
      [ ! -f "$log" ] || { echo "--- the end of $(basename "$log")"; tail -n 30 "$log"; } >&2
    done
  fi
  rm -rf "$work"
  exit "$status"
}
trap finish EXIT

opens=()
for package in java.io java.lang java.lang.invoke java.lang.reflect java.net java.nio java.time java.util \
  java.util.concurrent java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
  opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

# A property of the build.
build_property() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" pipeline/pom.xml; }

# The jar for the cluster, built when it is missing or a source is newer.
cluster_jar() {
  local jar
  jar=$(find pipeline/target/cluster -name "flowbeam-$engine-*.jar" 2>/dev/null | head -n 1)
  if [ -z "$jar" ] || [ -n "$(find pom.xml ./*/pom.xml ./*/src/main -newer "$jar" -print -quit)" ]; then
    rm -f "$jar"
    mvn -q -B -P"$engine" -pl pipeline -am -Dspotless.check.skip -Dmaven.test.skip package >&2
    jar=$(find pipeline/target/cluster -name "flowbeam-$engine-*.jar" | head -n 1)
  fi
  echo "$PWD/$jar"
}

# What a cluster has of its own, from Maven: places separated by colons.
cluster_class_path() {
  mvn -q -B -f ".ci/cluster/$engine.xml" -Dengine.version="$(build_property "$engine.version")" \
    org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath -Dmdep.outputFile="$work/class-path" >&2
  cat "$work/class-path"
}

# start NAME COMMAND...: in the background; its process id is the last of `running`
start() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  running+=($!)
}

# until_true WHAT SECONDS COMMAND...
until_true() {
  local what=$1 deadline=$((SECONDS + $2))
  shift 2
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || { echo "waited in vain: $what" >&2; return 1; }
    sleep 0.3
  done
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# get PORT PATH: the answer of an HTTP server on loopback, or nothing
get() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&3 && cat <&3
  ) 2>/dev/null || true
}

# Everything that the fixtures have, so many times, in one file: a second file header begins another capture. 30 are 15 MB.
large_capture() { # FILE COPIES
  local i
  for i in $(seq "$2"); do
    cat fixtures/captures/*.pcap fixtures/messy/*.pcap
  done >"$1"
}

# expect OUTPUT EXPECTED WHAT: fails unless the tables are those of the sweep without an engine, manifest and all
expect() {
  diff -r "$2" "$1" >&2 || { echo "$3: other files" >&2; return 1; }
  echo "$3: $(find "$1" -type f | wc -l) files, the same bytes"
}
