using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Rewiring;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Model.Random;

namespace SnnCluster.Learning.Tests.Rewiring;

public class DeepRewiringTests
{
    private const ulong Seed = 21;

    public static TheoryData<DeepRScope> Scopes => [.. Enum.GetValues<DeepRScope>()];

    [Theory]
    [MemberData(nameof(Scopes))]
    public void Counts_stay_signs_are_kept_and_nothing_is_there_twice(DeepRScope scope)
    {
        using ClassifierState state = Create(density: 0.2);
        ProjectionShape projection = state.Layout.Projections[0];
        DeepRewiring rewiring = Rewiring(state, projection, scope);
        var signs = new ConnectionSigns(Seed, projection.Index);
        int replaced = 0;
        for (int update = 0; update < 50; update++)
        {
            HashSet<(int, int)> before = [.. Pairs(state, projection)];
            HashSet<(int, int)> flipped = Flip(state, projection, update, 0.1);
            int count = rewiring.Update(update);
            Assert.Equal(flipped.Count, count);
            (int Source, int Target)[] after = [.. Pairs(state, projection)];
            Assert.Equal(projection.Synapses, after.Length);
            Assert.Equal(after.Order(), after);
            Assert.Equal(after.Length, after.Distinct().Count());
            Assert.DoesNotContain(after, flipped.Contains);
            Assert.Equal(before.Count - count, after.Count(before.Contains));
            SparseTopology topology = state.Topologies[projection.Index]!;
            for (int i = 0; i < after.Length; i++)
            {
                float weight = state.Parameters[projection.Offset + i];
                Assert.Equal(signs.Of(after[i].Source, after[i].Target), topology.Signs[i]);
                Assert.True(weight * topology.Signs[i] >= 0);
                if (!before.Contains(after[i]))
                {
                    Assert.Equal(0f, weight);
                    Assert.Equal(0f, state.Momentum[projection.Offset + i]);
                    Assert.Equal(0f, state.Variance[projection.Offset + i]);
                }
                else
                {
                    Assert.Equal(Mark(after[i].Source, after[i].Target), state.Momentum[projection.Offset + i]);
                }
            }

            Remember(state, projection);
            replaced += count;
        }

        Assert.True(replaced > 100);
    }

    [Fact]
    public void Targets_keep_their_in_degree_in_their_own_scope()
    {
        using ClassifierState state = Create(density: 0.2);
        ProjectionShape projection = state.Layout.Projections[0];
        DeepRewiring rewiring = Rewiring(state, projection, DeepRScope.Target);
        Flip(state, projection, 0, 0.3);
        Assert.True(rewiring.Update(0) > 0);
        Assert.All(
            Pairs(state, projection).GroupBy(pair => pair.Target),
            group => Assert.Equal(projection.InDegree, group.Count()));
    }

    // At a density of 0.8 a fifth of the pairs is absent, and twice as many are wanted.
    [Theory]
    [InlineData(DeepRScope.Target, 0.97)]
    [InlineData(DeepRScope.Partition, 0.97)]
    [InlineData(DeepRScope.Target, 0.8)]
    [InlineData(DeepRScope.Partition, 0.8)]
    public void Where_too_few_pairs_are_free_removed_ones_come_back(DeepRScope scope, double density)
    {
        using ClassifierState state = Create(density);
        ProjectionShape projection = state.Layout.Projections[0];
        DeepRewiring rewiring = Rewiring(state, projection, scope);
        int flipped = Flip(state, projection, 0, 0.5).Count;
        Assert.Equal(flipped, rewiring.Update(0));
        Assert.Equal(projection.Synapses, Pairs(state, projection).Distinct().Count());
    }

