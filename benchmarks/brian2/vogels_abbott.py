#!/usr/bin/python3
"""The networks of Vogels and Abbott (benchmarks 1 and 2 of Brette et al. 2007) in Brian 2, C++ standalone mode.

Four fifths of the neurons excite, one fifth inhibits; each pair is connected with probability 0.02, no neuron to
itself. Synapses decay with 5 ms (excitatory) and 10 ms (inhibitory); neurons fire at -50 mV, are reset to -60 mV and
refractory for 5 ms. There is no input from outside.
* cuba: currents, in mV of drive: 1.62 mV and -9 mV; rest -49 mV, V uniform in [-60, -50) mV at first.
* coba: conductances of 6 nS and 67 nS, reversal at 0 and -80 mV; 200 pF, leak 10 nS, rest -60 mV. At first V is normal
  with mean -65 and sd 5 mV, conductances are normal with mean 40 and sd 15 nS (excitatory), mean 200 and sd 120 nS
  (inhibitory), or 0 where that is negative. Activity sustains itself or dies, by chance; survived says whether any
  neuron fired in the last 100 ms.

Choices:
* Time of arrival as for NEST's delay of 0.1 ms.
* cuba is linear and integrated exactly; coba by the midpoint method, as its conductances decay within the step.
"""

import peer


def define(arguments):
    from brian2 import NeuronGroup, Synapses, ms

    excitatory, inhibitory = peer.split(arguments)
    conductances = """dg_e/dt = -g_e/(5*ms) : 1
                      dg_i/dt = -g_i/(10*ms) : 1"""
    if arguments.synapses == "cuba":
        membrane, method, weights = "dv/dt = (-49 - v + g_e + g_i)/(20*ms) : 1 (unless refractory)", "exact", (1.62, -9)
    else:
        membrane = "dv/dt = (10*(-60 - v) - g_e*v + g_i*(-80 - v))/(200*ms) : 1 (unless refractory)"
        method, weights = "rk2", (6, 67)
    neurons = NeuronGroup(
        arguments.neurons, membrane + "\n" + conductances, threshold="v >= -50", reset="v = -60",
        refractory=peer.held(5), method=method, name="neurons")
    if arguments.synapses == "cuba":
        neurons.v = "-60 + 10*rand()"
    else:
        neurons.v = "-65 + 5*randn()"
        neurons.g_e = "clip(40 + 15*randn(), 0, 1000)"
        neurons.g_i = "clip(200 + 120*randn(), 0, 10000)"
    populations = {"e": neurons[:excitatory], "i": neurons[excitatory:]}
    projections = []
    for (name, group), first, weight in zip(populations.items(), (0, excitatory), weights):
        projection = Synapses(group, neurons, on_pre=f"g_{name}_post += {weight}",
                              delay=peer.arrival(0.1), name=f"{name}_to_all")
        # Indices of a subgroup begin at 0.
        projection.connect(condition=f"i + {first} != j", p=0.02)
        projections.append(projection)
    return peer.Definition(populations, projections, [neurons], peer.NEST_ORDER)


def survival(arguments, notes, spikes):
    return {name: {"survived": int((times_ms >= arguments.duration_ms - 100).any())}
            for name, (times_ms, _, _) in spikes.items()} if arguments.synapses == "coba" else {}


def main():
    parser = peer.parser(__doc__, neurons=4000, duration_ms=1300, warm_up_ms=300, directory="brian2-vogels-abbott")
    parser.add_argument("--synapses", choices=["coba", "cuba"], default="coba",
                        help="conductances (coba) or currents (cuba) (default: coba)")
    arguments = peer.parse(parser)
    peer.main(__file__, arguments, define, ["neurons", "synapses"], survival)


if __name__ == "__main__":
    main()
