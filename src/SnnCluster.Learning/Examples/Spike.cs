namespace SnnCluster.Learning.Examples;

/// <summary>
/// One spike of an example's input, in one word, so that the order of words is the order in time and, within a step,
/// the order of channels.
/// </summary>
/// <param name="Word">The step in the upper 16 bits, the channel in the lower.</param>
public readonly record struct Spike(uint Word) : IComparable<Spike>
{
    /// <summary>Steps and channels of an example are below this.</summary>
    public const int Limit = 1 << 16;

    /// <summary>A spike of a channel in a step, both 0 to 65,535.</summary>
    public Spike(int step, int channel)
        : this(((uint)step << 16) | (uint)channel)
    {
    }

    /// <summary>The step in which the channel spikes, from 0.</summary>
    public int Step => (int)(Word >> 16);

    /// <summary>The input channel, from 0.</summary>
    public int Channel => (int)(Word & 0xFFFF);

    /// <inheritdoc/>
    public int CompareTo(Spike other) => Word.CompareTo(other.Word);
}
