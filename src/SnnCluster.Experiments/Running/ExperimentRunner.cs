using System.Text.Json.Nodes;
using SnnCluster.Cluster.Hosting;
using SnnCluster.Cluster.Wire.Contracts;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Runs an experiment, in this process or on a cluster, and writes what it leaves behind.</summary>
public static class ExperimentRunner
{
    /// <summary>
    /// Runs an experiment. When it is cancelled, it ends early with what it has, marked incomplete.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the user said.</param>
    /// <param name="progress">Is told how far the run has come.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="InvalidDescriptionException">
    /// Something that the user gave is wrong; nothing was written or started.
    /// </exception>
    /// <exception cref="ClusterException">A node, or the way to it, is lost.</exception>
    public static RunResult Run(
        Experiment experiment, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        Run(experiment, options, null, progress, cancellation);

    /// <summary>Runs an experiment by way of a client that others may use at the same time: of a cluster, or of actors in this process.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the user said.</param>
    /// <param name="client">The client; null: the run has one of its own where it needs one.</param>
    /// <param name="progress">Is told how far the run has come.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong; nothing was written or started.</exception>
    /// <exception cref="ClusterException">A node, or the way to it, is lost.</exception>
    public static RunResult Run(
        Experiment experiment, RunOptions options, RunClient? client, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        RunPlan plan = RunPlan.Create(experiment, options) with { Client = client };
        using OutputFolder? output = options.OutputDirectory is string directory
            ? OutputFolder.Open(directory, options.Force, OutputContent.Run)
            : null;
        plan = plan with { Output = output };
        using var collector = new RunCollector(plan);
        progress?.Report(new RunProgress("build", 0, plan.DurationMs, 0));
        RunFacts facts = plan.UsesActors
            ? ActorExecution.Run(plan, collector, progress, cancellation)
            : LockstepExecution.Run(plan, collector, progress, cancellation);
        return Complete(plan, collector, facts, progress);
    }

    /// <summary>Hands a run to a cluster, and returns: <see cref="Fetch"/> waits for it, and writes what it leaves behind.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the user said, with a cluster and without a folder for results.</param>
    /// <returns>The run's name in the cluster.</returns>
    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong.</exception>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public static string Submit(Experiment experiment, RunOptions options) =>
        ActorExecution.Submit(RunPlan.Create(experiment, options with { IsDetached = true }));

    /// <summary>How a run would be laid out over the devices of this process or of a cluster; nothing is started.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the user said.</param>
    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong.</exception>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    public static DryRun Plan(Experiment experiment, RunOptions options)
    {
        RunPlan plan = RunPlan.Create(experiment, options);
        return new DryRun(ActorExecution.Plan(plan), ReceptorInput.Of(plan.Network), plan.EstimatedBytes, plan.Notes);
    }

    /// <summary>About how much memory a run takes of this process at its peak [bytes]; nothing is started.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="options">What the user said.</param>
    /// <exception cref="InvalidDescriptionException">Something that the user gave is wrong.</exception>
    public static double EstimateMemory(Experiment experiment, RunOptions options) =>
        RunPlan.Create(experiment, options).EstimatedBytes;

    /// <summary>
    /// Fetches a run that was submitted to a cluster before, and writes what it leaves behind. Waits for its end where it
    /// is still on.
    /// </summary>
    /// <param name="options">Which cluster, and where to write.</param>
    /// <param name="runId">The run.</param>
    /// <param name="resolve">Finds the experiment by its name, or by its class in an assembly.</param>
    /// <param name="progress">Is told how far the run has come.</param>
    /// <param name="cancellation">Stops waiting; the run goes on.</param>
    /// <exception cref="InvalidDescriptionException">There is no such run, or its experiment is not known here.</exception>
    /// <exception cref="ClusterException">The run failed, or nobody answers.</exception>
    public static RunResult Fetch(
        RunOptions options,
        string runId,
        Func<NetworkReference, Experiment> resolve,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        using var fetching = new FetchExecution(options, resolve);
        (RunPlan plan, RunCollector collector, RunFacts facts) = fetching.Fetch(runId, progress, cancellation);
        return Complete(plan, collector, facts, progress);
    }

    /// <summary>
    /// Has a run that did not end go on from its last checkpoint, in this process or on a cluster, and writes what it
    /// leaves behind: the same as if it had not been interrupted.
    /// </summary>
    /// <param name="options">
    /// The folder of the run as <see cref="RunOptions.OutputDirectory"/>, and where it goes on; what was asked for of the
    /// run itself is in the checkpoint.
    /// </param>
    /// <param name="resolve">Finds the experiment by its name, or by its class in an assembly.</param>
    /// <param name="progress">Is told how far the run has come.</param>
    /// <param name="cancellation">Ends the run early.</param>
    /// <exception cref="InvalidDescriptionException">There is no such run, or it cannot go on there.</exception>
    /// <exception cref="ClusterException">The run failed, or nobody answers.</exception>
    public static RunResult Resume(
        RunOptions options,
        Func<NetworkReference, Experiment> resolve,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        using var resuming = new FetchExecution(options with { Resumes = true }, resolve);
        (RunPlan plan, RunCollector collector, RunFacts facts) = resuming.Resume(progress, cancellation);
        return Complete(plan, collector, facts, progress);
    }

    private static RunResult Complete(
        RunPlan plan, RunCollector collector, RunFacts facts, IProgress<RunProgress>? progress)
    {
        progress?.Report(new RunProgress("write", plan.TimeMs(collector.LastStep), plan.DurationMs, facts.LoopSeconds));
        RunSummary summary = Summarise(plan, collector, facts);
        FigureFiles figures = FigureFiles.None;
        if (collector.Writes)
        {
            figures = plan.Options.DrawsFigures ? RunReport.Write(plan.Output!.Path, summary) : figures;
            collector.Complete(summary);
            if (summary.Complete)
            {
                plan.Output!.Complete();
                RunCheckpointFolder.Clear(plan, isAtEnd: true);
            }
        }

        return new RunResult(summary, [.. plan.Notes, .. facts.Notes]) { Figures = figures, Folder = plan.Output?.Path };
    }

    private static RunSummary Summarise(RunPlan plan, RunCollector collector, RunFacts facts)
    {
        IReadOnlyDictionary<string, JsonNode> additional = plan.Experiment.Analyze(plan.Network, collector.Observations);
        collector.Complete();
        return RunSummaries.Create(plan, facts, collector, additional);
    }
}
