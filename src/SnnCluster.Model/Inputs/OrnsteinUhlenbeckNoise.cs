using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>What <see cref="OrnsteinUhlenbeckModel{T}"/> needs.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
/// <param name="Kept">exp(-dt/tau).</param>
/// <param name="Added">sqrt(1 - exp(-2dt/tau)).</param>
public readonly record struct OrnsteinUhlenbeckConstants(float Mean, float StandardDeviation, float Kept, float Added);

/// <summary>An Ornstein-Uhlenbeck process of each neuron: stationary from the first step on, exact at any dt.</summary>
public struct OrnsteinUhlenbeckModel<T> : IInputModel<T, OrnsteinUhlenbeckConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The process, with mean 0 and variance 1.</summary>
    public T Process;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<TTables>(in OrnsteinUhlenbeckConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        T normal = NormalDraw.Of<T>(in step);
        T process = step.Step == 0 ? normal : (T.Of(constants.Kept) * Process) + (T.Of(constants.Added) * normal);
        process = LaneMath.Min(LaneMath.Max(process, T.Of(-OrnsteinUhlenbeckNoise.Largest)), T.Of(OrnsteinUhlenbeckNoise.Largest));
        Process = process;
        return T.Of(constants.Mean) + (T.Of(constants.StandardDeviation) * process);
    }
}

/// <summary>
/// Coloured noise: an Ornstein-Uhlenbeck process of each neuron, dx/dt = (mean - x)/τ plus white noise, whose stationary standard deviation is
/// given (Uhlenbeck and Ornstein 1930; exact update of Gillespie 1996). Cut off at 8 standard deviations. Onto a
/// <see cref="Synapses.CurrentPulseDescription"/> it is a current [nA].
/// </summary>
public sealed record OrnsteinUhlenbeckNoise : InputModelDescription
{
    internal const float Largest = 8;

    /// <summary>Mean, in the unit of the receptor.</summary>
    public double Mean { get; init; }

    /// <summary>Stationary standard deviation, at least 0.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>τ [ms], above 0.</summary>
    public required double TimeConstantMs { get; init; }

    /// <inheritdoc/>
    public override Type ModelType => typeof(OrnsteinUhlenbeckModel<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => Math.Abs(Mean) + (Largest * StandardDeviation);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) => new OrnsteinUhlenbeckConstants(
        (float)Mean,
        (float)StandardDeviation,
        DecayTable.Factor(TimeConstantMs, dtMs),
        (float)Math.Sqrt(1 - PortableMath.Exp(-2 * dtMs / TimeConstantMs)));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} mean", Mean);
        errors.AtLeast($"{name} standard deviation", StandardDeviation, 0);
        errors.Above($"{name} time constant [ms]", TimeConstantMs, 0);
    }
}
