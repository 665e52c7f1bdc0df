using System.Globalization;
using SnnCluster.Experiments.Sonata.Cells;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Sonata;

/// <summary>Parameters of types of nodes or edges, in JSON files of one folder; each is read once.</summary>
/// <param name="folder">The folder; null: the configuration names none.</param>
/// <param name="key">The key of the configuration that names the folder.</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataParameters(string? folder, string key, SonataFindings findings)
{
    /// <summary>Where parameters are: a column of types, which names a file, and a group of data sets.</summary>
    public const string Dynamics = "dynamics_params";

    private readonly Dictionary<(string Model, string Path), IReadOnlyDictionary<string, double[]>> _read = [];

    /// <summary>The files that were read.</summary>
    public IEnumerable<string> Files => _read.Keys.Select(one => one.Path).Distinct();

    /// <summary>Parameters of a type, by name; none where it names no file.</summary>
    /// <param name="row">The type.</param>
    /// <param name="model">Its model.</param>
    /// <param name="parameters">What the model has.</param>
    /// <exception cref="DataFileException">There is no folder of parameters.</exception>
    public IReadOnlyDictionary<string, double[]> Of(SonataRow row, string model, IReadOnlyList<CellParameter> parameters)
    {
        if (row.Text(Dynamics) is not string name)
        {
            return new Dictionary<string, double[]>();
        }

        string path = Path.Combine(folder ?? throw row.Wrong($"components with a {key}, where {Dynamics} lie", "none in the configuration"), name);
        if (!_read.TryGetValue((model, path), out IReadOnlyDictionary<string, double[]>? values))
        {
            _read[(model, path)] = values = ParameterFile.Read(path, model, parameters, findings);
        }

        return values;
    }
}

/// <summary>Parameters that nodes of a population have each for themselves: data sets in the groups of its file.</summary>
internal sealed class SonataOwnParameters
{
    private readonly string _path;
    private readonly SonataPopulation _population;
    private readonly SonataGroups _groups;
    private readonly string[] _names;

    /// <exception cref="DataFileException">The data sets that tell the groups are others.</exception>
    public SonataOwnParameters(string path, Hdf5File file, SonataPopulation population)
    {
        string nodes = $"nodes/{population.Name}";
        (_path, _population) = (path, population);
        _groups = new SonataGroups(path, file, "node", nodes, population.Size);
        _names =
        [
            .. _groups.Names.Where(group => file.Has($"{nodes}/{group}/{SonataParameters.Dynamics}"))
                .SelectMany(group => file.NamesIn($"{nodes}/{group}/{SonataParameters.Dynamics}")).Distinct(),
        ];
    }

    /// <summary>Values by parameter and node, of those that the model has; nodes without one have that of their type, or the default.</summary>
    /// <param name="template">The model.</param>
    /// <param name="given">Values of the type.</param>
    /// <param name="nodes">The nodes of that type.</param>
    /// <exception cref="DataFileException">A value is none.</exception>
    public Dictionary<string, double[]> Of(CellTemplate template, IReadOnlyDictionary<string, double[]> given, int[] nodes)
    {
        var values = new Dictionary<string, double[]>();
        foreach (CellParameter parameter in template.Parameters.Where(one => !one.IsList && _names.Contains(one.Name)))
        {
            // Nodes of other types may have other rules, or none of that name.
            double usual = given.TryGetValue(parameter.Name, out double[]? list) ? list[0] : parameter.IsOptional ? double.NaN : parameter.Default[0];
            double[] column = _groups.Attribute($"{SonataParameters.Dynamics}/{parameter.Name}", _ => usual, _ => null)!;
            double[] byNode = [.. _population.Rows.Select(row => column[row])];
            if (parameter.IsOptional && nodes.All(node => double.IsNaN(byNode[node])))
            {
                continue;
            }

            foreach (int node in nodes)
            {
                string? rule = double.IsFinite(byNode[node]) ? ParameterFile.WhyNot(parameter, byNode[node])
                    : $"a finite {parameter.Name}{(parameter.IsOptional ? ", as other nodes of its type have" : "")}";
                if (rule is not null)
                {
                    throw DataFileException.AtRow(
                        $"{_path}, /nodes/{_population.Name}", _population.Rows[node], rule, byNode[node].ToString(CultureInfo.InvariantCulture));
                }
            }

            values[parameter.Name] = byNode;
        }

        return values;
    }

    /// <summary>Tells of parameters that no model of the population has for each neuron.</summary>
    public void CheckNames(IReadOnlyCollection<CellTemplate> templates, SonataFindings findings)
    {
        string[] known = [.. templates.SelectMany(template => template.Parameters).Where(one => !one.IsList).Select(one => one.Name).Distinct()];
        foreach (string name in templates.Count == 0 ? [] : _names.Except(known))
        {
            findings.Add($"{_path}: /nodes/{_population.Name} has {SonataParameters.Dynamics}/{name}: {string.Join(", ", templates.Select(one => one.Name))} "
                + $"have no such number{NearestName.Hint(name, known)}");
        }
    }
}
