"""What the peer networks in Brian 2 have in common: options, building, running and statistics.

A network is a function that gets the parsed arguments and returns a Definition. It is generated, compiled in C++
standalone mode and run as a program of its own; the program takes the seed as its argument, so that further seeds do
not compile again. --directory holds the program: arguments that change it build it anew, others start it again.

Time runs as in NEST where a network asks for it by its schedule NEST_ORDER: a step advances the state, then adds what
arrives, then tests the threshold. A spike of one step is then put into the queues in the next, which makes one step of
delay, so arrival() takes one off. Brian counts the step of the spike into the refractory time, NEST does not, so held()
adds one.

Statistics are over the time from --warm-up-ms to --duration-ms:
* rateHz: mean over neurons.
* cvIsi: mean over neurons with at least 4 spikes of sd/mean of their intervals, sd that of a population.
* pairwiseCorrelation: mean Pearson correlation of spike counts in bins of 5 ms, over all pairs of 500 neurons (200 in
  the microcircuit) drawn at random (all, if there are fewer), silent ones left out.
A statistic of too few spikes is null.
"""

import argparse
import csv
import dataclasses
import glob
import hashlib
import json
import math
import os
import shutil
import subprocess
import sys

NEST_ORDER = ["start", "groups", "synapses", "thresholds", "resets", "end"]
RESETS_FIRST = ["start", "groups", "thresholds", "resets", "synapses", "end"]
SPIKES_FIRST = ["start", "thresholds", "resets", "synapses", "groups", "end"]

# Orders of pathways within the slot of synapses; by default Brian runs on_pre at -1 and on_post at 1, whatever the
# order of the Synapses object.
FIRST = -2
LAST = 2

CORRELATION_BIN_MS = 5
CSV_COLUMNS = ["experiment", "parameters", "seed", "duration_ms", "warm_up_ms", "population", "quantity", "value"]


@dataclasses.dataclass
class Definition:
    """A network.

    populations: name to group or subgroup; monitors are added to each.
    projections: all recurrent Synapses objects, called SOURCE_to_SOMETHING by the name of their source population.
    others: what else the network consists of.
    schedule: order of the slots of a step.
    notes: what the program's statistics need to know about how it was built; must be JSON.
    """

    populations: dict
    projections: list
    others: list
    schedule: list
    notes: dict = dataclasses.field(default_factory=dict)


def parser(description, neurons, duration_ms, warm_up_ms, directory, dt_ms=0.1, correlated_neurons=500):
    """The options that all networks have; --neurons only if neurons is not None."""
    result = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    if neurons is not None:
        result.add_argument("--neurons", type=int, default=neurons,
                            help=f"neurons of both populations (default: {neurons})")
    result.add_argument("--duration-ms", type=float, default=duration_ms,
                        help=f"simulated time, with the warm-up [ms] (default: {duration_ms})")
    result.add_argument("--warm-up-ms", type=float, default=warm_up_ms,
                        help=f"time at the start that statistics leave out [ms] (default: {warm_up_ms})")
    result.add_argument("--seed", type=int, default=1, help="seed of everything random (default: 1)")
    result.add_argument("--precision", choices=["double", "single"], default="double",
                        help="floating point numbers of the generated code (default: double, as Brian's)")
    result.add_argument("--directory", default=directory,
                        help=f"where the program is generated and built (default: {directory})")
    result.add_argument("--build-only", action="store_true", help="build the program and do not run it")
    result.add_argument("--cpu", type=int, help="run the program on this core alone")
    result.add_argument("--csv", help="add the statistics to this file, one row a value")
    result.set_defaults(dt_ms=dt_ms, correlated_neurons=correlated_neurons)
    return result


def parse(options, least_neurons=10):
    """The arguments, after checks of those that all networks have."""
    arguments = options.parse_args()
    if hasattr(arguments, "neurons") and arguments.neurons < least_neurons:
        options.error(f"--neurons is {arguments.neurons}: must be at least {least_neurons}")
    if not arguments.dt_ms <= arguments.duration_ms < math.inf:
        options.error(f"--duration-ms is {arguments.duration_ms}: must be at least {arguments.dt_ms}, and finite")
    if not 0 <= arguments.warm_up_ms < arguments.duration_ms:
        options.error(f"--warm-up-ms is {arguments.warm_up_ms}: must be at least 0 and below --duration-ms, "
                      f"which is {arguments.duration_ms}")
    if not 0 <= arguments.seed < 2**32:
        options.error(f"--seed is {arguments.seed}: must be at least 0 and below 2^32")
    if arguments.cpu is not None and not 0 <= arguments.cpu < (os.cpu_count() or 1):
        options.error(f"--cpu is {arguments.cpu}: must be at least 0 and below {os.cpu_count()}, the number of cores")
    return arguments


