using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Engine.Tests.Plasticity;

/// <summary>Times at which the spikes of a neuron reach its synapses [ms], those of the present step included.</summary>
internal sealed class EventTrain : List<double>
{
    /// <summary>The last event from a time on that is before another, or in its step where that counts; minus infinity where there is none.</summary>
    public double Last(double ms, bool withNow, double fromMs = double.NegativeInfinity)
    {
        int k = FindLastIndex(at => withNow ? at <= ms : at < ms);
        return k >= 0 && this[k] >= fromMs ? this[k] : double.NegativeInfinity;
    }

    /// <summary>The sum of exp(-t/tau) over the times t since all events from a time on; those from 50 tau ago, below 2e-22, are left out.</summary>
    public double Trace(double ms, bool withNow, double tauMs, double fromMs = double.NegativeInfinity)
    {
        double sum = 0;
        for (int k = Count - 1; k >= 0 && this[k] >= Math.Max(fromMs, ms - (50 * tauMs)); k--)
        {
            sum += withNow || this[k] < ms ? Math.Exp(-(ms - this[k]) / tauMs) : 0;
        }

        return sum;
    }
}

/// <summary>The level of a modulator, which its events raise and which decays between them.</summary>
internal sealed class ModulatorLevel(double timeConstantMs)
{
    private readonly List<(double Ms, double Level)> _events = [];

    public void Add(double ms, double amount) => _events.Add((ms, At(ms) + amount));

    /// <summary>The level at a time, that of an event included.</summary>
    public double At(double ms)
    {
        int k = _events.FindLastIndex(one => one.Ms <= ms);
        return k < 0 ? 0 : _events[k].Level * Math.Exp(-(ms - _events[k].Ms) / timeConstantMs);
    }
}

/// <summary>Where a synapse is, and what it begins with.</summary>
/// <param name="Source">Events of its source.</param>
/// <param name="Target">Spikes of its target, as they act on the synapse.</param>
/// <param name="Modulator">Its modulator.</param>
/// <param name="Weight">Its first weight.</param>
/// <param name="SinceMs">The first step that it takes part in [ms].</param>
internal sealed record SynapsePlace(
    EventTrain Source, EventTrain Target, ModulatorLevel Modulator, double Weight, double SinceMs);

/// <summary>
/// One synapse by the equations of docs/models.md, in double precision. Traces follow from the times of all spikes, without state that is kept
/// up to date.
/// </summary>
internal abstract class DoubleSynapse(SynapsePlace place)
{
    public double Weight { get; protected set; } = place.Weight;

    public virtual SameStep SameStep => SameStep.Ignored;

    protected SynapsePlace Place => place;

    public static DoubleSynapse Create(SynapseDescription model, SynapsePlace place) => model switch
    {
        StaticSynapseDescription => new StaticInDouble(place),
        PairStdpDescription pair => new PairInDouble(pair, place),
        PowerLawStdpDescription law => new PowerLawInDouble(law, place),
        PowerLawPotentiationStdpDescription law => new PowerLawPotentiationInDouble(law, place),
        PreCentredStdpDescription law => new PreCentredInDouble(law, place),
        RestrictedStdpDescription law => new RestrictedInDouble(law, place),
        TripletStdpDescription triplet => new TripletInDouble(triplet, place),
        InhibitoryStdpDescription inhibitory => new InhibitoryInDouble(inhibitory, place),
        TsodyksDescription tsodyks => new TsodyksInDouble(tsodyks, place),
        Tsodyks2Description tsodyks => new Tsodyks2InDouble(tsodyks, place),
        Tsodyks2PerSynapseDescription tsodyks => new Tsodyks2PerSynapseInDouble(tsodyks, place),
        DopamineStdpDescription dopamine => new DopamineInDouble(dopamine, place),
        RewardStdpDescription reward => new RewardInDouble(reward, place),
        _ => throw new ArgumentException($"no reference for {model.GetType().Name}", nameof(model)),
    };

    /// <summary>A spike of the source reaches the synapse; gives what the target gets.</summary>
    public abstract double SourceEvent(double ms);

    /// <summary>A spike of the target acts on the synapse.</summary>
    public virtual void TargetSpike(double ms)
    {
    }

    /// <summary>The modulator rises by an amount.</summary>
    public virtual void ModulatorEvent(double ms, double amount)
    {
    }

