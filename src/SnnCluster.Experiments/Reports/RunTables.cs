using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Reports;

/// <summary>What came out of a run, as tables for people: on a terminal, and in its report.</summary>
public static class RunTables
{
    private const string MapQualityKey = "mapQuality";
    private const string Exchange = "exchange";

    private static readonly (string Label, string Key)[] MapQualities =
    [
        ("sigma_aff, weighted", "sigmaAffWeighted"),
        ("sigma_aff", "sigmaAff"),
        ("AD, weighted", "adWeighted"),
        ("AD", "ad"),
    ];

    /// <summary>All tables that there is something to say in.</summary>
    /// <param name="summary">The run.</param>
    public static IEnumerable<ReportTable> Of(RunSummary summary) => new[]
    {
        Synapses(summary), Rewiring(summary), Activity(summary), MapQuality(summary), Additional(summary), Run(summary),
    }.Where(table => table.Rows.Count > 0);

    /// <summary>Of which times what was recorded is lost, for people.</summary>
    /// <param name="summary">The run.</param>
    public static string Lost(RunSummary summary) => string.Join(
        ", ", summary.Lost.Select(lost => $"between {NumberText.Plain(lost.AfterMs)} and {NumberText.Plain(lost.BeforeMs)} ms"));

    /// <summary>Its parameters, and what else it was.</summary>
    /// <param name="summary">The run.</param>
    internal static ReportTable Parameters(RunSummary summary) => new("Parameters", ["", ""],
    [
        .. summary.Parameters.Select(pair => new[] { pair.Key, NumberText.Of(pair.Value) }),
        ["seed", summary.Seed.ToString(CultureInfo.InvariantCulture)],
        ["dt [ms]", NumberText.Plain(summary.DtMs)],
    ]);

    private static ReportTable Synapses(RunSummary summary) => new(
        "Synapses",
        ["Projection", "> Synapses\nat start", "> \nat end", "> In-degree\nat start", "> \nat end"],
        [
            .. summary.Projections.Select(projection =>
            {
                SynapseCounts? counts = summary.Synapses.GetValueOrDefault(projection.Name);
                double targets = summary.Populations.FirstOrDefault(p => p.Name == projection.Target)?.Size ?? 0;
                return new[]
                {
                    projection.Name, Count(counts?.Initial), Count(counts?.Final), Number(counts?.Initial / targets), Number(counts?.Final / targets),
                };
            }),
        ]);

    private static ReportTable Rewiring(RunSummary summary) => new(
        "Rewiring",
        ["Rewiring", "> Formed", "> Eliminated", "> Attempts"],
        [
            .. summary.Rewiring.Select(pair => new[]
            {
                pair.Key, NumberText.Count(pair.Value.Formed), NumberText.Count(pair.Value.Eliminated), NumberText.Count(pair.Value.Attempts),
            }),
        ]);

    private static ReportTable Activity(RunSummary summary)
    {
        (string Title, string Quantity, IReadOnlyDictionary<string, double>? Values)[] quantities =
        [
            ("Mean rate [Hz]", ReferenceValue.MeanRate, summary.MeanRateHz),
            ("CV of ISI", ReferenceValue.Cv, summary.Activity?.CvIsi),
            ("Correlation", ReferenceValue.Correlation, summary.Activity?.PairwiseCorrelation),
        ];
        var columns = new List<(string Title, Func<string, string> Of)>();
        foreach ((string title, string quantity, IReadOnlyDictionary<string, double>? values) in quantities.Where(one => one.Values is not null))
        {
            columns.Add((title, name => Number(values!.TryGetValue(name, out double value) && double.IsFinite(value) ? value : null)));
            if (summary.References.Any(reference => reference.Quantity == quantity))
            {
                columns.Add(("reference", name => Reference(
                    summary.References.FirstOrDefault(one => one.Quantity == quantity && one.Population == name),
                    values!.TryGetValue(name, out double value) ? value : double.NaN)));
            }
        }

        return new ReportTable(
            "Activity",
            ["Population", "> Neurons", .. columns.Select(column => $"> {column.Title}")],
            [
                .. summary.Populations.Select(population => (string[])
                    [population.Name, NumberText.Count(population.Size), .. columns.Select(column => column.Of(population.Name))]),
            ])
        {
            Note = string.Join('\n', Remarks(summary)),
        };
    }

    private static string Reference(ReferenceValue? reference, double ours)
    {
        if (reference is null)
        {
            return "-";
        }

        string outside = Math.Abs(ours - reference.Value) > reference.Tolerance ? " (!)" : "";
        return $"{Number(reference.Value)}{(double.IsFinite(reference.Tolerance) ? $" ± {Number(reference.Tolerance)}" : "")}{outside}";
    }

    private static IEnumerable<string> Remarks(RunSummary summary)
    {
        if (summary.Activity is { FromMs: > 0 } activity)
        {
            yield return activity.FromMs < summary.SimulatedMs
                ? $"Rates, CV and correlation are of the time from {NumberText.Plain(activity.FromMs)} ms on."
                : $"CV and correlation are of the time from {NumberText.Plain(activity.FromMs)} ms on, which the run did not reach; rates are of all of it.";
        }

        foreach (string source in summary.References.Select(reference => reference.Source).Distinct())
        {
            bool differs = summary.References.Any(reference => reference.Source == source && Value(summary, reference) is double ours
                && Math.Abs(ours - reference.Value) > reference.Tolerance);
            yield return $"Reference: {source}, with the tolerance for one run{(differs ? "; (!) lies outside of it" : "")}.";
        }
    }

