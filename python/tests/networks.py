"""Networks that several tests run."""

import snncluster as snn


def balanced(name="balanced", size=500):
    """Excitatory and inhibitory neurons under Poisson input (Brunel 2000), as docs/samples/descriptions/balanced.json, smaller."""
    net = snn.Network(dt_ms=0.1, name=name)
    neuron = snn.model(
        "lif", resting_potential_mv=0, reset_potential_mv=10, threshold_mv=20, refractory_period_ms=2, initial_potential_mv=snn.uniform(0, 20)
    )
    e = net.population("e", 4 * size // 5, neuron, receptors={"jumps": "delta"})
    i = net.population("i", size // 5, neuron, receptors={"jumps": "delta"})
    for target in (e, i):
        net.project(e, target, snn.fixed_in_degree(e.size // 10), weight=0.2, delay_ms=1.5)
        net.project(i, target, snn.fixed_in_degree(i.size // 10), weight=-1, delay_ms=1.5)
        net.input("poisson-drive", target, rate_hz=15000, weight=0.1)
    return net
