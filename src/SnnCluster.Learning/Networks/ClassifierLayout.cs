namespace SnnCluster.Learning.Networks;

/// <summary>
/// Where the parameters of a classifier lie: all weights and biases are one array, and so are gradients and the
/// optimiser's moments, so that a sum or an optimiser's step is one pass.
/// </summary>
public sealed class ClassifierLayout
{
    /// <summary>The layout of a classifier.</summary>
    /// <param name="description">A valid description.</param>
    public ClassifierLayout(ClassifierDescription description)
    {
        Description = description;
        var projections = new List<ProjectionShape>();
        int end = 0;
        int sources = description.Inputs;
        string sourceName = "input";
        for (int layer = 0; layer < description.Hidden.Count; layer++)
        {
            HiddenLayerDescription hidden = description.Hidden[layer];
            string name = $"hidden{layer + 1}";
            Add($"{sourceName}-{name}", ProjectionKind.FeedForward, layer, sources, hidden.Size, hidden.InputDensity);
            if (hidden.Recurrent)
            {
                Add($"{name}-{name}", ProjectionKind.Recurrent, layer, hidden.Size, hidden.Size, hidden.RecurrentDensity);
            }

            Add($"{name}-output", ProjectionKind.Readout, layer, hidden.Size, description.Classes, 1);
            sources = hidden.Size;
            sourceName = name;
        }

        Projections = projections;
        BiasOffset = end;
        Length = checked(end + Padding.Of(description.Classes));

        void Add(string name, ProjectionKind kind, int layer, int from, int to, double density)
        {
            int inDegree = ProjectionShape.InDegreeOf(density, from);
            var shape = new ProjectionShape(name, projections.Count, kind, layer, from, to, inDegree, end);
            projections.Add(shape);
            end = checked(end + shape.Length);
        }
    }

    /// <summary>The classifier.</summary>
    public ClassifierDescription Description { get; }

    /// <summary>Its projections, layer by layer: feed-forward, recurrent where there is one, readout.</summary>
    public IReadOnlyList<ProjectionShape> Projections { get; }

    /// <summary>Where the biases of the outputs lie.</summary>
    public int BiasOffset { get; }

    /// <summary>Parameters with their padding.</summary>
    public int Length { get; }

    /// <summary>The projection of a kind of a hidden layer; null where there is none.</summary>
    public ProjectionShape? Find(ProjectionKind kind, int layer) =>
        Projections.FirstOrDefault(projection => projection.Kind == kind && projection.Layer == layer);
}