    private static double? Value(RunSummary summary, ReferenceValue reference)
    {
        IReadOnlyDictionary<string, double>? values = reference.Quantity switch
        {
            ReferenceValue.Cv => summary.Activity?.CvIsi,
            ReferenceValue.Correlation => summary.Activity?.PairwiseCorrelation,
            _ => summary.MeanRateHz,
        };
        return values is not null && values.TryGetValue(reference.Population, out double value) ? value : null;
    }

    // How good a topographic map is: sigma_aff is the width of a neuron's inputs, AD how far their centre is from where the neuron is (Bamford 2010).
    private static ReportTable MapQuality(RunSummary summary)
    {
        JsonObject? quality = summary.Additional.GetValueOrDefault(MapQualityKey) as JsonObject;
        string ValueOf(string time, string key) => Number((quality![time] as JsonObject)?[key] is JsonNode node ? NumberOf(node) : null);
        return new ReportTable(
            "Map quality",
            ["Map quality", "> Start", "> End"],
            [.. (quality is null ? [] : MapQualities).Select(row => new[] { row.Label, ValueOf("initial", row.Key), ValueOf("final", row.Key) })]);
    }

    private static ReportTable Additional(RunSummary summary) => new(
        "Results of the experiment",
        ["Result", "> Value"],
        [.. summary.Additional.Where(pair => pair.Key != MapQualityKey).SelectMany(pair => Leaves(pair.Key, pair.Value))]);

    private static ReportTable Run(RunSummary summary)
    {
        string ended = summary switch
        {
            { Complete: true } => "",
            { Lost.Count: > 0 } => $"incomplete: recordings {Lost(summary)} are lost",
            _ => "incomplete: ended early",
        };
        var rows = new List<string[]>
        {
            new[] { "Simulated [ms]", NumberText.Plain(summary.SimulatedMs), ended },
            new[] { "Real-time factor", Number(summary.RealTimeFactor), "wall seconds per simulated second" },
            new[] { "Build [s]", Number(summary.BuildSeconds), "" },
            new[] { "Simulation [s]", Number(summary.LoopSeconds), "" },
        };
        rows.AddRange(summary.PhaseSeconds.Select(phase => new[]
        {
            $"  {phase.Key} [s]", Number(phase.Value), summary.LoopSeconds > 0 ? NumberText.Percent(phase.Value / summary.LoopSeconds) : "",
        }));
        if (WaitsMost(summary))
        {
            rows.Add(["  note", "", "partitions wait more than they compute: are there"]);
            rows.Add(["", "", "as many idle cores, or is the network too small?"]);
        }

        rows.Add(["Recording [s]", NumberText.Significant(summary.RecordingSeconds), "samples and data, beside simulation"]);
        if (summary.Checkpoints is CheckpointSummary checkpoints)
        {
            string failed = checkpoints.Failed == 0 ? "" : $", {NumberText.Count(checkpoints.Failed)} could not be written";
            string share = summary.LoopSeconds > 0 ? $", {NumberText.Percent(checkpoints.PauseSeconds / summary.LoopSeconds)} of the time" : "";
            rows.Add(["Checkpoints", NumberText.Count(checkpoints.Written), $"{NumberText.Bytes(checkpoints.Bytes)} each{share}{failed}"]);
        }

        if (summary.Recoveries.Count > 0)
        {
            string repeated = NumberText.Count(summary.Recoveries.Sum(recovery => (long)recovery.StepsRepeated));
            rows.Add(["Recoveries", NumberText.Count(summary.Recoveries.Count), $"{repeated} steps repeated"]);
        }

        rows.Add(["Synaptic events", NumberText.Count(summary.SynapticEvents), ""]);
        rows.Add(["Peak memory", NumberText.Bytes(summary.PeakMemoryBytes), ""]);
        rows.Add(["Partitions", NumberText.Count(summary.Partitions.Count), string.Join(", ", summary.Partitions.Select(one => one.Device).Distinct())]);
        return new ReportTable("Run", ["Run", "> ", ""], rows);
    }

    // Times of phases are those of the partition that each took longest in, so that even the one with most to do computes for
    // no longer than this.
    private static bool WaitsMost(RunSummary summary) => summary.Partitions.Count > 1
        && summary.PhaseSeconds.Where(phase => phase.Key != Exchange).Sum(phase => phase.Value) < summary.LoopSeconds / 2;

    // Numbers and texts by their path; lists are for summary.json.
    private static IEnumerable<string[]> Leaves(string path, JsonNode? node) => node switch
    {
        JsonObject children => children.SelectMany(child => Leaves($"{path}.{child.Key}", child.Value)),
        JsonArray list => [[path, $"{list.Count} values"]],
        _ => [[path, NumberOf(node) is double number ? Number(number) : node?.ToString() ?? "-"]],
    };

    private static double? NumberOf(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture)
        : null;

    private static string Count(long? value) => value is long count ? NumberText.Count(count) : "-";

    private static string Number(double? value) => value is double number ? NumberText.Significant(number) : "-";
}
