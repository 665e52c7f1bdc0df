using SnnCluster.Engine.Recording;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>
/// The synapses of a network's first projection in double precision, each touched at each of its events, and how far from them is what is found.
/// In each step add and remove synapses, then call <see cref="Deliver"/>.
/// </summary>
internal sealed class DoubleProjection
{
    private readonly double _dtMs;
    private readonly SynapseDescription _model;
    private readonly double _leastUnit;
    private readonly ModulatorDescription? _modulator;
    private readonly EventTrain[] _sources;
    private readonly EventTrain[] _targets;
    private readonly ModulatorLevel _level;
    private readonly int _axonalDelay;
    private readonly int _backPropagationDelay;
    private readonly List<One> _synapses = [];
    private readonly Dictionary<(int Step, int Target), (double Sum, double Unit)> _inputs = [];

    public DoubleProjection(NetworkDescription network, IEnumerable<Synapse> synapses)
    {
        ProjectionDescription projection = network.Projections[0];
        _dtMs = network.DtMs;
        _model = projection.Synapse;

        // A hundredth of the largest weight, which is 1 or about 1 for all models. A weight under dopamine is a sum of hundreds of changes since it was
        // last at a bound, each with the rounding of weight, eligibility, level, traces and their decays: rounding these in this reference, too, moves
        // weights by 2e-6.
        _leastUnit = ((_model as ShortTermDescription)?.LongTerm ?? _model) is DopamineStdpDescription ? 0.05 : 0.01;
        _modulator = network.Modulators.FirstOrDefault(one => one.Name == projection.Modulator);
        _level = new ModulatorLevel(_modulator?.TimeConstantMs ?? 1);
        _sources = [.. Enumerable.Range(0, network.Populations[0].Size).Select(_ => new EventTrain())];
        _targets = [.. Enumerable.Range(0, network.Populations[1].Size).Select(_ => new EventTrain())];
        _axonalDelay = StepsOf(projection.DelayMs);
        _backPropagationDelay = StepsOf(projection.BackPropagationDelayMs);
        foreach (Synapse synapse in synapses)
        {
            Add((synapse.Source, synapse.Target, synapse.K), synapse.Weight, synapse.DelaySteps - _axonalDelay, step: 0);
        }
    }

    /// <summary>The largest error of a weight, and of an input, so far.</summary>
    public (double Weight, double Input) Worst { get; private set; }

    /// <summary>Source events and target spikes that have come to synapses, and how often both came in one step.</summary>
    public (int Sources, int Targets, int Together) Seen { get; private set; }

    public bool Contains((int Source, int Target, int K) id) => _synapses.Exists(one => one.Id == id);

    /// <summary>Adds a synapse that takes part in the events from a step on.</summary>
    public void Add((int Source, int Target, int K) id, double weight, int dendriticDelay, int step)
    {
        var place = new SynapsePlace(_sources[id.Source], _targets[id.Target], _level, weight, step * _dtMs);
        _synapses.Add(new One(id, DoubleSynapse.Create(_model, place), dendriticDelay));
        _synapses.Sort((a, b) => a.Id.CompareTo(b.Id));
    }

    public void Remove((int Source, int Target, int K) id) => _synapses.RemoveAll(one => one.Id == id);

    /// <summary>A synapse's weight as it is at the end of a step.</summary>
    public double WeightAt(int step, (int Source, int Target, int K) id) =>
        _synapses.Find(one => one.Id == id)!.Synapse.WeightAt(step * _dtMs);