    /// <summary>The weight at a time, not before that of the last event.</summary>
    public virtual double WeightAt(double ms) => Weight;

    /// <summary>The source's trace as a target spike finds it.</summary>
    protected double SourceTrace(double ms, double tauMs, bool nearest = false) =>
        TraceOf(place.Source, ms, SameStep != SameStep.Ignored, tauMs, nearest);

    /// <summary>The target's trace as a source event finds it.</summary>
    protected double TargetTrace(double ms, double tauMs, bool nearest = false) =>
        TraceOf(place.Target, ms, SameStep == SameStep.Mutual, tauMs, nearest);

    /// <summary>A trace of all events, or of the last one alone.</summary>
    protected static double TraceOf(EventTrain train, double ms, bool withNow, double tauMs, bool nearest) =>
        nearest ? Math.Exp(-(ms - train.Last(ms, withNow)) / tauMs) : train.Trace(ms, withNow, tauMs);
}

internal sealed class StaticInDouble(SynapsePlace place) : DoubleSynapse(place)
{
    public override double SourceEvent(double ms) => Weight;
}

internal sealed class PairInDouble(PairStdpDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    public override SameStep SameStep => SameStep.Mutual;

    public override double SourceEvent(double ms)
    {
        double delivered = Weight;
        Change(-model.Depression * TargetTrace(ms, model.TargetTimeConstantMs));
        return delivered;
    }

    public override void TargetSpike(double ms) => Change(model.Potentiation * SourceTrace(ms, model.SourceTimeConstantMs));

    private void Change(double by) => Weight = Math.Clamp(Weight + by, model.MinimumWeight, model.MaximumWeight);
}

/// <summary>Changes by a power law, for any pairing.</summary>
internal abstract class LawInDouble(PowerLawDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    protected void Depress(double y) => Change(
        -model.Asymmetry * model.LearningRate * model.MaximumWeight * Math.Pow(Weight / model.MaximumWeight, model.DepressionExponent) * y);

    protected void Potentiate(double x) => Change(
        model.LearningRate * model.MaximumWeight * Math.Pow(1 - (Weight / model.MaximumWeight), model.PotentiationExponent) * x);

    private void Change(double by) => Weight = Math.Clamp(Weight + by, 0, model.MaximumWeight);
}

internal sealed class PowerLawInDouble(PowerLawStdpDescription model, SynapsePlace place) : LawInDouble(model, place)
{
    public override SameStep SameStep => model.SameStep;

    public override double SourceEvent(double ms)
    {
        Depress(TargetTrace(ms, model.TargetTimeConstantMs, model.NearestNeighbours));
        return Weight;
    }

    public override void TargetSpike(double ms) => Potentiate(SourceTrace(ms, model.SourceTimeConstantMs, model.NearestNeighbours));
}

internal sealed class PreCentredInDouble(PreCentredStdpDescription model, SynapsePlace place) : LawInDouble(model, place)
{
    public override double SourceEvent(double ms)
    {
        Depress(TargetTrace(ms, model.TargetTimeConstantMs, nearest: true));
        return Weight;
    }

    // A source event in the step of the target spike before comes after that spike.
    public override void TargetSpike(double ms) => Potentiate(Place.Source.Trace(
        ms, withNow: false, model.SourceTimeConstantMs, Math.Max(Place.Target.Last(ms, withNow: false), Place.SinceMs)));
}

/// <summary>Which pairs are open is the synapse's: it pairs no spike of before it was formed.</summary>
internal sealed class RestrictedInDouble(RestrictedStdpDescription model, SynapsePlace place) : LawInDouble(model, place)
{
    public override double SourceEvent(double ms)
    {
        double lastSpike = Place.Target.Last(ms, withNow: true, Place.SinceMs);
        if (lastSpike > Place.Source.Last(ms, withNow: false, Place.SinceMs))
        {
            Depress(TargetTrace(ms, model.TargetTimeConstantMs, nearest: true));
        }

        return Weight;
    }

    public override void TargetSpike(double ms)
    {
        double lastEvent = Place.Source.Last(ms, withNow: false, Place.SinceMs);
        if (lastEvent >= Place.Target.Last(ms, withNow: false, Place.SinceMs))
        {
            Potentiate(Math.Exp(-(ms - lastEvent) / model.SourceTimeConstantMs));
        }
    }
}

