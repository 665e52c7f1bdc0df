#!/usr/bin/python3
"""Inhibitory plasticity in a recurrent network (Vogels et al. 2011) in Brian 2, C++ standalone mode.

Four fifths of the neurons excite, one fifth inhibits; each pair is connected with probability 0.02 (a neuron may meet
itself). Neurons: 200 pF, leak 10 nS, rest and reset -60 mV, threshold -50 mV, refractory for 5 ms, current 200 pA.
Conductances: excitatory 0.3 nS, decay 5 ms, reversal 0 mV; inhibitory decay 10 ms, reversal -80 mV, 3 nS onto
inhibitory neurons and plastic onto excitatory ones, from 1e-10 nS at first and within 0..100 nS. With traces x of the
source and y of the target (+1 a spike, decay 20 ms), a source spike adds 0.01*(y - 0.12) nS, before it is delivered,
and a target spike 0.01*x nS, so that excitatory neurons come to fire at 3 Hz. Plastic from the start.

Brian's own example of this network starts all neurons at 0 mV and lets the first second pass without plasticity; here V
is uniform in [-60, -50) mV at first. The extra statistics are the rates of each second of the run, rateHzPerSecond[k],
and for i the mean of the plastic weights at the end, meanWeightNs.

Choices:
* Traces are kept per neuron. Source traces rise before synapses are looked at and target traces after (by a synapse of
  each neuron with itself that comes last in the step), so that spikes of one step are one pair: that of the target
  spike after the source spike.
* Spikes arrive at the end of the step in which they are fired, and act in the next.
* The midpoint method, as conductances decay within the step.
"""

import peer


def define(arguments):
    from brian2 import NeuronGroup, Synapses, ms

    excitatory, inhibitory = peer.split(arguments)
    neurons = NeuronGroup(
        arguments.neurons,
        """dv/dt = (10*(-60 - v) - g_e*v + g_i*(-80 - v) + 200)/(200*ms) : 1 (unless refractory)
           dg_e/dt = -g_e/(5*ms) : 1
           dg_i/dt = -g_i/(10*ms) : 1
           dx/dt = -x/(20*ms) : 1
           dy/dt = -y/(20*ms) : 1""",
        threshold="v > -50",
        reset="""v = -60
                 x += 1""",
        refractory=5 * ms, method="rk2", name="neurons")
    neurons.v = "-60 + 10*rand()"
    populations = {"e": neurons[:excitatory], "i": neurons[excitatory:]}
    e, i = populations.values()
    e_to_all = Synapses(e, neurons, on_pre="g_e_post += 0.3", name="e_to_all")
    i_to_i = Synapses(i, i, on_pre="g_i_post += 3", name="i_to_i")
    i_to_e = Synapses(
        i, e, "w : 1",
        on_pre="""w = clip(w + 0.01*(y_post - 0.12), 0, 100)
                  g_i_post += w""",
        on_post="w = clip(w + 0.01*x_pre, 0, 100)",
        name="i_to_e")
    after = Synapses(e, e, on_pre="y_post += 1", name="target_traces")
    after.connect(j="i")
    after.pre.order = peer.LAST
    projections = [e_to_all, i_to_i, i_to_e]
    for projection in projections:
        projection.connect(p=0.02)
    i_to_e.w = 1e-10
    return peer.Definition(populations, projections, [neurons, after], peer.RESETS_FIRST)


def course(arguments, notes, spikes):
    """Rates per second of the run, and the mean weight at its end."""
    import numpy

    seconds = int(arguments.duration_ms // 1000)
    result = {}
    for name, (times_ms, _, size) in spikes.items():
        counts, _ = numpy.histogram(times_ms + 1e-6, bins=numpy.arange(seconds + 1) * 1000)
        result[name] = {"rateHzPerSecond": [float(count / size) for count in counts]}
    result["i"]["meanWeightNs"] = float(peer.read(arguments, "i_to_e_w", peer.floats(arguments)).mean(dtype="float64"))
    return result


def main():
    parser = peer.parser(__doc__, neurons=10000, duration_ms=10000, warm_up_ms=5000,
                         directory="brian2-inhibitory-plasticity")
    peer.main(__file__, peer.parse(parser), define, ["neurons"], course)


if __name__ == "__main__":
    main()
