using CsCheck;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Tests.Support;

namespace SnnCluster.Model.Tests.Lanes;

/// <summary>Every operation gives the bits of the scalar lane in every element of the vector lanes.</summary>
public class LaneWidthTests
{
    private const int Numbers = 16;

    // All bit patterns, numbers of everyday size, and special values; pairs of the same value are made on purpose.
    private static readonly Gen<float> AnyFloat = Gen.OneOf(
        Gen.UInt.Select(BitConverter.UInt32BitsToSingle),
        Gen.Float[-100f, 100f],
        Gen.Int[-126, 127].Select(i => (float)i),
        Gen.Int[0, Bits.Special.Length - 1].Select(i => Bits.Special[i]));

    public static TheoryData<string> Operations => LaneOperations.Names;

    [Theory]
    [MemberData(nameof(Operations))]
    public void Vector_lanes_give_the_bits_of_the_scalar_lane_on_all_pairs_of_special_values(string name)
    {
        ILaneOperation operation = LaneOperations.All[name];
        int accepted = 0;
        float[] first = new float[Numbers];
        float[] second = new float[Numbers];
        foreach (float a in Bits.Special)
        {
            foreach (float b in Bits.Special)
            {
                // The pair goes into one element in turn, with ordinary numbers in the others.
                Array.Fill(first, 1.25f);
                Array.Fill(second, 3f);
                first[accepted % Numbers] = a;
                second[accepted % Numbers] = b;
                if (operation.Accepts(a, b))
                {
                    accepted++;
                    SameAtEveryWidth(name, operation, first, second);
                }
            }
        }

        Assert.True(accepted >= Bits.Special.Length);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void Vector_lanes_give_the_bits_of_the_scalar_lane_on_random_values(string name)
    {
        ILaneOperation operation = LaneOperations.All[name];
        Gen.Select(AnyFloat.Array[Numbers], AnyFloat.Array[Numbers], Gen.Bool.Array[Numbers]).Sample((a, b, equal) =>
        {
            for (int i = 0; i < Numbers; i++)
            {
                b[i] = equal[i] ? a[i] : b[i];
                if (!operation.Accepts(a[i], b[i]))
                {
                    (a[i], b[i]) = (1.5f, 4f);
                }
            }

            SameAtEveryWidth(name, operation, a, b);
        });
    }

    [Fact]
    public void Lanes_hold_as_many_numbers_as_they_say()
    {
        Assert.Equal([1, 4, 8, 16], [WidthOf<ScalarLane>(), WidthOf<Lane4>(), WidthOf<Lane8>(), WidthOf<Lane16>()]);
        Assert.Equal([4, 16, 32, 64], [BytesOf<ScalarLane>(), BytesOf<Lane4>(), BytesOf<Lane8>(), BytesOf<Lane16>()]);
    }

    [Fact]
    public void Replacing_an_element_leaves_the_others_alone_at_every_width()
    {
        ReplacesOneElement<ScalarLane>();
        ReplacesOneElement<Lane4>();
        ReplacesOneElement<Lane8>();
        ReplacesOneElement<Lane16>();
    }

    [Fact]
    public void Bits_of_a_mask_are_its_elements_in_order_at_every_width()
    {
        MaskBitsAreElements<ScalarLane>();
        MaskBitsAreElements<Lane4>();
        MaskBitsAreElements<Lane8>();
        MaskBitsAreElements<Lane16>();
    }

    private static void SameAtEveryWidth(string name, ILaneOperation operation, float[] a, float[] b)
    {
        float[] expected = Apply<ScalarLane>(operation, a, b);
        Same(name, a, b, expected, Apply<Lane4>(operation, a, b), 4);
        Same(name, a, b, expected, Apply<Lane8>(operation, a, b), 8);
        Same(name, a, b, expected, Apply<Lane16>(operation, a, b), 16);
    }

    private static void Same(string name, float[] a, float[] b, float[] expected, float[] actual, int width)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            if (Bits.Of(expected[i]) != Bits.Of(actual[i]))
            {
                Bits.Same(expected[i], actual[i], $"{name} of {a[i]:R} and {b[i]:R} in element {i % width} of {width}");
            }
        }
    }

    private static float[] Apply<T>(ILaneOperation operation, float[] a, float[] b)
        where T : unmanaged, ILane<T>
    {
        float[] result = new float[a.Length];
        for (int from = 0; from < a.Length; from += T.Width)
        {
            T laneA = T.Of(0f);
            T laneB = T.Of(0f);
            for (int i = 0; i < T.Width; i++)
            {
                laneA = T.WithElement(laneA, i, a[from + i]);
                laneB = T.WithElement(laneB, i, b[from + i]);
            }

            T lane = operation.Apply(laneA, laneB);
            for (int i = 0; i < T.Width; i++)
            {
                result[from + i] = T.Element(lane, i);
            }
        }

        return result;
    }

    private static int WidthOf<T>()
        where T : unmanaged, ILane<T> => T.Width;

    private static unsafe int BytesOf<T>()
        where T : unmanaged, ILane<T> => sizeof(T);

    private static void ReplacesOneElement<T>()
        where T : unmanaged, ILane<T>
    {
        for (int replaced = 0; replaced < T.Width; replaced++)
        {
            T lane = T.WithElement(T.Of(2f), replaced, 7f);
            for (int i = 0; i < T.Width; i++)
            {
                Assert.Equal(i == replaced ? 7f : 2f, T.Element(lane, i));
            }
        }
    }

    private static void MaskBitsAreElements<T>()
        where T : unmanaged, ILane<T>
    {
        for (uint bits = 0; bits < 1u << T.Width; bits += T.Width == 16 ? 257u : 1u)
        {
            T lane = T.Of(0f);
            for (int i = 0; i < T.Width; i++)
            {
                lane = T.WithElement(lane, i, (bits >> i) & 1);
            }

            Mask<T> mask = lane > T.Of(0.5f);
            Assert.Equal(bits, T.Bits(mask));
            Assert.Equal(bits != 0, mask.Any);
            Assert.Equal(~bits & ((1u << T.Width) - 1), T.Bits(!mask));
        }
    }
}
