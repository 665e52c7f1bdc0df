namespace SnnCluster.Model.Plasticity;

/// <summary>What a source event and a target spike in the same step are to each other.</summary>
public enum SameStep
{
    /// <summary>They do not see each other, as in NEST: the textbook's rule for pairs without a time between them.</summary>
    Ignored = 0,

    /// <summary>The source event comes first: the target spike sees it, and it does not see the target spike; as in Brian 2.</summary>
    SourceFirst = 1,

    /// <summary>Each sees the other.</summary>
    Mutual = 2,
}

/// <summary>A <see cref="SameStep"/> as a type, so that a model's traits are known when its code is compiled.</summary>
public interface ISameStep
{
    /// <summary>The trait.</summary>
    static abstract SynapseTraits Trait { get; }
}

/// <summary><see cref="SameStep.Ignored"/>.</summary>
/// <param name="Unused">Keeps the struct from being empty.</param>
public readonly record struct IgnoredSameStep(float Unused) : ISameStep
{
    /// <inheritdoc/>
    public static SynapseTraits Trait => SynapseTraits.IgnoresSameStep;
}

/// <summary><see cref="SameStep.SourceFirst"/>.</summary>
/// <param name="Unused">Keeps the struct from being empty.</param>
public readonly record struct SourceFirstInStep(float Unused) : ISameStep
{
    /// <inheritdoc/>
    public static SynapseTraits Trait => SynapseTraits.SourceFirst;
}

/// <summary><see cref="SameStep.Mutual"/>.</summary>
/// <param name="Unused">Keeps the struct from being empty.</param>
public readonly record struct MutualInStep(float Unused) : ISameStep
{
    /// <inheritdoc/>
    public static SynapseTraits Trait => SynapseTraits.Static;
}
