using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Plasticity;

/// <summary>
/// Pair STDP whose changes depend on the weight (Gütig et al. 2003; Morrison, Diesmann and Gerstner 2008): a source event
/// depresses with the target trace and delivers what is left, a target spike potentiates with the source trace. Over all
/// pairs, or over nearest neighbours on both sides, where a trace knows the last spike alone.
/// </summary>
/// <param name="Law">How changes depend on the weight.</param>
public readonly record struct PowerLawStdp(PowerLaw Law) : ITraceRule
{
    /// <inheritdoc/>
    public static bool HasLanes => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float OnSourceEvent(ref float weight, float targetTrace) => weight = Law.Depress(weight, targetTrace);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike(ref float weight, float sourceTrace) => weight = Law.Potentiate(weight, sourceTrace);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T OnSourceEvent<T>(ref T weight, T targetTrace)
        where T : unmanaged, ILane<T> => weight = Law.Depress(weight, targetTrace);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void OnTargetSpike<T>(ref T weight, T sourceTrace)
        where T : unmanaged, ILane<T> => weight = Law.Potentiate(weight, sourceTrace);
}

/// <summary>Pair STDP whose changes depend on the weight.</summary>
public sealed record PowerLawStdpDescription : PowerLawDescription
{
    /// <summary>Whether only nearest neighbours are pairs, for source events and for target spikes.</summary>
    public bool NearestNeighbours { get; init; }

    /// <summary>What spikes of the same step are to each other.</summary>
    public SameStep SameStep { get; init; }

    /// <inheritdoc/>
    public override object TargetStateKey => (TargetTimeConstantMs, NearestNeighbours);

    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) =>
        TraceSynapse.Create(new PowerLawStdp(Law), SameStep, NearestNeighbours);
}
