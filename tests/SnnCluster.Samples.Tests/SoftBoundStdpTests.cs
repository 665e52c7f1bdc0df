using CsCheck;
using OwnRules;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Samples.Tests;

/// <summary>The sample's synapse models against their equations.</summary>
public class SoftBoundStdpTests
{
    private static readonly SoftBoundStdp Rule =
        ((TraceSynapse<SoftBoundStdp, MutualInStep>)new SoftBoundStdpDescription { LargestWeight = 2 }.CreateModel(0.1)).Rule;

    [Fact]
    public void A_change_is_a_share_of_what_is_left()
    {
        Assert.Equal(0.5f + (0.02f * 3f * 1.5f), AfterTarget(0.5f, 3f), 1e-6f);
        Assert.Equal(0.5f - (0.022f * 3f * 0.5f), AfterSource(0.5f, 3f), 1e-6f);
        Assert.Equal(2f, AfterTarget(2f, 3f));
        Assert.Equal(0f, AfterSource(0f, 3f));
    }

    [Fact]
    public void A_weight_stays_within_its_bounds() =>
        Gen.Select(Gen.Float[0f, 2f], Gen.Float[0f, 1000f]).Sample((weight, trace) =>
            AfterTarget(weight, trace) is >= 0f and <= 2f && AfterSource(weight, trace) is >= 0f and <= 2f);

    [Fact]
    public void A_change_fades_towards_what_is_stable()
    {
        var model = (FadingStdp)new FadingStdpDescription { Consolidation = 0.5 }.CreateModel(0.1);
        float weight = 0.4f;
        var memory = new Memory(0.4f);
        model.OnTargetSpike(ref weight, ref memory, new Trace(5f), default);
        Assert.Equal(0.5f, weight, 1e-6f);
        Assert.Equal(0.45f, memory.Stable, 1e-6f);
        model.Advance(ref weight, ref memory, 0f, 7, new Half());
        Assert.Equal(0.475f, weight, 1e-6f);
    }

    private static float AfterSource(float weight, float trace)
    {
        Rule.OnSourceEvent(ref weight, trace);
        return weight;
    }

    private static float AfterTarget(float weight, float trace)
    {
        Rule.OnTargetSpike(ref weight, trace);
        return weight;
    }

    private readonly struct Half : IDecays
    {
        public float After(int curve, int steps) => 0.5f;
    }
}
