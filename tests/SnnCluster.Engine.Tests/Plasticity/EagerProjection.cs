using SnnCluster.Engine.Recording;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// The reference for lazy plasticity: every synapse is touched at every event, in the order that the model prescribes.
/// In each step call <see cref="TargetsSpike"/>, then rewire through <see cref="Weights"/>, then <see cref="Deliver"/>.
/// Traces are their value at the last spike times one entry of a <see cref="DecayTable"/>, which is what makes equality
/// to the bit possible at all.
/// </summary>
internal sealed class EagerProjection
{
    private readonly IWeightUpdateRule _rule;
    private readonly Trace[] _sources;
    private readonly Trace[] _targets;
    private readonly float[] _sourceDecay;
    private readonly float[] _targetDecay;
    private readonly Dictionary<(int Step, int Target), long> _sums = [];
    private readonly float _scale;

    public EagerProjection(NetworkDescription network, int projection, IEnumerable<Synapse> synapses, float inputScale)
    {
        ProjectionDescription description = network.Projections[projection];
        WeightUpdateDescription update = description.WeightUpdate;
        _rule = update.CreateRule();
        _sources = Traces(network, description.Source);
        _targets = Traces(network, description.Target);
        _sourceDecay = DecayTable.Create(update.SourceTraceTimeConstantMs, network.DtMs);
        _targetDecay = DecayTable.Create(update.TargetTraceTimeConstantMs, network.DtMs);
        _scale = inputScale;
        AxonalDelay = (int)Math.Round(description.DelayMs / network.DtMs);
        foreach (Synapse synapse in synapses)
        {
            var id = (synapse.Source, synapse.Target, synapse.K);
            Weights.Add(id, synapse.Weight);
            DendriticDelays.Add(id, synapse.DelaySteps - AxonalDelay);
        }
    }

    public int AxonalDelay { get; }

    /// <summary>All synapses; add or remove to rewire.</summary>
    public Dictionary<(int Source, int Target, int K), float> Weights { get; } = [];

    public Dictionary<(int Source, int Target, int K), int> DendriticDelays { get; } = [];

    /// <summary>The input that a target gets in a step.</summary>
    public float Input(int step, int target) => FixedPoint.ToSum(_sums.GetValueOrDefault((step, target)), 1f / _scale);

    public void TargetsSpike(int step, IEnumerable<int> targets)
    {
        foreach (int target in targets)
        {
            _targets[target] = _targets[target].Spike(step, _targetDecay);
        }
    }

    /// <summary>The events of a step: spikes that reach their synapses, then the targets' own.</summary>
    public void Deliver(int step, IEnumerable<int> arrivingSources, IEnumerable<int> spikingTargets)
    {
        HashSet<int> arriving = [.. arrivingSources];
        HashSet<int> spiking = [.. spikingTargets];
        foreach ((int Source, int Target, int K) id in Weights.Keys.ToArray())
        {
            if (arriving.Contains(id.Source))
            {
                var arrival = (step + 1 + DendriticDelays.GetValueOrDefault(id), id.Target);
                _sums[arrival] = _sums.GetValueOrDefault(arrival) + FixedPoint.FromWeight(Weights[id], _scale);
                Weights[id] = _rule.AfterSourceSpike(Weights[id], _targets[id.Target].At(step, _targetDecay));
            }
        }

        foreach (int source in arriving)
        {
            _sources[source] = _sources[source].Spike(step, _sourceDecay);
        }

        foreach ((int Source, int Target, int K) id in Weights.Keys.ToArray())
        {
            if (spiking.Contains(id.Target))
            {
                Weights[id] = _rule.AfterTargetSpike(Weights[id], _sources[id.Source].At(step, _sourceDecay));
            }
        }
    }

    private static Trace[] Traces(NetworkDescription network, string population) =>
        [.. Enumerable.Repeat(new Trace(0f, null), network.Populations[network.IndexOfPopulation(population)].Size)];

    private readonly record struct Trace(float Value, int? Last)
    {
        public float At(int step, float[] decay) =>
            Last is int last ? Value * decay[Math.Min(step - last, decay.Length - 1)] : 0f;

        public Trace Spike(int step, float[] decay) => new(At(step, decay) + 1f, step);
    }
}
