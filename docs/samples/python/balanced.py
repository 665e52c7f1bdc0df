"""A balanced network of excitatory and inhibitory neurons (after Brunel 2000) that fire irregularly and asynchronously, and a raster of its spikes."""

import snncluster as snn

net = snn.Network(dt_ms=0.1, seed=1, name="balanced")
neuron = snn.model(
    "lif",
    resting_potential_mv=0,
    reset_potential_mv=10,
    threshold_mv=20,
    refractory_period_ms=2,
    initial_potential_mv=snn.uniform(0, 20),
)
e = net.population("e", 3200, neuron, receptors={"jumps": "delta"})
i = net.population("i", 800, neuron, receptors={"jumps": "delta"})
for target in (e, i):
    net.project(e, target, snn.fixed_in_degree(80), weight=0.5, delay_ms=1.5)
    net.project(i, target, snn.fixed_in_degree(20), weight=-4.0, delay_ms=1.5)
    net.input("poisson-drive", target, rate_hz=2500, weight=0.5)

result = net.run(500, record="spikes", out="balanced", force=True)
print(result.rates_hz)
print(result.spikes["e"].times_ms[:10])
print(result.figure("spikes"))
