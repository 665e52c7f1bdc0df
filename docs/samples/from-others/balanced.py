import snncluster as snn

net = snn.Network(dt_ms=0.1, name="balanced")
lif = snn.model(
    "lif",
    membrane_time_constant_ms=20,
    capacitance_nf=0.25,
    resting_potential_mv=0,
    reset_potential_mv=10,
    threshold_mv=20,
    refractory_period_ms=2,
    bias_current_na=0.5,
    initial_potential_mv=snn.uniform(0, 20),
)
exc = net.population("exc", 800, lif, receptors={"jumps": "delta"})
inh = net.population("inh", 200, lif, receptors={"jumps": "delta"})
for source, weight in ((exc, 0.5), (inh, -2.5)):
    for target in (exc, inh):
        net.project(source, target, snn.fixed_probability(0.1), weight=weight, delay_ms=1.5)

result = net.run(1000, record="spikes")
for population in (exc, inh):
    late = result.spikes[population.name].times_ms > 200
    print(f"{population.name} {late.sum() / population.size / 0.8:.1f} Hz")
print(result.digest)
