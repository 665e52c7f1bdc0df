using SnnCluster.Model.Networks;

namespace SnnCluster.Model.Tests.Networks;

public class ValidationErrorsTests
{
    [Theory]
    [InlineData(0.1, 0.1, 1, 1)]
    [InlineData(20, 0.1, 1, 200)]
    [InlineData(0.3, 0.1, 1, 3)]
    [InlineData(60_000, 0.1, 1, 600_000)]
    [InlineData(0, 0.1, 0, 0)]
    [InlineData(1, 1, 1, 1)]
    public void Times_that_are_whole_numbers_of_steps_are_accepted(double timeMs, double dtMs, int atLeast, int steps)
    {
        var errors = new ValidationErrors();
        Assert.Equal(steps, errors.Steps("delay of p", timeMs, dtMs, atLeast));
        Assert.Empty(errors.Messages);
    }

    [Theory]
    [InlineData(0.04, 0.1, 1, "delay of p 0.04 ms is below dt 0.1 ms")]
    [InlineData(0, 0.1, 1, "delay of p 0 ms is below dt 0.1 ms")]
    [InlineData(-1, 0.1, 1, "delay of p -1 ms is below dt 0.1 ms")]
    [InlineData(-1, 0.1, 0, "delay of p -1 ms is below 0 steps of dt 0.1 ms")]
    [InlineData(0.2, 0.1, 3, "delay of p 0.2 ms is below 3 steps of dt 0.1 ms")]
    [InlineData(20, 0.3, 1, "delay of p 20 ms is not a multiple of dt 0.3 ms")]
    [InlineData(0.15, 0.1, 1, "delay of p 0.15 ms is not a multiple of dt 0.1 ms")]
    [InlineData(1e9, 0.1, 1, "delay of p 1000000000 ms is more than 2147483647 steps of dt 0.1 ms")]
    [InlineData(double.NaN, 0.1, 1, "delay of p is NaN: must be a finite number")]
    [InlineData(double.PositiveInfinity, 0.1, 1, "delay of p is Infinity: must be a finite number")]
    public void Other_times_are_refused_with_their_value_dt_and_the_rule(double timeMs, double dtMs, int atLeast, string message)
    {
        var errors = new ValidationErrors();
        Assert.Equal(0, errors.Steps("delay of p", timeMs, dtMs, atLeast));
        Assert.Equal([message], errors.Messages);
    }

    [Theory]
    [InlineData(1e-7, true)]
    [InlineData(-1e-7, true)]
    [InlineData(1e-5, false)]
    [InlineData(-1e-5, false)]
    public void A_time_may_be_off_by_a_millionth_of_a_step(double offSteps, bool accepted)
    {
        var errors = new ValidationErrors();
        Assert.Equal(accepted ? 5 : 0, errors.Steps("t", (5 + offSteps) * 0.1, 0.1, 1));
        Assert.Equal(accepted ? 0 : 1, errors.Messages.Count);
        Assert.Equal(accepted ? 1 : 0, errors.Steps("t", (1 + offSteps) * 0.1, 0.1, 1));
    }

    // The finding about dt itself is another check's.
    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Nothing_is_said_about_a_time_where_dt_itself_is_out_of_range(double dtMs)
    {
        var errors = new ValidationErrors();
        Assert.Equal(0, errors.Steps("t", 1, dtMs, 1));
        Assert.Empty(errors.Messages);
    }

    [Fact]
    public void Bounds_are_inclusive_where_they_say_so()
    {
        var errors = new ValidationErrors();
        Assert.True(errors.AtLeast("x", 1, 1));
        Assert.True(errors.Within("x", 1, 1, 2));
        Assert.True(errors.Within("x", 2, 1, 2));
        Assert.True(errors.Above("x", 1.1, 1));
        Assert.True(errors.Below("x", 0.9, 1));
        Assert.True(errors.Finite("x", -5));
        Assert.Empty(errors.Messages);
        errors.ThrowIfAny();
    }

    [Fact]
    public void Every_finding_names_the_parameter_its_value_and_the_rule()
    {
        var errors = new ValidationErrors();
        Assert.False(errors.AtLeast("a", 0.5, 1));
        Assert.False(errors.Above("b", 1, 1));
        Assert.False(errors.Below("c", 1, 1));
        Assert.False(errors.Within("d", 2.5, 1, 2));
        Assert.False(errors.Within("e", 0.5, 1, 2));
        Assert.False(errors.Finite("f", double.NegativeInfinity));
        Assert.False(errors.AtLeast("g", double.NaN, 1));
        errors.Add("and one more");
        string[] expected =
        [
            "a is 0.5: must be at least 1",
            "b is 1: must be above 1",
            "c is 1: must be below 1",
            "d is 2.5: must be from 1 to 2",
            "e is 0.5: must be from 1 to 2",
            "f is -Infinity: must be a finite number",
            "g is NaN: must be a finite number",
            "and one more",
        ];
        Assert.Equal(expected, errors.Messages);
        var exception = Assert.Throws<InvalidDescriptionException>(errors.ThrowIfAny);
        Assert.Equal(expected, exception.Findings);
        Assert.All(expected, finding => Assert.Contains(finding, exception.Message));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(-70, "-70")]
    [InlineData(1234567.5, "1234567.5")]
    public void Numbers_read_the_same_in_every_culture(double value, string text) =>
        Assert.Equal(text, ValidationErrors.Text(value));
}
