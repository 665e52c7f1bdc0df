using SnnCluster.Engine.Devices;

namespace SnnCluster.Tests.Shared;

/// <summary>
/// One device per kind, opened once and shared by the tests of the collection, which run one after the other since a
/// device is not safe to use from several threads.
/// </summary>
public sealed class OpenDevices : IDisposable
{
    private readonly Dictionary<string, GpuDevice> _open = [];

    /// <summary>Every kind of GPU; the tests of those that this machine lacks are skipped.</summary>
    public static IReadOnlyList<string> AllKinds { get; } = ["ilgpu-cpu", "cuda", "opencl"];

    public static TheoryData<string> Kinds => [.. AllKinds];

    public GpuDevice Get(string kind)
    {
        if (!_open.TryGetValue(kind, out GpuDevice? device))
        {
            Skip.If(
                DeviceCatalog.List().All(info => info.Kind != kind),
                $"this machine has no {kind} device: only {string.Join(", ", DeviceCatalog.List().Select(info => info.Name))}");
            device = (GpuDevice)DeviceCatalog.Open(kind, neurons: 0);
            _open.Add(kind, device);
        }

        return device;
    }

    public void Dispose()
    {
        foreach (GpuDevice device in _open.Values)
        {
            device.Dispose();
        }
    }
}

/// <summary>
/// Not beside other tests: the threads of ILGPU's CPU accelerator wait for each other by spinning, and take ten times as
/// long where others hold the cores.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class GpuCollection : ICollectionFixture<OpenDevices>
{
    public const string Name = "gpu devices";
}
