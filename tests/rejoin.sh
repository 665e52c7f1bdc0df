#!/usr/bin/env bash
# Kills workers that have nothing to do, starts them again at the same address, and sees whether they stay. See usage.
set -euo pipefail

usage() {
  cat <<'END'
usage: local-cluster.sh 3 -- tests/rejoin.sh [option...]

Kills one worker after the other with SIGKILL and starts it again at its address. Each must become a member, and all must
stay members for longer than it takes to put one out. Prints how long that took; the exit code is 1 where one did not come
back, or where any ended by itself.

  --times N      so many kills, 12 by default
  --again S      time until the worker is started again [s], 2 by default
  --stays S      for so long all have to stay [s], 16 by default
  --keep DIR     keep logs there; default: a temporary folder that is removed
END
}

say() { printf 'rejoin: %s\n' "$*"; }
wrong() { printf 'rejoin: %s\n' "$*" >&2 && exit 2; }

times=12 again=2 stays=16 folder=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --times | --again | --stays)
      [[ ${2-} =~ ^[0-9]{1,7}$ ]] || wrong "$1 needs a whole number"
      printf -v "${1#--}" %s "$2"
      ;;
    --keep) [ -n "${2-}" ] || wrong "--keep needs a folder" && folder=$2 ;;
    *) wrong "unknown option $1" ;;
  esac
  shift 2
done
# shellcheck source=tests/workers.sh
. "$(dirname "${BASH_SOURCE[0]}")/workers.sh"

if [ -z "$folder" ]; then folder=$(mktemp -d "${TMPDIR:-/tmp}/snncluster-rejoin.XXXXXX") && trap 'rm -rf "$folder"' EXIT; fi
mkdir -p "$folder"

restore() { # starts again who has ended, and waits for it; says who that was
  local i
  for ((i = 0; i < count; i++)); do
    if ! lives "$i"; then
      ended+=" $(address_of "$i")"
      start_again "$i"
      for ((t = 0; t < 60; t++)); do is_ready "$i" && break || sleep 1; done
    fi
  done
}

failures=0
for ((n = 0; n < times; n++)); do
  victim=$((n % count)) ended=
  kill_worker "$victim"
  sleep "$again"
  start_again "$victim"
  begun=$SECONDS
  until is_ready "$victim" || ! lives "$victim"; do sleep 0.5; done
  took=$((SECONDS - begun))
  sleep "$stays"
  restore
  [ -z "$ended" ] || failures=$((failures + 1))
  say "$((n + 1)): $(address_of "$victim") is a member after $took s; ended by themselves:${ended:- none}"
done
say "$times kills, $failures after which a worker did not stay"
((failures == 0))
