using CsCheck;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Engine.Tests.Recording;

public class SamplingPlanTests
{
    [Fact]
    public void Samples_divide_any_run_evenly() => Gen.Int[1, 20_000].Sample(steps =>
    {
        int[] samples = SamplesOf(new SamplingPlan().WithEvenSamples(steps), steps);
        Assert.Equal(steps, samples[^1]);
        Assert.InRange(samples.Length, Math.Min(steps, 40), 80);
        int[] lengths = [.. samples.Prepend(0).Zip(samples, (from, to) => to - from)];
        Assert.InRange(lengths.Max() - lengths.Min(), 0, 1);
    });

    [Theory]
    [InlineData(600_000, 60)]
    [InlineData(10_000, 50)]
    [InlineData(1009, 60)]
    [InlineData(61, 61)]
    [InlineData(59, 59)]
    public void The_number_of_samples_is_the_nearest_to_sixty_that_fits(int steps, int samples) =>
        Assert.Equal(samples, SamplesOf(new SamplingPlan().WithEvenSamples(steps), steps).Length);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 1)]
    public void The_longest_run_does_not_overflow(int steps) =>
        Assert.InRange(SamplesOf(new SamplingPlan().WithEvenSamples(steps), steps).Length, 40, 80);

    [Fact]
    public void An_interval_that_was_asked_for_is_kept_to_the_last_whole_one() => Assert.Equal(
        [7, 14, 21, 23], SamplesOf(new SamplingPlan { SampleSteps = 7 }, lastStep: 23));

    [Fact]
    public void Connectivity_that_is_left_out_is_still_there_at_the_start_and_the_end()
    {
        var plan = new SamplingPlan { SampleSteps = 10, SamplesConnectivity = false };
        Assert.Equal(
            [0, 30], Enumerable.Range(0, 31).Where(step => plan.SamplesConnectivityAt(step, lastStep: 30)));
        Assert.Equal([0, 10, 20, 30], Enumerable.Range(0, 31).Where(step => plan.SamplesAt(step, lastStep: 30)));
    }

    private static int[] SamplesOf(SamplingPlan plan, int lastStep)
    {
        var samples = new List<int>();
        for (int step = 0; step < lastStep;)
        {
            step = plan.NextStop(step, lastStep);
            Assert.True(plan.SamplesAt(step, lastStep));
            samples.Add(step);
        }

        return [.. samples];
    }
}
