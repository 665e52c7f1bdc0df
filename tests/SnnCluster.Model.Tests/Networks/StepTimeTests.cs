using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Tests.Networks;

public class StepTimeTests
{
    [Theory]
    [InlineData(2331, 0.1, 233.1)]
    [InlineData(3, 0.1, 0.3)]
    [InlineData(0, 0.1, 0)]
    [InlineData(7, 1e-7, 7e-7)]
    [InlineData(int.MaxValue, 0.025, 53687091.175)]
    public void A_time_is_what_people_would_write(long steps, double dtMs, double timeMs) =>
        Assert.Equal(timeMs, StepTime.Ms(steps, dtMs));

    // Whatever a decimal step is, so many of them are the decimal number that a person gets.
    [Fact]
    public void Times_of_decimal_steps_are_the_decimal_products()
    {
        foreach (decimal dtMs in new[] { 0.001m, 0.025m, 0.05m, 0.1m, 0.125m, 0.2m, 0.3m, 0.7m, 1m, 2.5m })
        {
            for (int steps = 1; steps < 2_000_000; steps += 997)
            {
                Assert.Equal((double)(steps * dtMs), StepTime.Ms(steps, (double)dtMs));
            }
        }
    }
}
