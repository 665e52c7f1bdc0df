using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// A Poisson process with a rate per neuron, which may change at any step: a number from the exponential distribution with
/// mean 1 is counted down by the spikes that are expected of a step, so a draw happens only once per spike, and what is
/// left of it is right for every later rate. At most one spike per step.
/// </summary>
public struct Poisson<T> : ISpontaneousModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>
    /// Spikes that are expected until the next one comes: exponential with mean 1 at the start and after a spike, less
    /// the rate of every step since.
    /// </summary>
    public T Remaining;

    /// <summary>
    /// What rounding has so far kept from being taken off <see cref="Remaining"/>. Without it a rate below 2^-24 of what
    /// remains would take nothing off (compensated summation, Kahan 1965).
    /// </summary>
    public T Rounding;

    /// <summary>Rate [spikes per step]: rate [Hz]·dt [ms]/1000, at least 0.</summary>
    public T RatePerStep;

    // At rates near one spike per step a second spike may be due before the first has left; so many may wait.
    private const float LargestDebt = 1f;

    /// <inheritdoc/>
    public readonly T MembranePotential => T.Of(0f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Advance(in NoConstants constants)
    {
        T before = Remaining;
        T off = RatePerStep + Rounding;
        T remaining = before - off;
        Rounding = off - (before - remaining);
        Remaining = remaining;
        return remaining <= T.Of(0f);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Spike(Mask<T> due, in NeuronStep step)
    {
        // At rate 0 no neuron spikes; one that owes a spike gives it once the rate is above 0 again.
        due = T.And(due, RatePerStep > T.Of(0f));
        Remaining = Next(Remaining, due, step);
        return due;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        Mask<T> due = Advance(in constants);
        return due.Any ? Spike(due, in step) : due;
    }

    // Kept out of the loop over neurons: one lane in some dozens gets here, and inlined it would spill the others'
    // registers. Everything goes by value, since what is passed by reference must be in memory on the common path, too.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T Next(T remaining, Mask<T> due, NeuronStep step) =>
        T.Select(due, LaneMath.Max(remaining + step.Exponential(due), T.Of(-LargestDebt)), remaining);
}

/// <summary>Poisson sources.</summary>
public sealed record PoissonDescription : NeuronModelDescription<NoConstants>
{
    /// <summary>
    /// Rate at the start [Hz], at least 0 and at most one spike per step; from 0.1 spikes per step on they are notably
    /// more regular than a Poisson process. A stimulus may change it per neuron while the network runs.
    /// </summary>
    public double RateHz { get; init; }

    /// <inheritdoc/>
    public override string Name => "poisson";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Poisson<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Poisson<ScalarLane>.Remaining)] = new InitialValue.Exponential(1),
        [nameof(Poisson<ScalarLane>.RatePerStep)] = RatePerStep(RateHz, dtMs),
    };

    /// <summary>The spikes that are expected of a step, which a stimulus sets <c>RatePerStep</c> to.</summary>
    /// <param name="rateHz">[Hz], at least 0.</param>
    /// <param name="dtMs">[ms].</param>
    public static double RatePerStep(double rateHz, double dtMs) => rateHz * dtMs / 1000;

    /// <inheritdoc/>
    public override NoConstants Constants(double dtMs) => default;

    /// <inheritdoc/>
    public override (int Index, string Rule)? FindRefused(string field, ReadOnlySpan<float> values)
    {
        if (field == nameof(Poisson<ScalarLane>.RatePerStep))
        {
            for (int i = 0; i < values.Length; i++)
            {
                // A millionth is left to rounding.
                if (!(values[i] >= 0 && values[i] <= 1 + 1e-6f))
                {
                    return (i, "must be from 0 to 1 spike per step, since a neuron spikes at most once per step");
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors) =>
        errors.Rate($"{name} rate [Hz]", RateHz, dtMs);
}
