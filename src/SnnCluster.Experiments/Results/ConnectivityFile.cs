using ParquetSharp;
using SnnCluster.Engine.Recording;
using SnnCluster.Model.Networks;

namespace SnnCluster.Experiments.Results;

/// <summary>
/// connectivity-start.parquet and connectivity-end.parquet: projection, source, target, k, weight, delaySteps.
/// </summary>
public static class ConnectivityFile
{
    private static readonly Schema Rows = new();

    /// <summary>Starts a file, to be written in pieces.</summary>
    /// <param name="directory">Folder of the run; made where it is missing.</param>
    /// <param name="name"><see cref="RunFiles.ConnectivityStart"/> or <see cref="RunFiles.ConnectivityEnd"/>.</param>
    /// <param name="dtMs">Length of a step [ms], noted in the file; not noted where null.</param>
    public static TableWriter<ProjectionSynapse> Create(string directory, string name, double? dtMs = null) =>
        new(Rows, directory, name, dtMs);

    /// <summary>Writes a whole file, in the order of the projections and of their synapses.</summary>
    /// <param name="directory">Folder of the run; made where it is missing.</param>
    /// <param name="name"><see cref="RunFiles.ConnectivityStart"/> or <see cref="RunFiles.ConnectivityEnd"/>.</param>
    /// <param name="projections">Synapses by projection.</param>
    /// <param name="dtMs">Length of a step [ms], noted in the file; not noted where null.</param>
    public static void Write(
        string directory, string name, IEnumerable<KeyValuePair<string, Synapse[]>> projections, double? dtMs = null)
    {
        using TableWriter<ProjectionSynapse> writer = Create(directory, name, dtMs);
        foreach ((string projection, Synapse[] synapses) in projections)
        {
            foreach (Synapse synapse in synapses)
            {
                writer.Append(new ProjectionSynapse(projection, synapse));
            }
        }

        writer.Complete();
    }

    /// <summary>Reads the synapses by projection; a projection without synapses is not in the file.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="name"><see cref="RunFiles.ConnectivityStart"/> or <see cref="RunFiles.ConnectivityEnd"/>.</param>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static IReadOnlyDictionary<string, Synapse[]> Read(string directory, string name)
    {
        var lists = new Dictionary<string, List<Synapse>>();
        foreach (ProjectionSynapse[] group in ReadGroups(directory, name))
        {
            foreach (ProjectionSynapse row in group)
            {
                if (!lists.TryGetValue(row.Projection, out List<Synapse>? list))
                {
                    lists.Add(row.Projection, list = []);
                }

                list.Add(row.Synapse);
            }
        }

        return lists.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }

    /// <summary>Reads the synapses, some rows at a time, in the order in which they were written.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="name"><see cref="RunFiles.ConnectivityStart"/> or <see cref="RunFiles.ConnectivityEnd"/>.</param>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static IEnumerable<ProjectionSynapse[]> ReadGroups(string directory, string name) =>
        Rows.ReadGroups(directory, name);

    /// <summary>Length of a step of the run [ms]; null where the file does not say.</summary>
    /// <param name="directory">Folder of the run.</param>
    /// <param name="name"><see cref="RunFiles.ConnectivityStart"/> or <see cref="RunFiles.ConnectivityEnd"/>.</param>
    /// <exception cref="InvalidDescriptionException">The file is missing or not what it should be.</exception>
    public static double? StepOf(string directory, string name) => Rows.StepOf(directory, name);

    private sealed class Schema() : Table<ProjectionSynapse>(
        new Column<string>("projection"),
        new Column<int>("source"),
        new Column<int>("target"),
        new Column<int>("k"),
        new Column<float>("weight"),
        new Column<int>("delaySteps"))
    {
        public override void Write(RowGroupWriter group, ReadOnlySpan<ProjectionSynapse> rows)
        {
            WriteColumn(group, rows, row => row.Projection);
            WriteColumn(group, rows, row => row.Synapse.Source);
            WriteColumn(group, rows, row => row.Synapse.Target);
            WriteColumn(group, rows, row => row.Synapse.K);
            WriteColumn(group, rows, row => row.Synapse.Weight);
            WriteColumn(group, rows, row => row.Synapse.DelaySteps);
        }

        public override void Read(RowGroupReader group, Span<ProjectionSynapse> rows)
        {
            string[] projections = ReadColumn<string>(group, 0);
            int[] sources = ReadColumn<int>(group, 1);
            int[] targets = ReadColumn<int>(group, 2);
            int[] ks = ReadColumn<int>(group, 3);
            float[] weights = ReadColumn<float>(group, 4);
            int[] delays = ReadColumn<int>(group, 5);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = new(projections[i], new Synapse(sources[i], targets[i], ks[i], weights[i], delays[i]));
            }
        }
    }
}