internal sealed class PowerLawPotentiationInDouble(PowerLawPotentiationStdpDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    public override double SourceEvent(double ms) =>
        Weight = Math.Max(0, Weight - (model.LearningRate * model.Asymmetry * Weight * TargetTrace(ms, model.TargetTimeConstantMs)));

    public override void TargetSpike(double ms) => Weight += model.LearningRate * Math.Pow(model.ReferenceWeight, 1 - model.Exponent)
        * Math.Pow(Weight, model.Exponent) * SourceTrace(ms, model.SourceTimeConstantMs);
}

internal sealed class TripletInDouble(TripletStdpDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    public override SameStep SameStep => model.SameStep;

    public override double SourceEvent(double ms)
    {
        double o1 = TargetTrace(ms, model.TargetTimeConstantMs, model.NearestNeighbours);
        double r2 = TraceOf(Place.Source, ms, withNow: false, model.SlowSourceTimeConstantMs, model.NearestNeighbours);
        Change(-o1 * (model.PairDepression + (model.TripletDepression * r2)));
        return Weight;
    }

    public override void TargetSpike(double ms)
    {
        double r1 = SourceTrace(ms, model.SourceTimeConstantMs, model.NearestNeighbours);
        double o2 = TraceOf(Place.Target, ms, withNow: false, model.SlowTargetTimeConstantMs, model.NearestNeighbours);
        Change(r1 * (model.PairPotentiation + (model.TripletPotentiation * o2)));
    }

    private void Change(double by) => Weight = Math.Clamp(Weight + by, 0, model.MaximumWeight);
}

internal sealed class InhibitoryInDouble(InhibitoryStdpDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    public override SameStep SameStep => model.SameStep;

    public override double SourceEvent(double ms)
    {
        double y = TargetTrace(ms, model.TimeConstantMs);
        if (model.OffsetAfterClipping)
        {
            Change(model.LearningRate * y);
            Change(-model.LearningRate * model.Offset);
        }
        else
        {
            Change(model.LearningRate * (y - model.Offset));
        }

        return Weight;
    }

    public override void TargetSpike(double ms) => Change(model.LearningRate * SourceTrace(ms, model.TimeConstantMs));

    private void Change(double by)
    {
        double strength = Math.Clamp(Math.Abs(Weight) + by, 0, model.MaximumStrength);
        Weight = model.NegativeWeights ? -strength : strength;
    }
}

/// <summary>What scales the deliveries of another model. It follows from all events of the source, those before the synapse was formed included.</summary>
internal abstract class ShortTermInDouble(ShortTermDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    private readonly DoubleSynapse _longTerm = Create(model.LongTerm, place);
    private int _known;

    public override SameStep SameStep => _longTerm.SameStep;

    public override double SourceEvent(double ms)
    {
        double share = 0;
        for (; _known < Place.Source.Count; _known++)
        {
            share = Share(_known == 0 ? double.PositiveInfinity : Place.Source[_known] - Place.Source[_known - 1]);
        }

        return share * _longTerm.SourceEvent(ms);
    }

    public override void TargetSpike(double ms) => _longTerm.TargetSpike(ms);

    public override void ModulatorEvent(double ms, double amount) => _longTerm.ModulatorEvent(ms, amount);

    public override double WeightAt(double ms) => _longTerm.WeightAt(ms);

    /// <summary>What the next event delivers of the weight, so long after the one before.</summary>
    protected abstract double Share(double sinceMs);
}

internal sealed class TsodyksInDouble(TsodyksDescription model, SynapsePlace place) : ShortTermInDouble(model, place)
{
    private double _active;
    private double _inactive;
    private double _released;

    protected override double Share(double sinceMs)
    {
        double recovery = model.RecoveryTimeConstantMs;
        double activity = model.ActiveTimeConstantMs;
        double recovers = Math.Exp(-sinceMs / recovery);
        double ends = Math.Exp(-sinceMs / activity);

        // z' = y/activity - z/recovery with y = y(0)·exp(-t/activity).
        double through = _active * recovery / (activity - recovery);
        _inactive = ((_inactive - through) * recovers) + (through * ends);
        _active *= ends;
        _released *= model.FacilitationTimeConstantMs > 0 ? Math.Exp(-sinceMs / model.FacilitationTimeConstantMs) : 0;

        _released += model.Utilisation * (1 - _released);
        double share = _released * (1 - _active - _inactive);
        _active += share;
        return share;
    }
}

