#!/usr/bin/env bash
# Kills workers while a topographic map is computed on them, and compares the digest with an undisturbed run's. See usage.
set -euo pipefail

usage() {
  cat <<'END'
usage: local-cluster.sh 3 -- tests/chaos.sh [option...]

Runs a topographic map with a partition on each worker and with checkpoints. Meanwhile kills a worker every now and
then with SIGKILL, the coordinator's as well as others, and starts it again some seconds later. The digest must be that
of the same run in one process where nothing happens. Prints kills, recoveries and memory; the exit code is 1 where a
digest is wrong or a run fails.

  --seconds S          simulated time of a run, 60 by default
  --scale N            of the topographic map, 4 by default: larger ones take longer
  --every S or A..B    time between two kills [s], 15..30 by default; drawn between A and B each time
  --again S            time until the worker is started again [s], 2 by default
  --checkpoint-ms T    simulated time between two checkpoints [ms], 1000 by default
  --minutes M          start runs one after the other until M minutes are over; default: one run
  --seed N             of the choice of workers and times, 1 by default
  --keep DIR           keep logs and results there; default: a temporary folder that is removed
END
}

say() { printf 'chaos: %s\n' "$*"; }
wrong() { printf 'chaos: %s\n' "$*" >&2 && exit 2; }

seconds=60 scale=4 every=15..30 again=2 checkpoint_ms=1000 minutes=0 seed=1 folder=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --seconds | --scale | --again | --checkpoint-ms | --minutes | --seed)
      [[ ${2-} =~ ^[0-9]{1,7}$ ]] || wrong "$1 needs a whole number"
      name=${1#--} && printf -v "${name//-/_}" %s "$2"
      ;;
    --every) [[ ${2-} =~ ^[0-9]{1,5}([.][.][0-9]{1,5})?$ ]] || wrong "--every needs S or A..B" && every=$2 ;;
    --keep) [ -n "${2-}" ] || wrong "--keep needs a folder" && folder=$2 ;;
    *) wrong "unknown option $1" ;;
  esac
  shift 2
