using SnnCluster.Model.Arithmetic;

namespace SnnCluster.Model.Tests.Arithmetic;

public class StepCountTests
{
    [Theory]
    [InlineData(0, 0.1, 0)]
    [InlineData(0.04, 0.1, 0)]
    [InlineData(0.06, 0.1, 1)]
    [InlineData(20, 0.1, 200)]
    [InlineData(0.5, 1, 0)]
    [InlineData(1.5, 1, 2)]
    [InlineData(1e9, 0.1, int.MaxValue)]
    [InlineData(1e39, 0.1, int.MaxValue)]
    public void A_time_is_the_nearest_number_of_steps(double timeMs, double dtMs, int steps) =>
        Assert.Equal(steps, StepCount.Of(timeMs, dtMs));

    // The bound of what is drawn turns into steps as draws do, which takes that order is kept.
    [Fact]
    public void Steps_never_fall_as_the_time_rises()
    {
        int before = 0;
        for (float time = 0; time < 25.5f; time = Math.Max(float.BitIncrement(time), time * 1.00001f))
        {
            int steps = StepCount.Of(time, 0.1);
            Assert.True(steps >= before, $"{time:R} ms is {steps} steps, less time {before}");
            before = steps;
            time = Math.Max(time, 1e-3f);
        }
    }

    [Theory]
    [InlineData(0.3, 0.1, true)]
    [InlineData(0.15, 0.1, false)]
    [InlineData(0, 0.3, true)]
    [InlineData(5, 0.3, false)]
    public void Whole_numbers_of_steps_are_told_from_others(double timeMs, double dtMs, bool isWhole) =>
        Assert.Equal(isWhole, StepCount.IsWhole(timeMs, dtMs));
}
