#:project ../../../src/SnnCluster

using SnnCluster;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

// Pairs of neurons with one synapse each. Sources spike at 100 ms, and targets by a time of -60 to 60 ms later.
double[] laterMs = [.. Enumerable.Range(-60, 121).Select(ms => (double)ms)];
int[] neurons = [.. Enumerable.Range(0, laterMs.Length)];
var network = new Network(dtMs: 0.5);
var leaky = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 20, InitialPotentialMv = 0 };
Population sources = network.Add("sources", neurons.Length, leaky, new DeltaDescription());
Population targets = network.Add("targets", neurons.Length, leaky, new DeltaDescription());
network.Add(new ListedSpikes { Name = "to sources", Population = sources, Ids = neurons, TimesMs = [.. laterMs.Select(_ => 100.0)], Weight = 50 });
network.Add(new ListedSpikes { Name = "to targets", Population = targets, Ids = neurons, TimesMs = [.. laterMs.Select(ms => 100.5 + ms)], Weight = 50 });
var stdp = new PairStdpDescription { SourceTimeConstantMs = 15, TargetTimeConstantMs = 30, Potentiation = 0.01, Depression = 0.005, MaximumWeight = 1 };
Projection pairs = network.Connect(sources, targets, new OneToOne(), weight: 0.5, delayMs: 0.5, synapse: stdp).RecordWeights();

Run run = network.Run(durationMs: 200);
double[] change = [.. run.Weights(pairs).Weights.ToArray().Select(weight => weight - 0.5)];
Plot.Points(laterMs, change, "target's spike after the synapse's event (ms)", "change of weight", "STDP window").Save("stdp-window.png");
run.Weights(pairs).Save("stdp-window.csv");
