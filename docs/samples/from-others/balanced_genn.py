from math import exp

from pygenn import GeNNModel, init_postsynaptic, init_sparse_connectivity, init_var, init_weight_update

model = GeNNModel("float", "balanced")
model.dt = 0.1
lif = {"C": 0.25, "TauM": 20.0, "Vrest": 0.0, "Vreset": 10.0, "Vthresh": 20.0, "Ioffset": 0.5, "TauRefrac": 2.0}
state = {"V": init_var("Uniform", {"min": 0.0, "max": 20.0}), "RefracTime": 0.0}
populations = {}
for name, size in (("exc", 800), ("inh", 200)):
    populations[name] = model.add_neuron_population(name, size, "LIF", lif, state)
    populations[name].spike_recording_enabled = True
# DeltaCurr adds a weight to the current of one step. Through the resistance of 80 MOhm it moves V by this much less.
jump_per_na = 80.0 * (1.0 - exp(-0.1 / 20.0))
for source, jump in (("exc", 0.5), ("inh", -2.5)):
    for target in populations:
        synapses = model.add_synapse_population(
            f"{source}_{target}", "SPARSE", populations[source], populations[target],
            init_weight_update("StaticPulseConstantWeight", {"g": jump / jump_per_na}), init_postsynaptic("DeltaCurr"),
            init_sparse_connectivity("FixedProbability", {"prob": 0.1}))
        synapses.axonal_delay_steps = 14
model.build()
model.load(num_recording_timesteps=10000)
for _ in range(10000):
    model.step_time()
model.pull_recording_buffers_from_device()
for name, population in populations.items():
    times, ids = population.spike_recording_data[0]
    print(f"{name} {(times > 200.0).sum() / population.num_neurons / 0.8:.1f} Hz")
