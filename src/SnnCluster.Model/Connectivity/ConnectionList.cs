using System.Globalization;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Connectivity;

/// <summary>Synapses that are listed one by one, with weights and delays of their own where the lists have them.</summary>
/// <param name="Sources">The source of each synapse.</param>
/// <param name="Targets">The target of each synapse; as many as sources.</param>
/// <param name="AllowMultapses">Whether a pair may be listed more than once.</param>
public sealed record ConnectionList(
    IReadOnlyList<int> Sources, IReadOnlyList<int> Targets, bool AllowMultapses = false) : ConnectivityDescription
{
    /// <summary>The weight of each synapse, in the unit of the receptor; null: the projection's weights are drawn.</summary>
    public IReadOnlyList<float>? Weights { get; init; }

    /// <summary>
    /// The delay of each synapse [ms], rounded to whole steps. The projection's axonal delay is a part of it: none may be shorter.
    /// Null: the projection's delays.
    /// </summary>
    public IReadOnlyList<double>? DelaysMs { get; init; }

    /// <inheritdoc/>
    public override bool MakesMultapses => AllowMultapses;

    /// <inheritdoc/>
    public override double? WeightBound => Weights?.Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <inheritdoc/>
    public override (double Least, double Most)? DelayRangeMs =>
        DelaysMs is { Count: > 0 } delays ? (delays.Min(), delays.Max()) : null;

    /// <inheritdoc/>
    public override Connector CreateConnector(ConnectivityContext context) => new ListConnector(this, context.TargetSize);

    /// <inheritdoc/>
    public override void Validate(string name, ConnectivityContext context, ValidationErrors errors)
    {
        int before = errors.Messages.Count;
        foreach ((string what, int? count) in new (string, int?)[]
        {
            ("targets", Targets.Count), ("weights", Weights?.Count), ("delays", DelaysMs?.Count),
        })
        {
            if (count is int there && there != Sources.Count)
            {
                errors.Add(Text($"{name} lists {Sources.Count} sources and {there} {what}: there must be as many"));
            }
        }

        if (errors.Messages.Count > before)
        {
            return;
        }

        for (int i = 0; i < Sources.Count && errors.Messages.Count == before; i++)
        {
            CheckEntry(name, i, context, errors);
        }

        if (!AllowMultapses && errors.Messages.Count == before)
        {
            CheckPairs(name, errors);
        }
    }

    // The first that is wrong: a list may have millions.
    private void CheckEntry(string name, int i, ConnectivityContext context, ValidationErrors errors)
    {
        string synapse = Text($"{name} synapse {i} (counted from 0)");
        if ((uint)Sources[i] >= (uint)context.SourceSize)
        {
            errors.Add(Text($"{synapse} has source {Sources[i]}: must be from 0 to {context.SourceSize - 1}"));
        }
        else if ((uint)Targets[i] >= (uint)context.TargetSize)
        {
            errors.Add(Text($"{synapse} has target {Targets[i]}: must be from 0 to {context.TargetSize - 1}"));
        }
        else if (context.ForbidsAutapses && Sources[i] == Targets[i])
        {
            errors.Add(Text($"{synapse} connects neuron {Sources[i]} to itself: the projection forbids autapses"));
        }
        else if (Weights is not null && !float.IsFinite(Weights[i]))
        {
            errors.Add(Text($"{synapse} has weight {Weights[i]}: must be finite"));
        }
        else if (DelaysMs is not null && !(DelaysMs[i] >= 0 && double.IsFinite(DelaysMs[i])))
        {
            errors.Add(Text($"{synapse} has delay {DelaysMs[i]} ms: must be finite and at least 0"));
        }
    }

    private void CheckPairs(string name, ValidationErrors errors)
    {
        var seen = new Dictionary<(int, int), int>(Sources.Count);
        for (int i = 0; i < Sources.Count; i++)
        {
            if (!seen.TryAdd((Sources[i], Targets[i]), i))
            {
                errors.Add(Text(
                    $"{name} synapse {i} (counted from 0) connects source {Sources[i]} to target {Targets[i]} as synapse {seen[(Sources[i], Targets[i])]} does: a pair may be listed twice only with {nameof(AllowMultapses)}"));
                return;
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class ListConnector : Connector
    {
        private readonly ConnectionList _list;
        private readonly int[] _firstOfTarget;
        private readonly int[] _synapses;

        public ListConnector(ConnectionList list, int targets)
        {
            _list = list;
            _firstOfTarget = new int[targets + 1];
            foreach (int target in list.Targets)
            {
                _firstOfTarget[target + 1]++;
            }

            for (int i = 0; i < targets; i++)
            {
                LargestInDegree = Math.Max(LargestInDegree, _firstOfTarget[i + 1]);
                _firstOfTarget[i + 1] += _firstOfTarget[i];
            }

            ExpectedInDegree = list.Sources.Count / (double)targets;

            // Those of one pair stay in the order of the list.
            _synapses = [.. Enumerable.Range(0, list.Sources.Count).OrderBy(i => list.Targets[i]).ThenBy(i => list.Sources[i])];
        }

        public override double ExpectedInDegree { get; }

        public override double LargestInDegree { get; }

        public override void AddSources(int target, ref RandomStream random, List<int> sources)
        {
            for (int i = _firstOfTarget[target]; i < _firstOfTarget[target + 1]; i++)
            {
                sources.Add(_list.Sources[_synapses[i]]);
            }
        }

        public override float? WeightOf(int target, int index) => _list.Weights?[_synapses[_firstOfTarget[target] + index]];

        public override double? DelayMsOf(int target, int index) => _list.DelaysMs?[_synapses[_firstOfTarget[target] + index]];
    }
}
