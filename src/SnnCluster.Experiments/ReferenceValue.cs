namespace SnnCluster.Experiments;

/// <summary>What an independent simulator, or a publication, gives for a quantity of a population.</summary>
/// <param name="Quantity">The key of summary.json: "meanRateHz", "cvIsi" or "pairwiseCorrelation".</param>
/// <param name="Population">Name of the population.</param>
/// <param name="Value">The value, the mean where there are several runs.</param>
/// <param name="Tolerance">How far another run may be from it; not a number where nobody knows.</param>
/// <param name="Source">Where it is from.</param>
public sealed record ReferenceValue(string Quantity, string Population, double Value, double Tolerance, string Source)
{
    /// <summary>Rate, irregularity and synchrony of a population: values, and how far another run may be from them.</summary>
    /// <param name="population">Name of the population.</param>
    /// <param name="source">Where they are from.</param>
    /// <param name="rateHz">Mean rate [Hz].</param>
    /// <param name="cvIsi">Mean CV of inter-spike intervals; null where it is not known.</param>
    /// <param name="correlation">Mean correlation of the spike counts of two neurons; null where it is not known.</param>
    internal static IEnumerable<ReferenceValue> OfActivity(
        string population,
        string source,
        (double Value, double Tolerance) rateHz,
        (double Value, double Tolerance)? cvIsi = null,
        (double Value, double Tolerance)? correlation = null)
    {
        yield return new ReferenceValue(MeanRate, population, rateHz.Value, rateHz.Tolerance, source);
        if (cvIsi is var (cv, cvTolerance))
        {
            yield return new ReferenceValue(Cv, population, cv, cvTolerance, source);
        }

        if (correlation is var (mean, tolerance))
        {
            yield return new ReferenceValue(Correlation, population, mean, tolerance, source);
        }
    }

    /// <summary>The quantity of mean rates.</summary>
    public const string MeanRate = "meanRateHz";

    /// <summary>The quantity of irregularity.</summary>
    public const string Cv = "cvIsi";

    /// <summary>The quantity of synchrony.</summary>
    public const string Correlation = "pairwiseCorrelation";
}
