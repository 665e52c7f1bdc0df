using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// A state variable over neurons: its mean and standard deviation over them, <c>mean-VARIABLE</c> and <c>sd-VARIABLE</c>, and where
/// bins are asked for its histogram, <c>VARIABLE</c>.
/// </summary>
public sealed record StateStatisticsProbe : Probe
{
    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Name of the state variable.</summary>
    public required string Variable { get; init; }

    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <summary>Bins of a histogram; none by default.</summary>
    public HistogramBins? Bins { get; init; }

    /// <inheritdoc/>
    public override string Label => $"statistics of {Population}.{Variable}";

    /// <inheritdoc/>
    public override bool IsInstantaneous => true;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        CheckSelection(network, Population, Neurons, errors);
        if (network.Populations.Any(population => population.Name == Population))
        {
            Has("state variable", Variable, StateVariables.Of(network, network.IndexOfPopulation(Population)), errors);
        }

        Bins?.Validate(Label, errors);
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times)
    {
        int population = network.IndexOfPopulation(Population);
        int variable = StateVariables.Of(network, population).ToList().IndexOf(Variable);
        return new Observer(population, variable, MaskOf(network, Population, Neurons), new MomentSums(Bins));
    }

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(Population, Variable, Bins);

    private sealed class Observer(int population, int variable, bool[]? mask, MomentSums sums) : ProbeObserver
    {
        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            if (!stop.IsDue)
            {
                return;
            }

            Slice slice = partition.Slices[population];
            var values = new float[slice.Count];
            partition.ReadState(population, variable, values);
            for (int i = 0; i < values.Length; i++)
            {
                if (mask is null || mask[slice.Begin + i])
                {
                    sums.Add(values[i]);
                }
            }

            sums.Report(report);
        }
    }

    private sealed class Reader(string population, string variable, HistogramBins? bins) : ProbeReader
    {
        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            if (report.IsEmpty)
            {
                return;
            }

            Require(report.Sums.Length == MomentSums.LengthOf(bins) && report.List.Length == 0, $"{report.Sums.Length} sums of moments");
            (_, double mean, double deviation) = MomentSums.Read(report.Sums);
            observations.Value($"mean-{variable}", population, stop.Step, mean);
            observations.Value($"sd-{variable}", population, stop.Step, deviation);
            MomentSums.ReadBins(report.Sums, bins, (lower, upper, count) => observations.Bin(variable, population, stop.Step, lower, upper, count));
        }
    }
}
