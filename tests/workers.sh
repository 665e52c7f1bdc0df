# shellcheck shell=bash
# Workers of cluster-config/local-cluster.sh, for scripts that kill them and start them again. Sourced: sets workers and
# count; start_again writes to $folder, which the script has to set.

[ -n "${SNNCLUSTER_WORKERS-}" ] || wrong "there are no workers: run it as 'cluster-config/local-cluster.sh 3 -- tests/${0##*/}'"
mapfile -t workers <"$SNNCLUSTER_WORKERS"
count=${#workers[@]}
((count >= 3)) || wrong "with fewer than three workers, not every one can be lost"

pid_of() { echo "${workers[$1]% *}"; }
address_of() { echo "${workers[$1]#* }"; }
save() { printf '%s\n' "${workers[@]}" >"$SNNCLUSTER_WORKERS"; }
other_than() { echo $((($1 + 1) % count)); }
lives() { kill -0 "$(pid_of "$1")" 2>/dev/null; }
is_ready() { grep -q '^ready ' "$folder/worker-$1.out"; }

kill_worker() { # kill_worker NUMBER: with SIGKILL, and without a word of this shell about it
  kill -KILL "$(pid_of "$1")"
  wait "$(pid_of "$1")" 2>/dev/null || true
}

start_again() { # start_again NUMBER: at the same address, as whoever watches over it would
  local address
  address=$(address_of "$1")
  : >"$folder/worker-$1.out" # is_ready may look before the worker's own shell has emptied it
  set -m
  snncluster node --config "$SNNCLUSTER_WORKER_CONFIG" --hostname 127.0.0.1 --port "${address##*:}" \
    --devices "$SNNCLUSTER_WORKER_DEVICES" --seed-node "$(address_of "$(other_than "$1")")" \
    --seed-node "$(address_of "$(other_than "$(other_than "$1")")")" \
    </dev/null >"$folder/worker-$1.out" 2>>"$folder/worker-$1.log" &
  workers[$1]="$! $address"
  set +m
  save
}
