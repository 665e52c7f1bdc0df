namespace SnnCluster.Learning.Neurons;

/// <summary>Whether a neuron's threshold adapts: a type, so that code for neurons without adaptation pays nothing for it.</summary>
public interface IAdaptation
{
    /// <summary>True for ALIF, false for LIF.</summary>
    static abstract bool Adapts { get; }
}

/// <summary>Leaky integrate-and-fire: a fixed threshold.</summary>
public readonly struct FixedThreshold : IAdaptation
{
    /// <inheritdoc/>
    public static bool Adapts => false;
}

/// <summary>Adaptive leaky integrate-and-fire: every spike raises the threshold.</summary>
public readonly struct AdaptiveThreshold : IAdaptation
{
    /// <inheritdoc/>
    public static bool Adapts => true;
}
