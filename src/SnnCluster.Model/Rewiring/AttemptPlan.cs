using SnnCluster.Model.Random;

namespace SnnCluster.Model.Rewiring;

/// <summary>
/// Shares the attempts of an update out over blocks of 256 targets, each attempt falling on each target with equal
/// probability, so that a partition can generate the attempts of its own targets alone.
/// </summary>
public sealed class AttemptPlan
{
    /// <summary>Targets in a block (the last one may hold fewer).</summary>
    public const int BlockSize = 256;

    private readonly MultinomialSplit _split;

    /// <summary>The plan of a projection.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="projection">Number of the projection.</param>
    /// <param name="targets">Size of the target population.</param>
    public AttemptPlan(ulong seed, int projection, int targets) =>
        _split = new MultinomialSplit(RandomKey.For(seed, RandomPurpose.RewiringSplit, projection), targets, BlockSize);

    /// <summary>Fills in the attempts of each block from <paramref name="firstBlock"/> on, in one update.</summary>
    /// <param name="update">Number of the update, from 0.</param>
    /// <param name="attempts">Attempts of the whole projection.</param>
    /// <param name="firstBlock">First block wanted.</param>
    /// <param name="counts">One count per block wanted.</param>
    public void Count(int update, long attempts, int firstBlock, Span<long> counts) =>
        _split.Count((uint)update, attempts, firstBlock, counts);
}
