using System.Globalization;
using System.Text.Json;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// Sets of nodes: by attributes, by ids, or of other sets. Names of populations are sets, too. Source: the SONATA developer guide, "Node sets file".
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="nodes">The populations of nodes.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataNodeSets(SonataConfig config, IReadOnlyList<SonataPopulation> nodes, SonataFindings findings)
{
    private const string Population = "population";
    private const string NodeId = "node_id";
    private const string TypeId = "node_type_id";
    private const string All = "all";

    /// <summary>Nodes of populations, at least one.</summary>
    /// <param name="Population">The population.</param>
    /// <param name="Ids">Ids, ascending.</param>
    public sealed record Some(SonataPopulation Population, int[] Ids)
    {
        /// <summary>The populations of ours that they are of, with their numbers there, ascending.</summary>
        public IEnumerable<(SonataPart Part, int[] Local)> ByPart => Ids.GroupBy(id => Population.PartOf[id])
            .OrderBy(part => part.Key)
            .Select(part => (Population.Parts[part.Key], part.Select(id => Population.LocalOf[id]).Order().ToArray()));
    }

    /// <summary>The nodes that a key selects.</summary>
    /// <param name="file">The file.</param>
    /// <param name="of">The object with the key.</param>
    /// <param name="key">The key, which must be there.</param>
    /// <returns>Nodes by population; null where something is wrong, which is a finding.</returns>
    public IReadOnlyList<Some>? Of(SonataJson file, DescriptionNode of, string key)
    {
        if (of.Find(key) is not DescriptionNode selector)
        {
            file.Wrong(of, $"has no {key}: must be the name of a set of nodes or of a population, or an object as node sets are");
            return null;
        }

        int before = findings.Count;
        Dictionary<SonataPopulation, SortedSet<int>>? selected = Resolve(file, selector, []);
        if (selected is not null && findings.Count == before && selected.Values.All(ids => ids.Count == 0))
        {
            file.Wrong(selector, $"{key} {selector.Shown} selects no node: must select at least one");
        }

        return findings.Count > before || selected is null ? null
            : [.. nodes.Where(selected.ContainsKey).Where(one => selected[one].Count > 0).Select(one => new Some(one, [.. selected[one]]))];
    }

    private Dictionary<SonataPopulation, SortedSet<int>>? Resolve(SonataJson file, DescriptionNode selector, IReadOnlyList<string> within)
    {
        switch (selector.Kind)
        {
            case JsonValueKind.String when config.Sets is var (sets, all) && all.Find(selector.Text) is DescriptionNode found:
                if (within.Contains(selector.Text))
                {
                    file.Wrong(selector, $"the node set {selector.Shown} is made of itself: {string.Join(", ", within.Append(selector.Text))}");
                    return null;
                }

                return Resolve(sets, found, [.. within, selector.Text]);
            case JsonValueKind.String when nodes.FirstOrDefault(one => one.Name == selector.Text) is SonataPopulation population:
                return new() { [population] = [.. Enumerable.Range(0, population.Size)] };
            case JsonValueKind.String when selector.Text == All:
                return nodes.ToDictionary(one => one, one => new SortedSet<int>(Enumerable.Range(0, one.Size)));
            case JsonValueKind.Object:
                return Filter(file, selector);
            case JsonValueKind.Array when selector.Items.All(item => item.Kind == JsonValueKind.String):
                return Union(file, selector, within);
            case JsonValueKind.String:
                string[] names = [.. config.Sets?.Sets.Entries.Select(entry => entry.Name) ?? [], .. nodes.Select(one => one.Name)];
                file.Wrong(selector, $"there is no node set or population {selector.Shown}{NearestName.Hint(selector.Text, names)}");
                return null;
            default:
                file.Wrong(selector, $"a node set is {selector.Shown}: must be an object of attributes, or a list of names of other sets");
                return null;
        }
    }

    private Dictionary<SonataPopulation, SortedSet<int>> Union(SonataJson file, DescriptionNode list, IReadOnlyList<string> within)
    {
        var union = new Dictionary<SonataPopulation, SortedSet<int>>();
        foreach (DescriptionNode item in list.Items.DistinctBy(item => item.Text))
        {
            foreach ((SonataPopulation population, SortedSet<int> ids) in Resolve(file, item, within) ?? [])
            {
                if (!union.TryGetValue(population, out SortedSet<int>? there))
                {
                    union[population] = there = [];
                }

                there.UnionWith(ids);
            }
        }

        return union;
    }

    // A node is in the set if it has a value of each attribute.
    private Dictionary<SonataPopulation, SortedSet<int>> Filter(SonataJson file, DescriptionNode rules)
    {
        var left = new Dictionary<SonataPopulation, SortedSet<int>>();
        string[]? named = rules.Find(Population) is DescriptionNode of ? Values(of) : null;
        foreach (string unknown in named?.Except(nodes.Select(one => one.Name)) ?? [])
        {
            file.Wrong(rules.Find(Population)!, $"there is no population '{DescriptionNode.Cut(unknown)}'{NearestName.Hint(unknown, [.. nodes.Select(one => one.Name)])}");
        }

        foreach (SonataPopulation population in nodes.Where(one => named?.Contains(one.Name) != false))
        {
            IEnumerable<int> ids = Enumerable.Range(0, population.Size);
            foreach (DescriptionEntry rule in rules.Entries.Where(rule => rule.Name != Population))
            {
                string[] values = Values(rule.Value);
                if (rule.Value.Kind == JsonValueKind.Object || values.Length == 0)
                {
                    file.Wrong(rule.Value, $"{DescriptionNode.Cut(rule.Name)} is {rule.Value.Shown}: must be a value, or a list of values");
                    return left;
                }

                if (rule.Name == NodeId && named is { Length: 1 })
                {
                    CheckIds(file, rule.Value, population);
                }

                ids = Matching(population, rule.Name, [.. values]) is Func<int, bool> matches ? ids.Where(matches) : [];
            }

            left[population] = [.. ids];
        }

        return left;
    }

    private static void CheckIds(SonataJson file, DescriptionNode ids, SonataPopulation population)
    {
        foreach (DescriptionNode id in ids.Kind == JsonValueKind.Array ? ids.Items : [ids])
        {
            if (!(id.Number is double value && value >= 0 && value < population.Size && value == Math.Floor(value)))
            {
                file.Wrong(id, $"{NodeId} is {id.Shown}: population {population.Name} has nodes from 0 to {population.Size - 1}");
                return;
            }
        }
    }

    // Whether a node has one of the values; null where no node of the population has the attribute.
    private Func<int, bool>? Matching(SonataPopulation population, string attribute, HashSet<string> values)
    {
        if (attribute is NodeId or TypeId)
        {
            return node => values.Contains(ValidationErrors.Text(attribute == NodeId ? node : population.TypeIds[node]));
        }

        if (population.Types.Table.Names.Contains(attribute))
        {
            var matching = population.TypeIds.Distinct().Where(type => population.Types.Of(type).Text(attribute) is string text
                && (values.Contains(text) || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && values.Contains(ValidationErrors.Text(number))))).ToHashSet();
            return node => matching.Contains(population.TypeIds[node]);
        }

        double[]? column = null;
        findings.Try(() =>
        {
            using var file = Hdf5File.Open(population.Path);
            column = new SonataGroups(population.Path, file, "node", $"nodes/{population.Name}", population.Size).Attribute(attribute, _ => double.NaN, _ => null);
            return attribute;
        });
        return column is null ? null : node => values.Contains(ValidationErrors.Text(column[population.Rows[node]]));
    }

    // Values as text: numbers as the program writes them.
    private static string[] Values(DescriptionNode node) => node.Kind switch
    {
        JsonValueKind.Array => [.. node.Items.SelectMany(Values)],
        JsonValueKind.Number when node.Number is double value => [ValidationErrors.Text(value)],
        JsonValueKind.True => ["1", "True"],
        JsonValueKind.False => ["0", "False"],
        JsonValueKind.String => [node.Text],
        _ => [],
    };
}
