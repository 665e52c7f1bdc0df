using SnnCluster.Experiments.Connections;
using SnnCluster.Experiments.Descriptions;
using SnnCluster.Experiments.Sonata.Files;
using SnnCluster.Learning.DataSets;
using SnnCluster.Learning.DataSets.Formats;
using SnnCluster.Model.Inputs;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Inputs;

/// <summary>Spikes of neurons at given times, from files.</summary>
public static class SpikeTrainFile
{
    private const string Neuron = "neuron";
    private const string Time = "timeMs";

    /// <summary>
    /// Reads a CSV file (a line of names, then numbers with a point, apart by commas) or a Parquet file with the columns neuron (its id)
    /// and timeMs, sorted by time; others are not looked at.
    /// </summary>
    /// <param name="path">The file; its name ends with .csv or .parquet.</param>
    /// <param name="name">Name of the input.</param>
    /// <param name="population">Name of the population that gets it.</param>
    /// <exception cref="InvalidDescriptionException">There is no such file, or it is another one: which row and column, and why.</exception>
    public static ListedSpikes Read(string path, string name, string population)
    {
        var columns = NumberColumns.Read(path, Neuron, Time);
        return new ListedSpikes
        {
            Name = name,
            Population = population,
            Ids = columns.Convert(Neuron, NumberColumns.Id, NumberColumns.RuleOfId) ?? throw Missing(path, Neuron),
            TimesMs = columns.Convert(Time, NumberColumns.AtLeast0, NumberColumns.RuleAtLeast0) ?? throw Missing(path, Time),
        };
    }

    /// <summary>
    /// Reads one population of a SONATA spike file: node_ids and timestamps [ms] of /spikes/NAME in an HDF5 file, in any order. Source: the
    /// SONATA developer guide, "Spike file" (Dai et al. 2020, PLoS Comput Biol 16:e1007696).
    /// </summary>
    /// <param name="path">The HDF5 file.</param>
    /// <param name="name">Name of the input.</param>
    /// <param name="population">Name of the population that gets it.</param>
    /// <param name="spikes">Name of the population in the file; null where it has one alone.</param>
    /// <exception cref="InvalidDescriptionException">The file is no such one, is damaged, or lacks the population.</exception>
    public static ListedSpikes ReadSonata(string path, string name, string population, string? spikes = null) =>
        SonataEdges.Described(() => ReadSpikes(path, name, population, spikes));

    private static ListedSpikes ReadSpikes(string path, string name, string population, string? spikes)
    {
        using var file = Hdf5File.Open(path);
        string group = $"spikes/{SonataColumns.PopulationOf(path, file, "spikes", spikes)}";
        double[] ids = file.Numbers($"{group}/node_ids", ofWhole: true);
        double[] times = SonataColumns.Column(path, file, $"{group}/timestamps", ids.Length, ofWhole: false);
        double unitMs = UnitMs(path, $"{group}/timestamps", file.TextOf($"{group}/timestamps", "units"));
        for (int i = 0; i < times.Length; i++)
        {
            times[i] *= unitMs;
            if (NumberColumns.AtLeast0(times[i]) is null)
            {
                throw DataFileException.AtRow(
                    $"{path}, /{group}/timestamps", i, NumberColumns.RuleAtLeast0, ValidationErrors.Text(times[i]));
            }
        }

        int[] whole = SonataColumns.Ids(path, $"{group}/node_ids", ids);
        Array.Sort(times, whole);
        return new ListedSpikes { Name = name, Population = population, Ids = whole, TimesMs = times };
    }

    private static double UnitMs(string path, string dataSet, string? units) => units is null ? 1
        : TimeUnit.Find(units) is TimeUnit unit ? unit.Microseconds / 1000
        : throw new InvalidDescriptionException($"{path}, /{dataSet}: its units are '{DescriptionNode.Cut(units)}': must be s, ms or us");

    private static InvalidDescriptionException Missing(string path, string column) =>
        new($"{path} has no column {column}: must have {Neuron} and {Time}");
}
