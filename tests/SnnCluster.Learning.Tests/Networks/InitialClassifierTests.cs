using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Tests.Support;

namespace SnnCluster.Learning.Tests.Networks;

public class InitialClassifierTests
{
    public static TheoryData<string> Networks => RandomClassifiers.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_target_has_its_in_degree(string name)
    {
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(RandomClassifiers.All[name]), 1, signed: true);
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            (int Source, int Target)[] pairs =
                [.. ClassifierDigest.Synapses(state, projection).Select(synapse => (synapse.Source, synapse.Target))];
            Assert.Equal(pairs.Length, pairs.Distinct().Count());
            Assert.Equal(pairs.Order(), pairs);
            Assert.All(pairs.GroupBy(pair => pair.Target), group => Assert.Equal(projection.InDegree, group.Count()));
        }
    }

    // 400 x 300 weights: the mean of a standard normal has sd 1/sqrt(n) = 0.0029, its variance sqrt(2/n) = 0.0041. Six of each.
    [Fact]
    public void Weights_are_normal_with_the_scale_over_the_root_of_the_fan_in()
    {
        var description = new ClassifierDescription
        {
            Inputs = 400,
            Classes = 2,
            Steps = 10,
            WeightScale = 2,
            Hidden = [new HiddenLayerDescription { Size = 300 }],
        };
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 9, signed: false);
        double[] weights = [.. ClassifierDigest.Synapses(state, state.Layout.Projections[0])
            .Select(synapse => state.Parameters[synapse.Place] * 20.0 / 2)];
        Assert.InRange(weights.Average(), -0.0173, 0.0173);
        Assert.InRange(weights.Average(weight => weight * weight), 1 - 0.0245, 1 + 0.0245);
    }

    // 300 x 300 recurrent weights: six standard deviations of the mean are 0.02, of the variance 0.0283.
    [Fact]
    public void Recurrent_weights_alone_have_a_scale_of_their_own()
    {
        var description = new ClassifierDescription
        {
            Inputs = 40,
            Classes = 2,
            Steps = 10,
            WeightScale = 2,
            Hidden = [new HiddenLayerDescription { Size = 300, Recurrent = true }],
        };
        using ClassifierState common = InitialClassifier.Create(new ClassifierLayout(description), 9, signed: false);
        using ClassifierState scaled = InitialClassifier.Create(
            new ClassifierLayout(description with { RecurrentWeightScale = 0.25 }), 9, signed: false);
        using ClassifierState none = InitialClassifier.Create(
            new ClassifierLayout(description with { RecurrentWeightScale = 0 }), 9, signed: false);
        foreach (ProjectionShape projection in common.Layout.Projections)
        {
            if (projection.Kind == ProjectionKind.Recurrent)
            {
                double[] weights = [.. Weights(scaled, projection).Select(weight => weight * Math.Sqrt(300) / (2 * 0.25))];
                Assert.InRange(weights.Average(), -0.02, 0.02);
                Assert.InRange(weights.Average(weight => weight * weight), 1 - 0.0283, 1 + 0.0283);
                Assert.All(Weights(none, projection), weight => Assert.Equal(0, weight));
            }
            else
            {
                Assert.Equal(Weights(common, projection), Weights(scaled, projection));
            }
        }

        static float[] Weights(ClassifierState state, ProjectionShape projection) =>
            [.. ClassifierDigest.Synapses(state, projection).Select(synapse => state.Parameters[synapse.Place])];
    }

    [Fact]
    public void It_follows_from_the_seed()
    {
        var layout = new ClassifierLayout(RandomClassifiers.All["sparse recurrent"]);
        string[] digests = [.. new ulong[] { 1, 1, 2 }.Select(seed =>
        {
            using ClassifierState state = InitialClassifier.Create(layout, seed, signed: false);
            return ClassifierDigest.OfNetwork(state);
        })];
        Assert.Equal(digests[0], digests[1]);
        Assert.NotEqual(digests[0], digests[2]);
    }

    [Fact]
    public void A_copy_is_alike_and_independent()
    {
        using ClassifierState state = InitialClassifier.Create(
            new ClassifierLayout(RandomClassifiers.All["sparse recurrent"]), 1, signed: true);
        using ClassifierState copy = state.Copy();
        Assert.Equal(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(copy));
        copy.Momentum[0] = 1;
        Assert.NotEqual(ClassifierDigest.OfTraining(state), ClassifierDigest.OfTraining(copy));
        Assert.Equal(ClassifierDigest.OfNetwork(state), ClassifierDigest.OfNetwork(copy));
    }
}
