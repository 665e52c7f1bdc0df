#!/usr/bin/env bash
# Starts worker processes on loopback, runs a command that finds them, and stops them. See usage below, and README.md.
# shellcheck disable=SC2317 # functions that only traps call count as unreachable in shellcheck 0.9
set -euo pipefail

usage() {
  cat <<'END'
usage: local-cluster.sh [--pids FILE] [--devices LIST] N -- COMMAND [ARGUMENT...]

Starts N worker processes on 127.0.0.1, each at a free port, and waits until all are up. Then runs COMMAND with
snncluster on the PATH and the cluster's address in SNNCLUSTER_CLUSTER, so that `snncluster run` finds it. Standard
output is that of COMMAND alone, and so is the exit code. The workers are stopped whatever happens.

  --pids FILE      write the workers' process ids to FILE, one a line
  --devices LIST   what each worker offers, as in `snncluster node --devices LIST`. Default: its share of this machine's
                   cores, host,host,... of at least one. Left to itself each worker would offer all cores, and partitions
                   of several workers would wait for each other on one core while the next one is idle.

COMMAND finds in its environment, besides SNNCLUSTER_CLUSTER:
  SNNCLUSTER_WORKERS         a file with a line "PID HOST:PORT" for each worker. A command that ends workers and starts
                             others in their place, as tests/chaos.sh does, writes these: what the file names is stopped
                             in the end. Each must lead a process group of its own
  SNNCLUSTER_WORKER_CONFIG   the settings that workers were started with
  SNNCLUSTER_WORKER_DEVICES  the devices that each offers

Environment:
  SNNCLUSTER_COMMAND         the snncluster to run. Default: the one built from the folder that this script lies in
                             (built in Release now, if it is not), else the one on the PATH
  SNNCLUSTER_CONFIG          the workers' settings. Default: worker.hocon beside this script
  SNNCLUSTER_START_SECONDS   how long the workers may take to be up, 120 by default
  SNNCLUSTER_STOP_SECONDS    how long they may take to end before they are killed, 15 by default
END
}

say() { printf 'local-cluster: %s\n' "$*" >&2; }

wrong() { # wrong MESSAGE: what was asked for cannot be done
  say "$1"
  usage >&2
  exit 2
}

# --- what was asked for

pids_file=
devices=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --pids | --devices)
      if [ -z "${2-}" ] || [ "$2" = -- ]; then wrong "$1 needs a value"; fi
      if [ "$1" = --pids ]; then pids_file=$2; else devices=$2; fi
      shift 2
      ;;
    -*) wrong "unknown option $1" ;;
    *) break ;;
  esac
done

