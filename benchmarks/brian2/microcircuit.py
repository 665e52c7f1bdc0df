#!/usr/bin/python3
"""The cortical microcircuit of Potjans and Diesmann (2014) in Brian 2, C++ standalone mode.

Eight populations, excitatory and inhibitory ones of layers 2/3, 4, 5 and 6: l23e, l23i, l4e, l4i, l5e, l5i, l6e, l6i.
Neurons: membrane 10 ms, 250 pF, rest and reset -65 mV, threshold -50 mV, refractory for 2 ms; V is normal at first,
with mean and standard deviation of each population. Currents decay with 0.5 ms. Each pair of populations has a fixed
total number of synapses, with replacement and possibly from a neuron to itself. Weights are normal with a mean of 87.8
pA (a response of 0.15 mV), twice that from l4e to l23e and -4 times that from inhibitory neurons, and a standard
deviation of a tenth of it, cut off where the sign would change (ten standard deviations away). Delays are normal, 1.5
+- 0.75 ms from excitatory and 0.75 +- 0.375 ms from inhibitory neurons, drawn again until they round to at least a
step, and count as in NEST.

Input from outside: Poisson trains of 8 Hz times the number of background synapses, with the mean weight of excitatory
ones, or the constant current that is their mean (dc). With --k-scaling K numbers of synapses and rates of the input are
K times as large, weights 1/sqrt(K) times, and a constant current stands for the mean input that is lost, at the rates
published for the whole network. --n-scaling leaves the number of synapses onto a neuron as it is.

Choices:
* Brian has no rule for a fixed total number: the program draws how many synapses each target gets, then their sources
  (peer.connect_total). It draws the delays, too: expressions of Brian cannot draw again.
* A population has one Synapses object for the targets in all populations, so that there are 8 of them and not 55 to
  compile and to call in each step.
* Weights and delays are arrays with a number for each synapse, as each is drawn.
* The Poisson input is one binomial number of 10^6 trials for each neuron and step (PoissonInput), drawn by inversion
  from one uniform number; variance and mean agree to 3e-6.
* Membranes and currents follow their exact propagator.
"""

import math

import peer

TRIALS = 1000000
BACKGROUND_HZ = 8
SYNAPSE_MS = 0.5
MEMBRANE_MS = 10
CAPACITANCE_PF = 250

# Neurons, background synapses, mean and standard deviation of the initial potential [mV], published rate [Hz].
LAYERS = {
    "l23e": (20683, 1600, -68.28, 5.36, 0.903),
    "l23i": (5834, 1500, -63.16, 4.57, 2.965),
    "l4e": (21915, 2100, -63.33, 4.74, 4.414),
    "l4i": (5479, 1900, -63.45, 4.94, 5.876),
    "l5e": (4850, 2000, -63.11, 4.94, 7.569),
    "l5i": (1065, 1900, -61.66, 4.55, 8.633),
    "l6e": (14395, 2900, -66.72, 5.46, 1.105),
    "l6i": (2948, 2100, -61.43, 4.48, 7.829),
}

# Probability that two neurons are connected at all: a row for each target, a column for each source.
PROBABILITY = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0, 0.0076, 0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0, 0.0042, 0],
    [0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0, 0.1057, 0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443],
]


def in_degree(target, source):
    """Synapses onto a neuron at full size: as many draws of a pair as leave 1 - p of the pairs without one."""
    names = list(LAYERS)
    probability = PROBABILITY[names.index(target)][names.index(source)]
    neurons = LAYERS[target][0]
    return math.log(1 - probability) / math.log(1 - 1 / (neurons * LAYERS[source][0])) / neurons


def full_weight_pa():
    """The current of a synapse whose response peaks at 0.15 mV."""
    ratio, difference = MEMBRANE_MS / SYNAPSE_MS, MEMBRANE_MS - SYNAPSE_MS
    peak = ratio ** (-MEMBRANE_MS / difference) - ratio ** (-SYNAPSE_MS / difference)
    return 0.15 / (MEMBRANE_MS * SYNAPSE_MS / (CAPACITANCE_PF * -difference) * peak)


def factor(target, source):
    """Mean weight over that of most excitatory synapses."""
    if source.endswith("i"):
        return -4
    return 2 if (target, source) == ("l23e", "l4e") else 1


