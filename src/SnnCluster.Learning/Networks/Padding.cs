namespace SnnCluster.Learning.Networks;

/// <summary>Arrays over neurons are padded to a multiple of the widest lane; what lies in the padding is 0 and stays so.</summary>
internal static class Padding
{
    /// <summary>Elements of the widest lane: one cache line of single-precision numbers.</summary>
    public const int Width = 16;

    /// <summary>The next multiple of <see cref="Width"/>.</summary>
    public static int Of(int count) => checked(count + Width - 1) / Width * Width;

    /// <summary>
    /// The same, and an odd number of cache lines: rows at a distance that is a power of two would share a few sets of
    /// the cache.
    /// </summary>
    public static int OfRow(int count) => Of(count) % (2 * Width) == 0 ? Of(count) + Width : Of(count);
}
