using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>
/// A post-synaptic model: turns the sum of weights that arrive at a neuron in a step into its input. Like a neuron
/// model it is a struct with fields of type <typeparamref name="T"/> alone (at least one), written once for all
/// devices.
/// </summary>
/// <typeparam name="T">The lane.</typeparam>
/// <typeparam name="TConstants">Unmanaged struct of constants.</typeparam>
public interface IPostsynapticModel<T, TConstants>
    where T : unmanaged, ILane<T>
    where TConstants : unmanaged
{
    /// <summary>Advances the state by one step.</summary>
    /// <param name="arrived">Sum of the weights of the spikes that arrived.</param>
    /// <param name="membranePotential">Membrane potential before the step [mV].</param>
    /// <param name="constants">The model's constants.</param>
    SynapticInput<T> Step(T arrived, T membranePotential, in TConstants constants);
}

/// <summary>What a user writes to choose a post-synaptic model and its parameters.</summary>
public abstract record PostsynapticDescription
{
    /// <summary>The open generic type of the model's struct, such as <c>typeof(ExponentialCurrent&lt;&gt;)</c>.</summary>
    public abstract Type ModelType { get; }

    /// <summary>The constants for a time step, an unmanaged struct.</summary>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="passiveTimeConstantMs">
    /// <see cref="NeuronModelDescription.PassiveTimeConstantMs"/> of the neurons [ms]; null where they have none.
    /// </param>
    public abstract ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs);

    /// <summary>
    /// Whether weights are conductances, so that the current depends on the potential; false by default. Such a model gives
    /// its conductance with its <see cref="SynapticInput{T}"/>.
    /// </summary>
    public virtual bool IsConductance => false;

    /// <summary>Adds an error for every parameter out of range.</summary>
    public abstract void Validate(string name, ValidationErrors errors);
}
