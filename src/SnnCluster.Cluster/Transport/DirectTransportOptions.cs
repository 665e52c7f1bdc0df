namespace SnnCluster.Cluster.Transport;

/// <summary>Limits of a direct transport.</summary>
public sealed record DirectTransportOptions
{
    /// <summary>The longest message that is sent or taken [bytes]; 256 MiB by default. The same on all nodes of a run.</summary>
    public int MaxMessageBytes { get; init; } = 256 << 20;

    /// <summary>
    /// How long <see cref="DirectTransport.Poll"/> looks again and again before it lets the system wake it; zero, which is
    /// the default, for not at all.
    /// </summary>
    /// <remarks>
    /// It can pay only where cores are idle, and where nobody looks before: a run's exchange does, and gives its core away
    /// between looks. On two cores that other processes kept busy, a round trip of 17 bytes took 2.7 times that of a bare
    /// connection with looks of 50 µs here and there that seldom yielded, and 1.1 times with looks that yield there and
    /// none here (medians of rounds of <see cref="Costs.ExchangeBench"/>).
    /// </remarks>
    public TimeSpan SpinTime { get; init; } = TimeSpan.Zero;

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
