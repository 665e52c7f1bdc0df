using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
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
    public abstract ValueType CreateConstants(double dtMs);

    /// <summary>
    /// Whether weights are conductances, so that the current depends on the potential; false by default. Such a model gives
    /// its conductance with its <see cref="SynapticInput{T}"/>.
    /// </summary>
    public virtual bool IsConductance => false;

    /// <summary>Adds an error for every parameter out of range.</summary>
    public abstract void Validate(string name, ValidationErrors errors);
}

/// <summary>Weights [mV] that make the membrane potential jump at once.</summary>
public struct Delta<T> : IPostsynapticModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The jump of the last step [mV].</summary>
    public T Jump;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in NoConstants constants)
    {
        Jump = arrived;
        return new SynapticInput<T>(T.Of(0f), arrived);
    }
}

/// <summary>Delta synapses; weights are jumps of the membrane potential [mV].</summary>
public sealed record DeltaDescription : PostsynapticDescription
{
    /// <inheritdoc/>
    public override Type ModelType => typeof(Delta<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) => default(NoConstants);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
    }
}

/// <summary>Constants of <see cref="ExponentialCurrent{T}"/> and <see cref="ExponentialConductance{T}"/>.</summary>
/// <param name="Decay">exp(-dt/tau).</param>
/// <param name="StepMean">
/// What acts during a step, in parts of the value at its start: the mean over the step, tau/dt·(1 - exp(-dt/tau)), or 1.
/// </param>
/// <param name="ReversalPotential">[mV]; not used by currents.</param>
public readonly record struct ExponentialConstants(float Decay, float StepMean, float ReversalPotential)
{
    /// <summary>The constants of a time constant.</summary>
    /// <param name="timeConstantMs">tau [ms].</param>
    /// <param name="averages">Whether the mean over the step acts, or the value at its start.</param>
    /// <param name="dtMs">[ms].</param>
    /// <param name="reversalPotentialMv">[mV].</param>
    public static ExponentialConstants Of(double timeConstantMs, bool averages, double dtMs, double reversalPotentialMv = 0) => new(
        DecayTable.Factor(timeConstantMs, dtMs),
        averages ? (float)MeanOf(dtMs / timeConstantMs) : 1f,
        (float)reversalPotentialMv);

    // (1 - exp(-x))/x; for small x by its series, since the difference loses its digits: the next term is x²/6.
    private static double MeanOf(double x) => x < 1e-6 ? 1 - (x / 2) : (1 - PortableMath.Exp(-x)) / x;
}

/// <summary>A current that jumps by the weight [nA] and decays exponentially.</summary>
public struct ExponentialCurrent<T> : IPostsynapticModel<T, ExponentialConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The current at the end of the step [nA].</summary>
    public T Current;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in ExponentialConstants constants)
    {
        T current = Current + arrived;
        Current = LaneMath.FlushDenormal(current * T.Of(constants.Decay));
        return new SynapticInput<T>(current * T.Of(constants.StepMean), T.Of(0f));
    }
}

/// <summary>
/// Exponential currents; weights are currents [nA]. A neuron takes its input as constant within a step: by default it
/// gets the current's mean over the step, so that the charge of a spike is weight·tau at every dt.
/// </summary>
public sealed record ExponentialCurrentDescription : PostsynapticDescription
{
    /// <summary>Time constant [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 5;

    /// <summary>
    /// Whether the mean over a step acts during it (the default), or the value at its start, whose charge is too large by
    /// the factor dt/(tau·(1 - exp(-dt/tau))).
    /// </summary>
    public bool AveragesOverStep { get; init; } = true;

    /// <inheritdoc/>
    public override Type ModelType => typeof(ExponentialCurrent<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) =>
        ExponentialConstants.Of(TimeConstantMs, AveragesOverStep, dtMs);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors) =>
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
}

/// <summary>A conductance that jumps by the weight [uS] and decays exponentially; its current is g·(E - V).</summary>
public struct ExponentialConductance<T> : IPostsynapticModel<T, ExponentialConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>g at the end of the step [uS].</summary>
    public T Conductance;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in ExponentialConstants constants)
    {
        T conductance = Conductance + arrived;
        Conductance = LaneMath.FlushDenormal(conductance * T.Of(constants.Decay));
        conductance *= T.Of(constants.StepMean);
        return new SynapticInput<T>(
            conductance * (T.Of(constants.ReversalPotential) - membranePotential), T.Of(0f), conductance);
    }
}

/// <summary>Exponential conductances; weights are conductances [uS].</summary>
public sealed record ExponentialConductanceDescription : PostsynapticDescription
{
    /// <summary>Time constant [ms], above 0.</summary>
    public double TimeConstantMs { get; init; } = 5;

    /// <summary>Reversal potential E [mV].</summary>
    public double ReversalPotentialMv { get; init; }

    /// <summary>
    /// Whether the mean over a step acts during it, or the value at its start (the default, as in the reference
    /// implementation of the topographic map), which is too large by the factor dt/(tau·(1 - exp(-dt/tau))).
    /// </summary>
    public bool AveragesOverStep { get; init; }

    /// <inheritdoc/>
    public override bool IsConductance => true;

    /// <inheritdoc/>
    public override Type ModelType => typeof(ExponentialConductance<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) =>
        ExponentialConstants.Of(TimeConstantMs, AveragesOverStep, dtMs, ReversalPotentialMv);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
        errors.Finite($"{name} reversal potential [mV]", ReversalPotentialMv);
    }
}
