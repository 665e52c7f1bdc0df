using System.Text.RegularExpressions;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;
using SnnCluster.Model.Neurons;
using SnnCluster.Model.Plasticity;
using SnnCluster.Model.Rewiring;
using SnnCluster.Model.Synapses;

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

    // What a person can set of a model, and what each was checked against; of all that is built in.
    [Fact]
    public void Every_model_and_every_parameter_is_in_the_document_of_models()
    {
        Type[] kinds =
        [
            typeof(NeuronModelDescription), typeof(PostsynapticDescription), typeof(SynapseDescription), typeof(ReceptorInputDescription),
            typeof(RewiringDescription), typeof(SynapticElements), typeof(ModulatorDescription),
        ];
        string text = Repository.Read("docs/models.md");
        Type[] models = [.. typeof(NeuronModelDescription).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && kinds.Any(kind => type.IsAssignableTo(kind)))];
        IEnumerable<string> properties = models.SelectMany(model => model.GetProperties()).Where(property => property.CanWrite)
            .Select(property => property.Name).Distinct();
        IEnumerable<string> missing = models.Select(model => model.Name).Concat(properties)
            .Where(name => name != "Name" && !text.Contains($"`{name}`", StringComparison.Ordinal));
        IEnumerable<string> untested = models.Where(model => kinds.Take(4).Any(kind => model.IsAssignableTo(kind)))
            .Select(model => model.Name).Except(Checked(text.Split('\n')));
        Assert.True(models.Length > 40, $"{models.Length} models");
        Assert.Equal(("", ""), (string.Join(", ", missing), string.Join(", ", untested)));
    }

    // What the rows of tables begin with that say what was compared.
    private static IEnumerable<string> Checked(string[] lines)
    {
        string header = "";
        for (int i = 0; i < lines.Length; i++)
        {
            bool isRow = lines[i].StartsWith('|');
            header = isRow ? header.Length > 0 ? header : lines[i] : "";
            if (isRow && (header.Contains("| against |", StringComparison.Ordinal) || header.Contains("| agrees with |", StringComparison.Ordinal)))
            {
                foreach (Match name in Quoted().Matches(lines[i].Split('|')[1]))
                {
                    yield return name.Groups[1].Value;
                }
            }
        }
    }

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^```(csharp|xml|python)$", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^<!-- from (?<file>\S+) -->\n```(csharp|xml|python)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Quote();
}
