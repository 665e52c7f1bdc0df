using System.Runtime.Intrinsics;
using CsCheck;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Random;

public class WidePhiloxTests
{
    [SkippableFact]
    public void Eight_counters_give_the_words_of_each()
    {
        Skip.IfNot(WidePhilox.IsSupported, "this processor does not multiply vectors of 32-bit numbers to 64 bits");
        Gen.Select(Gen.UInt.Array[8], Gen.UInt.Array[8], Gen.UInt.Array[8], Gen.UInt.Array[8], Gen.UInt, Gen.UInt)
            .Sample((a, b, c, d, key0, key1) =>
            {
                Vector256<uint> wideA = Vector256.Create(a);
                Vector256<uint> wideB = Vector256.Create(b);
                Vector256<uint> wideC = Vector256.Create(c);
                Vector256<uint> wideD = Vector256.Create(d);
                WidePhilox.Generate(ref wideA, ref wideB, ref wideC, ref wideD, key0, key1);
                for (int i = 0; i < WidePhilox.Width; i++)
                {
                    Words own = Philox.Generate(new Words(a[i], b[i], c[i], d[i]), key0, key1);
                    Assert.Equal(own, new Words(wideA[i], wideB[i], wideC[i], wideD[i]));
                }
            });
    }

    [SkippableFact]
    public void Eight_uniform_draws_are_those_of_each_counter()
    {
        Skip.IfNot(WidePhilox.IsSupported, "this processor does not multiply vectors of 32-bit numbers to 64 bits");
        RandomKey key = RandomKey.For(77, RandomPurpose.NeuronUpdate, 3);
        for (uint step = 0; step < 100; step++)
        {
            Vector256<float> draws = WidePhilox.UniformDraws(key, uint.MaxValue - 3, step, 2);
            for (int i = 0; i < WidePhilox.Width; i++)
            {
                Assert.Equal(Draw.Uniform(key.Generate(uint.MaxValue - 3 + (uint)i, step, 2).A), draws[i]);
            }
        }
    }
}
