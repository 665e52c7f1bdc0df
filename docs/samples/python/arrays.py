"""A ring of neurons from arrays: thresholds, synapses and input spikes one by one."""

import numpy as np

import snncluster as snn

size = 2000
ids = np.arange(size)
net = snn.Network(dt_ms=0.1, name="ring")
cells = net.population(
    "cells",
    size,
    "heterogeneous-lif",
    capacitance_nf=0.25,
    threshold_mv=np.linspace(-55, -50, size),
    refractory_period_ms=2,
    receptors={"current": snn.model("exponential-current", time_constant_ms=2)},
)
ring = net.project(
    cells,
    cells,
    snn.connections(ids, np.roll(ids, -1), weights=np.full(size, 6.0), delays_ms=np.full(size, 1.5)),
    name="ring",
)
net.input("listed-spikes", cells, ids=[0, 1000], times_ms=[5, 6], weight=6)

result = net.run(100, record=["spikes", "cells.V:neurons=0-3:every-ms=0.1"])
synapses = result.weights(ring)
print(len(synapses), "synapses, the first from", synapses.sources[0], "to", synapses.targets[0], "with", synapses.weights[0], "nA")
spikes = result.spikes["cells"]
print(len(spikes), "spikes; neuron 1:", spikes.of(1), "ms")
potential = result.states["cells.V"]
print(potential.values.shape, "potentials, up to", round(float(potential.values.max()), 1), "mV")
