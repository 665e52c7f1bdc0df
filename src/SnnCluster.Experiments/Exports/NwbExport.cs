using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PureHDF;
using SnnCluster.Experiments.Results;

namespace SnnCluster.Experiments.Exports;

/// <summary>
/// Spikes and state variables in one file of Neurodata Without Borders (schema 2.6.0): a table of units, one for each neuron that spiked, with its spike times
/// [s], and a time series for each state variable. The schema itself is not put into the file: readers bring it.
/// </summary>
internal sealed class NwbExport : IRunExport
{
    private const string Core = "core";
    private const string Common = "hdmf-common";
    private const string NwbVersion = "2.6.0";

    public string Name => "nwb";

    public string Description => "Neurodata Without Borders: one file with units and time series";

    public IReadOnlyList<string> Write(string run, RunSummary summary, string folder)
    {
        IReadOnlyList<SpikeTrains> spikes = SpikeTrains.Read(run, summary);
        IReadOnlyList<StateMatrix> states = StateMatrix.Read(run, summary);
        if (spikes.Count == 0 && states.Count == 0)
        {
            return [];
        }

        // A run begins at the time 0 of its model; a file needs a date for it.
        string date = (summary.Provenance?.Date ?? DateTimeOffset.UnixEpoch).ToString("O", CultureInfo.InvariantCulture);
        string Id(string path) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(summary.Digest + path)).AsSpan(0, 16)).ToString();
        var acquisition = new H5Group();
        foreach (StateMatrix matrix in states)
        {
            string name = $"{matrix.Population}.{matrix.Variable}";
            acquisition[name] = SeriesOf(matrix, Id($"/acquisition/{name}"));
        }

        var file = new H5File
        {
            ["session_description"] = $"simulation of {summary.Experiment} with seed {summary.Seed}",
            ["identifier"] = Id("/"),
            ["session_start_time"] = date,
            ["timestamps_reference_time"] = date,
            ["file_create_date"] = new[] { date },
            ["acquisition"] = acquisition,
            ["analysis"] = new H5Group(),
            ["processing"] = new H5Group(),
            ["stimulus"] = new H5Group { ["presentation"] = new H5Group(), ["templates"] = new H5Group() },
            ["general"] = new H5Group
            {
                ["source_script"] = Hdf5Files.Dataset($"snncluster {summary.Provenance?.Version}", ("file_name", "snncluster")),
                ["session_id"] = summary.Digest,
            },
        };
        Mark(file.Attributes, "NWBFile", Core, Id("/file"));
        file.Attributes["nwb_version"] = NwbVersion;
        if (spikes.Count > 0)
        {
            file["units"] = UnitsOf(spikes, Id);
        }

        return [Hdf5Files.Save(file, Path.Combine(folder, "run.nwb"))];
    }

    private static H5Group UnitsOf(IReadOnlyList<SpikeTrains> spikes, Func<string, string> id)
    {
        (string Population, ulong Neuron, double[] Seconds)[] units =
        [
            .. spikes.SelectMany(train => train.Neurons.Zip(train.TimesMs).GroupBy(spike => spike.First).OrderBy(group => group.Key)
                .Select(group => (train.Population, group.Key, group.Select(spike => spike.Second / 1000).ToArray()))),
        ];
        H5Dataset times = Column(units.SelectMany(unit => unit.Seconds).ToArray(), "spike times [s]", "VectorData", id("/units/spike_times"));
        ulong end = 0;
        H5Dataset index = Column(
            units.Select(unit => end += (ulong)unit.Seconds.Length).ToArray(), "where the spike times of each unit end", "VectorIndex", id("/units/spike_times_index"));
        index.Attributes["target"] = new H5ObjectReference(times);
        var group = new H5Group
        {
            ["id"] = Marked(Enumerable.Range(0, units.Length).ToArray(), "ElementIdentifiers", Common, id("/units/id")),
            ["spike_times"] = times,
            ["spike_times_index"] = index,
            ["population"] = Column(units.Select(unit => unit.Population).ToArray(), "the population", "VectorData", id("/units/population")),
            ["neuron"] = Column(units.Select(unit => (long)unit.Neuron).ToArray(), "number of the neuron within its population", "VectorData", id("/units/neuron")),
        };
        Mark(group.Attributes, "Units", Core, id("/units"));
        group.Attributes["colnames"] = new[] { "spike_times", "population", "neuron" };
        group.Attributes["description"] = "neurons that spiked";
        return group;
    }

    private static H5Group SeriesOf(StateMatrix matrix, string id)
    {
        var group = new H5Group
        {
            ["data"] = Hdf5Files.Dataset(
                matrix.Values,
                ("unit", matrix.IsPotential ? "volts" : "unknown"),
                ("conversion", matrix.IsPotential ? 1e-3f : 1f),
                ("resolution", -1f),
                ("offset", 0f)),
            ["starting_time"] = Hdf5Files.Dataset(matrix.StartMs / 1000, ("rate", (float)(1000 / matrix.IntervalMs)), ("unit", "seconds")),
        };
        Mark(group.Attributes, "TimeSeries", Core, id);
        group.Attributes["description"] = $"{matrix.Variable} of {matrix.Population}";
        group.Attributes["comments"] = $"neurons {string.Join(' ', matrix.Neurons)}, one column each";
        return group;
    }

    private static H5Dataset Column(object data, string description, string type, string id)
    {
        H5Dataset column = Marked(data, type, Common, id);
        column.Attributes["description"] = description;
        return column;
    }

    private static H5Dataset Marked(object data, string type, string space, string id)
    {
        var dataset = new H5Dataset(data);
        Mark(dataset.Attributes, type, space, id);
        return dataset;
    }

    private static void Mark(IDictionary<string, object> attributes, string type, string space, string id)
    {
        attributes["neurodata_type"] = type;
        attributes["namespace"] = space;
        attributes["object_id"] = id;
    }
}
