using CsCheck;
using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Arithmetic;

/// <summary>
/// Double precision, against the platform's functions. "A few units in the last place" is 4 here: two for the code
/// under test, which sums in order of falling size, and two for the platform's.
/// </summary>
public class PortableMathTests
{
    private const double FewUnits = 4;

    [Fact]
    public void Exp_is_accurate_to_a_few_units_in_the_last_place() =>
        Gen.OneOf(Gen.Double[-708, 709], Gen.Double[-1, 1], Gen.Double[-1e-8, 1e-8]).Sample(
            x => Bits.UnitsInLastPlace(PortableMath.Exp(x), Math.Exp(x)) <= FewUnits, iter: 20_000);

    [Fact]
    public void Exp_is_0_below_and_infinite_above_its_range()
    {
        Assert.Equal(0, PortableMath.Exp(-708.001));
        Assert.Equal(0, PortableMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(709.001));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(double.PositiveInfinity));
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
        Assert.Equal(1, PortableMath.Exp(0));
        Assert.True(double.IsNormal(PortableMath.Exp(-708)));
        Assert.True(double.IsFinite(PortableMath.Exp(709)));
    }

    [Fact]
    public void Log_is_accurate_to_a_few_units_in_the_last_place() =>
        Gen.OneOf(
            Gen.ULong[1, 0x7FEFFFFFFFFFFFFF].Select(BitConverter.UInt64BitsToDouble),
            Gen.Double[0.5, 2],
            Gen.Double[1 - 1e-8, 1 + 1e-8],
            Gen.Double[0, 1]).Where(x => x > 0 && x != 1).Sample(
            x => Bits.UnitsInLastPlace(PortableMath.Log(x), Math.Log(x)) <= FewUnits, iter: 20_000);

    [Fact]
    public void Log_of_denormal_numbers_is_as_accurate_as_of_others()
    {
        Assert.True(Bits.UnitsInLastPlace(PortableMath.Log(double.Epsilon), -1074 * Math.Log(2)) <= FewUnits);
        Assert.True(Bits.UnitsInLastPlace(PortableMath.Log(1e-310), Math.Log(1e-310)) <= FewUnits);
    }

    [Fact]
    public void Log_knows_its_limits()
    {
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0.0));
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(-0.0));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.True(double.IsNaN(PortableMath.Log(-1.0)));
        Assert.True(double.IsNaN(PortableMath.Log(double.NaN)));
        Assert.Equal(0, PortableMath.Log(1.0));
    }

    // 3e-16 as documented, and 1e-16 for the platform's function and for the rounding of 2π·x that it is given,
    // which is largest, 2^-53 of 2π, where |x| is near 1.
    [Fact]
    public void Sin_of_turns_is_accurate() =>
        Gen.OneOf(Gen.Double[-1, 1], Gen.Double[-1e-8, 1e-8]).Sample(
            x => Math.Abs(PortableMath.SinOfTurns(x) - Math.Sin(2 * Math.PI * x)) <= 4e-16 + 7e-16, iter: 20_000);

    [Fact]
    public void Sin_of_turns_takes_whole_turns_off_without_error() =>
        Gen.Select(Gen.Int[-(1 << 20), 1 << 20], Gen.Int[-1023, 1023]).Sample((whole, part) =>
            PortableMath.SinOfTurns(whole + (part / 2048.0)) == PortableMath.SinOfTurns(part / 2048.0));

    [Fact]
    public void Sin_of_turns_is_0_at_whole_and_half_turns()
    {
        Assert.Equal(0, PortableMath.SinOfTurns(0));
        Assert.Equal(0, PortableMath.SinOfTurns(0.5));
        Assert.Equal(0, PortableMath.SinOfTurns(-1));
        Assert.Equal(1, PortableMath.SinOfTurns(0.25), 3e-16);
        Assert.Equal(-1, PortableMath.SinOfTurns(0.75), 3e-16);
        Assert.Equal(-1, PortableMath.SinOfTurns(-0.25), 3e-16);
        Assert.True(double.IsNaN(PortableMath.SinOfTurns(double.NaN)));
        Assert.True(double.IsNaN(PortableMath.SinOfTurns(double.PositiveInfinity)));
    }

    // Values to 16 digits from published tables of the normal distribution.
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.75, 0.6744897501960817)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.995, 2.575829303548901)]
    [InlineData(0.9995, 3.290526731491894)]
    [InlineData(0.025, -1.959963984540054)]
    [InlineData(1e-10, -6.361340902404056)]
    [InlineData(1e-20, -9.262340089798408)]
    public void Normal_quantiles_are_those_of_the_tables(double probability, double quantile) =>
        Assert.Equal(quantile, PortableMath.NormalQuantile(probability), 1e-14 * Math.Max(1, Math.Abs(quantile)));

    // An error of the quantile x by a relative 1e-15 changes the probability by a relative 1e-15·x·density/p, which is
    // at most about 1e-15·(1 + x²); the same again is allowed for the distribution function that is compared with.
    [Fact]
    public void Normal_quantiles_invert_the_distribution_function() =>
        Gen.OneOf(Gen.Double[0.001, 0.999], Gen.Double[-300, -2].Select(x => Math.Pow(10, x))).Sample(
            p =>
            {
                double x = PortableMath.NormalQuantile(p);
                return Math.Abs(NormalDistribution.Below(x) - p) <= 2e-15 * (1 + (x * x)) * p;
            },
            iter: 5_000);

    [Fact]
    public void Normal_quantiles_are_symmetric() =>
        Gen.Int[1, 1023].Sample(k => PortableMath.NormalQuantile(k / 1024.0) == -PortableMath.NormalQuantile(1 - (k / 1024.0)));

    [Fact]
    public void Single_precision_functions_are_those_of_the_lanes()
    {
        Assert.True(Bits.UnitsInLastPlace(PortableMath.Exp(1f), Math.E) <= 2);
        Assert.True(Bits.UnitsInLastPlace(PortableMath.Log(10f), Math.Log(10)) <= 2);
    }
}
