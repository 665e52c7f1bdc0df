using System.Runtime.InteropServices;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// The reference for lazy plasticity: every synapse is touched at every event, in the order that the model prescribes. In each
/// step call <see cref="Spike"/>, then add and remove synapses, then <see cref="Deliver"/>. State is its value
/// at the last event and one decay from there, which is what makes equality to the bit possible at all.
/// </summary>
internal abstract class EagerProjection
{
    public abstract int Count { get; }

    public int AxonalDelay { get; protected init; }

    public int BackPropagationDelay { get; protected init; }

    /// <summary>Steps from a spike of the first population to an event of the modulator; 0 where there is none.</summary>
    public int ModulatorDelay { get; protected init; }

    public static EagerProjection Create(
        NetworkDescription network, int projection, IEnumerable<Synapse> synapses, float inputScale)
    {
        var layout = SynapseLayout.Of(network.Projections[projection].Synapse.CreateModel(network.DtMs));
        return (EagerProjection)Activator.CreateInstance(
            typeof(EagerProjection<,,,>).MakeGenericType(layout.Types), network, projection, synapses, inputScale)!;
    }

    /// <summary>The input that a target gets in a step.</summary>
    public abstract float Input(int step, int target);

    /// <summary>Spikes of targets have their effect in a step.</summary>
    public abstract void Spike(int step, IEnumerable<int> targets);

    /// <summary>The events of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="arriving">Sources whose spikes reach their synapses.</param>
    /// <param name="spiking">Targets whose spikes do.</param>
    /// <param name="modulating">Spikes that reach the modulator.</param>
    public abstract void Deliver(int step, IEnumerable<int> arriving, IEnumerable<int> spiking, int modulating);

    public abstract bool Contains((int Source, int Target, int K) id);

    /// <summary>Adds a synapse that takes part in the events from a step on.</summary>
    public abstract void Add((int Source, int Target, int K) id, float weight, int dendriticDelay, int step);

    public abstract void Remove((int Source, int Target, int K) id);

    /// <summary>A synapse's weight as it is at the end of a step.</summary>
    public abstract float WeightAt(int step, (int Source, int Target, int K) id);
}

