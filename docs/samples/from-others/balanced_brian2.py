from brian2 import *

defaultclock.dt = 0.1 * ms
neurons = NeuronGroup(
    1000, "dv/dt = (40*mV - v) / (20*ms) : volt (unless refractory)",
    threshold="v > 20*mV", reset="v = 10*mV", refractory=2 * ms, method="exact")
neurons.v = "rand() * 20*mV"
exc = Synapses(neurons[:800], neurons, on_pre="v_post += 0.5*mV", delay=1.5 * ms)
inh = Synapses(neurons[800:], neurons, on_pre="v_post -= 2.5*mV", delay=1.5 * ms)
exc.connect(p=0.1)
inh.connect(p=0.1)
spikes = SpikeMonitor(neurons)
run(1 * second)
late = spikes.i[spikes.t > 200 * ms]
print(f"exc {(late < 800).sum() / 800 / 0.8:.1f} Hz, inh {(late >= 800).sum() / 200 / 0.8:.1f} Hz")
