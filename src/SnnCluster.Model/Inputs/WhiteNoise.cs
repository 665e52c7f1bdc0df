using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>What <see cref="WhiteNoiseModel{T}"/> needs.</summary>
/// <param name="Mean">Mean.</param>
/// <param name="StandardDeviation">Standard deviation.</param>
/// <param name="Steps">Steps that a value lasts.</param>
public readonly record struct WhiteNoiseConstants(float Mean, float StandardDeviation, int Steps);

/// <summary>A normal value of each neuron, drawn anew after an interval.</summary>
public struct WhiteNoiseModel<T> : IInputModel<T, WhiteNoiseConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The value of the last step.</summary>
    public T Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<TTables>(in WhiteNoiseConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        if (step.Step % constants.Steps == 0)
        {
            Value = T.Of(constants.Mean) + (T.Of(constants.StandardDeviation) * NormalDraw.Of<T>(in step));
        }

        return Value;
    }
}

/// <summary>
/// White noise, piecewise constant: each neuron gets a normal value of its own that lasts for an interval, as from NEST's noise_generator. Onto
/// a <see cref="Synapses.CurrentPulseDescription"/> it is a current [nA].
/// </summary>
public sealed record WhiteNoise : InputModelDescription
{
    /// <summary>Mean, in the unit of the receptor.</summary>
    public double Mean { get; init; }

    /// <summary>Standard deviation, at least 0.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>How long a value lasts [ms], a whole number of steps, at least one; 1 by default.</summary>
    public double IntervalMs { get; init; } = 1;

    /// <inheritdoc/>
    public override Type ModelType => typeof(WhiteNoiseModel<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => Math.Abs(Mean) + (NormalDraw.Largest * StandardDeviation);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) =>
        new WhiteNoiseConstants((float)Mean, (float)StandardDeviation, StepCount.Of(IntervalMs, dtMs));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} mean", Mean);
        errors.AtLeast($"{name} standard deviation", StandardDeviation, 0);
        errors.Steps($"{name} interval", IntervalMs, dtMs, atLeast: 1);
    }
}
