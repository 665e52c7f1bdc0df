using SnnCluster.Model.Arithmetic;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Plasticity;

/// <summary>Powers and the rules that are made of them give the bits of one number at every width of lanes.</summary>
public class PowerLawTests
{
    private static readonly float[] Exponents = [0f, 1e-3f, 0.3f, 0.4f, 0.5f, 0.999f, 1f];

    private static readonly PowerLaw Law = new(2f, 0.5f, 0.1f, 0.11f, 0.4f, 0.3f);

    public static TheoryData<string> Widths => ["1", "4", "8", "16"];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Powers_are_those_of_one_number(string width) => OnLanes(width, Powers<ScalarLane>, Powers<Lane4>, Powers<Lane8>, Powers<Lane16>);

    [Theory]
    [MemberData(nameof(Widths))]
    public void Rules_are_those_of_one_synapse(string width) => OnLanes(width, Rules<ScalarLane>, Rules<Lane4>, Rules<Lane8>, Rules<Lane16>);

    [Fact]
    public void Powers_have_their_values_at_the_ends()
    {
        foreach (float exponent in new[] { 0.3f, 0.4f })
        {
            Assert.Equal(0f, PowerLaw.Power(0f, exponent));
            Assert.Equal(0f, PowerLaw.Power(-1f, exponent));
            Assert.Equal(0f, PowerLaw.Power(float.NaN, exponent));
            Assert.Equal(1f, PowerLaw.Power(1f, exponent));
            Assert.Equal(PortableMath.Exp(88f), PowerLaw.Power(float.PositiveInfinity, exponent));
        }

        Assert.Equal(1f, PowerLaw.Power(0f, 0f));
        Assert.Equal(0.3f, PowerLaw.Power(0.3f, 1f));
    }

    private static void OnLanes(string width, params ReadOnlySpan<Action> checks) => checks[width switch
    {
        "1" => 0,
        "4" => 1,
        "8" => 2,
        _ => 3,
    }]();

    private static void Powers<T>()
        where T : unmanaged, ILane<T>
    {
        var numbers = new Numbers<T>();
        foreach (float exponent in Exponents)
        {
            foreach (T lane in numbers.Lanes())
            {
                T powers = PowerLaw.Power(lane, exponent);
                for (int i = 0; i < T.Width; i++)
                {
                    float number = T.Element(lane, i);
                    Same(Power(number, exponent), T.Element(powers, i), "the power of", number);
                }
            }
        }
    }

    private static void Rules<T>()
        where T : unmanaged, ILane<T>
    {
        var powerLaw = new PowerLawStdp(Law);
        var potentiation = new PowerLawPotentiationStdp(0.1f, 0.0513f, 0.4f);
        Rule<PowerLawStdp, T>(powerLaw);
        Rule<PowerLawPotentiationStdp, T>(potentiation);
        Rule<PairStdp, T>(new PairStdp(0.1f, 0.12f, -0.5f, 2f));
        Rule<InhibitoryStdp, T>(new InhibitoryStdp(0.1f, 0.2f, 2f, -1f, 0f));
        Rule<InhibitoryStdp, T>(new InhibitoryStdp(0.1f, 0f, 2f, 1f, 0.2f));

        // What the rules were before there were lanes.
        foreach (float weight in new[] { 0f, 1e-42f, 0.001f, 0.7f, 1.3f, 2f, 3f })
        {
            float free = Power(1f - (weight * Law.InverseMaximum), Law.PotentiationExponent);
            Bits.Same(Math.Min(weight + (Law.Potentiation * free * 0.9f), 2f), Law.Potentiate(weight, 0.9f), $"{weight} potentiated");
            float used = Power(weight * Law.InverseMaximum, Law.DepressionExponent);
            Bits.Same(Math.Max(weight - (Law.Depression * used * 0.9f), 0f), Law.Depress(weight, 0.9f), $"{weight} depressed");
            float changed = weight;
            potentiation.OnTargetSpike(ref changed, 0.9f);
            Bits.Same(weight + (0.1f * Power(weight, 0.4f) * 0.9f), changed, $"{weight} potentiated by a power");
        }
    }

    private static void Rule<TRule, T>(TRule rule)
        where TRule : struct, ITraceRule
        where T : unmanaged, ILane<T>
    {
        var random = new System.Random(3);
        foreach (T lane in new Numbers<T>().Lanes())
        {
            T trace = T.Of((float)random.NextDouble() * 3);
            (T afterEvent, T afterSpike) = (lane, lane);
            T delivered = rule.OnSourceEvent(ref afterEvent, trace);
            rule.OnTargetSpike(ref afterSpike, trace);
            for (int i = 0; i < T.Width; i++)
            {
                float weight = T.Element(lane, i);
                (float one, float other) = (weight, weight);
                Same(rule.OnSourceEvent(ref one, T.Element(trace, i)), T.Element(delivered, i), "what is delivered by a weight of", weight);
                Same(one, T.Element(afterEvent, i), "after an event a weight of", weight);
                rule.OnTargetSpike(ref other, T.Element(trace, i));
                Same(other, T.Element(afterSpike, i), "after a spike a weight of", weight);
            }
        }
    }

    private static void Same(float expected, float actual, string what, float number)
    {
        // Words are made for failures only: there are millions of comparisons.
        if (Bits.Of(expected) != Bits.Of(actual))
        {
            Bits.Same(expected, actual, $"{what} {number:R}");
        }
    }

    // The definition, with the elementary functions of one number.
    private static float Power(float number, float exponent) =>
        exponent == 0f ? 1f
        : exponent == 1f ? number
        : number > 0f ? PortableMath.Exp(exponent * PortableMath.Log(number))
        : 0f;

    /// <summary>Special numbers, numbers of every exponent and sign, and random ones from 0 to 2, in lanes.</summary>
    private sealed class Numbers<T>
        where T : unmanaged, ILane<T>
    {
        private readonly List<float> _numbers = [.. Bits.Special];

        public Numbers()
        {
            var random = new System.Random(1);
            for (uint bits = 0; bits < 0xFFFF0000; bits += 65_521)
            {
                _numbers.Add(BitConverter.UInt32BitsToSingle(bits));
            }

            for (int i = 0; i < 100_000; i++)
            {
                _numbers.Add((float)random.NextDouble() * 2);
            }
        }

        public IEnumerable<T> Lanes()
        {
            for (int first = 0; first < _numbers.Count; first += T.Width)
            {
                T lane = T.Of(1.5f);
                for (int i = 0; i < T.Width && first + i < _numbers.Count; i++)
                {
                    lane = T.WithElement(lane, i, _numbers[first + i]);
                }

                yield return lane;
            }
        }
    }
}
