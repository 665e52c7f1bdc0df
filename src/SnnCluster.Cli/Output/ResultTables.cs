using System.Text.Json.Nodes;
using SnnCluster.Experiments;
using SnnCluster.Experiments.Results;
using Spectre.Console;

namespace SnnCluster.Cli.Output;

/// <summary>The result of a run, for people.</summary>
internal static class ResultTables
{
    private const string MapQualityKey = "mapQuality";
    private const string Exchange = "exchange";

    public static void Write(CommandContext context, RunSummary summary, string? outputDirectory)
    {
        IAnsiConsole console = Consoles.Output(context);
        if (summary.Projections.Count > 0)
        {
            console.Write(Synapses(summary));
        }

        if (summary.Rewiring.Count > 0)
        {
            console.Write(Rewiring(summary));
        }

        console.Write(Rates(summary));
        foreach (string remark in Remarks(summary))
        {
            context.Output.WriteLine(remark);
        }

        if (summary.Additional.TryGetValue(MapQualityKey, out JsonNode? quality) && quality is JsonObject mapQuality)
        {
            console.Write(MapQualityTable.Create(mapQuality));
        }

        Table additional = Tables.Create("Result", "> Value");
        foreach ((string key, JsonNode value) in summary.Additional.Where(pair => pair.Key != MapQualityKey))
        {
            AddLeaves(additional, key, value);
        }

        if (additional.Rows.Count > 0)
        {
            console.Write(additional);
        }

        console.Write(Run(summary));

        // Past the console, which would break what is to be copied at the width of a line.
        context.Output.WriteLine($"Digest {summary.Digest}");
        if (summary.FullDigest is not null)
        {
            context.Output.WriteLine($"Full digest {summary.FullDigest}");
        }

        if (outputDirectory is not null)
        {
            FileListing.Write(context.Output, outputDirectory);
        }
    }

    private static Table Synapses(RunSummary summary)
    {
        Table table = Tables.Create("Projection", "> Synapses\nat start", "> \nat end", "> In-degree\nat start", "> \nat end");
        foreach (ProjectionSummary projection in summary.Projections)
        {
            SynapseCounts? counts = summary.Synapses.GetValueOrDefault(projection.Name);
            double targets = summary.Populations.FirstOrDefault(p => p.Name == projection.Target)?.Size ?? 0;
            Tables.AddRow(
                table,
                projection.Name,
                Count(counts?.Initial),
                Count(counts?.Final),
                Number(counts?.Initial / targets),
                Number(counts?.Final / targets));
        }

        return table;
    }

    private static Table Rewiring(RunSummary summary)
    {
        Table table = Tables.Create("Rewiring", "> Formed", "> Eliminated", "> Attempts");
        foreach ((string projection, RewiringTotals totals) in summary.Rewiring)
        {
            Tables.AddRow(
                table, projection, Numbers.Count(totals.Formed), Numbers.Count(totals.Eliminated), Numbers.Count(totals.Attempts));
        }

        return table;
    }

    private static Table Rates(RunSummary summary)
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

        Table table = Tables.Create(["Population", "> Neurons", .. columns.Select(column => $"> {column.Title}")]);
        foreach (PopulationSummary population in summary.Populations)
        {
            Tables.AddRow(table, [population.Name, Numbers.Count(population.Size), .. columns.Select(column => column.Of(population.Name))]);
        }

        return table;
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
                ? $"Rates, CV and correlation are of the time from {Numbers.Plain(activity.FromMs)} ms on."
                : $"CV and correlation are of the time from {Numbers.Plain(activity.FromMs)} ms on, which the run did not reach; rates are of all of it.";
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

    private static Table Run(RunSummary summary)
    {
        Table table = Tables.Create("Run", "> ", "");
        string ended = summary switch
        {
            { Complete: true } => "",
            { Lost.Count: > 0 } => $"incomplete: recordings {RunOutput.Lost(summary)} are lost",
            _ => "incomplete: ended early",
        };
        Tables.AddRow(table, "Simulated [ms]", Numbers.Plain(summary.SimulatedMs), ended);
        Tables.AddRow(table, "Real-time factor", Number(summary.RealTimeFactor), "wall seconds per simulated second");
        Tables.AddRow(table, "Build [s]", Number(summary.BuildSeconds), "");
        Tables.AddRow(table, "Simulation [s]", Number(summary.LoopSeconds), "");
        foreach ((string phase, double seconds) in summary.PhaseSeconds)
        {
            string share = summary.LoopSeconds > 0 ? Numbers.Percent(seconds / summary.LoopSeconds) : "";
            Tables.AddRow(table, $"  {phase} [s]", Number(seconds), share);
        }

        if (WaitsMost(summary))
        {
            Tables.AddRow(table, "  note", "", "partitions wait more than they compute: are there");
            Tables.AddRow(table, "", "", "as many idle cores, or is the network too small?");
        }

        Tables.AddRow(table, "Recording [s]", Numbers.Significant(summary.RecordingSeconds), "samples and data, beside simulation");
        if (summary.Checkpoints is CheckpointSummary checkpoints)
        {
            string failed = checkpoints.Failed == 0 ? "" : $", {Numbers.Count(checkpoints.Failed)} could not be written";
            string share = summary.LoopSeconds > 0 ? $", {Numbers.Percent(checkpoints.PauseSeconds / summary.LoopSeconds)} of the time" : "";
            Tables.AddRow(
                table, "Checkpoints", Numbers.Count(checkpoints.Written), $"{Numbers.Bytes(checkpoints.Bytes)} each{share}{failed}");
        }

        if (summary.Recoveries.Count > 0)
        {
            string repeated = Numbers.Count(summary.Recoveries.Sum(recovery => (long)recovery.StepsRepeated));
            Tables.AddRow(table, "Recoveries", Numbers.Count(summary.Recoveries.Count), $"{repeated} steps repeated");
        }

        Tables.AddRow(table, "Synaptic events", Numbers.Count(summary.SynapticEvents), "");
        Tables.AddRow(table, "Peak memory", Numbers.Bytes(summary.PeakMemoryBytes), "");
        Tables.AddRow(table, "Partitions", Numbers.Count(summary.Partitions.Count), Devices(summary));
        return table;
    }

    // Times of phases are those of the partition that each took longest in, so that even the one with most to do computes for
    // no longer than this.
    private static bool WaitsMost(RunSummary summary) => summary.Partitions.Count > 1
        && summary.PhaseSeconds.Where(phase => phase.Key != Exchange).Sum(phase => phase.Value) < summary.LoopSeconds / 2;

    private static string Devices(RunSummary summary) =>
        string.Join(", ", summary.Partitions.Select(partition => partition.Device).Distinct());

    // Numbers and texts by their path; lists are for summary.json.
    private static void AddLeaves(Table table, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject children:
                foreach ((string key, JsonNode? child) in children)
                {
                    AddLeaves(table, $"{path}.{key}", child);
                }

                break;
            case JsonArray list:
                Tables.AddRow(table, path, $"{list.Count} values");
                break;
            default:
                Tables.AddRow(table, path, Json.NumberOf(node) is double number ? Number(number) : node?.ToString() ?? "-");
                break;
        }
    }

    private static string Count(long? value) => value is long count ? Numbers.Count(count) : "-";

    private static string Number(double? value) => value is double number ? Numbers.Significant(number) : "-";
}
