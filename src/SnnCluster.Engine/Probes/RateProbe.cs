using SnnCluster.Engine.Partitions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Mean rate of a population since the time before: <c>rate-hz</c>, spikes per neuron and second. Neurons count their spikes anyway, so
/// a step costs nothing.
/// </summary>
public sealed record RateProbe : Probe
{
    /// <summary>Name of the population.</summary>
    public required string Population { get; init; }

    /// <summary>Which neurons; all by default.</summary>
    public NeuronSelection Neurons { get; init; } = new NeuronSelection.All();

    /// <inheritdoc/>
    public override string Label => $"rate of {Population}";

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors) => CheckSelection(network, Population, Neurons, errors);

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer(
        network.IndexOfPopulation(Population), Neurons is NeuronSelection.All ? null : IdsOf(network, Population, Neurons), times);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) => new Reader(
        Population, Neurons.CountIn(network.Populations[network.IndexOfPopulation(Population)]), network.DtMs);

    private sealed class Observer(int population, int[]? ids, ProbeTimes times) : ProbeObserver
    {
        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            if (!times.EndsInterval(stop.Step, stop.IsLast))
            {
                return;
            }

            Slice slice = partition.Slices[population];
            var counts = new long[slice.Count];
            partition.ReadSpikeCounts(population, counts);
            report.AddSums([ids is null ? counts.Sum() : ids.Where(slice.Contains).Sum(id => counts[id - slice.Begin])]);
        }
    }

    private sealed class Reader(string population, int neurons, double dtMs) : ProbeReader
    {
        private long _count;
        private int _step = -1;

        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            if (report.IsEmpty)
            {
                return;
            }

            Require(report.Sums is [>= 0] && report.List.Length == 0, "other than one number of spikes");
            long count = report.Sums[0];
            if (_step >= 0 && stop.Step > _step)
            {
                double seconds = StepTime.Ms(stop.Step - _step, dtMs) / 1000;
                observations.Value("rate-hz", population, stop.Step, (count - _count) / (double)neurons / seconds);
            }

            (_count, _step) = (count, stop.Step);
        }
    }
}
