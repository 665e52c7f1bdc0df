using System.Reflection;
using System.Runtime.InteropServices;
using SnnCluster.Engine.Devices;

namespace SnnCluster.Experiments.Studies;

/// <summary>The machine that measurements were taken on, and what ran there.</summary>
/// <param name="Processor">The processor.</param>
/// <param name="Cores">Logical cores that the process may use.</param>
/// <param name="MemoryBytes">Memory that the process may use [bytes].</param>
/// <param name="OperatingSystem">Operating system and architecture.</param>
/// <param name="DotNet">Version of .NET.</param>
/// <param name="SnnCluster">Version of SnnCluster.</param>
/// <param name="Devices">The devices that held partitions, as <c>snncluster devices</c> describes them.</param>
public sealed record MachineInfo(
    string Processor,
    int Cores,
    long MemoryBytes,
    string OperatingSystem,
    string DotNet,
    string SnnCluster,
    IReadOnlyList<string> Devices)
{
    /// <summary>This machine.</summary>
    /// <param name="measurements">Runs, which say what devices were used.</param>
    public static MachineInfo OfThis(IEnumerable<StudyMeasurement> measurements)
    {
        string[] used = [.. measurements.SelectMany(run => run.Device.Split(' ')).Distinct()];
        IReadOnlyList<DeviceInfo> known = used.All(name => name == DeviceCatalog.Host) ? [] : DeviceCatalog.List();
        return new MachineInfo(
            ProcessorName.Value,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            RuntimeInformation.FrameworkDescription,
            Version(),
            [.. used.Select(name => known.FirstOrDefault(device => device.Name == name) is DeviceInfo device
                ? $"{name}: {device.Description}"
                : name)]);
    }

    private static string Version()
    {
        Assembly assembly = typeof(MachineInfo).Assembly;
        return assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "unknown";
    }
}
