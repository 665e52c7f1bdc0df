namespace SnnCluster.Experiments.Reports;

/// <summary>A table for people, in a report or on a terminal.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Headers">Headers of the columns; one that starts with "> " is of numbers, to the right.</param>
/// <param name="Rows">Texts of the cells.</param>
public sealed record ReportTable(string Title, IReadOnlyList<string> Headers, IReadOnlyList<string[]> Rows)
{
    /// <summary>What must be said with it; empty for nothing.</summary>
    public string Note { get; init; } = "";
}
