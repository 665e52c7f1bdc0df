namespace SnnCluster.Experiments.Tests.Studies;

/// <summary>Normal numbers with a fixed seed, by Box and Muller's method.</summary>
internal sealed class NormalNoise(int seed)
{
    private readonly Random _random = new(seed);

    public double Next() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
