namespace SnnCluster.Model.Random;

/// <summary>
/// A sequence of random numbers that belong to one id and step. Two streams with the same key and ids give the same
/// numbers; a copy of a stream goes on independently.
/// </summary>
public struct RandomStream
{
    private readonly RandomKey _key;
    private readonly uint _id;
    private readonly uint _step;
    private Words _words;
    private uint _next;

    /// <summary>The stream of one id and step under a key.</summary>
    public RandomStream(RandomKey key, uint id, uint step)
    {
        _key = key;
        _id = id;
        _step = step;
        _words = default;
        _next = 0;
    }

    /// <summary>32 random bits.</summary>
    public uint NextWord()
    {
        uint position = _next & 3;
        if (position == 0)
        {
            _words = _key.Generate(_id, _step, _next >> 2);
        }

        _next++;
        return position switch { 0 => _words.A, 1 => _words.B, 2 => _words.C, _ => _words.D };
    }

    /// <summary>64 random bits.</summary>
    public ulong NextLong() => NextWord() | ((ulong)NextWord() << 32);

    /// <summary>Uniform in (0, 1), double precision.</summary>
    public double NextUniform() => Draw.Uniform(NextWord(), NextWord());

    /// <summary>Standard normal, double precision.</summary>
    public double NextNormal() => Draw.Normal(NextWord(), NextWord());

    /// <summary>Exponential with mean 1, double precision.</summary>
    public double NextExponential() => -Arithmetic.PortableMath.Log(NextUniform());

    /// <summary>Uniform in 0..<paramref name="bound"/> - 1, from 64 bits: the bias is below bound/2^64.</summary>
    public int NextBelow(int bound) => (int)Math.BigMul(NextLong(), (ulong)bound, out _);

    /// <summary>
    /// Adds a uniform subset of 0..<paramref name="bound"/> - 1, with one draw per element, by Floyd's algorithm (Bentley and Floyd,
    /// CACM 30, 1987).
    /// </summary>
    /// <param name="count">Number of elements, at most <paramref name="bound"/>.</param>
    /// <param name="bound">Number of those to draw from.</param>
    /// <param name="drawn">Takes them; empty at first.</param>
    public void AddSubset(int count, int bound, ISet<int> drawn)
    {
        for (int j = bound - count; j < bound; j++)
        {
            if (!drawn.Add(NextBelow(j + 1)))
            {
                drawn.Add(j);
            }
        }
    }

    /// <summary>
    /// The number of successes of <paramref name="trials"/> independent trials, each with probability
    /// <paramref name="probability"/>/2^64. Exact: compares random bits with those of the probability, all undecided
    /// trials at once, so it costs about 2 bits per trial.
    /// </summary>
    public long NextBinomial(long trials, ulong probability)
    {
        long successes = 0;
        while (trials > 0 && probability != 0)
        {
            long ones = 0;
            long left = trials;
            for (; left >= 64; left -= 64)
            {
                ones += System.Numerics.BitOperations.PopCount(NextLong());
            }

            if (left > 0)
            {
                ones += System.Numerics.BitOperations.PopCount(NextLong() & ((1UL << (int)left) - 1));
            }

            // A trial succeeds when its uniform number is below the probability. Where the probability's bit is 1,
            // those that drew 0 have succeeded and those that drew 1 are undecided; where it is 0, the other way round.
            if ((probability >> 63) != 0)
            {
                successes += trials - ones;
                trials = ones;
            }
            else
            {
                trials -= ones;
            }

            probability <<= 1;
        }

        return successes;
    }
}
