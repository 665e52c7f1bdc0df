using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Runs;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Probes;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Runs a network on partition actors: those of this process, or those of a cluster's nodes.</summary>
internal static class ActorExecution
{
    public static RunFacts Run(
        RunPlan plan, RunCollector collector, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        RunAsync(plan, collector, progress, cancellation).GetAwaiter().GetResult();

    /// <summary>How a run would be laid out; nothing is started.</summary>
    public static RunPlacement Plan(RunPlan plan) => PlanAsync(plan).GetAwaiter().GetResult();

    /// <summary>What is known of a run at its end.</summary>
    public static RunFacts FactsOf(RunOutcome outcome, IReadOnlyList<string> notes)
    {
        IReadOnlyList<PartitionFinal> finals = outcome.Partitions;
        return new RunFacts
        {
            Partitions =
            [
                .. outcome.Placement.Partitions.Select((partition, index) => new PartitionSummary(
                    index, finals[index].Device, outcome.Placement.Nodes[partition.Node], partition.Neurons)),
            ],
            BuildSeconds = finals.Max(final => final.BuildSeconds),
            LoopSeconds = finals.Max(final => final.LoopSeconds),
            PhaseSeconds = Enum.GetValues<Phase>().ToDictionary(
                phase => phase, phase => finals.Max(final => final.PhaseSeconds[(int)phase])),
            SamplingSeconds = finals.Max(final => final.RecordingSeconds),
            SynapticEvents = finals.Sum(final => final.SynapticEvents),
            PeakMemoryBytes = outcome.Placement.Partitions
                .Select((partition, index) => (partition.Node, finals[index].PeakMemoryBytes))
                .GroupBy(pair => pair.Node)
                .Sum(node => node.Max(pair => pair.PeakMemoryBytes)),
            Digest = outcome.Digest,
            FullDigest = outcome.FullDigest,
            Notes = [.. notes, .. outcome.Notes],
            Recoveries = outcome.Recoveries,
            Lost = outcome.Lost,
            Checkpoints = outcome.Checkpoints,
            Cluster = new ClusterSummary(
                outcome.RunId,
                outcome.Placement.Transport,
                finals.Max(final => final.BytesSent),
                finals.Max(final => final.MessagesSent)),
        };
    }

    private static async Task<RunFacts> RunAsync(
        RunPlan plan, RunCollector collector, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        RunCheckpointFolder.Clear(plan, isAtEnd: false);
        if (plan.Output is OutputFolder output)
        {
            output.HasCheckpoints = plan.CheckpointDirectory is not null;
        }

        await using RunClient? own = plan.Client is null ? await OpenAsync(plan).ConfigureAwait(false) : null;
        RunClient client = plan.Client ?? own!;
        RunSubmitted submitted = await client.SubmitAsync(plan.Specification(), plan.Options.WaitsIfBusy)
            .ConfigureAwait(false);
        var follower = new Follower(plan, collector, progress);
        RunOutcome outcome = await client.FollowAsync(submitted.RunId, _ => plan.Observation, follower, cancellation)
            .ConfigureAwait(false);
        return FactsOf(outcome, plan.Options.Cluster is null ? plan.DeviceNotes : []);
    }

    private static async Task<RunPlacement> PlanAsync(RunPlan plan)
    {
        await using RunClient client = await OpenAsync(plan).ConfigureAwait(false);
        RunSubmitted submitted = await client.SubmitAsync(plan.Specification(), isDryRun: true).ConfigureAwait(false);
        return submitted.Placement!;
    }

    /// <summary>Hands a run to a cluster, and waits for nothing.</summary>
    /// <returns>The run's name.</returns>
    public static string Submit(RunPlan plan) => SubmitAsync(plan).GetAwaiter().GetResult();

    private static async Task<string> SubmitAsync(RunPlan plan)
    {
        await using RunClient client = await OpenAsync(plan).ConfigureAwait(false);
        return (await client.SubmitAsync(plan.Specification(), plan.Options.WaitsIfBusy).ConfigureAwait(false)).RunId;
    }

    /// <summary>A client of what a plan says to run on.</summary>
    public static async Task<RunClient> OpenAsync(RunPlan plan)
    {
        if (plan.Options.Cluster is string address)
        {
            return await RunClients.OfClusterAsync(address, plan.Options.ClusterConfiguration).ConfigureAwait(false);
        }

        return RunClients.OfProcess(new FixedNetwork(plan), DevicesOf(plan));
    }

    // One core each, or one GPU of the kind that was asked for; partitions that are more than there are GPUs share them.
    private static string DevicesOf(RunPlan plan) => string.Join(
        ',',
        plan.DevicesHere is { Count: > 0 } gpus ? gpus.Select(gpu => gpu.Name)
        : plan.DeviceKind == DeviceCatalog.Host ? Enumerable.Repeat(DeviceCatalog.Host, Environment.ProcessorCount)
        : [plan.DeviceKind]);

    /// <summary>Tells a run's collector and progress bar what the cluster tells.</summary>
    internal sealed class Follower(RunPlan plan, RunCollector collector, IProgress<RunProgress>? progress) : IRunFollower
    {
        public void OnPlaced(RunSpecification specification, RunPlacement placement)
        {
        }

        public void OnSample(NetworkSample sample)
        {
            try
            {
                collector.Take(sample);
            }
            catch (InvalidDataException exception)
            {
                throw new ClusterException($"what is reported of the run cannot be: {exception.Message}");
            }
        }

        public void OnProgress(RunPage page) => progress?.Report(new RunProgress(
            page.State switch
            {
                RunState.Waiting => "wait",
                RunState.Building => "build",
                RunState.Recovering => "recover",
                _ => "run",
            },
            plan.TimeMs(page.Step),
            plan.DurationMs,
            page.LoopSeconds,
            collector.SamplesSeconds,
            plan.Options.Cluster is null && plan.Client is null ? null : page.RunId,
            page.Ahead,
            page.State == RunState.Recovering ? page.Failure : null));
    }

    // Within one process the network is there already.
    private sealed class FixedNetwork(RunPlan plan) : INetworkSource
    {
        public IReadOnlyDictionary<string, string> Models { get; } = new Dictionary<string, string>();

        public NetworkDescription Create(NetworkReference reference) => plan.Network;

        public IReadOnlyList<Probe> ProbesOf(NetworkReference reference, NetworkDescription network) =>
            plan.Experiment.AllProbes(network, plan.Settings);
    }
}
