#!/usr/bin/env bash
# Packs the command line, the benchmark program and the tests of engine, learning and experiments for a linux-x64 machine that has an NVIDIA driver
# and no .NET: one archive, to unpack and start run.sh in. Nothing is trimmed, since ILGPU reads the IL of kernels.
#
#   benchmarks/gpu/pack.sh [ARCHIVE]      default: artifacts/snncluster-gpu.tar.xz
set -euo pipefail

limit_mib=60
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
archive=$(realpath -m "${1:-$root/artifacts/snncluster-gpu.tar.xz}")
mkdir -p "$(dirname "$archive")"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
target=$stage/snncluster-gpu

# A lock file of its own keeps the platform's packages out of the project's. Compiling ahead would only make it larger.
publish() {
    local project=$1 output=$2
    shift 2
    dotnet publish "$root/$project" --configuration Release --runtime linux-x64 --output "$output" --nologo \
        --verbosity quiet -p:NuGetLockFilePath=obj/linux-x64.lock.json -p:PublishTrimmed=false -p:PublishReadyToRun=false \
        -p:DebugType=none "$@"
}

publish src/SnnCluster.Cli "$target" --self-contained true
publish benchmarks/SnnCluster.Benchmarks "$target" --self-contained true

# The benchmark program runs the tests; they need no runtime of their own.
for tests in SnnCluster.Engine.Tests SnnCluster.Learning.Tests SnnCluster.Experiments.Tests; do
    publish "tests/$tests" "$target/tests" --self-contained false
done
for file in "$target"/tests/*.dll; do
    if [ -e "$target/$(basename "$file")" ]; then
        rm "$file"
    fi
done

# Translations of messages, and the analysis tools that BenchmarkDotNet brings for other platforms.
find "$target" -type d -regextype posix-extended \
    -regex '.*/(cs|de|es|fr|it|ja|ko|pl|pt-BR|ru|tr|zh-Hans|zh-Hant)' -prune -exec rm -r {} +
rm -rf "$target"/{amd64,arm64,x86} "$target/tests/Microsoft.CodeCoverage"
cp "$root/benchmarks/gpu/run.sh" "$target/"
tar --create --file "$archive" --directory "$stage" --use-compress-program 'xz -T0 -6' snncluster-gpu

size_mib=$(( ($(stat --format %s "$archive") + 1048575) / 1048576 ))
echo "$archive: $size_mib MiB"
if [ "$size_mib" -ge "$limit_mib" ]; then
    echo "error: the archive is $size_mib MiB: must be below $limit_mib MiB" >&2
    exit 1
fi
