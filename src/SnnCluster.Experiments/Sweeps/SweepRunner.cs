using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using SnnCluster.Engine.Devices;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;

namespace SnnCluster.Experiments.Sweeps;

/// <summary>Runs a sweep: as many runs at once as its plan says, each as if it were asked for alone.</summary>
public static class SweepRunner
{
    /// <summary>
    /// Runs what is not whole yet, and writes the table and figures of all that is. When it is cancelled, runs that are on end and are made anew the
    /// next time; what fails is told at the end, and tried again the next time.
    /// </summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="progress">Is told how far the sweep has come.</param>
    /// <param name="cancellation">Ends the sweep early.</param>
    /// <exception cref="SnnCluster.Cluster.Hosting.ClusterException">The cluster does not answer; nothing was started.</exception>
    public static SweepResult Run(SweepPlan plan, IProgress<SweepProgress>? progress, CancellationToken cancellation)
    {
        using SweepSlots slots = plan.Options.Run.Cluster is null
            ? SweepSlots.OfProcess(DeviceCatalog.List(), plan.MostParallel, plan.RunsPerGpu)
            : SweepSlots.OfClusterAsync(plan).GetAwaiter().GetResult();
        using OutputLock taken = OutputLock.Take(plan.Folder);
        Directory.CreateDirectory(Path.Combine(plan.Folder, SweepFiles.Runs));
        WriteSweep(plan, [], complete: false);
        var state = new State(plan, progress);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(plan.Cases.Where(one => !plan.Whole.Contains(one.Name)), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = slots.Parallel, CancellationToken = cancellation },
                (one, loop) =>
                {
                    state.Add(one, RunOne(plan, one, slots, cancellation));
                    if (slots.IsLost)
                    {
                        loop.Stop();
                    }
                });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }

        var table = SweepTable.Read(plan, state.Whole);
        SweepFailure[] failures = [.. plan.Cases.Where(one => state.Reasons.ContainsKey(one.Name)).Select(one => new SweepFailure(one.Name, state.Reasons[one.Name]))];
        bool complete = table.Rows == plan.Cases.Count;
        RunFiles.WriteText(Path.Combine(plan.Folder, SweepFiles.Csv), table.ToCsv());
        table.WriteParquet(plan.Folder, SweepFiles.Parquet);
        FigureFiles figures = SweepFigure.Write(plan, table);
        WriteSweep(plan, failures, complete);
        return new SweepResult(plan, table, failures, complete, figures);
    }

    // Null where it is whole, "" where it was cancelled, else why it failed.
    private static string? RunOne(SweepPlan plan, SweepCase one, SweepSlots slots, CancellationToken cancellation)
    {
        string folder = plan.FolderOf(one);
        try
        {
            if (one.Options.Record.Count > 0)
            {
                RunResult written = slots.Run(plan.Experiment, one.Options with { OutputDirectory = folder }, cancellation);
                return written.Summary.Complete ? null : "";
            }

            RunResult result = slots.Run(plan.Experiment, one.Options, cancellation);
            if (!result.Summary.Complete)
            {
                return "";
            }

            // What another sweep has recorded there does not belong to this run.
            using OutputFolder output = OutputFolder.Open(folder, force: true, OutputContent.Run);
            SummaryFile.Write(output.Path, result.Summary);
            output.Complete();
            return null;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // One of a cluster that is being built ends with an error then.
            return "";
        }
        catch (Exception exception)
        {
            // One that fails, for want of memory too, ends no other.
            return exception.Message;
        }
    }

    private static void WriteSweep(SweepPlan plan, IReadOnlyList<SweepFailure> failures, bool complete)
    {
        JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => (JsonNode)text)];
        var root = new JsonObject
        {
            ["schema"] = 1,
            ["experiment"] = plan.Experiment.Name,
            ["complete"] = complete,
            ["commandLine"] = plan.Options.Run.CommandLine,
            ["values"] = new JsonObject(plan.Options.Values.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["seeds"] = plan.Options.Seeds,
            ["runs"] = Texts(plan.Cases.Select(one => one.Name)),
            ["failures"] = new JsonArray(
                [.. failures.Select(failure => (JsonNode)new JsonObject { ["run"] = failure.Run, ["reason"] = failure.Reason })]),
        };
        RunFiles.WriteText(Path.Combine(plan.Folder, SweepFiles.Sweep), root.ToJsonString(ResultJson.Options) + "\n");
    }

    private sealed class State(SweepPlan plan, IProgress<SweepProgress>? progress)
    {
        private readonly Lock _lock = new();
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly int _before = plan.Whole.Count;

        public HashSet<string> Whole { get; } = [.. plan.Whole];

        public Dictionary<string, string> Reasons { get; } = [];

        public void Add(SweepCase one, string? reason)
        {
            lock (_lock)
            {
                if (reason is null)
                {
                    Whole.Add(one.Name);
                }
                else if (reason.Length > 0)
                {
                    Reasons.Add(one.Name, reason);
                }

                int run = Whole.Count - _before + Reasons.Count;
                int left = plan.Cases.Count - Whole.Count - Reasons.Count;
                double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
                progress?.Report(new SweepProgress(Whole.Count, Reasons.Count, plan.Cases.Count, run == 0 ? double.NaN : seconds / run * left));
            }
        }
    }
}