count=${1-}
[ -n "$count" ] || wrong "the number of workers is missing"
[[ $count =~ ^[1-9][0-9]{0,3}$ ]] || wrong "the number of workers is $count: must be 1 to 9999"
[ "${2-}" = -- ] || wrong "-- is missing between the number of workers and the command"
[ $# -ge 3 ] || wrong "the command is missing"
shift 2

start_seconds=${SNNCLUSTER_START_SECONDS:-120}
stop_seconds=${SNNCLUSTER_STOP_SECONDS:-15}
for seconds in "$start_seconds" "$stop_seconds"; do
  [[ $seconds =~ ^[1-9][0-9]{0,5}$ ]] || wrong "a time limit is $seconds: must be a whole number of seconds from 1"
done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
config=${SNNCLUSTER_CONFIG:-$here/worker.hocon}
[ -r "$config" ] || wrong "$config cannot be read"
if [ -n "$pids_file" ]; then
  { : >"$pids_file"; } 2>/dev/null || wrong "--pids $pids_file cannot be written"
fi

# --- ending, whatever happens

folder=
table=  # of the workers that are there: process and address
workers=()
child= # what is being run in the foreground: a build, or the command

alive() { kill -0 "$1" 2>/dev/null; }

await_end() { # await_end SECONDS PID...: whether all have ended within the time
  local deadline=$((SECONDS + $1)) pid
  shift
  for pid in "$@"; do
    while alive "$pid"; do
      [ "$SECONDS" -lt "$deadline" ] || return 1
      sleep 0.1
    done
  done
}

stop_workers() {
  local pid
  [ ${#workers[@]} -gt 0 ] || return 0
  if [ -s "$table" ]; then
    while read -r pid _; do
      if [[ " ${workers[*]} " != *" $pid "* ]]; then workers+=("$pid"); fi
    done <"$table"
  fi
  # A worker leads a process group of its own (see start_worker): whatever it has started goes with it.
  for pid in "${workers[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  if ! await_end "$stop_seconds" "${workers[@]}"; then
    say "killing workers that have not ended within $stop_seconds s"
  fi
  for pid in "${workers[@]}"; do kill -KILL -- "-$pid" 2>/dev/null || true; done
  wait "${workers[@]}" 2>/dev/null || true
}

finish() {
  local status=$?
  trap - EXIT
  trap '' INT TERM HUP # one is enough: a second one must not leave workers behind
  stop_workers
  [ -z "$folder" ] || rm -rf "$folder"
  exit "$status"
}

interrupted() { # interrupted SIGNAL NUMBER
  trap '' INT TERM HUP
  if [ -n "$child" ] && alive "$child"; then
    # Ctrl-C reaches the command as well as this script. Passing it on would be the command's second, which ends
    # `snncluster run` at once, without its results.
    if [ "$1" != INT ] || ! { [ -t 0 ] || [ -t 2 ]; }; then kill -"$1" "$child" 2>/dev/null || true; fi
    if ! await_end "$stop_seconds" "$child"; then
      say "killing the command, which has not ended within $stop_seconds s"
      kill -KILL "$child" 2>/dev/null || true
    fi
  fi
  exit $((128 + $2))
}

trap finish EXIT
trap 'interrupted HUP 1' HUP
trap 'interrupted INT 2' INT
trap 'interrupted TERM 15' TERM

# In the background, and waited for: a shell that waits for a foreground process handles signals only after it has ended.
# Shells let background processes ignore Ctrl-C; env undoes that (GNU coreutils since 8.31; without, SIGTERM still works).
hearing=()
if env --default-signal=INT,QUIT true 2>/dev/null; then hearing=(env '--default-signal=INT,QUIT'); fi

run() { # run COMMAND...: with this script's standard input and output; gives its exit code
  local status=0
  "${hearing[@]}" "$@" <&3 3<&- &
  child=$!
  wait "$child" || status=$?
  child=
  return "$status"
}
if { : <&0; } 2>/dev/null; then exec 3<&0; else exec 3</dev/null; fi

# --- the command snncluster

folder=$(mktemp -d "${TMPDIR:-/tmp}/snncluster.XXXXXX")
mkdir "$folder/bin"

wrap() { # wrap COMMAND...: makes it the snncluster on the PATH
  { echo '#!/usr/bin/env bash' && printf 'exec' && printf ' %q' "$@" && echo ' "$@"'; } >"$folder/bin/snncluster"
  chmod +x "$folder/bin/snncluster"
}

find_command() {
  local project=$here/../src/SnnCluster.Cli output newest
  if [ -n "${SNNCLUSTER_COMMAND-}" ]; then
    local given
    given=$(type -P "$SNNCLUSTER_COMMAND") || wrong "SNNCLUSTER_COMMAND is $SNNCLUSTER_COMMAND: no such command"
    wrap "$(realpath "$given")"
  elif [ -f "$project/SnnCluster.Cli.csproj" ]; then
    command -v dotnet >/dev/null || wrong "the .NET SDK is needed: there is no dotnet on the PATH"
    project=$(cd "$project" && pwd)
    output=$project/bin/Release/net10.0
    if [ ! -f "$output/snncluster.dll" ]; then
      say "building snncluster"
      # Build servers would outlive this script and keep its standard error open.
      DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1 \
        run dotnet build "$project" -c Release -v quiet --nologo -nodeReuse:false -p:UseSharedCompilation=false >&2 ||
        { say "snncluster could not be built" && exit 1; }
    else
      newest=$(find "$output" -maxdepth 1 -name '*.dll' -printf '%T@ %p\n' | sort -rn | sed -n '1s/[^ ]* //p')
      if [ -n "$(find "$project/.." -name obj -prune -o -name '*.cs' -newer "$newest" -print -quit)" ]; then
        say "warning: sources are newer than what is run; build it with: dotnet build -c Release"
      fi
    fi
    wrap "$(type -P dotnet)" "$output/snncluster.dll"
  elif command -v snncluster >/dev/null; then
    wrap "$(type -P snncluster)"
  else
    wrong "there is no snncluster on the PATH"
  fi
}

find_command

# --- the workers

share_of_cores() { # one host device per core that falls to a worker, at least one
  local cores list=host
  cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
  while (((cores -= count) >= count)); do list+=,host; done
  echo "$list"
}

[ -n "$devices" ] || devices=$(share_of_cores)

start_worker() { # start_worker NUMBER [OPTION...]
  local number=$1
  shift
  # Port 0: the operating system chooses, so no other process can take the port in between. Job control gives the worker
  # a process group of its own: Ctrl-C shall end the command, which says goodbye to its workers, and not the workers too.
  : >"$folder/worker-$number.out" # await_ready may look before the worker's own shell has made it
  set -m
  "$folder/bin/snncluster" node --config "$config" --hostname 127.0.0.1 --port 0 --devices "$devices" "$@" \
    >"$folder/worker-$number.out" 2>"$folder/worker-$number.log" </dev/null 3<&- &
  workers+=($!)
  set +m
  [ -z "$pids_file" ] || echo "$!" >>"$pids_file"
}

show_log() { # show_log NUMBER
  say "its output:"
  sed 's/^/  | /' "$folder/worker-$1.out" "$folder/worker-$1.log" >&2
}

deadline=$((SECONDS + start_seconds))

await_ready() { # await_ready NUMBER: sets address to what the worker says
  local pid=${workers[$1 - 1]} line='' lives status
  while true; do
    # Whether it lives is asked first: what a worker says before it ends is there once it has ended.
    if alive "$pid"; then lives=yes; else lives=no; fi
    IFS= read -r line <"$folder/worker-$1.out" && [[ $line =~ ^ready\ ([^ ]+:[0-9]+)$ ]] && break
    if [ "$lives" = no ]; then
      status=0
      wait "$pid" || status=$?
      say "worker $1 of $count (process $pid) ended with exit code $status before it was up"
      show_log "$1"
      exit 1
    fi
    if [ "$SECONDS" -ge "$deadline" ]; then
      say "worker $1 of $count (process $pid) was not up within $start_seconds s"
      show_log "$1"
      exit 1
    fi
    sleep 0.1
  done
  address=${BASH_REMATCH[1]}
}

# The first one forms the cluster, the others join it.
start_worker 1
await_ready 1
first=$address
addresses=("$first")
for ((number = 2; number <= count; number++)); do start_worker "$number" --seed-node "$first"; done
for ((number = 2; number <= count; number++)); do
  await_ready "$number"
  addresses+=("$address")
done
say "$count workers are up, at $first (each offers $devices)"

# --- the command

table=$folder/workers
for ((number = 1; number <= count; number++)); do
  echo "${workers[number - 1]} ${addresses[number - 1]}" >>"$table"
done
status=0
PATH=$folder/bin:$PATH SNNCLUSTER_CLUSTER=$first SNNCLUSTER_WORKERS=$table SNNCLUSTER_WORKER_CONFIG=$config \
  SNNCLUSTER_WORKER_DEVICES=$devices run "$@" || status=$?

for ((number = 1; number <= count; number++)); do
  if ! alive "${workers[number - 1]}" && grep -q "^${workers[number - 1]} " "$table"; then
    say "worker $number of $count (process ${workers[number - 1]}) ended before the command did; the end of its log:"
    tail -n 20 "$folder/worker-$number.log" | sed 's/^/  | /' >&2
  fi
done
exit "$status"
