import pyNN.nest as sim
from pyNN.random import RandomDistribution

sim.setup(timestep=0.1)
cell = sim.IF_curr_delta(cm=0.25, tau_m=20.0, v_rest=0.0, v_reset=10.0, v_thresh=20.0, tau_refrac=2.0, i_offset=0.5)
exc = sim.Population(800, cell, label="exc")
inh = sim.Population(200, cell, label="inh")
for source in (exc, inh):
    source.initialize(v=RandomDistribution("uniform", low=0.0, high=20.0))
    source.record("spikes")
for source, weight, receptor in ((exc, 0.5, "excitatory"), (inh, -2.5, "inhibitory")):
    for target in (exc, inh):
        synapse = sim.StaticSynapse(weight=weight, delay=1.5)
        sim.Projection(source, target, sim.FixedProbabilityConnector(0.1), synapse, receptor_type=receptor)
sim.run(1000.0)
for source in (exc, inh):
    trains = source.get_data("spikes").segments[0].spiketrains
    late = sum((train.magnitude > 200.0).sum() for train in trains)
    print(f"{source.label} {late / source.size / 0.8:.1f} Hz")
sim.end()
