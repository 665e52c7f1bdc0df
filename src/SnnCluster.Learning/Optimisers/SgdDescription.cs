using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Optimisers;

/// <summary>Gradient descent with momentum: m = momentum·m + g, w -= rate·m.</summary>
public sealed record SgdDescription : OptimiserDescription
{
    /// <summary>Share of the last step that goes into the next, 0 to below 1; 0: plain gradient descent.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <inheritdoc/>
    public override void Step(
        Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step)
    {
        float momentum = (float)Momentum;
        float rate = (float)learningRate;
        for (int i = 0; i < parameters.Length; i++)
        {
            first[i] = (momentum * first[i]) + gradient[i];
            parameters[i] -= rate * first[i];
        }
    }

    /// <inheritdoc/>
    public override void Validate(ValidationErrors errors)
    {
        base.Validate(errors);
        if (errors.AtLeast("momentum", Momentum, 0))
        {
            errors.Below("momentum", Momentum, 1);
        }
    }
}
