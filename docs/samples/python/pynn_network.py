"""A network in PyNN's style: conductances, Poisson input, and STDP."""

import snncluster.pynn as sim

sim.setup(timestep=0.1, min_delay=0.1, seed=1)
cell = sim.IF_cond_exp(tau_m=20.0, v_rest=-60.0, v_reset=-60.0, v_thresh=-50.0, tau_refrac=5.0, cm=0.2, e_rev_I=-80.0)
exc = sim.Population(400, cell, label="exc", initial_values={"v": sim.RandomDistribution("uniform", (-60, -50))})
inh = sim.Population(100, cell, label="inh", initial_values={"v": -60.0})
stimulus = sim.Population(100, sim.SpikeSourcePoisson(rate=100.0), label="stimulus")

stdp = sim.STDPMechanism(
    timing_dependence=sim.SpikePairRule(tau_plus=20.0, tau_minus=20.0, A_plus=0.01, A_minus=0.012),
    weight_dependence=sim.AdditiveWeightDependence(w_min=0, w_max=0.01),
    weight=0.005,
    delay=1.0,
)
plastic = sim.Projection(stimulus, exc, sim.FixedProbabilityConnector(0.2), stdp)
sim.Projection(exc, inh, sim.FixedProbabilityConnector(0.1), sim.StaticSynapse(weight=0.004, delay=0.5))
sim.Projection(inh, exc, sim.FixedProbabilityConnector(0.1), sim.StaticSynapse(weight=0.05, delay=0.5), receptor_type="inhibitory")

exc.record("spikes")
exc[0:2].record("v", sampling_interval=0.5)
sim.run(300.0)

data = exc.get_data().segments[0]
print("mean rate:", exc.mean_spike_count() / 0.3, "Hz")
print("first spikes:", data.spiketrains[0][:5])
print("potential:", data.filter(name="v")[0].shape, data.filter(name="v")[0].units)
weights = plastic.get("weight", format="list", with_address=False)
print("mean plastic weight:", sum(weight for (weight,) in weights) / len(weights), "uS")
sim.end()
