#!/usr/bin/python3
"""The HPC benchmark of NEST, a balanced random network with power-law STDP, in Brian 2, C++ standalone mode.

Four fifths of the neurons excite, one fifth inhibits. Every neuron gets a fixed number of synapses, four fifths of them
excitatory, with replacement and none from itself. Neurons: membrane 10 ms, 250 pF, rest and reset 0 mV, threshold
20 mV, refractory for 0.5 ms, V normal with mean 5.7 and sd 7.2 mV at first. Currents are alpha functions that peak
after 0.32582722403722841 ms, at 45.6096 pA, or -5 times that for inhibitory ones, and come after 1.5 ms. Poisson input
of 20,856.04 Hz comes to every neuron through synapses like the excitatory ones.

Excitatory to excitatory synapses: with traces x of the source (15 ms) and y of the target (30 ms), a target spike adds
0.1*w0^0.6*w^0.4*x to the weight w, w0 = 1 pA, and a source spike takes 0.1*0.0513*w*y off it. The delay is dendritic as
in NEST: a target spike of time t reaches the synapse at t + 1.5 ms, a source spike at once; spikes that meet there in
the same step are no pair.

The extra statistics for e are mean and standard deviation of the plastic weights at the end, meanWeightPa and
sdWeightPa.

Choices:
* Source events are handled once, when they arrive, and all of a synapse's history 1.5 ms late to match: target spikes
  after 3 ms, traces by synapses of each neuron with itself, of 1.5 and 3 ms, that come last in the step.
* The Poisson input is one binomial number of 10^6 trials for each neuron and step (PoissonInput), drawn by inversion.
* Membranes and currents follow their exact propagator; weights of static synapses are constants of the program.
"""

import peer

CURRENT_MS = 0.32582722403722841
TRIALS = 1000000


def define(arguments):
    import math

    from brian2 import Hz, NeuronGroup, PoissonInput, Synapses, ms

    excitatory, inhibitory = peer.split(arguments)
    # A pulse into the alpha function of a synapse that peaks at 1 pA.
    pulse = math.e / CURRENT_MS
    neurons = NeuronGroup(
        arguments.neurons,
        f"""dv/dt = -v/(10*ms) + current/(250*ms) : 1 (unless refractory)
            dcurrent/dt = rise/ms - current/({CURRENT_MS}*ms) : 1
            drise/dt = -rise/({CURRENT_MS}*ms) : 1
            dx/dt = -x/(15*ms) : 1
            dy/dt = -y/(30*ms) : 1""",
        threshold="v >= 20", reset="v = 0", refractory=peer.held(0.5), method="exact", name="neurons")
    neurons.v = "5.7 + 7.2*randn()"
    populations = {"e": neurons[:excitatory], "i": neurons[excitatory:]}
    e, i = populations.values()
    drive = PoissonInput(neurons, "rise", N=TRIALS, rate=20856.04 / TRIALS * Hz, weight=45.6096 * pulse)

    static = f"rise_post += {45.6096 * pulse}"
    inhibits = f"rise_post -= {5 * 45.6096 * pulse}"
    e_to_e = Synapses(
        e, e, "w : 1",
        on_pre=f"""w = clip(w - 0.1*0.0513*w*y_post, 0, inf)
                   rise_post += w*{pulse}""",
        on_post="w += 0.1*w**0.4*x_pre",
        delay={"pre": peer.arrival(1.5), "post": peer.arrival(3)}, name="e_to_e")
    e_to_e.post.order = peer.FIRST
    e_to_i = Synapses(e, i, on_pre=static, delay=peer.arrival(1.5), name="e_to_i")
    i_to_e = Synapses(i, e, on_pre=inhibits, delay=peer.arrival(1.5), name="i_to_e")
    i_to_i = Synapses(i, i, on_pre=inhibits, delay=peer.arrival(1.5), name="i_to_i")
    from_e = round(arguments.in_degree * excitatory / arguments.neurons)
    peer.connect_in_degree(e_to_e, from_e, autapses=False)
    peer.connect_in_degree(e_to_i, from_e)
    peer.connect_in_degree(i_to_e, arguments.in_degree - from_e)
    peer.connect_in_degree(i_to_i, arguments.in_degree - from_e, autapses=False)
    e_to_e.w = 45.6096

    traces = []
    for trace, delay_ms in (("x", 1.5), ("y", 3)):
        own = Synapses(e, e, on_pre=f"{trace}_post += 1", delay=peer.arrival(delay_ms), name=f"trace_{trace}")
        own.connect(j="i")
        own.pre.order = peer.LAST
        traces.append(own)
    return peer.Definition(populations, [e_to_e, e_to_i, i_to_e, i_to_i], [neurons, drive, *traces], peer.NEST_ORDER)


def weights(arguments, notes, spikes):
    values = peer.read(arguments, "e_to_e_w", peer.floats(arguments)).astype("float64")
    return {"e": {"meanWeightPa": float(values.mean()), "sdWeightPa": float(values.std())}}


def main():
    parser = peer.parser(__doc__, neurons=11250, duration_ms=1250, warm_up_ms=250, directory="brian2-brunel-stdp")
    parser.add_argument("--in-degree", type=int, default=11250,
                        help="synapses of one target from both populations (default: 11250)")
    arguments = peer.parse(parser)
    if arguments.in_degree < 5:
        parser.error(f"--in-degree is {arguments.in_degree}: must be at least 5")
    peer.main(__file__, arguments, define, ["neurons", "in_degree"], weights)


if __name__ == "__main__":
    main()