def split(arguments):
    """Numbers of excitatory and inhibitory neurons, four to one."""
    excitatory = arguments.neurons * 4 // 5
    return excitatory, arguments.neurons - excitatory


def arrival(delay_ms, dt_ms=0.1):
    """Brian's delay for a delay of NEST, with the schedule NEST_ORDER."""
    from brian2 import ms

    return round(delay_ms / dt_ms - 1) * dt_ms * ms


def held(time_ms, dt_ms=0.1):
    """Brian's refractory time for a neuron that is held for as many steps as there are in time_ms."""
    from brian2 import ms

    return (time_ms + dt_ms) * ms


def connect_in_degree(synapses, in_degree, autapses=True):
    """Draws the sources of each target with replacement, and sorts synapses by source."""
    drawn = "int(rand()*N_pre)" if autapses else "(j + 1 + int(rand()*(N_pre - 1))) % N_pre"
    synapses.connect(i=f"{drawn} for _ in range({in_degree})")
    sort_by_source(synapses)


def connect_total(synapses, source, sizes, totals):
    """Draws as many synapses from a population to each of several as totals says, and sorts them by source.

    source: its name; the targets are the neurons of synapses.target in turn, as many of a population as sizes says, and
    have an integer variable from_SOURCE. Source and target of each synapse are drawn with replacement, and may be the
    same neuron. Brian has no such rule, so the program draws the number of synapses of each target first, by throwing
    all of them at the targets.
    """
    import brian2

    device = brian2.device
    counts = device.get_array_name(synapses.target.variables[f"from_{source}"], access_data=False)
    first = 0
    for size, total in zip(sizes, totals):
        device.insert_code("main", f"""
            for (long k = 0; k < {total}L; k++)
                {counts}[{first} + (int)(rk_double(brian::_mersenne_twister_states[0])*{size})]++;""")
        first += size
    synapses.connect(i=f"int(rand()*N_pre) for _ in range(from_{source}_post)")
    sort_by_source(synapses)


def draw_delays(synapses, mean_ms, deviation_ms, dt_ms=0.1):
    """Draws NEST's delays from a normal distribution, again until they round to at least a step.

    An expression of Brian cannot draw again, so the program does.
    """
    import brian2

    delays = brian2.device.get_array_name(synapses.pre.variables["delay"], access_data=False)
    brian2.device.insert_code("main", f"""
        for (size_t k = 0; k < {delays}.size(); k++)
        {{
            double drawn_ms;
            do drawn_ms = {mean_ms} + {deviation_ms}*rk_gauss(brian::_mersenne_twister_states[0]);
            while (drawn_ms < {dt_ms / 2});
            {delays}[k] = (drawn_ms - {dt_ms})*1e-3;
        }}""")


def sort_by_source(synapses):
    """Sorts synapses in the program, for speed alone: those of one spike then lie side by side in memory.

    What else synapses have must be set later.
    """
    import brian2

    device = brian2.device
    pre, post = (device.get_array_name(synapses.variables[name], access_data=False)
                 for name in ("_synaptic_pre", "_synaptic_post"))
    device.insert_code("main", f"""
        {{
            const std::vector<int32_t> old_pre({pre}.begin(), {pre}.end()), old_post({post}.begin(), {post}.end());
            std::vector<size_t> place;
            for (size_t k = 0; k < old_pre.size(); k++)
            {{
                if (place.size() < (size_t)old_pre[k] + 2) place.resize(old_pre[k] + 2, 0);
                place[old_pre[k] + 1]++;
            }}
            for (size_t n = 1; n < place.size(); n++) place[n] += place[n - 1];
            for (size_t k = 0; k < old_pre.size(); k++)
            {{
                const size_t to = place[old_pre[k]]++;
                {pre}[to] = old_pre[k];
                {post}[to] = old_post[k];
            }}
        }}""")


