using SnnCluster.Model.Synapses;

namespace SnnCluster.Model.Tests.Synapses;

public class StepSharesTests
{
    // Equal time constants are where the propagators divide by zero.
    public static TheoryData<double, double, double?> Times => new()
    {
        { 2, 0.1, 10 }, { 10, 0.1, 10 }, { 10, 0.1, 10.0001 }, { 0.2, 1, 20 }, { 20, 1, 0.5 }, { 5, 0.1, null }, { 0.3, 2, null },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void Shares_are_means_weighted_by_what_the_membrane_keeps(double tauMs, double dtMs, double? membraneMs)
    {
        var shares = new StepShares(ActsWithinStep.ByMembrane, dtMs, membraneMs);
        double kept = Integral(t => Kept(dtMs - t, membraneMs), dtMs);
        Assert.Equal(
            Integral(t => Math.Exp(-t / tauMs) * Kept(dtMs - t, membraneMs), dtMs) / kept, shares.OfDecay(tauMs), 1e-9);
        Assert.Equal(
            Integral(t => t * Math.Exp(-t / tauMs) * Kept(dtMs - t, membraneMs), dtMs) / kept, shares.OfRise(tauMs), 1e-9);
    }

    [Fact]
    public void The_plain_mean_knows_no_membrane_and_the_start_no_course()
    {
        var mean = new StepShares(ActsWithinStep.Mean, 0.1, 10);
        Assert.Equal(new StepShares(ActsWithinStep.ByMembrane, 0.1, null).OfDecay(2), mean.OfDecay(2));
        Assert.Equal((1 - Math.Exp(-0.05)) / 0.05, mean.OfDecay(2), 1e-12);
        var start = new StepShares(ActsWithinStep.AtStart, 0.1, 10);
        Assert.Equal((1, 0), (start.OfDecay(2), start.OfRise(2)));
    }

    private static double Kept(double ms, double? membraneMs) => membraneMs is double tau ? Math.Exp(-ms / tau) : 1;

    // Simpson's rule: the error is below (dt/2000)^4 of values whose fourth derivative is below 1e4.
    private static double Integral(Func<double, double> value, double dtMs)
    {
        const int Parts = 2000;
        double width = dtMs / Parts;
        return Enumerable.Range(0, Parts + 1).Sum(i => value(i * width) * (i is 0 or Parts ? 1 : i % 2 == 1 ? 4 : 2)) * width / 3;
    }
}
