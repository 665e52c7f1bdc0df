using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Plasticity;

/// <summary>How a factor changes over time: a table of its values after whole numbers of steps.</summary>
/// <param name="TimeConstantMs">Time constant τ [ms], above 0, at most 90,000 steps.</param>
/// <param name="Rises">Whether it is 1 - exp(-t/τ) instead of exp(-t/τ).</param>
public readonly record struct DecayCurve(double TimeConstantMs, bool Rises = false)
{
    /// <summary>exp(-t/τ).</summary>
    public static implicit operator DecayCurve(double timeConstantMs) => new(timeConstantMs);
}

/// <summary>What a user writes to choose a synapse model and its parameters.</summary>
public abstract record SynapseDescription
{
    /// <summary>By how much the rounding of factors of at most 1 may raise what they are multiplied with.</summary>
    protected const double RoundingMargin = 1 + 1e-5;

    /// <summary>The curves that the model asks <see cref="IDecays"/> for, by number; none by default.</summary>
    public virtual IReadOnlyList<DecayCurve> Curves => [];

    /// <summary>
    /// The largest absolute weight that the model itself gives; 0 where it changes none. A weight beyond this and beyond all
    /// initial weights ends the run with an error.
    /// </summary>
    public virtual double WeightBound => 0;

    /// <summary>1 where weights are at least 0, -1 where they are at most 0, and 0, the default, where they may be either.</summary>
    public virtual int WeightSign => 0;

    /// <summary>
    /// What the state of targets depends on besides its type. Models with the same type of state and equal keys onto one
    /// population share it. By default the model with all of its constants, and its curves.
    /// </summary>
    public virtual object TargetStateKey => (CreateModel(1), string.Join(' ', Curves));

    /// <summary>The modulator's time constant that the model counts on [ms]; null where it takes any.</summary>
    public virtual double? ExpectedModulatorTimeMs => null;

    /// <summary>State of synapses at the start, by name of the field; 0 where none is given.</summary>
    public virtual IReadOnlyDictionary<string, InitialValue> InitialState => new Dictionary<string, InitialValue>();

    /// <summary>
    /// The model: an unmanaged struct that implements <see cref="ISynapseModel{TSynapse,TSource,TTarget}"/>.
    /// </summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public abstract ISynapseModel CreateModel(double dtMs);

    /// <summary>The largest absolute value that a source event delivers where weights are within a bound: that bound by default.</summary>
    /// <param name="weightBound">The largest absolute weight.</param>
    public virtual double DeliveredBound(double weightBound) => weightBound;

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="name">Name of the projection.</param>
    /// <param name="errors">Takes them.</param>
    public virtual void Validate(string name, ValidationErrors errors)
    {
    }
}
