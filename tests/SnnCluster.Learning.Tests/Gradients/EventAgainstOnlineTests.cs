using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Losses;
using SnnCluster.Learning.Networks;
using SnnCluster.Learning.Tests.Support;
using SnnCluster.Model.Lanes;

namespace SnnCluster.Learning.Tests.Gradients;

/// <summary>The event form gives the gradient of the online form, on the host's own code.</summary>
public class EventAgainstOnlineTests
{
    public static TheoryData<string> Networks => RandomClassifiers.Names;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Both_forms_give_the_same_gradient(string name)
    {
        ClassifierDescription description = RandomClassifiers.All[name];
        SpikeExamples examples = RandomClassifiers.Examples(description, 5, seed: 3);
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 11, signed: false);
        (float[] byEvent, ExampleOutcome[] outcomes) = Learn(state, examples, GradientForm.Event);
        (float[] online, ExampleOutcome[] same) = Learn(state, examples, GradientForm.Online);
        Assert.Equal(same, outcomes);
        Assert.All(outcomes, outcome => Assert.True(outcome.HiddenSpikes > 0));
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            AssertClose(
                projection.Name,
                online.AsSpan(projection.Offset, projection.Length),
                byEvent.AsSpan(projection.Offset, projection.Length));
        }

        AssertClose("bias", online.AsSpan(state.Layout.BiasOffset), byEvent.AsSpan(state.Layout.BiasOffset));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_lane_gives_the_same_bits(string name)
    {
        ClassifierDescription description = RandomClassifiers.All[name];
        SpikeExamples examples = RandomClassifiers.Examples(description, 3, seed: 5);
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 12, signed: false);
        foreach (GradientForm form in Enum.GetValues<GradientForm>())
        {
            (float[] expected, ExampleOutcome[] outcomes) = Learn(state, examples, form, typeof(ScalarLane));
            foreach (Type lane in new[] { typeof(Lane4), typeof(Lane8), typeof(Lane16) })
            {
                (float[] gradient, ExampleOutcome[] same) = Learn(state, examples, form, lane);
                Assert.Equal(outcomes, same);
                Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), gradient.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    [Fact]
    public void Mean_square_error_has_the_same_gradient_in_both_forms()
    {
        ClassifierDescription description = RandomClassifiers.All["lif recurrent"];
        SpikeExamples examples = RandomClassifiers.Examples(description, 3, seed: 5);
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 12, signed: false);
        (float[] byEvent, _) = Learn(state, examples, GradientForm.Event, loss: Loss.MeanSquareError);
        (float[] online, _) = Learn(state, examples, GradientForm.Online, loss: Loss.MeanSquareError);
        AssertClose("all", online, byEvent);
    }

    [Fact]
    public void Padding_gets_no_gradient()
    {
        ClassifierDescription description = RandomClassifiers.All["lif recurrent"];
        SpikeExamples examples = RandomClassifiers.Examples(description, 3, seed: 5);
        using ClassifierState state = InitialClassifier.Create(new ClassifierLayout(description), 12, signed: false);
        (float[] gradient, _) = Learn(state, examples, GradientForm.Event);
        foreach (ProjectionShape projection in state.Layout.Projections)
        {
            for (int source = 0; source < projection.Sources; source++)
            {
                Assert.All(
                    gradient[(projection.Offset + (source * projection.Stride) + projection.Targets)..(projection.Offset + ((source + 1) * projection.Stride))],
                    element => Assert.Equal(0f, element));
            }
        }
    }

    private static (float[] Gradient, ExampleOutcome[] Outcomes) Learn(
        ClassifierState state, SpikeExamples examples, GradientForm form, Type? lane = null, Loss loss = Loss.CrossEntropy)
    {
        using IClassifierDevice device = HostClassifiers.Create(state, loss, form, lane);
        var gradient = new float[state.Layout.Length];
        var outcomes = new ExampleOutcome[examples.Count];
        device.Learn(examples, [.. Enumerable.Range(0, examples.Count)], gradient, outcomes);
        return (gradient, outcomes);
    }

    // Relative to the projection's largest element: single elements cancel to anything near 0.
    private static void AssertClose(string name, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        float largest = 0;
        float difference = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            difference = Math.Max(difference, Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(largest > 0, $"{name} has no gradient");
        Assert.True(difference <= 1e-4 * largest, $"{name}: {difference} of {largest}");
    }
}
