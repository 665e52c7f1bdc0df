using SnnCluster.Learning.Examples;

namespace SnnCluster.Learning;

/// <summary>
/// What computes with a classifier's state: passes examples and finds gradients. It reads the state's parameters and
/// wiring, and never changes them.
/// </summary>
public interface IClassifierDevice : IDisposable
{
    /// <summary>Takes over parameters or wiring that have changed.</summary>
    void Refresh();

    /// <summary>Passes examples.</summary>
    /// <param name="examples">A data set's examples.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="outcomes">What came out, one for each that was chosen.</param>
    void Evaluate(SpikeExamples examples, ReadOnlySpan<int> chosen, Span<ExampleOutcome> outcomes);

    /// <summary>Passes examples and adds the gradient of their loss, one after the other in their order.</summary>
    /// <param name="examples">A data set's examples.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="gradient">The gradient of all parameters, laid out as they are.</param>
    /// <param name="outcomes">What came out, one for each that was chosen.</param>
    void Learn(SpikeExamples examples, ReadOnlySpan<int> chosen, Span<float> gradient, Span<ExampleOutcome> outcomes);
}
