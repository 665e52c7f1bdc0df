#:project ../../../src/SnnCluster

using SnnCluster;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Synapses;

var network = new Network(dtMs: 0.1);
var lif = new LifDescription
{
    MembraneTimeConstantMs = 20, CapacitanceNf = 0.25, RestingPotentialMv = 0, ResetPotentialMv = 10, ThresholdMv = 20, RefractoryPeriodMs = 2,
    BiasCurrentNa = 0.5, InitialPotentialMv = new InitialValue.Uniform(0, 20),
};
Population exc = network.Add("exc", 800, lif, ("jumps", new DeltaDescription())).RecordSpikes();
Population inh = network.Add("inh", 200, lif, ("jumps", new DeltaDescription())).RecordSpikes();
foreach ((Population source, double weight) in new[] { (exc, 0.5), (inh, -2.5) })
{
    network.Connect(source, exc, new FixedProbability(0.1), weight, delayMs: 1.5);
    network.Connect(source, inh, new FixedProbability(0.1), weight, delayMs: 1.5);
}

Run run = network.Run(durationMs: 1000);
foreach (Population population in network.Populations)
{
    Console.WriteLine($"{population.Name} {run.Statistics(population, fromMs: 200).RateHz:F1} Hz");
}

Console.WriteLine(run.Digest);
