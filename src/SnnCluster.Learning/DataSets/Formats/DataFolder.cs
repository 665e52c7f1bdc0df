namespace SnnCluster.Learning.DataSets.Formats;

/// <summary>Looks for a data set's files in a folder; what is missing is told with how to get it.</summary>
internal sealed class DataFolder
{
    private readonly string _path;
    private readonly string _dataSet;

    /// <summary>A folder that must be there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="dataSet">The data set's name, for messages.</param>
    /// <exception cref="DataFileException">There is no such folder.</exception>
    public DataFolder(string path, string dataSet)
    {
        _path = path;
        _dataSet = dataSet;
        if (File.Exists(path))
        {
            throw new DataFileException(path, null, $"the folder with the files of {dataSet}", "a file");
        }

        if (!Directory.Exists(path))
        {
            throw new DataFileException(path, null, $"the folder with the files of {dataSet}", $"no such folder{Hint}");
        }
    }

    private string Hint => $"; 'snncluster data {_dataSet}' tells how to get the files";

    /// <summary>Whether there is such a file.</summary>
    public bool Has(params IEnumerable<string> names) => names.Any(name => File.Exists(Path.Combine(_path, name)));

    /// <summary>Whether there is such a folder.</summary>
    public bool HasFolder(string name) => Directory.Exists(Path.Combine(_path, name));

    /// <summary>The path of a file under the first of its names that is there.</summary>
    /// <exception cref="DataFileException">It is there under none of them.</exception>
    public string PathOf(string name, params IEnumerable<string> otherNames)
    {
        string[] names = [name, .. otherNames];
        return names.Select(file => Path.Combine(_path, file)).FirstOrDefault(File.Exists)
            ?? throw Missing(string.Join(" or ", names));
    }

    /// <summary>The path of a folder within this one.</summary>
    /// <exception cref="DataFileException">There is none.</exception>
    public string Folder(string name) => HasFolder(name) ? Path.Combine(_path, name) : throw Missing($"the folder {name}");

    /// <summary>What to throw where something is missing.</summary>
    public DataFileException Missing(string what) => new(_path, null, what, $"no such file{Hint}");
}
