using SnnCluster.Engine.Devices;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Gpu;

/// <summary>What a run of a network on a device leaves behind.</summary>
public sealed record Outcome(string Digest, string Spikes, string Wiring)
{
    public static Outcome Of(NetworkDescription network, IDevice device, int steps, int partitions = 1)
    {
        using var simulation = Simulation.Create(network, device, partitions, recordSpikes: true);
        simulation.Run(steps);
        var spikes = simulation.Spikes!.Spikes.ToArray().Select(spike => $"{spike.Population}:{spike.Neuron}@{spike.Step}");
        var wiring = Enumerable.Range(0, network.Projections.Count).SelectMany(projection =>
            simulation.ReadSynapses(projection).Select(s => $"{projection}:{s.Source}>{s.Target}.{s.K}d{s.DelaySteps}"));
        return new Outcome(simulation.Digest(), string.Join(' ', spikes), string.Join(' ', wiring));
    }
}