def build(arguments, define):
    import brian2
    import numpy
    from brian2 import ms

    brian2.set_device("cpp_standalone", build_on_run=False)
    brian2.prefs.codegen.cpp.extra_compile_args_gcc = [
        "-w", "-O3", "-march=native", "-ffast-math", "-fno-finite-math-only", "-std=c++11"]
    brian2.prefs.devices.cpp_standalone.openmp_threads = 0
    brian2.prefs.devices.cpp_standalone.extra_make_args_unix = ["-j1"]
    if arguments.precision == "single":
        brian2.prefs.core.default_float_dtype = numpy.float32
    brian2.defaultclock.dt = arguments.dt_ms * ms
    device = brian2.device
    device.insert_code(
        "before_start",
        """struct timespec wall_main, wall_start, wall_end;
           clock_gettime(CLOCK_MONOTONIC, &wall_main);
           if (argc != 2) { std::cerr << "usage: main SEED" << std::endl; return 2; }""")
    device.insert_code("main", "rk_seed(strtoul(argv[1], NULL, 10), brian::_mersenne_twister_states[0]);")
    definition = define(arguments)
    monitors = [brian2.SpikeMonitor(group, name=f"{name}_spikes") for name, group in definition.populations.items()]
    network = brian2.Network(*definition.projections, *definition.others, *monitors)
    network.schedule = definition.schedule

    # Brian itself measures processor time; ours is wall time, so this must be. The peak is the program's own: rusage
    # would begin with what this process held when it started the program.
    device.insert_code("before_network_run", "clock_gettime(CLOCK_MONOTONIC, &wall_start);")
    device.insert_code(
        "after_network_run",
        """clock_gettime(CLOCK_MONOTONIC, &wall_end);
           {
               std::ofstream out("results/peer.txt");
               out << (wall_start.tv_sec - wall_main.tv_sec) + 1e-9 * (wall_start.tv_nsec - wall_main.tv_nsec) << ' '
                   << (wall_end.tv_sec - wall_start.tv_sec) + 1e-9 * (wall_end.tv_nsec - wall_start.tv_nsec) << ' ';
               std::ifstream status("/proc/self/status");
               std::string word;
               while (status >> word) if (word == "VmHWM:") { status >> word; out << word; break; }
           }""")
    network.run(arguments.duration_ms * ms)
    device.build(directory=arguments.directory, compile=True, run=False, with_output=False)
    return {
        "version": brian2.__version__,
        "populations": {name: [int(getattr(group, "start", 0)), int(group.N)]
                        for name, group in definition.populations.items()},
        "projections": [synapses.name for synapses in definition.projections],
        "notes": definition.notes,
    }


def read(arguments, name, dtype):
    """An array of the program's results, by the name of its object and variable."""
    import numpy

    pattern = os.path.join(glob.escape(arguments.directory), "results", f"_*array_{name}_[0-9]*")
    (path,) = (path for path in glob.glob(pattern) if path.rpartition("_")[0].endswith(f"array_{name}"))
    return numpy.fromfile(path, dtype=dtype)


def floats(arguments):
    """The type of the program's state variables."""
    return "float32" if arguments.precision == "single" else "float64"


def statistics(arguments, times_ms, neurons, size):
    """Statistics of one population from its spikes."""
    import numpy

    kept = times_ms >= arguments.warm_up_ms - 1e-6
    times_ms, neurons = times_ms[kept], neurons[kept]
    recorded = arguments.duration_ms - arguments.warm_up_ms
    return {
        "rateHz": neurons.size / size / recorded * 1000,
        "cvIsi": mean_cv(times_ms, neurons, size, numpy),
        "pairwiseCorrelation": mean_correlation(arguments, times_ms, neurons, size, numpy),
    }


def mean_cv(times_ms, neurons, size, numpy):
    order = numpy.lexsort((times_ms, neurons))
    times_ms, neurons = times_ms[order], neurons[order]
    same = neurons[1:] == neurons[:-1]
    intervals, owners = numpy.diff(times_ms)[same], neurons[1:][same]
    counts = numpy.bincount(owners, minlength=size)
    enough = counts >= 3
    if not enough.any():
        return None
    with numpy.errstate(invalid="ignore", divide="ignore"):
        means = numpy.bincount(owners, intervals, size) / counts
    deviations = numpy.bincount(owners, (intervals - means[owners]) ** 2, size)
    return float((numpy.sqrt(deviations[enough] / counts[enough]) / means[enough]).mean())


def mean_correlation(arguments, times_ms, neurons, size, numpy):
    random = numpy.random.default_rng(arguments.seed)
    chosen = random.choice(size, min(size, arguments.correlated_neurons), replace=False)
    rows = numpy.full(size, -1)
    rows[chosen] = numpy.arange(chosen.size)
    bins = int((arguments.duration_ms - arguments.warm_up_ms) / CORRELATION_BIN_MS + 1e-9)
    # A spike of a step belongs to the step's beginning, up to rounding.
    columns = ((times_ms - arguments.warm_up_ms) / CORRELATION_BIN_MS + 1e-6).astype(int)
    kept = (rows[neurons] >= 0) & (columns < bins)
    counts = numpy.zeros((chosen.size, bins), dtype=numpy.float32)
    numpy.add.at(counts, (rows[neurons[kept]], columns[kept]), 1)
    counts -= counts.mean(axis=1, dtype=numpy.float64, keepdims=True).astype(numpy.float32)
    norms = numpy.sqrt((counts**2).sum(axis=1, dtype=numpy.float64))
    counts = counts[norms > 0] / norms[norms > 0, None].astype(numpy.float32)
    if len(counts) < 2:
        return None
    products = (counts @ counts.T).astype(numpy.float64)
    return float((products.sum() - numpy.trace(products)) / (len(counts) * (len(counts) - 1)))


