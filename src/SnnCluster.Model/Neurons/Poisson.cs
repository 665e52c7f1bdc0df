using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>
/// A Poisson process with a rate per neuron: the time to the next spike is drawn from the exponential distribution and
/// counted down, so a step costs one subtraction and a draw happens only once per spike. At most one spike per step.
/// </summary>
public struct Poisson<T> : INeuronModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Steps to the next spike; drawn anew when it is not above 0.</summary>
    public T StepsToSpike;

    /// <summary>Mean interval between spikes [steps]: 1000/(rate [Hz]·dt [ms]); infinite for rate 0.</summary>
    public T MeanInterval;

    /// <inheritdoc/>
    public readonly T MembranePotential => T.Of(0f);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in NoConstants constants, in NeuronStep step)
    {
        T steps = StepsToSpike;
        Mask<T> due = steps <= T.Of(0f);
        if (due.Any)
        {
            steps = T.Select(due, Next(steps, MeanInterval, due, step), steps);
        }

        steps -= T.Of(1f);
        StepsToSpike = steps;
        return steps <= T.Of(0f);
    }

    // Kept out of the loop over neurons: one lane in some dozens gets here, and inlined it would spill the others'
    // registers. Everything goes by value, since what is passed by reference must be in memory on the common path, too.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static T Next(T steps, T meanInterval, Mask<T> due, NeuronStep step) =>
        steps + (step.Exponential(due) * meanInterval);
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
        [nameof(Poisson<ScalarLane>.MeanInterval)] = MeanInterval(RateHz, dtMs),
    };

    /// <summary>The mean interval between spikes [steps] at a rate.</summary>
    /// <param name="rateHz">[Hz], at least 0.</param>
    /// <param name="dtMs">[ms].</param>
    public static double MeanInterval(double rateHz, double dtMs) =>
        rateHz > 0 ? 1000 / (rateHz * dtMs) : double.PositiveInfinity;

    /// <inheritdoc/>
    public override NoConstants Constants(double dtMs) => default;

    /// <inheritdoc/>
    public override (int Index, string Rule)? FindRefused(string field, ReadOnlySpan<float> values)
    {
        if (field == nameof(Poisson<ScalarLane>.MeanInterval))
        {
            for (int i = 0; i < values.Length; i++)
            {
                if (!(values[i] >= 1))
                {
                    return (i, "must be at least 1 step, since a neuron spikes at most once per step");
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors) =>
        errors.Rate($"{name} rate [Hz]", RateHz, dtMs);
}
