using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Reports;

/// <summary>The page of a run: report.html.</summary>
internal static class RunPage
{
    private const int MostRates = 8;

    /// <summary>The page.</summary>
    /// <param name="summary">The run.</param>
    /// <param name="figures">Its figures.</param>
    public static string Create(RunSummary summary, FigureFiles figures)
    {
        var page = new HtmlReport($"Run: {summary.Experiment}");
        page.AddText(TextOf(summary));
        if (!summary.Complete)
        {
            page.AddWarning(summary.Lost.Count > 0
                ? $"Incomplete: what was recorded {RunTables.Lost(summary)} is lost."
                : "Incomplete: the run ended early.");
        }

        page.AddFigures(figures, RunReport.Captions(summary.Projections.Select(projection => projection.Name)));
        foreach (ReportTable table in RunTables.Of(summary))
        {
            page.AddTable(table);
        }

        if (summary.Notes.Count > 0)
        {
            page.AddHeading("Notes");
            page.AddList(summary.Notes);
        }

        page.AddTable(RunTables.Parameters(summary));
        page.AddOrigin(summary.Provenance);
        page.AddHeading("Digest");
        page.AddCode(summary.Digest);
        return page.ToString();
    }

    // What was run, and what came out, in a few sentences.
    private static string TextOf(RunSummary summary)
    {
        string devices = string.Join(", ", summary.Partitions.Select(partition => partition.Device).Distinct());
        long synapses = summary.Synapses.Values.Sum(counts => counts.Final);
        var sentences = new List<string>
        {
            $"The experiment {summary.Experiment} was run with seed {summary.Seed} for {NumberText.Plain(summary.SimulatedMs)} ms of model time in steps of "
                + $"{NumberText.Plain(summary.DtMs)} ms: {NumberText.Count(summary.Neurons)} neurons in {NumberText.Many(summary.Populations.Count, "population")}"
                + $" and, at the end, {NumberText.Count(synapses)} synapses.",
            $"It took {NumberText.Significant(summary.LoopSeconds)} s, {NumberText.Significant(summary.RealTimeFactor)} s for each second of model time, on "
                + $"{NumberText.Many(summary.Partitions.Count, "partition")} ({devices}), after {NumberText.Significant(summary.BuildSeconds)} s to build the network.",
        };
        if (summary.MeanRateHz.Count > 0)
        {
            string more = summary.MeanRateHz.Count > MostRates ? " and so on" : "";
            sentences.Add("Neurons spiked at mean rates of "
                + string.Join(", ", summary.MeanRateHz.Take(MostRates).Select(rate => $"{NumberText.Significant(rate.Value)} Hz ({rate.Key})")) + $"{more}.");
        }

        if (summary.Rewiring.Count > 0)
        {
            sentences.Add($"Rewiring formed {NumberText.Count(summary.Rewiring.Values.Sum(totals => totals.Formed))} synapses and eliminated "
                + $"{NumberText.Count(summary.Rewiring.Values.Sum(totals => totals.Eliminated))}.");
        }

        return string.Join(' ', sentences);
    }
}
