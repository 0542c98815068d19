#!/usr/bin/env bash
# Executes the notebooks, and fails when a cell fails. The executed copies, with their results, go to notebooks/target.
#   notebooks/run.sh          over the tables of a sweep of the fixtures
#   notebooks/run.sh TABLES   over a folder that `flowbeam sweep` has written
# Needs the Debian packages jupyter-nbconvert and python3-ipykernel.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")

if [ $# -gt 0 ]; then
  tables=$(cd "$1" && pwd)
else
  tables=$here/target/tables
  "$root/flowbeam" sweep --input="$root/fixtures/captures" --output="$tables" --overwrite >/dev/null
fi

(cd "$root" && mvn -q -B -Pnotebooks -pl notebooks -am process-classes)
kernel=$here/target/jupyter/kernels/flowbeam-java
mkdir -p "$kernel"
# Arguments of kernel.json: paths may hold spaces, but no quotes or backslashes.
cat >"$kernel/kernel.json" <<JSON
{
  "display_name": "Java",
  "language": "java",
  "argv": ["${JAVA_HOME:+$JAVA_HOME/bin/}java", "-Djava.awt.headless=true", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp",
           "$here/target/classes:$(<"$here/target/classpath.txt")",
           "org.flowbeam.notebooks.JavaKernel", "{connection_file}"]
}
JSON

for notebook in "$here"/*.ipynb; do
  FLOWBEAM_TABLES=$tables JUPYTER_PATH=$here/target/jupyter jupyter nbconvert --log-level=WARN \
    --to notebook --execute --ExecutePreprocessor.timeout=300 --output-dir "$here/target" "$notebook"
  echo "executed $(basename "$notebook")"
done
