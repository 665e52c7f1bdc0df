using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Arithmetic;

public class DecayTableTests
{
    [Theory]
    [InlineData(20, 0.1)]
    [InlineData(64, 0.1)]
    [InlineData(5, 1)]
    [InlineData(0.5, 1)]
    public void Entries_are_the_exponential_of_whole_steps_rounded_once(double timeConstantMs, double dtMs)
    {
        float[] table = DecayTable.Create(timeConstantMs, dtMs);
        Assert.Equal(1f, table[0]);
        for (int n = 0; n < table.Length - 1; n++)
        {
            // Half a unit in the last place for the rounding; the double-precision exponential adds next to nothing.
            double exact = Math.Exp(-n * dtMs / timeConstantMs);
            if (!(Bits.UnitsInLastPlace(table[n], exact) <= 0.5001))
            {
                Assert.Fail($"entry {n} is {table[n]:R}, not {exact:R}");
            }
        }
    }

    [Theory]
    [InlineData(20, 0.1)]
    [InlineData(64, 0.1)]
    [InlineData(2000, 0.1)]
    [InlineData(0.5, 1)]
    public void The_table_ends_with_0_where_the_decay_passes_2_to_the_minus_64(double timeConstantMs, double dtMs)
    {
        float[] table = DecayTable.Create(timeConstantMs, dtMs);
        Assert.Equal(0f, table[^1]);
        Assert.True(table[^2] > 0);
        Assert.True(Math.Exp(-(table.Length - 1) * dtMs / timeConstantMs) <= Math.ScaleB(1, -64) * (1 + 1e-12));
        Assert.True(table[^2] >= Math.ScaleB(1, -64));
    }

    [Fact]
    public void A_time_constant_of_more_steps_than_the_table_holds_is_refused()
    {
        Assert.Equal(0f, DecayTable.Create(90_000, 1)[^1]);
        Assert.Throws<ArgumentOutOfRangeException>("timeConstantMs", () => DecayTable.Create(90_001, 1));
    }

    [Fact]
    public void One_step_of_decay_is_entry_1_of_the_table() =>
        Assert.Equal(DecayTable.Create(20, 0.1)[1], DecayTable.Factor(20, 0.1));
}
