#!/usr/bin/python3
"""The topographic map in Brian 2, C++ standalone mode, with STDP and without rewiring: a peer to measure against.

Prints one JSON object: seconds of the simulation loop (neither generation of code, nor compilation, nor the building
of the network), real-time factor and mean rates. The first run with a set of arguments builds a program in
--directory; later runs with the same arguments start that program again.

Where Brian 2 has several ways to say the same, this takes the one that makes it fast:
* Poisson sources count down to their next spike, drawn once per spike, as in our own model (Brian's PoissonGroup
  draws for every neuron and step).
* Traces of STDP are kept per neuron. They decay by one multiplication a step, where an event-driven trace per synapse
  would cost an exponential per event.
* Euler's method with rates (1 - exp(-dt/tau))/dt is exact for what decays exponentially, and is the model's own formula
  for the membrane, at one multiplication.

Resets come before synapses, so that spikes of the same step pair as in our model. A spike of one step is used as input
in the next: that is a delay of one step in our words and no delay in Brian's.
"""

import argparse
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys

TILE = 16
DT_MS = 0.1
STIMULUS_MS = 20


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=int, default=1, help="layers of (16*scale)^2 neurons (default: 1)")
    parser.add_argument("--duration-ms", type=float, default=10000, help="simulated time [ms] (default: 10000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of connectivity and stimuli (default: 1)")
    parser.add_argument("--precision", choices=["double", "single"], default="double",
                        help="floating point numbers of the generated code (default: double, as Brian's)")
    parser.add_argument("--directory", default="brian2-topographic-map",
                        help="where the program is generated and built (default: brian2-topographic-map)")
    parser.add_argument("--build-only", action="store_true", help="build the program and do not run it")
    parser.add_argument("--cpu", type=int, help="run the program on this core alone")
    arguments = parser.parse_args()
    if arguments.scale < 1:
        parser.error(f"--scale is {arguments.scale}: must be at least 1")
    if not arguments.duration_ms >= DT_MS:
        parser.error(f"--duration-ms is {arguments.duration_ms}: must be at least {DT_MS}")
    return arguments


def gaussian_pairs(random, width, probability, sigma):
    """Each pair is connected with probability p*exp(-d^2/(2*sigma^2)), d its periodic distance; offset by offset."""
    import numpy

    half = width // 2
    reach = int(min(9.5 * sigma, half))
    ids = numpy.arange(width * width)
    x, y = ids % width, ids // width
    sources, targets = [], []
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            if dx == -half or dy == -half:
                continue  # Half way round, both directions lead to the same neuron.
            drawn = numpy.flatnonzero(
                random.random(ids.size) < probability * numpy.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma)))
            targets.append(drawn)
            sources.append((y[drawn] + dy) % width * width + (x[drawn] + dx) % width)
    sources, targets = numpy.concatenate(sources), numpy.concatenate(targets)
    order = numpy.lexsort((targets, sources))
    return sources[order], targets[order]


