using System.Collections.Concurrent;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>
/// Where runs of a sweep go: to the devices of this process, or to a cluster, whose coordinator gives each its devices. In this process a core has
/// one run at a time, and a GPU one or, where networks are small, several, whose kernels it carries out side by side.
/// </summary>
internal sealed class SweepSlots : IDisposable
{
    private readonly ConcurrentDictionary<string, BlockingCollection<string>> _free = new();
    private readonly IReadOnlyList<DeviceInfo> _there;
    private readonly RunClient? _client;
    private readonly int _runsPerGpu;

    private SweepSlots(IReadOnlyList<DeviceInfo> there, RunClient? client, int parallel, int runsPerGpu = 1)
    {
        _there = there;
        _runsPerGpu = runsPerGpu;
        _client = client;
        Parallel = parallel;
    }

    /// <summary>Whether no node of the cluster answers any more: runs that have not begun would only wait for it.</summary>
    public bool IsLost { get; private set; }

    /// <summary>How many runs there are at once.</summary>
    public int Parallel { get; }

    /// <summary>Slots in this process.</summary>
    /// <param name="there">Its devices.</param>
    /// <param name="parallel">How many runs there are at once.</param>
    /// <param name="runsPerGpu">How many of them a GPU has.</param>
    public static SweepSlots OfProcess(IReadOnlyList<DeviceInfo> there, int parallel, int runsPerGpu) => new(there, null, parallel, runsPerGpu);

    /// <summary>Slots on a cluster: one for each device that its runs may take, and a few more, so that none waits for the next run.</summary>
    /// <param name="plan">The sweep.</param>
    public static async Task<SweepSlots> OfClusterAsync(SweepPlan plan)
    {
        RunOptions run = plan.Options.Run;
        RunClient client = await RunClients.OfClusterAsync(run.Cluster!, run.ClusterConfiguration).ConfigureAwait(false);
        try
        {
            return new SweepSlots([], client, plan.Options.Parallel is null
                ? Math.Min(plan.MostParallel, await SlotsOf(client, plan).ConfigureAwait(false))
                : plan.MostParallel);
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs one as soon as its device is free.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the run is.</param>
    /// <param name="cancellation">Ends it early.</param>
    public RunResult Run(Experiment experiment, RunOptions options, CancellationToken cancellation)
    {
        if (_client is not null)
        {
            return RunOnCluster(experiment, options, _client, cancellation);
        }

        if (options.Partitions > 1 || !DeviceCatalog.IsGpu(options.Device))
        {
            return ExperimentRunner.Run(experiment, options, null, cancellation);
        }

        IReadOnlyList<string> devices = DevicesOf(_there, options.Device);
        if (devices.Count == 0)
        {
            // Which says that there is none.
            return ExperimentRunner.Run(experiment, options, null, cancellation);
        }

        BlockingCollection<string> free = _free.GetOrAdd(options.Device, _ => new BlockingCollection<string>(
            new ConcurrentQueue<string>(Enumerable.Repeat(devices, _runsPerGpu).SelectMany(all => all))));
        string device = free.Take(cancellation);
        try
        {
            return ExperimentRunner.Run(experiment, options with { Device = device }, null, cancellation);
        }
        finally
        {
            free.Add(device);
        }
    }

    /// <summary>Names of the devices that runs of a sweep take one of, the host's once for each core.</summary>
    /// <param name="there">The devices of this process.</param>
    /// <param name="kind">The kind of device that they want, or its name.</param>
    public static IReadOnlyList<string> DevicesOf(IReadOnlyList<DeviceInfo> there, string kind) =>
    [
        .. DeviceCatalog.OfName(there, kind)
            .SelectMany(device => Enumerable.Repeat(device.Name, device.Kind == DeviceCatalog.Host ? Environment.ProcessorCount : 1)),
    ];

    /// <summary>
    /// How many networks of a size a GPU has at once: as many as together are worth a GPU, each with a core that submits its steps, or as many as
    /// the user says; never more than fit.
    /// </summary>
    /// <param name="neurons">Neurons of the largest network.</param>
    /// <param name="bytes">Memory that a network takes of a device, about [bytes].</param>
    /// <param name="gpus">The GPUs.</param>
    /// <param name="parallel">Runs that the user wants at once; null where that is not said.</param>
    public static int RunsPerGpu(double neurons, double bytes, IReadOnlyList<DeviceInfo> gpus, int? parallel)
    {
        if (gpus.Count == 0)
        {
            return 1;
        }

        double fitting = Math.Floor(gpus.Min(gpu => gpu.MemoryBytes) / Math.Max(1, bytes));
        double wanted = parallel is int all
            ? Math.Ceiling(all / (double)gpus.Count)
            : Math.Min(Environment.ProcessorCount, Math.Floor(DeviceCatalog.AutoNeurons / Math.Max(1, neurons)));
        return (int)Math.Max(1, Math.Min(wanted, fitting));
    }

    public void Dispose()
    {
        foreach (BlockingCollection<string> free in _free.Values)
        {
            free.Dispose();
        }

        _client?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private RunResult RunOnCluster(Experiment experiment, RunOptions options, RunClient client, CancellationToken cancellation)
    {
        try
        {
            return ExperimentRunner.Run(experiment, options, client, null, cancellation);
        }
        catch (ClusterException)
        {
            IsLost |= !client.IsReachedAsync().GetAwaiter().GetResult();
            throw;
        }
    }

    // Of the kind of device that a run of the sweep would be placed on.
    private static async Task<int> SlotsOf(RunClient client, SweepPlan plan)
    {
        RunSpecification first = RunPlan.Create(plan.Experiment, plan.Cases[0].Options).Specification();
        RunPlacement placement = (await client.SubmitAsync(first, isDryRun: true).ConfigureAwait(false)).Placement!;
        DeviceOffer[] devices =
            [.. (await client.StatusAsync().ConfigureAwait(false)).Nodes.SelectMany(node => node.Report.Devices)];
        string? kind = devices.FirstOrDefault(device => device.Name == placement.Partitions[0].Device)?.Kind;
        int together = Math.Max(1, devices.Count(device => device.Kind == kind) / placement.Partitions.Count);
        return together + Math.Clamp(together / 4, 1, 4);
    }
}
