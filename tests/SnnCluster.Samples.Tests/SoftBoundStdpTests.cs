using CsCheck;
using OwnRules;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Samples.Tests;

/// <summary>The sample's weight-update rule against its equations.</summary>
public class SoftBoundStdpTests
{
    private static readonly IWeightUpdateRule Rule = new SoftBoundStdpDescription { LargestWeight = 2 }.CreateRule();

    [Fact]
    public void A_change_is_a_share_of_what_is_left()
    {
        Assert.Equal(0.5f + (0.02f * 3f * 1.5f), Rule.AfterTargetSpike(0.5f, 3f), 1e-6f);
        Assert.Equal(0.5f - (0.022f * 3f * 0.5f), Rule.AfterSourceSpike(0.5f, 3f), 1e-6f);
        Assert.Equal(2f, Rule.AfterTargetSpike(2f, 3f));
        Assert.Equal(0f, Rule.AfterSourceSpike(0f, 3f));
    }

    [Fact]
    public void A_weight_stays_within_its_bounds() =>
        Gen.Select(Gen.Float[0f, 2f], Gen.Float[0f, 1000f]).Sample((weight, trace) =>
            Rule.AfterTargetSpike(weight, trace) is >= 0f and <= 2f && Rule.AfterSourceSpike(weight, trace) is >= 0f and <= 2f);
}
