using SnnCluster.Experiments.Studies.Statistics;

namespace SnnCluster.Experiments.Tests.Studies;

public class CostModelTests
{
    private const double Compute = 2e-9;
    private const double Latency = 3e-6;
    private const double Bandwidth = 5e-10;
    private const double SpikesPerNeuron = 2e-3;

    [Fact]
    public void What_is_exchanged_are_the_spikes_of_the_others()
    {
        // 100 spikes of 4 bytes, three quarters of them of other partitions.
        var run = new CostObservation(1, 4000, 4, 100);
        Assert.Equal(300, run.BytesPerStep, 1e-9);
        Assert.Equal(1000, run.NeuronsPerPartition);
        Assert.Equal(0, (run with { Partitions = 1 }).BytesPerStep);
    }

    [Fact]
    public void Known_coefficients_are_found()
    {
        CostModel model = CostModel.Fit([.. Runs(null, 1, 2, 4, 8)])!;
        Assert.Equal(["compute", "latency", "bandwidth"], model.Fitted.Select(term => term.Name));
        Assert.Equal(Compute, model.Fitted[0].Seconds, Compute * 1e-6);
        Assert.Equal(Latency, model.Fitted[1].Seconds, Latency * 1e-6);
        Assert.Equal(Bandwidth, model.Fitted[2].Seconds, Bandwidth * 1e-4);
        Assert.Empty(model.Omitted);
        Assert.True(model.KnowsExchange);
        Assert.Equal(Time(1e6, 64), model.Predict(1e6, 64, 1e6 * SpikesPerNeuron).Value, Time(1e6, 64) * 1e-6);
    }

    [Fact]
    public void With_two_numbers_of_partitions_latency_and_bandwidth_are_one()
    {
        CostModel model = CostModel.Fit([.. Runs(null, 1, 2).Where(run => run.Neurons == 25088)])!;
        Assert.Equal(["compute", "latency"], model.Fitted.Select(term => term.Name));
        Assert.Equal("bandwidth", Assert.Single(model.Omitted).Name);
        Assert.Contains("varies together", model.Omitted[0].Reason);
        Assert.Equal(Compute, model.Fitted[0].Seconds, Compute * 1e-6);
    }

    [Fact]
    public void One_partition_tells_compute_alone()
    {
        CostModel model = CostModel.Fit([.. Runs(null, 1)])!;
        Assert.Equal("compute", Assert.Single(model.Fitted).Name);
        Assert.Equal(["latency", "bandwidth"], model.Omitted.Select(term => term.Name));
        Assert.All(model.Omitted, term => Assert.Contains("no run that was fitted has more than one partition", term.Reason));
        Assert.False(model.KnowsExchange);
    }

    [Fact]
    public void A_term_with_a_negative_time_is_left_out()
    {
        // Two partitions take less than half of the time: caches, not an exchange that gives time back.
        CostModel model = CostModel.Fit(
        [
            new CostObservation(10e-6, 1000, 1, 0), new CostObservation(10.1e-6, 1000, 1, 0),
            new CostObservation(4e-6, 1000, 2, 0), new CostObservation(4.1e-6, 1000, 2, 0),
        ])!;
        Assert.Equal("compute", Assert.Single(model.Fitted).Name);
        Assert.Contains(model.Omitted, term => term.Name == "latency" && term.Reason.Contains("not above 0"));
        Assert.Contains(model.Omitted, term => term.Name == "bandwidth" && term.Reason.Contains("exchange nothing"));
    }

    [Fact]
    public void As_many_terms_as_runs_have_no_interval()
    {
        CostModel model = CostModel.Fit([new CostObservation(2e-6, 1000, 1, 0)])!;
        Assert.Equal(0, model.DegreesOfFreedom);
        Estimate estimate = model.Predict(2000, 1, 0);
        Assert.Equal(4e-6, estimate.Value, 1e-15);
        Assert.True(double.IsNaN(estimate.Lower) && double.IsNaN(estimate.Upper));
        Assert.Null(CostModel.Fit([]));
    }

    [Fact]
    public void One_term_has_the_standard_error_of_the_formula()
    {
        // Relative to their median 1.0, runs of 1000 neurons take 0.9, 1.0 and 1.2 us: the mean is 1.0333 us, the variance of
        // a run 0.02333 (two degrees of freedom), that of the mean a third of it. t of 0.975 is 4.30265.
        CostModel model = CostModel.Fit(
            [.. new[] { 0.9e-6, 1.0e-6, 1.2e-6 }.Select(seconds => new CostObservation(seconds, 1000, 1, 0))])!;
        double mean = 3.1 / 3;
        double variance = (Square(0.9 - mean) + Square(1.0 - mean) + Square(1.2 - mean)) / 2;
        Assert.Equal(mean * 1e-9, model.Fitted[0].Seconds, 1e-18);
        Assert.Equal(Math.Sqrt(variance / 3) * 1e-9, model.Fitted[0].StandardError, 1e-16);
        Assert.Equal(Math.Sqrt(variance), model.RelativeSpread, 1e-9);

        // A new run: the variance of the mean, and that of a run, which is a share of the time.
        double reach = 4.30265 * Math.Sqrt((variance / 3) + (variance * mean * mean));
        Assert.Equal((mean + reach) * 1e-6, model.Predict(1000, 1, 0).Upper, 1e-11);

        static double Square(double value) => value * value;
    }

    [Fact]
    public void The_prediction_interval_holds_95_of_100_new_runs()
    {
        const int Fits = 1000;
        var noise = new NormalNoise(2);
        int covered = 0;
        for (int i = 0; i < Fits; i++)
        {
            CostModel model = CostModel.Fit([.. Runs(noise, 1, 2, 4), .. Runs(noise, 1, 2, 4), .. Runs(noise, 1, 2, 4)])!;
            Estimate estimate = model.Predict(25088, 3, 25088 * SpikesPerNeuron);
            double run = Time(25088, 3) * (1 + (0.03 * noise.Next()));
            covered += estimate.Lower <= run && run <= estimate.Upper ? 1 : 0;
        }

        // Binomial: mean 950, standard deviation 6.9; five of them are 34. Noise is relative to the fitted time and the weights
        // come from medians of three runs, 2 % off, which changes the coverage by far less than that.
        Assert.InRange(covered, 950 - 34, 950 + 34);
    }

    private static double Time(double neurons, int partitions)
    {
        var what = new CostObservation(0, neurons, partitions, neurons * SpikesPerNeuron);
        return (Compute * what.NeuronsPerPartition) + (partitions > 1 ? Latency : 0) + (Bandwidth * what.BytesPerStep);
    }

    private static IEnumerable<CostObservation> Runs(NormalNoise? noise, params int[] partitions) =>
        from neurons in new[] { 25088.0, 131072.0, 1e6 }
        from p in partitions
        select new CostObservation(
            Time(neurons, p) * (1 + (0.03 * (noise?.Next() ?? 0))), neurons, p, neurons * SpikesPerNeuron);
}
