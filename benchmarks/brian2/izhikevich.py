#!/usr/bin/python3
"""The pulse-coupled network of Izhikevich (2003) in Brian 2, C++ standalone mode.

Four fifths of the neurons excite, one fifth inhibits, all to all with themselves; steps of 1 ms. With r uniform in
[0, 1): excitatory a 0.02, b 0.2, c -65 + 15*r^2, d 8 - 6*r^2; inhibitory a 0.02 + 0.08*r, b 0.25 - 0.05*r, c -65, d 2.
Weights are uniform in [0, 0.5) and (-1, 0], input normal with sd 5 and 2; v = -65 and u = b*v at first.

A step, as in the paper: neurons with v >= 30 fire and are reset; their weights join the input of the same step; then
two half steps of v, and one of u with the new v.

Choice: the step is written out and no integration method of Brian's is used.
"""

import peer


def define(arguments):
    from brian2 import NeuronGroup, Synapses

    excitatory, inhibitory = peer.split(arguments)
    neurons = NeuronGroup(
        arguments.neurons,
        """v : 1
           u : 1
           arrived : 1
           r : 1 (constant)
           a : 1 (constant)
           b : 1 (constant)
           c : 1 (constant)
           d : 1 (constant)
           sd : 1 (constant)""",
        threshold="v >= 30",
        reset="""v = c
                 u += d""",
        name="neurons")
    neurons.run_regularly(
        """drive = arrived + sd*randn()
           v += 0.5*(0.04*v*v + 5*v + 140 - u + drive)
           v += 0.5*(0.04*v*v + 5*v + 140 - u + drive)
           u += a*(b*v - u)
           arrived = 0""",
        when="groups")
    neurons.r = "rand()"
    excites = f"int(i < {excitatory})"
    inhibits = f"int(i >= {excitatory})"
    neurons.a = f"0.02 + 0.08*r*{inhibits}"
    neurons.b = f"0.2*{excites} + (0.25 - 0.05*r)*{inhibits}"
    neurons.c = f"-65 + 15*r*r*{excites}"
    neurons.d = f"(8 - 6*r*r)*{excites} + 2*{inhibits}"
    neurons.sd = f"5*{excites} + 2*{inhibits}"
    neurons.v = -65
    neurons.u = "b*v"
    populations = {"e": neurons[:excitatory], "i": neurons[excitatory:]}
    projections = []
    for (name, group), weight in zip(populations.items(), ("0.5*rand()", "-rand()")):
        projection = Synapses(group, neurons, "w : 1 (constant)", on_pre="arrived_post += w",
                              name=f"{name}_to_all")
        projection.connect()
        projection.w = weight
        projections.append(projection)
    return peer.Definition(populations, projections, [neurons], peer.SPIKES_FIRST)


def main():
    parser = peer.parser(__doc__, neurons=1000, duration_ms=3000, warm_up_ms=500, directory="brian2-izhikevich",
                         dt_ms=1)
    peer.main(__file__, peer.parse(parser), define, ["neurons"])


if __name__ == "__main__":
    main()