internal sealed class Tsodyks2InDouble(Tsodyks2Description model, SynapsePlace place) : ShortTermInDouble(model, place)
{
    private double _x = 1;
    private double _u = model.Utilisation;

    protected override double Share(double sinceMs)
    {
        _x = 1 + ((_x - (_u * _x) - 1) * Math.Exp(-sinceMs / model.RecoveryTimeConstantMs));
        double kept = model.FacilitationTimeConstantMs > 0 ? Math.Exp(-sinceMs / model.FacilitationTimeConstantMs) : 0;
        _u = model.Utilisation + (_u * (1 - model.Utilisation) * kept);
        return _u * _x;
    }
}

/// <summary>The same equations, with the events since the synapse was formed alone.</summary>
internal sealed class Tsodyks2PerSynapseInDouble(Tsodyks2PerSynapseDescription model, SynapsePlace place) : DoubleSynapse(place)
{
    private readonly double _utilisation = Value(model.Utilisation);
    private double _x = 1;
    private double _u = Value(model.Utilisation);
    private double _last = double.NegativeInfinity;

    public override double SourceEvent(double ms)
    {
        double h = ms - _last;
        _x = 1 + ((_x - (_u * _x) - 1) * Math.Exp(-h * Value(model.RecoveryRate)));
        double kept = Value(model.FacilitationRate) > 0 ? Math.Exp(-h * Value(model.FacilitationRate)) : 0;
        _u = _utilisation + (_u * (1 - _utilisation) * kept);
        _last = ms;
        return Weight * _u * _x;
    }

    private static double Value(InitialValue value) => ((InitialValue.Constant)value).Value;
}

/// <summary>An eligibility that pairs of spikes change and that decays.</summary>
internal abstract class EligibilityInDouble(
    double potentiation, double depression, double sourceMs, double targetMs, double eligibilityMs, SynapsePlace place) : DoubleSynapse(place)
{
    /// <summary>The eligibility just after the last event.</summary>
    protected double Eligibility { get; private set; }

    /// <summary>When that was.</summary>
    protected double LastMs { get; private set; } = place.SinceMs;

    public override double SourceEvent(double ms)
    {
        Advance(ms);
        Eligibility -= depression * TargetTrace(ms, targetMs);
        return Weight;
    }

    public override void TargetSpike(double ms)
    {
        Advance(ms);
        Eligibility += potentiation * SourceTrace(ms, sourceMs);
    }

    public override void ModulatorEvent(double ms, double amount) => Advance(ms);

    private void Advance(double ms)
    {
        Weight = WeightAt(ms);
        Eligibility *= Math.Exp(-(ms - LastMs) / eligibilityMs);
        LastMs = ms;
    }
}

internal sealed class DopamineInDouble(DopamineStdpDescription model, SynapsePlace place) : EligibilityInDouble(
    model.Potentiation, model.Depression, model.SourceTimeConstantMs, model.TargetTimeConstantMs, model.EligibilityTimeConstantMs, place)
{
    // The integral of c·exp(-t/tau_c)·(n·exp(-t/tau_n) - b), with the level n just after the last event.
    public override double WeightAt(double ms)
    {
        if (ms <= LastMs)
        {
            return Weight;
        }

        double n = Place.Modulator.At(LastMs);
        double bothRate = (1 / model.EligibilityTimeConstantMs) + (1 / model.ModulatorTimeConstantMs);
        double h = ms - LastMs;
        double change = (n / bothRate * (1 - Math.Exp(-h * bothRate)))
            - (model.Baseline * model.EligibilityTimeConstantMs * (1 - Math.Exp(-h / model.EligibilityTimeConstantMs)));
        return Math.Clamp(Weight + (Eligibility * change), model.MinimumWeight, model.MaximumWeight);
    }
}

internal sealed class RewardInDouble(RewardStdpDescription model, SynapsePlace place) : EligibilityInDouble(
    model.Potentiation, model.Depression, model.SourceTimeConstantMs, model.TargetTimeConstantMs, model.EligibilityTimeConstantMs, place)
{
    public override void ModulatorEvent(double ms, double amount)
    {
        base.ModulatorEvent(ms, amount);
        Weight = Math.Clamp(Weight + (amount * Eligibility), model.MinimumWeight, model.MaximumWeight);
    }
}
