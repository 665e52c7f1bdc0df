using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;

namespace SnnCluster.Experiments.Sonata;

/// <summary>
/// Reads populations of nodes, and makes populations of ours of them: one, where all nodes have the same model and parameters, else one for each that differs.
/// Source: the SONATA developer guide, "Representing nodes".
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="dtMs">Length of a step [ms].</param>
/// <param name="findings">Takes what is wrong.</param>
internal sealed class SonataNodes(SonataConfig config, double dtMs, SonataFindings findings)
{
    private const string TypeId = "node_type_id";
    private const string Id = "node_id";

    private readonly SonataNames _names = new();
    private readonly SonataParameters _parameters = new(config.CellsFolder, "point_neuron_models_dir", findings);

    public List<SonataPopulation> Populations { get; } = [];

    /// <summary>Whether each population could be read, so that there are no others.</summary>
    public bool AreKnown { get; private set; } = true;

    /// <summary>Files of parameters that were read.</summary>
    public IEnumerable<string> Files => _parameters.Files;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="types">The file of node types.</param>
    public void Read(string path, string types) => AreKnown &= findings.Try(() =>
    {
        using var file = Hdf5File.Open(path);
        foreach (string name in SonataColumns.PopulationsOf(path, file, "nodes"))
        {
            AreKnown &= findings.Try(() => ReadPopulation(path, file, name, types)) is not null;
        }

        return path;
    }) is not null;

    private SonataPopulation ReadPopulation(string path, Hdf5File file, string name, string types)
    {
        if (Populations.Find(other => other.Name == name) is SonataPopulation other)
        {
            throw new DataFileException(path, $"/nodes/{name}", "a name that no other population has", $"the same in {other.Path}");
        }

        string nodes = $"nodes/{name}";
        double[] typeIds = file.Numbers($"{nodes}/{TypeId}", ofWhole: true);
        if (typeIds.Length == 0)
        {
            throw new DataFileException(path, $"/{nodes}", "at least one node", "none");
        }

        int[] rows = RowsOf(path, file, nodes, typeIds.Length);
        var population = new SonataPopulation(
            name,
            path,
            SonataTypes.Read(types, TypeId, name),
            [.. rows.Select(row => typeIds[row])],
            rows);
        Populations.Add(population);
        var own = new SonataOwnParameters(path, file, population);
        var parts = new SonataParts(population, _parameters, own, dtMs, findings);
        bool isWhole = true;
        foreach (IGrouping<double, int> type in Enumerable.Range(0, typeIds.Length).GroupBy(node => population.TypeIds[node]).OrderBy(type => type.Key))
        {
            isWhole &= findings.Try(() => parts.Add(type.Key, [.. type])) is not null;
        }

        population.IsWhole = parts.Make(_names) && isWhole;
        own.CheckNames(parts.Templates, findings);
        return population;
    }

    // Ids count from 0 in any order; without any, nodes stand in their order.
    private static int[] RowsOf(string path, Hdf5File file, string nodes, int count)
    {
        int[] rows = [.. Enumerable.Range(0, count)];
        if (!file.Has($"{nodes}/{Id}"))
        {
            return rows;
        }

        int[] ids = SonataColumns.Ids(path, $"{nodes}/{Id}", SonataColumns.Column(path, file, $"{nodes}/{Id}", count), count - 1);
        Array.Fill(rows, -1);
        for (int row = 0; row < count; row++)
        {
            rows[ids[row]] = rows[ids[row]] < 0 ? row
                : throw DataFileException.AtRow($"{path}, /{nodes}/{Id}", row, "each id from 0 to one less than there are nodes once", $"{ids[row]} again");
        }

        return rows;
    }
}
