using System.Text.RegularExpressions;

namespace SnnCluster.Samples.Tests;

/// <summary>What SECURITY.md says, tests show: those that it names are there.</summary>
public partial class SecurityDocumentTests
{
    private static readonly string Text = Repository.Read("SECURITY.md");

    private static readonly Lazy<HashSet<string>> Classes = new(() => [.. Sources("tests", "*.cs")
        .SelectMany(path => Class().Matches(File.ReadAllText(path)).Select(found => found.Groups["name"].Value))]);

    [Fact]
    public void The_tests_that_are_named_are_there()
    {
        HashSet<string> named = [.. Name().Matches(Text).Select(found => found.Groups["name"].Value)];
        Assert.NotEmpty(named);
        Assert.Subset(Classes.Value, named);
    }

    [Fact]
    public void The_files_that_are_named_are_there()
    {
        string[] named = [.. FilePath().Matches(Text).Select(found => found.Groups["path"].Value).Distinct()];
        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(File.Exists(Path.Combine(Repository.Root, path)), path));
    }

    /// <summary>Each row that says of whom a message is taken names a test.</summary>
    [Fact]
    public void Who_may_send_what_is_shown_by_tests()
    {
        string[] rows = [.. Text.Split('\n')
            .SkipWhile(line => !line.StartsWith("| messages |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))];
        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Matches(Name(), row));
    }

    /// <summary>Each paragraph and list item of what is defended names a test.</summary>
    [Fact]
    public void What_is_defended_is_shown_by_tests()
    {
        string defended = Text[Text.IndexOf("## What is defended", StringComparison.Ordinal)..Text.IndexOf("## What is not", StringComparison.Ordinal)];
        string[] pieces = [.. Piece().Split(defended).Skip(1)
            .Where(piece => piece.Length > 0 && !piece.StartsWith('|') && !piece.TrimEnd().EndsWith(':'))];
        Assert.All(pieces, piece => Assert.Matches(Name(), piece));
    }

    private static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    [GeneratedRegex(@"`(?<name>[A-Z]\w*Tests)\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bclass (?<name>\w+Tests)\b")]
    private static partial Regex Class();

    [GeneratedRegex(@"[`(](?<path>(tests|docs|cluster-config)/[\w./-]+)")]
    private static partial Regex FilePath();

    [GeneratedRegex(@"\n(?:\n|(?=\* ))")]
    private static partial Regex Piece();
}
