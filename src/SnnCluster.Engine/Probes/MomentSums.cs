using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>Bins of one width, and one at either side for all that lies outside.</summary>
/// <param name="Lower">Lower bound of the first bin.</param>
/// <param name="Upper">Upper bound of the last, above <paramref name="Lower"/>.</param>
/// <param name="Count">How many bins, 1 to 65536.</param>
public sealed record HistogramBins(double Lower, double Upper, int Count)
{
    private const int MostBins = 1 << 16;

    /// <summary>Adds what is wrong.</summary>
    internal void Validate(string probe, ValidationErrors errors)
    {
        errors.Finite($"{probe} lower bound of its histogram", Lower);
        errors.Above($"{probe} upper bound of its histogram", Upper, Lower);
        errors.Within($"{probe} number of bins of its histogram", Count, 1, MostBins);
    }

    /// <summary>The bin of a value, with 0 for what lies below and <see cref="Count"/> + 1 for what lies above.</summary>
    internal int Of(double value)
    {
        double place = (value - Lower) / (Upper - Lower) * Count;
        return place < 0 ? 0 : place >= Count ? Count + 1 : 1 + (int)place;
    }

    /// <summary>The lower bound of a bin.</summary>
    internal double LowerOf(int bin) => bin == 0 ? double.NegativeInfinity : Lower + ((Upper - Lower) * (bin - 1) / Count);

    /// <summary>Gives bounds and count of all bins, with those at either side.</summary>
    internal void Read(ReadOnlySpan<long> counts, Action<double, double, long> take)
    {
        for (int bin = 0; bin < Count + 2; bin++)
        {
            take(LowerOf(bin), bin == Count + 1 ? double.PositiveInfinity : LowerOf(bin + 1), counts[bin]);
        }
    }
}

/// <summary>Number, sum and sum of squares of values, and where asked for their histogram, as sums that partitions add up.</summary>
public sealed class MomentSums(HistogramBins? bins)
{
    private const int Header = 1 + (2 * ExactSum.Limbs);
    private const int AddsBeforeCarry = 1 << 28;
    private readonly long[] _sums = new long[LengthOf(bins)];
    private int _adds;

    /// <summary>How many sums there are.</summary>
    public static int LengthOf(HistogramBins? bins) => Header + (bins is null ? 0 : bins.Count + 2);

    /// <summary>Adds a value of single precision.</summary>
    public void Add(float value)
    {
        _sums[0]++;
        ExactSum.Add(_sums.AsSpan(1, ExactSum.Limbs), value);
        ExactSum.Add(_sums.AsSpan(1 + ExactSum.Limbs, ExactSum.Limbs), (double)value * value);
        if (bins is not null)
        {
            _sums[Header + bins.Of(value)]++;
        }

        if (++_adds == AddsBeforeCarry)
        {
            Carry();
        }
    }

    /// <summary>Adds them to a report, and begins anew.</summary>
    public void Report(ProbeReport report)
    {
        Carry();
        report.AddSums(_sums);
        Array.Clear(_sums);
    }

    /// <summary>Number of values, mean and standard deviation (of a population) out of merged sums.</summary>
    public static (long Count, double Mean, double StandardDeviation) Read(ReadOnlySpan<long> sums)
    {
        (double mean, double deviation) = ExactSum.Moments(
            sums[0], sums.Slice(1, ExactSum.Limbs), sums.Slice(1 + ExactSum.Limbs, ExactSum.Limbs));
        return (sums[0], mean, deviation);
    }

    /// <summary>Gives the bins out of merged sums, with those at either side.</summary>
    public static void ReadBins(ReadOnlySpan<long> sums, HistogramBins? bins, Action<double, double, long> take) =>
        bins?.Read(sums[Header..], take);

    private void Carry()
    {
        ExactSum.Carry(_sums.AsSpan(1, ExactSum.Limbs));
        ExactSum.Carry(_sums.AsSpan(1 + ExactSum.Limbs, ExactSum.Limbs));
        _adds = 0;
    }
}
