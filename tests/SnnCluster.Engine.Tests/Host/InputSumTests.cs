using CsCheck;
using SnnCluster.Engine.Tests.Networks;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Synapses;

namespace SnnCluster.Engine.Tests.Host;

public sealed class InputSumTests
{
    private static readonly Gen<double> Bounds = Gen.Double[-30, 30].Select(Math.Exp);

    [Fact]
    public void A_sum_does_not_depend_on_its_order() => Gen.Select(Gen.Float[-1, 1].Array[1, 200], Bounds, Gen.Int).Sample(
        (weights, bound, seed) =>
        {
            float scale = FixedPoint.Scale(bound);
            float[] scaled = [.. weights.Select(weight => weight * (float)bound / weights.Length)];
            float[] shuffled = [.. scaled];
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Sum(scaled, scale), Sum(shuffled, scale));
        });

    [Fact]
    public void The_largest_sum_that_bounds_allow_neither_overflows_nor_is_rounded_twice() => Gen.Select(
        Gen.Float[1e-6f, 1e6f], Gen.Int[1, 100_000]).Sample((weight, inDegree) =>
        {
            double bound = (double)weight * inDegree;
            float scale = FixedPoint.Scale(bound);
            long one = FixedPoint.FromWeight(weight, scale);
            long sum = checked(one * inDegree);
            Assert.InRange(sum, 0, 1L << 52);

            // Each weight is cut to a multiple of 1/scale, which is below its 24 bits wherever the bound allows it.
            double cut = inDegree / (double)scale;
            Assert.InRange(FixedPoint.ToSum(sum, 1f / scale), (bound - cut) * (1 - 6e-8), bound * (1 + 6e-8));
        });

    [Fact]
    public void All_sources_at_once_with_the_largest_weight_give_the_exact_sum()
    {
        const int Sources = 3000;
        SpikeTable source = new(Sources);
        source.Add(0, [.. Enumerable.Range(0, Sources)]);
        NetworkDescription network = TinyNetwork.Of(
            source, SpikeTable.Silent(5), TinyNetwork.Projection(new AllToAll(), weight: 0.75));
        using Simulation simulation = TinyNetwork.Simulate(network);
        simulation.Run(1);
        Assert.All(simulation.Jumps(), jump => Assert.Equal(0f, jump));
        simulation.Run(1);
        Assert.All(simulation.Jumps(), jump => Assert.Equal(Sources * 0.75f, jump));
        simulation.Run(1);
        Assert.All(simulation.Jumps(), jump => Assert.Equal(0f, jump));
    }

    [Fact]
    public void Weights_that_cancel_on_the_way_leave_what_comes_after()
    {
        // Sums that pass through zero list their neuron twice.
        SpikeTable source = new SpikeTable(4).Add(0, 0, 1).Add(1, 0, 1, 2).Add(2, 0, 1, 2, 3);
        ProjectionDescription Part(string name, double weight, params (int, int)[] pairs) =>
            TinyNetwork.Projection(new PairList(pairs), weight) with { Name = name };
        NetworkDescription network = TinyNetwork.Of(
            source,
            SpikeTable.Silent(2),
            Part("plus", 1.5, (0, 1)),
            Part("minus", -1.5, (1, 1)),
            Part("plus again", 0.25, (2, 1)),
            Part("minus again", -0.25, (3, 1)));
        using Simulation simulation = TinyNetwork.Simulate(network);
        var jumps = new List<float>();
        for (int step = 0; step < 5; step++)
        {
            simulation.Run(1);
            Assert.Equal(0f, simulation.Jumps()[0]);
            jumps.Add(simulation.Jumps()[1]);
        }

        Assert.Equal([0f, 0f, 0.25f, 0f, 0f], jumps);
    }

    [Fact]
    public void Receptors_of_one_population_sum_by_themselves()
    {
        SpikeTable source = new SpikeTable(2).Add(0, 0).Add(1, 1).Add(2, 0, 1);
        NetworkDescription network = TinyNetwork.Of(
            source,
            SpikeTable.Silent(3),
            TinyNetwork.Projection(new PairList((0, 2)), weight: 2),
            TinyNetwork.Projection(new PairList((1, 2)), weight: 8) with { Name = "other", Receptor = "other" });
        network = network with
        {
            Populations =
            [
                network.Populations[0],
                network.Populations[1] with
                {
                    Receptors = [.. network.Populations[1].Receptors, new ReceptorDescription("other", new DeltaDescription())],
                },
            ],
        };
        using Simulation simulation = TinyNetwork.Simulate(network, partitions: 2);
        Assert.Equal(["Fire", "Jump", "delta.Jump", "other.Jump"], simulation.Partitions[0].StateVariables(1));
        var read = new float[3];
        foreach ((float first, float second) in new[] { (0f, 0f), (2f, 0f), (0f, 8f), (2f, 8f), (0f, 0f) })
        {
            simulation.Run(1);
            Assert.Equal(first + second, simulation.Jumps()[2]);
            simulation.ReadState(1, 2, read);
            Assert.Equal([0f, 0f, first], read);
            simulation.ReadState(1, 3, read);
            Assert.Equal([0f, 0f, second], read);
        }
    }

    private static float Sum(float[] weights, float scale) =>
        FixedPoint.ToSum(weights.Sum(weight => FixedPoint.FromWeight(weight, scale)), 1f / scale);
}
