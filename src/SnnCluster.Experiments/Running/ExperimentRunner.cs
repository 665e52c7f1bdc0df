using System.Diagnostics;
using System.Text.Json.Nodes;
using SnnCluster.Engine;
using SnnCluster.Engine.Devices;
using SnnCluster.Engine.Recording;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Running;

/// <summary>Runs an experiment in this process and writes what it leaves behind.</summary>
public static class ExperimentRunner
{
    // Long enough that the clock and the progress bar cost nothing, short enough that Ctrl-C feels immediate.
    private const double ChunkSeconds = 0.05;

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
    public static RunResult Run(
        Experiment experiment, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        RunPlan plan = RunPlan.Create(experiment, options);
        double neurons = plan.Network.Populations.Sum(population => (double)population.Size);
        using IDevice device = DeviceCatalog.Open(options.Device, neurons);
        List<string> notes = [];
        if (options.Device == "auto")
        {
            notes.Add($"auto picked {device.Name} for {neurons:N0} neurons: {DeviceCatalog.AutoRule}");
        }

        progress?.Report(new RunProgress("build", 0, plan.DurationMs, 0));
        using Simulation simulation = Simulation.Create(
            plan.Network, device, options.Partitions, recordSpikes: plan.RecordsSpikes);
        Dictionary<string, Synapse[]> start = ReadConnectivity(simulation);
        using RunRecorder? recorder = options.OutputDirectory is null ? null : RunRecorder.Start(plan, start);
        Advance(plan, simulation, recorder, progress, cancellation);

        double simulatedMs = simulation.Step * plan.Settings.DtMs;
        progress?.Report(new RunProgress("write", simulatedMs, plan.DurationMs, simulation.LoopSeconds));
        Dictionary<string, Synapse[]> end = ReadConnectivity(simulation);
        IReadOnlyDictionary<string, JsonNode> additional = experiment.Analyze(plan.Network, start, end);
        RunSummary summary = RunSummaries.Create(plan, simulation, start, end, additional);
        if (recorder is not null)
        {
            recorder.Complete(end, summary);
            RunReport.Write(options.OutputDirectory!);
        }

        return new RunResult(summary, notes);
    }

    private static void Advance(
        RunPlan plan,
        Simulation simulation,
        RunRecorder? recorder,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        int chunk = 1;
        while (simulation.Step < plan.Steps && !cancellation.IsCancellationRequested)
        {
            int until = Math.Min(plan.Steps, simulation.Step + chunk);
            until = recorder is null ? until : Math.Min(until, recorder.NextStop(simulation.Step));
            long began = Stopwatch.GetTimestamp();
            simulation.Run(until - simulation.Step);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            if (seconds < ChunkSeconds / 2)
            {
                chunk = Math.Min(2 * chunk, 1 << 20);
            }
            else if (seconds > 2 * ChunkSeconds)
            {
                chunk = Math.Max(1, chunk / 2);
            }

            recorder?.Record(simulation);
            progress?.Report(new RunProgress(
                "run", simulation.Step * plan.Settings.DtMs, plan.DurationMs, simulation.LoopSeconds));
        }
    }

    private static Dictionary<string, Synapse[]> ReadConnectivity(Simulation simulation) =>
        simulation.Network.Projections.Select((projection, index) => (projection.Name, index))
            .ToDictionary(pair => pair.Name, pair => simulation.ReadSynapses(pair.index));
}
