using CsCheck;
using SnnCluster.Model.Random;

namespace SnnCluster.Model.Tests.Random;

public class RandomKeyTests
{
    private static readonly RandomPurpose[] Purposes = Enum.GetValues<RandomPurpose>();

    private static readonly Gen<RandomPurpose> AnyPurpose = Gen.Int[0, Purposes.Length - 1].Select(i => Purposes[i]);

    private static readonly Gen<int> AnyObject = Gen.Int[0, (1 << 24) - 1];

    [Fact]
    public void Numbers_are_those_of_Philox_under_the_seed_with_id_step_draw_and_domain_as_the_counter() =>
        Assert.Equal(
            Philox.Generate(new Words(7, 11, 13, (4u << 24) | 5), 0x89abcdefu, 0x01234567u),
            RandomKey.For(0x0123456789abcdef, RandomPurpose.Connectivity, 5).Generate(7, 11, 13));

    [Fact]
    public void The_same_key_gives_the_same_numbers() =>
        Gen.Select(Gen.ULong, AnyPurpose, AnyObject, Gen.UInt, Gen.UInt).Sample((seed, purpose, number, id, step) =>
        {
            RandomStream first = RandomKey.For(seed, purpose, number).Stream(id, step);
            RandomStream second = RandomKey.For(seed, purpose, number).Stream(id, step);
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(first.NextWord(), second.NextWord());
            }
        });

    // From few values each, so that equal keys occur as well.
    [Fact]
    public void Keys_are_equal_only_where_seed_purpose_and_object_are()
    {
        Gen<(ulong Seed, RandomPurpose Purpose, int Object)> any = Gen.Select(
            Gen.ULong[0, 3].Select(seed => seed << 31), AnyPurpose, Gen.Int[0, 2].Select(i => i * ((1 << 23) - 1)));
        Gen.Select(any, any).Sample((a, b) =>
            (a == b) == (RandomKey.For(a.Seed, a.Purpose, a.Object) == RandomKey.For(b.Seed, b.Purpose, b.Object)));
    }

    // 5,376 streams of 64 bits each: two of them agree by chance with a probability below 1e-12.
    [Fact]
    public void Streams_of_different_seed_purpose_object_id_or_step_share_no_numbers()
    {
        var seen = new HashSet<ulong>();
        int streams = 0;
        foreach (ulong seed in new ulong[] { 0, 1, 1UL << 32 })
        {
            foreach (RandomPurpose purpose in Purposes)
            {
                for (int number = 0; number < 4; number++)
                {
                    RandomKey key = RandomKey.For(seed, purpose, number);
                    for (uint id = 0; id < 7; id++)
                    {
                        for (uint step = 0; step < 7; step++)
                        {
                            RandomStream stream = key.Stream(id, step);
                            seen.Add(stream.NextLong());
                            streams++;
                        }
                    }
                }
            }
        }

        Assert.Equal(streams, seen.Count);
    }
}
