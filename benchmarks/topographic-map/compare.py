#!/usr/bin/env python3
"""Runs the topographic map over five seeds and prints the tables of docs/topographic-map.md.

The first table stands beside the values of the reference implementation (GeNN; mean and standard deviation over five
seeds after 20 s of model time), with `reference-quirks` on. A row fails where the means differ by more than
4*sqrt(sd1^2/5 + sd2^2/5).

Usage: compare.py [--snncluster 'dotnet run -c Release --project src/SnnCluster.Cli --'] [--seeds 5]
"""
import argparse
import json
import shlex
import statistics
import subprocess
import sys

# Row: reference mean and standard deviation at the start and after 20 s (None where not published), and where ours is.
REFERENCE = [
    ("feed-forward synapses", (1602, 41), (4463, 46), lambda r, t: r["synapses"]["feed-forward"][t]),
    ("lateral synapses", (1593, 34), (2407, 21), lambda r, t: r["synapses"]["lateral"][t]),
    ("mean weight, feed-forward", None, (0.1575, 0.0014), lambda r, t: r["meanWeight"][t]["feed-forward"]),
    ("mean weight, lateral", None, (0.1359, 0.0017), lambda r, t: r["meanWeight"][t]["lateral"]),
    ("weighted mean distance, feed-forward", (3.12, 0.03), (2.67, 0.02),
     lambda r, t: r["mapQuality"][t]["meanDistanceWeighted"]),
    ("sigma_aff, weighted", (3.05, 0.05), (2.85, 0.02), lambda r, t: r["mapQuality"][t]["sigmaAffWeighted"]),
    ("sigma_aff, unweighted", None, (3.12, 0.02), lambda r, t: r["mapQuality"][t]["sigmaAff"]),
    ("AD, weighted", (1.39, 0.07), (0.74, 0.04), lambda r, t: r["mapQuality"][t]["adWeighted"]),
    ("mean rate of sources [Hz]", None, (19.96, 0.02), lambda r, t: r["meanRateHz"]["source"]),
    ("mean rate of targets [Hz]", None, (25.95, 0.34), lambda r, t: r["meanRateHz"]["target"]),
]

VARIANTS = [
    ("all of it, 20 s", ["--duration-ms", "20000"]),
    ("all of it, 60 s", []),
    ("no STDP", ["--no-stdp"]),
    ("no rewiring", ["--no-rewiring"]),
    ("uncorrelated input", ["--uncorrelated-input"]),
    ("delay 1 ms", ["--delay-ms", "1"]),
]


def run(command, arguments, seed):
    line = [*command, "run", "topographic-map", "--seed", str(seed), "--json", "--quiet", *arguments]
    return json.loads(subprocess.run(line, check=True, stdout=subprocess.PIPE).stdout)


def mean_sd(values):
    return statistics.mean(values), statistics.stdev(values) if len(values) > 1 else 0.0


def show(pair):
    if pair is None:
        return ""
    mean, sd = pair
    digits = 0 if mean > 100 else 2 if mean > 0.5 else 4
    return f"{mean:.{digits}f} ± {sd:.{digits}f}"


def compare(command, seeds):
    results = [run(command, ["--duration-ms", "20000", "--set", "reference-quirks=true"], seed) for seed in seeds]
    print("| | reference, start | ours, start | reference, 20 s | ours, 20 s | difference / allowed |")
    print("| --- | --- | --- | --- | --- | --- |")
    failed = 0
    for name, start, end, value in REFERENCE:
        ours_start = mean_sd([value(r, "initial") for r in results]) if start else None
        ours_end = mean_sd([value(r, "final") for r in results])
        ratios = []
        for theirs, ours in ((start, ours_start), (end, ours_end)):
            if theirs and ours:
                allowed = 4 * ((theirs[1] ** 2 + ours[1] ** 2) / 5) ** 0.5
                ratios.append(abs(theirs[0] - ours[0]) / allowed)
        failed += max(ratios) > 1
        print(f"| {name} | {show(start)} | {show(ours_start)} | {show(end)} | {show(ours_end)} | "
              f"{', '.join(f'{ratio:.2f}' for ratio in ratios)} |")
    return failed


def variants(command, seeds):
    print("| | feed-forward / lateral synapses | mean weight, feed-forward / lateral | sigma_aff, weighted "
          "| AD, weighted | rate of targets [Hz] |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, arguments in VARIANTS:
        results = [run(command, arguments, seed) for seed in seeds]
        def of(value):
            return show(mean_sd([value(r) for r in results]))
        print(f"| {name} | {of(lambda r: r['synapses']['feed-forward']['final'])} / "
              f"{of(lambda r: r['synapses']['lateral']['final'])} "
              f"| {of(lambda r: r['meanWeight']['final']['feed-forward'])} / "
              f"{of(lambda r: r['meanWeight']['final']['lateral'])} "
              f"| {of(lambda r: r['mapQuality']['final']['sigmaAffWeighted'])} "
              f"| {of(lambda r: r['mapQuality']['final']['adWeighted'])} "
              f"| {of(lambda r: r['meanRateHz']['target'])} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--snncluster", default="dotnet run -c Release --project src/SnnCluster.Cli --")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    command = shlex.split(options.snncluster)
    seeds = range(1, options.seeds + 1)
    failed = compare(command, seeds)
    print()
    variants(command, seeds)
    if failed:
        sys.exit(f"{failed} rows differ from the reference by more than chance allows")


if __name__ == "__main__":
    main()
