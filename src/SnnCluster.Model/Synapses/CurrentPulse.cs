using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>A current [nA] that lasts for the step in which it arrives.</summary>
public struct CurrentPulse<T> : IPostsynapticModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The current of the last step [nA].</summary>
    public T Current;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in NoConstants constants)
    {
        Current = arrived;
        return new SynapticInput<T>(arrived, T.Of(0f));
    }
}

/// <summary>Currents of one step; weights are currents [nA], so that the charge of a spike is weight·dt.</summary>
public sealed record CurrentPulseDescription : PostsynapticDescription
{
    /// <inheritdoc/>
    public override Type ModelType => typeof(CurrentPulse<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => default(NoConstants);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
    }
}
