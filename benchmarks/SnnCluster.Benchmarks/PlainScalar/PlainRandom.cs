namespace SnnCluster.Benchmarks.PlainScalar;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): one sequence for everything, as a program for one thread has it.</summary>
internal struct PlainRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in (0, 1).</summary>
    public float Uniform() => ((Next() >> 41) + 0.5f) * (1f / 8388608f);

    /// <summary>Uniform in 0..bound - 1.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Exponential with mean 1.</summary>
    public float Exponential() => -MathF.Log(Uniform());

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public float Normal() => MathF.Sqrt(2 * Exponential()) * MathF.Cos(2 * MathF.PI * Uniform());
}
