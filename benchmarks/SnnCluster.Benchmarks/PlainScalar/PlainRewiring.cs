namespace SnnCluster.Benchmarks.PlainScalar;

/// <summary>Initial connectivity and random pair attempts on a periodic grid (Bamford, Murray and Willshaw 2010).</summary>
internal sealed class PlainRewiring(
    PlainProjection projection, int width, float probability, float sigma, float newWeight)
{
    private const float WeakElimination = 0.0245f * 50;
    private const float StrongElimination = 0.000136f * 50;
    private const float WeightThreshold = 0.1f;

    private readonly float[] _formation =
        [.. Enumerable.Range(0, (width * width / 2) + 1).Select(squared => probability * MathF.Exp(-squared / (2 * sigma * sigma)))];

    /// <summary>Draws every pair within reach of the profile once.</summary>
    public void Connect(ref PlainRandom random)
    {
        int reach = Math.Min(width / 2, (int)(9.5f * sigma));
        for (int target = 0; target < width * width; target++)
        {
            for (int dy = -reach; dy <= reach; dy++)
            {
                for (int dx = -reach; dx <= reach; dx++)
                {
                    // Half way round, both directions lead to the same neuron.
                    bool twice = 2 * dx == -width || 2 * dy == -width;
                    if (!twice && random.Uniform() < _formation[(dx * dx) + (dy * dy)])
                    {
                        int x = ((target % width) + dx + width) % width;
                        int y = ((target / width) + dy + width) % width;
                        projection.Add((y * width) + x, target, newWeight);
                    }
                }
            }
        }
    }

    public void Attempt(int attempts, ref PlainRandom random)
    {
        for (int i = 0; i < attempts; i++)
        {
            int source = random.Below(width * width);
            int target = random.Below(width * width);
            int synapse = projection.Find(source, target);
            if (synapse < 0)
            {
                if (random.Uniform() < _formation[SquaredDistance(source, target)])
                {
                    projection.Add(source, target, newWeight);
                }
            }
            else
            {
                float elimination = projection.Weight(synapse) < WeightThreshold ? WeakElimination : StrongElimination;
                if (random.Uniform() < elimination)
                {
                    projection.Remove(synapse);
                }
            }
        }
    }

    private int SquaredDistance(int a, int b)
    {
        int dx = Math.Abs((a % width) - (b % width));
        int dy = Math.Abs((a / width) - (b / width));
        dx = Math.Min(dx, width - dx);
        dy = Math.Min(dy, width - dy);
        return (dx * dx) + (dy * dy);
    }
}
