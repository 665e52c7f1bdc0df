using SnnCluster.Model.Lanes;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Lanes;

/// <summary>The scalar lane, which the others are compared with, computes what its operations are named after.</summary>
public class ScalarLaneTests
{
    [Fact]
    public void Arithmetic_is_that_of_single_precision_numbers()
    {
        foreach (float a in Bits.Special)
        {
            foreach (float b in Bits.Special)
            {
                Same(a + b, new ScalarLane(a) + new ScalarLane(b));
                Same(a - b, new ScalarLane(a) - new ScalarLane(b));
                Same(a * b, new ScalarLane(a) * new ScalarLane(b));
                Same(a / b, new ScalarLane(a) / new ScalarLane(b));
            }

            Same(-a, -new ScalarLane(a));
            Same(MathF.Abs(a), ScalarLane.Abs(new ScalarLane(a)));
            Same((float)Math.Sqrt(a), ScalarLane.Sqrt(new ScalarLane(a)));
        }
    }

    [Fact]
    public void Comparisons_are_those_of_single_precision_numbers()
    {
        foreach (float a in Bits.Special)
        {
            foreach (float b in Bits.Special)
            {
                var laneA = new ScalarLane(a);
                var laneB = new ScalarLane(b);
                Assert.Equal(a < b, (laneA < laneB).Any);
                Assert.Equal(a > b, (laneA > laneB).Any);
                Assert.Equal(a <= b, (laneA <= laneB).Any);
                Assert.Equal(a >= b, (laneA >= laneB).Any);
                Assert.Equal(a == b, ScalarLane.Equal(laneA, laneB).Any);
                Assert.Equal(a < b && b > 1, ((laneA < laneB) & (laneB > ScalarLane.Of(1f))).Any);
                Assert.Equal(a < b || b > 1, ((laneA < laneB) | (laneB > ScalarLane.Of(1f))).Any);
                Assert.Equal(!(a < b), (!(laneA < laneB)).Any);
                Same(a < b ? 3f : 4f, ScalarLane.Select(laneA < laneB, ScalarLane.Of(3f), ScalarLane.Of(4f)));
            }
        }
    }

    [Fact]
    public void Exponent_and_significand_take_a_number_apart_and_scaling_puts_it_together()
    {
        foreach (float a in Bits.Special.Where(value => float.IsNormal(value) && value > 0))
        {
            ScalarLane exponent = ScalarLane.Exponent(new ScalarLane(a));
            ScalarLane significand = ScalarLane.Significand(new ScalarLane(a));
            Assert.Equal(MathF.ILogB(a), exponent.Value);
            Assert.InRange(significand.Value, 1f, MathF.BitDecrement(2f));
            Same(a, ScalarLane.ScaleByPowerOfTwo(significand, exponent));
        }
    }

    private static void Same(float expected, ScalarLane actual) => Bits.Same(expected, actual.Value, "scalar lane");
}
