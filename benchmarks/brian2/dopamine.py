#!/usr/bin/python3
"""Conditioning by dopamine (Izhikevich 2007, first experiment) in Brian 2, C++ standalone mode.

800 excitatory neurons (a 0.02, b 0.2, c -65, d 8) and 200 inhibitory ones (a 0.1, b 0.2, c -65, d 2) of Izhikevich's
model, steps of 1 ms, each with uniform noise of +-6.5 a step; v = -65 and u = -13 at first. Each pair is connected with
probability 0.1 (a neuron may meet itself): excitatory synapses have weight 1 at first and are plastic within 0..4,
inhibitory ones have weight -1. Weights are added to the input of the step of the spike.

Stimuli: 100 sets of 50 distinct neurons out of all; every 100 to 300 ms (whole ms, uniform) a set drawn at random gets
a current of 40 for one step. Each time it is set 0, dopamine D rises by 0.5 after 0 to 1000 ms (whole ms, uniform); D
decays with 200 ms. With traces x of the source and y of the target (+1 a spike, decay 20 ms), a target spike adds 0.1*x
to the eligibility c of a synapse and a source spike takes 0.15*y off it; c decays with 1000 ms, and dw/dt = c*D per ms.
All pairs of spikes count, but those of one step (GeNN's example of this network pairs the nearest). A stimulus of set 0
during the delay of a reward adds a second reward.

A step of a neuron: two half steps of v, then one of u with the new v; neurons with v >= 30 fire in the next, are reset,
and their synapses act in that same step.

The statistics of "set0" and "others" are those of the excitatory synapses by whether set 0 holds their source:
meanWeight[k] and summedWeight[k] at the end of k*10 s, and their number, synapses; those of "reward" say how many
rewards there were. Scaling --neurons leaves the sizes and the probability as they are, for any other number of neurons.

Choices:
* Stimuli and dopamine do not depend on the network, so they are drawn beforehand, as are connections: a new seed is a
  new program.
* Weights and eligibilities advance together each step, exactly for the step; that is as fast as the exponentials of an
  event-driven rule, as rates are near 10 Hz and each neuron has 100 synapses.
"""

import peer

SETS = 100
SET_SIZE = 50
SAMPLE_MS = 10000


def stimuli(arguments, random):
    """Members of the sets, times [ms] and sets of stimuli, dopamine of each step and number of rewards."""
    import numpy

    members = [random.choice(arguments.neurons, SET_SIZE, replace=False) for _ in range(SETS)]
    steps = int(numpy.ceil(arguments.duration_ms)) + 1
    times, sets, rises = [], [], numpy.zeros(steps)
    time = random.integers(100, 301)
    while time < steps:
        times.append(int(time))
        sets.append(int(random.integers(SETS)))
        if sets[-1] == 0:
            reward = time + random.integers(0, 1001)
            if reward < steps:
                rises[reward] += 0.5
        time += random.integers(100, 301)
    dopamine, level, decay = numpy.empty(steps), 0.0, numpy.exp(-1 / 200)
    for step in range(steps):
        level = level * decay + rises[step]
        dopamine[step] = level
    return members, times, sets, dopamine, int((rises / 0.5).sum())


