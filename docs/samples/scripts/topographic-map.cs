#:project ../../../src/SnnCluster

using SnnCluster;
using SnnCluster.Experiments.TopographicMap;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

// A broad projection between two layers, whose synapses vanish where they are weak and form anew close to where they belong (Bamford et al. 2010).
var grid = new GridGeometry(16, 16);
var network = new Network(dtMs: 1);
Population source = network.Add("source", grid.Size, new PoissonDescription(), grid: grid);
Population target = network.Add("target", grid.Size, new LifDescription(), new ExponentialConductanceDescription(), grid);
network.Add(new MovingStimulus(periodMs: 20) { Name = "stimulus", Population = source });
network.Connect(
    source, target, new ProbabilityByDistance(0.16, new GaussianKernel(4)), weight: 0.2, delayMs: 1,
    synapse: new PairStdpDescription(), rewiring: new PairAttemptsDescription { FormationSigma = 2 }, name: "feed-forward").RecordWeights();

Run run = network.Run(durationMs: 5000);
Console.WriteLine($"synapses: {run.Weights("feed-forward", atStart: true).Count} at the start, {run.Weights("feed-forward").Count} at the end");
run.WeightHistogram("feed-forward").Save("weights.png");

// The same network in two parts, each on a core of its own: the same to the last bit.
Run inTwo = network.Run(durationMs: 5000, partitions: 2);
Console.WriteLine(inTwo.Digest == run.Digest ? "one partition and two agree" : "one partition and two differ");
