using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>Runs a network of scripted neurons beside the eager reference and compares them to the bit.</summary>
internal static class EagerComparison
{
    /// <summary>Runs a network whose projections all go from its first population to its last.</summary>
    /// <param name="network">Scripted neurons throughout.</param>
    /// <param name="source">Spikes of the first population.</param>
    /// <param name="target">Spikes of the last population.</param>
    /// <param name="steps">How long.</param>
    /// <param name="compareEvery">Steps between two comparisons of all weights; reading them stores nothing.</param>
    /// <param name="partitions">How the network is cut.</param>
    /// <param name="device">What executes it; the host where it is null.</param>
    /// <param name="captureEvery">Steps between two snapshots, from which another cut goes on; 0 for none.</param>
    public static void Run(
        NetworkDescription network,
        SpikeTable source,
        SpikeTable target,
        int steps,
        int compareEvery,
        int partitions = 1,
        IDevice? device = null,
        int captureEvery = 0)
    {
        int targets = network.Populations.Count - 1;
        Simulation simulation = Simulation.Create(network, device ?? new HostDevice(), partitions);
        using var last = new Disposal(() => simulation.Dispose());
        EagerProjection[] eager = [.. network.Projections.Select((_, p) => EagerProjection.Create(
            network, p, simulation.ReadSynapses(p), TinyNetwork.InputScale(network, targets)))];
        for (int step = 0; step < steps; step++)
        {
            simulation.Run(1);
            foreach (EagerProjection projection in eager)
            {
                Step(projection, step, source, target);
            }

            if (eager.Length == 1)
            {
                AssertInputs(eager[0], step, simulation.Jumps(targets));
            }

            if ((step + 1) % compareEvery == 0 || step == steps - 1)
            {
                for (int p = 0; p < eager.Length; p++)
                {
                    AssertWeights(eager[p], simulation.ReadSynapses(p), step);
                }
            }

            if (captureEvery > 0 && (step + 1) % captureEvery == 0)
            {
                IReadOnlyList<PartitionSnapshot> parts = simulation.Capture();
                int most = network.Populations.Max(population => population.Size);
                Simulation next = Simulation.Create(
                    network, device ?? new HostDevice(), 1 + ((simulation.Partitions.Count + 1) % Math.Min(3, most)), from: parts);
                simulation.Dispose();
                simulation = next;
            }
        }
    }

    /// <summary>One step of the reference without rewiring.</summary>
    public static void Step(EagerProjection projection, int step, SpikeTable source, SpikeTable target)
    {
        int targetStep = step - projection.BackPropagationDelay;
        projection.Spike(step, target.At(targetStep));
        projection.Deliver(
            step,
            source.At(step - projection.AxonalDelay + 1),
            target.At(targetStep),
            projection.ModulatorDelay == 0 ? 0 : source.At(step - projection.ModulatorDelay + 1).Count());
    }

    public static void AssertWeights(EagerProjection eager, Synapse[] synapses, int step)
    {
        Assert.Equal(eager.Count, synapses.Length);
        foreach (Synapse synapse in synapses)
        {
            float expected = eager.WeightAt(step, (synapse.Source, synapse.Target, synapse.K));
            Assert.True(
                BitConverter.SingleToInt32Bits(expected) == BitConverter.SingleToInt32Bits(synapse.Weight),
                $"after step {step}: {synapse}, expected {expected}");
        }
    }

    private static void AssertInputs(EagerProjection eager, int step, float[] jumps)
    {
        for (int neuron = 0; neuron < jumps.Length; neuron++)
        {
            Assert.True(
                eager.Input(step, neuron) == jumps[neuron],
                $"step {step}: neuron {neuron} got {jumps[neuron]}, expected {eager.Input(step, neuron)}");
        }
    }

    private sealed class Disposal(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
