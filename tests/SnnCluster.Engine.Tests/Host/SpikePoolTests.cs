using CsCheck;
using SnnCluster.Engine.Host;
using SnnCluster.Engine.Partitions;

namespace SnnCluster.Engine.Tests.Host;

public sealed unsafe class SpikePoolTests
{
    private const int Neurons = 4;

    [Fact]
    public void A_list_takes_a_cache_line() => Assert.Equal(SpikePoolSize.BytesPerList, sizeof(SpikeList));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 256)]
    [InlineData(1_024, 256)]
    [InlineData(1_000_000, 250_000)]
    public void The_pool_grows_with_the_population(int neurons, int lists)
    {
        Assert.Equal(lists, SpikePoolSize.ListsFor(neurons));
        Assert.Equal(64.0 * lists, SpikePoolSize.BytesFor(neurons));
    }

    [Fact]
    public void Neurons_that_spike_in_turn_keep_their_own_spikes_in_order() =>
        Gen.Select(Gen.Int[0, Neurons - 1].Array[0, 300], Gen.Int[0, 20]).Sample((turns, lists) =>
        {
            using var pool = new SpikePool(Neurons, lists);
            int[][] expected = [.. Enumerable.Repeat<int[]>([], Neurons)];
            var taken = new int[Neurons];
            for (int step = 0; step < turns.Length; step++)
            {
                int neuron = turns[step];
                bool hadRoom = taken[neuron] > 0 || pool.TryExtend(neuron);
                taken[neuron] = Math.Max(1, taken[neuron]);
                bool hasRoom = hadRoom && pool.TryAdd(neuron, step);
                if (hadRoom)
                {
                    expected[neuron] = [.. expected[neuron], step];
                    taken[neuron] = 1 + (expected[neuron].Length / SpikeList.Capacity);
                }

                // Only where no list is left is there no room, and then all are taken.
                Assert.Equal(taken.Sum() <= lists, hasRoom);
                if (!hasRoom)
                {
                    break;
                }
            }

            Assert.Equal(expected, Enumerable.Range(0, Neurons).Select(neuron => Read(pool, neuron)));
            pool.Clear();
            Assert.All(Enumerable.Range(0, Neurons), neuron => Assert.Empty(Read(pool, neuron)));
            Assert.Equal(lists > 0, pool.TryExtend(2));
            Assert.Empty(Read(pool, 2));
        });

    [Fact]
    public void A_spike_without_room_is_refused()
    {
        using var pool = new SpikePool(2, 1);
        Assert.Throws<InvalidOperationException>(() => pool.TryAdd(0, 1));
        Assert.True(pool.TryExtend(1));
        for (int step = 1; step <= SpikeList.Capacity; step++)
        {
            Assert.Equal(step < SpikeList.Capacity, pool.TryAdd(1, step));
        }

        Assert.Throws<InvalidOperationException>(() => pool.TryAdd(1, 99));
    }

    // From the newest list back to the first, then forward, as a replay goes.
    private static int[] Read(SpikePool pool, int neuron)
    {
        int list = pool.Newest(neuron);
        while (pool.Lists[list].Previous != 0)
        {
            list = pool.Lists[list].Previous;
        }

        var steps = new List<int>();
        for (; list != 0; list = pool.Lists[list].Next)
        {
            for (int i = 0; i < pool.Lists[list].Count; i++)
            {
                steps.Add(pool.Lists[list].Steps[i]);
            }
        }

        return [.. steps];
    }
}
