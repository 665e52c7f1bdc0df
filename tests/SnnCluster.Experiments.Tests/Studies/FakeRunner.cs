using SnnCluster.Experiments.Results;
using SnnCluster.Experiments.Running;
using SnnCluster.Experiments.Studies;

namespace SnnCluster.Experiments.Tests.Studies;

/// <summary>Gives times by formula instead of running anything: a microsecond per neuron and simulated second.</summary>
internal sealed class FakeRunner : ICaseRunner
{
    /// <summary>What was asked for, in order.</summary>
    public List<(string Case, ulong Seed, double DurationMs)> Runs { get; } = [];

    /// <summary>Is called before each run, with its number from 0, the warm-up included.</summary>
    public Action<int> Before { get; init; } = _ => { };

    /// <summary>Whether a run is whole, by its number.</summary>
    public Func<int, bool> IsComplete { get; init; } = _ => true;

    /// <summary>The digest, by partitions and seed.</summary>
    public Func<int, ulong, string> Digest { get; init; } = (_, seed) => $"sha256:{seed:x64}";

    public RunResult Run(
        StudyCase studyCase, RunOptions options, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        Before(Runs.Count);
        bool complete = IsComplete(Runs.Count);
        double durationMs = options.DurationMs!.Value;
        Runs.Add((studyCase.Name, options.Seed, durationMs));
        progress?.Report(new RunProgress("run", durationMs, durationMs, 0));
        double factor = studyCase.Neurons * 1e-6 / studyCase.Partitions;
        double seconds = factor * durationMs / 1000;
        var summary = new RunSummary
        {
            Experiment = "fake",
            Parameters = new Dictionary<string, object>(),
            Seed = options.Seed,
            Complete = complete,
            DtMs = 0.1,
            Partitions = [.. Enumerable.Range(0, studyCase.Partitions).Select(i => new PartitionSummary(i, "host", "local", 1))],
            Populations = [new PopulationSummary("all", (int)studyCase.Neurons, 0, 0)],
            Projections = [],
            Neurons = studyCase.Neurons,
            Synapses = new Dictionary<string, SynapseCounts> { ["p"] = new(1, 10 * studyCase.Neurons) },
            Rewiring = new Dictionary<string, RewiringTotals>(),
            SimulatedMs = durationMs,
            BuildSeconds = 0.5,
            LoopSeconds = seconds,
            RealTimeFactor = factor,
            PhaseSeconds = new Dictionary<string, double> { ["deliver"] = 0.4 * seconds, ["update"] = 0.6 * seconds },
            SynapticEvents = (long)(200 * studyCase.Neurons * durationMs / 1000),
            Spikes = (long)(20 * studyCase.Neurons * durationMs / 1000),
            MeanRateHz = new Dictionary<string, double> { ["all"] = 20 },
            PeakMemoryBytes = 1000,
            Digest = Digest(studyCase.Partitions, options.Seed),
        };
        return new RunResult(summary, ["a note"]);
    }
}
