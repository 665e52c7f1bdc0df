using System.Globalization;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>What is wrong with a description file, each with its place, in the order of the text.</summary>
/// <param name="file">What to call the file.</param>
internal sealed class DescriptionFindings(string file)
{
    private const int Most = 50;
    private const int LongestMessage = 1000;
    private readonly List<(TextPlace Place, string Message)> _findings = [];

    public int Count => _findings.Count;

    public void Add(TextPlace place, string message)
    {
        // Names of parts stand in it as they are in the text, whatever they are.
        message = DescriptionNode.Cut(message, LongestMessage);
        if (!_findings.Contains((place, message)))
        {
            _findings.Add((place, message));
        }
    }

    /// <summary>Adds what is wrong with a value.</summary>
    public void Add(DescriptionNode node, string message)
    {
        node.IsRefused = true;
        Add(node.Place, message);
    }

    /// <exception cref="InvalidDescriptionException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (_findings.Count == 0)
        {
            return;
        }

        List<string> messages =
        [
            .. _findings.OrderBy(finding => finding.Place.Line).ThenBy(finding => finding.Place.Column).Take(Most)
                .Select(finding => string.Create(
                    CultureInfo.InvariantCulture, $"{file}:{finding.Place.Line}:{finding.Place.Column}: {finding.Message}")),
        ];
        if (_findings.Count > Most)
        {
            messages.Add(string.Create(CultureInfo.InvariantCulture, $"{file} has {_findings.Count - Most} more findings"));
        }

        throw new InvalidDescriptionException(messages);
    }
}
