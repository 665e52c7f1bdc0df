using SnnCluster.Benchmarks.WholeRuns;

namespace SnnCluster.Benchmarks.Load;

/// <summary>What became of clients that asked at once, or one after another.</summary>
/// <param name="Name">Name in results.</param>
/// <param name="Count">How many asked.</param>
/// <param name="Right">How many got the right answer.</param>
/// <param name="Seconds">Time until all had an answer [s].</param>
/// <param name="Longest">Longest time of one [s].</param>
/// <param name="ProcessorSeconds">Processor time of one [s]; null where they are no processes of their own.</param>
internal sealed record Served(string Name, int Count, int Right, double Seconds, double Longest, double? ProcessorSeconds = null)
{
    /// <summary>It as a row of a table.</summary>
    public IReadOnlyList<string> Row =>
        [Name, $"{Right}", Markdown.Number(Seconds), Markdown.Number(Longest), ProcessorSeconds is double one ? Markdown.Number(one) : ""];
}
