using SnnCluster.Engine.Memory;

namespace SnnCluster.Learning.Networks;

/// <summary>
/// A classifier with its weights, its wiring and the state of its optimiser: what training changes, and all of it. Two
/// states with the same <see cref="ClassifierDigest"/> go on alike to the bit.
/// </summary>
public sealed class ClassifierState : IDisposable
{
    /// <summary>A state of zeros, with no synapses in sparse projections yet.</summary>
    public ClassifierState(ClassifierLayout layout)
    {
        Layout = layout;
        Values = new NativeArray<float>(layout.Length);
        FirstMoments = new NativeArray<float>(layout.Length);
        SecondMoments = new NativeArray<float>(layout.Length);
        Topologies = new SparseTopology?[layout.Projections.Count];
    }

    /// <summary>Where parameters lie.</summary>
    public ClassifierLayout Layout { get; }

    /// <summary>Steps that the optimiser has made.</summary>
    public long OptimiserSteps { get; set; }

    /// <summary>Weights and biases.</summary>
    public Span<float> Parameters => Values.Span;

    /// <summary>First moments (or momentum) of the optimiser, where parameters lie.</summary>
    public Span<float> Momentum => FirstMoments.Span;

    /// <summary>Second moments of the optimiser, where parameters lie.</summary>
    public Span<float> Variance => SecondMoments.Span;

    /// <summary>The wiring of each sparse projection, by the projection's number; null for dense ones.</summary>
    public SparseTopology?[] Topologies { get; }

    internal NativeArray<float> Values { get; }

    internal NativeArray<float> FirstMoments { get; }

    internal NativeArray<float> SecondMoments { get; }

    /// <summary>An independent copy.</summary>
    public ClassifierState Copy()
    {
        var copy = new ClassifierState(Layout) { OptimiserSteps = OptimiserSteps };
        Parameters.CopyTo(copy.Parameters);
        Momentum.CopyTo(copy.Momentum);
        Variance.CopyTo(copy.Variance);
        Topologies.CopyTo(copy.Topologies, 0);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Values.Dispose();
        FirstMoments.Dispose();
        SecondMoments.Dispose();
    }
}