internal sealed class EagerProjection<TModel, TSynapse, TSource, TTarget> : EagerProjection
    where TModel : unmanaged, ISynapseModel<TSynapse, TSource, TTarget>
    where TSynapse : unmanaged
    where TSource : unmanaged
    where TTarget : unmanaged
{
    private const int Never = -(1 << 30);

    private readonly TModel _model;
    private readonly Decays _decays;
    private readonly (TSource State, int Last)[] _sources;
    private readonly (TTarget State, TTarget Before, int Last)[] _targets;
    private readonly List<(int Step, float Level)> _modulations = [(Never, 0f)];
    private readonly float _amountPerSpike;
    private readonly Dictionary<(int Step, int Target), long> _sums = [];
    private readonly Dictionary<(int Source, int Target, int K), One> _synapses = [];
    private readonly TSynapse _newState;
    private readonly float _scale;

    public EagerProjection(NetworkDescription network, int projection, IEnumerable<Synapse> synapses, float inputScale)
    {
        ProjectionDescription description = network.Projections[projection];
        _model = (TModel)description.Synapse.CreateModel(network.DtMs);
        ModulatorDescription? modulator = network.Modulators.FirstOrDefault(one => one.Name == description.Modulator);
        _decays = new Decays
        {
            Tables =
            [
                .. description.Synapse.Curves.Select(curve => DecayTable.Create(curve, network.DtMs)),
                DecayTable.Create(modulator?.TimeConstantMs ?? 1, network.DtMs),
            ],
        };
        _amountPerSpike = (float)(modulator?.AmountPerSpike ?? 0);
        _sources = new (TSource, int)[SizeOf(network, description.Source)];
        _targets = new (TTarget, TTarget, int)[SizeOf(network, description.Target)];
        Array.Fill(_sources, (default, Never));
        Array.Fill(_targets, (default, default, Never));
        _scale = inputScale;
        AxonalDelay = (int)Math.Round(description.DelayMs / network.DtMs);
        BackPropagationDelay = (int)Math.Round(description.BackPropagationDelayMs / network.DtMs);
        ModulatorDelay = modulator is null ? 0 : (int)Math.Round(modulator.DelayMs / network.DtMs);
        Span<float> state = MemoryMarshal.Cast<TSynapse, float>(new Span<TSynapse>(ref _newState));
        List<string> fields = [.. SynapseLayout.Of(_model).SynapseFields];
        foreach ((string field, InitialValue value) in description.Synapse.InitialState)
        {
            state[fields.IndexOf(field)] = (float)((InitialValue.Constant)value).Value;
        }

        foreach (Synapse synapse in synapses)
        {
            Add((synapse.Source, synapse.Target, synapse.K), synapse.Weight, synapse.DelaySteps - AxonalDelay, step: 0);
        }
    }

    public override int Count => _synapses.Count;

    private static bool Has(SynapseTraits trait) => (TModel.Traits & trait) != 0;

    public override float Input(int step, int target) =>
        FixedPoint.ToSum(_sums.GetValueOrDefault((step, target)), 1f / _scale);

    public override void Spike(int step, IEnumerable<int> targets)
    {
        foreach (int target in targets)
        {
            TTarget before = TargetAt(target, step);
            _targets[target] = (_model.TargetSpike(in before), before, step);
        }
    }

    public override void Deliver(int step, IEnumerable<int> arriving, IEnumerable<int> spiking, int modulating)
    {
        HashSet<int> arrived = [.. arriving];
        HashSet<int> spiked = [.. spiking];
        if (Has(SynapseTraits.IgnoresSameStep))
        {
            DeliverTargets(step, spiked);
            Modulate(step, modulating);
            DeliverSources(step, arrived);
        }
        else
        {
            DeliverSources(step, arrived);
            DeliverTargets(step, spiked);
            Modulate(step, modulating);
        }
    }

    public override bool Contains((int Source, int Target, int K) id) => _synapses.ContainsKey(id);

    public override void Add((int Source, int Target, int K) id, float weight, int dendriticDelay, int step) =>
        _synapses.Add(id, new One
        {
            Weight = weight,
            State = _newState,
            DendriticDelay = dendriticDelay,
            LastEvent = step - 1,
            Modulations = _modulations.Count,
        });

    public override void Remove((int Source, int Target, int K) id) => _synapses.Remove(id);

    public override float WeightAt(int step, (int Source, int Target, int K) id)
    {
        One one = _synapses[id].Copy();
        AdvanceTo(step, one);
        return one.Weight;
    }

    private static int SizeOf(NetworkDescription network, string population) =>
        network.Populations[network.IndexOfPopulation(population)].Size;

    private void DeliverSources(int step, HashSet<int> arrived)
    {
        foreach (((int Source, int Target, int K) id, One one) in _synapses.Where(pair => arrived.Contains(pair.Key.Source)))
        {
            AdvanceTo(step, one);
            TSource source = SourceAt(id.Source, step);
            bool seesEarlierAlone = Has(SynapseTraits.IgnoresSameStep) || Has(SynapseTraits.SourceFirst);
            TTarget target = seesEarlierAlone && _targets[id.Target].Last == step
                ? _targets[id.Target].Before
                : TargetAt(id.Target, step);
            float delivered = _model.OnSourceEvent(ref one.Weight, ref one.State, in source, in target);
            var arrival = (step + 1 + one.DendriticDelay, id.Target);
            _sums[arrival] = _sums.GetValueOrDefault(arrival) + FixedPoint.FromWeight(delivered, _scale);
        }

        foreach (int source in arrived)
        {
            TSource before = SourceAt(source, step);
            _sources[source] = (_model.SourceEvent(in before), step);
        }
    }

    private void DeliverTargets(int step, HashSet<int> spiked)
    {
        foreach (((int Source, int Target, int K) id, One one) in _synapses.Where(pair => spiked.Contains(pair.Key.Target)))
        {
            AdvanceTo(step, one);
            TSource source = SourceAt(id.Source, step);
            TTarget before = _targets[id.Target].Before;
            _model.OnTargetSpike(ref one.Weight, ref one.State, in source, in before);
        }
    }

    private void Modulate(int step, int spikes)
    {
        if (spikes == 0 || ModulatorDelay == 0)
        {
            return;
        }

        float amount = spikes * _amountPerSpike;
        foreach (One one in _synapses.Values)
        {
            AdvanceTo(step, one);
            _model.OnModulator(ref one.Weight, ref one.State, amount);
            one.Modulations = _modulations.Count + 1;
        }

        (int last, float level) = _modulations[^1];
        _modulations.Add((step, (level * _decays.After(_decays.Tables.Length - 1, step - last)) + amount));
    }

    private void AdvanceTo(int step, One one)
    {
        if (!Has(SynapseTraits.Advances) || step <= one.LastEvent)
        {
            return;
        }

        (int last, float level) = _modulations[one.Modulations - 1];
        level *= _decays.After(_decays.Tables.Length - 1, one.LastEvent - last);
        _model.Advance(ref one.Weight, ref one.State, level, step - one.LastEvent, in _decays);
        one.LastEvent = step;
    }

    private TSource SourceAt(int source, int step) =>
        _model.DecaySource(in _sources[source].State, step - _sources[source].Last, in _decays);

    private TTarget TargetAt(int target, int step) =>
        _model.DecayTarget(in _targets[target].State, step - _targets[target].Last, in _decays);

    private readonly struct Decays : IDecays
    {
        public float[][] Tables { get; init; }

        public float After(int curve, int steps) => Tables[curve][Math.Min((uint)steps, (uint)Tables[curve].Length - 1)];
    }

    private sealed class One
    {
        public float Weight;
        public TSynapse State;
        public int DendriticDelay;
        public int LastEvent;
        public int Modulations;

        public One Copy() => (One)MemberwiseClone();
    }
}
