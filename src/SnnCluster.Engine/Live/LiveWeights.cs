namespace SnnCluster.Engine.Live;

/// <summary>
/// A histogram of weights whose bins are known beforehand, so that those of partitions add up: a bin is all numbers of single precision that have the
/// upper bits of their pattern in common. A power of two has 32 bins; where there would be more than <see cref="MostBins"/>, neighbours
/// are joined.
/// </summary>
/// <param name="Shift">How many lower bits of the pattern a bin does not look at.</param>
/// <param name="Bins">The upper bits of each bin that holds anything, ascending.</param>
/// <param name="Counts">How many weights each holds.</param>
public sealed record LiveWeights(int Shift, IReadOnlyList<int> Bins, IReadOnlyList<long> Counts)
{
    /// <summary>The most bins of a histogram.</summary>
    public const int MostBins = 256;

    /// <summary>The least <see cref="Shift"/>: sign, exponent and five bits are looked at.</summary>
    public const int LeastShift = 18;

    /// <summary>The most that <see cref="Shift"/> can be: sign and exponent but for its last bit, which is <see cref="MostBins"/> bins in all.</summary>
    public const int MostShift = 24;

    /// <summary>How many bins there are with the least shift.</summary>
    public const int BinsInAll = 1 << (32 - LeastShift);

    /// <summary>The bin of a weight with the least shift.</summary>
    public static int BinOf(float weight) => (int)(BitConverter.SingleToUInt32Bits(weight) >> LeastShift);

    /// <summary>The histogram of counts of all bins.</summary>
    /// <param name="counts">How many weights each bin of <see cref="BinOf"/> holds.</param>
    public static LiveWeights Of(ReadOnlySpan<long> counts)
    {
        var bins = new SortedDictionary<int, long>();
        for (int bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] > 0)
            {
                bins[bin] = counts[bin];
            }
        }

        return Joined(LeastShift, bins);
    }

    /// <summary>The sum of histograms.</summary>
    public static LiveWeights Sum(IReadOnlyList<LiveWeights> histograms)
    {
        int shift = histograms.Select(one => one.Shift).Append(LeastShift).Max();
        var bins = new SortedDictionary<int, long>();
        foreach (LiveWeights one in histograms)
        {
            for (int i = 0; i < one.Bins.Count; i++)
            {
                int bin = one.Bins[i] >> (shift - one.Shift);
                bins[bin] = bins.GetValueOrDefault(bin) + one.Counts[i];
            }
        }

        return Joined(shift, bins);
    }

    /// <summary>The bounds of each bin that holds anything, by weight, and how many weights it holds.</summary>
    public IReadOnlyList<(double Lower, double Upper, long Count)> Read() =>
    [
        .. Bins.Select((bin, i) => Bounds(bin, Counts[i])).OrderBy(bin => bin.Lower),
    ];

    private static LiveWeights Joined(int shift, SortedDictionary<int, long> bins)
    {
        while (bins.Count > MostBins)
        {
            shift++;
            var half = new SortedDictionary<int, long>();
            foreach ((int bin, long count) in bins)
            {
                half[bin >> 1] = half.GetValueOrDefault(bin >> 1) + count;
            }

            bins = half;
        }

        return new LiveWeights(shift, [.. bins.Keys], [.. bins.Values]);
    }

    // Patterns of negative numbers go up as the numbers go down.
    private (double Lower, double Upper, long Count) Bounds(int bin, long count)
    {
        uint pattern = (uint)bin << Shift;
        double near = BitConverter.UInt32BitsToSingle(pattern & 0x7FFF_FFFF);
        double far = BitConverter.UInt32BitsToSingle(Math.Min((pattern & 0x7FFF_FFFF) + (1u << Shift), 0x7F80_0000));
        return pattern >> 31 == 0 ? (near, far, count) : (-far, -near, count);
    }
}
