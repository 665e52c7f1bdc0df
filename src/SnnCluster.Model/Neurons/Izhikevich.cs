using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Neurons;

/// <summary>Constants of <see cref="Izhikevich{T}"/>.</summary>
/// <param name="A">Rate of the recovery variable [1/ms].</param>
/// <param name="B">Sensitivity of the recovery variable [1/ms].</param>
/// <param name="C">Potential after a spike [mV].</param>
/// <param name="D">Jump of the recovery variable at a spike [mV/ms].</param>
/// <param name="HalfDt">Half a step [ms].</param>
/// <param name="Dt">A step [ms].</param>
/// <param name="Euler">1 for plain Euler steps, else 0.</param>
public readonly record struct IzhikevichConstants(
    float A, float B, float C, float D, float HalfDt, float Dt, int Euler = 0);

/// <summary>How <see cref="Izhikevich{T}"/> is integrated.</summary>
public enum IzhikevichScheme
{
    /// <summary>As in the paper's program: two half steps of V, then a step of u from the new V. Jumps come first.</summary>
    HalfSteps,

    /// <summary>One step of Euler's rule for both from their old values; jumps come last.</summary>
    Euler,
}

/// <summary>
/// Izhikevich's neuron (IEEE Trans. Neural Networks 14, 2003, equations 1 to 3): V' = 0.04 V² + 5 V + 140 - u + I,
/// u' = a (b V - u); a spike at V >= 30 mV sets V = c, u += d. Integrated by Euler's rule, as an
/// <see cref="IzhikevichScheme"/> says; of first order in dt.
/// </summary>
public struct Izhikevich<T> : INeuronModel<T, IzhikevichConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>Membrane potential [mV].</summary>
    public T V;

    /// <summary>Recovery variable u [mV/ms].</summary>
    public T U;

    /// <inheritdoc/>
    public readonly T MembranePotential => V;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Mask<T> Step(SynapticInput<T> input, in IzhikevichConstants constants, in NeuronStep step)
    {
        T v = V;
        T u = U;
        T perStep = T.Of(constants.Dt) * T.Of(constants.A);
        if (constants.Euler != 0)
        {
            T slope = Slope(v, u, input.Current);
            u += perStep * ((T.Of(constants.B) * v) - u);
            v = (v + (T.Of(constants.Dt) * slope)) + input.PotentialJump;
        }
        else
        {
            T half = T.Of(constants.HalfDt);
            v += input.PotentialJump;
            v += half * Slope(v, u, input.Current);
            v += half * Slope(v, u, input.Current);
            u += perStep * ((T.Of(constants.B) * v) - u);
        }

        Mask<T> spike = v >= T.Of(30f);
        V = T.Select(spike, T.Of(constants.C), v);
        U = T.Select(spike, u + T.Of(constants.D), u);
        return spike;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Slope(T v, T u, T current) =>
        ((((T.Of(0.04f) * v) + T.Of(5f)) * v) + T.Of(140f)) - u + current;
}

/// <summary>Izhikevich neurons; the defaults are his regular-spiking cell.</summary>
public sealed record IzhikevichDescription : NeuronModelDescription<IzhikevichConstants>
{
    /// <summary>Rate of the recovery variable a [1/ms].</summary>
    public double A { get; init; } = 0.02;

    /// <summary>Sensitivity of the recovery variable b [1/ms].</summary>
    public double B { get; init; } = 0.2;

    /// <summary>Potential after a spike c [mV], below 30.</summary>
    public double C { get; init; } = -65;

    /// <summary>Jump of the recovery variable at a spike d [mV/ms].</summary>
    public double D { get; init; } = 8;

    /// <summary>How it is integrated; as in the paper's program by default.</summary>
    public IzhikevichScheme Scheme { get; init; } = IzhikevichScheme.HalfSteps;

    /// <summary>Membrane potential at the start [mV]; u starts at b times the mean of this distribution.</summary>
    public InitialValue InitialPotentialMv { get; init; } = -65;

    /// <inheritdoc/>
    public override string Name => "izhikevich";

    /// <inheritdoc/>
    public override Type ModelType => typeof(Izhikevich<>);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, InitialValue> InitialState(double dtMs) => new Dictionary<string, InitialValue>
    {
        [nameof(Izhikevich<ScalarLane>.V)] = InitialPotentialMv,
        [nameof(Izhikevich<ScalarLane>.U)] = B * InitialPotentialMv.Mean,
    };

    /// <inheritdoc/>
    public override IzhikevichConstants Constants(double dtMs) =>
        new((float)A, (float)B, (float)C, (float)D, (float)(dtMs / 2), (float)dtMs, Scheme == IzhikevichScheme.Euler ? 1 : 0);

    // Potential and current are in units of the paper, so conductances are in 1/ms.
    /// <inheritdoc/>
    public override double LargestConductance(double dtMs) => 2 / dtMs;

    /// <inheritdoc/>
    public override void Validate(string name, double dtMs, ValidationErrors errors)
    {
        errors.Finite($"{name} a", A);
        errors.Finite($"{name} b", B);
        errors.Below($"{name} c [mV]", C, 30);
        errors.Finite($"{name} d", D);
        InitialPotentialMv.Validate($"{name} initial potential [mV]", errors);
    }
}
