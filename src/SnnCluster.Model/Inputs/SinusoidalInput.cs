using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>What <see cref="SinusoidalModel{T}"/> needs. Angles count 2^32 for a turn, so that they stay exact however long a run is.</summary>
/// <param name="Offset">Mean.</param>
/// <param name="Amplitude">Amplitude.</param>
/// <param name="Phase">Angle at time 0.</param>
/// <param name="Advance">Angle of a step.</param>
public readonly record struct SinusoidalConstants(float Offset, float Amplitude, int Phase, int Advance);

/// <summary>A sine over time, the same for all neurons.</summary>
public struct SinusoidalModel<T> : IInputModel<T, SinusoidalConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The value of the last step.</summary>
    public T Value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<TTables>(in SinusoidalConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        // From -1/2 to 1/2 turn, and the same sine from -1/4 to 1/4.
        const int Quarter = 1 << 30;
        int angle = unchecked(constants.Phase + (step.Step * constants.Advance));
        if (angle is > Quarter or < -Quarter)
        {
            angle = unchecked(int.MinValue - angle);
        }

        // Taylor series in quarters of a turn to the power 11: the next term is 6e-8.
        T x = T.Of(angle * (1f / Quarter));
        T square = x * x;
        T series = T.Of(-3.5988432e-6f);
        series = (series * square) + T.Of(1.6044118e-4f);
        series = (series * square) + T.Of(-4.6817541e-3f);
        series = (series * square) + T.Of(7.9692626e-2f);
        series = (series * square) + T.Of(-0.64596410f);
        series = (series * square) + T.Of(1.5707963f);
        Value = T.Of(constants.Offset) + (T.Of(constants.Amplitude) * (series * x));
        return Value;
    }
}

/// <summary>
/// A sine over time, the same for all neurons: offset + amplitude·sin(2π·frequency·t + phase), where t is the beginning of the step. Onto a
/// <see cref="Synapses.CurrentPulseDescription"/> it is a current [nA], as of NEST's ac_generator.
/// </summary>
public sealed record SinusoidalInput : InputModelDescription
{
    private const double Turn = 4294967296;

    /// <summary>Mean, in the unit of the receptor.</summary>
    public double Offset { get; init; }

    /// <summary>Amplitude, at least 0, in the unit of the receptor.</summary>
    public required double Amplitude { get; init; }

    /// <summary>Frequency [Hz], at least 0 and at most one cycle in two steps. It is exact to 2^-33 cycles a step (1.2 µHz at 0.1 ms).</summary>
    public required double FrequencyHz { get; init; }

    /// <summary>Angle at time 0 [degrees], -360 to 360.</summary>
    public double PhaseDegrees { get; init; }

    /// <inheritdoc/>
    public override Type ModelType => typeof(SinusoidalModel<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => (Math.Abs(Offset) + Amplitude) * (1 + 1e-6);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) => new SinusoidalConstants(
        (float)Offset, (float)Amplitude, Angle(PhaseDegrees / 360), Angle(FrequencyHz * dtMs / 1000));

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} offset", Offset);
        errors.AtLeast($"{name} amplitude", Amplitude, 0);
        errors.Within($"{name} frequency [Hz]", FrequencyHz, 0, 500 / dtMs);
        errors.Within($"{name} phase [degrees]", PhaseDegrees, -360, 360);
    }

    private static int Angle(double turns) => unchecked((int)(long)Math.Round(turns * Turn));
}
