#:project ../../../src/SnnCluster

using SnnCluster;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

// Brunel (2000), Figure 8C: excitatory and inhibitory neurons in the state that the paper calls asynchronous irregular.
var network = new Network();
var lif = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 10, ThresholdMv = 20, RefractoryPeriodMs = 2 };
Population excitatory = network.Add("excitatory", 10_000, lif, new DeltaDescription());
Population inhibitory = network.Add("inhibitory", 2_500, lif, new DeltaDescription());
foreach (Population target in network.Populations)
{
    network.Connect(excitatory, target, new FixedInDegree(1000, AllowMultapses: true), weight: 0.1, delayMs: 1.5);
    network.Connect(inhibitory, target, new FixedInDegree(250, AllowMultapses: true), weight: -0.5, delayMs: 1.5);
    target.Drive(rateHz: 20_000, weight: 0.1).RecordSpikes();
}

Run run = network.Run(durationMs: 500);
var settled = run.Statistics(excitatory, fromMs: 100);
Console.WriteLine($"{settled.RateHz:F1} Hz, CV of intervals {settled.CvOfIntervals:F2}");
run.Raster(excitatory, fromMs: 300, neurons: 100).Save("raster.png");
