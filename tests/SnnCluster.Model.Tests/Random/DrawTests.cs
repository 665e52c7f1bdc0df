using SnnCluster.Model.Random;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Random;

public class DrawTests
{
    private const double Largest52 = 4503599627370495.5 / 4503599627370496.0;

    [Fact]
    public void Single_precision_uniforms_are_the_midpoints_of_equal_cells_and_never_0_or_1()
    {
        Assert.Equal(0.5 / 8388608, Draw.Uniform(0u));
        Assert.Equal(8388607.5 / 8388608, Draw.Uniform(uint.MaxValue));
        Assert.Equal(4194304.5 / 8388608, Draw.Uniform(0x80000000u));
        Assert.Equal(Draw.Uniform(0x80000000u), Draw.Uniform(0x800001ffu));
    }

    [Fact]
    public void Double_precision_uniforms_are_the_midpoints_of_equal_cells_and_never_0_or_1()
    {
        Assert.Equal(0.5 / 4503599627370496.0, Draw.Uniform(0u, 0u));
        Assert.Equal(Largest52, Draw.Uniform(uint.MaxValue, uint.MaxValue));
        Assert.Equal(2251799813685248.5 / 4503599627370496.0, Draw.Uniform(0u, 0x80000000u));
    }

    [Fact]
    public void Exponentials_are_positive_and_reach_from_2_to_the_minus_24_to_24_times_ln_2()
    {
        Assert.True(Bits.UnitsInLastPlace(Draw.Exponential(uint.MaxValue), -Math.Log(1 - (1.0 / (1 << 24)))) <= 2);
        Assert.True(Bits.UnitsInLastPlace(Draw.Exponential(0), 24 * Math.Log(2)) <= 2);
    }

    [Fact]
    public void Normals_are_symmetric_and_reach_no_further_than_8_3()
    {
        Assert.Equal(-Draw.Normal(0, 0), Draw.Normal(uint.MaxValue, uint.MaxValue), 1e-12);
        Assert.InRange(Draw.Normal(uint.MaxValue, uint.MaxValue), 8.1, 8.3);
        Assert.InRange(Draw.Normal(0, 0x80000000u), 0, 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    [InlineData(int.MaxValue)]
    public void Below_takes_the_lowest_word_to_0_and_the_highest_to_the_last_number(int bound)
    {
        Assert.Equal(0, Draw.Below(0, bound));
        Assert.Equal(bound - 1, Draw.Below(uint.MaxValue, bound));
    }

    [Fact]
    public void Below_shares_the_words_out_equally()
    {
        // Bound 3: the words split at the multiples of 2^32/3.
        Assert.Equal(0, Draw.Below(0x55555555u, 3));
        Assert.Equal(1, Draw.Below(0x55555556u, 3));
        Assert.Equal(1, Draw.Below(0xaaaaaaaau, 3));
        Assert.Equal(2, Draw.Below(0xaaaaaaabu, 3));
    }
}
