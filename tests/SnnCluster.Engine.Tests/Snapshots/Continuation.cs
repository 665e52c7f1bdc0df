using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Snapshots;

/// <summary>All that a run leaves behind from a step on.</summary>
public sealed record Continuation(string Digest, string FullDigest, string SpikeCounts, string Rewiring, string LaterSpikes, long Events)
{
    /// <summary>A run that nothing disturbs.</summary>
    public static Continuation Undisturbed(
        NetworkDescription network, IDevice device, int step, int steps, int partitions = 1)
    {
        using var simulation = Simulation.Create(network, device, partitions, recordSpikes: true);
        simulation.Run(step);
        simulation.Spikes!.Clear();
        simulation.Run(steps - step);
        return Of(simulation);
    }

    /// <summary>The snapshots of a run at a step.</summary>
    public static IReadOnlyList<PartitionSnapshot> Capture(
        NetworkDescription network, IDevice device, int step, int partitions = 1)
    {
        using var simulation = Simulation.Create(network, device, partitions);
        simulation.Run(step);
        return simulation.Capture();
    }

    /// <summary>A run that goes on from snapshots.</summary>
    public static Continuation Resumed(
        NetworkDescription network, IDevice device, IReadOnlyList<PartitionSnapshot> from, int steps, int partitions = 1)
    {
        using var simulation = Simulation.Create(network, device, partitions, recordSpikes: true, from);
        simulation.Run(steps - simulation.Step);
        return Of(simulation);
    }

    /// <summary>What a simulation has come to, with its spikes from a step on.</summary>
    public static Continuation Of(Simulation simulation, int fromStep = 0)
    {
        var spikes = simulation.Spikes!.Spikes.ToArray()
            .Where(spike => spike.Step >= fromStep)
            .Select(spike => $"{spike.Population}:{spike.Neuron}@{spike.Step}");
        string digest = simulation.Digest();
        return new Continuation(
            digest,
            simulation.FullDigest(),
            string.Join(' ', simulation.Network.Populations.Select((_, p) => simulation.SpikeCount(p))),
            string.Join(" | ", simulation.Network.Projections.Select((_, p) => Text(simulation, p))),
            string.Join(' ', spikes),
            simulation.SynapticEvents);
    }

    private static string Text(Simulation simulation, int projection)
    {
        RewiringSample? counts = RewiringSample.Sum(
            simulation.Partitions.Select(partition => RewiringSample.Of(partition.Rewiring(projection))));
        return counts is null
            ? "none"
            : $"{counts.Attempts} +{string.Join(',', counts.FormedByDistance)} -{string.Join(',', counts.EliminatedByDistance)}";
    }
}
