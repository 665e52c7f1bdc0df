using SnnCluster.Cluster.Checkpoints;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>
/// Follows a run from its start that somebody else has begun: one that another client has submitted, or one that goes on
/// from a checkpoint.
/// </summary>
internal sealed class FetchExecution(RunOptions options, Func<NetworkReference, Experiment> resolve)
    : IRunFollower, IDisposable
{
    private RunPlan? _plan;
    private RunCollector? _collector;
    private IProgress<RunProgress>? _progress;
    private ActorExecution.Follower? _follower;
    private OutputFolder? _output;

    /// <summary>Follows a run of a cluster.</summary>
    public (RunPlan Plan, RunCollector Collector, RunFacts Facts) Fetch(
        string runId, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        FetchAsync(runId, progress, cancellation).GetAwaiter().GetResult();

    /// <summary>Has a run go on from its last checkpoint, in this process or on a cluster, and follows it.</summary>
    public (RunPlan Plan, RunCollector Collector, RunFacts Facts) Resume(
        IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        ResumeAsync(progress, cancellation).GetAwaiter().GetResult();

    public void OnPlaced(RunSpecification specification, RunPlacement placement)
    {
        _collector = new RunCollector(_plan!);
        _follower = new ActorExecution.Follower(_plan!, _collector, _progress);
    }

    public void OnSample(NetworkSample sample) => _follower!.OnSample(sample);

    public void OnProgress(RunPage page)
    {
        if (_follower is not null)
        {
            _follower.OnProgress(page);
        }
        else if (page.State == RunState.Waiting && _plan is not null)
        {
            _progress?.Report(new RunProgress("wait", 0, _plan.DurationMs, 0, RunId: page.RunId, Ahead: page.Ahead));
        }
    }

    public void Dispose()
    {
        _collector?.Dispose();
        _output?.Dispose();
    }

    private async Task<(RunPlan Plan, RunCollector Collector, RunFacts Facts)> FetchAsync(
        string runId, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        _progress = progress;
        await using RunClient client = await RunClients.OfClusterAsync(options.Cluster!, options.ClusterConfiguration)
            .ConfigureAwait(false);
        RunSpecification specification = await client.SpecificationAsync(runId, cancellation).ConfigureAwait(false);
        _plan = PlanOf(specification);
        if (options.OutputDirectory is string directory)
        {
            _output = OutputFolder.Open(directory, options.Force, OutputContent.Run);
            _plan = _plan with { Output = _output };
        }

        // Losing interest in results does not end the run: only whoever submitted it can do that.
        RunOutcome outcome = await client.FollowAsync(runId, _ => _plan.Observation, this, CancellationToken.None)
            .WaitAsync(cancellation).ConfigureAwait(false);
        return (_plan, _collector!, ActorExecution.FactsOf(outcome, []));
    }

    private async Task<(RunPlan Plan, RunCollector Collector, RunFacts Facts)> ResumeAsync(
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        _progress = progress;
        _ = RunCheckpointFolder.Resumed(options);
        _output = OutputFolder.OpenAgain(options.OutputDirectory!, OutputContent.Run);
        _output.HasCheckpoints = true;

        // Another process may have brought it to its end meanwhile.
        string folder = RunCheckpointFolder.Resumed(options);
        int partitions = options.Partitions;
        if (options.Cluster is null)
        {
            CheckpointManifest last = Last(folder);
            _plan = PlanOf(last.Specification);
            partitions = partitions > 0 ? partitions : last.Parts.Count;
        }

        await using RunClient client = _plan is null
            ? await RunClients.OfClusterAsync(options.Cluster!, options.ClusterConfiguration).ConfigureAwait(false)
            : await ActorExecution.OpenAsync(_plan).ConfigureAwait(false);
        RunSubmitted submitted = await client.ResumeAsync(new ResumeRun
        {
            ProtocolVersion = WireProtocol.Version,
            Folder = folder,
            Partitions = partitions,
            Device = options.Device,
            AllowsOtherDevice = options.AllowsOtherDevice,
            Transport = options.Transport,
            WaitsIfBusy = options.WaitsIfBusy,
        }).ConfigureAwait(false);
        if (_plan is null)
        {
            RunSpecification specification = await client.SpecificationAsync(submitted.RunId, cancellation).ConfigureAwait(false);
            _plan = PlanOf(specification);
        }

        RunOutcome outcome = await client.FollowAsync(submitted.RunId, _ => _plan.Observation, this, cancellation)
            .ConfigureAwait(false);
        return (_plan, _collector!, ActorExecution.FactsOf(outcome, []));
    }

    private RunPlan PlanOf(RunSpecification specification) =>
        RunPlan.OfSubmitted(resolve(specification.Network), specification, options) with { Output = _output };

    private static CheckpointManifest Last(string folder)
    {
        try
        {
            CheckpointListing there = new CheckpointStore(new CheckpointDirectory(folder), folder).Look();
            return there.Whole.FirstOrDefault()
                ?? throw new InvalidDescriptionException(CheckpointListing.NoneIsWhole(folder, there.Damaged));
        }
        catch (CheckpointException exception)
        {
            throw new InvalidDescriptionException(exception.Message);
        }
    }
}
