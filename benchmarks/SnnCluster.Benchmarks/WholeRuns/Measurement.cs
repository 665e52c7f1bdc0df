using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Benchmarks.WholeRuns;

/// <summary>One whole run, as its program told. Values that a program does not tell are NaN.</summary>
/// <param name="Program">Which program, and how it was run.</param>
/// <param name="Scale">Layers of (16·scale)² neurons.</param>
/// <param name="SimulatedMs">Simulated time [ms].</param>
/// <param name="Neurons">Neurons of both layers.</param>
/// <param name="LoopSeconds">Time of the simulation loop [s].</param>
internal sealed record Measurement(string Program, int Scale, double SimulatedMs, long Neurons, double LoopSeconds)
{
    public const double DtMs = 0.1;

    public double SourceRateHz { get; init; } = double.NaN;

    public double TargetRateHz { get; init; } = double.NaN;

    public double Synapses { get; init; } = double.NaN;

    public double DeliverSeconds { get; init; } = double.NaN;

    public double UpdateSeconds { get; init; } = double.NaN;

    public double RewireSeconds { get; init; } = double.NaN;

    public double SynapticEvents { get; init; } = double.NaN;

    public double Attempts { get; init; } = double.NaN;

    public double BuildSeconds { get; init; } = double.NaN;

    public double PeakMemoryBytes { get; init; } = double.NaN;

    public double RealTimeFactor => LoopSeconds / (SimulatedMs / 1000);

    public double DeliverShare => DeliverSeconds / LoopSeconds;

    public double UpdateShare => UpdateSeconds / LoopSeconds;

    public double RewireShare => RewireSeconds / LoopSeconds;

    public double LoopNsPerNeuronStep => 1e9 * LoopSeconds / NeuronSteps;

    public double UpdateNsPerNeuronStep => 1e9 * UpdateSeconds / NeuronSteps;

    public double NsPerEvent => 1e9 * DeliverSeconds / SynapticEvents;

    public double NsPerAttempt => 1e9 * RewireSeconds / Attempts;

    private double NeuronSteps => Neurons * (SimulatedMs / DtMs);

    /// <summary>Reads what <c>snncluster run topographic-map --json</c> printed.</summary>
    public static Measurement OfSummary(string program, int scale, string json)
    {
        RunSummary summary = SummaryFile.Parse(json);
        return new Measurement(program, scale, summary.SimulatedMs, summary.Neurons, summary.LoopSeconds)
        {
            SourceRateHz = summary.MeanRateHz["source"],
            TargetRateHz = summary.MeanRateHz["target"],
            Synapses = summary.Synapses.Values.Sum(counts => counts.Final),
            DeliverSeconds = summary.PhaseSeconds["deliver"],
            UpdateSeconds = summary.PhaseSeconds["update"],
            RewireSeconds = summary.PhaseSeconds["rewire"],
            SynapticEvents = summary.SynapticEvents,
            Attempts = summary.Rewiring.Values.Sum(totals => totals.Attempts),
            BuildSeconds = summary.BuildSeconds,
            PeakMemoryBytes = summary.PeakMemoryBytes,
        };
    }

    /// <summary>Reads what benchmarks/brian2/topographic_map.py printed.</summary>
    public static Measurement OfBrian2(string program, string json)
    {
        JsonNode root = JsonNode.Parse(json)!;
        return new Measurement(
            program,
            root["scale"]!.GetValue<int>(),
            root["simulatedMs"]!.GetValue<double>(),
            root["neurons"]!.GetValue<long>(),
            root["loopSeconds"]!.GetValue<double>())
        {
            SourceRateHz = root["meanRateHz"]!["source"]!.GetValue<double>(),
            TargetRateHz = root["meanRateHz"]!["target"]!.GetValue<double>(),
            Synapses = root["synapses"]!.AsObject().Sum(pair => pair.Value!.GetValue<double>()),
        };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static Measurement OfJson(string json) => JsonSerializer.Deserialize<Measurement>(json, JsonOptions)!;

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    private static readonly JsonSerializerOptions JsonOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
