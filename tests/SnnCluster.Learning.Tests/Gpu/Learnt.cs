using SnnCluster.Learning.Examples;
using SnnCluster.Learning.Networks;

namespace SnnCluster.Learning.Tests.Gpu;

/// <summary>What a device makes of examples.</summary>
internal sealed record Learnt(float[] Gradient, ExampleOutcome[] Outcomes)
{
    /// <summary>Learns all examples on a device of its own.</summary>
    public static Learnt By(IClassifierDevice device, ClassifierState state, SpikeExamples examples)
    {
        using (device)
        {
            return On(device, state, examples);
        }
    }

    /// <summary>Learns all examples on a device that goes on.</summary>
    public static Learnt On(IClassifierDevice device, ClassifierState state, SpikeExamples examples)
    {
        var gradient = new float[state.Layout.Length];
        var outcomes = new ExampleOutcome[examples.Count];
        device.Learn(examples, [.. Enumerable.Range(0, examples.Count)], gradient, outcomes);
        return new Learnt(gradient, outcomes);
    }

    public void AssertSameBits(Learnt other)
    {
        Assert.Equal(Outcomes, other.Outcomes);
        Assert.Equal(Gradient.Select(BitConverter.SingleToInt32Bits), other.Gradient.Select(BitConverter.SingleToInt32Bits));
    }

    /// <summary>
    /// The same spikes and answers; losses and gradients to rounding, 6e-8 of each of some thousand terms that partly
    /// cancel: 1e-4 of a projection's largest element is generous.
    /// </summary>
    public void AssertAgreesWith(Learnt expected, ClassifierLayout layout)
    {
        AssertAgree(expected.Outcomes, Outcomes);
        foreach (ProjectionShape projection in layout.Projections)
        {
            AssertClose(projection.Name, expected, projection.Offset, projection.Length);
        }

        AssertClose("bias", expected, layout.BiasOffset, layout.Length - layout.BiasOffset);
    }

    public static void AssertAgree(ExampleOutcome[] expected, ExampleOutcome[] actual)
    {
        Assert.Equal(expected.Select(WithoutLoss), actual.Select(WithoutLoss));
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.Loss, pair.Second.Loss, 1e-5 * pair.First.Loss));

        static ExampleOutcome WithoutLoss(ExampleOutcome outcome) => outcome with { Loss = 0 };
    }

    private void AssertClose(string name, Learnt expected, int offset, int length)
    {
        float largest = 0;
        float difference = 0;
        for (int i = offset; i < offset + length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected.Gradient[i]));
            difference = Math.Max(difference, Math.Abs(expected.Gradient[i] - Gradient[i]));
        }

        Assert.True(largest > 0, $"{name} has no gradient");
        Assert.True(difference <= 1e-4 * largest, $"{name}: {difference} of {largest}");
    }
}
