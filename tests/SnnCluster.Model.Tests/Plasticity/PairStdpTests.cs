using SnnCluster.Model.Networks;
using SnnCluster.Model.Plasticity;

namespace SnnCluster.Model.Tests.Plasticity;

public class PairStdpTests
{
    // Binary fractions, so that results are exact.
    private static readonly PairStdp Rule = new(Potentiation: 0.25f, Depression: 0.125f, MinimumWeight: -1f, MaximumWeight: 2f);

    [Theory]
    [InlineData(1f, 0f, 1f)]
    [InlineData(1f, 1f, 0.875f)]
    [InlineData(1f, 2.5f, 0.6875f)]
    [InlineData(-1f, 0.5f, -1f)]
    [InlineData(-0.9375f, 0.5f, -1f)]
    [InlineData(0f, 100f, -1f)]
    public void A_source_spike_takes_depression_times_the_target_trace_off_down_to_the_minimum(
        float weight, float targetTrace, float expected) => Assert.Equal(expected, AfterSource(Rule, weight, targetTrace));

    [Theory]
    [InlineData(1f, 0f, 1f)]
    [InlineData(1f, 1f, 1.25f)]
    [InlineData(1f, 2.5f, 1.625f)]
    [InlineData(2f, 0.5f, 2f)]
    [InlineData(1.75f, 1f, 2f)]
    [InlineData(0f, 100f, 2f)]
    public void A_target_spike_adds_potentiation_times_the_source_trace_up_to_the_maximum(
        float weight, float sourceTrace, float expected) => Assert.Equal(expected, AfterTarget(Rule, weight, sourceTrace));

    [Fact]
    public void A_weight_outside_the_bounds_comes_back_within_them_at_its_next_change()
    {
        Assert.Equal(2f, AfterSource(Rule, 5f, 0f));
        Assert.Equal(-1f, AfterTarget(Rule, -5f, 0f));
    }

    [Fact]
    public void Spikes_of_a_pair_change_the_weight_by_the_window_of_their_distance()
    {
        // Target 10 ms after source: the source's trace has decayed by exp(-10/20), the target's is still 0.
        var rule = RuleOf(new PairStdpDescription());
        float weight = AfterSource(rule, 0.1f, 0f);
        weight = AfterTarget(rule, weight, (float)Math.Exp(-0.5));
        Assert.Equal(0.1 + (0.02 * Math.Exp(-0.5)), weight, 1e-7);

        // Source 10 ms after target: the target's trace has decayed by exp(-10/64). Depression: 1.2·0.02·20/64.
        weight = AfterTarget(rule, 0.1f, 0f);
        weight = AfterSource(rule, weight, (float)Math.Exp(-10.0 / 64));
        Assert.Equal(0.1 - (0.0075 * Math.Exp(-10.0 / 64)), weight, 1e-7);
    }

    [Fact]
    public void Defaults_are_those_of_the_topographic_map()
    {
        var description = new PairStdpDescription();
        Assert.Equal(new PairStdp(0.02f, 0.0075f, 0f, 0.2f), RuleOf(description));
        Assert.Equal([new DecayCurve(20), new DecayCurve(64)], description.Curves);
        Assert.Equal(0.2, description.WeightBound);
    }

    [Fact]
    public void The_weight_bound_is_the_larger_absolute_end() =>
        Assert.Equal(3, new PairStdpDescription { MinimumWeight = -3, MaximumWeight = 2 }.WeightBound);

    [Fact]
    public void Parameters_out_of_range_are_refused_by_name_value_and_rule()
    {
        var errors = new ValidationErrors();
        new PairStdpDescription().Validate("p", errors);
        Assert.Empty(errors.Messages);
        new PairStdpDescription
        {
            SourceTimeConstantMs = 0,
            TargetTimeConstantMs = -2,
            Potentiation = -0.1,
            Depression = double.NaN,
            MinimumWeight = 0.5,
            MaximumWeight = 0.25,
        }.Validate("p", errors);
        Assert.Equal(
            [
                "p source time constant [ms] is 0: must be above 0",
                "p target time constant [ms] is -2: must be above 0",
                "p potentiation is -0.1: must be at least 0",
                "p depression is NaN: must be a finite number",
                "p maximum weight is 0.25: must be at least 0.5",
            ],
            errors.Messages);
    }

    private static PairStdp RuleOf(PairStdpDescription description) =>
        ((TraceSynapse<PairStdp, MutualInStep>)description.CreateModel(0.1)).Rule;

    private static float AfterSource(PairStdp rule, float weight, float targetTrace)
    {
        float before = weight;
        Assert.Equal(before, rule.OnSourceEvent(ref weight, targetTrace));
        return weight;
    }

    private static float AfterTarget(PairStdp rule, float weight, float sourceTrace)
    {
        rule.OnTargetSpike(ref weight, sourceTrace);
        return weight;
    }
}
