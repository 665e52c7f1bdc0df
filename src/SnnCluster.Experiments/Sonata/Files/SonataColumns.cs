using System.Globalization;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;

namespace SnnCluster.Experiments.Sonata.Files;

/// <summary>Data sets of SONATA files whose numbers belong together.</summary>
internal static class SonataColumns
{
    /// <summary>The largest id of a node.</summary>
    public const int LargestId = int.MaxValue;

    /// <summary>Name of a population within a group, or of the only one.</summary>
    /// <exception cref="DataFileException">There is no such group or population, or several.</exception>
    public static string PopulationOf(string path, Hdf5File file, string group, string? population)
    {
        string[] names = PopulationsOf(path, file, group);
        return population is null && names.Length == 1 ? names[0]
            : population is not null && names.Contains(population) ? population
            : throw new DataFileException(
                path,
                $"/{group}",
                population is null ? "one population, or its name from you" : $"a population '{population}'",
                names.Length == 0 ? "none" : string.Join(", ", names));
    }

    /// <summary>Names of the populations within a group.</summary>
    /// <exception cref="DataFileException">There is no such group.</exception>
    public static string[] PopulationsOf(string path, Hdf5File file, string group) =>
        file.Has(group) ? file.NamesIn(group) : throw new DataFileException(path, null, $"a group /{group}", "none of that name");

    /// <summary>A column as long as another.</summary>
    /// <exception cref="DataFileException">It is not there, or is another one.</exception>
    public static double[] Column(string path, Hdf5File file, string name, int length, bool ofWhole = true)
    {
        double[] values = file.Numbers(name, ofWhole);
        return values.Length == length
            ? values
            : throw new DataFileException(path, $"/{name}", $"{length} numbers, as in the column beside it", $"{values.Length}");
    }

    /// <summary>Numbers as ids.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The data set that they are of.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="largest">The largest id that there is.</param>
    /// <exception cref="DataFileException">One is no id.</exception>
    public static int[] Ids(string path, string name, double[] values, int largest = LargestId)
    {
        var ids = new int[values.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            ids[i] = values[i] >= 0 && values[i] <= largest
                ? (int)values[i]
                : throw DataFileException.AtRow(
                    $"{path}, /{name}", i, $"a node id from 0 to {largest}", values[i].ToString(CultureInfo.InvariantCulture));
        }

        return ids;
    }
}
