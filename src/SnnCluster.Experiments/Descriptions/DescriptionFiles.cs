using SnnCluster.Experiments.Connections;
using SnnCluster.Experiments.Inputs;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Connectivity;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Descriptions;

/// <summary>
/// The files that a description refers to, for lists that are too long for it. Their names lead to the description's folder or one below, whoever wrote them.
/// </summary>
/// <param name="find">The file of a name; null where there is none.</param>
internal sealed class DescriptionFiles(Func<string, string?> find)
{
    /// <summary>The key that names a file.</summary>
    public const string File = "file";

    /// <summary>The key that names a column of a CSV or Parquet file.</summary>
    public const string Column = "column";

    /// <summary>The key that names a data set of an HDF5 file.</summary>
    public const string DataSet = "dataset";

    /// <summary>The key that names a population of a SONATA file.</summary>
    public const string Population = "filePopulation";

    /// <summary>The key that names the file of edge types of a SONATA file.</summary>
    public const string Types = "fileTypes";

    private const int LongestName = 200;
    private readonly Dictionary<(string, string?), double[]> _numbers = [];
    private readonly List<string> _used = [];

    /// <summary>Names that were asked for, each once.</summary>
    public IReadOnlyList<string> Used => _used;

    /// <summary>Those in a folder.</summary>
    /// <param name="folder">The folder; null: there is none.</param>
    public static DescriptionFiles In(string? folder) => new(name => folder is null ? null : PathIn(folder, name));

    /// <summary>The path of a name, which no link on the way leads out of the folder.</summary>
    /// <exception cref="InvalidDescriptionException">A part of it is a link.</exception>
    public static string PathIn(string folder, string name)
    {
        string path = folder;
        foreach (string part in name.Split('/'))
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is not null)
            {
                throw new InvalidDescriptionException($"file '{name}' is or goes through a symbolic link, which may lead anywhere: must lie in the folder of the description itself");
            }
        }

        return path;
    }

    /// <summary>What is wrong with a name; null: nothing is.</summary>
    public static string? WhyNot(string name) =>
        name.Length is 0 or > LongestName || name.Any(c => char.IsControl(c) || c is '\\' or ':' or '"' or '<' or '>' or '|' or '*' or '?')
            || Path.IsPathRooted(name) || name.Split('/').Any(part => part.Length == 0 || part.Trim('.', ' ').Length == 0)
            ? "must be a file in the folder of the description or in one below, as 'data/weights.csv'"
            : null;

    /// <summary>Whether all lists of a type may come from one file.</summary>
    public static bool AreIn(Type type) => type == typeof(ConnectionList) || type == typeof(ListedSpikes);

    /// <summary>The keys whose lists such a file has.</summary>
    public static IReadOnlyList<string> ListsOf(Type type) =>
        type == typeof(ConnectionList) ? ["sources", "targets", "weights", "delaysMs"] : ["ids", "timesMs"];

    /// <summary>A column of numbers, or all of a file that is one.</summary>
    /// <exception cref="InvalidDescriptionException">There is no such file, or something is wrong with it.</exception>
    public double[] Numbers(string name, string? column)
    {
        if (!_numbers.TryGetValue((name, column), out double[]? numbers))
        {
            numbers = Read(name, path => Path.GetExtension(path) switch
            {
                ".csv" or ".parquet" => column is null
                    ? throw new InvalidDescriptionException($"{path} has columns: name one, as \"{Column}\": \"weight\"")
                    : NumberColumns.Read(path, column).Named.GetValueOrDefault(column)
                        ?? throw new InvalidDescriptionException($"{path} has no column '{column}'"),
                ".npy" => Npy(path),
                ".h5" or ".hdf5" => column is null
                    ? throw new InvalidDescriptionException($"{path} has data sets: name one, as \"{DataSet}\": \"/nodes/v1/0/threshold\"")
                    : Hdf5(path, column),
                string other => throw new InvalidDescriptionException($"{path} ends with '{other}': must end with .csv, .parquet, .npy, .h5 or .hdf5"),
            });
            _numbers[(name, column)] = numbers;
        }

        return numbers;
    }

    /// <summary>All lists of a type, by their keys; null for what the file does not have.</summary>
    /// <param name="type">One of <see cref="AreIn"/>.</param>
    /// <param name="name">The file.</param>
    /// <param name="population">The population of a SONATA file; null: it has one alone.</param>
    /// <param name="types">The file of edge types of a SONATA file; null: none.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or something is wrong with it.</exception>
    public IReadOnlyDictionary<string, object?> Lists(Type type, string name, string? population, string? types)
    {
        string? typesPath = types is null ? null : PathOf(types);
        return Read(name, path =>
        {
            bool isSonata = Path.GetExtension(path) is ".h5" or ".hdf5";
            if (type == typeof(ConnectionList))
            {
                ConnectionList list = isSonata ? SonataEdges.Read(path, population, typesPath) : ConnectionFile.Read(path);
                return new Dictionary<string, object?>
                {
                    ["sources"] = list.Sources,
                    ["targets"] = list.Targets,
                    ["weights"] = list.Weights,
                    ["delaysMs"] = list.DelaysMs,
                };
            }

            ListedSpikes spikes = isSonata ? SpikeTrainFile.ReadSonata(path, "", "", population) : SpikeTrainFile.Read(path, "", "");
            return new Dictionary<string, object?> { ["ids"] = spikes.Ids, ["timesMs"] = spikes.TimesMs };
        });
    }

    private T Read<T>(string name, Func<string, T> read)
    {
        string path = PathOf(name);
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is InvalidDescriptionException or DataFileException)
        {
            // By the name that the description has: the path may be one that its writer does not know.
            throw new InvalidDescriptionException(exception.Message.Replace(path, name, StringComparison.Ordinal));
        }
    }

    private string PathOf(string name)
    {
        if (WhyNot(name) is string why)
        {
            throw new InvalidDescriptionException($"{File} is '{DescriptionNode.Cut(name)}': {why}");
        }

        if (!_used.Contains(name))
        {
            _used.Add(name);
        }

        return find(name) is string path && System.IO.File.Exists(path) ? path
            : throw new InvalidDescriptionException($"there is no file '{name}' in the folder of the description");
    }

    private static double[] Npy(string path)
    {
        NpyFile table = NpyFile.Read(path, 1);
        var values = new double[table.Rows];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = table[i, 0];
        }

        return values;
    }

    private static double[] Hdf5(string path, string dataSet)
    {
        using var file = Hdf5File.Open(path);
        return file.Numbers(dataSet.TrimStart('/'), ofWhole: false);
    }
}
