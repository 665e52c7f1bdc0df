using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Classifiers;

/// <summary>The tables of a training, each as CSV and as Parquet.</summary>
internal static class TrainingTables
{
    public static void Write<TRow>(string directory, string name, IReadOnlyList<TRow> rows)
        where TRow : struct
    {
        RunFiles.WriteText(Path.Combine(directory, name + ".csv"), RecordTable<TRow>.ToCsv(rows));
        new RecordTable<TRow>().WriteParquet(directory, name + ".parquet", rows);
    }

    public static TRow[] Read<TRow>(string directory, string name)
        where TRow : struct =>
        File.Exists(Path.Combine(directory, name + ".parquet"))
            ? new RecordTable<TRow>().ReadAll(directory, name + ".parquet")
            : [];
}
