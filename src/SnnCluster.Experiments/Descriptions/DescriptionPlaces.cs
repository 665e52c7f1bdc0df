using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// Finds where in a text that stands which a check has refused: the check says which part of the description it is about, and the expression that it looked at, which
/// names a property; where several have that name, that with the value.
/// </summary>
/// <param name="nodes">The values of which the parts of the description were made.</param>
/// <param name="root">The value of all of it.</param>
internal sealed partial class DescriptionPlaces(IReadOnlyDictionary<object, DescriptionNode> nodes, DescriptionNode root)
{
    /// <summary>Adds findings of checks to those of the text.</summary>
    /// <param name="errors">What checks have found.</param>
    /// <param name="findings">Takes it.</param>
    public void Add(ValidationErrors errors, DescriptionFindings findings)
    {
        // After a finding of the text, checks have seen what stands in its place: of use is only what they say of values that are given.
        bool hasFindings = findings.Count > 0;
        foreach (ValidationFinding finding in errors.Findings)
        {
            (DescriptionNode node, bool isExact) = Find(finding);
            if (!hasFindings || (isExact && !node.IsRefused && !FollowsFromStandIn(finding)))
            {
                findings.Add(finding.At is int at ? node.PlaceOf(at) : node.Place, finding.Message);
            }
        }
    }

    // A bound may be that of another part, "population.Size": which one is not known.
    private bool FollowsFromStandIn(ValidationFinding finding)
    {
        string[] own = [.. Identifier().Matches($"{finding.Of} {finding.Against}").Select(match => match.Value)];
        string[] others = [.. OfAnother().Matches(finding.Against ?? "").Select(match => match.Groups[1].Value)];
        return Below(PartOf(finding)).Any(node => node.StandIns.Overlaps(own)) || (others.Length > 0 && Below(root).Any(node => node.StandIns.Overlaps(others)));
    }

    private DescriptionNode PartOf(ValidationFinding finding) =>
        finding.Subject is not null && nodes.TryGetValue(finding.Subject, out DescriptionNode? node) ? node : root;

    private (DescriptionNode Node, bool IsExact) Find(ValidationFinding finding)
    {
        DescriptionNode part = PartOf(finding);
        if (finding.Of is not null && ItemOf(part, finding.Of) is DescriptionNode item)
        {
            return (item, true);
        }

        if (finding.Of is null)
        {
            // Checks that look at more than one value name none; most say the number that is wrong, if it is not another one.
            return part.Entries.FindAll(entry => entry.Value.Kind == JsonValueKind.Number && finding.Message.Contains($" is {entry.Value.Text}:", StringComparison.Ordinal))
                is [DescriptionEntry only]
                ? (only.Value, false)
                : (part, part.ReadAs is null && part != root);
        }

        foreach (string name in Identifier().Matches(finding.Of).Select(match => match.Value))
        {
            DescriptionNode[] named = [.. Below(part).Where(one => one.ReadAs is not null).SelectMany(one => one.Entries)
                .Where(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Value)];
            if (Array.Find(named, one => finding.Value is double value && one.Number == value) is DescriptionNode same)
            {
                return (same, true);
            }

            if (named.FirstOrDefault() is DescriptionNode first)
            {
                return (first, finding.Value is null);
            }
        }

        return (part, part.ReadAs is null && part != root);
    }

    // A text, or one of several: "Threshold", "Equations[2]", "Parameters[E_L]".
    private static DescriptionNode? ItemOf(DescriptionNode part, string of)
    {
        string[] path = of.Split('[', 2);
        DescriptionNode? node = part.Entries.Find(entry => string.Equals(entry.Name, path[0], StringComparison.OrdinalIgnoreCase))?.Value;
        if (path.Length == 1)
        {
            return node is { Kind: JsonValueKind.String } ? node : null;
        }

        string item = path[1].TrimEnd(']');
        return node is { Kind: JsonValueKind.Array } && int.TryParse(item, CultureInfo.InvariantCulture, out int index) && index < node.Items.Count
            ? node.Items[index]
            : node?.Find(item);
    }

    // Nearest first.
    private static IEnumerable<DescriptionNode> Below(DescriptionNode node)
    {
        var waiting = new Queue<DescriptionNode>([node]);
        while (waiting.TryDequeue(out DescriptionNode? next))
        {
            yield return next;
            IEnumerable<DescriptionNode> all = next.Kind == JsonValueKind.Object
                ? next.Entries.Select(entry => entry.Value)
                : next.Items.Where(item => item.Kind != JsonValueKind.Number);
            foreach (DescriptionNode below in all)
            {
                waiting.Enqueue(below);
            }
        }
    }

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"[a-z]\w*\.([A-Z]\w*)")]
    private static partial Regex OfAnother();
}
