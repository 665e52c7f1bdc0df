using System.Runtime.InteropServices;

namespace SnnCluster.Engine.Devices;

/// <summary>The processor of this machine, for people.</summary>
public static class ProcessorName
{
    /// <summary>Its name as the system gives it, else its architecture.</summary>
    public static string Value { get; } = Find();

    private static string Find()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (File.Exists(CpuInfo))
        {
            string? line = File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
