using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Snapshots;

/// <summary>Takes spikes that are under way out of a partition's queue and puts them back.</summary>
internal static class SnapshotSpikes
{
    /// <summary>Puts a step's spikes into a queue.</summary>
    public delegate void Append(int step, ReadOnlySpan<int> spikes);

    /// <summary>A partition's own spikes that some synapse has yet to get.</summary>
    /// <param name="own">The partition's neurons.</param>
    /// <param name="step">The next step; the events of the one before it have been delivered.</param>
    /// <param name="longestDelaySteps">Largest axonal delay of the projections from the population [steps].</param>
    /// <param name="spikesOf">The spikes of a step, those of other partitions included.</param>
    public static SpikesSnapshot Capture(Slice own, int step, int longestDelaySteps, Func<int, int[]> spikesOf)
    {
        var steps = new List<int>();
        var neurons = new List<int>();

        // With a delay of d steps, spikes of step - d have reached their synapses, those after it have not.
        for (int s = Math.Max(0, step - longestDelaySteps + 1); s < step; s++)
        {
            foreach (int neuron in spikesOf(s).Where(own.Contains).Order())
            {
                steps.Add(s);
                neurons.Add(neuron);
            }
        }

        return new SpikesSnapshot([.. steps], [.. neurons]);
    }

    /// <summary>Goes through spikes step by step.</summary>
    public static void ForEachStep(SpikesSnapshot spikes, Append append)
    {
        int begin = 0;
        for (int i = 1; i <= spikes.Steps.Length; i++)
        {
            if (i == spikes.Steps.Length || spikes.Steps[i] != spikes.Steps[begin])
            {
                append(spikes.Steps[begin], spikes.Neurons.AsSpan(begin, i - begin));
                begin = i;
            }
        }
    }
}
