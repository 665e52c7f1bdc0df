using System.Globalization;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using SnnCluster.Engine.Gpu;
using SnnCluster.Engine.Host;
using SnnCluster.Model.Lanes;
using SnnCluster.Model.Networks;

namespace SnnCluster.Engine.Devices;

/// <summary>A device of this machine.</summary>
/// <param name="Name">What <see cref="DeviceCatalog.Open"/> takes: "host", "cuda:0", "opencl:0" or "ilgpu-cpu".</param>
/// <param name="Kind">"host", "cuda", "opencl" or "ilgpu-cpu".</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="MemoryBytes">Its memory [bytes].</param>
/// <param name="IsProcessor">Whether it is this machine's processor by another way, which is slower than the host device.</param>
public sealed record DeviceInfo(string Name, string Kind, string Description, long MemoryBytes, bool IsProcessor = false)
{
    /// <summary>Whether it is a GPU that "auto" may take.</summary>
    public bool IsGpu => !IsProcessor && DeviceCatalog.IsGpu(Kind);
}

/// <summary>The devices of this machine, by name.</summary>
public static class DeviceCatalog
{
    /// <summary>Name and kind of the host device.</summary>
    public const string Host = "host";

    /// <summary>Name and kind of ILGPU's CPU accelerator.</summary>
    public const string CpuAccelerator = "ilgpu-cpu";

    /// <summary>
    /// From how many neurons on "auto" takes a GPU: about where a step of the topographic map on one core takes as
    /// long (some 20 microseconds) as a GPU takes to start a step's kernels.
    /// </summary>
    public const int AutoNeurons = 50_000;

    private const string Automatic = "auto";
    private const string Cuda = "cuda";
    private const string OpenCl = "opencl";
    private static readonly string[] Names = [Automatic, Host, Cuda, OpenCl, CpuAccelerator];

    // Looking for drivers takes tenths of a second, and what a process finds does not change.
    private static readonly Lazy<FoundDevices> Found = new(() => FoundDevices.Of(
    [
        new GpuSearch(Cuda, () => FindGpus(Cuda), () => DriverProbe.CudaFailure()),
        new GpuSearch(OpenCl, () => FindGpus(OpenCl), () => DriverProbe.OpenClFailure()),
    ]));

    private static readonly Lazy<IReadOnlyList<DeviceInfo>> Devices = new(Find);

    /// <summary>What "auto" does, in one sentence.</summary>
    public static string AutoRule =>
        $"auto takes the first CUDA GPU, else the first OpenCL GPU, for networks of {Text(AutoNeurons)} neurons or "
        + "more, and the host for smaller ones and where there is neither";

    /// <summary>All devices that partitions can run on: the host, then GPUs, then ILGPU's CPU accelerator.</summary>
    public static IReadOnlyList<DeviceInfo> List() => Devices.Value;

    /// <summary>What drivers said that are there and do not work, such as "cuda: ..."; none where all do, or are not there.</summary>
    public static IReadOnlyList<string> DriverFailures => Found.Value.Failures;

    /// <summary>
    /// What drivers said, to be put behind a text that names the devices of this machine; empty where none failed.
    /// </summary>
    public static string FailureText =>
        string.Concat(DriverFailures.Select(failure => $"; there is a driver that does not work: {failure}"));

    /// <summary>Whether "auto" has a choice: whether there is a device that it may take besides the host.</summary>
    public static bool AutoHasChoice => List().Any(device => device.IsGpu);

    /// <summary>
    /// The devices that a name stands for: one, or all of a kind. A processor that is there by another way is one of a kind only where nothing else is.
    /// </summary>
    /// <param name="there">Devices of a machine.</param>
    /// <param name="name">Name or kind.</param>
    public static IReadOnlyList<DeviceInfo> OfName(IReadOnlyList<DeviceInfo> there, string name)
    {
        DeviceInfo[] all = [.. there.Where(device => device.Name == name || device.Kind == name)];
        bool hasOthers = Array.Exists(all, device => !device.IsProcessor);
        return [.. all.Where(device => device.Name == name || !hasOthers || !device.IsProcessor)];
    }

    /// <summary>Whether devices of a kind have memory of their own, as GPUs have.</summary>
    /// <param name="kind">The kind.</param>
    public static bool IsGpu(string kind) => kind is Cuda or OpenCl;

    /// <summary>The neurons of a network that "auto" goes by: none where only the host can compute it, for its synaptic elements.</summary>
    /// <param name="network">The network.</param>
    public static double NeuronsOf(NetworkDescription network) =>
        network.Populations.Any(population => population.Elements is not null) ? 0 : network.Populations.Sum(population => (double)population.Size);

    /// <summary>The device that "auto" stands for.</summary>
    /// <param name="neurons">Neurons of the whole network.</param>
    public static string AutoChoice(double neurons) => Auto(List(), neurons).Name;

