#!/usr/bin/env bash
# Writes a report on this machine's GPU, from the archive that pack.sh makes: the GPU tests of engine, learning and built-in networks, the
# GPU's memory bandwidth, the time of each part of a step of the topographic map against it, whole runs of the map and of other networks,
# and training, beside the host. Needs the GPU's driver and nothing else; exits with 2 where there is no GPU, with 1 where tests failed.
#
#   ./run.sh [--device cuda] [--scales 1,4,7,32,64] [--duration-ms 10000] [--repeats 3] [--networks brunel,brunel-stdp,microcircuit]
#            [--network-ms 1000] [--skip-tests] > report.md
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
device=cuda
scales=1,4,7,32,64
duration_ms=10000
repeats=3
networks=brunel,brunel-stdp,microcircuit
network_ms=1000
tests=yes
failed=no
while [ $# -gt 0 ]; do
    case $1 in
        --skip-tests) tests=no; shift; continue ;;
        --device | --scales | --duration-ms | --repeats | --networks | --network-ms)
            [ $# -ge 2 ] || { echo "error: $1 needs a value" >&2; exit 2; } ;;
        *) echo "error: unknown option '$1': see the first lines of $0" >&2; exit 2 ;;
    esac
    case $1 in
        --device) device=$2 ;;
        --scales) scales=$2 ;;
        --duration-ms) duration_ms=$2 ;;
        --repeats) repeats=$2 ;;
        --networks) networks=$2 ;;
        --network-ms) network_ms=$2 ;;
    esac
    shift 2
done

chmod +x "$here/snncluster" "$here/SnnCluster.Benchmarks"
benchmarks=$here/SnnCluster.Benchmarks

# Asked first, so that a machine without a GPU is told at once.
if [ "$device" != host ]; then
    if ! bandwidth=$("$benchmarks" gpu-bandwidth --device "$device"); then
        echo "error: nothing was measured: this needs a machine with a $device device and its driver" >&2
        exit 2
    fi
    echo "## Memory bandwidth"
    echo
    echo "$bandwidth"
    echo
    command -v nvidia-smi > /dev/null && nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.mem --format=csv
    echo
fi

echo "## Devices"
echo
"$here/snncluster" devices
echo
if [ "$tests" = yes ]; then
    # Those of the GPU alone: some of the others start programs with the SDK. A failure does not keep the figures back.
    for layer in Engine Learning Experiments; do
        echo "## Tests: $layer"
        echo
        "$benchmarks" tests "$here/tests/SnnCluster.$layer.Tests.dll" --filter .Gpu. || failed=yes
        echo
    done
fi

echo "## Parts of a step against the memory-bandwidth floor"
echo
"$benchmarks" kernels --device "$device" --scales "$scales" --duration-ms 500 --repeats "$repeats"
echo "## Whole runs on $device, beside the plain scalar version on one core of the host"
echo
"$benchmarks" table --device "$device" --scales "$scales" --duration-ms "$duration_ms" --repeats "$repeats" --with plain
if [ "$device" != host ]; then
    echo "## The same on one core of the host"
    echo
    "$benchmarks" table --device host --scales "$scales" --duration-ms "$duration_ms" --repeats "$repeats" --with none
fi

number() { # number NAME: that of a JSON object on standard input, or its text
    sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\).*/\1/p" | head -n 1
}

echo "## Other networks, whole, $network_ms ms of the model"
echo
echo "| network | device | real-time factor | synaptic events | digest |"
echo "| --- | --- | ---: | ---: | --- |"
for network in ${networks//,/ }; do
    for place in "$device" host; do
        result=$("$here/snncluster" run "$network" --duration-ms "$network_ms" --device "$place" --json --quiet --no-connectivity) || { failed=yes; continue; }
        echo "| $network | $place | $(number realTimeFactor <<< "$result") | $(number synapticEvents <<< "$result") | $(number digest <<< "$result" | cut -c 8-23) |"
    done
done
echo

echo "## Training: randman, 512 recurrent neurons, 5 % and 1 % of the connections, an epoch"
echo
echo "| device | time [s] | test accuracy |"
echo "| --- | ---: | ---: |"
for place in "$device" host; do
    began=$(date +%s.%N)
    result=$("$here/snncluster" train --dataset randman --hidden 512 --recurrent --input-density 0.05 --recurrent-density 0.01 --deep-r \
        --epochs 1 --device "$place" --json) || { failed=yes; continue; }
    echo "| $place | $(awk -v begin="$began" -v end="$(date +%s.%N)" 'BEGIN { printf "%.1f", end - begin }') | $(number testAccuracy <<< "$result") |"
done
echo

if [ "$failed" = yes ]; then
    echo "error: tests or runs failed: see above" >&2
    exit 1
fi
