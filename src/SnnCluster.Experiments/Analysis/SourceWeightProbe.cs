using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Analysis;

/// <summary>
/// Mean weights of a projection's synapses from some sources, <c>mean-weight-from-selected</c>, and of those from all others, <c>mean-weight-from-others</c>; not a
/// number where there are none.
/// </summary>
public sealed record SourceWeightProbe : SynapseProbe
{
    /// <summary>What the name of the mean over the selected sources begins with; <see cref="Selected"/> follows.</summary>
    public const string Prefix = "mean-weight-from-";

    /// <summary>Name of the mean over the others.</summary>
    public const string FromOthers = $"{Prefix}others";

    private const int Length = 1 + ExactSum.Limbs;

    /// <summary>Ids of the sources, in any order, each once.</summary>
    public required IReadOnlyList<int> Sources { get; init; }

    /// <summary>What results call them, not "others".</summary>
    public string Selected { get; init; } = "selected";

    /// <inheritdoc/>
    public override string Label => $"weights by source of {Projection}";

    /// <inheritdoc/>
    public override void Validate(NetworkDescription network, ValidationErrors errors)
    {
        if (!HasProjection(network, Projection, errors))
        {
            return;
        }

        int size = network.ContextOf(Of(network).Description).SourceSize;
        int wrong = Sources.ToList().FindIndex(source => (uint)source >= (uint)size);
        if (wrong >= 0)
        {
            errors.Add($"{Label} has the source {Sources[wrong]}: must be from 0 to {size - 1}", nameof(Sources));
        }

        if (Selected.Length == 0 || Prefix + Selected == FromOthers)
        {
            errors.Add($"{Label} calls sources '{Selected}': must be a name, and not that of the others", nameof(Selected));
        }
    }

    /// <inheritdoc/>
    public override ProbeObserver Observe(NetworkDescription network, ProbeTimes times) =>
        new Observer(Of(network).Number, [.. Sources]);

    /// <inheritdoc/>
    public override ProbeReader Read(NetworkDescription network, ProbeTimes times) =>
        new Reader(Projection, Prefix + Selected, Of(network).Description.Changes);

    // Number and exact sum of weights: of the others, then of those sources.
    private sealed class Observer(int projection, HashSet<int> sources) : ProbeObserver
    {
        private readonly long[] _sums = new long[2 * Length];

        public override int Projection => projection;

        public override void TakeSynapses(ReadOnlySpan<Synapse> synapses)
        {
            foreach (Synapse synapse in synapses)
            {
                Span<long> sums = _sums.AsSpan(sources.Contains(synapse.Source) ? Length : 0, Length);
                sums[0]++;
                ExactSum.Add(sums[1..], synapse.Weight);
            }

            ExactSum.Carry(_sums.AsSpan(1, ExactSum.Limbs));
            ExactSum.Carry(_sums.AsSpan(Length + 1, ExactSum.Limbs));
        }

        public override void Report(IPartition partition, ProbeStop stop, ProbeReport report)
        {
            report.AddSums(_sums);
            Array.Clear(_sums);
        }
    }

    private sealed class Reader(string projection, string selected, bool changes) : SynapseReader(changes, 2 * Length)
    {
        protected override void Read(int step, ReadOnlySpan<long> sums, IObservations observations)
        {
            observations.Value(FromOthers, projection, step, ExactSum.Value(sums[1..Length]) / sums[0]);
            observations.Value(selected, projection, step, ExactSum.Value(sums[(Length + 1)..]) / sums[Length]);
        }
    }
}
