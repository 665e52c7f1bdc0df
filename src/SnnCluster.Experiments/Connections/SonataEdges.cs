using System.Globalization;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Connections;

/// <summary>
/// Reads one population of edges of a SONATA circuit: /edges/NAME in an HDF5 file, and the CSV file of its edge types where weights or
/// delays stand there. Source: the SONATA developer guide, "Representing edges" (Dai et al. 2020, PLoS Comput Biol 16:e1007696).
/// </summary>
/// <remarks>
/// Of the attributes of edges, syn_weight [the receptor's unit] and delay [ms] are taken, from the edge's group, or else from its
/// type. Node ids are those of the populations at both ends, from 0.
/// </remarks>
public static class SonataEdges
{
    private const string Weight = "syn_weight";
    private const string Delay = "delay";
    private const string TypeId = "edge_type_id";

    /// <summary>Reads a population.</summary>
    /// <param name="path">The HDF5 file of edges.</param>
    /// <param name="population">Its name; null where the file has one alone.</param>
    /// <param name="types">The CSV file of edge types; null: none.</param>
    /// <param name="allowMultapses">Whether a pair may be listed more than once, as SONATA allows.</param>
    /// <exception cref="InvalidDescriptionException">A file is no such one, is damaged, or lacks the population, an attribute or a type.</exception>
    public static ConnectionList Read(string path, string? population = null, string? types = null, bool allowMultapses = true) =>
        Described(() => ReadEdges(path, population, types, allowMultapses));

