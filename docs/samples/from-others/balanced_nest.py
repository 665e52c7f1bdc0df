import nest

nest.resolution = 0.1
model = {"C_m": 250.0, "tau_m": 20.0, "E_L": 0.0, "V_reset": 10.0, "V_th": 20.0, "t_ref": 2.0, "I_e": 500.0}
exc = nest.Create("iaf_psc_delta", 800, model)
inh = nest.Create("iaf_psc_delta", 200, model)
for source in (exc, inh):
    source.V_m = nest.random.uniform(0.0, 20.0)
for source, weight in ((exc, 0.5), (inh, -2.5)):
    nest.Connect(source, exc + inh, {"rule": "pairwise_bernoulli", "p": 0.1}, {"weight": weight, "delay": 1.5})
recorders = nest.Create("spike_recorder", 2, {"start": 200.0})
nest.Connect(exc, recorders[0])
nest.Connect(inh, recorders[1])
nest.Simulate(1000.0)
print("exc {:.1f} Hz, inh {:.1f} Hz".format(recorders[0].n_events / 800 / 0.8, recorders[1].n_events / 200 / 0.8))
