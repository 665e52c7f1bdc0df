using System.Runtime.CompilerServices;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;

namespace SnnCluster.Model.Synapses;

/// <summary>Weights [mV] that make the membrane potential jump at once.</summary>
public struct Delta<T> : IPostsynapticModel<T, NoConstants>
    where T : unmanaged, ILane<T>
{
    /// <summary>The jump of the last step [mV].</summary>
    public T Jump;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SynapticInput<T> Step(T arrived, T membranePotential, in NoConstants constants)
    {
        Jump = arrived;
        return new SynapticInput<T>(T.Of(0f), arrived);
    }
}

/// <summary>Delta synapses; weights are jumps of the membrane potential [mV].</summary>
public sealed record DeltaDescription : PostsynapticDescription
{
    /// <inheritdoc/>
    public override Type ModelType => typeof(Delta<>);

    /// <inheritdoc/>
    public override ValueType CreateConstants(double dtMs, double? passiveTimeConstantMs) => default(NoConstants);

    /// <inheritdoc/>
    public override void Validate(string name, ValidationErrors errors)
    {
    }
}