    /// <summary>Reads, and tells what is wrong with a file as it is told of every other part of a description.</summary>
    internal static T Described<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DataFileException exception)
        {
            throw new InvalidDescriptionException(exception.Message);
        }
    }

    private static ConnectionList ReadEdges(string path, string? population, string? types, bool allowMultapses)
    {
        using var file = Hdf5File.Open(path);
        string edges = $"edges/{PopulationOf(path, file, "edges", population)}";
        double[] sources = file.Numbers($"{edges}/source_node_id", ofWhole: true);
        double[] targets = Column(path, file, $"{edges}/target_node_id", sources.Length);
        var groups = new Groups(path, file, edges, sources.Length);
        EdgeTypes? typed = types is null ? null : EdgeTypes.Read(types);
        double[]? typeIds = typed is null ? null : Column(path, file, $"{edges}/{TypeId}", sources.Length);
        return new ConnectionList(Ids(path, $"{edges}/source_node_id", sources), Ids(path, $"{edges}/target_node_id", targets), allowMultapses)
        {
            Weights = Attribute(Weight)?.Select(weight => (float)weight).ToArray(),
            DelaysMs = Attribute(Delay),
        };

        double[]? Attribute(string name) => groups.Attribute(name, edge => typed?.Value(types!, typeIds![edge], name));
    }

    /// <summary>Name of a population within a group, or of the only one.</summary>
    internal static string PopulationOf(string path, Hdf5File file, string group, string? population)
    {
        if (!file.Has(group))
        {
            throw new DataFileException(path, null, $"a group /{group}", "none of that name");
        }

        string[] names = file.NamesIn(group);
        return population is null && names.Length == 1 ? names[0]
            : population is not null && names.Contains(population) ? population
            : throw new DataFileException(
                path,
                $"/{group}",
                population is null ? "one population, or its name from you" : $"a population '{population}'",
                names.Length == 0 ? "none" : string.Join(", ", names));
    }

    /// <summary>A column as long as another.</summary>
    internal static double[] Column(string path, Hdf5File file, string name, int length, bool ofWhole = true)
    {
        double[] values = file.Numbers(name, ofWhole);
        return values.Length == length
            ? values
            : throw new DataFileException(path, $"/{name}", $"{length} numbers, as in the column beside it", $"{values.Length}");
    }

    /// <summary>Numbers as ids.</summary>
    internal static int[] Ids(string path, string name, double[] values)
    {
        var ids = new int[values.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = values[i] is >= 0 and <= int.MaxValue
                ? (int)values[i]
                : throw DataFileException.AtRow(
                    $"{path}, /{name}", i, $"a node id from 0 to {int.MaxValue}", values[i].ToString(CultureInfo.InvariantCulture));
        }

        return ids;
    }

    /// <summary>The groups of a population, which hold the attributes of its edges.</summary>
    private sealed class Groups
    {
        private readonly string _path;
        private readonly Hdf5File _file;
        private readonly string _edges;
        private readonly int _count;
        private readonly double[]? _group;
        private readonly double[]? _index;

        public Groups(string path, Hdf5File file, string edges, int count)
        {
            (_path, _file, _edges, _count) = (path, file, edges, count);

            // Without these all edges are in the group 0, in order.
            if (file.Has($"{edges}/edge_group_id"))
            {
                _group = Column(path, file, $"{edges}/edge_group_id", count);
                _index = Column(path, file, $"{edges}/edge_group_index", count);
            }
        }

        /// <summary>An attribute of all edges; null where no edge has it.</summary>
        public double[]? Attribute(string name, Func<int, double?> ofType)
        {
            var read = new Dictionary<double, double[]?>();
            var values = new double[_count];
            int missing = -1;
            int there = 0;
            for (int i = 0; i < _count; i++)
            {
                double group = _group is null ? 0 : _group[i];
                if (!read.TryGetValue(group, out double[]? column))
                {
                    string inFile = string.Create(CultureInfo.InvariantCulture, $"{_edges}/{group}/{name}");
                    read[group] = column = _file.Has(inFile) ? _file.Numbers(inFile, ofWhole: false) : null;
                }

                if ((column is null ? ofType(i) : Of(column, group, i, name)) is double value)
                {
                    values[i] = Checked(value, i, name);
                    there++;
                }
                else
                {
                    missing = missing < 0 ? i : missing;
                }
            }

            return there == 0 ? null
                : there == _count ? values
                : throw DataFileException.AtRow($"{_path}, /{_edges}", missing, $"a {name}, as other edges have", "none in its group or its type");
        }

        private double Of(double[] column, double group, int edge, string name)
        {
            double index = _index is null ? edge : _index[edge];
            return index >= 0 && index < column.Length
                ? column[(int)index]
                : throw DataFileException.AtRow(
                    $"{_path}, /{_edges}/edge_group_index",
                    edge,
                    string.Create(CultureInfo.InvariantCulture, $"from 0 to {column.Length - 1}, as group {group} has {name}"),
                    index.ToString(CultureInfo.InvariantCulture));
        }

        private double Checked(double value, int edge, string name) =>
            name == Weight ? float.IsFinite((float)value) ? value : throw Wrong(value, edge, name)
            : value >= 0 && double.IsFinite(value) ? value : throw Wrong(value, edge, name);

        private DataFileException Wrong(double value, int edge, string name) => DataFileException.AtRow(
            $"{_path}, /{_edges}",
            edge,
            name == Weight ? $"a finite {name} of single precision" : $"a finite {name} of at least 0",
            value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Attributes by type: a line of names, then a line a type, apart by spaces; NULL stands for none.</summary>
    private sealed class EdgeTypes
    {
        private readonly Dictionary<double, Dictionary<string, double?>> _types = [];

        public static EdgeTypes Read(string path)
        {
            var types = new EdgeTypes();
            string[]? names = null;
            int number = 0;
            foreach (string line in TextFile.Lines(path))
            {
                number++;
                string[] fields = Fields(line);
                if (fields.Length == 0)
                {
                    continue;
                }

                if (names is null)
                {
                    names = fields;
                    string[] known = [.. names.Where(name => name is TypeId or Weight or Delay)];
                    if (!known.Contains(TypeId) || known.Distinct().Count() < known.Length)
                    {
                        throw DataFileException.AtRow(
                            path, number, $"a column {TypeId}, and none of {Weight} and {Delay} twice", string.Join(' ', names));
                    }

                    continue;
                }

                if (fields.Length != names.Length)
                {
                    throw DataFileException.AtRow(path, number, $"{names.Length} fields, as in its first line", $"{fields.Length}");
                }

                var attributes = names.Zip(fields).Where(field => field.First is TypeId or Weight or Delay)
                    .ToDictionary(field => field.First, field => Number(path, number, field.First, field.Second));
                if (attributes[TypeId] is not double id || !types._types.TryAdd(id, attributes))
                {
                    throw DataFileException.AtRow(path, number, $"another {TypeId} in each row", $"{attributes[TypeId]} again, or none");
                }
            }

            return types;
        }

        public double? Value(string path, double type, string name) => _types.TryGetValue(type, out Dictionary<string, double?>? attributes)
            ? attributes.GetValueOrDefault(name)
            : throw new DataFileException(
                path, null, string.Create(CultureInfo.InvariantCulture, $"the {TypeId} {type} of an edge"), "no row of that type");

        private static double? Number(string path, int row, string name, string text) => text == "NULL" ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
            : throw DataFileException.AtRow(path, row, $"a number as {name}, or NULL", $"'{text}'");

        // Texts may stand in quotation marks, and have spaces then.
        private static string[] Fields(string line)
        {
            string[] parts = line.Split('"');
            return [.. parts.SelectMany((part, i) => i % 2 == 1 ? [part] : part.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        }
    }
}
