using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// How spikes change a weight: an unmanaged struct that holds the rule's constants. The engine calls it per synapse,
/// in the order of the events, with traces that count spikes and decay exponentially (each spike adds 1). Of a
/// source event and a target spike in the same step the source's comes first; each sees a trace that includes the
/// other's spike.
/// </summary>
public interface IWeightUpdateRule
{
    /// <summary>False for a rule that never changes a weight: the engine then keeps no traces.</summary>
    static abstract bool IsPlastic { get; }

    /// <summary>The weight after a source spike reached the synapse (and delivered the weight before).</summary>
    /// <param name="weight">The weight so far.</param>
    /// <param name="targetTrace">Trace of the target's spikes at this step.</param>
    float AfterSourceSpike(float weight, float targetTrace);

    /// <summary>The weight after the target spiked.</summary>
    /// <param name="weight">The weight so far.</param>
    /// <param name="sourceTrace">Trace of the source's spikes at this step, as they reach the synapse.</param>
    float AfterTargetSpike(float weight, float sourceTrace);
}

/// <summary>What a user writes to choose how weights change and its parameters.</summary>
public abstract record WeightUpdateDescription
{
    /// <summary>Time constant of the trace of source spikes [ms]; 0 where the rule is not plastic.</summary>
    public virtual double SourceTraceTimeConstantMs => 0;

    /// <summary>Time constant of the trace of target spikes [ms]; 0 where the rule is not plastic.</summary>
    public virtual double TargetTraceTimeConstantMs => 0;

    /// <summary>The largest absolute weight that the rule can give; 0 where it changes none.</summary>
    public virtual double WeightBound => 0;

    /// <summary>The rule: an unmanaged struct that implements <see cref="IWeightUpdateRule"/>.</summary>
    public abstract IWeightUpdateRule CreateRule();

    /// <summary>Adds an error for every parameter out of range.</summary>
    public virtual void Validate(string name, ValidationErrors errors)
    {
    }
}

/// <summary>Weights that never change.</summary>
/// <param name="Unused">Keeps the struct from being empty, which GPU kernels do not allow.</param>
public readonly record struct StaticWeight(float Unused) : IWeightUpdateRule
{
    /// <inheritdoc/>
    public static bool IsPlastic => false;

    /// <inheritdoc/>
    public float AfterSourceSpike(float weight, float targetTrace) => weight;

    /// <inheritdoc/>
    public float AfterTargetSpike(float weight, float sourceTrace) => weight;
}

/// <summary>Weights that never change.</summary>
public sealed record StaticWeightDescription : WeightUpdateDescription
{
    /// <inheritdoc/>
    public override IWeightUpdateRule CreateRule() => default(StaticWeight);
}
