using SnnCluster.Engine.Gpu;
using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>What a network takes of GPUs, known before anything is allocated.</summary>
public static class DeviceMemory
{
    // Numbers of synapses are drawn, and what is estimated of them may be a little more than there are.
    private const double SurelyThere = 0.95;

    /// <summary>Bytes that it takes at least of all devices together, however it is cut: for its synapses, their rows, and spikes under way.</summary>
    /// <param name="network">The network, which is valid.</param>
    public static double LeastBytes(NetworkDescription network)
    {
        ProjectionPlan[] plans = ProjectionPlan.CreateAll(network);
        PopulationPlan[] populations = PopulationPlan.CreateAll(network, plans);
        double synapses = plans.Sum(plan => MemoryEstimate.SynapsesOf(plan, plan.TargetSize) * EntryBytes(plan));
        double rows = plans.Sum(plan => (double)plan.SourceSize * GpuRows.RowBytes);
        double spikes = populations.Zip(network.Populations, (plan, population) =>
            (double)sizeof(int) * GpuSpikes.StepsKept(plan.LongestDelaySteps, GpuPartition.LongestInterval) * population.Size).Sum();
        return (SurelyThere * synapses) + rows + spikes;
    }

    private static int EntryBytes(ProjectionPlan plan) =>
        sizeof(int) + (sizeof(float) * (1 + plan.Layout.SynapseFields.Count))
        + (plan.Layout.Advances ? sizeof(int) : 0) + (plan.LargestDendriticSteps > 0 ? sizeof(byte) : 0);
}
