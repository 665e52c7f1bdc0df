using SnnCluster.Model.Inputs;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace OwnRules;

/// <summary>What <see cref="Sawtooth{T}"/> needs: the rise per step, and the value at which it starts again.</summary>
public readonly record struct SawtoothConstants(float Rise, float Largest);

/// <summary>An input that rises from 0 and starts again; neurons begin at random places.</summary>
public struct Sawtooth<T> : IInputModel<T, SawtoothConstants> where T : unmanaged, ILane<T>
{
    /// <summary>The value of the last step.</summary>
    public T Value;

    /// <inheritdoc/>
    public T Step<TTables>(in SawtoothConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        T largest = T.Of(constants.Largest);
        T value = step.Step == 0 ? largest * step.Uniform(T.Of(0f) < T.Of(1f)) : Value + T.Of(constants.Rise);
        Value = T.Select(value < largest, value, T.Of(0f));
        return Value;
    }
}

/// <summary>A sawtooth for each neuron.</summary>
public sealed record SawtoothInput : InputModelDescription
{
    /// <summary>The largest value, in the unit of the receptor, above 0.</summary>
    public double Largest { get; init; } = 1;

    /// <summary>How long it rises [ms], above 0.</summary>
    public double PeriodMs { get; init; } = 100;

    /// <inheritdoc/>
    public override Type ModelType => typeof(Sawtooth<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => Largest;

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) =>
        new SawtoothConstants((float)(Largest * dtMs / PeriodMs), (float)Largest);

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Above($"{name} largest value", Largest, 0);
        errors.Above($"{name} period [ms]", PeriodMs, 0);
    }
}
