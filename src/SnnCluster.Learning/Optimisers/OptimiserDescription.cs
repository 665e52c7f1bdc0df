using SnnCluster.Model.Networks;

namespace SnnCluster.Learning.Optimisers;

/// <summary>How parameters follow the gradient. Gradients are summed over a batch, not averaged.</summary>
public abstract record OptimiserDescription
{
    /// <summary>Learning rate at the start, above 0.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>
    /// Makes one step. Every parameter is done by itself, so a step over parts, one after the other, gives the same bits as
    /// one over all.
    /// </summary>
    /// <param name="parameters">Weights and biases, changed in place.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="first">First moments, changed in place.</param>
    /// <param name="second">Second moments, changed in place.</param>
    /// <param name="learningRate">The learning rate of this step.</param>
    /// <param name="step">Number of the step, from 1.</param>
    public abstract void Step(
        Span<float> parameters, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, double learningRate, long step);

    /// <summary>Adds an error for every parameter out of range.</summary>
    public virtual void Validate(ValidationErrors errors) => errors.Above("learning rate", LearningRate, 0);

    /// <summary>a to the power of n, made of products alone, so that every machine gives the same.</summary>
    private protected static double Power(double a, long n)
    {
        double result = 1;
        for (; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
            {
                result *= a;
            }

            a *= a;
        }

        return result;
    }
}
