#!/usr/bin/env bash
# Has many clients ask a cluster for a short run each, all at once, and says how many got it, and how long that took.
set -euo pipefail

usage() {
  cat <<'END'
usage: clients.sh [N]

Starts N clients (40 by default) at once, each with a run of 300 ms on two partitions, on the cluster that SNNCLUSTER_CLUSTER
names. SNNCLUSTER_COMMAND is the snncluster to start, by default the one on the PATH. Prints one line, and what went wrong to
standard error; the exit code is 1 where a client did not get its run.

    cluster-config/local-cluster.sh 2 -- benchmarks/load/clients.sh 40
END
}

case ${1-} in -h | --help) usage && exit 0 ;; esac
count=${1:-40}
command=${SNNCLUSTER_COMMAND:-snncluster}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

began=$(date +%s)
for client in $(seq "$count"); do
  # shellcheck disable=SC2086 # the command may have arguments
  $command run topographic-map --duration-ms 300 --partitions 2 --seed 1 --quiet --json \
    >"$folder/$client.json" 2>"$folder/$client.error" &
  echo $! >"$folder/$client.pid"
done

served=0
for client in $(seq "$count"); do
  if wait "$(<"$folder/$client.pid")"; then served=$((served + 1)); else sort -u "$folder/$client.error" >&2; fi
done

digests=$(cat "$folder"/*.json | grep -o '"digest": *"[^"]*"' | sort -u | wc -l)
times >"$folder/times" # this shell's, then those of the clients: user and system
processor=$(tail -n 1 "$folder/times")
echo "$served of $count clients got their run, with $digests digest(s), in $(($(date +%s) - began)) s; processor time of all clients: $processor"
[ "$served" -eq "$count" ]
