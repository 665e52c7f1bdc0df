using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.DigestProbe;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Cluster.Tests.Actors;

/// <summary>The small maps by name, and what goes wrong in one way or another.</summary>
internal sealed class TestNetworks : INetworkSource
{
    /// <summary>A map whose stimulus breaks in its third presentation, at step 400.</summary>
    public const string Broken = "broken";

    /// <summary>Another exception than networks are said to give.</summary>
    public const string Throws = "throws";

    public IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>();

    public static RunSpecification Run(string network, int steps, int partitions = 1) => new()
    {
        Network = new NetworkReference { Experiment = network, DtMs = 0.1, Seed = 1 },
        Steps = steps,
        Partitions = partitions,
    };

    public static string DigestOf(string map, int steps)
    {
        using var device = new HostDevice();
        using Simulation simulation = Simulation.Create(SmallMap.Named(map).Describe(), device);
        simulation.Run(steps);
        return simulation.Digest();
    }

    public NetworkDescription Create(NetworkReference reference)
    {
        switch (reference.Experiment)
        {
            case Throws:
                throw new NotSupportedException("not today");
            case Broken:
                NetworkDescription network = SmallMap.Named("delay-10").Describe();
                return network with { Inputs = [new BrokenStimulus { Name = "broken", Population = network.Populations[0].Name }] };
            default:
                return SmallMap.Named(reference.Experiment).Describe(reference.Seed);
        }
    }

    private sealed record BrokenStimulus : Stimulus
    {
        public override double PeriodMs => 20;

        public override IReadOnlyList<string> Fields { get; } = ["RatePerStep"];

        public override void Present(int presentation, ulong seed, int field, int firstNeuron, Span<float> values)
        {
            values.Fill(0.01f);
            if (presentation == 2)
            {
                throw new SimulationException("the stimulus is out of bounds");
            }
        }
    }
}
