using System.Runtime.InteropServices;
using SnnCluster.Engine.Devices;

namespace SnnCluster.Experiments.Results;

/// <summary>The machine that results were made on, and what ran there.</summary>
/// <param name="Processor">The processor.</param>
/// <param name="Cores">Logical cores that the process may use.</param>
/// <param name="MemoryBytes">Memory that the process may use [bytes].</param>
/// <param name="OperatingSystem">Operating system and architecture.</param>
/// <param name="DotNet">Version of .NET.</param>
/// <param name="SnnCluster">Version of SnnCluster, with the commit where it is known.</param>
/// <param name="Devices">The devices that were used, as <c>snncluster devices</c> describes them.</param>
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
    /// <param name="devices">Names of the devices that were used; repeats count once.</param>
    /// <param name="areHere">Whether they are of this machine: those of others have no more than their name.</param>
    public static MachineInfo OfThis(IEnumerable<string> devices, bool areHere = true)
    {
        string[] used = [.. devices.Distinct()];
        IReadOnlyList<DeviceInfo> known = !areHere || used.All(name => name == DeviceCatalog.Host) ? [] : DeviceCatalog.List();
        return new MachineInfo(
            ProcessorName.Value,
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
            RuntimeInformation.FrameworkDescription,
            ProgramVersion.Full,
            [.. used.Select(name => known.FirstOrDefault(device => device.Name == name) is DeviceInfo device
                ? $"{name}: {device.Description}"
                : name)]);
    }
}
