using SnnCluster.Engine.Recording;

namespace SnnCluster.Experiments.Analysis;

/// <summary>Mean and standard deviation (of the population, not of a sample) of a count per neuron.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
public readonly record struct DegreeStatistics(double Mean, double StandardDeviation);

/// <summary>What can be said of a projection's synapses without knowing where its neurons are.</summary>
/// <param name="Synapses">Number of synapses.</param>
/// <param name="MeanWeight">Mean weight; NaN where there are no synapses.</param>
/// <param name="InDegree">Synapses per target neuron.</param>
/// <param name="OutDegree">Synapses per source neuron.</param>
public sealed record ConnectivityStatistics(
    long Synapses,
    double MeanWeight,
    DegreeStatistics InDegree,
    DegreeStatistics OutDegree)
{
    /// <summary>Counts the synapses of a projection.</summary>
    /// <param name="synapses">The synapses, in any order.</param>
    /// <param name="sources">Number of source neurons, at least 1.</param>
    /// <param name="targets">Number of target neurons, at least 1.</param>
    public static ConnectivityStatistics Measure(ReadOnlySpan<Synapse> synapses, int sources, int targets)
    {
        int[] inDegrees = new int[targets];
        int[] outDegrees = new int[sources];
        double weights = 0;
        foreach (ref readonly Synapse synapse in synapses)
        {
            inDegrees[synapse.Target]++;
            outDegrees[synapse.Source]++;
            weights += synapse.Weight;
        }

        return new ConnectivityStatistics(
            synapses.Length,
            weights / synapses.Length,
            Describe(inDegrees),
            Describe(outDegrees));
    }

    private static DegreeStatistics Describe(ReadOnlySpan<int> degrees)
    {
        long sum = 0;
        foreach (int degree in degrees)
        {
            sum += degree;
        }

        double mean = (double)sum / degrees.Length;
        double squares = 0;
        foreach (int degree in degrees)
        {
            squares += (degree - mean) * (degree - mean);
        }

        return new DegreeStatistics(mean, Math.Sqrt(squares / degrees.Length));
    }
}
