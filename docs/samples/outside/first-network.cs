#:package SnnCluster.Experiments@0.1.0
#:property RestoreAdditionalProjectSources=../SnnCluster/artifacts/packages

using SnnCluster.Experiments;
using SnnCluster.Experiments.Analysis;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

var lif = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 10, ThresholdMv = 20, RefractoryPeriodMs = 2 };
var network = new NetworkDescription
{
    DtMs = 0.1,
    Populations = [Neurons("excitatory", 4000), Neurons("inhibitory", 1000)],
    Projections =
    [
        Synapses("excitatory", "excitatory", 400, 0.1), Synapses("inhibitory", "excitatory", 100, -0.5),
        Synapses("excitatory", "inhibitory", 400, 0.1), Synapses("inhibitory", "inhibitory", 100, -0.5),
    ],
    Inputs = [Drive("excitatory"), Drive("inhibitory")],
};
var options = new RunOptions { DurationMs = 500, Record = ["spikes"], OutputDirectory = "results", Force = true };
ExperimentRunner.Run(new NetworkExperiment("first-network", network), options, progress: null, CancellationToken.None);
foreach (SpikeStatistics one in SpikeStatistics.Read("results", fromMs: 100))
{
    Console.WriteLine($"{one.Population}: {one.RateHz:F1} Hz, CV {one.CvOfIntervals:F2}");
}

PopulationDescription Neurons(string name, int size) =>
    new() { Name = name, Size = size, Model = lif, Receptors = [new("jumps", new DeltaDescription())] };
ProjectionDescription Synapses(string source, string target, int inDegree, double weightMv) => new()
{
    Name = $"{source} to {target}", Source = source, Target = target, DelayMs = 1.5, Weight = weightMv,
    Connectivity = new FixedInDegree(inDegree, AllowMultapses: true),
};
PoissonDrive Drive(string target) => new() { Name = target, Population = target, RateHz = 20_000, Weight = 0.1 };
