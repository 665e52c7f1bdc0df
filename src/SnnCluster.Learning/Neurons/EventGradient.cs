using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Neurons;

/// <summary>
/// e-prop's gradient in its event form. The online form (<see cref="Eligibility{T, TAdaptation}"/>) is linear in the
/// spikes of a synapse's source, with coefficients that depend on the target neuron alone. So time runs backwards once
/// per target neuron; the gradient of a synapse is the sum of <see cref="Arrival"/> over the steps in which spikes of
/// its source arrive. The same sums in another order: both forms agree to rounding.
/// </summary>
/// <typeparam name="T">How many neurons are computed together.</typeparam>
/// <typeparam name="TAdaptation">Whether the threshold adapts.</typeparam>
public struct EventGradient<T, TAdaptation>
    where T : unmanaged, ILane<T>
    where TAdaptation : struct, IAdaptation
{
    /// <summary>μ: what the adaptation at the step after hands back.</summary>
    public T Adjoint;

    /// <summary>P̂: what a spike adds to the gradient of its synapse by arriving in the step.</summary>
    public T Arrival;

    /// <summary>After the last step.</summary>
    public static EventGradient<T, TAdaptation> AtEnd => new() { Adjoint = T.Of(0f), Arrival = T.Of(0f) };

    /// <summary>Goes back to the step before.</summary>
    /// <param name="filteredSignal">
    /// A(t) = L(t) + α·A(t+1), the learning signals of this and later steps. With L(t) = Σ_k w_k·δ_k(t-1) it is
    /// Σ_k w_k·D_k(t-1) where D_k(t) = δ_k(t) + α·D_k(t+1), the same for all neurons, begins with the last step but one.
    /// </param>
    /// <param name="meanRate">f̄(t) [spikes per step].</param>
    /// <param name="surrogate">ψ(t).</param>
    /// <param name="constants">Constants of the layer.</param>
    /// <returns><see cref="Arrival"/> of the step.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T StepBack(T filteredSignal, T meanRate, T surrogate, in EPropConstants constants)
    {
        T signal = filteredSignal
            + (T.Of(constants.RateStrength) * (meanRate - T.Of(constants.TargetRate)));
        T decayed = LaneMath.FlushDenormal(Arrival * T.Of(constants.Decay));
        T arrival;
        if (TAdaptation.Adapts)
        {
            T strength = surrogate * T.Of(constants.AdaptationStrength);
            arrival = (surrogate * (signal + Adjoint)) + decayed;
            Adjoint = ((T.Of(constants.AdaptationDecay) - strength) * Adjoint) - (signal * strength);
        }
        else
        {
            arrival = (surrogate * signal) + decayed;
        }

        Arrival = arrival;
        return arrival;
    }
}
