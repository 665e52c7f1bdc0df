using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>What <see cref="UniformNoiseModel{T}"/> needs.</summary>
/// <param name="From">Smallest value.</param>
/// <param name="Range">Largest value minus smallest.</param>
public readonly record struct UniformNoiseConstants(float From, float Range);

/// <summary>A uniformly distributed value of each neuron, drawn anew in every step.</summary>
public struct UniformNoiseModel<T> : IInputModel<T, UniformNoiseConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The value of the last step.</summary>
    public T Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<TTables>(in UniformNoiseConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        Value = T.Of(constants.From) + (T.Of(constants.Range) * step.Uniform(T.Of(0f) < T.Of(1f)));
        return Value;
    }
}

/// <summary>
/// Uniformly distributed noise: in every step each neuron gets a value of its own. Onto a <see cref="Synapses.CurrentPulseDescription"/> it is a current [nA].
/// </summary>
public sealed record UniformNoise : InputModelDescription
{
    /// <summary>Smallest value, in the unit of the receptor.</summary>
    public required double From { get; init; }

    /// <summary>Largest value, not below the smallest.</summary>
    public required double To { get; init; }

    /// <inheritdoc/>
    public override Type ModelType => typeof(UniformNoiseModel<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => Math.Max(Math.Abs((float)From), Math.Abs((float)To));

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) => new UniformNoiseConstants((float)From, (float)(To - From));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} from", From);
        errors.AtLeast($"{name} to", To, From);
    }
}