def run(arguments, built, name, parameters, extra):
    import numpy

    command = [os.path.join(os.path.abspath(arguments.directory), "main"), str(arguments.seed)]
    if arguments.cpu is not None:
        command = ["taskset", "-c", str(arguments.cpu)] + command
    subprocess.run(command, cwd=arguments.directory, check=True, stdout=sys.stderr)
    with open(os.path.join(arguments.directory, "results", "peer.txt")) as file:
        build_seconds, loop_seconds, peak = (float(word) for word in file.read().split())

    outgoing = {projection: read(arguments, f"{projection}_N_outgoing", "int32") for projection in built["projections"]}
    spikes, found, events = {}, {}, 0
    for population, (start, size) in built["populations"].items():
        neurons = read(arguments, f"{population}_spikes_i", "int32")
        times_ms = read(arguments, f"{population}_spikes_t", "float64") * 1000
        counts = numpy.bincount(neurons, minlength=size)
        spikes[population] = (times_ms, neurons, size)
        found[population] = statistics(arguments, times_ms, neurons, size)
        events += sum(int(counts @ outgoing[projection][start:start + size])
                      for projection in outgoing if projection.startswith(f"{population}_to_"))
    for population, values in (extra(arguments, built["notes"], spikes) if extra else {}).items():
        found.setdefault(population, {}).update(values)

    if arguments.csv:
        write_csv(arguments, name, parameters, found)
    return {
        "program": f"Brian 2 {built['version']}, C++ standalone, {arguments.precision} precision",
        "experiment": name,
        "parameters": parameters,
        "seed": arguments.seed,
        "simulatedMs": arguments.duration_ms,
        "warmUpMs": arguments.warm_up_ms,
        "buildSeconds": build_seconds,
        "loopSeconds": loop_seconds,
        "realTimeFactor": loop_seconds / (arguments.duration_ms / 1000),
        "peakMemoryBytes": int(peak) * 1024,
        "synapses": int(sum(numbers.sum(dtype=numpy.int64) for numbers in outgoing.values())),
        "synapticEvents": events,
        "spikes": int(sum(neurons.size for _, neurons, _ in spikes.values())),
        "statistics": found,
    }


def write_csv(arguments, name, parameters, found):
    """Adds one row a value; a list becomes quantity[0], quantity[1] and so on; null becomes an empty cell."""
    new = not os.path.exists(arguments.csv)
    text = ";".join(f"{key}={value}" for key, value in parameters.items())
    with open(arguments.csv, "a", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(CSV_COLUMNS)
        for population, values in found.items():
            for quantity, value in values.items():
                cells = {quantity: value}
                if isinstance(value, list):
                    cells = {f"{quantity}[{index}]": item for index, item in enumerate(value)}
                for label, cell in cells.items():
                    writer.writerow([name, text, arguments.seed, f"{arguments.duration_ms:.12g}",
                                     f"{arguments.warm_up_ms:.12g}", population, label,
                                     "" if cell is None else f"{cell:.6g}"])


def main(script, arguments, define, parameters, extra=None, seed_in_program=False):
    """Builds the program unless it is there, runs it and prints its results as one JSON object.

    parameters: names of the arguments that describe the network.
    extra: gets the arguments, the definition's notes and the spikes of each population as (times [ms], neurons, size),
        and returns further statistics as {population: {quantity: number or list}}.
    seed_in_program: says that the definition draws numbers itself, so that another seed is another program.
    """
    wanted = {name: getattr(arguments, name) for name in parameters}
    described = dict(wanted)
    wanted.update(duration_ms=arguments.duration_ms, precision=arguments.precision)
    if seed_in_program:
        wanted["seed"] = arguments.seed
    for path in (script, __file__):
        with open(path, "rb") as file:
            wanted[os.path.basename(path)] = hashlib.sha256(file.read()).hexdigest()
    record = os.path.join(arguments.directory, "built.json")
    built = None
    if os.path.exists(record):
        with open(record) as file:
            known = json.load(file)
        built = known["built"] if known["arguments"] == wanted else None
    if built is None:
        shutil.rmtree(arguments.directory, ignore_errors=True)
        built = build(arguments, define)
        with open(record, "w") as file:
            json.dump({"arguments": wanted, "built": built}, file)
    if not arguments.build_only:
        name = os.path.splitext(os.path.basename(script))[0]
        print(json.dumps(run(arguments, built, name, described, extra)))
