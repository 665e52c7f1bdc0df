using SnnCluster.Model.Random;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// Shares the attempts of an update out over blocks of 256 targets, each attempt falling on each target with equal
/// probability, so that a partition can generate the attempts of its own targets alone. The attempts of a range of
/// blocks are split in two by a binomial draw that is keyed by the range, down to single blocks: any partition that
/// walks down to a block meets the same draws.
/// </summary>
public sealed class AttemptPlan
{
    /// <summary>Targets in a block (the last one may hold fewer).</summary>
    public const int BlockSize = 256;

    private readonly RandomKey _key;
    private readonly int _targets;
    private readonly int _blocks;

    /// <summary>The plan of a projection.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="projection">Number of the projection.</param>
    /// <param name="targets">Size of the target population.</param>
    public AttemptPlan(ulong seed, int projection, int targets)
    {
        _key = RandomKey.For(seed, RandomPurpose.RewiringSplit, projection);
        _targets = targets;
        _blocks = (targets + BlockSize - 1) / BlockSize;
    }

    /// <summary>Fills in the attempts of each block from <paramref name="firstBlock"/> on, in one update.</summary>
    /// <param name="update">Number of the update, from 0.</param>
    /// <param name="attempts">Attempts of the whole projection.</param>
    /// <param name="firstBlock">First block wanted.</param>
    /// <param name="counts">One count per block wanted.</param>
    public void Count(int update, long attempts, int firstBlock, Span<long> counts) =>
        Split(update, attempts, 0, _blocks, firstBlock, counts);

    private void Split(int update, long attempts, int from, int to, int firstBlock, Span<long> counts)
    {
        if (to <= firstBlock || from >= firstBlock + counts.Length)
        {
            return;
        }

        if (to - from == 1)
        {
            counts[from - firstBlock] = attempts;
            return;
        }

        int middle = from + ((to - from) / 2);
        long left = 0;
        if (attempts > 0)
        {
            // Blocks before the last are full, so the left half holds (middle - from) full blocks.
            ulong leftTargets = (ulong)(middle - from) * BlockSize;
            ulong allTargets = (ulong)(Math.Min(to * (long)BlockSize, _targets) - (from * (long)BlockSize));
            ulong probability = (ulong)(((UInt128)leftTargets << 64) / allTargets);

            // No two splits have the same middle, so it names the split.
            RandomStream random = _key.Stream((uint)middle, (uint)update);
            left = random.NextBinomial(attempts, probability);
        }

        Split(update, left, from, middle, firstBlock, counts);
        Split(update, attempts - left, middle, to, firstBlock, counts);
    }
}
