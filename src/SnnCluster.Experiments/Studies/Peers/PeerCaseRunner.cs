using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Studies.Peers;

/// <summary>
/// Runs the cases of other simulators, each in a process of its own, and leaves ours to another runner. A script gets the experiment's parameters as options,
/// with --seed, --duration-ms and --directory, and prints one JSON object.
/// </summary>
/// <param name="plan">The study.</param>
/// <param name="ours">Runs our own cases.</param>
public sealed class PeerCaseRunner(StudyPlan plan, ICaseRunner ours) : ICaseRunner, IDisposable
{
    private readonly Lazy<DirectoryInfo> _folder = new(() => Directory.CreateTempSubdirectory("snncluster-peers-"));

    /// <inheritdoc/>
    public RunResult Run(StudyCase studyCase, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        if (studyCase.Peer is not Peer peer)
        {
            return ours.Run(studyCase, options, progress, cancellation);
        }

        double durationMs = options.DurationMs ?? plan.DurationMs;
        progress?.Report(new RunProgress(peer.Name, 0, durationMs, 0));
        string folder = Path.Combine(_folder.Value.FullName, string.Concat(studyCase.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        using Process process = peer.Start(
        [
            peer.ScriptOf(plan.Options.PeerScripts, plan.Experiment.Name),
            .. options.Set.SelectMany(pair => new[] { $"--{pair.Key}", pair.Value }),
            "--seed", ValidationErrors.Text(options.Seed),
            "--duration-ms", ValidationErrors.Text(durationMs),
            "--directory", folder,
        ]);
        using CancellationTokenRegistration killed = cancellation.Register(() => process.Kill(entireProcessTree: true));
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            string last = error.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("it says nothing");
            throw new InvalidOperationException($"{peer.Name} ended with exit code {process.ExitCode}: {last}");
        }

        return new RunResult(Summary(studyCase, options, durationMs, output), []);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_folder.IsValueCreated)
        {
            _folder.Value.Delete(recursive: true);
        }
    }

    // What a script says, in the words of a run of ours; what it cannot say is no number.
    private RunSummary Summary(StudyCase studyCase, RunOptions options, double durationMs, string output)
    {
        JsonObject root = Parse(studyCase, output);
        double loopSeconds = Number(root, "loopSeconds");
        var statistics = root["statistics"] as JsonObject ?? [];
        Dictionary<string, double> by(string quantity) => statistics.Where(pair => pair.Value is JsonObject values && values.ContainsKey(quantity))
            .ToDictionary(pair => pair.Key, pair => Number((JsonObject)pair.Value!, quantity));
        return new RunSummary
        {
            Experiment = plan.Experiment.Name,
            Parameters = new Dictionary<string, object>(),
            Seed = options.Seed,
            Complete = true,
            DtMs = plan.DtMs,
            Partitions = [new PartitionSummary(0, studyCase.Peer!.Name, "local", studyCase.Neurons)],
            Populations = [],
            Projections = [],
            Neurons = studyCase.Neurons,
            Synapses = new Dictionary<string, SynapseCounts> { ["all"] = new(Count(root, "synapses"), Count(root, "synapses")) },
            Rewiring = new Dictionary<string, RewiringTotals>(),
            SimulatedMs = durationMs,
            BuildSeconds = Number(root, "buildSeconds"),
            LoopSeconds = loopSeconds,
            RealTimeFactor = loopSeconds / (durationMs / 1000),
            PhaseSeconds = new Dictionary<string, double>(),
            SynapticEvents = Count(root, "synapticEvents"),
            Spikes = Count(root, "spikes"),
            MeanRateHz = by("rateHz"),
            Activity = new ActivitySummary(Number(root, "warmUpMs"), by("cvIsi"), by("pairwiseCorrelation")),
            PeakMemoryBytes = Count(root, "peakMemoryBytes"),
            Digest = "",
        };
    }

    private static JsonObject Parse(StudyCase studyCase, string output)
    {
        try
        {
            if (JsonNode.Parse(output) is JsonObject root && Number(root, "loopSeconds") > 0)
            {
                return root;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        throw new InvalidOperationException($"{studyCase.Peer!.Name} prints no JSON object with a number \"loopSeconds\" above 0");
    }

    private static double Number(JsonObject root, string key) =>
        root[key] is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : double.NaN;

    private static long Count(JsonObject root, string key) =>
        Number(root, key) is >= 0 and < 1e18 and double number ? (long)number : 0;
}
