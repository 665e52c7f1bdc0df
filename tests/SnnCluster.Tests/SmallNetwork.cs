using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Tests;

/// <summary>A network with something of everything that is recorded, and a run of it that tests share.</summary>
public sealed class SmallNetwork : IDisposable
{
    public const int Cells = 40;
    public const double DurationMs = 50;

    public SmallNetwork()
    {
        Network = Create();
        Run = Network.Run(DurationMs);
    }

    public Network Network { get; }

    public Run Run { get; }

    public static Network Create()
    {
        var network = new Network(dtMs: 0.5) { Name = "small" };
        var lif = new LifDescription { RestingPotentialMv = 0, ResetPotentialMv = 0, ThresholdMv = 20, InitialPotentialMv = 0, RefractoryPeriodMs = 1 };
        Population cells = network.Add("cells", Cells, lif, new DeltaDescription()).Drive(rateHz: 10_000, weight: 0.2).RecordSpikes();
        cells.Record("V", new Model.Inputs.NeuronSelection.List([7, 3]), everyMs: 1);
        network.Connect(cells, cells, new FixedInDegree(5), weight: 0.1, delayMs: 1.5, synapse: new PairStdpDescription()).RecordWeights();
        network.Add("silent", 2, lif).RecordSpikes();
        return network;
    }

    public void Dispose() => Run.Dispose();
}
