using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Probes;

/// <summary>
/// Synapses that rewiring formed and eliminated in a projection since the time before: <c>formed</c> and <c>eliminated</c>, and by distance where
/// its populations share a grid. Rewiring counts anyway, so an update costs nothing.
/// </summary>
public sealed record RewiringProbe : SynapseProbe
{
    /// <inheritdoc/>
    public override string Label => $"rewiring of {Projection}";

    /// <inheritdoc/>
    public override bool IsInstantaneous => false;

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        if (HasProjection(network, Projection, errors) && Of(network).Description.Rewiring is null)
        {
            errors.Add($"{Label}: its wiring is fixed");
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) => new Observer(Of(network).Number, times);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times)
    {
        GridGeometry? grid = network.ContextOf(Of(network).Description).Grid;
        return new Reader(Projection, Of(network).Number, grid is GridGeometry g ? new DistanceBins(g).Count : 1, grid is not null);
    }

    private sealed class Observer(int projection, ProbeTimes times) : ProbeObserver
    {
        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            if (times.EndsInterval(stop.Step, stop.IsLast) && partition.Rewiring(projection) is RewiringCounts counts)
            {
                report.AddSums([.. counts.FormedByDistance, .. counts.EliminatedByDistance]);
            }
        }
    }

    private sealed class Reader(string name, int projection, int bins, bool hasDistances) : ProbeReader
    {
        private long[]? _before;

        public override void Take(ProbeStop stop, ProbeReport report, IObservations observations)
        {
            if (report.IsEmpty)
            {
                return;
            }

            Require(report.Sums.Length == 2 * bins && report.List.Length == 0, $"{report.Sums.Length} counts of rewiring: must be {2 * bins}");
            long allFormed = 0;
            long allEliminated = 0;
            for (int bin = 0; _before is not null && bin < bins; bin++)
            {
                long formed = report.Sums[bin] - _before[bin];
                long eliminated = report.Sums[bins + bin] - _before[bins + bin];
                allFormed += formed;
                allEliminated += eliminated;
                if (formed != 0 || eliminated != 0)
                {
                    observations.Rewired(projection, stop.Step, formed, eliminated, hasDistances ? bin : -1);
                }
            }

            if (_before is not null)
            {
                observations.Value("formed", name, stop.Step, allFormed);
                observations.Value("eliminated", name, stop.Step, allEliminated);
            }

            _before = report.Sums;
        }
    }
}
