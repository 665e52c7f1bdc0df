using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>A device of this machine.</summary>
public sealed record DeviceInfo(string Name, string Kind, string Description, long MemoryBytes);

/// <summary>The devices of this machine.</summary>
public static class DeviceCatalog
{
    /// <summary>How auto picks.</summary>
    public static string AutoRule => "auto takes the host";

    /// <summary>All devices.</summary>
    public static IReadOnlyList<DeviceInfo> List() =>
        [new("host", "host", "one core", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)];

    /// <summary>What auto picks.</summary>
    public static string AutoChoice(double neurons) => "host";

    /// <summary>Opens a device.</summary>
    public static IDevice Open(string name, double neurons) => name is "auto" or "host"
        ? new HostDevice()
        : throw new InvalidDescriptionException($"--device is '{name}': there are host");
}
