using CsCheck;
using SnnCluster.Engine.Host;

namespace SnnCluster.Engine.Tests.Host;

/// <summary>Rows hold after any edits what a dictionary would.</summary>
public sealed unsafe class SynapseRowsTests
{
    private const int Sources = 5;
    private const int Targets = 80;

    private static readonly Gen<(int Source, int Target, bool Remove)[]> Edits =
        Gen.Select(Gen.Int[0, Sources - 1], Gen.Int[0, Targets - 1], Gen.Bool).Array[0, 600];

    private static readonly Gen<int[]> Rooms = Gen.Int[0, 20].Array[Sources];

    [Fact]
    public void Rows_equal_a_dictionary_after_any_edits() => Gen.Select(Rooms, Edits, Gen.Bool).Sample((room, edits, delays) =>
    {
        using var rows = new SynapseRows(room, delays, hasMultapses: false);
        var expected = new Dictionary<(int, int), (float Weight, int Delay)>();
        int number = 0;
        foreach ((int source, int target, bool remove) in edits)
        {
            long index = rows.Find(source, target);
            Assert.Equal(expected.ContainsKey((source, target)), index >= 0);
            number++;
            if (index < 0)
            {
                rows.Add(source, target, number, number % 256);
                expected.Add((source, target), (number, delays ? number % 256 : 0));
            }
            else if (remove)
            {
                rows.RemoveAt(source, index);
                expected.Remove((source, target));
            }
            else
            {
                rows.Weights[index] = number;
                expected[(source, target)] = (number, expected[(source, target)].Delay);
            }
        }

        AssertSame(expected, rows);
    });

    [Fact]
    public void A_signature_never_denies_a_synapse() => Gen.Select(Rooms, Edits).Sample((room, edits) =>
    {
        using var rows = new SynapseRows(room, hasDelays: false, hasMultapses: false);
        var connected = new HashSet<(int, int)>();
        foreach ((int source, int target, bool remove) in edits)
        {
            if (connected.Add((source, target)))
            {
                rows.Add(source, target, 1f);
            }
            else if (remove)
            {
                rows.RemoveAt(source, rows.Find(source, target));
                connected.Remove((source, target));
            }

            Assert.All(connected, pair => Assert.True(rows.MayContain(pair.Item1, pair.Item2)));
        }
    }, iter: 20);

    [Fact]
    public void An_emptied_row_denies_every_target()
    {
        using var rows = new SynapseRows([0], hasDelays: false, hasMultapses: false);
        for (int target = 0; target < Targets; target++)
        {
            rows.Add(0, target, 1f);
        }

        for (int target = 0; target < Targets; target++)
        {
            rows.RemoveAt(0, rows.Find(0, target));
        }

        Assert.All(Enumerable.Range(0, Targets), target => Assert.False(rows.MayContain(0, target)));
    }

    [Fact]
    public void Signatures_deny_most_pairs_that_are_not_connected()
    {
        using var rows = new SynapseRows([8], hasDelays: false, hasMultapses: false);
        for (int target = 0; target < 8; target++)
        {
            rows.Add(0, 1000 * target, 1f);
        }

        // Eight synapses set at most 16 of 64 bits, and a target passes where both of its bits are set: 1 in 16 if the
        // hash spreads ids evenly. With 4,096 ids the standard deviation is 0.4 %, so 1 in 8 is 16 of them above that.
        Assert.InRange(Enumerable.Range(10_000, 4096).Count(target => rows.MayContain(0, target)), 0, 512);
    }

    [Fact]
    public void Synapses_of_the_same_pair_are_told_apart_by_number()
    {
        using var rows = new SynapseRows([2, 2], hasDelays: true, hasMultapses: true);
        for (int k = 0; k < 20; k++)
        {
            rows.Add(1, 7, k + 0.5f, delay: k, k);
            rows.Add(0, k, 1f);
        }

        var found = Enumerable.Range(0, 20).Select(i => rows.First(1) + i)
            .Select(i => (rows.Targets[i], (int)rows.Multiplicity[i], rows.Weights[i], (int)rows.Delays[i]));
        Assert.Equal(Enumerable.Range(0, 20).Select(k => (7, k, k + 0.5f, k)), found.Order());
    }

    [Fact]
    public void Rows_that_grow_one_after_another_reuse_what_others_left()
    {
        using var rows = new SynapseRows(new int[64], hasDelays: false, hasMultapses: false);
        for (int target = 0; target < 100; target++)
        {
            for (int source = 0; source < 64; source++)
            {
                rows.Add(source, target, source);
            }
        }

        // Each row has 100 synapses in 16 blocks of 8 (room doubles), and compaction keeps half as much again at most.
        Assert.InRange(rows.First(63), 0, 64 * 128 * 3 / 2);
        Assert.Equal(6400, rows.Count);
        for (int source = 0; source < 64; source++)
        {
            Assert.Equal(
                Enumerable.Range(0, 100), Enumerable.Range(0, 100).Select(i => rows.Targets[rows.First(source) + i]).Order());
        }
    }

    private static void AssertSame(Dictionary<(int Source, int Target), (float Weight, int Delay)> expected, SynapseRows rows)
    {
        Assert.Equal(expected.Count, rows.Count);
        var found = new Dictionary<(int, int), (float, int)>();
        for (int source = 0; source < rows.RowCount; source++)
        {
            long first = rows.First(source);
            Assert.Equal(expected.Keys.Count(pair => pair.Source == source), rows.Header(source)->Count);
            for (long i = first; i < first + rows.Header(source)->Count; i++)
            {
                found.Add((source, rows.Targets[i]), (rows.Weights[i], rows.HasDelays ? rows.Delays[i] : 0));
            }
        }

        Assert.Equal(expected, found);
    }
}
