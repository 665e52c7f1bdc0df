namespace SnnCluster.Engine.Devices;

/// <summary>Stand-in.</summary>
public sealed record DeviceInfo(string Name, string Kind, string Description, long MemoryBytes);

/// <summary>Stand-in.</summary>
public static class DeviceCatalog
{
    /// <summary>Stand-in.</summary>
    public static string AutoRule => "auto takes the host below 100,000 neurons, and a GPU above where there is one";

    /// <summary>Stand-in.</summary>
    public static IReadOnlyList<DeviceInfo> List() =>
    [
        new("host", "host", "one core, lanes of 16", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        new("ilgpu-cpu", "ilgpu-cpu", "ILGPU's CPU accelerator, for tests", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
    ];

    /// <summary>Stand-in.</summary>
    public static string AutoChoice(double neurons) => neurons < 0 ? "none" : "host";
}
