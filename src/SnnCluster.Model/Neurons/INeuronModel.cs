using System.Runtime.CompilerServices;
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

/// <summary>
/// A model that gets no input, in two parts: one that advances neurons in every step, and one, which takes longer, for those that are due to
/// spike. Both together are a step; the engine computes the first for many steps in a row.
/// </summary>
/// <typeparam name="T">The lane: one neuron or as many as a vector register holds.</typeparam>
/// <typeparam name="TConstants">Unmanaged struct of constants.</typeparam>
public interface ISpontaneousModel<T, TConstants> : INeuronModel<T, TConstants>
    where T : unmanaged, ILane<T>
    where TConstants : unmanaged
{
    /// <summary>Advances the state by one step, without calls and random numbers.</summary>
    /// <param name="constants">The model's constants.</param>
    /// <returns>Where neurons are due to spike; <see cref="Spike"/> follows wherever one is.</returns>
    Mask<T> Advance(in TConstants constants);

    /// <summary>Has neurons spike.</summary>
    /// <param name="due">Where they are due, as <see cref="Advance"/> said.</param>
    /// <param name="step">Which step and neurons these are; the source of random numbers.</param>
    /// <returns>Where neurons spike in this step.</returns>
    Mask<T> Spike(Mask<T> due, in NeuronStep step);
}

/// <summary>
/// What the synapses of a population deliver to its neurons in one step. At a potential V the current is
/// Current - Conductance·(V - V0), where V0 is the potential before the step: a model that takes <paramref name="Current"/>
/// as constant uses it explicitly, one that reads both can integrate it.
/// </summary>
/// <typeparam name="T">The lane.</typeparam>
/// <param name="Current">Current at the potential before the step [nA], summed over receptors.</param>
/// <param name="PotentialJump">Jump of the membrane potential [mV], from delta synapses.</param>
/// <param name="Conductance">
/// By how much the current falls as the potential rises [uS], summed over receptors: their conductance; 0, the default, for
/// what does not depend on the potential. Models need not read it: the engine ends a run where it is too large for them
/// (<see cref="NeuronModelDescription.LargestConductance"/>).
/// </param>
public readonly record struct SynapticInput<T>(T Current, T PotentialJump, T Conductance = default)
    where T : unmanaged, ILane<T>
{
    /// <summary>The current at a potential of 0 [nA]: the sum of g·E over receptors with a conductance, and all other current.</summary>
    /// <param name="membranePotential">The potential before the step [mV].</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T ReversalCurrent(T membranePotential) => Current + (Conductance * membranePotential);
}

/// <summary>Constants of a model that needs none.</summary>
/// <param name="Unused">Keeps the struct from being empty, which GPU buffers do not allow.</param>
public readonly record struct NoConstants(float Unused);
