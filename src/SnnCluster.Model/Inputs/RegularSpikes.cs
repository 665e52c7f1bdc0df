using System.Runtime.CompilerServices;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Inputs;

/// <summary>What <see cref="RegularSpikesModel{T}"/> needs.</summary>
/// <param name="Weight">Weight of an event.</param>
/// <param name="Period">Steps from one event to the next.</param>
/// <param name="First">Steps to the first.</param>
/// <param name="Spread">1 where the first events of the neurons are spread at random over a period, else 0.</param>
public readonly record struct RegularSpikesConstants(float Weight, float Period, float First, float Spread);

/// <summary>Events at equal distances.</summary>
public struct RegularSpikesModel<T> : IInputModel<T, RegularSpikesConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Steps to the next event.</summary>
    public T Remaining;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step<TTables>(in RegularSpikesConstants constants, in NeuronStep step, in TTables tables)
        where TTables : struct, IInputTables
    {
        T remaining = Remaining;
        T period = T.Of(constants.Period);
        if (step.Step == 0)
        {
            remaining = T.Of(constants.First);
            if (constants.Spread != 0f)
            {
                remaining += period * step.Uniform(T.Of(0f) < T.Of(1f));
            }
        }

        // Whole numbers of steps and halves of them stay exact.
        Mask<T> spikes = remaining < T.Of(1f);
        Remaining = T.Select(spikes, remaining + period, remaining) - T.Of(1f);
        return T.Select(spikes, T.Of(constants.Weight), T.Of(0f));
    }
}

/// <summary>Events at equal distances, as from one source that fires regularly; onto a <see cref="ParrotDescription"/> a regular spike source.</summary>
public sealed record RegularSpikes : InputModelDescription
{
    /// <summary>Time from one event to the next [ms], a whole number of steps, at least one.</summary>
    public required double PeriodMs { get; init; }

    /// <summary>Time of the first event [ms], a whole number of steps; 0 by default.</summary>
    public double FirstMs { get; init; }

    /// <summary>Whether the first events of the neurons are spread at random over a period.</summary>
    public bool RandomPhases { get; init; }

    /// <summary>Weight of an event, in the unit of the receptor; 1 by default.</summary>
    public double Weight { get; init; } = 1;

    /// <inheritdoc/>
    public override Type ModelType => typeof(RegularSpikesModel<>);

    /// <inheritdoc/>
    public override double BoundOf(double dtMs) => Math.Abs((float)Weight);

    /// <inheritdoc/>
    public override double UnitOf(double dtMs) => Math.Abs((float)Weight);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs) => new RegularSpikesConstants(
        (float)Weight, StepCount.Of(PeriodMs, dtMs), StepCount.Of(FirstMs, dtMs), RandomPhases ? 1f : 0f);

    /// <inheritdoc/>
    public override string? TooLate(int steps, double dtMs) => StepCount.Of(FirstMs, dtMs) >= steps ? "all events" : null;

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} weight", Weight);
        Check($"{name} period", PeriodMs, dtMs, atLeast: 1, errors);
        Check($"{name} first event", FirstMs, dtMs, atLeast: 0, errors);
    }

    // Numbers of steps of single precision are exact up to 2^23.
    private static void Check(string name, double timeMs, double dtMs, int atLeast, ValidationErrors errors)
    {
        errors.Steps(name, timeMs, dtMs, atLeast);
        errors.Within($"{name} [steps]", timeMs / dtMs, double.NegativeInfinity, 1 << 23);
    }
}
