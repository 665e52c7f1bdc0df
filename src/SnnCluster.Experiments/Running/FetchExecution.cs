using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Engine.Recording;

namespace SnnCluster.Experiments.Running;

/// <summary>Follows a run that another client has submitted, from its start.</summary>
internal sealed class FetchExecution(RunOptions options, string runId, Func<NetworkReference, Experiment> resolve)
    : IRunFollower, IDisposable
{
    private RunPlan? _plan;
    private RunCollector? _collector;
    private IProgress<RunProgress>? _progress;
    private ActorExecution.Follower? _follower;

    public (RunPlan Plan, RunCollector Collector, RunFacts Facts) Run(
        IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        RunAsync(progress, cancellation).GetAwaiter().GetResult();

    public void OnPlaced(RunSpecification specification, RunPlacement placement)
    {
        _collector = new RunCollector(_plan!);
        _follower = new ActorExecution.Follower(_plan!, _collector, _progress);
    }

    public void OnSample(NetworkSample sample) => _follower!.OnSample(sample);

    public void OnProgress(RunPage page) => _follower?.OnProgress(page);

    public void Dispose() => _collector?.Dispose();

    private async Task<(RunPlan Plan, RunCollector Collector, RunFacts Facts)> RunAsync(
        IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        _progress = progress;
        await using RunClient client = await RunClients.OfClusterAsync(options.Cluster!, options.ClusterConfiguration)
            .ConfigureAwait(false);
        RunSpecification specification = await client.SpecificationAsync(runId).ConfigureAwait(false);
        _plan = RunPlan.OfSubmitted(resolve(specification.Network), specification, options);

        // Losing interest in results does not end the run: only whoever submitted it can do that.
        RunOutcome outcome = await client.FollowAsync(runId, _ => _plan.Network, this, CancellationToken.None)
            .WaitAsync(cancellation).ConfigureAwait(false);
        return (_plan, _collector!, ActorExecution.FactsOf(outcome, []));
    }
}
