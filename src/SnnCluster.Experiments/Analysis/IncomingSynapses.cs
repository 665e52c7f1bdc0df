using SnnCluster.Engine.Recording;

namespace SnnCluster.Experiments.Analysis;

/// <summary>The numbers of synapses by target, from synapses in any order.</summary>
internal sealed class IncomingSynapses
{
    private readonly int[] _starts;
    private readonly int[] _synapses;

    private IncomingSynapses(int[] starts, int[] synapses)
    {
        _starts = starts;
        _synapses = synapses;
    }

    /// <summary>The largest number of synapses of a target.</summary>
    public int LargestInDegree { get; private init; }

    /// <summary>Groups synapses, keeping their order within a target.</summary>
    public static IncomingSynapses Group(ReadOnlySpan<Synapse> synapses, int targets)
    {
        int[] starts = new int[targets + 1];
        foreach (ref readonly Synapse synapse in synapses)
        {
            starts[synapse.Target + 1]++;
        }

        int largest = 0;
        for (int target = 0; target < targets; target++)
        {
            largest = Math.Max(largest, starts[target + 1]);
            starts[target + 1] += starts[target];
        }

        int[] next = starts[..targets];
        int[] grouped = new int[synapses.Length];
        for (int i = 0; i < synapses.Length; i++)
        {
            grouped[next[synapses[i].Target]++] = i;
        }

        return new IncomingSynapses(starts, grouped) { LargestInDegree = largest };
    }

    /// <summary>The numbers of a target's synapses.</summary>
    public ReadOnlySpan<int> Of(int target) => _synapses.AsSpan(_starts[target], _starts[target + 1] - _starts[target]);
}
