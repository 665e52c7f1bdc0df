using System.Runtime.CompilerServices;

namespace SnnCluster.Model.Random;

/// <summary>A <see cref="PoissonTable"/> as a device reads it.</summary>
public interface IPoissonThresholds
{
    /// <summary>Number of thresholds.</summary>
    int Count { get; }

    /// <summary>The upper half of a threshold.</summary>
    uint High(int threshold);

    /// <summary>The lower half of a threshold.</summary>
    uint Low(int threshold);

    /// <summary>See <see cref="PoissonTable.Guide"/>.</summary>
    int Guide(int upperBits);
}

/// <summary>Draws from a <see cref="PoissonTable"/>: a number of random bits for each neuron and step, whoever draws it.</summary>
public static class PoissonDraw
{
    /// <summary>Neurons that share a block of the generator, one word each.</summary>
    public const int PerBlock = 4;

    /// <summary>The word of a neuron in a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Word(RandomKey key, uint neuron, uint step)
    {
        Words words = key.Generate(neuron / PerBlock, step, 0);
        uint part = neuron % PerBlock;
        return part == 0 ? words.A : part == 1 ? words.B : part == 2 ? words.C : words.D;
    }

    /// <summary>How many thresholds a neuron's number of 64 bits is at or above.</summary>
    /// <param name="table">The table.</param>
    /// <param name="word">Its upper half, of <see cref="Word"/>.</param>
    /// <param name="key">Gives the lower half, which is needed once in some 10^9 draws.</param>
    /// <param name="neuron">Global id.</param>
    /// <param name="step">The step.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Passed<TTable>(in TTable table, uint word, RandomKey key, uint neuron, uint step)
        where TTable : IPoissonThresholds
    {
        int i = table.Guide((int)(word >> 24));
        while (i < table.Count && word > table.High(i))
        {
            i++;
        }

        if (i < table.Count && word == table.High(i))
        {
            uint more = key.Generate(neuron, step, 1).A;
            while (i < table.Count && word == table.High(i) && more >= table.Low(i))
            {
                i++;
            }
        }

        return i;
    }
}

/// <summary>
/// The Poisson distribution of one mean, for draws by inversion: a number of 64 random bits lies at or above as many thresholds as the
/// draw is larger than <see cref="First"/>. Exact to the rounding of the distribution in double precision, about 1e-16.
/// </summary>
public sealed class PoissonTable : IPoissonThresholds
{
    /// <summary>The largest mean.</summary>
    public const double LargestMean = 1e5;

    // What has a chance below 2^-64 is left out.
    private const double LeastShare = 5e-20;
    private const double TwoTo64 = 18446744073709551616.0;

    private PoissonTable(int first, ulong[] thresholds)
    {
        First = first;
        High = [.. thresholds.Select(threshold => (uint)(threshold >> 32))];
        Low = [.. thresholds.Select(threshold => (uint)threshold)];
        for (int i = 0; i < Guide.Length; i++)
        {
            Guide[i] = Array.FindIndex(High, high => high >= (uint)i << 24) is int found && found >= 0 ? found : High.Length;
        }
    }

    /// <summary>The smallest draw.</summary>
    public int First { get; }

    /// <summary>The largest draw.</summary>
    public int Largest => First + High.Length;

    /// <summary>Upper halves of the thresholds, ascending.</summary>
    public uint[] High { get; }

    /// <summary>Lower halves of the thresholds.</summary>
    public uint[] Low { get; }

    /// <summary>For the upper 8 bits of a number: how many thresholds lie below all numbers that have them.</summary>
    public int[] Guide { get; } = new int[256];

    int IPoissonThresholds.Count => High.Length;

    uint IPoissonThresholds.High(int threshold) => High[threshold];

    uint IPoissonThresholds.Low(int threshold) => Low[threshold];

    int IPoissonThresholds.Guide(int upperBits) => Guide[upperBits];

    /// <summary>The table of a mean, 0 to <see cref="LargestMean"/>.</summary>
    public static PoissonTable Create(double mean)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mean);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mean, LargestMean);

        // Shares relative to that of the most probable number, from which they fall on both sides.
        int mode = (int)mean;
        var below = new List<double>();
        for (double share = 1; mode - below.Count > 0 && (share *= (mode - below.Count) / mean) > LeastShare;)
        {
            below.Add(share);
        }

        var beyond = new List<double>();
        for (double share = 1; (share *= mean / (mode + beyond.Count + 1)) > LeastShare;)
        {
            beyond.Add(share);
        }

        int first = mode - below.Count;
        double[] shares = [.. Enumerable.Reverse(below), 1, .. beyond];
        double sum = Enumerable.Reverse(below).Sum() + 1 + Enumerable.Reverse(beyond).Sum();

        // From both ends, so that small chances keep their digits: up to the middle what is below, beyond it what is above. What is
        // above and has no chance in 64 bits is left out.
        var thresholds = new ulong[shares.Length - 1];
        int middle = 0;
        for (double lower = 0; middle < thresholds.Length && (lower += shares[middle]) <= sum / 2; middle++)
        {
            thresholds[middle] = (ulong)(lower / sum * TwoTo64);
        }

        int count = thresholds.Length;
        double upper = 0;
        for (int i = thresholds.Length - 1; i >= middle; i--)
        {
            upper += shares[i + 1];
            ulong above = (ulong)(upper / sum * TwoTo64);
            thresholds[i] = 0 - above;
            count = above == 0 ? i : count;
        }

        return new PoissonTable(first, thresholds[..count]);
    }
}
