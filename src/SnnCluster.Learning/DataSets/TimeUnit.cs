using System.Globalization;

namespace SnnCluster.Learning.DataSets;

/// <summary>A unit of the times of events in a file.</summary>
/// <param name="Name">Its name: s, ms or us.</param>
/// <param name="Microseconds">How many µs it has.</param>
internal sealed record TimeUnit(string Name, double Microseconds)
{
    // Spoken words and gestures last some seconds: none of them this long.
    private const double LongestSeconds = 100;

    private static TimeUnit Seconds { get; } = new("s", 1e6);

    private static TimeUnit Milliseconds { get; } = new("ms", 1e3);

    private static TimeUnit Microsecond { get; } = new("us", 1);

    /// <summary>The unit of a name; null: it is none.</summary>
    public static TimeUnit? Find(string name) => name.Trim().ToLower(CultureInfo.InvariantCulture) switch
    {
        "s" or "sec" or "second" or "seconds" => Seconds,
        "ms" or "msec" or "millisecond" or "milliseconds" => Milliseconds,
        "us" or "µs" or "usec" or "microsecond" or "microseconds" => Microsecond,
        _ => null,
    };

    /// <summary>The unit in which times up to this are an example's, where a file does not say; any but s is told.</summary>
    /// <param name="path">The file.</param>
    /// <param name="largest">The largest time of many examples.</param>
    /// <param name="isWhole">Whether times are whole numbers: those are no seconds.</param>
    /// <param name="type">What kind of numbers they are.</param>
    /// <param name="notes">Takes what a person should know.</param>
    public static TimeUnit Of(string path, double largest, bool isWhole, string type, ICollection<string> notes)
    {
        TimeUnit unit = largest switch
        {
            > LongestSeconds * 1e3 => Microsecond,
            > LongestSeconds => Milliseconds,
            _ => isWhole ? Milliseconds : Seconds,
        };
        if (unit != Seconds)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"{path}: times are taken for {unit.Name}, not s: they are {type} up to {largest:0.###}"));
        }

        return unit;
    }
}
