using SnnCluster.Model.Lanes;

namespace SnnCluster.Model.Tests.Lanes;

/// <summary>An operation on lanes, written once for every width; masks come out as 1 and 0.</summary>
public interface ILaneOperation
{
    /// <summary>Whether the operation is defined for the arguments.</summary>
    bool Accepts(float a, float b) => true;

    T Apply<T>(T a, T b)
        where T : unmanaged, ILane<T>;
}

/// <summary>Every operation of <see cref="ILane{T}"/> and <see cref="LaneMath"/>, by name.</summary>
internal static class LaneOperations
{
    public static readonly IReadOnlyDictionary<string, ILaneOperation> All = new Dictionary<string, ILaneOperation>
    {
        ["sum"] = new Sum(),
        ["difference"] = new Difference(),
        ["product"] = new Product(),
        ["quotient"] = new Quotient(),
        ["negation"] = new Negation(),
        ["square root"] = new SquareRoot(),
        ["absolute value"] = new AbsoluteValue(),
        ["below"] = new Below(),
        ["above"] = new Above(),
        ["at most"] = new AtMost(),
        ["at least"] = new AtLeast(),
        ["equal"] = new Equality(),
        ["and"] = new Both(),
        ["or"] = new Either(),
        ["not"] = new Opposite(),
        ["without"] = new Exclusion(),
        ["select"] = new Selection(),
        ["clear"] = new Clearing(),
        ["scale by power of two"] = new Scaling(),
        ["exponent"] = new ExponentOf(),
        ["significand"] = new SignificandOf(),
        ["min"] = new Smaller(),
        ["max"] = new Larger(),
        ["flush denormal"] = new Flushed(),
        ["exp"] = new Exponential(),
        ["log"] = new Logarithm(),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    private static T Number<T>(Mask<T> mask)
        where T : unmanaged, ILane<T> => T.Select(mask, T.Of(1f), T.Of(0f));

    private sealed class Sum : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => a + b;
    }

    private sealed class Difference : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => a - b;
    }

    private sealed class Product : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => a * b;
    }

    private sealed class Quotient : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => a / b;
    }

    private sealed class Negation : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => -a;
    }

    private sealed class SquareRoot : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.Sqrt(a);
    }

    private sealed class AbsoluteValue : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.Abs(a);
    }

    private sealed class Below : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number(a < b);
    }

    private sealed class Above : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number(a > b);
    }

    private sealed class AtMost : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number(a <= b);
    }

    private sealed class AtLeast : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number(a >= b);
    }

    private sealed class Equality : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number(T.Equal(a, b));
    }

    private sealed class Both : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number((a < b) & (a > T.Of(0f)));
    }

    private sealed class Either : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number((a < b) | (a > T.Of(0f)));
    }

    private sealed class Opposite : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number(!(a < b));
    }

    private sealed class Exclusion : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => Number((a > b).Without(a > T.Of(0f)));
    }

    private sealed class Clearing : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.Clear(a < b, a);
    }

    private sealed class Selection : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.Select(T.Of(1f) > a, a, b);
    }

    private sealed class Scaling : ILaneOperation
    {
        public bool Accepts(float a, float b) => b == MathF.Round(b) && b is >= -126 and <= 127;

        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.ScaleByPowerOfTwo(a, b);
    }

    private sealed class ExponentOf : ILaneOperation
    {
        public bool Accepts(float a, float b) => float.IsNormal(a) && a > 0;

        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.Exponent(a);
    }

    private sealed class SignificandOf : ILaneOperation
    {
        public bool Accepts(float a, float b) => float.IsNormal(a) && a > 0;

        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => T.Significand(a);
    }

    private sealed class Smaller : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => LaneMath.Min(a, b);
    }

    private sealed class Larger : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => LaneMath.Max(a, b);
    }

    private sealed class Flushed : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => LaneMath.FlushDenormal(a);
    }

    private sealed class Exponential : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => LaneMath.Exp(a);
    }

    // Arguments without a meaningful result must still give the same one everywhere.
    private sealed class Logarithm : ILaneOperation
    {
        public T Apply<T>(T a, T b)
            where T : unmanaged, ILane<T> => LaneMath.Log(a);
    }
}
