using CsCheck;
using SnnCluster.Engine.Probes;

namespace SnnCluster.Engine.Tests.Probes;

public class SampleTimesTests
{
    [Fact]
    public void Samples_divide_any_run_evenly() => Gen.Int[1, 20_000].Sample(steps =>
    {
        int[] samples = SamplesOf(SampleTimes.Evenly(steps), steps);
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
        Assert.Equal(samples, SamplesOf(SampleTimes.Evenly(steps), steps).Length);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MaxValue - 1)]
    public void The_longest_run_does_not_overflow(int steps) =>
        Assert.InRange(SamplesOf(SampleTimes.Evenly(steps), steps).Length, 40, 80);

    [Fact]
    public void An_interval_that_was_asked_for_is_kept_to_the_last_whole_one() => Assert.Equal(
        [7, 14, 21, 23], SamplesOf(new SampleTimes(7), lastStep: 23));

    private static int[] SamplesOf(SampleTimes times, int lastStep)
    {
        var samples = new List<int>();
        for (int step = 0; step < lastStep;)
        {
            step = Math.Min(lastStep, times.Next(step));
            samples.Add(step);
        }

        return [.. samples];
    }
}