def define(arguments):
    import numpy
    from brian2 import NeuronGroup, SpikeGeneratorGroup, StateMonitor, Synapses, TimedArray, ms

    excitatory, inhibitory = peer.split(arguments)
    random = numpy.random.default_rng(arguments.seed)
    members, times, sets, dopamine, rewards = stimuli(arguments, random)
    joint_ms = 1 / (1 / 1000 + 1 / 200)
    shared = {
        "dopamine": TimedArray(dopamine, dt=1 * ms),
        "gain": joint_ms * (1 - numpy.exp(-1 / joint_ms)),
        "tag_decay": numpy.exp(-1 / 1000),
        "trace_decay": numpy.exp(-1 / 20),
    }
    neurons = NeuronGroup(
        arguments.neurons,
        """v : 1
           u : 1
           arrived : 1
           x : 1
           a : 1 (constant)
           d : 1 (constant)""",
        threshold="v >= 30",
        reset="""v = -65
                 u += d""",
        namespace=shared, name="neurons")
    neurons.run_regularly(
        """drive = arrived + 13*rand() - 6.5
           v += 0.5*(0.04*v*v + 5*v + 140 - u + drive)
           v += 0.5*(0.04*v*v + 5*v + 140 - u + drive)
           u += a*(0.2*v - u)
           arrived = 0
           x *= trace_decay""",
        when="groups")
    neurons.a = f"0.02 + 0.08*int(i >= {excitatory})"
    neurons.d = f"8 - 6*int(i >= {excitatory})"
    neurons.v = -65
    neurons.u = -13
    populations = {"e": neurons[:excitatory], "i": neurons[excitatory:]}
    e, i = populations.values()

    # Both traces decay alike, so that one does for both sides.
    e_to_all = Synapses(
        e, neurons,
        """w : 1
           c : 1""",
        on_pre="""arrived_post += w
                  c -= 0.15*x_post""",
        on_post="c += 0.1*x_pre", namespace=shared, name="e_to_all")
    plastic, plastic_targets = numpy.nonzero(random.random((excitatory, arguments.neurons)) < 0.1)
    e_to_all.connect(i=plastic, j=plastic_targets)
    e_to_all.w = 1
    e_to_all.run_regularly(
        """w = clip(w + c*gain*dopamine(t), 0, 4)
           c *= tag_decay""",
        when="end")
    i_to_all = Synapses(i, neurons, on_pre="arrived_post -= 1", name="i_to_all")
    i_to_all.connect(p=0.1)
    traces = Synapses(neurons, neurons, on_pre="x_post += 1", name="traces")
    traces.connect(j="i")
    traces.pre.order = peer.LAST

    source = SpikeGeneratorGroup(SETS, sets, times * ms, name="stimuli")
    targets = Synapses(source, neurons, on_pre="arrived_post += 40", name="stimulation")
    targets.connect(i=numpy.repeat(numpy.arange(SETS), SET_SIZE), j=numpy.concatenate(members))

    weights = StateMonitor(e_to_all, "w", record=numpy.arange(plastic.size), dt=SAMPLE_MS * ms, when="start",
                           name="weights")
    set0 = sorted(int(neuron) for neuron in members[0] if neuron < excitatory)
    return peer.Definition(populations, [e_to_all, i_to_all], [neurons, traces, source, targets, weights],
                           peer.SPIKES_FIRST, {"set0": set0, "rewards": rewards})


def course(arguments, notes, spikes):
    """Weights by source, sampled before each 10 s of the run and at its end."""
    import numpy

    kind = peer.floats(arguments)
    from_set0 = numpy.isin(peer.read(arguments, "e_to_all__synaptic_pre", "int32"), notes["set0"])
    samples = list(peer.read(arguments, "weights_w", kind).reshape(-1, from_set0.size))
    if arguments.duration_ms % SAMPLE_MS == 0:
        samples.append(peer.read(arguments, "e_to_all_w", kind))
    result = {}
    for name, chosen in (("set0", from_set0), ("others", ~from_set0)):
        sums = [float(sample[chosen].sum(dtype="float64")) for sample in samples]
        number = int(chosen.sum())
        result[name] = {"synapses": number, "meanWeight": [value / number for value in sums], "summedWeight": sums}
    result["reward"] = {"rewards": notes["rewards"]}
    return result


def main():
    parser = peer.parser(__doc__, neurons=1000, duration_ms=600000, warm_up_ms=10000, directory="brian2-dopamine",
                         dt_ms=1)
    arguments = peer.parse(parser, least_neurons=SET_SIZE)
    peer.main(__file__, arguments, define, ["neurons"], course, seed_in_program=True)


if __name__ == "__main__":
    main()
