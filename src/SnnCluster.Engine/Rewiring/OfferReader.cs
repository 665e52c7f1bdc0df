namespace SnnCluster.Engine.Rewiring;

/// <summary>Reads what another partition has offered, of which nothing is taken on trust.</summary>
/// <param name="offer">The offer.</param>
/// <param name="partition">Who made it.</param>
internal ref struct OfferReader(ReadOnlySpan<int> offer, int partition)
{
    private ReadOnlySpan<int> _left = offer;

    /// <summary>The next number.</summary>
    public int Next()
    {
        if (_left.IsEmpty)
        {
            throw Fault("ends too early");
        }

        int value = _left[0];
        _left = _left[1..];
        return value;
    }

    /// <summary>The next number, from a least to a most.</summary>
    public int Next(int least, int most)
    {
        int value = Next();
        return value >= least && value <= most ? value : throw Fault($"has {value} where {least} to {most} should be");
    }

    /// <summary>How many entries of so many numbers follow.</summary>
    public int Count(int numbers) => Next(0, _left.Length / numbers);

    /// <summary>Says that nothing more is expected.</summary>
    public readonly void End()
    {
        if (!_left.IsEmpty)
        {
            throw Fault($"has {_left.Length} numbers too many");
        }
    }

    private readonly SimulationException Fault(string what) => new($"what partition {partition} offers for rewiring {what}");
}
