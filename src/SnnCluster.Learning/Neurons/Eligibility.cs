using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Neurons;

/// <summary>
/// e-prop's gradient in its online form (Bellec et al., Nature Communications 11, 2020, equations 14 to 28): one
/// eligibility trace per synapse, brought forward in every step. The reference for
/// <see cref="EventGradient{T, TAdaptation}"/>, and for learning without an end.
/// </summary>
/// <typeparam name="T">How many synapses are computed together.</typeparam>
/// <typeparam name="TAdaptation">Whether the threshold of the target adapts.</typeparam>
public struct Eligibility<T, TAdaptation>
    where T : unmanaged, ILane<T>
    where TAdaptation : struct, IAdaptation
{
    /// <summary>ε: eligibility by way of the target's adaptation.</summary>
    public T Adaptation;

    /// <summary>ē: the eligibility trace, low-pass filtered like the output.</summary>
    public T Filtered;

    /// <summary>Advances one step.</summary>
    /// <param name="sourceTrace">z̄(t), the trace of the spikes that have arrived.</param>
    /// <param name="learningSignal">L(t) of the target.</param>
    /// <param name="rateSignal">c_reg·(f̄(t) - f_target) of the target.</param>
    /// <param name="surrogate">ψ(t) of the target.</param>
    /// <param name="constants">Constants of the target's layer.</param>
    /// <returns>What the step adds to the gradient.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Step(T sourceTrace, T learningSignal, T rateSignal, T surrogate, in EPropConstants constants)
    {
        T eligibility;
        if (TAdaptation.Adapts)
        {
            T beta = T.Of(constants.AdaptationStrength);
            eligibility = surrogate * (sourceTrace - (beta * Adaptation));
            Adaptation = (surrogate * sourceTrace)
                + ((T.Of(constants.AdaptationDecay) - (surrogate * beta)) * Adaptation);
        }
        else
        {
            eligibility = surrogate * sourceTrace;
        }

        Filtered = LaneMath.FlushDenormal(Filtered * T.Of(constants.Decay)) + eligibility;
        return (learningSignal * Filtered) + (rateSignal * eligibility);
    }
}