done
least=${every%%..*} most=${every##*..}
((least >= 1 && least <= most)) || wrong "--every is $every: must be from 1 on, the smaller first"
# shellcheck source=tests/workers.sh
. "$(dirname "${BASH_SOURCE[0]}")/workers.sh"

RANDOM=$seed
removes=
if [ -z "$folder" ]; then folder=$(mktemp -d "${TMPDIR:-/tmp}/snncluster-chaos.XXXXXX") removes=yes; fi
mkdir -p "$folder"
for file in kills memory recoveries; do : >"$folder/$file"; done
client=
finish() {
  [ -z "$client" ] || kill -KILL "$client" 2>/dev/null || true
  [ -z "$removes" ] || rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

# --- workers

coordinator() { # address of the node that coordinates; empty where nobody answers
  timeout 20 snncluster status --cluster "$(address_of "$1")" --json 2>/dev/null |
    sed -n 's/^ *"coordinator": "\([^"]*\)".*/\1/p' | head -n 1 || true
}

kills=0
kill_one() { # kills a worker; every third time it is the coordinator's
  local victim=$((RANDOM % count)) role=worker address i
  address=$(coordinator "$victim")
  for ((i = 0; i < count; i++)); do
    if ((kills % 3 == 2)) && [ "$(address_of "$i")" = "$address" ]; then victim=$i; fi
  done
  if [ "$(address_of "$victim")" = "$address" ]; then role=coordinator; fi
  killed=$victim killed_at=$SECONDS kills=$((kills + 1))
  echo "$(date +%s.%3N) $role $(address_of "$victim")" >>"$folder/kills"
  kill_worker "$victim"
}

resident() { # resident PID: memory of a process [kB]
  sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$1/status" 2>/dev/null || true
}

measure() { # notes the memory of workers that are old enough to have computed
  local i age kb
  for ((i = 0; i < count; i++)); do
    age=$(ps -o etimes= -p "$(pid_of "$i")" 2>/dev/null) || continue
    kb=$(resident "$(pid_of "$i")")
    if ((age >= 20)) && [ -n "$kb" ]; then echo "$SECONDS $i $kb" >>"$folder/memory"; fi
  done
}

# --- the run that nothing happens to

run=(run topographic-map --scale "$scale" --duration-ms "$((seconds * 1000))" --json)
field() { sed -n "s/^ *\"$2\": \"\{0,1\}\([^\",]*\).*/\1/p" "$1" | tail -n 1; }
say "an undisturbed run, in one process"
env -u SNNCLUSTER_CLUSTER snncluster "${run[@]}" --quiet >"$folder/undisturbed.json"
expected=$(field "$folder/undisturbed.json" digest)
say "digest $expected"

# --- the others

killed="" killed_at=0 starting="" next=0 left=0 spares=
draw_next() { next=$((SECONDS + least + RANDOM % (most - least + 1))); }

# The next kill waits until the worker is a member again: with two of three away there is no majority.
disturb() { # what is due at this moment
  local i
  if [ -n "$killed" ]; then
    if ((SECONDS >= killed_at + again)); then start_again "$killed" && starting=$killed killed=""; fi
  elif [ -n "$starting" ] && is_ready "$starting"; then
    starting=""
    draw_next
  elif [ -z "$starting" ] && [ -z "$spares" ] && ((SECONDS >= next)); then
    kill_one
  fi
  for ((i = 0; i < count; i++)); do
    if [ "$i" != "$killed" ] && ! lives "$i"; then
      left=$((left + 1))
      say "worker $(address_of "$i") has ended by itself; it is started again"
      start_again "$i"
    fi
  done
  ((SECONDS % 5 != 0)) || measure
}

# Each recovery with the kill before it: loss and going on as the coordinator saw them.
note_recoveries() { # note_recoveries SUMMARY
  sed -n '/^  "recoveries"/,/^  \]/p' "$1" | awk -F'"' '
    /"time"/ { time = $4 } /"lostAtStep"/ { gsub(/[^0-9]/, "", $3); lost = $3 }
    /"resumedAtStep"/ { gsub(/[^0-9]/, "", $3); resumed = $3 }
    /"seconds"/ { gsub(/[^0-9.eE-]/, "", $3); print time, lost, resumed, $3 }' |
    while read -r time lost resumed took; do
      awk -v seen="$(date -d "$time" +%s.%3N)" -v took="$took" -v lost="$lost" -v resumed="$resumed" '
        $1 < seen + 0.5 { killed = $1; role = $2 }
        END { printf "%.1f %d %s\n", seen + took - killed, lost - resumed, role }' "$folder/kills" >>"$folder/recoveries"
    done
}

await_coordinator() { # a run is not submitted while nobody coordinates; nothing is killed meanwhile, and 5 s from then on
  local i
  spares=yes
  for ((i = 0; i < 60; i++)); do
    disturb
    [ -z "$(coordinator $((runs % count)))" ] || break
    sleep 1
  done
  spares=
  if ((next < SECONDS + 5)); then next=$((SECONDS + 5)); fi
}

begun=$SECONDS runs=0 failures=0
draw_next
while ((runs == 0 || SECONDS < begun + minutes * 60)); do
  out=$folder/run-$((++runs))
  await_coordinator
  # Any node will do, and the one that the client talks to is as likely to be killed as another.
  snncluster "${run[@]}" --partitions "$count" --checkpoint-every-ms "$checkpoint_ms" --out "$out" --quiet \
    --cluster "$(address_of $((runs % count)))" >"$out.json" 2>"$out.err" &
  client=$!
  while kill -0 "$client" 2>/dev/null; do
    disturb
    sleep 1
  done
  status=0
  wait "$client" || status=$?
  client=
  digest=$(field "$out.json" digest)
  if [ "$status" -eq 0 ] && [ "$digest" = "$expected" ]; then
    note_recoveries "$out.json"
    say "run $runs: right digest; $kills kills so far, $(wc -l <"$folder/recoveries") recoveries"
    rm -rf "$out"
  else
    failures=$((failures + 1))
    say "run $runs: exit code $status, digest ${digest:-none}; expected $expected"
    sed 's/^/  | /' "$out.err"
  fi
done
if [ -n "$killed" ]; then start_again "$killed"; fi

# --- what it came to

column() { sort -n -k "$2,$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { if (NR) printf "median %s, worst %s", v[int((NR + 1) / 2)], v[NR] }'; }
say "$runs runs in $((SECONDS - begun)) s, $failures wrong; $kills kills, $(grep -c ' coordinator ' "$folder/kills" || true) of them of the coordinator; $(wc -l <"$folder/recoveries") recoveries"
((left == 0)) || say "$left times a worker ended by itself"
say "from kill to running again [s]: $(column "$folder/recoveries" 1)"
say "steps repeated: $(column "$folder/recoveries" 2)"
awk -v begun="$begun" -v end="$SECONDS" '
  { at = ($1 - begun) / (end - begun) } at < 0.25 { first += $3; n++ } at >= 0.75 { last += $3; m++ } $3 > most { most = $3 }
  END { if (n && m) printf "chaos: memory of a worker [MiB]: first quarter %.0f, last quarter %.0f, most %.0f\n", first / n / 1024, last / m / 1024, most / 1024 }' \
  "$folder/memory"
if ((failures > 0)); then exit 1; fi
