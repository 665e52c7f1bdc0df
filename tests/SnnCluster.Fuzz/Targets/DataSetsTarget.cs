using SnnCluster.Fuzz.Running;
using SnnCluster.Fuzz.Samples;
using SnnCluster.Learning.DataSets;

namespace SnnCluster.Fuzz.Targets;

/// <summary>Files of data sets: one of a set is changed, the others are as they should be.</summary>
internal sealed class DataSetsTarget : IFuzzTarget
{
    // No example has more steps than these, so that a file decides how much is allocated and no default.
    private const int Steps = 50;

    // The HDF5 library takes memory for any size that the file names, before it finds the file shorter: of each array of
    // the runtime at most 2 GiB, and of two or three arrays before it fails.
    internal const long Hdf5FreeBytes = 6L << 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("snncluster-fuzz-").FullName;

    public DataSetsTarget()
    {
        foreach ((string name, byte[] content) in DataSamples.Files)
        {
            string path = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }

        Readers =
        [
            .. DataSamples.Files.Keys.Select(name => new FuzzReader(name, ValidFor(name), input => Take(name, input))
            {
                FreeBytes = name.EndsWith(".h5", StringComparison.Ordinal) ? Hdf5FreeBytes : 1 << 21,
            }),
        ];
    }

    public IReadOnlyList<FuzzReader> Readers { get; }

    public void Check()
    {
        // Each input puts back what it replaces.
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IReadOnlyList<byte[]> ValidFor(string name) => name.EndsWith(".h5", StringComparison.Ordinal)
        ? [DataSamples.Files["shd/shd_train.h5"], DataSamples.Files["shd/shd_test.h5"]]
        : [DataSamples.Files[name]];

    private bool Take(string name, byte[] input)
    {
        string part = name[..name.IndexOf('/', StringComparison.Ordinal)];
        DataSetSource source = DataSetCatalog.Find(part == "export" ? "dvs-gesture" : part)!;
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, input);
        try
        {
            source.Load(new DataSetRequest { Folder = Path.Combine(_folder, part), Steps = Steps });
            return true;
        }
        catch (DataFileException exception)
        {
            Finding.If(exception.Message.Contains('\n', StringComparison.Ordinal), "its message has several lines");
            return false;
        }
        finally
        {
            File.WriteAllBytes(path, DataSamples.Files[name]);
        }
    }
}
