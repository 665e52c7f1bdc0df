using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Lanes;

/// <summary>
/// Accuracy of the scalar lane, against double precision. That all widths give the same bits is the subject of
/// <see cref="LaneWidthTests"/>.
/// </summary>
public class LaneMathTests
{
    [Fact]
    public void Exp_is_within_2_units_in_the_last_place()
    {
        // A prime stride through all arguments: about 125,000 of each sign, of every exponent.
        for (long bits = 0; bits < 0x42B00000; bits += 8989)
        {
            float x = BitConverter.Int32BitsToSingle((int)bits);
            WithinTwoUnits(x);
            WithinTwoUnits(Math.Max(-x, -87f));
        }
    }

    [Fact]
    public void Exp_is_clamped_so_that_it_is_never_zero_denormal_or_infinite()
    {
        foreach (float x in new[] { -87f, -88f, -1e10f, float.NegativeInfinity })
        {
            Assert.True(float.IsNormal(PortableMath.Exp(x)));
            Assert.Equal(PortableMath.Exp(-87f), PortableMath.Exp(x));
        }

        foreach (float x in new[] { 88f, 89f, 1e10f, float.PositiveInfinity })
        {
            Assert.True(float.IsNormal(PortableMath.Exp(x)));
            Assert.Equal(PortableMath.Exp(88f), PortableMath.Exp(x));
        }

        Assert.Equal(1f, PortableMath.Exp(0f));
    }

    [Fact]
    public void What_is_taken_off_the_exponential_of_small_numbers_keeps_its_digits()
    {
        for (long bits = 0x30800000; bits < 0x42AE0000; bits += 8989)
        {
            float x = BitConverter.Int32BitsToSingle((int)bits);
            foreach (float signed in new[] { x, -x })
            {
                // .NET has no such function in double precision; 1e-9 is small enough for the series to two terms.
                double exact = x < 1e-5f ? signed + (signed * (double)signed / 2) : Math.Exp(signed) - 1;
                Assert.Equal(exact, LaneMath.ExpMinusOne(new ScalarLane(signed)).Value, 3e-7 * Math.Abs(exact));

                double rate = x < 1e-5f ? 1 + (signed / 2.0) : signed / (1 - Math.Exp(-signed));
                Assert.Equal(rate, LaneMath.LinearOverExponential(new ScalarLane(signed)).Value, 5e-7 * rate);
            }
        }

        Assert.Equal(0f, LaneMath.ExpMinusOne(new ScalarLane(0f)).Value);
        Assert.Equal(1f, LaneMath.LinearOverExponential(new ScalarLane(0f)).Value);
        Assert.True(float.IsNaN(LaneMath.ExpMinusOne(new ScalarLane(float.NaN)).Value));
    }

    [Fact]
    public void Log_is_within_2_units_in_the_last_place_away_from_1_and_1e_7_near_it()
    {
        for (long bits = 0x00800000; bits < 0x7F800000; bits += 8989)
        {
            float x = BitConverter.Int32BitsToSingle((int)bits);
            double exact = Math.Log(x);
            float log = PortableMath.Log(x);
            bool near = x is > 0.5f and < 2f;
            if (!(near ? Math.Abs(log - exact) <= 1e-7 : Bits.UnitsInLastPlace(log, exact) <= 2))
            {
                Assert.Fail($"log {x:R} is {log:R}, not {exact:R}");
            }
        }

        Assert.Equal(0f, PortableMath.Log(1f));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("4")]
    [InlineData("8")]
    [InlineData("16")]
    public void What_is_no_number_stays_none(string width)
    {
        Action check = width switch
        {
            "1" => KeepsNoNumbers<ScalarLane>,
            "4" => KeepsNoNumbers<Lane4>,
            "8" => KeepsNoNumbers<Lane8>,
            _ => KeepsNoNumbers<Lane16>,
        };
        check();
        Assert.True(float.IsNaN(PortableMath.Exp(float.NaN)));
        Assert.True(float.IsNaN(PortableMath.Log(float.NaN)));
    }

    [Fact]
    public void Log_has_its_limits_where_there_is_no_logarithm()
    {
        Assert.Equal(float.NegativeInfinity, PortableMath.Log(0f));
        Assert.Equal(float.NegativeInfinity, PortableMath.Log(-0f));
        Assert.Equal(float.PositiveInfinity, PortableMath.Log(float.PositiveInfinity));
        foreach (float x in new[] { -1e-45f, -1f, float.MinValue, float.NegativeInfinity })
        {
            Assert.True(float.IsNaN(PortableMath.Log(x)), $"log {x:R} is {PortableMath.Log(x):R}");
        }
    }

    [Fact]
    public void Log_keeps_its_sign_next_to_1()
    {
        // Exponential draws are -log of numbers down to one unit below 1, and must be above 0.
        Assert.True(PortableMath.Log(MathF.BitDecrement(1f)) < 0);
        Assert.True(PortableMath.Log(MathF.BitIncrement(1f)) > 0);
    }

    [Theory]
    [InlineData(1.17549435e-38f, 1.17549435e-38f)]
    [InlineData(-1.17549435e-38f, -1.17549435e-38f)]
    [InlineData(1.17549421e-38f, 0f)]
    [InlineData(-1.17549421e-38f, 0f)]
    [InlineData(1e-45f, 0f)]
    [InlineData(0f, 0f)]
    [InlineData(5f, 5f)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Flushing_takes_denormal_numbers_to_zero_and_leaves_others(float value, float expected) =>
        Assert.Equal(expected, LaneMath.FlushDenormal(new ScalarLane(value)).Value);

    [Theory]
    [InlineData(1f, 2f, 1f, 2f)]
    [InlineData(2f, 1f, 1f, 2f)]
    [InlineData(float.NaN, 1f, 1f, 1f)]
    [InlineData(1f, float.NaN, float.NaN, float.NaN)]
    [InlineData(float.NegativeInfinity, 0f, float.NegativeInfinity, 0f)]
    public void Min_and_max_choose_the_second_where_they_cannot_compare(float a, float b, float smaller, float larger)
    {
        Assert.Equal(smaller, LaneMath.Min(new ScalarLane(a), new ScalarLane(b)).Value);
        Assert.Equal(larger, LaneMath.Max(new ScalarLane(a), new ScalarLane(b)).Value);
    }

    // Beside what is none, in every place, lies 1.
    private static void KeepsNoNumbers<T>()
        where T : unmanaged, ILane<T>
    {
        for (int place = 0; place < T.Width; place++)
        {
            T x = T.WithElement(T.Of(1f), place, float.NaN);
            T exp = LaneMath.Exp(x);
            T log = LaneMath.Log(x);
            for (int i = 0; i < T.Width; i++)
            {
                Assert.Equal((i == place, i == place), (float.IsNaN(T.Element(exp, i)), float.IsNaN(T.Element(log, i))));
            }
        }
    }

    private static void WithinTwoUnits(float x)
    {
        double exact = Math.Exp(x);
        float exp = PortableMath.Exp(x);
        if (!(Bits.UnitsInLastPlace(exp, exact) <= 2))
        {
            Assert.Fail($"exp {x:R} is {exp:R}, not {exact:R}");
        }
    }
}
