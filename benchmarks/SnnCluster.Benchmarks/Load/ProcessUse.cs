using System.Globalization;

namespace SnnCluster.Benchmarks.Load;

/// <summary>What a process holds, as Linux tells it.</summary>
/// <param name="MemoryBytes">Memory that is there [bytes].</param>
/// <param name="Threads">Threads.</param>
/// <param name="Descriptors">Open files, sockets and pipes.</param>
internal readonly record struct ProcessUse(double MemoryBytes, double Threads, double Descriptors)
{
    /// <summary>What a process holds now.</summary>
    /// <exception cref="BenchmarkException">It has ended, or this is no Linux.</exception>
    public static ProcessUse Of(int id)
    {
        try
        {
            Dictionary<string, string> status = File.ReadLines($"/proc/{id}/status").Select(line => line.Split(':', 2))
                .ToDictionary(pair => pair[0], pair => pair[1].Trim());
            return new ProcessUse(
                1024 * double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture),
                double.Parse(status["Threads"], CultureInfo.InvariantCulture),
                Directory.EnumerateFileSystemEntries($"/proc/{id}/fd").Count());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            throw new BenchmarkException($"what process {id} holds cannot be read: {exception.Message}");
        }
    }

    /// <summary>Processor time of all processes that this one has started and that have ended [s].</summary>
    public static double ChildSeconds()
    {
        // The name, in parentheses, may hold spaces; after it come the state and numbers, of which the 14th and 15th are times of
        // children in hundredths of a second.
        string stat = File.ReadAllText("/proc/self/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / 100.0;
    }
}
