using System.Globalization;
using System.Text;
using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// The files of a run, by name. Each is written under a temporary name and renamed when it is whole, so a file that
/// carries one of these names is complete, whatever happened to the run.
/// </summary>
public static class RunFiles
{
    /// <summary>The summary.</summary>
    public const string Summary = "summary.json";

    /// <summary>Synapses at the start.</summary>
    public const string ConnectivityStart = "connectivity-start.parquet";

    /// <summary>Synapses at the end.</summary>
    public const string ConnectivityEnd = "connectivity-end.parquet";

    /// <summary>Quantities over time.</summary>
    public const string TimeSeries = "timeseries.parquet";

    /// <summary>What rewiring did.</summary>
    public const string Rewiring = "rewiring.parquet";

    /// <summary>Spikes.</summary>
    public const string Spikes = "spikes.parquet";

    /// <summary>State variables of single neurons.</summary>
    public const string States = "states.parquet";

    /// <summary>Histograms.</summary>
    public const string Histograms = "histograms.parquet";

    /// <summary>Everything, for people, in one file.</summary>
    public const string Report = "report.html";

    /// <summary>Every name above, in the order in which a person would read them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Report, Summary, ConnectivityStart, ConnectivityEnd, TimeSeries, Histograms, Rewiring, Spikes, States];

    /// <summary>
    /// Synapses at a time on the way, where they were asked for. All names of a run have as many digits, and as many decimals
    /// as its step: they sort by time, and no two are alike.
    /// </summary>
    /// <param name="timeMs">Time [ms].</param>
    /// <param name="dtMs">Length of a step [ms].</param>
    /// <param name="durationMs">Length of the run [ms].</param>
    public static string ConnectivityAt(double timeMs, double dtMs, double durationMs)
    {
        string step = dtMs.ToString("0.###############", CultureInfo.InvariantCulture);
        int decimals = step.Contains('.', StringComparison.Ordinal) ? step.Length - step.IndexOf('.', StringComparison.Ordinal) - 1 : 0;
        int whole = Math.Max(WholeDigits, Math.Truncate(durationMs).ToString("F0", CultureInfo.InvariantCulture).Length);
        int width = decimals == 0 ? whole : whole + 1 + decimals;
        string time = timeMs.ToString($"F{decimals}", CultureInfo.InvariantCulture).PadLeft(width, '0');
        return $"{SnapshotPrefix}{time}ms.parquet";
    }

    /// <summary>Names of the snapshots of synapses that a folder holds besides those at the start and the end.</summary>
    public static IEnumerable<string> SnapshotsIn(string directory) => Directory.EnumerateFiles(directory, Snapshots)
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>The pattern of the names of such snapshots.</summary>
    public const string Snapshots = SnapshotPrefix + "*ms.parquet";

    private const int WholeDigits = 9;
    private const string SnapshotPrefix = "connectivity-at-";
    private const string TemporarySuffix = ".partial";

    /// <summary>Whether a folder holds a run.</summary>
    public static bool IsRun(string directory) => File.Exists(Path.Combine(directory, Summary));

    /// <summary>Writes a small text file, whole or not at all.</summary>
    internal static void WriteText(string path, string text) =>
        WriteBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a file from memory, whole or not at all.</summary>
    internal static void WriteBytes(string path, ReadOnlyMemory<byte> bytes) => Write(path, file => file.Write(bytes.Span));

    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes what it holds; it may close what it writes to.</param>
    internal static void Write(string path, Action<Stream> write)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (var file = new GrowingFile(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None))
            {
                write(file);
            }

            Commit(temporary, path);
        }
        catch
        {
            // What is half of a file is no use to anyone; that it could not be written is what must be told.
            try
            {
                File.Delete(temporary);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
            }

            throw;
        }
    }

    /// <summary>Copies a file of a run, whole or not at all.</summary>
    internal static void Copy(string directory, string from, string to)
    {
        using Stream whole = PlainFiles.OpenRead(Path.Combine(directory, from));
        Write(Path.Combine(directory, to), whole.CopyTo);
    }

    internal static string TemporaryName(string path) => path + TemporarySuffix;

    /// <summary>Gives a whole file its name, once its bytes are on the disk, and brings the name there too.</summary>
    internal static void Commit(string temporary, string path) => DurableFiles.Commit(temporary, path);

    /// <summary>The path of a file that must be there.</summary>
    /// <exception cref="InvalidDescriptionException">The folder is no run, or lacks that file.</exception>
    internal static string Require(string directory, string name)
    {
        if (!Directory.Exists(directory))
        {
            throw new InvalidDescriptionException($"{directory} is not a folder");
        }

        string path = Path.Combine(directory, name);
        if (File.Exists(path))
        {
            return path;
        }

        throw new InvalidDescriptionException(IsRun(directory) || name == Summary
            ? $"{directory} has no {name}" + (name == Summary ? ": it does not hold a run" : "")
            : $"{directory} has no {Summary}: it does not hold a run");
    }

    internal static InvalidDescriptionException Corrupt(string path, string reason) =>
        new($"{path} cannot be read: {reason.ReplaceLineEndings(" ").Trim()}");

    internal static InvalidDescriptionException Corrupt(string path, Exception exception) => Corrupt(path, ReasonOf(exception));

    // The library of Parquet puts what it says between the mangled name of a C++ type and a bracket.
    private static string ReasonOf(Exception exception)
    {
        const string Before = " (message: '";
        const string After = "')";
        string text = exception.Message;
        int begin = text.IndexOf(Before, StringComparison.Ordinal);
        return begin >= 0 && text.EndsWith(After, StringComparison.Ordinal) ? text[(begin + Before.Length)..^After.Length] : text;
    }
}
