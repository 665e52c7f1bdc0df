using PureHDF;
using SnnCluster.Experiments.Results;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Exports;

/// <summary>
/// Spikes and state variables in the format of SONATA (Dai et al., PLoS Comput. Biol. 16, 2020; its specification, version 0.1): <c>spikes.h5</c> with times [ms]
/// and node ids by population, and <c>report-VARIABLE.h5</c> with values by time and element. Node ids are the numbers of neurons within their population.
/// </summary>
internal sealed class SonataExport : IRunExport
{
    // By which readers know such a file.
    private const uint Magic = 0x0A7A;
    private static readonly uint[] Version = [0, 1];

    /// <summary>The order of spikes in a file, as the specification names and numbers them.</summary>
    private enum Sorting : byte
    {
        none = 0,
        by_id = 1,
        by_time = 2,
    }

    public string Name => "sonata";

    public string Description => "SONATA: spikes.h5, and a report for each state variable";

    public IReadOnlyList<string> Write(string run, RunSummary summary, string folder)
    {
        var files = new List<string>();
        IReadOnlyList<SpikeTrains> spikes = SpikeTrains.Read(run, summary);
        if (spikes.Count > 0)
        {
            files.Add(Save(folder, "spikes.h5", "spikes", spikes.Select(train => (train.Population, SpikesOf(train)))));
        }

        foreach (IGrouping<string, StateMatrix> states in StateMatrix.Read(run, summary).GroupBy(matrix => matrix.Variable))
        {
            files.Add(Save(folder, $"report-{PartName.InFileName(states.Key)}.h5", "report", states.Select(matrix => (matrix.Population, ReportOf(matrix)))));
        }

        return files;
    }

    private static string Save(string folder, string name, string root, IEnumerable<(string Population, H5Group Content)> populations)
    {
        var group = new H5Group();
        foreach ((string population, H5Group content) in populations)
        {
            group[population] = content;
        }

        var file = new H5File { [root] = group };
        file.Attributes["magic"] = Magic;
        file.Attributes["version"] = Version;
        return Hdf5Files.Save(file, Path.Combine(folder, name));
    }

    private static H5Group SpikesOf(SpikeTrains train)
    {
        var group = new H5Group
        {
            ["timestamps"] = Hdf5Files.Dataset(train.TimesMs, ("units", "ms")),
            ["node_ids"] = new H5Dataset(train.Neurons),
        };
        group.Attributes["sorting"] = Sorting.by_time;
        return group;
    }

    // Each neuron has one element, its soma.
    private static H5Group ReportOf(StateMatrix matrix)
    {
        double end = matrix.StartMs + (matrix.IntervalMs * matrix.Values.GetLength(0));
        return new H5Group
        {
            ["data"] = matrix.IsPotential ? Hdf5Files.Dataset(matrix.Values, ("units", "mV")) : new H5Dataset(matrix.Values),
            ["mapping"] = new H5Group
            {
                ["node_ids"] = matrix.Neurons.Select(neuron => (ulong)neuron).ToArray(),
                ["index_pointers"] = Enumerable.Range(0, matrix.Neurons.Length + 1).Select(element => (ulong)element).ToArray(),
                ["element_ids"] = new uint[matrix.Neurons.Length],
                ["element_pos"] = new float[matrix.Neurons.Length],
                ["time"] = Hdf5Files.Dataset(new[] { matrix.StartMs, end, matrix.IntervalMs }, ("units", "ms")),
            },
        };
    }
}
