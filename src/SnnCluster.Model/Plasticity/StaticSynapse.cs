namespace SnnCluster.Model.Plasticity;

/// <summary>Weights that never change.</summary>
/// <param name="Unused">Keeps the struct from being empty, which GPU kernels do not allow.</param>
public readonly record struct StaticSynapse(float Unused) : ISynapseModel<NoState, NoState, NoState>
{
    /// <inheritdoc/>
    public static SynapseTraits Traits => SynapseTraits.Static;

    /// <inheritdoc/>
    public NoState DecaySource<TDecays>(in NoState source, int steps, in TDecays decays)
        where TDecays : struct, IDecays => source;

    /// <inheritdoc/>
    public NoState SourceEvent(in NoState before) => before;

    /// <inheritdoc/>
    public NoState DecayTarget<TDecays>(in NoState target, int steps, in TDecays decays)
        where TDecays : struct, IDecays => target;

    /// <inheritdoc/>
    public NoState TargetSpike(in NoState before) => before;

    /// <inheritdoc/>
    public float OnSourceEvent(ref float weight, ref NoState synapse, in NoState source, in NoState target) => weight;

    /// <inheritdoc/>
    public void OnTargetSpike(ref float weight, ref NoState synapse, in NoState source, in NoState target)
    {
    }

    /// <inheritdoc/>
    public void OnModulator(ref float weight, ref NoState synapse, float amount)
    {
    }

    /// <inheritdoc/>
    public void Advance<TDecays>(ref float weight, ref NoState synapse, float modulator, int steps, in TDecays decays)
        where TDecays : struct, IDecays
    {
    }
}

/// <summary>Weights that never change.</summary>
public sealed record StaticSynapseDescription : SynapseDescription
{
    /// <inheritdoc/>
    public override ISynapseModel CreateModel(double dtMs) => default(StaticSynapse);
}
