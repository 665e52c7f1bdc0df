using System.Globalization;
using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// Makes populations of ours of one of a circuit: one, where all nodes have the same model and parameters, or parameters that neurons of ours can have each for
/// themselves; else one for each set of parameters.
/// </summary>
/// <param name="population">The population.</param>
/// <param name="parameters">Parameters of types.</param>
/// <param name="own">Parameters of nodes.</param>
/// <param name="dtMs">Length of a step [ms].</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataParts(
    SonataPopulation population, SonataParameters parameters, SonataOwnParameters own, double dtMs, SonataFindings findings)
{
    private const string ModelType = "model_type";
    private const string Template = "model_template";
    private const string Virtual = "virtual";

    // So many sets of parameters of a type become populations of their own.
    private const int MostSets = 64;

    private readonly Dictionary<string, Draft> _drafts = [];
    private readonly HashSet<CellTemplate> _templates = [];

    /// <summary>The models that its nodes have.</summary>
    public IReadOnlyCollection<CellTemplate> Templates => _templates;

    /// <summary>Adds the nodes of a type. Those of other types with the same model and parameters may be there already.</summary>
    /// <param name="typeId">The type.</param>
    /// <param name="nodes">Their ids, ascending.</param>
    /// <returns>Itself.</returns>
    /// <exception cref="DataFileException">There is no such type, or something is wrong with it.</exception>
    public SonataParts Add(double typeId, int[] nodes)
    {
        SonataRow row = population.Types.Of(typeId);
        string type = typeId.ToString(CultureInfo.InvariantCulture);
        string? kind = row.Text(ModelType);
        if (kind == Virtual)
        {
            var none = new CellValues([], new Dictionary<string, double[]>());
            Add(Virtual, type, nodes, _ => (none, ParrotCell.Relay), isVirtual: true);
            return this;
        }

        if (kind is not ("point_neuron" or "point_process"))
        {
            throw row.Wrong(
                $"point_neuron, point_process or {Virtual} as {ModelType}",
                kind is null ? "none" : $"'{kind}'{(kind is "biophysical" or "single_compartment" ? ", whose morphology and channels are not simulated here" : "")}");
        }

        string named = row.Text(Template) ?? throw row.Wrong($"a {Template}, as nest:iaf_psc_exp", "none");
        CellTemplate template = CellTemplates.Find(named, out string whyNot) ?? throw row.Wrong($"a {Template} that we have", $"'{named}': {whyNot}");
        _templates.Add(template);
        AddNeurons(type, nodes, template, parameters.Of(row, template.Name, template.Parameters));
        return this;
    }

    /// <summary>Makes the populations of ours.</summary>
    /// <param name="names">Names that are taken.</param>
    /// <returns>Whether nothing was found wrong.</returns>
    public bool Make(SonataNames names)
    {
        int before = findings.Count;
        foreach (Draft draft in _drafts.Values)
        {
            string suffix = _drafts.Count == 1 ? "" : draft.Suffix;
            string name = suffix.Length == 0 ? names.Take(population.Name) : names.Take(population.Name, suffix);
            int[] nodes = [.. draft.Nodes.Order()];
            SonataPart? part = findings.Try(() =>
            {
                (CellValues values, CellModel model) = draft.Create(nodes);
                return new SonataPart(name, suffix, nodes, values, model, draft.IsVirtual);
            });
            if (part is not null)
            {
                population.Add(part);
            }
        }

        return findings.Count == before;
    }

    private void AddNeurons(string type, int[] nodes, CellTemplate template, IReadOnlyDictionary<string, double[]> given)
    {
        Dictionary<string, double[]> values = own.Of(template, given, nodes);
        string[] varied = [.. values.Keys.Where(parameter => nodes.Any(node => values[parameter][node] != values[parameter][nodes[0]]))];
        CellValues common = new CellValues(template.Parameters, given)
            .With(values.Where(one => !varied.Contains(one.Key)).Select(one => KeyValuePair.Create(one.Key, one.Value[nodes[0]])));
        Action<string> note = message => findings.Note($"population {population.Name}, type {type}: {message}");

        // A potential starts at E_L where no V_m is given, and a start is the same for all neurons.
        if (varied.Length > 0 && varied.All(template.Listable.Contains) && (!varied.Contains("E_L") || common.Find("V_m") is not null))
        {
            Add($"{type} of each", type, nodes, ids => (common, template.Create(
                common, varied.ToDictionary(parameter => parameter, parameter => ids.Select(id => values[parameter][id]).ToArray()), dtMs, note)));
            return;
        }

        IGrouping<string, int>[] sets =
            [.. nodes.GroupBy(node => string.Join(' ', varied.Select(parameter => ValidationErrors.Text(values[parameter][node]))))];
        if (sets.Length > MostSets)
        {
            throw new DataFileException(
                population.Path,
                $"/nodes/{population.Name}",
                $"at most {MostSets} different sets of {string.Join(", ", varied)} in type {type} of {template.Name}"
                    + (template.Listable.Count > 0 ? $" (each neuron can have its own {string.Join(", ", template.Listable)} alone, and E_L where V_m is given)" : ""),
                $"{sets.Length}");
        }

        for (int i = 0; i < sets.Length; i++)
        {
            int first = sets[i].First();
            CellValues all = common.With(varied.Select(parameter => KeyValuePair.Create(parameter, values[parameter][first])));
            string key = template.Name + string.Concat(all.Given.OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => $" {one.Key}={string.Join(',', one.Value.Select(ValidationErrors.Text))}"));
            Add(key, varied.Length == 0 ? type : $"{type}-{i + 1}", sets[i], _ => (all, template.Create(all, dtMs, note)));
        }
    }

    private void Add(string key, string suffix, IEnumerable<int> nodes, Func<int[], (CellValues Values, CellModel Model)> create, bool isVirtual = false)
    {
        if (!_drafts.TryGetValue(key, out Draft? draft))
        {
            _drafts[key] = draft = new Draft(suffix, create, isVirtual);
        }

        draft.Nodes.AddRange(nodes);
    }

    /// <summary>A population of ours before all of its nodes are known.</summary>
    private sealed record Draft(string Suffix, Func<int[], (CellValues Values, CellModel Model)> Create, bool IsVirtual)
    {
        public List<int> Nodes { get; } = [];
    }
}
