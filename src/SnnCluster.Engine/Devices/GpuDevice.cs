using ILGPU.Runtime.CPU;
using SnnCluster.Engine.Gpu;
using SnnCluster.Engine.Partitions;
using SnnCluster.Engine.Snapshots;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>Launches of a kernel so far.</summary>
/// <param name="Launches">How many.</param>
/// <param name="Seconds">Their time in all, each from an idle device to an idle device.</param>
public readonly record struct KernelTime(long Launches, double Seconds);

/// <summary>
/// An ILGPU accelerator: a CUDA or OpenCL device, or ILGPU's own CPU accelerator, which runs the very same kernels
/// thousands of times slower and is there for tests. Not safe to use from several threads at once, its partitions
/// included: a thread opens a device of its own.
/// </summary>
public sealed class GpuDevice : IDevice
{
    private readonly GpuRuntime _runtime;

    internal GpuDevice(string name, OpenAccelerator open, LaunchShape? shape = null)
    {
        Name = name;
        _runtime = new GpuRuntime(name, open, shape ?? LaunchShape.For(open.Accelerator));
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>
    /// Whether to time each kernel. The host then waits for every one, so the sum says where time goes, not how long a
    /// run takes; off by default.
    /// </summary>
    public bool TimesKernels
    {
        get => _runtime.TimesKernels;
        set => _runtime.TimesKernels = value;
    }

    /// <summary>
    /// Time of each kernel by name ("update target", "deliver lateral") while <see cref="TimesKernels"/> was set.
    /// </summary>
    public IReadOnlyDictionary<string, KernelTime> KernelTimes => _runtime.KernelTimes;

    /// <summary>As <see cref="HostDevice.SpikePoolLists"/>.</summary>
    internal int? SpikePoolLists { get; init; }

    internal GpuRuntime Runtime => _runtime;

    /// <inheritdoc/>
    public IPartition CreatePartition(
        NetworkDescription network, IReadOnlyList<Slice> slices, PartitionSnapshot? from = null) =>
        network.Populations.FirstOrDefault(population => population.Elements is not null) is PopulationDescription grown
            ? throw new InvalidDescriptionException($"population {grown.Name} has synaptic elements, which {Name} cannot grow: its device must be host")
            : new GpuPartition(_runtime, Name, network, slices, SpikePoolLists, from);

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();

    /// <summary>ILGPU's CPU accelerator.</summary>
    internal static GpuDevice OpenCpuAccelerator(LaunchShape? shape = null, int? spikePoolLists = null) => new(
        DeviceCatalog.CpuAccelerator,
        OpenAccelerator.Of(GpuContexts.Cpu.GetCPUDevice(0).CreateCPUAccelerator(GpuContexts.Cpu, CPUAcceleratorMode.Sequential)),
        shape)
    {
        SpikePoolLists = spikePoolLists,
    };
}
