#!/usr/bin/python3
"""Brunel's (2000) network of current-based neurons with delta synapses in Brian 2, C++ standalone mode.

Four fifths of the neurons excite, one fifth inhibits. Every neuron gets a fixed number of synapses from each
population, with replacement and possibly from itself, and Poisson input of eta*10 kHz through synapses like the
excitatory ones. Membranes: time constant 20 ms, threshold 20 mV, reset 10 mV, refractory for 2 ms, at 0 mV at first.
Synapses: 0.1 mV and -g*0.1 mV after 1.5 ms; what arrives at a refractory neuron is lost, as in NEST.

Choices:
* The Poisson input is one binomial number of 10^6 trials for each neuron and step (PoissonInput), drawn by inversion
  from one uniform number; variance and mean agree to 4e-6.
* Membranes decay by their exact propagator; weights are constants of the program, not arrays.
"""

import peer

REGIMES = {"ai": (5, 2), "sr": (3, 2), "si-fast": (6, 4), "si-slow": (4.5, 0.9)}
TRIALS = 1000000


def define(arguments):
    from brian2 import Hz, NeuronGroup, PoissonInput, Synapses, ms, mV

    g, eta = REGIMES[arguments.regime]
    excitatory, inhibitory = peer.split(arguments)
    neurons = NeuronGroup(
        arguments.neurons, "dv/dt = -v/(20*ms) : volt (unless refractory)", threshold="v >= 20*mV", reset="v = 10*mV",
        refractory=peer.held(2), method="exact", name="neurons")
    populations = {"e": neurons[:excitatory], "i": neurons[excitatory:]}
    projections = []
    for name, size, weight_mv in (("e", excitatory, 0.1), ("i", inhibitory, -g * 0.1)):
        projection = Synapses(populations[name], neurons, on_pre=f"v_post += {weight_mv}*mV",
                              delay=peer.arrival(1.5), name=f"{name}_to_all")
        peer.connect_in_degree(projection, sources(arguments, size))
        projections.append(projection)
    drive = PoissonInput(neurons, "v", N=TRIALS, rate=eta * 10000 / TRIALS * Hz, weight=0.1 * mV)
    return peer.Definition(populations, projections, [neurons, drive], peer.NEST_ORDER)


def sources(arguments, size):
    """Synapses of one target from a population of this size."""
    if arguments.in_degree == 0:
        return size // 10
    return round(arguments.in_degree * size / arguments.neurons)


def main():
    parser = peer.parser(__doc__, neurons=12500, duration_ms=1300, warm_up_ms=300, directory="brian2-brunel")
    parser.add_argument("--regime", choices=list(REGIMES), default="ai",
                        help="relative inhibition g and relative input eta: "
                        + ", ".join(f"{name} {g}, {eta}" for name, (g, eta) in REGIMES.items()) + " (default: ai)")
    parser.add_argument("--in-degree", type=int, default=0,
                        help="synapses of one target from both populations; 0: a tenth of each (default: 0)")
    arguments = peer.parse(parser)
    if arguments.in_degree < 0:
        parser.error(f"--in-degree is {arguments.in_degree}: must be at least 0")
    peer.main(__file__, arguments, define, ["neurons", "regime", "in_degree"])


if __name__ == "__main__":
    main()
