using SnnCluster.Learning;
using SnnCluster.Model.Networks;

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

    /// <summary>The number of classes of rows that were read from a file.</summary>
    /// <exception cref="InvalidDescriptionException">They are not those of a matrix.</exception>
    public static int ClassesOf(IReadOnlyList<ConfusionRow> rows)
    {
        int classes = (int)Math.Sqrt(rows.Count);
        if (classes * classes != rows.Count)
        {
            throw new InvalidDescriptionException(
                $"{TrainingFiles.Confusion}.parquet has {rows.Count} rows: must have one for each pair of classes");
        }

        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Label != i / classes || rows[i].Answer != i % classes || rows[i].Count < 0)
            {
                throw new InvalidDescriptionException(
                    $"{TrainingFiles.Confusion}.parquet: row {i + 1} must have label {i / classes}, answer {i % classes}, and a count of at least 0");
            }
        }

        return classes;
    }
}