    // One connection of each target goes in every round; the new one is uniform among its absent sources but the one that
    // went. Over the rounds, source i should be drawn sum over draws of [i absent]/absent times. Pearson's statistic over
    // 29 sources, with 28 degrees of freedom, has mean 28 and sd sqrt(56): mean + 6 sd is 73.
    [Theory]
    [MemberData(nameof(Scopes))]
    public void New_connections_are_uniform_among_absent_ones(DeepRScope scope)
    {
        using ClassifierState state = Create(density: 0.2);
        ProjectionShape projection = state.Layout.Projections[0];
        DeepRewiring rewiring = Rewiring(state, projection, scope);
        var drawn = new double[projection.Sources];
        var expected = new double[projection.Sources];
        for (int update = 0; update < 400; update++)
        {
            HashSet<(int Source, int Target)> before = [.. Pairs(state, projection)];
            HashSet<(int Source, int Target)> gone = Flip(state, projection, update, 0.1);
            rewiring.Update(update);
            foreach ((int source, int target) in Pairs(state, projection).Where(pair => !before.Contains(pair)))
            {
                drawn[source]++;
                if (scope == DeepRScope.Target)
                {
                    int[] absent = [.. Enumerable.Range(0, projection.Sources).Where(i => !before.Contains((i, target)))];
                    Array.ForEach(absent, i => expected[i] += 1.0 / absent.Length);
                }
            }

            if (scope == DeepRScope.Partition)
            {
                double absent = ((double)projection.Sources * projection.Targets) - before.Count;
                for (int i = 0; i < projection.Sources; i++)
                {
                    expected[i] += gone.Count * (projection.Targets - before.Count(pair => pair.Source == i)) / absent;
                }
            }
        }

        double statistic = drawn.Zip(expected, (d, e) => (d - e) * (d - e) / e).Sum();
        Assert.True(drawn.Sum() > 5000);
        Assert.True(statistic < 73, $"chi square is {statistic}");
    }

    [Fact]
    public void Signs_are_fixed_and_fair()
    {
        var signs = new ConnectionSigns(Seed, 3);
        int positive = 0;
        for (int source = 0; source < 100; source++)
        {
            for (int target = 0; target < 100; target++)
            {
                Assert.Equal(signs.Of(source, target), new ConnectionSigns(Seed, 3).Of(source, target));
                positive += signs.Of(source, target) > 0 ? 1 : 0;
            }
        }

        // 10,000 fair coins: sd 50.
        Assert.InRange(positive, 5000 - 300, 5000 + 300);
    }

    [Fact]
    public void Regularisation_shrinks_both_signs()
    {
        using ClassifierState state = Create(density: 0.2);
        ProjectionShape projection = state.Layout.Projections[0];
        var gradient = new float[state.Layout.Length];
        new DeepRewiring(state, projection, new DeepRDescription { L1Strength = 0.5 }, Seed).Regularise(gradient);
        SparseTopology topology = state.Topologies[projection.Index]!;
        for (int i = 0; i < topology.Count; i++)
        {
            Assert.Equal(0.5f * topology.Signs[i], gradient[projection.Offset + i]);
        }

        Assert.Equal(topology.Count, gradient.Count(element => element != 0));
    }

    private static ClassifierState Create(double density)
    {
        ClassifierDescription description =
            RandomClassifiers.With(new HiddenLayerDescription { Size = 48, InputDensity = density });
        ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), Seed, signed: true);
        Remember(state, state.Layout.Projections[0]);
        return state;
    }

    private static DeepRewiring Rewiring(ClassifierState state, ProjectionShape projection, DeepRScope scope) =>
        new(state, projection, new DeepRDescription { Scope = scope }, Seed);

    private static IEnumerable<(int Source, int Target)> Pairs(ClassifierState state, ProjectionShape projection) =>
        ClassifierDigest.Synapses(state, projection).Select(synapse => (synapse.Source, synapse.Target));

    // Weights that would change sign, at random.
    private static HashSet<(int Source, int Target)> Flip(
        ClassifierState state, ProjectionShape projection, int update, double share)
    {
        var flipped = new HashSet<(int, int)>();
        RandomKey key = RandomKey.For(Seed, RandomPurpose.User, 0);
        SparseTopology topology = state.Topologies[projection.Index]!;
        foreach ((int source, int target, int place) in ClassifierDigest.Synapses(state, projection).ToArray())
        {
            bool flips = key.Stream((uint)((source * 1000) + target), (uint)update).NextUniform() < share;
            state.Parameters[place] = (flips ? -0.1f : 0.1f) * topology.Signs[place - projection.Offset];
            if (flips)
            {
                flipped.Add((source, target));
            }
        }

        return flipped;
    }

    // A moment that tells which synapse it belongs to.
    private static void Remember(ClassifierState state, ProjectionShape projection)
    {
        foreach ((int source, int target, int place) in ClassifierDigest.Synapses(state, projection).ToArray())
        {
            state.Momentum[place] = Mark(source, target);
            state.Variance[place] = 1;
        }
    }

    private static float Mark(int source, int target) => 1 + (source * 1000) + target;
}