    /// <summary>The events of a step.</summary>
    public void Deliver(int step, SpikeTable source, SpikeTable target)
    {
        double ms = step * _dtMs;
        HashSet<int> arriving = [.. source.At(step - _axonalDelay + 1)];
        HashSet<int> spiking = [.. target.At(step - _backPropagationDelay)];
        foreach (int neuron in arriving)
        {
            _sources[neuron].Add(ms);
        }

        foreach (int neuron in spiking)
        {
            _targets[neuron].Add(ms);
        }

        double amount = AmountAt(step, source, target);
        if (amount != 0)
        {
            _level.Add(ms, amount);
        }

        foreach (One one in _synapses)
        {
            bool arrives = arriving.Contains(one.Id.Source);
            bool spikes = spiking.Contains(one.Id.Target);
            bool sourceIsFirst = one.Synapse.SameStep != SameStep.Ignored;
            if (arrives && sourceIsFirst)
            {
                Arrive(one, step);
            }

            if (spikes)
            {
                one.Synapse.TargetSpike(ms);
            }

            if (amount != 0)
            {
                one.Synapse.ModulatorEvent(ms, amount);
            }

            if (arrives && !sourceIsFirst)
            {
                Arrive(one, step);
            }

            Seen = (Seen.Sources + (arrives ? 1 : 0), Seen.Targets + (spikes ? 1 : 0), Seen.Together + (arrives && spikes ? 1 : 0));
        }
    }

    /// <summary>Inputs that targets got in a step.</summary>
    public void AssertInputs(int step, float[] found, double tolerance)
    {
        for (int target = 0; target < found.Length; target++)
        {
            (double sum, double unit) = _inputs.GetValueOrDefault((step, target));
            double error = sum == found[target] ? 0 : Math.Abs(found[target] - sum) / unit;
            Worst = (Worst.Weight, Math.Max(Worst.Input, error));
            if (!(error <= tolerance))
            {
                Assert.Fail($"step {step}: target {target} got {found[target]}, expected {sum}, error {error:G3}");
            }
        }
    }

    /// <summary>Weights at the end of a step.</summary>
    public void AssertWeights(int step, Synapse[] found, double tolerance)
    {
        Assert.Equal(_synapses.Count, found.Length);
        foreach ((One one, Synapse synapse) in _synapses.Zip(found))
        {
            double expected = one.Synapse.WeightAt(step * _dtMs);
            double error = Math.Abs(synapse.Weight - expected) / Unit(expected);
            Worst = (Math.Max(Worst.Weight, error), Worst.Input);
            if (one.Id != (synapse.Source, synapse.Target, synapse.K) || !(error <= tolerance))
            {
                Assert.Fail($"after step {step}: {synapse}, expected {one.Id} of {expected}, error {error:G3}");
            }
        }
    }

    // What errors are parts of.
    private double Unit(double value) => Math.Max(Math.Abs(value), _leastUnit);

    private void Arrive(One one, int step)
    {
        double delivered = one.Synapse.SourceEvent(step * _dtMs);
        var arrival = (step + 1 + one.DendriticDelay, one.Id.Target);
        (double sum, double unit) = _inputs.GetValueOrDefault(arrival);
        _inputs[arrival] = (sum + delivered, unit + Unit(delivered));
    }

    // By how much the modulator rises in a step: its delay after the step of spikes, or the last step of a reward's period, less one.
    private double AmountAt(int step, SpikeTable source, SpikeTable target)
    {
        int of = step - (_modulator is null ? 0 : StepsOf(_modulator.DelayMs)) + 1;
        if (_modulator?.Reward is not LinearReward reward)
        {
            return _modulator is null ? 0 : source.At(of).Count() * _modulator.AmountPerSpike;
        }

        int period = StepsOf(reward.PeriodMs);
        return of < 0 || (of + 1) % period != 0 ? 0 : reward.Counted
            .Select(counted => counted.Population == TinyNetwork.Source ? source : target)
            .Zip(reward.AmountPerSpike, (table, each) => each * Enumerable.Range(of - period + 1, period).Sum(one => table.At(one).Count()))
            .Sum() - reward.Baseline;
    }

    private int StepsOf(double ms) => (int)Math.Round(ms / _dtMs);

    private sealed record One((int Source, int Target, int K) Id, DoubleSynapse Synapse, int DendriticDelay);
}
