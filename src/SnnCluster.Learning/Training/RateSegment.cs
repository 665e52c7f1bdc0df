using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Training;

/// <summary>Neighbouring parameters that learn at the same rate, so that one call of the optimiser does them all.</summary>
/// <param name="Begin">The first of them.</param>
/// <param name="Length">How many, padding included.</param>
/// <param name="Factor">What their learning rate is multiplied by.</param>
internal readonly record struct RateSegment(int Begin, int Length, double Factor)
{
    /// <summary>All parameters, in as few segments as can be: with a factor of 1, or nothing recurrent, one.</summary>
    /// <param name="layout">Where parameters lie.</param>
    /// <param name="recurrentFactor">What the learning rate of recurrent projections is multiplied by.</param>
    public static RateSegment[] Of(ClassifierLayout layout, double recurrentFactor)
    {
        var segments = new List<RateSegment>();
        foreach (ProjectionShape projection in layout.Projections)
        {
            Add(projection.Offset, projection.Length, projection.Kind == ProjectionKind.Recurrent ? recurrentFactor : 1);
        }

        Add(layout.BiasOffset, layout.Length - layout.BiasOffset, 1);
        return [.. segments];

        void Add(int begin, int length, double factor)
        {
            if (segments.Count > 0 && segments[^1].Factor == factor)
            {
                segments[^1] = segments[^1] with { Length = segments[^1].Length + length };
            }
            else
            {
                segments.Add(new RateSegment(begin, length, factor));
            }
        }
    }
}
