using System.Globalization;

namespace SnnCluster.Faults.Scheduling;

/// <summary>What happened in a schedule: the last events for people, and a hash over all of them.</summary>
/// <param name="kept">How many of the last events are kept.</param>
internal sealed class Trace(int kept)
{
    private readonly (long Time, string Where, string What, long Number)[] _last = new (long, string, string, long)[kept];

    /// <summary>Hash over all events: two schedules with the same hash went the same way.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Something happens.</summary>
    public void Add(long time, string where, string what, long number = 0)
    {
        Mix((ulong)time);
        Mix(where);
        Mix(what);
        Mix((ulong)number);
        _last[Count % kept] = (time, where, what, number);
        Count++;
    }

    /// <summary>The last events, oldest first.</summary>
    public IEnumerable<string> Lines()
    {
        for (long i = Math.Max(0, Count - kept); i < Count; i++)
        {
            (long time, string where, string what, long number) = _last[i % kept];
            yield return string.Create(CultureInfo.InvariantCulture, $"{time / 1e6,12:0.000000} {where,-22} {what} {number}");
        }
    }

    private void Mix(string text)
    {
        foreach (char letter in text)
        {
            Mix(letter);
        }
    }

    private void Mix(ulong value) => Hash = unchecked((Hash ^ value) * 1099511628211);
}
