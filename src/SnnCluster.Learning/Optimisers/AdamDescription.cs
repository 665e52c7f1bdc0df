using System.Runtime.CompilerServices;
using SnnCluster.Engine.Host;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Optimisers;

/// <summary>Adam (Kingma and Ba, ICLR 2015).</summary>
public sealed record AdamDescription : OptimiserDescription
{
    /// <summary>Decay of the first moments, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the second moments, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the second moment, above 0.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <inheritdoc/>
    public override void Step(
        Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step)
    {
        var factors = new Factors(
            (float)Beta1,
            (float)(1 - Beta1),
            (float)Beta2,
            (float)(1 - Beta2),
            (float)(learningRate / (1 - Power(Beta1, step))),
            (float)(1 / (1 - Power(Beta2, step))),
            (float)Epsilon);
        Type lane = HostPartition.BestLane;
        if (lane == typeof(Lane16))
        {
            Step<Lane16>(parameters, gradient, first, second, factors);
        }
        else if (lane == typeof(Lane8))
        {
            Step<Lane8>(parameters, gradient, first, second, factors);
        }
        else
        {
            Step<Lane4>(parameters, gradient, first, second, factors);
        }
    }

    /// <inheritdoc/>
    public override void Validate(ValidationErrors errors)
    {
        base.Validate(errors);
        foreach ((string name, double beta) in new[] { ("beta1", Beta1), ("beta2", Beta2) })
        {
            if (errors.AtLeast($"Adam {name}", beta, 0))
            {
                errors.Below($"Adam {name}", beta, 1);
            }
        }

        errors.Above("Adam epsilon", Epsilon, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Step<T>(
        Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Factors factors)
        where T : unmanaged, ILane<T>
    {
        fixed (float* w = parameters, g = gradient, m = first, v = second)
        {
            int length = parameters.Length;
            int whole = length / T.Width * T.Width;
            for (int i = 0; i < whole; i += T.Width)
            {
                One<T>(w + i, g + i, m + i, v + i, factors);
            }

            for (int i = whole; i < length; i++)
            {
                One<ScalarLane>(w + i, g + i, m + i, v + i, factors);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void One<T>(float* w, float* g, float* m, float* v, in Factors f)
        where T : unmanaged, ILane<T>
    {
        T gradient = *(T*)g;
        T first = LaneMath.FlushDenormal((T.Of(f.Beta1) * *(T*)m) + (T.Of(f.NewShare1) * gradient));
        T second = LaneMath.FlushDenormal((T.Of(f.Beta2) * *(T*)v) + (T.Of(f.NewShare2) * gradient * gradient));
        *(T*)m = first;
        *(T*)v = second;
        *(T*)w -= T.Of(f.Rate) * first / (T.Sqrt(second * T.Of(f.Correction2)) + T.Of(f.Epsilon));
    }

    // Rate holds the correction of the first moment's bias.
    private readonly record struct Factors(
        float Beta1, float NewShare1, float Beta2, float NewShare2, float Rate, float Correction2, float Epsilon);
}
