using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// A neuron model: a struct whose fields, all of type <typeparamref name="T"/>, are the state of one lane of neurons,
/// and whose <see cref="Step"/> advances them by one time step. Written once, it runs on the host with vector lanes
/// and on a GPU with scalar ones. Name it to the engine with a <see cref="NeuronModelDescription"/>.
/// </summary>
/// <typeparam name="T">The lane: one neuron or as many as a vector register holds.</typeparam>
/// <typeparam name="TConstants">Unmanaged struct of constants, computed once per network from parameters and dt.</typeparam>
public interface INeuronModel<T, TConstants>
    where T : unmanaged, ILane<T>
    where TConstants : unmanaged
{
    /// <summary>Membrane potential [mV], which conductance-based synapses see; 0 where a model has none.</summary>
    T MembranePotential { get; }

    /// <summary>Advances the state by one step.</summary>
    /// <param name="input">What the synapses deliver in this step.</param>
    /// <param name="constants">The model's constants.</param>
    /// <param name="step">Which step and neurons these are; the source of random numbers.</param>
    /// <returns>Where neurons spike in this step.</returns>
    Mask<T> Step(SynapticInput<T> input, in TConstants constants, in NeuronStep step);
}

/// <summary>What the synapses of a population deliver to its neurons in one step.</summary>
/// <typeparam name="T">The lane.</typeparam>
/// <param name="Current">Current [nA], summed over receptors.</param>
/// <param name="PotentialJump">Jump of the membrane potential [mV], from delta synapses.</param>
/// <param name="Conductance">
/// Conductance [uS] that <paramref name="Current"/> comes from, summed over receptors; 0, the default, for what does not
/// depend on the potential. Models need not read it: the engine ends a run where it is too large for the step.
/// </param>
public readonly record struct SynapticInput<T>(T Current, T PotentialJump, T Conductance = default)
    where T : unmanaged, ILane<T>;

/// <summary>Constants of a model that needs none.</summary>
/// <param name="Unused">Keeps the struct from being empty, which GPU buffers do not allow.</param>
public readonly record struct NoConstants(float Unused);
