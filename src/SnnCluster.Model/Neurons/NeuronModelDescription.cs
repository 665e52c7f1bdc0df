using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// What a user writes to choose a neuron model and its parameters. A model of one's own derives from
/// <see cref="NeuronModelDescription{TConstants}"/> and names its struct.
/// </summary>
public abstract record NeuronModelDescription
{
    /// <summary>Name for messages and results, such as "lif".</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The open generic type of the model's struct, such as <c>typeof(Lif&lt;&gt;)</c>: it has one type parameter, the
    /// lane T, implements <see cref="INeuronModel{T, TConstants}"/> and has only fields of type T: state, then parameters of each neuron
    /// (<see cref="PerNeuronAttribute"/>).
    /// </summary>
    public abstract Type ModelType { get; }

    /// <summary>Whether its fields are known, so that it can be said which are not there; true but for a text that is wrong.</summary>
    internal virtual bool HasFields => true;

    /// <summary>Initial values by field name; fields that are not named start at 0.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>();

    /// <summary>Values of the fields that hold parameters of each neuron (<see cref="PerNeuronAttribute"/>), all of them, by name.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual IReadOnlyDictionary<string, NeuronParameter> Parameters(double dtMs) => new Dictionary<string, NeuronParameter>();

    /// <summary>The constants for a time step, an unmanaged struct.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public abstract ValueType CreateConstants(double dtMs);

    /// <summary>
    /// The time constant [ms] with which the membrane forgets a charge while the neuron gets no conductance, where the
    /// potential follows a linear equation, or nearly so at rest; null, the default, elsewhere. Receptors that decay within a step
    /// make use of it (<see cref="Synapses.ActsWithinStep.ByMembrane"/>).
    /// </summary>
    public virtual double? PassiveTimeConstantMs => null;

    /// <summary>
    /// The largest conductance [uS] that a neuron bears, summed over its receptors. A model that takes current as it is at the
    /// potential before a step has one: a larger one would carry the potential farther beyond the reversal potential than it was away
    /// from it, and at each further step farther still. Infinite by default, as for models that integrate their conductance:
    /// the engine then does not look.
    /// </summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public virtual double LargestConductance(double dtMs) => double.PositiveInfinity;

    /// <summary>
    /// The first of the values that a stimulus gives to neurons which the model cannot take, and the rule that it breaks;
    /// null, the default, where there is none. The engine ends the run with it.
    /// </summary>
    /// <param name="field">The state variable that is set.</param>
    /// <param name="values">The values.</param>
    public virtual (int Index, string Rule)? FindRefused(string field, ReadOnlySpan<float> values) => null;

    /// <summary>Adds an error for every parameter out of range.</summary>
    /// <param name="name">What to call the population in messages.</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="errors">Where to add them.</param>
    public virtual void Validate(string name, double dtMs, ValidationErrors errors)
    {
    }
}

/// <summary>A neuron model with constants of a known type.</summary>
/// <typeparam name="TConstants">Unmanaged struct of the model's constants.</typeparam>
public abstract record NeuronModelDescription<TConstants> : NeuronModelDescription
    where TConstants : unmanaged
{
    /// <summary>The constants for a time step.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    public abstract TConstants Constants(double dtMs);

    /// <inheritdoc/>
    public sealed override ValueType CreateConstants(double dtMs) => Constants(dtMs);
}
