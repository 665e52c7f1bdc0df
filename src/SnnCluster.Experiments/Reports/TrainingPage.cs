using System.Globalization;
using System.Text.Json.Nodes;
using SnnCluster.Experiments.Classifiers;
using SnnCluster.Experiments.Figures;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Reports;

/// <summary>The page of a training: report.html.</summary>
internal static class TrainingPage
{
    /// <summary>The page.</summary>
    /// <param name="summary">What summary.json holds.</param>
    /// <param name="epochs">Its epochs.</param>
    /// <param name="figures">Its figures.</param>
    public static string Create(JsonObject summary, IReadOnlyList<EpochRow> epochs, FigureFiles figures)
    {
        var page = new HtmlReport($"Training: {summary["dataset"]}");
        page.AddText(TextOf(summary, epochs));
        if (summary["complete"]?.GetValue<bool>() != true)
        {
            page.AddWarning("Incomplete: the training ended early.");
        }

        page.AddFigures(figures, TrainingReport.Captions);
        page.AddTable(Projections(summary));
        page.AddTable(Epochs(epochs));
        page.AddTable(new ReportTable(
            "Parameters",
            ["", ""],
            [.. (summary["parameters"] as JsonObject ?? []).Select(pair => new[] { pair.Key, pair.Value?.ToString() ?? "-" }), ["seed", $"{summary["seed"]}"]]));
        page.AddOrigin(Provenance.TakeFrom(summary, []));
        page.AddHeading("Digest");
        page.AddCode(summary["digest"]?.ToString() ?? "none: no epoch is done");
        return page.ToString();
    }

    private static string TextOf(JsonObject summary, IReadOnlyList<EpochRow> epochs)
    {
        string begin = $"A classifier was trained on {summary["dataset"]} with seed {summary["seed"]}, for {NumberText.Many(epochs.Count, "epoch")}.";
        if (epochs.Count == 0)
        {
            return begin;
        }

        EpochRow last = epochs[^1];
        double rewired = epochs.Sum(epoch => (double)epoch.Rewired);
        (string Of, double Share)[] accuracies =
        [
            ("the test examples", last.TestAccuracy),
            ("the validation examples", last.ValidationAccuracy),
            ("the training examples, while they were learnt", last.TrainAccuracy),
        ];
        string right = string.Join(", ", accuracies.Where(one => double.IsFinite(one.Share))
            .Select(one => $"{NumberText.Accuracy(one.Share)} % of {one.Of}"));
        return $"{begin} In the last one it answered rightly {right}. Hidden neurons spiked at {NumberText.Significant(last.MeanRateHz)} Hz. "
            + $"Learning took {NumberText.Significant(epochs.Sum(epoch => epoch.Seconds))} s"
            + (rewired > 0 ? $", and DEEP R replaced {NumberText.Count(rewired)} connections." : ".");
    }

    private static ReportTable Projections(JsonObject summary) => new(
        "Projections",
        ["Projection", "> Synapses", "> Rewired"],
        [
            .. (summary["synapses"] as JsonObject ?? []).Select(pair => new[]
            {
                pair.Key, pair.Value?.ToString() ?? "-", (summary["rewirings"] as JsonObject)?[pair.Key]?.ToString() ?? "-",
            }),
        ]);

    private static ReportTable Epochs(IReadOnlyList<EpochRow> epochs) => new(
        "Epochs",
        ["> Epoch", "> Loss", "> Train [%]", "> Validation [%]", "> Test [%]", "> Mean rate [Hz]", "> Learning rate", "> Rewired", "> Seconds"],
        [
            .. epochs.Select(epoch => new[]
            {
                epoch.Epoch.ToString(CultureInfo.InvariantCulture), NumberText.Significant(epoch.Loss), NumberText.Accuracy(epoch.TrainAccuracy),
                NumberText.Accuracy(epoch.ValidationAccuracy), NumberText.Accuracy(epoch.TestAccuracy), NumberText.Significant(epoch.MeanRateHz),
                NumberText.Significant(epoch.LearningRate), NumberText.Count(epoch.Rewired), NumberText.Significant(epoch.Seconds),
            }),
        ])
    {
        Note = "Training examples are answered while they are learnt.",
    };
}