def build(arguments):
    import brian2
    import numpy
    from brian2 import ms, second

    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.prefs.codegen.cpp.extra_compile_args_gcc = [
        "-w", "-O3", "-march=native", "-ffast-math", "-fno-finite-math-only", "-std=c++11"]
    brian2.prefs.devices.cpp_standalone.openmp_threads = 0
    brian2.prefs.devices.cpp_standalone.extra_make_args_unix = ["-j2"]
    if arguments.precision == "single":
        brian2.prefs.core.default_float_dtype = numpy.float32
    dt = DT_MS * ms
    brian2.defaultclock.dt = dt
    random = numpy.random.default_rng(arguments.seed)
    width = TILE * arguments.scale
    size = width * width

    def exact_rate(tau_ms):
        return (1 - numpy.exp(-DT_MS / tau_ms)) / DT_MS / ms

    def locations():
        count = int(numpy.ceil(arguments.duration_ms / STIMULUS_MS)) + 1
        return brian2.TimedArray(random.integers(0, TILE, count).astype(float), dt=STIMULUS_MS * ms)

    shared = {
        "stimulus_x": locations(),
        "stimulus_y": locations(),
        "membrane_rate": exact_rate(20),
        "conductance_rate": exact_rate(5),
        "source_rate": exact_rate(20),
        "target_rate": exact_rate(64),
        "step": dt,
        "w_max": 0.2,
        "a_plus": 0.1 * 0.2,
        "a_minus": 1.2 * 0.1 * 0.2 * 20 / 64,
    }
    ids = numpy.arange(size)

    sources = brian2.NeuronGroup(
        size,
        """dcountdown/dt = -1/step : 1
           dsource_trace/dt = -source_trace*source_rate : 1
           interval : 1
           tile_x : 1 (constant)
           tile_y : 1 (constant)""",
        threshold="countdown <= 0",
        reset="""source_trace += 1
                 countdown += -log(1 - rand())*interval""",
        method="euler", namespace=shared, name="sources")
    sources.tile_x = (ids % width % TILE).astype(float)
    sources.tile_y = (ids // width % TILE).astype(float)
    sources.run_regularly(
        """ax = abs(tile_x - stimulus_x(t))
           ay = abs(tile_y - stimulus_y(t))
           dx = ax*int(ax <= 8) + (16 - ax)*int(ax > 8)
           dy = ay*int(ay <= 8) + (16 - ay)*int(ay > 8)
           interval = 10000/(5 + 152.8*exp(-(dx*dx + dy*dy)/8))
           countdown = -log(1 - rand())*interval""",
        dt=STIMULUS_MS * ms)

    # Brian counts the step of the spike into the refractory time, our model does not.
    targets = brian2.NeuronGroup(
        size,
        """dv/dt = (-70 - v - g*v)*membrane_rate : 1 (unless refractory)
           dg/dt = -g*conductance_rate : 1
           dsource_trace/dt = -source_trace*source_rate : 1
           dtarget_trace/dt = -target_trace*target_rate : 1""",
        threshold="v >= -54",
        reset="""v = -70
                 source_trace += 1
                 target_trace += 1""",
        refractory=5.1 * ms, method="euler", namespace=shared, name="targets")
    targets.v = "-60 + 5*randn()"

    objects = [sources, targets]
    synapses = {}
    for name, group, probability, sigma in (("feed-forward", sources, 0.16, 2.5), ("lateral", targets, 1.0, 1.0)):
        projection = brian2.Synapses(
            group, targets, "w : 1",
            on_pre="""g_post += w
                      w = clip(w - a_minus*target_trace_post, 0, w_max)""",
            on_post="w = clip(w + a_plus*source_trace_pre, 0, w_max)",
            namespace=shared, name=name.replace("-", "_"))
        i, j = gaussian_pairs(random, width, probability, sigma)
        projection.connect(i=i, j=j)
        projection.w = 0.2
        synapses[name] = int(i.size)
        objects.append(projection)

    objects.append(brian2.SpikeMonitor(sources, record=False, name="source_spikes"))
    objects.append(brian2.SpikeMonitor(targets, record=False, name="target_spikes"))
    network = brian2.Network(*objects)
    network.schedule = ["start", "groups", "thresholds", "resets", "synapses", "end"]

    # Brian itself measures processor time; ours is wall time, so this must be.
    brian2.device.insert_code("before_network_run", "struct timespec wall_start, wall_end; clock_gettime(CLOCK_MONOTONIC, &wall_start);")
    brian2.device.insert_code(
        "after_network_run",
        """clock_gettime(CLOCK_MONOTONIC, &wall_end);
           std::ofstream("results/wall_seconds.txt")
               << (wall_end.tv_sec - wall_start.tv_sec) + 1e-9 * (wall_end.tv_nsec - wall_start.tv_nsec);""")
    network.run(arguments.duration_ms / 1000 * second)
    brian2.device.build(directory=arguments.directory, compile=True, run=False, with_output=False)
    return {"version": brian2.__version__, "neurons": 2 * size, "synapses": synapses}


def run(arguments, built):
    command = [os.path.join(os.path.abspath(arguments.directory), "main")]
    if arguments.cpu is not None:
        command = ["taskset", "-c", str(arguments.cpu)] + command
    subprocess.run(command, cwd=arguments.directory, check=True, stdout=sys.stderr)
    results = os.path.join(arguments.directory, "results")
    with open(os.path.join(results, "wall_seconds.txt")) as file:
        seconds = float(file.read())
    with open(os.path.join(results, "last_run_info.txt")) as file:
        processor_seconds = float(file.read().split()[0])

    simulated = arguments.duration_ms / 1000
    return {
        "program": f"Brian 2 {built['version']}, C++ standalone, {arguments.precision} precision",
        "scale": arguments.scale,
        "neurons": built["neurons"],
        "synapses": built["synapses"],
        "simulatedMs": arguments.duration_ms,
        "loopSeconds": seconds,
        "processorSeconds": processor_seconds,
        "realTimeFactor": seconds / simulated,
        "meanRateHz": {name: mean_count(arguments, name) / simulated for name in ("source", "target")},
    }


def mean_count(arguments, name):
    import numpy

    (path,) = glob.glob(os.path.join(arguments.directory, "results", f"_array_{name}_spikes_count_*"))
    return float(numpy.fromfile(path, dtype=numpy.int32).mean())


def main():
    arguments = parse_arguments()
    wanted = {name: getattr(arguments, name) for name in ("scale", "duration_ms", "seed", "precision")}
    with open(__file__, "rb") as file:
        wanted["script"] = hashlib.sha256(file.read()).hexdigest()
    record = os.path.join(arguments.directory, "built.json")
    built = None
    if os.path.exists(record):
        with open(record) as file:
            known = json.load(file)
        built = known["built"] if known["arguments"] == wanted else None
    if built is None:
        shutil.rmtree(arguments.directory, ignore_errors=True)
        built = build(arguments)
        with open(record, "w") as file:
            json.dump({"arguments": wanted, "built": built}, file)
    if not arguments.build_only:
        print(json.dumps(run(arguments, built)))


if __name__ == "__main__":
    main()
