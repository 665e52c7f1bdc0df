namespace SnnCluster.Cluster.Transport;

/// <summary>Limits of a direct transport.</summary>
public sealed record DirectTransportOptions
{
    /// <summary>The longest message that is sent or taken [bytes]; 256 MiB by default. The same on all nodes of a run.</summary>
    public int MaxMessageBytes { get; init; } = 256 << 20;

    /// <summary>
    /// How long <see cref="DirectTransport.Poll"/> looks again and again before it lets the system wake it; 50 µs by
    /// default, zero for not at all.
    /// </summary>
    /// <remarks>
    /// It can pay only where cores are idle. On two cores that other processes kept busy, a round trip of 64 bytes took 23
    /// to 34 µs without and 30 to 50 µs with the default (medians of several runs of <see cref="Costs.ExchangeBench"/>), so prefer
    /// zero where there are as many busy threads as cores.
    /// </remarks>
    public TimeSpan SpinTime { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>
    /// A node that takes no byte for so long while something is being sent to it is lost; a minute by default, or
    /// <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromMinutes(1);

    internal void Validate()
    {
        // Four bytes of header share the buffer.
        if (MaxMessageBytes < 1 || MaxMessageBytes > Array.MaxLength - DirectReceiveBuffer.HeaderBytes)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxMessageBytes), MaxMessageBytes, $"must lie in 1..{Array.MaxLength - DirectReceiveBuffer.HeaderBytes}");
        }

        if (SpinTime < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(SpinTime), SpinTime, "must not be negative");
        }

        if (StallLimit <= TimeSpan.Zero && StallLimit != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(StallLimit), StallLimit, "must be positive or infinite");
        }
    }
}
