namespace SnnCluster.Cluster.Hosting;

/// <summary>
/// Lets a number of lines of each kind into a log in a minute: what others can make a node say must not fill its disk.
/// </summary>
/// <param name="clock">The time.</param>
internal sealed class LogLimit(TimeProvider clock)
{
    /// <summary>Lines of a kind in a minute.</summary>
    public const int Lines = 20;

    // More kinds than there are in the program: where a peer makes up some, all are counted anew.
    private const int MostKinds = 1000;

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, Count> _counts = [];

    /// <summary>Whether a line is written, and what is said of others with it.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="note">What to add to the line; null: nothing.</param>
    public bool Takes(string kind, out string? note)
    {
        long now = clock.GetTimestamp();
        if (!_counts.TryGetValue(kind, out Count? count))
        {
            if (_counts.Count >= MostKinds)
            {
                _counts.Clear();
            }

            count = new Count { Began = now };
            _counts.Add(kind, count);
        }

        note = null;
        if (clock.GetElapsedTime(count.Began, now) >= Period)
        {
            note = count.Written > Lines ? $"{count.Written - Lines} lines like this one were left out" : null;
            (count.Began, count.Written) = (now, 0);
        }

        count.Written++;
        if (count.Written == Lines)
        {
            note = $"more lines like this one are left out for up to {Period.TotalSeconds} s";
        }

        return count.Written <= Lines;
    }

    private sealed class Count
    {
        public long Began { get; set; }

        public long Written { get; set; }
    }
}
