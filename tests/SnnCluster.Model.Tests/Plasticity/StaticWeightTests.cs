using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Tests.Plasticity;

public class StaticWeightTests
{
    [Fact]
    public void Spikes_never_change_the_weight()
    {
        IWeightUpdateRule rule = new StaticWeightDescription().CreateRule();
        Assert.Equal(0.3f, rule.AfterSourceSpike(0.3f, 5f));
        Assert.Equal(0.3f, rule.AfterTargetSpike(0.3f, 5f));
        Assert.False(StaticWeight.IsPlastic);
    }

    [Fact]
    public void No_traces_are_kept_for_it()
    {
        var description = new StaticWeightDescription();
        Assert.Equal(
            (0, 0, 0), (description.SourceTraceTimeConstantMs, description.TargetTraceTimeConstantMs, description.WeightBound));
    }
}
