using BenchmarkDotNet.Attributes;
using SnnCluster.Model.Random;
using SnnCluster.Model.Rewiring;

namespace SnnCluster.Benchmarks.Micro;

/// <summary>Random numbers, in time per number (of attempts: per block of 256 targets).</summary>
public class RandomDraws
{
    private const int Draws = 1000;
    private const int Blocks = 4096;
    private readonly RandomKey _key = RandomKey.For(1, RandomPurpose.User, 0);
    private readonly AttemptPlan _plan = new(1, 0, Blocks * AttemptPlan.BlockSize);
    private readonly long[] _counts = new long[Blocks];
    private int _update;

    [Benchmark(OperationsPerInvoke = 4 * Draws)]
    public uint PhiloxWord()
    {
        uint sum = 0;
        for (uint i = 0; i < Draws; i++)
        {
            Words words = _key.Generate(i, 0, 0);
            sum += words.A ^ words.B ^ words.C ^ words.D;
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public double StreamUniform()
    {
        RandomStream random = _key.Stream(1, 2);
        double sum = 0;
        for (int i = 0; i < Draws; i++)
        {
            sum += random.NextUniform();
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public float Exponential()
    {
        float sum = 0;
        for (uint i = 0; i < Draws; i++)
        {
            sum += Draw.Exponential(i * 0x9E3779B9);
        }

        return sum;
    }

    [Benchmark(OperationsPerInvoke = Draws)]
    public double StreamNormal()
    {
        RandomStream random = _key.Stream(1, 2);
        double sum = 0;
        for (int i = 0; i < Draws; i++)
        {
            sum += random.NextNormal();
        }

        return sum;
    }

    /// <summary>How the attempts of an update are shared out at scale 64: 40,960 attempts over 4,096 blocks.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public long AttemptsOfBlock()
    {
        _plan.Count(_update++, 10 * Blocks, 0, _counts);
        return _counts[0];
    }
}
