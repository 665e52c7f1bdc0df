using SnnCluster.Benchmarks.WholeRuns;

namespace SnnCluster.Benchmarks.Faults;

/// <summary>How something may end that a fault was done to.</summary>
internal enum Ending
{
    /// <summary>With the undisturbed result.</summary>
    Undisturbed,

    /// <summary>With the undisturbed end, and the times named of which recordings are lost.</summary>
    Lost,

    /// <summary>With one clear error, and nothing that was there is lost.</summary>
    Error,

    /// <summary>In any other way.</summary>
    Wrong,
}

/// <summary>Counts how things ended.</summary>
internal sealed class Outcomes
{
    private readonly List<string> _names = [];
    private readonly Dictionary<(string Name, Ending Ending), int> _counts = [];

    /// <summary>How many ended in a wrong way.</summary>
    public int Wrong => _counts.Where(pair => pair.Key.Ending == Ending.Wrong).Sum(pair => pair.Value);

    /// <summary>Counts one; of one that is wrong standard error is told.</summary>
    /// <param name="name">What was done.</param>
    /// <param name="ending">How it ended.</param>
    /// <param name="detail">What to look for, should it be wrong.</param>
    public void Add(string name, Ending ending, string detail)
    {
        if (!_names.Contains(name))
        {
            _names.Add(name);
        }

        _counts[(name, ending)] = _counts.GetValueOrDefault((name, ending)) + 1;
        if (ending == Ending.Wrong)
        {
            Console.Error.WriteLine($"WRONG: {name}: {detail}");
        }
    }

    /// <summary>The counts as a table.</summary>
    public string Table(string what) => Markdown.Table(
        [what, "tried", "undisturbed result", "undisturbed end, lost times named", "one error, nothing lost", "anything else"],
        _names.Select(name => (IReadOnlyList<string>)
        [
            name,
            $"{Enum.GetValues<Ending>().Sum(ending => _counts.GetValueOrDefault((name, ending)))}",
            .. Enum.GetValues<Ending>().Select(ending => $"{_counts.GetValueOrDefault((name, ending))}"),
        ]));
}
