using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Tests.Studies;

public class StatisticsTests
{
    [Fact]
    public void Quartiles_lie_between_the_values()
    {
        // Positions 0.75, 1.5 and 2.25 of the sorted values 1, 2, 4, 10.
        SampleStatistics statistics = SampleStatistics.Of([4, 1, 10, 2]);
        Assert.Equal(new SampleStatistics(3, 1, 10, 1.75, 5.5), statistics);
    }

    [Fact]
    public void One_value_is_its_own_statistics_and_none_has_none()
    {
        Assert.Equal(new SampleStatistics(7, 7, 7, 7, 7), SampleStatistics.Of([7]));
        Assert.True(double.IsNaN(SampleStatistics.MedianOf([])));
    }

    // Quantiles of 0.975 from printed tables.
    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.30265)]
    [InlineData(3, 3.18245)]
    [InlineData(5, 2.57058)]
    [InlineData(10, 2.22814)]
    [InlineData(30, 2.04227)]
    [InlineData(120, 1.97993)]
    public void Students_t_has_the_bounds_of_the_tables(int freedom, double bound)
    {
        Assert.Equal(bound, StudentT.Bound(0.95, freedom), bound * 1e-5);
        Assert.Equal(0.95, StudentT.Within(bound, freedom), 1e-5);
    }

    [Fact]
    public void Without_degrees_of_freedom_there_is_no_bound() => Assert.True(double.IsNaN(StudentT.Bound(0.95, 0)));

    [Fact]
    public void An_exact_power_is_found()
    {
        double[] x = [512, 2048, 4608, 8192, 12800];
        GrowthFit fit = GrowthFit.Fit("neurons", x, [.. x.Select(size => 3e-5 * Math.Pow(size, 1.25))])!;
        Assert.Equal(1.25, fit.Exponent, 1e-12);
        Assert.Equal(3e-5, fit.Factor, 3e-5 * 1e-10);
        Assert.InRange(fit.StandardError, 0, 1e-12);
        Assert.Equal(3e-5 * Math.Pow(1000, 1.25), fit.At(1000), 1e-10);
        Assert.Equal(5, fit.Points);
    }

    [Fact]
    public void The_standard_error_is_that_of_the_formula()
    {
        // Logarithms 0, 1, 2 against 0, 1.1, 1.9: slope (1.9 - 0)/2 = 0.95, residuals -0.05, 0.1, -0.05, so the variance is
        // 0.015 with one degree of freedom, and that of the slope half of it. t of 0.975 is 12.7062.
        GrowthFit fit = GrowthFit.Fit(
            "x", [1, Math.E, Math.E * Math.E], [1, Math.Exp(1.1), Math.Exp(1.9)])!;
        double error = Math.Sqrt(0.015 / 2);
        Assert.Equal(0.95, fit.Exponent, 1e-12);
        Assert.Equal(error, fit.StandardError, 1e-12);
        Assert.Equal(0.95 - (12.7062 * error), fit.Lower, 1e-4);
        Assert.Equal(0.95 + (12.7062 * error), fit.Upper, 1e-4);
    }

    [Fact]
    public void Two_sizes_have_an_exponent_without_interval_and_one_has_none()
    {
        GrowthFit fit = GrowthFit.Fit("x", [1, 10], [2, 200])!;
        Assert.Equal(2, fit.Exponent, 1e-12);
        Assert.True(double.IsNaN(fit.StandardError) && double.IsNaN(fit.Lower) && double.IsNaN(fit.Upper));
        Assert.Null(GrowthFit.Fit("x", [10, 10], [2, 3]));
        Assert.Null(GrowthFit.Fit("x", [0, 10], [2, 3]));
        Assert.Null(GrowthFit.Fit("x", [], []));
    }

    [Fact]
    public void The_interval_covers_the_truth_in_95_of_100_fits()
    {
        const int Fits = 2000;
        var noise = new NormalNoise(1);
        double[] x = [1, 4, 9, 16, 25, 36, 49];
        int covered = 0;
        for (int i = 0; i < Fits; i++)
        {
            GrowthFit fit = GrowthFit.Fit("x", x, [.. x.Select(size => Math.Pow(size, 1.1) * Math.Exp(0.05 * noise.Next()))])!;
            covered += fit.Lower <= 1.1 && 1.1 <= fit.Upper ? 1 : 0;
        }

        // Binomial: mean 1900, standard deviation sqrt(2000 * 0.95 * 0.05) = 9.7; five of them.
        Assert.InRange(covered, 1900 - 49, 1900 + 49);
    }
}