def constant_pa(arguments, target):
    """Stands for the mean input of synapses that are scaled away, and for the background where that is constant."""
    lost = 1 - math.sqrt(arguments.k_scaling)
    background = LAYERS[target][1] * BACKGROUND_HZ
    recurrent = sum(factor(target, source) * in_degree(target, source) * LAYERS[source][4] for source in LAYERS)
    arriving_hz = (background if arguments.input == "dc" else lost * background) + lost * recurrent
    return 0.001 * SYNAPSE_MS * full_weight_pa() * arriving_hz


def define(arguments):
    import numpy
    from brian2 import Hz, NeuronGroup, PoissonInput, Synapses

    sizes = [max(1, round(arguments.n_scaling * layer[0])) for layer in LAYERS.values()]
    counts = "\n".join(f"from_{name} : integer (constant)" for name in LAYERS)
    neurons = NeuronGroup(
        sum(sizes),
        f"""dv/dt = (-65 - v)/({MEMBRANE_MS}*ms) + (current + constant)/({CAPACITANCE_PF}*ms) : 1 (unless refractory)
            dcurrent/dt = -current/({SYNAPSE_MS}*ms) : 1
            constant : 1 (constant)
            mean_at_first : 1 (constant)
            deviation_at_first : 1 (constant)
            {counts}""",
        threshold="v >= -50", reset="v = -65", refractory=peer.held(2), method="exact", name="neurons")
    neurons.constant = numpy.repeat([constant_pa(arguments, name) for name in LAYERS], sizes)
    neurons.mean_at_first = numpy.repeat([layer[2] for layer in LAYERS.values()], sizes)
    neurons.deviation_at_first = numpy.repeat([layer[3] for layer in LAYERS.values()], sizes)
    neurons.v = "mean_at_first + deviation_at_first*randn()"
    populations, first = {}, 0
    for name, size in zip(LAYERS, sizes):
        populations[name] = neurons[first:first + size]
        first += size

    weight = full_weight_pa() / math.sqrt(arguments.k_scaling)
    projections = []
    for source, group in populations.items():
        projection = Synapses(group, neurons, "w : 1 (constant)", on_pre="current_post += w",
                              name=f"{source}_to_all")
        totals = [round(in_degree(target, source) * arguments.k_scaling * size) for target, size in zip(LAYERS, sizes)]
        peer.connect_total(projection, source, sizes, totals)
        mean = f"{weight * factor('l4e', source)}"
        if source == "l4e":
            mean += f"*(1 + int(j < {sizes[0]}))"
        projection.w = f"{mean}*clip(1 + 0.1*randn(), 0, 2)"
        mean_ms = 1.5 if source.endswith("e") else 0.75
        peer.draw_delays(projection, mean_ms, mean_ms / 2)
        projections.append(projection)

    drives = []
    if arguments.input == "poisson":
        drives = [PoissonInput(group, "current", N=TRIALS, weight=weight,
                               rate=BACKGROUND_HZ * LAYERS[name][1] * arguments.k_scaling / TRIALS * Hz)
                  for name, group in populations.items()]
    return peer.Definition(populations, projections, [neurons, *drives], peer.NEST_ORDER)


def main():
    parser = peer.parser(__doc__, neurons=None, duration_ms=1500, warm_up_ms=500, directory="brian2-microcircuit",
                         correlated_neurons=200)
    parser.add_argument("--n-scaling", type=float, default=1,
                        help="neurons, as a share of the published number (default: 1)")
    parser.add_argument("--k-scaling", type=float, default=1,
                        help="synapses onto a neuron, as a share of the published number (default: 1)")
    parser.add_argument("--input", choices=["poisson", "dc"], default="poisson",
                        help="input from outside: Poisson trains or a constant current (default: poisson)")
    arguments = peer.parse(parser)
    for name in ("n_scaling", "k_scaling"):
        if not 0 < getattr(arguments, name) <= 1:
            parser.error(f"--{name.replace('_', '-')} is {getattr(arguments, name)}: must be above 0 and at most 1")
    peer.main(__file__, arguments, define, ["n_scaling", "k_scaling", "input"])


if __name__ == "__main__":
    main()
