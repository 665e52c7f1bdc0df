using SnnCluster.Learning;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>Counts which classes are taken for which.</summary>
internal static class ConfusionMatrix
{
    /// <summary>A row for every pair of classes, by label, then answer.</summary>
    public static IReadOnlyList<ConfusionRow> Of(string examples, IReadOnlyList<ExampleOutcome> outcomes, int classes)
    {
        var counts = new long[classes * classes];
        foreach (ExampleOutcome outcome in outcomes)
        {
            counts[(outcome.Label * classes) + outcome.Answer]++;
        }

        return [.. counts.Select((count, i) => new ConfusionRow(examples, i / classes, i % classes, count))];
    }
}