    /// <summary>Says what "auto" stands for and why, such as "host: there is no GPU with CUDA or OpenCL".</summary>
    /// <param name="neurons">Neurons of the whole network.</param>
    public static string AutoReason(double neurons)
    {
        (string name, string reason) = Auto(List(), neurons);
        return $"{name}: {reason}";
    }

    /// <summary>What is wrong with the name of a device, whatever devices a machine has; null: nothing is.</summary>
    /// <param name="name">What a user wrote.</param>
    public static string? WhyNoName(string name)
    {
        string[] parts = name.Split(':');
        bool isOne = Names.Contains(name)
            || (parts.Length == 2 && IsGpu(parts[0]) && ushort.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _));
        return isOne ? null
            : $"must be {string.Join(", ", Names[..^1])} or {Names[^1]}, or one of several GPUs, as {Cuda}:1; 'snncluster devices' lists those that are there"
                + (Names.Contains(parts[0]) ? "" : NearestName.Guess(parts[0], Names));
    }

    /// <summary>Opens a device.</summary>
    /// <param name="name">
    /// "auto", "host", "cuda" or "opencl" (the first of its kind), "cuda:N", "opencl:N", or "ilgpu-cpu".
    /// </param>
    /// <param name="neurons">Neurons of the whole network, for "auto".</param>
    /// <exception cref="InvalidDescriptionException">There is no such device; it says which there are.</exception>
    public static IDevice Open(string name, double neurons)
    {
        string wanted = name == Automatic ? AutoChoice(neurons) : name;
        DeviceInfo? device = OfName(List(), wanted).FirstOrDefault();
        if (device is null)
        {
            throw new InvalidDescriptionException(
                $"--device is '{name}': must be auto or one of {string.Join(", ", List().Select(device => device.Name))}, "
                + $"the devices of this machine{FailureText}");
        }

        try
        {
            return device.Kind switch
            {
                Host => new HostDevice(),
                CpuAccelerator => GpuDevice.OpenCpuAccelerator(),
                _ => OpenGpu(device),
            };
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidDescriptionException($"--device is '{name}': it is there but fails to start: {failure.Message}");
        }
    }

    internal static (string Name, string Reason) Auto(IReadOnlyList<DeviceInfo> devices, double neurons)
    {
        DeviceInfo? gpu = devices.FirstOrDefault(device => device.IsGpu);
        string comparison = $"the network has {Text(neurons)} neurons, and a GPU pays from {Text(AutoNeurons)} on";
        return gpu is null ? (Host, "there is no GPU with CUDA or OpenCL")
            : neurons < AutoNeurons ? (Host, comparison)
            : (gpu.Name, comparison);
    }

    private static string Text(double number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static GpuDevice OpenGpu(DeviceInfo device)
    {
        int index = int.Parse(device.Name.AsSpan(device.Kind.Length + 1), CultureInfo.InvariantCulture);
        Func<Accelerator> create = () => DevicesOf(device.Kind)[index].CreateAccelerator(ContextOf(device.Kind));

        // A kernel of OpenCL keeps the arguments of its next launch, so threads must not share one.
        return new GpuDevice(device.Name, device.Kind == Cuda ? OpenAccelerator.Share(device.Name, create) : OpenAccelerator.Of(create()));
    }

    private static List<DeviceInfo> Find() =>
    [
        new DeviceInfo(
            Host,
            Host,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ProcessorName.Value}, {Environment.ProcessorCount} cores, {LaneWidth()}-wide SIMD; a partition runs on one core"),
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        .. Found.Value.Devices,
        new DeviceInfo(
            CpuAccelerator,
            CpuAccelerator,
            "ILGPU's CPU accelerator: runs the GPU kernels for tests, thousands of times slower than the host",
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
    ];

    private static IReadOnlyList<DeviceInfo> FindGpus(string kind) =>
    [
        .. DevicesOf(kind).Select((device, index) => new DeviceInfo(
            string.Create(CultureInfo.InvariantCulture, $"{kind}:{index}"),
            kind,
            Describe(device),
            device.MemorySize,
            IsProcessor: device is CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_CPU })),
    ];

    // How many threads run in step is known of most devices before one is opened, but not of all.
    private static string Describe(Device device) => string.Create(
        CultureInfo.InvariantCulture,
        $"{device.Name.Trim()}, {device.NumMultiprocessors} multiprocessors{(device.WarpSize > 0 ? $", warps of {device.WarpSize}" : "")}");

    private static Context ContextOf(string kind) => kind == Cuda ? GpuContexts.Cuda : GpuContexts.OpenCl;

    private static List<Device> DevicesOf(string kind) => kind == Cuda
        ? [.. GpuContexts.Cuda.GetCudaDevices()]
        : [.. GpuContexts.OpenCl.GetCLDevices()];

    private static int LaneWidth() =>
        HostPartition.BestLane == typeof(Lane16) ? Lane16.Width
        : HostPartition.BestLane == typeof(Lane8) ? Lane8.Width
        : HostPartition.BestLane == typeof(Lane4) ? Lane4.Width
        : ScalarLane.Width;
}
