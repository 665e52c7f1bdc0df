using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Recording;

/// <summary>
/// Goes through the synapses of projections onto one population by target, for a block of targets at a time, so that little of them is
/// copied at once; few blocks, since each costs a pass over all rows.
/// </summary>
/// <param name="incoming">The projections' synapses.</param>
internal sealed class TargetBlocks(IReadOnlyList<ISynapsesByTarget> incoming)
{
    /// <summary>The share of a population's incoming synapses that is copied at a time, but for small ones.</summary>
    public const double CopiedShare = 1.0 / 8;

    // Blocks need not be smaller than this: 5 MB.
    private const int FewSynapses = 1 << 18;

    private readonly Synapse[][] _synapses = [.. incoming.Select(_ => Array.Empty<Synapse>())];
    private readonly long _mostSynapses = Math.Max(FewSynapses, (long)(CopiedShare * incoming.Sum(one => SumOf(one.InDegrees))));

    /// <summary>The first target of the block, by its place in the slice.</summary>
    public int First { get; private set; }

    /// <summary>One more than the last.</summary>
    public int End { get; private set; }

    /// <summary>How many synapses each target of the block has.</summary>
    public ReadOnlySpan<int> InDegrees(int projection) => incoming[projection].InDegrees[First..End];

    /// <summary>Their synapses, by (target, source, k).</summary>
    public ReadOnlySpan<Synapse> Synapses(int projection) => _synapses[projection].AsSpan(0, (int)SumOf(InDegrees(projection)));

    /// <summary>Goes to the next block: as many targets as have no more synapses together than are copied at a time, at least one.</summary>
    /// <returns>Whether there is one.</returns>
    public bool Next()
    {
        int neurons = incoming.Count == 0 ? 0 : incoming[0].InDegrees.Length;
        if (End == neurons)
        {
            return false;
        }

        First = End;
        long all = SynapsesOf(First);
        for (End = First + 1; End < neurons; End++)
        {
            all += SynapsesOf(End);
            if (all > _mostSynapses)
            {
                break;
            }
        }

        for (int p = 0; p < incoming.Count; p++)
        {
            long synapses = SumOf(InDegrees(p));
            if (_synapses[p].Length < synapses)
            {
                _synapses[p] = new Synapse[synapses];
            }

            incoming[p].Read(First, End - First, _synapses[p].AsSpan(0, (int)synapses));
        }

        return true;
    }

    private static long SumOf(ReadOnlySpan<int> numbers)
    {
        long sum = 0;
        foreach (int number in numbers)
        {
            sum += number;
        }

        return sum;
    }

    private long SynapsesOf(int neuron)
    {
        long synapses = 0;
        foreach (ISynapsesByTarget one in incoming)
        {
            synapses += one.InDegrees[neuron];
        }

        return synapses;
    }
}
