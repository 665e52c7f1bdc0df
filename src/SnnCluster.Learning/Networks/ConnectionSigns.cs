using SnnCluster.Model.Random;

namespace SnnCluster.Learning.Networks;

/// <summary>
/// The fixed sign of every potential connection of a projection (Bellec et al., "Deep rewiring", ICLR 2018), drawn from
/// the counter-based generator where it is asked for: nothing is stored for connections that do not exist.
/// </summary>
/// <param name="seed">The run's seed.</param>
/// <param name="projection">Number of the projection.</param>
public readonly struct ConnectionSigns(ulong seed, int projection)
{
    private readonly RandomKey _key = RandomKey.For(seed, RandomPurpose.ConnectionSign, projection);

    /// <summary>+1 or -1, each with probability 1/2.</summary>
    public float Of(int source, int target) => (_key.Generate((uint)source, (uint)target, 0).A & 1) == 0 ? 1f : -1f;
}
