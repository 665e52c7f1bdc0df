using System.Text.RegularExpressions;

namespace SnnCluster.Samples.Tests;

/// <summary>What the documents show is what the files say.</summary>
public partial class DocumentTests
{
    public static TheoryData<string> Documents => [.. Repository.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_piece_of_code_is_a_quote_of_a_file_that_is_compiled(string document)
    {
        string text = Repository.Read(document);
        MatchCollection quotes = Quote().Matches(text);
        foreach (Match quote in quotes)
        {
            string file = Repository.Read(quote.Groups["file"].Value);
            Assert.Contains("\n" + quote.Groups["code"].Value, "\n" + file);
        }

        Assert.Equal(CodeBlock().Count(text), quotes.Count);
    }

    [Fact]
    public void The_guide_quotes_every_model_and_rule_of_the_sample()
    {
        string[] quoted = [.. Quote().Matches(Repository.Read("docs/write-your-own-rule.md"))
            .Select(quote => quote.Groups["file"].Value).Distinct()];
        Assert.Superset(
            new HashSet<string>(Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "samples", "OwnRules"), "*.cs")
                .Select(path => $"docs/samples/OwnRules/{Path.GetFileName(path)}")),
            new HashSet<string>(quoted));
    }

    [Theory]
    [InlineData("AdaptiveExponential")]
    [InlineData("ShortWires")]
    [InlineData("SoftBoundStdp")]
    public void A_model_or_rule_takes_less_than_60_lines(string name) =>
        Assert.InRange(Repository.Read($"docs/samples/OwnRules/{name}.cs").TrimEnd('\n').Split('\n').Length, 1, 59);

    [GeneratedRegex("^```(csharp|xml)$", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^<!-- from (?<file>\S+) -->\n```(csharp|xml)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();
}
