using System.Globalization;

namespace SnnCluster.Fuzz.Running;

/// <summary>What the inputs of a target came to.</summary>
internal sealed class FuzzReport(string target)
{
    public string Target => target;

    public long Inputs { get; set; }

    public long Accepted { get; set; }

    public long Rejected { get; set; }

    /// <summary>The most that an input allocated on the managed heap of its thread [bytes].</summary>
    public long LargestAllocation { get; set; }

    public TimeSpan Slowest { get; set; }

    public long SlowestIndex { get; set; }

    public TimeSpan Elapsed { get; set; }

    /// <summary>The first input that did what none may do; null: none did.</summary>
    public FuzzFailure? Failure { get; set; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{target}: {Inputs} inputs, {Rejected} rejected, {Accepted} accepted, largest allocation {LargestAllocation} bytes, "
            + $"slowest {Slowest.TotalMilliseconds:0.###} ms (input {SlowestIndex}), {Elapsed.TotalSeconds:0.0} s");
}

/// <summary>An input that did what none may do.</summary>
/// <param name="Index">Its number; -1: none, the target as a whole failed after its inputs.</param>
/// <param name="Reader">Which reader it was given.</param>
/// <param name="Input">The input.</param>
/// <param name="Reason">What happened.</param>
internal sealed record FuzzFailure(long Index, string Reader, byte[] Input, string Reason);
