using PureHDF;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Exports;

/// <summary>What files in HDF5 have in common.</summary>
internal static class Hdf5Files
{
    /// <summary>Writes a file, whole or not at all.</summary>
    /// <param name="file">What it holds.</param>
    /// <param name="path">The file.</param>
    /// <returns>The path.</returns>
    public static string Save(H5File file, string path)
    {
        RunFiles.Write(path, stream => file.Write(stream));
        return path;
    }

    /// <summary>A data set with attributes.</summary>
    public static H5Dataset Dataset(object data, params (string Name, object Value)[] attributes)
    {
        var dataset = new H5Dataset(data);
        foreach ((string name, object value) in attributes)
        {
            dataset.Attributes[name] = value;
        }

        return dataset;
    }
}
